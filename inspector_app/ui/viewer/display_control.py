"""Everything that changes how values become grey."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from inspector_app.domain.region import Box
from inspector_app.domain.scan import Energy
from inspector_app.imaging.display import Curve, Preset, Window, auto_window, preset_window
from inspector_app.imaging.pyramid import PyramidKind
from inspector_app.ui.viewer.display_state import DisplayState
from inspector_app.ui.viewer.pixel_source import PixelSource

STEP = 0.06
"""One key press moves the window by this share of its width."""

WIDTH_PER_PX = 1.006
"""One pixel of drag widens the window by this factor."""

LEVEL_PER_PX = 1 / 400
"""One pixel of drag moves the window by this share of its width."""


class DisplayControl(QObject):
    """Holds the DisplayState of one scan view and the acts that change it.

    Signals:
        changed: the new DisplayState.
    """

    changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = DisplayState.original(65535, Energy.SINGLE)
        self._before_original: DisplayState | None = None
        self._source: PixelSource | None = None

    @property
    def state(self) -> DisplayState:
        return self._state

    @property
    def has_two_energies(self) -> bool:
        return self._source is not None and len(self._source.energies) > 1

    def show_source(self, source: PixelSource | None) -> None:
        """Start a new scan: automatic window, not inverted; mean or minimum stays as chosen."""
        self._source = source
        self._before_original = None
        if source is None:
            return
        fresh = DisplayState.original(source.pixels.white, source.energies[0])
        window = auto_window(source.full(fresh.energy))
        self._state = replace(fresh, window=window, pyramid=self._state.pyramid)
        self.changed.emit(self._state)

    def set_state(self, state: DisplayState) -> None:
        """Show exactly this (linked views, a person's own preset)."""
        self._before_original = None
        self._change(state)

    def set_window(self, window: Window) -> None:
        """Show this window; curve and inversion are the window's."""
        limited = self._state.with_window(level=window.level, width=window.width)
        self._change(
            replace(
                limited,
                window=replace(limited.window, invert=window.invert, curve=window.curve),
            )
        )

    @Slot()
    def set_auto_window(self) -> None:
        """The window that suits the whole scan."""
        self.set_auto_window_of(None)

    def set_auto_window_of(self, box: Box | None) -> None:
        """The window that suits a part of the scan (None: all of it)."""
        if self._source is None:
            return
        values = self._source.full(self._state.energy)
        if box is not None:
            rows = slice(max(0, int(box.y)), max(0, int(box.bottom) + 1))
            values = values[rows, max(0, int(box.x)) : max(0, int(box.right) + 1)]
        if values.size:
            window = self._state.window
            self.set_window(auto_window(values, invert=window.invert, curve=window.curve))

    def set_preset(self, preset: Preset) -> None:
        """A window by name; curve and inversion stay."""
        if self._source is None:
            return
        window = self._state.window
        self.set_window(
            preset_window(
                preset,
                self._source.full(self._state.energy),
                self._source.pixels.bits,
                invert=window.invert,
                curve=window.curve,
            )
        )

    @Slot()
    def reset(self) -> None:
        """As when the scan was opened: automatic window, linear, not inverted, mean."""
        if self._source is None:
            return
        self._before_original = None
        energy = self._state.energy
        fresh = DisplayState.original(self._source.pixels.white, energy)
        self._change(replace(fresh, window=auto_window(self._source.full(energy))))

    def drag_window(self, dx: float, dy: float) -> None:
        """A drag of so many widget pixels: to the right wider, upwards brighter."""
        window = self._state.window
        self._change(
            self._state.with_window(
                level=window.level + dy * LEVEL_PER_PX * window.width,
                width=window.width * WIDTH_PER_PX**dx,
            )
        )

    def step_level(self, steps: float) -> None:
        """Key presses: positive is darker, as more of the values fall below the window."""
        window = self._state.window
        level = window.level + steps * STEP * window.width
        self._change(self._state.with_window(level=level, width=window.width))

    def step_width(self, steps: float) -> None:
        """Key presses: positive is wider, less contrast."""
        window = self._state.window
        width = window.width * (1 + STEP) ** steps
        self._change(self._state.with_window(level=window.level, width=width))

    @Slot()
    def toggle_inverted(self) -> None:
        """Dense bright instead of dark, and back."""
        window = self._state.window
        self._change(replace(self._state, window=replace(window, invert=not window.invert)))

    @Slot()
    def next_curve(self) -> None:
        """Linear, logarithm, square root, and round again."""
        curves = list(Curve)
        window = self._state.window
        curve = curves[(curves.index(window.curve) + 1) % len(curves)]
        self._change(replace(self._state, window=replace(window, curve=curve)))

    @Slot()
    def toggle_energy(self) -> None:
        """The other energy, if there is one; the window stays so that the two can be compared."""
        if self.has_two_energies:
            other = Energy.LOW if self._state.energy is Energy.HIGH else Energy.HIGH
            self._change(replace(self._state, energy=other))

    @Slot()
    def toggle_pyramid(self) -> None:
        """Minimum instead of mean when zoomed out, and back."""
        is_mean = self._state.pyramid is PyramidKind.MEAN
        kind = PyramidKind.MINIMUM if is_mean else PyramidKind.MEAN
        self._change(replace(self._state, pyramid=kind))

    @Slot()
    def toggle_original(self) -> None:
        """The picture as the scanner gave it; once more: back to what was shown before."""
        before = self._state
        if before.is_original:
            if self._before_original is not None:
                back = replace(self._before_original, energy=before.energy)
                self._before_original = None
                self._change(back)
            return
        self._before_original = before
        self._change(DisplayState.original(before.white, before.energy))

    def _change(self, state: DisplayState) -> None:
        if state != self._state:
            self._state = state
            self.changed.emit(state)
