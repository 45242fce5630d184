"""A loaded vehicle as areal-density maps, and hiding things in it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from inspector_app.domain.region import Box
from inspector_app.domain.scan import DoorSide
from inspector_app.simulator import cargo as cargo_room
from inspector_app.simulator.canvas import Canvas, FloatMap
from inspector_app.simulator.chassis import draw_chassis, draw_tractor
from inspector_app.simulator.inserted import HiddenObject, make_object
from inspector_app.simulator.look_alikes import scatter_look_alikes
from inspector_app.simulator.profile import ScannerProfile
from inspector_app.simulator.vehicle import Container, Hold, draw_container

Maps = dict[str, FloatMap]
_FORTY_FT_MM, _TWENTY_FT_MM = 12192.0, 6058.0
_VOID_G_CM2 = 1.5


@dataclass(slots=True)
class Scene:
    """A vehicle before it is scanned.

    Attributes:
        structure, cargo: material to areal density, g/cm2, each (height_px, width_px).
        canvas: the geometry both were drawn with.
        hold: room for cargo, mm.
        container: outline in pixels.
        load: what was loaded.
    """

    structure: Maps
    cargo: Maps
    canvas: Canvas
    hold: Hold
    container: Box
    load: cargo_room.CargoReport
    doors: DoorSide = DoorSide.RIGHT


@dataclass(frozen=True, slots=True)
class Placed:
    """An object put into a scene; `row` and `column` of its map's first pixel."""

    hidden: HiddenObject
    row: int
    column: int
    displaced_share: float


def build_scene(
    profile: ScannerProfile,
    rng: np.random.Generator,
    cargo: str | None = None,
    shrink: float = 1.0,
) -> Scene:
    """Draw a vehicle with its load.

    Args:
        cargo: a family, or None to draw one.
        shrink: below 1 makes a smaller picture at a coarser pitch (for the demo's size budget).
    """
    # The carrier has a stream of its own, so that how it is drawn does not change the load.
    carrier_rng, rng = rng.spawn(2)
    mm_x = float(rng.uniform(*profile.mm_per_px_x)) / shrink
    mm_y = float(rng.uniform(*profile.mm_per_px_y)) / shrink
    long = rng.random() < 0.65
    length = _FORTY_FT_MM if long else _TWENTY_FT_MM
    height = float(rng.choice([2591.0, 2896.0]))
    refrigerated = long and rng.random() < 0.14 and cargo not in cargo_room.DRY_ONLY
    lead = float(rng.uniform(300, 2500))
    chassis_length = (
        length + float(rng.uniform(100, 700)) if long else float(rng.uniform(6600, 12400))
    )
    offset = float(rng.uniform(0, max(chassis_length - length - 300, 1)))
    tail = float(rng.uniform(300, 3500))
    height_px = round(profile.height_px * shrink)
    width_px = int((lead + chassis_length + tail) / mm_x)
    below = float(rng.uniform(550, 1000))
    top_z = height_px * mm_y - below
    top_z = max(top_z, height + 40)
    canvas = Canvas(
        height_px, width_px, mm_x, mm_y, top_z,
        source_z_mm=-float(rng.uniform(100, 550)),
        source_distance_mm=float(rng.uniform(*profile.source_distance_mm)),
    )  # fmt: skip
    x0 = lead + offset
    box = Container((x0, x0 + length), height, refrigerated)
    hold = draw_container(canvas, box, carrier_rng)
    draw_chassis(canvas, (lead - 150, lead + chassis_length), [x0, x0 + length - 150], carrier_rng)
    draw_tractor(canvas, lead + float(carrier_rng.uniform(600, 1000)), carrier_rng)
    family = cargo or cargo_room.choose_family(rng, refrigerated)
    load = cargo_room.fill(canvas, hold, family, rng)
    scatter_look_alikes(canvas, hold, rng)
    outline = Box(x0 / mm_x, canvas.row_of(height), length / mm_x, height / mm_y)
    scene = Scene(
        canvas.maps.get("structure", {}), canvas.maps.get("cargo", {}), canvas, hold, outline, load
    )
    _sway(scene, carrier_rng)
    return scene


def _sway(scene: Scene, rng: np.random.Generator) -> None:
    """The vehicle rolls over bumps while it passes: columns move up and down by a few pixels."""
    height, width = scene.canvas.height_px, scene.canvas.width_px
    along = np.linspace(0, 1, width, dtype=np.float32)
    tilt = float(rng.normal(0, 5)) * (along - 0.5)
    shift = tilt.astype(np.float32)
    for _ in range(3):
        waves, phase = float(rng.uniform(1, 12)), float(rng.uniform(0, 6.3))
        shift += np.float32(rng.normal(0, 0.9)) * np.sin(
            2 * np.pi * waves * along + np.float32(phase)
        )
    rows = np.arange(height, dtype=np.float32)[:, None] + shift[None, :]
    columns = np.broadcast_to(np.arange(width, dtype=np.float32), (height, width))
    for maps in (scene.structure, scene.cargo):
        for material, areal in maps.items():
            # Holes are drawn as negative material; their soft edges must not shine through.
            maps[material] = np.maximum(cv2.remap(areal, columns, rows, cv2.INTER_LINEAR), 0)


def total_areal(maps: Maps, shape: tuple[int, int]) -> FloatMap:
    """Sum over materials."""
    total = np.zeros(shape, np.float32)
    for areal in maps.values():
        total += areal
    return total


def place_object(
    scene: Scene,
    kind: str,
    rng: np.random.Generator,
    cargo_total: FloatMap | None = None,
    columns_px: tuple[int, int] | None = None,
) -> Placed:
    """Draw an object and choose where it lies: inside the load, on it, or on the floor.

    Args:
        cargo_total: `total_areal` of the scene's cargo, if the caller has it at hand.
        columns_px: keep to this range of columns.
    """
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
    cargo = cargo_total
    if cargo is None:
        cargo = total_areal(scene.cargo, (canvas.height_px, canvas.width_px))
    span = slice(max(column, 0), column + columns)
    if float(cargo[max(row, 0) : row + rows, span].mean()) < _VOID_G_CM2:
        # Nothing holds it up here: let it fall to the load or to the floor.
        while row < lowest and float(cargo[row + rows, span].mean()) < _VOID_G_CM2:
            row += 1
    share = hidden.depth_mm / (hold.d[1] - hold.d[0]) * float(rng.choice([0.0, 0.7, 1.0, 1.0]))
    return Placed(hidden, max(row, 0), max(column, 0), min(share, 0.9))


def add_object(structure: Maps, cargo: Maps, placed: Placed) -> tuple[slice, slice]:
    """Put an object into maps in place, displacing its share of the cargo; returns its window.

    Insertion happens in areal density, so beam hardening behind the object comes out right.
    """
    height, width = next(iter(structure.values())).shape
    hidden = placed.hidden
    top, left = max(placed.row, 0), max(placed.column, 0)
    bottom = min(placed.row + hidden.cover.shape[0], height)
    right = min(placed.column + hidden.cover.shape[1], width)
    window = (slice(top, max(bottom, top)), slice(left, max(right, left)))
    inner = (
        slice(top - placed.row, max(bottom, top) - placed.row),
        slice(left - placed.column, max(right, left) - placed.column),
    )
    if placed.displaced_share > 0:
        for areal in cargo.values():
            areal[window] *= 1 - np.float32(placed.displaced_share) * hidden.cover[inner]
    for material, added in hidden.maps.items():
        if material not in cargo:
            cargo[material] = np.zeros((height, width), np.float32)
        cargo[material][window] += added[inner]
    return window


def join(structure: Maps, cargo: Maps) -> Maps:
    """All materials of both layers added up."""
    joined = dict(structure)
    for material, areal in cargo.items():
        joined[material] = joined[material] + areal if material in joined else areal
    return joined
