"""Half the size and back, for what is worked out on half of the screen's pixels each way.

Done some rows at a time. Memory that is asked for afresh, a screenful at a time, can cost more than
the arithmetic done in it; a few rows stay in the processor's cache and in the program's hands.
"""

from __future__ import annotations

from typing import Any, TypeVar, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector_app.imaging.view_pixels import Area, Pixels

_Array = TypeVar("_Array", bound=NDArray[Any])

BAND_ROWS = 64
"""Rows to work on at once. Even."""


def halved(values: _Array) -> _Array:
    """Means of 2 x 2; both sides are even."""
    size = (values.shape[1] // 2, values.shape[0] // 2)
    return cast("_Array", cv2.resize(values, size, interpolation=cv2.INTER_AREA))


def doubled(values: _Array) -> _Array:
    """Twice as wide and high, smoothly."""
    size = (values.shape[1] * 2, values.shape[0] * 2)
    return cast("_Array", cv2.resize(values, size, interpolation=cv2.INTER_LINEAR))


def halved_in_step(
    values: Pixels, origin: tuple[int, int], table: NDArray[np.uint16] | None = None
) -> Pixels:
    """Means of 2 x 2 that lie on even coordinates, or of what a table says of the values.

    A mean of which `values` holds one or two pixels only is taken of these.

    Args:
        origin: x and y of the first value.
        table: 65,536 entries.
    """
    height, width = values.shape
    left, top = origin[0] % 2, origin[1] % 2
    right, bottom = (left + width) % 2, (top + height) % 2
    half = np.empty(((top + height + bottom) // 2, (left + width + right) // 2), np.uint16)
    step = BAND_ROWS // 2
    for row in range(0, half.shape[0], step):
        first, end = max(2 * row - top, 0), min(2 * (row + step) - top, height)
        band = values[first:end] if table is None else cv2.LUT(values[first:end], table)
        over, under = top if row == 0 else 0, bottom if end == height else 0
        if left or right or over or under:
            band = cv2.copyMakeBorder(band, over, under, left, right, cv2.BORDER_REPLICATE)
        into = half[row : row + step]
        cv2.resize(band, into.shape[::-1], dst=into, interpolation=cv2.INTER_AREA)
    return half


def doubled_part(half: _Array, area: Area, origin: tuple[int, int] = (0, 0)) -> _Array:
    """An area of what `doubled` would give.

    Args:
        area: in pixels of the answer.
        origin: x and y of the first pixel of the whole answer; even.
    """
    x, y = area[0] - origin[0], area[1] - origin[1]
    # With a pixel more on each side, as far as enlarging looks.
    left, top = max(x // 2 - 1, 0), max(y // 2 - 1, 0)
    piece = half[top : (y + area[3] - 1) // 2 + 2, left : (x + area[2] - 1) // 2 + 2]
    x, y = x - 2 * left, y - 2 * top
    return cast("_Array", doubled(piece)[y : y + area[3], x : x + area[2]])
