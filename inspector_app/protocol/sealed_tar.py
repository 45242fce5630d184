"""A tar sealed with age (X25519), written and read as a stream: a scan of 2 GB never lies in
memory.

Not compressed, so that what comes out can never be larger than the file that it came in. Reading
believes nothing: the first entry is the manifest, whoever reads says what must follow it, and each
entry must have just that name, size and hash. Names never become paths. age proves every 64 KiB
before it is looked at, but the end of the file only at its end; so nothing may be acted on before
`unsealed` has given everything.
"""

from __future__ import annotations

import hashlib
import io
import shutil
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

import pyrage
from pyrage import x25519

from inspector_app.domain.errors import CarrierRefused
from inspector_app.protocol.carrier import Part
from inspector_app.protocol.unpacking import END, MANIFEST, Unpacking, Unsealed, no_place

_BLOCK = tarfile.BLOCKSIZE
_LEFT_ALONE_S = 24 * 3600

Pieces = Callable[[], Iterable[bytes]]


class PartDamaged(Exception):
    """A part that was to be sealed is not what its hash says. `name` is the part's."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def is_recipient(text: str) -> bool:
    """Whether something can be sealed to this."""
    try:
        x25519.Recipient.from_str(text)
    except pyrage.RecipientError:
        return False
    return True


def seal(
    file: BinaryIO,
    manifest: bytes,
    parts: Sequence[tuple[Part, Pieces]],
    *,
    recipient: str,
    watch: Callable[[int], None],
) -> None:
    """Write the manifest and the parts into `file`.

    `watch` gets the number of bytes done so far; what it raises comes out again, and so does what
    `file` and the pieces raise. Raises ValueError for a recipient that is none, and PartDamaged.
    """
    if not is_recipient(recipient):
        raise ValueError("not an age recipient")
    source, target = _Source(_tar(manifest, parts), watch), _Target(file)
    with _own_errors(source, target):
        pyrage.encrypt_io(source, target, [x25519.Recipient.from_str(recipient)])


@contextmanager
def unsealed(
    path: Path,
    *,
    identity: str,
    expect: Callable[[bytes], Sequence[Part]],
    in_memory: frozenset[str],
    scratch: Path,
    watch: Callable[[int], None],
) -> Iterator[Unsealed]:
    """Everything in the file, checked to its end, for the length of a block.

    `expect` is given the manifest and says which parts must follow, in order; a refusal of the
    manifest comes from there. Those `in_memory` are held there, the others written under `scratch`.
    `watch` gets the number of sealed bytes read so far; what it raises comes out again.

    Raises CarrierRefused: ``not-a-carrier``, ``other-recipient`` (sealed to somebody else),
    ``damaged`` (cut off or changed), ``malformed`` (not what `expect` said), ``cannot-read`` (the
    stick), ``disk-full`` and ``io-error`` (the disk here).
    """
    folder = None
    try:
        with _opened(path) as (file, size_bytes):
            folder = _make_folder(scratch)
            unpacking = Unpacking(folder, expect, in_memory, limit_bytes=size_bytes)
            try:
                _decrypt(_Input(file, watch), unpacking, identity)
            finally:
                unpacking.close()
            yield unpacking.finished()
    finally:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)


def clear_scratch(scratch: Path) -> None:
    """Remove what a program that was killed left there. Raises nothing.

    What is younger than a day stays: another program may be reading a disk into it just now.
    """
    for left in scratch.glob("carrier-*"):
        with suppress(OSError):
            # Either way, for a clock may have been turned back.
            if abs(time.time() - left.stat().st_mtime) > _LEFT_ALONE_S:
                shutil.rmtree(left, ignore_errors=True)


class _Source(io.RawIOBase):
    """The tar as pyrage reads it. Keeps what was raised, because pyrage hides it."""

    def __init__(self, pieces: Iterator[bytes], watch: Callable[[int], None]) -> None:
        super().__init__()
        self._pieces = pieces
        self._watch = watch
        self._rest = memoryview(b"")
        self._done = 0
        self.error: BaseException | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            while not self._rest:
                piece = next(self._pieces, None)
                if piece is None:
                    return b""
                self._rest = memoryview(piece)
                self._watch(self._done)
        except BaseException as error:
            self.error = error
            raise
        given = bytes(self._rest[:size])
        self._rest = self._rest[len(given) :]
        self._done += len(given)
        return given


class _Target:
    """The file as pyrage writes it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.error: BaseException | None = None

    def write(self, content: bytes) -> int:
        try:
            return self._file.write(content)
        except BaseException as error:
            self.error = error
            raise

    def flush(self) -> None:
        """Whoever opened the file does that."""


class _Input:
    """The sealed file as pyrage reads it."""

    def __init__(self, file: BinaryIO, watch: Callable[[int], None]) -> None:
        self._file = file
        self._watch = watch
        self._done = 0
        self.error: BaseException | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            self._watch(self._done)
            content = self._file.read(size)
        except OSError as error:
            self.error = CarrierRefused("cannot-read", f"the disk cannot be read: {error}")
            raise
        except BaseException as error:
            self.error = error
            raise
        self._done += len(content)
        return content


@contextmanager
def _own_errors(*streams: Any) -> Iterator[None]:
    """What a stream raised, in place of what pyrage makes of it."""
    try:
        yield
    finally:
        for stream in streams:
            if stream.error is not None:
                raise stream.error


def _tar(manifest: bytes, parts: Sequence[tuple[Part, Pieces]]) -> Iterator[bytes]:
    digest = hashlib.sha256(manifest).hexdigest()
    first: tuple[Part, Pieces] = (Part(MANIFEST, len(manifest), digest), lambda: [manifest])
    for part, pieces in (first, *parts):
        header = tarfile.TarInfo(part.name)
        header.size = part.size_bytes
        yield header.tobuf(tarfile.USTAR_FORMAT, "ascii", "strict")
        yield from _checked(part, pieces())
        yield bytes(-part.size_bytes % _BLOCK)
    yield END


def _checked(part: Part, pieces: Iterable[bytes]) -> Iterator[bytes]:
    digest, left = hashlib.sha256(), part.size_bytes
    for piece in pieces:
        left -= len(piece)
        if left < 0:
            break
        digest.update(piece)
        yield piece
    if left or digest.hexdigest() != part.sha256:
        raise PartDamaged(part.name)


@contextmanager
def _opened(path: Path) -> Iterator[tuple[BinaryIO, int]]:
    try:
        file = path.open("rb")
    except OSError as error:
        raise CarrierRefused("cannot-read", f"{path} cannot be read: {error}") from error
    with file:
        size_bytes = file.seek(0, io.SEEK_END)
        file.seek(0)
        yield file, size_bytes


def _make_folder(scratch: Path) -> Path:
    try:
        scratch.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix="carrier-", dir=scratch))
    except OSError as error:
        raise no_place(error) from error


def _decrypt(source: _Input, target: Unpacking, identity: str) -> None:
    try:
        with _own_errors(source, target):
            pyrage.decrypt_io(source, target, [x25519.Identity.from_str(identity)])
    except pyrage.DecryptError as error:
        other = "No matching keys" in str(error)
        reason = "other-recipient" if other else "not-a-carrier"
        raise CarrierRefused(reason, f"it cannot be opened: {error}") from error
    except OSError as error:
        raise CarrierRefused("damaged", f"it was cut off or changed: {error}") from error
