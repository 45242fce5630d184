"""An average that does not run over edges: a weighted guided filter at half the size.

K. He, J. Sun and X. Tang, "Guided image filtering", IEEE TPAMI 35:1397, 2013; at a smaller size
after K. He and J. Sun, "Fast guided filter", arXiv:1505.00996, 2015: the straight lines from guide
to value are fitted to means of 2 x 2 and enlarged, and only then led by the full guide.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector_app.imaging.halving import halved

FloatMap = NDArray[np.float32]

_GUIDE_VARIANCE = 0.03
_TINY = 1e-6


@dataclass(frozen=True, slots=True)
class Lines:
    """value = slope * guide + level, at half the size each way.

    Attributes:
        information: sum of the weights that a line is fitted to.
    """

    slope: FloatMap
    level: FloatMap
    information: FloatMap


def reach_px(radius: int) -> int:
    """How far a line looks, in pixels of the guide, with what enlarging it adds. Even."""
    return 2 * (2 * radius + 1)


def fit_lines(guide: FloatMap, values: FloatMap, weight: FloatMap, radius: int) -> Lines:
    """Fit a line around each mean of 2 x 2, and average it with those nearby.

    Args:
        guide, values, weight: float32, (height, width), both even.
        radius: in means of 2 x 2; a line is fitted to a square of ``2 * radius + 1`` of them.
    """
    total = mean_around(halved(weight), radius)
    total += np.float32(_TINY)
    per_total = np.divide(1, total)
    weighted = weight * guide
    guide_mean = mean_around(halved(weighted), radius)
    guide_mean *= per_total
    covariance = mean_around(halved(weighted * values), radius)
    covariance *= per_total
    weighted *= guide
    variance = mean_around(halved(weighted), radius)
    variance *= per_total
    variance -= guide_mean * guide_mean
    variance += np.float32(_GUIDE_VARIANCE)
    level = mean_around(halved(np.multiply(weight, values, out=weighted)), radius)
    level *= per_total
    covariance -= guide_mean * level
    slope = np.divide(covariance, variance, out=covariance)
    level -= np.multiply(slope, guide_mean, out=guide_mean)
    # Once more over the straight lines, each with the weight behind it.
    slope *= total
    level *= total
    per_total = np.divide(1, mean_around(total, radius), out=per_total)
    slope, level = mean_around(slope, radius), mean_around(level, radius)
    slope *= per_total
    level *= per_total
    total *= np.float32(4 * (2 * radius + 1) ** 2)
    return Lines(slope, level, total)


def mean_around(image: FloatMap, radius_px: int) -> FloatMap:
    """Mean over a square around each pixel."""
    kernel = _even_weights(2 * radius_px + 1)
    return cast("FloatMap", cv2.sepFilter2D(image, -1, kernel, kernel))


@lru_cache
def _even_weights(count: int) -> FloatMap:
    return np.full(count, 1 / count, np.float32)
