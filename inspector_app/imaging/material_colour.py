"""Colour for material: hue says which kind, saturation how certain, grey that nobody can tell.

How it is told: behind steel that attenuates the high beam as much, the low beam would be attenuated
by a known amount; organic goods attenuate it more, high-Z metals less (`physics`). That difference,
in units of the one between organic goods and steel, is 1 for organic, about a half for light metal
and minerals, 0 for steel, -0.3 to -0.7 for tin to lead. It adds up along the ray: organic goods
behind a steel wall look like light metal. A colour is a hint where to look and never an
identification; `imaging.material` judges regions.

One pixel tells next to nothing, so the difference is averaged, brightness is not. The average is a
guided filter (K. He, J. Sun and X. Tang, IEEE TPAMI 35:1397, 2013) led by attenuation: it does not
run over edges between thick and thin. Every pixel counts for as much as its noise lets it say
(inverse variance). It works on half the pixels each way, as television does with colour.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector_app.imaging import material, material_tints, physics
from inspector_app.imaging.material_tints import legend
from inspector_app.imaging.noise import Noise, estimate_noise
from inspector_app.imaging.readout import estimate_air
from inspector_app.imaging.view_pixels import Pixels

__all__ = ["MaterialColours", "MaterialMode", "legend"]

Grey = NDArray[np.uint8]
Picture = NDArray[np.int32]
FloatMap = NDArray[np.float32]

# Attenuation below which nothing can be told, from which on all can; and the same at the far end.
_THIN = (0.22, 0.32)
_SPENT = (6.3, material.SPENT_ATTENUATION)
_DEEPEST = 8.0

# Half of the distance from organic to light metal, the two kinds that lie closest.
_HALF_STEP = 0.22
# In standard errors per half step: grey up to the first, full colour from the second on.
_CERTAIN_FROM = (1.0, 4.0)
# What no averaging takes away: gains of detectors and pulses, scatter, spectrum.
_SYSTEMATIC = 0.0015
_SYSTEMATIC_RELATIVE = 0.003
# Where thick and thin share a pixel, transmissions add up, not attenuations; the low beam's excess
# over the high one then comes out too small by r (r - 1) / 2 of the variance of attenuation, with
# r = 1.15, the ratio of both; and some more, for what mixes within a pixel.
_MIXING = 0.12

# Averaged over at least so many scan pixels, as far as the largest radius reaches.
_WANTED_PIXELS = 100
_LEAST_RADIUS, _LARGEST_RADIUS = 2, 6
_GUIDE_VARIANCE = 0.03
_TINY = 1e-6
_BAND_ROWS = 64

_POSITION_STEPS = 100.0
_POSITION_ZERO = 110.0
_CERTAINTY_STEPS = 48.0


class MaterialMode(StrEnum):
    """What the two energies are used for on screen.

    ORGANIC_ONLY and METAL_ONLY fade everything else; what cannot be told stays, in grey.
    """

    OFF = "off"
    COLOUR = "colour"
    ORGANIC_ONLY = "organic-only"
    METAL_ONLY = "metal-only"


_KEPT = {
    MaterialMode.COLOUR: material_tints.kept_around(0, material_tints.HUES),
    MaterialMode.ORGANIC_ONLY: material_tints.kept_around(0, 2),
    MaterialMode.METAL_ONLY: material_tints.kept_around(9, material_tints.HUES),
}


@dataclass(frozen=True, slots=True)
class MaterialColours:
    """What is worked out once per scan, to colour any part of it by material.

    Attributes: tables of 65,536 float32 entries, by stored value.
        alpha_high: attenuation of the high beam, by value of the high energy.
        steel_low: attenuation that the low beam would have behind steel, by value of the high one.
        alpha_low: attenuation of the low beam, by value of the low energy.
        per_span: one over the difference between organic goods and steel, by value of the high one.
        variance: of the position (difference / span) in one scan pixel, by value of the high one.
        systematic: squared error of the position that averaging leaves, by value of the high one.
        trusted: 0 where the goods are too thin or the beam is spent, else up to 1.
    """

    alpha_high: FloatMap
    steel_low: FloatMap
    alpha_low: FloatMap
    per_span: FloatMap
    variance: FloatMap
    systematic: FloatMap
    trusted: FloatMap

    @classmethod
    def prepare(
        cls,
        high: Pixels,
        low: Pixels,
        *,
        table: physics.AttenuationTable,
        beams: tuple[str, str] | None = None,
    ) -> MaterialColours:
        """Look at both energies of a whole scan: open beam, noise, tables. Takes about 0.1 s.

        Args:
            high, low: uint16, (height_px, width_px), as stored.
            table: of the scanner, MeV beams (`physics.load_table`).
            beams: names from `table.beams`, the high one first; its first two by default.

        Raises:
            ValueError: one of the energies is black throughout, or the table has one beam only.
        """
        air_high, air_low = estimate_air(high), estimate_air(low)
        if air_high is None or air_low is None:
            raise ValueError("material colour needs some beam at both energies")
        if beams is None:
            if len(table.beams) < 2:
                raise ValueError("material colour needs two beams")
            beams = table.beams[0], table.beams[1]
        alpha_high, alpha_low = _alphas(air_high), _alphas(air_low)
        steel = physics.material_curve(table, "iron")
        steel_low = steel.other_alpha(alpha_high, *beams)
        organic = [
            physics.material_curve(table, name).other_alpha(alpha_high, *beams)
            for name in material.MEMBERS[material.MaterialGroup.ORGANIC]
        ]
        span = np.maximum(np.mean(organic, axis=0) - steel_low, 1e-3).astype(np.float32)
        at_low = air_low * np.exp(-steel_low.astype(np.float64))
        variance = _relative_variance(estimate_noise(low), at_low)
        # The low beam's attenuation behind steel grows a little faster than the high one's.
        at_high = np.arange(65_536, dtype=np.float64)
        variance += 1.3 * _relative_variance(estimate_noise(high), at_high)
        systematic = (_SYSTEMATIC + _SYSTEMATIC_RELATIVE * alpha_high) / span
        trusted = _ramp(alpha_high, *_THIN) * _ramp(-alpha_high, -_SPENT[1], -_SPENT[0])
        return cls(
            alpha_high,
            steel_low,
            alpha_low,
            (1 / span).astype(np.float32),
            (variance / span**2).astype(np.float32),
            (systematic**2).astype(np.float32),
            trusted,
        )

    @property
    def margin_px(self) -> int:
        """How many screen pixels around an area must be sampled with it; fewer at the scan's edge.

        The picture is right for the area without this margin.
        """
        return 2 * (2 * _LARGEST_RADIUS + 2)

    def colour(
        self,
        high: Pixels,
        low: Pixels,
        grey: Grey,
        mode: MaterialMode,
        *,
        origin: tuple[int, int],
        pixels_averaged: float = 1.0,
    ) -> Picture:
        """Colour an area: int32 (height, width), 0xffRRGGBB, as `grey` where nothing can be told.

        Args:
            high, low: uint16, (height, width), as sampled for the screen: means, not minima, and
                not enhanced.
            grey: uint8 of the same shape: what is shown without colour, window and inversion done.
            mode: OFF gives grey.
            origin: x and y of the first pixel on the grid of screen pixels anchored at the scan's
                corner.
            pixels_averaged: scan pixels that each screen pixel is the mean of; below 1 where a
                scan pixel covers several screen pixels.
        """
        if mode is MaterialMode.OFF or not high.size:
            packed = grey.astype(np.uint32) * 0x010101 | 0xFF000000
            return packed.astype(np.uint32).view(np.int32)
        height, width = high.shape
        left, top = origin[0] % 2, origin[1] % 2
        halves = _halved(high, left, top), _halved(low, left, top)
        position, certainty = self._judge(*halves, pixels_averaged)
        size = (position.shape[1] * 2, position.shape[0] * 2)
        index = cv2.LUT(cv2.resize(position, size), _HUE_BITS)
        index = cv2.bitwise_or(index, cv2.LUT(cv2.resize(certainty, size), _CERTAINTY_BITS))
        index = index[top : top + height, left : left + width]
        index = cv2.add(index, grey, dtype=cv2.CV_16U)
        return cast("Picture", cv2.LUT(index, material_tints.tint_table(_KEPT[mode])))

    def _judge(self, high: Pixels, low: Pixels, pixels_averaged: float) -> tuple[Grey, Grey]:
        """Position and certainty of each half-size pixel, in steps of a byte.

        In bands of rows, so that what is worked out in between stays in the processor's cache.
        """
        radius_px = _radius_px(pixels_averaged)
        halo, rows = 2 * radius_px + 1, high.shape[0]
        position, certainty = np.empty(high.shape, np.uint8), np.empty(high.shape, np.uint8)
        band = max(_BAND_ROWS, 3 * halo)
        for first in range(0, rows, band):
            last = min(first + band, rows)
            above, below = max(0, first - halo), min(rows, last + halo)
            places, certain = self._judge_band(
                high[above:below], low[above:below], 4 * pixels_averaged, radius_px
            )
            part = slice(first - above, last - above)
            cv2.convertScaleAbs(places[part], position[first:last], _POSITION_STEPS, _POSITION_ZERO)
            cv2.convertScaleAbs(certain[part], certainty[first:last], _CERTAINTY_STEPS)
        return position, certainty

    def _judge_band(
        self, high: Pixels, low: Pixels, pixels_averaged: float, radius_px: int
    ) -> tuple[FloatMap, FloatMap]:
        """Position, and certainty in standard errors per half step."""
        alpha, per_span = _look_up(high, self.alpha_high), _look_up(high, self.per_span)
        position = _look_up(low, self.alpha_low)
        position -= _look_up(high, self.steel_low)
        position *= per_span
        around = _mean(alpha, 1)
        # Squared error by mixing thick and thin: variance of attenuation nearby, squared.
        mixing = _mean(alpha * alpha, 1)
        mixing -= around * around
        mixing *= per_span
        mixing *= mixing
        mixing *= np.float32(_MIXING**2)
        weight = _look_up(high, self.variance)
        weight *= np.float32(1 / max(pixels_averaged, _TINY))
        weight += mixing
        trusted = _look_up(high, self.trusted)
        weight = np.divide(trusted, weight, out=weight)
        position, information = _guided(alpha, position, weight, radius_px)
        error = np.divide(1, information, out=information)
        error += mixing
        error += _look_up(high, self.systematic)
        np.divide(_HALF_STEP**2, error, out=error)
        trusted *= np.sqrt(error, out=error)
        return position, trusted


def _alphas(air: float) -> FloatMap:
    values = np.maximum(np.arange(65_536, dtype=np.float64), 0.5)
    return np.clip(-np.log(values / air), -1, _DEEPEST).astype(np.float32)


def _relative_variance(noise: Noise, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Variance of the logarithm of a value."""
    # Unseen noise is not no noise: then a whole step of value is taken.
    dark = noise.dark_variance if noise.measured else 1.0
    variance: NDArray[np.float64] = dark + noise.variance_per_value * values
    variance /= np.maximum(values, 1.0) ** 2
    return variance


def _ramp(values: FloatMap, low: float, high: float) -> FloatMap:
    """0 up to `low`, 1 from `high` on."""
    share: FloatMap = np.clip((values - low) / (high - low), 0, 1).astype(np.float32)
    return share


def _radius_px(pixels_averaged: float) -> int:
    """Half-size pixels to each side that are averaged."""
    side = math.sqrt(_WANTED_PIXELS / (4 * max(pixels_averaged, _TINY)))
    return min(max(round((side - 1) / 2), _LEAST_RADIUS), _LARGEST_RADIUS)


def _halved(values: Pixels, left: int, top: int) -> Pixels:
    """Means of 2 x 2, in step with the anchored grid."""
    height, width = values.shape
    right, bottom = (left + width) % 2, (top + height) % 2
    if left or top or right or bottom:
        values = cast(
            "Pixels", cv2.copyMakeBorder(values, top, bottom, left, right, cv2.BORDER_REPLICATE)
        )
    size = (values.shape[1] // 2, values.shape[0] // 2)
    return cast("Pixels", cv2.resize(values, size, interpolation=cv2.INTER_AREA))


def _look_up(values: Pixels, table: FloatMap) -> FloatMap:
    return cast("FloatMap", cv2.LUT(values, table))


def _mean(image: FloatMap, radius_px: int) -> FloatMap:
    """Mean over a square around each pixel."""
    return cast("FloatMap", cv2.blur(image, (2 * radius_px + 1, 2 * radius_px + 1)))


def _guided(
    guide: FloatMap, values: FloatMap, weight: FloatMap, radius_px: int
) -> tuple[FloatMap, FloatMap]:
    """Weighted guided filter: the filtered values, and the sum of weights behind each."""
    total = _mean(weight, radius_px)
    total += np.float32(_TINY)
    per_total = np.divide(1, total)
    weighted = weight * guide
    guide_mean = _mean(weighted, radius_px)
    guide_mean *= per_total
    variance = _mean(weighted * guide, radius_px)
    variance *= per_total
    variance -= guide_mean * guide_mean
    variance += np.float32(_GUIDE_VARIANCE)
    covariance = _mean(weighted * values, radius_px)
    covariance *= per_total
    np.multiply(weight, values, out=weighted)
    level = _mean(weighted, radius_px)
    level *= per_total
    covariance -= guide_mean * level
    slope = np.divide(covariance, variance, out=covariance)
    level -= slope * guide_mean
    # Once more over the straight lines, each with the weight behind it.
    slope *= total
    level *= total
    filtered = _mean(slope, radius_px)
    filtered *= guide
    filtered += _mean(level, radius_px)
    filtered /= _mean(total, radius_px)
    total *= np.float32((2 * radius_px + 1) ** 2)
    return filtered, total


def _hue_bits() -> NDArray[np.uint16]:
    """Position in steps of a byte to hue, shifted to its place in the index."""
    position = (np.arange(256) - _POSITION_ZERO) / _POSITION_STEPS
    stops = (-0.55, 0.0, 0.54, 0.95)
    hues = (
        material_tints.HIGH_Z,
        material_tints.METAL,
        material_tints.LIGHT_METAL,
        material_tints.ORGANIC,
    )
    bits: NDArray[np.uint16] = np.round(np.interp(position, stops, hues)).astype(np.uint16)
    return bits * np.uint16(1 << 12)


def _certainty_bits() -> NDArray[np.uint16]:
    """Standard errors per half step, in steps of a byte, to certainty at its place in the index."""
    low, high = _CERTAIN_FROM
    share = np.clip((np.arange(256) / _CERTAINTY_STEPS - low) / (high - low), 0, 1)
    bits: NDArray[np.uint16] = np.round(share * (material_tints.CERTAINTIES - 1)).astype(np.uint16)
    return bits * np.uint16(1 << 8)


_HUE_BITS = _hue_bits()
_CERTAINTY_BITS = _certainty_bits()
