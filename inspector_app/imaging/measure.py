"""Measuring on the values of the file: areas, profiles along a line, statistics of a region.

Nothing here looks at what the screen shows; windows, enhancement and zoom change no result. A pixel
belongs to a region when its centre lies inside the outline.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from inspector_app.domain.region import Mark, Point
from inspector_app.domain.scan import Energy, Geometry
from inspector_app.imaging.readout import Counts, distance_mm
from inspector_app.imaging.view_pixels import Pixels, ViewPixels

FloatArray = NDArray[np.float64]
Mask = NDArray[np.bool_]
Window = tuple[slice, slice]
"""Rows and columns of the part of a view that an outline touches."""

PERCENTILES = (1, 5, 25, 75, 95, 99)
BINS = 64
PROFILE_STEP_PX = 0.5
"""Distance of the samples of a profile: two for each pixel, so that no pixel is stepped over."""

_ROWS_AT_ONCE = 256


def area_px(mark: Mark) -> float:
    """Area of an outline in square pixels: exact for rectangles, ellipses and polygons (shoelace
    formula)."""
    if mark.is_ellipse:
        return math.pi / 4 * mark.box.area
    corners = mark.outline()
    pairs = zip(corners, [*corners[1:], *corners[:1]], strict=True)
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs)) / 2


def area_mm2(mark: Mark, geometry: Geometry) -> float | None:
    """Area of an outline in square millimetres; None where the scale is not known."""
    if geometry.mm_per_px_x is None or geometry.mm_per_px_y is None:
        return None
    return area_px(mark) * geometry.mm_per_px_x * geometry.mm_per_px_y


@dataclass(frozen=True, slots=True)
class LineProfile:
    """Values along a line, evenly spaced from its start to its end.

    Attributes:
        start, end: scan pixels.
        width_px: how wide the band was that each value is the mean of.
        distance_px: from the start, shape (n,).
        distance_mm: the same in millimetres; None where the scale is not known.
        values: by energy, shape (n,), in the units of the file, interpolated between pixels.
        transmission: by energy, value over air; without the energies whose air is not known.
    """

    start: Point
    end: Point
    width_px: int
    distance_px: FloatArray
    distance_mm: FloatArray | None
    values: Mapping[Energy, FloatArray]
    transmission: Mapping[Energy, FloatArray]

    def point_at(self, share: float) -> Point:
        """The scan point at a share (0 to 1) of the line."""
        return (
            self.start[0] + (self.end[0] - self.start[0]) * share,
            self.start[1] + (self.end[1] - self.start[1]) * share,
        )


def line_profile(
    view: ViewPixels,
    start: Point,
    end: Point,
    geometry: Geometry,
    *,
    width_px: int = 1,
    air: Mapping[Energy, float | None] | None = None,
) -> LineProfile:
    """Values of all energies along a line.

    Sampled at most half a pixel apart, linearly between the four nearest pixel centres; beyond the
    outermost centres the edge pixel goes on.

    Args:
        width_px: mean over so many parallel lines, one pixel apart, square to the line as it
            lies in the object.
        air: value of the open beam by energy, for transmission.

    Raises ValueError for a width below 1.
    """
    if width_px < 1:
        raise ValueError("a profile is at least one pixel wide")
    length_px = math.dist(start, end)
    shares = np.linspace(0, 1, max(2, math.ceil(length_px / PROFILE_STEP_PX) + 1))
    xs = start[0] + (end[0] - start[0]) * shares
    ys = start[1] + (end[1] - start[1]) * shares
    across = _across(start, end, geometry)
    offsets = np.arange(width_px) - (width_px - 1) / 2
    values: dict[Energy, FloatArray] = {}
    for energy, pixels in energies(view).items():
        total = np.zeros_like(xs)
        for offset in offsets:
            total += _between_pixels(pixels, xs + across[0] * offset, ys + across[1] * offset)
        values[energy] = total / width_px
    length_mm = distance_mm(start, end, geometry)
    known = {energy: value for energy, value in (air or {}).items() if value}
    return LineProfile(
        start,
        end,
        width_px,
        shares * length_px,
        None if length_mm is None else shares * length_mm,
        MappingProxyType(values),
        MappingProxyType({e: values[e] / level for e, level in known.items() if e in values}),
    )


@dataclass(frozen=True, slots=True)
class Histogram:
    """How often values occur: `counts[i]` of them lie in ``edges[i] <= value < edges[i + 1]``."""

    edges: FloatArray
    counts: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class RegionStatistics:
    """The values of a region in numbers, exact.

    Attributes:
        standard_deviation: of the pixels themselves (divided by their number, not one less).
        percentiles: those of `PERCENTILES`, interpolated between values as numpy does.
        saturated: how many pixels have the largest value the file can hold.
    """

    count: int
    minimum: int
    maximum: int
    mean: float
    standard_deviation: float
    median: float
    percentiles: Mapping[int, float]
    saturated: int
    histogram: Histogram


def energies(view: ViewPixels) -> dict[Energy, Pixels]:
    """The energy images of a view by energy."""
    if view.low is None:
        return {Energy.SINGLE: view.high}
    return {Energy.HIGH: view.high, Energy.LOW: view.low}


def region_mask(mark: Mark, shape: tuple[int, int]) -> tuple[Window, Mask]:
    """The part of a view of this shape (height, width) that an outline touches, and which of its
    pixels lie inside. The mask is empty where there are none."""
    box = mark.box
    rows = _pixels_between(box.y, box.bottom, shape[0])
    columns = _pixels_between(box.x, box.right, shape[1])
    ys = np.arange(rows.start, rows.stop) + 0.5
    xs = np.arange(columns.start, columns.stop) + 0.5
    if mark.is_rectangle:
        inside = np.ones((len(ys), len(xs)), np.bool_)
    elif mark.is_ellipse:
        middle_x, middle_y = box.centre
        across = ((xs - middle_x) / (box.width / 2)) ** 2 if box.width else xs * 0 + 2
        down = ((ys - middle_y) / (box.height / 2)) ** 2 if box.height else ys * 0 + 2
        inside = across[None, :] + down[:, None] <= 1
    else:
        inside = _polygon_mask(mark.points, xs, ys)
    return (rows, columns), inside


def region_counts(pixels: Pixels, window: Window, mask: Mask) -> Counts:
    """How often each of the 65,536 values occurs inside a region."""
    counts = np.zeros(65_536, np.int64)
    part = pixels[window]
    # In slices: counting makes 64-bit copies of the values.
    for first in range(0, part.shape[0], _ROWS_AT_ONCE):
        rows = slice(first, first + _ROWS_AT_ONCE)
        counts += np.bincount(part[rows][mask[rows]], minlength=65_536)
    return counts


def statistics_of(counts: Counts, *, white: int) -> RegionStatistics | None:
    """The statistics of counted values, None for no pixels.

    Args:
        white: the largest value the file can hold.
    """
    count = int(counts.sum())
    if count == 0:
        return None
    values = np.nonzero(counts)[0]
    times = counts[values]
    mean = int((values * times).sum()) / count
    variance = float((times * (values - mean) ** 2).sum()) / count
    running = np.cumsum(times)
    return RegionStatistics(
        count=count,
        minimum=int(values[0]),
        maximum=int(values[-1]),
        mean=mean,
        standard_deviation=math.sqrt(variance),
        median=_percentile(values, running, 50),
        percentiles=MappingProxyType({p: _percentile(values, running, p) for p in PERCENTILES}),
        saturated=int(counts[white]),
        histogram=_histogram(counts, int(values[0]), int(values[-1])),
    )


def region_statistics(pixels: Pixels, mark: Mark, *, white: int) -> RegionStatistics | None:
    """The statistics of the pixels inside an outline, None where there are none."""
    window, mask = region_mask(mark, (pixels.shape[0], pixels.shape[1]))
    return statistics_of(region_counts(pixels, window, mask), white=white)


def _across(start: Point, end: Point, geometry: Geometry) -> Point:
    """One pixel square to the line; square in millimetres where the scale is known."""
    scale_x, scale_y = geometry.mm_per_px_x or 1.0, geometry.mm_per_px_y or 1.0
    if geometry.mm_per_px_x is None or geometry.mm_per_px_y is None:
        scale_x = scale_y = 1.0
    x = -(end[1] - start[1]) * scale_y / scale_x
    y = (end[0] - start[0]) * scale_x / scale_y
    length = math.hypot(x, y)
    return (x / length, y / length) if length > 0 else (0.0, 0.0)


def _between_pixels(pixels: Pixels, xs: FloatArray, ys: FloatArray) -> FloatArray:
    """Bilinear between pixel centres, in double precision (OpenCV's remap rounds to 1/32)."""
    height, width = pixels.shape
    x = np.clip(xs - 0.5, 0, width - 1)
    y = np.clip(ys - 0.5, 0, height - 1)
    left = np.minimum(x.astype(np.intp), max(width - 2, 0))
    top = np.minimum(y.astype(np.intp), max(height - 2, 0))
    right, bottom = np.minimum(left + 1, width - 1), np.minimum(top + 1, height - 1)
    along, down = x - left, y - top
    upper = pixels[top, left] * (1 - along) + pixels[top, right] * along
    lower = pixels[bottom, left] * (1 - along) + pixels[bottom, right] * along
    mixed: FloatArray = upper * (1 - down) + lower * down
    return mixed


def _pixels_between(first: float, last: float, size: int) -> slice:
    """Pixels whose centres lie in ``first <= centre < last``."""
    start = min(max(math.ceil(first - 0.5), 0), size)
    return slice(start, max(start, min(math.ceil(last - 0.5), size)))


def _polygon_mask(points: tuple[Point, ...], xs: FloatArray, ys: FloatArray) -> Mask:
    """Even-odd rule: an edge turns inside to outside for all pixels left of where it crosses their
    row. The turns are counted at the crossing and summed up from the right."""
    turns = np.zeros((len(ys), len(xs) + 1), np.int32)
    if not len(xs) or not len(ys):
        return np.zeros((len(ys), len(xs)), np.bool_)
    for (ax, ay), (bx, by) in zip(points, [*points[1:], points[0]], strict=True):
        crossed = np.nonzero((ay > ys) != (by > ys))[0]
        if crossed.size:
            crossing = (bx - ax) * (ys[crossed] - ay) / (by - ay) + ax
            np.add.at(turns, (crossed, np.searchsorted(xs, crossing)), 1)
    from_right = np.cumsum(turns[:, ::-1], axis=1)[:, ::-1]
    inside: Mask = from_right[:, 1:] % 2 == 1
    return inside


def _percentile(values: NDArray[np.intp], running: NDArray[np.int64], percent: float) -> float:
    """Linear between the two nearest ranks, as numpy's default."""
    rank = percent / 100 * (int(running[-1]) - 1)
    low, high = (
        int(values[np.searchsorted(running, at, side="right")])
        for at in (math.floor(rank), math.ceil(rank))
    )
    return low + (high - low) * (rank - math.floor(rank))


def _histogram(counts: Counts, minimum: int, maximum: int) -> Histogram:
    # Whole numbers of values in each bin: a bin with one value more than its neighbour would stand
    # out like a peak.
    step = max(1, math.ceil((maximum + 1 - minimum) / BINS))
    bins = math.ceil((maximum + 1 - minimum) / step)
    padded = np.zeros(bins * step, np.int64)
    padded[: maximum + 1 - minimum] = counts[minimum : maximum + 1]
    edges = minimum + step * np.arange(bins + 1, dtype=np.float64)
    return Histogram(edges, padded.reshape(bins, step).sum(axis=1))
