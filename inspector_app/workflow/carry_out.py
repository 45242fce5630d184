"""Writing a carrier disk: what the centre has not got, as one sealed file."""

from __future__ import annotations

import errno
import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import BinaryIO

from inspector_app.domain.errors import ExportFailed
from inspector_app.domain.operation import Operation
from inspector_app.protocol import PROTOCOL_VERSION
from inspector_app.protocol.carrier import (
    DISK_FORMAT,
    FILES_LIMIT,
    OPERATIONS,
    PART_LIMIT_BYTES,
    SUCCESSIONS_LIMIT,
    CarriedSuccession,
    DiskManifest,
    Part,
    sign_manifest,
)
from inspector_app.protocol.codec import encode
from inspector_app.protocol.messages import BODY_LIMIT_BYTES, FileOffer, Successor
from inspector_app.protocol.sealed_tar import PartDamaged, is_recipient, seal
from inspector_app.workflow.carrier_ports import CarrierPorts
from inspector_app.workflow.file_ports import Upload
from inspector_app.workflow.log_ports import Succession

DEFAULT_LIMIT_BYTES = 2_000_000_000
"""How large a disk, and the answer to it, may be unless a person says otherwise."""

_PAGE = 500
_PIECE_BYTES = 1 << 20
# What the tar and age add to a file, at most.
_EXTRA_BYTES = 4096

_REASONS = {
    errno.EEXIST: "already-there",
    errno.ENOSPC: "disk-full",
    errno.EDQUOT: "disk-full",
    errno.EFBIG: "file-too-large",
    errno.EACCES: "no-rights",
    errno.EPERM: "no-rights",
    errno.EROFS: "no-rights",
    errno.ENOENT: "no-folder",
    errno.ENOTDIR: "no-folder",
}


@dataclass(frozen=True, slots=True)
class CarriedOut:
    """What a new carrier disk holds.

    Attributes:
        operations_left: operations for which there was no room; they go on a disk after the answer.
        left_out: files that did not fit in the size.
        damaged: files that are no longer what their hash says, or gone from the scan store.
        wanted: scans that the centre is asked for.
    """

    path: Path
    operations: int
    operations_left: int
    files: int
    left_out: int
    damaged: int
    wanted: int
    size_bytes: int


class Stopped(Exception):
    """Inside the work, so that what is half done is thrown away."""


@dataclass(slots=True)
class _Load:
    """What goes on the disk. `files` holds each content once; `offers` says what they are for."""

    lines: bytes = b""
    operations: int = 0
    operations_left: int = 0
    offers: list[FileOffer] = field(default_factory=list)
    files: dict[str, int] = field(default_factory=dict)
    left_out: int = 0
    damaged: int = 0
    wanted: tuple[str, ...] = ()

    @property
    def content_bytes(self) -> int:
        return len(self.lines) + sum(self.files.values())


def carry_out(
    ports: CarrierPorts,
    path: Path,
    *,
    limit_bytes: int,
    progress: Callable[[float], None],
    should_stop: Callable[[], bool],
) -> CarriedOut | None:
    """Write everything that the centre has not answered into a new file: operations, then previews,
    photos and scans while they fit into `limit_bytes`. Nothing changes at the station: what was
    written is on its way only when the answer has been read.

    None when stopped early; then there is no file. `progress` gets 0 to 1. Raises
    StorageUnavailable, and ExportFailed: ``not-enrolled`` (this station does not know what to seal
    for the centre with), ``already-there`` (nothing is ever written over), ``disk-full``,
    ``file-too-large`` (for the disk's file system), ``no-rights``, ``no-folder``, ``io-error``.
    """
    recipient = ports.log.identity().centre_sealing_key
    if not is_recipient(recipient):
        raise ExportFailed("not-enrolled", "this station was not enrolled at a centre")
    damaged: set[str] = set()
    while True:
        load = _load(ports, limit_bytes, damaged, should_stop)
        if load is None:
            return None
        watch = watcher(load.content_bytes, progress, should_stop)
        fill = partial(_fill, ports, load, limit_bytes, recipient, watch)
        try:
            ports.fill_new_file(path, fill)
        except Stopped:
            return None
        except PartDamaged as error:
            # The disk must not carry what nobody will take; the rest goes without it.
            damaged.add(error.name.removeprefix("files/"))
            continue
        except OSError as error:
            reason = _REASONS.get(error.errno or 0, "io-error")
            raise ExportFailed(reason, f"{path}: {error.strerror or error}") from error
        progress(1.0)
        return _carried(path, load)


def _carried(path: Path, load: _Load) -> CarriedOut:
    return CarriedOut(
        path=path,
        operations=load.operations,
        operations_left=load.operations_left,
        files=len(load.offers),
        left_out=load.left_out,
        damaged=load.damaged,
        wanted=len(load.wanted),
        size_bytes=load.content_bytes,
    )


def _load(
    ports: CarrierPorts, limit_bytes: int, damaged: set[str], should_stop: Callable[[], bool]
) -> _Load | None:
    load = _Load()
    if not _load_operations(ports, load, should_stop):
        return None
    for upload in ports.uploads.waiting():
        if should_stop():
            return None
        _load_file(ports, load, upload, limit_bytes, damaged)
    images = [
        image
        for entry in ports.cases.queue()
        if not entry.scans_here
        for scan in entry.case.scans
        for view in scan.views
        for image in view.images
    ]
    load.wanted = tuple(one.sha256 for one in ports.scans.missing(images))[:FILES_LIMIT]
    return load


def _load_operations(ports: CarrierPorts, load: _Load, should_stop: Callable[[], bool]) -> bool:
    lines = bytearray()
    after = 0
    while page := ports.outbox.unanswered(_PAGE, after=after):
        if should_stop():
            return False
        for operation in page:
            line = _line(operation)
            if load.operations_left or len(lines) + len(line) > PART_LIMIT_BYTES:
                load.operations_left += 1
            else:
                lines += line
                load.operations += 1
        after = page[-1].n
    load.lines = bytes(lines)
    return True


def _line(operation: Operation) -> bytes:
    if len(operation.body.encode()) > BODY_LIMIT_BYTES:
        # As over the line: its number must be used up, or the centre would wait for it for ever.
        operation = replace(operation, body="")
    return encode(operation) + b"\n"


def _load_file(
    ports: CarrierPorts, load: _Load, upload: Upload, limit_bytes: int, damaged: set[str]
) -> None:
    path = ports.scans.path(upload.sha256)
    if path is None or upload.sha256 in damaged:
        load.damaged += 1
        return
    more = 0 if upload.sha256 in load.files else upload.size_bytes + _EXTRA_BYTES
    room = limit_bytes - load.content_bytes - _EXTRA_BYTES * (len(load.files) + 2)
    if more > room or len(load.offers) >= FILES_LIMIT:
        load.left_out += 1
        return
    load.files[upload.sha256] = upload.size_bytes
    load.offers.append(
        FileOffer(
            upload.sha256,
            upload.size_bytes,
            upload.kind,
            upload.case_id,
            upload.finding_id,
            upload.preview_of,
        )
    )


def watcher(
    total_bytes: int, progress: Callable[[float], None], should_stop: Callable[[], bool]
) -> Callable[[int], None]:
    """Tells `progress` the share done, in steps that an eye can see, and raises Stopped."""
    shown = -1

    def watch(done: int) -> None:
        nonlocal shown
        if should_stop():
            raise Stopped
        percent = min(99, done * 100 // max(total_bytes, 1))
        if percent != shown:
            shown = percent
            progress(percent / 100)

    return watch


def _fill(
    ports: CarrierPorts,
    load: _Load,
    limit_bytes: int,
    recipient: str,
    watch: Callable[[int], None],
    file: BinaryIO,
) -> None:
    lines_hash = hashlib.sha256(load.lines).hexdigest()
    first = Part(OPERATIONS, len(load.lines), lines_hash)
    files = [Part(f"files/{sha256}", size, sha256) for sha256, size in load.files.items()]
    identity, head = ports.log.identity(), ports.log.head()
    manifest = DiskManifest(
        format=DISK_FORMAT,
        device_id=identity.device_id,
        protocol=PROTOCOL_VERSION,
        head_n=head.n,
        head_sha256=head.sha256,
        answered_n=head.answered_n,
        made_at=ports.now(),
        sealing_key=identity.sealing_recipient,
        cursor=ports.feed.cursor(),
        answer_limit_bytes=limit_bytes,
        operation_count=load.operations,
        parts=(first, *files),
        files=tuple(load.offers),
        wanted=load.wanted,
        successions=tuple(map(_carried_succession, ports.log.last_successions(SUCCESSIONS_LIMIT))),
        centre_epoch=identity.centre_epoch,
    )
    contents: list[tuple[Part, Callable[[], Iterable[bytes]]]] = [(first, lambda: [load.lines])]
    contents += [(one, partial(_pieces, ports, one)) for one in files]
    signed = sign_manifest(manifest, ports.log.signer())
    seal(file, signed, contents, recipient=recipient, watch=watch)


def _carried_succession(one: Succession) -> CarriedSuccession:
    successor = Successor(one.device_id, one.public_key, one.signature, one.old_signature)
    return CarriedSuccession(one.old_device_id, successor)


def _pieces(ports: CarrierPorts, part: Part) -> Iterator[bytes]:
    offset = 0
    while offset < part.size_bytes:
        piece = ports.scans.read(part.sha256, offset, _PIECE_BYTES)
        if not piece:
            return
        offset += len(piece)
        yield piece
