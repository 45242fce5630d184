"""What hands know from other programs: double click, the right button's menu, a tool that stays."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from inspector_app.domain.annotation import AnnotationKind
from inspector_app.domain.region import Box, Mark
from inspector_app.ui.viewer import ReadoutBar, ScanView, ToolName
from inspector_app.ui.viewer.acts_menu import ACTS_MENU
from inspector_app.ui.viewer.interaction import closer_at
from inspector_app.ui.viewer.shape import Shape
from inspector_app.ui.viewer.tools.base import Hint
from tests.helpers.viewer import Mouse, made_up

# A popup wants the keyboard for itself, which a screen that nobody sees does not give.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

AT = (412.0, 231.0)
RULER = Shape(AnnotationKind.RULER, ((300.0, 200.0), (600.0, 200.0)))
RIGHT = Qt.MouseButton.RightButton


def menu_of(view: ScanView) -> QMenu:
    return next(menu for menu in view.findChildren(QMenu, ACTS_MENU) if menu.isVisible())


def listed(view: ScanView) -> list[str]:
    menu = menu_of(view)
    keys = [a.objectName().removeprefix("viewer-") for a in menu.actions() if not a.isSeparator()]
    menu.close()
    return keys


# Double click


def test_a_double_click_goes_to_one_to_one_there_and_back(view: ScanView) -> None:
    mouse = Mouse(view)
    assert view.is_fitted
    before = view.camera.to_scan(AT)
    mouse.double_click(AT)
    assert view.camera.scale == pytest.approx(1.0 / view.devicePixelRatioF())
    assert view.camera.to_scan(AT) == pytest.approx(before, abs=1e-6)
    mouse.double_click(AT)
    assert view.is_fitted
    view.places.go_back()
    assert view.camera.scale == pytest.approx(1.0 / view.devicePixelRatioF())


def test_where_one_to_one_is_no_closer_it_goes_twice_as_close(view: ScanView) -> None:
    view.show_pixels(made_up(300, 200))
    fitted = view.camera
    closer = closer_at(fitted, AT, view.devicePixelRatioF())
    assert closer is not None
    assert closer.scale == pytest.approx(2 * fitted.scale)
    assert closer_at(closer, AT, view.devicePixelRatioF()) is None


def test_two_quick_drags_are_no_double_click(view: ScanView) -> None:
    view.set_camera(view.camera.zoomed(4, AT))
    scale = view.camera.scale
    mouse = Mouse(view)
    mouse.drag(AT, (380.0, 231.0))
    x = view.camera.x
    mouse._down = Qt.MouseButton.LeftButton
    mouse._send(QEvent.Type.MouseButtonDblClick, AT, Qt.MouseButton.LeftButton)
    mouse.move((380.0, 231.0))
    mouse.release((380.0, 231.0))
    assert view.camera.scale == scale
    assert view.camera.x > x


# The menu


def test_the_right_button_without_a_drag_opens_a_menu_with_keys(view: ScanView) -> None:
    before = view.display.state
    mouse = Mouse(view)
    mouse.press(AT, RIGHT)
    mouse.move((AT[0] + 2, AT[1] + 1))
    mouse.release((AT[0] + 2, AT[1] + 1))
    texts = [action.text() for action in menu_of(view).actions() if not action.isSeparator()]
    assert "Dark zone" in texts
    assert all(a.shortcut().toString() for a in menu_of(view).actions() if not a.isSeparator())
    keys = listed(view)
    assert len(keys) == len(set(keys))
    assert {"window-region", "ruler", "copy-values"} <= set(keys)
    # A trembling hand shifts no window.
    assert view.display.state == before


def test_a_drag_with_the_right_button_still_changes_the_window_and_opens_nothing(
    view: ScanView,
) -> None:
    width = view.display.state.window.width
    Mouse(view).drag(AT, (AT[0] + 60, AT[1]), RIGHT)
    assert view.display.state.window.width > width
    assert not [menu for menu in view.findChildren(QMenu, ACTS_MENU) if menu.isVisible()]


def test_a_drag_that_comes_back_opens_no_menu(view: ScanView) -> None:
    mouse = Mouse(view)
    mouse.press(AT, RIGHT)
    for x in (30.0, 0.0):
        mouse.move((AT[0] + x, AT[1]))
    mouse.release(AT)
    assert not [menu for menu in view.findChildren(QMenu, ACTS_MENU) if menu.isVisible()]


def test_the_menu_begins_with_what_is_under_the_mouse(view: ScanView) -> None:
    view.annotations.draw(RULER)
    view.annotations.choose(None)
    mouse = Mouse(view)
    mouse.click_with(RIGHT, view.frame().to_widget((450.0, 200.0)))
    assert view.annotations.chosen is not None
    assert listed(view)[0] == "delete"
    view.annotations.choose(None)
    view.show_draft(Mark.of_box("side", Box(200, 100, 200, 100)))
    view.view_actions.by_key["acts-menu"].trigger()
    assert listed(view)[:3] == ["snap", "annotate-draft", "region"]


def test_what_makes_no_sense_is_not_on_the_menu(view: ScanView) -> None:
    Mouse(view).click_with(RIGHT)
    assert "material" not in listed(view)


def test_a_polygon_being_drawn_gets_no_menu(view: ScanView) -> None:
    view.set_tool(ToolName.POLYGON)
    mouse = Mouse(view)
    mouse.click((100.0, 100.0))
    mouse.click_with(RIGHT, (200.0, 200.0))
    assert not [menu for menu in view.findChildren(QMenu, ACTS_MENU) if menu.isVisible()]


# A tool that stays


def test_a_tool_taken_up_twice_stays_in_hand(qtbot: QtBot, view: ScanView) -> None:
    mouse = Mouse(view)
    ruler = view.view_actions.by_key["ruler"]
    ruler.trigger()
    mouse.drag((100.0, 200.0), (200.0, 200.0))
    assert view.tool is ToolName.PAN
    ruler.trigger()
    with qtbot.waitSignal(view.hint_given) as told:
        ruler.trigger()
    assert told.args == [Hint.TOOL_STAYS]
    for y in (230.0, 260.0):
        mouse.drag((100.0, y), (200.0, y))
        assert view.tool is ToolName.RULER
    assert ruler.isChecked()
    assert len(view.annotations.marks) == 3
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert view.tool is ToolName.PAN
    ruler.trigger()
    mouse.drag((100.0, 290.0), (200.0, 290.0))
    assert view.tool is ToolName.PAN


def test_escape_first_drops_what_is_being_drawn_and_then_the_tool(
    qtbot: QtBot, view: ScanView
) -> None:
    view.set_tool(ToolName.POLYGON)
    Mouse(view).click((100.0, 100.0))
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert view.tool is ToolName.POLYGON
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert view.tool is ToolName.PAN


def test_control_y_makes_an_undone_step_again(qtbot: QtBot, view: ScanView) -> None:
    view.annotations.draw(RULER)
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert view.annotations.marks == ()
    qtbot.keyClick(view, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert [mark.shape for mark in view.annotations.marks] == [RULER]


# Window and values


def test_the_window_of_the_screen_suits_what_is_on_it(view: ScanView) -> None:
    view.set_camera(view.camera.gone_to(Box(20, 100, 40, 100)))
    view.view_actions.by_key["window-screen"].trigger()
    seen = view.frame().visible
    values = view.pixels.high[:, : int(seen.right) + 1]
    window = view.display.state.window
    assert window.white <= values.max() + 1
    view.view_actions.by_key["auto"].trigger()
    assert view.display.state.window.white > window.white


def test_the_values_under_the_mouse_can_be_copied(qtbot: QtBot, view: ScanView) -> None:
    bar = ReadoutBar(view)
    qtbot.addWidget(bar)
    QApplication.clipboard().setText("before")
    bar.copy_values()
    assert QApplication.clipboard().text() == "before"
    Mouse(view).move(AT)
    readout = view.readout_at(AT)
    # The mouse goes to a menu; what was read last is meant.
    view.cursor_moved.emit(None)
    bar.copy_values()
    copied = QApplication.clipboard().text().splitlines()
    value = int(np.asarray(view.pixels.high)[readout.row, readout.column])
    assert copied[0] == f"Pixel {readout.column}, {readout.row}"
    assert copied[1] == f"Value {value}"
    assert copied[-1] == bar.display_text()
    assert not any("–" in line for line in copied[:-1])


def test_the_values_of_another_scan_are_not_copied(qtbot: QtBot, view: ScanView) -> None:
    bar = ReadoutBar(view)
    qtbot.addWidget(bar)
    Mouse(view).move(AT)
    view.show_pixels(made_up(500, 300))
    QApplication.clipboard().setText("before")
    bar.copy_values()
    assert QApplication.clipboard().text() == "before"
