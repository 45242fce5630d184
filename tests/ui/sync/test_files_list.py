"""The list of files on the sync page."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from inspector_app.domain.errors import StorageUnavailable
from inspector_app.protocol.messages import FileKind
from inspector_app.ui.sync.files_list import FilesList
from inspector_app.ui.sync.files_model import FileColumn
from inspector_app.ui.sync.sync_page import SyncPage
from inspector_app.workflow.file_ports import UploadState
from tests.helpers.builders import AT, a_case
from tests.helpers.fake_ports import a_bench


@pytest.fixture
def bench():
    made = a_bench(a_case())
    uploads = made.database.uploads
    uploads.put(FileKind.PHOTO, "a" * 64, 2_345_678, finding_id="f", file_name="DSC_1.JPG")
    uploads.put(FileKind.SCAN, "b" * 64, 48_000_000, file_name="side-high.png")
    uploads.put(FileKind.PREVIEW, "c" * 64, 180_000, preview_of="b" * 64, file_name="side.jpg")
    uploads.put(FileKind.SCAN, "d" * 64, 900, file_name="side-low.png")
    uploads.note(1, offset=0, state=UploadState.SAFE, at=AT)
    uploads.note(2, offset=12_000_000, state=UploadState.SENDING, at=AT)
    uploads.note(3, offset=0, state=UploadState.WAITING, reason="unknown-case", at=AT)
    uploads.note(4, offset=0, state=UploadState.REFUSED, reason="too-large", at=AT)
    return made


@pytest.fixture
def shown(qtbot, runner, bench):
    page = SyncPage(bench.ports, runner)
    qtbot.addWidget(page)
    page.resize(1366, 600)
    page.show()
    page.tabs.setCurrentWidget(page.files)
    qtbot.waitUntil(lambda: page.files.model.rowCount() == 4)
    # While it is used, the page that holds it has to live.
    yield page.files
    page.close()


def cell(files: FilesList, row: int, column: FileColumn) -> str:
    return files.model.index(row, column).data(Qt.ItemDataRole.DisplayRole)


def test_every_file_says_how_far_it_has_come(shown):
    names = [cell(shown, row, FileColumn.NAME) for row in range(4)]
    assert names == ["side.jpg", "side-high.png", "side-low.png", "DSC_1.JPG"]
    assert "does not have this case yet" in cell(shown, 0, FileColumn.REASON)
    assert cell(shown, 1, FileColumn.PROGRESS) == "25 %"
    assert cell(shown, 1, FileColumn.SIZE) == "48 MB"
    assert cell(shown, 2, FileColumn.STATE) == "Refused by the centre"
    assert cell(shown, 3, FileColumn.STATE) == "Safe at the centre"
    assert cell(shown, 3, FileColumn.PROGRESS) == "100 %"
    assert shown.texts()[0] == (
        "Files safe at the centre: 1 of 4 · still to send: 36 MB · refused: 1"
    )


def test_progress_keeps_the_chosen_row(qtbot, shown, bench):
    shown.table.selectRow(1)
    bench.database.uploads.note(2, offset=24_000_000, state=UploadState.SENDING, at=AT)
    shown.refresh()
    qtbot.waitUntil(lambda: cell(shown, 1, FileColumn.PROGRESS) == "50 %")
    assert [one.row() for one in shown.table.selectionModel().selectedRows()] == [1]


def test_what_is_not_whole_is_never_called_so(qtbot, shown, bench):
    bench.database.uploads.note(2, offset=48_000_000, state=UploadState.SENDING, at=AT)
    shown.refresh()
    qtbot.waitUntil(lambda: cell(shown, 1, FileColumn.PROGRESS) == "99 %")


def test_an_empty_list_says_why(qtbot, runner):
    files = FilesList(a_bench(a_case()).ports, runner)
    qtbot.addWidget(files)
    files.show()
    qtbot.waitUntil(lambda: not runner.pending_count())
    assert "No files go up from here yet" in files.texts()[2]


def test_a_database_that_cannot_be_read_is_said(qtbot, shown, bench, monkeypatch):
    def fails():
        raise StorageUnavailable("io-error")

    monkeypatch.setattr(bench.database.uploads, "summary", fails)
    shown.refresh()
    qtbot.waitUntil(lambda: "disk reports an error" in shown.texts()[1])
