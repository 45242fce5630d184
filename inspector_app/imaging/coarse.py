"""A rough picture of a scan that is still being decoded.

While the decoding child works it appends every so-many-th pixel to a small file. This module says
how that file is laid out and reads it as it grows; `decode_coarse` is the child's side.

Layout: unsigned 16-bit numbers in the machine's byte order. First how many thousandths of the work
are done, then the rough rows from the top, as many as there are so far. The reader takes the file's
length for the number of rows and believes nothing else, so a hostile picture can at most look wrong
for a moment.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from inspector_app.imaging.decode_coarse import coarse_size
from inspector_app.imaging.scan_limits import WHOLE_SHARE
from inspector_app.imaging.view_pixels import Pixels


class ReadingStopped(Exception):
    """Reading was given up because nobody wants the picture any more. It reaches nobody."""


@dataclass(frozen=True, slots=True)
class CoarsePixels:
    """Every `step`-th pixel of the rows decoded so far.

    Attributes:
        values: uint16, (rows so far, width_px // step), read-only. Row r, column c stand for the
            `step` x `step` pixels from row r * step, column c * step on.
        step: pixels of the scan per rough pixel, each way.
        width_px, height_px: size of the whole scan.
        share: of the work done, 0 to 1; both energies count.
    """

    values: Pixels
    step: int
    width_px: int
    height_px: int
    share: float

    @property
    def rows_px(self) -> int:
        """Rows of the scan that can be seen so far."""
        return int(self.values.shape[0]) * self.step


def read_coarse(path: Path, width_px: int, height_px: int) -> tuple[Pixels, float] | None:
    """What the child has put into `path` so far: rows and share of the work; None before that.

    The rows are uint16 of shape (rows so far, columns), read-only.
    """
    columns, rows = coarse_size(width_px, height_px)
    try:
        with path.open("rb") as stream:
            numbers = np.fromfile(stream, np.uint16, count=1 + columns * rows)
    except OSError:
        # Windows may refuse while the other side writes; the next look will do.
        return None
    if not numbers.size:
        return None
    here = (numbers.size - 1) // columns if columns else 0
    values = numbers[1 : 1 + here * columns].reshape(here, columns)
    values.flags.writeable = False
    return values, min(int(numbers[0]), WHOLE_SHARE) / WHOLE_SHARE
