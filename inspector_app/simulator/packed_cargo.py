"""Loads of packages: cartons, pallets, sacks, big bags, bales, mixed boxes, bulk."""

from __future__ import annotations

import numpy as np

from inspector_app.simulator import exact_math
from inspector_app.simulator.canvas import Canvas, FloatMap, Recipe, smooth_noise
from inspector_app.simulator.goods import (
    BALE_GOODS,
    BULK_GOODS,
    CARTON_GOODS,
    SACK_GOODS,
    Goods,
    pick,
)
from inspector_app.simulator.vehicle import WOOD, Hold

Filled = tuple[str, tuple[str, ...]]


def leave_empty(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> Filled:
    """Nothing but, at times, sweepings: dunnage, a pallet, straps."""
    if hold.barrel is not None or hold.x[1] - hold.x[0] < 1400:
        return "nothing", ()
    for _ in range(int(rng.integers(0, 4))):
        x = float(rng.uniform(hold.x[0], hold.x[1] - 1300))
        draw_pallet(canvas, x, hold.z[0], (hold.d[0] + 200, hold.d[0] + 1000))
    return "nothing", ()


def draw_pallet(
    canvas: Canvas, x: float, z: float, d: tuple[float, float], long_mm: float = 1200.0
) -> float:
    """A wooden pallet, `long_mm` along the vehicle; returns the height of its deck."""
    canvas.box(WOOD, (x, x + long_mm), (z + 122, z + 144), d)
    canvas.box({"cellulose": 0.4}, (x, x + long_mm), (z, z + 22), d)
    for block in (0.0, (long_mm - 146) / 2, long_mm - 145):
        canvas.box({"cellulose": 0.22}, (x + block, x + block + 145), (z + 22, z + 122), d)
    return z + 144


def carton_texture(goods: Goods, rng: np.random.Generator) -> FloatMap:
    """Pattern of a carton's contents, mean near 1; brighter at the edges where flaps double."""
    n = 24
    texture = np.ones((n, n), np.float32)
    if goods.grain > 0.5 and rng.random() < 0.7:
        across, down = rng.integers(2, 7, 2)
        wave = exact_math.sin(np.linspace(0, np.pi * across, n)) ** 2
        rise = exact_math.sin(np.linspace(0, np.pi * down, n)) ** 2
        depth = 0.5 * goods.grain * float(rng.uniform(0.2, 1))
        texture = (1 - depth) + depth * 2 * np.outer(rise, wave).astype(np.float32)
    cells = int(rng.integers(2, 10))
    texture = texture * smooth_noise(rng, (n, n), (cells, cells), 0.03 + 0.2 * goods.grain)
    texture[:1] *= 1.05
    texture[-1:] *= 1.05
    even: FloatMap = (texture / texture.mean()).astype(np.float32)
    return even


def _stack_cartons(
    canvas: Canvas,
    area: tuple[tuple[float, float], float, float],
    depth: tuple[float, float],
    size: tuple[float, float],
    goods: Goods,
    recipe: Recipe,
    rng: np.random.Generator,
) -> None:
    """Rows of equal cartons over x range `area[0]` from height area[1] to at most area[2]."""
    (x0, x1), z0, z1 = area
    textures = [carton_texture(goods, rng) for _ in range(2)]
    gap = float(rng.uniform(1, 14))
    spread = float(rng.uniform(0.01, 0.06))
    per_layer = max(1, int((x1 - x0 + gap) // (size[0] + gap)))
    shift = float(rng.uniform(0, 6))
    margin = max((x1 - x0 - per_layer * (size[0] + gap)) / 2, 0)
    z = z0
    while z + size[1] <= z1 + 1:
        offset = float(rng.normal(0, shift))
        for i in range(per_layer):
            x = x0 + margin + offset + i * (size[0] + gap)
            factor = max(float(rng.normal(1, spread)), 0.3)
            portion = {material: density * factor for material, density in recipe.items()}
            texture = textures[int(rng.integers(2))]
            if rng.random() < 0.5:
                texture = texture[:, ::-1]
            end = (depth[0] + rng.uniform(0, 20), depth[1] - rng.uniform(0, 20))
            canvas.box(
                portion, (x, x + size[0]), (z, z + size[1] - 2), end, np.ascontiguousarray(texture)
            )
        z += size[1]


def fill_cartons(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> Filled:
    """Cartons stacked on the floor wall to wall, in blocks of one or a few kinds."""
    kinds = [pick(rng, CARTON_GOODS) for _ in range(int(rng.choice([1, 1, 2, 3])))]
    x = hold.x[0] + float(rng.uniform(0, 200))
    end = hold.x[1] - float(rng.choice([0, 0, 1500, 4000])) * (hold.x[1] - hold.x[0]) / 12000
    height = float(rng.uniform(0.45, 0.99))
    while x < end - 300:
        goods = kinds[int(rng.integers(len(kinds)))]
        recipe = goods.recipe(rng)
        size = (float(rng.uniform(250, 650)), float(rng.uniform(180, 500)))
        width = min(float(rng.uniform(1, 5)) * 1200, end - x)
        layers = int(rng.integers(1, 4))
        depth = (hold.d[1] - hold.d[0]) / layers
        level = height * float(rng.uniform(0.85, 1.0))
        for i in range(layers):
            drop = float(rng.choice([0.0, 0.0, 1.0])) * size[1]
            top = hold.z[0] + (hold.z[1] - hold.z[0]) * level - drop
            near = hold.d[0] + i * depth
            area = ((x, x + width), hold.z[0], top)
            _stack_cartons(canvas, area, (near, near + depth), size, goods, recipe, rng)
        x += width + float(rng.uniform(0, 60))
    return ", ".join(dict.fromkeys(g.key for g in kinds)), _chapters(kinds)


def _chapters(kinds: list[Goods]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(goods.hs_chapter for goods in kinds))


def fill_pallets(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> Filled:
    """Two rows of loaded pallets, one or two high."""
    kinds = [pick(rng, CARTON_GOODS) for _ in range(int(rng.choice([1, 1, 2, 3])))]
    recipes = {goods.key: goods.recipe(rng) for goods in kinds}
    size = (float(rng.uniform(280, 600)), float(rng.uniform(150, 450)))
    level = float(rng.uniform(900, 2100))
    double = level < 1100
    middle = (hold.d[0] + hold.d[1]) / 2
    x = hold.x[0] + float(rng.uniform(0, 150))
    while x < hold.x[1] - 1220:
        if rng.random() < 0.06:
            x += 1250
            continue
        goods = kinds[int(rng.integers(len(kinds)))]
        for depth in ((middle - 1050, middle - 40), (middle + 40, middle + 1050)):
            base = hold.z[0]
            for _ in range(2 if double and rng.random() < 0.8 else 1):
                deck = draw_pallet(canvas, x, base, depth)
                top = min(deck + level * float(rng.choice([1, 1, 1, 0.8])), hold.z[1])
                area = ((x + 10, x + 1190), deck, top)
                _stack_cartons(canvas, area, depth, size, goods, recipes[goods.key], rng)
                base = top
        x += 1200 + float(rng.uniform(10, 90))
    return ", ".join(dict.fromkeys(g.key for g in kinds)), _chapters(kinds)


def fill_sacks(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> Filled:
    """Stacks of sacks, each stack a column with its own height and lean."""
    goods = pick(rng, SACK_GOODS)
    recipe = goods.recipe(rng)
    radii = (float(rng.uniform(230, 480)), float(rng.uniform(70, 130)))
    rows = int(rng.integers(2, 5))
    depth = (hold.d[1] - hold.d[0]) / rows
    level = float(rng.uniform(0.35, 0.85))
    x = hold.x[0] + radii[0]
    while x < hold.x[1] - radii[0]:
        lean = float(rng.normal(0, 0.02))
        for row in range(rows):
            top = hold.z[0] + (hold.z[1] - hold.z[0]) * level * float(rng.uniform(0.88, 1.0))
            z = hold.z[0] + radii[1]
            while z + radii[1] < top:
                centre = x + lean * (z - hold.z[0]) + float(rng.normal(0, 12))
                size = (radii[0] * rng.uniform(0.97, 1.05), radii[1] * 1.08, depth / 2)
                canvas.ellipsoid(recipe, (centre, z, hold.d[0] + (row + 0.5) * depth), size, 3.2)
                z += radii[1] * 1.9
        x += radii[0] * 2 * float(rng.uniform(0.96, 1.06))
    return goods.key, (goods.hs_chapter,)


def fill_big_bags(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> Filled:
    """Tall flexible bags of about a cubic metre, with lifting loops."""
    goods = pick(rng, SACK_GOODS)
    recipe = goods.recipe(rng)
    width = float(rng.uniform(700, 1200))
    height = min(float(rng.uniform(900, 2000)), hold.z[1] - hold.z[0] - 100)
    x = hold.x[0] + width / 2 + float(rng.uniform(0, 300))
    while x < hold.x[1] - width / 2:
        for d in (hold.d[0] + 560, hold.d[1] - 560):
            if rng.random() < 0.04:
                continue
            tall = height * float(rng.uniform(0.88, 1.05))
            radii = (width / 2 * rng.uniform(0.94, 1.02), tall / 2, 530.0)
            canvas.ellipsoid(recipe, (x, hold.z[0] + tall / 2, d), radii, 4.5)
            loop = float(rng.uniform(120, 280))
            canvas.ellipsoid(
                {"polyethylene": 0.012},
                (x, hold.z[0] + tall, d),
                (radii[0] * 0.95, loop, 500.0),
                3.0,
            )
        x += width + float(rng.uniform(5, 60))
    return goods.key, (goods.hs_chapter,)


def fill_bales(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> Filled:
    """Pressed bales with wire, bulging sides, one to three high."""
    goods = pick(rng, BALE_GOODS)
    recipe = goods.recipe(rng)
    size = (float(rng.uniform(500, 1100)), float(rng.uniform(450, 850)))
    x = hold.x[0] + size[0] / 2 + float(rng.uniform(0, 100))
    high = max(1, int((hold.z[1] - hold.z[0]) // (size[1] * 1.02)))
    high = int(rng.integers(1, high + 1))
    while x < hold.x[1] - size[0] / 2:
        for layer in range(high):
            z = hold.z[0] + (layer + 0.5) * size[1]
            for d in (hold.d[0] + 560, hold.d[1] - 560):
                factor = float(rng.normal(1, 0.06))
                portion = {m: value * factor for m, value in recipe.items()}
                radii = (size[0] / 2 * rng.uniform(0.95, 1.03), size[1] / 2 * 1.02, 540.0)
                canvas.ellipsoid(portion, (x + rng.normal(0, 15), z, d), radii, 5.0)
                for wire in np.linspace(-0.7, 0.7, 4):
                    at = x + wire * size[0] / 2
                    canvas.box(
                        {"iron": 0.9}, (at, at + 4), (z - size[1] / 2, z + size[1] / 2), (d, d + 6)
                    )
        x += size[0] * float(rng.uniform(1.0, 1.06))
    return goods.key, (goods.hs_chapter,)


def fill_loose_boxes(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> Filled:
    """Parcels of every size and density, heaped by hand: the hardest clutter."""
    kinds = [pick(rng, CARTON_GOODS) for _ in range(int(rng.integers(4, 9)))]
    length = hold.x[1] - hold.x[0]
    level = float(rng.uniform(0.3, 0.9)) * (hold.z[1] - hold.z[0])
    for row in range(int(rng.integers(2, 5))):
        near = hold.d[0] + row * 520.0
        x = hold.x[0]
        while x < hold.x[1] - 200:
            width = float(rng.uniform(250, 900))
            z = hold.z[0]
            top = z + level * float(rng.uniform(0.5, 1.0))
            while z < top:
                goods = kinds[int(rng.integers(len(kinds)))]
                size = (width * float(rng.uniform(0.6, 1.0)), float(rng.uniform(120, 600)))
                at = x + float(rng.uniform(0, width - size[0]))
                d = (near, near + float(rng.uniform(250, 520)))
                high = min(z + size[1], hold.z[1])
                texture = carton_texture(goods, rng)
                canvas.box(
                    goods.recipe(rng), (at, min(at + size[0], hold.x[1])), (z, high), d, texture
                )
                z += size[1]
            x += width
        if length < 7000 and row > 2:
            break
    return "mixed goods", _chapters(kinds)


def fill_bulk(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> Filled:
    """Loose bulk in a liner or heaped: a smooth or rugged surface that falls towards the doors."""
    goods = pick(rng, BULK_GOODS)
    n = 160
    room = hold.z[1] - hold.z[0]
    peak = float(rng.uniform(0.25, 0.95)) * room
    along = np.linspace(0, 1, n)
    fall = float(rng.uniform(0.0, 0.7))
    shape = 1 - fall * np.clip((along - rng.uniform(0.1, 0.8)) / 0.6, 0, 1) ** 2
    ends = np.minimum(along, 1 - along) * float(rng.uniform(8, 40))
    edge = exact_math.power(np.clip(ends, 0, 1), 0.4)
    slices = 10
    rough = 0.02 + 0.12 * goods.grain
    noise = smooth_noise(rng, (slices, n), (4, int(8 + 60 * goods.grain)), rough) - 1
    cross = 1 - 0.12 * np.linspace(-1, 1, slices)[:, None] ** 2
    tops = hold.z[0] + peak * shape * edge * cross + peak * noise * 0.6
    tops = np.clip(tops, hold.z[0], hold.z[1])
    before = {m: a.copy() for m, a in canvas.maps.get(canvas.layer, {}).items()}
    canvas.heap(goods.recipe(rng), hold.x, hold.z[0], tops.astype(np.float32), hold.d)
    if goods.grain > 0.2:
        cells = (int(30 + 120 * rng.random()), int(120 + 300 * rng.random()))
        texture = smooth_noise(rng, (canvas.height_px, canvas.width_px), cells, 0.35 * goods.grain)
        for material, areal in canvas.maps[canvas.layer].items():
            base = before.get(material, np.float32(0))
            areal[...] = base + (areal - base) * texture
    return goods.key, (goods.hs_chapter,)
