"""What an operation says gets a hash of its own, so that its content may be taken off."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from inspector_app.central.rules import act_hash
from inspector_app.domain.operation import Operation
from inspector_app.protocol.codec import decode

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# So many operations are in memory at once.
_AT_ONCE = 500

# In the order of an index that every month has: no step sorts or reads all of them.
_CONTENTS = sa.text(
    "SELECT device_id, op_id, content FROM received_content "
    "WHERE (device_id, op_id) > (:device_id, :op_id) ORDER BY device_id, op_id LIMIT :at_once"
)
_FILL = sa.text(
    "UPDATE received_operation SET act_sha256 = :act_sha256 "
    "WHERE device_id = :device_id AND op_id = :op_id"
)


def upgrade() -> None:
    op.add_column(
        "received_operation",
        sa.Column("act_sha256", sa.String(64), nullable=False, server_default=""),
    )
    connection = op.get_bind()
    for rows in _batches(connection):
        connection.execute(
            _FILL,
            [
                {
                    "device_id": row.device_id,
                    "op_id": row.op_id,
                    "act_sha256": act_hash(decode(row.content, Operation)),
                }
                for row in rows
            ],
        )


def _batches(connection: sa.Connection) -> Iterator[list[sa.Row[tuple[str, str, str]]]]:
    last = {"device_id": "", "op_id": ""}
    while rows := connection.execute(_CONTENTS, {**last, "at_once": _AT_ONCE}).all():
        yield list(rows)
        last = {"device_id": rows[-1].device_id, "op_id": rows[-1].op_id}
