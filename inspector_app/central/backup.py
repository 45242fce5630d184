"""Backups of the centre's database: making one of a file, and when the last was made.

On PostgreSQL its own programs make them, and the centre is only told.
"""

from __future__ import annotations

import os
import secrets
from contextlib import closing, suppress
from datetime import datetime, timedelta
from pathlib import Path

import sqlcipher3.dbapi2 as sqlite
from sqlalchemy import Connection, Engine, or_, select, update

from inspector_app.central.database import writing
from inspector_app.central.scan_files import sync_folder
from inspector_app.central.tables import centre
from inspector_app.domain.errors import CentreRefused, StorageUnavailable

OVERDUE = timedelta(hours=26)
"""A backup every night is never older than this, unless one was missed."""

_UNDONE = ".new"
_ABANDONED = timedelta(days=1)


def back_up(engine: Engine, folder: Path, *, at: datetime) -> Path:
    """Copy a centre that lies in a file into a new file in `folder`, while it goes on working.

    When this returns, the copy was read through, is on the disk, and the centre knows of it. It
    holds the private keys of the centre, as the database does. Raises CentreRefused
    (``not-a-file``) on PostgreSQL, StorageUnavailable (``backup-failed``), OSError.
    """
    if engine.dialect.name != "sqlite":
        raise CentreRefused("not-a-file", "PostgreSQL is backed up by its own programs")
    _clear(folder, before=at - _ABANDONED)
    target = folder / f"centre-{at:%Y%m%dT%H%M%SZ}.db"
    if target.exists():
        raise CentreRefused("already-there", f"{target} is there already; nothing is written over")
    # A name of its own: another backup may be under way, begun in the same second.
    beside = target.with_name(f"{target.name}.{secrets.token_hex(4)}{_UNDONE}")
    os.close(os.open(beside, os.O_CREAT | os.O_EXCL, 0o600))
    try:
        _copy(engine, beside)
        descriptor = os.open(beside, os.O_RDWR | getattr(os, "O_BINARY", 0))
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        beside.replace(target)
        sync_folder(folder)
    finally:
        beside.unlink(missing_ok=True)
    note_backup(engine, at=at)
    return target


def _clear(folder: Path, *, before: datetime) -> None:
    """What backups left that were killed, with the files that SQLite keeps beside its own."""
    for left in folder.glob(f"centre-*.db.*{_UNDONE}*"):
        with suppress(OSError):
            if left.stat().st_mtime < before.timestamp():
                left.unlink()


def note_backup(engine: Engine, *, at: datetime) -> None:
    """A backup of this centre is whole and safe. One that is known already and newer stays."""
    with writing(engine) as connection:
        connection.execute(
            update(centre)
            .where(centre.c.id == 1, or_(centre.c.last_backup.is_(None), centre.c.last_backup < at))
            .values(last_backup=at)
        )


def last_backup(connection: Connection) -> datetime | None:
    """When the newest known backup was made."""
    at: datetime | None = connection.execute(select(centre.c.last_backup)).scalar_one()
    return at


def warnings_about(at: datetime | None, *, now: datetime) -> tuple[str, ...]:
    """``no-backup`` where none is known, ``backup-overdue`` where the newest is too old."""
    if at is None:
        return ("no-backup",)
    return ("backup-overdue",) if now - at > OVERDUE else ()


def _copy(engine: Engine, target: Path) -> None:
    try:
        with (
            closing(engine.raw_connection()) as source,
            closing(sqlite.connect(str(target), isolation_level=None)) as copy,
        ):
            # In one go: what is written meanwhile goes on and would else begin the copy anew.
            source.driver_connection.backup(copy)  # type: ignore[union-attr]
            # One file, without another beside it that somebody would have to copy too.
            copy.execute("PRAGMA journal_mode=DELETE")
            found = [row[0] for row in copy.execute("PRAGMA integrity_check(3)")]
    except sqlite.Error as error:
        raise StorageUnavailable("backup-failed", f"{target}: {error}") from error
    if found != ["ok"]:
        raise StorageUnavailable("backup-failed", f"the copy is damaged: {'; '.join(found)}")
