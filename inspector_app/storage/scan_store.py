"""The scan store: files named by the SHA-256 of their content.

::

    scans/ab/abcd...        a whole, checked file
    scans/partial/abcd...   a download that is not whole yet
    scans/partial/copy-...  a file that is being copied in
    scans/previews/abcd...  the hash of the file that is the preview of the scan file abcd...

A file gets its name in the first place only after its hash was checked, so whatever has such a name
is whole. The files are not encrypted here; the station's disk has to be.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from inspector_app.domain.errors import ScanUnreadable
from inspector_app.domain.scan import Energy, EnergyImage
from inspector_app.protocol.ids import new_id
from inspector_app.storage.durable_files import sync_file, sync_folder
from inspector_app.storage.errors import storage_errors

_SHA256 = re.compile(r"[0-9a-f]{64}")
_PIECE_BYTES = 1 << 20
_log = logging.getLogger(__name__)


class ScanFolder:
    """`workflow.ports.ScanStore` over a plain folder. Holds no state, so any lane may call it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._root = str(folder)
        self._partials = folder / "partial"
        self._previews = folder / "previews"

    def prepare(self) -> None:
        """Make the folders and clear away copies that were cut short. Raises OSError."""
        self._partials.mkdir(parents=True, exist_ok=True)
        for unfinished in self._partials.glob("copy-*"):
            unfinished.unlink(missing_ok=True)

    def path(self, sha256: str) -> Path | None:
        """Where the whole, checked file lies, or None while it is not here."""
        return self._place(sha256) if self._is_here(sha256) else None

    def missing(self, images: Sequence[EnergyImage]) -> tuple[EnergyImage, ...]:
        """Those whose file is not here, each hash once."""
        by_hash: dict[str, EnergyImage] = {}
        for image in images:
            by_hash.setdefault(image.sha256, image)
        return tuple(image for sha256, image in by_hash.items() if not self._is_here(sha256))

    def partial_size(self, sha256: str) -> int:
        """How many bytes of an interrupted download are here. Raises StorageUnavailable."""
        with storage_errors():
            try:
                return self._partial(sha256).stat().st_size
            except FileNotFoundError:
                return 0

    def append(self, sha256: str, offset: int, chunk: bytes) -> None:
        """Write a chunk of a download at its offset; writing the same chunk again does no harm.

        Raises ValueError when that would leave a hole, StorageUnavailable.
        """
        path = self._partial(sha256)
        with storage_errors():
            self._partials.mkdir(parents=True, exist_ok=True)
            flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)
            with os.fdopen(os.open(path, flags, 0o600), "r+b") as file:
                if offset > file.seek(0, os.SEEK_END):
                    raise ValueError(f"offset {offset} is behind the end of what is here")
                file.seek(offset)
                file.write(chunk)

    def commit(self, image: EnergyImage) -> bool:
        """Check the downloaded file's hash and take it in. False when nothing was downloaded, or
        when the hash is wrong; the download is thrown away then. Raises StorageUnavailable."""
        partial = self._partial(image.sha256)
        with storage_errors():
            if self.path(image.sha256) is not None:
                partial.unlink(missing_ok=True)
                return True
            if not partial.is_file():
                return False
            with partial.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
            if found != image.sha256:
                partial.unlink()
                return False
            self._take_in(partial, image.sha256)
        return True

    def take_file(self, source: Path) -> EnergyImage:
        """Copy a file in; its energy is left at SINGLE for the caller to replace.

        Raises ScanUnreadable (``cannot-open``) when the source cannot be read,
        StorageUnavailable when the copy cannot be written.
        """
        copy = self._partials / f"copy-{new_id()}"
        try:
            opened = source.open("rb")
        except OSError as error:
            raise _unreadable(source, error) from error
        with opened, storage_errors():
            self._partials.mkdir(parents=True, exist_ok=True)
            try:
                sha256, size_bytes = _copy(opened, source, copy)
                if self.path(sha256) is None:
                    self._take_in(copy, sha256)
            finally:
                copy.unlink(missing_ok=True)
        return EnergyImage(Energy.SINGLE, sha256, size_bytes, source.name)

    def adopt(self, source: Path, sha256: str) -> bool:
        """Move a file in that was made on the same disk. False, and it stays where it is, when it
        is not what its hash says. Raises StorageUnavailable."""
        if not _SHA256.fullmatch(sha256):
            return False
        with storage_errors():
            if self.path(sha256) is not None:
                source.unlink(missing_ok=True)
                return True
            with source.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
            if found != sha256:
                return False
            self._take_in(source, sha256)
        return True

    def take_content(self, content: bytes, file_name: str) -> EnergyImage:
        """Keep what was made here as a file; its energy is SINGLE. Raises StorageUnavailable."""
        sha256 = hashlib.sha256(content).hexdigest()
        copy = self._partials / f"copy-{new_id()}"
        with storage_errors():
            self._partials.mkdir(parents=True, exist_ok=True)
            try:
                copy.write_bytes(content)
                if self.path(sha256) is None:
                    self._take_in(copy, sha256)
            finally:
                copy.unlink(missing_ok=True)
        return EnergyImage(Energy.SINGLE, sha256, len(content), file_name)

    def read(self, sha256: str, offset: int, length: int) -> bytes | None:
        """At most `length` bytes of a whole file from `offset`; None while the file is not here.
        Raises StorageUnavailable."""
        path = self.path(sha256)
        if path is None:
            return None
        with storage_errors():
            try:
                with path.open("rb") as file:
                    file.seek(offset)
                    return file.read(length)
            except FileNotFoundError:
                return None

    def keep_preview(self, sha256: str, preview_sha256: str) -> None:
        """Note which file is the preview of a scan file. Raises StorageUnavailable."""
        place = self._previews / self._partial(sha256).name
        note = self._partials / f"copy-{new_id()}"
        with storage_errors():
            self._previews.mkdir(parents=True, exist_ok=True)
            self._partials.mkdir(parents=True, exist_ok=True)
            # Not synced: after a power cut it is asked for once more.
            note.write_text(preview_sha256, encoding="ascii")
            note.replace(place)

    def preview(self, sha256: str) -> Path | None:
        """Where the preview of a scan file lies, None while none is here."""
        if not _SHA256.fullmatch(sha256):
            return None
        try:
            noted = (self._previews / sha256).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            _log.warning("the note about a preview cannot be read: %s", error)
            return None
        # Whatever stands in there after a power cut: it is a path only if it is a hash.
        return self.path(noted[:64].decode("latin-1"))

    def _take_in(self, checked: Path, sha256: str) -> None:
        """Give a checked file its final name: first its content is durable, then its name."""
        place = self._place(sha256)
        sync_file(checked)
        if not place.parent.is_dir():
            place.parent.mkdir(parents=True, exist_ok=True)
            sync_folder(self._folder)
        checked.replace(place)
        sync_folder(place.parent)

    def _is_here(self, sha256: str) -> bool:
        # The hash can come from the centre: anything else must never become part of a path.
        if not _SHA256.fullmatch(sha256):
            return False
        # Path objects would take most of the queue's time: it asks for every image of every case.
        return os.path.isfile(f"{self._root}{os.sep}{sha256[:2]}{os.sep}{sha256}")  # noqa: PTH113

    def _place(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256

    def _partial(self, sha256: str) -> Path:
        if not _SHA256.fullmatch(sha256):
            raise ValueError(f"{sha256!r} is not a SHA-256")
        return self._partials / sha256


def _copy(opened: BinaryIO, source: Path, copy: Path) -> tuple[str, int]:
    """Copy and hash in one go; the hash and the number of bytes."""
    digest = hashlib.sha256()
    size_bytes = 0
    with copy.open("xb") as file:
        while piece := _read(opened, source):
            digest.update(piece)
            size_bytes += len(piece)
            file.write(piece)
    return digest.hexdigest(), size_bytes


def _read(opened: BinaryIO, source: Path) -> bytes:
    try:
        return opened.read(_PIECE_BYTES)
    except OSError as error:
        raise _unreadable(source, error) from error


def _unreadable(source: Path, error: OSError) -> ScanUnreadable:
    return ScanUnreadable("cannot-open", f"{source} cannot be read: {error}")
