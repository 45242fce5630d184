"""How long a scan is looked at, and with which tools, on a clock of our own."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from inspector_app.ui.viewer import ScanView, ToolName
from inspector_app.ui.viewer import viewing_log as module
from inspector_app.ui.viewer.viewing_log import ViewingLog
from tests.helpers.viewer import Mouse


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Watch:
    """A log under test: `wait` lets seconds pass, one tick each."""

    def __init__(self, view: ScanView) -> None:
        self.view = view
        self.clock = Clock()
        self.log = ViewingLog(view, clock=self.clock)
        # The test's own ticks only.
        self.log._timer.setInterval(10_000_000)
        self.log.begin()

    def wait(self, seconds: int) -> None:
        for _ in range(seconds):
            self.clock.now += 1.0
            self.log.tick()


@pytest.fixture
def watch(view: ScanView, qtbot: QtBot) -> Watch:
    view.activateWindow()
    qtbot.waitUntil(view.isActiveWindow)
    return Watch(view)


def test_time_counts_while_somebody_looks(watch: Watch) -> None:
    watch.wait(30)
    assert watch.log.seconds == pytest.approx(30)
    assert watch.log.take(stop=True).seconds == pytest.approx(30)
    watch.wait(10)
    assert watch.log.seconds == 0


def test_a_pause_counts_for_a_minute_and_a_movement_ends_it(watch: Watch) -> None:
    watch.wait(200)
    assert watch.log.seconds == pytest.approx(module.PAUSE_S, abs=1.5)
    seen = watch.log.seconds
    Mouse(watch.view).move((10, 10))
    watch.wait(5)
    assert watch.log.seconds == pytest.approx(seen + 5, abs=0.1)


def test_the_mouse_anywhere_on_the_screens_is_a_movement(watch: Watch) -> None:
    watch.wait(100)
    seen = watch.log.seconds
    QCursor.setPos(QCursor.pos() + QPoint(7, 3))
    watch.wait(5)
    assert watch.log.seconds > seen + 3


def test_nothing_counts_while_the_scan_is_hidden_or_not_there(watch: Watch) -> None:
    watch.view.hide()
    watch.wait(20)
    assert watch.log.seconds == 0
    watch.view.show()
    watch.view.show_loading()
    watch.wait(20)
    assert watch.log.seconds == 0


def test_nothing_counts_while_another_window_has_the_focus(watch: Watch, qtbot: QtBot) -> None:
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(other.isActiveWindow)
    watch.wait(20)
    assert watch.log.seconds == 0


@pytest.mark.qt_log_ignore("This plugin does not support raise", extend=True)
def test_a_scan_on_the_second_screen_is_looked_at_beside_its_papers(
    watch: Watch, qtbot: QtBot
) -> None:
    papers = QWidget()
    qtbot.addWidget(papers)
    papers.show()
    watch.view.setParent(papers, Qt.WindowType.Tool)
    watch.view.show()
    papers.activateWindow()
    qtbot.waitUntil(papers.isActiveWindow)
    watch.wait(20)
    assert watch.log.seconds == pytest.approx(20)
    # Before the papers take it with them.
    watch.view.setParent(None)


def test_a_computer_that_slept_was_not_looked_at(watch: Watch) -> None:
    watch.clock.now += 8 * 3600
    watch.log.tick()
    assert watch.log.seconds <= 5


def test_acts_are_counted_by_their_key(watch: Watch) -> None:
    actions = watch.view.view_actions.by_key
    for key in ("invert", "invert", "fit"):
        actions[key].trigger()
    QTest.keyClick(watch.view, Qt.Key.Key_I)
    tools = dict(watch.log.take(stop=False).tools)
    assert tools == {"invert": 3, "fit": 1}
    assert watch.log.take(stop=False).tools == ()


def test_a_gesture_is_counted_once(watch: Watch) -> None:
    mouse = Mouse(watch.view)
    for _ in range(12):
        mouse.wheel((300, 200), angle=(0, 40))
        watch.clock.now += 0.1
    watch.clock.now += 2
    mouse.wheel((300, 200), angle=(0, 120))
    mouse.drag((300, 200), (350, 230))
    mouse.drag((300, 200), (350, 230), Qt.MouseButton.RightButton)
    mouse.click((300, 200))
    tools = dict(watch.log.take(stop=True).tools)
    assert tools == {"wheel": 2, "drag": 1, "drag-window": 1}


def test_drawing_is_told_from_moving(watch: Watch) -> None:
    watch.view.set_tool(ToolName.RECTANGLE)
    mouse = Mouse(watch.view)
    mouse.drag((200, 200), (300, 260))
    mouse.drag((200, 200), (230, 260), Qt.MouseButton.MiddleButton)
    assert dict(watch.log.take(stop=True).tools) == {"draw": 1, "drag": 1}


def test_it_is_due_every_minute(watch: Watch) -> None:
    told: list[float] = []
    watch.log.due.connect(lambda: told.append(watch.log.take(stop=False).seconds))
    mouse = Mouse(watch.view)
    for _ in range(5):
        watch.wait(35)
        mouse.move((10, 10))
    assert len(told) == 2
    assert sum(told) + watch.log.seconds == pytest.approx(175, abs=1)


def test_nothing_is_counted_after_it_was_stopped(watch: Watch) -> None:
    watch.log.take(stop=True)
    watch.view.view_actions.by_key["fit"].trigger()
    Mouse(watch.view).drag((300, 200), (350, 230))
    watch.log.begin()
    assert watch.log.take(stop=True).tools == ()
