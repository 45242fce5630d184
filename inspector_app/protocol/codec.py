"""Domain values as canonical JSON and back.

Canonical: keys in a fixed order, no spaces, times in UTC. The same value always gives the same
bytes, so a hash over them means something.
"""

from __future__ import annotations

from typing import TypeVar

import msgspec

from inspector_app.domain.case import Case
from inspector_app.domain.finding import Finding, ScanVerdict
from inspector_app.domain.operation import OperationKind

T = TypeVar("T")

Record = Finding | ScanVerdict
"""What an operation carries."""

_RECORD_TYPES: dict[OperationKind, type[Finding] | type[ScanVerdict]] = {
    OperationKind.FINDING_RECORDED: Finding,
    OperationKind.VERDICT_GIVEN: ScanVerdict,
}


def encode(value: object) -> bytes:
    """Canonical JSON of a domain value or message."""
    return msgspec.json.encode(value, order="sorted")


def decode(raw: bytes | str, kind: type[T]) -> T:
    """Read `kind` from JSON. Raises msgspec.ValidationError or msgspec.DecodeError, both of them
    ValueErrors, with the path of the field that does not fit."""
    return msgspec.json.decode(raw, type=kind)


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
