"""What operations held moves to a table of its own, on PostgreSQL one for every month."""

import sqlalchemy as sa
from alembic import op

from inspector_app.central.months import make_months

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind()
    is_postgresql = connection.dialect.name == "postgresql"
    op.create_table(
        "received_content",
        sa.Column("device_id", sa.String(64), primary_key=True),
        sa.Column("op_id", sa.String(64), primary_key=True),
        sa.Column("received_at", sa.DateTime(timezone=True), primary_key=True),
        sa.Column("content", sa.Text, nullable=False),
        postgresql_partition_by="RANGE (received_at)",
    )
    if is_postgresql:
        op.execute("CREATE TABLE received_content_rest PARTITION OF received_content DEFAULT")
        _make_months_so_far(connection)
    op.execute(
        "INSERT INTO received_content (device_id, op_id, received_at, content) "
        "SELECT device_id, op_id, received_at, content FROM received_operation"
    )
    # By itself: elsewhere Alembic would copy the whole table.
    op.execute("ALTER TABLE received_operation DROP COLUMN content")


def _make_months_so_far(connection: sa.Connection) -> None:
    oldest, newest = connection.execute(
        sa.text("SELECT min(received_at), max(received_at) FROM received_operation")
    ).one()
    if oldest is not None:
        count = (newest.year - oldest.year) * 12 + newest.month - oldest.month
        make_months(connection, now=oldest, ahead=count)
