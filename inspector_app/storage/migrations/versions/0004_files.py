"""Photos of findings, and the files on their way to the centre.

Revision ID: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "photo_revision",
        sa.Column("n", sa.Integer(), sa.ForeignKey("operation.n"), nullable=False),
        sa.Column("revision_id", sa.Text(), nullable=False, unique=True),
        sa.Column("photo_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Text(), sa.ForeignKey("case.case_id"), nullable=False),
        sa.Column("scan_id", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("photo_id", "version"),
    )
    op.create_index("photo_revision_case", "photo_revision", ["case_id"])
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER photo_revision_no_{verb.lower()} BEFORE {verb} ON photo_revision "
            "BEGIN SELECT RAISE(ABORT, 'photo_revision is append-only'); END"
        )
    op.create_table(
        "upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), sa.ForeignKey("case.case_id"), nullable=False),
        sa.Column("finding_id", sa.Text(), nullable=False),
        sa.Column("preview_of", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("offset_at_centre", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("since", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("sha256", "case_id", "kind", "finding_id"),
    )
    op.create_index("upload_case", "upload", ["case_id"])
    op.create_index("upload_state", "upload", ["state", "priority", "id"])
    op.create_index("upload_preview_of", "upload", ["preview_of"])
