"""Keys and signatures, signed receipts, conflicts, and logs that the station has left behind.

`operation.n` stays the order in which things were saved here and what everything else points to;
an operation's number in the log that the centre sees is `log_n`. Both are the same until the
station begins a new log. Keys and signatures are made when the database is opened.

Revision ID: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_DEVICE = ("signing_key", "sealing_key", "centre_signing_key", "centre_sealing_key", "centre_epoch")

# Everything of an operation that nothing may ever change.
_FIXED = (
    "n, op_id, revision_id, kind, case_id, aggregate_id, base_version, body, author, recorded_at"
)

_UNANSWERED = (
    "EXISTS (SELECT 1 FROM outbox WHERE outbox.n = OLD.n AND delivery IN ('waiting', 'sent'))"
)


def upgrade() -> None:
    _extend_device()
    _extend_operations()
    _extend_outbox()
    _make_triggers()


def _extend_device() -> None:
    for name in _DEVICE:
        op.add_column("device", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    op.add_column("device", sa.Column("digests_at", sa.Text()))
    op.create_table(
        "device_history",
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Text(), nullable=False, unique=True),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("sealing_recipient", sa.Text(), nullable=False),
        sa.Column("last_n", sa.Integer(), nullable=False),
        sa.Column("head_sha256", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.Text(), nullable=False),
        sa.Column("successor_id", sa.Text(), nullable=False),
        sa.Column("successor_public_key", sa.Text(), nullable=False),
        sa.Column("successor_signature", sa.Text(), nullable=False),
        sa.Column("old_signature", sa.Text(), nullable=False),
        sa.Column("offered_again", sa.Integer(), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("generation"),
    )


def _extend_operations() -> None:
    op.execute("DROP TRIGGER operation_no_update")
    op.execute("DROP TRIGGER operation_in_order")
    op.add_column("operation", sa.Column("log_n", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("operation", sa.Column("signature", sa.Text(), nullable=False, server_default=""))
    op.execute("UPDATE operation SET log_n = n")
    op.create_index("operation_log", "operation", ["device_id", "log_n"], unique=True)
    op.create_table(
        "earlier_link",
        sa.Column("device_id", sa.Text(), nullable=False),
        sa.Column("log_n", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), sa.ForeignKey("operation.n"), nullable=False),
        sa.Column("previous_sha256", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("device_id", "log_n"),
    )


def _extend_outbox() -> None:
    for name in ("theirs", "receipt", "receipt_epoch"):
        op.add_column("outbox", sa.Column(name, sa.Text(), nullable=False, server_default=""))


def _make_triggers() -> None:
    for table in ("earlier_link", "operation"):
        columns = f" OF {_FIXED}" if table == "operation" else ""
        op.execute(
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE{columns} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
    op.execute(
        "CREATE TRIGGER earlier_link_no_delete BEFORE DELETE ON earlier_link "
        "BEGIN SELECT RAISE(ABORT, 'earlier_link is append-only'); END"
    )
    # The link may change in two ways only: it is signed, once, or it moves into a new log, before
    # the centre has answered it and after what it was is kept.
    op.execute(
        "CREATE TRIGGER operation_keeps_link BEFORE UPDATE OF "
        "device_id, log_n, previous_sha256, sha256, signature ON operation "
        "WHEN NOT (OLD.signature = '' AND NEW.device_id = OLD.device_id "
        "AND NEW.log_n = OLD.log_n AND NEW.previous_sha256 = OLD.previous_sha256 "
        "AND NEW.sha256 = OLD.sha256) "
        "AND NOT (NEW.device_id <> OLD.device_id "
        f"AND NEW.device_id = (SELECT device_id FROM device) AND {_UNANSWERED} "
        "AND EXISTS (SELECT 1 FROM earlier_link WHERE device_id = OLD.device_id "
        "AND log_n = OLD.log_n AND sha256 = OLD.sha256)) "
        "BEGIN SELECT RAISE(ABORT, 'operation is append-only'); END"
    )
    op.execute(
        "CREATE TRIGGER operation_in_order BEFORE INSERT ON operation "
        "WHEN NEW.n <> 1 + (SELECT coalesce(max(n), 0) FROM operation) "
        "OR NEW.log_n <> 1 + (SELECT coalesce(max(log_n), 0) FROM operation "
        "WHERE device_id = NEW.device_id) "
        "OR NEW.previous_sha256 <> coalesce((SELECT sha256 FROM operation "
        "WHERE device_id = NEW.device_id ORDER BY log_n DESC LIMIT 1), '') "
        "BEGIN SELECT RAISE(ABORT, 'operation is not the next link of the chain'); END"
    )
