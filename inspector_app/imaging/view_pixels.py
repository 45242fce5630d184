"""The pixels of one view, as they came from the scanner."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint16]

Area = tuple[int, int, int, int]
"""Left, top, width and height, in screen pixels laid over the scan from its corner on."""


@dataclass(frozen=True, slots=True)
class ViewPixels:
    """One view at one or two energies.

    Attributes:
        high: shape (height_px, width_px), uint16, values exactly as stored in the file. The only
            energy of a single-energy scan is here too.
        low: same shape, or None for a single-energy scan.
        bits: bits stored per pixel in the file, 8 to 16; values lie in 0 .. 2**bits - 1.

    Arrays are read-only. Large values are bright: much of the beam came through.
    """

    high: Pixels
    low: Pixels | None
    bits: int

    def __post_init__(self) -> None:
        if self.high.ndim != 2 or self.high.dtype != np.uint16:
            raise ValueError("an energy image is a 2-D uint16 array")
        low = self.low
        if low is not None and (low.shape != self.high.shape or low.dtype != np.uint16):
            raise ValueError("both energies of a view have the same shape and type")
        if not 8 <= self.bits <= 16:
            raise ValueError("8 to 16 bits are stored per pixel")

    @property
    def width_px(self) -> int:
        return int(self.high.shape[1])

    @property
    def height_px(self) -> int:
        return int(self.high.shape[0])

    @property
    def white(self) -> int:
        """The largest value the file can hold."""
        return (1 << self.bits) - 1
