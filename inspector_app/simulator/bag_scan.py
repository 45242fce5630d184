"""One simulated pass of a bag through a two-view machine, with its truth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from inspector_app.domain.region import Box
from inspector_app.domain.scan import DoorSide, Geometry
from inspector_app.imaging import physics
from inspector_app.imaging.exact_physics import transmissions_exact
from inspector_app.imaging.view_pixels import Pixels, ViewPixels
from inspector_app.simulator import detector
from inspector_app.simulator.bag_scene import BagScene, build_bag, hide_in_bag
from inspector_app.simulator.bag_shapes import Thing
from inspector_app.simulator.canvas import FloatMap
from inspector_app.simulator.cargo import CargoReport
from inspector_app.simulator.detector_state import DetectorEffects
from inspector_app.simulator.passage import Passage, draw_passage
from inspector_app.simulator.profile import ScannerProfile
from inspector_app.simulator.truth import InsertedTruth, follow_columns, measure_truth


@dataclass(frozen=True, slots=True)
class SimulatedView:
    """One view of a simulated bag.

    Attributes:
        geometry: the bag's outline only in the side view, as in the top view no row is a height.
        truth: the hidden objects as this view sees them, in the order of their numbers.
    """

    name: str
    pixels: ViewPixels
    geometry: Geometry
    truth: tuple[InsertedTruth, ...]


@dataclass(frozen=True, slots=True)
class SimulatedBag:
    """Pixels and truth of one bag. It is never a real scan.

    Attributes:
        views: all of the same pass, so that a column is the same place in each.
        load: what is in the bag, without the bag and without what is hidden.
        carrier: a name from `BAG_KINDS`.
        bag_kg: mass of the empty bag.
    """

    seed: int
    profile: str
    views: tuple[SimulatedView, ...]
    load: CargoReport
    carrier: str
    bag_kg: float


def simulate_bag(
    seed: int,
    profile: ScannerProfile,
    table: physics.AttenuationTable,
    *,
    carrier: str | None = None,
    cargo: str | None = None,
    inserted: Sequence[str] = (),
    shrink: float = 1.0,
    effects: DetectorEffects = detector.ALL_EFFECTS,
) -> SimulatedBag:
    """Simulate one bag in all views; the same arguments give the same bytes on every machine.

    Args:
        table: the attenuation table (`table_of` the profile).
        carrier: a name from `BAG_KINDS`, or None to draw one.
        cargo: a name from `BAG_FAMILIES`, or None to draw one.
        inserted: kinds from `BAG_HIDDEN_KINDS` to hide.
        shrink: below 1 for smaller pictures at a coarser pitch.
        effects: what the detectors do to the pictures.

    Raises:
        KeyError: an unknown bag, contents or kind.
        ValueError: the scanner is not one for bags, or stores fewer than 16 bits.
    """
    if profile.bits != 16:
        raise ValueError("baggage machines store 16 bits")
    streams = np.random.SeedSequence(seed).spawn(3)
    scene_rng, object_rng, detector_rng = (np.random.default_rng(stream) for stream in streams)
    scene, things = build_bag(
        profile, scene_rng, inserted, object_rng, bag=carrier, contents=cargo, shrink=shrink
    )
    clear, truths = _seen(scene, things, inserted, profile, table)
    passage_rng, *view_rngs = detector_rng.spawn(1 + len(scene.views))
    states = [detector.draw_state(profile, rng) for rng in view_rngs]
    width = scene.views[0].fan.width_px
    passage = draw_passage(width, len(profile.beams), states[0].effective(effects), passage_rng)
    views = []
    for number, (state, rng) in enumerate(zip(states, view_rngs, strict=True)):
        passed = [passage.image(image, beam) for beam, image in enumerate(clear[number])]
        measured = detector.measure(passed, state, rng, effects)
        stored = [detector.store_16_bit(image, state, effects) for image in measured]
        views.append(_view(scene, number, stored, passage, truths[number]))
    return SimulatedBag(seed, profile.name, tuple(views), scene.load, scene.kind, scene.bag_kg)


def _seen(
    scene: BagScene,
    things: Sequence[Thing],
    kinds: Sequence[str],
    profile: ScannerProfile,
    table: physics.AttenuationTable,
) -> tuple[list[tuple[FloatMap, ...]], list[list[InsertedTruth]]]:
    """Noise-free transmissions of each view, and what is hidden in each."""
    before = [transmissions_exact(table, view.layers(), profile.beams) for view in scene.views]
    if not things:
        return before, [[] for _ in before]
    hidden = [hide_in_bag(scene, *pair) for pair in zip(kinds, things, strict=True)]
    after = [transmissions_exact(table, view.layers(), profile.beams) for view in scene.views]
    truths = [
        [
            measure_truth(one.seen[view], before[view][0], after[view][0], number)
            for number, one in enumerate(hidden, start=1)
        ]
        for view in range(len(scene.views))
    ]
    return after, truths


def _view(
    scene: BagScene,
    number: int,
    stored: Sequence[Pixels],
    passage: Passage,
    truth: Sequence[InsertedTruth],
) -> SimulatedView:
    fan = scene.views[number].fan
    for image in stored:
        image.flags.writeable = False
    left, top, right, bottom = scene.outline[number]
    outline = None
    if fan.name != "top":
        outline = passage.box(Box(left, top, right - left, bottom - top))
    geometry = Geometry(fan.mm_x, fan.mm_y, DoorSide.UNKNOWN, outline)
    low = stored[1] if len(stored) > 1 else None
    moved = tuple(follow_columns(one, passage.columns[0]) for one in truth)
    return SimulatedView(fan.name, ViewPixels(stored[0], low, 16), geometry, moved)
