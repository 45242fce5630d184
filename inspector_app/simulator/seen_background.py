"""What a given scan tells about the matter in the beam, as far as an insertion needs it.

What an object adds to ``-ln T`` depends on what the beam went through before it: the more, the
harder the beam and the less the object adds. So the matter behind each pixel is estimated first, as
an areal density of one mixture out of a row from organic goods over steel to lead. Where there are
two energies they choose the mixture; where there is one it is assumed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector_app.imaging import physics
from inspector_app.simulator.canvas import FloatMap

MIXTURES: tuple[dict[str, float], ...] = (
    {"polyethylene": 1.0},
    {"cellulose": 1.0},
    {"cellulose": 0.5, "iron": 0.5},
    {"iron": 1.0},
    {"iron": 0.5, "lead": 0.5},
    {"lead": 1.0},
)
"""Shares of mass, ordered by how much more the low beam is attenuated."""

ASSUMED_MIXTURE = 1.3
"""Goods are mostly organic, in a steel box: between the second and the third of `MIXTURES`."""

_MEDIAN_PX = 5
_MATTER_SIGMA_PX = 2.0
_MIXTURE_SIGMA_PX = 7.0
_DEEPEST_ALPHA = 9.0
_LIMIT_G_CM2 = 400.0


@dataclass(frozen=True, slots=True)
class SeenBackground:
    """The matter in a window of a scan.

    Attributes:
        transmission: smoothed, one map per beam, high first.
        mixture: place in `MIXTURES`, 0 to len - 1, fractions lie between two.
        areal_g_cm2: per mixture, the areal density that attenuates the high beam as seen.
    """

    transmission: tuple[FloatMap, ...]
    mixture: FloatMap
    areal_g_cm2: tuple[FloatMap, ...]

    def areal_density(self) -> FloatMap:
        """Areal density of the mixture that fits, g/cm2."""
        return self.between(self.areal_g_cm2)

    def between(self, per_mixture: Sequence[FloatMap]) -> FloatMap:
        """Take the value that belongs to each pixel's mixture out of one map per mixture."""
        out = np.zeros_like(self.mixture)
        for number, values in enumerate(per_mixture):
            out += values * np.maximum(1 - np.abs(self.mixture - np.float32(number)), 0)
        return out


def see_background(
    transmission: Sequence[FloatMap], table: physics.AttenuationTable, beams: Sequence[str]
) -> SeenBackground:
    """Estimate the matter behind each pixel.

    Args:
        transmission: measured, one map (H, W) per beam, the high beam first; 1 is air.
        beams: their names in the table.
    """
    smooth = tuple(_smoothed(image) for image in transmission)
    high = physics.attenuation(smooth[0], float(np.exp(-_DEEPEST_ALPHA)))
    alphas = [_alphas_of(table, mixture, beams) for mixture in MIXTURES]
    depth = _depths()
    areal = tuple(np.interp(high, alpha[0], depth).astype(np.float32) for alpha in alphas)
    if len(transmission) < 2:
        mixture = np.full_like(high, np.float32(ASSUMED_MIXTURE))
        return SeenBackground(smooth, mixture, areal)
    wide = [cv2.GaussianBlur(image, (0, 0), _MIXTURE_SIGMA_PX) for image in transmission]
    low_seen = physics.attenuation(_as_map(wide[1]), float(np.exp(-_DEEPEST_ALPHA)))
    high_seen = physics.attenuation(_as_map(wide[0]), float(np.exp(-_DEEPEST_ALPHA)))
    expected = [np.interp(high_seen, alpha[0], alpha[1]) for alpha in alphas]
    return SeenBackground(smooth, _nearest_mixture(low_seen, expected), areal)


def _as_map(image: object) -> FloatMap:
    return np.asarray(image, np.float32)


def _smoothed(image: FloatMap) -> FloatMap:
    """Without single-pixel noise; edges stay, because a median comes first."""
    calm = cv2.medianBlur(np.ascontiguousarray(image), _MEDIAN_PX)
    return _as_map(cv2.GaussianBlur(calm, (0, 0), _MATTER_SIGMA_PX / 2))


def _depths() -> FloatMap:
    depths: FloatMap = (np.linspace(0, 1, 400, dtype=np.float32) ** 2) * np.float32(_LIMIT_G_CM2)
    return depths


def _alphas_of(
    table: physics.AttenuationTable, mixture: Mapping[str, float], beams: Sequence[str]
) -> list[FloatMap]:
    depth = _depths()[None, :]
    maps = {name: depth * np.float32(share) for name, share in mixture.items()}
    seen = physics.transmissions(table, maps, tuple(beams))
    return [physics.attenuation(image[0], 1e-30) for image in seen]


def _nearest_mixture(low: FloatMap, expected: Sequence[NDArray[np.floating]]) -> FloatMap:
    """Where `low` lies in the falling row of expected values, as a broken index."""
    place = np.zeros_like(low)
    for number, (upper, lower) in enumerate(pairwise(expected)):
        gap = np.maximum(upper - lower, 1e-5)
        part = np.clip((upper - low) / gap, 0, 1)
        place = np.where(part > 0, number + part, place)
    return place.astype(np.float32)


def attenuation_change(
    background: SeenBackground,
    added: Mapping[str, FloatMap],
    left_share: FloatMap,
    table: physics.AttenuationTable,
    beams: Sequence[str],
) -> tuple[FloatMap, ...]:
    """How much ``-ln T`` changes, one map per beam, by exact integration of the spectrum.

    Args:
        added: material to areal density, g/cm2, of what is put in.
        left_share: share of the background that stays (1 where nothing is displaced).
    """
    names = sorted({*added, *(name for mixture in MIXTURES for name in mixture)})
    changes: list[list[FloatMap]] = [[] for _ in beams]
    for mixture, areal in zip(MIXTURES, background.areal_g_cm2, strict=True):
        before = {n: areal * np.float32(mixture.get(n, 0.0)) for n in names}
        nothing = np.zeros_like(areal)
        after = {n: before[n] * left_share + added.get(n, nothing) for n in names}
        was = physics.transmissions(table, before, tuple(beams))
        now = physics.transmissions(table, after, tuple(beams))
        for change, one, other in zip(changes, was, now, strict=True):
            change.append(physics.attenuation(other, 1e-30) - physics.attenuation(one, 1e-30))
    return tuple(background.between(change) for change in changes)
