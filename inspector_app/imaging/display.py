"""From stored values to grey on the screen: one table of 65,536 entries, looked up per pixel."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector_app.domain.scan import Energy
from inspector_app.imaging.readout import air_of, estimate_air, percentile_of, value_counts
from inspector_app.imaging.view_pixels import Pixels, ViewPixels

Grey = NDArray[np.uint8]

TABLE_SIZE = 65_536

LEAST_GAMMA, MOST_GAMMA = 0.2, 5.0

_VALUES = np.arange(TABLE_SIZE, dtype=np.float64)
_LOG_FLOOR = 1 / 1000
_AIR_SHARE = 0.95
_BLACK_SHARE = 0.01
_OBJECT_SHARE = 0.002
_DARK_ZONE_SHARE = 0.12


class Curve(StrEnum):
    """How grey grows between the two ends of the window.

    LINEAR follows transmission, LOG follows attenuation (equal steps of thickness are equal steps
    of grey), SQUARE_ROOT lies between and makes the noise look equal everywhere.
    """

    LINEAR = "linear"
    LOG = "log"
    SQUARE_ROOT = "square-root"


@dataclass(frozen=True, slots=True)
class Window:
    """Which stored values are spread over black to white.

    Attributes:
        level: the value in the middle.
        width: from black to white, at least 1.
        invert: dense is bright instead of dark.
        gamma: the share after the curve to the power of 1 / gamma: above 1 lifts what is dark.
    """

    level: float
    width: float
    invert: bool = False
    curve: Curve = Curve.LINEAR
    gamma: float = 1.0

    def __post_init__(self) -> None:
        if not (math.isfinite(self.level) and math.isfinite(self.width) and self.width >= 1):
            raise ValueError("a window has a finite level and a width of at least 1")
        if not LEAST_GAMMA <= self.gamma <= MOST_GAMMA:
            raise ValueError(f"gamma lies between {LEAST_GAMMA} and {MOST_GAMMA}")

    @property
    def black(self) -> float:
        return self.level - self.width / 2

    @property
    def white(self) -> float:
        return self.level + self.width / 2

    @classmethod
    def between(
        cls,
        black: float,
        white: float,
        *,
        invert: bool = False,
        curve: Curve = Curve.LINEAR,
        gamma: float = 1.0,
    ) -> Window:
        """The window whose ends are these; widened to 1 where they are closer."""
        return cls((black + white) / 2, max(1.0, white - black), invert, curve, gamma)


class Preset(StrEnum):
    """Windows one key away. FULL_RANGE is all the file can hold, CARGO the view's own contents up
    to air, DARK_ZONE the little that comes through dense goods."""

    FULL_RANGE = "full-range"
    CARGO = "cargo"
    DARK_ZONE = "dark-zone"


def window_shares(window: Window) -> NDArray[np.float64]:
    """How far each of the 65,536 values lies from black (0) to white (1) along the window's curve.

    Without inversion: never falling.
    """
    # In place throughout: a fresh half megabyte per step would take longer than the arithmetic.
    if window.curve is Curve.LOG:
        # A logarithm has no zero: below a thousandth of white there is nothing but noise.
        white = max(window.white, 2.0)
        black = min(max(window.black, white * _LOG_FLOOR), white / 2)
        share = np.maximum(_VALUES, black)
        np.divide(share, black, out=share)
        np.log(share, out=share)
        share /= math.log(white / black)
    else:
        share = _VALUES - window.black
        share /= window.width
    np.maximum(share, 0.0, out=share)
    np.minimum(share, 1.0, out=share)
    if window.curve is Curve.SQUARE_ROOT:
        np.sqrt(share, out=share)
    if window.gamma != 1.0:
        np.power(share, 1.0 / window.gamma, out=share)
    return share


def window_table(window: Window) -> Grey:
    """The grey of every possible value: uint8, 65,536 entries. Half steps are rounded up."""
    share = window_shares(window)
    if window.invert:
        np.subtract(1.0, share, out=share)
    share *= 255
    share += 0.5
    # Nothing is below 0, so cutting off is rounding down.
    return share.astype(np.uint8)


def render(pixels: Pixels, table: Grey, out: Grey | None = None) -> Grey:
    """Grey of each pixel.

    Args:
        pixels: uint16, (height_px, width_px); a tile of a larger array will do.
        table: from `window_table`.
        out: uint8 of the same shape to write into, such as rows padded to four bytes.
    """
    if out is None:
        out = np.empty(pixels.shape, np.uint8)
    elif out.shape != pixels.shape or out.dtype != np.uint8:
        raise ValueError("the buffer must be uint8 and of the picture's shape")
    return cast("Grey", cv2.LUT(pixels, table, dst=out))


def auto_window(pixels: Pixels, *, invert: bool = False, curve: Curve = Curve.LINEAR) -> Window:
    """A window for what is in the view: air is white, the darkest thing with detail is black.

    Worked out from about a million pixels. Air and what the beam did not pass at all are left out
    before the 1st percentile is taken, so neither a view that is nearly all air nor one with much
    solid black spoils it. Where nothing is left, black is 0.
    """
    counts = value_counts(pixels)
    air = air_of(counts)
    if air is None:
        return Window.between(0, TABLE_SIZE - 1, invert=invert, curve=curve)
    seen = counts.copy()
    seen[: math.floor(air * _BLACK_SHARE) + 1] = 0
    seen[math.ceil(air * _AIR_SHARE) :] = 0
    black = percentile_of(seen, 1) if seen.sum() > counts.sum() * _OBJECT_SHARE else 0
    return Window.between(black, air, invert=invert, curve=curve)


def preset_window(
    preset: Preset, pixels: Pixels, bits: int, *, invert: bool = False, curve: Curve = Curve.LINEAR
) -> Window:
    """The window of a preset for these pixels.

    Args:
        bits: of the file, from `ViewPixels.bits`.
    """
    full_range = Window.between(0, (1 << bits) - 1, invert=invert, curve=curve)
    if preset is Preset.FULL_RANGE:
        return full_range
    if preset is Preset.CARGO:
        return auto_window(pixels, invert=invert, curve=curve)
    air = estimate_air(pixels)
    if air is None:
        return full_range
    return Window.between(0, air * _DARK_ZONE_SHARE, invert=invert, curve=curve)


def energy_pixels(view: ViewPixels, energy: Energy) -> Pixels:
    """The pixels of one energy of a view. Raises ValueError for a low energy it does not have."""
    if energy is not Energy.LOW:
        return view.high
    if view.low is None:
        raise ValueError("this view has one energy only")
    return view.low


def suggested_curve(pixels: Pixels, bits: int) -> Curve:
    """The curve to open a view with: LOG where the cargo spans more than two decades, else LINEAR.

    Args:
        pixels: uint16, (height_px, width_px).
        bits: of the file, from `ViewPixels.bits`. Below 10 a file holds no two decades.
    """
    counts = value_counts(pixels)
    air = air_of(counts) if bits >= 10 else None
    if air is None:
        return Curve.LINEAR
    counts[: math.floor(air * _LOG_FLOOR) + 1] = 0
    counts[math.ceil(air * _AIR_SHARE) :] = 0
    return Curve.LOG if counts.sum() and percentile_of(counts, 1) < air / 100 else Curve.LINEAR
