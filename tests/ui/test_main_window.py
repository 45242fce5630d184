"""The main window: going between pages, switching language, closing without losing anything."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QPushButton

from inspector_app.domain.errors import DeclarationUnreadable, StorageUnavailable
from inspector_app.domain.finding import Verdict
from inspector_app.domain.region import Box, Mark
from inspector_app.settings.shipped import resources_folder
from inspector_app.ui.language import Language
from inspector_app.ui.main_window import MainWindow
from inspector_app.ui.status_bar import Link, SyncStatusBar
from inspector_app.workflow.ports import OutboxSummary
from tests.helpers.builders import AT, a_case
from tests.helpers.fake_ports import a_bench

CASE = a_case()


@pytest.fixture
def language(qapp):
    made = Language(qapp, resources_folder() / "translations")
    yield made
    made.switch("en")


@pytest.fixture(autouse=True)
def _no_questions(monkeypatch):
    """A modal question at the end of a test would wait for ever."""
    monkeypatch.setattr(MainWindow, "_may_lose_draft", lambda _: True)


@pytest.fixture
def shown(qtbot, runner, language, tmp_path):
    def show(bench):
        window = MainWindow(bench.ports, runner, language, data_folder=tmp_path, notice="demo")
        qtbot.addWidget(window)
        window.show()
        qtbot.waitUntil(lambda: window.queue_page.model.rowCount() == len(bench.database.known))
        return window

    return show


def start_draft(qtbot, window):
    window.open_case(CASE.case_id)
    page = window.case_page
    qtbot.waitUntil(lambda: page.scan.view.pixels is not None)
    page.scan.view.mark_drawn.emit(Mark.of_box("side", Box(10, 10, 40, 40)))
    return page


def test_a_case_opens_from_the_queue_and_back(qtbot, shown):
    window = shown(a_bench(CASE))
    window.queue_page.case_chosen.emit(CASE.case_id)
    assert window.case_page.isVisible()
    window.case_page.back_requested.emit()
    assert window.queue_page.isVisible()


def test_a_case_that_is_gone_leads_back_to_the_queue(qtbot, shown):
    window = shown(a_bench(CASE))
    with qtbot.waitSignal(window.case_page.case_failed):
        window.open_case("no-such-case")
    assert window.queue_page.isVisible()
    assert window._problem.isVisible()


def test_everything_on_screen_changes_language_at_once(qtbot, shown):
    window = shown(a_bench(CASE))
    start_draft(qtbot, window)
    window.choose_language("mn")
    page = window.case_page
    # Qt posts the change to every widget; it arrives with the next events.
    qtbot.waitUntil(lambda: page.editor._save.text() == "Энд хадгалах")
    assert page.frame._reasons.windowTitle() == "Яагаад энд ирсэн бэ"
    assert "Шалны керамик хавтан" in page.declaration.goods.row_texts()[0]
    assert page.editor._kind.itemText(1) == "Мэдүүлээгүй бараа"
    assert window._notice.text().startswith("ҮЗҮҮЛЭН")
    assert window.status.texts()[0].startswith("Энд хадгалсан")


def test_closing_waits_for_a_save(qtbot, shown):
    bench = a_bench(CASE)
    go_on = threading.Event()
    save = bench.database.save

    def slow_save(record):
        go_on.wait(5)
        return save(record)

    bench.database.save = slow_save
    window = shown(bench)
    page = start_draft(qtbot, window)
    page.editor._kind.setCurrentIndex(1)
    qtbot.mouseClick(page.editor.findChild(QPushButton, "primary"), Qt.MouseButton.LeftButton)
    window.close()
    assert window.isVisible()
    go_on.set()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert len(bench.database.saved) == 1


def test_closing_asks_before_it_loses_a_draft(qtbot, shown, monkeypatch):
    window = shown(a_bench(CASE))
    start_draft(qtbot, window)
    answers = iter([False, True])
    monkeypatch.setattr(window, "_may_lose_draft", lambda: next(answers))
    window.close()
    assert window.isVisible()
    window.close()
    assert not window.isVisible()


def test_a_folder_that_cannot_be_taken_in_says_so(qtbot, shown, tmp_path):
    def refuse(folder):
        raise DeclarationUnreadable("not-json", "x.case.json: not JSON")

    window = shown(a_bench(CASE, read_cases=refuse))
    window.take_in(tmp_path)
    qtbot.waitUntil(window._problem.isVisible)
    assert "declaration file cannot be read" in window._problem.text()
    assert not window.taking_in.progress.isVisible()


def test_a_folder_dropped_on_the_window_is_taken_in(qtbot, shown, tmp_path):
    read = []

    def refuse(folder):
        read.append(folder)
        raise DeclarationUnreadable("not-json", "x.case.json: not JSON")

    window = shown(a_bench(CASE, read_cases=refuse))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path))])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(50, 50), Qt.DropAction.CopyAction, data, left, none)
    QApplication.sendEvent(window, enter)
    drop = QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, data, left, none)
    QApplication.sendEvent(window, drop)
    qtbot.waitUntil(lambda: read == [tmp_path])
    qtbot.waitUntil(lambda: "declaration file cannot be read" in window._problem.text())


def test_a_save_asks_for_a_conversation_with_the_centre(qtbot, shown):
    window = shown(a_bench(CASE))
    page = start_draft(qtbot, window)
    page.editor._kind.setCurrentIndex(1)
    with qtbot.waitSignal(window.sync_requested):
        qtbot.mouseClick(page.editor.findChild(QPushButton, "primary"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "waiting: 1" in window.status.texts()[0])


def test_the_status_bar_tells_saved_sent_and_applied_apart(qtbot):
    bar = SyncStatusBar()
    qtbot.addWidget(bar)
    bar.show()
    summary = OutboxSummary(2, 1, 5, 1, AT - timedelta(minutes=7))
    bar.show_outbox(summary, AT)
    bar.show_link(Link.OFFLINE)
    assert bar.texts() == [
        "Saved here, waiting: 2",
        "Sent: 1",
        "Applied at the centre: 5",
        "Rejected: 1",
        "oldest unsent: 7 min",
        "No link to the centre",
    ]
    bar.show_outbox(OutboxSummary(0, 0, 5, 0, None), AT)
    assert bar.texts()[-1] == "No link to the centre"
    assert len(bar.texts()) == 4


def test_low_disk_space_stands_out(qtbot):
    bar = SyncStatusBar()
    qtbot.addWidget(bar)
    bar.show_free_disk(500_000_000)
    low = bar._disk.styleSheet()
    bar.show_free_disk(80_000_000_000)
    assert bar._disk.styleSheet() != low


def test_shipped_translations_lie_where_the_window_looks():
    assert Path(resources_folder() / "translations" / "inspector_app_mn.qm").is_file()


class Slow:
    """A call of a fake port that waits until it is let go."""

    def __init__(self, call):
        self._call = call
        self._go_on = threading.Event()
        self.let_go = self._go_on.set

    def __call__(self, *args):
        self._go_on.wait(5)
        return self._call(*args)


def save(qtbot, page):
    page.editor._kind.setCurrentIndex(1)
    primary = page.editor.findChild(QPushButton, "primary")
    qtbot.mouseClick(primary, Qt.MouseButton.LeftButton)


def test_a_window_that_waited_for_a_failed_save_stays_open(qtbot, shown):
    bench = a_bench(CASE)
    bench.database.save = saving = Slow(bench.database.save)
    bench.database.fails = StorageUnavailable("disk-full")
    window = shown(bench)
    page = start_draft(qtbot, window)
    save(qtbot, page)
    window.close()
    with qtbot.waitSignal(page.record_failed):
        saving.let_go()
    bench.database.fails = None
    with qtbot.waitSignal(page.record_saved):
        save(qtbot, page)
    assert window.isVisible()


def test_a_save_that_fails_after_its_case_was_left_is_told_at_the_queue(qtbot, shown):
    bench = a_bench(CASE)
    bench.database.save = saving = Slow(bench.database.save)
    bench.database.fails = StorageUnavailable("disk-full")
    window = shown(bench)
    save(qtbot, start_draft(qtbot, window))
    window.show_queue_page()
    saving.let_go()
    qtbot.waitUntil(window._problem.isVisible)
    assert "disk is full" in window._problem.text()


def test_a_save_does_not_wait_for_cases_that_are_taken_in(qtbot, shown, tmp_path):
    reading = Slow(lambda _: ())
    window = shown(a_bench(CASE, read_cases=reading))
    window.take_in(tmp_path)
    page = start_draft(qtbot, window)
    with qtbot.waitSignal(page.record_saved):
        save(qtbot, page)
    with qtbot.waitSignal(window.taking_in.ended):
        reading.let_go()


def test_a_folder_that_is_stopped_says_that_nothing_came_in(qtbot, shown, tmp_path):
    reading = Slow(lambda _: ())
    window = shown(a_bench(CASE, read_cases=reading))
    window.take_in(tmp_path)
    window.taking_in.stop()
    with qtbot.waitSignal(window.taking_in.ended):
        reading.let_go()
    assert "Stopped" in window.status.currentMessage()


def test_the_error_of_a_folder_names_the_file_as_it_is(qtbot, shown, tmp_path):
    def refuse(folder):
        raise DeclarationUnreadable("not-json", "<b>x</b>.case.json: not JSON")

    window = shown(a_bench(CASE, read_cases=refuse))
    window.take_in(tmp_path)
    qtbot.waitUntil(window._problem.isVisible)
    assert "<b>x</b>.case.json" in window._problem.text()
    assert window._problem.textFormat() is Qt.TextFormat.PlainText


@pytest.mark.parametrize("code", ["en", "mn"])
def test_a_finding_being_written_fits_a_low_screen(qtbot, shown, code):
    window = shown(a_bench(CASE))
    window.choose_language(code)
    page = start_draft(qtbot, window)
    page.verdict.choose(Verdict.RESCAN)
    page.editor.show_problem("Not saved: the disk is full. Free some space, then save again.")
    qtbot.wait(50)
    smallest = window.minimumSizeHint()
    assert smallest.width() <= 1280
    assert smallest.height() <= 720
