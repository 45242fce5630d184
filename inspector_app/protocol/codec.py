"""Domain values as canonical JSON and back.

Canonical: keys in a fixed order, no spaces, times in UTC. The same value always gives the same
bytes, so a hash over them means something.
"""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from inspector_app.domain.case import Case
from inspector_app.domain.finding import Finding, ScanVerdict
from inspector_app.domain.operation import Operation, OperationKind

T = TypeVar("T")

Record = Finding | ScanVerdict
"""What an operation carries."""

_RECORD_TYPES: dict[OperationKind, type[Finding] | type[ScanVerdict]] = {
    OperationKind.FINDING_RECORDED: Finding,
    OperationKind.VERDICT_GIVEN: ScanVerdict,
}


# Made here, while the module is imported and only one thread is in it: msgspec 0.22 crashes the
# process when two threads are the first to decode the same dataclass at the same moment.
_DECODERS: dict[Any, msgspec.json.Decoder[Any]] = {}


def prepare(*kinds: Any) -> None:
    """Make decoding of these types ready. Call it where a module is imported, for every type that
    `decode` will be asked for; a type that was not prepared must not be decoded by two threads."""
    _DECODERS.update({kind: msgspec.json.Decoder(kind) for kind in kinds})


prepare(Case, Finding, ScanVerdict, Operation)


def encode(value: object) -> bytes:
    """Canonical JSON of a domain value or message."""
    return msgspec.json.encode(value, order="sorted")


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
    if isinstance(record, Finding):
        return OperationKind.FINDING_RECORDED
    return OperationKind.VERDICT_GIVEN


def decode_record(kind: OperationKind, body: str) -> Record:
    """The finding or verdict inside an operation's body. Raises ValueError when it does not fit."""
    return decode(body, _RECORD_TYPES[kind])
