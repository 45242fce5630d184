"""What goes to CAIS and what comes from there."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    time = sa.DateTime(timezone=True)
    op.create_table(
        "cais_outbox",
        sa.Column("message_id", sa.String(64), primary_key=True),
        sa.Column("sequence", sa.BigInteger, nullable=False, unique=True),
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_at", time, nullable=False),
        sa.Column("settled_at", time, nullable=True),
    )
    op.create_index("cais_outbox_by_state", "cais_outbox", ["state", "next_at"])
    mark = op.create_table(
        "cais_mark",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("sequence", sa.BigInteger, nullable=False),
    )
    # From the first verdict on: a centre that gets its line to CAIS later has results to report.
    op.bulk_insert(mark, [{"id": 1, "sequence": 0}])
    op.create_table(
        "cais_inbox",
        sa.Column("message_id", sa.String(200), primary_key=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("case_id", sa.String(64), nullable=True),
        sa.Column("received_at", time, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
    )
    op.create_index("cais_inbox_by_state", "cais_inbox", ["state", "received_at"])
