"""Enrolment codes, certificates and revocation."""

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    time = sa.DateTime(timezone=True)
    op.add_column("station", sa.Column("identity", sa.String(64), nullable=True))
    op.add_column(
        "station", sa.Column("generation", sa.Integer, nullable=False, server_default="0")
    )
    op.add_column("station", sa.Column("enrolled_at", time, nullable=True))
    op.add_column("station", sa.Column("certificate_serial", sa.String(64), nullable=True))
    op.add_column("station", sa.Column("certificate_ends", time, nullable=True))
    op.add_column("station", sa.Column("revoked_at", time, nullable=True))
    _name_stations()
    op.create_index("station_by_identity", "station", ["identity"], unique=True)
    op.create_table(
        "enrolment_code",
        sa.Column("code_sha256", sa.String(64), primary_key=True),
        sa.Column("station_id", sa.Integer, nullable=False),
        sa.Column("salt", sa.String(64), nullable=False),
        sa.Column("made_at", time, nullable=False),
        sa.Column("expires_at", time, nullable=False),
        sa.Column("used_at", time, nullable=True),
        sa.Column("used_device_id", sa.String(64), nullable=True),
        sa.Column("used_public_key", sa.String(64), nullable=True),
    )
    op.create_index("enrolment_code_by_station", "enrolment_code", ["station_id"])
    op.create_table(
        "enrolment_guess",
        sa.Column("address", sa.String(64), primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("last_at", time, nullable=False),
    )


def _name_stations() -> None:
    station = sa.table(
        "station", sa.column("station_id", sa.Integer), sa.column("identity", sa.String)
    )
    connection = op.get_bind()
    for (station_id,) in connection.execute(sa.select(station.c.station_id)).all():
        connection.execute(
            sa.update(station)
            .where(station.c.station_id == station_id)
            .values(identity=uuid.uuid4().hex)
        )
