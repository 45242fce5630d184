from __future__ import annotations

import pytest
from sqlalchemy import Engine, text

from inspector_app.domain.errors import PreferenceRefused, StorageUnavailable
from inspector_app.settings.data_folder import DataFolder
from inspector_app.storage import StationDatabase, open_station
from inspector_app.storage.connections import reading
from inspector_app.workflow.ports import PREFERENCE_LIMIT_BYTES


def test_each_person_has_their_own(station: StationDatabase) -> None:
    preferences = station.preferences
    assert preferences.get("b.bold", "presets") is None
    preferences.put("b.bold", "presets", '{"name":"хар"}')
    preferences.put("d.dorj", "presets", "")
    preferences.put("b.bold", "palette", "steel")
    assert preferences.get("b.bold", "presets") == '{"name":"хар"}'
    assert preferences.get("d.dorj", "presets") == ""
    assert preferences.get("d.dorj", "palette") is None


def test_the_last_value_counts_and_outlives_the_program(folder: DataFolder) -> None:
    with open_station(folder) as station:
        station.preferences.put("b.bold", "palette", "steel")
        station.preferences.put("b.bold", "palette", "rainbow")
    with open_station(folder) as station:
        assert station.preferences.get("b.bold", "palette") == "rainbow"
        assert station.outbox.summary().waiting == 0


def test_a_value_that_is_too_large_leaves_the_one_before(station: StationDatabase) -> None:
    largest = "ө" * (PREFERENCE_LIMIT_BYTES // 2)
    station.preferences.put("b.bold", "presets", largest)
    with pytest.raises(PreferenceRefused) as caught:
        station.preferences.put("b.bold", "presets", largest + "x")
    assert caught.value.reason == "too-large"
    assert station.preferences.get("b.bold", "presets") == largest


def test_a_database_that_may_only_be_read(station: StationDatabase, engine: Engine) -> None:
    with reading(engine) as connection:
        connection.execute(text("PRAGMA query_only = ON"))
    with pytest.raises(StorageUnavailable) as caught:
        station.preferences.put("b.bold", "palette", "steel")
    assert caught.value.reason == "read-only"
