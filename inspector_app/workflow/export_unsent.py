"""Unsent work as one file: the way out when the network and the centre are both gone.

The file is JSON lines, UTF-8, canonical as in `protocol.codec`. The first line is the header, every
further line one operation with its hash and signature, in the order of `n`. The header carries a
hash over all lines below it, so that a line that was lost shows as well as one that was changed.
"""

from __future__ import annotations

import errno
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Literal

from inspector_app.domain.errors import ExportFailed
from inspector_app.domain.operation import Operation
from inspector_app.protocol.codec import decode, encode, prepare
from inspector_app.protocol.operations import is_intact
from inspector_app.workflow.ports import Outbox, WriteNewFile

PAGE = 500
"""How many operations are read from the outbox at a time."""

_REASONS = {
    errno.EEXIST: "already-there",
    errno.ENOSPC: "disk-full",
    errno.EDQUOT: "disk-full",
    errno.EFBIG: "disk-full",
    errno.EACCES: "no-rights",
    errno.EPERM: "no-rights",
    errno.EROFS: "no-rights",
    errno.ENOENT: "no-folder",
    errno.ENOTDIR: "no-folder",
}


@dataclass(frozen=True, slots=True)
class ExportHeader:
    """The first line.

    Attributes:
        lines_sha256: over all lines below, their line ends included; lower-case hex.
    """

    format: Literal["inspector-unsent-1"]
    device_id: str
    count: int
    first_n: int
    last_n: int
    lines_sha256: str


prepare(ExportHeader)


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written. `damaged` are the numbers of operations that no longer fit their hash in
    the station's database itself; they are in the file as they are."""

    path: Path
    header: ExportHeader
    damaged: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ExportFault:
    """Something wrong in an export. `line` counts from 1.

    Attributes:
        reason: ``no-header``, ``unreadable``, ``changed`` (the hash does not fit),
            ``not-canonical``, ``other-device``, ``out-of-order``, ``broken-chain`` (not the
            successor of the line above, though its number says so), or ``lines-differ`` (of the
            header: lines are missing, added or changed).
    """

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class ReadExport:
    """An export as read: `operations` are those that are whole; the file is sound when `faults` is
    empty. `header` is None when it cannot be read."""

    header: ExportHeader | None
    operations: tuple[Operation, ...]
    faults: tuple[ExportFault, ...]


class _Stopped(Exception):
    """Inside the writing, so that the half-written file is thrown away."""


def export_unsent(
    outbox: Outbox,
    write_new_file: WriteNewFile,
    path: Path,
    *,
    progress: Callable[[float], None],
    should_stop: Callable[[], bool],
) -> Exported | None:
    """Write every operation that the centre has not answered into a new file.

    None when stopped early; then there is no file. `progress` gets 0 to 1. Raises
    StorageUnavailable when the outbox cannot be read, and ExportFailed: ``nothing-unsent``,
    ``already-there`` (nothing is ever written over), ``disk-full``, ``no-rights``, ``no-folder`` or
    ``io-error``.
    """
    summary = outbox.summary()
    expected = max(summary.waiting + summary.sent, 1)
    operations: list[Operation] = []
    while page := outbox.unanswered(PAGE, after=operations[-1].n if operations else 0):
        if should_stop():
            return None
        operations += page
        progress(min(len(operations) / expected, 1.0) / 2)
    if not operations:
        raise ExportFailed("nothing-unsent", "the centre has answered everything; no file was made")
    header = _header(operations)

    def lines() -> Iterator[bytes]:
        yield _line(header)
        for done, operation in enumerate(operations, 1):
            if should_stop():
                raise _Stopped
            yield _line(operation)
            progress(0.5 + done / len(operations) / 2)

    try:
        write_new_file(path, lines())
    except _Stopped:
        return None
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, "io-error")
        raise ExportFailed(reason, f"{path}: {error.strerror or error}") from error
    return Exported(path, header, tuple(one.n for one in operations if not is_intact(one)))


def read_export(path: Path) -> ReadExport:
    """Read an export and check every hash. What is damaged is told line by line and never stops the
    rest from being read. Raises OSError."""
    operations: list[Operation] = []
    faults: list[ExportFault] = []
    lines_hash = hashlib.sha256()
    count = 0
    with path.open("rb") as file:
        header = _read_header(file.readline())
        for number, line in enumerate(file, 2):
            lines_hash.update(line)
            count += 1
            try:
                operation = decode(line, Operation)
            except ValueError:
                faults.append(ExportFault(number, "unreadable"))
                continue
            reason = _fault(operation, line, header, operations[-1] if operations else None)
            if reason:
                faults.append(ExportFault(number, reason))
            else:
                operations.append(operation)
    if header is None:
        faults.insert(0, ExportFault(1, "no-header"))
    elif not _fits(header, operations, count, lines_hash.hexdigest()):
        faults.insert(0, ExportFault(1, "lines-differ"))
    return ReadExport(header, tuple(operations), tuple(faults))


def _header(operations: list[Operation]) -> ExportHeader:
    lines_hash = hashlib.sha256()
    for operation in operations:
        lines_hash.update(_line(operation))
    return ExportHeader(
        "inspector-unsent-1",
        device_id=operations[0].device_id,
        count=len(operations),
        first_n=operations[0].n,
        last_n=operations[-1].n,
        lines_sha256=lines_hash.hexdigest(),
    )


def _line(value: ExportHeader | Operation) -> bytes:
    if isinstance(value, Operation) and not value.signature:
        # As programs wrote it that had no key.
        unsigned = {one.name: getattr(value, one.name) for one in fields(value)}
        del unsigned["signature"]
        return encode(unsigned) + b"\n"
    return encode(value) + b"\n"


def _read_header(line: bytes) -> ExportHeader | None:
    try:
        header = decode(line, ExportHeader)
    except ValueError:
        return None
    return header if _line(header) == line else None


def _fault(
    operation: Operation, line: bytes, header: ExportHeader | None, above: Operation | None
) -> str:
    """What is wrong with one line, empty when it is sound. `above` is the last sound one."""
    if not is_intact(operation):
        return "changed"
    if _line(operation) != line:
        return "not-canonical"
    if header is not None and operation.device_id != header.device_id:
        return "other-device"
    if above is not None and operation.n <= above.n:
        return "out-of-order"
    follows = above is not None and operation.n == above.n + 1
    if follows and above is not None and operation.previous_sha256 != above.sha256:
        return "broken-chain"
    return ""


def _fits(header: ExportHeader, operations: list[Operation], count: int, sha256: str) -> bool:
    """Whether the header is right about the lines below it."""
    if (header.count, header.lines_sha256) != (count, sha256):
        return False
    # With a broken line first or last, its number cannot be held against the header.
    if len(operations) < count:
        return True
    return not operations or (header.first_n, header.last_n) == (operations[0].n, operations[-1].n)
