"""Loads out of the ground and what is made of it: coal, ore, concentrate, stone, glass, panels."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from inspector_app.simulator.canvas import Canvas, FloatMap, Recipe, smooth_noise
from inspector_app.simulator.goods import Goods
from inspector_app.simulator.load_plan import (
    inside,
    middle,
    payload_kg,
    places,
    plan_load,
    rows_in,
)
from inspector_app.simulator.stacked_cargo import Fill
from inspector_app.simulator.vehicle import STEEL, WOOD, Hold

Filled = tuple[str, tuple[str, ...]]

# Bulk densities of the loose goods as in the tables of bulk carriers (t/m3).
COAL = (
    Goods("thermal coal", "27", {"polyethylene": 0.88, "glass": 0.12}, (0.8, 0.95), 0.5),
    Goods("coking coal", "27", {"polyethylene": 0.91, "glass": 0.09}, (0.75, 0.9), 0.3),
    Goods("briquettes", "27", {"polyethylene": 0.85, "glass": 0.15}, (0.65, 0.8), 0.7),
)
ORE = (
    Goods("iron ore", "26", {"iron": 0.6, "glass": 0.4}, (2.0, 2.6), 0.6),
    Goods("fluorspar lumps", "25", {"glass": 1.0}, (1.5, 1.8), 0.7),
    Goods("zinc ore", "26", {"copper": 0.2, "iron": 0.2, "glass": 0.6}, (1.6, 2.1), 0.4),
)
CONCENTRATE = (
    Goods("copper concentrate", "26", {"copper": 0.3, "iron": 0.3, "glass": 0.4}, (1.7, 2.2), 0.1),
    Goods("molybdenum concentrate", "26", {"copper": 0.5, "glass": 0.5}, (1.8, 2.3), 0.05),
    Goods("zinc concentrate", "26", {"copper": 0.55, "iron": 0.1, "glass": 0.35}, (1.7, 2.1), 0.05),
)
GRAVEL = (
    Goods("crushed stone", "25", {"glass": 1.0}, (1.4, 1.7), 0.7),
    Goods("quartz sand", "25", {"glass": 1.0}, (1.4, 1.65), 0.0),
)
GRAIN = (
    Goods("wheat", "10", {"cellulose": 1.0}, (0.72, 0.82), 0.0),
    Goods("rapeseed", "12", {"cellulose": 0.6, "polyethylene": 0.4}, (0.62, 0.7), 0.0),
    Goods("oats", "10", {"cellulose": 1.0}, (0.45, 0.56), 0.0),
)


def poured(kinds: tuple[Goods, ...], heaps: tuple[int, int]) -> Fill:
    """The function that pours one of the goods in, in one cone or several that run together."""

    def fill(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> Filled:
        goods = kinds[int(rng.integers(len(kinds)))]
        _pour(canvas, hold, goods, int(rng.integers(heaps[0], heaps[1] + 1)), rng)
        return goods.key, (goods.hs_chapter,)

    return fill


def _surface(
    hold: Hold, grain: float, cones: int, n: int, slices: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Heights of a poured heap above the floor, mm, shape (slices, n); it fills the hold."""
    x = np.linspace(hold.x[0], hold.x[1], n)
    room = hold.z[1] - hold.z[0]
    # Angles of repose of 20 to 38 degrees.
    slope = float(rng.uniform(0.36, 0.78))
    centres = np.linspace(*hold.x, 2 * cones + 1)[1::2] + rng.uniform(-400, 400, cones)
    peaks = room * rng.uniform(0.75, 1.0, cones)
    shape = np.max(peaks[:, None] - slope * np.abs(x[None, :] - centres[:, None]), axis=0)
    shape = np.maximum(shape, room * float(rng.uniform(0.05, 0.3)))
    if rng.random() < 0.4:
        shape = room * float(rng.uniform(0.6, 0.95)) * smooth_noise(rng, (1, n), (2, 6), 0.06)[0]
    across = 1 - float(rng.uniform(0.05, 0.3)) * np.linspace(-1, 1, slices)[:, None] ** 2
    swell = smooth_noise(rng, (slices, n), (4, 9), 0.04)
    lumps = smooth_noise(rng, (slices, n), (slices, int(30 + 80 * grain)), 0.4) - 1
    heights: NDArray[np.float64] = shape[None, :] * across * swell + 110 * grain * lumps
    return np.clip(heights, 15, room * 0.98)


def _pour(canvas: Canvas, hold: Hold, goods: Goods, cones: int, rng: np.random.Generator) -> None:
    tops = _surface(hold, goods.grain, cones, 240, 12, rng)
    recipe = goods.recipe(rng)
    floor_mm2 = (hold.d[1] - hold.d[0]) * (hold.x[1] - hold.x[0])
    mass = sum(recipe.values()) * 1e-6 * float(tops.mean()) * floor_mm2
    # Heavy goods lie low: the axles are full long before the hold is.
    tops *= min(1.0, payload_kg(hold) / mass) * float(rng.uniform(0.75, 0.99))
    sub = like(canvas)
    sub.heap(recipe, hold.x, hold.z[0], (hold.z[0] + tops).astype(np.float32), hold.d)
    add_textured(canvas, sub, 0.25 * goods.grain, rng)


def like(canvas: Canvas) -> Canvas:
    """An empty canvas of the same size and geometry."""
    return Canvas(
        canvas.height_px, canvas.width_px, canvas.mm_x, canvas.mm_y, canvas.top_z_mm,
        canvas.source_z_mm, canvas.source_distance_mm, canvas.layer,
    )  # fmt: skip


def add_textured(canvas: Canvas, drawn: Canvas, sigma: float, rng: np.random.Generator) -> None:
    """Add what was drawn on another canvas of the same size, as lumps with voids between."""
    texture: FloatMap | None = None
    if sigma > 0.02:
        cells = (int(rng.integers(70, 160)), int(rng.integers(220, 420)))
        shape = (canvas.height_px, canvas.width_px)
        texture = smooth_noise(rng, shape, cells, sigma)
        texture = texture * smooth_noise(rng, shape, (cells[0] // 4, cells[1] // 4), sigma * 0.6)
    materials = canvas.maps.setdefault(canvas.layer, {})
    for material, areal in drawn.maps.get(drawn.layer, {}).items():
        seen = areal if texture is None else areal * texture
        materials[material] = materials[material] + seen if material in materials else seen
    mass = drawn.mass_kg.get(drawn.layer, 0.0)
    canvas.mass_kg[canvas.layer] = canvas.mass_kg.get(canvas.layer, 0.0) + mass


def fill_concentrate(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> Filled:
    """Concentrate in big bags in two rows, one high, half filled and slumped, or poured low."""
    goods = CONCENTRATE[int(rng.integers(len(CONCENTRATE)))]
    if rng.random() < 0.3:
        _pour(canvas, hold, goods, int(rng.integers(1, 4)), rng)
        return goods.key, (goods.hs_chapter,)
    recipe = goods.recipe(rng)
    plan = plan_load(hold, rng, (0.4, 0.9), 0.2)
    width, height = float(rng.uniform(880, 1050)), float(rng.uniform(480, 800))
    # Two rows of bags of 1.2 to 2 t; the spaces between them follow from the axle load.
    spaced = float(rng.uniform(5, 60)) if hold.x[1] - hold.x[0] < 7000 else rng.uniform(120, 500)
    for x in places(plan, width, (float(spaced) * 0.8, float(spaced) * 1.2), rng, 0.02):
        for row in rows_in(hold.d, 2, 40):
            tall = height * float(rng.uniform(0.85, 1.1))
            if rng.random() < 0.5:
                canvas.box(
                    WOOD, (x, x + width), (hold.z[0], hold.z[0] + 120), (row[0], row[0] + 90)
                )
            at = (x + width / 2 + float(rng.normal(0, 15)), hold.z[0] + tall / 2, middle(row))
            lump = (width / 2 * float(rng.uniform(0.94, 1.03)), tall / 2, (row[1] - row[0]) / 2)
            canvas.ellipsoid(recipe, at, lump, 3.6)
            # The empty upper part of the bag, tied up, and its loops.
            tuft = (at[0] + float(rng.normal(0, 60)), hold.z[0] + tall + 60, at[2])
            canvas.ellipsoid({"polyethylene": 0.03}, tuft, (width * 0.3, 190, 300), 2.2)
    return goods.key, (goods.hs_chapter,)


def fill_stone_blocks(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> Filled:
    """A few rough blocks of granite or marble on baulks, far apart for their weight."""
    density = float(rng.uniform(2.55, 2.75))
    plan = plan_load(hold, rng, (0.4, 0.7), 0.1)
    budget = payload_kg(hold) * float(rng.uniform(0.6, 0.95))
    x = plan.x[0] + float(rng.uniform(100, 700))
    while x < plan.x[1] - 1000 and budget > 1500:
        long, high = float(rng.uniform(900, 2400)), float(rng.uniform(500, 1300))
        deep = min(float(rng.uniform(700, 1500)), 0.9 * (hold.d[1] - hold.d[0]))
        long = min(long, plan.x[1] - x, budget / (density * 1e-6 * high * deep))
        high = min(high, hold.z[1] - hold.z[0] - 150)
        near = middle(hold.d) - deep / 2
        z = hold.z[0] + 110
        for at in (x + 0.15 * long, x + 0.75 * long):
            canvas.box(WOOD, (at, at + 110), (hold.z[0], z), hold.d)
        corners = np.array([(0, 0), (long, 0), (long, high), (0.5 * long, high * 1.01), (0, high)])
        corners += rng.uniform(-45, 45, corners.shape) * [[1, 0], [1, 0], [1, 1], [1, 1], [1, 1]]
        canvas.polygon({"glass": density}, corners + np.array([x, z]), (near, near + deep))
        budget -= density * 1e-6 * long * high * deep
        x += long + float(rng.uniform(250, 1600))
    key, chapter = (("granite blocks", "25"), ("marble slabs", "68"))[int(rng.random() < 0.4)]
    return key, (chapter,)


def fill_glass_sheets(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> Filled:
    """Packs of glass leaning on A-frames, edges in wooden end caps."""
    plan = plan_load(hold, rng, (0.5, 0.9), 0.3)
    long = min(float(rng.uniform(1600, 3200)), plan.x[1] - plan.x[0])
    depth = inside(hold, 250)
    for x in places(plan, long, (120, 700), rng):
        high = min(float(rng.uniform(1100, 2100)), plan.top(x, hold.z[0] + 700) - hold.z[0] - 150)
        if high < 300:
            continue
        base = hold.z[0] + 150
        canvas.shell(STEEL, (x, x + long), (hold.z[0] + 20, base), depth, 5)
        for at in np.linspace(x + 40, x + long - 100, 3):
            canvas.box({"iron": 1.6}, (float(at), float(at) + 60), (base, base + high + 120),
                       (middle(depth) - 90, middle(depth) + 90))  # fmt: skip
        for side in rows_in((middle(depth) - 420, middle(depth) + 420), 2, 200):
            thick = float(rng.uniform(0.35, 0.95)) * (side[1] - side[0])
            sheet = (x + float(rng.uniform(20, 120)), x + long - float(rng.uniform(20, 120)))
            up = high * float(rng.uniform(0.75, 1.0))
            layers = smooth_noise(rng, (10, 4), (4, 3), 0.02)
            canvas.box({"glass": 2.5}, sheet, (base, base + up), (side[0], side[0] + thick), layers)
            for edge in (sheet[0] - 25, sheet[1]):
                canvas.box(WOOD, (edge, edge + 25), (base, base + up + 20), side)
    key = ("float glass", "mirrors")[int(rng.random() < 0.2)]
    return key, ("70",)


def fill_building_panels(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> Filled:
    """Flat packs of board laid one on another with battens between: gypsum, fibre cement, wool."""
    key, chapter, recipe, most = [
        ("plasterboard", "68", {"glass": 0.68, "cellulose": 0.04}, 0.55),
        ("fibre cement board", "68", {"glass": 1.4, "cellulose": 0.1}, 0.3),
        ("insulation panels", "68", {"glass": 0.1, "iron": 0.04}, 0.97),
        ("sandwich panels", "73", {"polyethylene": 0.04, "iron": 0.1}, 0.95),
    ][int(rng.choice(4, p=[0.35, 0.15, 0.25, 0.25]))]
    _lay_packs(canvas, hold, recipe, most, rng)
    return str(key), (str(chapter),)


def _lay_packs(
    canvas: Canvas, hold: Hold, recipe: Recipe, most: float, rng: np.random.Generator
) -> None:
    plan = plan_load(hold, rng, (0.6 * most, most), 0.3)
    long = min(float(rng.choice([2440.0, 2500.0, 3000.0, 5900.0])), plan.x[1] - plan.x[0])
    thick = float(rng.uniform(160, 620))
    for x in places(plan, long, (20, 160), rng, 0.02):
        for row in rows_in(hold.d, 2, 70):
            z = hold.z[0]
            while z + 80 + thick < plan.top(x, hold.z[0] + 85 + thick):
                for at in np.linspace(x + 60, x + long - 160, 4):
                    canvas.box(WOOD, (float(at), float(at) + 95), (z, z + 75), row)
                z += 75
                boards = int(rng.integers(8, 28))
                lines = smooth_noise(rng, (boards, 3), (boards, 3), 0.035)
                slip = float(rng.normal(0, 14))
                canvas.box(recipe, (x + slip, x + slip + long), (z, z + thick), row, lines)
                for at in (x + 0.2 * long, x + 0.8 * long):
                    canvas.box({"iron": 0.8}, (at, at + 16), (z, z + thick), (row[0], row[0] + 2))
                z += thick
