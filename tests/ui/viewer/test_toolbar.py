"""One row of buttons, menus that hold every act, and the display panel."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from inspector_app.domain.scan import Energy
from inspector_app.imaging.display import Curve
from inspector_app.imaging.material_colour import MaterialMode
from inspector_app.imaging.palettes import Palette
from inspector_app.ui.viewer import ScanView, ViewerToolbar, icons
from inspector_app.ui.viewer.actions import ACTIONS
from inspector_app.ui.viewer.toolbar import MENUS, QUICK
from tests.helpers.viewer import Mouse, made_up


@pytest.fixture
def bar(qtbot: QtBot, view: ScanView) -> Iterator[ViewerToolbar]:
    view.show_pixels(made_up(two=True))
    holder = QWidget()
    made = ViewerToolbar(view)
    layout = QHBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(made)
    qtbot.addWidget(holder)
    holder.resize(1200, 50)
    holder.show()
    qtbot.waitExposed(holder)
    qtbot.waitUntil(lambda: made._room is not None)
    yield made
    holder.close()


def test_every_act_is_on_the_bar_or_in_one_of_its_menus(bar: ViewerToolbar) -> None:
    held = set(bar.actions())
    for name in MENUS:
        held |= set(bar.menu(name).actions())
    by_key = bar._view.view_actions.by_key
    missing = [key for key, action in by_key.items() if action not in held]
    assert missing == []


def test_every_menu_that_is_named_is_shown(bar: ViewerToolbar) -> None:
    assert {spec.menu for spec in ACTIONS} <= {*MENUS, ""}
    for name in MENUS:
        used = any(spec.menu == name for spec in ACTIONS)
        assert bar._menus[name].isVisible() is used


def test_no_two_acts_have_the_same_key() -> None:
    counts = Counter(keys for spec in ACTIONS for keys in spec.shortcuts)
    assert [keys for keys, count in counts.items() if count > 1] == []
    assert len({spec.key for spec in ACTIONS}) == len(ACTIONS)


def test_buttons_have_words_tips_and_names(bar: ViewerToolbar) -> None:
    for action in bar.actions():
        button = bar.widgetForAction(action)
        if isinstance(button, QToolButton):
            assert button.text()
            assert button.toolTip()
            assert button.focusPolicy() == Qt.FocusPolicy.TabFocus
    for key in QUICK:
        assert icons.has_icon(key)
        assert not icons.icon(key).pixmap(20, 20).isNull()


def test_a_narrow_bar_says_less_and_stays_one_row(qtbot: QtBot, bar: ViewerToolbar) -> None:
    height = bar.height()
    quick = bar.widgetForAction(bar._view.view_actions.by_key["dark-zone"])
    assert isinstance(quick, QToolButton)
    assert quick.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonTextOnly
    bar.window().resize(470, 50)
    qtbot.waitUntil(lambda: quick.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly)
    assert bar._menus["move"].toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly
    assert bar.height() == height
    bar.window().resize(1200, 50)
    qtbot.waitUntil(lambda: quick.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonTextOnly)


def test_the_panel_opens_by_key_and_closes_by_escape(
    qtbot: QtBot, view: ScanView, bar: ViewerToolbar
) -> None:
    view.activateWindow()
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    qtbot.keyClick(view, "P", Qt.KeyboardModifier.ShiftModifier)
    assert bar.panel.isVisible()
    assert bar.panel.geometry().right() <= view.width()
    assert bar.panel.geometry().bottom() <= view.height()
    qtbot.keyClick(bar.panel, Qt.Key.Key_Escape)
    assert not bar.panel.isVisible()
    assert view.display.state.material is MaterialMode.OFF
    bar._menus["display"].click()
    assert bar.panel.isVisible()
    view.view_actions.by_key["display-panel"].trigger()
    assert not bar.panel.isVisible()


def test_the_panel_stays_while_one_works_and_keeps_up(
    qtbot: QtBot, view: ScanView, bar: ViewerToolbar
) -> None:
    view.view_actions.by_key["display-panel"].trigger()
    panel = bar.panel
    at = (view.width() - 5, view.height() - 5)
    Mouse(view).drag(at, (at[0] - 40, at[1]), Qt.MouseButton.RightButton)
    for key in ("edges", "invert", "minimum", "blind-zone", "curve", "palette-next", "energy"):
        view.view_actions.by_key[key].trigger()
    assert panel.isVisible()
    assert panel.strengths["edges"].button(1).isChecked()
    assert panel.curve.button(view.display.state.window.curve).isChecked()
    assert panel.palette_choice.button(Palette.VIRIDIS).isChecked()
    assert panel.energy.button((Energy.LOW, False)).isChecked()
    assert panel.inverted.isChecked()
    assert panel.minimum.isChecked()
    assert panel.blind.isChecked()


def test_everything_on_the_panel_does_what_it_says(view: ScanView, bar: ViewerToolbar) -> None:
    view.view_actions.by_key["display-panel"].trigger()
    panel, display = bar.panel, view.display
    panel.energy.button((Energy.HIGH, True)).click()
    panel.curve.button(Curve.SQUARE_ROOT).click()
    panel.gamma.setValue(4)
    for strength, control in enumerate(panel.strengths.values(), start=1):
        control.button(strength).click()
    panel.palette_choice.button(Palette.MAGMA).click()
    for box in (panel.inverted, panel.minimum, panel.blind):
        box.click()
    state = display.state
    assert state.combined
    assert state.window.curve is Curve.SQUARE_ROOT
    assert state.window.gamma == pytest.approx(1.1**4, rel=1e-5)
    done = state.enhancement
    assert (done.edges, done.denoise, done.local_contrast) == (1, 2, 3)
    assert state.palette is Palette.MAGMA
    assert state.inverted
    assert state.marks_blind
    panel.material.button(MaterialMode.METAL_ONLY).click()
    assert display.state.material is MaterialMode.METAL_ONLY
    assert not panel.palette_choice.isEnabled()
    panel._original.click()
    assert display.state.is_original
    assert panel._original.isChecked()


def test_everything_on_the_panel_has_a_name_and_takes_the_focus(bar: ViewerToolbar) -> None:
    bar._view.view_actions.by_key["display-panel"].trigger()
    for button in bar.panel.findChildren(QAbstractButton):
        assert button.accessibleName() or button.text()
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
    named = {button.accessibleName() for button in bar.panel.findChildren(QAbstractButton)}
    assert "Edges: strong" in named
    assert "Colours: cividis" in named
    assert bar.panel.gamma.accessibleName() == "Gamma"


def test_one_energy_greys_out_what_needs_two(view: ScanView, bar: ViewerToolbar) -> None:
    bar.panel.show_below(bar)
    assert bar.panel.energy.isEnabled()
    view.show_pixels(made_up())
    assert not bar.panel.energy.isEnabled()
    assert not bar.panel.material.isEnabled()
    assert "one energy" in bar.panel.material.toolTip()


def test_a_low_view_scrolls_the_panel(qtbot: QtBot, view: ScanView, bar: ViewerToolbar) -> None:
    view.view_actions.by_key["display-panel"].trigger()
    view.resize(500, 260)
    qtbot.waitUntil(lambda: bar.panel.height() < 260)
    qtbot.waitUntil(lambda: bar.panel._area.verticalScrollBar().maximum() > 0)
    assert bar.panel.geometry().right() <= 500
