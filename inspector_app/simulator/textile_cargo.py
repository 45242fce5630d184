"""Cloth, clothes, fibre and hides: what lies in rolls and bales, hangs on bars or sags in heaps."""

from __future__ import annotations

import numpy as np

from inspector_app.simulator.canvas import Canvas, Recipe, smooth_noise
from inspector_app.simulator.load_plan import Span, middle, places, plan_load, rows_in
from inspector_app.simulator.packed_cargo import draw_pallet
from inspector_app.simulator.vehicle import STEEL, Hold

Filled = tuple[str, tuple[str, ...]]


def fill_fabric_rolls(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> Filled:
    """Rolls of cloth or carpet lying along or across, heaped into one another."""
    key, chapter, density = [
        ("cotton fabric", "52", 0.55),
        ("synthetic fabric", "54", 0.5),
        ("carpets", "57", 0.32),
    ][int(rng.integers(3))]
    recipe: Recipe = {"cellulose": density * 0.5, "polyethylene": density * 0.5}
    radius = float(rng.uniform(70, 150) if chapter != "57" else rng.uniform(140, 260))
    plan = plan_load(hold, rng, (0.5, 0.95), 0.35)
    if rng.random() < 0.55:
        _rolls_across(canvas, hold, recipe, radius, plan.x, plan.top(plan.x[0]), rng)
        return str(key), (str(chapter),)
    long = float(rng.choice([1500.0, 1800.0, 3900.0]))
    long = min(long, plan.x[1] - plan.x[0])
    for x in places(plan, long, (10, 120), rng):
        z, odd = hold.z[0] + radius, False
        while z + radius < plan.top(x, hold.z[0] + 3 * radius):
            for d in np.arange(
                hold.d[0] + radius * (2 if odd else 1), hold.d[1] - radius, 2 * radius
            ):
                slip = float(rng.normal(0, 35))
                span = (max(x + slip, hold.x[0]), min(x + slip + long, hold.x[1]))
                canvas.pipe(
                    recipe, span, (z + float(rng.normal(0, 5)), float(d)), radius, radius * 0.8
                )
            z += 1.74 * radius
            odd = not odd
    return str(key), (str(chapter),)


def _rolls_across(
    canvas: Canvas,
    hold: Hold,
    recipe: Recipe,
    radius: float,
    x: Span,
    top: float,
    rng: np.random.Generator,
) -> None:
    """Rolls with their ends to the viewer: circles with a core."""
    z, odd = hold.z[0] + radius, False
    slump = smooth_noise(rng, (2, 60), (2, 7), 0.1)[0]
    while z + radius < top:
        for at in np.arange(x[0] + radius * (2 if odd else 1), x[1] - radius, 2.02 * radius):
            share = slump[int((at - x[0]) / (x[1] - x[0]) * 59)]
            if z + radius > hold.z[0] + (top - hold.z[0]) * min(float(share), 1.0):
                continue
            size = radius * float(rng.uniform(0.86, 1.0))
            ends = (hold.d[0] + float(rng.uniform(0, 200)), hold.d[1] - float(rng.uniform(0, 300)))
            centre = (float(at) + float(rng.normal(0, 6)), z + float(rng.normal(0, 6)))
            canvas.disc(recipe, centre, (20, size), ends)
            canvas.disc({"cellulose": 0.8}, centre, (18, 23), ends)
        z += 1.75 * radius
        odd = not odd


def fill_hanging_clothes(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> Filled:
    """Clothes on hangers in rows on bars, some in boxes below: coats long, shirts short."""
    plan = plan_load(hold, rng, (0.9, 0.97), 0.3)
    high = hold.z[1] - 90
    key, chapter = (("coats", "62"), ("knitted clothes", "61"))[int(rng.integers(2))]
    levels = [high] if rng.random() < 0.4 else [high, hold.z[0] + (high - hold.z[0]) * 0.5]
    cloth = float(rng.uniform(0.05, 0.11))
    for rail in levels:
        drop = (high - hold.z[0]) / len(levels) * float(rng.uniform(0.55, 0.93))
        for row in rows_in(hold.d, 4, 50):
            canvas.box(STEEL, plan.x, (rail, rail + 28), (middle(row), middle(row) + 28))
            x = plan.x[0] + float(rng.uniform(10, 60))
            while x < plan.x[1] - 60:
                bunch = min(float(rng.uniform(150, 700)), plan.x[1] - x)
                long = drop * float(rng.uniform(0.75, 1.0))
                folds = smooth_noise(rng, (8, 30), (2, int(bunch / 25) + 2), 0.35)
                fade = np.linspace(0.75, 1.1, 8, dtype=np.float32)[:, None]
                canvas.box({"cellulose": cloth * 0.7, "polyethylene": cloth * 0.3}, (x, x + bunch),
                           (rail - 70 - long, rail - 70), row, folds * fade)  # fmt: skip
                for hook in np.arange(x + 8, x + bunch - 6, 30.0):
                    canvas.box(
                        STEEL,
                        (float(hook), float(hook) + 3),
                        (rail - 70, rail),
                        (row[0], row[0] + 4),
                    )
                x += bunch + float(rng.choice([8, 25, 200]))
    return str(key), (str(chapter),)


def fill_fibre_bales(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> Filled:
    """Cashmere, wool and camel hair: pressed bales in sheeting, bulging, stacked by hand."""
    key, chapter, density = [
        ("dehaired cashmere", "51", float(rng.uniform(0.2, 0.32))),
        ("greasy wool", "51", float(rng.uniform(0.25, 0.42))),
        ("camel hair", "51", float(rng.uniform(0.2, 0.34))),
    ][int(rng.choice(3, p=[0.5, 0.35, 0.15]))]
    size = (float(rng.uniform(650, 1150)), float(rng.uniform(450, 700)))
    plan = plan_load(hold, rng, (0.6, 0.95), 0.35)
    hooped = rng.random() < 0.5
    for x in places(plan, size[0], (0, 35), rng):
        lean = float(rng.normal(0, 0.025))
        for row in rows_in(hold.d, int(rng.choice([2, 3])), 10):
            z = hold.z[0]
            while z + size[1] * 0.95 < plan.top(x, hold.z[0] + size[1]):
                tall = size[1] * float(rng.uniform(0.9, 1.06))
                factor = float(rng.normal(1, 0.08))
                centre = (
                    x + size[0] / 2 + lean * (z - hold.z[0]) + float(rng.normal(0, 25)),
                    z + tall / 2,
                    middle(row),
                )
                lump = (size[0] / 2 * float(rng.uniform(0.95, 1.05)), tall / 2 * 1.04,
                        (row[1] - row[0]) / 2)  # fmt: skip
                canvas.ellipsoid({"cellulose": density * factor}, centre, lump, 3.8)
                if hooped:
                    for share in (-0.6, -0.2, 0.2, 0.6):
                        at = centre[0] + share * size[0] / 2
                        canvas.box({"iron": 1.0}, (at, at + 5), (z, z + tall), (row[0], row[0] + 5))
                z += tall * 0.97
    return str(key), (str(chapter),)


def fill_hides(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> Filled:
    """Salted hides and skins folded on pallets: sagging heaps with soft layers, dripping salt."""
    key, chapter = (("salted hides", "41"), ("sheepskins", "41"), ("wet-blue leather", "41"))[
        int(rng.integers(3))
    ]
    density = float(rng.uniform(0.65, 0.95))
    salted: Recipe = {
        "cellulose": density * 0.5, "water": density * 0.45, "glass": density * 0.05
    }  # fmt: skip
    plan = plan_load(hold, rng, (0.45, 0.75), 0.3)
    for x in places(plan, 1150, (20, 120), rng, 0.03):
        for row in rows_in(hold.d, 2, 80):
            deck = draw_pallet(canvas, x - 25, hold.z[0], row)
            z, wide = deck, 1150.0
            while z < plan.top(x, deck + 300) - 60 and wide > 500:
                thick = float(rng.uniform(35, 80))
                off = float(rng.normal(0, 9))
                at = (x + 575 + off, z + thick / 2, middle(row))
                lump = (wide / 2 + float(rng.uniform(5, 28)), thick * 0.8, (row[1] - row[0]) / 2)
                canvas.ellipsoid(salted, at, lump, 3.0)
                wide -= float(rng.uniform(0, 14))
                z += thick
    return str(key), (str(chapter),)
