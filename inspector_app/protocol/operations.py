"""Making operations and checking them."""

from __future__ import annotations

import hashlib
from datetime import datetime

from inspector_app.domain.finding import Finding
from inspector_app.domain.operation import Operation, OperationKind
from inspector_app.protocol.codec import Record, encode, kind_of


def hash_of(  # noqa: PLR0913 - exactly the fields of an operation, in the order in which they are hashed
    *,
    op_id: str,
    device_id: str,
    n: int,
    kind: OperationKind,
    case_id: str,
    aggregate_id: str,
    base_version: int,
    body: str,
    author: str,
    recorded_at: datetime,
    previous_sha256: str,
) -> str:
    """SHA-256 over all fields of an operation as a canonical JSON list, lower-case hex."""
    fields = [
        op_id,
        device_id,
        n,
        kind,
        case_id,
        aggregate_id,
        base_version,
        body,
        author,
        recorded_at,
        previous_sha256,
    ]
    return hashlib.sha256(encode(fields)).hexdigest()


def make_operation(
    record: Record, *, op_id: str, device_id: str, n: int, previous_sha256: str
) -> Operation:
    """The operation that carries `record` as the n-th one of this station."""
    aggregate_id = record.finding_id if isinstance(record, Finding) else record.verdict_id
    kind = kind_of(record)
    body = encode(record).decode()
    sha256 = hash_of(
        op_id=op_id,
        device_id=device_id,
        n=n,
        kind=kind,
        case_id=record.case_id,
        aggregate_id=aggregate_id,
        base_version=record.version - 1,
        body=body,
        author=record.author,
        recorded_at=record.recorded_at,
        previous_sha256=previous_sha256,
    )
    return Operation(
        op_id=op_id,
        device_id=device_id,
        n=n,
        kind=kind,
        case_id=record.case_id,
        aggregate_id=aggregate_id,
        base_version=record.version - 1,
        body=body,
        author=record.author,
        recorded_at=record.recorded_at,
        previous_sha256=previous_sha256,
        sha256=sha256,
    )


def is_intact(operation: Operation) -> bool:
    """Whether the operation's hash fits its content."""
    return operation.sha256 == hash_of(
        op_id=operation.op_id,
        device_id=operation.device_id,
        n=operation.n,
        kind=operation.kind,
        case_id=operation.case_id,
        aggregate_id=operation.aggregate_id,
        base_version=operation.base_version,
        body=operation.body,
        author=operation.author,
        recorded_at=operation.recorded_at,
        previous_sha256=operation.previous_sha256,
    )
