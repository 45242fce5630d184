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
    Column("signing_key", Text, nullable=False, server_default=""),
    Column("sealing_key", Text, nullable=False, server_default=""),
    # Pinned at enrolment, or when the centre first said it.
    Column("centre_signing_key", Text, nullable=False, server_default=""),
    Column("centre_sealing_key", Text, nullable=False, server_default=""),
    # Of the centre's life in which both sides' logs were last compared, and when that was.
    Column("centre_epoch", Text, nullable=False, server_default=""),
    Column("digests_at", Instant),
)

# Who the station was before it began a new log, and whom it told the centre it would become.
device_history = Table(
    "device_history",
    metadata,
    Column("generation", Integer, primary_key=True),
    Column("device_id", Text, nullable=False, unique=True),
    Column("public_key", Text, nullable=False),
    Column("sealing_recipient", Text, nullable=False),
    Column("last_n", Integer, nullable=False),
    Column("head_sha256", Text, nullable=False),
    Column("ended_at", Instant, nullable=False),
    Column("successor_id", Text, nullable=False),
    Column("successor_public_key", Text, nullable=False),
    Column("successor_signature", Text, nullable=False),
    Column("old_signature", Text, nullable=False),
    Column("offered_again", Integer, nullable=False),
    Column("told", Boolean, nullable=False),
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

# `n` is the row id: appending is cheap and reading in the order of writing needs no sort. `log_n`
# is the number in the log of `device_id`, the one that travels; a new device id begins it anew.
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
    Column("log_n", Integer, nullable=False, server_default="0"),
    Column("signature", Text, nullable=False, server_default=""),
    Index("operation_case", "case_id"),
    Index("operation_log", "device_id", "log_n", unique=True),
)

# What an operation was in a log that was left behind; the rest of it did not change.
earlier_links = Table(
    "earlier_link",
    metadata,
    Column("device_id", Text, primary_key=True),
    Column("log_n", Integer, primary_key=True),
    Column("n", Integer, ForeignKey("operation.n"), nullable=False),
    Column("previous_sha256", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("signature", Text, nullable=False),
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

photo_revisions = Table(
    "photo_revision",
    metadata,
    Column("n", Integer, ForeignKey("operation.n"), primary_key=True),
    Column("revision_id", Text, nullable=False, unique=True),
    Column("photo_id", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("case_id", Text, ForeignKey("case.case_id"), nullable=False),
    Column("scan_id", Text, nullable=False),
    Column("body", Text, nullable=False),
    UniqueConstraint("photo_id", "version"),
    Index("photo_revision_case", "case_id"),
)

# Files on their way to the centre. `since` is when a file came into its state.
uploads = Table(
    "upload",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sha256", Text, nullable=False),
    Column("size_bytes", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("case_id", Text, ForeignKey("case.case_id"), nullable=False),
    Column("finding_id", Text, nullable=False),
    Column("preview_of", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("offset_at_centre", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("since", Instant, nullable=False),
    UniqueConstraint("sha256", "case_id", "kind", "finding_id"),
    Index("upload_case", "case_id"),
    Index("upload_state", "state", "priority", "id"),
    Index("upload_preview_of", "preview_of"),
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
    # Of a conflict, the centre's version; the signed receipt as it came, and the life of the centre
    # that its signature is over.
    Column("theirs", Text, nullable=False, server_default=""),
    Column("receipt", Text, nullable=False, server_default=""),
    Column("receipt_epoch", Text, nullable=False, server_default=""),
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
