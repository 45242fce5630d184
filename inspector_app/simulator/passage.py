"""Where along the vehicle each column was taken: uneven speed, late second beam, cut-off ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inspector_app.domain.region import Box
from inspector_app.simulator import exact_math
from inspector_app.simulator.canvas import FloatMap
from inspector_app.simulator.detector_state import DetectorState

_WAVES = 4
_PERIODS_PX = (150.0, 1500.0)
_ROWS_AT_ONCE = 32


@dataclass(frozen=True, slots=True)
class Passage:
    """Columns of the scan in terms of the columns of an evenly drawn vehicle.

    Attributes:
        columns: for each beam, high first, the place of each column of the scan, float64 (W,),
            rising; places count from the middle of the drawn vehicle's first column.
    """

    columns: tuple[NDArray[np.float64], ...]

    def image(self, drawn: FloatMap, beam: int) -> FloatMap:
        """What `beam` sees of a map, linear between columns; shape (H, W of the scan)."""
        at = self.columns[beam]
        if len(at) == drawn.shape[1] and np.array_equal(at, np.arange(len(at))):
            return drawn
        first = np.minimum(np.floor(at).astype(np.intp), max(drawn.shape[1] - 2, 0))
        second = np.minimum(first + 1, drawn.shape[1] - 1)
        part = (at - first).astype(np.float32)
        seen = np.empty((len(drawn), len(at)), np.float32)
        for top in range(0, len(drawn), _ROWS_AT_ONCE):
            rows = drawn[top : top + _ROWS_AT_ONCE]
            out = np.take(rows, first, axis=1)
            out *= 1 - part
            later = np.take(rows, second, axis=1)
            later *= part
            np.add(out, later, out=seen[top : top + _ROWS_AT_ONCE])
        return seen

    def place(self, x_px: float) -> float:
        """Where in the scan (px) a place along the drawn vehicle (px) appears, high beam.

        It goes on beyond the ends of a scan that was cut, at an even pitch.
        """
        at = self.columns[0]
        middle = x_px - 0.5
        if middle < at[0]:
            return float(middle - at[0] + 0.5)
        if middle > at[-1]:
            return float(len(at) - 1 + middle - at[-1] + 0.5)
        return float(np.interp(middle, at, np.arange(len(at)))) + 0.5

    def box(self, box: Box) -> Box:
        """A box of the drawn vehicle in the scan; it may reach beyond a cut end."""
        left, right = self.place(box.x), self.place(box.right)
        return Box(left, box.y, right - left, box.height)


def even_passage(width_px: int, beams: int) -> Passage:
    """Each column where it was drawn."""
    return Passage(tuple(np.arange(width_px, dtype=np.float64) for _ in range(beams)))


def draw_passage(
    width_px: int,
    beams: int,
    state: DetectorState,
    rng: np.random.Generator,
    keep: Sequence[Box] = (),
) -> Passage:
    """Draw the passage of one scan.

    Args:
        keep: what a truncated scan must still show, in columns of the drawn vehicle.
    """
    speed_rng, cut_rng = rng.spawn(2)
    along = _uneven(width_px, state.speed_jitter, speed_rng)
    first, last = _cut(width_px, state.truncated, cut_rng, keep)
    inside = np.flatnonzero((along > first - 1e-6) & (along < last + 1e-6))
    along = along[inside[0] : inside[-1] + 1]
    later = (i * state.energy_offset_px for i in range(beams))
    return Passage(tuple(np.clip(along + late, 0, width_px - 1) for late in later))


def _uneven(width_px: int, jitter: float, rng: np.random.Generator) -> NDArray[np.float64]:
    """Places of the columns where the pitch varies slowly by `jitter` (standard deviation)."""
    even = np.arange(width_px, dtype=np.float64)
    periods = rng.uniform(*_PERIODS_PX, _WAVES)
    phases, sizes = rng.uniform(0, 2 * np.pi, _WAVES), rng.uniform(0.5, 1.0, _WAVES)
    if jitter <= 0 or width_px < 3:
        return even
    pitch = np.zeros(width_px)
    for period, phase, size in zip(periods, phases, sizes, strict=True):
        pitch = pitch + size * exact_math.sin(2 * np.pi / period * even + phase)
    pitch = pitch - np.cumsum(pitch)[-1] / width_px
    spread = np.sqrt(np.cumsum(pitch * pitch)[-1] / width_px)
    # A stretch so strong that the vehicle stands still or backs up is another fault.
    pitch = np.clip(1 + pitch * (jitter / max(spread, 1e-9)), 0.3, 1.7)
    along = np.concatenate([[0.0], np.cumsum(pitch[1:])])
    places: NDArray[np.float64] = along * ((width_px - 1) / along[-1])
    return places


def _cut(
    width_px: int, share: float, rng: np.random.Generator, keep: Sequence[Box]
) -> tuple[float, float]:
    """First and last place that is still recorded."""
    at_the_start = bool(rng.random() < 0.5)
    if share <= 0:
        return 0.0, width_px - 1.0
    if at_the_start:
        return min([share * width_px, *(box.x - 1 for box in keep)]), width_px - 1.0
    return 0.0, max([(1 - share) * width_px, *(box.right + 1 for box in keep)])
