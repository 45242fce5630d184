"""Harmless things that lie about in containers; a model must learn to leave them alone."""

from __future__ import annotations

import numpy as np

from inspector_app.simulator.canvas import Canvas
from inspector_app.simulator.vehicle import STEEL, WOOD, Hold


def scatter_look_alikes(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> None:
    """Add none to a handful of benign oddments to the cargo layer."""
    canvas.layer = "cargo"
    drawings = (_lashing_bar, _chain, _dunnage_bag, _pallet_jack, _wooden_frame, _strap, _bucket)
    for _ in range(int(rng.choice([0, 0, 1, 2, 3, 5]))):
        drawings[int(rng.integers(len(drawings)))](canvas, hold, rng)
    canvas.layer = "structure"


def _lashing_bar(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> None:
    x, z = float(rng.uniform(*hold.x)), float(rng.uniform(*hold.z))
    run, rise = float(rng.uniform(-900, 900)), float(rng.uniform(-900, 900))
    width = float(rng.uniform(6, 14))
    bar = np.array([(x, z), (x + run, z + rise), (x + run, z + rise + width), (x, z + width)])
    bar[:, 0], bar[:, 1] = np.clip(bar[:, 0], *hold.x), np.clip(bar[:, 1], *hold.z)
    d = float(rng.uniform(*hold.d))
    canvas.polygon(STEEL, bar, (d, d + 20))


def _chain(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> None:
    x, d = float(rng.uniform(*hold.x)), float(rng.uniform(*hold.d))
    for _ in range(int(rng.integers(6, 30))):
        x += float(rng.uniform(20, 55))
        if x < hold.x[1]:
            canvas.disc(STEEL, (x, hold.z[0] + 25), (12, 24), (d, d + 12))


def _dunnage_bag(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> None:
    x = float(rng.uniform(hold.x[0] + 300, hold.x[1] - 300))
    z = hold.z[0] + float(rng.uniform(400, 1000))
    canvas.ellipsoid({"cellulose": 0.01}, (x, z, 1200), (rng.uniform(80, 250), 450, 500), 3.0)


def _pallet_jack(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> None:
    x, d = float(rng.uniform(hold.x[0], hold.x[1] - 1500)), float(rng.uniform(100, 1700))
    canvas.box(STEEL, (x, x + 1150), (hold.z[0] + 60, hold.z[0] + 85), (d, d + 12))
    canvas.box(STEEL, (x + 1150, x + 1270), (hold.z[0] + 50, hold.z[0] + 420), (d, d + 60))
    canvas.disc(STEEL, (x + 1210, hold.z[0] + 90), (20, 95), (d, d + 55))
    handle = np.array([(x + 1200, 420), (x + 1430, 1150), (x + 1460, 1150), (x + 1230, 420)], float)
    handle[:, 1] += hold.z[0]
    canvas.polygon(STEEL, handle, (d, d + 8))


def _wooden_frame(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> None:
    x = float(rng.uniform(hold.x[0], hold.x[1] - 300))
    top = hold.z[0] + float(rng.uniform(600, hold.z[1] - hold.z[0]))
    for d in (200.0, 1150.0, 2100.0):
        canvas.box(WOOD, (x, x + 95), (hold.z[0], top), (d, d + 95))
    for z in (hold.z[0] + 300, top - 200):
        canvas.box(WOOD, (x, x + 45), (z, z + 95), hold.d)


def _strap(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> None:
    x, z = float(rng.uniform(*hold.x)), float(rng.uniform(hold.z[0] + 300, hold.z[1]))
    canvas.box({"polyethylene": 1.0}, (x, x + 50), (hold.z[0], z), (hold.d[0], hold.d[0] + 4))
    canvas.box(STEEL, (x - 10, x + 60), (z - 150, z - 30), (hold.d[0], hold.d[0] + 14))


def _bucket(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> None:
    x, d = float(rng.uniform(hold.x[0] + 200, hold.x[1] - 200)), float(rng.uniform(200, 2200))
    radius, height = float(rng.uniform(90, 180)), float(rng.uniform(150, 350))
    base = hold.z[0]
    canvas.drum({"polyethylene": 0.95}, x, d, radius, (base, base + height), radius - 3)
    inside = {"water": 1.0} if rng.random() < 0.5 else {"glass": 1.2}
    if rng.random() < 0.7:
        canvas.drum(inside, x, d, radius - 3, (base, base + height * rng.uniform(0.3, 0.9)))
