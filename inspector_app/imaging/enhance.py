"""Enhancing what is on screen: edges, noise, local contrast, each with a strength.

All of it works on sampled values in whole screen pixels, before the window turns them into grey,
and is local and anchored: what comes out for a pixel depends on its `surroundings` and on its place
on the scan's own pixel grid, not on which part of the scan happens to be on screen. So panning does
not make the picture flicker.

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
from inspector_app.imaging.halving import BAND_ROWS, doubled_part, halved_in_step
from inspector_app.imaging.view_pixels import Area, Pixels

STRONGEST = 3

TILE_PX = 128
"""Side of a tile of the local contrast, in screen pixels. A power of two: then the weights between
tiles come out the same wherever the area begins."""

_DENOISE_RADIUS_PX = (0, 1, 2, 4)
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


def surroundings(area: Area, enhancement: Enhancement, size: tuple[int, int]) -> Area:
    """What has to be sampled for an area to come out right: the area and some around it, but no
    more than the scan has.

    Args:
        area: on the grid of screen pixels whose (0, 0) is the scan's upper left corner.
        size: width and height of the whole scan in screen pixels.
    """
    around = _EDGE_RADIUS_PX if enhancement.edges else 0
    reach = [_grown(area[axis], area[axis + 2], around, size[axis]) for axis in (0, 1)]
    if enhancement.local_contrast:
        reach = [_tiles_around(*reach[axis], size[axis]) for axis in (0, 1)]
    around = _DENOISE_RADIUS_PX[enhancement.denoise]
    (left, right), (top, bottom) = (
        _grown(first, end - first, around, size[axis]) for axis, (first, end) in enumerate(reach)
    )
    return left, top, right - left, bottom - top


def enhance(
    values: Pixels,
    enhancement: Enhancement,
    *,
    origin: tuple[int, int],
    window: Window,
    wanted: Area | None = None,
) -> Pixels:
    """The values of an area, enhanced; `values` itself where nothing is to be done.

    Where an edge of `values` is not the scan's edge, what lies so near to it that it would need
    more `surroundings` is not to be shown.

    Args:
        values: uint16, (height, width), sampled in screen pixels.
        origin: x and y of ``values[0, 0]`` on the grid of screen pixels whose (0, 0) is the scan's
            upper left corner.
        window: what the values will be shown with. Only local contrast looks at it, and leaves its
            inversion aside: `depends_on_window` says whether a change of window means another call.
        wanted: on the same grid, within `values`: what is to be worked out; all by default.

    Returns:
        uint16 of the shape of what is wanted, 0 to 65,535: overshoot at edges is not cut off before
        that.
    """
    there = (*origin, values.shape[1], values.shape[0])
    wanted = there if wanted is None else wanted
    if values.size == 0 or enhancement.is_off:
        return _cut(values, wanted, there)
    if enhancement.denoise:
        values = _denoise(values, enhancement.denoise)
    size = there[0] + there[2], there[1] + there[3]
    if enhancement.local_contrast:
        for_edges = replace(enhancement, denoise=0, local_contrast=0)
        inner = _shared(surroundings(wanted, for_edges, size), there)
        tiles = _shared(
            surroundings(inner, replace(for_edges, edges=0, local_contrast=1), size), there
        )
        values = _cut(values, tiles, there)
        values = _lift_local_contrast(
            values, enhancement.local_contrast, (tiles[0], tiles[1]), window, inner
        )
        there = inner
    if enhancement.edges:
        values = _sharpen(values, enhancement.edges)
    return _cut(values, wanted, there)


def _grown(first: int, count: int, around: int, size: int) -> tuple[int, int]:
    """First and end of a stretch with some around it."""
    return max(first - around, 0), min(first + count + around, size)


def _tiles_around(first: int, end: int, size: int) -> tuple[int, int]:
    """First and end of the tiles that a stretch lies between the middles of."""
    # In half pixels, as far as enlarging their change looks.
    low, high = first // 2 - 1, (end - 1) // 2 + 1
    tile = TILE_PX // 2
    before, behind = (low - tile // 2) // tile, (high - tile // 2) // tile + 1
    return max(before * TILE_PX, 0), min((behind + 1) * TILE_PX, size)


def _shared(first: Area, second: Area) -> Area:
    """What both areas cover."""
    left, top = max(first[0], second[0]), max(first[1], second[1])
    right = min(first[0] + first[2], second[0] + second[2])
    bottom = min(first[1] + first[3], second[1] + second[3])
    return left, top, right - left, bottom - top


def _cut(values: Pixels, part: Area, whole: Area) -> Pixels:
    if part == whole:
        return values
    x, y = part[0] - whole[0], part[1] - whole[1]
    return values[y : y + part[3], x : x + part[2]]


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
    values: Pixels, strength: int, origin: tuple[int, int], window: Window, wanted: Area
) -> Pixels:
    """CLAHE of a picture half as wide and high, whose change is added to every value.

    Half size makes it quick, and the mean of four carries half the noise: what a single pixel
    differs from its neighbours by is passed on as it is, not multiplied, so the open air does not
    turn to snow. Worked on along the window from black to white: then nothing that was seen is
    pushed out of the window, and dark goods get the share of the steps that the curve gives them.
    """
    there, back = _window_tables(replace(window, invert=False))
    half = halved_in_step(values, origin, there)
    tile = TILE_PX // 2
    left, top = origin[0] // 2 % tile, origin[1] // 2 % tile
    right, bottom = -(left + half.shape[1]) % tile, -(top + half.shape[0]) % tile
    whole = cv2.copyMakeBorder(half, top, bottom, left, right, cv2.BORDER_REFLECT_101)
    tiles = whole.shape[1] // tile, whole.shape[0] // tile
    clahe = cv2.createCLAHE(_CLIP_LIMIT[strength], tiles)
    clahe.setBitShift(_HISTOGRAM_SHIFT)
    change = cv2.subtract(clahe.apply(whole), whole, dtype=cv2.CV_16S)
    # From here on in screen pixels of `whole` and of `values`.
    from_whole = origin[0] - origin[0] % TILE_PX, origin[1] - origin[1] % TILE_PX
    answer = np.empty((wanted[3], wanted[2]), np.uint16)
    for row in range(0, wanted[3], BAND_ROWS):
        band = (wanted[0], wanted[1] + row, wanted[2], min(BAND_ROWS, wanted[3] - row))
        shares = cv2.LUT(_cut(values, band, (*origin, 0, 0)), there)
        shares = cv2.add(shares, doubled_part(change, band, from_whole), dtype=cv2.CV_16U)
        cv2.LUT(shares, back, answer[row : row + band[3]])
    return answer


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
