"""Vehicles as cargo: motorcycles in crates, pick-ups and vans, loaders, farm machines."""

from __future__ import annotations

import numpy as np

from inspector_app.simulator import exact_math
from inspector_app.simulator.canvas import Canvas, Recipe, smooth_noise
from inspector_app.simulator.load_plan import Span, inside, middle, places, plan_load, rows_in
from inspector_app.simulator.vehicle import ALUMINIUM, RUBBER, STEEL, Hold

Filled = tuple[str, tuple[str, ...]]
Point = tuple[float, float]
PLASTIC: Recipe = {"polyethylene": 1.0}


def _rod(
    canvas: Canvas, recipe: Recipe, start: Point, end: Point, thick_mm: float, d: Span
) -> None:
    """A straight rod between two points (x, z)."""
    run, rise = end[0] - start[0], end[1] - start[1]
    long = max(float(np.sqrt(run * run + rise * rise)), 1.0)
    u, v = -rise / long * thick_mm / 2, run / long * thick_mm / 2
    corners = [
        (start[0] + u, start[1] + v), (end[0] + u, end[1] + v),
        (end[0] - u, end[1] - v), (start[0] - u, start[1] - v),
    ]  # fmt: skip
    canvas.polygon(recipe, np.array(corners), d)


def _spoked_wheel(canvas: Canvas, at: Point, radius: float, d: Span, solid: bool) -> None:
    canvas.disc(RUBBER, at, (radius * 0.86, radius), d)
    canvas.disc(ALUMINIUM, at, (radius * 0.78, radius * 0.86), (d[0] + 10, d[1] - 10))
    canvas.disc(STEEL, at, (8, radius * 0.2), (d[0], d[1]))
    canvas.disc(STEEL, at, (radius * 0.38, radius * 0.5), (d[0] - 12, d[0] - 7))
    turns = np.linspace(0, 2 * np.pi, 5 if solid else 11, endpoint=False)
    for turn in turns:
        rim = (at[0] + float(exact_math.cos(turn)) * radius * 0.8,
               at[1] + float(exact_math.sin(turn)) * radius * 0.8)  # fmt: skip
        _rod(canvas, ALUMINIUM, at, rim, 26 if solid else 5, (middle(d) - 10, middle(d) + 10))


def fill_motorcycles(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> Filled:
    """Motorcycles in steel frames, two high, or standing free and strapped."""
    plan = plan_load(hold, rng, (0.9, 0.97), 0.35, 2090)
    framed = rng.random() < 0.7
    radius = float(rng.uniform(265, 330))
    for x in places(plan, 2080, (25, 120), rng, 0.03):
        for row in rows_in(hold.d, 3, 90):
            for layer in range(2 if framed else 1):
                z = hold.z[0] + layer * 1230
                if z + 1220 > hold.z[1]:
                    continue
                _motorcycle(canvas, (x, z + 60), radius, middle(row), rng)
                if framed:
                    _frame(canvas, (x, x + 2070), (z, z + 1215), row)
                else:
                    up = (x + 1000, z + 900)
                    _rod(canvas, PLASTIC, up, (x + 700, z), 40, (row[0], row[0] + 3))
                    _rod(canvas, PLASTIC, up, (x + 1400, z), 40, (row[0], row[0] + 3))
    return "motorcycles", ("87",)


def _frame(canvas: Canvas, x: Span, z: Span, d: Span) -> None:
    for near in (d[0], d[1] - 30):
        for at in (x[0], x[1] - 30):
            canvas.box({"iron": 2.4}, (at, at + 30), z, (near, near + 30))
        for at in (z[0], z[1] - 30):
            canvas.box({"iron": 2.4}, x, (at, at + 30), (near, near + 30))


def _motorcycle(
    canvas: Canvas, at: Point, radius: float, d: float, rng: np.random.Generator
) -> None:
    x, z = at[0], at[1] + radius
    rear, front = (x + 40 + radius, z), (x + 2030 - radius, z)
    solid = rng.random() < 0.5
    for hub in (rear, front):
        _spoked_wheel(canvas, hub, radius, (d - 55, d + 55), solid)
    head = (front[0] - 230, z + 490)
    for side in (d - 75, d + 75):
        _rod(canvas, STEEL, front, head, 36, (side - 15, side + 15))
        _rod(canvas, STEEL, rear, (rear[0] + 480, z + 90), 38, (side - 15, side + 15))
        _rod(canvas, STEEL, rear, (rear[0] + 170, z + 400), 30, (side - 12, side + 12))
    centre = (rear[0] + 560, z + 60)
    for end in ((rear[0] + 240, z + 400), (rear[0] + 480, z + 60), (rear[0] + 800, z + 30)):
        _rod(canvas, STEEL, head, end, 34, (d - 17, d + 17))
    block: Recipe = {"aluminium": 1.5, "iron": 1.3}
    lump = smooth_noise(rng, (12, 12), (6, 6), 0.35)
    canvas.box(
        block, (centre[0] - 150, centre[0] + 190), (z - 90, z + 150), (d - 110, d + 110), lump
    )
    canvas.disc(block, (centre[0] - 80, z + 10), (0, 100), (d - 150, d + 150))
    _rod(
        canvas, block, (centre[0] + 110, z + 120), (centre[0] + 190, z + 330), 150, (d - 70, d + 70)
    )
    tank = [
        (rear[0] + 480, z + 400),
        (rear[0] + 560, z + 560),
        (head[0] - 60, z + 570),
        (head[0], z + 430),
    ]
    for near in (d - 130, d + 128):
        canvas.polygon(STEEL, np.array(tank), (near, near + 2))
    canvas.polygon({"iron": 0.15}, np.array(tank), (d - 130, d + 130))
    seat = [
        (rear[0] - 120, z + 430),
        (rear[0] - 100, z + 510),
        (rear[0] + 480, z + 490),
        (rear[0] + 480, z + 410),
    ]
    canvas.polygon({"polyethylene": 0.25}, np.array(seat), (d - 120, d + 120))
    _rod(canvas, STEEL, (centre[0] + 100, z - 60), (rear[0] - 250, z + 40), 75, (d + 120, d + 126))
    _rod(canvas, STEEL, head, (head[0] - 130, z + 640), 26, (d - 330, d + 330))
    canvas.disc(PLASTIC, (head[0] + 80, z + 470), (60, 90), (d - 60, d + 60))
    canvas.box(
        {"lead": 2.2, "water": 0.4},
        (rear[0] + 250, rear[0] + 390),
        (z + 230, z + 330),
        (d - 40, d + 40),
    )


def fill_vehicles(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> Filled:
    """Loaders, tractors and small excavators, lashed down, one to three of them."""
    plan = plan_load(hold, rng, (0.9, 0.95), 0.2, 4000)
    x = plan.x[0] + float(rng.uniform(50, 400))
    tractors = rng.random() < 0.5
    while x + 2700 < plan.x[1]:
        long = min(float(rng.uniform(2900, 5200)), plan.x[1] - x - 50)
        high = min(long * float(rng.uniform(0.42, 0.58)), hold.z[1] - hold.z[0] - 40)
        _tractor(canvas, (x, x + long), hold.z[0], high, hold, rng, loader=not tractors)
        for end in (x + 0.1 * long, x + 0.9 * long):
            lash = end + float(rng.choice([-500, 500]))
            chain = (float(np.clip(lash, *hold.x)), hold.z[0])
            _rod(
                canvas,
                STEEL,
                (end, hold.z[0] + 0.35 * high),
                chain,
                22,
                (hold.d[0] + 90, hold.d[0] + 112),
            )
        x += long + float(rng.uniform(250, 900))
        if rng.random() < 0.3:
            break
    return ("tractors", ("87",)) if tractors else ("wheel loaders", ("84",))


def _tractor(
    canvas: Canvas,
    x: Span,
    floor: float,
    high: float,
    hold: Hold,
    rng: np.random.Generator,
    loader: bool,
) -> None:
    long = x[1] - x[0]
    d = inside(hold, 320)
    large = high * 0.31
    small = large if loader else large * 0.7
    wheels = (
        (x[0] + large + 0.05 * long, large),
        (x[1] - small - 0.22 * long * loader - 20, small),
    )
    for at, radius in wheels:
        for near in (d[0], d[1] - 380):
            canvas.disc(RUBBER, (at, floor + radius), (radius * 0.93, radius), (near, near + 380))
            canvas.disc(
                RUBBER, (at, floor + radius), (radius * 0.52, radius * 0.93), (near, near + 40)
            )
            canvas.disc(
                RUBBER,
                (at, floor + radius),
                (radius * 0.52, radius * 0.93),
                (near + 340, near + 380),
            )
            canvas.disc(STEEL, (at, floor + radius), (60, radius * 0.52), (near + 150, near + 162))
        canvas.disc({"iron": 3.5}, (at, floor + radius), (0, 130), (d[0] + 300, d[1] - 300))
    axle = floor + small
    body = (x[0] + 0.12 * long, x[1] - 0.25 * long)
    core = (middle(d) - 260, middle(d) + 260)
    canvas.box(
        {"iron": 1.6}, body, (axle - 60, axle + 160), core, smooth_noise(rng, (8, 30), (4, 14), 0.4)
    )
    hood = (middle(body) + 0.05 * long, x[1] - 0.12 * long)
    canvas.shell(STEEL, hood, (axle + 160, floor + 0.62 * high), core, 2.5)
    canvas.box({"iron": 2.6, "aluminium": 0.4}, (hood[0] + 60, hood[0] + 0.7 * (hood[1] - hood[0])),
               (axle + 170, floor + 0.56 * high), (core[0] + 90, core[1] - 90),
               smooth_noise(rng, (14, 20), (7, 9), 0.4))  # fmt: skip
    canvas.box(
        {"aluminium": 0.6, "water": 0.3},
        (hood[1] - 110, hood[1] - 40),
        (axle + 170, floor + 0.6 * high),
        core,
    )
    cab = (x[0] + 0.15 * long, x[0] + 0.48 * long)
    for near in (d[0] + 150, d[1] - 200):
        for at in (cab[0], cab[1] - 55):
            canvas.box({"iron": 2.2}, (at, at + 55), (axle + 200, floor + high), (near, near + 50))
    canvas.box({"iron": 0.2}, cab, (floor + high - 70, floor + high), (d[0] + 150, d[1] - 150))
    canvas.box({"glass": 0.01, "polyethylene": 0.01}, cab, (axle + 350, floor + high - 70), d)
    seat = (cab[0] + 150, cab[0] + 550)
    canvas.box({"polyethylene": 0.08, "iron": 0.08}, seat, (axle + 250, axle + 480), core)
    if loader:
        pivot, tip = (cab[1], floor + 0.55 * high), (x[1] - 0.16 * long, floor + 0.16 * high)
        for near in (core[0] - 90, core[1]):
            _rod(canvas, STEEL, pivot, tip, 150, (near, near + 60))
            _rod(
                canvas,
                STEEL,
                (pivot[0], axle + 150),
                (middle((pivot[0], tip[0])), floor + 0.34 * high),
                70,
                (near, near + 70),
            )
        bucket = [(-0.17, 0.02), (0.0, 0.01), (-0.06, 0.04), (-0.13, 0.3), (-0.18, 0.28)]
        outline = np.array([(x[1] + u * long, floor + v * high) for u, v in bucket])
        canvas.polygon({"iron": 0.35}, outline, d)


def fill_farm_machines(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> Filled:
    """Ploughs, harrows, seeders and mowers taken apart: tines, discs, hoppers, drawbars."""
    plan = plan_load(hold, rng, (0.4, 0.9), 0.3, 1700)
    x = plan.x[0] + float(rng.uniform(20, 300))
    while x < plan.x[1] - 1300:
        long = min(float(rng.uniform(1200, 3600)), plan.x[1] - x)
        high = min(float(rng.uniform(700, 1700)), plan.top(x) - hold.z[0])
        span, d = (x, x + long), inside(hold, float(rng.uniform(80, 400)))
        draw = (_harrow, _plough, _hopper)[int(rng.integers(3))]
        draw(canvas, span, (hold.z[0], hold.z[0] + high), d, rng)
        x += long + float(rng.uniform(40, 500))
    return "farm machinery", ("84",)


def _harrow(canvas: Canvas, x: Span, z: Span, d: Span, rng: np.random.Generator) -> None:
    """Discs on shafts across, under a frame of square tube."""
    radius = min(float(rng.uniform(230, 330)), 0.4 * (z[1] - z[0]))
    for bar in np.linspace(x[0] + radius, x[1] - radius, int(rng.integers(2, 5))):
        at = (float(bar), z[0] + radius)
        for near in np.arange(d[0] + 40, d[1] - 40, float(rng.uniform(150, 240))):
            off = float(rng.normal(0, 18))
            canvas.disc(STEEL, (at[0] + off, at[1]), (20, radius), (float(near), float(near) + 6))
        canvas.disc(STEEL, at, (0, 28), d)
        _rod(canvas, STEEL, at, (at[0] + 60, z[0] + 2.3 * radius), 60, (d[0] + 300, d[0] + 330))
    for near in (d[0] + 100, d[1] - 200):
        canvas.shell(
            STEEL, x, (z[0] + 2.2 * radius, z[0] + 2.2 * radius + 100), (near, near + 100), 8
        )


def _plough(canvas: Canvas, x: Span, z: Span, d: Span, rng: np.random.Generator) -> None:
    """Curved shares hanging from a beam, one behind the other."""
    beam = z[0] + 0.75 * (z[1] - z[0])
    canvas.shell(STEEL, x, (beam, beam + 140), (middle(d) - 70, middle(d) + 70), 10)
    count = int(rng.integers(3, 7))
    for i, at in enumerate(np.linspace(x[0] + 100, x[1] - 350, count)):
        near = d[0] + (d[1] - d[0] - 120) * i / count
        foot = (float(at) + 220, z[0] + 30)
        _rod(canvas, STEEL, (float(at), beam), foot, 75, (near, near + 30))
        share = np.array([foot, (foot[0] + 330, foot[1] + 40), (foot[0] + 120, foot[1] + 330),
                          (foot[0] - 60, foot[1] + 260)])  # fmt: skip
        share[:, 0] = np.clip(share[:, 0], *x)
        canvas.polygon(STEEL, share, (near, near + 12))
    canvas.disc(RUBBER, (x[1] - 260, z[0] + 250), (150, 250), (d[0] + 60, d[0] + 220))


def _hopper(canvas: Canvas, x: Span, z: Span, d: Span, rng: np.random.Generator) -> None:
    """A seeder's sheet hopper over tubes and wheels, or a mower's drum."""
    rim = z[0] + 0.95 * (z[1] - z[0])
    base = z[0] + 0.5 * (z[1] - z[0])
    inset = 0.25 * (x[1] - x[0])
    shape = [(x[0] + inset, base), (x[1] - inset, base), (x[1], rim), (x[0], rim)]
    canvas.polygon({"iron": 0.08}, np.array(shape), d)
    for start, end in zip(shape, [*shape[1:], shape[0]], strict=True):
        _rod(canvas, {"iron": 1.0}, start, end, 14, d)
    for at in np.linspace(x[0] + inset, x[1] - inset, int(rng.integers(3, 8))):
        foot = (float(at) + float(rng.uniform(-80, 80)), z[0] + 120)
        _rod(canvas, STEEL, (float(at), base), foot, 26, (d[0] + 200, d[0] + 400))
        canvas.disc(STEEL, foot, (20, 115), (d[0] + 260, d[0] + 266))
    radius = min(0.3 * (z[1] - z[0]), 420.0)
    for near in (d[0], d[1] - 180):
        canvas.disc(RUBBER, (middle(x), z[0] + radius), (radius * 0.6, radius), (near, near + 180))
        canvas.disc(STEEL, (middle(x), z[0] + radius), (40, radius * 0.6), (near + 80, near + 90))
