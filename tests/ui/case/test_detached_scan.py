"""The scan on a window of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow, QToolButton

from inspector_app.domain.region import Box
from inspector_app.ui.case.case_page import CasePage
from inspector_app.ui.case.detached_scan import ScanPlace, first_geometry, is_on_a_screen
from tests.helpers.builders import a_case, a_highlight
from tests.helpers.fake_ports import a_bench

HIGHLIGHT = a_highlight(box=Box(200.0, 100.0, 60.0, 40.0))
CASE = a_case()
# Qt raises a tool window with the window it belongs to; the offscreen plugin knows no order.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support raise", extend=True)

ROOT = Path(__file__).parents[3]


@pytest.fixture
def bench():
    return a_bench(CASE, found=(HIGHLIGHT,))


@pytest.fixture
def main_window(qtbot):
    made = QMainWindow()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def page(qtbot, runner, bench, main_window):
    """A case page in a main window, as in the program."""
    main_window.resize(1400, 850)
    made = CasePage(bench.ports, runner)
    main_window.setCentralWidget(made)
    main_window.show()
    qtbot.waitExposed(main_window)
    made.open(CASE.case_id)
    qtbot.waitUntil(lambda: made.found_highlights is not None)
    return made


def own_window(page):
    return page.detached.window


def draw_rectangle(qtbot, view):
    view.view_actions.by_key["rectangle"].trigger()
    start, end = QPoint(300, 200), QPoint(420, 260)
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(view, (start + end) / 2)
    qtbot.mouseMove(view, end)
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=end)


def test_a_key_takes_the_scan_out_and_brings_it_back(qtbot, page):
    view = page.scan.view
    docks = page.frame.saveState()
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_F11)
    window = own_window(page)
    assert window.isVisible()
    assert window.isWindow()
    assert page.scan.window() is window
    assert page.scan.isVisible()
    assert isinstance(page.frame.centralWidget(), ScanPlace)
    assert page.reasons.isVisible()
    assert page.detached.action.isChecked()
    qtbot.keyClick(view, Qt.Key.Key_F11)
    assert own_window(page) is None
    assert page.scan.window() is page.window()
    assert page.frame.centralWidget() is page.scan
    assert page.scan.isVisible()
    assert page.frame.saveState() == docks
    assert not page.detached.action.isChecked()


def test_the_key_works_from_the_papers_too(qtbot, page):
    page.detached.detach()
    page.activateWindow()
    page.reasons.list.setFocus()
    qtbot.keyClick(page.reasons.list, Qt.Key.Key_F11)
    assert own_window(page) is None


@pytest.mark.parametrize("way", ["close", "button", "action"])
def test_closing_the_window_brings_the_scan_back(qtbot, page, way):
    page.scan.findChild(QToolButton, "own-window-button").click()
    window = own_window(page)
    if way == "close":
        window.close()
    elif way == "button":
        page.frame.centralWidget()._button.click()
    else:
        page.detached.action.trigger()
    assert own_window(page) is None
    assert page.scan.isVisible()
    assert page.frame.centralWidget() is page.scan


def test_drawing_saving_and_choosing_go_on_working(qtbot, page, bench):
    page.detached.detach()
    view = page.scan.view
    draw_rectangle(qtbot, view)
    assert page.editor.isVisible()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is page.window())
    box = page.editor._kind
    box.setCurrentIndex(box.findData("dense-object"))
    with qtbot.waitSignal(page.record_saved):
        QTest.keySequence(box, QKeySequence.StandardKey.Save)
    (finding,) = bench.database.saved
    assert finding.mark.is_rectangle
    qtbot.waitUntil(lambda: page.findings.list.count() == 1)
    qtbot.waitUntil(lambda: len(view.marks.findings) == 1)
    page.highlights.list.setCurrentRow(0)
    page.chooser.choose_highlight(HIGHLIGHT.highlight_id)
    assert view.marks.selected == HIGHLIGHT.highlight_id
    qtbot.keyClick(view, "n")
    assert view.marks.selected is not None


def test_keys_of_the_main_window_work_in_the_scans_own(qtbot, page):
    """A tool window lets them through; the verdict's keys and the menus are of that kind."""
    seen = []
    action = page.window().menuBar().addAction("sync")
    action.setShortcut(QKeySequence("F5"))
    action.triggered.connect(lambda: seen.append("F5"))
    page.detached.detach()
    view = page.scan.view
    view.activateWindow()
    view.setFocus()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is own_window(page))
    qtbot.keyClick(view, Qt.Key.Key_F5)
    assert seen == ["F5"]


def test_escape_in_the_scans_own_window_discards_what_is_written(qtbot, page):
    page.detached.detach()
    view = page.scan.view
    draw_rectangle(qtbot, view)
    assert view.draft() is not None
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert view.draft() is None


def test_beside_the_queue_the_window_is_hidden(qtbot, page):
    page.detached.detach()
    window = own_window(page)
    page.hide()
    assert not window.isVisible()
    page.show()
    assert window.isVisible()
    page.window().hide()
    assert not window.isVisible()


def test_its_place_is_remembered_for_the_session(qtbot, page):
    page.detached.detach()
    assert not own_window(page).isFullScreen(), "there is one screen here"
    own_window(page).setGeometry(QRect(60, 70, 500, 400))
    page.detached.bring_back()
    page.detached.detach()
    assert own_window(page).geometry() == QRect(60, 70, 500, 400)


def test_another_case_is_shown_in_the_same_window(qtbot, page):
    page.detached.detach()
    window = own_window(page)
    page.leave()
    assert window.isVisible()
    page.open(CASE.case_id)
    qtbot.waitUntil(lambda: page.scan.view.pixels is not None)
    assert own_window(page) is window


def test_a_window_off_every_screen_is_known_as_such(qapp):
    screens = QApplication.screens()
    available = screens[0].availableGeometry()
    assert is_on_a_screen(first_geometry(available), screens)
    assert not is_on_a_screen(QRect(available.right() - 40, 20, 500, 400), screens)
    assert not is_on_a_screen(available.translated(available.width(), 0), screens)


def test_two_screens(tmp_path):
    """In a process of its own, with two made-up screens: the scan fills the other one; when that
    is taken away the window comes back to the one that is left."""
    screens = [
        {"name": "papers", "x": 0, "y": 0, "width": 1280, "height": 800, "dpr": 1},
        {"name": "scan", "x": 1280, "y": 0, "width": 1600, "height": 900, "dpr": 1},
    ]
    config = tmp_path / "screens.json"
    config.write_text(json.dumps({"screens": screens}), encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "tests.helpers.two_screens", str(config)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout)
    assert told["screens"] == 2
    assert told["page_on"] == "papers"
    assert told["window_on"] == "scan"
    assert told["full_screen"]
    assert told["view_width"] > 1500
    assert told["rescued_to"] == "papers"
    assert not told["rescued_full_screen"]
    assert told["ended"]
