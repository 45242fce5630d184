"""From a loose box to the dense thing inside it.

On ``-ln T`` the thing stands above a level that a ring around the box tells (median, with the
median deviation as noise). What rises far enough is taken for the thing; its edge is where half its
height is reached, which is where a blurred edge really lies. The connected part that fills most of
the box counts; small gaps are closed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from operator import and_

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector_app.domain.region import Box
from inspector_app.imaging.readout import estimate_air
from inspector_app.imaging.view_pixels import Pixels

PADDING_PX = 2
_RING_SHARE = 0.3
_LEAST_RING_PX = 8
_SIGMAS = 4.0
_LEAST_CONTRAST = 0.02
_MOST_CONTRAST = 0.5
_CUTS = (0.5, 0.6, 0.7, 0.8, 0.9)
_IN_BOX = 0.8
_APART = 2.4
_MOST_OF_RIM = 0.35
_LEAST_PIXELS = 12
_GROWTHS = 5
_MOST_GROWTH = 16.0
_FLOOR = 1e-4
# A thing that fills nearly all that was looked at has no surroundings to stand out from.
_MOST_OF_WINDOW = 0.85
_LARGEST_SIDE_PX = 2048


@dataclass(frozen=True, slots=True)
class _Look:
    """The part of the view looked at; all in its own pixels.

    Attributes:
        alpha: attenuation, smoothed, float32.
        box: the loose box.
        left, top: where it lies in the view.
        step: view pixels per pixel of it.
        goes_on: whether the view goes on to the left, top, right and bottom of it.
    """

    alpha: NDArray[np.float32]
    box: tuple[slice, slice]
    left: int
    top: int
    step: int
    goes_on: tuple[bool, bool, bool, bool]


def snap_box(pixels: Pixels, box: Box, *, air: float | None = None) -> Box | None:
    """The box of the dense thing in or under a loose box, with 2 px to spare on every side; None
    when nothing stands out.

    Args:
        pixels: uint16, (height_px, width_px).
        air: value of the open beam, `estimate_air` of the view where None.
    """
    level = air or estimate_air(pixels)
    if level is None or box.width < 1 or box.height < 1:
        return None
    ring = _ring_px(box)
    for growth in range(_GROWTHS):
        look = _look(pixels, box, ring, level)
        part = None if look is None else _part(look, keeps_to_box=growth == 0)
        if look is not None and part is not None:
            snapped = _box_of(part, look, pixels.shape)
            return snapped if snapped.area <= _MOST_GROWTH * box.area else None
        # A box inside the thing sees nothing but the thing; one that cuts it does not see its end.
        ring *= 2
    first = _look(pixels, box, _ring_px(box), level)
    split = None if first is None else _two_kinds(first)
    return None if first is None or split is None else _box_of(split, first, pixels.shape)


def _ring_px(box: Box) -> float:
    return max(_LEAST_RING_PX, _RING_SHARE * max(box.width, box.height))


def _look(pixels: Pixels, box: Box, ring: float, air: float) -> _Look | None:
    height, width = pixels.shape
    left, top = max(math.floor(box.x - ring), 0), max(math.floor(box.y - ring), 0)
    right = min(math.ceil(box.right + ring), width)
    bottom = min(math.ceil(box.bottom + ring), height)
    if right - left < 4 or bottom - top < 4:
        return None
    step = max(1, math.ceil(max(right - left, bottom - top) / _LARGEST_SIDE_PX))
    part = pixels[top:bottom, left:right]
    size = ((right - left) // step, (bottom - top) // step)
    coarse = part if step == 1 else cv2.resize(part, size, interpolation=cv2.INTER_AREA)
    smooth = cv2.medianBlur(np.ascontiguousarray(coarse), 3)
    alpha = -np.log(np.maximum(smooth / np.float32(air), _FLOOR))
    rows = slice(max(round((box.y - top) / step), 0), max(round((box.bottom - top) / step), 1))
    columns = slice(max(round((box.x - left) / step), 0), max(round((box.right - left) / step), 1))
    goes_on = (left > 0, top > 0, right < width, bottom < height)
    return _Look(alpha.astype(np.float32), (rows, columns), left, top, step, goes_on)


def _part(look: _Look, *, keeps_to_box: bool) -> tuple[int, int, int, int] | None:
    """Left, top, width and height of the thing, None where none stands out or it goes on beyond
    what was looked at.

    Goods are seldom alone: what a thing stands on or against is dense too. So the cut is raised
    from half the thing's height until the part keeps to the box; failing that, half counts.
    """
    outside = np.ones(look.alpha.shape, np.bool_)
    outside[look.box] = False
    around = look.alpha[outside]
    inside = look.alpha[look.box]
    if around.size < _LEAST_PIXELS or inside.size < _LEAST_PIXELS:
        return None
    ground = float(np.median(around))
    noise = 1.4826 * float(np.median(np.abs(around - ground)))
    least = max(min(_SIGMAS * noise, _MOST_CONTRAST), _LEAST_CONTRAST)
    above = inside[inside > ground + least]
    if above.size < _LEAST_PIXELS:
        return None
    height = float(np.median(above)) - ground
    whole = None
    for share in _CUTS:
        found = _connected(look, ground + max(least, share * height))
        if found is None:
            continue
        place, share_in_box = found
        if share_in_box >= _IN_BOX:
            return place
        whole = whole or (place if share == _CUTS[0] else None)
    return None if keeps_to_box else whole


def _two_kinds(look: _Look) -> tuple[int, int, int, int] | None:
    """The denser of two kinds of pixels inside the box (Otsu's threshold), for a thing whose
    surroundings are themselves of many kinds. None unless the two lie clearly apart."""
    inside = look.alpha[look.box]
    low, high = float(inside.min()), float(inside.max())
    if high - low < _LEAST_CONTRAST:
        return None
    scaled = np.round((inside - low) / (high - low) * 255).astype(np.uint8)
    cut, _ = cv2.threshold(scaled, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    dense, thin = inside[scaled > cut], inside[scaled <= cut]
    if min(dense.size, thin.size) < _LEAST_PIXELS:
        return None
    apart = float(dense.mean() - thin.mean())
    # Otsu cuts plain noise too, 2.7 deviations apart.
    if apart < max(_APART * math.hypot(dense.std(), thin.std()), _LEAST_CONTRAST):
        return None
    rim = np.ones(inside.shape, np.bool_)
    rim[1:-1, 1:-1] = False
    # What reaches the rim of a loose box on most sides is what surrounds the thing.
    if float((scaled[rim] > cut).mean()) > _MOST_OF_RIM:
        return None
    only = np.full_like(look.alpha, low)
    only[look.box] = inside
    found = _connected(replace(look, alpha=only), low + float(cut) / 255 * (high - low))
    return None if found is None else found[0]


def _connected(look: _Look, cut: float) -> tuple[tuple[int, int, int, int], float] | None:
    """The part above `cut` that fills most of the box, and which share of it lies in the box."""
    dense = (look.alpha > cut).astype(np.uint8)
    mask = cv2.morphologyEx(dense, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    _count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    in_box = np.bincount(labels[look.box].ravel(), minlength=len(stats))
    in_box[0] = 0
    best = int(in_box.argmax())
    x, y, width, tall, pixels = (int(v) for v in stats[best])
    if in_box[best] < _LEAST_PIXELS or pixels > _MOST_OF_WINDOW * look.alpha.size:
        return None
    rows, columns = look.alpha.shape
    at_edge = (x == 0, y == 0, x + width == columns, y + tall == rows)
    if any(map(and_, at_edge, look.goes_on)):
        return None
    return (x, y, width, tall), float(in_box[best]) / pixels


def _box_of(found: tuple[int, int, int, int], look: _Look, shape: tuple[int, ...]) -> Box:
    x, y, width, height = found
    left = max(look.left + x * look.step - PADDING_PX, 0)
    top = max(look.top + y * look.step - PADDING_PX, 0)
    right = min(look.left + (x + width) * look.step + PADDING_PX, shape[1])
    bottom = min(look.top + (y + height) * look.step + PADDING_PX, shape[0])
    return Box(left, top, right - left, bottom - top)
