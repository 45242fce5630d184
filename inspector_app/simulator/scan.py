"""One simulated scan with its truth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from inspector_app.domain.region import Box
from inspector_app.domain.scan import DoorSide, Geometry
from inspector_app.imaging import physics
from inspector_app.imaging.view_pixels import Pixels, ViewPixels
from inspector_app.simulator import detector
from inspector_app.simulator.canvas import FloatMap
from inspector_app.simulator.cargo import CargoReport
from inspector_app.simulator.profile import ScannerProfile
from inspector_app.simulator.scene import Placed, Scene, add_object, build_scene, join, place_object

SIMULATOR_VERSION = "1"


@dataclass(frozen=True, slots=True)
class InsertedTruth:
    """What was hidden and where.

    Attributes:
        kind: name from `OBJECT_KINDS`.
        material: organic, steel, metal, lead or gold.
        box: where, in scan pixels.
        mass_kg: its mass.
        background_attenuation: mean -ln T of everything else there, high energy.
        contrast: mean change of -ln T that it causes, high energy; small or negative means that it
            took the place of cargo much like itself.
    """

    kind: str
    material: str
    box: Box
    mass_kg: float
    background_attenuation: float
    contrast: float


@dataclass(frozen=True, slots=True)
class SimulatedScan:
    """Pixels and truth of one simulated pass. It is never a real scan.

    Attributes:
        pixels: as a scanner would have stored them.
        geometry: scale, door side and container outline.
        truth: hidden objects; empty for a benign scan.
        load: what the container carries, for a declaration to state truly or falsely.
        refrigerated: a container with a cooling unit.
    """

    seed: int
    profile: str
    pixels: ViewPixels
    geometry: Geometry
    truth: tuple[InsertedTruth, ...]
    load: CargoReport
    refrigerated: bool


def simulate_scan(
    seed: int,
    profile: ScannerProfile,
    table: physics.AttenuationTable,
    *,
    cargo: str | None = None,
    inserted: Sequence[str] = (),
    shrink: float = 1.0,
) -> SimulatedScan:
    """Simulate one pass of a truck; the same arguments give the same pixels.

    Args:
        table: the attenuation table (`physics.load_table`).
        cargo: a name from `CARGO_FAMILIES`, or None to draw one.
        inserted: kinds from `OBJECT_KINDS` to hide, each with its own size, pose and place.
        shrink: below 1 for smaller pictures at a coarser pitch.

    Raises:
        KeyError: an unknown family or kind.
    """
    rng = np.random.default_rng(seed)
    scene = build_scene(profile, rng, cargo, shrink)
    benign = _see(scene, profile, table) if inserted else ()
    windows: list[tuple[Placed, tuple[slice, slice]]] = []
    for kind in inserted:
        placed = place_object(scene, kind, rng)
        windows.append((placed, add_object(scene.structure, scene.cargo, placed)))
    clear = _see(scene, profile, table)
    truth = tuple(_truth(placed, at, benign[0], clear[0]) for placed, at in windows)
    pixels = _scan_pixels(clear, profile, rng)
    mirrored = bool(rng.random() < 0.25)
    geometry = Geometry(scene.canvas.mm_x, scene.canvas.mm_y, DoorSide.RIGHT, scene.container)
    if mirrored:
        pixels, geometry, truth = _mirror(pixels, geometry, truth)
    return SimulatedScan(
        seed, profile.name, pixels, geometry, truth, scene.load, scene.hold.refrigerated
    )


def _see(
    scene: Scene, profile: ScannerProfile, table: physics.AttenuationTable
) -> tuple[FloatMap, ...]:
    return physics.transmissions(table, join(scene.structure, scene.cargo), profile.beams)


def _scan_pixels(
    clear: Sequence[FloatMap], profile: ScannerProfile, rng: np.random.Generator
) -> ViewPixels:
    state = detector.draw_state(profile, rng)
    measured = [detector.record(image, state, rng) for image in clear]
    detector.spoil_rows(measured, profile.dead_row_chance, rng)
    if profile.bits == 8:
        curve = detector.draw_grey_curve(rng)
        stored = [detector.store_8_bit(image, curve) for image in measured]
    else:
        stored = [detector.store_16_bit(image, state) for image in measured]
    return _frozen(stored, profile.bits)


def _frozen(stored: list[Pixels], bits: int) -> ViewPixels:
    for image in stored:
        image.flags.writeable = False
    return ViewPixels(stored[0], stored[1] if len(stored) > 1 else None, bits)


def _truth(
    placed: Placed, window: tuple[slice, slice], benign: FloatMap, clear: FloatMap
) -> InsertedTruth:
    rows, columns = window
    cover = placed.hidden.cover[: rows.stop - rows.start, : columns.stop - columns.start] > 0.5
    if not cover.any():
        cover = np.ones_like(cover)
    before = physics.attenuation(benign[window])[cover]
    after = physics.attenuation(clear[window])[cover]
    box = Box(columns.start, rows.start, columns.stop - columns.start, rows.stop - rows.start)
    return InsertedTruth(
        placed.hidden.kind,
        placed.hidden.material,
        box,
        placed.hidden.mass_kg,
        float(before.mean()),
        float((after - before).mean()),
    )


def _mirror(
    pixels: ViewPixels, geometry: Geometry, truth: tuple[InsertedTruth, ...]
) -> tuple[ViewPixels, Geometry, tuple[InsertedTruth, ...]]:
    width = pixels.width_px

    def flip(box: Box) -> Box:
        return Box(width - box.right, box.y, box.width, box.height)

    images = [pixels.high] if pixels.low is None else [pixels.high, pixels.low]
    turned = _frozen([cv2.flip(image, 1).astype(np.uint16) for image in images], pixels.bits)
    container = flip(geometry.container) if geometry.container else None
    moved = Geometry(geometry.mm_per_px_x, geometry.mm_per_px_y, DoorSide.LEFT, container)
    marks = tuple(
        InsertedTruth(
            t.kind, t.material, flip(t.box), t.mass_kg, t.background_attenuation, t.contrast
        )
        for t in truth
    )
    return turned, moved, marks
