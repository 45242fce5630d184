"""The centre's tables. Everything a station sent stays, and no revision is ever rewritten."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator


class UtcTime(TypeDecorator[datetime]):
    """An aware moment. SQLite keeps no offset, so it is written as UTC and read as UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy passes it
    ) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy passes it
    ) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData()

# One row. last_sequence is raised last in a transaction: order of numbers is order of commits.
centre = Table(
    "centre",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("epoch", String(64), nullable=False),
    Column("last_sequence", BigInteger, nullable=False),
)

station = Table(
    "station",
    metadata,
    Column("station_id", Integer, primary_key=True),
    Column("token_sha256", String(64), nullable=False, unique=True),
    Column("post", String(64), nullable=False),
    Column("name", String(200), nullable=False),
    Column("device_id", String(64), nullable=True),
    Column("added_at", UtcTime, nullable=False),
)

# Survives a new token, so that a station's numbers go on where they were.
device = Table(
    "device",
    metadata,
    Column("device_id", String(64), primary_key=True),
    Column("post", String(64), nullable=False),
    Column("last_n", BigInteger, nullable=False),
)

case_version = Table(
    "case_version",
    metadata,
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("case_id", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("post", String(64), nullable=False),
    Column("body", Text, nullable=False),
    UniqueConstraint("case_id", "version"),
    Index("case_version_by_post", "post", "sequence"),
)

# Which post may fetch which energy image.
case_image = Table(
    "case_image",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("post", String(64), primary_key=True),
)

# Every operation with a final answer, the rejected ones with all they held. Kept for ever.
received_operation = Table(
    "received_operation",
    metadata,
    Column("device_id", String(64), primary_key=True),
    Column("op_id", String(64), primary_key=True),
    Column("sha256", String(64), nullable=False),
    Column("status", String(16), nullable=False),
    Column("reason", String(64), nullable=False),
    Column("sequence", BigInteger, nullable=True),
    Column("received_at", UtcTime, nullable=False),
    Column("content", Text, nullable=False),
    Index("received_operation_by_reason", "status", "reason"),
)


def _revisions(name: str) -> Table:
    return Table(
        name,
        metadata,
        Column("aggregate_id", String(64), primary_key=True),
        Column("version", Integer, primary_key=True, autoincrement=False),
        Column("sequence", BigInteger, nullable=False, unique=True),
        Column("revision_id", String(64), nullable=False),
        Column("case_id", String(64), nullable=False),
        Column("scan_id", String(64), nullable=False),
        Column("withdrawn", Boolean, nullable=False),
        Column("author", String(200), nullable=False),
        Column("recorded_at", UtcTime, nullable=False),
        Column("device_id", String(64), nullable=False),
        Column("op_id", String(64), nullable=False),
        Column("body", Text, nullable=False),
        Index(f"{name}_by_case", "case_id"),
    )


finding_revision = _revisions("finding_revision")
verdict_revision = _revisions("verdict_revision")
annotation_revision = _revisions("annotation_revision")
