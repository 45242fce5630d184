"""When the last backup was made, and when a device's log began."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.add_column("centre", sa.Column("last_backup", moment, nullable=True))
    op.add_column("device", sa.Column("begun_at", moment, nullable=True))
