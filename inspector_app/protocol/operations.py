"""Making operations and checking them."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from inspector_app.domain.operation import Operation
from inspector_app.protocol.codec import Record, aggregate_id_of, encode, kind_of
from inspector_app.protocol.signing import Signer, operation_message


def hash_of(operation: Operation) -> str:
    """SHA-256 over all fields of an operation but its hash and signature, as a canonical JSON list
    in the order below; lower-case hex."""
    fields = [
        operation.op_id,
        operation.device_id,
        operation.n,
        operation.kind,
        operation.case_id,
        operation.aggregate_id,
        operation.base_version,
        operation.body,
        operation.author,
        operation.recorded_at,
        operation.previous_sha256,
    ]
    return hashlib.sha256(encode(fields)).hexdigest()


def make_operation(
    record: Record,
    *,
    op_id: str,
    device_id: str,
    n: int,
    previous_sha256: str,
    signer: Signer | None = None,
) -> Operation:
    """The operation that carries `record` as the n-th one of this station."""
    operation = Operation(
        op_id=op_id,
        device_id=device_id,
        n=n,
        kind=kind_of(record),
        case_id=record.case_id,
        aggregate_id=aggregate_id_of(record),
        base_version=record.version - 1,
        body=encode(record).decode(),
        author=record.author,
        recorded_at=record.recorded_at,
        previous_sha256=previous_sha256,
        sha256="",
    )
    return sealed(operation, signer)


def sealed(operation: Operation, signer: Signer | None) -> Operation:
    """The operation with the hash, and where there is a key the signature, that fit its content."""
    sha256 = hash_of(operation)
    signature = "" if signer is None else signer.sign(operation_message(sha256))
    return replace(operation, sha256=sha256, signature=signature)


def is_intact(operation: Operation) -> bool:
    """Whether the operation's hash fits its content."""
    return operation.sha256 == hash_of(operation)
