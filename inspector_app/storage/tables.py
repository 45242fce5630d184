"""The tables of the station's database. Migrations make them; a test holds both to each other."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import Boolean, TypeDecorator


class Instant(TypeDecorator[datetime]):
    """A moment as ISO 8601 text with its offset.

    Text, because a moment must come back exactly as it was: an operation's hash is over it.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else datetime.fromisoformat(value)


metadata = MetaData()

device = Table(
    "device",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1", name="one_device"), primary_key=True),
    Column("device_id", Text, nullable=False),
)

feed_cursor = Table(
    "feed_cursor",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1", name="one_cursor"), primary_key=True),
    Column("cursor", Text, nullable=False),
)

cases = Table(
    "case",
    metadata,
    Column("case_id", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("assigned_at", Instant, nullable=False),
    Column("body", Text, nullable=False),
    Column("opened_at", Instant),
    Column("opened_by", Text),
)

# `n` is the row id: appending is cheap and reading in the order of writing needs no sort.
operations = Table(
    "operation",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("op_id", Text, nullable=False, unique=True),
    Column("revision_id", Text, nullable=False, unique=True),
    Column("device_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("case_id", Text, ForeignKey("case.case_id"), nullable=False),
    Column("aggregate_id", Text, nullable=False),
    Column("base_version", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("previous_sha256", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Index("operation_case", "case_id"),
)

finding_revisions = Table(
    "finding_revision",
    metadata,
    Column("n", Integer, ForeignKey("operation.n"), primary_key=True),
    Column("revision_id", Text, nullable=False, unique=True),
    Column("finding_id", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("case_id", Text, ForeignKey("case.case_id"), nullable=False),
    Column("scan_id", Text, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    Column("body", Text, nullable=False),
    UniqueConstraint("finding_id", "version"),
    # Holds all that the queue counts, so that it never reads the bodies.
    Index("finding_revision_case", "case_id", "finding_id", "version", "withdrawn"),
)

verdict_revisions = Table(
    "verdict_revision",
    metadata,
    Column("n", Integer, ForeignKey("operation.n"), primary_key=True),
    Column("revision_id", Text, nullable=False, unique=True),
    Column("verdict_id", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("case_id", Text, ForeignKey("case.case_id"), nullable=False),
    Column("scan_id", Text, nullable=False),
    Column("body", Text, nullable=False),
    UniqueConstraint("verdict_id", "version"),
    Index("verdict_revision_case", "case_id", "scan_id"),
)

annotation_revisions = Table(
    "annotation_revision",
    metadata,
    Column("n", Integer, ForeignKey("operation.n"), primary_key=True),
    Column("revision_id", Text, nullable=False, unique=True),
    Column("annotation_id", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("case_id", Text, ForeignKey("case.case_id"), nullable=False),
    Column("scan_id", Text, nullable=False),
    Column("body", Text, nullable=False),
    UniqueConstraint("annotation_id", "version"),
    Index("annotation_revision_case", "case_id"),
)

# Not among the operations: the log of what was looked at stays at the station.
viewings = Table(
    "viewing",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("viewing_id", Text, nullable=False, unique=True),
    Column("case_id", Text, ForeignKey("case.case_id"), nullable=False),
    Column("body", Text, nullable=False),
    Index("viewing_case", "case_id"),
)

preferences = Table(
    "preference",
    metadata,
    Column("person", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("n", Integer, ForeignKey("operation.n"), primary_key=True),
    Column("op_id", Text, nullable=False, unique=True),
    Column("delivery", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("since", Instant, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("sequence", Integer),
    Index("outbox_delivery", "delivery", "n"),
)

# `id` only grows, so the highest one belongs to the model that ran last.
scan_highlights = Table(
    "scan_highlights",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("scan_id", Text, nullable=False),
    Column("case_id", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("count", Integer, nullable=False),
    Column("body", Text, nullable=False),
    UniqueConstraint("scan_id", "model"),
    Index("scan_highlights_model", "model", "scan_id", "count"),
    sqlite_autoincrement=True,
)
