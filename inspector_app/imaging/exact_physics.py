"""Transmission that comes out the same to the last bit on every machine.

`physics.transmissions` leaves the order of its sums to the matrix library and its exponentials to
whatever instructions the processor has, so its last bits differ from machine to machine. Here only
operations with one right answer are used (IEEE additions and multiplications, roundings, shifts of
bits), each a numpy call of its own so that no compiler can fuse two of them, and sums have a fixed
order. Areal densities are first rounded to `STEP_G_CM2`.

``2**-y`` is split into a whole and a broken power: adding 1.5 * 2**23 to a float32 rounds it and
leaves the whole number in its low bits, which shifted by 23 are the float of that power of two (the
usual trick of fast exponentials); the rest is a polynomial of degree 5, fitted to a relative error
of 1e-7.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from inspector_app.imaging.physics import UNCORRECTED, AttenuationTable, FloatMap

STEP_G_CM2 = 1e-4
"""Areal densities are whole multiples of this; a hundredth of what a scanner can tell apart."""

SPENT = 2.0**-60
"""No transmission is below this; a beam that is spent must not cost time as denormal numbers."""

_DEEPEST = np.float32(60.0)
_LOG2_E = 1.4426950408889634
_ROUNDER = np.float32(12582912.0)
_BIAS = np.float32(127)
_POLYNOMIAL = tuple(
    np.float32(c)
    for c in (0.0013264726634729142, 0.009671512958921148, 0.05550733747720546,
              0.24022242080129066, 0.6931469775948784)
)  # fmt: skip
# Measured: smaller blocks lose more in calls than they win by staying in the nearest cache.
_PIXELS_AT_ONCE = 4096
_PIXELS_GATHERED = 1 << 16


@dataclass(slots=True)
class _Work:
    """Arrays that are used again for each block, so that they stay in the cache."""

    depth: FloatMap
    whole: FloatMap
    power: FloatMap

    @classmethod
    def of(cls, bins: int, pixels: int) -> _Work:
        return cls(*(np.empty((bins, pixels), np.float32) for _ in range(3)))


def transmissions_exact(
    table: AttenuationTable,
    areal_density_g_cm2: Mapping[str, FloatMap | tuple[FloatMap, ...]],
    beams: Sequence[str],
) -> tuple[FloatMap, ...]:
    """Transmission behind the given materials, one map per beam; equal on all machines.

    Args:
        areal_density_g_cm2: material name to a map of areal density, or to maps that are added up;
            all of one shape (H, W). The sums are rounded to `STEP_G_CM2`; negative ones count as
            none.
        beams: names of beams of the table.

    Returns:
        Maps of shape (H, W), float32, from `SPENT` to 1, in the order of `beams`; within 1e-6 of
        `physics.transmissions`, apart from the rounding of the areal densities.

    Raises:
        ValueError: no material given.
        KeyError: a material or beam that the table does not have.
    """
    # The order of the materials decides the last bits, so it must not be the caller's.
    names = [name for name in table.materials if name in areal_density_g_cm2]
    if len(names) != len(areal_density_g_cm2):
        raise KeyError(next(n for n in areal_density_g_cm2 if n not in table.parts_cm2_g))
    if not names:
        raise ValueError("no material given")
    layers = [_as_layers(areal_density_g_cm2[name]) for name in names]
    shape = layers[0][0].shape
    flat = [[np.ascontiguousarray(m, np.float32).reshape(-1) for m in maps] for maps in layers]
    out = tuple(np.empty(flat[0][0].size, np.float32) for _ in beams)
    for members in _sharing_factors(table, beams):
        mu = [_mu_per_step(table, name, beams[members[0]]) for name in names]
        weights = [table.weights[beams[i]][:, None] for i in members]
        _fill([out[i] for i in members], flat, mu, weights)
    return tuple(image.reshape(shape) for image in out)


def _as_layers(maps: FloatMap | tuple[FloatMap, ...]) -> tuple[FloatMap, ...]:
    return maps if isinstance(maps, tuple) else (maps,)


def _sum_of(maps: Sequence[FloatMap], span: slice) -> FloatMap:
    total = maps[0][span]
    for layer in maps[1:]:
        total = total + layer[span]
    return total


def rounded_steps(areal_density_g_cm2: FloatMap) -> FloatMap:
    """Areal density as a whole number of `STEP_G_CM2`, float32, not below 0."""
    steps = np.multiply(areal_density_g_cm2, np.float32(1 / STEP_G_CM2), dtype=np.float32)
    np.rint(steps, out=steps)
    np.maximum(steps, 0, out=steps)
    return steps


def _sharing_factors(table: AttenuationTable, beams: Sequence[str]) -> list[list[int]]:
    """Beams with the same correction share their exponentials, which cost most of the time."""
    groups: dict[tuple[float, ...], list[int]] = {}
    for i, beam in enumerate(beams):
        groups.setdefault(table.factors.get(beam, UNCORRECTED), []).append(i)
    return list(groups.values())


def _mu_per_step(table: AttenuationTable, material: str, beam: str) -> FloatMap:
    """Halvings of the beam per step of areal density, shape (bins, 1)."""
    photo, compton, pair = table.factors.get(beam, UNCORRECTED)
    parts = table.parts_cm2_g[material].astype(np.float64)
    mu = (photo * parts[0] + compton * parts[1]) + pair * parts[2]
    per_step: FloatMap = (mu * (_LOG2_E * STEP_G_CM2)).astype(np.float32)[:, None]
    return per_step


def _fill(
    out: Sequence[FloatMap],
    flat: Sequence[Sequence[FloatMap]],
    mu: Sequence[FloatMap],
    weights: Sequence[FloatMap],
) -> None:
    work = _Work.of(len(weights[0]), _PIXELS_AT_ONCE)
    in_air = [_sum_bins(w.copy()) for w in weights]
    for first in range(0, flat[0][0].size, _PIXELS_GATHERED):
        span = slice(first, first + _PIXELS_GATHERED)
        steps = [rounded_steps(_sum_of(maps, span)) for maps in flat]
        matter = np.zeros(len(steps[0]), bool)
        for one in steps:
            matter |= one > 0
        for image, air in zip(out, in_air, strict=True):
            image[span] = air
        where = np.flatnonzero(matter)
        if not len(where):
            continue
        present = [(one[where], m) for one, m in zip(steps, mu, strict=True) if one.any()]
        seen = _transmissions_of(present, weights, work)
        for image, values in zip(out, seen, strict=True):
            image[span][where] = values


def _transmissions_of(
    present: Sequence[tuple[FloatMap, FloatMap]], weights: Sequence[FloatMap], work: _Work
) -> list[FloatMap]:
    """Weighted sums of the exponentials; `present` has steps of shape (n,) and mu (bins, 1)."""
    count = len(present[0][0])
    seen = [np.empty(count, np.float32) for _ in weights]
    for first in range(0, count, _PIXELS_AT_ONCE):
        block = [(steps[first : first + _PIXELS_AT_ONCE], mu) for steps, mu in present]
        pixels = len(block[0][0])
        power = _block_of_powers(block, work, pixels)
        scaled = work.whole[:, :pixels]
        for values, weight in zip(seen, weights, strict=True):
            np.multiply(power, weight, out=scaled)
            values[first : first + pixels] = _sum_bins(scaled)
    return seen


def _block_of_powers(
    block: Sequence[tuple[FloatMap, FloatMap]], work: _Work, pixels: int
) -> FloatMap:
    """``2**-depth`` for each bin and pixel."""
    depth, whole, power = (a[:, :pixels] for a in (work.depth, work.whole, work.power))
    np.multiply(block[0][0], block[0][1], out=depth)
    for steps, mu in block[1:]:
        if steps.any():
            np.multiply(steps, mu, out=whole)
            np.add(depth, whole, out=depth)
    # Only a few bins of low energy can be spent; which ones, the thickest pixels tell.
    bound = sum((steps.max() * mu[:, 0] for steps, mu in block), np.float32(0))
    for spent in np.flatnonzero(bound > _DEEPEST - 1):
        np.minimum(depth[spent], _DEEPEST, out=depth[spent])
    return exp2_of_minus(depth, whole, power)


def exp2_of_minus(depth: FloatMap, whole: FloatMap, power: FloatMap) -> FloatMap:
    """``2**-depth`` into `power`; `depth` (0 to 60) and `whole` are overwritten.

    Relative error below 2e-7. All float32 of one shape.
    """
    # The part left over lies between -1/2 and 1/2.
    np.subtract(_ROUNDER, depth, out=whole)
    np.subtract(_ROUNDER, whole, out=power)
    np.subtract(power, depth, out=depth)
    np.add(whole, _BIAS, out=whole)
    np.left_shift(whole.view(np.int32), 23, out=whole.view(np.int32))
    np.multiply(depth, _POLYNOMIAL[0], out=power)
    for coefficient in _POLYNOMIAL[1:]:
        np.add(power, coefficient, out=power)
        np.multiply(power, depth, out=power)
    np.add(power, np.float32(1), out=power)
    np.multiply(power, whole, out=power)
    return power


def _sum_bins(values: FloatMap) -> FloatMap:
    """Sum over the first axis, pairs first, in an order that never changes; overwrites `values`."""
    count = len(values)
    while count > 1:
        half = count // 2
        np.add(values[:half], values[count - half : count], out=values[:half])
        count -= half
    total: FloatMap = values[0]
    return total
