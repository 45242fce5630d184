"""A batch of operations as it came: read, and with every operation as it was written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from inspector_app.central.refusals import Refusal
from inspector_app.domain.operation import Operation
from inspector_app.protocol import PROTOCOL_VERSION
from inspector_app.protocol.codec import decode, encode, prepare
from inspector_app.protocol.messages import BATCH_LIMIT

OLDEST_PROTOCOL = 1

_OP_ID = re.compile(r"[\x21-\x7e]{1,64}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Batch:
    """Attributes:
    written: each operation as it came, as JSON text: fields that this program does not know are
        kept with the rest.
    head_n: the newest number in the station's log, 0 where it did not say.
    head_sha256: the hash of that operation.
    """

    protocol: int
    operations: tuple[Operation, ...]
    written: tuple[str, ...]
    head_n: int = 0
    head_sha256: str = ""


class _Spoken(msgspec.Struct):
    protocol: int


class _RawBatch(msgspec.Struct):
    operations: tuple[msgspec.Raw, ...]
    head_n: int = 0
    head_sha256: str = ""


prepare(_Spoken, _RawBatch)


def read_batch(raw: bytes) -> Batch:
    """Read an OperationBatch.

    Raises Refusal: 400 ``malformed``, 413 ``batch-too-long``, 426 ``protocol``.
    """
    try:
        # First by itself: a station that speaks a newer protocol may write the rest differently.
        protocol = decode(raw, _Spoken).protocol
        if not OLDEST_PROTOCOL <= protocol <= PROTOCOL_VERSION:
            raise Refusal(426, "protocol", f"this centre does not speak protocol {protocol}")
        read = decode(raw, _RawBatch)
        if len(read.operations) > BATCH_LIMIT:
            raise Refusal(413, "batch-too-long", f"a batch has at most {BATCH_LIMIT} operations")
        operations = tuple(decode(bytes(one), Operation) for one in read.operations)
    except (ValueError, RecursionError) as error:
        raise Refusal(400, "malformed", f"not a batch of operations: {error}") from error
    written = tuple(map(_as_written, read.operations, operations))
    return _checked(protocol, operations, written, (read.head_n, read.head_sha256))


def batch_of(
    operations: Sequence[Operation],
    *,
    protocol: int = PROTOCOL_VERSION,
    head_n: int = 0,
    head_sha256: str = "",
) -> Batch:
    """A batch of operations that did not come as one, from a carrier disk for example. Raises
    Refusal 400 ``malformed``."""
    written = tuple(encode(one).decode() for one in operations)
    return _checked(protocol, tuple(operations), written, (head_n, head_sha256))


def _checked(
    protocol: int,
    operations: tuple[Operation, ...],
    written: tuple[str, ...],
    head: tuple[int, str],
) -> Batch:
    for operation in operations:
        if not (_OP_ID.fullmatch(operation.op_id) and _SHA256.fullmatch(operation.sha256)):
            raise Refusal(400, "malformed", "an operation's id or hash is not one")
    head_n, head_sha256 = head
    if head_n < 1 or _SHA256.fullmatch(head_sha256) is None:
        head_n, head_sha256 = 0, ""
    return Batch(protocol, operations, written, head_n, head_sha256)


def _as_written(raw: msgspec.Raw, operation: Operation) -> str:
    try:
        return bytes(raw).decode()
    except UnicodeDecodeError:
        # In a field that this program passes over; it cannot be kept as text.
        return encode(operation).decode()
