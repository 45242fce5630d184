"""A semi-trailer's frame with what hangs on it: bogie, landing legs, boxes, lamps."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from inspector_app.simulator.canvas import WALL_TO_WALL_MM, Canvas, Recipe
from inspector_app.simulator.parts import (
    PLASTIC,
    Span,
    air_vessel,
    bar,
    draw_hose,
    lying_wheel,
    outline_of,
    scatter_fittings,
    toolbox,
)
from inspector_app.simulator.vehicle import ALUMINIUM, STEEL
from inspector_app.simulator.wheels import (
    draw_axle,
    draw_mudguard,
    draw_suspension,
    lorry_tyre,
)

_SHORT_FRAME_MM = 9000.0


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a drawn frame has its parts, mm: its ends, kingpin, legs, depth and free underside."""

    x: Span
    kingpin: float
    legs: float
    deep: float
    free: Span


@dataclass(frozen=True, slots=True)
class FrameStyle:
    """What kind of frame to draw.

    Attributes:
        axles: number of axles.
        guards: side underrun rails between legs and bogie.
        rails_d: depths of the two main beams.
        swan_neck: the front part is shallower, so that a container's tunnel sits over it.
    """

    axles: int
    guards: bool
    swan_neck: bool = True
    rails_d: tuple[float, float] = (770.0, 1620.0)


def draw_chassis(canvas: Canvas, x: Span, supports: list[float], rng: np.random.Generator) -> Frame:
    """A skeletal trailer from x[0] (kingpin end) to x[1], with bolsters under `supports`."""
    frame = draw_frame(canvas, x, FrameStyle(int(rng.integers(2, 4)), guards=False), rng)
    for at in [*supports, x[0], x[1] - 140]:
        _draw_bolster(canvas, at, 1.0 if at < (x[0] + x[1]) / 2 else -1.0, rng)
    if rng.random() < 0.2:
        _draw_stanchions(canvas, x, rng)
    return frame


def draw_frame(canvas: Canvas, x: Span, style: FrameStyle, rng: np.random.Generator) -> Frame:
    """Main beams, cross members, kingpin plate, legs, bogie, underrun guard and what hangs there.

    The beams' upper edge lies just under z = 0.
    """
    length = x[1] - x[0]
    neck = x[0] + min(float(rng.uniform(2600, 3600)), 0.24 * length)
    slope = neck + min(float(rng.uniform(900, 2600)), 0.13 * length)
    shallow, deep = float(rng.uniform(140, 190)), float(rng.uniform(380, 520))
    web = float(rng.uniform(4.0, 7.0))
    tail = x[1] - min(float(rng.uniform(300, 1200)), 0.1 * length)
    lower = [(x[0], -shallow), (neck, -shallow), (slope, -deep), (tail, -deep), (x[1], -deep * 0.6)]
    outline = np.array([(x[0], -12.0), *lower, (x[1], -12.0)])
    for d in style.rails_d:
        canvas.polygon(STEEL, outline, (d, d + web))
        canvas.box(STEEL, x, (-22, -9), (d - 65, d + 75))
        for (xa, za), (xb, zb) in pairwise(lower):
            flange = np.array([(xa, za), (xb, zb), (xb, zb - 13), (xa, za - 13)])
            canvas.polygon(STEEL, flange, (d - 65, d + 75))
    for at in np.arange(x[0] + 400, x[1] - 200, rng.uniform(500, 1400)):
        high = -60.0 - float(rng.uniform(0, 60))
        canvas.box({"iron": 1.6}, (at, at + 12), (high - 110, high), (780, 1620))
    _draw_lines(canvas, x, deep, rng)
    king = x[0] + float(rng.uniform(800, 1300))
    canvas.box({"iron": 2.2}, (king - 500, king + 450), (-shallow - 60, -shallow), (700, 1750))
    canvas.drum(STEEL, king, 1219, 45, (-shallow - 150, -shallow - 60))
    _draw_landing_legs(canvas, slope, deep, rng)
    front_axle = _draw_bogie(canvas, x, style.axles, deep, rng)
    _draw_tail(canvas, x[1], deep, rng)
    free = (slope + 600, front_axle - 700)
    _draw_underbody(canvas, free, deep, rng)
    if style.guards and free[1] > free[0] + 500:
        _draw_side_guards(canvas, free, rng)
    return Frame(x, king, slope, deep, free)


def _draw_lines(canvas: Canvas, x: Span, deep: float, rng: np.random.Generator) -> None:
    """Air hoses, brake pipes and cables along the beams, and stiffeners on their webs."""
    for _ in range(int(rng.integers(4, 11))):
        start = float(rng.uniform(x[0], x[0] + 0.4 * (x[1] - x[0])))
        end = float(rng.uniform(start + 0.3 * (x[1] - x[0]), x[1]))
        at = (-float(rng.uniform(0.1, 0.9)) * deep, float(rng.uniform(700, 1700)))
        if rng.random() < 0.5:
            canvas.pipe(PLASTIC, (start, end), at, float(rng.uniform(6, 16)), 3.0)
        else:
            canvas.pipe(STEEL, (start, end), at, float(rng.uniform(4, 14)), 1.2)
    for _ in range(int(rng.integers(6, 20))):
        at_x, depth = float(rng.uniform(*x)), float(rng.choice([690.0, 1630.0]))
        high = float(rng.uniform(0.3, 0.8)) * deep
        width = float(rng.uniform(6, 90))
        canvas.box(STEEL, (at_x, at_x + width), (-high - 20, -20), (depth, depth + 5.0))


def _draw_bolster(canvas: Canvas, at: float, inward: float, rng: np.random.Generator) -> None:
    """A cross beam with a twist lock at each end; the knob shows where no container sits on it."""
    canvas.box({"iron": 0.9}, (at, at + 130), (-190, -5), (60, WALL_TO_WALL_MM - 60))
    for d in (0.0, WALL_TO_WALL_MM - 200):
        canvas.shell(STEEL, (at, at + 130), (-190, 10), (d, d + 200), 12)
        knob = np.array(
            [(at + 35, 8), (at + 95, 8), (at + 95, 45), (at + 65, 85), (at + 35, 45)], float
        )
        canvas.polygon(STEEL, knob, (d + 50, d + 120))
        if rng.random() < 0.6:
            run = inward * float(rng.uniform(200, 420))
            start = at + (130 if run > 0 else 0)
            brace = np.array([(start, -5), (start + run, -70), (start + run, -95), (start, -110)])
            canvas.polygon(STEEL, brace, (d + 60, d + 75))


def _draw_stanchions(canvas: Canvas, x: Span, rng: np.random.Generator) -> None:
    """Side plates of a flat-bed trailer that stand up beside the container's foot."""
    count, width = int(rng.integers(3, 6)), float(rng.uniform(350, 900))
    top, thick = float(rng.uniform(60, 450)), float(rng.uniform(3, 10))
    for at in np.linspace(x[0] + 800, x[1] - 1500, count):
        for d in (-30.0, WALL_TO_WALL_MM + 15):
            span = (float(at), float(at) + width)
            canvas.box(STEEL, span, (-350, top), (d, d + thick))
            canvas.shell(STEEL, span, (-350, top), (d, d + 60), 4)


def _draw_tail(canvas: Canvas, x1: float, deep: float, rng: np.random.Generator) -> None:
    """Underrun guard, its braces, lamps and number plate at the rear end."""
    low = -float(rng.uniform(800, 1050))
    start = x1 - float(rng.uniform(250, 600))
    for d in (500.0, 1850.0):
        brace = np.array(
            [(start, -deep * 0.6), (start + 70, -deep * 0.6), (x1 + 40, low), (x1 - 40, low)]
        )
        canvas.polygon(STEEL, brace, (d, d + float(rng.uniform(6, 60))))
    if rng.random() < 0.8:
        canvas.shell(STEEL, (x1 - 80, x1 + 40), (low, low + 120), (100, 2340), 4)
    for _ in range(int(rng.integers(1, 5))):
        at, z = x1 - float(rng.uniform(0, 250)), float(rng.uniform(low, -50))
        size = rng.uniform(40, 160, 2)
        recipe: Recipe = {"polyethylene": 0.4, "iron": float(rng.uniform(0, 1.5))}
        canvas.box(recipe, (at, at + size[0] * 0.5), (z, z + size[1]), (150, 420))


def _draw_landing_legs(canvas: Canvas, x: float, deep: float, rng: np.random.Generator) -> None:
    wide = float(rng.uniform(105, 150))
    for d in (350.0, 2000.0):
        canvas.shell(STEEL, (x, x + wide), (-900, -60), (d, d + 130), 8)
        canvas.shell(STEEL, (x + 15, x + wide - 15), (-1150, -420), (d + 15, d + 115), 7)
        canvas.box({"iron": 4.5}, (x + 45, x + 85), (-1050, -250), (d + 45, d + 85))
        canvas.box({"iron": 4.0}, (x - 20, x + wide + 20), (-260, -110), (d + 130, d + 200))
    if rng.random() < 0.8:
        end = x - float(rng.uniform(350, 800)) * float(rng.choice([1.0, 1.0, -1.0]))
        for d in (360.0, 2010.0):
            bar(canvas, STEEL, (x + 60, -760.0), (end, -deep * 0.5), 62, (d, d + 12))
    canvas.pipe(STEEL, (x, x + 120), (-480, 1219), 35, 5)
    bar(canvas, STEEL, (x + 10, -430.0), (x + 60, -170.0), 22, (60, 90))


def _draw_bogie(
    canvas: Canvas, x: Span, axles: int, deep: float, rng: np.random.Generator
) -> float:
    """Axles at the rear end; returns the foremost one's x."""
    axle_z = -float(rng.uniform(780, 900))
    length = x[1] - x[0]
    last = x[1] - min(float(rng.uniform(900, 2000)), 0.13 * length)
    if length < _SHORT_FRAME_MM:
        axles = min(axles, 2)
    pitch = float(rng.uniform(1250, 1380))
    tyre = lorry_tyre(rng)
    air = rng.random() < 0.45
    guards = rng.random() < 0.55
    for i in range(axles):
        at = last - i * pitch
        draw_axle(canvas, at, axle_z, rng, tyre)
        draw_suspension(canvas, at, axle_z, -deep, air)
        if guards:
            draw_mudguard(canvas, at, axle_z, tyre.radius, rng)
    return last - (axles - 1) * pitch


def _draw_side_guards(canvas: Canvas, x: Span, rng: np.random.Generator) -> None:
    """Light alloy rails along both sides against falling under the trailer."""
    top = -float(rng.uniform(330, 450))
    for d in (10.0, WALL_TO_WALL_MM - 40):
        for z in (top, top - float(rng.uniform(280, 340))):
            canvas.shell(ALUMINIUM, x, (z - 100, z), (d, d + 28), 2.5)
        for at in np.linspace(x[0] + 200, x[1] - 200, 3):
            canvas.shell(STEEL, (float(at), float(at) + 50), (top - 420, -20), (d, d + 40), 3)


def _draw_underbody(canvas: Canvas, x: Span, deep: float, rng: np.random.Generator) -> None:
    """Air vessels, spare wheels, boxes, lines and fittings under the trailer."""
    if x[1] <= x[0] + 200:
        return
    length = x[1] - x[0]
    for _ in range(int(rng.integers(1, 4))):
        place = (float(rng.uniform(*x)), -deep - 60 + float(rng.uniform(0, 240)))
        d = float(rng.uniform(300, 1500))
        air_vessel(
            canvas, place, (d, d + float(rng.uniform(450, 900))), float(rng.uniform(110, 165))
        )
    if rng.random() < 0.65 and length > 1300:
        _draw_spare(canvas, x[0] + float(rng.uniform(600, length - 600)), deep, rng)
    if rng.random() < 0.5:
        wide = float(rng.uniform(450, 900))
        at = x[0] + float(rng.uniform(0, max(length - wide, 1)))
        z = -deep - float(rng.uniform(380, 480))
        toolbox(canvas, (at, at + wide), (z, z + 400), (40, 560), rng)
    scatter_fittings(canvas, (x[0] - 600, x[1] + 3000), (-deep - 40, -50), 15, rng)
    for _ in range(int(rng.integers(3, 9))):
        at, width = float(rng.uniform(x[0] - 400, x[1] + 3000)), float(rng.uniform(14, 70))
        canvas.box({"iron": 1.6}, (at, at + width), (-deep * 0.9, -25), (785, 850))
    for low in (0.35, 0.6):
        start = (x[0] - 300, -deep * low)
        draw_hose(canvas, start, (x[1] + 1500, -deep * low - 30), (850, 870),
                  float(rng.uniform(5, 50)))  # fmt: skip
    for _ in range(int(rng.integers(0, 4))):
        at = float(rng.uniform(x[0], x[1]))
        canvas.shell(PLASTIC, (at, at + 90), (-150, -90), (5, 40), 3)


def _draw_spare(canvas: Canvas, at: float, deep: float, rng: np.random.Generator) -> None:
    """A spare wheel in its cradle."""
    tyre = lorry_tyre(rng, double=True)
    z = -deep - float(rng.uniform(150, 260))
    lying_wheel(canvas, (at, z), float(rng.uniform(1000, 1400)), tyre.radius, tyre.width)
    low = z - tyre.width / 2 - 20
    reach = tyre.radius + 40
    cradle = [(at - reach, -deep), (at - reach, low), (at + reach, low), (at + reach, -deep)]
    for start, end in pairwise(cradle):
        bar(canvas, STEEL, start, end, 24, (1050, 1090))
    bolt = outline_of([(at - 25, low), (at + 25, low), (at + 25, z + 40), (at - 25, z + 40)])
    canvas.polygon(STEEL, bolt, (1190, 1240))
