"""Metal: sheet in packs, sections, scrap, cable on drums, gas cylinders, engines in crates."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from inspector_app.simulator import exact_math
from inspector_app.simulator.canvas import Canvas, Recipe, smooth_noise
from inspector_app.simulator.load_plan import (
    Span,
    inside,
    middle,
    payload_kg,
    places,
    plan_load,
    rows_in,
)
from inspector_app.simulator.mineral_cargo import add_textured, like
from inspector_app.simulator.packed_cargo import draw_pallet
from inspector_app.simulator.vehicle import ALUMINIUM, STEEL, WOOD, Hold

Filled = tuple[str, tuple[str, ...]]


def lay_battens(canvas: Canvas, x: Span, z: float, d: Span, count: int, high_mm: float) -> None:
    """Wooden battens across the hold, below a load."""
    for at in np.linspace(x[0] + 60, max(x[1] - 160, x[0] + 60), count):
        canvas.box(WOOD, (float(at), float(at) + 90), (z, z + high_mm), d)


def fill_sheet_metal(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> Filled:
    """Packs of sheet on runners, strapped, low because of their weight."""
    key, chapter, recipe = [
        ("steel sheet", "72", {"iron": 7.6}),
        ("galvanised corrugated sheet", "72", {"iron": 4.2}),
        ("aluminium sheet", "76", {"aluminium": 2.6}),
        ("stainless sheet", "72", {"iron": 7.7}),
    ][int(rng.choice(4, p=[0.45, 0.25, 0.15, 0.15]))]
    left = payload_kg(hold) * float(rng.uniform(0.6, 0.95))
    long = float(rng.choice([2000.0, 2440.0, 3000.0, 5800.0]))
    plan = plan_load(hold, rng, (0.3, 0.5), 0.2)
    long = min(long, plan.x[1] - plan.x[0])
    depth = inside(hold, float(rng.uniform(350, 600)))
    gap = float(rng.uniform(300, 1600))
    spots = list(places(plan, long, (gap, gap * 1.3), rng))
    for i, x in enumerate(spots):
        share = left / (len(spots) - i) * float(rng.uniform(0.8, 1.1))
        z = hold.z[0]
        per_mm = sum(recipe.values()) * 1e-6 * long * (depth[1] - depth[0])
        for _ in range(int(rng.integers(1, 4))):
            thick = min(float(rng.uniform(90, 320)), share / per_mm)
            if thick < 20 or z + 100 + thick > hold.z[1]:
                break
            lay_battens(canvas, (x, x + long), z, depth, 4, 90)
            slip = float(rng.normal(0, 20))
            span = (x + slip, x + slip + long)
            canvas.box(dict(recipe), span, (z + 90, z + 90 + thick), depth)
            _strap(canvas, span, (z + 85, z + 95 + thick), depth)
            share -= per_mm * thick
            left -= per_mm * thick
            z += 90 + thick
    return str(key), (str(chapter),)


def _strap(canvas: Canvas, x: Span, z: Span, d: Span) -> None:
    for share in (0.12, 0.5, 0.88):
        at = x[0] + share * (x[1] - x[0])
        canvas.box(STEEL, (at, at + 32), z, (d[0] - 4, d[0] - 2))
        canvas.box(STEEL, (at - 12, at + 44), (z[1], z[1] + 12), (d[0], d[0] + 40))


def fill_steel_sections(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> Filled:
    """Beams, channels, angles and reinforcing bars in bundles, ends never quite in line."""
    key, high, solid = [
        ("steel beams", float(rng.uniform(140, 360)), 0.12),
        ("steel angles", float(rng.uniform(40, 100)), 0.35),
        ("reinforcing bars", float(rng.uniform(70, 160)), 0.75),
        ("rails", float(rng.uniform(140, 180)), 0.42),
    ][int(rng.integers(4))]
    longest = hold.x[1] - hold.x[0]
    long = min(float(rng.choice([5800.0, 9000.0, 11_700.0])), longest - 100)
    start = hold.x[0] + float(rng.uniform(0, max(longest - long, 1)))
    depth = inside(hold, float(rng.uniform(150, 500)))
    left = payload_kg(hold) * float(rng.uniform(0.6, 0.95))
    z = hold.z[0]
    flange = high * 0.1
    while left > 1000 and z + high + 80 < hold.z[1]:
        lay_battens(canvas, (start, start + long), z, hold.d, int(rng.integers(3, 6)), 75)
        z += 75
        for row in rows_in(depth, int(rng.integers(3, 6)), 25):
            slip = float(rng.normal(0, 45))
            x = (max(start + slip, hold.x[0]), min(start + slip + long, hold.x[1]))
            if key in ("steel beams", "rails"):
                web = {"iron": 7.85 * 0.1}
                canvas.box(web, x, (z + flange, z + high - flange), row)
                canvas.box(STEEL, x, (z, z + flange), row)
                canvas.box(STEEL, x, (z + high - flange, z + high), row)
            else:
                lines = smooth_noise(rng, (9, 2), (9, 2), 0.25)
                canvas.box({"iron": 7.85 * solid}, x, (z, z + high), row, lines)
                _fray(canvas, x, (z, z + high), row, 7.85 * solid, rng)
            left -= 7.85e-6 * solid * high * long * (row[1] - row[0])
        z += high
    return str(key), ("73",) if key == "rails" else ("72",)


def _fray(
    canvas: Canvas, x: Span, z: Span, d: Span, density: float, rng: np.random.Generator
) -> None:
    """Single bars that stick out of a bundle's end."""
    for _ in range(int(rng.integers(2, 6))):
        at = float(rng.uniform(z[0], z[1] - 16))
        out = float(rng.uniform(30, 220))
        canvas.box({"iron": density}, (x[1], x[1] + out), (at, at + 14), (d[0], d[0] + 30))


def _scrap_outline(
    rng: np.random.Generator, at: tuple[float, float], size: float
) -> NDArray[np.float64]:
    corners = int(rng.integers(3, 8))
    angles = np.sort(rng.uniform(0, 2 * np.pi, corners))
    reach = rng.uniform(0.35, 1.0, corners) * size
    flat = float(rng.uniform(0.15, 1.0))
    turn = float(rng.uniform(0, np.pi))
    u, v = exact_math.cos(angles) * reach, exact_math.sin(angles) * reach * flat
    c, s = float(exact_math.cos(turn)), float(exact_math.sin(turn))
    return np.stack([at[0] + c * u - s * v, at[1] + s * u + c * v], axis=1)


def fill_scrap(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> Filled:
    """Scrap: a heap of shredded stuff with plates, pipes, wheels and castings in it."""
    key, chapter, metal = [
        ("iron scrap", "72", "iron"),
        ("aluminium scrap", "76", "aluminium"),
        ("copper scrap", "74", "copper"),
    ][int(rng.choice(3, p=[0.65, 0.2, 0.15]))]
    level = float(rng.uniform(0.35, 0.85)) * (hold.z[1] - hold.z[0])
    n = 120
    swell = smooth_noise(rng, (8, n), (3, 7), 0.09)
    ragged = (smooth_noise(rng, (8, n), (8, 45), 0.4) - 1) * 120
    edge = np.clip(np.minimum(np.linspace(0, 12, n), np.linspace(12, 0, n)) + 0.5, 0.5, 1)
    tops = hold.z[0] + np.clip(level * swell * edge + ragged, 60, 0.97 * (hold.z[1] - hold.z[0]))
    weight = {"iron": 1.0, "aluminium": 0.4, "copper": 1.1}[metal]
    sub = like(canvas)
    fine = float(rng.uniform(0.05, 0.16)) * weight
    sub.heap({metal: fine}, hold.x, hold.z[0], tops.astype(np.float32), hold.d)
    add_textured(canvas, sub, 0.5, rng)
    mean_tops = tops.mean(axis=0)
    for _ in range(int(rng.integers(380, 760) * (hold.x[1] - hold.x[0]) / 12_000)):
        x = float(rng.uniform(hold.x[0] + 100, hold.x[1] - 100))
        top = float(mean_tops[int((x - hold.x[0]) / (hold.x[1] - hold.x[0]) * (n - 1))])
        z = float(rng.uniform(hold.z[0] + 40, max(top - 60, hold.z[0] + 60)))
        size = min(30 + float(rng.gamma(1.6, 90.0)), 600.0)
        d = float(rng.uniform(hold.d[0], hold.d[1] - 120))
        _scrap_piece(canvas, hold, metal, (x, z, d), size, rng)
    return key, (chapter,)


def _scrap_piece(
    canvas: Canvas,
    hold: Hold,
    metal: str,
    at: tuple[float, float, float],
    size: float,
    rng: np.random.Generator,
) -> None:
    full = {"iron": 7.8, "aluminium": 2.7, "copper": 8.9}[metal]
    x, z, d = at
    kind = rng.random()
    size = min(size, z - hold.z[0] + 60, hold.z[1] - z)
    if kind < 0.55:
        outline = _scrap_outline(rng, (x, z), size)
        outline[:, 0] = np.clip(outline[:, 0], *hold.x)
        outline[:, 1] = np.clip(outline[:, 1], *hold.z)
        canvas.polygon({metal: full}, outline, (d, d + float(rng.gamma(1.1, 16.0)) + 3))
    elif kind < 0.72:
        span = (max(x - 2 * size, hold.x[0]), min(x + 2 * size, hold.x[1]))
        canvas.pipe({metal: full}, span, (z, d + 60), 15 + size * 0.15, 4)
    elif kind < 0.88:
        outer = max(size * 0.8, 25)
        canvas.disc(
            {metal: full}, (x, z), (outer * float(rng.uniform(0.3, 0.9)), outer), (d, d + 18)
        )
    else:
        lump = (size * 0.4, size * 0.3, min(size * 0.3, 120))
        canvas.ellipsoid({metal: full * 0.8}, (x, z, d + 60), lump, 2.6)


def fill_cable_drums(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> Filled:
    """Wooden drums of cable standing on their flanges, chocked, some half wound."""
    copper = rng.random() < 0.6
    cable: Recipe = {"copper" if copper else "aluminium": 2.6 if copper else 1.1}
    cable["polyethylene"] = 0.35
    radius = min(float(rng.uniform(400, 1050)), 0.46 * (hold.z[1] - hold.z[0]))
    wide = min(float(rng.uniform(500, 1000)), 0.9 * (hold.d[1] - hold.d[0]))
    rows = max(1, int((hold.d[1] - hold.d[0]) // (wide + 60)))
    plan = plan_load(hold, rng, (0.8, 0.9), 0.3, 2 * radius + 10)
    for left in places(plan, 2 * radius, (20, 260), rng, 0.04):
        x, z = left + radius, hold.z[0] + radius
        for row in rows_in(hold.d, rows, 40):
            d = (middle(row) - wide / 2, middle(row) + wide / 2)
            wound = radius * float(rng.choice([0.92, 0.9, 0.85, 0.6]))
            core = radius * 0.45
            canvas.disc(cable, (x, z), (core, wound), (d[0] + 50, d[1] - 50))
            canvas.disc(WOOD, (x, z), (core - 25, core), (d[0] + 50, d[1] - 50))
            for flange in (d[0], d[1] - 45):
                canvas.disc(WOOD, (x, z), (40, radius), (flange, flange + 45))
                canvas.disc(STEEL, (x, z), (40, 110), (flange, flange + 6))
            for turn in np.linspace(0, 2 * np.pi, 6, endpoint=False):
                bolt = (
                    x + float(exact_math.cos(turn)) * core,
                    z + float(exact_math.sin(turn)) * core,
                )
                canvas.disc(STEEL, bolt, (0, 9), d)
        for chock in (left - 10, left + 2 * radius - 150):
            canvas.box(WOOD, (chock, chock + 160), (hold.z[0], hold.z[0] + 110), hold.d)
    return ("copper cable" if copper else "aluminium cable"), ("85",)


def fill_gas_cylinders(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> Filled:
    """Steel cylinders standing in racks, valves up under caps."""
    propane = rng.random() < 0.35
    radius = 150.0 if propane else float(rng.uniform(102, 117))
    high = min(float(rng.uniform(480, 600) if propane else rng.uniform(1300, 1560)), 1700.0)
    wall = 3.0 if propane else float(rng.uniform(5.5, 7.5))
    inside_gas: Recipe = {"polyethylene": 0.4 if propane else 0.12}
    plan = plan_load(hold, rng, (0.6, 0.8), 0.4)
    layers = 2 if propane and rng.random() < 0.6 else 1
    rack = 4 * 2 * radius + 60  # at most 1.26 m, which a plan always has
    for left in places(plan, rack, (25, 160), rng, 0.05):
        for layer in range(layers):
            z = hold.z[0] + 20 + layer * (high + 120)
            if z + high > hold.z[1]:
                continue
            for level in (z - 15, z + high * 0.45, z + high * 0.8):
                canvas.box(
                    STEEL,
                    (left, left + rack),
                    (level, level + 40),
                    (hold.d[0] + 30, hold.d[0] + 36),
                )
                canvas.box(
                    STEEL,
                    (left, left + rack),
                    (level, level + 40),
                    (hold.d[1] - 36, hold.d[1] - 30),
                )
            for i in range(4):
                count = max(1, int((hold.d[1] - hold.d[0] - 80) // (2 * radius + 10)))
                for k, row in enumerate(rows_in(inside(hold, 40), count, 4)):
                    if rng.random() < 0.02:
                        continue
                    x = left + 30 + radius + i * 2 * radius + (k % 2) * 12
                    _cylinder(canvas, (x, middle(row)), z, (radius, wall, high), inside_gas)
    return ("propane in cylinders", ("27",)) if propane else ("oxygen in cylinders", ("28",))


def _cylinder(
    canvas: Canvas,
    at: tuple[float, float],
    z: float,
    size: tuple[float, float, float],
    gas: Recipe,
) -> None:
    x, d = at
    radius, wall, high = size
    body = z + high * 0.86
    canvas.drum(STEEL, x, d, radius, (z, z + 12))
    canvas.drum(STEEL, x, d, radius, (z + 12, body), radius - wall)
    canvas.drum(gas, x, d, radius - wall, (z + 12, body))
    for step in range(3):
        shrunk = radius * (0.88 - 0.22 * step)
        top = body + step * high * 0.025
        canvas.drum(STEEL, x, d, shrunk, (top, top + high * 0.025), max(shrunk - wall * 2.5, 5))
    canvas.drum({"copper": 6.0}, x, d, 16, (z + high * 0.93, z + high * 0.99))
    canvas.drum(STEEL, x, d, 40, (z + high * 0.93, z + high), 37)


def fill_engines(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> Filled:
    """Engines and gearboxes on pallets or in crates: cylinders, shafts, flywheels, castings."""
    used = rng.random() < 0.4
    plan = plan_load(hold, rng, (0.4, 0.85), 0.3)
    for x in places(plan, 1200, (20, 160), rng, 0.05):
        for row in rows_in(hold.d, 2, 120):
            base = hold.z[0]
            for _ in range(int(rng.integers(1, 3))):
                high = float(rng.uniform(600, 950))
                if base + 150 + high > hold.z[1]:
                    break
                deck = draw_pallet(canvas, x, base, row)
                _engine(canvas, (x + 80, x + 1120), (deck, deck + high), row, rng)
                if not used and rng.random() < 0.6:
                    canvas.shell(WOOD, (x, x + 1190), (deck, deck + high + 60), row, 18)
                base = deck + high + 90
    return ("used engines", ("84",)) if used else ("engines and gearboxes", ("84", "87"))


def _engine(canvas: Canvas, x: Span, z: Span, d: Span, rng: np.random.Generator) -> None:
    long, high = x[1] - x[0], z[1] - z[0]
    cast: Recipe = {"iron": 3.4} if rng.random() < 0.6 else {"aluminium": 1.5}
    block = (x[0] + 0.05 * long, x[0] + float(rng.uniform(0.5, 0.65)) * long)
    depth = (middle(d) - 0.3 * (d[1] - d[0]), middle(d) + 0.3 * (d[1] - d[0]))
    canvas.box(cast, block, (z[0] + 0.3 * high, z[0] + 0.8 * high), depth,
               smooth_noise(rng, (16, 20), (7, 10), 0.3))  # fmt: skip
    count = int(rng.choice([3, 4, 6]))
    step = (block[1] - block[0]) / count
    hollow = {material: -0.8 * share for material, share in cast.items()}
    for i in range(count):
        at = block[0] + (i + 0.5) * step
        canvas.drum(hollow, at, middle(d), 0.36 * step, (z[0] + 0.5 * high, z[0] + 0.78 * high))
        low = z[0] + float(rng.uniform(0.5, 0.66)) * high
        canvas.drum(ALUMINIUM, at, middle(d), 0.34 * step, (low, low + 0.07 * high), 0.16 * step)
    canvas.box({"aluminium": 0.7}, block, (z[0] + 0.8 * high, z[1] - 20), depth)
    canvas.shell(ALUMINIUM, block, (z[0] + 40, z[0] + 0.3 * high), depth, 5)
    shaft = z[0] + 0.33 * high
    canvas.pipe(STEEL, (block[0] - 30, block[1] + 30), (shaft, middle(d)), 0.05 * high)
    canvas.pipe(STEEL, (block[1] + 10, block[1] + 45), (shaft, middle(d)), 0.22 * high)
    for share, reach in ((0.0, 0.21), (0.45, 0.14)):
        box = (block[1] + 50 + share * (x[1] - block[1]), x[1] - 20)
        canvas.pipe({"aluminium": 1.1, "iron": 0.9}, box, (shaft, middle(d)), reach * high)
    for _ in range(int(rng.integers(3, 8))):
        pulley = (
            float(rng.uniform(block[0], block[1])),
            float(rng.uniform(z[0] + 0.3 * high, z[1])),
        )
        outer = float(rng.uniform(30, 80))
        near = depth[0] - float(rng.uniform(40, 120))
        canvas.disc({"iron": 3.5, "copper": 0.8}, pulley, (0.2 * outer, outer), (near, depth[0]))
