"""Has the levels of one view made in the background when they are first needed."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from inspector_app.background import Lane, TaskRunner
from inspector_app.domain.scan import Energy
from inspector_app.imaging.physics import AttenuationTable
from inspector_app.imaging.pyramid import PyramidKind, halve
from inspector_app.imaging.view_pixels import Pixels, ViewPixels
from inspector_app.ui.viewer.resample import Grid
from inspector_app.ui.viewer.scan_facts import ScanFacts
from inspector_app.ui.viewer.scan_levels import LevelKey, ScanLevels, level_number


class PixelSource(QObject):
    """The view on screen: its levels, what is known of it, and the making of both.

    Until a level is there, every n-th pixel of the scan stands in for it: rougher, never blank.
    Levels are made one after the other, so that the one on screen does not wait for those beyond.

    Attributes:
        levels: the pixels at every size; work in other threads holds these and never the source.
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
        self.levels = ScanLevels(pixels)
        self.facts = ScanFacts(pixels, runner, attenuation, self)
        self.facts.found.connect(self.sharpened)
        self._runner = runner
        self._wanted: dict[LevelKey, int] = {}

    @property
    def pixels(self) -> ViewPixels:
        """The view, as it came from the scanner."""
        return self.levels.pixels

    @property
    def energies(self) -> tuple[Energy, ...]:
        """What can be shown: high and low, or single."""
        return self.levels.energies

    def full(self, energy: Energy) -> Pixels:
        """The scan's own pixels at one energy."""
        return self.levels.full(energy)

    def is_sharp(self, energy: Energy, kind: PyramidKind, grid: Grid) -> bool:
        """Whether the level that this grid is sampled from is there."""
        return self.levels.is_sharp(energy, kind, grid)

    def ask_for(self, energy: Energy, kind: PyramidKind, grid: Grid) -> None:
        """Have the level for this grid made if it is not there. On the GUI thread only."""
        if self.levels.is_sharp(energy, kind, grid):
            return
        key = (energy, kind)
        is_begun = key in self._wanted
        self._wanted[key] = min(level_number(grid), self.levels.last_level)
        if not is_begun:
            self._make_next(key)

    def drop(self) -> None:
        """Another scan is on screen: nothing more is wanted, and the memory is given back now and
        not when Qt gets round to deleting this."""
        self._runner.cancel_all(self)
        self.levels = ScanLevels.nothing()
        self.facts.drop()

    def _make_next(self, key: LevelKey) -> None:
        self._runner.run(
            partial(halve, self.levels.made(key)[-1], key[1]),
            done=partial(self._keep, key),
            failed=self.failed.emit,
            owner=self,
            lane=Lane.COMPUTE,
        )

    def _keep(self, key: LevelKey, level: Pixels) -> None:
        made = self.levels.made(key)
        made.append(level)
        if len(made) <= self.levels.last_level:
            self._make_next(key)
        if len(made) - 1 == self._wanted[key]:
            self.sharpened.emit()
