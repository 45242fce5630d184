"""Colour for material: hue says which kind, saturation how certain, grey that nobody can tell.

How it is told: behind steel that attenuates the high beam as much, the low beam would be attenuated
by a known amount; organic goods attenuate it more, high-Z metals less (`physics`). That difference,
in units of the one between organic goods and steel, is 1 for organic, about a half for light metal
and minerals, 0 for steel, -0.3 to -0.7 for tin to lead. It adds up along the ray: organic goods
behind a steel wall look like light metal. A colour is a hint where to look and never an
identification; `imaging.material` judges regions.

One pixel tells next to nothing, so the difference is averaged, brightness is not. The average is a
guided filter led by attenuation (`guided_average`): it does not run over edges between thick and
thin. Every pixel counts for as much as its noise lets it say (inverse variance). It works on half
the pixels each way, as television does with colour.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector_app.imaging import guided_average, material, material_tints, physics
from inspector_app.imaging.guided_average import FloatMap, fit_lines, mean_around
from inspector_app.imaging.halving import BAND_ROWS, doubled, doubled_part, halved, halved_in_step
from inspector_app.imaging.material_tints import legend
from inspector_app.imaging.noise import Noise, estimate_noise
from inspector_app.imaging.readout import estimate_air
from inspector_app.imaging.view_pixels import Area, Pixels

__all__ = ["MaterialColours", "MaterialMode", "legend"]

Grey = NDArray[np.uint8]
Picture = NDArray[np.int32]

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
_LARGEST_RADIUS = 3
_TINY = 1e-6
# Judged at once: many rows, as those around them are judged along, but no more than memory that the
# program has at hand anyhow (`halving`).
_BAND_PIXELS = 1 << 18
# Means of 2 x 2 are worked on, and means of 2 x 2 of these.
_ANCHOR_PX = 4

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

    def surroundings(self, area: Area, size: tuple[int, int], pixels_averaged: float) -> Area:
        """What has to be sampled for an area to be coloured right: the area and some around it, but
        no more than the scan has.

        Args:
            area: left, top, width, height on the grid of screen pixels anchored at the scan's
                corner.
            size: width and height of the whole scan in screen pixels.
            pixels_averaged: as for `colour`.
        """
        around = 2 * (guided_average.reach_px(_radius(pixels_averaged)) + 2)
        # In whole anchored squares: then none has to be completed.
        left, top = (max(at - around, 0) // _ANCHOR_PX * _ANCHOR_PX for at in area[:2])
        right, bottom = (
            min(-(-(area[i] + area[i + 2] + around) // _ANCHOR_PX) * _ANCHOR_PX, size[i])
            for i in (0, 1)
        )
        return left, top, right - left, bottom - top

    def colour(
        self,
        high: Pixels,
        low: Pixels,
        grey: Grey,
        mode: MaterialMode,
        *,
        origin: tuple[int, int],
        at: tuple[int, int] = (0, 0),
        pixels_averaged: float = 1.0,
    ) -> Picture:
        """Colour an area: int32, 0xffRRGGBB, as `grey` where nothing can be told.

        Args:
            high, low: uint16, (height, width), as sampled for the screen: means, not minima, and
                not enhanced.
            grey: uint8, of the area that is wanted: what is shown without colour, window and
                inversion done.
            mode: OFF gives grey.
            origin: x and y of the first pixel of `high` on the grid of screen pixels anchored at
                the scan's corner.
            at: x and y of the first pixel of `grey` within `high`.
            pixels_averaged: scan pixels that each screen pixel is the mean of; below 1 where a
                scan pixel covers several screen pixels.
        """
        if mode is MaterialMode.OFF or not grey.size:
            packed = grey.astype(np.uint32) * 0x010101 | 0xFF000000
            return packed.astype(np.uint32).view(np.int32)
        left, top = origin[0] % _ANCHOR_PX, origin[1] % _ANCHOR_PX
        judged = self._judge(
            _anchored_half(high, left, top), _anchored_half(low, left, top), pixels_averaged
        )
        x, y = left + at[0], top + at[1]
        table = material_tints.tint_table(_KEPT[mode])
        picture = np.empty(grey.shape, np.int32)
        for first in range(0, grey.shape[0], BAND_ROWS):
            band = grey[first : first + BAND_ROWS]
            index = _index(judged, x, y + first, band)
            cv2.LUT(index, table, picture[first : first + BAND_ROWS])
        return picture

    def _judge(self, high: Pixels, low: Pixels, pixels_averaged: float) -> Grey:
        """Position and certainty of each half-size pixel, in steps of a byte: (..., 2)."""
        radius, rows = _radius(pixels_averaged), high.shape[0]
        halo = guided_average.reach_px(radius) + 2
        variance = self.variance * np.float32(1 / max(4 * pixels_averaged, _TINY))
        judged = np.empty((*high.shape, 2), np.uint8)
        band = max(_BAND_PIXELS // high.shape[1] // 2 * 2, 4 * halo)
        for first in range(0, rows, band):
            last = min(first + band, rows)
            above, below = max(0, first - halo), min(rows, last + halo)
            position, certainty = self._judge_band(
                high[above:below], low[above:below], variance, radius
            )
            part = slice(first - above, last - above)
            # What lies below the first step would come out of the conversion with its sign lost.
            np.maximum(position, np.float32(-_POSITION_ZERO / _POSITION_STEPS), out=position)
            steps = (
                cv2.convertScaleAbs(position[part], None, _POSITION_STEPS, _POSITION_ZERO),
                cv2.convertScaleAbs(certainty[part], None, _CERTAINTY_STEPS),
            )
            cv2.merge(steps, judged[first:last])
        return judged

    def _judge_band(
        self, high: Pixels, low: Pixels, variance: FloatMap, radius: int
    ) -> tuple[FloatMap, FloatMap]:
        """Position, and certainty in standard errors per half step."""
        alpha, per_span = _look_up(high, self.alpha_high), _look_up(high, self.per_span)
        position = _look_up(low, self.alpha_low)
        position -= _look_up(high, self.steel_low)
        position *= per_span
        around = mean_around(alpha, 1)
        # Squared error by mixing thick and thin: variance of attenuation nearby, squared.
        mixing = mean_around(alpha * alpha, 1)
        mixing -= np.multiply(around, around, out=around)
        mixing *= per_span
        mixing = cast("FloatMap", cv2.multiply(mixing, mixing, mixing, _MIXING**2))
        weight = _look_up(high, variance)
        weight += mixing
        trusted = _look_up(high, self.trusted)
        weight = np.divide(trusted, weight, out=weight)
        lines = fit_lines(alpha, position, weight, radius)
        error = np.divide(1, lines.information, out=lines.information)
        error += _look_up(halved(high), self.systematic)
        position = np.multiply(alpha, doubled(lines.slope), out=position)
        position += doubled(lines.level)
        mixing += doubled(error)
        error = np.divide(_HALF_STEP**2, mixing, out=mixing)
        trusted *= np.sqrt(error, out=error)
        return position, trusted


def _index(judged: Grey, x: int, y: int, grey: Grey) -> NDArray[np.uint16]:
    """Where to look in the table of tints, for an area of which `grey` begins at (x, y)."""
    # Both bytes as one number: they share one look into a table.
    pairs = doubled_part(judged, (x, y, grey.shape[1], grey.shape[0])).view(np.uint16)[..., 0]
    index = cv2.LUT(pairs, _INDEX_BITS)
    return cast("NDArray[np.uint16]", cv2.bitwise_or(index, grey.astype(np.uint16), index))


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


def _radius(pixels_averaged: float) -> int:
    """Means of 4 x 4 screen pixels to each side that are averaged."""
    side = math.sqrt(_WANTED_PIXELS / (16 * max(pixels_averaged, _TINY)))
    return min(max(round((side - 1) / 2), 1), _LARGEST_RADIUS)


def _anchored_half(values: Pixels, left: int, top: int) -> Pixels:
    """Means of 2 x 2, in step with the anchored grid, in whole anchored squares."""
    half = halved_in_step(values, (left, top))
    across, down = left // 2, top // 2
    right, bottom = (across + half.shape[1]) % 2, (down + half.shape[0]) % 2
    if not (across or down or right or bottom):
        return half
    padded = cv2.copyMakeBorder(half, down, bottom, across, right, cv2.BORDER_REPLICATE)
    return cast("Pixels", padded)


def _look_up(values: Pixels, table: FloatMap) -> FloatMap:
    return cast("FloatMap", cv2.LUT(values, table))


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


def _index_bits() -> NDArray[np.uint16]:
    """The same for both: by the number that the two bytes, position first, are read as."""
    pairs = np.arange(65_536, dtype=np.uint16).view(np.uint8).reshape(-1, 2)
    return np.asarray(_hue_bits()[pairs[:, 0]] | _certainty_bits()[pairs[:, 1]])


_INDEX_BITS = _index_bits()
