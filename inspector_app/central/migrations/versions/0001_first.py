"""The first shape of the centre's database."""

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Spelt out and not taken from `tables`, which will have moved on when this step is old.
    time = sa.DateTime(timezone=True)
    centre = op.create_table(
        "centre",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("epoch", sa.String(64), nullable=False),
        sa.Column("last_sequence", sa.BigInteger, nullable=False),
    )
    op.bulk_insert(centre, [{"id": 1, "epoch": uuid.uuid4().hex, "last_sequence": 0}])
    op.create_table(
        "station",
        sa.Column("station_id", sa.Integer, primary_key=True),
        sa.Column("token_sha256", sa.String(64), nullable=False, unique=True),
        sa.Column("post", sa.String(64), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("device_id", sa.String(64), nullable=True),
        sa.Column("added_at", time, nullable=False),
    )
    op.create_table(
        "device",
        sa.Column("device_id", sa.String(64), primary_key=True),
        sa.Column("post", sa.String(64), nullable=False),
        sa.Column("last_n", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "case_version",
        sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("post", sa.String(64), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.UniqueConstraint("case_id", "version"),
    )
    op.create_index("case_version_by_post", "case_version", ["post", "sequence"])
    op.create_table(
        "case_image",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("post", sa.String(64), primary_key=True),
    )
    op.create_table(
        "received_operation",
        sa.Column("device_id", sa.String(64), primary_key=True),
        sa.Column("op_id", sa.String(64), primary_key=True),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(64), nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=True),
        sa.Column("received_at", time, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
    )
    op.create_index("received_operation_by_reason", "received_operation", ["status", "reason"])
    for name in ("finding_revision", "verdict_revision"):
        op.create_table(
            name,
            sa.Column("aggregate_id", sa.String(64), primary_key=True),
            sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
            sa.Column("sequence", sa.BigInteger, nullable=False, unique=True),
            sa.Column("revision_id", sa.String(64), nullable=False),
            sa.Column("case_id", sa.String(64), nullable=False),
            sa.Column("scan_id", sa.String(64), nullable=False),
            sa.Column("withdrawn", sa.Boolean, nullable=False),
            sa.Column("author", sa.String(200), nullable=False),
            sa.Column("recorded_at", time, nullable=False),
            sa.Column("device_id", sa.String(64), nullable=False),
            sa.Column("op_id", sa.String(64), nullable=False),
            sa.Column("body", sa.Text, nullable=False),
        )
        op.create_index(f"{name}_by_case", name, ["case_id"])
