"""Scan pixels to screen pixels, before any grey is chosen. Pure numpy and OpenCV.

A piece of the screen is sampled once when the camera moves and kept as uint16; a change of window
then only looks every screen pixel up in a table. Windowing after sampling is also the honest order:
what is averaged are the scanner's values, not greys.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np

from inspector_app.imaging.view_pixels import Pixels

NEAREST_FROM = 2.0
"""From 200 % on, scan pixels are drawn as crisp blocks."""

_BLOCK_PX = 256
_LANES = 64


@dataclass(frozen=True, slots=True)
class Grid:
    """Screen pixels laid over the scan, the scan's corner at screen pixel (0, 0).

    Attributes:
        scale_x, scale_y: screen pixels per scan pixel.
    """

    scale_x: float
    scale_y: float

    def size_of(self, width_px: int, height_px: int) -> tuple[int, int]:
        """Screen pixels that a scan of this size takes, at least one each way."""
        return (
            max(1, math.ceil(width_px * self.scale_x - 1e-6)),
            max(1, math.ceil(height_px * self.scale_y - 1e-6)),
        )

    @property
    def shrink(self) -> float:
        """Scan pixels per screen pixel, along the axis that has fewer."""
        return 1.0 / max(self.scale_x, self.scale_y)


def sample(
    level: Pixels,
    factor: int,
    grid: Grid,
    area: tuple[int, int, int, int],
    *,
    minimum: bool,
) -> Pixels:
    """The values for a rectangle of screen pixels.

    Args:
        level: shape (rows, columns): the scan, every pixel standing for `factor` x `factor` ones.
        area: left, top, width, height in screen pixels of `grid`, on the scan.
        minimum: where several pixels fall on one screen pixel take the smallest instead of an
            average, so that nothing thin and dense is lost. No pixel of `level` is left out.

    Returns:
        uint16, shape (height, width), rows in one piece each. At 1:1 a part of `level` itself and
        not a copy: a screenful of fresh memory takes longer than reading it.
    """
    steps_x = _Steps(area[0], area[2], 1.0 / (grid.scale_x * factor), level.shape[1])
    steps_y = _Steps(area[1], area[3], 1.0 / (grid.scale_y * factor), level.shape[0])
    if steps_x.is_copy and steps_y.is_copy:
        return level[steps_y.copied, steps_x.copied]
    if minimum and (steps_x.step > 1 or steps_y.step > 1):
        return _smallest(level, steps_x, steps_y)
    if max(steps_x.step, steps_y.step) * NEAREST_FROM <= 1 + 1e-9:
        return _nearest(level, steps_x.nearest(), steps_y.nearest())
    return _smooth(level, steps_x, steps_y)


@dataclass(frozen=True, slots=True)
class _Steps:
    """Screen pixels `first` .. `first + count` along one axis, each `step` pixels of the level."""

    first: int
    count: int
    step: float
    length: int

    @property
    def is_copy(self) -> bool:
        return abs(self.step - 1) < 1e-9 and self.first + self.count <= self.length

    @property
    def copied(self) -> slice:
        return slice(self.first, self.first + self.count)

    def nearest(self) -> np.ndarray:
        """Index under the middle of every screen pixel."""
        middles = (np.arange(self.first, self.first + self.count) + 0.5) * self.step
        return np.minimum(middles.astype(np.intp), self.length - 1)

    def starts(self) -> np.ndarray:
        """Index under the beginning of every screen pixel."""
        edges = np.arange(self.first, self.first + self.count) * self.step
        return np.minimum((edges + 1e-9).astype(np.intp), self.length - 1)

    def block_numbers(self) -> range:
        """The stretches of `_BLOCK_PX` screen pixels that hold these."""
        return range(self.first // _BLOCK_PX, -(-(self.first + self.count) // _BLOCK_PX))

    def widened(self) -> _Steps:
        """Out to whole stretches."""
        numbers = self.block_numbers()
        return _Steps(numbers.start * _BLOCK_PX, len(numbers) * _BLOCK_PX, self.step, self.length)

    def crop(self, unit: int = 1) -> tuple[int, int]:
        """First and last-but-one index needed for smooth sampling, cut at multiples of `unit`."""
        low = math.floor(self.first * self.step) - 2 * unit
        high = math.ceil((self.first + self.count) * self.step) + 4 * unit
        low = max(low // unit * unit, 0)
        return min(low, (self.length - 1) // unit * unit), min(-(-high // unit) * unit, self.length)


def _nearest(level: Pixels, columns: np.ndarray, rows: np.ndarray) -> Pixels:
    # Columns first over the few rows needed, then whole rows: most of the work is row copies.
    top = int(rows[0])
    band = level[top : int(rows[-1]) + 1].take(columns, axis=1)
    return band.take(rows - top, axis=0)


def _smallest(level: Pixels, steps_x: _Steps, steps_y: _Steps) -> Pixels:
    # Every screen pixel takes the smallest of the ceil(step) level pixels from where it begins,
    # and the next begins no further on: so every level pixel counts at least once.
    columns, rows = steps_x.starts(), steps_y.starts()
    reach_x, reach_y = math.ceil(steps_x.step - 1e-9), math.ceil(steps_y.step - 1e-9)
    left, right = int(columns[0]), min(int(columns[-1]) + reach_x, steps_x.length)
    band = level[:, left:right]
    # Rows first: taking whole rows is a copy, and leaves fewer for the columns.
    lowest = band.take(rows, axis=0)
    for ahead in range(1, reach_y):
        following = np.minimum(rows + ahead, steps_y.length - 1)
        np.minimum(lowest, band.take(following, axis=0), out=lowest)
    windows = lowest.copy()
    for ahead in range(1, reach_x):
        np.minimum(windows[:, :-ahead], lowest[:, ahead:], out=windows[:, :-ahead])
    return windows.take(columns - left, axis=1)


def _smooth(level: Pixels, steps_x: _Steps, steps_y: _Steps) -> Pixels:
    # Scan pixels are seldom square: when the level fits one axis, the other may hold several
    # pixels per screen pixel. Whole blocks are averaged first, so that none is stepped over.
    mean_x, mean_y = max(1, int(steps_x.step)), max(1, int(steps_y.step))
    left, right = steps_x.widened().crop(mean_x)
    top, bottom = steps_y.widened().crop(mean_y)
    piece = level[top:bottom, left:right]
    if mean_x > 1 or mean_y > 1:
        piece = _block_mean(piece, mean_x, mean_y)
    elif piece.strides[1] != piece.itemsize:
        piece = np.ascontiguousarray(piece)
    across = [_Block.of(steps_x, n, mean_x, left // mean_x) for n in steps_x.block_numbers()]
    down = [_Block.of(steps_y, n, mean_y, top // mean_y) for n in steps_y.block_numbers()]
    result = np.empty((steps_y.count, steps_x.count), np.uint16)
    for y in down:
        for x in across:
            result[y.to, x.to] = _warp(piece, x, y)[y.used, x.used]
    return result


@dataclass(frozen=True, slots=True)
class _Block:
    """A stretch of screen pixels that begins at a multiple of `_BLOCK_PX`, along one axis.

    OpenCV works out sample positions in 32-bit floats from the first pixel it is asked for. Always
    asked for the same stretches, it gives the same values whatever part of the scan is on screen.

    Attributes:
        source: what of the piece the whole stretch is sampled from.
        step, shift: screen pixel to pixel of `source`.
        used, to: which pixels of the stretch are wanted, and where in the answer they belong.
    """

    source: slice
    step: float
    shift: float
    used: slice
    to: slice

    @classmethod
    def of(cls, steps: _Steps, number: int, mean: int, piece_start: int) -> _Block:
        step = steps.step / mean
        begins = number * _BLOCK_PX
        # Pixel middles lie at half numbers: (i + 0.5) * step - 0.5 is the index under a middle.
        first = (begins + 0.5) * step - 0.5
        low = max(math.floor(first) - 1, 0)
        high = math.ceil(first + _BLOCK_PX * step) + 2
        from_px = max(steps.first, begins)
        to_px = min(steps.first + steps.count, begins + _BLOCK_PX)
        return cls(
            slice(max(low - piece_start, 0), high - piece_start),
            step,
            first - max(low, piece_start),
            slice(from_px - begins, to_px - begins),
            slice(from_px - steps.first, to_px - steps.first),
        )


def _warp(piece: Pixels, x: _Block, y: _Block) -> Pixels:
    # Rows are worked out one by one, columns a vector at a time: the last vector has to be full.
    width = min(-(-x.used.stop // _LANES) * _LANES, _BLOCK_PX)
    answer = cv2.warpAffine(
        piece[y.source, x.source],
        np.array([[x.step, 0.0, x.shift], [0.0, y.step, y.shift]]),
        (width, y.used.stop),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return cast("Pixels", answer)


def sample_quickly(
    level: Pixels, factor: int, grid: Grid, area: tuple[int, int, int, int]
) -> Pixels:
    """As `sample`, but simply the pixel under the middle of each screen pixel: for the moment while
    the hand moves. Takes a quarter of the time, may step over pixels."""
    steps_x = _Steps(area[0], area[2], 1.0 / (grid.scale_x * factor), level.shape[1])
    steps_y = _Steps(area[1], area[3], 1.0 / (grid.scale_y * factor), level.shape[0])
    left, right = steps_x.crop()
    top, bottom = steps_y.crop()
    piece = level[top:bottom, left:right]
    if piece.strides[1] != piece.itemsize:
        piece = np.ascontiguousarray(piece)
    shift_x = (steps_x.first + 0.5) * steps_x.step - 0.5 - left
    shift_y = (steps_y.first + 0.5) * steps_y.step - 0.5 - top
    answer = cv2.warpAffine(
        piece,
        np.array([[steps_x.step, 0.0, shift_x], [0.0, steps_y.step, shift_y]]),
        (steps_x.count, steps_y.count),
        flags=cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return cast("Pixels", answer)


def _block_mean(piece: Pixels, block_x: int, block_y: int) -> Pixels:
    rows, columns = piece.shape
    pad_y, pad_x = -rows % block_y, -columns % block_x
    if pad_x or pad_y:
        padded = cv2.copyMakeBorder(piece, 0, pad_y, 0, pad_x, cv2.BORDER_REPLICATE)
        piece = cast("Pixels", padded)
    size = (piece.shape[1] // block_x, piece.shape[0] // block_y)
    return cv2.resize(piece, size, interpolation=cv2.INTER_AREA).astype(np.uint16, copy=False)
