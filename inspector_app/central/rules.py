"""What the centre answers to one operation. No database in here: facts in, answer out."""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.domain.errors import InspectorError
from inspector_app.domain.operation import Operation, ReceiptStatus
from inspector_app.protocol.codec import Record, aggregate_id_of, decode_record
from inspector_app.protocol.operations import is_intact

# As wide as the columns they go into.
ID_LIMIT = 64
AUTHOR_LIMIT = 200


@dataclass(frozen=True, slots=True)
class EarlierAnswer:
    """What this operation id was answered the first time."""

    sha256: str
    status: ReceiptStatus
    sequence: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class NewestRevision:
    """The newest version of the finding, verdict or annotation that the centre has."""

    version: int
    revision_id: str
    case_id: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What becomes of one operation; `sequence` as in a Receipt."""

    status: ReceiptStatus
    reason: str = ""
    sequence: int | None = None


def answer_again(operation: Operation, earlier: EarlierAnswer) -> Answer:
    """The answer to an operation id that was answered before."""
    if operation.sha256 != earlier.sha256:
        return _rejected("op-id-reused")
    if earlier.status is ReceiptStatus.APPLIED:
        return Answer(ReceiptStatus.DUPLICATE, sequence=earlier.sequence)
    return _rejected(earlier.reason)


def answer_by_number(operation: Operation, *, device_id: str, last_n: int) -> Answer | None:
    """The answer that follows from who sent it and its number; None when these are in order.

    Comes before everything that looks at the content: a bad operation behind a gap must wait as
    well, or its number would never be used up and all later ones would wait for ever.
    """
    if operation.device_id != device_id:
        return _rejected("wrong-device")
    if operation.n <= last_n:
        return _rejected("number-reused")
    if operation.n > last_n + 1:
        return Answer(ReceiptStatus.LATER, "gap")
    return None


def read_record(operation: Operation) -> Record | Answer:
    """What is inside, or why it cannot be had."""
    if not operation.body:
        return _rejected("too-large")
    if not is_intact(operation):
        return _rejected("damaged")
    if not operation.kind.is_known:
        return _rejected("unknown-kind")
    try:
        record = decode_record(operation.kind, operation.body)
    except (ValueError, InspectorError, RecursionError):
        return _rejected("unreadable")
    if not _fits_envelope(operation, record) or not _fits_columns(record):
        return _rejected("unreadable")
    return record


def answer_by_state(record: Record, *, case_known: bool, newest: NewestRevision | None) -> Answer:
    """The answer that follows from what the centre already has."""
    if not case_known:
        return _rejected("unknown-case")
    if newest is None:
        fits = record.version == 1
    else:
        fits = (
            record.version == newest.version + 1
            and record.replaces == newest.revision_id
            and record.case_id == newest.case_id
        )
    return Answer(ReceiptStatus.APPLIED) if fits else _rejected("version-conflict")


def _rejected(reason: str) -> Answer:
    return Answer(ReceiptStatus.REJECTED, reason)


def _fits_envelope(operation: Operation, record: Record) -> bool:
    return (
        aggregate_id_of(record) == operation.aggregate_id
        and record.case_id == operation.case_id
        and record.author == operation.author
        and record.recorded_at == operation.recorded_at
        and record.version == operation.base_version + 1
    )


def _fits_columns(record: Record) -> bool:
    ids = (aggregate_id_of(record), record.revision_id, record.case_id, record.scan_id)
    return (
        all(0 < len(one) <= ID_LIMIT for one in ids)
        and len(record.author) <= AUTHOR_LIMIT
        # PostgreSQL has no NUL in text.
        and not any("\0" in one for one in (*ids, record.author))
        and record.recorded_at.tzinfo is not None
    )
