"""Reading the pixels of one view from its file or files."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from inspector_app.domain.errors import ScanUnreadable
from inspector_app.imaging.coarse import CoarsePixels, ReadingStopped
from inspector_app.imaging.decoder import RunningDecoder, start_decoder
from inspector_app.imaging.scan_file import ScanHeader, scan_pages
from inspector_app.imaging.scan_limits import COARSE_FROM_PIXELS, MAX_DECODER_BYTES
from inspector_app.imaging.tiff_strips import read_strips
from inspector_app.imaging.view_pixels import Pixels, ViewPixels

_Source = tuple[Path, ScanHeader]


def read_view(
    high: Path,
    low: Path | None = None,
    *,
    bits: int | None = None,
    colour_as_luminance: bool = False,
    scratch: Path | None = None,
    coarse: Callable[[CoarsePixels], None] | None = None,
    should_stop: Callable[[], bool] = lambda: False,
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
        coarse: told about twenty times a second what of a large compressed picture is decoded so
            far, on the thread that reads. A view of two energies is shown by its first.
        should_stop: asked as often; True gives the reading up.

    Raises:
        ScanUnreadable: any reason of `scan_limits.SCAN_REASONS` but ``bad-sidecar``.
        ReadingStopped: `should_stop` said so.
    """
    sources = _sources(high, low)
    images = _read_all(
        sources,
        colour_as_luminance=colour_as_luminance,
        scratch=scratch,
        watch=_Watch(coarse, should_stop),
    )
    if bits is None:
        bits = max(
            _bits_of(header, pixels) for (_, header), pixels in zip(sources, images, strict=True)
        )
    elif not 8 <= bits <= 16 or any(_exceeds(pixels, bits) for pixels in images):
        raise ScanUnreadable("bits-disagree", f"the values do not fit into {bits} bits")
    return ViewPixels(images[0], images[1] if len(images) > 1 else None, bits)


@dataclass(frozen=True, slots=True)
class _Watch:
    """Whoever waits for the pixels."""

    coarse: Callable[[CoarsePixels], None] | None
    should_stop: Callable[[], bool]

    def tell(self, decoders: Mapping[int, RunningDecoder], pictures: int) -> None:
        """Show what the first of the decoders has so far. Raises ReadingStopped."""
        if self.should_stop():
            raise ReadingStopped
        seen = [decoder.look() for decoder in decoders.values()]
        if self.coarse is not None and seen and seen[0] is not None:
            done = sum(one.share for one in seen if one is not None)
            self.coarse(replace(seen[0], share=done / pictures))


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
    sources: list[_Source], *, colour_as_luminance: bool, scratch: Path | None, watch: _Watch
) -> list[Pixels]:
    """Read one picture after the other, or both at once where memory allows it."""

    def start(path: Path, header: ScanHeader) -> RunningDecoder:
        return stack.enter_context(
            start_decoder(
                path,
                header,
                colour_as_luminance=colour_as_luminance,
                scratch=scratch,
                coarse=watch.coarse is not None and header.pixels >= COARSE_FROM_PIXELS,
            )
        )

    with contextlib.ExitStack() as stack:
        together = sum(header.decoder_bytes for _, header in sources) <= MAX_DECODER_BYTES // 2
        decoders = {}
        images = []
        for number, (path, header) in enumerate(sources):
            if together and header.strips is None:
                decoders[number] = start(path, header)
        for number, (path, header) in enumerate(sources):
            if header.strips is not None:
                images.append(
                    read_strips(path, header, scratch=scratch, should_stop=watch.should_stop)
                )
                continue
            if number not in decoders:
                decoders[number] = start(path, header)
            tell = partial(watch.tell, decoders, len(sources))
            images.append(decoders[number].finish(tell))
        return images


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
