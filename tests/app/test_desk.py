"""Opening the window on a station, as the program does it."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from inspector_app.bootstrap.window import lock_folder, make_language, open_desk
from inspector_app.domain.errors import StorageUnavailable
from inspector_app.protocol.link import LinkState, LinkStatus
from inspector_app.settings.data_folder import DataFolder
from inspector_app.storage import open_station
from inspector_app.storage.cases import StationCases
from inspector_app.storage.connections import DatabaseFile
from inspector_app.ui.language import Language
from inspector_app.workflow.ports import QueueEntry
from tests.helpers.builders import a_case

PAGE_BYTES = 4096


@pytest.fixture
def language(qapp: QApplication) -> Iterator[Language]:
    made = make_language(qapp)
    yield made
    made.switch("en")


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    made = DataFolder(tmp_path / "station")
    with open_station(made) as station:
        station.cases.keep([a_case(case_id=f"case-{i}") for i in range(50)])
    return made


def test_the_queue_is_shown(qtbot: QtBot, language: Language, folder: DataFolder) -> None:
    desk = open_desk(folder, language)
    model = desk.window.queue_page.table.model()
    qtbot.waitUntil(lambda: model.rowCount() == 50)
    assert desk.close()


def test_the_queue_is_read_while_the_file_is_looked_through(
    qtbot: QtBot, language: Language, folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither waits for the other: a large file on an old disk takes its time."""
    read = threading.Event()
    check, queue = DatabaseFile.check, StationCases.queue

    def slow_check(file: DatabaseFile) -> None:
        assert read.wait(5), "the queue waits for the look at the file"
        check(file)

    def noted_queue(cases: StationCases) -> tuple[QueueEntry, ...]:
        found = queue(cases)
        read.set()
        return found

    monkeypatch.setattr(DatabaseFile, "check", slow_check)
    monkeypatch.setattr(StationCases, "queue", noted_queue)
    desk = open_desk(folder, language)
    model = desk.window.queue_page.table.model()
    qtbot.waitUntil(lambda: model.rowCount() == 50)
    assert desk.close()


def test_the_window_does_not_wait_for_the_http_library() -> None:
    code = "import sys, inspector_app.bootstrap.window; print('httpx' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_nothing_arrives_at_a_window_that_was_closed(
    qtbot: QtBot, language: Language, folder: DataFolder
) -> None:
    desk = open_desk(folder, language)
    assert desk.close()
    desk.link.status_arrived.emit(LinkStatus(LinkState.IDLE, datetime.now(UTC)))
    qtbot.wait(20)


def test_a_damaged_file_is_refused_and_let_go(
    qtbot: QtBot, language: Language, folder: DataFolder
) -> None:
    content = bytearray(folder.database.read_bytes())
    middle = len(content) // PAGE_BYTES // 2 * PAGE_BYTES
    content[middle : middle + 64] = bytes(64)
    folder.database.write_bytes(content)
    with pytest.raises(StorageUnavailable) as refusal:
        open_desk(folder, language)
    assert refusal.value.reason == "damaged"
    assert folder.database.read_bytes() == content
    lock_folder(folder).unlock()
