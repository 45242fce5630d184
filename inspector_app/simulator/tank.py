"""Tanks lying along the vehicle: the tank semi-trailer, the tank container, and what is in them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from inspector_app.simulator.canvas import WALL_TO_WALL_MM, Canvas, FloatMap, Recipe
from inspector_app.simulator.goods import Goods
from inspector_app.simulator.parts import Span, arc, bar, lying_wheel, skin, span, toolbox
from inspector_app.simulator.vehicle import (
    ALUMINIUM,
    FOAM,
    RUBBER,
    STEEL,
    Barrel,
    Hold,
    draw_frame_of_container,
)

_MIDDLE = WALL_TO_WALL_MM / 2
_SUBROWS = 3
TANK_GOODS = (
    Goods("petrol", "27", {"polyethylene": 1.0}, (0.72, 0.76), 0.0),
    Goods("diesel fuel", "27", {"polyethylene": 1.0}, (0.82, 0.86), 0.0),
    Goods("bitumen", "27", {"polyethylene": 1.0}, (0.98, 1.03), 0.0),
    Goods("vegetable oil", "15", {"polyethylene": 1.0}, (0.91, 0.93), 0.0),
    Goods("milk", "04", {"water": 1.0}, (1.02, 1.04), 0.0),
    Goods("wine", "22", {"water": 1.0}, (0.98, 1.0), 0.0),
    Goods("ethanol", "22", {"cellulose": 1.0}, (0.79, 0.81), 0.0),
    Goods("hydrochloric acid", "28", {"water": 0.8, "glass": 0.2}, (1.14, 1.18), 0.0),
    Goods("methanol", "29", {"cellulose": 1.0}, (0.78, 0.8), 0.0),
    Goods("latex", "40", {"water": 0.5, "polyethylene": 0.5}, (0.94, 0.98), 0.0),
)


def barrel_path(
    canvas: Canvas, barrel: Barrel, x: Span, shrink_mm: float = 0.0, level: float | None = None
) -> tuple[int, FloatMap]:
    """Path in cm through a barrel between two x, and the first column, shape (height_px, n).

    Args:
        shrink_mm: by how much smaller than the barrel, all around (for the inside of its wall).
        level: only what lies below this height.
    """
    ends = (barrel.ends[0] + shrink_mm, barrel.ends[1] - shrink_mm)
    column, cover = canvas.column_cover(max(x[0], ends[0]), min(x[1], ends[1]))
    if not len(cover):
        return column, np.zeros((canvas.height_px, 0), np.float32)
    at = (column + np.arange(len(cover)) + 0.5) * canvas.mm_x
    into = np.minimum(at - ends[0], ends[1] - at) / barrel.dome_mm
    bulge = 1 - np.clip(into, 0.0, 1.0)
    share = np.sqrt(np.clip(1 - bulge * bulge, 0, 1))
    path = np.zeros((canvas.height_px, len(cover)), np.float32)
    whole = into >= 1
    if whole.any():
        path[:, whole] = _chords(canvas, barrel, shrink_mm, np.ones(1), level)
    if not whole.all():
        path[:, ~whole] = _chords(canvas, barrel, shrink_mm, share[~whole], level)
    path *= cover
    return column, path


def _chords(
    canvas: Canvas,
    barrel: Barrel,
    shrink_mm: float,
    share: np.ndarray[tuple[int], np.dtype[np.float64]],
    level: float | None,
) -> FloatMap:
    """Chords of an elliptic cylinder scaled by `share` (n,), shape (height_px, n), in cm.

    A ray at height h over the source rises by m = h / distance per mm of depth, so that with
    c = its height over the axis at the axis's depth, ((c + m v) / a)^2 + (v / b)^2 = share^2.
    """
    high, wide = barrel.radii[0] - shrink_mm, barrel.radii[1] - shrink_mm
    rows = (np.arange(canvas.height_px * _SUBROWS) + 0.5) / _SUBROWS
    h = (canvas.top_z_mm - canvas.source_z_mm - rows * canvas.mm_y)[:, None]
    m = h / canvas.source_distance_mm
    m = np.where(np.abs(m) < 1e-5, 1e-5, m)
    c = canvas.source_z_mm + h + m * barrel.axis[1] - barrel.axis[0]
    square = m * m / (high * high) + 1 / (wide * wide)
    half = c * m / (high * high)
    rest = c * c / (high * high) - share[None, :] * share[None, :]
    inside = half * half - square * rest
    root = np.sqrt(np.maximum(inside, 0))
    first, last = (-half - root) / square, (-half + root) / square
    if level is not None:
        crossing = (level - barrel.axis[0] - c) / m
        first = np.where(m < 0, np.maximum(first, crossing), first)
        last = np.where(m > 0, np.minimum(last, crossing), last)
    path = np.maximum(last - first, 0) * np.sqrt(1 + m * m) / 10
    mean: FloatMap = path.reshape(canvas.height_px, _SUBROWS, -1).mean(axis=1).astype(np.float32)
    return mean


def add_barrel(
    canvas: Canvas,
    recipe: Recipe,
    barrel: Barrel,
    x: Span,
    level: float | None = None,
    shrink_mm: float = 0.0,
    wall_mm: float | None = None,
) -> None:
    """Add a filled part of a barrel, or with `wall_mm` its wall alone, and weigh it."""
    column, path = barrel_path(canvas, barrel, x, shrink_mm, level)
    if wall_mm is not None and path.shape[1]:
        start, inner = barrel_path(canvas, barrel, x, shrink_mm + wall_mm)
        offset = start - column
        path[:, offset : offset + inner.shape[1]] -= inner
    canvas.add(recipe, 0, column, path)
    # Rows fan out, so an area of the picture is that much smaller at the barrel's depth.
    scale = canvas.mm_x * canvas.mm_y / canvas.magnification(barrel.axis[1])
    canvas.weigh(recipe, float(path.sum(dtype=np.float64)) * 10 * scale)


def draw_bulkhead(
    canvas: Canvas, barrel: Barrel, x: float, sheet_mm: float, open_share: float
) -> None:
    """A dished wall or baffle across the barrel; `open_share` of it are holes."""
    share = STEEL["iron"] * sheet_mm * (1 - open_share)
    for reach, part in ((35.0, 0.45), (150.0, 0.55)):
        add_barrel(canvas, {"iron": share * part / reach}, barrel, (x, x + reach))


def draw_tank_body(canvas: Canvas, rng: np.random.Generator, x: Span, axis_z: float) -> Hold:
    """The barrel of a tank trailer with what stands on it and hangs under it."""
    flat = rng.random() < 0.7
    high = float(rng.uniform(800, 960)) if flat else float(rng.uniform(980, 1090))
    wide = float(rng.uniform(1150, 1240)) if flat else high
    barrel = _barrel(rng, x, (axis_z, _MIDDLE), (high, wide), int(rng.integers(1, 6)))
    light = rng.random() < 0.5
    wall: Recipe = ALUMINIUM if light else STEEL
    sheet = float(rng.uniform(5, 7)) if light else float(rng.uniform(3.5, 5))
    add_barrel(canvas, wall, barrel, x, wall_mm=sheet)
    for at, _ in barrel.compartments[1:]:
        draw_bulkhead(canvas, barrel, at - 60, sheet, 0.0)
    for first, last in barrel.compartments:
        for at in np.arange(first + 1400, last - 900, 1500.0):
            draw_bulkhead(canvas, barrel, float(at), sheet * 0.7, 0.45)
    for at in np.linspace(x[0] + 500, x[1] - 500, int(rng.integers(5, 9))):
        span = (float(at), float(at) + 50)
        add_barrel(canvas, wall, barrel, span, shrink_mm=-18, wall_mm=18)
    _draw_top(canvas, barrel, rng)
    _draw_valves(canvas, barrel, rng)
    return tank_hold(barrel, sheet, (24_000.0, 30_000.0))


def _barrel(rng: np.random.Generator, x: Span, axis: Span, radii: Span, count: int) -> Barrel:
    dome = float(rng.uniform(240, 420))
    cuts = np.linspace(x[0], x[1], count + 1)
    if count > 1:
        cuts[1:-1] += rng.uniform(-500, 500, count - 1)
    rooms = tuple((float(a), float(b)) for a, b in pairwise(cuts))
    return Barrel(axis, radii, x, dome, rooms)


def tank_hold(barrel: Barrel, wall_mm: float, payload_kg: Span) -> Hold:
    """The room within a barrel: the largest box that surely lies inside."""
    z, d = barrel.axis
    high, wide = 0.68 * barrel.radii[0], 0.68 * barrel.radii[1]
    x = (barrel.ends[0] + barrel.dome_mm, barrel.ends[1] - barrel.dome_mm)
    return Hold(
        x, (z - high + wall_mm, z + high - wall_mm), (d - wide, d + wide), False, payload_kg,
        barrel=barrel,
    )  # fmt: skip


def _draw_top(canvas: Canvas, barrel: Barrel, rng: np.random.Generator) -> None:
    """Manholes, vents, walkway and its rail."""
    top = barrel.axis[0] + barrel.radii[0]
    for first, last in barrel.compartments:
        at = (first + last) / 2 + float(rng.uniform(-200, 200))
        canvas.drum(STEEL, at, _MIDDLE, 250, (top - 30, top + 90), 243)
        canvas.drum(STEEL, at, _MIDDLE, 262, (top + 85, top + 100))
        canvas.drum({"iron": 4.0}, at + 120, _MIDDLE + 60, 50, (top + 100, top + 175))
        vent = at + float(rng.uniform(300, 500))
        canvas.drum(STEEL, vent, _MIDDLE - 200, 45, (top - 40, top + 110), 38)
    run = (barrel.ends[0] + 400, barrel.ends[1] - 300)
    canvas.box({"aluminium": 0.9}, run, (top + 40, top + 65), (_MIDDLE + 300, _MIDDLE + 650))
    rail = top + float(rng.choice([180.0, 650.0]))
    for z in (rail, (rail + top) / 2 + 40):
        canvas.pipe(STEEL, run, (z, _MIDDLE + 640), 17, 3)
    for at in np.linspace(run[0], run[1] - 30, 6):
        bar(canvas, STEEL, (float(at), top), (float(at), rail), 28, (_MIDDLE + 630, _MIDDLE + 640))
    edge = [(barrel.ends[0] + 350, top + 20), (barrel.ends[1] - 350, top + 20)]
    for d in (_MIDDLE - 460, _MIDDLE + 460):
        skin(canvas, edge, 20.0, (d, d + 6), ALUMINIUM)


def _draw_valves(canvas: Canvas, barrel: Barrel, rng: np.random.Generator) -> None:
    """Outlets, the collecting pipe, valve box, hose tubes and the ladder at the rear."""
    low = barrel.axis[0] - barrel.radii[0]
    pipe_z = low - float(rng.uniform(90, 140))
    middle = (barrel.ends[0] + barrel.ends[1]) / 2 + float(rng.uniform(-800, 1500))
    for first, last in barrel.compartments:
        at = (first + last) / 2
        canvas.drum(STEEL, at, _MIDDLE, 60, (pipe_z - 60, low + 40), 54)
        canvas.box({"iron": 4.5}, (at - 90, at + 90), (low - 80, low - 20), (1130, 1310))
        canvas.pipe(STEEL, span(at, middle), (pipe_z - 30, _MIDDLE), 52, 5)
    box = (middle - 350, middle + 450)
    canvas.shell(ALUMINIUM, box, (pipe_z - 330, pipe_z + 60), (20, 520), 3)
    for at in np.linspace(box[0] + 80, box[1] - 180, int(rng.integers(2, 5))):
        canvas.disc({"iron": 5.0}, (float(at) + 50, pipe_z - 160), (0, 62), (60, 260))
        canvas.disc(STEEL, (float(at) + 50, pipe_z - 160), (62, 95), (60, 80))
    for d in (60.0, 2200.0):
        tube = (barrel.ends[0] + 1500, barrel.ends[0] + float(rng.uniform(4500, 6500)))
        z = low - float(rng.uniform(20, 160))
        canvas.pipe(ALUMINIUM, tube, (z, d), 95, 2)
        hose = (tube[0] + 300, tube[1] - 200)
        canvas.pipe(RUBBER, hose, (z - 30, d), 55, 9)
    rear = barrel.ends[1] + 60
    top = barrel.axis[0] + barrel.radii[0]
    for d in (1500.0, 1850.0):
        bar(canvas, STEEL, (rear, low - 300), (rear - 30, top + 500), 32, (d, d + 30))
    for z in np.arange(low - 250, top + 100, 290.0):
        bar(canvas, STEEL, (rear - 20, float(z)), (rear + 10, float(z)), 26, (1500, 1880))
    if rng.random() < 0.5:
        lying_wheel(canvas, (middle - 1600, pipe_z - 160), 1219, 500, 270)
    toolbox(canvas, (middle + 900, middle + 1500), (pipe_z - 380, pipe_z - 60), (30, 480), rng)


def draw_tank_container(canvas: Canvas, x0: float, rng: np.random.Generator) -> Hold:
    """A tank of 20 ft in its frame; tanks of this kind are clad and insulated."""
    x = (x0, x0 + 6058.0)
    top = 2591.0
    draw_frame_of_container(canvas, x, top)
    radius = float(rng.uniform(1085, 1150))
    inset = float(rng.uniform(60, 160))
    axis = (float(rng.uniform(1220, 1290)), _MIDDLE)
    barrel = _barrel(rng, (x[0] + inset, x[1] - inset), axis, (radius, radius), 1)
    add_barrel(canvas, STEEL, barrel, barrel.ends, wall_mm=float(rng.uniform(4.2, 6.5)))
    if rng.random() < 0.7:
        add_barrel(canvas, FOAM, barrel, barrel.ends, shrink_mm=-55, wall_mm=55)
        add_barrel(canvas, ALUMINIUM, barrel, barrel.ends, shrink_mm=-56, wall_mm=1)
    for d in (40.0, WALL_TO_WALL_MM - 60):
        for end, inward in ((x[0] + 90, 1.0), (x[1] - 90, -1.0)):
            bar(canvas, STEEL, (end, 200), (end + inward * 900, 80), 70, (d, d + 12))
    for at in (x[0] + 150, x[1] - 250):
        saddle = arc((at, axis[0]), radius + 20, (0.62, 0.88), 7)
        skin(canvas, [(at, saddle[0][1]), (at + 90, saddle[3][1])], 30, (300, 2140))
        canvas.box({"iron": 1.2}, (at, at + 100), (120, axis[0] - radius * 0.6), (250, 2190))
    _draw_container_top(canvas, x, axis[0] + radius, top, rng)
    valve = x[1] - 180
    canvas.box({"iron": 4.0}, (valve, valve + 170), (90, 260), (1120, 1320))
    canvas.shell(STEEL, (valve - 500, valve - 60), (30, 330), (30, 160), 2)
    return tank_hold(barrel, 5.0, (18_000.0, 26_000.0))


def _draw_container_top(
    canvas: Canvas, x: Span, crown: float, top: float, rng: np.random.Generator
) -> None:
    middle = (x[0] + x[1]) / 2 + float(rng.uniform(-400, 400))
    canvas.drum(STEEL, middle, _MIDDLE, 270, (crown - 40, crown + 90), 262)
    canvas.drum(STEEL, middle, _MIDDLE, 285, (crown + 85, crown + 102))
    for shift in (800.0, 1000.0, 1700.0)[: int(rng.integers(1, 4))]:
        canvas.drum({"iron": 3.5}, middle + shift, _MIDDLE, 62, (crown - 20, crown + 120))
    canvas.box({"aluminium": 0.7}, (x[0] + 150, x[1] - 150), (top - 75, top - 45), (850, 1500))
    for at in np.linspace(x[0] + 900, x[1] - 900, 4):
        bar(canvas, STEEL, (float(at), crown - 20), (float(at), top - 60), 34, (850, 870))
    for at in (x[0] + 1500, x[1] - 1400):
        bar(canvas, STEEL, (at, crown - 10), (at + 20, top + 20), 22, (900, 920))


def fill_tank(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> tuple[str, tuple[str, ...]]:
    """Liquid in each compartment with room above it; now and then one is empty or has another.

    Raises:
        ValueError: the hold is no tank.
    """
    barrel = hold.barrel
    if barrel is None:
        raise ValueError("only a tank takes a liquid without packing")
    kinds = [TANK_GOODS[int(rng.integers(len(TANK_GOODS)))]]
    if len(barrel.compartments) > 1 and rng.random() < 0.35:
        # Fuel stays with fuel; a dairy's tank does not carry acid.
        kinds += [one for one in TANK_GOODS if one.hs_chapter == kinds[0].hs_chapter]
    recipes = {one.key: one.recipe(rng) for one in kinds}
    bottom, height = barrel.axis[0] - barrel.radii[0], 2 * barrel.radii[0]
    usual = float(rng.uniform(0.62, 0.96))
    loaded: list[Goods] = []
    for i, (first, last) in enumerate(barrel.compartments):
        one = kinds[int(rng.integers(len(kinds)))]
        full = min(usual + float(rng.normal(0, 0.03)), 0.97)
        if i and rng.random() < 0.15:
            full = float(rng.choice([0.02, rng.uniform(0.2, 0.6)]))
        level = bottom + full * height
        add_barrel(canvas, recipes[one.key], barrel, (first, last), level, shrink_mm=6.0)
        loaded.append(one)
    names = dict.fromkeys(one.key for one in loaded)
    return ", ".join(names), tuple(dict.fromkeys(one.hs_chapter for one in loaded))
