"""The pixels of one view at every size: full, and halved again and again when first needed."""

from __future__ import annotations

import math
from functools import partial

from PySide6.QtCore import QObject, Signal

from inspector_app.background import Lane, TaskRunner
from inspector_app.domain.scan import Energy
from inspector_app.imaging.display import energy_pixels
from inspector_app.imaging.physics import AttenuationTable
from inspector_app.imaging.pyramid import TILE_PX, PyramidKind, halve
from inspector_app.imaging.view_pixels import Pixels, ViewPixels
from inspector_app.ui.viewer.resample import Grid, sample, sample_quickly
from inspector_app.ui.viewer.scan_facts import ScanFacts

_Key = tuple[Energy, PyramidKind]


class PixelSource(QObject):
    """Hands out sampled values of one view; asks for the levels it lacks in the background.

    Until a level is there, every n-th pixel of the scan stands in for it: rougher, never blank.
    Levels are made one after the other, so that the one on screen does not wait for those beyond.

    Attributes:
        facts: what is known of the scan as a whole.

    Signals:
        sharpened: a level or a fact that was wanted has arrived; what was sampled before can be
            sampled better now.
        failed: the levels could not be made (memory); the rough picture stays.
    """

    sharpened = Signal()
    failed = Signal(object)

    def __init__(
        self,
        pixels: ViewPixels,
        runner: TaskRunner,
        parent: QObject | None = None,
        *,
        attenuation: AttenuationTable | None = None,
    ) -> None:
        super().__init__(parent)
        self.pixels = pixels
        self.facts = ScanFacts(pixels, runner, attenuation, self)
        self.facts.found.connect(self.sharpened)
        self._runner = runner
        self._levels: dict[_Key, list[Pixels]] = {}
        self._wanted: dict[_Key, int] = {}

    @property
    def energies(self) -> tuple[Energy, ...]:
        """What can be shown: high and low, or single."""
        if self.pixels.low is None:
            return (Energy.SINGLE,)
        return (Energy.HIGH, Energy.LOW)

    def full(self, energy: Energy) -> Pixels:
        """The scan's own pixels at one energy."""
        return energy_pixels(self.pixels, energy)

    def is_sharp(self, energy: Energy, kind: PyramidKind, grid: Grid) -> bool:
        """Whether the level that this grid is sampled from is there."""
        number = min(level_number(grid), self._last_level())
        return number == 0 or number < len(self._levels.get((energy, kind), ()))

    def ask_for(self, energy: Energy, kind: PyramidKind, grid: Grid) -> None:
        """Have the level for this grid made if it is not there. On the GUI thread only."""
        if self.is_sharp(energy, kind, grid):
            return
        key = (energy, kind)
        is_begun = key in self._wanted
        self._wanted[key] = min(level_number(grid), self._last_level())
        if not is_begun:
            self._levels[key] = [self.full(energy)]
            self._make_next(key)

    def values(
        self,
        energy: Energy,
        kind: PyramidKind,
        grid: Grid,
        area: tuple[int, int, int, int],
        *,
        quickly: bool = False,
    ) -> Pixels:
        """uint16 values for `area` (left, top, width, height) in screen pixels of `grid`.

        From the best levels there are; may be called from any thread.

        Args:
            quickly: for the moment while the hand moves: pixels may be stepped over, but in the
                minimum nothing thin is lost.
        """
        is_minimum = kind is PyramidKind.MINIMUM
        number = min(level_number(grid), self._last_level())
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

    def drop(self) -> None:
        """Another scan is on screen: levels still in the making are not wanted."""
        self._runner.cancel_all(self)
        self._runner.cancel_all(self.facts)

    def _stand_in(
        self, levels: list[Pixels], number: int, grid: Grid, area: tuple[int, int, int, int]
    ) -> Pixels:
        best = levels[-1]
        step = min(1 << (number - len(levels) + 1), *best.shape)
        thinned = best[step // 2 :: step, step // 2 :: step]
        return sample_quickly(thinned, step << (len(levels) - 1), grid, area)

    def _last_level(self) -> int:
        longest = max(self.pixels.high.shape)
        return max(0, math.ceil(math.log2(longest / TILE_PX)))

    def _make_next(self, key: _Key) -> None:
        self._runner.run(
            partial(halve, self._levels[key][-1], key[1]),
            done=partial(self._keep, key),
            failed=self.failed.emit,
            owner=self,
            lane=Lane.COMPUTE,
        )

    def _keep(self, key: _Key, level: Pixels) -> None:
        levels = self._levels[key]
        levels.append(level)
        if len(levels) <= self._last_level():
            self._make_next(key)
        if len(levels) - 1 == self._wanted[key]:
            self.sharpened.emit()


def level_number(grid: Grid) -> int:
    """Which level to sample from: 0 is the scan itself, each next one half as wide and high.

    The coarsest level that still has a pixel for every screen pixel.
    """
    if grid.shrink <= 1.0:
        return 0
    return math.floor(math.log2(grid.shrink) + 1e-9)
