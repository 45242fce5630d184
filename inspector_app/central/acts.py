"""The hash of what an operation says (`rules.act_hash`), of operations that came before it was kept
with them, or that an older process took in while the centre was brought up to date. For those it is
worked out from what came, as long as that is there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Connection, bindparam, select, text, update

from inspector_app.central.rules import act_hash
from inspector_app.central.tables import received_content, received_operation
from inspector_app.domain.operation import Operation
from inspector_app.protocol.codec import decode

# So many operations are in memory at once.
_AT_ONCE = 500

_FILL = (
    update(received_operation)
    .where(
        received_operation.c.device_id == bindparam("of_device"),
        received_operation.c.op_id == bindparam("of_op"),
    )
    .values(act_sha256=bindparam("act"))
)


class Received(Protocol):
    """A row of `received_operation`."""

    @property
    def device_id(self) -> str: ...
    @property
    def op_id(self) -> str: ...
    @property
    def received_at(self) -> datetime: ...


def acts_from_contents(
    connection: Connection, rows: Sequence[Received]
) -> dict[tuple[str, str], str]:
    """The hashes of these operations, by device and operation id. Of a month that was taken off
    there is nothing."""
    if not rows:
        return {}
    table = received_content
    found = connection.execute(
        select(table.c.device_id, table.c.op_id, table.c.content).where(
            table.c.device_id.in_({row.device_id for row in rows}),
            table.c.op_id.in_({row.op_id for row in rows}),
            table.c.received_at.in_({row.received_at for row in rows}),
        )
    )
    return {(row.device_id, row.op_id): act_hash(decode(row.content, Operation)) for row in found}


def fill_acts(connection: Connection, table: str) -> int:
    """Work out and keep what is missing of the operations whose contents lie in `table`, the name
    of one month's; how many there were. For before it is taken off."""
    # In the order of the index that every month has: no step sorts or reads all of it.
    query = text(
        f"SELECT device_id, op_id, content FROM {table} JOIN received_operation AS known "
        "USING (device_id, op_id) WHERE known.act_sha256 = '' "
        "AND (device_id, op_id) > (:device_id, :op_id) ORDER BY device_id, op_id LIMIT :at_once"
    )
    count, last = 0, {"device_id": "", "op_id": ""}
    while rows := connection.execute(query, {**last, "at_once": _AT_ONCE}).all():
        connection.execute(_FILL, [_filling(row) for row in rows])
        last = {"device_id": rows[-1].device_id, "op_id": rows[-1].op_id}
        count += len(rows)
    return count


def _filling(row: Any) -> dict[str, str]:
    act = act_hash(decode(row.content, Operation))
    return {"of_device": row.device_id, "of_op": row.op_id, "act": act}
