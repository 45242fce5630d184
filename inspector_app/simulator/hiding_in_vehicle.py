"""Hiding in what carries the load: frame, floor, chassis, tyres, cooling unit."""

from __future__ import annotations

import numpy as np

from inspector_app.simulator.hiding_canvas import contraband, empty_canvas, from_canvas, outline_mm
from inspector_app.simulator.placed import Placed, sum_within, windows_of
from inspector_app.simulator.scene import Scene

_TRIES = 8
_LEAST_STRUCTURE_G_CM2 = 0.3
_LEAST_SHARE_BEHIND = 0.6


def hide_in_frame(scene: Scene, rng: np.random.Generator) -> Placed:
    """Packets inside a corner post or a top side rail; in the chassis where there is no frame."""
    for _ in range(_TRIES):
        placed = _in_post_or_rail(scene, rng)
        if _behind_structure(scene, placed):
            return placed
    return hide_in_chassis(scene, rng)


def _in_post_or_rail(scene: Scene, rng: np.random.Generator) -> Placed:
    (x0, x1), height = outline_mm(scene)
    canvas = empty_canvas(scene)
    wide = float(scene.hold.d[1] + scene.hold.d[0])
    depth = float(rng.uniform(50, 110))
    near = 20.0 if rng.random() < 0.5 else wide - 20 - depth
    d = (near, near + depth)
    recipe = {"cellulose": float(rng.uniform(0.95, 1.25))}
    count = int(rng.integers(3, 10))
    if rng.random() < 0.5:
        x = x0 + 8 if rng.random() < 0.5 else x1 - 68
        low = float(rng.uniform(150, max(height - 150 - count * 205, 160)))
        for i in range(count):
            canvas.box(recipe, (x, x + 58), (low + i * 205, low + i * 205 + 200), d)
    else:
        left = float(rng.uniform(x0 + 200, max(x1 - 200 - count * 205, x0 + 201)))
        for i in range(count):
            at = left + i * 205
            canvas.box(recipe, (at, at + 200), (height - 60, height - 6), (d[0], d[0] + 50))
    return from_canvas(scene, "in-frame", "organic", canvas, d)


def hide_in_floor_members(scene: Scene, rng: np.random.Generator) -> Placed:
    """Flat packets between the cross-members under the floor."""
    hold = scene.hold
    canvas = empty_canvas(scene)
    spacing, count = float(rng.uniform(290, 420)), int(rng.integers(1, 7))
    left = float(rng.uniform(hold.x[0] + 100, max(hold.x[1] - count * spacing, hold.x[0] + 101)))
    near = float(rng.uniform(100, 900))
    d = (near, near + float(rng.uniform(300, 1200)))
    recipe = {"cellulose": float(rng.uniform(0.9, 1.2))}
    for i in range(count):
        at = left + i * spacing
        canvas.box(recipe, (at, at + spacing - 60), (25, 108), d)
    return from_canvas(scene, "in-floor-members", "organic", canvas, d)


def hide_in_chassis(scene: Scene, rng: np.random.Generator) -> Placed:
    """A box welded between the chassis's long beams."""
    for _ in range(_TRIES):
        placed = _between_beams(scene, rng)
        if _behind_structure(scene, placed):
            break
    return placed


def _between_beams(scene: Scene, rng: np.random.Generator) -> Placed:
    (x0, x1), _ = outline_mm(scene)
    canvas = empty_canvas(scene)
    long, high = float(rng.uniform(400, 1500)), float(rng.uniform(90, 220))
    left = float(rng.uniform(x0 + 300, max(x1 - 300 - long, x0 + 301)))
    top = -float(rng.uniform(30, 90))
    near = float(rng.uniform(800, 1200))
    d = (near, near + float(rng.uniform(150, 380)))
    material, recipe = contraband(rng)
    canvas.box(recipe, (left + 4, left + long - 4), (top - high + 4, top - 4), d)
    canvas.shell({"iron": 7.85}, (left, left + long), (top - high, top), d, 3)
    return from_canvas(scene, "in-chassis", material, canvas, d)


def hide_in_tyre(scene: Scene, rng: np.random.Generator) -> Placed:
    """A tyre stuffed between rim and tread; in the chassis where no wheel is to be seen."""
    wheels = [part for part in scene.canvas.noted if part.name == "tyre"]
    if not wheels:
        return hide_in_chassis(scene, rng)
    wheel = wheels[int(rng.integers(len(wheels)))]
    canvas = empty_canvas(scene)
    wide = scene.hold.d[1] + scene.hold.d[0]
    depth = float(rng.uniform(180, 240))
    near = 30.0 if rng.random() < 0.5 else wide - 30 - depth
    radius = (wheel.x[1] - wheel.x[0]) / 2
    recipe = {"cellulose": float(rng.uniform(0.7, 1.1))}
    radii = (0.58 * radius, radius * float(rng.uniform(0.8, 0.9)))
    centre = (sum(wheel.x) / 2, sum(wheel.z) / 2)
    canvas.disc(recipe, centre, radii, (near, near + depth))
    return from_canvas(scene, "in-tyre", "organic", canvas, (near, near + depth))


def hide_in_reefer_unit(scene: Scene, rng: np.random.Generator) -> Placed:
    """Packets in the cooling unit's air duct; in the frame where there is no such unit."""
    units = [part for part in scene.canvas.noted if part.name == "cooling-unit"]
    if not units:
        return hide_in_frame(scene, rng)
    unit = units[int(rng.integers(len(units)))]
    canvas = empty_canvas(scene)
    recipe = {"cellulose": float(rng.uniform(0.95, 1.25))}
    across = max(min(int(rng.integers(1, 3)), int((unit.x[1] - unit.x[0] - 20) / 130)), 1)
    high = max(min(int(rng.integers(2, 8)), int((unit.z[1] - unit.z[0]) / 90) - 1), 1)
    left = unit.x[0] + 10 + float(rng.random()) * max(unit.x[1] - unit.x[0] - 20 - across * 130, 0)
    low = unit.z[0] + float(rng.random()) * max(unit.z[1] - unit.z[0] - high * 90, 0)
    near = float(rng.uniform(300, 1500))
    d = (near, near + float(rng.uniform(200, 500)))
    for i in range(across):
        for j in range(high):
            at, z = left + i * 130, low + j * 88 + float(rng.normal(0, 2))
            canvas.box(recipe, (at, at + 124), (z, z + 84), d)
    return from_canvas(scene, "in-reefer-unit", "organic", canvas, d)


def _behind_structure(scene: Scene, placed: Placed) -> bool:
    """Most of it lies where the vehicle itself is seen, not in the open air."""
    shape = (scene.canvas.height_px, scene.canvas.width_px)
    window, inner = windows_of(placed, *shape)
    inside = placed.hidden.cover[inner] > 0
    seen = sum_within(scene.structure, window) > _LEAST_STRUCTURE_G_CM2
    return bool(inside.any()) and float(seen[inside].mean()) > _LEAST_SHARE_BEHIND
