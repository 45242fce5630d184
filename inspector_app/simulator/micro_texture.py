"""Fine unevenness of real matter: nothing is as smooth as what is drawn from boxes.

Sheet is rolled, rusted and painted unevenly, goods have gaps, folds and grain smaller than anything
that is drawn. Every map of areal density is multiplied by a texture of mean 1 with the scales given
here; real 6 MV scans, between whose strong edges hardly a block is quite calm, set the strengths.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from inspector_app.simulator import exact_math
from inspector_app.simulator.canvas import FloatMap
from inspector_app.simulator.exact_images import resize_linear

_SCALES_MM = (14.0, 34.0, 70.0)
_SHARES = (0.9, 1.0, 0.5)
_MOST = 0.5
_ROWS_AT_ONCE = 32


def unit_texture(
    rng: np.random.Generator, pitch_mm: tuple[float, float], size_px: int = 512
) -> FloatMap:
    """A square of texture of mean about 0 and standard deviation 1, to be laid side by side.

    Args:
        pitch_mm: millimetres per pixel across and down.
    """
    total = np.zeros((size_px, size_px), np.float32)
    for scale, share in zip(_SCALES_MM, _SHARES, strict=True):
        down, across = (min(max(round(size_px * mm / scale), 2), size_px) for mm in pitch_mm[::-1])
        knots = exact_math.normals(rng, (down, across))
        part = resize_linear(knots, size_px, size_px)
        part *= np.float32(share)
        total += part
    spread = np.sqrt(np.cumsum(np.square(total, dtype=np.float64).ravel())[-1] / total.size)
    total *= np.float32(1 / max(spread, 1e-9))
    return total


def roughen(
    maps: Iterable[FloatMap], unit: FloatMap, strength: float, rng: np.random.Generator
) -> None:
    """Multiply maps of one shape by ``1 + strength * texture``, in place, begun anywhere in it.

    Every second tile is turned over, so that it does not repeat in rows.
    """
    size = len(unit)
    start = (int(rng.integers(size)), int(rng.integers(size)))
    tile = np.roll(unit, start, axis=(0, 1)) * np.float32(strength)
    np.clip(tile, -_MOST, _MOST, out=tile)
    tile += 1
    turned = (tile, tile[::-1, ::-1])
    for areal in maps:
        height, width = areal.shape
        for top in range(0, height, size):
            for left in range(0, width, size):
                _multiply(
                    areal[top : top + size, left : left + size], turned[(top + left) // size % 2]
                )


def _multiply(part: FloatMap, texture: FloatMap) -> None:
    """In place, and only where there is anything: untouched memory stays unused."""
    for first in range(0, len(part), _ROWS_AT_ONCE):
        rows = part[first : first + _ROWS_AT_ONCE]
        if rows.any():
            np.multiply(rows, texture[first : first + len(rows), : rows.shape[1]], out=rows)
