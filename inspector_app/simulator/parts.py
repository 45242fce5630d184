"""Parts that many vehicles share: bars, bent sheet, engines, seats, tanks, small fittings."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from inspector_app.simulator import exact_math
from inspector_app.simulator.canvas import Canvas, Recipe, smooth_noise
from inspector_app.simulator.vehicle import ALUMINIUM, RUBBER, STEEL

Point = tuple[float, float]
Span = tuple[float, float]

FUEL: Recipe = {"polyethylene": 0.83}
PLASTIC: Recipe = {"polyethylene": 0.95}
CAST_IRON: Recipe = {"iron": 7.1}


def span(one: float, other: float) -> Span:
    """Both in rising order."""
    return min(one, other), max(one, other)


def bar(canvas: Canvas, recipe: Recipe, start: Point, end: Point, width_mm: float, d: Span) -> None:
    """A straight bar between two points (x, z), `width_mm` across, between two depths."""
    run, rise = end[0] - start[0], end[1] - start[1]
    length = max(float(np.sqrt(run * run + rise * rise)), 1.0)
    across, up = -rise / length * width_mm / 2, run / length * width_mm / 2
    outline = [
        (start[0] + across, start[1] + up),
        (end[0] + across, end[1] + up),
        (end[0] - across, end[1] - up),
        (start[0] - across, start[1] - up),
    ]
    canvas.polygon(recipe, np.array(outline), d)


def skin(
    canvas: Canvas, points: Sequence[Point], sheet_mm: float, d: Span, recipe: Recipe = STEEL
) -> None:
    """Bent sheet seen on edge: it follows `points` and reaches from one depth to the other."""
    for start, end in pairwise(points):
        _sheet(canvas, recipe, start, end, sheet_mm, d)


def _sheet(
    canvas: Canvas, recipe: Recipe, start: Point, end: Point, sheet_mm: float, d: Span
) -> None:
    """One flat piece. Where it slopes, each column sees it at a height of its own.

    The fan of rows smears an edge-on sheet over the rows between its near and its far edge.
    """
    left, right = sorted((start, end))
    run, rise = right[0] - left[0], right[1] - left[1]
    length = float(np.sqrt(run * run + rise * rise))
    if run < 2 * canvas.mm_x:
        middle, half = (left[0] + right[0]) / 2, max(run / 2, 6.0, sheet_mm / 2)
        share = sheet_mm * length / max(2 * half * abs(rise), 1.0)
        thinned = {material: density * share for material, density in recipe.items()}
        low, high = sorted((left[1], right[1]))
        canvas.box(thinned, (middle - half, middle + half), (low, high), d)
        return
    column, cover = canvas.column_cover(left[0], right[0])
    if not len(cover):
        return
    at = (column + np.arange(len(cover)) + 0.5) * canvas.mm_x
    z = left[1] + rise * (np.clip(at, left[0], right[0]) - left[0]) / run
    upright = sheet_mm * length / run
    extent = max(upright, abs(rise) / run * canvas.mm_x, 0.7 * canvas.mm_y)
    row, path = canvas.sloping_path_cm(z - extent / 2, z + extent / 2, d)
    canvas.add(recipe, row, column, path * (cover * np.float32(upright / extent)))
    canvas.weigh(recipe, sheet_mm * length * (d[1] - d[0]))


def arc(centre: Point, radius: float, turns: Span, count: int = 9) -> list[Point]:
    """Points (x, z) on a circle; `turns` are shares of a turn, from the right, upwards."""
    angles = np.linspace(turns[0], turns[1], count) * (2 * np.pi)
    xs = centre[0] + radius * exact_math.cos(angles)
    zs = centre[1] + radius * exact_math.sin(angles)
    return [(float(x), float(z)) for x, z in zip(xs, zs, strict=True)]


def outline_of(points: Sequence[Point]) -> NDArray[np.float64]:
    """Points as an array (n, 2)."""
    return np.array(points, np.float64)


def tank(canvas: Canvas, x: Span, centre: Point, radius: float, full: float) -> None:
    """A lying cylindrical fuel tank along the vehicle, `full` (0 to 1) of it filled."""
    canvas.pipe(ALUMINIUM, x, centre, radius, 3.5)
    for end in (x[0], x[1] - 4, (x[0] + x[1]) / 2):
        canvas.pipe(ALUMINIUM, (end, end + 4), centre, radius)
    for at in (x[0] + 120, x[1] - 190):
        canvas.pipe(STEEL, (at, at + 60), centre, radius + 5, 5)
    low = centre[0] - radius * 0.9
    level = low + full * radius * 1.75
    # A box of the same middle width stands for the fuel; its corners lie within the wall's shadow.
    half = radius * 0.8
    canvas.box(FUEL, (x[0] + 5, x[1] - 5), (low, level), (centre[1] - half, centre[1] + half))
    canvas.note("fuel-tank", x, (centre[0] - radius, centre[0] + radius))


def air_vessel(canvas: Canvas, at: Point, d: Span, radius: float) -> None:
    """A brake air vessel that lies across the vehicle: a ring with a domed end in front of it."""
    canvas.disc(STEEL, at, (radius - 3.5, radius), d)
    canvas.disc(STEEL, at, (0, radius), (d[0], d[0] + 4))
    canvas.disc(STEEL, at, (0, radius), (d[1] - 4, d[1]))


def toolbox(canvas: Canvas, x: Span, z: Span, d: Span, rng: np.random.Generator) -> None:
    """A sheet box with chains, straps or tools in it."""
    canvas.shell(STEEL, x, z, d, 1.8)
    for _ in range(int(rng.integers(1, 7))):
        at = float(rng.uniform(x[0], x[1] - 60))
        size = float(rng.uniform(50, max((x[1] - x[0]) * 0.5, 60)))
        top = z[0] + float(rng.uniform(0.1, 0.6)) * (z[1] - z[0])
        thing: Recipe = {"iron": float(rng.uniform(0.3, 2.5))}
        if rng.random() < 0.4:
            thing = {"polyethylene": float(rng.uniform(0.2, 0.9))}
        end = (min(at + size, x[1]), top)
        near = float(rng.uniform(d[0], d[0] + (d[1] - d[0]) * 0.5))
        canvas.box(thing, (at, end[0]), (z[0], end[1]), (near, near + (d[1] - d[0]) * 0.3))


def lying_wheel(canvas: Canvas, centre: Point, d: float, radius: float, width: float) -> None:
    """A wheel lying flat, axis upright: what a spare under a floor or on a frame looks like."""
    x, z = centre
    low, high = z - width / 2, z + width / 2
    canvas.drum(RUBBER, x, d, radius, (low + 30, high - 30), radius - 28)
    canvas.drum(RUBBER, x, d, radius - 14, (low + 12, high - 12), radius - 45)
    for side in (low, high - 16):
        canvas.drum(RUBBER, x, d, radius - 30, (side, side + 16), radius * 0.56)
    canvas.drum(STEEL, x, d, radius * 0.56, (low + 8, high - 8), radius * 0.56 - 9)
    canvas.drum(STEEL, x, d, radius * 0.54, (z + 20, z + 31), radius * 0.26)
    canvas.note("spare-wheel", (x - radius, x + radius), (low, high))


def engine(canvas: Canvas, x: Span, z: Span, d: Span, rng: np.random.Generator) -> None:
    """A piston engine with its crankshaft along x and its gearbox behind (towards larger x)."""
    length, height = x[1] - x[0], z[1] - z[0]
    body = (x[0] + 0.08 * length, x[0] + 0.62 * length)
    middle = (d[0] + d[1]) / 2
    block: Recipe = CAST_IRON if rng.random() < 0.5 else {"aluminium": 2.7}
    solid = {material: share * 0.62 for material, share in block.items()}
    upper = (z[0] + 0.35 * height, z[0] + 0.82 * height)
    canvas.box(solid, body, upper, d, smooth_noise(rng, (14, 30), (6, 12), 0.25))
    canvas.shell(ALUMINIUM, body, (z[0] + 0.82 * height, z[1]), d, 6)
    oil_pan = (body[0] + 0.04 * length, body[1] - 0.04 * length)
    canvas.shell(ALUMINIUM, oil_pan, (z[0], z[0] + 0.35 * height), (d[0] + 40, d[1] - 40), 5)
    canvas.box(FUEL, oil_pan, (z[0] + 6, z[0] + 0.12 * height), (d[0] + 45, d[1] - 45))
    count = int(rng.integers(3, 7)) if length > 700 else int(rng.integers(3, 5))
    step = (body[1] - body[0]) / count
    bore = 0.34 * step
    negative = {material: -share for material, share in solid.items()}
    for i in range(count):
        at = body[0] + (i + 0.5) * step
        head = z[0] + float(rng.uniform(0.5, 0.72)) * height
        canvas.drum(negative, at, middle, bore, (head, upper[1]))
        canvas.drum({"aluminium": 1.8}, at, middle, bore * 0.96, (head - 0.4 * bore, head))
        bar(canvas, CAST_IRON, (at, head - 0.3 * bore), (at + bore * 0.3, z[0] + 0.3 * height),
            0.3 * bore, (middle - 18, middle + 18))  # fmt: skip
    shaft = z[0] + 0.32 * height
    canvas.pipe(STEEL, (body[0] - 0.03 * length, body[1]), (shaft, middle), 0.06 * height + 12)
    canvas.pipe(STEEL, (body[1], body[1] + 45), (shaft, middle), 0.2 * height)
    for pulley in (shaft, z[0] + 0.6 * height):
        canvas.pipe(STEEL, (body[0] - 50, body[0] - 15), (pulley, middle), 0.11 * height, 12)
    _gearbox(canvas, (body[1] + 45, x[1]), shaft, middle, height, rng)
    for _ in range(int(rng.integers(3, 7))):
        place = (float(rng.uniform(*body)), float(rng.uniform(z[0] + 0.3 * height, z[1])))
        outer = float(rng.uniform(0.06, 0.11)) * height
        near = d[0] - float(rng.uniform(60, 140))
        canvas.disc({"iron": 3.2, "copper": 1.0}, place, (0.15 * outer, outer), (near, d[0]))


def _gearbox(
    canvas: Canvas, x: Span, shaft: float, middle: float, height: float, rng: np.random.Generator
) -> None:
    length = x[1] - x[0]
    for share, reach in ((0.0, 0.24), (0.35, 0.17), (0.7, 0.12)):
        span = (x[0] + share * length, x[0] + min(share + 0.35, 1.0) * length)
        canvas.pipe(ALUMINIUM, span, (shaft, middle), reach * height, 9)
        canvas.pipe({"iron": float(rng.uniform(2, 4))}, span, (shaft, middle), reach * height * 0.6)
        for at in np.linspace(span[0] + 15, span[1] - 35, 3):
            gear = reach * height * float(rng.uniform(0.45, 0.85))
            canvas.pipe(STEEL, (float(at), float(at) + 18), (shaft, middle), gear)


def radiator(canvas: Canvas, x: float, z: Span, d: Span) -> None:
    """A cooler across the vehicle, filled with water, and the fan behind it."""
    canvas.box({"aluminium": 0.5, "water": 0.25}, (x, x + 55), z, d)
    for rim in (z[0], z[1] - 40):
        canvas.box(PLASTIC, (x - 5, x + 60), (rim, rim + 40), d)
    middle = ((z[0] + z[1]) / 2, (d[0] + d[1]) / 2)
    canvas.pipe(PLASTIC, (x + 75, x + 105), middle, (z[1] - z[0]) * 0.42, (z[1] - z[0]) * 0.34)
    canvas.pipe({"polyethylene": 0.4}, (x + 75, x + 105), middle, (z[1] - z[0]) * 0.34)


def seat(canvas: Canvas, x: float, z: float, d: Span, size: float = 1.0) -> None:
    """A seat facing left whose cushion's front lower edge is at (x, z)."""
    foam: Recipe = {"polyethylene": 0.06}
    cushion = [(x, z), (x + 480 * size, z - 30), (x + 500 * size, z + 90), (x, z + 130)]
    back = [
        (x + 430 * size, z + 40), (x + 560 * size, z + 20), (x + 700 * size, z + 640 * size),
        (x + 610 * size, z + 660 * size),
    ]  # fmt: skip
    for part in (cushion, back):
        canvas.polygon(foam, outline_of(part), d)
        for side in (d[0] + 20, d[1] - 50):
            for start, end in zip(part, [*part[1:], part[0]], strict=True):
                bar(canvas, STEEL, start, end, 12, (side, side + 26))
    rest = (x + 690 * size, z + 745 * size)
    middle = (d[0] + d[1]) / 2
    canvas.ellipsoid(foam, (*rest, middle), (55, 85, 130), 3.0)
    for side in (d[0] + 40, d[1] - 70):
        bar(canvas, STEEL, (x + 30, z - 90), (x + 470 * size, z - 90), 35, (side, side + 30))
    springs = (x + 80, x + 420 * size)
    canvas.box({"iron": 0.08}, springs, (z - 20, z + 40), d)


def scatter_fittings(
    canvas: Canvas, x: Span, z: Span, count: int, rng: np.random.Generator
) -> None:
    """Valves, brackets, lines and canisters as they crowd a frame; never one like another."""
    for _ in range(count):
        at, low = float(rng.uniform(*x)), float(rng.uniform(*z))
        size = rng.gamma(2.2, 24.0, 2) + 10
        d = float(rng.uniform(150, 2000))
        kind = rng.random()
        if kind < 0.2:
            radius = float(min(size[0], 140.0))
            canvas.disc(STEEL, (at, low), (radius * 0.8, radius), (d, d + 60))
            canvas.disc({"iron": 1.2}, (at, low), (0, radius * 0.5), (d, d + 90))
        elif kind < 0.45:
            radius = float(min(size[0] * 0.5, 60.0))
            canvas.pipe(STEEL, (at, at + 3 * size[1] + 60), (low, d), radius, radius * 0.2)
        elif kind < 0.7:
            end = (at + float(rng.uniform(-260, 260)), low + float(rng.uniform(-200, 200)))
            bar(canvas, STEEL, (at, low), end, float(rng.uniform(8, 45)), (d, d + 14))
        elif kind < 0.85:
            canvas.shell({"iron": 5.0}, (at, at + size[0]), (low, low + size[1]), (d, d + 80), 6)
        else:
            recipe: Recipe = {"aluminium": float(rng.uniform(0.6, 2.0))}
            canvas.ellipsoid(recipe, (at, low, d), (size[0] * 0.6, size[1] * 0.5, 60), 3.0)


def draw_hose(canvas: Canvas, start: Point, end: Point, d: Span, sag_mm: float) -> None:
    """A line that hangs between two points."""
    share = np.linspace(0, 1, 13)
    xs = start[0] + (end[0] - start[0]) * share
    zs = start[1] + (end[1] - start[1]) * share - 4 * sag_mm * share * (1 - share)
    points = [(float(x), float(z)) for x, z in zip(xs, zs, strict=True)]
    for a, b in pairwise(points):
        bar(canvas, RUBBER, a, b, 18, d)


def draw_coiled_lines(canvas: Canvas, x: Span, z: float, rng: np.random.Generator) -> None:
    """The coiled air and current lines between tractor and trailer: waves of thin hose."""
    for d, drop in ((1000.0, 0.0), (1120.0, 55.0), (1300.0, 20.0)):
        turns = (x[1] - x[0]) / float(rng.uniform(70, 110))
        share = np.linspace(0, 1, int(turns * 6) + 2)
        sag = float(rng.uniform(20, 120))
        xs = x[0] + (x[1] - x[0]) * share
        wave = exact_math.sin(share * turns * 2 * np.pi)
        zs = z - drop - 4 * sag * share * (1 - share) + 40 * wave
        points = list(zip(xs.tolist(), zs.tolist(), strict=True))
        for a, b in pairwise(points):
            bar(canvas, RUBBER, a, b, 9, (d, d + 10))
