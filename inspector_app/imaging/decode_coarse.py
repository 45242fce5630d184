"""The decoding child's side of the rough picture: what is decoded so far, thinned out.

Pillow decodes a picture in one go and does not say how far it is, but it asks for the file's bytes
piece by piece, and then one can look at the memory it is filling. Which rows are there is known by
what is gone: random values are laid at the end of every row before the decoder starts.

Imports no numpy: people wait for the child.
"""

# ruff: noqa: PLC0415  (Pillow only when needed, and its inner image while it is filled)

from __future__ import annotations

import math
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from inspector_app.imaging.decode_values import GREY_MODES, grey_of, native_values
from inspector_app.imaging.scan_limits import COARSE_PIXELS, WHOLE_SHARE

if TYPE_CHECKING:
    from PIL import Image, ImageFile

DECODING_SHARE = 0.8
"""Of the whole work; the rest is writing the values down."""

_INTERVAL_SECONDS = 0.03
_MARK_PIXELS = 8


def coarse_step(width_px: int, height_px: int) -> int:
    """Pixels of the scan per rough pixel: the smallest power of two, at least 2, that brings the
    picture down to `COARSE_PIXELS`."""
    needed = math.sqrt(width_px * height_px / COARSE_PIXELS)
    return 1 << max(1, math.ceil(math.log2(max(needed, 1.0))))


def coarse_size(width_px: int, height_px: int) -> tuple[int, int]:
    """Columns and rows of the whole rough picture; 0 where the scan is narrower than a step."""
    step = coarse_step(width_px, height_px)
    return width_px // step, height_px // step


class CoarseWriter:
    """Appends rough rows to the file that the parent looks at; `coarse` says how it is laid out.

    A disk that is full costs the rough picture and nothing else.
    """

    def __init__(
        self, path: str, width_px: int, height_px: int, *, white: int, colour_as_luminance: bool
    ) -> None:
        self.step = coarse_step(width_px, height_px)
        self.columns, self.rows = coarse_size(width_px, height_px)
        self.rows_done = 0
        self._white = white
        self._colour_as_luminance = colour_as_luminance
        self._path = Path(path) if path else None
        self.tell(0.0)

    @property
    def is_wanted(self) -> bool:
        """Whether rough rows are still of use."""
        return self._path is not None and self.columns > 0 and self.rows_done < self.rows

    def tell(self, share: float) -> None:
        """How much of all work is done."""
        number = max(0, min(int(share * WHOLE_SHARE), WHOLE_SHARE))
        self._write(0, number.to_bytes(2, sys.byteorder))

    def add_from(self, image: Image.Image, bottom: int) -> None:
        """Thin out the rows above `bottom`; those that were taken before are not taken again."""
        last = min(bottom // self.step, self.rows)
        if not self.is_wanted or last <= self.rows_done:
            return
        box = (0, self.rows_done * self.step, self.columns * self.step, last * self.step)
        self._append(_thinned(image, (self.columns, last - self.rows_done), box))

    def add_whole(self, small: Image.Image) -> None:
        """All rows at once, from a picture that was decoded at a reduced size."""
        if self.is_wanted and not self.rows_done:
            self._append(small.resize((self.columns, self.rows), 0))

    def _append(self, rough: Image.Image) -> None:
        if rough.mode not in GREY_MODES:
            rough = grey_of(rough, colour_as_luminance=self._colour_as_luminance)
        values = native_values(rough, 0 if rough.mode == "L" else self._white)
        self._write(2 + self.rows_done * self.columns * 2, values)
        self.rows_done += rough.height

    def _write(self, offset: int, data: bytes) -> None:
        if self._path is None:
            return
        try:
            with self._path.open("r+b", buffering=0) as file:
                file.seek(offset)
                file.write(data)
        except OSError:
            self._path = None


def open_watched(
    plugin: type[ImageFile.ImageFile], stream: BinaryIO, writer: CoarseWriter, *, in_rows: bool
) -> ImageFile.ImageFile:
    """Open `stream` with a Pillow plugin so that `writer` hears of it while it is decoded.

    Args:
        in_rows: whether the decoder fills the picture row by row from the top.
    """
    size_bytes = os.fstat(stream.fileno()).st_size
    watch = _Watch(writer, in_rows=in_rows)

    class Watched(plugin):  # type: ignore[misc, valid-type]
        def load_prepare(self) -> None:
            super().load_prepare()
            watch.begin(self)

        def load_read(self, read_bytes: int) -> bytes:
            watch.look(self, stream.tell() / size_bytes)
            return super().load_read(read_bytes)  # type: ignore[no-any-return]

    return Watched(stream)


class _Watch:
    """Looks at a picture from time to time while it is being decoded."""

    def __init__(self, writer: CoarseWriter, *, in_rows: bool) -> None:
        self._writer = writer
        self._in_rows = in_rows
        self._marks = b""
        self._row_bytes = 0
        self._looked_at = 0.0

    def begin(self, image: Image.Image) -> None:
        """The picture's memory is there and empty: mark the ends of its rows."""
        if not self._in_rows or not self._writer.is_wanted or image.width < _MARK_PIXELS:
            return
        if image.mode not in (*GREY_MODES, "RGB"):
            return
        from PIL import Image as PillowImage

        pixel_bytes = 3 if image.mode == "RGB" else 1 if image.mode == "L" else 2
        self._row_bytes = _MARK_PIXELS * pixel_bytes
        self._marks = os.urandom(self._row_bytes * image.height)
        marks = PillowImage.frombytes(image.mode, (_MARK_PIXELS, image.height), self._marks)
        image.im.paste(marks.im, (image.width - _MARK_PIXELS, 0, image.width, image.height))

    def look(self, image: Image.Image, share: float) -> None:
        """Tell how far it is, and hand on the rows that have come since."""
        now = time.monotonic()
        if now - self._looked_at < _INTERVAL_SECONDS:
            return
        self._looked_at = now
        if self._marks:
            self._writer.add_from(image, self._rows_here(image))
        self._writer.tell(share * DECODING_SHARE)

    def _rows_here(self, image: Image.Image) -> int:
        """Rows that are decoded, counted in steps."""
        step, left = self._writer.step, image.width - _MARK_PIXELS
        row = self._writer.rows_done * step
        while row + step <= image.height:
            last = row + step - 1
            end = _wrapped(image.im.crop((left, last, image.width, last + 1))).tobytes()
            start = last * self._row_bytes
            if end == self._marks[start : start + self._row_bytes]:
                break
            row += step
        return row


def _thinned(
    image: Image.Image, size: tuple[int, int], box: tuple[int, int, int, int]
) -> Image.Image:
    """Every n-th pixel of a part of a picture, which need not be decoded to its end."""
    return _wrapped(image.im.resize(size, 0, box))


def _wrapped(core: Any) -> Image.Image:
    # Image's own crop and resize would ask for the rest of a picture that is being loaded.
    from PIL import Image as PillowImage

    return PillowImage.Image()._new(core)
