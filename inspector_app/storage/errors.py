"""Which failures of SQLite and of the file system a person can do something about.

Only the environment is translated: a full disk, missing rights, a lock, damage. Everything else
(a broken constraint, wrong SQL) is a bug and stays the error it was.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from inspector_app.domain.errors import StorageUnavailable

STORAGE_REASONS = frozenset(
    {
        "disk-full",
        "read-only",
        "locked",
        "damaged",
        "wrong-key",
        "key-missing",
        "newer-schema",
        "io-error",
        "cannot-open",
    }
)
"""Every `reason` that a StorageUnavailable from this room can carry."""

# Result codes: https://www.sqlite.org/rescode.html. The low byte is the primary code.
_BY_EXTENDED_CODE = {
    4874: "disk-full",  # IOERR_SHMSIZE: no room to enlarge the WAL index
    8458: "damaged",  # IOERR_CORRUPTFS
    8202: "damaged",  # IOERR_DATA
}
_BY_PRIMARY_CODE = {
    3: "cannot-open",  # PERM
    5: "locked",  # BUSY
    6: "locked",  # LOCKED
    8: "read-only",  # READONLY
    10: "io-error",  # IOERR
    11: "damaged",  # CORRUPT
    13: "disk-full",  # FULL
    14: "cannot-open",  # CANTOPEN
    15: "locked",  # PROTOCOL: WAL locks could not be had
    26: "damaged",  # NOTADB: once open with the right key, an unreadable page is damage
}
_BY_ERRNO = {
    errno.ENOSPC: "disk-full",
    errno.EDQUOT: "disk-full",
    errno.EFBIG: "disk-full",
    errno.EROFS: "read-only",
    errno.EACCES: "cannot-open",
    errno.EEXIST: "cannot-open",
    errno.EPERM: "cannot-open",
    errno.ENOENT: "cannot-open",
    errno.ENOTDIR: "cannot-open",
    errno.EISDIR: "cannot-open",
}


def reason_of(error: BaseException) -> str | None:
    """The stable reason behind an error, or None where it is a bug.

    Takes an OSError, an error of the SQLite driver, or SQLAlchemy's wrapping of one.
    """
    if isinstance(error, DBAPIError) and error.orig is not None:
        error = error.orig
    if isinstance(error, PoolTimeoutError):
        return "locked"
    if isinstance(error, OSError):
        return _BY_ERRNO.get(error.errno or 0, "io-error")
    code = getattr(error, "sqlite_errorcode", None)
    if not isinstance(code, int):
        return None
    return _BY_EXTENDED_CODE.get(code) or _BY_PRIMARY_CODE.get(code & 0xFF)


@contextmanager
def storage_errors() -> Iterator[None]:
    """Turn failures of the environment into StorageUnavailable; let bugs through unchanged."""
    try:
        yield
    except (DBAPIError, PoolTimeoutError, OSError) as error:
        reason = reason_of(error)
        if reason is None:
            raise
        cause = error.orig if isinstance(error, DBAPIError) else error
        raise StorageUnavailable(reason, f"{reason}: {cause}") from error
