"""A load that is not what it seems: false walls, other goods behind, missing and extra pallets."""

from __future__ import annotations

import numpy as np

from inspector_app.simulator.canvas import FloatMap, Recipe
from inspector_app.simulator.hiding_canvas import (
    Span,
    contraband,
    cropped,
    empty_canvas,
    from_canvas,
)
from inspector_app.simulator.placed import Placed
from inspector_app.simulator.scene import Maps, Scene, total_areal

_LEAST_LOAD_G_CM2 = 3.0
# Goods that stand behind a row of something else.
_LAYERS: tuple[tuple[str, Recipe], ...] = (
    ("organic", {"cellulose": 0.3}),
    ("organic", {"water": 0.62, "glass": 0.3}),
    ("organic", {"water": 0.75, "polyethylene": 0.08}),
    ("organic", {"cellulose": 0.8}),
    ("aluminium", {"aluminium": 0.35, "polyethylene": 0.15}),
    ("metal", {"iron": 0.5, "copper": 0.25}),
)


def build_false_wall(scene: Scene, rng: np.random.Generator) -> Placed:
    """A second front wall with goods behind it; the load stands that much nearer to the doors."""
    hold = scene.hold
    canvas = empty_canvas(scene)
    gap = float(rng.uniform(250, 900))
    x = hold.x[0] + gap
    material, recipe = contraband(rng)
    top = hold.z[0] + (hold.z[1] - hold.z[0]) * float(rng.uniform(0.5, 0.95))
    d = (hold.d[0], hold.d[0] + (hold.d[1] - hold.d[0]) * float(rng.uniform(0.4, 1.0)))
    canvas.box(recipe, (hold.x[0] + 10, x - 10), (hold.z[0], top), d)
    sheet = {"iron": 7.85} if rng.random() < 0.6 else {"cellulose": 0.65}
    thick = 3.0 if "iron" in sheet else 21.0
    canvas.box(sheet, (x, x + thick), hold.z, hold.d)
    placed = from_canvas(scene, "false-wall", material, canvas, d)
    return _with_moved_cargo(scene, placed, columns=round((gap + thick) / canvas.mm_x))


def build_false_floor(scene: Scene, rng: np.random.Generator) -> Placed:
    """A raised floor with goods under it; the load stands higher."""
    hold = scene.hold
    canvas = empty_canvas(scene)
    rise = float(rng.uniform(80, 200))
    material, recipe = contraband(rng)
    z = hold.z[0]
    length = (hold.x[1] - hold.x[0]) * float(rng.uniform(0.3, 1.0))
    left = float(rng.uniform(hold.x[0], hold.x[1] - length)) if length else hold.x[0]
    deep = float(rng.uniform(0.4, 1.0)) * (hold.d[1] - hold.d[0])
    d = (hold.d[0], hold.d[0] + deep)
    canvas.box(recipe, (left, left + length), (z, z + rise - 4), d)
    sheet = {"iron": 7.85} if rng.random() < 0.5 else {"cellulose": 0.65}
    thick = 2.0 if "iron" in sheet else 18.0
    canvas.box(sheet, hold.x, (z + rise, z + rise + thick), hold.d)
    placed = from_canvas(scene, "false-floor", material, canvas, d)
    up = (rise + thick) * canvas.magnification(sum(hold.d) / 2) / canvas.mm_y
    return _with_moved_cargo(scene, placed, rows=round(up))


def _with_moved_cargo(scene: Scene, placed: Placed, columns: int = 0, rows: int = 0) -> Placed:
    """The same, and all cargo moved; what then no longer fits into the hold was never loaded."""
    canvas, hold = scene.canvas, scene.hold
    first, last = int(hold.x[0] / canvas.mm_x), int(np.ceil(hold.x[1] / canvas.mm_x))
    top = max(int(canvas.row_of(hold.z[1])) - 4, 0)
    shape = (canvas.height_px, canvas.width_px)
    change: Maps = {}
    for name, areal in scene.cargo.items():
        inside = np.asarray(areal[top:, first:last], np.float32)
        moved = np.zeros_like(inside)
        height, width = inside.shape
        if rows < height and columns < width:
            moved[: height - rows, columns:] = inside[rows:, : width - columns]
        delta = np.zeros(shape, np.float32)
        delta[top:, first:last] = moved - inside
        change[name] = delta
    hidden = placed.hidden
    window = (
        slice(placed.row, placed.row + hidden.cover.shape[0]),
        slice(placed.column, placed.column + hidden.cover.shape[1]),
    )
    cover = np.zeros(shape, np.float32)
    cover[window] = hidden.cover
    for name, areal in hidden.maps.items():
        change.setdefault(name, np.zeros(shape, np.float32))[window] += areal
    d = (placed.depth_mm, placed.depth_mm + hidden.depth_mm)
    return cropped(hidden.kind, hidden.material, change, cover, d, hidden.mass_kg, 0.0)


def stand_behind_front_row(scene: Scene, rng: np.random.Generator) -> Placed:
    """Other goods behind the row that can be seen from the side; a stack of them if it is empty."""
    hold = scene.hold
    depth = hold.d[1] - hold.d[0]
    share = float(rng.uniform(0.35, 0.75))
    d = (hold.d[0] + depth * (1 - share), hold.d[1])
    material, recipe = _LAYERS[int(rng.integers(len(_LAYERS)))]
    columns = _columns_of(scene, float(rng.uniform(1000, 4000)), rng, loaded=True)
    total = total_areal(scene.cargo, (scene.canvas.height_px, scene.canvas.width_px))
    if float(total[:, columns].max()) < _LEAST_LOAD_G_CM2:
        return _stack(scene, "behind-front-row", material, recipe, columns, d, rng)
    cover = np.zeros_like(total)
    # Where the load is thin at its upper edge so is what stands behind it.
    usual = float(np.median(total[:, columns][total[:, columns] > _LEAST_LOAD_G_CM2]))
    cover[:, columns] = np.clip(total[:, columns] / (0.5 * usual), 0, 1)
    _clear_outside_hold(scene, cover)
    path = cover * np.float32(depth * share / 10)
    maps = {name: path * np.float32(density) for name, density in recipe.items()}
    return cropped("behind-front-row", material, maps, cover, d, _mass(scene, maps, d), share)


def take_pallet_away(scene: Scene, rng: np.random.Generator) -> Placed:
    """Cargo is missing over a pallet's length, on one side or both."""
    hold = scene.hold
    columns = _columns_of(scene, float(rng.uniform(800, 1250)), rng, loaded=True)
    share = 1.0 if rng.random() < 0.6 else 0.5
    d = (hold.d[0], hold.d[0] + (hold.d[1] - hold.d[0]) * share)
    cover = np.zeros((scene.canvas.height_px, scene.canvas.width_px), np.float32)
    total = total_areal(scene.cargo, cover.shape)
    cover[:, columns] = total[:, columns] > 0.1 * float(total.max())
    _clear_outside_hold(scene, cover)
    taken = {name: cover * areal * np.float32(share) for name, areal in scene.cargo.items()}
    return cropped("missing-pallet", "none", {}, cover, d, -_mass(scene, taken, d), share)


def add_pallet(scene: Scene, rng: np.random.Generator) -> Placed:
    """One pallet more than declared, of goods like the load's, where there is most room."""
    shape = (scene.canvas.height_px, scene.canvas.width_px)
    total = float(total_areal(scene.cargo, shape).sum())
    density = float(rng.uniform(0.2, 0.6))
    recipe: Recipe = {"cellulose": density}
    if total > 0:
        shares = {name: float(areal.sum()) / total for name, areal in scene.cargo.items()}
        recipe = {name: part * density for name, part in shares.items() if part > 0.02}
    material = _main_material(max(recipe, key=lambda name: recipe[name]))
    columns = _columns_of(scene, float(rng.uniform(800, 1250)), rng, loaded=False)
    near = scene.hold.d[0] + float(rng.uniform(0, 1200))
    d = (near, near + 1000.0)
    return _stack(scene, "extra-pallet", material, recipe, columns, d, rng)


def _main_material(name: str) -> str:
    metals = {"iron": "steel", "copper": "metal", "aluminium": "aluminium", "lead": "lead"}
    return metals.get(name, "organic")


def _stack(
    scene: Scene,
    kind: str,
    material: str,
    recipe: Recipe,
    columns: slice,
    d: Span,
    rng: np.random.Generator,
) -> Placed:
    """Boxes on a pallet on the floor over those columns."""
    canvas, hold = empty_canvas(scene), scene.hold
    x = (columns.start * canvas.mm_x, columns.stop * canvas.mm_x)
    floor = hold.z[0]
    high = min(float(rng.uniform(700, 1500)), hold.z[1] - floor - 160)
    canvas.box(recipe, x, (floor + 145, floor + 145 + high), d)
    for z in (floor, floor + 123):
        canvas.box({"cellulose": 0.5}, x, (z, z + 22), d)
    return from_canvas(scene, kind, material, canvas, d)


def _columns_of(scene: Scene, length_mm: float, rng: np.random.Generator, loaded: bool) -> slice:
    """So long a part of the hold, at random among the fuller or the emptiest places."""
    canvas, hold = scene.canvas, scene.hold
    left, right = int(hold.x[0] / canvas.mm_x) + 2, int(hold.x[1] / canvas.mm_x) - 2
    width = min(max(round(length_mm / canvas.mm_x), 2), max(right - left - 1, 2))
    load = total_areal(scene.cargo, (canvas.height_px, canvas.width_px)).sum(axis=0)
    sums = np.concatenate([[0.0], np.cumsum(load.astype(np.float64))])
    starts = np.arange(left, max(right - width, left + 1))
    held = sums[starts + width] - sums[starts]
    limit = np.median(held) if loaded else np.percentile(held, 5)
    fits = starts[held >= limit] if loaded else starts[held <= limit]
    first = int(fits[int(rng.integers(len(fits)))])
    return slice(first, first + width)


def _clear_outside_hold(scene: Scene, cover: FloatMap) -> None:
    canvas, hold = scene.canvas, scene.hold
    cover[: max(int(canvas.row_of(hold.z[1])) - 4, 0)] = 0
    cover[int(canvas.row_of(hold.z[0])) + 4 :] = 0


def _mass(scene: Scene, maps: Maps, d: Span) -> float:
    """Mass of areal densities that lie about the middle of a depth range, kg."""
    canvas = scene.canvas
    pixel_mm2 = canvas.mm_x * canvas.mm_y / canvas.magnification(sum(d) / 2)
    return float(sum(float(areal.sum()) for areal in maps.values())) * pixel_mm2 / 1e5
