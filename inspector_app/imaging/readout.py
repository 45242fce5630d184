"""What lies under the cursor, in numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inspector_app.domain.region import Point
from inspector_app.domain.scan import Geometry
from inspector_app.imaging.view_pixels import Pixels

Counts = NDArray[np.int64]
"""How often each value occurs; shape (65536,)."""

SAMPLE_PIXELS = 1_000_000
"""About as many pixels are looked at where a whole view is summed up."""

_AIR_PERCENTILE = 99.0
_AIR_BAND = 0.9


@dataclass(frozen=True, slots=True)
class Readout:
    """Attributes:
    column, row: the pixel, counted from 0.
    value: as stored in the file.
    transmission: value / air, 0 to about 1; None where there is no estimate of air. An estimate:
        dark current and scatter are not taken out.
    right_mm, down_mm: from the outer corner of the first pixel; None where the scale is not known.
    from_doors_m, above_floor_m: in the container; None where its place is not known.
    """

    column: int
    row: int
    value: int
    transmission: float | None
    right_mm: float | None
    down_mm: float | None
    from_doors_m: float | None
    above_floor_m: float | None


def read_out(
    pixels: Pixels, point: Point, *, air: float | None, geometry: Geometry
) -> Readout | None:
    """What lies at `point` (scan pixels), or None outside the view.

    Args:
        pixels: uint16, (height_px, width_px).
        air: the value of the open beam, from `estimate_air`.
    """
    x_px, y_px = point
    height_px, width_px = pixels.shape
    if not (0 <= x_px < width_px and 0 <= y_px < height_px):
        return None
    column, row = int(x_px), int(y_px)
    value = int(pixels[row, column])
    scale_x, scale_y = geometry.mm_per_px_x, geometry.mm_per_px_y
    return Readout(
        column=column,
        row=row,
        value=value,
        transmission=value / air if air else None,
        right_mm=x_px * scale_x if scale_x is not None else None,
        down_mm=y_px * scale_y if scale_y is not None else None,
        from_doors_m=geometry.metres_from_doors(x_px),
        above_floor_m=geometry.metres_above_floor(y_px),
    )


def distance_mm(first: Point, second: Point, geometry: Geometry) -> float | None:
    """Straight distance of two points in the plane of the picture; None where a scale is not known.

    In a fan beam the true size also depends on the depth at which a thing stands.
    """
    if geometry.mm_per_px_x is None or geometry.mm_per_px_y is None:
        return None
    return math.hypot(
        (second[0] - first[0]) * geometry.mm_per_px_x,
        (second[1] - first[1]) * geometry.mm_per_px_y,
    )


def estimate_air(pixels: Pixels) -> float | None:
    """The value of the open beam: what a pixel reads where nothing is in the way.

    The median of the brightest stretch: all values from nine tenths of the 99th percentile up. So a
    few dead pixels at the top do not matter, and one hundredth of the view in the open is enough. A
    view cropped so tightly that it shows no air gives its brightest goods instead; nothing in the
    pixels tells the two apart. None for a view that is black throughout.
    """
    return air_of(value_counts(pixels))


def air_of(counts: Counts) -> float | None:
    """As `estimate_air`, from the counts of `value_counts`."""
    bright = percentile_of(counts, _AIR_PERCENTILE)
    if bright == 0:
        return None
    brightest = counts.copy()
    brightest[: math.ceil(_AIR_BAND * bright)] = 0
    return float(percentile_of(brightest, 50))


def value_counts(pixels: Pixels) -> Counts:
    """How often each of the 65,536 values occurs among about a million pixels, evenly spread."""
    step = max(1, math.isqrt(pixels.size // SAMPLE_PIXELS))
    # An even step would see only every other detector or pulse, and those may differ in gain.
    step += 1 - step % 2
    return np.bincount(pixels[::step, ::step].ravel(), minlength=65_536)


def percentile_of(counts: Counts, percent: float) -> int:
    """The smallest value that `percent` of the counted pixels do not exceed; 0 for no pixels."""
    running = np.cumsum(counts)
    return int(np.searchsorted(running, max(1, running[-1] * percent / 100))) if running[-1] else 0
