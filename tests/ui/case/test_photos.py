"""Photos of a finding on the case page: attached, shown, opened, taken back."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from inspector_app.domain.errors import StorageUnavailable
from inspector_app.domain.photo import Photo
from inspector_app.protocol.messages import FileKind
from inspector_app.settings.shipped import resources_folder
from inspector_app.ui.case.case_page import CasePage
from inspector_app.ui.case.photos import ATTACH_KEY, PhotoKeeper
from inspector_app.ui.language import Language
from inspector_app.workflow.file_ports import UploadState
from tests.helpers.builders import AT, a_case, a_finding
from tests.helpers.fake_ports import a_bench

CASE = a_case()


@pytest.fixture
def photos(tmp_path) -> list[Path]:
    made = []
    for number in range(2):
        path = tmp_path / f"DSC_{number}.JPG"
        Image.new("RGB", (400, 300), (200, 40 + 100 * number, 40)).save(path)
        made.append(path)
    return made


@pytest.fixture
def bench():
    made = a_bench(CASE)
    made.database.save(a_finding(finding_id="one", kind="dense-object"))
    made.database.save(a_finding(finding_id="two", kind="dense-object"))
    return made


@pytest.fixture
def page(qtbot, runner, bench):
    shown = CasePage(bench.ports, runner)
    qtbot.addWidget(shown)
    shown.resize(1366, 768)
    shown.show()
    shown.open(CASE.case_id)
    qtbot.waitUntil(lambda: shown.found_highlights is not None)
    return shown


def attached(bench) -> list[Photo]:
    return [one for one in bench.database.saved if isinstance(one, Photo)]


def choose(page, finding_id="one"):
    page.findings.select(finding_id)


def settled(qtbot, page, count):
    strip = page.findings.photos
    qtbot.waitUntil(
        lambda: strip.list.count() == count and not strip.lacking_pictures(), timeout=5000
    )


def test_without_a_chosen_finding_there_is_nothing_to_attach_to(page, photos, bench):
    assert not page.findings.photos.isVisible()
    page.photos.attach(photos)
    page.photos.ask_for_files()
    assert "Choose the finding" in page.findings.photos.notice()
    assert attached(bench) == []


def test_photos_are_attached_shown_and_counted(qtbot, page, photos, bench, monkeypatch):
    monkeypatch.setattr(
        QFileDialog, "getOpenFileNames", lambda *_: ([str(one) for one in photos], "")
    )
    choose(page)
    assert page.findings.photos.isVisible()
    (shortcut,) = [
        one for one in page.findChildren(QShortcut) if one.key() == QKeySequence(ATTACH_KEY)
    ]
    with qtbot.waitSignal(page.record_saved):
        shortcut.activated.emit()
    settled(qtbot, page, 2)
    assert {one.finding_id for one in attached(bench)} == {"one"}
    strip = page.findings.photos
    assert "Saved here" in strip.texts()[0]
    assert not strip.list.item(0).icon().isNull()
    bench.database.uploads.note(1, offset=1, state=UploadState.SAFE, at=AT)
    page.refresh()
    row = page.findings.list
    qtbot.waitUntil(lambda: "Files safe at the centre: 1 of 2" in row.row_texts()[0])
    assert "Files safe" not in row.row_texts()[1]
    choose(page, "two")
    assert strip.list.count() == 0
    choose(page)
    assert strip.list.count() == 2


def test_scan_files_that_go_up_count_too(qtbot, page, bench):
    for image in CASE.scans[0].views[0].images:
        bench.database.uploads.put(FileKind.SCAN, image.sha256, image.size_bytes)
    page.refresh()
    qtbot.waitUntil(lambda: "centre: 0 of 2" in page.findings.list.row_texts()[1])


def test_dropped_photos_are_attached_and_folders_are_not(qtbot, page, photos, bench, tmp_path):
    choose(page)
    dragged = QMimeData()
    dragged.setUrls([QUrl.fromLocalFile(str(one)) for one in (tmp_path, *photos)])
    left, copy = Qt.MouseButton.LeftButton, Qt.DropAction.CopyAction
    none = Qt.KeyboardModifier.NoModifier
    at = QPointF(20, 20)
    enter = QDragEnterEvent(at.toPoint(), copy, dragged, left, none)
    enter.ignore()
    QApplication.sendEvent(page.findings, enter)
    assert enter.isAccepted()
    drop = QDropEvent(at, copy, dragged, left, none)
    QApplication.sendEvent(page.findings, drop)
    settled(qtbot, page, 2)
    folder = QMimeData()
    folder.setUrls([QUrl.fromLocalFile(str(tmp_path))])
    enter = QDragEnterEvent(at.toPoint(), copy, folder, left, none)
    enter.ignore()
    QApplication.sendEvent(page.findings, enter)
    assert not enter.isAccepted()


def test_what_cannot_be_attached_is_said(qtbot, page, tmp_path, bench):
    words = tmp_path / "words.jpg"
    words.write_text("a shopping list")
    choose(page)
    with qtbot.waitSignal(page.record_failed):
        page.photos.attach([words])
    assert "JPEG and PNG" in page.findings.photos.notice()
    bench.database.fails = StorageUnavailable("full")
    assert not page.photos.is_saving()
    assert attached(bench) == []


def test_closing_waits_for_a_copy(qtbot, page, photos, bench, monkeypatch):
    go_on = threading.Event()
    take = bench.database.take_file

    def slowly(source):
        go_on.wait(10)
        return take(source)

    monkeypatch.setattr(bench.database, "take_file", slowly)
    choose(page)
    page.photos.attach(photos[:1])
    assert page.photos.is_saving()
    assert "leave the stick in" in page.findings.photos.notice()
    with qtbot.waitSignal(page.photos.saved):
        go_on.set()
    assert not page.photos.is_saving()
    settled(qtbot, page, 1)


def test_a_photo_is_opened_and_taken_back(qtbot, page, photos, bench, monkeypatch):
    monkeypatch.setattr(PhotoKeeper, "_may_withdraw", lambda _: True)
    choose(page)
    page.photos.attach(photos[:1])
    settled(qtbot, page, 1)
    strip = page.findings.photos
    assert not strip._open.isVisible()
    strip.list.setCurrentRow(0)
    strip._open.click()
    window = page.photos.window
    qtbot.waitUntil(lambda: not window.picture.pixmap().isNull())
    assert "b.bold" in window.words.text()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: page.photos.window is None)
    strip._withdraw.click()
    qtbot.waitUntil(lambda: strip.list.count() == 0)
    assert [one.withdrawn for one in attached(bench)] == [False, True]


def test_both_languages(qtbot, qapp, page, photos):
    language = Language(qapp, resources_folder() / "translations")
    language.switch("en")
    choose(page)
    page.photos.attach(photos[:1])
    settled(qtbot, page, 1)
    strip = page.findings.photos
    before = (strip._add.text(), strip.texts())
    language.switch("mn")
    assert "2026-11-21" in strip.texts()[0]
    language.switch("en")
    qtbot.wait(10)
    assert (strip._add.text(), strip.texts()) == before


def test_a_preview_is_made_when_a_case_that_goes_up_is_opened(qtbot, runner, bench):
    image = CASE.scans[0].views[0].images[0]
    bench.database.uploads.put(FileKind.SCAN, image.sha256, image.size_bytes)
    page = CasePage(bench.ports, runner)
    qtbot.addWidget(page)
    page.show()
    page.open(CASE.case_id)
    rows = bench.database.uploads.rows
    qtbot.waitUntil(lambda: len(bench.database.uploads.rows) == 2)
    assert rows[-1].preview_of == image.sha256
