"""A view at several resolutions, so that the screen never touches more pixels than it shows.

Level 0 is the view itself, not a copy. Each further level is half as wide and half as high, down to
one tile. All levels together take a third of level 0 more memory. Building allocates nothing else.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np

from inspector_app.domain.region import Box
from inspector_app.imaging.view_pixels import Pixels

TILE_PX = 512
"""Side of a tile, in pixels of its level."""

_OVERVIEW_PX = 2048


class PyramidKind(StrEnum):
    """What a coarser pixel says of the four it stands for.

    MEAN is the fair picture. A thin dense wire fades in it, so MINIMUM keeps the lowest
    transmission of the four: nothing dense is lost, and everything dense looks larger. The screen
    says which of the two is shown.
    """

    MEAN = "mean"
    MINIMUM = "minimum-transmission"


@dataclass(frozen=True, slots=True)
class Pyramid:
    """Attributes:
    levels: read-only uint16 arrays; level n has one pixel for 2**n x 2**n scan pixels.
    """

    kind: PyramidKind
    levels: tuple[Pixels, ...]

    def level_for(self, device_px_per_scan_px: float) -> int:
        """The coarsest level that still has a pixel of data for every pixel of the screen.

        Args:
            device_px_per_scan_px: zoom times device pixel ratio, above 0.
        """
        if device_px_per_scan_px >= 1:
            return 0
        level = math.floor(-math.log2(device_px_per_scan_px))
        return min(level, len(self.levels) - 1)

    def tile_counts(self, level: int) -> tuple[int, int]:
        """How many columns and rows of tiles a level has."""
        height_px, width_px = self.levels[level].shape
        return -(-width_px // TILE_PX), -(-height_px // TILE_PX)

    def tile(self, level: int, column: int, row: int) -> Pixels:
        """One tile as a view of its level, not a copy; smaller at the right and lower edge.

        Raises IndexError where there is no such tile.
        """
        columns, rows = self.tile_counts(level)
        if not (0 <= column < columns and 0 <= row < rows):
            raise IndexError(f"level {level} has {columns} x {rows} tiles, none at {column}, {row}")
        top, left = row * TILE_PX, column * TILE_PX
        return self.levels[level][top : top + TILE_PX, left : left + TILE_PX]

    def tile_box(self, level: int, column: int, row: int) -> Box:
        """Where a tile lies, in scan pixels. At the right and lower edge it may reach beyond the
        scan by less than one pixel of its level: that pixel stands for fewer scan pixels."""
        height_px, width_px = self.tile(level, column, row).shape
        scan_px = 1 << level
        return Box(
            column * TILE_PX * scan_px,
            row * TILE_PX * scan_px,
            width_px * scan_px,
            height_px * scan_px,
        )


def build_pyramid(
    pixels: Pixels,
    kind: PyramidKind = PyramidKind.MEAN,
    *,
    should_stop: Callable[[], bool] = lambda: False,
) -> Pyramid | None:
    """All levels of a view, or None when `should_stop` said so between two levels.

    Args:
        pixels: uint16, (height_px, width_px).
    """
    levels = [pixels]
    while max(levels[-1].shape) > TILE_PX:
        if should_stop():
            return None
        levels.append(halve(levels[-1], kind))
    return Pyramid(kind, tuple(levels))


def halve(pixels: Pixels, kind: PyramidKind) -> Pixels:
    """The next coarser level: one pixel for each 2 x 2, rounding odd sides up.

    The mean is ``(a + b + c + d + 2) // 4``: halves are rounded up. At an odd edge a pixel stands
    for the two, or the one, that exist.
    """
    height, width = pixels.shape
    even_height, even_width = height // 2 * 2, width // 2 * 2
    coarse = np.empty((-(-height // 2), -(-width // 2)), np.uint16)
    if even_height and even_width:
        inner = pixels[:even_height, :even_width]
        _halve_even(inner, kind, coarse[: height // 2, : width // 2])
    if height % 2 and even_width:
        coarse[-1, : width // 2] = _halve_line(pixels[-1, :even_width], kind)
    if width % 2 and even_height:
        coarse[: height // 2, -1] = _halve_line(pixels[:even_height, -1], kind)
    if height % 2 and width % 2:
        coarse[-1, -1] = pixels[-1, -1]
    coarse.flags.writeable = False
    return coarse


def _halve_even(pixels: Pixels, kind: PyramidKind, out: Pixels) -> None:
    if kind is PyramidKind.MEAN:
        cv2.resize(pixels, (out.shape[1], out.shape[0]), dst=out, interpolation=cv2.INTER_AREA)
        return
    # Rows first: that pass reads memory in order and leaves half for the other.
    lower = np.minimum(pixels[0::2], pixels[1::2])
    np.minimum(lower[:, 0::2], lower[:, 1::2], out=out)


def _halve_line(line: Pixels, kind: PyramidKind) -> Pixels:
    first, second = line[0::2], line[1::2]
    if kind is PyramidKind.MINIMUM:
        return np.minimum(first, second)
    return ((first.astype(np.uint32) + second + 1) // 2).astype(np.uint16)


def overview(pixels: Pixels, largest_side_px: int = _OVERVIEW_PX) -> tuple[Pixels, int]:
    """Something to show at once: every n-th pixel of every n-th row, and n.

    It skips pixels, so it may miss small things; it is for the moment until the pyramid is there.
    """
    step = max(1, -(-max(pixels.shape) // largest_side_px))
    return np.ascontiguousarray(pixels[::step, ::step]), step
