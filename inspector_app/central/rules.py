"""What the centre answers to one operation. No database in here: facts in, answer out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, datetime
from enum import StrEnum

from inspector_app.domain.errors import InspectorError
from inspector_app.domain.operation import Operation, ReceiptStatus
from inspector_app.domain.review import ReviewDecision
from inspector_app.protocol.codec import Record, aggregate_id_of, decode_record, encode
from inspector_app.protocol.operations import is_intact
from inspector_app.protocol.signing import is_signed_by

# As wide as the columns they go into.
ID_LIMIT = 64
AUTHOR_LIMIT = 200

CONFLICT_REASON = "version-conflict"

# Refusals of where an operation stood and not of what it says.
_ABOUT_PLACES = frozenset({"number-reused", "op-id-reused"})


@dataclass(frozen=True, slots=True)
class EarlierAnswer:
    """What this operation id was answered the first time.

    Attributes:
        theirs: of a conflict, the version it met.
        act_sha256: `act_hash` of what was answered, by which it is known again when a successor of
            the device that sent it first sends it.
    """

    sha256: str
    status: ReceiptStatus
    sequence: int | None
    reason: str
    theirs: str = ""
    act_sha256: str = ""


@dataclass(frozen=True, slots=True)
class NewestRevision:
    """The newest version of a thing that the centre has."""

    version: int
    revision_id: str
    case_id: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What becomes of one operation; `sequence` and `theirs` as in a Receipt."""

    status: ReceiptStatus
    reason: str = ""
    sequence: int | None = None
    theirs: str = ""


class Role(StrEnum):
    INSPECTOR = "inspector"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the roll of a post; `ended_at` is None while they are there."""

    role: Role
    ended_at: datetime | None = None


Roll = Mapping[str, Person]
"""The people of one post by name, as operations name their author."""


def flaw_of_proof(operation: Operation, *, public_key: str) -> str:
    """What is wrong with who wrote it: ``unsigned``, ``forged``, or nothing.

    A device without a known key is a station of protocol 1 and need not sign. What has a flaw is
    never answered by its content and never uses up a number: else anybody could burn the numbers
    of a station, and its own operations would be refused for ever.
    """
    if not public_key or is_signed_by(operation, public_key=public_key):
        return ""
    return "forged" if operation.signature else "unsigned"


def act_hash(operation: Operation) -> str:
    """SHA-256 over what a person did, without the place of it in a device's log: the same for an
    operation and for what a successor of that device makes of it."""
    fields = [
        operation.op_id,
        operation.kind,
        operation.case_id,
        operation.aggregate_id,
        operation.base_version,
        operation.body,
        operation.author,
        operation.recorded_at,
    ]
    return hashlib.sha256(encode(fields)).hexdigest()


def answer_again(operation: Operation, earlier: EarlierAnswer) -> Answer:
    """The answer to an operation id that this device was answered before."""
    if operation.sha256 != earlier.sha256:
        return rejected("op-id-reused")
    return _same_as(earlier)


def answer_of_line(act_sha256: str, earlier: EarlierAnswer) -> Answer | None:
    """The answer to an operation id that another device of the same line was answered before.
    None where that was a refusal of something else, or of its place in that log: such a refusal
    settles nothing, and it is judged as if it were new."""
    was_refused = earlier.status is ReceiptStatus.REJECTED
    if was_refused and earlier.reason in _ABOUT_PLACES:
        return None
    if act_sha256 == earlier.act_sha256:
        return _same_as(earlier)
    return None if was_refused else rejected("op-id-reused")


def answer_by_number(
    operation: Operation,
    *,
    device_id: str,
    last_n: int,
    place_free: bool = False,
    protocol: int = 1,
) -> Answer | None:
    """The answer that follows from who sent it and its number; None when these are in order.

    Comes before everything that looks at the content: a bad operation behind a gap must wait as
    well, or its number would never be used up and all later ones would wait for ever.

    `place_free`: the centre has nothing under this number though it has later ones. Its database
    was damaged, and the operation repairs it.

    A number that another operation has means that the station was restored from a backup and has
    written on from there. Since protocol 2 it waits, because the station finds that out by itself
    and sends its work again under a new device id; to refuse it for good would only lose it.
    """
    if operation.device_id != device_id:
        return rejected("wrong-device")
    if operation.n > last_n + 1:
        return Answer(ReceiptStatus.LATER, "gap")
    if operation.n == last_n + 1 or (place_free and operation.n >= 1):
        return None
    if protocol == 1 or operation.n < 1:
        return rejected("number-reused")
    return Answer(ReceiptStatus.LATER, "number-taken")


def read_record(operation: Operation) -> Record | Answer:
    """What is inside, or why it cannot be had."""
    if not operation.body:
        return rejected("too-large")
    if not is_intact(operation):
        return rejected("damaged")
    if not operation.kind.is_known:
        return rejected("unknown-kind")
    try:
        record = decode_record(operation.kind, operation.body)
    except (ValueError, InspectorError, RecursionError):
        return rejected("unreadable")
    if not _fits_envelope(operation, record) or not _fits_columns(record):
        return rejected("unreadable")
    return record


def answer_by_roll(record: Record, roll: Roll, *, verdict_author: str | None = None) -> str:
    """Why this person may not do this: ``unknown-person``, ``not-supervisor``, ``four-eyes``, or
    nothing.

    A post with nobody on its roll is not checked, but four eyes are always four. Who has left the
    post may still be read about: what they recorded before may have been on its way for weeks.

    `verdict_author`: of a review, who gave the verdict reviewed; None where it is not known.
    """
    if isinstance(record, ReviewDecision) and record.author == verdict_author:
        return "four-eyes"
    if not roll:
        return ""
    person = roll.get(record.author)
    if person is None or (person.ended_at is not None and record.recorded_at > person.ended_at):
        return "unknown-person"
    if isinstance(record, ReviewDecision) and person.role is not Role.SUPERVISOR:
        return "not-supervisor"
    return ""


def answer_by_state(record: Record, *, case_known: bool, newest: NewestRevision | None) -> Answer:
    """The answer that follows from what the centre already has: applied, conflict, or rejected as
    ``unknown-case``. See `for_protocol`."""
    if not case_known:
        return rejected("unknown-case")
    if newest is None:
        fits = record.version == 1
    else:
        fits = (
            record.version == newest.version + 1
            and record.replaces == newest.revision_id
            and record.case_id == newest.case_id
        )
    if fits:
        return Answer(ReceiptStatus.APPLIED)
    return Answer(ReceiptStatus.CONFLICT, CONFLICT_REASON)


def for_protocol(answer: Answer, protocol: int) -> Answer:
    """The answer in words that a station of this protocol knows."""
    if protocol == 1 and answer.status is ReceiptStatus.CONFLICT:
        return rejected(CONFLICT_REASON)
    return answer


def rejected(reason: str) -> Answer:
    return Answer(ReceiptStatus.REJECTED, reason)


def _same_as(earlier: EarlierAnswer) -> Answer:
    match earlier.status:
        case ReceiptStatus.APPLIED:
            return Answer(ReceiptStatus.DUPLICATE, sequence=earlier.sequence)
        case ReceiptStatus.CONFLICT:
            return Answer(ReceiptStatus.CONFLICT, earlier.reason, earlier.sequence, earlier.theirs)
        case _:
            return rejected(earlier.reason)


def _fits_envelope(operation: Operation, record: Record) -> bool:
    return (
        aggregate_id_of(record) == operation.aggregate_id
        and record.case_id == operation.case_id
        and record.author == operation.author
        and record.recorded_at == operation.recorded_at
        and record.version == operation.base_version + 1
    )


def _fits_columns(record: Record) -> bool:
    ids = (aggregate_id_of(record), record.revision_id, record.case_id)
    texts = [*ids, record.scan_id, record.author]
    if isinstance(record, ReviewDecision):
        # Not kept in columns, but looked for in some.
        texts += [record.verdict_id, record.verdict_revision_id]
    return (
        all(0 < len(one) <= ID_LIMIT for one in ids)
        # Empty where the case has no scan.
        and len(record.scan_id) <= ID_LIMIT
        and len(record.author) <= AUTHOR_LIMIT
        and 1 <= record.version < 1 << 31
        # PostgreSQL has no NUL in text.
        and not any("\0" in one for one in texts)
        and record.recorded_at.tzinfo is not None
        # At the very ends of the calendar there may be no such moment in UTC.
        and MINYEAR < record.recorded_at.year < MAXYEAR
    )
