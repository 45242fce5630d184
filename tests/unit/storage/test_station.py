"""Opening, closing and the state of the files on the disk."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from inspector_app.domain.errors import StorageUnavailable
from inspector_app.settings.data_folder import DataFolder
from inspector_app.storage import STORAGE_REASONS, StationDatabase, open_station
from inspector_app.storage.connections import OLDEST_SQLITE, PAGE_BYTES, connect, reading
from tests.helpers.builders import AT, a_case, a_finding


def refusal(folder: DataFolder) -> str:
    with pytest.raises(StorageUnavailable) as caught:
        open_station(folder)
    assert caught.value.reason in STORAGE_REASONS
    return caught.value.reason


def test_a_new_folder_gets_a_database_a_key_and_a_scan_store(folder: DataFolder) -> None:
    with open_station(folder) as station:
        assert station.cases.queue() == ()
        assert station.find_faults() == ()
    assert len(folder.database_key.read_text().strip()) == 64
    assert folder.scans.is_dir()
    # Closing leaves no WAL behind: the database is one file that can be copied.
    assert sorted(p.name for p in folder.path.iterdir()) == [
        "logs",
        "scans",
        "scratch",
        "station.db",
        "station.key",
    ]


def test_what_was_recorded_is_there_after_opening_again(folder: DataFolder) -> None:
    finding = a_finding()
    with open_station(folder) as station:
        station.cases.keep([a_case()])
        station.records.save(finding)
        device_id = station.device_id
    with open_station(folder) as station:
        assert station.records.findings("case-0412") == (finding,)
        assert station.device_id == device_id


def test_a_database_made_anew_is_a_new_device(folder: DataFolder) -> None:
    with open_station(folder) as station:
        first = station.device_id
    folder.database.unlink()
    with open_station(folder) as station:
        assert station.device_id != first


def test_nothing_readable_lies_on_the_disk(station: StationDatabase, folder: DataFolder) -> None:
    station.records.save(a_finding(remark="tiles hide cartons"))
    for name in ("station.db", "station.db-wal"):
        content = (folder.path / name).read_bytes()
        assert content
        assert b"SQLite format" not in content
        assert b"tiles hide cartons" not in content


@pytest.mark.skipif(os.name == "nt", reason="Windows has no mode bits")
def test_only_the_owner_may_read_the_key_and_the_folder(folder: DataFolder) -> None:
    open_station(folder).close()
    assert folder.database_key.stat().st_mode & 0o777 == 0o600
    assert folder.path.stat().st_mode & 0o777 == 0o700
    folder.database_key.chmod(0o644)
    open_station(folder).close()
    assert folder.database_key.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("busy_timeout", 5000),
        ("temp_store", 2),
        ("mmap_size", 0),
        ("recursive_triggers", 1),
        ("cipher_memory_security", "1"),
    ],
)
def test_settings_of_the_connection(engine: Engine, pragma: str, value: object) -> None:
    with reading(engine) as connection:
        assert connection.scalar(text(f"PRAGMA {pragma}")) == value


def test_sqlite_has_the_wal_reset_fix(engine: Engine) -> None:
    with reading(engine) as connection:
        version = connection.scalar(text("SELECT sqlite_version()"))
        assert connection.scalar(text("PRAGMA cipher_version"))
    assert tuple(int(part) for part in version.split(".")) >= OLDEST_SQLITE


def test_an_older_sqlite_is_not_used(folder: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inspector_app.storage.connections.OLDEST_SQLITE", (99, 0, 0))
    with pytest.raises(RuntimeError, match="older"):
        open_station(folder)


def test_a_database_without_its_key(folder: DataFolder) -> None:
    open_station(folder).close()
    folder.database_key.unlink()
    assert refusal(folder) == "key-missing"
    # And no new key was made that would hide the fact from the next start.
    assert not folder.database_key.exists()


@pytest.mark.parametrize("content", ["ab" * 32, "too short", "", "z" * 64])
def test_another_key(folder: DataFolder, content: str) -> None:
    open_station(folder).close()
    before = folder.database.read_bytes()
    folder.database_key.write_text(content)
    assert refusal(folder) == "wrong-key"
    assert folder.database.read_bytes() == before


def test_making_was_cut_short_before_anything_was_written(folder: DataFolder) -> None:
    folder.make()
    folder.database.touch()
    with open_station(folder) as station:
        assert station.find_faults() == ()


def test_a_key_without_a_database_is_used(folder: DataFolder) -> None:
    folder.make()
    folder.database_key.write_text("0f" * 32)
    open_station(folder).close()
    assert folder.database_key.read_text() == "0f" * 32
    connect(folder.database, "0f" * 32).close()


def test_a_page_in_the_middle_was_overwritten(folder: DataFolder) -> None:
    with open_station(folder) as station:
        station.cases.keep([a_case(case_id=f"case-{i}") for i in range(50)])
    content = bytearray(folder.database.read_bytes())
    middle = len(content) // PAGE_BYTES // 2 * PAGE_BYTES
    content[middle : middle + 64] = bytes(64)
    folder.database.write_bytes(content)
    assert refusal(folder) == "damaged"


def test_the_file_was_cut_off(folder: DataFolder) -> None:
    open_station(folder).close()
    folder.database.write_bytes(folder.database.read_bytes()[:1000])
    assert refusal(folder) == "damaged"


def test_a_file_lies_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("not a folder")
    assert refusal(DataFolder(tmp_path / "data")) == "cannot-open"


def test_a_folder_lies_where_the_database_should_be(folder: DataFolder) -> None:
    open_station(folder).close()
    folder.database.unlink()
    folder.database.mkdir()
    assert refusal(folder) == "cannot-open"


def test_a_refused_opening_lets_go_of_the_files(folder: DataFolder) -> None:
    open_station(folder).close()
    key = folder.database_key.read_text()
    folder.database_key.write_text("ab" * 32)
    assert refusal(folder) == "wrong-key"
    held = [p for p in Path("/proc/self/fd").glob("*") if str(folder.path) in _target(p)]
    assert held == []
    folder.database_key.write_text(key)
    open_station(folder).close()


def _target(descriptor: Path) -> str:
    try:
        return str(descriptor.readlink())
    except FileNotFoundError:
        return ""


def test_a_closed_station_stays_closed(folder: DataFolder) -> None:
    station = open_station(folder)
    station.close()
    station.close()
    with pytest.raises(RuntimeError, match="closed"):
        station.cases.queue()
    assert not (folder.path / "station.db-wal").exists()


def test_opened_used_and_closed_on_three_threads(folder: DataFolder) -> None:
    opened: list[StationDatabase] = []

    def use() -> None:
        opened[0].cases.keep([a_case()])
        opened[0].records.save(a_finding())

    def close() -> None:
        opened[0].close()

    for step in (lambda: opened.append(open_station(folder)), use, close):
        thread = threading.Thread(target=step)
        thread.start()
        thread.join()
    with open_station(folder) as station:
        assert len(station.records.findings("case-0412")) == 1


def test_two_threads_take_turns(station: StationDatabase) -> None:
    def save_ten() -> None:
        for _ in range(10):
            station.records.save(a_finding())

    threads = [threading.Thread(target=save_ten) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [operation.n for operation in station.outbox.unanswered(50)] == list(range(1, 21))
    assert station.find_faults() == ()


def test_two_programs_on_one_folder_keep_one_chain(
    station: StationDatabase, folder: DataFolder
) -> None:
    """Saving reads the end of the chain and then writes: only a transaction that says at its
    beginning that it will write waits for the other's instead of failing."""
    failures: list[Exception] = []

    def save_twenty(database: StationDatabase) -> None:
        try:
            for _ in range(20):
                database.records.save(a_finding())
        except StorageUnavailable as error:
            failures.append(error)

    with open_station(folder) as other:
        assert other.device_id == station.device_id
        threads = [threading.Thread(target=save_twenty, args=[one]) for one in (station, other)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert failures == []
    assert len(station.outbox.unanswered(99)) == 40
    assert station.find_faults() == ()


def test_opening_again_changes_nothing_in_the_queue(folder: DataFolder) -> None:
    with open_station(folder) as station:
        station.cases.keep([a_case()])
        station.cases.note_opened("case-0412", person="b.bold", at=AT)
        before = station.cases.queue()
    with open_station(folder) as station:
        assert station.cases.queue() == before
