"""Drawing what is hidden in millimetres, with the fan's perspective and the sway of a scene."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from inspector_app.simulator.canvas import Canvas, FloatMap, Recipe
from inspector_app.simulator.exact_images import shift_columns
from inspector_app.simulator.object_sheet import HiddenObject
from inspector_app.simulator.placed import Placed
from inspector_app.simulator.scene import Maps, Scene, total_areal

Span = tuple[float, float]
CONTRABAND: tuple[tuple[str, Recipe], ...] = (
    ("organic", {"cellulose": 0.9}),
    ("organic", {"cellulose": 0.3}),
    ("organic", {"water": 0.5, "glass": 0.25}),
    ("organic", {"polyethylene": 0.45}),
    ("metal", {"copper": 1.1, "iron": 0.3}),
)


def empty_canvas(scene: Scene) -> Canvas:
    return replace(scene.canvas, layer="hidden", maps={}, mass_kg={})


def swayed(scene: Scene, areal: FloatMap) -> FloatMap:
    return areal if scene.sway_px is None else shift_columns(areal, scene.sway_px)


def from_canvas(scene: Scene, kind: str, material: str, canvas: Canvas, d: Span) -> Placed:
    """What was drawn on `canvas`, as something that is added; without maps where all of it lies
    outside the picture."""
    drawn = canvas.maps.get("hidden", {})
    maps = {name: np.maximum(swayed(scene, m), 0) for name, m in drawn.items()}
    total = total_areal(maps, (canvas.height_px, canvas.width_px))
    # A sheet seen on edge is a hundred times thicker than what lies beside it.
    usual = float(np.median(total[total > 0])) if total.any() else 0.0
    cover = (total > 0.3 * usual).astype(np.float32)
    return cropped(kind, material, maps, cover, d, canvas.mass_kg.get("hidden", 0.0), 0.0)


def cropped(
    kind: str, material: str, maps: Maps, cover: FloatMap, d: Span, mass_kg: float, share: float
) -> Placed:
    touched = cover > 0
    for areal in maps.values():
        touched |= areal != 0
    if not touched.any():
        touched[0, 0] = True
    rows, columns = np.flatnonzero(touched.any(axis=1)), np.flatnonzero(touched.any(axis=0))
    window = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
    kept = {name: np.ascontiguousarray(areal[window], np.float32) for name, areal in maps.items()}
    hidden = HiddenObject(
        kind, material, kept, np.ascontiguousarray(cover[window]), d[1] - d[0], mass_kg
    )
    return Placed(hidden, int(rows[0]), int(columns[0]), share, d[0])


def outline_mm(scene: Scene) -> tuple[Span, float]:
    """x range of the container's outside and its height."""
    mm_x, mm_y = scene.canvas.mm_x, scene.canvas.mm_y
    box = scene.container
    return (box.x * mm_x, box.right * mm_x), box.height * mm_y


def contraband(rng: np.random.Generator) -> tuple[str, Recipe]:
    return CONTRABAND[int(rng.integers(len(CONTRABAND)))]
