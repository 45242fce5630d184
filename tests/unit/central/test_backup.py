"""Backups of the centre's database, and what the centre knows of them."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlite
from sqlalchemy import Engine, text

from inspector_app.central import backup
from inspector_app.central.backup import OVERDUE, back_up, last_backup, note_backup, warnings_about
from inspector_app.central.cases import load_cases
from inspector_app.central.database import opened, writing
from inspector_app.central.figures import PrometheusFigures
from inspector_app.central.object_store import open_object_store
from inspector_app.central.readiness import Readiness
from inspector_app.central.sequence import epoch_and_sequence
from inspector_app.central.settings import CentreSettings
from inspector_app.domain.errors import CentreRefused, StorageUnavailable
from tests.helpers.builders import a_case

AT = datetime(2026, 11, 21, 22, 30, tzinfo=UTC)


def newest(engine: Engine) -> datetime | None:
    with engine.connect() as connection:
        return last_backup(connection)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    folder = tmp_path / "backups"
    folder.mkdir()
    return folder


def test_a_copy_is_the_centre_as_it_was(settings: CentreSettings, target: Path) -> None:
    load_cases(settings, [a_case(scans=())], {})
    killed = [target / f"centre-20261120T223000Z.db.0a1b2c3d.new{end}" for end in ("", "-wal")]
    for left in killed:
        left.write_text("left by one that was killed")
        os.utime(left, ((AT - timedelta(days=2)).timestamp(),) * 2)
    other = target / "centre-20261121T223000Z.db.1a1b2c3d.new"
    other.write_text("one that is under way")
    os.utime(other, (AT.timestamp(), AT.timestamp()))
    with opened(settings) as engine:
        with engine.connect() as reader:
            before = epoch_and_sequence(reader)
            # The centre is at work: somebody reads, and the newest lies only in the log beside it.
            copy = back_up(engine, target, at=AT)
        load_cases(settings, [a_case(case_id="case-later", scans=())], {})
        assert newest(engine) == AT
    assert {one.name for one in target.iterdir()} == {"centre-20261121T223000Z.db", other.name}
    if os.name != "nt":
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    restored = CentreSettings(target.parent / "restored")
    restored.folder.mkdir()
    copy.rename(restored.database)
    with opened(restored) as engine, engine.connect() as connection:
        assert epoch_and_sequence(connection) == before
        # It was made before the centre was told of it.
        assert last_backup(connection) is None


def test_what_is_there_is_not_written_over(settings: CentreSettings, target: Path) -> None:
    with opened(settings) as engine:
        content = back_up(engine, target, at=AT).read_bytes()
        with writing(engine) as connection:
            connection.execute(text("UPDATE centre SET last_sequence = 7"))
        with pytest.raises(CentreRefused) as refusal:
            back_up(engine, target, at=AT)
    assert refusal.value.reason == "already-there"
    assert [one.read_bytes() for one in target.iterdir()] == [content]


def test_a_copy_that_fails_counts_for_nothing(
    settings: CentreSettings, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Elsewhere:
        """The copy goes to a place where it finds something else."""

        @staticmethod
        def connect(path: str, **more: object) -> sqlite.Connection:
            Path(path).write_bytes(b"SQLite format 3\0" + b"x" * 8192)
            return sqlite.connect(path, **more)

        Error = sqlite.Error

    monkeypatch.setattr(backup, "sqlite", Elsewhere)
    with opened(settings) as engine:
        with pytest.raises(StorageUnavailable) as trouble:
            back_up(engine, target, at=AT)
        assert newest(engine) is None
    assert trouble.value.reason == "backup-failed"
    assert list(target.iterdir()) == []


def test_a_damaged_centre_makes_no_backup(settings: CentreSettings, target: Path) -> None:
    with opened(settings) as engine, writing(engine) as connection:
        # An index that says something else than its table, as after a bad sector.
        connection.execute(text("PRAGMA writable_schema = ON"))
        connection.execute(
            text(
                "INSERT INTO station (token_sha256, post, name, added_at) VALUES "
                "('t', 'ZU', 'lane', '2026-01-01')"
            )
        )
        connection.execute(
            text(
                "UPDATE sqlite_schema SET sql = replace(sql, '(identity)', '(name)') "
                "WHERE name = 'station_by_identity'"
            )
        )
    with opened(settings) as engine:
        with pytest.raises(StorageUnavailable, match="station_by_identity"):
            back_up(engine, target, at=AT)
        assert newest(engine) is None
    assert list(target.iterdir()) == []


def test_no_folder(settings: CentreSettings, target: Path) -> None:
    with opened(settings) as engine:
        with pytest.raises(FileNotFoundError):
            back_up(engine, target / "not-mounted", at=AT)
        assert newest(engine) is None


def test_it_is_told_on_either_database(
    new_settings: Callable[[Path], CentreSettings], tmp_path: Path
) -> None:
    settings = new_settings(tmp_path / "centre")
    with opened(settings) as engine:
        assert newest(engine) is None
        note_backup(engine, at=AT)
        note_backup(engine, at=AT - timedelta(days=1))
        assert newest(engine) == AT
        if settings.database_url:
            with pytest.raises(CentreRefused) as refusal:
                back_up(engine, tmp_path, at=AT)
            assert refusal.value.reason == "not-a-file"


def test_when_to_look_into_it() -> None:
    assert warnings_about(None, now=AT) == ("no-backup",)
    assert warnings_about(AT, now=AT + OVERDUE) == ()
    assert warnings_about(AT, now=AT + timedelta(hours=26, seconds=1)) == ("backup-overdue",)


def test_health_and_figures_tell_how_old_it_is(settings: CentreSettings) -> None:
    settings = replace(settings, reserve_bytes=0)
    figures = PrometheusFigures(now=lambda: AT + timedelta(hours=2))

    def figure() -> float:
        lines = figures.text(engine, settings).decode().splitlines()
        return float(
            next(one for one in lines if one.startswith("inspector_backup_age")).split()[1]
        )

    with opened(settings) as engine:
        settings.uploads.mkdir()
        ready = Readiness(engine, open_object_store(settings), settings)
        health = ready.check()
        assert (health.last_backup, health.warnings) == (None, ("no-backup",))
        assert figure() == float("inf")
        note_backup(engine, at=AT)
        assert figure() == 7200
        health = ready.check()
        old = datetime.now(UTC) - AT > OVERDUE
        assert (health.last_backup, "backup-overdue" in health.warnings) == (AT, old)
        note_backup(engine, at=datetime.now(UTC))
        assert ready.check().warnings == ()
