"""Solids in three dimensions, and how long each ray of a view runs inside them.

Every solid is convex: a turned box, cut by planes or rounded by an elliptic curve where it has
them. What is hollow is a solid less a smaller one. Coordinates in millimetres: x along the belt, y
across it from the near wall, z upwards.

Only additions, multiplications, divisions and square roots are used, each a call of its own, so
that path lengths come out the same on every machine (see `exact_math`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from inspector_app.simulator import exact_math
from inspector_app.simulator.canvas import FloatMap, Recipe

Vector = tuple[float, float, float]
Plane = tuple[float, float, float, float]
"""A cut: of points p only those with ``n . p <= c`` are kept, as (nx, ny, nz, c)."""

_SUB = 2
_FLAT = 1e-5
_UNIT: tuple[Vector, Vector, Vector] = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


@dataclass(frozen=True, slots=True)
class Frame:
    """Where something lies: turned by `axes` (rows of a rotation), then moved by `shift`."""

    axes: tuple[Vector, Vector, Vector] = _UNIT
    shift: Vector = (0.0, 0.0, 0.0)

    def point(self, p: Vector) -> Vector:
        """A point of the thing's own coordinates in the outer ones."""
        x, y, z = (_dot(row, p) + shift for row, shift in zip(self.axes, self.shift, strict=True))
        return x, y, z

    def within(self, outer: Frame) -> Frame:
        """The same where all of it is turned and moved by `outer`."""
        columns = tuple(zip(*self.axes, strict=True))
        rows = tuple(tuple(_dot(row, column) for column in columns) for row in outer.axes)
        return Frame(rows, outer.point(self.shift))  # type: ignore[arg-type]


def turned(axis: int, degrees: float, shift: Vector = (0.0, 0.0, 0.0)) -> Frame:
    """Turned about an axis (0 for x, 1 for y, 2 for z) counter-clockwise, then moved."""
    radians = degrees * (np.pi / 180)
    s, c = float(exact_math.sin(radians)), float(exact_math.cos(radians))
    a, b = ((1, 2), (2, 0), (0, 1))[axis]
    rows = [[1.0 if i == j else 0.0 for j in range(3)] for i in range(3)]
    rows[a][a], rows[a][b], rows[b][a], rows[b][b] = c, -s, s, c
    return Frame(tuple(tuple(row) for row in rows), shift)  # type: ignore[arg-type]


def _dot(one: Sequence[float], other: Sequence[float]) -> float:
    return one[0] * other[0] + one[1] * other[1] + one[2] * other[2]


@dataclass(frozen=True, slots=True)
class Solid:
    """A convex piece of one stuff.

    Attributes:
        recipe: materials, g/cm3; negative for a hollow in another solid.
        half: half extents of its box, mm.
        frame: where it lies.
        curve: half axes of the ellipse that rounds it; 0 along an axis that is not rounded.
        planes: further cuts, in its own coordinates.
    """

    recipe: Recipe
    half: Vector
    frame: Frame = Frame()
    curve: Vector | None = None
    planes: tuple[Plane, ...] = ()

    def moved(self, outer: Frame) -> Solid:
        """The same, turned and moved."""
        return replace(self, frame=self.frame.within(outer))

    def hollow(self, wall_mm: float) -> Solid:
        """What is to be taken out of it, so that walls of this thickness are left."""
        x, y, z = (max(one - wall_mm, 0.1) for one in self.half)
        curve = self.curve
        if curve is not None:
            a, b, c = (max(one - wall_mm, 0.1) if one > 0 else 0.0 for one in curve)
            curve = (a, b, c)
        planes = tuple((nx, ny, nz, c - wall_mm) for nx, ny, nz, c in self.planes)
        empty = {name: -density for name, density in self.recipe.items()}
        return replace(self, recipe=empty, half=(x, y, z), curve=curve, planes=planes)

    def filled(self, recipe: Recipe) -> Solid:
        """The same of another stuff."""
        return replace(self, recipe=recipe)

    def corners(self) -> list[Vector]:
        """Corners of its box."""
        x, y, z = self.half
        signs = [(a, b, c) for a in (-1, 1) for b in (-1, 1) for c in (-1, 1)]
        return [self.frame.point((a * x, b * y, c * z)) for a, b, c in signs]


def reach(solids: Iterable[Solid]) -> tuple[Vector, Vector]:
    """Lowest and highest coordinates of some solids."""
    points = [corner for solid in solids for corner in solid.corners()]
    low = tuple(min(point[i] for point in points) for i in range(3))
    high = tuple(max(point[i] for point in points) for i in range(3))
    return low, high  # type: ignore[return-value]


@dataclass(slots=True)
class FanView:
    """One view of a line scanner: rows are detectors, columns are pulses along the belt.

    Attributes:
        name: as in the profile.
        across, depth: coordinates (1 for y, 2 for z) along the rows and along the beam.
        height_px, width_px: size of the picture.
        mm_x, mm_y: pitch along the belt, and across it in the plane where the depth is 0.
        top_mm: coordinate of the first row's upper edge in that plane.
        source_mm: coordinate of the source along the rows.
        distance_mm: from the source to that plane.
        maps: material to areal density, g/cm2, (height_px, width_px).
    """

    name: str
    across: int
    depth: int
    height_px: int
    width_px: int
    mm_x: float
    mm_y: float
    top_mm: float
    source_mm: float
    distance_mm: float
    maps: dict[str, FloatMap] = field(default_factory=dict)

    def row_of(self, point: Vector) -> float:
        """Row at which a point appears."""
        scale = self.distance_mm / (self.distance_mm + point[self.depth])
        h = self.source_mm + (point[self.across] - self.source_mm) * scale
        return (self.top_mm - h) / self.mm_y

    def box_of(self, solids: Iterable[Solid]) -> tuple[float, float, float, float]:
        """Left, top, right and bottom edge of some solids in the picture, px."""
        points = [corner for solid in solids for corner in solid.corners()]
        rows = [self.row_of(point) for point in points]
        xs = [point[0] / self.mm_x for point in points]
        return min(xs), min(rows), max(xs), max(rows)

    def blank(self) -> FloatMap:
        """A map of zeros."""
        return np.zeros((self.height_px, self.width_px), np.float32)

    def path_cm(self, solid: Solid) -> tuple[int, int, FloatMap]:
        """First row and column of its window, and the path inside the solid there, cm."""
        left, top, right, bottom = self.box_of([solid])
        first_row, last_row = max(int(top) - 1, 0), min(int(bottom) + 2, self.height_px)
        first, last = max(int(left) - 1, 0), min(int(right) + 2, self.width_px)
        if last_row <= first_row or last <= first:
            return 0, 0, np.zeros((0, 0), np.float32)
        rows = first_row + (np.arange((last_row - first_row) * _SUB) + 0.5) / _SUB
        columns = first + (np.arange((last - first) * _SUB) + 0.5) / _SUB
        slope = ((self.top_mm - self.source_mm) - rows * self.mm_y) / self.distance_mm
        path = _lengths(solid, self, columns * self.mm_x, slope)
        path *= (np.sqrt(1 + slope * slope) / 10).astype(np.float32)[:, None]
        mean = path[0::2, 0::2] + path[0::2, 1::2]
        mean += path[1::2, 0::2]
        mean += path[1::2, 1::2]
        mean *= np.float32(0.25)
        return first_row, first, mean

    def add(self, solid: Solid, occupied_cm: FloatMap | None = None) -> float:
        """Add a solid to the maps; returns its mass in kg, by the part that is in the picture.

        Args:
            occupied_cm: where the path in it is added up as well, (height_px, width_px); what is
                hollow is taken off.
        """
        row, column, path = self.path_cm(solid)
        if occupied_cm is not None:
            room = occupied_cm[row : row + len(path), column : column + path.shape[1]]
            room += path if sum(solid.recipe.values()) > 0 else -path
        for material, density in solid.recipe.items():
            if material not in self.maps:
                self.maps[material] = self.blank()
            window = self.maps[material][row : row + len(path), column : column + path.shape[1]]
            window += path * np.float32(density)
        return self.volume_cm3(solid, row, path) * sum(solid.recipe.values()) / 1000

    def volume_cm3(self, solid: Solid, row: int, path_cm: FloatMap) -> float:
        """Volume of a solid by its paths."""
        rows = row + np.arange(len(path_cm)) + 0.5
        slope = ((self.top_mm - self.source_mm) - rows * self.mm_y) / self.distance_mm
        per_row = np.cumsum(path_cm, axis=1, dtype=np.float64)[:, -1:].reshape(-1)
        upright = np.cumsum(per_row / np.sqrt(1 + slope * slope))
        scale = (self.distance_mm + solid.frame.shift[self.depth]) / self.distance_mm
        total = float(upright[-1]) if len(upright) else 0.0
        return total * self.mm_x * self.mm_y * scale / 100


def _lengths(
    solid: Solid, view: FanView, x_mm: NDArray[np.float64], slope: NDArray[np.float64]
) -> FloatMap:
    """How far each ray runs inside, measured along the view's depth, mm; (rows, columns).

    The ray of a row is at ``source + slope (distance + depth)``; it is followed from the solid's
    own depth, in the solid's own coordinates, where its direction depends on the row only.
    """
    axes, at = solid.frame.axes, solid.frame.shift
    reached = view.source_mm + slope * (view.distance_mm + at[view.depth]) - at[view.across]
    ways: list[FloatMap] = []
    starts: list[FloatMap] = []
    for j in range(3):
        way = axes[view.across][j] * slope + axes[view.depth][j]
        way = np.where(np.abs(way) < _FLAT, _FLAT, way)
        ways.append(way.astype(np.float32)[:, None])
        from_rows = (axes[view.across][j] * reached).astype(np.float32)[:, None]
        starts.append(from_rows + (axes[0][j] * (x_mm - at[0])).astype(np.float32)[None, :])
    enter, leave = _in_slab(starts[0], ways[0], solid.half[0])
    for j in (1, 2):
        low, high = _in_slab(starts[j], ways[j], solid.half[j])
        np.maximum(enter, low, out=enter)
        np.minimum(leave, high, out=leave)
    for plane in solid.planes:
        _cut(enter, leave, starts, ways, plane)
    if solid.curve is not None:
        _round(enter, leave, starts, ways, solid.curve)
    np.subtract(leave, enter, out=leave)
    np.maximum(leave, 0, out=leave)
    return leave


def _in_slab(start: FloatMap, way: FloatMap, half: float) -> tuple[FloatMap, FloatMap]:
    per_way = np.float32(1) / way
    middle = start * per_way
    np.negative(middle, out=middle)
    reach_of = np.abs(per_way) * np.float32(half)
    return middle - reach_of, middle + reach_of


def _cut(
    enter: FloatMap,
    leave: FloatMap,
    starts: Sequence[FloatMap],
    ways: Sequence[FloatMap],
    plane: Plane,
) -> None:
    normal = [np.float32(one) for one in plane[:3]]
    way = (normal[0] * ways[0] + normal[1] * ways[1]) + normal[2] * ways[2]
    way = np.where(np.abs(way) < _FLAT, np.float32(_FLAT), way)
    left = starts[0] * -normal[0]
    left -= starts[1] * normal[1]
    left -= starts[2] * normal[2]
    left += np.float32(plane[3])
    left /= way
    np.minimum(leave, np.where(way > 0, left, np.float32(np.inf)), out=leave)
    np.maximum(enter, np.where(way > 0, np.float32(-np.inf), left), out=enter)


def _round(
    enter: FloatMap,
    leave: FloatMap,
    starts: Sequence[FloatMap],
    ways: Sequence[FloatMap],
    curve: Vector,
) -> None:
    a, b, c = np.zeros_like(ways[0]), np.zeros_like(enter), np.full_like(enter, -1)
    for start, way, radius in zip(starts, ways, curve, strict=True):
        if radius <= 0:
            continue
        per = np.float32(1 / radius)
        scaled, along = start * per, way * per
        a += along * along
        b += scaled * along
        c += scaled * scaled
    c *= a
    root = b * b
    root -= c
    missed = root < 0
    np.sqrt(np.maximum(root, 0), out=root)
    np.maximum(enter, (-b - root) / a, out=enter)
    np.minimum(leave, (root - b) / a, out=leave)
    leave[missed] = enter[missed]
