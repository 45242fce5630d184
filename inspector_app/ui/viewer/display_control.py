"""Everything that changes how values become grey."""

from __future__ import annotations

import math
from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from inspector_app.domain.region import Box
from inspector_app.domain.scan import Energy
from inspector_app.imaging.display import (
    LEAST_GAMMA,
    MOST_GAMMA,
    Curve,
    Preset,
    Window,
    auto_window,
    preset_window,
    suggested_curve,
)
from inspector_app.imaging.enhance import STRONGEST, Enhancement
from inspector_app.imaging.material_colour import MaterialMode
from inspector_app.imaging.palettes import Palette
from inspector_app.imaging.pyramid import PyramidKind
from inspector_app.imaging.readout import estimate_air
from inspector_app.ui.viewer.display_presets import DisplayPreset, PresetShelf
from inspector_app.ui.viewer.display_state import DisplayState
from inspector_app.ui.viewer.pixel_source import PixelSource

STEP = 0.06
"""One key press moves the window by this share of its width."""

WIDTH_PER_PX = 1.006
"""One pixel of drag widens the window by this factor."""

LEVEL_PER_PX = 1 / 400
"""One pixel of drag moves the window by this share of its width."""

GAMMA_STEP = 1.1
"""One key press changes gamma by this factor."""


class DisplayControl(QObject):
    """Holds the DisplayState of one scan view and the acts that change it.

    Attributes:
        presets: the person's own displays.

    Signals:
        changed: the new DisplayState.
        panel_wanted: the person wants to see the display panel, or to put it away.
    """

    changed = Signal(object)
    panel_wanted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = DisplayState.original(65535, Energy.SINGLE)
        self._before_original: DisplayState | None = None
        self._source: PixelSource | None = None
        self._airs: dict[Energy, float | None] = {}
        self.presets = PresetShelf(self)

    @property
    def state(self) -> DisplayState:
        return self._state

    @property
    def has_two_energies(self) -> bool:
        return self._source is not None and len(self._source.energies) > 1

    def show_source(self, source: PixelSource | None) -> None:
        """Start a new scan: automatic window, the curve that suits it, not inverted; mean or
        minimum stays as chosen."""
        self._source = source
        self._airs = {}
        self._before_original = None
        if source is None:
            return
        fresh = self._fresh(source, source.energies[0])
        self._state = replace(fresh, pyramid=self._state.pyramid)
        self.changed.emit(self._state)

    def air(self, energy: Energy) -> float | None:
        """The open beam's value at an energy; None where there is none, or no scan."""
        if self._source is None:
            return None
        if energy not in self._airs:
            self._airs[energy] = estimate_air(self._source.full(energy))
        return self._airs[energy]

    def keep_own(self, slot: int, name: str) -> None:
        """Keep what is shown now as the person's own display under this key."""
        air = self.air(self._state.energy) or self._state.white
        self.presets.put(DisplayPreset.of(slot, name, self._state, air))

    def apply_own(self, slot: int) -> None:
        """Show as the person's own display under this key says, if there is one."""
        preset = self.presets.get(slot)
        if preset is None or self._source is None:
            return
        state = self._possible(preset.state)
        white = self._source.pixels.white
        self.set_state(replace(preset, state=state).on(white, self.air(state.energy) or white))

    def set_state(self, state: DisplayState) -> None:
        """Show exactly this (linked views, a person's own preset), but for what a scan of one
        energy cannot show."""
        self._before_original = None
        self._change(self._possible(state))

    def set_window(self, window: Window) -> None:
        """Show this window; curve, inversion and gamma are the window's."""
        limited = self._state.with_window(level=window.level, width=window.width)
        within = limited.window
        self._change(
            replace(limited, window=replace(window, level=within.level, width=within.width))
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
            self._take_ends(auto_window(values))

    def set_preset(self, preset: Preset) -> None:
        """A window by name; curve, inversion and gamma stay."""
        if self._source is None:
            return
        values = self._source.full(self._state.energy)
        self._take_ends(preset_window(preset, values, self._source.pixels.bits))

    @Slot()
    def reset(self) -> None:
        """As when the scan was opened: automatic window, the curve that suits it, mean, nothing
        enhanced."""
        if self._source is None:
            return
        self._before_original = None
        self._change(self._fresh(self._source, self._state.energy))

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
        self.set_curve(curves[(curves.index(self._state.window.curve) + 1) % len(curves)])

    def set_curve(self, curve: Curve) -> None:
        """How grey grows between the ends of the window."""
        self._change(replace(self._state, window=replace(self._state.window, curve=curve)))

    def set_gamma(self, gamma: float) -> None:
        """Lift what is dark (above 1) or press it down (below 1); 1 is off."""
        gamma = min(max(gamma, LEAST_GAMMA), MOST_GAMMA)
        self._change(replace(self._state, window=replace(self._state.window, gamma=gamma)))

    def step_gamma(self, steps: int) -> None:
        """Key presses; whole steps away from 1, so that 1 is always met again."""
        now = round(math.log(self._state.window.gamma, GAMMA_STEP))
        self.set_gamma(round(GAMMA_STEP ** (now + steps), 6))

    @Slot()
    def toggle_energy(self) -> None:
        """High, low, both together, and round again; the window stays so that they can be
        compared. Nothing happens where there is one energy only."""
        if self._state.combined:
            self.set_energy(Energy.HIGH)
        elif self._state.energy is Energy.HIGH:
            self.set_energy(Energy.LOW)
        else:
            self.set_energy(Energy.HIGH, combined=True)

    def set_energy(self, energy: Energy, *, combined: bool = False) -> None:
        """Show one energy, or with `combined` the mean of both."""
        if self.has_two_energies:
            self._change(replace(self._state, energy=energy, combined=combined))

    # Enhancing and colour

    def set_enhancement(self, enhancement: Enhancement) -> None:
        """Edges, noise and local contrast as strong as this."""
        self._change(replace(self._state, enhancement=enhancement))

    def next_strength(self, what: str) -> None:
        """Off, weak, medium, strong, and round again; `what` is a field of Enhancement."""
        now: int = getattr(self._state.enhancement, what)
        strength = (now + 1) % (STRONGEST + 1)
        self.set_enhancement(replace(self._state.enhancement, **{what: strength}))

    def set_palette(self, palette: Palette) -> None:
        """Colours instead of greys."""
        self._change(replace(self._state, palette=palette))

    def step_palette(self, steps: int) -> None:
        """The next palette, or the one before, and round again."""
        palettes = list(Palette)
        at = palettes.index(self._state.palette) + steps
        self.set_palette(palettes[at % len(palettes)])

    def set_material(self, mode: MaterialMode) -> None:
        """Colour by material; nothing happens where there is one energy only."""
        self._change(self._possible(replace(self._state, material=mode)))

    def toggle_material(self, mode: MaterialMode) -> None:
        """This use of material colour, or none where it is on already."""
        self.set_material(MaterialMode.OFF if self._state.material is mode else mode)

    @Slot()
    def toggle_blind(self) -> None:
        """Mark what the beam did not get through, or no longer."""
        self._change(replace(self._state, marks_blind=not self._state.marks_blind))

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
                back = self._before_original
                self._before_original = None
                if before.energy is not back.energy:
                    # The other energy was looked at meanwhile, and is what is wanted.
                    back = replace(back, energy=before.energy, combined=False)
                self._change(back)
            return
        self._before_original = before
        self._change(DisplayState.original(before.white, before.energy))

    def _fresh(self, source: PixelSource, energy: Energy) -> DisplayState:
        values = source.full(energy)
        curve = suggested_curve(values, source.pixels.bits)
        fresh = DisplayState.original(source.pixels.white, energy)
        return replace(fresh, window=auto_window(values, curve=curve))

    def _take_ends(self, window: Window) -> None:
        ends = replace(self._state.window, level=window.level, width=window.width)
        self.set_window(ends)

    def _possible(self, state: DisplayState) -> DisplayState:
        """The state without what needs an energy that is not there."""
        if self._source is None:
            return state
        energies = self._source.energies
        if len(energies) == 1:
            return replace(state, energy=energies[0], combined=False, material=MaterialMode.OFF)
        return state if state.energy in energies else replace(state, energy=energies[0])

    def _change(self, state: DisplayState) -> None:
        if state != self._state:
            self._state = state
            self.changed.emit(state)
