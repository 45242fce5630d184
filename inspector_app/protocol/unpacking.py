"""Taking a tar apart as it comes, in pieces of any length, believing nothing of it."""

from __future__ import annotations

import errno
import hashlib
import io
import tarfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from inspector_app.domain.errors import CarrierRefused
from inspector_app.protocol.carrier import PART_LIMIT_BYTES, Part

MANIFEST = "manifest.json"
MANIFEST_LIMIT_BYTES = 16 * 1024 * 1024

_BLOCK = tarfile.BLOCKSIZE
END = bytes(2 * _BLOCK)
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@dataclass(frozen=True, slots=True)
class Unsealed:
    """Everything that was in it.

    Attributes:
        parts: the contents of parts that were to be held in memory, by name.
        files: where the others lie, by name; gone when the block ends.
    """

    manifest: bytes
    parts: dict[str, bytes] = field(default_factory=dict)
    files: dict[str, Path] = field(default_factory=dict)


class Unpacking:
    """Takes the tar apart as it comes, in pieces of any length."""

    def __init__(
        self,
        folder: Path,
        expect: Callable[[bytes], Sequence[Part]],
        in_memory: frozenset[str],
        *,
        limit_bytes: int,
    ) -> None:
        self.error: BaseException | None = None
        self._folder = folder
        self._expect = expect
        self._in_memory = in_memory
        self._limit_bytes = limit_bytes
        self._result: Unsealed | None = None
        self._waiting: list[Part] = []
        self._part: Part | None = None
        self._header = bytearray()
        self._content: BinaryIO | None = None
        self._digest = hashlib.sha256()
        self._left = self._padding = 0
        self._ended = 0
        self._files = 0

    def write(self, content: bytes) -> int:
        if self.error is not None:
            # pyrage writes what it has left once more.
            raise self.error
        try:
            self._take(memoryview(content))
        except OSError as error:
            self.error = no_place(error)
            self.close()
            raise
        except BaseException as error:
            self.error = error
            self.close()
            raise
        return len(content)

    def flush(self) -> None:
        """Each part is flushed when it is whole."""

    def close(self) -> None:
        """Give back an open file."""
        content, self._content = self._content, None
        if content is not None:
            with suppress(OSError):
                content.close()

    def finished(self) -> Unsealed:
        """Raises CarrierRefused(``malformed``) when something is missing."""
        self.close()
        if self._result is None or self._waiting or self._part or self._ended != len(END):
            raise _malformed("it ends too soon")
        return self._result

    def _take(self, content: memoryview) -> None:
        while content:
            if self._padding:
                step = min(self._padding, len(content))
                self._padding -= step
            elif self._part is not None:
                step = min(self._left, len(content))
                self._take_content(content[:step])
            else:
                step = min(_BLOCK - len(self._header), len(content))
                self._header += content[:step]
                if len(self._header) == _BLOCK:
                    self._begin(bytes(self._header))
                    self._header.clear()
            content = content[step:]

    def _begin(self, header: bytes) -> None:
        if self._result is not None and not self._waiting:
            self._ended += _BLOCK
            if header.strip(b"\0") or self._ended > len(END):
                raise _malformed("something follows the last part")
            return
        try:
            found = tarfile.TarInfo.frombuf(header, "ascii", "strict")
        except (tarfile.HeaderError, ValueError) as error:
            raise _malformed(f"not a header: {error}") from error
        part = self._next_part(found)
        if not found.isreg() or (found.name, found.size) != (part.name, part.size_bytes):
            raise _malformed(f"{part.name} does not follow")
        self._part, self._left, self._digest = part, part.size_bytes, hashlib.sha256()
        self._content = self._open(part)
        if not self._left:
            self._end_part(part)

    def _next_part(self, found: tarfile.TarInfo) -> Part:
        if self._result is not None:
            return self._waiting.pop(0)
        if not 0 < found.size <= MANIFEST_LIMIT_BYTES:
            raise _malformed("the manifest is empty or too long")
        # Its hash stands nowhere: its signature takes the place of that.
        return Part(MANIFEST, found.size, "")

    def _open(self, part: Part) -> BinaryIO:
        if self._result is None or part.name in self._in_memory:
            return io.BytesIO()
        self._files += 1
        path = self._folder / str(self._files)
        self._result.files[part.name] = path
        return path.open("xb")

    def _take_content(self, content: memoryview) -> None:
        assert self._part is not None
        assert self._content is not None
        self._digest.update(content)
        self._content.write(content)
        self._left -= len(content)
        if not self._left:
            self._end_part(self._part)

    def _end_part(self, part: Part) -> None:
        assert self._content is not None
        content = self._content.getvalue() if isinstance(self._content, io.BytesIO) else b""
        self._content.close()
        self._content, self._part = None, None
        self._padding = -part.size_bytes % _BLOCK
        if self._result is None:
            self._waiting = list(self._expect(content))
            self._check_sizes()
            self._result = Unsealed(content)
            return
        if self._digest.hexdigest() != part.sha256:
            raise _malformed(f"{part.name} is not what the manifest says")
        if part.name in self._in_memory:
            self._result.parts[part.name] = content

    def _check_sizes(self) -> None:
        names = [one.name for one in self._waiting]
        if len(set(names)) != len(names) or any(one.size_bytes < 0 for one in self._waiting):
            raise _malformed("a part is named twice or has no size")
        if sum(one.size_bytes for one in self._waiting) > self._limit_bytes:
            # The tar is not compressed: the rest of it is not there.
            raise CarrierRefused("damaged", "it was cut off: the manifest names more than it holds")
        held = [one.size_bytes for one in self._waiting if one.name in self._in_memory]
        if any(size > PART_LIMIT_BYTES for size in held):
            raise _malformed("a part is too long")


def _malformed(detail: str) -> CarrierRefused:
    return CarrierRefused("malformed", f"not a carrier disk as it should be: {detail}")


def no_place(error: OSError) -> CarrierRefused:
    reason = "disk-full" if error.errno in _FULL else "io-error"
    return CarrierRefused(reason, f"there is no place for what is on the disk: {error}")
