"""The window as numbers and over the values of the scan."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from inspector_app.domain.scan import Energy
from inspector_app.imaging.display import Curve
from inspector_app.imaging.view_pixels import ViewPixels
from inspector_app.ui.viewer import ScanView
from inspector_app.ui.viewer.toolbar import ViewerToolbar
from inspector_app.ui.viewer.window_editor import BINS, WindowEditor, value_shares
from tests.helpers.viewer import Mouse, grab, made_up


@pytest.fixture
def editor(qtbot: QtBot, view: ScanView) -> WindowEditor:
    bar = ViewerToolbar(view)
    qtbot.addWidget(bar)
    bar.resize(900, 40)
    bar.show()
    bar.toggle_panel()
    return bar.panel.window_ends


def ends(view: ScanView) -> tuple[int, int]:
    window = view.display.state.window
    return round(window.black), round(window.white)


def typed(qtbot: QtBot, field, text: str) -> None:
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def test_typed_ends_are_the_window_and_curve_and_gamma_stay(
    qtbot: QtBot, view: ScanView, editor: WindowEditor
) -> None:
    view.display.set_curve(Curve.SQUARE_ROOT)
    view.display.set_gamma(1.21)
    view.display.toggle_inverted()
    typed(qtbot, editor.black, "1200")
    typed(qtbot, editor.white, "9800")
    assert ends(view) == (1200, 9800)
    window = view.display.state.window
    assert (window.curve, window.invert, window.gamma) == (Curve.SQUARE_ROOT, True, 1.21)


def test_an_end_typed_beyond_the_other_takes_it_along(
    qtbot: QtBot, view: ScanView, editor: WindowEditor
) -> None:
    typed(qtbot, editor.black, "1000")
    typed(qtbot, editor.white, "3000")
    typed(qtbot, editor.black, "40000")
    assert ends(view) == (40_000, 42_000)
    typed(qtbot, editor.white, "500")
    assert ends(view) == (0, 500)
    typed(qtbot, editor.black, "65000")
    assert ends(view) == (65_000, 65_500)


def test_it_follows_the_window_without_changing_it(view: ScanView, editor: WindowEditor) -> None:
    before = view.display.state
    view.display.toggle_original()
    assert (editor.black.value(), editor.white.value()) == (0, 65_535)
    view.display.toggle_original()
    assert view.display.state == before


def test_an_end_is_dragged_where_the_mouse_is(view: ScanView, editor: WindowEditor) -> None:
    strip = editor.strip
    view.display.toggle_original()
    start = (strip.x_of(65_535), 20.0)
    end = (strip.x_of(20_000), 20.0)
    Mouse(strip).drag(start, end)
    assert ends(view)[0] == 0
    assert ends(view)[1] == pytest.approx(20_000, abs=2)
    Mouse(strip).drag((strip.x_of(0), 20.0), (strip.x_of(5_000), 20.0))
    assert ends(view)[0] == pytest.approx(5_000, abs=2)


def test_between_the_ends_both_are_moved(view: ScanView, editor: WindowEditor) -> None:
    strip = editor.strip
    view.display.set_window(view.display.state.window.between(10_000, 30_000))
    Mouse(strip).drag((strip.x_of(20_000), 20.0), (strip.x_of(25_000), 20.0))
    black, white = ends(view)
    assert white - black == pytest.approx(20_000, abs=2)
    assert black == pytest.approx(15_000, abs=20)


def test_an_end_dragged_past_the_other_stops_there(view: ScanView, editor: WindowEditor) -> None:
    strip = editor.strip
    view.display.set_window(view.display.state.window.between(10_000, 30_000))
    Mouse(strip).drag((strip.x_of(30_000), 20.0), (strip.x_of(100), 20.0))
    black, white = ends(view)
    assert black < white


def test_a_double_click_suits_the_whole_scan(view: ScanView, editor: WindowEditor) -> None:
    view.display.set_auto_window()
    wanted = ends(view)
    view.display.toggle_original()
    Mouse(editor.strip).double_click((60.0, 20.0))
    assert ends(view) == wanted


def test_heights_tell_where_the_values_are() -> None:
    values = np.full((300, 500), 60_000, np.uint16)
    values[:, :200] = 600
    heights = value_shares(values, 65_535)
    assert heights.shape == (BINS,)
    at = [int((value / 65_535) ** 0.5 * BINS) for value in (600, 60_000)]
    assert set(np.flatnonzero(heights)) == set(at)
    assert heights[at[1]] == 1.0
    assert heights[at[0]] == pytest.approx((2 / 3) ** (1 / 3))


def test_a_large_scan_is_sampled_and_looks_the_same() -> None:
    rng = np.random.default_rng(1)
    values = rng.integers(0, 65_536, (3_000, 4_000)).astype(np.uint16)
    assert value_shares(values, 65_535) == pytest.approx(
        value_shares(values[::2, ::2], 65_535), abs=0.03
    )


def test_the_strip_shows_the_scan_and_the_energy_on_screen(
    view: ScanView, editor: WindowEditor
) -> None:
    one = grab(editor.strip)
    flat = np.full((400, 900), 30_000, np.uint16)
    view.show_pixels(ViewPixels(flat, np.full((400, 900), 5_000, np.uint16), 16))
    view.display.set_window(view.display.state.window.between(0, 65_535))
    high = grab(editor.strip)
    view.display.set_energy(Energy.LOW)
    low = grab(editor.strip)
    assert not np.array_equal(one, high)
    assert not np.array_equal(high, low)


def test_without_a_scan_it_is_an_empty_strip(qtbot: QtBot, view: ScanView) -> None:
    view.show_empty()
    editor = WindowEditor(view)
    qtbot.addWidget(editor)
    assert grab(editor.strip).any()
    view.show_pixels(made_up())
