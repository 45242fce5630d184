"""Which kind of material a region consists of, judged from two beam energies; or that it cannot be.

A region, never a pixel: the two energies differ by a few hundredths in ``-ln T``, which only the
mean of many pixels resolves (P. Lalor and A. Danagoulian, NIM A 1064:169343, 2024, segment first).

At one measured attenuation ``a_H`` of the high beam each material of the table has its own
attenuation ``f_m(a_H)`` of the low beam (spectrum integration, `physics.material_curve`). A group
of materials covers the span from its smallest to its largest ``f_m``. With

    s^2 = sigma_low^2 + (f'(a_H) sigma_high)^2 + model^2

the likelihood of ``a_L`` in a group is that of a value anywhere in its span, blurred by ``s``:
``(Phi((a_L - low) / s) - Phi((a_L - high) / s)) / (high - low)``; the certainty is the group's
share of the sum over all groups (Bayes, all groups equally likely beforehand).

What is behind one another adds up: organic goods behind a steel wall look like a light metal. The
answer is about everything the ray went through unless the caller took the surroundings out. The
table holds the spectrum of the beam's centre: towards the edge of the fan the beam is softer, and
organic goods there drift towards light metal.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from inspector_app.imaging import physics

THIN_G_CM2 = 6.0
"""Below this the groups lie within 0.02 of one another, and lead is the same as steel."""

SPENT_ATTENUATION = 7.0
"""Beyond it (a thousandth of the beam) noise, scatter and dark current decide, not the goods."""

LEAST_CERTAINTY = 0.8
"""Below this share the region is called ambiguous."""

_FAR_OFF_SIGMAS = 4.0
# What the table leaves out (scatter, level of the open beam): relative to the attenuation, plus
# a floor. Near the beam centre Geant4 and table differ by 0.34 % (models/evaluation/physics.md).
_MODEL_RELATIVE = 0.003
_MODEL_FLOOR = 0.001
# Tin and silver are not in the table. Behind 25 to 112 g/cm2 tin lies 0.9 to 0.74 of the way from
# iron to lead (NIST XCOM with the shipped spectra); the margin below takes in silver.
_LIGHTEST_HIGH_Z = 0.6
_REFERENCE = "iron"
_STEP = 0.01


class MaterialGroup(StrEnum):
    """Kinds of material that two MeV beams can tell apart."""

    ORGANIC = "organic"
    LIGHT_METAL = "light-metal"
    METAL = "metal"
    HIGH_Z = "high-z"
    CANNOT_TELL = "cannot-tell"


MEMBERS: dict[MaterialGroup, tuple[str, ...]] = {
    MaterialGroup.ORGANIC: ("polyethylene", "cellulose", "water"),
    MaterialGroup.LIGHT_METAL: ("glass", "aluminium"),
    MaterialGroup.METAL: ("iron", "copper"),
    MaterialGroup.HIGH_Z: ("lead", "gold"),
}
"""The materials of the shipped table that stand for each group; minerals go with light metal."""


@dataclass(frozen=True, slots=True)
class RegionMaterial:
    """What can be said of one region.

    Attributes:
        group: CANNOT_TELL where the region is thin, the beam is spent, or two groups fit.
        certainty: estimated probability that `group` is right, 0.8 to 1; 0 for CANNOT_TELL.
        areal_density_g_cm2: of the group's materials on average; of steel for CANNOT_TELL.
        steel_equivalent_mm: thickness of steel that attenuates the high beam as much. Where the
            beam is spent it is at least this much.
    """

    group: MaterialGroup
    certainty: float
    areal_density_g_cm2: float
    steel_equivalent_mm: float


Curves = Mapping[str, physics.MaterialCurve]
"""The curve of every material that stands for a group, by its name."""


def tabulate(table: physics.AttenuationTable) -> Curves:
    """The curves that `material_of_region` looks things up in. Takes some milliseconds."""
    names = {name for members in MEMBERS.values() for name in members}
    return {name: physics.material_curve(table, name) for name in sorted(names | {_REFERENCE})}


def material_of_region(
    alpha_high: float,
    alpha_low: float,
    sigma_high: float,
    sigma_low: float,
    table: physics.AttenuationTable,
    curves: Curves | None = None,
) -> RegionMaterial:
    """Judge a region by the means of its attenuation at both energies.

    Args:
        alpha_high: ``-ln T`` of the region's mean transmission at the higher energy, without unit.
        alpha_low: the same at the lower energy.
        sigma_high: standard error of `alpha_high`. It should contain detector gains as well as
            noise: estimate it from the spread of row and column means, not of single pixels.
        sigma_low: standard error of `alpha_low`.
        table: of the scanner (`physics.load_table`, `physics.corrected`), MeV beams.
        curves: `tabulate` of the same table, for whoever judges many regions.

    Raises:
        ValueError: a standard error is negative, or an attenuation is not a number.
    """
    if not (sigma_high >= 0 and sigma_low >= 0):
        raise ValueError("standard errors must not be negative")
    if math.isnan(alpha_high) or math.isnan(alpha_low):
        raise ValueError("attenuation must be a number")
    high = min(max(alpha_high, 0.0), SPENT_ATTENUATION)
    low = max(alpha_low, 0.0)
    curves = curves or tabulate(table)
    steel = curves[_REFERENCE]
    steel_g_cm2 = _areal_density(steel, high)
    steel_mm = steel_g_cm2 * 10 / steel.density_g_cm3
    refused = RegionMaterial(MaterialGroup.CANNOT_TELL, 0.0, steel_g_cm2, steel_mm)
    if alpha_high >= SPENT_ATTENUATION or alpha_low >= SPENT_ATTENUATION:
        return refused
    fits = {
        group: _fit(group, curves, _low(steel, high), (high, low), (sigma_high, sigma_low))
        for group in MEMBERS
    }
    best = max(fits, key=lambda group: fits[group].likelihood)
    total = sum(fit.likelihood for fit in fits.values())
    certainty = fits[best].likelihood / total if total > 0 else 0.0
    far_off = min(fit.sigmas_outside for fit in fits.values()) > _FAR_OFF_SIGMAS
    if far_off or certainty < LEAST_CERTAINTY or fits[best].areal_density_g_cm2 < THIN_G_CM2:
        return refused
    return RegionMaterial(best, certainty, fits[best].areal_density_g_cm2, steel_mm)


@dataclass(frozen=True, slots=True)
class _Fit:
    likelihood: float
    sigmas_outside: float
    areal_density_g_cm2: float


def _fit(
    group: MaterialGroup,
    all_curves: Curves,
    iron_low: float,
    alpha: tuple[float, float],
    sigma: tuple[float, float],
) -> _Fit:
    """How well the measured (high, low) attenuation fits one group."""
    high, low = alpha
    curves = [all_curves[name] for name in MEMBERS[group]]
    lows = [_low(curve, high) for curve in curves]
    if group is MaterialGroup.HIGH_Z:
        lows.append(iron_low + _LIGHTEST_HIGH_Z * (max(lows) - iron_low))
    slope = (_low(curves[0], high + _STEP) - _low(curves[0], high - _STEP)) / (2 * _STEP)
    model = _MODEL_FLOOR + _MODEL_RELATIVE * low
    blur = math.sqrt(sigma[1] ** 2 + (slope * sigma[0]) ** 2 + model**2)
    outside = max(min(lows) - low, low - max(lows), 0.0)
    areal = sum(_areal_density(curve, high) for curve in curves) / len(curves)
    return _Fit(_likelihood(low, min(lows), max(lows), blur), outside / blur, areal)


def _likelihood(value: float, low: float, high: float, sigma: float) -> float:
    """Density of a value spread evenly from `low` to `high` and blurred by a Gaussian."""
    # A span narrower than a hundredth of the blur is a point for all purposes.
    width = max(high - low, 0.01 * sigma)
    root = sigma * math.sqrt(2)
    # erfc of the nearer tail keeps precision where both Phi are close to 0 or 1.
    first, second = (value - low) / root, (value - low - width) / root
    if first < 0:
        first, second = -second, -first
    return 0.5 * (math.erfc(second) - math.erfc(first)) / width


def _low(curve: physics.MaterialCurve, alpha_high: float) -> float:
    at = np.float32(max(alpha_high, 0.0))
    return float(np.interp(at, curve.alpha[curve.high], curve.alpha[curve.low]))


def _areal_density(curve: physics.MaterialCurve, alpha_high: float) -> float:
    return float(np.interp(alpha_high, curve.alpha[curve.high], curve.areal_density_g_cm2))
