"""Opening the window on a station, as the program does it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from inspector_app.bootstrap.window import lock_folder, make_language, open_desk
from inspector_app.domain.errors import StorageUnavailable
from inspector_app.settings.data_folder import DataFolder
from inspector_app.storage import open_station
from inspector_app.storage import station as station_module
from inspector_app.ui.language import Language
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


def test_the_file_is_looked_through_while_the_window_is_built(
    qtbot: QtBot, language: Language, folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[Path] = []
    check = station_module._check
    monkeypatch.setattr(
        station_module, "_check", lambda file: (looked.append(file.path), check(file))
    )
    desk = open_desk(folder, language)
    assert looked == [folder.database]
    assert desk.close()


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
