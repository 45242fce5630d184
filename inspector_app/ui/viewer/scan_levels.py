"""The pixels of one view at every size there is yet. Plain data: may be read from any thread.

Kept apart from `pixel_source`, which is a QObject: work in another thread holds what it reads, and
whoever lets go last destroys it. A QObject that is destroyed off the GUI thread, with events still
on their way to it, takes the program with it.
"""

from __future__ import annotations

import math

import numpy as np

from inspector_app.domain.scan import Energy
from inspector_app.imaging.display import energy_pixels
from inspector_app.imaging.pyramid import TILE_PX, PyramidKind
from inspector_app.imaging.view_pixels import Pixels, ViewPixels
from inspector_app.ui.viewer.resample import Grid, sample, sample_quickly

LevelKey = tuple[Energy, PyramidKind]


class ScanLevels:
    """A view in full, and halved again and again as far as that has been done.

    Attributes:
        pixels: the view.
    """

    def __init__(self, pixels: ViewPixels) -> None:
        self.pixels = pixels
        self._levels: dict[LevelKey, list[Pixels]] = {}

    @classmethod
    def nothing(cls) -> ScanLevels:
        """Levels of a view that holds no memory."""
        one = np.zeros((1, 1), np.uint16)
        one.flags.writeable = False
        return cls(ViewPixels(one, None, 16))

    @property
    def energies(self) -> tuple[Energy, ...]:
        """What can be shown: high and low, or single."""
        if self.pixels.low is None:
            return (Energy.SINGLE,)
        return (Energy.HIGH, Energy.LOW)

    @property
    def last_level(self) -> int:
        """Number of the coarsest level worth having."""
        longest = max(self.pixels.high.shape)
        return max(0, math.ceil(math.log2(longest / TILE_PX)))

    def full(self, energy: Energy) -> Pixels:
        """The scan's own pixels at one energy."""
        return energy_pixels(self.pixels, energy)

    def made(self, key: LevelKey) -> list[Pixels]:
        """What there is of a kind, the view itself first."""
        if key not in self._levels:
            self._levels[key] = [self.full(key[0])]
        return self._levels[key]

    def is_sharp(self, energy: Energy, kind: PyramidKind, grid: Grid) -> bool:
        """Whether the level that this grid is sampled from is there."""
        number = min(level_number(grid), self.last_level)
        return number == 0 or number < len(self._levels.get((energy, kind), ()))

    def values(
        self,
        energy: Energy,
        kind: PyramidKind,
        grid: Grid,
        area: tuple[int, int, int, int],
        *,
        quickly: bool = False,
    ) -> Pixels:
        """uint16 values for `area` (left, top, width, height) in screen pixels of `grid`, from the
        best levels there are.

        Args:
            quickly: for the moment while the hand moves: pixels may be stepped over, but in the
                minimum nothing thin is lost.
        """
        is_minimum = kind is PyramidKind.MINIMUM
        number = min(level_number(grid), self.last_level)
        levels = self._levels.get((energy, kind)) or [self.full(energy)]
        if number >= len(levels):
            return self._stand_in(levels, number, grid, area)
        if not quickly:
            return sample(levels[number], 1 << number, grid, area, minimum=is_minimum)
        if is_minimum:
            # From a level with no more than one pixel for each of the screen none is stepped over.
            while min(grid.scale_x, grid.scale_y) * (1 << number) < 1 - 1e-9:
                number += 1
            if number >= len(levels):
                return sample(levels[-1], 1 << (len(levels) - 1), grid, area, minimum=True)
        return sample_quickly(levels[number], 1 << number, grid, area)

    def _stand_in(
        self, levels: list[Pixels], number: int, grid: Grid, area: tuple[int, int, int, int]
    ) -> Pixels:
        best = levels[-1]
        step = min(1 << (number - len(levels) + 1), *best.shape)
        thinned = best[step // 2 :: step, step // 2 :: step]
        return sample_quickly(thinned, step << (len(levels) - 1), grid, area)


def level_number(grid: Grid) -> int:
    """Which level to sample from: 0 is the scan itself, each next one half as wide and high.

    The coarsest level that still has a pixel for every screen pixel.
    """
    if grid.shrink <= 1.0:
        return 0
    return math.floor(math.log2(grid.shrink) + 1e-9)
