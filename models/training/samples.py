"""Endless training samples, simulated on the fly, each crop with and without hidden objects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector_app.detection.features import features, halve, smallest_transmission
from inspector_app.imaging import physics
from inspector_app.simulator import OBJECT_KINDS, detector, scanner_profile
from inspector_app.simulator.placed import Placed
from inspector_app.simulator.placing import add_object, place_object
from inspector_app.simulator.scene import Maps, Scene, build_scene, join, total_areal

FloatMap = NDArray[np.float32]
TILE_PX = (256, 384)
STRIDE = 8
RESERVOIR = 20
CROPS_PER_SCENE = 28
_CLEARLY_SEEN = 0.035
_DISCARDED = -1.0


@dataclass(frozen=True, slots=True)
class Sample:
    """Model input (4, H/2, W/2) float16, target (H/8, W/8) float16: 1 object, 0 not, -1 ignore."""

    inputs: NDArray[np.float16]
    target: NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class _Look:
    """How one crop is scanned; shared by the pair with and without objects."""

    beams: tuple[str, ...]
    bits: int
    state: detector.DetectorState
    curve: detector.GreyCurve
    air_error: tuple[float, float]
    flip: tuple[bool, bool]


def _draw_look(rng: np.random.Generator) -> _Look:
    profile = scanner_profile("dual-9-6" if rng.random() < 0.5 else "portal-6-jpeg")
    mode = rng.random()
    if mode < 0.47:
        beams, bits = physics.BEAMS, 16
    else:
        beams = (physics.SIX_MV,) if rng.random() < 0.7 else (physics.NINE_MV,)
        bits = 8 if mode < 0.92 else 16
    return _Look(
        beams,
        bits,
        detector.draw_state(profile, rng),
        detector.draw_grey_curve(rng),
        (float(rng.normal(1.0, 0.006)), float(rng.normal(1.0, 0.006))),
        (bool(rng.random() < 0.5), bool(rng.random() < 0.15)),
    )


def _scan(
    clear: tuple[FloatMap, ...], look: _Look, steel: physics.MaterialCurve, rng: np.random.Generator
) -> FloatMap:
    """Model input of one crop."""
    measured = [detector.record(image, look.state, rng) for image in clear]
    detector.spoil_rows(measured, 0.03, rng)
    if look.bits == 8:
        measured = [
            detector.store_8_bit(image, look.curve).astype(np.float32) / np.float32(255)
            for image in measured
        ]
    if rng.random() < 0.03:
        # Some exports carry a black bar at a side.
        for image in measured:
            image[:, : int(rng.integers(1, image.shape[1]))] = 0
    measured = [m * np.float32(e) for m, e in zip(measured, look.air_error, strict=False)]
    measured = [halve(image) for image in measured]
    low = measured[1] if len(measured) > 1 else None
    return features(measured[0], low, smallest_transmission(look.bits), steel)


def _visible(
    placed: Placed,
    window: tuple[slice, slice],
    before: tuple[FloatMap, ...],
    after: tuple[FloatMap, ...],
    look: _Look,
) -> bool:
    """Whether the object changes the picture by more than what a pixel can show."""
    rows, columns = window
    cover = placed.hidden.cover[: rows.stop - rows.start, : columns.stop - columns.start] > 0.4
    if not cover.any():
        return False
    floor = max(
        smallest_transmission(look.bits), 4 * look.state.electronic_quanta / look.state.quanta
    )
    if look.bits == 8:
        floor += look.curve.black
    change = 0.0
    for one, other in zip(before, after, strict=True):
        a = -np.log(np.maximum(one[window][cover], floor))
        b = -np.log(np.maximum(other[window][cover], floor))
        change = max(change, float(np.abs(a - b).mean()))
    mean = float(np.maximum(after[0][window][cover], floor).mean())
    grain = 0.35 / 255 / mean if look.bits == 8 else 0.0
    noise = np.sqrt(1.4 / look.state.quanta / mean + grain**2)
    return bool(change > _CLEARLY_SEEN and change > 0.5 * noise)


def _paint(target: FloatMap, cover: FloatMap, window: tuple[slice, slice], seen: bool) -> None:
    """Mark an object's cells; cells it only touches are ignored, as are objects not to be seen."""
    full = np.zeros((target.shape[0] * STRIDE, target.shape[1] * STRIDE), np.float32)
    rows, columns = window
    full[window] = cover[: rows.stop - rows.start, : columns.stop - columns.start] > 0.3
    share = cv2.resize(full, (target.shape[1], target.shape[0]), interpolation=cv2.INTER_AREA)
    touched = cv2.dilate((share > 0.02).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    target[touched & (target < 0.5)] = _DISCARDED
    if seen:
        target[share >= min(0.4, 0.7 * float(share.max()))] = 1.0


def _crop(maps: Maps, rows: slice, columns: slice) -> Maps:
    out = {}
    for material, areal in maps.items():
        part = areal[rows, columns].astype(np.float32)
        if part.any():
            out[material] = part
    return out


def _window(scene: Scene, centre: tuple[float, float]) -> tuple[slice, slice]:
    height, width = scene.canvas.height_px, scene.canvas.width_px
    top = int(np.clip(centre[0] - TILE_PX[0] / 2, 0, height - TILE_PX[0]))
    left = int(np.clip(centre[1] - TILE_PX[1] / 2, 0, width - TILE_PX[1]))
    return slice(top, top + TILE_PX[0]), slice(left, left + TILE_PX[1])


class SampleSource:
    """A reservoir of scenes that is renewed all the time; crops come from all of them."""

    def __init__(self, seed: tuple[int, ...], table_path: Path) -> None:
        self._rng = np.random.default_rng(seed)
        self._table = physics.load_table(table_path)
        self._steel = physics.material_curve(self._table, "iron")
        self._scenes: list[tuple[Scene, FloatMap]] = []

    def _add_scene(self) -> None:
        profile = scanner_profile("dual-9-6" if self._rng.random() < 0.5 else "portal-6-jpeg")
        shrink = 1.0 if self._rng.random() < 0.6 else float(self._rng.uniform(0.65, 1.0))
        scene = build_scene(profile, self._rng, shrink=shrink)
        shape = (scene.canvas.height_px, scene.canvas.width_px)
        total = total_areal(scene.cargo, shape)
        for maps in (scene.structure, scene.cargo):
            for material, areal in maps.items():
                maps[material] = areal.astype(np.float16)
        scene.canvas.maps.clear()
        if len(self._scenes) < RESERVOIR:
            self._scenes.append((scene, total))
        else:
            self._scenes[int(self._rng.integers(RESERVOIR))] = (scene, total)

    def _pair(self, scene: Scene, total: FloatMap) -> Iterator[Sample]:
        rng = self._rng
        kinds = [str(rng.choice(OBJECT_KINDS)) for _ in range(int(rng.choice([1, 1, 2, 3])))]
        first = place_object(scene, kinds[0], rng, total)
        middle = (
            first.row + first.hidden.cover.shape[0] / 2 + rng.uniform(-90, 90),
            first.column + first.hidden.cover.shape[1] / 2 + rng.uniform(-140, 140),
        )
        rows, columns = _window(scene, middle)
        placed = [first]
        for kind in kinds[1:]:
            placed.append(place_object(scene, kind, rng, total, (columns.start, columns.stop)))
        structure, cargo = _crop(scene.structure, rows, columns), _crop(scene.cargo, rows, columns)
        look = _draw_look(rng)
        if not structure:
            return
        clear = physics.transmissions(self._table, join(structure, cargo), look.beams)
        target = np.zeros((TILE_PX[0] // STRIDE, TILE_PX[1] // STRIDE), np.float32)
        yield self._finish(clear, target, look)
        before = clear
        for one in placed:
            moved = Placed(one.hidden, one.row - rows.start, one.column - columns.start,
                           one.displaced_share)  # fmt: skip
            if moved.row < 0 or moved.column < 0:
                continue
            window = add_object(structure, cargo, moved)
            if window[0].stop <= window[0].start or window[1].stop <= window[1].start:
                continue
            after = physics.transmissions(self._table, join(structure, cargo), look.beams)
            cover = one.hidden.cover
            _paint(target, cover, window, _visible(moved, window, before, after, look))
            before = after
        yield self._finish(before, target, look)

    def _benign(self, scene: Scene) -> Iterator[Sample]:
        rng = self._rng
        centre = (rng.uniform(0, scene.canvas.height_px), rng.uniform(0, scene.canvas.width_px))
        rows, columns = _window(scene, centre)
        maps = join(_crop(scene.structure, rows, columns), _crop(scene.cargo, rows, columns))
        if not maps:
            maps = {"iron": np.zeros(TILE_PX, np.float32)}
        look = _draw_look(rng)
        clear = physics.transmissions(self._table, maps, look.beams)
        target = np.zeros((TILE_PX[0] // STRIDE, TILE_PX[1] // STRIDE), np.float32)
        yield self._finish(clear, target, look)

    def _finish(self, clear: tuple[FloatMap, ...], target: FloatMap, look: _Look) -> Sample:
        inputs = _scan(clear, look, self._steel, self._rng)
        mask = target
        if look.flip[0]:
            inputs, mask = inputs[:, :, ::-1], mask[:, ::-1]
        if look.flip[1]:
            inputs, mask = inputs[:, ::-1], mask[::-1]
        return Sample(inputs.astype(np.float16), mask.astype(np.float16))

    def __iter__(self) -> Iterator[Sample]:
        for _ in range(4):
            self._add_scene()
        while True:
            self._add_scene()
            for _ in range(CROPS_PER_SCENE):
                scene, total = self._scenes[int(self._rng.integers(len(self._scenes)))]
                if self._rng.random() < 0.22:
                    yield from self._benign(scene)
                else:
                    yield from self._pair(scene, total)
