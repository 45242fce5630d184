"""Loads of pieces: drums, coils, pipes, timber, machinery, tyres, rolls, cars, appliances."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from inspector_app.simulator import exact_math
from inspector_app.simulator.canvas import Canvas, Recipe, smooth_noise
from inspector_app.simulator.goods import DRUM_GOODS, pick
from inspector_app.simulator.packed_cargo import draw_pallet
from inspector_app.simulator.vehicle import ALUMINIUM, RUBBER, STEEL, WOOD, Hold

Filled = tuple[str, tuple[str, ...]]


def fill_drums(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> Filled:
    """Steel or plastic drums of 200 litres on pallets, one or two layers."""
    goods = pick(rng, DRUM_GOODS)
    inside = goods.recipe(rng)
    shell: Recipe = STEEL if rng.random() < 0.6 else {"polyethylene": 0.95}
    wall = 1.1 if "iron" in shell else 4.0
    radius, height = 290.0, 880.0
    layers = int(rng.integers(1, 3))
    base = hold.z[0]
    palletised = rng.random() < 0.7
    for _ in range(layers):
        if palletised:
            for at in np.arange(hold.x[0], hold.x[1] - 1200, 1210.0):
                draw_pallet(canvas, float(at), base, (hold.d[0] + 100, hold.d[1] - 100))
        x = hold.x[0] + radius + float(rng.uniform(0, 60))
        while x < hold.x[1] - radius:
            foot = base + (144 if palletised else 0)
            for row in range(4):
                d = hold.d[0] + radius + row * 575
                level = foot + height * float(rng.uniform(0.86, 0.95))
                at = x + float(rng.normal(0, 8)) + (row % 2) * float(rng.uniform(0, 40))
                canvas.drum(inside, at, d, radius - wall, (foot + 6, level))
                canvas.drum(shell, at, d, radius, (foot, foot + height), radius - wall)
                for rib in (0.33, 0.66, 0.99):
                    z = foot + height * rib
                    canvas.drum(shell, at, d, radius + 8, (z - 8, z + 8), radius - 2 * wall)
            x += 2 * radius + float(rng.uniform(8, 30))
        base += height + (150 if palletised else 20)
    return goods.key, (goods.hs_chapter,)


def fill_coils(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> Filled:
    """Coils of steel, aluminium or copper strip lying in wooden cradles, eye along the vehicle."""
    chapter, metal, key = [
        ("72", {"iron": 7.4}, "steel coils"),
        ("76", {"aluminium": 2.5}, "aluminium coils"),
        ("74", {"copper": 8.2}, "copper coils"),
    ][int(rng.choice(3, p=[0.6, 0.25, 0.15]))]
    count = min(int(rng.integers(3, 9)), int((hold.x[1] - hold.x[0]) // 1750))
    middle = (hold.d[0] + hold.d[1]) / 2
    places = np.linspace(hold.x[0] + 250, hold.x[1] - 1560, count)
    for x in places:
        outer, inner = float(rng.uniform(420, 750)), float(rng.uniform(230, 260))
        width = float(rng.uniform(400, 1100))
        z = hold.z[0] + 120 + outer
        span = (float(x), float(x) + width)
        if rng.random() < 0.75:
            canvas.pipe(metal, span, (z, middle), outer, outer - inner)
        else:
            canvas.disc(
                metal,
                (float(x) + outer, z),
                (inner, outer),
                (middle - width / 2, middle + width / 2),
            )
        canvas.box(
            WOOD,
            (x - 40, x + width + 40),
            (hold.z[0], hold.z[0] + 120),
            (middle - 500, middle - 380),
        )
        canvas.box(
            WOOD,
            (x - 40, x + width + 40),
            (hold.z[0], hold.z[0] + 120),
            (middle + 380, middle + 500),
        )
        canvas.box(WOOD, (x - 140, x - 40), (hold.z[0], hold.z[0] + 110), hold.d)
    return key, (chapter,)


def fill_pipes(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> Filled:
    """Bundles of pipes, bars or profiles with staggered ends."""
    chapter, recipe, key = [
        ("73", STEEL, "steel pipes"),
        ("76", ALUMINIUM, "aluminium profiles"),
        ("39", {"polyethylene": 0.95}, "plastic pipes"),
        ("74", {"copper": 8.9}, "copper tubes"),
    ][int(rng.choice(4, p=[0.45, 0.2, 0.25, 0.1]))]
    radius = float(rng.uniform(20, 160)) if chapter != "74" else float(rng.uniform(10, 35))
    wall = radius * float(rng.uniform(0.08, 0.2))
    longest = hold.x[1] - hold.x[0]
    length = (
        longest * float(rng.uniform(0.55, 0.99))
        if longest < 7000
        else float(rng.uniform(5600, 11600))
    )
    start = hold.x[0] + float(rng.uniform(0, longest - length))
    high = hold.z[0] + float(rng.uniform(250, 1500))
    z = hold.z[0] + 90 + radius
    bundle = 0.0
    while z + radius < high:
        for d in np.arange(hold.d[0] + radius + 150, hold.d[1] - radius - 100, radius * 2.1):
            slip = float(rng.normal(0, 40 if radius > 60 else 15))
            span = (max(start + slip, hold.x[0]), min(start + slip + length, hold.x[1]))
            canvas.pipe(recipe, span, (z, float(d)), radius, wall)
        z += radius * 1.9
        bundle += radius * 1.9
        if bundle > 420:
            _lay_battens(canvas, (start, start + length), z - radius, hold, rng)
            z, bundle = z + 80, 0.0
    _lay_battens(canvas, (start, start + length), hold.z[0], hold, rng)
    return key, (chapter,)


def _lay_battens(
    canvas: Canvas, x: tuple[float, float], z: float, hold: Hold, rng: np.random.Generator
) -> None:
    for at in np.linspace(x[0] + 300, x[1] - 400, int(rng.integers(3, 7))):
        canvas.box(WOOD, (float(at), float(at) + 90), (z, z + 80), hold.d)


def fill_timber(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> Filled:
    """Packs of sawn boards, or logs and beams stacked with uneven ends."""
    density = float(rng.uniform(0.42, 0.72))
    recipe: Recipe = {"cellulose": density}
    longest = hold.x[1] - hold.x[0]
    level = hold.z[0] + float(rng.uniform(0.4, 0.95)) * (hold.z[1] - hold.z[0])
    sawn = rng.random() < 0.55
    z = hold.z[0]
    board = float(rng.uniform(25, 60)) if sawn else float(rng.uniform(120, 320))
    uneven = 60.0 if sawn else longest * 0.12
    while z + board < level:
        if sawn and int((z - hold.z[0]) / 600) != int((z + board - hold.z[0]) / 600):
            _lay_battens(canvas, hold.x, z, hold, rng)
            z += 80
        for row in range(3 if sawn else 5):
            width = (hold.d[1] - hold.d[0]) / (3 if sawn else 5)
            d = (hold.d[0] + row * width, hold.d[0] + (row + 0.96) * width)
            x0 = hold.x[0] + abs(float(rng.normal(0, uneven))) + 60
            x1 = hold.x[1] - abs(float(rng.normal(0, uneven))) - 60
            tilt = float(rng.normal(0, 0.0 if sawn else 0.008)) * (x1 - x0)
            outline = np.array([(x0, z), (x1, z + tilt), (x1, z + tilt + board), (x0, z + board)])
            outline[:, 1] = np.clip(outline[:, 1], hold.z[0], hold.z[1])
            canvas.polygon(recipe, outline, d)
        z += board * 1.04
    return "sawn timber" if sawn else "logs and beams", ("44",)


def _blob(
    rng: np.random.Generator, x: float, z: float, size: tuple[float, float]
) -> NDArray[np.float64]:
    """An irregular outline about (x, z)."""
    corners = int(rng.integers(4, 9))
    angles = np.sort(rng.uniform(0, 2 * np.pi, corners))
    reach = rng.uniform(0.6, 1.0, corners)
    across, down = exact_math.cos(angles), exact_math.sin(angles)
    outline = np.stack([across * size[0] / 2, down * size[1] / 2], axis=1)
    return outline * reach[:, None] + (x, z)


def _draw_machine(
    canvas: Canvas,
    x: tuple[float, float],
    z: tuple[float, float],
    d: tuple[float, float],
    rng: np.random.Generator,
) -> None:
    """One machine: base frame, housing, shafts, wheels, motors, castings, cabling."""
    length, height = x[1] - x[0], z[1] - z[0]
    canvas.shell(STEEL, x, (z[0], z[0] + min(150, height * 0.2)), d, float(rng.uniform(5, 12)))
    if rng.random() < 0.7:
        canvas.shell(STEEL, x, z, d, float(rng.uniform(1, 4)))
    middle = (d[0] + d[1]) / 2
    for _ in range(int(rng.integers(8, 34))):
        size = rng.gamma(2.0, 0.09, 3) + 0.03
        cx, cz = float(rng.uniform(*x)), float(rng.uniform(z[0] + 0.1 * height, z[1]))
        reach_x, reach_z = size[0] * min(length, 2500) / 2, size[1] * height / 2
        cx = float(np.clip(cx, x[0] + reach_x, max(x[1] - reach_x, x[0] + reach_x)))
        cz = float(np.clip(cz, z[0] + reach_z, max(z[1] - reach_z, z[0] + reach_z)))
        near = float(np.clip(rng.uniform(*d), d[0], d[1] - 50))
        depth = (near, min(near + size[2] * (d[1] - d[0]), d[1]))
        density = float(rng.uniform(0.8, 7.8))
        recipe: Recipe = {"iron": density}
        if rng.random() < 0.35:
            recipe = {"aluminium": density * 0.35}
        elif rng.random() < 0.25:
            recipe = {"iron": density * 0.6, "copper": density * 0.4}
        shape = rng.random()
        if shape < 0.3:
            outer = min(reach_x, reach_z) + 15
            canvas.disc(recipe, (cx, cz), (outer * float(rng.uniform(0, 0.85)), outer), depth)
        elif shape < 0.45:
            canvas.pipe(recipe, (cx - reach_x, cx + reach_x), (cz, middle), 15 + reach_z * 0.4)
        elif shape < 0.7:
            canvas.polygon(recipe, _blob(rng, cx, cz, (2 * reach_x, 2 * reach_z)), depth)
        else:
            canvas.box(recipe, (cx - reach_x, cx + reach_x), (cz - reach_z, cz + reach_z), depth)


def fill_machinery(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> Filled:
    """One to several machines, crated or on skids, with spare parts in crates beside them."""
    x = hold.x[0] + float(rng.uniform(50, 800))
    while x < hold.x[1] - 700:
        length = min(float(rng.uniform(700, 4200)), hold.x[1] - x - 50)
        height = float(rng.uniform(0.25, 0.9)) * (hold.z[1] - hold.z[0])
        inset = float(rng.uniform(50, 700))
        d = (hold.d[0] + inset, hold.d[1] - inset)
        z0 = hold.z[0] + 100
        _lay_battens(canvas, (x, x + length), hold.z[0], hold, rng)
        _draw_machine(canvas, (x, x + length), (z0, z0 + height * 0.95), d, rng)
        if rng.random() < 0.4:
            crate = (z0 - 60, min(z0 + height, hold.z[1]))
            canvas.shell(WOOD, (x - 30, x + length + 30), crate, (d[0] - 40, d[1] + 40), 22)
        x += length + float(rng.uniform(60, 900))
    return "machinery", ("84",)


def fill_tyres(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> Filled:
    """Tyres laced or stacked on their sides from floor to roof."""
    radius, width = float(rng.uniform(300, 540)), float(rng.uniform(170, 320))
    upright = rng.random() < 0.4
    level = hold.z[0] + float(rng.uniform(0.6, 0.98)) * (hold.z[1] - hold.z[0])
    x = hold.x[0] + radius
    while x < hold.x[1] - radius:
        z = hold.z[0]
        top = level * float(rng.uniform(0.9, 1.0))
        while z + (2 * radius if upright else width) < top:
            for row in range(max(1, int((hold.d[1] - hold.d[0]) // (2 * radius)))):
                jitter = float(rng.normal(0, 12))
                d = hold.d[0] + radius * (1 + 2.02 * row)
                if upright:
                    for slot in range(int(2 * radius // width)):
                        near = d - radius + slot * width
                        at = (x + jitter, z + radius)
                        canvas.disc(RUBBER, at, (radius * 0.88, radius), (near, near + width))
                        canvas.disc(RUBBER, at, (radius * 0.55, radius * 0.88), (near, near + 24))
                else:
                    canvas.drum(RUBBER, x + jitter, d, radius, (z, z + width), radius * 0.86)
                    canvas.drum(RUBBER, x + jitter, d, radius, (z, z + 14), radius * 0.55)
                    canvas.drum(
                        {"iron": 2.0},
                        x + jitter,
                        d,
                        radius * 0.97,
                        (z + 20, z + width - 20),
                        radius * 0.96,
                    )
            z += 2 * radius if upright else width * float(rng.uniform(0.93, 1.0))
        x += radius * 2 * float(rng.uniform(0.9, 1.03))
    return "tyres", ("40",)


def fill_paper_rolls(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> Filled:
    """Standing rolls of paper with cores."""
    recipe: Recipe = {"cellulose": float(rng.uniform(0.65, 1.1))}
    radius = float(rng.uniform(400, 640))
    height = float(rng.uniform(700, 1300))
    layers = max(1, int((hold.z[1] - hold.z[0]) // height))
    layers = int(rng.integers(1, layers + 1))
    x = hold.x[0] + radius + 20
    while x < hold.x[1] - radius:
        for layer in range(layers):
            z = hold.z[0] + layer * (height + 4)
            for row, d in enumerate((hold.d[0] + radius, hold.d[1] - radius)):
                at = x + (row * float(rng.uniform(0, radius * 0.6)) if radius > 560 else 0.0)
                canvas.drum(recipe, min(at, hold.x[1] - radius), d, radius, (z, z + height), 42)
        x += 2 * radius + float(rng.uniform(5, 40))
    return "paper rolls", ("48",)


def fill_car(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> Filled:
    """One or two cars, some with parts and boxes around them."""
    x = hold.x[0] + float(rng.uniform(150, 500))
    while x + 4800 < hold.x[1]:
        _draw_car(canvas, x, hold, rng)
        x += float(rng.uniform(4900, 5600))
        if rng.random() < 0.3:
            break
    return "passenger cars", ("87",)


def _draw_car(canvas: Canvas, x: float, hold: Hold, rng: np.random.Generator) -> None:
    floor = hold.z[0]
    length, height = float(rng.uniform(4000, 4700)), float(rng.uniform(1350, 1650))
    points = [
        (0, 300),
        (0.02, 650),
        (0.22, 800),
        (0.36, height),
        (0.68, height),
        (0.88, 880),
        (0.99, 800),
        (1, 300),
    ]
    body = np.array([(x + u * length, floor + v) for u, v in points])
    for d in (400.0, 1950.0):
        canvas.polygon(STEEL, body, (d, d + 1.6))
        canvas.polygon(
            {"polyethylene": 0.5},
            body * (1, 1),
            (d, d + 12),
            smooth_noise(rng, (20, 40), (6, 12), 0.8),
        )
    for (xa, za), (xb, zb) in zip(body, np.roll(body, -1, axis=0), strict=True):
        rim = np.array([(xa, za), (xb, zb), (xb - 10, zb - 30), (xa - 10, za - 30)])
        canvas.polygon({"iron": 0.12}, rim, (400, 1950))
    canvas.box({"iron": 0.02}, (x + 200, x + length - 200), (floor + 250, floor + 300), (400, 1950))
    for u in (0.19, 0.80):
        for d in (400.0, 1750.0):
            at = (x + u * length, floor + 310)
            canvas.disc(RUBBER, at, (225, 310), (d, d + 190))
            canvas.disc(ALUMINIUM, at, (150, 225), (d + 20, d + 40))
            canvas.disc(STEEL, at, (0, 140), (d + 60, d + 85))
    engine = (x + 0.06 * length, x + 0.22 * length)
    _draw_machine(canvas, engine, (floor + 330, floor + 800), (800, 1500), rng)
    for u in (0.45, 0.65):
        seat = (x + u * length, x + u * length + 500)
        canvas.box(
            {"polyethylene": 0.06, "iron": 0.03}, seat, (floor + 400, floor + 1000), (500, 1850)
        )


def fill_household(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> Filled:
    """Rows of appliances: thin housings with a compressor, motor or concrete weight inside."""
    width, height = float(rng.uniform(550, 750)), float(rng.uniform(800, 1800))
    kind = int(rng.integers(3))
    compressor = rng.uniform(60, width - 260), rng.uniform(30, 160)
    rows = 3
    depth = (hold.d[1] - hold.d[0]) / rows
    layers = max(1, int((hold.z[1] - hold.z[0]) // (height + 20)))
    x = hold.x[0] + 30
    while x + width < hold.x[1]:
        for layer in range(layers):
            z = hold.z[0] + layer * (height + 15)
            for row in range(rows):
                d = (hold.d[0] + row * depth + 20, hold.d[0] + (row + 1) * depth - 10)
                span = (x, x + width)
                canvas.shell(STEEL, span, (z, z + height), d, 0.8)
                canvas.box({"polyethylene": 0.05}, span, (z, z + height), d)
                cx, cz = x + compressor[0] + 100, z + compressor[1] + 110
                middle = (d[0] + d[1]) / 2
                canvas.ellipsoid({"iron": 3.2}, (cx, cz, middle), (115, 100, 100))
                if kind == 1:
                    canvas.disc(
                        STEEL,
                        (x + width / 2, z + height * 0.5),
                        (238, 242),
                        (d[0] + 60, d[1] - 100),
                    )
                    block = (z + height * 0.78, z + height * 0.9)
                    canvas.box(
                        {"glass": 2.2}, (x + 120, x + width - 120), block, (d[0] + 60, d[0] + 250)
                    )
                elif kind == 2:
                    for shelf in np.arange(z + 300, z + height - 100, 260):
                        canvas.box(
                            {"polyethylene": 1.0}, (x + 50, x + width - 50), (shelf, shelf + 8), d
                        )
        x += width + float(rng.uniform(10, 30))
    return "household appliances", ("84", "85")
