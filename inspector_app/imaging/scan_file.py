"""Opening a scan file and reading its header: cheap, and safe for any file there may be."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO

from inspector_app.domain.errors import ScanUnreadable
from inspector_app.imaging.picture_headers import (
    JPEG_SIGNATURE,
    PNG_SIGNATURE,
    ScanHeader,
    read_jpeg_header,
    read_png_header,
)
from inspector_app.imaging.scan_limits import MAX_DECODER_BYTES, MAX_FILE_BYTES
from inspector_app.imaging.tiff_pages import TIFF_SIGNATURES, read_tiff_pages

__all__ = ["ScanHeader", "open_scan_file", "scan_header", "scan_pages"]


def scan_header(path: Path) -> ScanHeader:
    """What the file at `path` says of its first picture. Decodes nothing.

    The file's name and extension play no part; its first bytes decide what it is.

    Raises:
        ScanUnreadable: any reason of `SCAN_REASONS` that can be known from the header.
    """
    return scan_pages(path)[0]


def scan_pages(path: Path) -> tuple[ScanHeader, ...]:
    """Headers of all full pictures in the file, within the limits of `scan_limits`.

    Raises:
        ScanUnreadable: as `scan_header`.
    """
    with open_scan_file(path) as stream:
        try:
            pages = _read_pages(stream)
        except OSError as error:
            raise ScanUnreadable("broken", f"reading failed: {error}") from error
    for page in pages:
        if page.decoder_bytes > MAX_DECODER_BYTES:
            raise ScanUnreadable(
                "too-large",
                f"decoding {page.width_px} x {page.height_px} pixels needs too much memory",
            )
    return pages


@contextmanager
def open_scan_file(path: Path) -> Iterator[BufferedReader]:
    """Open `path` for reading, only if it is an ordinary file of sensible length.

    Raises:
        ScanUnreadable: ``missing``, ``not-a-file``, ``no-rights``, ``empty``, ``too-large``.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise ScanUnreadable("not-a-file", f"{path.name} is not an ordinary file")
        # Without O_NONBLOCK a pipe that took the file's place meanwhile would hold us up for ever.
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        descriptor = os.open(path, flags)
    except PermissionError as error:
        raise ScanUnreadable("no-rights", f"{path.name} may not be read") from error
    except (OSError, ValueError) as error:
        # ValueError: a name with a null character. OSError: no such file, a ring of links.
        raise ScanUnreadable("missing", f"{path.name} cannot be opened: {error}") from error
    with os.fdopen(descriptor, "rb") as stream:
        status = os.fstat(stream.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise ScanUnreadable("not-a-file", f"{path.name} is not an ordinary file")
        if not status.st_size:
            raise ScanUnreadable("empty", f"{path.name} is empty")
        if status.st_size > MAX_FILE_BYTES:
            raise ScanUnreadable("too-large", f"{path.name} has {status.st_size} bytes")
        yield stream


def _read_pages(stream: BinaryIO) -> tuple[ScanHeader, ...]:
    start = stream.read(8)
    if start.startswith(PNG_SIGNATURE):
        return (read_png_header(stream),)
    if start.startswith(JPEG_SIGNATURE):
        return (read_jpeg_header(stream),)
    if start.startswith(TIFF_SIGNATURES):
        return read_tiff_pages(stream)
    if PNG_SIGNATURE.startswith(start):
        raise ScanUnreadable("truncated", "the file ends inside its signature")
    raise ScanUnreadable("not-a-picture", "the first bytes are not those of a PNG, TIFF or JPEG")
