"""How much a scan's values vary by chance, found from the pixels themselves.

Quanta arrive at random, so the variance of a value grows with the value; the electronics add the
same to all. The second difference across both directions at once (J. Immerkaer, "Fast noise
variance estimation", CVIU 64:300, 1996) leaves neither slopes nor the stripes of unequal detectors
and pulses; short stretches of it, the calmer ones of each brightness, tell the noise from texture.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector_app.imaging.view_pixels import Pixels

ROUNDING_VARIANCE = 1 / 12
"""Variance of rounding to whole values; no stored value is surer than that."""

_SAMPLE_PIXELS = 1_000_000
_STRETCH_PX = 32
_BINS = 24
_LEAST_STRETCHES = 40
# Of the stretches of one brightness the calmer third is taken for noise without texture; their
# spread is that much below the true one for 32 values of this residual (simulated normal noise).
_CALM_PERCENT = 33
_CALM_SHARE = 0.915
# Weights of the residual: 1 -2 1 across, 1 -2 1 down; the root of their sum of squares.
_RESIDUAL_GAIN = 6.0
_ABSOLUTE_TO_SIGMA = math.sqrt(math.pi / 2)
# Rounding alone gives residuals of a standard deviation of 0.29; JPEG flattens below it.
_LEAST_VARIANCE = 1.5 * ROUNDING_VARIANCE


@dataclass(frozen=True, slots=True)
class Noise:
    """Variance of a single value v: ``dark_variance + variance_per_value * v``.

    Attributes:
        dark_variance: at v = 0 (electronics, rounding), values squared; at least
            `ROUNDING_VARIANCE`.
        variance_per_value: grows with the number of quanta, values; not negative.
        measured: False where the pixels show no noise above rounding (synthetic pictures, strong
            JPEG compression): then the two numbers are only the least there can be.
    """

    dark_variance: float
    variance_per_value: float
    measured: bool

    def sigma_at(self, value: float) -> float:
        """Standard deviation of a single value."""
        return math.sqrt(self.dark_variance + self.variance_per_value * max(value, 0.0))


NOT_MEASURED = Noise(ROUNDING_VARIANCE, 0.0, measured=False)


def estimate_noise(pixels: Pixels) -> Noise:
    """Estimate from about a million pixels, evenly spread over a view.

    Only what differs from pixel to pixel is found. Unequal gains of detector rows and pulses are
    not in it, nor what a file lost to JPEG: there the estimate is too low.

    Args:
        pixels: uint16, (height_px, width_px).
    """
    stretches = _stretches(pixels)
    if stretches is None:
        return NOT_MEASURED
    levels, variances, counts = _calm_by_level(*stretches)
    seen = variances > _LEAST_VARIANCE
    if counts[seen].sum() <= counts.sum() / 2:  # Also where there was nothing to look at.
        return NOT_MEASURED
    return _fit(levels[seen], variances[seen], counts[seen])


def _stretches(pixels: Pixels) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
    """Mean value and standard deviation of the residual for short stretches of rows."""
    height, width = pixels.shape
    per_row = (width - 2) // _STRETCH_PX
    if height < 3 or per_row < 1:
        return None
    rows = min(height - 2, max(1, _SAMPLE_PIXELS // (3 * width)))
    middles = np.unique(np.linspace(1, height - 2, rows).astype(np.intp))
    used = slice(0, per_row * _STRETCH_PX + 2)
    above, here, below = (pixels[middles + n, used].astype(np.int32) for n in (-1, 0, 1))
    down = above - 2 * here + below
    residual = np.abs(down[:, :-2] - 2 * down[:, 1:-1] + down[:, 2:])
    # Brightness from the neighbours only: the middle value would sort the noise by its own sign.
    around = (above + below)[:, 1:-1]
    size = (per_row, len(middles))
    # Reduced by area: the mean of each stretch.
    spread = cv2.resize(residual.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    level = cv2.resize(around.astype(np.float32), size, interpolation=cv2.INTER_AREA) / 2
    # Values cut off at black or white show half of their noise, or none.
    middle = here[:, 1:-1]
    cut_off = (middle == 0) | (middle == middle.max())
    whole = cv2.resize(cut_off.astype(np.float32), size, interpolation=cv2.INTER_AREA) == 0
    sigma = spread[whole].astype(np.float64) * (_ABSOLUTE_TO_SIGMA / _RESIDUAL_GAIN)
    return level[whole].astype(np.float64), sigma


def _calm_by_level(
    level: NDArray[np.float64], sigma: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Level, variance and number of stretches per bin of brightness, evenly spaced in its root."""
    roots = np.sqrt(level)
    bins = np.minimum((roots * (_BINS / (roots.max(initial=0) + 1e-9))).astype(np.intp), _BINS - 1)
    found = []
    for number in range(_BINS):
        inside = bins == number
        count = int(inside.sum())
        if count >= _LEAST_STRETCHES:
            calm = float(np.percentile(sigma[inside], _CALM_PERCENT)) / _CALM_SHARE
            found.append((float(np.median(level[inside])), calm**2, float(count)))
    levels, variances, counts = np.array(found).reshape(-1, 3).T
    return levels, variances, counts


def _fit(
    levels: NDArray[np.float64], variances: NDArray[np.float64], counts: NDArray[np.float64]
) -> Noise:
    """Straight line through the variances, least squares of relative errors, no negative part."""
    # Texture only ever adds: a bin's pull is limited, and grows slowly with its share of the scan.
    weight = np.sqrt(np.minimum(counts, np.median(counts) * 4)) / variances
    columns = np.stack([np.ones_like(levels), levels], axis=1) * weight[:, None]
    wanted = variances * weight
    dark, slope = np.linalg.lstsq(columns, wanted, rcond=None)[0] if len(levels) > 1 else (0, -1)
    if dark < ROUNDING_VARIANCE or slope < 0:
        # One of the two has to carry it all: the one that leaves less over.
        only = [columns[:, i] @ wanted / (columns[:, i] @ columns[:, i]) for i in (0, 1)]
        left = [float(np.sum((wanted - only[i] * columns[:, i]) ** 2)) for i in (0, 1)]
        dark, slope = (only[0], 0.0) if left[0] < left[1] else (ROUNDING_VARIANCE, only[1])
    return Noise(max(float(dark), ROUNDING_VARIANCE), max(float(slope), 0.0), measured=True)
