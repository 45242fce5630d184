"""The command palette and the sheet of keys of the main window."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication

from inspector_app.settings.shipped import resources_folder
from inspector_app.ui.case.verdict_panel import GIVE_KEY
from inspector_app.ui.language import Language
from inspector_app.ui.main_window import MainWindow
from inspector_app.ui.viewer.actions import ACTIONS
from tests.helpers.builders import a_case
from tests.helpers.fake_ports import a_bench

CASE = a_case()


@pytest.fixture
def language(qapp):
    made = Language(qapp, resources_folder() / "translations")
    yield made
    made.switch("en")


@pytest.fixture
def window(qtbot, runner, language, tmp_path, monkeypatch):
    monkeypatch.setattr(MainWindow, "_may_lose_draft", lambda _: True)
    made = MainWindow(a_bench(CASE).ports, runner, language, data_folder=tmp_path)
    qtbot.addWidget(made)
    made.show()
    made.open_case(CASE.case_id)
    qtbot.waitUntil(lambda: made.case_page.scan.view.pixels is not None)
    yield made
    made.help.sheet.close()
    made.help.palette.close()


def viewer_action(window, key):
    return window.case_page.scan.view.view_actions.by_key[key]


def test_the_palette_lists_every_act_of_the_viewer_and_of_the_menus(window):
    listed = {command.action for command in window.help.all_commands()}
    assert {viewer_action(window, spec.key) for spec in ACTIONS} <= listed
    menus = {a for a in window.help.window_actions() if a is not window.help.commands}
    assert menus <= listed
    assert len(menus) >= 7


def test_typing_and_enter_run_a_command(qtbot, window):
    window.help.commands.trigger()
    palette = window.help.palette
    qtbot.keyClicks(palette.search, "invert")
    assert palette.list.topLevelItem(0).text(0) == "Invert"
    assert palette.list.topLevelItem(0).text(1) == "I"
    qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    assert not palette.isVisible()
    assert window.case_page.scan.view.display.state.inverted


def test_arrows_choose_while_letters_are_typed(qtbot, window):
    window.help.commands.trigger()
    palette = window.help.palette
    first = palette.list.currentItem().text(0)
    qtbot.keyClick(palette.search, Qt.Key.Key_Down)
    assert palette.list.currentItem().text(0) != first
    qtbot.keyClick(palette.search, Qt.Key.Key_Escape)
    assert not palette.isVisible()


def test_what_cannot_be_run_says_why_and_stays(qtbot, window):
    window.help.commands.trigger()
    palette = window.help.palette
    qtbot.keyClicks(palette.search, "metal only")
    assert "one energy only" in palette.note.text()
    qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    assert palette.isVisible()
    palette.search.setText("qqqq")
    assert palette.note.text()


def test_without_a_scan_the_viewer_has_nothing_to_do(window):
    window.show_queue_page()
    commands = {c.action: c for c in window.help.all_commands()}
    invert = commands[viewer_action(window, "invert")]
    assert not invert.can_run
    assert invert.reason == "No scan is shown."


def test_both_languages_find_whichever_is_spoken(qtbot, window):
    invert = viewer_action(window, "invert")
    mongolian = window._language.dictionary("mn").translate("ViewerActions", "Invert")
    window.help.commands.trigger()
    palette = window.help.palette
    palette.search.setText(mongolian)
    assert palette._shown[0].action is invert
    palette.close()
    window.choose_language("mn")
    qtbot.waitUntil(lambda: invert.text() == mongolian)
    window.help.commands.trigger()
    palette.search.setText("quit")
    assert palette._shown[0].action.shortcut() == QKeySequence(QKeySequence.StandardKey.Quit)
    palette.search.setText("invert")
    assert palette._shown[0].action is invert
    assert palette._shown[0].name == mongolian


def test_the_sheet_lists_every_key(window):
    groups = window.help.groups()
    listed = {keys for group in groups for line in group.lines for keys in line.keys}
    native = QKeySequence.SequenceFormat.NativeText
    first = {spec.key: QKeySequence(spec.shortcuts[0]).toString(native) for spec in ACTIONS}
    missing = [key for key, keys in first.items() if keys not in listed]
    assert missing == []
    assert {"F1", "Ctrl+Shift+P", GIVE_KEY, "Ctrl+S", "Alt+Left"} <= listed
    window.help.sheet.open_over(window)
    shown = window.help.sheet.sheet.toPlainText().replace("\N{NO-BREAK SPACE}", " ")
    for group in groups:
        for line in group.lines:
            assert line.text in shown


def test_one_key_opens_the_sheet_and_it_can_be_searched(qtbot, window):
    assert QKeySequence("F1") in window.help.keys.shortcuts()
    assert QKeySequence("?") in window.help.keys.shortcuts()
    window.help.keys.trigger()
    sheet = window.help.sheet
    assert sheet.isVisible()
    qtbot.keyClicks(sheet.search, "gamma")
    shown = sheet.sheet.toPlainText()
    assert "Gamma up" in shown
    assert "Polygon" not in shown
    sheet.search.setText("measuring")
    assert "Ruler" in sheet.sheet.toPlainText()
    sheet.search.setText("no such thing")
    assert "No key" in sheet.sheet.toPlainText()
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()


def test_a_question_mark_typed_into_a_remark_stays_one(qtbot, window):
    editor = window.case_page.editor
    editor.show()
    qtbot.keyClicks(editor._remark, "why?")
    assert editor._remark.toPlainText() == "why?"
    assert not window.help.sheet.isVisible()


def test_the_palette_opens_by_its_place_on_a_cyrillic_layout(window):
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    event = QKeyEvent(QEvent.Type.KeyPress, 0x0417, both, 0, ord("P"), 0, "")
    QApplication.sendEvent(window, event)
    assert window.help.palette.isVisible()


def test_no_key_means_two_things(window):
    """The viewer's keys work beside those of the window and of the page."""
    keys = [keys for spec in ACTIONS for keys in spec.shortcuts]
    keys += [one.toString() for a in window.help.window_actions() for one in a.shortcuts()]
    keys += [GIVE_KEY, *(f"Ctrl+{n}" for n in range(1, 6))]
    spelled = [QKeySequence(one).toString() for one in keys]
    twice = [one for one, count in Counter(spelled).items() if count > 1]
    assert twice == []


def test_the_sheet_and_the_palette_follow_the_language(qtbot, window):
    window.help.sheet.open_over(window)
    window.choose_language("mn")
    qtbot.waitUntil(lambda: re.search("[а-яөү]", window.help.sheet.sheet.toPlainText()) is not None)
    assert window.help.sheet.windowTitle() != ""
