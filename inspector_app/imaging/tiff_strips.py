"""Reading the values of an uncompressed grey TIFF: nothing is decoded, so no child is needed.

The values go from the file straight into the array they stay in, because a second copy of a long
scan costs as much time as reading it. Read and not mapped, because a file on a stick that is pulled
out would take the app with it.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from inspector_app.domain.errors import ScanUnreadable
from inspector_app.imaging.coarse import ReadingStopped
from inspector_app.imaging.decoder import map_values, scratch_file
from inspector_app.imaging.scan_file import ScanHeader, open_scan_file
from inspector_app.imaging.scan_limits import IN_MEMORY_BYTES
from inspector_app.imaging.view_pixels import Pixels

_PIECE_VALUES = 4 * 1024 * 1024

Strips = tuple[tuple[int, int], ...]


def read_strips(
    path: Path,
    header: ScanHeader,
    *,
    scratch: Path | None,
    should_stop: Callable[[], bool],
) -> Pixels:
    """The values of a picture whose header names its `strips`: uint16, (height_px, width_px).

    Raises:
        ScanUnreadable: ``truncated``, ``scratch-full``, and what `open_scan_file` raises.
        ReadingStopped: `should_stop` said so.
    """
    with contextlib.ExitStack() as stack:
        stream = stack.enter_context(open_scan_file(path))
        if header.pixels * 2 <= IN_MEMORY_BYTES:
            pixels = np.empty(header.pixels, np.uint16)
            for _ in _fill(stream, header, pixels, should_stop):
                pass
            pixels.flags.writeable = False
            return pixels.reshape(header.height_px, header.width_px)
        name = stack.enter_context(scratch_file(scratch))
        try:
            with name.open("wb") as out:
                for piece in _fill(stream, header, None, should_stop):
                    out.write(piece.data)
        except OSError as error:
            raise ScanUnreadable("scratch-full", str(error)) from error
        return map_values(name, header)


def _fill(
    stream: BinaryIO, header: ScanHeader, whole: Pixels | None, should_stop: Callable[[], bool]
) -> Iterator[Pixels]:
    """Read all values in order, each piece into its place in `whole`, or into one small buffer."""
    buffer = np.empty(_PIECE_VALUES if whole is None else 0, np.uint16)
    bytes_read = np.empty(_PIECE_VALUES if header.container_bits == 8 else 0, np.uint8)
    white = (1 << header.bits) - 1 if header.large_is_dark else None
    turned = header.container_bits == 16 and header.big_endian != (sys.byteorder == "big")
    done = 0
    for count in _pieces(stream, header):
        if should_stop():
            raise ReadingStopped
        piece = buffer[:count] if whole is None else whole[done : done + count]
        if header.container_bits == 8:
            _read_into(stream, bytes_read[:count])
            piece[:] = bytes_read[:count]
        else:
            _read_into(stream, piece)
        if turned:
            piece.byteswap(inplace=True)
        if white is not None:
            np.subtract(white, piece, out=piece)
        done += count
        yield piece


def _pieces(stream: BinaryIO, header: ScanHeader) -> Iterator[int]:
    """Go to the start of each piece and say how many values it has."""
    value_bytes = header.container_bits // 8
    for offset, length in _joined(header.strips or ()):
        stream.seek(offset)
        left = length // value_bytes
        while left:
            count = min(left, _PIECE_VALUES)
            left -= count
            yield count


def _joined(strips: Strips) -> Iterator[tuple[int, int]]:
    """The strips, those that lie end to end as one: a strip a row would be thousands of reads."""
    start, length = strips[0]
    for offset, more in strips[1:]:
        if offset == start + length:
            length += more
        else:
            yield start, length
            start, length = offset, more
    yield start, length


def _read_into(stream: BinaryIO, target: NDArray[np.uint16] | NDArray[np.uint8]) -> None:
    """Fill `target`, or raise: the header promised these bytes. Raises ScanUnreadable."""
    view = target.data.cast("B")
    while view.nbytes:
        count = stream.readinto(view)  # type: ignore[attr-defined]
        if not count:
            raise ScanUnreadable("truncated", "the file became shorter while it was read")
        view = view[count:]
