"""What goes over the wire. JSON, UTF-8, paths under /v1.

==============================  =========================================================
GET  /v1/hello                  Hello
GET  /v1/health                 Health: for whoever watches the centre
GET  /v1/authority              the certificate to pin, PEM; 404 where the centre has no TLS
POST /v1/enrol                  Enrolment in, Enrolled out; proves itself by a one-time code
POST /v1/renew                  Renewal in, Enrolled out: a new certificate before the old ends
GET  /v1/feed?after=E:S&limit=  FeedPage: cases for the post this station belongs to
GET  /v1/scans/{sha256}         the bytes of one energy image; Range is honoured
GET  /v1/scans/{sha256}/preview ScanPreview: the small picture of it that a station has sent
POST /v1/operations             OperationBatch in, ReceiptBatch out
GET  /v1/device                 DeviceState: what the centre has of this station's operations
GET  /v1/device/digests         DayDigests: the same, day by day
POST /v1/device/successor       Successor in, DeviceState out: the station begins a new log
GET  /v1/conflicts?after=N      ConflictPage: conflicts at this post, for its supervisors
POST /v1/files                  FileOffer in, FileState out
HEAD /v1/files/{sha256}         Upload-Offset, Upload-Length, as in tus 1.0
PATCH /v1/files/{sha256}        a chunk from Upload-Offset, with Upload-Checksum, as in tus 1.0
==============================  =========================================================

The path's ``v1`` never changes; what a program understands is the protocol number in Hello and
OperationBatch. A field that the reader does not know is passed over, so that newer and older
programs understand one another; the operation itself is kept as it came.

Every request but hello, health, authority and enrol carries ``Authorization: Bearer <token>``, or
comes with the station's client certificate, and carries the station's id in `DEVICE_HEADER`. They
say which station it is and which post it belongs to; a token is bound to the first device that
uses it. Refusals are `Problem` with a status of 400 or above.

How an operation is answered, the first that fits:

``duplicate``, ``conflict``, ``rejected``
    as before, where the centre has answered this operation (id and hash) of this device.
``rejected: wrong-device, unsigned, forged``
    it is not proved to be the sender's. Its number is not used up.
``later: gap``
    an earlier number is missing. ``later: number-taken``: another operation has this number, so
    the station was restored from a backup; it asks for its device state and begins a new log.
    In protocol 1 this is ``rejected: number-reused``.
``duplicate``, ``conflict``, ``rejected``
    as before, where an older log of the same station had the same operation.
``rejected: too-large, damaged, unknown-kind, unreadable, unknown-case``
    it says nothing that can be applied. An operation whose body is longer than
    `BODY_LIMIT_BYTES` is sent with an empty body.
``rejected: unknown-person, not-supervisor, four-eyes``
    the author may not do this.
``conflict: version-conflict, unknown-verdict``
    it does not follow the newest version at the centre, or reviews a verdict that is not there.
    In protocol 1 this is ``rejected: version-conflict``.
``applied``
    it has a number at the centre now.

All but ``later`` and what is not proved are final, are kept whole and use up the operation's
number, so that nothing holds up the later ones. A number at or below the last that the centre has
nothing under is filled when its operation comes again.

Beside the headers of tus, HEAD and PATCH answer ``Upload-Whole: 1`` once the hash of the whole
file was right. What a chunk is refused for: 409 ``stale-offset`` (offer the file again, or ask with
HEAD), 460 ``wrong-checksum`` for a chunk that changed on the way, 460 ``wrong-hash`` for a whole
file that is not what it should be and begins again at 0, 413 ``too-large``.
"""

from __future__ import annotations

import logging
from datetime import datetime
from enum import StrEnum

import msgspec

from inspector_app.domain.case import Case
from inspector_app.domain.errors import InspectorError
from inspector_app.domain.operation import Operation, Receipt
from inspector_app.protocol.codec import decode, decode_case, encode, prepare

_log = logging.getLogger(__name__)

BATCH_LIMIT = 100
"""Most operations in one batch."""

BODY_LIMIT_BYTES = 256 * 1024
"""Longest body of one operation, as UTF-8."""

REQUEST_LIMIT_BYTES = 1_000_000
"""Longest request a centre reads."""

PREVIEW_LIMIT_BYTES = 200_000
"""Largest preview."""

CHUNK_LIMIT_BYTES = 4 * 1024 * 1024
"""Largest chunk of a file sent up; what is lost at most when the line is cut."""

DEVICE_HEADER = "Device-Id"
"""Request header with the station's own id: 1 to 64 visible ASCII characters."""


class Hello(msgspec.Struct, frozen=True):
    """What a centre says of itself.

    Attributes:
        epoch: changes when it was restored from a backup.
        time: the centre's clock; shown to a person whose own is far off, never reckoned with.
        features: what it can do beyond its protocol number, such as ``files``.
        signing_key: what its receipts are signed with; empty before protocol 2.
    """

    oldest_protocol: int
    newest_protocol: int
    epoch: str
    time: datetime
    features: tuple[str, ...] = ()
    signing_key: str = ""


class Health(msgspec.Struct, frozen=True):
    """The centre is up.

    Attributes:
        last_sequence: grows with all it takes in.
        database: ``ok``; a centre that cannot read its database answers with a Problem instead.
        last_backup: when a backup was last made, None where the centre does not know.
        restored_at: when its database was last restored from one, None for never.
        warnings: what somebody should look into though the centre works: ``no-backup`` where it
            knows of none, ``backup-overdue`` where the newest is older than 26 hours.
    """

    epoch: str
    last_sequence: int
    time: datetime
    database: str = "ok"
    last_backup: datetime | None = None
    restored_at: datetime | None = None
    warnings: tuple[str, ...] = ()


class FeedEntry(msgspec.Struct, frozen=True):
    """One thing that happened at the centre. `sequence` grows by one per entry over all posts; a
    post sees only its own, so gaps are normal there."""

    sequence: int
    case: Case


class FeedPage(msgspec.Struct, frozen=True):
    """Entries in order. `cursor` is what to ask after next time; `more` says there are further ones
    right now."""

    entries: tuple[FeedEntry, ...]
    cursor: str
    more: bool


class PulledPage(msgspec.Struct, frozen=True):
    """A page as a station could read it; `unreadable` entries are missing from `page`."""

    page: FeedPage
    unreadable: int = 0


class _RawEntry(msgspec.Struct, frozen=True):
    sequence: int
    case: msgspec.Raw


class _RawPage(msgspec.Struct, frozen=True):
    entries: tuple[_RawEntry, ...]
    cursor: str
    more: bool


def read_feed_page(raw: bytes) -> PulledPage:
    """Read a FeedPage entry by entry, so that one case written by a newer centre does not hide the
    others. Raises ValueError when it is no page at all."""
    page = decode(raw, _RawPage)
    entries = []
    for entry in page.entries:
        try:
            entries.append(FeedEntry(entry.sequence, decode_case(bytes(entry.case))))
        except (ValueError, InspectorError) as error:
            _log.error("entry %d of the feed cannot be read: %s", entry.sequence, error)
    readable = FeedPage(tuple(entries), page.cursor, page.more)
    return PulledPage(readable, len(page.entries) - len(entries))


class OperationBatch(msgspec.Struct, frozen=True):
    """`head_n` and `head_sha256` are the number and hash of the newest operation in the station's
    log, whether or not it is in this batch: a log that has become shorter shows."""

    protocol: int
    operations: tuple[Operation, ...]
    head_n: int = 0
    head_sha256: str = ""


class ReceiptBatch(msgspec.Struct, frozen=True):
    """One receipt for each operation of the batch, in the same order. The receipts' signatures
    are over `epoch` too."""

    receipts: tuple[Receipt, ...]
    epoch: str = ""


class DeviceState(msgspec.Struct, frozen=True):
    """What the centre has of one station's log.

    Attributes:
        last_n: the highest number without a gap below it; 0 for none.
        head_sha256: hash of operation `last_n`, empty for none.
        signed: whether the centre knows the station's public key and asks for signatures.
        certificate_ends: when the station's certificate ends, None when it has none.
    """

    device_id: str
    post: str
    epoch: str
    last_n: int
    head_sha256: str
    signed: bool = False
    certificate_ends: datetime | None = None


class DayDigest(msgspec.Struct, frozen=True):
    """The answered operations of one device whose `recorded_at` lies on one day (UTC, ISO 8601):
    how many there are, and the SHA-256 over a line for each in the order of `n`: its hash, a space,
    what became of it (``applied``, ``conflict`` or ``rejected``) and a line feed, in ASCII.

    What became of it counts because a centre that was restored from a backup may judge the same
    operation anew, and otherwise: another station's came first this time. See `protocol.digests`.
    """

    day: str
    count: int
    sha256: str


class DayDigests(msgspec.Struct, frozen=True):
    device_id: str
    epoch: str
    days: tuple[DayDigest, ...]


class Successor(msgspec.Struct, frozen=True):
    """A station begins a new log, because its own lost operations that the centre has: it was
    restored from a backup. Numbers are never used twice, so the new log has a new device id and a
    new key. `signature` is the new key's over ``successor_message``, `old_signature` the old one's;
    that may be empty where the centre knows no key of the old device."""

    device_id: str
    public_key: str
    signature: str
    old_signature: str = ""


def successor_message(old_device_id: str, device_id: str, public_key: str) -> bytes:
    return b"inspector-successor-1\n" + encode([old_device_id, device_id, public_key])


class Conflict(msgspec.Struct, frozen=True):
    """Two versions of the same thing. `ours` came second; `theirs` is what it met, as canonical
    JSON, empty where the centre had none."""

    sequence: int
    operation: Operation
    theirs: str
    received_at: datetime


class ConflictPage(msgspec.Struct, frozen=True):
    conflicts: tuple[Conflict, ...]
    more: bool


class Enrolment(msgspec.Struct, frozen=True):
    """A station asks to be let in, with the code that its administrator was given.

    Attributes:
        code: used up by the first station that brings it.
        public_key: what this station signs operations with.
        sealing_key: what answers on a carrier disk are sealed to: an age recipient.
        request: a certificate signing request as PEM, for the station's TLS key; empty where the
            centre has no TLS.
        signature: the new station's over ``enrolment_message``. Without it, whoever finds the slip
            of paper with the code could ask for the answer again.
    """

    code: str
    device_id: str
    public_key: str
    sealing_key: str = ""
    request: str = ""
    program: str = ""
    signature: str = ""


def enrolment_message(enrolment: Enrolment) -> bytes:
    """What a station signs of its enrolment: all of it but the signature."""
    return b"inspector-enrolment-1\n" + encode(msgspec.structs.replace(enrolment, signature=""))


class Renewal(msgspec.Struct, frozen=True):
    request: str


class Enrolled(msgspec.Struct, frozen=True):
    """The station is let in. Sent again to the same station for the same code: the first answer
    may have been lost.

    Attributes:
        token: as an ``Authorization: Bearer`` token, for a centre without TLS.
        certificate: the station's client certificate, PEM; empty without TLS.
        authority: the certificate authority to pin, PEM; empty without TLS.
        signing_key: what the centre signs receipts with.
        sealing_key: what carrier disks for the centre are sealed to: an age recipient.
    """

    post: str
    token: str
    epoch: str
    certificate: str = ""
    authority: str = ""
    signing_key: str = ""
    sealing_key: str = ""


class FileKind(StrEnum):
    SCAN = "scan"
    PHOTO = "photo"
    PREVIEW = "preview"


class FileOffer(msgspec.Struct, frozen=True):
    """A station has this file. Offering it again changes nothing.

    Attributes:
        preview_of: of a preview, the hash of the scan file it shows.
    """

    sha256: str
    size_bytes: int
    kind: FileKind
    case_id: str
    finding_id: str = ""
    preview_of: str = ""


class FileState(msgspec.Struct, frozen=True):
    """`offset` is how many bytes are safe at the centre; `whole` once the hash was right."""

    sha256: str
    offset: int
    whole: bool


class ScanPreview(msgspec.Struct, frozen=True):
    """The preview of a scan file; read as a file of its own, by its hash. A centre that answers
    with this has ``previews`` among its features."""

    sha256: str
    size_bytes: int


class Problem(msgspec.Struct, frozen=True):
    """Why a request was refused. `reason` is a stable key, `detail` an English sentence."""

    reason: str
    detail: str


prepare(
    Hello,
    Health,
    FeedPage,
    _RawPage,
    OperationBatch,
    ReceiptBatch,
    Problem,
    DeviceState,
    DayDigests,
    Successor,
    ConflictPage,
    Enrolment,
    Renewal,
    Enrolled,
    FileOffer,
    FileState,
)
