"""Passenger cars and delivery vans, nose to the left, standing on z = 0."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from inspector_app.simulator.canvas import WALL_TO_WALL_MM, Canvas, Recipe, smooth_noise
from inspector_app.simulator.parts import (
    FUEL,
    PLASTIC,
    Point,
    Span,
    bar,
    engine,
    lying_wheel,
    outline_of,
    radiator,
    scatter_fittings,
    seat,
    skin,
    toolbox,
)
from inspector_app.simulator.vehicle import STEEL, WOOD, Hold
from inspector_app.simulator.wheels import Tyre, draw_car_wheel_pair

_MIDDLE = WALL_TO_WALL_MM / 2
_SHEET_MM = 0.8
RAMP_MM = 350.0


@dataclass(frozen=True, slots=True)
class Body:
    """A body's sizes, mm.

    Attributes:
        x: nose and tail.
        d: outer sides.
        floor: height of the floor pan.
        belt: height of the lower edge of the windows.
        roof: height of the roof.
        lower, upper: outlines below and above the belt, from the nose over the top to the tail,
            as shares of the length and heights.
        pillars: shares of the length at which pillars stand, foot and head.
        axles: shares of the length.
        tyre: its wheels.
    """

    x: Span
    d: Span
    floor: float
    belt: float
    roof: float
    lower: tuple[Point, ...]
    upper: tuple[Point, ...]
    pillars: tuple[tuple[float, float], ...]
    axles: Span
    tyre: Tyre

    def at(self, share: float) -> float:
        """x of a share of the length."""
        return self.x[0] + share * (self.x[1] - self.x[0])

    def points(self, shares: tuple[Point, ...]) -> list[Point]:
        """Outline points in mm."""
        return [(self.at(u), z) for u, z in shares]


_TAILS: dict[str, tuple[Point, ...]] = {
    "sedan": ((0.665, 1.0), (0.83, 0.0)),
    "hatchback": ((0.82, 0.98), (0.965, 0.0)),
    "estate": ((0.90, 0.98), (0.985, 0.0)),
}


def plan_car(x0: float, rng: np.random.Generator) -> Body:
    """Draw sizes of a saloon, a hatchback or an off-road car."""
    kind = str(rng.choice(["sedan", "hatchback", "estate"]))
    tall = kind == "estate" and rng.random() < 0.6
    length = float(rng.uniform(3900, 4300) if kind == "hatchback" else rng.uniform(4450, 4950))
    roof = float(rng.uniform(1680, 1880) if tall else rng.uniform(1420, 1530))
    radius = float(rng.uniform(350, 390) if tall else rng.uniform(300, 335))
    floor = 300.0 if tall else 220.0
    belt = roof * float(rng.uniform(0.61, 0.66))
    width = float(rng.uniform(1680, 1880))
    hood, screen = float(rng.uniform(0.24, 0.28)), float(rng.uniform(0.37, 0.41))
    lower = (
        (0.015, floor), (0.0, 0.45 * belt), (0.015, 0.72 * belt), (0.07, 0.82 * belt),
        (hood, 0.97 * belt), (hood + 0.01, belt), (0.965, belt), (0.995, 0.7 * belt),
        (1.0, 0.45 * belt), (0.99, floor + 40),
    )  # fmt: skip
    tail = tuple((u, belt + v * (roof - belt)) for u, v in _TAILS[kind])
    upper = ((hood, belt), (screen, 0.97 * roof), (screen + 0.06, roof), *tail)
    pillars = ((hood + 0.02, screen), (0.52, 0.515), (tail[1][0] - 0.02, tail[0][0]))
    tyre = Tyre(
        radius, float(rng.uniform(185, 245)), radius * float(rng.uniform(0.58, 0.66)), False
    )
    sides = (_MIDDLE - width / 2, _MIDDLE + width / 2)
    span = (x0, x0 + length)
    return Body(span, sides, floor, belt, roof, lower, upper, pillars, (0.185, 0.775), tyre)


def plan_van(x0: float, rng: np.random.Generator) -> Body:
    """Draw sizes of a panel van."""
    length, roof = float(rng.uniform(4900, 6600)), float(rng.uniform(2050, 2650))
    radius, floor = float(rng.uniform(325, 360)), float(rng.uniform(430, 560))
    belt = float(rng.uniform(1250, 1380))
    width = float(rng.uniform(1850, 2040))
    nose = 1350.0 / length
    lower = (
        (0.01, 260.0), (0.0, 0.5 * belt), (0.01, 0.72 * belt), (0.45 * nose, 0.86 * belt),
        (0.8 * nose, belt), (0.99, belt), (1.0, 0.5 * belt), (0.99, floor - 80),
    )  # fmt: skip
    upper = (
        (0.8 * nose, belt), (1.45 * nose, 0.9 * roof), (1.75 * nose, roof), (0.975, roof),
        (0.995, 0.9 * roof), (0.99, belt),
    )  # fmt: skip
    pillars = ((0.85 * nose, 1.45 * nose), (1.95 * nose, 1.93 * nose))
    tyre = Tyre(radius, float(rng.uniform(205, 235)), 0.61 * radius, False)
    sides = (_MIDDLE - width / 2, _MIDDLE + width / 2)
    axles = (930.0 / length, 1 - float(rng.uniform(950, 1250)) / length)
    span = (x0, x0 + length)
    return Body(span, sides, floor, belt, roof, lower, upper, pillars, axles, tyre)


def draw_ground(canvas: Canvas, x: Span) -> None:
    """The road, and the ramp on it that lifts light vehicles into the beam."""
    canvas.layer = "ground"
    canvas.box({"glass": 2.3}, x, (-RAMP_MM - 900, -RAMP_MM), (-600, 3000))
    for d in ((180.0, 820.0), (1620.0, 2260.0)):
        canvas.box(STEEL, x, (-14, -2), d)
        for side in (d[0], d[1] - 8):
            canvas.box(STEEL, x, (-140, -14), (side, side + 8))
        for at in np.arange(x[0] + 300, x[1], 1500.0):
            canvas.shell(STEEL, (at, at + 100), (-RAMP_MM, -14), d, 5)
    canvas.layer = "structure"


def draw_car(canvas: Canvas, body: Body, rng: np.random.Generator) -> Hold:
    """A car of its own, with an engine in front and luggage room behind the rear seat."""
    _draw_shell(canvas, body, rng)
    _draw_windows(canvas, body)
    _draw_running_gear(canvas, body, rng)
    _draw_engine_bay(canvas, body, rng)
    inner = (body.d[0] + 130, body.d[1] - 130)
    size = min((body.roof - body.floor) / 1280, 1.08)
    cushion = body.floor + 190
    for d in ((inner[0], _MIDDLE - 120), (_MIDDLE + 120, inner[1])):
        seat(canvas, body.at(0.40), cushion, d, size)
    seat(canvas, body.at(0.585), cushion, inner, size * 0.95)
    _draw_dashboard(canvas, body, rng)
    fuel = (body.at(0.60), body.at(0.60) + 620)
    _draw_fuel_tank(canvas, fuel, body.floor - 30, inner, rng)
    boot = (body.at(0.79), body.at(0.965))
    well = body.floor + 120
    if rng.random() < 0.7:
        lying_wheel(canvas, ((boot[0] + boot[1]) / 2, well), _MIDDLE, body.tyre.radius * 0.96, 150)
    deck = well + 120
    canvas.box(WOOD, boot, (deck - 12, deck), inner)
    _draw_exhaust(canvas, body, rng)
    for _ in range(int(rng.integers(0, 4))):
        at = float(rng.uniform(*boot)) - 100
        toolbox(canvas, (at, at + 180), (well - 60, well + 60), (inner[0], inner[0] + 200), rng)
    return Hold(
        (body.at(0.735), boot[1] - 20), (deck, body.belt + 60), (inner[0] + 40, inner[1] - 40),
        False, (80.0, 350.0),
    )  # fmt: skip


def draw_van(canvas: Canvas, body: Body, rng: np.random.Generator) -> Hold:
    """A panel van: seats and engine in front, a bulkhead, and room for cargo behind."""
    _draw_shell(canvas, body, rng)
    _draw_windows(canvas, body)
    _draw_running_gear(canvas, body, rng)
    _draw_engine_bay(canvas, body, rng)
    length = body.x[1] - body.x[0]
    wall_x = body.x[0] + 2350.0
    inner = (body.d[0] + 90, body.d[1] - 90)
    for d in ((inner[0], _MIDDLE - 160), (_MIDDLE - 80, inner[1])):
        seat(canvas, body.x[0] + 1500, body.floor + 330, d, 1.05)
        canvas.box({"iron": 0.2}, (body.x[0] + 1560, body.x[0] + 1950),
                   (body.floor, body.floor + 280), d)  # fmt: skip
    _draw_dashboard(canvas, body, rng)
    canvas.box({"iron": 0.16}, (wall_x, wall_x + 40), (body.floor, body.roof - 60), inner)
    load = (wall_x + 60, body.x[1] - 90)
    canvas.box(WOOD, load, (body.floor, body.floor + 14), inner)
    for at in np.arange(load[0] + 100, load[1], 260.0):
        canvas.box(STEEL, (at, at + 3), (body.floor - 45, body.floor), inner)
    for at in np.arange(load[0] + 40, load[1], float(rng.uniform(600, 900))):
        for side in (body.d[0] + 5, body.d[1] - 75):
            post = (body.floor, body.roof - 40)
            canvas.shell(STEEL, (at, at + 70), post, (side, side + 70), 1.2)
        roof_bow = (body.roof - 45, body.roof - 6)
        canvas.box({"iron": 0.5}, (at, at + 50), roof_bow, inner)
    for side in (body.d[0] + 20, body.d[1] - 5):
        canvas.box({"cellulose": 0.3}, load, (body.floor, body.floor + 900), (side, side + 5))
    arch = body.at(body.axles[1])
    for d in ((inner[0], inner[0] + 260), (inner[1] - 260, inner[1])):
        skin(canvas, _arch(arch, body.tyre.radius), 1.2, d)
    _draw_fuel_tank(canvas, (wall_x - 500, wall_x + 350), body.floor - 60,
                    (inner[0], _MIDDLE), rng)  # fmt: skip
    if rng.random() < 0.6:
        behind = (body.at(0.5 + body.axles[1] / 2), body.floor - 160)
        lying_wheel(canvas, behind, _MIDDLE, body.tyre.radius, 200)
    _draw_exhaust(canvas, body, rng)
    depth = 1 - 0.02 * length / 6000
    return Hold(
        load, (body.floor + 14, body.roof - 70),
        (inner[0] + 20, inner[0] + (inner[1] - inner[0]) * depth), False, (700.0, 1500.0),
    )  # fmt: skip


def _arch(x: float, radius: float) -> list[Point]:
    reach = radius + 70
    return [(x - reach, radius), (x - 0.7 * reach, radius + 0.75 * reach), (x, radius + reach),
            (x + 0.7 * reach, radius + 0.75 * reach), (x + reach, radius)]  # fmt: skip


def _draw_shell(canvas: Canvas, body: Body, rng: np.random.Generator) -> None:
    """Outer and inner sheet of both sides, everything that is bent across, floor and sills."""
    lower, upper = body.points(body.lower), body.points(body.upper)
    side = outline_of(lower)
    for d, inward in ((body.d[0], 1.0), (body.d[1], -1.0)):
        for depth, sheet in ((0.0, _SHEET_MM), (70.0, 0.7)):
            near = sorted((d + inward * depth, d + inward * (depth + sheet)))
            canvas.polygon(STEEL, side, (near[0], near[1]))
        trim = sorted((d + inward * 75, d + inward * 90))
        canvas.polygon({"polyethylene": 0.35}, side, (trim[0], trim[1]),
                       smooth_noise(rng, (16, 40), (5, 12), 0.5))  # fmt: skip
        sill = sorted((d, d + inward * 110))
        run = (body.at(body.axles[0]) + body.tyre.radius, body.at(body.axles[1]) - body.tyre.radius)
        canvas.shell(STEEL, run, (body.floor - 40, body.floor + 90), (sill[0], sill[1]), 1.6)
        beam = (body.floor + 330, body.floor + 365)
        canvas.pipe(STEEL, run, (beam[0], d + inward * 50), 17, 2.5)
        _draw_door_parts(canvas, body, (d, inward), rng)
    at_belt = [i for i, (_, z) in enumerate(lower) if z >= body.belt - 1]
    nose, tail = lower[: at_belt[0] + 1], lower[at_belt[-1] :]
    skin(canvas, nose, _SHEET_MM * 1.2, body.d)
    skin(canvas, tail, _SHEET_MM * 1.2, body.d)
    if tail[0][0] - upper[-1][0] > 30:
        skin(canvas, [upper[-1], tail[0]], _SHEET_MM * 1.5, (body.d[0] + 60, body.d[1] - 60))
    skin(canvas, upper, _SHEET_MM, (body.d[0] + 90, body.d[1] - 90))
    floor = [(body.at(0.22), body.floor + 120), (body.at(0.27), body.floor),
             (body.at(0.97), body.floor)]  # fmt: skip
    skin(canvas, floor, 1.6, (body.d[0] + 60, body.d[1] - 60))
    skin(canvas, floor, 12.0, (body.d[0] + 120, body.d[1] - 120), {"polyethylene": 0.4})
    for d in (_MIDDLE - 450, _MIDDLE + 380):
        canvas.shell(STEEL, (body.at(0.03), body.at(0.95)), (body.floor - 70, body.floor + 10),
                     (d, d + 70), 1.8)  # fmt: skip
    for at in (body.at(0.012), body.at(0.965)):
        z = body.floor + 190
        canvas.shell(STEEL, (at, at + 55), (z, z + 120), (body.d[0] + 120, body.d[1] - 120), 2)
        canvas.shell(PLASTIC, (at - 40, at + 75), (z - 90, z + 170), body.d, 3)


def _draw_door_parts(
    canvas: Canvas, body: Body, side: tuple[float, float], rng: np.random.Generator
) -> None:
    """Locks, hinges, window lifts and speakers in the doors."""
    d, inward = side
    for foot, _ in body.pillars:
        at = body.at(foot) + 30
        for z in (body.floor + 250, body.belt - 200):
            near = sorted((d + inward * 20, d + inward * 70))
            canvas.box({"iron": 4.0}, (at, at + 60), (z, z + 70), (near[0], near[1]))
    for share in (0.33, 0.55):
        at = body.at(share) + float(rng.uniform(0, 120))
        near = sorted((d + inward * 25, d + inward * 65))
        canvas.disc({"iron": 2.0}, (at, body.floor + 270), (20, 75), (near[0], near[1]))
        bar(canvas, STEEL, (at + 120, body.floor + 200), (at + 420, body.belt - 60), 22,
            (near[0], near[0] + 4))  # fmt: skip


def _draw_windows(canvas: Canvas, body: Body) -> None:
    """Glass, pillars and the header rails."""
    upper = body.points(body.upper)
    for d in (body.d[0] + 60, body.d[1] - 64):
        canvas.polygon({"glass": 2.5}, outline_of(upper), (d, d + 3.8))
        canvas.polygon(STEEL, outline_of(upper), (d + 4, d + 4.1))
        for foot, head in body.pillars:
            start = (body.at(foot), body.belt - 40)
            end = (body.at(head), _height_at(upper, body.at(head)) - 30)
            bar(canvas, {"iron": 0.9}, start, end, 85, (d, d + 60))
        for start, end in pairwise(upper[1:]):
            bar(canvas, {"iron": 0.9}, start, end, 55, (d, d + 55))
    wide = (body.d[0] + 130, body.d[1] - 130)
    skin(canvas, upper[:2], 5.0, wide, {"glass": 2.5})
    skin(canvas, upper[-2:], 3.5, wide, {"glass": 2.5})


def _height_at(points: list[Point], x: float) -> float:
    """Height of an outline that runs from left to right."""
    return float(np.interp(x, [px for px, _ in points], [pz for _, pz in points]))


def _draw_running_gear(canvas: Canvas, body: Body, rng: np.random.Generator) -> None:
    """Wheels, axles, springs, dampers, arms."""
    track = (body.d[0] + 20, body.d[1] - 20)
    for share, front in zip(body.axles, (True, False), strict=True):
        at = (body.at(share), body.tyre.radius)
        draw_car_wheel_pair(canvas, at, body.tyre, track, rng)
        for d in ((track[0] + 260, track[0] + 380), (track[1] - 380, track[1] - 260)):
            middle = (d[0] + d[1]) / 2
            top = body.belt - 150 if front else body.floor + 420
            base = body.tyre.radius + 60
            for z in np.arange(base + 60, top, 48.0):
                bar(canvas, STEEL, (at[0] - 62, float(z)), (at[0] + 62, float(z) + 24), 13,
                    (middle - 60, middle + 60))  # fmt: skip
            bar(canvas, {"iron": 4.0}, (at[0], base - 60), (at[0], top), 42,
                (middle - 21, middle + 21))  # fmt: skip
            bar(canvas, {"iron": 3.0}, (at[0] - 30, base - 120), (at[0] + 330, body.floor), 50,
                (d[0], d[0] + 70))  # fmt: skip
        canvas.box({"iron": 0.35}, (at[0] - 90, at[0] + 120), (base_of(body), base_of(body) + 90),
                   (track[0] + 300, track[1] - 300))  # fmt: skip
    canvas.pipe(STEEL, (body.at(0.3), body.at(body.axles[1])), (body.floor - 20, _MIDDLE), 32, 2.5)


def base_of(body: Body) -> float:
    """Height of the subframes' underside."""
    return body.tyre.radius - 100


def _draw_engine_bay(canvas: Canvas, body: Body, rng: np.random.Generator) -> None:
    bay = (body.x[0] + 130, body.at(body.axles[0]) + 520)
    top = body.belt * 0.86
    across = rng.random() < 0.6 and body.roof < 2000
    d = (_MIDDLE - 330, _MIDDLE + 300) if across else (_MIDDLE - 280, _MIDDLE + 260)
    low = body.floor - 30
    length = 620.0 if across else 980.0
    start = bay[0] + 170
    engine(canvas, (start, start + length), (low, top), d, rng)
    radiator(canvas, bay[0] - 40, (low + 80, top - 40), (_MIDDLE - 360, _MIDDLE + 360))
    box = (bay[1] - 320, bay[1] - 80)
    canvas.box({"lead": 2.3, "water": 0.45}, box, (top - 260, top - 70), (body.d[0] + 200,
               body.d[0] + 375))  # fmt: skip
    for d0 in (body.d[0] + 60, body.d[1] - 280):
        canvas.shell(PLASTIC, (body.x[0] + 30, body.x[0] + 290), (top - 220, top - 40),
                     (d0, d0 + 220), 3)  # fmt: skip
    canvas.shell(PLASTIC, (start + 80, start + 400), (top - 60, top + 30), (d[0], d[1]), 3)
    scatter_fittings(canvas, (bay[0], bay[1] - 200), (low + 60, top), 30, rng)


def _draw_dashboard(canvas: Canvas, body: Body, rng: np.random.Generator) -> None:
    foot = body.at(body.pillars[0][0])
    dash = outline_of([(foot - 60, body.belt - 330), (foot + 330, body.belt - 300),
                       (foot + 350, body.belt - 20), (foot, body.belt + 10)])  # fmt: skip
    inner = (body.d[0] + 120, body.d[1] - 120)
    canvas.polygon({"polyethylene": 0.07, "copper": 0.012, "iron": 0.03}, dash, inner,
                   smooth_noise(rng, (10, 16), (5, 8), 0.5))  # fmt: skip
    canvas.pipe(STEEL, (foot + 100, foot + 130), (body.belt - 120, _MIDDLE), 20)
    wheel = (foot + 470, body.belt - 40)
    rim: Recipe = {"polyethylene": 0.8, "iron": 1.0}
    bar(canvas, STEEL, (foot + 120, body.belt - 260), wheel, 40, (inner[0] + 230, inner[0] + 270))
    bar(canvas, rim, (wheel[0] - 70, wheel[1] + 180), (wheel[0] + 80, wheel[1] - 160), 30,
        (inner[0] + 70, inner[0] + 430))  # fmt: skip
    for shift in (0.0, 130.0):
        bar(canvas, STEEL, (foot + 60 + shift, body.belt - 350), (foot - 20 + shift,
            body.floor + 120), 16, (inner[0] + 200 + shift, inner[0] + 230 + shift))  # fmt: skip


def _draw_fuel_tank(canvas: Canvas, x: Span, top: float, d: Span, rng: np.random.Generator) -> None:
    z = (top - 210, top)
    canvas.note("fuel-tank", x, z)
    canvas.shell(PLASTIC, x, z, d, 5)
    level = z[0] + 5 + float(rng.uniform(0.08, 0.95)) * (z[1] - z[0] - 10)
    canvas.box(FUEL, (x[0] + 5, x[1] - 5), (z[0] + 5, level), (d[0] + 5, d[1] - 5))
    canvas.drum({"polyethylene": 0.6, "iron": 1.0}, (x[0] + x[1]) / 2, (d[0] + d[1]) / 2, 55,
                (z[0] + 10, z[1] + 15))  # fmt: skip


def _draw_exhaust(canvas: Canvas, body: Body, rng: np.random.Generator) -> None:
    z, d = body.floor - 70, _MIDDLE + float(rng.uniform(80, 420))
    run = (body.at(body.axles[0]) + 400, body.x[1] - 40)
    canvas.pipe(STEEL, run, (z, d), 26, 1.6)
    canvas.pipe({"glass": 0.7, "iron": 0.3}, (run[0] + 150, run[0] + 480), (z, d), 62)
    canvas.pipe(STEEL, (run[0] + 130, run[0] + 500), (z, d), 66, 2)
    end = body.at(0.83)
    canvas.ellipsoid({"iron": 0.35}, (end + 220, z + 40, d), (260, 90, 140), 4.0)
