"""What an operation says gets a hash of its own, so that its content may be taken off.

Only the column: to fill it would lock the largest table for an hour, and a process of the version
before may still be writing rows without it. `central.acts` works out what is missing.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "received_operation",
        sa.Column("act_sha256", sa.String(64), nullable=False, server_default=""),
    )
