"""Enhancing what is on screen: edges, noise, local contrast, each with a strength.

All of it works on sampled values in whole screen pixels, before the window turns them into grey,
and is local and anchored: what comes out for a pixel depends on its surroundings within
`margin_px` and on its place on the scan's own pixel grid, not on which part of the scan happens to
be on screen. So panning does not make the picture flicker.

Order: denoise, then local contrast, then edges.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector_app.imaging.display import Window, window_shares
from inspector_app.imaging.view_pixels import Pixels

STRONGEST = 3

TILE_PX = 128
"""Side of a tile of the local contrast, in screen pixels. A power of two: then the weights between
tiles come out the same wherever the area begins."""

# Unsharp mask: standard deviation of the blur in screen pixels, and share of the difference added.
# The shares are sums of few powers of two, so that no rounding depends on how a row is cut up.
_EDGE_SIGMA_PX = 1.5
_EDGE_RADIUS_PX = 4
_EDGE_SHARE = (0.0, 0.75, 1.5, 3.0)
# Limit of slope per strength, as a multiple of an even spread.
_CLIP_LIMIT = (0.0, 1.5, 3.0, 6.0)
# 1,024 steps of value in a tile's histogram.
_HISTOGRAM_SHIFT = 6


@dataclass(frozen=True, slots=True)
class Enhancement:
    """How much is done to the values before they become grey; 0 (off) to `STRONGEST` each.

    Attributes:
        edges: fine detail is lifted (unsharp mask).
        denoise: odd values are taken out (median), edges stay; lines of a pixel or two go with
            them, so thin wires are to be looked for without it.
        local_contrast: contrast limited adaptive histogram equalisation (CLAHE).
    """

    edges: int = 0
    denoise: int = 0
    local_contrast: int = 0

    def __post_init__(self) -> None:
        if not all(0 <= n <= STRONGEST for n in (self.edges, self.denoise, self.local_contrast)):
            raise ValueError(f"strengths go from 0 to {STRONGEST}")

    @property
    def is_off(self) -> bool:
        return self == Enhancement()

    @property
    def depends_on_window(self) -> bool:
        """Whether what comes out depends on the window, not only on the values."""
        return self.local_contrast > 0


NOT_ENHANCED = Enhancement()


def margin_px(enhancement: Enhancement) -> int:
    """How many screen pixels around an area must be sampled with it.

    At the scan's own edge there are none to be had: the area simply ends there.
    """
    margin = (0, 1, 2, 4)[enhancement.denoise]
    if enhancement.local_contrast:
        margin += TILE_PX * 3 // 2 + 1
    if enhancement.edges:
        margin += _EDGE_RADIUS_PX
    return margin


def enhance(
    values: Pixels, enhancement: Enhancement, *, origin: tuple[int, int], window: Window
) -> Pixels:
    """The values of an area, enhanced; `values` itself where nothing is to be done.

    Those within `margin_px` of an edge of the area that is not the scan's edge are not to be shown.

    Args:
        values: uint16, (height, width), sampled in screen pixels.
        origin: x and y of ``values[0, 0]`` on the grid of screen pixels whose (0, 0) is the scan's
            upper left corner.
        window: what the values will be shown with. Only local contrast looks at it, and leaves its
            inversion aside: `depends_on_window` says whether a change of window means another call.

    Returns:
        uint16 of the same shape, 0 to 65,535: overshoot at edges is not cut off before that.
    """
    if values.size == 0:
        return values
    if enhancement.denoise:
        values = _denoise(values, enhancement.denoise)
    if enhancement.local_contrast:
        values = _lift_local_contrast(values, enhancement.local_contrast, origin, window)
    if enhancement.edges:
        values = _sharpen(values, enhancement.edges)
    return values


def _denoise(values: Pixels, strength: int) -> Pixels:
    if strength == 1:
        return cast("Pixels", cv2.medianBlur(values, 3))
    once = cv2.medianBlur(values, 5)
    return cast("Pixels", once if strength == 2 else cv2.medianBlur(once, 5))


def _sharpen(values: Pixels, strength: int) -> Pixels:
    share = _EDGE_SHARE[strength]
    side = 2 * _EDGE_RADIUS_PX + 1
    blurred = cv2.GaussianBlur(values, (side, side), _EDGE_SIGMA_PX)
    return cast("Pixels", cv2.addWeighted(values, 1 + share, blurred, -share, 0))


def _lift_local_contrast(
    values: Pixels, strength: int, origin: tuple[int, int], window: Window
) -> Pixels:
    """CLAHE of a picture half as wide and high, whose change is added to every value.

    Half size makes it quick, and the mean of four carries half the noise: what a single pixel
    differs from its neighbours by is passed on as it is, not multiplied, so the open air does not
    turn to snow. Worked on along the window from black to white: then nothing that was seen is
    pushed out of the window, and dark goods get the share of the steps that the curve gives them.
    """
    height, width = values.shape
    there, back = _window_tables(replace(window, invert=False))
    left, top = origin[0] % TILE_PX, origin[1] % TILE_PX
    right, bottom = -(origin[0] + width) % TILE_PX, -(origin[1] + height) % TILE_PX
    shares = cv2.LUT(values, there)
    whole = cv2.copyMakeBorder(shares, top, bottom, left, right, cv2.BORDER_REFLECT_101)
    size = (whole.shape[1], whole.shape[0])
    half = cv2.resize(whole, (size[0] // 2, size[1] // 2), interpolation=cv2.INTER_AREA)
    clahe = cv2.createCLAHE(_CLIP_LIMIT[strength], (size[0] // TILE_PX, size[1] // TILE_PX))
    clahe.setBitShift(_HISTOGRAM_SHIFT)
    change = cv2.subtract(clahe.apply(half), half, dtype=cv2.CV_16S)
    change = cv2.resize(change, size, interpolation=cv2.INTER_LINEAR)
    change = change[top : top + height, left : left + width]
    return cast("Pixels", cv2.LUT(cv2.add(shares, change, dtype=cv2.CV_16U), back))


@lru_cache(maxsize=4)
def _window_tables(window: Window) -> tuple[NDArray[np.uint16], NDArray[np.uint16]]:
    """Value to share of the window in 65,535ths, and back."""
    shares = window_shares(window) * 65_535
    there = np.round(shares).astype(np.uint16)
    rising, first = np.unique(shares, return_index=True)
    # Where the curve is flat (black, white), the last black and the first white value are meant.
    if len(rising) > 1 and first[0] == 0:
        first[0] = first[1] - 1
    back = np.round(np.interp(np.arange(65_536), rising, first)).astype(np.uint16)
    return there, back
