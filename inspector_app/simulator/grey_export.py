"""What an 8-bit export keeps of a transmission: a grey curve, then JPEG."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector_app.imaging.view_pixels import Pixels
from inspector_app.simulator import exact_math
from inspector_app.simulator.canvas import FloatMap

_STEPS = 65535
_SHARPENING_MACHINES = 0.15


@dataclass(frozen=True, slots=True)
class GreyCurve:
    """An 8-bit export: ``255 clip((T - black) / (white - black)) ** gamma``, then JPEG.

    Attributes:
        sharpness: how many times the difference from the four neighbours' mean is added to a pixel.
        black_ends: share of the free columns before and behind the load that are written black.
    """

    black: float
    white: float
    gamma: float
    jpeg_quality: int
    sharpness: float = 0.0
    black_ends: tuple[float, float] = (0.0, 0.0)


def draw_grey_curve(rng: np.random.Generator) -> GreyCurve:
    """An export like one of the scans we have seen.

    Most put the air at white, so that half of its noise is cut off, and brighten the dark by a
    power a little below 1, at JPEG quality 75. One machine in seven keeps its air below white,
    sharpens more, and often fills up with black where its recording began early or ended late.
    """
    gamma = float(rng.uniform(0.65, 0.95)) if rng.random() < 0.85 else float(rng.uniform(0.95, 1.2))
    black = float(rng.choice([0.0, rng.uniform(0, 0.03)], p=[0.75, 0.25]))
    quality = 75 if rng.random() < 0.9 else int(rng.integers(76, 93))
    at_white, below = float(rng.uniform(0.999, 1.009)), float(rng.uniform(1.02, 1.08))
    slight, strong = float(rng.uniform(0.05, 0.45)), float(rng.uniform(0.6, 1.3))
    ends = [float(share) for share in rng.uniform(0.2, 1.0, 2) * (rng.random(2) < 0.5)]
    if rng.random() > _SHARPENING_MACHINES:
        return GreyCurve(black, at_white, gamma, quality, slight)
    return GreyCurve(black, below, gamma, quality, strong, (ends[0], ends[1]))


def grey_levels(measured: FloatMap, curve: GreyCurve) -> NDArray[np.uint8]:
    """Grey values before JPEG, without the black ends."""
    share = measured - np.float32(curve.black)
    np.multiply(share, np.float32(_STEPS / (curve.white - curve.black)), out=share)
    np.rint(share, out=share)
    np.clip(share, 0, _STEPS, out=share)
    # A table, because powers of single pixels would cost much and depend on the processor.
    steps = exact_math.power(np.arange(_STEPS + 1) / _STEPS, curve.gamma)
    greys: NDArray[np.uint8] = np.rint(255 * steps).astype(np.uint8)[share.astype(np.uint16)]
    if curve.sharpness > 0:
        greys = _sharpened(greys, curve.sharpness)
    return greys


def _sharpened(greys: NDArray[np.uint8], amount: float) -> NDArray[np.uint8]:
    """Each pixel away from the mean of its four neighbours, in whole sixty-fourths of a grey."""
    around = np.pad(greys.astype(np.int32), 1, mode="edge")
    middle = around[1:-1, 1:-1]
    beyond = 4 * middle - around[:-2, 1:-1] - around[2:, 1:-1] - around[1:-1, :-2]
    beyond -= around[1:-1, 2:]
    sharp = (64 * middle + round(16 * amount) * beyond + 32) >> 6
    found: NDArray[np.uint8] = np.clip(sharp, 0, 255).astype(np.uint8)
    return found


def blacken_ends(greys: NDArray[np.uint8], curve: GreyCurve, kept: tuple[float, float]) -> None:
    """Write the ends of the picture black, in place.

    Args:
        kept: first and last column, px, of what must stay visible.
    """
    width = greys.shape[1]
    left, right = max(kept[0], 0.0), max(width - kept[1], 0.0)
    greys[:, : int(curve.black_ends[0] * left)] = 0
    greys[:, width - int(curve.black_ends[1] * right) :] = 0


def as_jpeg(grey: NDArray[np.uint8], quality: int) -> bytes:
    """The file's bytes. Raises ValueError where the encoder fails."""
    done, packed = cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        raise ValueError("JPEG export failed")
    return packed.tobytes()


def from_jpeg(data: bytes) -> Pixels:
    """The grey values that a reader of the file gets, 0 to 255 in uint16."""
    opened = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE)
    if opened is None:
        raise ValueError("JPEG export cannot be read back")
    return opened.astype(np.uint16)


def store_8_bit(measured: FloatMap, curve: GreyCurve) -> Pixels:
    """A grey export with JPEG losses, values 0 to 255 in uint16."""
    return from_jpeg(as_jpeg(grey_levels(measured, curve), curve.jpeg_quality))
