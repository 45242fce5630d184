"""A flat drawing of a hidden object, and how it gets into the pixel grid of a scan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector_app.simulator import exact_math
from inspector_app.simulator.canvas import FloatMap
from inspector_app.simulator.exact_images import resize_area, sample

Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class HiddenObject:
    """One object drawn flat, before it is put anywhere.

    Attributes:
        kind: name from `HIDDEN_KINDS`.
        material: what most of it is made of.
        maps: material to areal density, g/cm2, all of one shape (h, w); negative where cargo is
            taken away.
        cover: share of each pixel that it covers, shape (h, w).
        depth_mm: its extent along the beam.
        mass_kg: its mass; negative where something is missing.
    """

    kind: str
    material: str
    maps: dict[str, FloatMap]
    cover: FloatMap
    depth_mm: float
    mass_kg: float


@dataclass(slots=True)
class Sheet:
    """A drawing at 2 mm per dot, centred, on which parts are laid."""

    half_mm: float
    layers: dict[str, FloatMap]

    MM = 2.0

    @classmethod
    def new(cls, half_mm: float) -> Sheet:
        """An empty square of twice `half_mm`."""
        return cls(half_mm, {})

    def _blank(self) -> FloatMap:
        n = int(2 * self.half_mm / self.MM)
        return np.zeros((n, n), np.float32)

    def polygon(self, material: str, points: Points, areal_g_cm2: float) -> None:
        """Fill an outline given in mm about the centre, z upwards."""
        part = self._blank()
        dots = (
            np.stack([points[:, 0] + self.half_mm, self.half_mm - points[:, 1]], axis=1) / self.MM
        )
        cv2.fillPoly(part, [np.round(dots * 16).astype(np.int32)], areal_g_cm2, cv2.LINE_8, 4)
        self._merge(material, part)

    def rectangle(
        self, material: str, x: tuple[float, float], z: tuple[float, float], areal_g_cm2: float
    ) -> None:
        """Fill a rectangle."""
        corners = np.array([(x[0], z[0]), (x[1], z[0]), (x[1], z[1]), (x[0], z[1])])
        self.polygon(material, corners, areal_g_cm2)

    def ellipse(
        self,
        material: str,
        radii: tuple[float, float],
        areal_g_cm2: float,
        domed: bool,
        centre: tuple[float, float] = (0.0, 0.0),
    ) -> None:
        """An ellipse, evenly thick or domed like an ellipsoid (`areal_g_cm2` in its middle)."""
        n = self._blank().shape[0]
        axis = (np.arange(n) + 0.5) * self.MM - self.half_mm
        across = ((axis - centre[0]) / radii[0]) ** 2
        down = ((axis + centre[1]) / radii[1]) ** 2
        rest = np.clip(1 - across[None, :] - down[:, None], 0, 1)
        part = np.sqrt(rest) if domed else (rest > 0)
        self._merge(material, (part * areal_g_cm2).astype(np.float32))

    def limb(
        self,
        material: str,
        ends: tuple[tuple[float, float], tuple[float, float]],
        radii: tuple[float, float],
        areal_g_cm2: float,
    ) -> None:
        """A tapering rod of round section between two points; overlaps take the thicker part."""
        part = self._blank()
        axis = (np.arange(len(part)) + 0.5) * self.MM - self.half_mm
        (x0, z0), (x1, z1) = ends
        dx, dz = x1 - x0, z1 - z0
        reach = max(radii)
        columns = slice(*np.searchsorted(axis, (min(x0, x1) - reach, max(x0, x1) + reach)))
        rows = slice(*np.searchsorted(axis, (-max(z0, z1) - reach, -min(z0, z1) + reach)))
        px, pz = axis[None, columns] - x0, -axis[rows, None] - z0
        along = np.clip((px * dx + pz * dz) / max(dx * dx + dz * dz, 1e-9), 0, 1)
        away = (px - along * dx) ** 2 + (pz - along * dz) ** 2
        radius = radii[0] + (radii[1] - radii[0]) * along
        part[rows, columns] = np.sqrt(np.clip(1 - away / radius**2, 0, 1)) * areal_g_cm2
        before = self.layers.get(material)
        self.layers[material] = part if before is None else np.maximum(before, part)

    def _merge(self, material: str, part: FloatMap) -> None:
        self.layers[material] = self.layers.get(material, np.float32(0)) + part


Drawing = tuple[Sheet, str, float]
"""What a kind draws: the sheet, its main material, its depth along the beam in mm."""

Draw = Callable[[np.random.Generator], Drawing]


def in_pixels(
    kind: str,
    drawing: Drawing,
    angle_degrees: float,
    mirrored: bool,
    pitch_mm: tuple[float, float],
    phase: tuple[float, float],
) -> HiddenObject:
    """Turn a drawing and average it over pixels.

    Args:
        pitch_mm: millimetres per pixel across and down, at the object's depth.
        phase: where between two pixels it starts, 0 to 1, across and down.
    """
    sheet, material, depth = drawing
    window = _filled(sheet.layers)
    maps: dict[str, FloatMap] = {}
    for name, layer in sheet.layers.items():
        turned = _turn(layer[window], angle_degrees)
        if mirrored:
            turned = np.ascontiguousarray(turned[:, ::-1])
        maps[name] = np.maximum(_to_pixels(turned, sheet.MM, pitch_mm, phase), 0)
    window = _filled(maps)
    maps = {name: np.ascontiguousarray(areal[window]) for name, areal in maps.items()}
    total = np.sum(list(maps.values()), axis=0)
    cover = np.clip(total / max(float(np.percentile(total[total > 0], 50)), 1e-6), 0, 1)
    mass = float(total.sum()) * pitch_mm[0] * pitch_mm[1] / 100 / 1000
    return HiddenObject(kind, material, maps, cover.astype(np.float32), depth, mass)


def _filled(maps: dict[str, FloatMap]) -> tuple[slice, slice]:
    total = np.sum(list(maps.values()), axis=0)
    rows, columns = np.flatnonzero(total.max(axis=1) > 0), np.flatnonzero(total.max(axis=0) > 0)
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)


def _turn(layer: FloatMap, angle_degrees: float) -> FloatMap:
    """Turned counter-clockwise about its middle, on a sheet that holds all of it."""
    height, width = layer.shape
    radians = np.float64(angle_degrees) * (np.pi / 180)
    s, c = float(exact_math.sin(radians)), float(exact_math.cos(radians))
    out_width = int(np.ceil(abs(c) * width + abs(s) * height)) + 2
    out_height = int(np.ceil(abs(s) * width + abs(c) * height)) + 2
    x = np.arange(out_width)[None, :] - (out_width - 1) / 2
    y = np.arange(out_height)[:, None] - (out_height - 1) / 2
    columns = c * x - s * y + (width - 1) / 2
    rows = s * x + c * y + (height - 1) / 2
    return sample(layer, rows, columns)


def _to_pixels(
    layer: FloatMap, dot_mm: float, pitch_mm: tuple[float, float], phase: tuple[float, float]
) -> FloatMap:
    """Means over pixels; the sheet is widened to whole pixels so that no scale changes."""
    height, width = layer.shape
    columns = int(np.ceil(width * dot_mm / pitch_mm[0])) + 1
    rows = int(np.ceil(height * dot_mm / pitch_mm[1])) + 1
    wide = max(round(columns * pitch_mm[0] / dot_mm), width)
    high = max(round(rows * pitch_mm[1] / dot_mm), height)
    left, top = int(phase[0] * (wide - width)), int(phase[1] * (high - height))
    padded = np.zeros((high, wide), np.float32)
    padded[top : top + height, left : left + width] = layer
    return resize_area(padded, columns, rows)
