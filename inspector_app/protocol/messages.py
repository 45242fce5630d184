"""What goes over the wire. JSON, UTF-8, paths under /v1.

==============================  =========================================================
GET  /v1/hello                  Hello
GET  /v1/health                 Health: for whoever watches the centre
GET  /v1/feed?after=E:S&limit=  FeedPage: cases for the post this station belongs to
GET  /v1/scans/{sha256}         the bytes of one energy image; Range is honoured
POST /v1/operations             OperationBatch in, ReceiptBatch out
==============================  =========================================================

Every request but these two carries ``Authorization: Bearer <token>`` and the station's id in
`DEVICE_HEADER`. The token says which station it is and which post it belongs to; it is bound to the
first device that uses it. Refusals are `Problem` with a status of 400 or above.

An operation whose body is longer than `BODY_LIMIT_BYTES` is sent with an empty body. The centre
rejects it (``too-large``), which uses up its number, so that it does not hold up the later ones.
A centre rejects a kind of operation that it does not know (``unknown-kind``) and keeps it whole.
"""

from __future__ import annotations

import logging
from datetime import datetime

import msgspec

from inspector_app.domain.case import Case
from inspector_app.domain.errors import InspectorError
from inspector_app.domain.operation import Operation, Receipt
from inspector_app.protocol.codec import decode, decode_case, prepare

_log = logging.getLogger(__name__)

BATCH_LIMIT = 100
"""Most operations in one batch."""

BODY_LIMIT_BYTES = 256 * 1024
"""Longest body of one operation, as UTF-8."""

REQUEST_LIMIT_BYTES = 1_000_000
"""Longest request a centre reads."""

DEVICE_HEADER = "Device-Id"
"""Request header with the station's own id: 1 to 64 visible ASCII characters."""


class Hello(msgspec.Struct, frozen=True):
    """What a centre says of itself. `epoch` changes when it was restored from a backup."""

    oldest_protocol: int
    newest_protocol: int
    epoch: str
    time: datetime


class Health(msgspec.Struct, frozen=True):
    """The centre is up and can read its database. `last_sequence` grows with all it takes in."""

    epoch: str
    last_sequence: int
    time: datetime


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
    protocol: int
    operations: tuple[Operation, ...]


class ReceiptBatch(msgspec.Struct, frozen=True):
    """One receipt for each operation of the batch, in the same order."""

    receipts: tuple[Receipt, ...]


class Problem(msgspec.Struct, frozen=True):
    """Why a request was refused. `reason` is a stable key, `detail` an English sentence."""

    reason: str
    detail: str


prepare(Hello, Health, FeedPage, _RawPage, OperationBatch, ReceiptBatch, Problem)
