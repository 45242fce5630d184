"""Areal-density maps and the shapes drawn into them, seen by a fan beam from one side.

Coordinates in millimetres: x along the vehicle from the left edge, z above the container's
underside, d in depth from the near wall. The source stands at height `source_z_mm`,
`source_distance_mm` before the near wall. Columns are pulses (parallel along x); rows fan out, so
what lies deeper appears smaller towards the source's height. A ray that passes the near wall at
height h above the source is at height
``z(d) = source_z + h (D + d) / D``. Path lengths follow from that, exactly for boxes and pipes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector_app.simulator import exact_math
from inspector_app.simulator.exact_images import resize_cubic, resize_linear

FloatMap = NDArray[np.float32]
Material = str
Recipe = dict[Material, float]
"""Materials with their share of an item, as g/cm3 of the item's volume."""

HOLD_DEPTH_MM = 2350.0
WALL_TO_WALL_MM = 2438.0
_SUBROWS = 3


@dataclass(frozen=True, slots=True)
class Noted:
    """Where a part of the carrier lies that something could be hidden in, mm."""

    name: str
    x: tuple[float, float]
    z: tuple[float, float]


@dataclass(slots=True)
class Canvas:
    """Areal density (g/cm2) per layer and material, each of shape (height_px, width_px)."""

    height_px: int
    width_px: int
    mm_x: float
    mm_y: float
    top_z_mm: float
    source_z_mm: float
    source_distance_mm: float
    layer: str = "structure"
    maps: dict[str, dict[Material, FloatMap]] = field(default_factory=dict)
    mass_kg: dict[str, float] = field(default_factory=dict)
    noted: list[Noted] = field(default_factory=list)
    _heights: FloatMap | None = field(default=None, init=False, repr=False, compare=False)

    # -- geometry ------------------------------------------------------------------------------

    def magnification(self, d_mm: float) -> float:
        """Size on the image of something at depth d, relative to the near wall."""
        return self.source_distance_mm / (self.source_distance_mm + d_mm)

    def row_of(self, z_mm: float, d_mm: float = 0.0) -> float:
        """Row at which height z at depth d appears."""
        height = (z_mm - self.source_z_mm) * self.magnification(d_mm)
        return (self.top_z_mm - self.source_z_mm - height) / self.mm_y

    def _ray_heights(self) -> FloatMap:
        """Height over the source at the near wall for each sub-row, shape (H * subrows,)."""
        if self._heights is None:
            rows = (np.arange(self.height_px * _SUBROWS, dtype=np.float32) + 0.5) / _SUBROWS
            whole = (self.top_z_mm - self.source_z_mm - rows * self.mm_y).astype(np.float32)
            self._heights = np.where(np.abs(whole) < 0.5, np.float32(0.5), whole)
            self._heights.flags.writeable = False
        return self._heights

    def _mean_rows(self, values: FloatMap) -> FloatMap:
        mean: FloatMap = values.reshape(-1, _SUBROWS).mean(axis=1)
        return mean

    def row_profile_cm(self, z0: float, z1: float, d0: float, d1: float) -> FloatMap:
        """Path length in cm of each row's ray inside a box, shape (height_px,)."""
        profile = np.zeros(self.height_px, np.float32)
        edges = [self.row_of(z, d) for z in (z0, z1) for d in (d0, d1)]
        # One row more on each side, and none where a box lies outside the picture or inside out.
        top, bottom = max(int(min(edges)) - 2, 0), min(int(max(edges)) + 3, self.height_px)
        if bottom <= top:
            return profile
        h = self._ray_heights()[top * _SUBROWS : bottom * _SUBROWS]
        distance = self.source_distance_mm
        at_z0 = distance * ((z0 - self.source_z_mm) / h - 1)
        at_z1 = distance * ((z1 - self.source_z_mm) / h - 1)
        enter = np.maximum(np.minimum(at_z0, at_z1), d0)
        leave = np.minimum(np.maximum(at_z0, at_z1), d1)
        path = np.maximum(leave - enter, 0) * np.sqrt(1 + (h / distance) ** 2) / 10
        profile[top:bottom] = self._mean_rows(path.astype(np.float32))
        return profile

    def sloping_path_cm(
        self, z0: NDArray[np.float64], z1: NDArray[np.float64], d: tuple[float, float]
    ) -> tuple[int, FloatMap]:
        """Path in cm between heights that differ by column, (n,); first row and (rows, n)."""
        edges = [self.row_of(float(z), depth) for z in (z0.min(), z1.max()) for depth in d]
        top = max(int(min(edges)) - 1, 0)
        bottom = min(int(max(edges)) + 2, self.height_px)
        if bottom <= top:
            return 0, np.zeros((0, len(z0)), np.float32)
        h = self._ray_heights()[top * _SUBROWS : bottom * _SUBROWS, None]
        distance = np.float32(self.source_distance_mm)
        per_height = distance / h
        at_z0 = (z0 - self.source_z_mm).astype(np.float32) * per_height - distance
        at_z1 = (z1 - self.source_z_mm).astype(np.float32) * per_height - distance
        path: FloatMap = np.minimum(np.maximum(at_z0, at_z1), np.float32(d[1]))
        path -= np.maximum(np.minimum(at_z0, at_z1), np.float32(d[0]))
        np.maximum(path, 0, out=path)
        path *= np.sqrt(1 + (h / distance) ** 2) / 10
        parts = path.reshape(bottom - top, _SUBROWS, -1)
        mean: FloatMap = (parts[:, 0] + parts[:, 1] + parts[:, 2]) / np.float32(_SUBROWS)
        return top, mean

    def column_cover(self, x0: float, x1: float) -> tuple[int, FloatMap]:
        """First column and the share of each column from there that [x0, x1] covers."""
        left, right = x0 / self.mm_x, x1 / self.mm_x
        first, last = max(int(np.floor(left)), 0), min(int(np.ceil(right)), self.width_px)
        if last <= first:
            return 0, np.zeros(0, np.float32)
        columns = np.arange(first, last, dtype=np.float32)
        cover = np.minimum(columns + 1, right) - np.maximum(columns, left)
        return first, np.clip(cover, 0, 1).astype(np.float32)

    # -- adding --------------------------------------------------------------------------------

    def add(self, recipe: Recipe, row: int, column: int, path_cm: FloatMap) -> None:
        """Add path lengths at (row, column), clipped to the canvas."""
        top, left = max(row, 0), max(column, 0)
        bottom = min(row + path_cm.shape[0], self.height_px)
        right = min(column + path_cm.shape[1], self.width_px)
        if bottom <= top or right <= left:
            return
        part = path_cm[top - row : bottom - row, left - column : right - column]
        materials = self.maps.setdefault(self.layer, {})
        for material, density in recipe.items():
            if material not in materials:
                materials[material] = np.zeros((self.height_px, self.width_px), np.float32)
            materials[material][top:bottom, left:right] += part * np.float32(density)

    def note(self, name: str, x: tuple[float, float], z: tuple[float, float]) -> None:
        """Remember where a part lies: "tyre", "spare-wheel", "fuel-tank", "cooling-unit"."""
        self.noted.append(Noted(name, x, z))

    def weigh(self, recipe: Recipe, volume_mm3: float) -> None:
        """Count mass in the current layer."""
        mass = sum(recipe.values()) * volume_mm3 * 1e-6
        self.mass_kg[self.layer] = self.mass_kg.get(self.layer, 0.0) + mass

    def _add_rows(self, recipe: Recipe, profile: FloatMap, column: int, cover: FloatMap) -> None:
        rows = np.flatnonzero(profile)
        if len(rows) and len(cover):
            first, last = int(rows[0]), int(rows[-1]) + 1
            self.add(recipe, first, column, np.outer(profile[first:last], cover))

    # -- shapes --------------------------------------------------------------------------------

    def box(
        self,
        recipe: Recipe,
        x: tuple[float, float],
        z: tuple[float, float],
        d: tuple[float, float],
        texture: FloatMap | None = None,
    ) -> None:
        """An upright box; `texture` (any shape, mean 1) is stretched over it."""
        column, cover = self.column_cover(*x)
        profile = self.row_profile_cm(*z, *d)
        self.weigh(recipe, max((x[1] - x[0]) * (z[1] - z[0]) * (d[1] - d[0]), 0))
        rows = np.flatnonzero(profile)
        if not len(rows) or not len(cover):
            return
        first, last = int(rows[0]), int(rows[-1]) + 1
        path = np.outer(profile[first:last], cover)
        if texture is not None:
            path = path * resize_linear(texture, path.shape[1], path.shape[0])
        self.add(recipe, first, column, path)

    def strips(
        self,
        recipe: Recipe,
        parts: Sequence[tuple[float, float, float]],
        z: tuple[float, float],
        d: tuple[float, float],
    ) -> None:
        """Upright boxes of one height and depth drawn at once, each (x0, x1, share of density)."""
        along = np.zeros(self.width_px, np.float32)
        for x0, x1, share in parts:
            column, cover = self.column_cover(x0, x1)
            along[column : column + len(cover)] += cover * np.float32(share)
            self.weigh(recipe, (x1 - x0) * (z[1] - z[0]) * (d[1] - d[0]) * share)
        seen = np.flatnonzero(along)
        if len(seen):
            first = int(seen[0])
            profile = self.row_profile_cm(*z, *d)
            self._add_rows(recipe, profile, first, along[first : int(seen[-1]) + 1])

    def shell(
        self,
        recipe: Recipe,
        x: tuple[float, float],
        z: tuple[float, float],
        d: tuple[float, float],
        wall_mm: float,
    ) -> None:
        """A hollow box with walls of `wall_mm`."""
        inside = (x[0] + wall_mm, x[1] - wall_mm)
        self.box(recipe, (x[0], inside[0]), z, d)
        self.box(recipe, (inside[1], x[1]), z, d)
        self.box(recipe, inside, (z[0], z[0] + wall_mm), d)
        self.box(recipe, inside, (z[1] - wall_mm, z[1]), d)
        z_inside = (z[0] + wall_mm, z[1] - wall_mm)
        self.box(recipe, inside, z_inside, (d[0], d[0] + wall_mm))
        self.box(recipe, inside, z_inside, (d[1] - wall_mm, d[1]))

    def pipe(
        self,
        recipe: Recipe,
        x: tuple[float, float],
        centre: tuple[float, float],
        radius_mm: float,
        wall_mm: float | None = None,
    ) -> None:
        """A cylinder along x with its axis at (z, d) = `centre`; hollow if `wall_mm` is given."""
        h = self._ray_heights() / self.source_distance_mm
        z, d = centre[0] - self.source_z_mm, centre[1] + self.source_distance_mm
        off_squared = (z - h * d) ** 2 / (1 + h**2)
        path = 2 * np.sqrt(np.maximum(radius_mm**2 - off_squared, 0))
        area = radius_mm**2
        if wall_mm is not None and wall_mm < radius_mm:
            inner = radius_mm - wall_mm
            path = path - 2 * np.sqrt(np.maximum(inner**2 - off_squared, 0))
            area -= inner**2
        column, cover = self.column_cover(*x)
        self._add_rows(recipe, self._mean_rows((path / 10).astype(np.float32)), column, cover)
        self.weigh(recipe, np.pi * area * (x[1] - x[0]))

    def drum(
        self,
        recipe: Recipe,
        x_centre: float,
        d_centre: float,
        radius_mm: float,
        z: tuple[float, float],
        hole_mm: float = 0.0,
    ) -> None:
        """A standing cylinder, with a hole along its axis if `hole_mm` (radius) is given."""
        column, cover = self.column_cover(x_centre - radius_mm, x_centre + radius_mm)
        x = (column + np.arange(len(cover)) + 0.5) * self.mm_x - x_centre
        chord = 2 * np.sqrt(np.maximum(radius_mm**2 - x**2, 0)) - 2 * np.sqrt(
            np.maximum(hole_mm**2 - x**2, 0)
        )
        depth = 1.5 * radius_mm
        profile = self.row_profile_cm(*z, d_centre - depth / 2, d_centre + depth / 2)
        self._add_rows(recipe, profile, column, (cover * chord / depth).astype(np.float32))
        self.weigh(recipe, np.pi * (radius_mm**2 - hole_mm**2) * (z[1] - z[0]))

    def disc(
        self,
        recipe: Recipe,
        centre: tuple[float, float],
        radii_mm: tuple[float, float],
        d: tuple[float, float],
    ) -> None:
        """A ring or disc between two radii with its axis in depth, centred at (x, z)."""
        slices = max(1, round((d[1] - d[0]) / 350))
        step = (d[1] - d[0]) / slices
        for i in range(slices):
            middle = d[0] + (i + 0.5) * step
            scale = self.magnification(middle)
            row, column = self.row_of(centre[1], middle), centre[0] / self.mm_x
            reach_x = radii_mm[1] / self.mm_x + 2
            reach_y = radii_mm[1] * scale / self.mm_y + 2
            top, left = int(row - reach_y), int(column - reach_x)
            ys = (np.arange(top, int(row + reach_y) + 1) + 0.5 - row) * self.mm_y / scale
            xs = (np.arange(left, int(column + reach_x) + 1) + 0.5 - column) * self.mm_x
            r = np.sqrt(ys[:, None] ** 2 + xs[None, :] ** 2).astype(np.float32)
            soft = np.float32((self.mm_x + self.mm_y / scale) / 2)
            cover = np.clip((radii_mm[1] - r) / soft + 0.5, 0, 1)
            if radii_mm[0] > 0:
                cover *= np.clip((r - radii_mm[0]) / soft + 0.5, 0, 1)
            self.add(recipe, top, left, cover * np.float32(step / 10))
        self.weigh(recipe, np.pi * (radii_mm[1] ** 2 - radii_mm[0] ** 2) * (d[1] - d[0]))

    def ellipsoid(
        self,
        recipe: Recipe,
        centre: tuple[float, float, float],
        radii_mm: tuple[float, float, float],
        power: float = 2.0,
    ) -> None:
        """A rounded lump at (x, z, d); a `power` above 2 makes it boxier, like a sack or a bale."""
        scale = self.magnification(centre[2])
        row, column = self.row_of(centre[1], centre[2]), centre[0] / self.mm_x
        reach_x, reach_y = radii_mm[0] / self.mm_x + 1, radii_mm[1] * scale / self.mm_y + 1
        top, left = int(row - reach_y), int(column - reach_x)
        ys = (np.arange(top, int(row + reach_y) + 1) + 0.5 - row) * self.mm_y / scale / radii_mm[1]
        xs = (np.arange(left, int(column + reach_x) + 1) + 0.5 - column) * self.mm_x / radii_mm[0]
        down = exact_math.power(np.abs(ys), power)[:, None]
        rest = 1 - down - exact_math.power(np.abs(xs), power)[None, :]
        path = 2 * radii_mm[2] / 10 * exact_math.power(np.maximum(rest, 0), 1 / power)
        self.add(recipe, top, left, path.astype(np.float32))
        self.weigh(recipe, float(path.sum()) * 10 * self.mm_x * self.mm_y / scale)

    def polygon(
        self,
        recipe: Recipe,
        points_mm: NDArray[np.float64],
        d: tuple[float, float],
        texture: FloatMap | None = None,
    ) -> None:
        """A prism over the outline `points_mm` (n, 2: x, z) between two depths."""
        slices = max(1, round((d[1] - d[0]) / 500))
        step = (d[1] - d[0]) / slices
        for i in range(slices):
            middle = d[0] + (i + 0.5) * step
            rows = np.array([self.row_of(z, middle) for z in points_mm[:, 1]])
            columns = points_mm[:, 0] / self.mm_x
            top, left = int(rows.min()) - 1, int(columns.min()) - 1
            size = (int(columns.max()) - left + 3, int(rows.max()) - top + 3)
            if size[0] > 4 * self.width_px or size[1] > 4 * self.height_px:
                continue
            drawn = np.zeros((size[1] * 2, size[0] * 2), np.float32)
            outline = np.stack([columns - left, rows - top], axis=1) * 2 * 16
            cv2.fillPoly(drawn, [outline.astype(np.int32)], 1.0, cv2.LINE_8, 4)
            upper = drawn[0::2, 0::2] + drawn[0::2, 1::2]
            cover: FloatMap = (upper + (drawn[1::2, 0::2] + drawn[1::2, 1::2])) * np.float32(0.25)
            if texture is not None:
                cover = cover * resize_linear(texture, *size)
            self.add(recipe, top, left, cover * np.float32(step / 10))
        x, z = points_mm[:, 0], points_mm[:, 1]
        area = abs(np.sum(x * np.roll(z, 1) - z * np.roll(x, 1))) / 2
        self.weigh(recipe, float(area) * (d[1] - d[0]))

    def heap(
        self,
        recipe: Recipe,
        x: tuple[float, float],
        floor_z_mm: float,
        tops_mm: FloatMap,
        d: tuple[float, float],
    ) -> None:
        """Bulk goods: `tops_mm` (depth slices, n) is the surface's height over [x0, x1]."""
        column, cover = self.column_cover(*x)
        if not len(cover):
            return
        slices = len(tops_mm)
        step = (d[1] - d[0]) / slices
        rows = np.arange(self.height_px, dtype=np.float32) + 0.5
        h = self.top_z_mm - self.source_z_mm - rows * self.mm_y
        path = np.zeros((self.height_px, len(cover)), np.float32)
        for i in range(slices):
            middle = d[0] + (i + 0.5) * step
            z = self.source_z_mm + h / self.magnification(middle)
            tops = resize_linear(tops_mm[i][None, :], len(cover), 1).ravel()
            soft = self.mm_y / self.magnification(middle) + abs(tops).mean() * 0.01
            inside = np.clip((tops[None, :] - z[:, None]) / soft + 0.5, 0, 1)
            inside *= np.clip((z[:, None] - floor_z_mm) / soft + 0.5, 0, 1)
            path += inside * np.float32(step / 10)
        self.add(recipe, 0, column, path * cover[None, :])
        volume = float(np.mean(np.maximum(tops_mm - floor_z_mm, 0))) * (x[1] - x[0]) * (d[1] - d[0])
        self.weigh(recipe, volume)


def smooth_noise(
    rng: np.random.Generator, shape: tuple[int, int], cells: tuple[int, int], sigma: float
) -> FloatMap:
    """Random texture of mean 1 with `cells` (down, across) independent knots."""
    knots = rng.normal(0, sigma, (max(cells[0], 2), max(cells[1], 2))).astype(np.float32)
    field_ = resize_cubic(knots, shape[1], shape[0])
    textured: FloatMap = np.clip(1 + field_, 0.05, 3).astype(np.float32)
    return textured
