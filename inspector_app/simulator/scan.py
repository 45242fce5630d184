"""One simulated scan with its truth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from inspector_app.domain.region import Box
from inspector_app.domain.scan import DoorSide, Geometry
from inspector_app.imaging import physics
from inspector_app.imaging.exact_physics import transmissions_exact
from inspector_app.imaging.view_pixels import Pixels, ViewPixels
from inspector_app.simulator import detector, grey_export
from inspector_app.simulator.canvas import FloatMap
from inspector_app.simulator.cargo import CargoReport
from inspector_app.simulator.detector_state import DetectorEffects, DetectorState
from inspector_app.simulator.passage import Passage, draw_passage
from inspector_app.simulator.placed import Window
from inspector_app.simulator.placing import hide_object
from inspector_app.simulator.profile import ScannerProfile
from inspector_app.simulator.scene import Scene, build_scene
from inspector_app.simulator.truth import (
    InsertedTruth,
    follow_columns,
    measure_truth,
    mirror_truth,
)

__all__ = ["SIMULATOR_VERSION", "InsertedTruth", "SimulatedScan", "simulate_scan"]

SIMULATOR_VERSION = "3"
_MIRRORED = 0.25
_WHOLE: Window = (slice(None), slice(None))


@dataclass(frozen=True, slots=True)
class SimulatedScan:
    """Pixels and truth of one simulated pass. It is never a real scan.

    Attributes:
        pixels: as a scanner would have stored them.
        geometry: scale, door side and container outline; the doors of a scan that was cut off
            before them are not known.
        truth: hidden objects; empty for a benign scan.
        load: what the container carries, for a declaration to state truly or falsely.
        refrigerated: a container or trailer with a cooling unit.
        carrier: a name from `CARRIERS`.
        jpeg: the exported file from which `pixels` were read, for a scanner that exports JPEG.
    """

    seed: int
    profile: str
    pixels: ViewPixels
    geometry: Geometry
    truth: tuple[InsertedTruth, ...]
    load: CargoReport
    refrigerated: bool
    carrier: str
    jpeg: bytes | None = None


def simulate_scan(
    seed: int,
    profile: ScannerProfile,
    table: physics.AttenuationTable,
    *,
    carrier: str | None = None,
    cargo: str | None = None,
    inserted: Sequence[str] = (),
    shrink: float = 1.0,
    effects: DetectorEffects = detector.ALL_EFFECTS,
) -> SimulatedScan:
    """Simulate one pass of a vehicle; the same arguments give the same bytes on every machine.

    The vehicle with its load, the objects and the detector have random streams of their own, so
    the same seed shows the same vehicle with other objects or through another detector.

    Args:
        table: the attenuation table (`table_of` the profile).
        carrier: a name from `CARRIERS`, or None to draw one that takes the cargo.
        cargo: a name from `CARGO_FAMILIES`, or None to draw one.
        inserted: kinds from `HIDDEN_KINDS` to hide, each with its own size, pose and place.
        shrink: below 1 for smaller pictures at a coarser pitch.
        effects: what the detector does to the picture.

    Raises:
        KeyError: an unknown carrier, family or kind.
        ValueError: this carrier never takes this cargo.
    """
    streams = np.random.SeedSequence(seed).spawn(3)
    scene_rng, object_rng, detector_rng = (np.random.default_rng(stream) for stream in streams)
    scene = build_scene(profile, scene_rng, cargo, shrink, carrier)
    clear = transmissions_exact(table, _layers(scene), profile.beams)
    truth = _hide(scene, inserted, clear, profile, table, object_rng)
    geometry = Geometry(scene.canvas.mm_x, scene.canvas.mm_y, DoorSide.RIGHT, scene.container)
    drawn = _Drawn(clear, geometry, truth)
    load, refrigerated, carrier = scene.load, scene.hold.refrigerated, scene.carrier
    # The maps are the largest thing in memory, and the detector has no use for them.
    del scene
    if detector_rng.random() < _MIRRORED:
        drawn = _mirrored(drawn)
    state_rng, passage_rng, measure_rng, export_rng = detector_rng.spawn(4)
    state = detector.draw_state(profile, state_rng)
    drawn = _passed(drawn, state.effective(effects), passage_rng)
    measured = detector.measure(drawn.clear, state, measure_rng, effects)
    kept = _never_black(drawn)
    pixels, jpeg = _store(measured, profile.bits, state, effects, export_rng, kept)
    return SimulatedScan(
        seed, profile.name, pixels, drawn.geometry, drawn.truth, load, refrigerated, carrier, jpeg
    )


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A vehicle as a scanner without any fault would see it."""

    clear: tuple[FloatMap, ...]
    geometry: Geometry
    truth: tuple[InsertedTruth, ...]


def _never_black(drawn: _Drawn) -> list[Box]:
    """What no black end of an export may cover."""
    kept = [one.box for one in drawn.truth]
    container = drawn.geometry.container
    return kept if container is None else [*kept, container]


def _hide(
    scene: Scene,
    kinds: Sequence[str],
    clear: tuple[FloatMap, ...],
    profile: ScannerProfile,
    table: physics.AttenuationTable,
    rng: np.random.Generator,
) -> tuple[InsertedTruth, ...]:
    """Put objects into the scene and into its transmissions, which are changed in place."""
    if not kinds:
        return ()
    before = clear[0].copy()
    hidden = [hide_object(scene, kind, rng) for kind in kinds]
    for one in hidden:
        # A pixel's transmission depends on nothing around it, so the windows are enough.
        seen = transmissions_exact(table, _layers(scene, one.window), profile.beams)
        for image, part in zip(clear, seen, strict=True):
            image[one.window] = part
    return tuple(
        measure_truth(one, before, clear[0], number) for number, one in enumerate(hidden, start=1)
    )


def _layers(scene: Scene, window: Window = _WHOLE) -> dict[str, tuple[FloatMap, ...]]:
    """The maps of each material, to be added up where they are needed."""
    names = dict.fromkeys((*scene.structure, *scene.cargo))
    maps = (scene.structure, scene.cargo)
    return {name: tuple(one[name][window] for one in maps if name in one) for name in names}


def _mirrored(drawn: _Drawn) -> _Drawn:
    """The vehicle that came from the other side."""
    width = drawn.clear[0].shape[1]

    def flip(box: Box) -> Box:
        return Box(width - box.right, box.y, box.width, box.height)

    geometry, container = drawn.geometry, drawn.geometry.container
    return _Drawn(
        tuple(np.ascontiguousarray(image[:, ::-1]) for image in drawn.clear),
        replace(geometry, doors=DoorSide.LEFT, container=flip(container) if container else None),
        tuple(mirror_truth(one, width) for one in drawn.truth),
    )


def _passed(drawn: _Drawn, state: DetectorState, rng: np.random.Generator) -> _Drawn:
    """What the scanner saw of the vehicle, at which columns; the truth moves with it."""
    width, beams = drawn.clear[0].shape[1], len(drawn.clear)
    passage = draw_passage(width, beams, state, rng, [one.box for one in drawn.truth])
    clear = tuple(passage.image(image, beam) for beam, image in enumerate(drawn.clear))
    truth = (follow_columns(one, passage.columns[0]) for one in drawn.truth)
    return _Drawn(clear, _geometry_of(drawn.geometry, passage, clear[0].shape[1]), tuple(truth))


def _geometry_of(geometry: Geometry, passage: Passage, width_px: int) -> Geometry:
    if geometry.container is None:
        return geometry
    whole = passage.box(geometry.container)
    left, right = max(whole.x, 0.0), min(whole.right, float(width_px))
    door_side = whole.x if geometry.doors is DoorSide.LEFT else whole.right
    seen = -1 <= door_side <= width_px + 1
    container = Box(left, whole.y, right - left, whole.height)
    return replace(
        geometry, container=container, doors=geometry.doors if seen else DoorSide.UNKNOWN
    )


def _store(
    measured: Sequence[FloatMap],
    bits: int,
    state: DetectorState,
    effects: DetectorEffects,
    rng: np.random.Generator,
    kept: Sequence[Box],
) -> tuple[ViewPixels, bytes | None]:
    """Pixels, and the file of a scanner that exports JPEG; `kept` never lies in a black end."""
    jpeg = None
    stored: list[Pixels] = []
    if bits == 8:
        curve = grey_export.draw_grey_curve(rng)
        grey = grey_export.grey_levels(measured[0], curve)
        if kept and effects.black_columns:
            ends = (min(box.x for box in kept) - 4, max(box.right for box in kept) + 4)
            grey_export.blacken_ends(grey, curve, ends)
        if effects.jpeg:
            jpeg = grey_export.as_jpeg(grey, curve.jpeg_quality)
        stored.append(grey.astype(np.uint16) if jpeg is None else grey_export.from_jpeg(jpeg))
    else:
        stored += [detector.store_16_bit(image, state, effects) for image in measured]
    for image in stored:
        image.flags.writeable = False
    return ViewPixels(stored[0], stored[1] if len(stored) > 1 else None, bits), jpeg
