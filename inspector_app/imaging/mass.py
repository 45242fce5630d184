"""How much matter a region holds: areal density, steel equivalent, material, mass.

The mass of a region is the sum of areal density times pixel area over its pixels; each pixel's
areal density is looked up on the curve of a material at its attenuation ``-ln T``.

An inspector wants the mass of the thing and not of the wall behind it. What a ring around the
region is attenuated by is taken as what lies before and behind the thing too. The spectrum that is
left behind it, ``w_k exp(-mu(E_k) x)``, is what the thing itself was seen with, so the quotient of
the two transmissions is exactly the thing's own, beam hardening included.

The uncertainty counts, in squares: noise and detector gains (spread of row and column means), the
spread between the materials of the group, how unlike the sides of the ring are,
`CALIBRATION_SHARE` for what the table leaves out and `DEPTH_SHARE` for where the thing stands.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector_app.domain.region import Mark
from inspector_app.domain.scan import Energy, Geometry
from inspector_app.imaging import physics
from inspector_app.imaging.material import (
    MEMBERS,
    SPENT_ATTENUATION,
    MaterialGroup,
    RegionMaterial,
    material_of_region,
)
from inspector_app.imaging.measure import Mask, Window, energies, region_counts, region_mask
from inspector_app.imaging.surroundings import Ring, depth_at, find_ring, seen_through
from inspector_app.imaging.view_pixels import Pixels, ViewPixels

CALIBRATION_SHARE = 0.03
"""Standard uncertainty of every mass from scatter, the level of air and the beam's softening
towards the edge of the fan, which the table leaves out (2 to 3 % at half the fan)."""

DEPTH_SHARE = 0.12
"""Standard uncertainty of a pixel's area. In a fan beam a thing 1.2 m nearer or farther than the
plane that the scale holds for, 6 m from the source, covers 20 % more or fewer rows; evenly spread
over that depth the deviation is 0.2 / sqrt(3)."""

COVERAGE = 2.0
"""Stated uncertainties are this many standard ones: about 95 of 100 true values lie within."""

LEAST_BITS = 9
"""An 8-bit picture is made for the eye, with a grey curve nobody recorded."""

_AIR_LEVEL_ALPHA = 0.002
_CORE_SHARE = 0.8
_CORE_PIXELS = 1_000_000
_EITHER = (MaterialGroup.ORGANIC, MaterialGroup.METAL)


class Background(StrEnum):
    """What counts as the thing: all that the beam went through, or what is above the
    surroundings."""

    NONE = "none"
    SURROUNDINGS = "surroundings"


class WhyNot(StrEnum):
    """Why there is no figure."""

    NO_PIXELS = "no-pixels"
    NO_AIR = "no-air"
    GREY_EXPORT = "grey-export"
    NO_SCALE = "no-scale"
    NO_SURROUNDINGS = "no-surroundings"
    NOT_DENSER = "not-denser"


@dataclass(frozen=True, slots=True)
class MassEstimate:
    """Attributes:
    mass_kg: the best guess; the middle of the range where the material is not known.
    uncertainty_kg: `COVERAGE` standard uncertainties, the material's part included.
    by_group: what it would be for each group that may be meant, one or two.
    is_lower_bound: some pixels let nothing through, so it is at least this much.
    """

    mass_kg: float
    uncertainty_kg: float
    by_group: Mapping[MaterialGroup, float]
    is_lower_bound: bool = False


@dataclass(frozen=True, slots=True)
class RegionMatter:
    """What a region consists of.

    Attributes:
        transmission: mean of the region over air, by energy.
        background: transmission of the surroundings that was divided out, by energy; empty for
            `Background.NONE`. What follows is then about the thing alone.
        material: None for a single energy.
        steel_equivalent_mm: thickness of steel of the same attenuation as the dense part: what
            has at least four fifths of the attenuation of the densest tenth.
        areal_density_g_cm2: of the dense part, if it consists of `material`.
        spent_share: share of the pixels, 0 to 1, that let next to nothing through.
        mass: None where `why_no_mass` says why.
    """

    transmission: Mapping[Energy, float]
    background: Mapping[Energy, float]
    material: RegionMaterial | None
    steel_equivalent_mm: float
    areal_density_g_cm2: float
    spent_share: float
    mass: MassEstimate | None
    why_no_mass: WhyNot | None


def weigh_region(
    view: ViewPixels,
    mark: Mark,
    geometry: Geometry,
    table: physics.AttenuationTable,
    *,
    air: Mapping[Energy, float | None],
    background: Background = Background.SURROUNDINGS,
    depth_share: float = DEPTH_SHARE,
) -> RegionMatter | WhyNot:
    """What lies in a region, or why that cannot be said.

    Args:
        air: value of the open beam by energy (`readout.estimate_air`).
        depth_share: standard uncertainty of a pixel's area, relative; 0 where the scale is that of
            the thing's own depth.
    """
    if view.bits < LEAST_BITS:
        return WhyNot.GREY_EXPORT
    images = energies(view)
    levels = {energy: level for energy, level in air.items() if level}
    if not set(images) <= set(levels):
        return WhyNot.NO_AIR
    window, mask = region_mask(mark, (view.height_px, view.width_px))
    if not mask.any():
        return WhyNot.NO_PIXELS
    ring = None
    if background is Background.SURROUNDINGS:
        ring = find_ring(images, mark.box, levels)
        if ring is None:
            return WhyNot.NO_SURROUNDINGS
        table = seen_through(table, ring)
    sight = _sight(images, window, mask, levels, {} if ring is None else ring.alpha)
    return _matter(sight, ring, geometry, table, depth_share)


@dataclass(frozen=True, slots=True)
class _Sight:
    """A region as the beams see it.

    Attributes:
        main: the high energy, or the only one.
        mean: transmission of the whole region, by energy.
        counts: how often each value of `main` occurs in it.
        alpha: ``-ln T`` of its dense part, less the surroundings, by energy.
        sigma: standard errors of `alpha`, the surroundings' own left out.
    """

    main: Energy
    air: Mapping[Energy, float]
    mean: Mapping[Energy, float]
    counts: NDArray[np.int64]
    alpha: Mapping[Energy, float]
    sigma: Mapping[Energy, float]

    @property
    def has_two(self) -> bool:
        return self.main is Energy.HIGH


def _sight(
    images: Mapping[Energy, Pixels],
    window: Window,
    mask: Mask,
    air: Mapping[Energy, float],
    behind: Mapping[Energy, float],
) -> _Sight:
    main = next(iter(images))
    step = max(1, math.isqrt(mask.size // _CORE_PIXELS))
    thin = (slice(None, None, step), slice(None, None, step))
    core = _core(images[main][window][thin], mask[thin], air[main], behind.get(main, 0.0))
    mean, alpha, sigma = {}, {}, {}
    for energy, pixels in images.items():
        part = pixels[window]
        mean[energy] = float(part[mask].mean()) / air[energy]
        dense = part[thin][core].astype(np.float64) / air[energy]
        level = max(float(dense.mean()), math.exp(-SPENT_ATTENUATION))
        # The logarithm of the mean: that of single pixels would add up their noise.
        alpha[energy] = -math.log(level) - behind.get(energy, 0.0)
        # A relative error of T is the error of -ln T.
        sigma[energy] = _standard_error(part[thin], core) / (level * air[energy])
    counts = region_counts(images[main], window, mask)
    return _Sight(main, air, mean, counts, alpha, sigma)


def _core(part: Pixels, mask: Mask, air: float, behind: float) -> Mask:
    """The dense part of a region: what has at least `_CORE_SHARE` of the attenuation of its densest
    tenth. Air or wall in the corners of a loose box would be averaged in otherwise, and the mean of
    two thicknesses looks like another material."""
    seen = cv2.blur(part, (3, 3)) / np.float32(air)
    alpha = -np.log(np.maximum(seen, math.exp(-SPENT_ATTENUATION))) - behind
    densest = float(np.percentile(alpha[mask], 90))
    core: Mask = mask & (alpha >= _CORE_SHARE * densest)
    return core if densest > 0 and core.any() else mask


def _standard_error(part: Pixels, mask: Mask) -> float:
    """Standard error of a region's mean from the spread of its row and its column means.

    Neighbouring means are compared, and the median of their differences is taken: the outline of
    the thing is no noise.
    """
    values = np.where(mask, part, 0)
    variance = 0.0
    for axis in (0, 1):
        filled = mask.sum(axis=axis)
        lines = values.sum(axis=axis, dtype=np.float64)[filled > 2] / filled[filled > 2]
        if len(lines) < 4:
            return float(part[mask].std()) / math.sqrt(int(mask.sum()))
        spread = 1.4826 * float(np.median(np.abs(np.diff(lines)))) / math.sqrt(2)
        variance += spread**2 / len(lines)
    return math.sqrt(variance)


def _matter(
    sight: _Sight,
    ring: Ring | None,
    geometry: Geometry,
    table: physics.AttenuationTable,
    depth_share: float,
) -> RegionMatter | WhyNot:
    behind = {} if ring is None else ring.alpha
    alpha = sight.alpha
    ring_sigma = _AIR_LEVEL_ALPHA if ring is None else ring.sigma
    if ring is not None and alpha[sight.main] <= 0:
        return WhyNot.NOT_DENSER
    material = None
    if sight.has_two:
        sigmas = [math.hypot(sight.sigma[e], ring_sigma) for e in (Energy.HIGH, Energy.LOW)]
        material = material_of_region(
            alpha[Energy.HIGH], alpha[Energy.LOW], sigmas[0], sigmas[1], table
        )
    # Of a single-energy scanner nobody tells the beam: both are part of the range.
    beams = table.beams[:1] if sight.has_two else table.beams
    depths = {
        group: [
            _mean_depth(curve, sight, behind, beam)
            for curve in (physics.material_curve(table, name) for name in MEMBERS[group])
            for beam in beams
        ]
        for group in _groups(material)
    }
    whole = [depth for found in depths.values() for depth in found]
    main_alpha = max(alpha[sight.main], 1e-3)
    # The dense part is the region's mean times how much denser it is, whatever the material.
    steel = physics.material_curve(table, "iron")
    dense = np.array([min(main_alpha, SPENT_ATTENUATION)])
    steel_g_cm2 = float(depth_at(steel, dense, beams[-1])[0])
    share = steel_g_cm2 / max(_mean_depth(steel, sight, behind, beams[-1]), 1e-9)
    middle = (min(whole) + max(whole)) / 2
    sigma_areal = abs(middle) / main_alpha * math.hypot(sight.sigma[sight.main], ring_sigma)
    spent = _spent_share(sight)
    mass = _mass(depths, sigma_areal, sight, geometry, depth_share)
    if mass is not None:
        mass = replace(mass, is_lower_bound=spent > 0)
    return RegionMatter(
        transmission=sight.mean,
        background={energy: math.exp(-a) for energy, a in behind.items()},
        material=material,
        steel_equivalent_mm=steel_g_cm2 * 10 / steel.density_g_cm3,
        areal_density_g_cm2=middle * share,
        spent_share=spent,
        mass=mass,
        why_no_mass=WhyNot.NO_SCALE if mass is None else None,
    )


def _groups(material: RegionMaterial | None) -> tuple[MaterialGroup, ...]:
    """What the thing may be made of."""
    if material is None or material.group is MaterialGroup.CANNOT_TELL:
        return _EITHER
    return (material.group,)


def _mass(
    depths: Mapping[MaterialGroup, list[float]],
    sigma_areal: float,
    sight: _Sight,
    geometry: Geometry,
    depth_share: float,
) -> MassEstimate | None:
    if geometry.mm_per_px_x is None or geometry.mm_per_px_y is None:
        return None
    pixel_cm2 = geometry.mm_per_px_x * geometry.mm_per_px_y / 100
    kg = int(sight.counts.sum()) * pixel_cm2 / 1000
    every = [depth for found in depths.values() for depth in found]
    middle, half = (max(every) + min(every)) / 2 * kg, (max(every) - min(every)) / 2 * kg
    # Anywhere between the materials is as likely as anywhere else: a rectangle's deviation.
    shares = math.hypot(CALIBRATION_SHARE, depth_share) * middle
    standard = math.sqrt((sigma_areal * kg) ** 2 + half**2 / 3 + shares**2)
    by_group = {group: sum(found) / len(found) * kg for group, found in depths.items()}
    return MassEstimate(middle, COVERAGE * standard, by_group)


def _mean_depth(
    curve: physics.MaterialCurve, sight: _Sight, behind: Mapping[Energy, float], beam: str
) -> float:
    """Mean areal density of the region, g/cm2. A pixel's depth depends on its value alone, so each
    value is looked up once."""
    values = np.nonzero(sight.counts)[0]
    share = np.maximum(values / sight.air[sight.main], math.exp(-SPENT_ATTENUATION))
    alpha = -np.log(share) - behind.get(sight.main, 0.0)
    times = sight.counts[values]
    return float((depth_at(curve, alpha, beam) * times).sum() / times.sum())


def _spent_share(sight: _Sight) -> float:
    """Share of pixels with no more than a thousandth of the beam, or no more than one count."""
    limit = max(sight.air[sight.main] * math.exp(-SPENT_ATTENUATION), 1.0)
    return float(sight.counts[: math.floor(limit) + 1].sum() / sight.counts.sum())
