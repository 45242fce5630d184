"""What is denser and what is lighter on one scan than on another that was laid over it.

The difference is one of -ln T, so the same change shows the same wherever it is, behind thin goods
or thick ones. What chance, or half a pixel of misplacement at an edge, can explain stays white.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector_app.imaging.noise import Noise, estimate_noise
from inspector_app.imaging.readout import estimate_air
from inspector_app.imaging.view_pixels import Pixels

Signed = NDArray[np.float32]
Colours = NDArray[np.int32]

SURE_SIGMAS = 3.0
"""Differences below so many standard deviations stay white."""

FULL_COLOUR = 1.0
"""The difference of -ln T from which a colour grows no deeper."""

EDGE_PX = 0.5
"""How far an edge may be misplaced without counting as a difference, in pixels as compared."""

# Air differs by about this from pulse to pulse and pass to pass, however many pixels are averaged.
_LEAST_SIGMA = 0.01
_SPENT = 1 / 1000
_TABLE_SIZE = 65_536
_LESS = (33, 102, 172)
_SAME = (235, 235, 235)
_MORE = (204, 85, 0)
_UNKNOWN = (112, 112, 112)
_UNKNOWN_INDEX = 255
_OPAQUE = 0xFF000000


@dataclass(frozen=True, slots=True)
class ValueTables:
    """What every stored value of one energy image means.

    Attributes:
        alpha: -ln T of each of the 65,536 values, float32; no higher than at `spent`.
        variance: of -ln T of a single pixel of that value, float32.
        spent: values below it say only that nothing measurable came through.
    """

    alpha: Signed
    variance: Signed
    spent: int


def value_tables(pixels: Pixels) -> ValueTables | None:
    """Tables for an energy image, None where it is black throughout. About 30 ms: estimates air
    and noise from a million pixels."""
    air = estimate_air(pixels)
    if air is None:
        return None
    return tables_for(air, estimate_noise(pixels))


def tables_for(air: float, noise: Noise) -> ValueTables:
    """Tables from the value of air and the noise."""
    spent = max(1, math.ceil(air * _SPENT), math.ceil(SURE_SIGMAS * noise.sigma_at(0.0)))
    values = np.maximum(np.arange(_TABLE_SIZE, dtype=np.float64), spent)
    variance = (noise.dark_variance + noise.variance_per_value * values) / values**2
    return ValueTables(
        (-np.log(values / air)).astype(np.float32), variance.astype(np.float32), spent
    )


def difference(
    fixed: Pixels,
    moved: Pixels,
    fixed_tables: ValueTables,
    moved_tables: ValueTables,
    *,
    averaged: float = 1.0,
) -> Signed:
    """How much more of the beam is lost on `fixed` than on `moved`, in -ln T.

    Args:
        fixed, moved: uint16 of one shape, the second already in the frame of the first.
        averaged: how many scan pixels were averaged into each of these, at least 1.

    Returns:
        float32, same shape: positive where there is more material on `fixed`; 0 where chance can
        explain it; NaN where the beam is spent on both. Where it is spent on one of them, the
        difference is the least that it can be.
    """
    ours = _looked_up(fixed, fixed_tables.alpha)
    theirs = _looked_up(moved, moved_tables.alpha)
    unsure = _looked_up(fixed, fixed_tables.variance)
    unsure += _looked_up(moved, moved_tables.variance)
    unsure *= np.float32(1 / max(averaged, 1.0))
    np.sqrt(unsure, out=unsure)
    unsure += np.float32(_LEAST_SIGMA)
    unsure *= np.float32(SURE_SIGMAS)
    unsure += np.maximum(_range(ours), _range(theirs)) * np.float32(EDGE_PX)
    excess = ours
    excess -= theirs
    excess[np.abs(excess) <= unsure] = 0.0
    excess[(fixed < fixed_tables.spent) & (moved < moved_tables.spent)] = np.nan
    return excess


def _looked_up(values: Pixels, table: Signed) -> Signed:
    return cast("Signed", cv2.LUT(values, table))


def _range(alpha: Signed) -> Signed:
    """The most that -ln T changes from a pixel to one beside it."""
    square = np.ones((3, 3), np.uint8)
    return cast("Signed", cv2.morphologyEx(alpha, cv2.MORPH_GRADIENT, square))


def difference_colours(signed: Signed) -> Colours:
    """32-bit colours (0xffRRGGBB) of a difference: orange more material, blue less, white the same
    as far as can be told, grey not known."""
    step = signed * np.float32(127 / FULL_COLOUR)
    step += np.float32(127.5)
    np.clip(step, 0, 254, out=step)
    step[np.isnan(step)] = _UNKNOWN_INDEX
    return cast("Colours", cv2.LUT(step.astype(np.uint8), diverging_table()))


def unknown_colour() -> int:
    """The grey (0xffRRGGBB as a signed number) of what cannot be compared."""
    return int(diverging_table()[_UNKNOWN_INDEX])


@lru_cache(maxsize=1)
def diverging_table() -> Colours:
    """255 colours (0xffRRGGBB) from blue over white at 127 to orange, told apart by people who see
    red and green alike, and by lightness alone from white; then the grey of what is not known."""
    steps = (np.arange(256) - 127) / 127
    share = np.minimum(np.abs(steps), 1.0)[:, None]
    ends = np.where(steps[:, None] < 0, np.array(_LESS), np.array(_MORE))
    colours = np.array(_SAME) * (1 - share) + ends * share
    colours[_UNKNOWN_INDEX] = _UNKNOWN
    table = _packed(colours)
    table.flags.writeable = False
    return table


def _packed(rgb: NDArray[np.float64]) -> Colours:
    whole = np.rint(rgb).astype(np.uint32)
    packed = whole[..., 0] << 16 | whole[..., 1] << 8 | whole[..., 2] | np.uint32(_OPAQUE)
    return np.asarray(packed, np.uint32).view(np.int32)
