"""Window, inversion, energies, minimum, readout, and what is said about them."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from inspector_app.domain.region import Box
from inspector_app.domain.scan import Energy
from inspector_app.imaging.display import Curve
from inspector_app.imaging.pyramid import PyramidKind
from inspector_app.imaging.readout import estimate_air
from inspector_app.imaging.view_pixels import ViewPixels
from inspector_app.ui.viewer import DisplayState, ReadoutBar, ScanView
from tests.helpers.viewer import GEOMETRY, Mouse, grab, made_up


def test_a_right_drag_sets_width_across_and_level_down(qtbot: QtBot, view: ScanView) -> None:
    before = view.display.state.window
    Mouse(view).drag((300, 200), (360, 200), Qt.MouseButton.RightButton)
    wider = view.display.state.window
    assert wider.width > before.width
    assert wider.level == pytest.approx(before.level)
    picture = grab(view).mean()
    Mouse(view).drag((300, 200), (300, 120), Qt.MouseButton.RightButton)
    brighter = view.display.state.window
    assert brighter.level < wider.level
    assert brighter.width == pytest.approx(wider.width)
    assert grab(view).mean() > picture


def test_a_window_never_loses_its_meaning(view: ScanView) -> None:
    for _ in range(300):
        view.display.drag_window(-200, -500)
    assert view.display.state.window.width >= 2
    assert 0 <= view.display.state.window.level <= 65535
    for _ in range(300):
        view.display.drag_window(500, 500)
    assert view.display.state.window.width <= 2 * 65535


@pytest.mark.parametrize(
    ("key", "what", "sign"),
    [("[", "level", -1), ("]", "level", 1), ("{", "width", -1), ("}", "width", 1)],
)
def test_bracket_keys_move_the_window(
    qtbot: QtBot, view: ScanView, key: str, what: str, sign: int
) -> None:
    before = getattr(view.display.state.window, what)
    shift = Qt.KeyboardModifier.ShiftModifier if key in "{}" else Qt.KeyboardModifier.NoModifier
    qtbot.keyClick(view, key, shift)
    assert (getattr(view.display.state.window, what) - before) * sign > 0


def test_every_change_is_told_once(qtbot: QtBot, view: ScanView) -> None:
    told: list[DisplayState] = []
    view.display_changed.connect(told.append)
    for key in "iml":
        qtbot.keyClick(view, key)
    assert [state.inverted for state in told] == [True, True, True]
    assert told[1].pyramid is PyramidKind.MINIMUM
    assert told[2].window.curve is Curve.LOG
    assert told[-1] == view.display.state
    assert view.view_actions.by_key["invert"].isChecked()
    assert view.view_actions.by_key["minimum"].isChecked()


def test_inverting_turns_black_and_white_around(qtbot: QtBot, view: ScanView) -> None:
    view.clearFocus()
    before = grab(view)[200:280, 20:620, 0].astype(int)
    view.display.toggle_inverted()
    after = grab(view)[200:280, 20:620, 0].astype(int)
    assert np.abs(before + after - 255).max() <= 1


def test_the_original_is_one_key_away_and_so_is_the_way_back(qtbot: QtBot, view: ScanView) -> None:
    view.display.toggle_inverted()
    view.display.next_curve()
    mine = view.display.state
    assert not mine.is_original
    qtbot.keyClick(view, "o")
    original = view.display.state
    assert original.is_original
    assert (original.window.black, original.window.white) == (0, 65535)
    assert not original.inverted
    assert view.view_actions.by_key["original"].isChecked()
    qtbot.keyClick(view, "o")
    assert view.display.state == mine
    assert not view.view_actions.by_key["original"].isChecked()


def test_reset_and_auto_go_back_to_what_suits_the_scan(qtbot: QtBot, view: ScanView) -> None:
    opened = view.display.state
    for key in "iml]]}":
        qtbot.keyClick(view, key)
    qtbot.keyClick(view, "r")
    assert view.display.state == opened
    view.display.step_level(5)
    qtbot.keyClick(view, "a")
    assert view.display.state == opened


def test_a_window_for_a_part_of_the_scan(view: ScanView) -> None:
    view.display.set_auto_window_of(Box(0, 0, 90, 400))
    assert view.display.state.window.white < 12_000


def test_presets_keep_curve_and_inversion(qtbot: QtBot, view: ScanView) -> None:
    view.display.toggle_inverted()
    view.view_actions.by_key["dark-zone"].trigger()
    assert view.display.state.window.white < 65535 * 0.15
    assert view.display.state.inverted
    view.view_actions.by_key["full-range"].trigger()
    assert view.display.state.window.white == 65535


def test_the_other_energy_is_shown_where_there_is_one(qtbot: QtBot, view: ScanView) -> None:
    assert not view.view_actions.by_key["energy"].isEnabled()
    qtbot.keyClick(view, "e")
    assert view.display.state.energy is Energy.SINGLE
    scan = made_up(two=True)
    view.show_pixels(scan)
    at = (320.0, 240.0)
    assert view.display.state.energy is Energy.HIGH
    high = view.readout_at(at)
    qtbot.keyClick(view, "e")
    assert view.display.state.energy is Energy.LOW
    low = view.readout_at(at)
    assert low.value == scan.low[low.row, low.column]
    assert high.value == scan.high[low.row, low.column]
    assert low.value != high.value


def test_a_thin_wire_is_seen_in_the_minimum_and_lost_in_the_mean(
    qtbot: QtBot, view: ScanView
) -> None:
    high = np.full((1000, 9_001), 40_000, np.uint16)
    high[:, 4_503] = 36_000
    view.show_pixels(ViewPixels(high, None, 16))
    view.clearFocus()
    view.display.set_window(view.display.state.window.between(34_000, 42_000))
    contrasts = {}
    for kind in PyramidKind:
        if view.display.state.pyramid is not kind:
            view.display.toggle_pyramid()
        grab(view)
        qtbot.waitUntil(lambda: view.is_sharp)
        row = grab(view)[240, :, 0].astype(int)
        contrasts[kind] = int(row[20:620].max() - row[20:620].min())
    assert contrasts[PyramidKind.MINIMUM] == pytest.approx(4_000 / 8_000 * 255, abs=2)
    assert contrasts[PyramidKind.MEAN] < contrasts[PyramidKind.MINIMUM] / 3


def test_the_readout_is_what_numpy_says(qtbot: QtBot, view: ScanView) -> None:
    scan = made_up()
    view.show_pixels(scan, geometry=GEOMETRY)
    air = estimate_air(scan.high)
    for factor in (1.0, 2.3, 7.0):
        view.set_camera(view.camera.zoomed(factor, (200, 260)))
        for at in ((210.0, 220.0), (330.5, 250.25), (420.0, 265.0)):
            x, y = view.frame().to_scan(at)
            with qtbot.waitSignal(view.cursor_moved) as told:
                Mouse(view).move(at)
            readout = told.args[0]
            assert (readout.column, readout.row) == (int(x), int(y))
            assert readout.value == scan.high[int(y), int(x)]
            assert readout.transmission == pytest.approx(readout.value / air)
            assert readout.from_doors_m == pytest.approx(abs(x - 700) * 5 / 1000)
            assert readout.above_floor_m == pytest.approx((300 - y) * 4 / 1000)


def test_beside_the_scan_there_is_nothing_to_read(qtbot: QtBot, view: ScanView) -> None:
    with qtbot.waitSignal(view.cursor_moved) as told:
        Mouse(view).move((320, 3))
    assert told.args == [None]


def test_the_readout_bar_says_values_and_display(qtbot: QtBot, view: ScanView) -> None:
    bar = ReadoutBar(view)
    qtbot.addWidget(bar)
    view.show_pixels(made_up(two=True), geometry=GEOMETRY)
    Mouse(view).move((320, 240))
    readout = view.readout_at((320, 240))
    words = " ".join(label.text() for label in bar._labels.values())
    assert str(readout.value) in words
    assert f"{readout.from_doors_m:.2f} m from the doors" in words
    assert "high energy" in bar.display_text()
    assert "mean" in bar.display_text()
    view.display.toggle_energy()
    view.display.toggle_pyramid()
    view.display.toggle_inverted()
    text = bar._display.text()
    assert "low energy" in text
    assert "minimum" in text
    assert "inverted" in text
    view.display.toggle_original()
    assert "original" in bar._display.text()
    Mouse(view).move((320, 3))
    assert "–" in bar._labels["value"].text()


def test_letters_typed_elsewhere_stay_letters(qtbot: QtBot, view: ScanView) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    field.show()
    before = view.display.state
    qtbot.keyClicks(field, "iobm")
    assert field.text() == "iobm"
    assert view.display.state == before


def test_keys_work_by_their_place_on_a_cyrillic_layout(view: ScanView) -> None:
    """Windows says the letter the layout types (Ш) and the virtual key under the finger (I)."""
    event = QKeyEvent(QEvent.Type.KeyPress, 0x0428, Qt.KeyboardModifier.NoModifier, 0, 0x49, 0, "ш")
    QApplication.sendEvent(view, event)
    assert view.display.state.inverted


def test_every_act_says_what_it_does_and_its_key(qtbot: QtBot, view: ScanView) -> None:
    for action in view.view_actions.by_key.values():
        assert action.text()
        first = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        assert f"[{first}]" in action.toolTip()
    shortcuts = [keys.toString() for action in view.actions() for keys in action.shortcuts()]
    assert len(shortcuts) == len(set(shortcuts))


def test_empty_loading_and_unreadable_are_said(qtbot: QtBot, view: ScanView) -> None:
    view.show_unreadable("The file ends too early.")
    assert "The file ends too early." in view.placeholder.text
    assert view.pixels is None
    assert not view.view_actions.by_key["invert"].isEnabled()
    view.show_loading(0.4)
    assert view.placeholder.isVisible()
    view.show_empty()
    assert view.placeholder.text == "The scan has not arrived yet."
    Mouse(view).drag((10, 10), (200, 200))
    Mouse(view).wheel((100, 100), angle=(0, 120))
    qtbot.keyClick(view, "i")
    view.show_pixels(made_up())
    assert view.placeholder.text == ""
    assert not view.placeholder.isVisible()


def test_the_view_has_a_name_and_shows_its_focus(qtbot: QtBot, view: ScanView) -> None:
    assert view.accessibleName() == "Scan"
    assert view.focusPolicy() & Qt.FocusPolicy.TabFocus
    view.activateWindow()
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    focused = grab(view)[0, 300]
    view.clearFocus()
    assert (grab(view)[0, 300] != focused).any()
