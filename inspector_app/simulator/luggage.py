"""Luggage: what travels in a car's boot, and at times in a van."""

from __future__ import annotations

import numpy as np

from inspector_app.simulator.canvas import Canvas, FloatMap, Recipe, smooth_noise
from inspector_app.simulator.parts import PLASTIC, Span
from inspector_app.simulator.vehicle import RUBBER, Hold


def fill_luggage(
    canvas: Canvas, hold: Hold, rng: np.random.Generator
) -> tuple[str, tuple[str, ...]]:
    """Suitcases, bags, bottles and parcels thrown into a boot."""
    room = hold.x[1] - hold.x[0]
    near = hold.d[0]
    while near < hold.d[1] - 250:
        d = (near, min(near + float(rng.uniform(230, 480)), hold.d[1]))
        for _ in range(max(1, round(room / 1500))):
            z = hold.z[0]
            foot = hold.x[0] + float(rng.uniform(0, max(room - 500, 1)))
            while z < hold.z[1] - 120 and rng.random() < 0.8:
                size = (min(float(rng.uniform(350, 780)), room), float(rng.uniform(160, 420)))
                at = foot + float(rng.uniform(-90, 90))
                at = min(max(at, hold.x[0]), hold.x[1] - size[0])
                high = min(z + size[1], hold.z[1])
                _draw_bag(canvas, (at, at + size[0]), (z, high), d, rng)
                z = high + 5
        near = d[1]
    return "personal effects", ("63",)


def _draw_bag(canvas: Canvas, x: Span, z: Span, d: Span, rng: np.random.Generator) -> None:
    clothes = float(rng.uniform(0.08, 0.25))
    inside: Recipe = {"cellulose": clothes}
    texture: FloatMap = smooth_noise(rng, (12, 20), (6, 9), 0.35)
    if rng.random() < 0.45:
        canvas.shell(PLASTIC, x, z, d, 3.0)
        canvas.box(inside, x, (z[0] + 3, z[1] - 3), d, texture)
        for at in (x[0] + 60, x[0] + 80):
            canvas.box({"aluminium": 0.5}, (at, at + 8), z, (d[0] + 40, d[0] + 60))
        for corner in (x[0] + 30, x[1] - 30):
            canvas.disc(RUBBER, (corner, z[0] + 25), (5, 25), (d[0], d[0] + 30))
    else:
        centre = ((x[0] + x[1]) / 2, (z[0] + z[1]) / 2, (d[0] + d[1]) / 2)
        radii = ((x[1] - x[0]) / 2, (z[1] - z[0]) / 2, (d[1] - d[0]) / 2)
        canvas.ellipsoid(inside, centre, radii, 3.5)
    for _ in range(int(rng.integers(1, 6))):
        at = float(rng.uniform(x[0], x[1] - 90))
        low = float(rng.uniform(z[0], max(z[1] - 120, z[0] + 1)))
        thing: Recipe = {"polyethylene": float(rng.uniform(0.3, 1.0))}
        if rng.random() < 0.4:
            thing = {"iron": float(rng.uniform(0.4, 2.0)), "copper": 0.2}
        deep = float(rng.uniform(25, 90))
        size = (float(rng.uniform(40, 160)), float(rng.uniform(25, 110)))
        canvas.box(thing, (at, min(at + size[0], x[1])), (low, min(low + size[1], z[1])),
                   (d[0] + 30, d[0] + 30 + deep))  # fmt: skip
