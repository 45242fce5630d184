"""What can be said of the place under the cursor beyond its values: steel equivalent, material.

Cheap enough for every move of the mouse: a patch of a few pixels, and curves tabulated once.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from inspector_app.imaging import physics
from inspector_app.imaging.material import (
    SPENT_ATTENUATION,
    RegionMaterial,
    material_of_region,
    tabulate,
)
from inspector_app.imaging.view_pixels import Pixels

PATCH_PX = 15
"""Side of the patch whose material is told: about 60 mm on a truck scanner."""

LEAST_BITS = 10
"""A file of fewer bits was stretched for the eye by somebody; its values measure nothing."""

_FLOOR = 1e-6


@dataclass(frozen=True, slots=True)
class SteelEquivalent:
    """`mm` of steel attenuate as much; `at_least` where the beam is spent and it may be more."""

    mm: float
    at_least: bool


class CursorProbe:
    """Knows the curves of one table."""

    def __init__(self, table: physics.AttenuationTable) -> None:
        self._table = table
        self._curves = tabulate(table)
        self._steel = self._curves["iron"]

    def steel_equivalent(self, transmission: float) -> SteelEquivalent:
        """Steel that lets as much of the high beam through as this (0 to 1; more is taken as 1)."""
        alpha = -math.log(min(max(transmission, _FLOOR), 1.0))
        at_least = alpha >= SPENT_ATTENUATION
        seen = np.float32(min(alpha, SPENT_ATTENUATION))
        depth_g_cm2 = float(
            np.interp(seen, self._steel.alpha[self._steel.high], self._steel.areal_density_g_cm2)
        )
        return SteelEquivalent(depth_g_cm2 * 10 / self._steel.density_g_cm3, at_least)

    def material(
        self, high: Pixels, low: Pixels, airs: tuple[float, float], column: int, row: int
    ) -> RegionMaterial:
        """The material of the patch around a pixel, or that it cannot be told.

        Args:
            high, low: uint16, (height_px, width_px), as stored.
            airs: values of the open beam at the high and the low energy.
        """
        half = PATCH_PX // 2
        place = (
            slice(max(0, row - half), row + half + 1),
            slice(max(0, column - half), column + half + 1),
        )
        alphas = [
            _attenuation(pixels[place], air) for pixels, air in zip((high, low), airs, strict=True)
        ]
        return material_of_region(
            alphas[0][0], alphas[1][0], alphas[0][1], alphas[1][1], self._table, self._curves
        )


def _attenuation(patch: Pixels, air: float) -> tuple[float, float]:
    """``-ln T`` of a patch and its standard error, from the spread of row and column means: gains
    of detectors and pulses are in it, which the spread of single pixels would hide."""
    share = patch.astype(np.float64) / air
    mean = max(float(share.mean()), _FLOOR)
    rows, columns = share.mean(axis=1), share.mean(axis=0)
    error = math.sqrt(float(rows.var() / len(rows) + columns.var() / len(columns)))
    return -math.log(mean), error / mean
