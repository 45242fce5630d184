"""What a scan tells about its scanner: blur, offset between its energies, sway of the vehicle."""

from __future__ import annotations

import math

import cv2
import numpy as np

from inspector_app.domain.region import Box
from inspector_app.imaging import physics
from inspector_app.imaging.view_pixels import Pixels
from inspector_app.simulator.canvas import FloatMap

_EDGE_STEP = 0.15
_LEAST_EDGES = 50
_HALF_STEP_PX = 4
_MOST_VARIATION = 1.1
_SHARPER_PERCENT = 14
_USUAL_BLUR_PX = 0.7
_CLEAR_ALPHA = (0.1, 3.0)
_STEEP_ALPHA = 0.05
_CALM_PX = 0.8
_BLOCK_PX = 6
_MOST_SWAY_PX = 6
_SWAY_BANDS = (0.06, 0.12)
_LEAST_LIKENESS = 0.4
_MOST_OFFSET_PX = 3.0


def estimate_blur_px(pixels: Pixels) -> float:
    """Standard deviation of the point spread along the rows, from lone steps.

    The differences along a blurred step are a picture of the point spread, widened by the pixels
    themselves and by taking differences (one twelfth of a pixel squared each). Steps that rise or
    fall all the way within nine pixels are taken; slanted edges only look more blurred, so the
    sharper ones count.
    """
    values = pixels[:: max(1, len(pixels) // 400)].astype(np.float32)
    if values.shape[1] < 2 * _HALF_STEP_PX + 2:
        return _USUAL_BLUR_PX
    steps = np.diff(values, axis=1)
    size = 2 * _HALF_STEP_PX
    windows = np.lib.stride_tricks.sliding_window_view(steps, size, axis=1)
    height = windows.sum(axis=2)
    enough = np.abs(height) > _EDGE_STEP * float(values.max())
    lone, height = windows[enough], height[enough]
    shares = lone / height[:, None]
    at = np.arange(size, dtype=np.float32) - (size - 1) / 2
    middle = shares @ at
    single = (np.abs(shares).sum(axis=1) < _MOST_VARIATION) & (np.abs(middle) < 0.5)
    if int(single.sum()) < _LEAST_EDGES:
        return _USUAL_BLUR_PX
    variance = shares[single] @ (at * at) - middle[single] ** 2 - np.float32(1 / 6)
    usual = float(np.percentile(variance, _SHARPER_PERCENT))
    return min(max(math.sqrt(max(usual, 0.0)), 0.25), 2.5)


def estimate_energy_offset_px(high: Pixels, low: Pixels, air: tuple[float, float]) -> float:
    """By how many columns the low image is ahead: ``low(x)`` shows what ``high(x + offset)`` does.

    Two pulses are not fired at the same moment. At edges ``a_L(x) = c a_H(x + o)``, to first order
    ``c a_H + c o a_H'``; `c` and ``c o`` by least squares over the steeper slopes. Rising and
    falling edges are about as many, so what a material does to `c` cancels out. 0 where too few
    edges are seen.
    """
    alphas = [_calm_alpha(image, level) for image, level in zip((high, low), air, strict=True)]
    slope = np.zeros_like(alphas[0])
    slope[:, 1:-1] = (alphas[0][:, 2:] - alphas[0][:, :-2]) / 2
    clear = (alphas[0] > _CLEAR_ALPHA[0]) & (alphas[0] < _CLEAR_ALPHA[1])
    used = clear & (np.abs(slope) > _STEEP_ALPHA)
    if int(used.sum()) < _LEAST_EDGES:
        return 0.0
    known = np.stack([alphas[0][used], slope[used]], axis=1).astype(np.float64)
    same, moved = np.linalg.lstsq(known, alphas[1][used].astype(np.float64), rcond=None)[0]
    offset = float(moved / same) if same > 0 else 0.0
    return offset if abs(offset) <= _MOST_OFFSET_PX else 0.0


def _calm_alpha(image: Pixels, air: float) -> FloatMap:
    rows = image[:: max(1, len(image) // 300)].astype(np.float32) / np.float32(air)
    calm = np.asarray(cv2.GaussianBlur(rows, (0, 0), _CALM_PX, sigmaY=1e-3), np.float32)
    return physics.attenuation(calm, 1e-3)


def estimate_sway_px(pixels: Pixels, container: Box, columns: slice) -> FloatMap:
    """How many rows lower each column shows things than the columns around do, (n,).

    Roof, floor and rails of a container are straight, but vehicles and booms sway. The rows about
    both are compared with their mean over these columns, strip by strip. Zeros where they are too
    unlike to tell.
    """
    width = columns.stop - columns.start
    bands = _bands(container, pixels.shape[0])
    strips = width // _BLOCK_PX
    if not bands or strips < 3:
        return np.zeros(width, np.float32)
    slopes = []
    for band in bands:
        part = pixels[band, columns.start : columns.start + strips * _BLOCK_PX].astype(np.float32)
        slopes.append(np.diff(part.reshape(len(part), strips, _BLOCK_PX).mean(axis=2), axis=0))
    found = np.zeros(strips, np.float32)
    # The first mean is smeared by the sway itself.
    for _ in range(2):
        found = _shifts(slopes, found)
    at = (np.arange(width) + 0.5) / _BLOCK_PX - 0.5
    sway: FloatMap = np.interp(at, np.arange(strips), found - found.mean()).astype(np.float32)
    return sway


def _bands(container: Box, height: int) -> list[slice]:
    """Rows about the roof, and about floor and side rail."""
    above, below = (share * container.height for share in _SWAY_BANDS)
    spans = [
        (container.y - above, container.y + above),
        (container.bottom - below, container.bottom + above),
    ]
    rows = [slice(max(int(top), 0), min(int(end), height)) for top, end in spans]
    return [band for band in rows if band.stop - band.start > 4 * _MOST_SWAY_PX]


def _shifts(slopes: list[FloatMap], known: FloatMap) -> FloatMap:
    """Shift of each strip against the mean of all strips, these moved back by `known`."""
    reach = np.arange(-_MOST_SWAY_PX, _MOST_SWAY_PX + 1)
    likeness = np.zeros((len(reach), len(known)))
    norm = np.zeros(len(known))
    for slope in slopes:
        back = [np.roll(slope[:, i], -round(float(k))) for i, k in enumerate(known)]
        mean = np.mean(back, axis=0)
        for row, shift in enumerate(reach):
            likeness[row] += np.roll(mean, shift) @ slope
        norm += np.sqrt((mean @ mean) * (slope * slope).sum(axis=0))
    likeness /= np.maximum(norm, 1e-6)
    best = np.clip(likeness.argmax(axis=0), 1, len(reach) - 2)
    strips = np.arange(len(known))
    left, middle, right = (likeness[best + k, strips] for k in (-1, 0, 1))
    curve = np.minimum(left - 2 * middle + right, -1e-9)
    shifts = reach[best] + np.clip((left - right) / (2 * curve), -0.5, 0.5)
    sure = middle > _LEAST_LIKENESS
    if sure.sum() < 3:
        return np.zeros(len(known), np.float32)
    shifts = np.interp(strips, strips[sure], shifts[sure])
    smooth = np.convolve(np.pad(shifts, 1, mode="edge"), [0.25, 0.5, 0.25], mode="valid")
    return smooth.astype(np.float32)
