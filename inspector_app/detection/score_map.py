"""Runs a model over a whole view in overlapping strips: memory stays small and one can stop.

Strips overlap by more than half the model's receptive field and start on multiples of its coarsest
stride: each cell gets the score it would get from the whole view at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from inspector_app.detection.features import (
    CHANNELS,
    air_levels,
    features,
    halve,
    smallest_transmission,
)
from inspector_app.detection.model_file import LoadedModel
from inspector_app.imaging.view_pixels import Pixels, ViewPixels

FloatMap = NDArray[np.float32]

ALIGNMENT = 32
"""The model's coarsest stride, in halved pixels."""
OVERLAP = 256
"""Halved pixels of context on each side; half the receptive field is below 240."""
STRIP = 768
"""Halved pixels that one strip adds."""
_HALF = 2


class HighlightingStopped(Exception):
    """The caller asked to stop; nothing is said about the scan."""


def score_map(
    pixels: ViewPixels,
    model: LoadedModel,
    progress: Callable[[float], None],
    should_stop: Callable[[], bool],
    strip: int = STRIP,
) -> Iterator[tuple[FloatMap, int]]:
    """Score a view from left to right.

    Args:
        progress: called with the share done, 0 to 1, after each strip.
        should_stop: asked before each strip.
        strip: halved pixels per strip, a multiple of `ALIGNMENT`.

    Yields:
        the map, shape (ceil(height / stride), ceil(width / stride)), float32, 0 to 1, and how many
        of its columns are final. It is the same array each time.

    Raises:
        HighlightingStopped: `should_stop` answered True.
    """
    stride = model.record.stride
    cell = stride // _HALF
    width = _aligned(-(-pixels.width_px // _HALF))
    scores = np.zeros((-(-pixels.height_px // stride), -(-pixels.width_px // stride)), np.float32)
    air = air_levels(pixels)
    for start in range(0, width, strip):
        if should_stop():
            raise HighlightingStopped
        end = min(start + strip, width)
        left, right = max(start - OVERLAP, 0), min(end + OVERLAP, width)
        inputs = _strip_features(pixels, air, left, right, model)
        answer: FloatMap = model.session.run(None, {"features": inputs[None]})[0][0, 0]
        first, last = start // cell, min(end // cell, scores.shape[1])
        offset = left // cell
        scores[:, first:last] = answer[: scores.shape[0], first - offset : last - offset]
        progress(end / width)
        yield scores, last


def _aligned(length: int) -> int:
    return -(-length // ALIGNMENT) * ALIGNMENT


def _strip_features(
    pixels: ViewPixels, air: tuple[float, float], left: int, right: int, model: LoadedModel
) -> FloatMap:
    """Features of the halved columns [left, right), filled up with air to the aligned size."""
    columns = slice(left * _HALF, min(right * _HALF, pixels.width_px))
    high = _half_transmission(pixels.high[:, columns], air[0])
    low = None if pixels.low is None else _half_transmission(pixels.low[:, columns], air[1])
    part = features(high, low, smallest_transmission(pixels.bits), model.steel)
    height = _aligned(part.shape[1])
    if part.shape[1:] == (height, right - left):
        return part
    out = np.zeros((CHANNELS, height, right - left), np.float32)
    out[0] = 1.0
    out[3] = part[3, 0, 0]
    out[:, : part.shape[1], : part.shape[2]] = part
    return out


def _half_transmission(image: Pixels, air: float) -> FloatMap:
    height, width = image.shape
    odd = ((0, height % _HALF), (0, width % _HALF))
    even = np.pad(image, odd, mode="edge") if any(extra for _, extra in odd) else image
    return halve(even.astype(np.float32) * np.float32(1 / air))
