"""Domain values as canonical JSON and back.

Canonical: keys in a fixed order, no spaces, times in UTC. The same value always gives the same
bytes, so a hash over them means something.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any, TypeVar

import msgspec

from inspector_app.domain.annotation import Annotation
from inspector_app.domain.case import Case
from inspector_app.domain.finding import Finding, ScanVerdict
from inspector_app.domain.operation import Operation, OperationKind
from inspector_app.domain.photo import Photo
from inspector_app.domain.region import Mark, MarkShape
from inspector_app.domain.review import ReviewDecision

T = TypeVar("T")

Record = Finding | ScanVerdict | Annotation | ReviewDecision | Photo
"""What an operation carries."""

_RECORD_TYPES: dict[OperationKind, type[Record]] = {
    OperationKind.FINDING_RECORDED: Finding,
    OperationKind.VERDICT_GIVEN: ScanVerdict,
    OperationKind.ANNOTATION_RECORDED: Annotation,
    OperationKind.REVIEW_DECIDED: ReviewDecision,
    OperationKind.PHOTO_ATTACHED: Photo,
}


# Made here, while the module is imported and only one thread is in it: msgspec 0.22 crashes the
# process when two threads are the first to decode the same dataclass at the same moment.
_DECODERS: dict[Any, msgspec.json.Decoder[Any]] = {}


def prepare(*kinds: Any) -> None:
    """Make decoding of these types ready. Call it where a module is imported, for every type that
    `decode` will be asked for; a type that was not prepared must not be decoded by two threads."""
    _DECODERS.update({kind: msgspec.json.Decoder(kind) for kind in kinds})


prepare(Case, Finding, ScanVerdict, Annotation, ReviewDecision, Photo, Operation)


def encode(value: object) -> bytes:
    """Canonical JSON of a domain value or message.

    A mark that is an outline is written without its shape, as it was before there were others.
    """
    return msgspec.json.encode(_as_written(value), order="sorted")


def _as_written(value: object) -> object:
    # msgspec leaves out defaults only in its own Structs, and the domain does not know msgspec.
    # Marks travel in findings and nowhere else.
    match value:
        case Finding(mark=Mark(shape=MarkShape.OUTLINE) as mark):
            written = {field.name: getattr(value, field.name) for field in fields(value)}
            return written | {"mark": _as_written(mark)}
        case Mark(shape=MarkShape.OUTLINE):
            return {"view": value.view, "points": value.points}
        case _:
            return value


def decode(raw: bytes | str, kind: type[T]) -> T:
    """Read `kind` from JSON. Raises msgspec.ValidationError or msgspec.DecodeError, both of them
    ValueErrors, with the path of the field that does not fit."""
    prepared = _DECODERS.get(kind)
    if prepared is None:
        return msgspec.json.decode(raw, type=kind)
    decoded: T = prepared.decode(raw)
    return decoded


def encode_case(case: Case) -> str:
    return encode(case).decode()


def decode_case(raw: bytes | str) -> Case:
    return decode(raw, Case)


def kind_of(record: Record) -> OperationKind:
    """Which kind of operation carries this record."""
    match record:
        case Finding():
            return OperationKind.FINDING_RECORDED
        case ScanVerdict():
            return OperationKind.VERDICT_GIVEN
        case Annotation():
            return OperationKind.ANNOTATION_RECORDED
        case ReviewDecision():
            return OperationKind.REVIEW_DECIDED
        case Photo():
            return OperationKind.PHOTO_ATTACHED


def aggregate_id_of(record: Record) -> str:
    """The id that all versions of this thing share."""
    match record:
        case Finding():
            return record.finding_id
        case ScanVerdict():
            return record.verdict_id
        case Annotation():
            return record.annotation_id
        case ReviewDecision():
            return record.review_id
        case Photo():
            return record.photo_id


def decode_record(kind: OperationKind, body: str) -> Record:
    """What is inside an operation's body. Raises ValueError when it does not fit, FindingRefused
    when it breaks a rule."""
    if not kind.is_known:
        raise ValueError(f"this program does not know operations of the kind {kind}")
    return decode(body, _RECORD_TYPES[kind])
