"""Wheels and axles of lorries, trailers, vans, cars and wagons."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inspector_app.simulator.canvas import WALL_TO_WALL_MM, Canvas
from inspector_app.simulator.parts import CAST_IRON, arc, bar, skin
from inspector_app.simulator.vehicle import ALUMINIUM, RUBBER, STEEL

Span = tuple[float, float]
_MIDDLE = WALL_TO_WALL_MM / 2


@dataclass(frozen=True, slots=True)
class Tyre:
    """Sizes of a wheel, mm; `double` for two side by side at each end of an axle."""

    radius: float
    width: float
    rim: float
    double: bool


def lorry_tyre(rng: np.random.Generator, double: bool | None = None) -> Tyre:
    """A tyre as lorries and trailers have."""
    if double is None:
        double = rng.random() < 0.55
    radius = float(rng.uniform(480, 535))
    width = float(rng.uniform(255, 300)) if double else float(rng.uniform(350, 390))
    return Tyre(radius, width, 0.53 * radius, double)


def draw_wheel(canvas: Canvas, at: tuple[float, float], d: Span, tyre: Tyre) -> None:
    """One wheel with its axis in depth: tread, belt, side walls, rim and its disc."""
    radius, rim = tyre.radius, tyre.rim
    # The tread is grooved; its shoulders are narrower than the carcass below.
    grooved = {"polyethylene": 0.75}
    canvas.disc(grooved, at, (radius - 20, radius), (d[0] + 25, d[1] - 25))
    canvas.disc(RUBBER, at, (radius - 38, radius - 20), (d[0] + 8, d[1] - 8))
    canvas.disc(STEEL, at, (radius - 42, radius - 39), (d[0] + 15, d[1] - 15))
    for side in (d[0], d[1] - 15):
        canvas.disc(RUBBER, at, (rim, radius - 34), (side, side + 12))
        # The beads are thick and hold wire.
        canvas.disc(RUBBER, at, (rim, rim + 38), (side, side + 26))
        canvas.disc(STEEL, at, (rim + 4, rim + 14), (side + 4, side + 20))
    canvas.disc(STEEL, at, (rim - 14, rim), d)
    canvas.note("tyre", (at[0] - radius, at[0] + radius), (at[1] - radius, at[1] + radius))


def draw_axle(
    canvas: Canvas, x: float, z: float, rng: np.random.Generator, tyre: Tyre | None = None
) -> None:
    """A lorry's or trailer's axle: wheels, hubs, drums, brake cylinders and the beam."""
    tyre = tyre or lorry_tyre(rng)
    gap = float(rng.uniform(25, 50))
    near = [(0.0, tyre.width)]
    if tyre.double:
        near.append((tyre.width + gap, 2 * tyre.width + gap))
    rim, at = tyre.rim, (x, z)
    for a, b in near:
        for d in ((a, b), (WALL_TO_WALL_MM - b, WALL_TO_WALL_MM - a)):
            draw_wheel(canvas, at, d, tyre)
    inner = near[-1][1] if not tyre.double else tyre.width + gap / 2
    for side, inward in ((inner, 1.0), (WALL_TO_WALL_MM - inner, -1.0)):
        plate = sorted((side, side + inward * 22))
        canvas.disc(STEEL, at, (0.24 * rim, rim - 14), (plate[0], plate[1]))
        hub = sorted((side - inward * 130, side + inward * 160))
        canvas.disc({"iron": 5.2}, at, (0, 0.46 * rim), (hub[0], hub[1]))
        canvas.disc(STEEL, at, (0, 0.2 * rim), (hub[0] - 40, hub[1] + 40))
        drum = sorted((side + inward * 25, side + inward * 245))
        canvas.disc(CAST_IRON, at, (0.68 * rim, 0.78 * rim), (drum[0], drum[1]))
        canvas.disc({"iron": 3.0}, at, (0.57 * rim, 0.68 * rim), (drum[0] + 30, drum[1] - 10))
        canvas.disc(STEEL, at, (0.2 * rim, 0.72 * rim), (drum[1] - 14, drum[1]))
    for bolt in arc(at, 0.6 * rim, (0.0, 0.9), 10):
        canvas.disc(STEEL, bolt, (0, 14), (0, 60))
    canvas.disc(STEEL, at, (58, 76), (300, WALL_TO_WALL_MM - 300))
    for near_d in (720.0, WALL_TO_WALL_MM - 880):
        chamber = (x + float(rng.uniform(-190, -120)), z + float(rng.uniform(60, 140)))
        canvas.disc(STEEL, chamber, (70, 76), (near_d, near_d + 160))
        canvas.disc({"iron": 2.0}, chamber, (0, 40), (near_d, near_d + 160))


def draw_suspension(canvas: Canvas, x: float, z: float, rail_z: float, air: bool) -> None:
    """What carries one axle: leaf springs, or an arm with an air bellows."""
    for d in (790.0, 1570.0):
        if air:
            bar(canvas, {"iron": 5.0}, (x - 520, rail_z - 190), (x + 60, z + 20), 70, (d, d + 70))
            bar(canvas, STEEL, (x + 60, z + 20), (x + 380, z + 50), 45, (d, d + 70))
            canvas.drum(RUBBER, x + 380, d + 40, 135, (z + 60, rail_z - 30), 122)
            canvas.drum({"aluminium": 1.2}, x + 380, d + 40, 105, (z + 50, z + 150), 60)
            bar(canvas, STEEL, (x + 130, z + 10), (x - 120, rail_z), 40, (d + 30, d + 60))
        else:
            for leaf in range(6):
                reach, drop = 500.0 - leaf * 65, 15.0 * leaf
                for side in (-1.0, 1.0):
                    bar(canvas, STEEL, (x, z + 95 + drop * 0.9), (x + side * reach, z + 205), 13,
                        (d, d + 76))  # fmt: skip
            canvas.box({"iron": 3.5}, (x - 70, x + 70), (z + 60, z + 190), (d - 10, d + 90))
            for bolt in (x - 55, x + 55):
                canvas.box(STEEL, (bolt - 10, bolt + 10), (z - 90, z + 210), (d - 15, d + 5))
        hanger = x - 520.0
        canvas.box({"iron": 1.8}, (hanger - 45, hanger + 45), (rail_z - 230, rail_z), (d, d + 90))
        if not air:
            canvas.box({"iron": 1.8}, (x + 480, x + 560), (rail_z - 180, rail_z), (d, d + 90))


def draw_mudguard(
    canvas: Canvas, x: float, z: float, radius: float, rng: np.random.Generator
) -> None:
    """A plastic or sheet arch over a wheel, and its stay."""
    clearance = radius + float(rng.uniform(60, 110))
    for d in ((0.0, 620.0), (WALL_TO_WALL_MM - 620, WALL_TO_WALL_MM)):
        skin(canvas, arc((x, z), clearance, (0.02, 0.48), 19), 4.0, d, {"polyethylene": 1.0})
    stay = x + float(rng.uniform(-150, 150))
    bar(canvas, STEEL, (stay, z + clearance - 40), (stay, z + clearance + 20), 22, (560, 790))


def draw_car_wheel_pair(
    canvas: Canvas, at: tuple[float, float], tyre: Tyre, track: Span, rng: np.random.Generator
) -> None:
    """Both wheels of a car's or van's axle, with brake discs; `track` is the outer depths."""
    alloy = rng.random() < 0.5
    rim = tyre.rim
    for d in ((track[0], track[0] + tyre.width), (track[1] - tyre.width, track[1])):
        canvas.disc(RUBBER, at, (tyre.radius - 24, tyre.radius), d)
        canvas.disc(STEEL, at, (tyre.radius - 17, tyre.radius - 15), d)
        for side in (d[0], d[1] - 12):
            canvas.disc(RUBBER, at, (rim, tyre.radius - 20), (side, side + 12))
            canvas.disc(RUBBER, at, (rim, rim + 22), (side, side + 24))
        canvas.disc(ALUMINIUM if alloy else STEEL, at, (rim - (16 if alloy else 5), rim), d)
        middle = (d[0] + d[1]) / 2
        spoke = 18.0 if alloy else 4.5
        canvas.disc(ALUMINIUM if alloy else STEEL, at, (0.2 * rim, rim - 8),
                    (middle - spoke, middle))  # fmt: skip
        inner = middle + 20 if d[0] < _MIDDLE else middle - 42
        canvas.disc(CAST_IRON, at, (0.36 * rim, 0.74 * rim), (inner, inner + 20))
        canvas.disc(STEEL, at, (0, 0.32 * rim), (middle - 45, middle + 45))
        canvas.note("tyre", (at[0] - tyre.radius, at[0] + tyre.radius),
                    (at[1] - tyre.radius, at[1] + tyre.radius))  # fmt: skip
    caliper = arc(at, 0.66 * rim, (0.42, 0.58), 3)
    skin(canvas, caliper, 55, (track[0] + 60, track[0] + 150), {"iron": 4.0})
    canvas.disc(STEEL, at, (14, 26), (track[0] + 150, track[1] - 150))
