from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlite
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import OperationalError

from inspector_app.central import database
from inspector_app.central.cases import load_cases
from inspector_app.central.database import opened, writing
from inspector_app.central.intake import take_operations
from inspector_app.central.reading import findings_at_centre
from inspector_app.central.sequence import epoch_and_sequence
from inspector_app.central.settings import CentreSettings
from inspector_app.central.stations import add_station, identify
from inspector_app.central.tables import metadata
from inspector_app.domain.errors import StorageUnavailable
from tests.helpers.builders import a_case, a_finding, an_annotation
from tests.helpers.fake_store import FakeStation


def test_the_steps_lead_to_the_tables_the_program_uses(settings: CentreSettings) -> None:
    with opened(settings) as engine, engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_database_of_the_first_centre_takes_in_annotations(
    settings: CentreSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = tmp_path / "first" / "migrations"
    shutil.copytree(Path(database.__file__).parent / "migrations", first)
    for script in (first / "versions").glob("[0-9]*.py"):
        if script.name[:4] != "0001":
            script.unlink()
    with monkeypatch.context() as patch:
        patch.setattr(database, "__file__", str(first.parent / "database.py"))
        load_cases(settings, [a_case(scans=())], {})
        with opened(settings) as engine:
            assert "annotation_revision" not in inspect(engine).get_table_names()
    station = FakeStation()
    finding, annotation = a_finding(), an_annotation()
    with opened(settings) as engine:
        token = add_station(settings, "ZU", "")
        sender = identify(engine, f"Bearer {token}", station.device_id)
        operations = [station.save(finding), station.save(annotation)]
        receipts = take_operations(engine, sender, operations)
    assert [one.sequence for one in receipts] == [2, 3]
    found = findings_at_centre(settings)
    assert (found.findings, found.annotations) == ((finding,), (annotation,))


def test_it_writes_so_that_a_power_cut_takes_nothing(settings: CentreSettings) -> None:
    with opened(settings) as engine, engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2  # FULL


def test_opening_again_keeps_the_epoch(settings: CentreSettings) -> None:
    with opened(settings) as engine, engine.connect() as connection:
        first = epoch_and_sequence(connection)
    with opened(settings) as engine, engine.connect() as connection:
        assert epoch_and_sequence(connection) == first


def test_a_folder_with_odd_letters_will_do(tmp_path: Path) -> None:
    with opened(CentreSettings(tmp_path / "100% төв ~!")) as engine, engine.connect() as one:
        assert epoch_and_sequence(one)[1] == 0


def test_a_transaction_that_fails_leaves_nothing(settings: CentreSettings) -> None:
    with opened(settings) as engine:
        with pytest.raises(OperationalError, match="no such table"):
            _write_half(engine)
        with engine.connect() as connection:
            assert epoch_and_sequence(connection)[1] == 0


def test_an_sqlite_that_damages_files_is_refused(
    settings: CentreSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "sqlite_version", "3.51.2")
    with pytest.raises(StorageUnavailable) as refusal:
        database.open_engine(settings)
    assert refusal.value.reason == "old-sqlite"


def test_a_folder_that_cannot_be_made_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageUnavailable) as refusal:
        database.open_engine(CentreSettings(tmp_path / "file" / "centre"))
    assert refusal.value.reason == "no-folder"


def _write_half(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(text("UPDATE centre SET last_sequence = 9"))
        connection.execute(text("UPDATE missing_table SET last_sequence = 9"))
