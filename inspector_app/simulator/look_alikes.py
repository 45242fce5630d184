"""Harmless things that lie about in containers; a model must learn to leave them alone."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from inspector_app.simulator.canvas import Canvas
from inspector_app.simulator.vehicle import STEEL, WOOD, Hold


def scatter_look_alikes(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> None:
    """Add none to a handful of benign oddments to the cargo layer."""
    canvas.layer = "cargo"
    for _ in range(int(rng.choice([0, 0, 1, 2, 3, 5]))):
        _DRAWINGS[int(rng.integers(len(_DRAWINGS)))](canvas, hold, rng)
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


def _place(hold: Hold, long_mm: float, rng: np.random.Generator) -> tuple[float, float]:
    """(x, d) of something on the floor: as a rule near an end of the hold, where there is room."""
    room = max(hold.x[1] - hold.x[0] - long_mm, 1.0)
    share = float(rng.choice([rng.uniform(0, 0.06), rng.uniform(0.92, 1.0), rng.uniform(0, 1)]))
    return hold.x[0] + share * room, float(rng.uniform(hold.d[0], max(hold.d[1] - 500, hold.d[0])))


def _tool_box(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> None:
    """A sheet box with wrenches, a jack, a hammer."""
    long, high = float(rng.uniform(380, 700)), float(rng.uniform(180, 340))
    x, d = _place(hold, long, rng)
    z = hold.z[0]
    canvas.shell(STEEL, (x, x + long), (z, z + high), (d, d + 260), 1.0)
    for _ in range(int(rng.integers(4, 11))):
        size = float(rng.uniform(0.2, 0.6)) * long
        at = x + float(rng.uniform(0.03, 0.95 - size / long)) * long
        low = z + float(rng.uniform(5, 0.5 * high))
        thick = float(rng.uniform(8, 30))
        near = d + float(rng.uniform(10, 180))
        canvas.box(STEEL, (at, at + size), (low, low + thick), (near, near + thick))
        canvas.disc(STEEL, (at + size, low + thick / 2), (thick * 0.4, thick), (near, near + thick))


def _spare_wheel(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> None:
    """A lorry's wheel leaning on the wall."""
    radius, wide = float(rng.uniform(330, 520)), float(rng.uniform(200, 300))
    x, d = _place(hold, 2 * radius, rng)
    centre = (x + radius, hold.z[0] + radius)
    canvas.disc({"polyethylene": 1.15}, centre, (radius * 0.92, radius), (d, d + wide))
    for side in (d, d + wide - 22):
        canvas.disc(
            {"polyethylene": 1.15}, centre, (radius * 0.56, radius * 0.92), (side, side + 22)
        )
    canvas.disc(STEEL, centre, (radius * 0.54, radius * 0.57), (d + 20, d + wide - 20))
    canvas.disc(STEEL, centre, (radius * 0.25, radius * 0.55), (d + 60, d + 72))
    for turn in ((0.34, 0.0), (-0.34, 0.0), (0.0, 0.34), (0.0, -0.34)):
        bolt = (centre[0] + turn[0] * radius, centre[1] + turn[1] * radius)
        canvas.disc(STEEL, bolt, (0, 14), (d + 50, d + 95))


def _extinguisher(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> None:
    """A fire extinguisher, standing or lying."""
    radius, long = float(rng.uniform(55, 90)), float(rng.uniform(380, 560))
    x, d = _place(hold, long, rng)
    z = hold.z[0]
    if rng.random() < 0.5:
        canvas.drum(STEEL, x + radius, d + radius, radius, (z, z + long), radius - 2)
        canvas.drum({"glass": 0.9}, x + radius, d + radius, radius - 2, (z, z + 0.75 * long))
        canvas.drum({"copper": 7.0}, x + radius, d + radius, 18, (z + long, z + long + 70))
    else:
        axis = (z + radius, d + radius)
        canvas.pipe(STEEL, (x, x + long), axis, radius, 2)
        canvas.pipe({"glass": 0.55}, (x, x + long), axis, radius - 2)
        canvas.pipe({"copper": 7.0}, (x + long, x + long + 70), axis, 18)


def _belongings(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> None:
    """A driver's bag with clothes, a flask and tins; a folding chair or a gas ring beside it."""
    long, high = float(rng.uniform(420, 720)), float(rng.uniform(220, 380))
    x, d = _place(hold, long + 350, rng)
    z = hold.z[0]
    centre = (x + long / 2, z + high / 2, d + 150)
    canvas.ellipsoid(
        {"cellulose": float(rng.uniform(0.12, 0.25))}, centre, (long / 2, high / 2, 150), 3.0
    )
    flask = x + float(rng.uniform(0.1, 0.7)) * long
    canvas.drum(STEEL, flask, d + 150, 42, (z + 30, z + 0.8 * high), 40)
    for _ in range(int(rng.integers(0, 5))):
        at = x + float(rng.uniform(0.1, 0.8)) * long
        canvas.drum({"water": 0.95, "iron": 0.12}, at, d + 120, 37, (z + 15, z + 120))
    if rng.random() < 0.5:
        canvas.disc(STEEL, (x + long + 160, z + 60), (60, 150), (d, d + 14))
        canvas.disc(STEEL, (x + long + 160, z + 150), (95, 105), (d, d + 210))


def _brick_like_stack(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> None:
    """Books, sugar, tea or soap in equal packets, stacked: what looks like bricks of powder."""
    recipe = (
        {"cellulose": 0.75}, {"cellulose": 0.88}, {"cellulose": 0.35},
        {"water": 0.4, "polyethylene": 0.65},
    )[int(rng.integers(4))]  # fmt: skip
    size = (float(rng.uniform(120, 260)), float(rng.uniform(35, 90)), float(rng.uniform(90, 200)))
    across, high = int(rng.integers(1, 5)), int(rng.integers(2, 8))
    x, d = _place(hold, across * (size[0] + 4), rng)
    for row in range(int(rng.integers(1, 4))):
        for layer in range(high):
            for i in range(across):
                if layer == high - 1 and rng.random() < 0.3:
                    continue
                left = x + i * (size[0] + 3) + float(rng.normal(0, 2))
                low = hold.z[0] + layer * size[1]
                near = d + row * (size[2] + 4)
                canvas.box(dict(recipe), (left, left + size[0]), (low, low + size[1] - 1),
                           (near, near + size[2]))  # fmt: skip


def _crate_of_bottles(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> None:
    """One crate of water or beer for the road, not full any more."""
    x, d = _place(hold, 400, rng)
    z = hold.z[0]
    canvas.shell({"polyethylene": 0.95}, (x, x + 400), (z, z + 240), (d, d + 300), 4)
    for i in range(5):
        for k in range(4):
            if rng.random() < 0.25:
                continue
            at, near = x + 45 + i * 77, d + 40 + k * 72
            canvas.drum({"glass": 2.5}, at, near, 32, (z + 5, z + 170), 29)
            canvas.drum({"glass": 2.5}, at, near, 14, (z + 170, z + 255), 11)
            if rng.random() < 0.7:
                canvas.drum({"water": 1.0}, at, near, 29, (z + 5, z + 160))


def _wedge_and_net(canvas: Canvas, hold: Hold, rng: np.random.Generator) -> None:
    """Offcuts of wood nailed to the floor, nails, a roll of net."""
    x, d = _place(hold, 700, rng)
    z = hold.z[0]
    for _ in range(int(rng.integers(2, 6))):
        at = x + float(rng.uniform(0, 500))
        wedge = np.array([(at, z), (at + 220, z), (at + 220, z + 110)])
        canvas.polygon(WOOD, wedge, (d, d + 90))
        canvas.box(STEEL, (at + 180, at + 185), (z, z + 100), (d + 40, d + 45))
    canvas.pipe({"polyethylene": 0.3}, (x, x + 600), (z + 80, d + 300), 75)


_DRAWINGS: tuple[Callable[[Canvas, Hold, np.random.Generator], None], ...] = (
    _lashing_bar, _chain, _dunnage_bag, _pallet_jack, _wooden_frame, _strap, _bucket, _tool_box,
    _spare_wheel, _extinguisher, _belongings, _brick_like_stack, _crate_of_bottles, _wedge_and_net,
)  # fmt: skip
