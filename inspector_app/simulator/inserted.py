"""Things hidden in a load, as small maps of areal density in the pixel grid of the scan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector_app.simulator.canvas import FloatMap

Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class HiddenObject:
    """One object drawn flat, before it is put anywhere.

    Attributes:
        kind: name from `OBJECT_KINDS`.
        material: what most of it is made of.
        maps: material to areal density, g/cm2, all of one shape (h, w).
        cover: share of each pixel that it covers, shape (h, w).
        depth_mm: its extent along the beam.
        mass_kg: its mass.
    """

    kind: str
    material: str
    maps: dict[str, FloatMap]
    cover: FloatMap
    depth_mm: float
    mass_kg: float


@dataclass(slots=True)
class _Sheet:
    """A drawing at 2 mm per dot, centred, on which parts are laid."""

    half_mm: float
    layers: dict[str, FloatMap]

    MM = 2.0

    @classmethod
    def new(cls, half_mm: float) -> _Sheet:
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
        corners = np.array([(x[0], z[0]), (x[1], z[0]), (x[1], z[1]), (x[0], z[1])])
        self.polygon(material, corners, areal_g_cm2)

    def ellipse(
        self, material: str, radii: tuple[float, float], areal_g_cm2: float, domed: bool
    ) -> None:
        """An ellipse about the centre, evenly thick or domed like an ellipsoid."""
        n = self._blank().shape[0]
        axis = (np.arange(n) + 0.5) * self.MM - self.half_mm
        rest = np.clip(1 - (axis[None, :] / radii[0]) ** 2 - (axis[:, None] / radii[1]) ** 2, 0, 1)
        part = np.sqrt(rest) if domed else (rest > 0)
        self._merge(material, (part * areal_g_cm2).astype(np.float32))

    def _merge(self, material: str, part: FloatMap) -> None:
        self.layers[material] = self.layers.get(material, np.float32(0)) + part


def _brick_size(rng: np.random.Generator) -> tuple[float, float, float]:
    size = np.array([205.0, 125.0, 42.0]) * rng.uniform(0.85, 1.25, 3)
    rng.shuffle(size)
    return float(size[0]), float(size[1]), float(size[2])


def _organic_brick(rng: np.random.Generator) -> tuple[_Sheet, str, float]:
    sheet = _Sheet.new(500)
    width, height, depth = _brick_size(rng)
    count = int(rng.integers(1, 5))
    density = float(rng.uniform(0.95, 1.3))
    stack = depth * count
    areal = density * stack / 10
    sheet.rectangle("cellulose", (-width / 2, width / 2), (-height / 2, height / 2), areal)
    return sheet, "organic", stack


def _brick_stack(rng: np.random.Generator) -> tuple[_Sheet, str, float]:
    sheet = _Sheet.new(900)
    width, height, depth = _brick_size(rng)
    across, high, deep = int(rng.integers(2, 5)), int(rng.integers(2, 6)), int(rng.integers(1, 4))
    width, height = min(width, 1400 / across), min(height, 1000 / high)
    areal = float(rng.uniform(0.95, 1.3)) * depth * deep / 10
    for i in range(across):
        for j in range(high):
            if j == high - 1 and rng.random() < 0.25:
                continue
            x = (i - across / 2) * (width + rng.uniform(1, 8)) + rng.normal(0, 4)
            z = (j - high / 2) * (height + 3)
            factor = float(rng.normal(1, 0.03))
            sheet.rectangle("cellulose", (x, x + width), (z, z + height), areal * factor)
    if rng.random() < 0.5:
        reach = (across * width * 0.58, high * height * 0.6)
        sheet.ellipse("polyethylene", reach, 0.25, domed=False)
    return sheet, "organic", depth * deep


def _cigarettes(rng: np.random.Generator) -> tuple[_Sheet, str, float]:
    sheet = _Sheet.new(900)
    across, high = int(rng.integers(2, 6)), int(rng.integers(3, 9))
    deep = int(rng.integers(2, 8))
    width, height = (285.0, 48.0) if rng.random() < 0.5 else (90.0, 48.0)
    depth = (90.0 if width > 200 else 285.0) * deep
    density = float(rng.uniform(0.24, 0.36))
    across = min(across, int(1500 / width))
    for i in range(across):
        for j in range(high):
            x, z = (i - across / 2) * (width + 2), (j - high / 2) * (height + 1.5)
            sheet.rectangle("cellulose", (x, x + width), (z, z + height), density * depth / 10)
            sheet.rectangle("cellulose", (x, x + width), (z, z + 4), 0.02 * depth / 10)
    return sheet, "organic", depth


def _pistol(rng: np.random.Generator) -> tuple[_Sheet, str, float]:
    sheet = _Sheet.new(350)
    scale = float(rng.uniform(0.85, 1.2))
    slide = np.array([(-95, 25), (95, 25), (95, 58), (-95, 58)]) * scale
    grip = np.array([(-95, 28), (-50, 28), (-68, -78), (-112, -78)]) * scale
    frame = np.array([(-60, 8), (70, 8), (70, 27), (-60, 27)]) * scale
    guard = np.array([(-45, 8), (0, 8), (-2, -22), (-42, -22)]) * scale
    hole = np.array([(-40, 4), (-5, 4), (-7, -17), (-37, -17)]) * scale
    steel = 7.8 * float(rng.uniform(0.5, 0.9))
    sheet.polygon("iron", slide, steel * 2.2)
    sheet.polygon("iron", frame, steel * 1.2)
    sheet.polygon("iron", grip, steel * float(rng.uniform(0.5, 1.4)))
    sheet.polygon("polyethylene", grip, 1.5)
    sheet.polygon("iron", guard, steel * 0.7)
    sheet.polygon("iron", hole, -steel * 0.7)
    return sheet, "steel", 30 * scale


def _rifle(rng: np.random.Generator) -> tuple[_Sheet, str, float]:
    sheet = _Sheet.new(700)
    scale = float(rng.uniform(0.75, 1.1))
    steel = 7.8 * float(rng.uniform(0.6, 0.95))
    barrel = np.array([(80, 18), (480, 20), (480, 36), (80, 38)]) * scale
    body = np.array([(-150, -10), (100, -10), (100, 52), (-150, 52)]) * scale
    magazine = np.array([(0, -8), (58, -8), (110, -185), (52, -200)]) * scale
    stock = np.array([(-150, 42), (-150, -2), (-440, -75), (-440, 38)]) * scale
    grip = np.array([(-105, -8), (-60, -8), (-95, -110), (-138, -104)]) * scale
    sheet.polygon("iron", barrel, steel * 1.5)
    sheet.polygon("iron", body, steel * 1.7)
    sheet.polygon("iron", magazine, steel * 1.1)
    wooden = rng.random() < 0.6
    sheet.polygon("cellulose" if wooden else "polyethylene", stock, 2.6)
    if not wooden:
        sheet.polygon("iron", stock, 1.2)
    sheet.polygon("cellulose", grip, 2.5)
    return sheet, "steel", 45 * scale


def _ammunition(rng: np.random.Generator) -> tuple[_Sheet, str, float]:
    sheet = _Sheet.new(400)
    width, height = float(rng.uniform(280, 420)), float(rng.uniform(150, 220))
    depth = float(rng.uniform(110, 320))
    x, z = (-width / 2, width / 2), (-height / 2, height / 2)
    fill_g_cm3 = float(rng.uniform(2.0, 3.6))
    sheet.rectangle("iron", x, z, 7.8 * 0.25)
    level = (z[0] + 8, z[1] - float(rng.uniform(10, 50)))
    sheet.rectangle("copper", (x[0] + 8, x[1] - 8), level, fill_g_cm3 * depth / 10 * 0.5)
    sheet.rectangle("lead", (x[0] + 8, x[1] - 8), level, fill_g_cm3 * depth / 10 * 0.3)
    sheet.rectangle("cellulose", (x[0] + 8, x[1] - 8), level, fill_g_cm3 * depth / 10 * 0.1)
    return sheet, "metal", depth


def _heavy_block(rng: np.random.Generator) -> tuple[_Sheet, str, float]:
    sheet = _Sheet.new(400)
    material = "gold" if rng.random() < 0.5 else "lead"
    density = 19.3 if material == "gold" else 11.3
    width, height = float(rng.uniform(80, 260)), float(rng.uniform(40, 160))
    depth = float(rng.uniform(12, 70))
    taper = float(rng.uniform(0, 0.12)) * width
    outline = np.array(
        [
            (-width / 2, -height / 2),
            (width / 2, -height / 2),
            (width / 2 - taper, height / 2),
            (-width / 2 + taper, height / 2),
        ]
    )
    sheet.polygon(material, outline, density * depth / 10)
    return sheet, material, depth


def _steel_cylinder(rng: np.random.Generator) -> tuple[_Sheet, str, float]:
    sheet = _Sheet.new(700)
    radius, length = float(rng.uniform(45, 130)), float(rng.uniform(250, 1000))
    wall = float(rng.uniform(5, 25))
    steps = 24
    edges = np.linspace(-radius, radius, steps + 1)
    middle = (edges[:-1] + edges[1:]) / 2
    inner = max(radius - wall, 0)
    chord = 2 * np.sqrt(radius**2 - middle**2)
    hollow = 2 * np.sqrt(np.maximum(inner**2 - middle**2, 0))
    fill_g_cm3 = float(rng.choice([0.0, 0.9, 1.4]))
    for low, high, solid, empty in zip(edges[:-1], edges[1:], chord, hollow, strict=True):
        x = (-length / 2, length / 2)
        sheet.rectangle("iron", x, (low, high), 7.85 * (solid - empty) / 10)
        if fill_g_cm3 and empty > 0:
            sheet.rectangle("cellulose", x, (low, high), fill_g_cm3 * empty / 10)
    return sheet, "steel", 2 * radius


def _organic_mass(rng: np.random.Generator) -> tuple[_Sheet, str, float]:
    """A large lump of organic matter, about the size of a crouching person or a full kit bag."""
    sheet = _Sheet.new(1000)
    radii = (float(rng.uniform(160, 420)), float(rng.uniform(200, 480)))
    depth = float(rng.uniform(200, 420))
    density = float(rng.uniform(0.7, 1.05))
    sheet.ellipse("water", radii, density * depth / 10, domed=rng.random() < 0.7)
    return sheet, "organic", depth


_KINDS: dict[str, Callable[[np.random.Generator], tuple[_Sheet, str, float]]] = {
    "organic-brick": _organic_brick,
    "brick-stack": _brick_stack,
    "cigarettes": _cigarettes,
    "pistol": _pistol,
    "rifle": _rifle,
    "ammunition": _ammunition,
    "heavy-block": _heavy_block,
    "steel-cylinder": _steel_cylinder,
    "organic-mass": _organic_mass,
}
OBJECT_KINDS = tuple(_KINDS)
_UPRIGHT = {"brick-stack", "cigarettes", "organic-mass", "ammunition"}


def make_object(kind: str, rng: np.random.Generator, mm_x: float, mm_y: float) -> HiddenObject:
    """Draw one object of a kind with its own size, filling and pose.

    Args:
        mm_x, mm_y: millimetres per pixel at the object's depth.

    Raises:
        KeyError: no such kind.
    """
    sheet, material, depth = _KINDS[kind](rng)
    angle = float(rng.normal(0, 4)) if kind in _UPRIGHT else float(rng.uniform(0, 360))
    if kind not in _UPRIGHT and rng.random() < 0.5:
        angle = float(rng.choice([0, 90, 180, 270])) + float(rng.normal(0, 5))
    n = next(iter(sheet.layers.values())).shape[0]
    spin = cv2.getRotationMatrix2D((n / 2, n / 2), angle, 1.0)
    mirror = rng.random() < 0.5
    size = (max(1, round(n * sheet.MM / mm_x)), max(1, round(n * sheet.MM / mm_y)))
    maps: dict[str, FloatMap] = {}
    for name, layer in sheet.layers.items():
        turned = cv2.warpAffine(layer, spin, (n, n), flags=cv2.INTER_LINEAR)
        if mirror:
            turned = np.ascontiguousarray(turned[:, ::-1])
        maps[name] = np.maximum(cv2.resize(turned, size, interpolation=cv2.INTER_AREA), 0)
    total = np.sum(list(maps.values()), axis=0)
    rows, columns = np.flatnonzero(total.max(axis=1) > 0), np.flatnonzero(total.max(axis=0) > 0)
    window = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
    maps = {name: np.ascontiguousarray(areal[window]) for name, areal in maps.items()}
    total = total[window]
    cover = np.clip(total / max(float(np.percentile(total[total > 0], 50)), 1e-6), 0, 1)
    mass = float(total.sum()) * mm_x * mm_y / 100 / 1000
    return HiddenObject(kind, material, maps, cover.astype(np.float32), depth, mass)
