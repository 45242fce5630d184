"""Annotations, the viewing log and what a person has set for themselves.

Revision ID: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_APPEND_ONLY = ("annotation_revision", "viewing")


def upgrade() -> None:
    op.create_table(
        "annotation_revision",
        sa.Column("n", sa.Integer(), sa.ForeignKey("operation.n"), nullable=False),
        sa.Column("revision_id", sa.Text(), nullable=False, unique=True),
        sa.Column("annotation_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Text(), sa.ForeignKey("case.case_id"), nullable=False),
        sa.Column("scan_id", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("annotation_id", "version"),
    )
    op.create_index("annotation_revision_case", "annotation_revision", ["case_id"])
    op.create_table(
        "viewing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("viewing_id", sa.Text(), nullable=False, unique=True),
        sa.Column("case_id", sa.Text(), sa.ForeignKey("case.case_id"), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("viewing_case", "viewing", ["case_id"])
    op.create_table(
        "preference",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("person", "key"),
    )
    for table in _APPEND_ONLY:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
