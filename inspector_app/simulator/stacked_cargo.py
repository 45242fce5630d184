"""Loads of equal packages, on pallets or on the floor: what differs is in a `Packing`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from inspector_app.simulator.canvas import Canvas, FloatMap, Recipe
from inspector_app.simulator.goods import Goods
from inspector_app.simulator.load_plan import LoadPlan, Span, places, plan_load, rows_in
from inspector_app.simulator.package_patterns import PATTERNS
from inspector_app.simulator.packed_cargo import draw_pallet
from inspector_app.simulator.vehicle import STEEL, WOOD, Hold

Filled = tuple[str, tuple[str, ...]]
Fill = Callable[[Canvas, Hold, np.random.Generator], Filled]


_SLAT: Recipe = {"cellulose": 0.32}


@dataclass(frozen=True, slots=True)
class Packing:
    """How one kind of goods is packed.

    Attributes:
        goods: one of these, drawn per load.
        pattern: name in `PATTERNS`.
        length_mm, height_mm: ranges of one package.
        level: share of the hold's height that is filled.
        palletised: chance that packages stand on pallets.
        crated: packages are open crates with slats of wood or plastic.
        slump_mm: how unevenly packages sit.
        lean: standard deviation of a column's lean, run over rise.
        pallets_high_mm: range of a pallet's goods.
    """

    goods: tuple[Goods, ...]
    pattern: str
    length_mm: Span
    height_mm: Span
    level: Span = (0.45, 0.95)
    palletised: float = 0.6
    crated: bool = False
    slump_mm: float = 6.0
    lean: float = 0.004
    pallets_high_mm: Span = (900, 1900)


@dataclass(frozen=True, slots=True)
class _Parcel:
    recipe: Recipe
    textures: list[FloatMap]
    size: Span
    spread: float


def stack_of(packing: Packing) -> Fill:
    """The function that fills a hold with such packages."""

    def fill(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> Filled:
        goods = packing.goods[int(rng.integers(len(packing.goods)))]
        parcel = _Parcel(
            goods.recipe(rng),
            [PATTERNS[packing.pattern](rng) for _ in range(3)],
            (float(rng.uniform(*packing.length_mm)), float(rng.uniform(*packing.height_mm))),
            float(rng.uniform(0.01, 0.05)),
        )
        if rng.random() < packing.palletised:
            _on_pallets(canvas, hold, packing, parcel, rng)
        else:
            _on_floor(canvas, hold, packing, parcel, rng)
        return goods.key, (goods.hs_chapter,)

    return fill


def _draw_parcel(
    canvas: Canvas,
    parcel: _Parcel,
    x: float,
    z: float,
    depth: Span,
    packing: Packing,
    rng: np.random.Generator,
) -> None:
    long, high = parcel.size
    factor = max(float(rng.normal(1, parcel.spread)), 0.4)
    portion = {material: density * factor for material, density in parcel.recipe.items()}
    texture = parcel.textures[int(rng.integers(len(parcel.textures)))]
    if rng.random() < 0.5:
        texture = np.ascontiguousarray(texture[:, ::-1])
    near = depth[0] + float(rng.uniform(0, 18))
    span = (x, x + long - 3)
    if packing.crated:
        # Open crates: air over the goods.
        high *= float(rng.uniform(0.8, 0.96))
    canvas.box(portion, span, (z, z + high - 3), (near, depth[1]), texture)


def _column(
    canvas: Canvas,
    parcel: _Parcel,
    at: tuple[float, float, float],
    depth: Span,
    packing: Packing,
    rng: np.random.Generator,
) -> None:
    """One column of packages from (x, z0) up to `at[2]`; the last one is missing at times."""
    x, z0, top = at
    z = z0
    lean = float(rng.normal(0, packing.lean))
    count = int(max((top - z0) // parcel.size[1], 0))
    if count > 2 and rng.random() < 0.05:
        count -= 1
    if packing.crated and count:
        for post in (x, x + parcel.size[0] - 14):
            canvas.box(_SLAT, (post, post + 11), (z0, z0 + count * parcel.size[1]), depth)
    for _ in range(count):
        shift = lean * (z - z0) + float(rng.normal(0, packing.slump_mm))
        _draw_parcel(canvas, parcel, x + shift, z, depth, packing, rng)
        z += parcel.size[1]


def _on_pallets(
    canvas: Canvas, hold: Hold, packing: Packing, parcel: _Parcel, rng: np.random.Generator
) -> None:
    plan = plan_load(hold, rng, packing.level)
    across = float(rng.choice([800, 1000, 1200]))
    columns = max(1, round(across / parcel.size[0]))
    # Packages are made to fill a pallet; what is too long for that hangs over.
    parcel = replace(parcel, size=(max(across / columns, 0.8 * parcel.size[0]), parcel.size[1]))
    goods_mm = float(rng.uniform(*packing.pallets_high_mm))
    rows = 2 if hold.d[1] - hold.d[0] > 1500 else 1
    side = (across - columns * parcel.size[0]) / 2
    wrapped, boarded = rng.random() < 0.6, rng.random() < 0.3
    for x in places(plan, across, (8, 70), rng, missing=0.03):
        for row in rows_in(hold.d, rows, 60):
            base = hold.z[0]
            reach = min(plan.top(x, base + 150 + parcel.size[1]), hold.z[1])
            while base + 144 + parcel.size[1] < reach:
                deck = draw_pallet(canvas, x, base, row, across)
                top = min(deck + max(goods_mm, parcel.size[1]), reach)
                if rng.random() < 0.07:
                    top = deck + (top - deck) * float(rng.uniform(0.4, 0.9))
                for half in rows_in(row, 2, 6):
                    for i in range(columns):
                        at = (x + side + i * parcel.size[0], deck, top)
                        _column(canvas, parcel, at, half, packing, rng)
                _wrap(canvas, (x, x + across), (deck, top), row, wrapped, boarded)
                base = top + 4
                if rng.random() < 0.12:
                    break


def _wrap(canvas: Canvas, x: Span, z: Span, depth: Span, wrapped: bool, boarded: bool) -> None:
    """Film around a pallet, boards at its corners."""
    if wrapped:
        canvas.shell({"polyethylene": 0.9}, x, z, depth, 0.4)
    if boarded:
        for at in (x[0], x[1] - 45):
            for near in (depth[0], depth[1] - 45):
                canvas.box(WOOD, (at, at + 45), z, (near, near + 6))


def _on_floor(
    canvas: Canvas, hold: Hold, packing: Packing, parcel: _Parcel, rng: np.random.Generator
) -> None:
    plan = plan_load(hold, rng, packing.level)
    width = hold.d[1] - hold.d[0]
    rows = max(1, min(5, int(width // max(parcel.size[0], 380))))
    loose = float(rng.uniform(2, 22))
    for x in places(plan, parcel.size[0], (1, loose), rng):
        for row in rows_in(hold.d, rows, 8):
            drop = float(rng.choice([0.0, 0.0, 0.0, 1.0, 2.0])) * parcel.size[1]
            high = plan.top(x, hold.z[0] + parcel.size[1] + 1)
            top = high - (drop if rng.random() < 0.4 else 0.0)
            _column(canvas, parcel, (x, hold.z[0], top), row, packing, rng)
    if plan.x[1] < hold.x[1] - 600 and rng.random() < 0.5:
        shore_up(canvas, plan, hold, rng)


def shore_up(canvas: Canvas, plan: LoadPlan, hold: Hold, rng: np.random.Generator) -> None:
    """Hold back the end of a load: a frame of wood, a net or two bars across."""
    x, top = plan.x[1] + 20, max(plan.top(plan.x[1]), hold.z[0] + 400)
    if rng.random() < 0.5:
        for d in np.linspace(hold.d[0], hold.d[1] - 70, 4):
            canvas.box(WOOD, (x, x + 45), (hold.z[0], top), (float(d), float(d) + 70))
        for z in np.linspace(hold.z[0] + 150, top - 150, 3):
            canvas.box(WOOD, (x, x + 25), (float(z), float(z) + 95), hold.d)
    else:
        for z in rng.uniform(hold.z[0] + 300, top, 2):
            canvas.box(STEEL, (x, x + 42), (float(z), float(z) + 3), hold.d)
            canvas.box(STEEL, (x, x + 42), (float(z) + 39, float(z) + 42), hold.d)
