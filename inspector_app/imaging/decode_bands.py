"""A compressed TIFF decoded a few strips at a time, so that the child can show how far it is.

Pillow hands a whole compressed page to libtiff and hears nothing until it is done. So the strips
are dealt out to small TIFFs in memory, each a band of the picture, and those are decoded one after
the other. What they have in common with the page are its bytes and the few tags that say how to
read them; where rows lie and which way up they are shown is not taken over.
"""

# ruff: noqa: PLC0415  (Pillow only when needed: people wait for the child)

from __future__ import annotations

import io
from typing import TYPE_CHECKING, BinaryIO

from inspector_app.imaging.decode_coarse import DECODING_SHARE, CoarseWriter

if TYPE_CHECKING:
    from PIL import Image, TiffImagePlugin

_BAND_PIXELS = 1_000_000
_WIDTH, _HEIGHT, _COMPRESSION, _PHOTOMETRIC = 256, 257, 259, 262
_STRIP_OFFSETS, _ROWS_PER_STRIP, _STRIP_SIZES = 273, 278, 279
_COPIED = (_WIDTH, 258, _COMPRESSION, _PHOTOMETRIC, 277, 284, 317, 339)
"""Width, bits, compression, photometric, samples, planes, predictor, sample format."""


def can_be_banded(page: TiffImagePlugin.TiffImageFile) -> bool:
    """Whether the page lies in several strips."""
    return len(page.tag_v2.get(_STRIP_OFFSETS, ())) > 1


def decode_bands(
    page: TiffImagePlugin.TiffImageFile, stream: BinaryIO, writer: CoarseWriter
) -> Image.Image:
    """The whole picture of `page`, as stored: no orientation is applied.

    Raises what Pillow raises, and ValueError for strips that do not add up.
    """
    from PIL import Image

    offsets, sizes = page.tag_v2[_STRIP_OFFSETS], page.tag_v2[_STRIP_SIZES]
    rows_per_strip = int(page.tag_v2[_ROWS_PER_STRIP])
    width, height = int(page.tag_v2[_WIDTH]), int(page.tag_v2[_HEIGHT])
    strips = max(1, _BAND_PIXELS // (width * rows_per_strip))
    whole: Image.Image | None = None
    for first in range(0, len(offsets), strips):
        top = first * rows_per_strip
        rows = min(strips * rows_per_strip, height - top)
        bodies = []
        for offset, size in zip(
            offsets[first : first + strips], sizes[first : first + strips], strict=True
        ):
            stream.seek(offset)
            bodies.append(stream.read(size))
        band = _band(page, bodies, rows, rows_per_strip)
        if whole is None:
            whole = Image.new(band.mode, (width, height))
        whole.paste(band, (0, top))
        writer.add_from(whole, top + rows)
        writer.tell((top + rows) / height * DECODING_SHARE)
    if whole is None:
        raise ValueError("a TIFF page without strips")
    return whole


def _band(
    page: TiffImagePlugin.TiffImageFile, bodies: list[bytes], rows: int, rows_per_strip: int
) -> Image.Image:
    """Some strips of a page as a picture of their own."""
    from PIL import TiffImagePlugin

    tags = TiffImagePlugin.ImageFileDirectory_v2(prefix=page.tag_v2.prefix)
    for tag in _COPIED:
        if tag in page.tag_v2:
            tags[tag] = page.tag_v2[tag]
    tags[_HEIGHT] = rows
    tags[_ROWS_PER_STRIP] = rows_per_strip
    tags[_STRIP_SIZES] = tuple(len(body) for body in bodies)
    # Counted from the end of the tags: Pillow adds their length when it writes them.
    starts = [0]
    for body in bodies[:-1]:
        starts.append(starts[-1] + len(body))
    tags[_STRIP_OFFSETS] = tuple(starts)
    file = io.BytesIO()
    tags.save(file)
    for body in bodies:
        file.write(body)
    file.seek(0)
    band = TiffImagePlugin.TiffImageFile(file)
    band.load()
    return band
