"""Reading the pixels of one view from its file or files."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np

from inspector_app.domain.errors import ScanUnreadable
from inspector_app.imaging.decoder import map_values, scratch_file, start_decoder
from inspector_app.imaging.scan_file import ScanHeader, open_scan_file, scan_pages
from inspector_app.imaging.scan_limits import IN_MEMORY_BYTES, MAX_DECODER_BYTES
from inspector_app.imaging.view_pixels import Pixels, ViewPixels

_Source = tuple[Path, ScanHeader]
_CHUNK_BYTES = 8 * 1024 * 1024


def read_view(
    high: Path,
    low: Path | None = None,
    *,
    bits: int | None = None,
    colour_as_luminance: bool = False,
    scratch: Path | None = None,
) -> ViewPixels:
    """Read one view: PNG, TIFF or JPEG, 8 or 16 bits, one energy or two.

    Values are exactly as stored; 8-bit files give 0 .. 255. What a TIFF calls WhiteIsZero is turned
    over, so that large is bright. Orientation tags are ignored: rows are detectors, columns pulses.
    A TIFF of two pages and no `low` is a view of two energies, the high one first.

    Three equal channels are read as grey. Truly coloured pictures are refused with the reason
    ``colour-picture``: their brightness is not transmission. A caller who has told the person so
    may ask again with `colour_as_luminance`.

    Takes 0.1 s and more: not for the thread that paints.

    Args:
        high: file of the high energy, or of the only one.
        bits: significant bits per value where the sidecar states them; the file's own by default.
        scratch: folder for decoded values while they are in use; the system's own by default. Files
            in it are readable by nobody else and go away with the pixels.

    Raises:
        ScanUnreadable: any reason of `scan_limits.SCAN_REASONS` but ``bad-sidecar``.
    """
    sources = _sources(high, low)
    images = _read_all(sources, colour_as_luminance=colour_as_luminance, scratch=scratch)
    if bits is None:
        bits = max(
            _bits_of(header, pixels) for (_, header), pixels in zip(sources, images, strict=True)
        )
    elif not 8 <= bits <= 16 or any(_exceeds(pixels, bits) for pixels in images):
        raise ScanUnreadable("bits-disagree", f"the values do not fit into {bits} bits")
    return ViewPixels(images[0], images[1] if len(images) > 1 else None, bits)


def _sources(high: Path, low: Path | None) -> list[_Source]:
    """Which picture of which file is which energy. Raises ScanUnreadable."""
    sources = [(high, page) for page in scan_pages(high)]
    if low is not None:
        sources += [(low, page) for page in scan_pages(low)]
    if len(sources) > 2:
        raise ScanUnreadable(
            "too-many-pages", f"{len(sources)} pictures are more than two energies"
        )
    sizes = {(header.width_px, header.height_px, header.container_bits) for _, header in sources}
    if len(sizes) > 1:
        raise ScanUnreadable("energies-differ", f"the two energies differ: {sorted(sizes)}")
    return sources


def _read_all(
    sources: list[_Source], *, colour_as_luminance: bool, scratch: Path | None
) -> list[Pixels]:
    """Read one picture after the other, or both at once where memory allows it."""
    with contextlib.ExitStack() as stack:
        together = sum(header.decoder_bytes for _, header in sources) <= MAX_DECODER_BYTES // 2
        decoders = {}
        images = []
        for number, (path, header) in enumerate(sources):
            if together and header.strips is None:
                decoders[number] = stack.enter_context(
                    start_decoder(
                        path, header, colour_as_luminance=colour_as_luminance, scratch=scratch
                    )
                )
        for number, (path, header) in enumerate(sources):
            if header.strips is not None:
                images.append(_read_strips(path, header, header.strips, scratch))
            elif number in decoders:
                images.append(decoders[number].finish())
            else:
                with start_decoder(
                    path, header, colour_as_luminance=colour_as_luminance, scratch=scratch
                ) as decoder:
                    images.append(decoder.finish())
        return images


def _read_strips(
    path: Path, header: ScanHeader, strips: tuple[tuple[int, int], ...], scratch: Path | None
) -> Pixels:
    """Copy an uncompressed TIFF: nothing is decoded, so no child is needed.

    Copied and not mapped, because a file on a stick that is pulled out would take the app with it.
    """
    with contextlib.ExitStack() as stack:
        stream = stack.enter_context(open_scan_file(path))
        if header.pixels * 2 <= IN_MEMORY_BYTES:
            pixels = np.empty(header.pixels, np.uint16)
            start = 0
            for values in _strip_values(stream, header, strips):
                pixels[start : start + values.size] = values
                start += values.size
            pixels.flags.writeable = False
            return pixels.reshape(header.height_px, header.width_px)
        name = stack.enter_context(scratch_file(scratch))
        try:
            with name.open("wb") as out:
                for values in _strip_values(stream, header, strips):
                    out.write(values.tobytes())
        except OSError as error:
            raise ScanUnreadable("scratch-full", str(error)) from error
        return map_values(name, header)


def _strip_values(
    stream: BinaryIO, header: ScanHeader, strips: tuple[tuple[int, int], ...]
) -> Iterator[Pixels]:
    """The values of all strips in order, a few MB at a time, turned over where large is dark."""
    stored = (
        np.dtype(np.uint8)
        if header.container_bits == 8
        else np.dtype(">u2" if header.big_endian else "<u2")
    )
    white = (1 << header.bits) - 1
    for offset, length in strips:
        stream.seek(offset)
        left_bytes = length
        while left_bytes:
            data = stream.read(min(left_bytes, _CHUNK_BYTES))
            if not data or len(data) % stored.itemsize:
                raise ScanUnreadable("truncated", "the file became shorter while it was read")
            left_bytes -= len(data)
            values = np.frombuffer(data, stored).astype(np.uint16, copy=False)
            yield white - values if header.large_is_dark else values


def _bits_of(header: ScanHeader, pixels: Pixels) -> int:
    """Bits as the file states them, or the container's depth where its values are larger."""
    if header.bits == header.container_bits or not _exceeds(pixels, header.bits):
        return header.bits
    if header.large_is_dark:
        # Turned over by a wrong largest value: the numbers mean nothing.
        raise ScanUnreadable("broken", "the TIFF holds values above its stated maximum")
    return header.container_bits


def _exceeds(pixels: Pixels, bits: int) -> bool:
    return int(pixels.max()) >> bits > 0
