"""Migrations: the schema they make, upgrades, and databases of newer programs."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from inspector_app.domain.errors import StorageUnavailable
from inspector_app.domain.finding import Finding
from inspector_app.protocol.codec import encode_case
from inspector_app.protocol.ids import new_id
from inspector_app.protocol.operations import make_operation
from inspector_app.protocol.signing import is_signed_by
from inspector_app.settings.data_folder import DataFolder
from inspector_app.storage import StationDatabase, open_station
from inspector_app.storage.connections import DatabaseFile, connect, reading, writing
from inspector_app.storage.key_file import read_or_make_key
from inspector_app.storage.migrating import config_of
from inspector_app.storage.schema import MIGRATIONS, current_revision, newest_revision
from inspector_app.storage.tables import metadata
from tests.helpers.builders import AT, a_case, a_finding, a_verdict, a_viewing, an_annotation

AT_TEXT = AT.isoformat()

SECOND = """
from alembic import op
import sqlalchemy as sa

revision = "9002"
down_revision = "{before}"


def upgrade():
    op.create_table("weather", sa.Column("id", sa.Integer(), primary_key=True))
    {then}
"""


@pytest.fixture
def newer_migrations(tmp_path: Path) -> Path:
    """The migrations of a program one version ahead, in a folder with an awkward name."""
    return newer(tmp_path / "next 50% off", then="")


def newer(folder: Path, *, then: str) -> Path:
    shutil.copytree(MIGRATIONS, folder)
    newest = max((MIGRATIONS / "versions").glob("[0-9]*.py")).name[:4]
    (folder / "versions" / "9002_weather.py").write_text(SECOND.format(before=newest, then=then))
    return folder


def test_migrations_make_exactly_the_tables_the_program_knows(
    station: StationDatabase, engine: Engine
) -> None:
    with reading(engine) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_the_newest_step_by_name_is_the_last_one(newer_migrations: Path, tmp_path: Path) -> None:
    for folder, last in ((MIGRATIONS, None), (newer_migrations, "9002")):
        head = ScriptDirectory.from_config(config_of(folder)).get_current_head()
        assert newest_revision(folder) == head
        assert last in (None, head)
    assert newest_revision(tmp_path / "nowhere") == ""


def test_a_database_that_is_up_to_date_loads_no_alembic(folder: DataFolder) -> None:
    open_station(folder).close()
    program = (
        "import sys\nfrom pathlib import Path\n"
        "from inspector_app.settings.data_folder import DataFolder\n"
        "from inspector_app.storage import open_station\n"
        "open_station(DataFolder(Path(sys.argv[1]))).close()\n"
        "assert 'alembic' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program, str(folder.path)], check=True, timeout=60)


def test_an_older_database_is_copied_and_then_migrated(
    folder: DataFolder, newer_migrations: Path
) -> None:
    finding = a_finding()
    with open_station(folder) as station:
        station.cases.keep([a_case()])
        station.records.save(finding)
        device_id = station.device_id
    with open_station(folder, migrations=newer_migrations) as station:
        assert current_revision(station._file.engine) == "9002"
        assert station.records.findings("case-0412") == (finding,)
        assert station.find_faults() == ()

    # The copy is whole, encrypted with the same key, and from before the migration.
    copy = DataFolder(folder.path.parent / "restored")
    copy.make()
    shutil.copy(folder.path / "station.db.before-9002", copy.database)
    assert b"SQLite format" not in copy.database.read_bytes()
    shutil.copy(folder.database_key, copy.database_key)
    with open_station(copy) as station:
        assert station.device_id == device_id
        assert station.records.findings("case-0412") == (finding,)
        assert station.find_faults() == ()


def make_old_station(folder: DataFolder, revision: str, records: list[Finding]) -> str:
    """A database as a program of protocol 1 left it: operations without signatures, no keys."""
    folder.make()
    key = read_or_make_key(folder.database_key, database=folder.database)
    file, device_id, previous = DatabaseFile(folder.database, key), new_id(), ""
    with writing(file.engine) as connection:
        config = config_of(MIGRATIONS)
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        execute = connection.exec_driver_sql
        execute("INSERT INTO device VALUES (1, ?)", (device_id,))
        case = a_case()
        body = encode_case(case)
        execute('INSERT INTO "case" VALUES (?, 1, ?, ?, NULL, NULL)', ("case-0412", AT_TEXT, body))
        for n, record in enumerate(records, 1):
            operation = make_operation(
                record, op_id=f"op-{n}", device_id=device_id, n=n, previous_sha256=previous
            )
            previous = operation.sha256
            values = {**asdict(operation), "recorded_at": operation.recorded_at.isoformat()}
            names = [one for one in values if one != "signature"]
            execute(
                f"INSERT INTO operation (revision_id, {', '.join(names)}) "
                f"VALUES (?{', ?' * len(names)})",
                (record.revision_id, *(str(values[name]) for name in names)),
            )
            execute(
                "INSERT INTO finding_revision VALUES (?, ?, ?, ?, ?, ?, 0, ?)",
                (
                    n,
                    record.revision_id,
                    record.finding_id,
                    record.version,
                    record.case_id,
                    record.scan_id,
                    operation.body,
                ),
            )
            execute(
                "INSERT INTO outbox VALUES (?, ?, 'waiting', '', ?, 0, NULL)",
                (n, operation.op_id, AT_TEXT),
            )
    file.close()
    return device_id


@pytest.mark.parametrize("revision", ["0001", "0002"])
def test_a_database_of_an_earlier_program_gets_keys_and_signatures(
    folder: DataFolder, revision: str
) -> None:
    findings = [a_finding(), a_finding()]
    device_id = make_old_station(folder, revision, findings)
    verdict, annotation, viewing = a_verdict(), an_annotation(), a_viewing()
    with open_station(folder) as station:
        assert station.device_id == device_id
        assert station.records.findings("case-0412") == tuple(findings)
        public_key = station.log.identity().public_key
        old = station.outbox.unanswered(9)
        assert [one.n for one in old] == [1, 2]
        assert all(is_signed_by(one, public_key=public_key) for one in old)
        assert station.records.save(verdict).n == 3
        station.records.save(annotation)
        station.viewings.keep(viewing)
        station.preferences.put("b.bold", "palette", "steel")
    with open_station(folder) as station:
        assert station.log.identity().public_key == public_key
        assert station.outbox.unanswered(9)[:2] == old
        assert station.records.verdicts("case-0412") == (verdict,)
        assert station.records.annotations("case-0412") == (annotation,)
        assert station.viewings.viewings_of("case-0412") == (viewing,)
        assert station.preferences.get("b.bold", "palette") == "steel"
        assert station.find_faults() == ()
        for table in ("annotation_revision", "viewing"):
            with (
                pytest.raises(IntegrityError, match="append-only"),
                writing(station._file.engine) as connection,
            ):
                connection.execute(text(f"DELETE FROM {table}"))


def test_a_new_database_is_not_copied(folder: DataFolder, newer_migrations: Path) -> None:
    open_station(folder, migrations=newer_migrations).close()
    assert list(folder.path.glob("*before*")) == []


def test_a_database_of_a_newer_program_is_refused_and_left_alone(
    folder: DataFolder, newer_migrations: Path
) -> None:
    open_station(folder, migrations=newer_migrations).close()
    before = folder.database.read_bytes()
    with pytest.raises(StorageUnavailable) as caught:
        open_station(folder)
    assert caught.value.reason == "newer-schema"
    assert folder.database.read_bytes() == before


def test_a_migration_that_fails_leaves_the_database_as_it_was(
    folder: DataFolder, tmp_path: Path
) -> None:
    open_station(folder).close()
    broken = newer(tmp_path / "broken", then="raise RuntimeError('half way')")
    with pytest.raises(RuntimeError, match="half way"):
        open_station(folder, migrations=broken)
    key = folder.database_key.read_text().strip()
    connection = connect(folder.database, key)
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    connection.close()
    assert "operation" in tables
    assert "weather" not in tables
    open_station(folder).close()


def test_the_copy_does_not_fit_on_the_disk(
    folder: DataFolder, newer_migrations: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_station(folder).close()

    def refuse(path: Path) -> None:
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr("inspector_app.storage.connections.sync_file", refuse)
    with pytest.raises(StorageUnavailable) as caught:
        open_station(folder, migrations=newer_migrations)
    assert caught.value.reason == "disk-full"
    monkeypatch.undo()
    with open_station(folder) as station:
        assert current_revision(station._file.engine) != "9002"
