"""Where the scan is blind: the beam is spent, and nothing can be said of what lies there.

A black border outside the beam, or a dead detector, is blind just the same: nobody has seen
through it.
"""

from __future__ import annotations

import math
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector_app.imaging.noise import Noise
from inspector_app.imaging.readout import Counts, air_of, value_counts
from inspector_app.imaging.view_pixels import Pixels

Picture = NDArray[np.int32]

HATCH_PERIOD_PX = 12
"""Screen pixels from one hatch line to the next, along a row."""

_SPENT_TRANSMISSION = 1e-3
_SIGMAS = 3.0
# In an 8-bit or JPEG file one step up from black is still rounding and compression.
_LEAST_UNMEASURED = 2
# Where a file keeps its dark signal above zero, it is looked for below this share of air, and
# believed from this share of the pixels on.
_DARK_AIR_SHARE = 0.03
_DARK_PIXEL_SHARE = 0.005
# Neutral tones, one beside the other: seen on black and on white, and by people who see hues
# alike; no material and no palette looks like it.
_LIGHT_LINE = 0xFFF2F2F2
_DARK_LINE = 0xFF101010
_LINE_PX = 2


def blind_limit(pixels: Pixels, noise: Noise) -> int:
    """The value at or below which what is there cannot be told from no beam at all.

    The largest of: three standard deviations of the dark signal, a thousandth of the open beam
    (beyond it scatter and dark current decide), and the upper end of a heap of dark values where
    the file keeps its dark signal above zero.

    Args:
        pixels: uint16, (height_px, width_px), one energy of a whole view.
        noise: of the same pixels, from `estimate_noise`.
    """
    counts = value_counts(pixels)
    air = air_of(counts) or 0.0
    sigma = noise.sigma_at(0)
    limit = max(_SIGMAS * sigma, air * _SPENT_TRANSMISSION, _dark_heap_end(counts, air, sigma))
    return max(math.ceil(limit), 0 if noise.measured else _LEAST_UNMEASURED)


def _dark_heap_end(counts: Counts, air: float, sigma: float) -> float:
    """Upper end of a heap of values near, but above, zero; 0 where there is none."""
    step = max(1, round(sigma))
    last = math.ceil(air * _DARK_AIR_SHARE / step)
    # Value 0 is left out: a border outside the beam would hide the heap.
    heap = np.add.reduceat(counts[1:], np.arange(0, 65_535, step))
    if last < 3:
        return 0.0
    top = int(np.argmax(heap[:last]))
    highest = heap[top]
    if highest < counts.sum() * _DARK_PIXEL_SHARE or heap[2 * top + 2] > highest / 2:
        return 0.0
    middle = (_edge(heap, top, -1, highest / 2) + _edge(heap, top, 1, highest / 2)) / 2
    begins = _edge(heap, top, -1, highest / 10) - 0.5
    return float(step * (2 * middle - begins + 1))


def _edge(heap: Counts, top: int, direction: int, level: float) -> int:
    """The last bin from `top` in one direction that holds more than `level`."""
    at = top
    while 0 <= at + direction < len(heap) and heap[at + direction] > level:
        at += direction
    return at


def mark_blind(picture: Picture, values: Pixels, limit: int, *, origin: tuple[int, int]) -> None:
    """Paint a diagonal hatch over the blind part of a picture, in place.

    Args:
        picture: int32, (height, width), 0xffRRGGBB.
        values: uint16 of the same shape: as sampled for the screen, not enhanced.
        limit: from `blind_limit`, for the same energy.
        origin: x and y of the first pixel on the grid of screen pixels anchored at the scan's
            corner; the hatch moves with the scan.
    """
    blind = (values <= limit).view(np.uint8)
    left, top, width, height = cv2.boundingRect(blind)
    if not width:
        return
    x, y = (origin[0] + left) % HATCH_PERIOD_PX, (origin[1] + top) % HATCH_PERIOD_PX
    # Rounded up, so that a window being resized does not draw a new hatch for every size.
    lines, colours = _hatch(-(-(height + y) // 256) * 256, -(-(width + x) // 256) * 256)
    part = (slice(top, top + height), slice(left, left + width))
    same = (slice(y, y + height), slice(x, x + width))
    shown = cv2.bitwise_and(blind[part], lines[same])
    cv2.copyTo(colours[same], shown, picture[part])


@lru_cache(maxsize=2)
def _hatch(height: int, width: int) -> tuple[NDArray[np.uint8], Picture]:
    """Where hatch lines run (1), and their colours; lines fall from left to right."""
    rows, columns = np.indices((height, width), sparse=True)
    phase = (columns - rows) % HATCH_PERIOD_PX
    lines = (phase < 2 * _LINE_PX).astype(np.uint8)
    colours = np.where(phase < _LINE_PX, np.uint32(_LIGHT_LINE), np.uint32(_DARK_LINE))
    return lines, colours.astype(np.uint32).view(np.int32)
