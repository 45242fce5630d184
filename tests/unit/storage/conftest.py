from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from inspector_app.settings.data_folder import DataFolder
from inspector_app.storage import StationDatabase, open_station
from tests.helpers.builders import a_case


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "post 100 %")


@pytest.fixture
def station(folder: DataFolder) -> Iterator[StationDatabase]:
    """An open station that was given one case, case-0412 with scan-0412."""
    with open_station(folder) as database:
        database.cases.keep([a_case()])
        yield database


@pytest.fixture
def engine(station: StationDatabase) -> Engine:
    """The station's engine, for what no public method does on purpose."""
    return station._file.engine
