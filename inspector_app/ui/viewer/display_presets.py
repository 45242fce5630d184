"""A person's own displays: a name, a key from Alt+4 to Alt+9, and what to show.

Windows are kept as shares of the open beam's value, so that a display made on one scanner fits the
scans of another. What was written by another version of the program is read as far as it goes.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal

from inspector_app.domain.scan import Energy
from inspector_app.imaging.display import LEAST_GAMMA, MOST_GAMMA, Curve, Window
from inspector_app.imaging.enhance import STRONGEST, Enhancement
from inspector_app.imaging.material_colour import MaterialMode
from inspector_app.imaging.palettes import Palette
from inspector_app.imaging.pyramid import PyramidKind
from inspector_app.ui.viewer.display_state import DisplayState

SLOTS = range(4, 10)
NAME_LIMIT = 40

_Word = TypeVar("_Word", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class DisplayPreset:
    """Attributes:
    slot: the digit of its key, from `SLOTS`.
    state: what to show; level and width of its window are shares of `state.white`, which stands
        for the open beam.
    """

    slot: int
    name: str
    state: DisplayState

    @classmethod
    def of(cls, slot: int, name: str, state: DisplayState, air: float) -> DisplayPreset:
        """What is shown now, on a scan whose open beam reads `air`."""
        window = state.window
        shares = replace(
            window, level=window.level / air * UNIT, width=max(1.0, window.width / air * UNIT)
        )
        return cls(slot, name.strip()[:NAME_LIMIT], replace(state, window=shares, white=UNIT))

    def on(self, white: int, air: float) -> DisplayState:
        """The same on another scan: `white` is the largest value its file can hold."""
        shown = replace(self.state, white=white)
        window = self.state.window
        return shown.with_window(level=window.level * air / UNIT, width=window.width * air / UNIT)


UNIT = 1_000_000
"""The open beam's value in what is kept: large, so that shares keep their digits as a window."""


class PresetShelf(QObject):
    """A person's own displays, at most one per key.

    Signals:
        changed: the person has changed them; they are to be kept.
        refilled: others were put in their place (somebody signed in).
        told: a sentence on keeping them: why it failed; empty: they are kept.
    """

    changed = Signal()
    refilled = Signal()
    told = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._presets: dict[int, DisplayPreset] = {}

    def all(self) -> tuple[DisplayPreset, ...]:
        """In the order of their keys."""
        return tuple(self._presets[slot] for slot in sorted(self._presets))

    def get(self, slot: int) -> DisplayPreset | None:
        """The one on this key."""
        return self._presets.get(slot)

    def free_slot(self) -> int | None:
        """The first key without one, None when all are taken."""
        return next((slot for slot in SLOTS if slot not in self._presets), None)

    def put(self, preset: DisplayPreset) -> None:
        """Keep this one on its key, in the place of what was there."""
        self._presets[preset.slot] = preset
        self.changed.emit()

    def rename(self, slot: int, name: str) -> None:
        """Give the one on this key another name; an empty name is no name."""
        name = name.strip()[:NAME_LIMIT]
        if slot in self._presets and name:
            self.put(replace(self._presets[slot], name=name))

    def delete(self, slot: int) -> None:
        """Free this key."""
        if self._presets.pop(slot, None) is not None:
            self.changed.emit()

    def fill(self, presets: Iterable[DisplayPreset]) -> None:
        """Put these in the place of all that are here."""
        self._presets = {preset.slot: preset for preset in presets}
        self.refilled.emit()


def write_presets(presets: Iterable[DisplayPreset]) -> str:
    """JSON that `read_presets` reads."""
    return json.dumps([_to_json(preset) for preset in presets], ensure_ascii=False)


def read_presets(text: str | None) -> tuple[DisplayPreset, ...]:
    """The presets in a text of `write_presets`. What is not known or makes no sense is left out or
    stands at its usual value; a text that is no JSON holds none."""
    try:
        raw = json.loads(text or "[]")
    except ValueError:
        return ()
    found = (_from_json(one) for one in raw) if isinstance(raw, list) else ()
    by_slot = {preset.slot: preset for preset in found if preset is not None}
    return tuple(by_slot[slot] for slot in sorted(by_slot))


def _to_json(preset: DisplayPreset) -> dict[str, Any]:
    state = preset.state
    return {
        "slot": preset.slot,
        "name": preset.name,
        "energy": state.energy,
        "combined": state.combined,
        "level": state.window.level / UNIT,
        "width": state.window.width / UNIT,
        "curve": state.window.curve,
        "gamma": state.window.gamma,
        "invert": state.window.invert,
        "pyramid": state.pyramid,
        "edges": state.enhancement.edges,
        "denoise": state.enhancement.denoise,
        "local_contrast": state.enhancement.local_contrast,
        "palette": state.palette,
        "material": state.material,
        "marks_blind": state.marks_blind,
    }


def _from_json(raw: object) -> DisplayPreset | None:
    if not isinstance(raw, dict):
        return None
    slot, name = raw.get("slot"), raw.get("name")
    if (
        not isinstance(slot, int)
        or slot not in SLOTS
        or not isinstance(name, str)
        or not name.strip()
    ):
        return None
    window = Window(
        level=_number(raw, "level", 0.5, -1.0, 3.0) * UNIT,
        width=_number(raw, "width", 1.0, 1e-3, 6.0) * UNIT,
        invert=raw.get("invert") is True,
        curve=_word(raw, "curve", Curve.LINEAR),
        gamma=_number(raw, "gamma", 1.0, LEAST_GAMMA, MOST_GAMMA),
    )
    state = DisplayState(
        energy=_word(raw, "energy", Energy.HIGH),
        window=window,
        white=UNIT,
        pyramid=_word(raw, "pyramid", PyramidKind.MEAN),
        enhancement=Enhancement(
            edges=_strength(raw, "edges"),
            denoise=_strength(raw, "denoise"),
            local_contrast=_strength(raw, "local_contrast"),
        ),
        palette=_word(raw, "palette", Palette.GREY),
        material=_word(raw, "material", MaterialMode.OFF),
        marks_blind=raw.get("marks_blind") is True,
        combined=raw.get("combined") is True,
    )
    return DisplayPreset(slot, name.strip()[:NAME_LIMIT], state)


def _word(raw: dict[str, Any], key: str, usual: _Word) -> _Word:
    try:
        return type(usual)(str(raw.get(key)))
    except ValueError:
        return usual


def _number(raw: dict[str, Any], key: str, usual: float, least: float, most: float) -> float:
    value = raw.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return usual
    return min(max(float(value), least), most)


def _strength(raw: dict[str, Any], key: str) -> int:
    return round(_number(raw, key, 0.0, 0.0, float(STRONGEST)))
