"""Hiding things in a scene: where they lie, and what they displace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from inspector_app.simulator import hiding_in_load, hiding_in_vehicle
from inspector_app.simulator.canvas import FloatMap
from inspector_app.simulator.inserted import OBJECT_KINDS, STANDS_ON_FLOOR, make_object
from inspector_app.simulator.placed import Placed, Window, sum_within, windows_of
from inspector_app.simulator.scene import Maps, Scene, total_areal

_VOID_G_CM2 = 1.5


_VehicleOrLoad = Callable[[Scene, np.random.Generator], Placed]
_PLACES: dict[str, _VehicleOrLoad] = {
    "in-frame": hiding_in_vehicle.hide_in_frame,
    "in-floor-members": hiding_in_vehicle.hide_in_floor_members,
    "in-chassis": hiding_in_vehicle.hide_in_chassis,
    "in-tyre": hiding_in_vehicle.hide_in_tyre,
    "in-reefer-unit": hiding_in_vehicle.hide_in_reefer_unit,
    "false-wall": hiding_in_load.build_false_wall,
    "false-floor": hiding_in_load.build_false_floor,
    "behind-front-row": hiding_in_load.stand_behind_front_row,
    "missing-pallet": hiding_in_load.take_pallet_away,
    "extra-pallet": hiding_in_load.add_pallet,
}
PLACE_KINDS = tuple(_PLACES)
HIDDEN_KINDS = OBJECT_KINDS + PLACE_KINDS


@dataclass(frozen=True, slots=True)
class HiddenAt:
    """An object that is in the scene's maps now.

    Attributes:
        window: rows and columns of the scan that its map reaches.
        inner: the same as rows and columns of its map.
        background_g_cm2: mean areal density of everything else where it lies.
        weight_change_kg: by how much the vehicle became heavier; below 0 where more was taken away
            or displaced than was put in.
    """

    placed: Placed
    window: Window
    inner: Window
    background_g_cm2: float
    weight_change_kg: float = 0.0


def hide_object(scene: Scene, kind: str, rng: np.random.Generator) -> HiddenAt:
    """Draw an object, choose its place and put it into the scene's maps.

    Raises:
        KeyError: no such kind.
    """
    placed = place_object(scene, kind, rng)
    height, width = scene.canvas.height_px, scene.canvas.width_px
    window, inner = windows_of(placed, height, width)
    cover = placed.hidden.cover[inner]
    left = 1 - np.float32(placed.displaced_share) * cover
    around = sum_within(scene.structure, window) + sum_within(scene.cargo, window) * left
    total = float(cover.sum())
    cargo_before = sum_within(scene.cargo, window)
    add_object(scene.structure, scene.cargo, placed)
    more = float((sum_within(scene.cargo, window) - cargo_before).sum(dtype=np.float64))
    depth_mm = placed.depth_mm + placed.hidden.depth_mm / 2
    pixel_mm2 = scene.canvas.mm_x * scene.canvas.mm_y / scene.canvas.magnification(depth_mm)
    background = float((around * cover).sum()) / max(total, 1e-6)
    return HiddenAt(placed, window, inner, background, more * pixel_mm2 / 1e5)


def place_object(
    scene: Scene,
    kind: str,
    rng: np.random.Generator,
    cargo_total: FloatMap | None = None,
    columns_px: tuple[int, int] | None = None,
) -> Placed:
    """Draw an object and choose where it lies: inside the load, on it, or on the floor.

    What a vehicle does not have gives way to the nearest thing that it has (no cooling unit: the
    frame; no wheels: the chassis; a place outside the picture: a brick in the load); the object's
    `kind` says what was really done.

    Args:
        kind: name from `HIDDEN_KINDS`.
        cargo_total: `total_areal` of the scene's cargo, if the caller has it at hand.
        columns_px: keep to this range of columns; not for `PLACE_KINDS`.

    Raises:
        KeyError: no such kind.
    """
    if kind in _PLACES:
        placed = _PLACES[kind](scene, rng)
        if placed.hidden.maps or placed.displaced_share > 0:
            return placed
        # The whole place lies outside the picture: a roof rail above it, a floor below it.
        kind = "organic-brick"
    canvas, hold = scene.canvas, scene.hold
    d = float(rng.uniform(hold.d[0] + 50, hold.d[1] - 150))
    hidden = make_object(kind, rng, canvas.mm_x, canvas.mm_y / canvas.magnification(d))
    rows, columns = hidden.cover.shape
    left, right = hold.x[0] / canvas.mm_x, hold.x[1] / canvas.mm_x
    if columns_px is not None:
        left, right = max(left, columns_px[0]), min(right, columns_px[1])
    column = int(rng.uniform(left, max(right - columns, left + 1)))
    ceiling, floor = canvas.row_of(hold.z[1], d), canvas.row_of(hold.z[0], d)
    lowest = int(floor) - rows
    row = int(rng.uniform(min(ceiling, lowest - 1), lowest))
    if kind in STANDS_ON_FLOOR:
        row = lowest
    cargo = cargo_total
    if cargo is None:
        cargo = total_areal(scene.cargo, (canvas.height_px, canvas.width_px))
    span = slice(max(column, 0), column + columns)
    if float(cargo[max(row, 0) : row + rows, span].mean()) < _VOID_G_CM2:
        # Nothing holds it up here: let it fall to the load or to the floor.
        while row < lowest and float(cargo[row + rows, span].mean()) < _VOID_G_CM2:
            row += 1
    share = hidden.depth_mm / (hold.d[1] - hold.d[0]) * float(rng.choice([0.0, 0.7, 1.0, 1.0]))
    return Placed(hidden, max(row, 0), max(column, 0), min(share, 0.9), d)


def add_object(structure: Maps, cargo: Maps, placed: Placed) -> Window:
    """Put an object into maps in place, displacing its share of the cargo; returns its window.

    Insertion happens in areal density, so beam hardening behind the object comes out right.
    """
    height, width = next(iter(structure.values())).shape
    hidden = placed.hidden
    window, inner = windows_of(placed, height, width)
    if placed.displaced_share > 0:
        for areal in cargo.values():
            areal[window] *= 1 - np.float32(placed.displaced_share) * hidden.cover[inner]
    for material, added in hidden.maps.items():
        if material not in cargo:
            cargo[material] = np.zeros((height, width), np.float32)
        # Cargo that is taken away cannot be less than nothing.
        cargo[material][window] = np.maximum(cargo[material][window] + added[inner], 0)
    return window
