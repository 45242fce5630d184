"""What goes over the wire. JSON, UTF-8, paths under /v1.

==============================  =========================================================
GET  /v1/hello                  Hello
GET  /v1/feed?after=E:S&limit=  FeedPage: cases for the post this station belongs to
GET  /v1/scans/{sha256}         the bytes of one energy image; Range is honoured
POST /v1/operations             OperationBatch in, ReceiptBatch out
==============================  =========================================================

Every request but hello carries ``Authorization: Bearer <token>``. The token says which station it
is and which post it belongs to. Refusals are `Problem` with a status of 400 or above.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from inspector_app.domain.case import Case
from inspector_app.domain.operation import Operation, Receipt

BATCH_LIMIT = 100
"""Most operations in one batch."""


class Hello(msgspec.Struct, frozen=True):
    """What a centre says of itself. `epoch` changes when it was restored from a backup."""

    oldest_protocol: int
    newest_protocol: int
    epoch: str
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
