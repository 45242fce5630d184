"""From transmission to stored pixels: blur, dose, noise, detector faults, quantisation.

Every part can be switched off by `DetectorEffects`. After the transmission only operations with one
right answer are used (see `exact_math`), so the same seed gives the same bytes on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from inspector_app.imaging.view_pixels import Pixels
from inspector_app.simulator import exact_images, exact_math
from inspector_app.simulator.canvas import FloatMap
from inspector_app.simulator.detector_state import DetectorEffects, DetectorState, draw_state
from inspector_app.simulator.grey_export import GreyCurve, draw_grey_curve, store_8_bit

__all__ = [
    "ALL_EFFECTS",
    "SWANK",
    "DetectorEffects",
    "DetectorState",
    "Faults",
    "Gains",
    "GreyCurve",
    "draw_faults",
    "draw_gains",
    "draw_grey_curve",
    "draw_state",
    "levels",
    "measure",
    "record",
    "spoil_rows",
    "spread",
    "store_8_bit",
    "store_16_bit",
    "weakened",
]

ALL_EFFECTS = DetectorEffects()

SWANK = 1.4
"""Energy-integrating detectors weigh quanta by energy, which raises the variance (Swank factor)."""

# Third moment over the mean of a sum of a Poisson number of gamma-distributed weights of mean 1
# and mean square 1.4, divided by 6: the first term of the Cornish-Fisher expansion.
SKEW = 2.52 / 6
HAZE_CELL_PX = 16
HAZE_REACH_CELLS = 1.5
LAG_TAPS = 5
_ROWS_AT_ONCE = 16
# Rows share most of their gain error between the beams, because it is the same crystal.
_SHARED, _OWN = np.float32(0.8), np.float32(0.6)
_WEAK = 0.8
_LEAST_WOBBLE = 0.15
_WOBBLE_PERIODS_PX = (40.0, 400.0)
_FULL_SCALE = 65535


@dataclass(frozen=True, slots=True)
class Gains:
    """Everything one beam's signal is multiplied with, and what is added to it.

    Attributes:
        rows: gain of each detector row, (H,).
        pulses: gain of each pulse after correction, (W,).
        dose: each pulse's dose before correction relative to the usual, (W,).
        sway: change of intensity in the top row, (W,).
        sway_share: share of it in each row, (H,).
        offset: what each row shows too much without any light, relative to air, (H,).
    """

    rows: FloatMap
    pulses: FloatMap
    dose: FloatMap
    sway: FloatMap
    sway_share: FloatMap
    offset: FloatMap


def measure(
    clear: Sequence[FloatMap],
    state: DetectorState,
    rng: np.random.Generator,
    effects: DetectorEffects = ALL_EFFECTS,
) -> list[FloatMap]:
    """What the detectors measure, relative to air; may lie below 0 or above 1.

    Speed, energy offset and truncation are not in it: they come before (`passage`).

    Args:
        clear: noise-free transmission of each beam, high first, (H, W).
        rng: its children are used, one for each effect.
    """
    state = state.effective(effects)
    gains_rng, noise_rng, faults_rng = rng.spawn(3)
    gains = draw_gains(clear[0].shape, len(clear), state, gains_rng, effects)
    measured = []
    for image, own, stream in zip(clear, gains, noise_rng.spawn(len(clear)), strict=True):
        measured.append(_read_out(spread(image, state), own, state, stream, effects))
    _spoil(measured, draw_faults(clear[0].shape, len(clear), state, faults_rng))
    return measured


def record(transmission: FloatMap, state: DetectorState, rng: np.random.Generator) -> FloatMap:
    """Measured transmission at one energy by detectors and pulses that all work."""
    sound = replace(state, dead_rows=0, hot_rows=0, weak_rows=0, black_columns=0)
    return measure([transmission], sound, rng)[0]


def spread(transmission: FloatMap, state: DetectorState) -> FloatMap:
    """Light before it is counted: point spread, scatter haze and lag."""
    seen = exact_images.blur(transmission, state.blur_px, state.blur_px)
    if state.haze > 0:
        seen = _add_haze(seen, transmission, np.float32(state.haze))
    if state.lag > 0:
        seen = _with_lag(seen, state.lag)
    return seen


def _add_haze(seen: FloatMap, transmission: FloatMap, share: np.float32) -> FloatMap:
    height, width = seen.shape
    cells = (max(height // HAZE_CELL_PX, 1), max(width // HAZE_CELL_PX, 1))
    small = exact_images.resize_area(transmission, cells[1], cells[0])
    small = exact_images.blur(small, HAZE_REACH_CELLS, HAZE_REACH_CELLS) * share
    across = exact_images.resize_linear(small, width, cells[0])
    out = np.empty_like(seen)
    for top, rows, part in exact_images.rows_of_linear_resize(across, height, _ROWS_AT_ONCE):
        np.add(seen[top : top + rows], part, out=out[top : top + rows])
    return out


def _with_lag(seen: FloatMap, lag: float) -> FloatMap:
    """Each column keeps 1 - lag of its light; the rest comes in the next columns, half each time.

    What comes into the first columns is as bright as they are.
    """
    weights = lag_weights(lag)
    width = seen.shape[1]
    out = np.empty_like(seen)
    for top in range(0, len(seen), _ROWS_AT_ONCE):
        rows = seen[top : top + _ROWS_AT_ONCE]
        earlier = np.pad(rows, ((0, 0), (LAG_TAPS, 0)), mode="edge")
        part = out[top : top + _ROWS_AT_ONCE]
        np.multiply(rows, np.float32(1 - lag), out=part)
        for k, weight in enumerate(weights, start=1):
            part += earlier[:, LAG_TAPS - k : LAG_TAPS - k + width] * weight
    return out


def lag_weights(lag: float) -> FloatMap:
    """What comes one, two, ... columns late; sums to `lag`."""
    halves = 0.5 ** np.arange(1, LAG_TAPS + 1)
    weights: FloatMap = (lag * halves / (1 - halves[-1])).astype(np.float32)
    return weights


def draw_gains(
    shape: tuple[int, int],
    beams: int,
    state: DetectorState,
    rng: np.random.Generator,
    effects: DetectorEffects = ALL_EFFECTS,
) -> list[Gains]:
    """Gains of each beam; they share the boom, the modules and most of the rows' errors."""
    height, width = shape
    row_rng, module_rng, sway_rng, pulse_rng, offset_rng = rng.spawn(5)
    common_rows = exact_math.normals(row_rng, (height,))
    # The dark level that was taken away has drifted since it was measured.
    offset = np.float32(state.row_offset) * exact_math.normals(offset_rng, (height,))
    modules = _module_gains(height, state, module_rng)
    sway = _sway(width, state.wobble, sway_rng)
    from_top = 1 - (np.arange(height) + 0.5) / height
    share = (_LEAST_WOBBLE + (1 - _LEAST_WOBBLE) * from_top).astype(np.float32)
    gains: list[Gains] = []
    for beam in range(beams):
        own_rows = exact_math.normals(row_rng, (height,))
        residual, dose = (exact_math.normals(pulse_rng, (width,)) for _ in range(2))
        if beam > 0 and not effects.dual_pulse_imbalance:
            pulses, doses = gains[0].pulses, gains[0].dose
        else:
            pulses = 1 + np.float32(state.pulse_gain) * residual
            doses = np.maximum(1 + np.float32(state.raw_pulse_jitter) * dose, np.float32(0.2))
        rows = 1 + np.float32(state.row_gain) * (_SHARED * common_rows + _OWN * own_rows)
        gains.append(Gains(rows * modules, pulses, doses, sway, share, offset))
    return gains


def _module_gains(height: int, state: DetectorState, rng: np.random.Generator) -> FloatMap:
    count = -(-height // state.module_rows)
    steps = 1 + np.float32(state.module_step) * exact_math.normals(rng, (count,))
    gains: FloatMap = np.repeat(steps, state.module_rows)[:height]
    gains[:: state.module_rows] *= np.float32(1 - state.module_gap)
    return gains


def _sway(width: int, size: float, rng: np.random.Generator) -> FloatMap:
    """Slow waves of standard deviation `size`."""
    low, high = _WOBBLE_PERIODS_PX
    columns = np.arange(width)
    waves = np.zeros(width)
    for _ in range(3):
        period, phase = float(rng.uniform(low, high)), float(rng.uniform(0, 6.3))
        waves = waves + exact_math.sin(2 * np.pi / period * columns + phase)
    found: FloatMap = (waves * (size / np.sqrt(1.5))).astype(np.float32)
    return found


def _read_out(
    seen: FloatMap,
    gains: Gains,
    state: DetectorState,
    rng: np.random.Generator,
    effects: DetectorEffects,
) -> FloatMap:
    """Gains and noise, block by block in the processor's cache; writes over nothing."""
    electronic = state.electronic_quanta if effects.electronic_noise else 0.0
    to_quanta = gains.dose * np.float32(state.quanta)
    out = np.empty_like(seen)
    for top in range(0, len(seen), _ROWS_AT_ONCE):
        rows = slice(top, min(top + _ROWS_AT_ONCE, len(seen)))
        signal = out[rows]
        np.multiply(gains.sway_share[rows, None], gains.sway, out=signal)
        np.add(signal, np.float32(1), out=signal)
        np.multiply(signal, gains.rows[rows, None], out=signal)
        np.multiply(signal, gains.pulses, out=signal)
        np.multiply(signal, seen[rows], out=signal)
        if effects.shot_noise or electronic > 0:
            np.multiply(signal, to_quanta, out=signal)
            _count(signal, electronic, exact_math.normals(rng, signal.shape), effects.shot_noise)
            np.divide(signal, to_quanta, out=signal)
        np.add(signal, gains.offset[rows, None], out=signal)
    return out


def _count(quanta: FloatMap, electronic: float, normal: FloatMap, shot: bool) -> None:
    """Noise onto the mean number of quanta, in place; `normal` is overwritten.

    Counted quanta follow a Poisson law, weighed ones a compound one, which below some hundred
    quanta is skewed; mean, variance and third moment are kept.
    """
    if not shot:
        np.multiply(normal, np.float32(electronic), out=normal)
        np.add(quanta, normal, out=quanta)
        return
    light = np.maximum(quanta, 0)
    variance = light * np.float32(SWANK)
    np.add(variance, np.float32(electronic * electronic + 1e-9), out=variance)
    np.divide(light, variance, out=light)
    np.multiply(light, np.float32(SKEW), out=light)
    np.sqrt(variance, out=variance)
    np.multiply(variance, normal, out=variance)
    np.add(quanta, variance, out=quanta)
    np.multiply(normal, normal, out=normal)
    np.subtract(normal, np.float32(1), out=normal)
    np.multiply(normal, light, out=normal)
    np.add(quanta, normal, out=quanta)


@dataclass(frozen=True, slots=True)
class Faults:
    """Detectors and pulses that do not work.

    Attributes:
        rows: bad rows with the level they show; None for a weak one, which shows too little
            contrast.
        columns: pulses that did not fire, each with the beams that lack them.
    """

    rows: tuple[tuple[int, float | None], ...]
    columns: tuple[tuple[int, tuple[int, ...]], ...]


def draw_faults(
    shape: tuple[int, int], beams: int, state: DetectorState, rng: np.random.Generator
) -> Faults:
    """Bad rows, the same for all beams, and pulses that did not fire, of one beam or of all."""
    rows_rng, columns_rng = rng.spawn(2)
    height, width = shape
    rows: list[tuple[int, float | None]] = []
    for level, count in ((0.0, state.dead_rows), (1.0, state.hot_rows), (None, state.weak_rows)):
        rows += [(int(rows_rng.integers(height)), level) for _ in range(count)]
    columns = []
    for _ in range(state.black_columns):
        column, which = int(columns_rng.integers(width)), int(columns_rng.integers(beams + 1))
        columns.append((column, tuple(range(beams)) if which == beams else (which,)))
    return Faults(tuple(rows), tuple(columns))


def _spoil(images: Sequence[FloatMap], faults: Faults) -> None:
    for row, level in faults.rows:
        for image in images:
            image[row] = weakened(image[row]) if level is None else level
    for column, beams in faults.columns:
        for beam in beams:
            images[beam][:, column] = 0


def weakened(row: FloatMap) -> FloatMap:
    """What a detector of poor contrast shows."""
    weak: FloatMap = row * np.float32(_WEAK) + np.float32(1 - _WEAK)
    return weak


def spoil_rows(images: list[FloatMap], chance: float, rng: np.random.Generator) -> None:
    """Now and then one detector row is dead, stuck or weak, in all energies alike."""
    if rng.random() < chance:
        row = int(rng.integers(images[0].shape[0]))
        level = float(rng.choice([0.0, 0.35, 1.0]))
        for image in images:
            image[row] = level if level != 0.35 else weakened(image[row])


def levels(
    measured: FloatMap, state: DetectorState, effects: DetectorEffects = ALL_EFFECTS
) -> FloatMap:
    """Stored values from 0 to full scale (65535), whole numbers unless `effects` says not so."""
    air_level = state.effective(effects).air_level
    scaled = measured * np.float32(air_level * _FULL_SCALE)
    if effects.quantisation:
        np.rint(scaled, out=scaled)
    np.clip(scaled, 0, _FULL_SCALE, out=scaled)
    return scaled


def store_16_bit(
    measured: FloatMap, state: DetectorState, effects: DetectorEffects = ALL_EFFECTS
) -> Pixels:
    """Raw transmission as uint16, air at the state's share of full scale."""
    stored: NDArray[np.uint16] = np.empty(measured.shape, np.uint16)
    whole = replace(effects, quantisation=True)
    for top in range(0, len(measured), _ROWS_AT_ONCE):
        rows = slice(top, top + _ROWS_AT_ONCE)
        stored[rows] = levels(measured[rows], state, whole)
    return stored
