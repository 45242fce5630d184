"""The first tables, and the triggers that hold the records append-only.

Revision ID: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_APPEND_ONLY = ("operation", "finding_revision", "verdict_revision")


def upgrade() -> None:
    _make_station_tables()
    _make_operations()
    _make_revisions()
    _make_outbox()
    _make_triggers()


def _make_station_tables() -> None:
    op.create_table(
        "device",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Text(), nullable=False),
        sa.CheckConstraint("id = 1", name="one_device"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "feed_cursor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cursor", sa.Text(), nullable=False),
        sa.CheckConstraint("id = 1", name="one_cursor"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "case",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("assigned_at", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.Text()),
        sa.Column("opened_by", sa.Text()),
        sa.PrimaryKeyConstraint("case_id"),
    )
    op.create_table(
        "scan_highlights",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scan_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("scan_id", "model"),
        sqlite_autoincrement=True,
    )
    op.create_index("scan_highlights_model", "scan_highlights", ["model", "scan_id", "count"])


def _make_operations() -> None:
    op.create_table(
        "operation",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("op_id", sa.Text(), nullable=False, unique=True),
        sa.Column("revision_id", sa.Text(), nullable=False, unique=True),
        sa.Column("device_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), sa.ForeignKey("case.case_id"), nullable=False),
        sa.Column("aggregate_id", sa.Text(), nullable=False),
        sa.Column("base_version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.Text(), nullable=False),
        sa.Column("previous_sha256", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("n"),
    )
    op.create_index("operation_case", "operation", ["case_id"])


def _make_revisions() -> None:
    op.create_table(
        "finding_revision",
        sa.Column("n", sa.Integer(), sa.ForeignKey("operation.n"), nullable=False),
        sa.Column("revision_id", sa.Text(), nullable=False, unique=True),
        sa.Column("finding_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Text(), sa.ForeignKey("case.case_id"), nullable=False),
        sa.Column("scan_id", sa.Text(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("finding_id", "version"),
    )
    op.create_index(
        "finding_revision_case",
        "finding_revision",
        ["case_id", "finding_id", "version", "withdrawn"],
    )
    op.create_table(
        "verdict_revision",
        sa.Column("n", sa.Integer(), sa.ForeignKey("operation.n"), nullable=False),
        sa.Column("revision_id", sa.Text(), nullable=False, unique=True),
        sa.Column("verdict_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Text(), sa.ForeignKey("case.case_id"), nullable=False),
        sa.Column("scan_id", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("verdict_id", "version"),
    )
    op.create_index("verdict_revision_case", "verdict_revision", ["case_id", "scan_id"])


def _make_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("n", sa.Integer(), sa.ForeignKey("operation.n"), nullable=False),
        sa.Column("op_id", sa.Text(), nullable=False, unique=True),
        sa.Column("delivery", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("since", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer()),
        sa.PrimaryKeyConstraint("n"),
    )
    op.create_index("outbox_delivery", "outbox", ["delivery", "n"])


def _make_triggers() -> None:
    for table in _APPEND_ONLY:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    op.execute(
        "CREATE TRIGGER operation_in_order BEFORE INSERT ON operation "
        "WHEN NEW.n <> 1 + (SELECT coalesce(max(n), 0) FROM operation) "
        "OR NEW.previous_sha256 <> coalesce("
        "(SELECT sha256 FROM operation ORDER BY n DESC LIMIT 1), '') "
        "BEGIN SELECT RAISE(ABORT, 'operation is not the next link of the chain'); END"
    )
