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
    # Made at the first start; in the database, so that every process and a restored centre has it.
    Column("signing_key", String(64), nullable=False, server_default=""),
    Column("sealing_key", String(100), nullable=False, server_default=""),
    Column("restored_at", UtcTime, nullable=True),
    Column("last_backup", UtcTime, nullable=True),
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
    # Its name in certificates. Never given twice, as a station_id may be after a restore: then a
    # certificate of the one would open the door to the other.
    Column("identity", String(64), nullable=True),
    # How often it was enrolled; a certificate of an earlier time is no longer good.
    Column("generation", Integer, nullable=False, server_default="0"),
    Column("enrolled_at", UtcTime, nullable=True),
    Column("certificate_serial", String(64), nullable=True),
    Column("certificate_ends", UtcTime, nullable=True),
    Column("revoked_at", UtcTime, nullable=True),
    Index("station_by_identity", "identity", unique=True),
)

# One-time codes. Of a code only the hash is kept; `salt` and the code together make the token, so
# that the same station can be given the same answer once more.
enrolment_code = Table(
    "enrolment_code",
    metadata,
    Column("code_sha256", String(64), primary_key=True),
    Column("station_id", Integer, nullable=False),
    Column("salt", String(64), nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("used_at", UtcTime, nullable=True),
    Column("used_device_id", String(64), nullable=True),
    Column("used_public_key", String(64), nullable=True),
    Index("enrolment_code_by_station", "station_id"),
)

# Who tried codes that do not exist. In the database, so that starting anew does not help.
enrolment_guess = Table(
    "enrolment_guess",
    metadata,
    Column("address", String(64), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_at", UtcTime, nullable=False),
)

# Survives a new token, so that a station's numbers go on where they were.
device = Table(
    "device",
    metadata,
    Column("device_id", String(64), primary_key=True),
    Column("post", String(64), nullable=False),
    Column("last_n", BigInteger, nullable=False),
    Column("head_sha256", String(64), nullable=False, server_default=""),
    # Empty for a station of protocol 1, which has no keys.
    Column("public_key", String(64), nullable=False, server_default=""),
    Column("sealing_key", String(100), nullable=False, server_default=""),
    Column("descends_from", String(64), nullable=True),
    Column("station_id", Integer, nullable=True),
    # When it followed another device; NULL for one that followed none.
    Column("begun_at", UtcTime, nullable=True),
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

# Every operation with a final answer. Kept for ever and in one piece, because by it the centre
# knows again what it has: a database cannot keep (device_id, op_id) unique over tables by month.
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
    # Its place in the device's log, and the day by the station's clock in UTC. Both are NULL of an
    # operation that was kept without having a place, because its number was another's.
    Column("n", BigInteger, nullable=True),
    Column("day", String(10), nullable=True),
    # Where it was answered first, of an operation that a successor of that device sent again.
    Column("first_device_id", String(64), nullable=True),
    # `rules.act_hash` of it. Empty where it came before this was kept: see `acts`.
    Column("act_sha256", String(64), nullable=False, server_default=""),
    Index("received_operation_by_reason", "status", "reason"),
    Index("received_operation_by_n", "device_id", "n", unique=True),
)

# The same operations with all they held, as they came; by far the most of what a centre keeps. On
# PostgreSQL one table for every month (`central.months`), so that an old one can be taken off.
received_content = Table(
    "received_content",
    metadata,
    Column("device_id", String(64), primary_key=True),
    Column("op_id", String(64), primary_key=True),
    Column("received_at", UtcTime, primary_key=True),
    Column("content", Text, nullable=False),
    postgresql_partition_by="RANGE (received_at)",
)

# Versions that came second. Facts for a supervisor, never resolved by the program.
conflict = Table(
    "conflict",
    metadata,
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("post", String(64), nullable=False),
    Column("device_id", String(64), nullable=False),
    Column("op_id", String(64), nullable=False),
    Column("aggregate_id", String(64), nullable=False),
    Column("reason", String(64), nullable=False),
    Column("received_at", UtcTime, nullable=False),
    Column("content", Text, nullable=False),
    Column("theirs", Text, nullable=False),
    Index("conflict_by_post", "post", "sequence"),
)

# What must not be believed and must not be forgotten. The database refuses to change a row.
audit = Table(
    "audit",
    metadata,
    Column("audit_id", Integer, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("device_id", String(64), nullable=False),
    Column("what", String(64), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("content", Text, nullable=False),
    Index("audit_by_device", "device_id", "what", "sha256"),
)

# The roll of a post. A post with nobody on it is not checked.
person = Table(
    "person",
    metadata,
    Column("post", String(64), primary_key=True),
    Column("name", String(200), primary_key=True),
    Column("role", String(16), nullable=False),
    Column("added_at", UtcTime, nullable=False),
    Column("ended_at", UtcTime, nullable=True),
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
review_revision = _revisions("review_revision")
photo_revision = _revisions("photo_revision")

# A file on its way up, one row per device: nobody's chunks come between another's. `safe_bytes` is
# what is on the disk in the file `partial`; whatever lies behind it there counts for nothing.
upload = Table(
    "upload",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("device_id", String(64), primary_key=True),
    Column("size_bytes", BigInteger, nullable=False),
    Column("safe_bytes", BigInteger, nullable=False),
    Column("partial", String(64), nullable=False),
    Column("offered_at", UtcTime, nullable=False),
    Column("changed_at", UtcTime, nullable=False),
)

# What stations have sent up whole.
stored_file = Table(
    "stored_file",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("size_bytes", BigInteger, nullable=False),
    Column("device_id", String(64), nullable=False),
    Column("stored_at", UtcTime, nullable=False),
)

# What a file belongs to. `proved` once a station of that post has sent it whole: knowing the hash
# of a file of another post is no right to read it.
file_use = Table(
    "file_use",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("post", String(64), primary_key=True),
    Column("case_id", String(64), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("belongs_to", String(64), primary_key=True),
    Column("device_id", String(64), nullable=False),
    Column("proved", Boolean, nullable=False),
    Column("offered_at", UtcTime, nullable=False),
    Index("file_use_by_case", "case_id", "kind"),
    Index("file_use_by_belonging", "belongs_to", "kind"),
)

# Results for CAIS. Filled from the verdicts in the order of their sequence, up to `cais_mark`.
cais_outbox = Table(
    "cais_outbox",
    metadata,
    Column("message_id", String(64), primary_key=True),
    Column("sequence", BigInteger, nullable=False, unique=True),
    Column("case_id", String(64), nullable=False),
    Column("body", Text, nullable=False),
    # waiting, sent, acknowledged, refused
    Column("state", String(16), nullable=False),
    Column("reason", String(200), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", UtcTime, nullable=False),
    Column("settled_at", UtcTime, nullable=True),
    Index("cais_outbox_by_state", "state", "next_at"),
)

cais_mark = Table(
    "cais_mark",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sequence", BigInteger, nullable=False),
)

# Every message that CAIS sent, by its id: one that comes again changes nothing.
cais_inbox = Table(
    "cais_inbox",
    metadata,
    Column("message_id", String(200), primary_key=True),
    # taken, superseded, answer, failing, backed-out
    Column("state", String(16), nullable=False),
    Column("reason", String(200), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("case_id", String(64), nullable=True),
    Column("received_at", UtcTime, nullable=False),
    Column("content", Text, nullable=False),
    Index("cais_inbox_by_state", "state", "received_at"),
)
