"""Writing down what was decided about some operations, in a few statements for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Insert, Table, bindparam, insert, select, update

from inspector_app.central.facts import Log, table_of
from inspector_app.central.rules import Answer
from inspector_app.central.sequence import store_sequence
from inspector_app.central.tables import (
    audit,
    conflict,
    device,
    received_content,
    received_operation,
)
from inspector_app.domain.operation import Operation
from inspector_app.protocol.codec import Record, aggregate_id_of
from inspector_app.protocol.digests import utc_day

Values = dict[str, Any]

# Built once, as in `facts`.
_RECEIVED = insert(received_operation)
_CONTENT = insert(received_content)
_MOVED_ON = (
    update(device)
    .where(device.c.device_id == bindparam("of"))
    .values(last_n=bindparam("to_n"), head_sha256=bindparam("to_head"))
)


@dataclass
class Kept:
    """What is to be written when all of a transaction's operations are decided."""

    received_at: datetime
    answers: list[Values] = field(default_factory=list)
    contents: list[Values] = field(default_factory=list)
    conflicts: list[Values] = field(default_factory=list)
    audits: dict[tuple[str, str, str], Values] = field(default_factory=dict)
    revisions: dict[str, tuple[Table, list[Values]]] = field(default_factory=dict)

    def answer(
        self,
        operation: Operation,
        written: str,
        answer: Answer,
        *,
        n: int | None,
        first_device_id: str,
        act_sha256: str,
    ) -> None:
        """A final answer. `n` is None of an operation without a place in its log."""
        self.contents.append(
            {
                "device_id": operation.device_id,
                "op_id": operation.op_id,
                "received_at": self.received_at,
                "content": written,
            }
        )
        self.answers.append(
            {
                "device_id": operation.device_id,
                "op_id": operation.op_id,
                "sha256": operation.sha256,
                "status": answer.status.value,
                "reason": answer.reason,
                "sequence": answer.sequence,
                "received_at": self.received_at,
                "n": n,
                "day": None if n is None else utc_day(operation.recorded_at),
                "first_device_id": first_device_id or None,
                "act_sha256": act_sha256,
            }
        )

    def conflict(self, operation: Operation, written: str, *, post: str, answer: Answer) -> None:
        self.conflicts.append(
            {
                "sequence": answer.sequence,
                "post": post,
                "device_id": operation.device_id,
                "op_id": operation.op_id,
                "aggregate_id": operation.aggregate_id,
                "reason": answer.reason,
                "received_at": self.received_at,
                "content": written,
                "theirs": answer.theirs,
            }
        )

    def audit(self, device_id: str, what: str, *, sha256: str, content: str) -> None:
        """Something not to be believed and not to be forgotten. Said again it is written once."""
        self.audits[device_id, what, sha256] = {
            "at": self.received_at,
            "device_id": device_id,
            "what": what,
            "sha256": sha256,
            "content": content,
        }

    def apply(self, operation: Operation, record: Record, *, sequence: int) -> None:
        """A revision that the centre now has."""
        table = table_of(record)
        _, rows = self.revisions.setdefault(table.name, (table, []))
        rows.append(
            {
                "aggregate_id": aggregate_id_of(record),
                "version": record.version,
                "sequence": sequence,
                "revision_id": record.revision_id,
                "case_id": record.case_id,
                "scan_id": record.scan_id,
                "withdrawn": bool(getattr(record, "withdrawn", False)),
                "author": record.author,
                "recorded_at": record.recorded_at,
                "device_id": operation.device_id,
                "op_id": operation.op_id,
                "body": operation.body,
            }
        )


def keep_all(
    connection: Connection, kept: Kept, changed: Sequence[Log], *, last_sequence: int
) -> None:
    """Write everything, and the counter last."""
    for table, rows in kept.revisions.values():
        connection.execute(_insert_into(table), rows)
    if kept.answers:
        connection.execute(_RECEIVED, kept.answers)
        connection.execute(_CONTENT, kept.contents)
    if kept.conflicts:
        connection.execute(insert(conflict), kept.conflicts)
    if kept.audits:
        keep_audits(connection, kept)
    if changed:
        connection.execute(
            _MOVED_ON,
            [
                {"of": log.device_id, "to_n": log.last_n, "to_head": log.head_sha256}
                for log in changed
            ],
        )
    store_sequence(connection, last_sequence)


@cache
def _insert_into(table: Table) -> Insert:
    return insert(table)


def keep_audits(connection: Connection, kept: Kept) -> None:
    """Write the audits alone, each once."""
    # A station with a wrong key sends the same again every few minutes, for days.
    known = connection.execute(
        select(audit.c.device_id, audit.c.what, audit.c.sha256).where(
            audit.c.device_id.in_({key[0] for key in kept.audits}),
            audit.c.sha256.in_({key[2] for key in kept.audits}),
        )
    )
    seen = {(row.device_id, row.what, row.sha256) for row in known}
    rows = [values for key, values in kept.audits.items() if key not in seen]
    if rows:
        connection.execute(insert(audit), rows)
