"""The pixels of one view at every size: full, and halved again and again when first needed."""

from __future__ import annotations

import math
from functools import partial

from PySide6.QtCore import QObject, Signal

from inspector_app.background import Cancel, Lane, TaskRunner
from inspector_app.domain.scan import Energy
from inspector_app.imaging.display import energy_pixels
from inspector_app.imaging.pyramid import Pyramid, PyramidKind, build_pyramid
from inspector_app.imaging.view_pixels import Pixels, ViewPixels
from inspector_app.ui.viewer.resample import Grid, sample


class PixelSource(QObject):
    """Hands out sampled values of one view; asks for the levels it lacks in the background.

    Until a level is there, every n-th pixel of the scan stands in for it: rougher, never blank.

    Signals:
        sharpened: levels have arrived; what was sampled before can be sampled better now.
        failed: the levels could not be made (memory); the rough picture stays.
    """

    sharpened = Signal()
    failed = Signal(object)

    def __init__(
        self, pixels: ViewPixels, runner: TaskRunner, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.pixels = pixels
        self._runner = runner
        self._pyramids: dict[tuple[Energy, PyramidKind], Pyramid] = {}
        self._asked: dict[tuple[Energy, PyramidKind], Cancel] = {}

    @property
    def energies(self) -> tuple[Energy, ...]:
        """What can be shown: high and low, or single."""
        if self.pixels.low is None:
            return (Energy.SINGLE,)
        return (Energy.HIGH, Energy.LOW)

    def full(self, energy: Energy) -> Pixels:
        """The scan's own pixels at one energy."""
        return energy_pixels(self.pixels, energy)

    def is_sharp(self, energy: Energy, kind: PyramidKind) -> bool:
        """Whether the levels are there."""
        return (energy, kind) in self._pyramids

    def values(
        self,
        energy: Energy,
        kind: PyramidKind,
        grid: Grid,
        area: tuple[int, int, int, int],
    ) -> Pixels:
        """uint16 values for `area` (left, top, width, height) in screen pixels of `grid`."""
        is_minimum = kind is PyramidKind.MINIMUM
        key = (energy, kind)
        number = level_number(grid)
        if number == 0:
            return sample(self.full(energy), 1, grid, area, minimum=is_minimum)
        if key in self._pyramids:
            levels = self._pyramids[key].levels
            number = min(number, len(levels) - 1)
            return sample(levels[number], 1 << number, grid, area, minimum=is_minimum)
        self._ask_for(key)
        step = min(1 << number, *self.full(energy).shape)
        stand_in = self.full(energy)[step // 2 :: step, step // 2 :: step]
        return sample(stand_in, step, grid, area, minimum=False)

    def drop(self) -> None:
        """Another scan is on screen: levels still in the making are not wanted."""
        for cancel in self._asked.values():
            cancel.ask_to_stop()
        self._asked.clear()

    def _ask_for(self, key: tuple[Energy, PyramidKind]) -> None:
        if key in self._asked:
            return
        cancel = Cancel()
        self._asked[key] = self._runner.run(
            partial(build_pyramid, self.full(key[0]), key[1], should_stop=cancel.should_stop),
            done=partial(self._keep, key),
            failed=self.failed.emit,
            owner=self,
            lane=Lane.COMPUTE,
            cancel=cancel,
        )

    def _keep(self, key: tuple[Energy, PyramidKind], pyramid: Pyramid | None) -> None:
        if pyramid is not None:
            self._pyramids[key] = pyramid
            self.sharpened.emit()


def level_number(grid: Grid) -> int:
    """Which level to sample from: 0 is the scan itself, each next one half as wide and high.

    The coarsest level that still has a pixel for every screen pixel.
    """
    if grid.shrink <= 1.0:
        return 0
    return math.floor(math.log2(grid.shrink) + 1e-9)
