"""A person's own displays: kept, read back whatever the text holds, applied to other scans."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from inspector_app.domain.scan import Energy
from inspector_app.imaging.display import Curve
from inspector_app.imaging.enhance import Enhancement
from inspector_app.imaging.material_colour import MaterialMode
from inspector_app.imaging.palettes import Palette
from inspector_app.imaging.view_pixels import ViewPixels
from inspector_app.ui.viewer import ScanView
from inspector_app.ui.viewer.display_presets import SLOTS, read_presets, write_presets
from inspector_app.ui.viewer.preset_editor import PresetEditor
from tests.helpers.viewer import made_up


def everything_on(view: ScanView) -> None:
    view.display.set_state(
        replace(
            view.display.state,
            enhancement=Enhancement(1, 2, 3),
            palette=Palette.CIVIDIS,
            material=MaterialMode.ORGANIC_ONLY,
            marks_blind=True,
            combined=True,
        )
    )
    view.display.set_curve(Curve.SQUARE_ROOT)
    view.display.step_gamma(3)
    view.display.toggle_inverted()
    view.display.toggle_pyramid()


def test_a_display_comes_back_through_json(qtbot: QtBot, view: ScanView) -> None:
    view.show_pixels(made_up(two=True))
    everything_on(view)
    mine = view.display.state
    view.display.keep_own(5, "  Шалны хавтан  ")
    text = write_presets(view.display.presets.all())
    view.display.reset()
    view.display.presets.fill(read_presets(text))
    assert view.display.presets.get(5).name == "Шалны хавтан"
    qtbot.keyClick(view, "5", Qt.KeyboardModifier.AltModifier)
    back = view.display.state
    assert back.window.level == pytest.approx(mine.window.level)
    assert back.window.width == pytest.approx(mine.window.width)
    assert replace(back, window=mine.window) == mine
    assert replace(back.window, level=1, width=1) == replace(mine.window, level=1, width=1)


def test_windows_follow_the_open_beam_of_another_scanner(view: ScanView) -> None:
    view.display.set_window(view.display.state.window.between(6_000, 30_000))
    share = view.display.state.window.white / view.display.air(Energy.SINGLE)
    view.display.keep_own(4, "dense")
    dim = ViewPixels((made_up().high // 16).astype(np.uint16), None, 12)
    view.show_pixels(dim)
    view.display.apply_own(4)
    window = view.display.state.window
    assert window.white == pytest.approx(share * view.display.air(Energy.SINGLE), rel=1e-3)
    assert view.display.state.white == 4095


def test_a_scan_of_one_energy_takes_what_it_can(view: ScanView) -> None:
    view.show_pixels(made_up(two=True))
    everything_on(view)
    view.display.keep_own(9, "all")
    view.show_pixels(made_up())
    view.display.apply_own(9)
    state = view.display.state
    assert (state.energy, state.combined, state.material) == (
        Energy.SINGLE,
        False,
        MaterialMode.OFF,
    )
    assert state.enhancement == Enhancement(1, 2, 3)


@pytest.mark.parametrize("text", [None, "", "{", "[1, null, []]", '{"a": 1}', '"x"', "3"])
def test_what_is_no_list_of_displays_holds_none(text: str | None) -> None:
    assert read_presets(text) == ()


def test_unknown_and_senseless_fields_do_no_harm() -> None:
    raw = [
        {"slot": 4, "name": "later", "palette": "sunset", "sound": "loud", "edges": 9, "gamma": -1},
        {"slot": 3, "name": "no such key"},
        {"slot": 5, "name": "  "},
        {"slot": "6", "name": "words"},
        {"slot": 7, "name": "odd", "level": "high", "width": float("nan"), "denoise": True},
        {"slot": 8, "name": "x" * 500, "width": 0, "material": [], "invert": 1},
    ]
    found = {preset.slot: preset for preset in read_presets(json.dumps(raw))}
    assert set(found) == {4, 7, 8}
    assert found[4].state.palette is Palette.GREY
    assert found[4].state.enhancement.edges == 3
    assert found[4].state.window.gamma == 0.2
    assert found[7].state.enhancement.denoise == 0
    assert found[7].state.window.width > 1
    assert len(found[8].name) == 40
    assert not found[8].state.inverted


def test_keys_without_a_display_are_grey_and_say_why(qtbot: QtBot, view: ScanView) -> None:
    action = view.view_actions.by_key["own-4"]
    assert not action.isEnabled()
    assert "Nothing is kept" in action.toolTip()
    view.display.keep_own(4, "mine")
    assert action.isEnabled()
    view.display.presets.delete(4)
    assert not action.isEnabled()


def test_keeping_renaming_deleting_and_applying(qtbot: QtBot, view: ScanView) -> None:
    editor = PresetEditor(view)
    qtbot.addWidget(editor)
    shelf = view.display.presets
    assert not editor.keep.isEnabled()
    assert not editor.delete.isEnabled()
    view.display.toggle_inverted()
    editor.name.setText("bright")
    assert "Alt+4" in editor.keep.text()
    editor.keep.click()
    assert shelf.get(4).state.inverted
    view.display.toggle_inverted()
    editor.name.setText("Bright")
    assert "Alt+4" in editor.keep.text(), "the same name is the same display"
    editor.name.setText("dim")
    qtbot.keyClick(editor.name, Qt.Key.Key_Return)
    assert shelf.get(5).name == "dim"
    editor.choice.setCurrentIndex(0)
    editor.choice.activated.emit(0)
    assert view.display.state.inverted
    editor.name.setText("brilliant")
    editor.rename.click()
    assert shelf.get(4).name == "brilliant"
    assert "brilliant" in editor.choice.currentText()
    editor.delete.click()
    assert [preset.slot for preset in shelf.all()] == [5]


def test_when_all_keys_are_taken_it_says_so(qtbot: QtBot, view: ScanView) -> None:
    editor = PresetEditor(view)
    qtbot.addWidget(editor)
    for slot in SLOTS:
        view.display.keep_own(slot, f"number {slot}")
    editor.name.setText("one more")
    assert not editor.keep.isEnabled()
    assert "six" in editor.keep.toolTip()
    editor.name.setText("number 7")
    assert editor.keep.isEnabled()
