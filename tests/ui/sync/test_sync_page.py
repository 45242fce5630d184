"""The sync page: what it lists, says and exports, and how one gets there and back."""

from __future__ import annotations

import errno
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QFileDialog

from inspector_app.domain.errors import StorageUnavailable
from inspector_app.domain.operation import Delivery
from inspector_app.domain.region import Box, Mark
from inspector_app.settings.shipped import resources_folder
from inspector_app.ui.language import Language
from inspector_app.ui.main_window import MainWindow
from inspector_app.ui.status_bar import Link
from inspector_app.ui.sync import sync_page
from inspector_app.ui.sync.sync_model import Column
from inspector_app.ui.sync.sync_page import SyncPage
from inspector_app.workflow.export_unsent import read_export
from inspector_app.workflow.ports import DeliveryStatus, OutboxSummary
from tests.helpers.builders import AT, a_case, a_finding, a_verdict, an_annotation
from tests.helpers.fake_ports import a_bench

CASE = a_case()
ALL, NOT_ANSWERED, REJECTED = range(3)


def a_full_bench(**changes):
    """Four records, one in every state; the verdict is the newest and was rejected."""
    bench = a_bench(CASE, **changes)
    stages = [
        DeliveryStatus(Delivery.APPLIED),
        DeliveryStatus(Delivery.SENT),
        DeliveryStatus(Delivery.WAITING),
        DeliveryStatus(Delivery.REJECTED, "version-conflict"),
    ]
    for i, stage in enumerate(stages):
        at = AT + timedelta(minutes=i)
        record = a_verdict(recorded_at=at) if i == 3 else a_finding(recorded_at=at)
        bench.database.save(record)
        bench.database.delivery[record.revision_id] = stage
    return bench


@pytest.fixture(autouse=True)
def _no_questions(monkeypatch):
    """A modal question at the end of a test would wait for ever."""
    monkeypatch.setattr(MainWindow, "_may_lose_draft", lambda _: True)


@pytest.fixture
def shown(qtbot, runner):
    def show(bench, rows=None):
        page = SyncPage(bench.ports, runner)
        qtbot.addWidget(page)
        page.resize(1366, 700)
        page.show()
        page.show_outbox(bench.database.summary())
        expected = len(bench.database.saved) if rows is None else rows
        qtbot.waitUntil(lambda: page.model.rowCount() == expected and not runner.pending_count())
        return page

    return show


@pytest.fixture
def window(qtbot, runner, qapp, tmp_path):
    language = Language(qapp, resources_folder() / "translations")
    bench = a_full_bench()
    made = MainWindow(bench.ports, runner, language, data_folder=tmp_path)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: made.queue_page.model.rowCount() == 1)
    qtbot.waitUntil(lambda: made.status.summary.waiting == 1)
    yield made
    language.switch("en")


def cell(page, row, column):
    return page.model.index(row, column).data()


def column(page, which):
    return [cell(page, row, which) for row in range(page.model.rowCount())]


def test_every_operation_is_listed_newest_first_with_its_state_in_words(shown, qtmodeltester):
    page = shown(a_full_bench())
    assert column(page, Column.NUMBER) == ["4", "3", "2", "1"]
    assert column(page, Column.KIND) == ["Verdict on the scan", "Finding", "Finding", "Finding"]
    assert column(page, Column.STATE) == [
        "Rejected by the centre",
        "Saved here",
        "Sent, no answer yet",
        "Applied at the centre",
    ]
    assert "Somebody recorded another version first" in cell(page, 0, Column.REASON)
    assert "goes out by itself" in cell(page, 1, Column.REASON)
    qtmodeltester.check(page.model)


def test_an_annotation_and_why_an_old_centre_does_not_take_it(shown):
    bench = a_bench(CASE)
    annotation = an_annotation()
    bench.database.save(annotation)
    bench.database.delivery[annotation.revision_id] = DeliveryStatus(
        Delivery.REJECTED, "unknown-kind"
    )
    page = shown(bench, rows=1)
    assert cell(page, 0, Column.KIND) == "Annotation"
    assert "The centre is older than this program" in cell(page, 0, Column.REASON)


@pytest.mark.parametrize(
    ("which", "numbers"),
    [(NOT_ANSWERED, ["3", "2"]), (REJECTED, ["4"]), (ALL, ["4", "3", "2", "1"])],
)
def test_the_filter(qtbot, shown, which, numbers):
    page = shown(a_full_bench())
    page._which.setCurrentIndex(REJECTED if which == ALL else ALL)
    page._which.setCurrentIndex(which)
    qtbot.waitUntil(lambda: column(page, Column.NUMBER) == numbers)


def test_a_rejection_is_found_behind_more_records_than_are_listed(qtbot, shown, monkeypatch):
    monkeypatch.setattr(sync_page, "SHOWN_AT_MOST", 2)
    bench = a_full_bench()
    oldest = bench.database.saved[0].revision_id
    bench.database.delivery[oldest] = DeliveryStatus(Delivery.REJECTED, "unknown-case")
    page = shown(bench, rows=2)
    assert page.texts()[0] == "Records: 2 · 2 older ones are not listed"
    page._which.setCurrentIndex(REJECTED)
    qtbot.waitUntil(lambda: column(page, Column.NUMBER) == ["4", "1"])


def test_counts_link_and_scan_files_are_said(shown):
    page = shown(a_full_bench())
    page.show_outbox(OutboxSummary(1, 1, 7, 2, AT))
    page.show_link(Link.OFFLINE, reason="The centre cannot be reached.", scans_missing=3)
    _, counts, link = page.texts()
    assert "Saved here, waiting: 1" in counts
    assert "Applied at the centre: 7" in counts
    assert "Rejected: 2" in counts
    assert f"oldest unsent: {AT.astimezone():%Y-%m-%d %H:%M}" in counts
    assert (
        link == "No link to the centre · The centre cannot be reached. · Scan files on their way: 3"
    )
    assert page._sync.isEnabled()
    page.show_link(Link.NONE, reason="", scans_missing=0)
    assert not page._sync.isEnabled()


def test_a_conflict_is_said_and_found_with_what_needs_a_person(qtbot, shown):
    bench = a_full_bench()
    applied = bench.database.saved[0].revision_id
    bench.database.delivery[applied] = DeliveryStatus(Delivery.CONFLICT, theirs="{}")
    page = shown(bench)
    assert cell(page, 3, Column.STATE) == "Conflict, for the supervisor"
    assert "The centre keeps both" in cell(page, 3, Column.REASON)
    page.show_outbox(OutboxSummary(1, 1, 0, 1, AT, conflicts=1))
    assert "Conflicts: 1" in page.texts()[1]
    page._which.setCurrentIndex(REJECTED)
    qtbot.waitUntil(lambda: column(page, Column.NUMBER) == ["4", "1"])


def test_a_station_that_became_a_new_device_says_so_in_plain_words(shown):
    page = shown(a_full_bench())
    assert page.notice() == ""
    assert not page.standing.new_device.isVisible()
    page.show_outbox(OutboxSummary(1, 1, 7, 2, AT, new_device_since=AT))
    assert page.standing.new_device.isVisible()
    assert f"{AT.astimezone():%Y-%m-%d %H:%M}" in page.notice()
    assert "new device" in page.notice()


def test_an_empty_page_says_why(qtbot, shown):
    page = shown(a_bench(CASE))
    assert page._empty.isVisible()
    assert "Nothing was saved here yet" in page._empty.text()
    assert not page._export.isEnabled()
    page._which.setCurrentIndex(REJECTED)
    qtbot.waitUntil(lambda: page._empty.text().startswith("Nothing needs a person"))


def test_a_database_that_cannot_be_read_is_said(qtbot, shown):
    bench = a_full_bench()
    page = shown(bench)
    bench.database.fails = StorageUnavailable("io-error")
    page.refresh()
    qtbot.waitUntil(page._problem.isVisible)
    assert "disk reports an error" in page._problem.text()
    bench.database.fails = None
    page.refresh()
    qtbot.waitUntil(lambda: not page._problem.isVisible())


def test_the_selected_record_stays_selected_when_answers_come(qtbot, shown, runner):
    bench = a_full_bench()
    page = shown(bench)
    page.table.selectRow(2)
    bench.database.save(a_finding())
    page.refresh()
    qtbot.waitUntil(lambda: page.model.rowCount() == 5)
    (row,) = page.table.selectionModel().selectedRows()
    assert row.row() == 3


def choose(monkeypatch, path):
    def answer(*args, **kwargs):
        return str(path), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)


def test_unsent_work_is_exported(qtbot, shown, tmp_path, monkeypatch):
    page = shown(a_full_bench())
    choose(monkeypatch, tmp_path / "stick")
    with qtbot.waitSignal(page.exporting.ended):
        qtbot.mouseClick(page._export, Qt.MouseButton.LeftButton)
    target = tmp_path / "stick.jsonl"
    assert [one.n for one in read_export(target).operations] == [2, 3]
    assert read_export(target).faults == ()
    assert page.exporting.text() == (
        f"Written to {target}: 2 records. They stay here too and are still sent."
    )
    assert page.exporting._outcome.isVisible()
    assert page._export.isEnabled()


def test_an_export_that_fails_says_what_to_do(qtbot, shown, tmp_path, monkeypatch):
    def full(path, chunks):
        raise OSError(errno.ENOSPC, "no space left")

    page = shown(a_full_bench(write_new_file=full))
    choose(monkeypatch, tmp_path / "a.jsonl")
    with qtbot.waitSignal(page.exporting.ended):
        page._ask_for_file()
    assert "no room on this disk" in page.exporting.text()
    assert page.exporting._problem.isVisible()
    assert not page.exporting._outcome.isVisible()


def test_an_export_can_be_stopped(qtbot, shown, tmp_path):
    go_on = threading.Event()
    bench = a_full_bench()
    write = bench.ports.write_new_file

    def slow(path, chunks):
        go_on.wait(5)
        write(path, chunks)

    page = shown(replace_ports(bench, slow))
    page.exporting.start(tmp_path / "a.jsonl")
    page._show_texts()
    assert page.exporting._stop.isVisible()
    assert not page._export.isEnabled()
    qtbot.mouseClick(page.exporting._stop, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(page.exporting.ended):
        go_on.set()
    assert page.exporting.text() == "Stopped: no file was written."
    assert list(tmp_path.iterdir()) == []


def replace_ports(bench, write_new_file):
    return replace(bench, ports=replace(bench.ports, write_new_file=write_new_file))


def test_its_key_leads_there_and_back_to_where_one_was(qtbot, window):
    window.activateWindow()
    window.queue_page.table.setFocus()
    page = window.sync_place.page
    qtbot.keyClick(window, Qt.Key.Key_F9)
    assert page.isVisible()
    qtbot.waitUntil(lambda: page.model.rowCount() == 4)
    qtbot.keyClick(window, Qt.Key.Key_F9)
    assert window.queue_page.isVisible()
    window.open_case(CASE.case_id)
    window.sync_place.action.trigger()
    assert page.isVisible()
    qtbot.mouseClick(page._back, Qt.MouseButton.LeftButton)
    assert window.case_page.isVisible()


def test_a_draft_outlives_a_look_at_the_page(qtbot, window):
    window.open_case(CASE.case_id)
    case_page = window.case_page
    qtbot.waitUntil(lambda: case_page.scan.view.pixels is not None)
    case_page.scan.view.mark_drawn.emit(Mark.of_box("side", Box(10, 10, 40, 40)))
    window.sync_place.go()
    window.sync_place.go_back()
    assert case_page.recorder.has_unsaved()


def test_a_click_on_the_counts_leads_there(qtbot, window):
    qtbot.mouseClick(window.status._waiting, Qt.MouseButton.LeftButton)
    assert window.sync_place.page.isVisible()


def test_a_click_beside_the_counts_leads_nowhere(qtbot, window):
    qtbot.mouseClick(window.status._disk, Qt.MouseButton.LeftButton)
    assert window.queue_page.isVisible()


def test_the_page_asks_the_window_to_talk_to_the_centre(qtbot, window):
    window.show_link(Link.IDLE, "", 0)
    window.sync_place.go()
    with qtbot.waitSignal(window.sync_requested):
        qtbot.mouseClick(window.sync_place.page._sync, Qt.MouseButton.LeftButton)


def test_the_page_changes_language_with_the_window(qtbot, window):
    window.sync_place.go()
    page = window.sync_place.page
    qtbot.waitUntil(lambda: page.model.rowCount() == 4)
    english = [page._title.text(), cell(page, 0, Column.STATE), page.texts()[1]]
    window.choose_language("mn")
    qtbot.waitUntil(lambda: page._title.text() != english[0])
    now = [page._title.text(), cell(page, 0, Column.STATE), page.texts()[1]]
    assert all(new != old for new, old in zip(now, english, strict=True))
    assert window.sync_place.action.text() == page._title.text()


@pytest.mark.parametrize("code", ["en", "mn"])
def test_the_page_fits_a_low_screen(qtbot, window, code):
    window.choose_language(code)
    window.sync_place.go()
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
    qtbot.wait(50)
    smallest = window.minimumSizeHint()
    assert smallest.width() <= 1280
    assert smallest.height() <= 720
