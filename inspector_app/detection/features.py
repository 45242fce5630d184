"""What the model sees, computed the same way in training and in the app."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector_app.imaging.physics import MaterialCurve, material_difference
from inspector_app.imaging.view_pixels import Pixels, ViewPixels

FloatMap = NDArray[np.float32]

CHANNELS = 4
_ALPHA_SCALE = np.float32(0.25)
_DIFFERENCE_SCALE = np.float32(4.0)
_SMALLEST_TRANSMISSION = 1 / 4000
_AIR_PERCENTILE = 97.0
_AIR_SAMPLES = 400


def air_level(image: Pixels) -> float:
    """The value of the unhindered beam, from the brightest few percent of a whole view.

    A scan of a vehicle has air around it. Where it has none (a crop), the thinnest parts stand in
    for it and everything reads a little lighter.
    """
    step = max(1, min(image.shape) // _AIR_SAMPLES)
    return max(float(np.percentile(image[::step, ::step], _AIR_PERCENTILE)), 1.0)


def air_levels(pixels: ViewPixels) -> tuple[float, float]:
    """Values of the unhindered beam at the high and the low energy (0 where there is none)."""
    return air_level(pixels.high), 0.0 if pixels.low is None else air_level(pixels.low)


def smallest_transmission(bits: int) -> float:
    """Below this a stored value says no more than that the beam is spent."""
    return max(_SMALLEST_TRANSMISSION, 0.5 / ((1 << bits) - 1))


def features(high: FloatMap, low: FloatMap | None, floor: float, steel: MaterialCurve) -> FloatMap:
    """Model input of one tile or strip.

    Args:
        high: transmission at the high or only energy, air = 1, shape (H, W).
        low: transmission at the low energy, or None.
        floor: `smallest_transmission`.
        steel: curve of iron, the zero of the material channel.

    Returns:
        shape (4, H, W), float32: transmission, attenuation, material difference (0 with one
        energy), and whether there are two energies.
    """
    height, width = high.shape
    out = np.zeros((CHANNELS, height, width), np.float32)
    out[0] = np.clip(high, 0, 1)
    alpha_high = -np.log(np.clip(high, floor, 1.0))
    out[1] = alpha_high * _ALPHA_SCALE
    if low is not None:
        alpha_low = -np.log(np.clip(low, floor, 1.0))
        difference = material_difference(alpha_high, alpha_low, steel)
        out[2] = np.clip(difference * _DIFFERENCE_SCALE, -2, 2)
        out[3] = 1.0
    return out


def halve(image: FloatMap) -> FloatMap:
    """Mean over 2x2 pixels; both sides of `image` are even."""
    height, width = image.shape
    half = cv2.resize(image, (width // 2, height // 2), interpolation=cv2.INTER_AREA)
    return half.astype(np.float32, copy=False)
