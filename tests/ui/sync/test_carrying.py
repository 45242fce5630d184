"""Carrier disks on the sync page: the dialog, the files, progress, and what came of it."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from inspector_app.domain.errors import CarrierRefused, CentreRefused, ExportFailed
from inspector_app.ui.sync import carrying
from inspector_app.ui.sync.carrier_dialog import SIZES_BYTES, CarrierDialog
from inspector_app.ui.sync.sync_page import SyncPage
from inspector_app.workflow.carry_in import CarriedIn
from inspector_app.workflow.carry_out import CarriedOut
from inspector_app.workflow.file_ports import UploadSummary
from inspector_app.workflow.ports import OutboxSummary
from tests.helpers.builders import AT, a_case
from tests.helpers.fake_ports import a_bench

NOTHING = CarriedIn(0, 0, 0, 0, 0, "", 0, 0, 0, 0, 0, 0, 0)


@pytest.fixture
def page(qtbot, runner):
    bench = a_bench(a_case(), carrier=object())
    made = SyncPage(bench.ports, runner)
    qtbot.addWidget(made)
    made.resize(1366, 700)
    made.show()
    qtbot.waitUntil(lambda: not runner.pending_count())
    return made


def choose(monkeypatch, name, path):
    monkeypatch.setattr(QFileDialog, name, lambda *_, **__: (str(path), ""))


def open_dialog(qtbot, page):
    qtbot.mouseClick(page._carrier, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.findChild(CarrierDialog) is not None)
    return page.findChild(CarrierDialog)


def test_a_disk_is_written_where_the_person_says(qtbot, page, monkeypatch, tmp_path):
    asked = {}

    def carry_out(carrier, path, *, limit_bytes, progress, should_stop):
        asked.update(path=path, limit_bytes=limit_bytes)
        progress(1.0)
        return CarriedOut(path, 14, 0, 5, 2, 0, 3, 123_000_000)

    monkeypatch.setattr(carrying, "carry_out", carry_out)
    choose(monkeypatch, "getSaveFileName", tmp_path / "disk")
    dialog = open_dialog(qtbot, page)
    assert dialog.sizes.currentText() == "2 GB"
    dialog.sizes.setCurrentIndex(1)
    with qtbot.waitSignal(page.carrying.ended):
        qtbot.mouseClick(dialog.write, Qt.MouseButton.LeftButton)
    assert asked == {
        "path": tmp_path / "disk.inspector-carrier",
        "limit_bytes": SIZES_BYTES[1],
    }
    assert "14 records and 5 files, 123 MB" in page.carrying.text()
    assert "Scans asked for: 3. Files left out for their size: 2." in page.carrying.text()
    assert page.carrying._outcome.isVisible()
    assert page._carrier.isEnabled()


def test_an_answer_is_read_and_the_window_told(qtbot, page, monkeypatch, tmp_path):
    carried = replace(NOTHING, applied=12, files=5, cases=1)
    monkeypatch.setattr(carrying, "carry_in", lambda *_, **__: carried)
    choose(monkeypatch, "getOpenFileName", tmp_path / "answer.inspector-carrier")
    dialog = open_dialog(qtbot, page)
    with qtbot.waitSignal(page.answer_read):
        qtbot.mouseClick(dialog.read, Qt.MouseButton.LeftButton)
    assert page.carrying.text() == (
        "The answer was read in. Records applied at the centre: 12. Files safe at the centre: 5. "
        "New or newer cases: 1."
    )


@pytest.mark.parametrize(
    ("carried", "said", "bad"),
    [
        (NOTHING, "brought nothing new", False),
        (replace(NOTHING, log_trouble="number-taken"), "tell the technician", True),
        (replace(NOTHING, offered_again=3), "on the next disk: 3.", False),
        (replace(NOTHING, new_log=True), "Write another carrier disk.", False),
        (replace(NOTHING, unproved=1), "cannot prove to be the centre", True),
        (None, "Stopped: nothing was taken in.", False),
    ],
)
def test_what_an_answer_brought(qtbot, page, monkeypatch, tmp_path, carried, said, bad):
    monkeypatch.setattr(carrying, "carry_in", lambda *_, **__: carried)
    with qtbot.waitSignal(page.carrying.ended):
        page.carrying.read(tmp_path / "answer")
    assert said in page.carrying.text()
    assert page.carrying._problem.isVisible() is bad


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (CarrierRefused("damaged"), "cut off or changed"),
        (CarrierRefused("is-disk"), "This is a disk for the centre"),
        (CarrierRefused("other-recipient"), "sealed for another station"),
        (CarrierRefused("something-new"), "cannot be read"),
        (CentreRefused("device-revoked"), "shut this station out"),
        (ExportFailed("not-enrolled"), "Export unsent work"),
        (ExportFailed("file-too-large"), "file system"),
    ],
)
def test_what_went_wrong_is_said_with_what_to_do(qtbot, page, monkeypatch, error, said):
    def fail(*_, **__):
        raise error

    monkeypatch.setattr(carrying, "carry_out", fail)
    with qtbot.waitSignal(page.carrying.ended):
        page.carrying.write(Path("disk"), limit_bytes=1)
    assert said in page.carrying.text()
    assert page.carrying._problem.isVisible()


def test_writing_can_be_stopped(qtbot, page, monkeypatch):
    go_on = threading.Event()

    def slow(*_, should_stop, **__):
        go_on.wait(5)
        return None if should_stop() else "not stopped"

    monkeypatch.setattr(carrying, "carry_out", slow)
    page.carrying.write(Path("disk"), limit_bytes=1)
    page._show_texts()
    assert not page._carrier.isEnabled()
    assert page.carrying._what.text() == "The carrier disk is being written"
    qtbot.mouseClick(page.carrying._stop, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(page.carrying.ended):
        go_on.set()
    assert page.carrying.text() == "Stopped: no file was written."


def test_the_dialog_says_what_waits(qtbot):
    empty = CarrierDialog(OutboxSummary(0, 0, 7, 0, None), UploadSummary(3, 2, 1, 0))
    full = CarrierDialog(OutboxSummary(2, 1, 7, 0, AT), UploadSummary(7, 2, 0, 45_000_000))
    for dialog in (empty, full):
        qtbot.addWidget(dialog)
    assert "Nothing waits here" in empty.texts()[1]
    assert "Not answered: 3 records. Files to send: 5, 45 MB." in full.texts()[1]


def test_a_page_without_carriers_does_not_offer_them(qtbot, runner):
    made = SyncPage(a_bench(a_case()).ports, runner)
    qtbot.addWidget(made)
    made.show()
    assert not made._carrier.isVisible()
    qtbot.waitUntil(lambda: not runner.pending_count())
