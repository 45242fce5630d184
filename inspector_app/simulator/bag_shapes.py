"""Boxes, rods, lumps, plates and wires of which the things in bags are made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from inspector_app.simulator import exact_math
from inspector_app.simulator.bag_solids import Frame, Plane, Solid, Vector, reach, turned
from inspector_app.simulator.canvas import Recipe

Rng = np.random.Generator
Solids = list[Solid]
STEEL: Recipe = {"iron": 7.8}
ALUMINIUM: Recipe = {"aluminium": 2.7}
PLASTIC: Recipe = {"polyethylene": 1.05}
PAPER: Recipe = {"cellulose": 0.85}
BOARD: Recipe = {"glass": 1.1, "polyethylene": 0.7}
COPPER: Recipe = {"copper": 8.9}


@dataclass(frozen=True, slots=True)
class Thing:
    """Something in a bag, about its own middle.

    Attributes:
        name: what it is.
        chapter: of the tariff, two digits.
        solids: what it consists of.
        soft: gives way to what is hard.
    """

    name: str
    chapter: str
    solids: tuple[Solid, ...]
    soft: bool = False

    def half(self) -> Vector:
        """Half extents along the axes, mm."""
        low, high = reach(self.solids)
        x, y, z = (max(-a, b) for a, b in zip(low, high, strict=True))
        return x, y, z

    def moved(self, frame: Frame) -> Thing:
        """The same elsewhere."""
        return Thing(
            self.name, self.chapter, tuple(one.moved(frame) for one in self.solids), self.soft
        )


def block(recipe: Recipe, size: Vector, at: Vector = (0.0, 0.0, 0.0), turn: float = 0.0) -> Solid:
    """A box of full extents `size`, turned about z by `turn` degrees."""
    x, y, z = size
    return Solid(recipe, (x / 2, y / 2, z / 2), turned(2, turn, at))


def lump(recipe: Recipe, size: Vector, at: Vector = (0.0, 0.0, 0.0), turn: float = 0.0) -> Solid:
    """An ellipsoid of full extents `size`."""
    x, y, z = size[0] / 2, size[1] / 2, size[2] / 2
    return Solid(recipe, (x, y, z), turned(2, turn, at), (x, y, z))


def rod(
    recipe: Recipe,
    radius: float,
    length: float,
    axis: int,
    at: Vector = (0.0, 0.0, 0.0),
    turn: float = 0.0,
) -> Solid:
    """A cylinder along x, y or z (0, 1, 2), turned about the vertical by `turn` degrees."""
    half, curve = [radius] * 3, [radius] * 3
    half[axis], curve[axis] = length / 2, 0.0
    return Solid(recipe, tuple(half), turned(2, turn, at), tuple(curve))  # type: ignore[arg-type]


def prism(
    recipe: Recipe, outline: Sequence[tuple[float, float]], thick: float, z: float = 0.0
) -> Solid:
    """A plate over a convex outline (x, y), counter-clockwise, its middle at height z."""
    xs, ys = [x for x, _ in outline], [y for _, y in outline]
    middle = ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)
    planes: list[Plane] = []
    for (x0, y0), (x1, y1) in zip(outline, (*outline[1:], outline[0]), strict=True):
        run, rise = x1 - x0, y1 - y0
        length = max(float(np.sqrt(run * run + rise * rise)), 1e-6)
        nx, ny = rise / length, -run / length
        planes.append((nx, ny, 0.0, nx * (x0 - middle[0]) + ny * (y0 - middle[1])))
    half = ((max(xs) - min(xs)) / 2, (max(ys) - min(ys)) / 2, thick / 2)
    return Solid(recipe, half, Frame(shift=(*middle, z)), None, tuple(planes))


def shell(solid: Solid, wall_mm: float) -> Solids:
    """A hollow solid."""
    return [solid, solid.hollow(wall_mm)]


def rounded(size: Vector, corner: float) -> tuple[Plane, ...]:
    """Cuts that round the four upright edges of a box of full extents `size`."""
    planes: list[Plane] = []
    for turn in (18.0, 45.0, 72.0):
        c, s = float(exact_math.cos(turn * np.pi / 180)), float(exact_math.sin(turn * np.pi / 180))
        limit = (size[0] / 2 - corner) * c + (size[1] / 2 - corner) * s + corner
        planes += [(a * c, b * s, 0.0, limit) for a in (-1, 1) for b in (-1, 1)]
    return tuple(planes)


def ring(recipe: Recipe, radii: tuple[float, float], thick: float, count: int, z: float) -> Solids:
    """A loop of wire lying flat, of straight pieces."""
    angles = np.arange(count) * (2 * np.pi / count)
    xs, ys = radii[0] * exact_math.cos(angles), radii[1] * exact_math.sin(angles)
    return wire(recipe, [*zip(xs.tolist(), ys.tolist(), strict=True)], thick, z, closed=True)


def wire(
    recipe: Recipe,
    points: Sequence[tuple[float, float]],
    thick: float,
    z: float,
    *,
    closed: bool = False,
) -> Solids:
    """A wire through points (x, y) at a height."""
    ends = (*points[1:], points[0]) if closed else points[1:]
    found: Solids = []
    for (x0, y0), (x1, y1) in zip(points, ends, strict=False):
        run, rise = x1 - x0, y1 - y0
        length = max(float(np.sqrt(run * run + rise * rise)), 0.1)
        c, s = run / length, rise / length
        axes = ((c, -s, 0.0), (s, c, 0.0), (0.0, 0.0, 1.0))
        frame = Frame(axes, ((x0 + x1) / 2, (y0 + y1) / 2, z))
        radius = thick / 2
        half = (length / 2 + 0.2 * thick, radius, radius)
        found.append(Solid(recipe, half, frame, (0.0, radius, radius)))
    return found
