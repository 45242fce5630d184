from __future__ import annotations

import errno
import sqlite3

import pytest
from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2

from inspector_app.domain.errors import StorageUnavailable
from inspector_app.storage.errors import STORAGE_REASONS, reason_of, storage_errors


def sqlite_error(code: int) -> DBAPIError:
    error = dbapi2.OperationalError("said SQLite")
    error.sqlite_errorcode = code
    return DBAPIError("SELECT 1", {}, error)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (sqlite3.SQLITE_FULL, "disk-full"),
        (sqlite3.SQLITE_IOERR_SHMSIZE, "disk-full"),
        (sqlite3.SQLITE_READONLY, "read-only"),
        (sqlite3.SQLITE_READONLY_DBMOVED, "read-only"),
        (sqlite3.SQLITE_BUSY, "locked"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, "locked"),
        (sqlite3.SQLITE_LOCKED, "locked"),
        (sqlite3.SQLITE_CORRUPT, "damaged"),
        (sqlite3.SQLITE_CORRUPT_INDEX, "damaged"),
        (sqlite3.SQLITE_NOTADB, "damaged"),
        (sqlite3.SQLITE_IOERR_CORRUPTFS, "damaged"),
        (sqlite3.SQLITE_IOERR_FSYNC, "io-error"),
        (sqlite3.SQLITE_CANTOPEN_ISDIR, "cannot-open"),
        (sqlite3.SQLITE_ERROR, None),
        (sqlite3.SQLITE_CONSTRAINT_TRIGGER, None),
        (sqlite3.SQLITE_MISUSE, None),
    ],
)
def test_result_codes(code: int, reason: str | None) -> None:
    assert reason_of(sqlite_error(code)) == reason
    assert reason is None or reason in STORAGE_REASONS


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (errno.ENOSPC, "disk-full"),
        (errno.EROFS, "read-only"),
        (errno.EACCES, "cannot-open"),
        (errno.EIO, "io-error"),
        (errno.ENODEV, "io-error"),
    ],
)
def test_errors_of_the_file_system(number: int, reason: str) -> None:
    with pytest.raises(StorageUnavailable) as caught, storage_errors():
        raise OSError(number, "said the system", "station.db")
    assert caught.value.reason == reason
    assert "said the system" in caught.value.detail


def test_bugs_stay_bugs() -> None:
    with pytest.raises(DBAPIError), storage_errors():
        raise sqlite_error(sqlite3.SQLITE_ERROR)
    with pytest.raises(ZeroDivisionError), storage_errors():
        raise ZeroDivisionError
