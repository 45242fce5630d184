"""Laying one scan over another: translation and scale, found from the pictures themselves.

The speed of a vehicle differs from pass to pass, so the scale along x is free; detectors do not
move, so the scale along y stays near the expected one. A vehicle may have driven the other way.
Rotation and shear do not happen and are not looked for, which is why no general registration is
used: with only what can happen left free, different cargo cannot bend the answer.

A Fourier correlation of small pictures over a range of scales gives the start, Gauss-Newton steps
with Huber weights (Huber 1964) on -ln T refine it from coarse to fine: what differs between the
two passes then counts as little as it should.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector_app.imaging.align_steps import FEWEST_PIXELS, Attenuation, Map, Pair, refine, warp
from inspector_app.imaging.placement import Placement
from inspector_app.imaging.readout import estimate_air
from inspector_app.imaging.view_pixels import Pixels

MOST_STRETCH = 1.35
"""How much faster or slower than expected one pass may have been."""

MOST_STRETCH_Y = 1.08
LEAST_LIKENESS = 0.62
LEAST_AGREEMENT = 0.15
LEAST_LIKENESS_IN_PLACES = 0.35
LEAST_OVERLAP = 0.3
"""What is needed for trust: alike as a whole, or in some places very much. Of 91 pairs of real
scans of different trucks 12 reach it, trucks of the same make; of 12 whose cargo alone was
exchanged for that of another truck 10 do, each placed within a third of a pixel."""

_FLOOR = 1 / 400
_FLAT = 0.02
_SEARCH_PX = 384
_LEVELS_PX = (384, 768, 1536)
_SCALE_STEP = 1.02
_STEPS = (20, 8, 6)
_BAND_PX = 12.0
_MOST_DOWN = 0.3
_PLACE_PX = 32
_PLACE_LIKENESS = 0.8
_PLACE_CONTRAST = 0.04


class AlignmentVerdict(StrEnum):
    """Whether the answer can be trusted, and why not.

    FLAT: there is nothing in one of the pictures to hold on to. UNLIKE: what lies on each other
    does not look alike. LITTLE_OVERLAP: too little of the two lies on each other.
    """

    ALIGNED = "aligned"
    FLAT = "flat"
    UNLIKE = "unlike"
    LITTLE_OVERLAP = "little-overlap"


@dataclass(frozen=True, slots=True)
class Alignment:
    """Attributes:
    placement: where the moving scan lies over the fixed one; only to be used when `is_trusted`.
    residual: root mean square of the difference in -ln T over the overlap, after averaging to a
        width of about 1,500 pixels; None where nothing overlaps.
    overlap: what share of the smaller scan's area lies on the other, 0 to 1.
    likeness: correlation of edges and shapes over the overlap, -1 to 1.
    agreement: share of the places with something in them that look the same, 0 to 1. It stays
        high where the vehicle is the same and its cargo is not.
    """

    placement: Placement
    residual: float | None
    overlap: float
    likeness: float
    agreement: float
    verdict: AlignmentVerdict

    @property
    def is_trusted(self) -> bool:
        return self.verdict is AlignmentVerdict.ALIGNED


def align(
    fixed: Pixels,
    moving: Pixels,
    *,
    expected: tuple[float, float] = (1.0, 1.0),
    progress: Callable[[float], None] = lambda _: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> Alignment | None:
    """Find where `moving` lies over `fixed`; None when stopped.

    Args:
        fixed, moving: uint16, one energy each; sizes and bits may differ.
        expected: fixed pixels per moving pixel along x and y, from the scanners' scales. The scale
            along x is looked for within `MOST_STRETCH` of it either way.
        progress: gets 0 to 1.

    An answer that cannot be trusted says so in its verdict; nothing is raised for any picture.
    """
    if min(*fixed.shape, *moving.shape) < 16:
        return _refused(AlignmentVerdict.FLAT)
    finest = _reduced(fixed, moving, expected)
    if finest is None:
        return _refused(AlignmentVerdict.FLAT)
    pairs = [_smaller(finest, width_px) for width_px in _LEVELS_PX]
    banded = _banded(pairs[0])
    if min(float(banded.fixed.std()), float(banded.moving.std())) < _FLAT:
        return _refused(AlignmentVerdict.FLAT)
    starts = _search(banded, progress=lambda share: progress(share * 0.5), should_stop=should_stop)
    best = _best_of(starts, pairs[0], banded, should_stop)
    if best is None:
        return None
    progress(0.7)
    for pair, steps, share in zip(pairs[1:], _STEPS[1:], (0.8, 0.95), strict=True):
        if should_stop():
            return None
        best = refine(pair, best, steps)
        progress(share)
    answer = _judge(pairs, best, fixed.shape, moving.shape, expected)
    progress(1.0)
    return answer


def _refused(verdict: AlignmentVerdict) -> Alignment:
    return Alignment(Placement(), None, 0.0, 0.0, 0.0, verdict)


# Pictures


def _reduced(fixed: Pixels, moving: Pixels, expected: tuple[float, float]) -> Pair | None:
    """Both as -ln T at the finest resolution that is used; None where one is black throughout."""
    air_fixed, air_moving = estimate_air(fixed), estimate_air(moving)
    if air_fixed is None or air_moving is None:
        return None
    shrink = min(1.0, _LEVELS_PX[-1] / fixed.shape[1])
    return Pair(
        _attenuation(fixed, air_fixed, shrink, shrink),
        _attenuation(moving, air_moving, shrink * expected[0], shrink * expected[1]),
    )


def _attenuation(pixels: Pixels, air: float, scale_x: float, scale_y: float) -> Attenuation:
    height, width = pixels.shape
    size = (max(8, round(width * scale_x)), max(8, round(height * scale_y)))
    small = pixels
    if size != (width, height):
        shrinks = size[0] <= width and size[1] <= height
        small = cast(
            "Pixels",
            cv2.resize(pixels, size, interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR),
        )
    share = np.clip(small.astype(np.float32) * np.float32(1 / air), _FLOOR, None)
    alpha = -cv2.log(share)
    return cast("Attenuation", cv2.GaussianBlur(alpha, (0, 0), 0.8))


def _smaller(pair: Pair, width_px: int) -> Pair:
    factor = width_px / pair.fixed.shape[1]
    if factor >= 1:
        return pair
    return Pair(_shrunk(pair.fixed, factor), _shrunk(pair.moving, factor))


def _shrunk(picture: Attenuation, factor: float) -> Attenuation:
    height, width = picture.shape
    size = (max(8, round(width * factor)), max(8, round(height * factor)))
    return cast("Attenuation", cv2.resize(picture, size, interpolation=cv2.INTER_AREA))


def _band(picture: Attenuation) -> Attenuation:
    """Edges and shapes without the broad load, which differs from pass to pass."""
    return cast("Attenuation", picture - cv2.GaussianBlur(picture, (0, 0), _BAND_PX))


def _banded(pair: Pair) -> Pair:
    return Pair(_band(pair.fixed), _band(pair.moving))


# Start


def _search(
    pair: Pair, *, progress: Callable[[float], None], should_stop: Callable[[], bool]
) -> list[Map]:
    """The most promising maps over all scales along x, both ways round; empty when stopped."""
    reach = math.floor(math.log(MOST_STRETCH) / math.log(_SCALE_STEP))
    scales = [_SCALE_STEP**n for n in range(-reach, reach + 1)]
    height, width = pair.fixed.shape
    tall, long = pair.moving.shape
    size = (
        cv2.getOptimalDFTSize(height + tall),
        cv2.getOptimalDFTSize(width + math.ceil(long * scales[-1])),
    )
    target = _spectrum(pair.fixed, size)
    found: list[tuple[float, float, Map]] = []
    for number, scale in enumerate(scales):
        if should_stop():
            return []
        stretched = np.asarray(
            cv2.resize(
                pair.moving, (max(8, round(long * scale)), tall), interpolation=cv2.INTER_LINEAR
            ),
            np.float32,
        )
        for mirrored in (False, True):
            turned = np.ascontiguousarray(stretched[:, ::-1]) if mirrored else stretched
            peak, shift = _correlate(target, turned, size, height)
            found.append((peak, scale, _start(pair, turned.shape, shift, mirrored=mirrored)))
        progress((number + 1) / len(scales))
    return _most_promising(found)


def _spectrum(picture: Attenuation, size: tuple[int, int]) -> NDArray[np.float32]:
    padded = np.zeros(size, np.float32)
    padded[: picture.shape[0], : picture.shape[1]] = picture
    return cast("NDArray[np.float32]", cv2.dft(padded, nonzeroRows=picture.shape[0]))


def _correlate(
    target: NDArray[np.float32], moving: Attenuation, size: tuple[int, int], height: int
) -> tuple[float, tuple[int, int]]:
    """Height of the peak and where the moving picture's corner comes to lie (x, y)."""
    product = cv2.mulSpectrums(target, _spectrum(moving, size), 0, conjB=True)
    surface = cv2.dft(product, flags=cv2.DFT_INVERSE | cv2.DFT_SCALE | cv2.DFT_REAL_OUTPUT)
    most_down = max(2, round(height * _MOST_DOWN))
    # Shifts up wrap round to the lower end of the surface.
    near = np.concatenate([surface[-most_down:], surface[: most_down + 1]])
    row, column = np.unravel_index(int(near.argmax()), near.shape)
    peak = float(near[row, column]) / max(float(np.linalg.norm(moving)), 1e-6)
    x = int(column) if column < size[1] - moving.shape[1] else int(column) - size[1]
    return peak, (x, int(row) - most_down)


def _start(pair: Pair, turned: tuple[int, ...], shift: tuple[int, int], *, mirrored: bool) -> Map:
    height, width = pair.fixed.shape
    ax, bx = width / turned[1], -shift[0] / turned[1]
    if mirrored:
        ax, bx = -ax, 1.0 - bx
    return Map(ax, bx, height / turned[0], -shift[1] / turned[0])


def _most_promising(found: Sequence[tuple[float, float, Map]], most: int = 3) -> list[Map]:
    """The best of each way round at scales that are not next to each other."""
    chosen: list[tuple[float, Map]] = []
    for _peak, scale, start in sorted(found, key=lambda one: -one[0]):
        if all(
            abs(math.log(scale / other)) > 0.05 or start.ax * kept.ax < 0 for other, kept in chosen
        ):
            chosen.append((scale, start))
        if len(chosen) == most:
            break
    return [start for _, start in chosen]


def _best_of(
    starts: Sequence[Map], pair: Pair, banded: Pair, should_stop: Callable[[], bool]
) -> Map | None:
    refined = []
    for start in starts:
        if should_stop():
            return None
        refined.append(refine(pair, start, _STEPS[0]))
    return max(refined, key=partial(_likeness, banded), default=None)


# Judging


def _likeness(banded: Pair, at: Map) -> float:
    moved, inside = warp(banded, at)
    if int(inside.sum()) < FEWEST_PIXELS:
        return -1.0
    a, b = banded.fixed[inside], moved[inside]
    a, b = a - a.mean(), b - b.mean()
    size = math.sqrt(float(np.vdot(a, a)) * float(np.vdot(b, b)))
    return float(np.vdot(a, b)) / size if size > 0 else -1.0


def _agreement(banded: Pair, at: Map) -> float:
    """Share of square places with something in them that look the same in both."""
    moved, inside = warp(banded, at)
    rows, columns = (side // _PLACE_PX for side in moved.shape)
    if rows == 0 or columns == 0:
        return 0.0
    a, b = _places(banded.fixed, rows, columns), _places(moved, rows, columns)
    whole = _places(inside.astype(np.float32), rows, columns).min(axis=1) > 0
    a, b = a - a.mean(axis=1, keepdims=True), b - b.mean(axis=1, keepdims=True)
    spread_a, spread_b = a.std(axis=1), b.std(axis=1)
    filled = whole & (np.maximum(spread_a, spread_b) >= _PLACE_CONTRAST)
    alike = (a * b).mean(axis=1) > _PLACE_LIKENESS * spread_a * spread_b
    count = int(filled.sum())
    return int((filled & alike).sum()) / count if count else 0.0


def _places(picture: Attenuation, rows: int, columns: int) -> Attenuation:
    cut = picture[: rows * _PLACE_PX, : columns * _PLACE_PX]
    blocks = cut.reshape(rows, _PLACE_PX, columns, _PLACE_PX).swapaxes(1, 2)
    return blocks.reshape(rows * columns, _PLACE_PX * _PLACE_PX)


def _judge(
    pairs: Sequence[Pair],
    at: Map,
    fixed: tuple[int, ...],
    moving: tuple[int, ...],
    expected: tuple[float, float],
) -> Alignment:
    placement = Placement(
        fixed[1] / (moving[1] * at.ax),
        -at.bx / at.ax * fixed[1],
        fixed[0] / (moving[0] * max(at.ay, 1e-3)),
        -at.by / max(at.ay, 1e-3) * fixed[0],
    )
    finest = pairs[-1]
    moved, inside = warp(finest, at)
    shared = int(inside.sum())
    overlap = min(1.0, shared / min(inside.size, abs(inside.size / (at.ax * at.ay))))
    residual = None
    if shared:
        excess = (moved - finest.fixed)[inside]
        residual = math.sqrt(float(np.vdot(excess, excess)) / shared)
    likeness = _likeness(_banded(pairs[0]), at)
    agreement = _agreement(_banded(pairs[1]), at)
    alike = likeness >= LEAST_LIKENESS or (
        agreement >= LEAST_AGREEMENT and likeness >= LEAST_LIKENESS_IN_PLACES
    )
    stretch_x = abs(placement.scale_x) / expected[0]
    stretch_y = placement.scale_y / expected[1]
    verdict = AlignmentVerdict.ALIGNED
    if overlap < LEAST_OVERLAP:
        verdict = AlignmentVerdict.LITTLE_OVERLAP
    elif (
        not alike
        or abs(math.log(stretch_x)) > math.log(MOST_STRETCH * 1.05)
        or abs(math.log(stretch_y)) > math.log(MOST_STRETCH_Y)
    ):
        verdict = AlignmentVerdict.UNLIKE
    return Alignment(placement, residual, overlap, likeness, agreement, verdict)
