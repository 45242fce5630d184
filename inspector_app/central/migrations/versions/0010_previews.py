"""A preview is looked for by the scan that it belongs to."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("file_use_by_belonging", "file_use", ["belongs_to", "kind"])
