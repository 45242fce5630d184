"""The connection to the encrypted database: how it is opened and how transactions begin.

SQLAlchemy's own SQLCipher dialect sends the key itself and does not work with `creator`; its plain
SQLite dialect over the sqlcipher3 module does.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.pool import NullPool, QueuePool
from sqlcipher3 import dbapi2

from inspector_app.domain.errors import StorageUnavailable
from inspector_app.storage.durable_files import sync_file, sync_folder
from inspector_app.storage.errors import reason_of, storage_errors

BUSY_TIMEOUT_S = 5.0
PAGE_BYTES = 4096
# Older ones can damage a WAL database (the WAL-reset bug, https://www.sqlite.org/wal.html).
OLDEST_SQLITE = (3, 51, 3)

_NOT_A_DATABASE = 26
_WRITES = "station_writes"


def connect(path: Path, key: str) -> Any:
    """A raw connection with the key and all settings. Raises errors of sqlcipher3 and
    StorageUnavailable (``wrong-key``, ``damaged``).

    It may be used by another thread than the one that opened it, by one at a time.
    """
    if dbapi2.sqlite_version_info < OLDEST_SQLITE:
        raise RuntimeError(f"SQLite {dbapi2.sqlite_version} is older than {OLDEST_SQLITE}")
    connection = dbapi2.connect(
        str(path), timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
    )
    try:
        # SQLCipher would write to the error stream; what matters comes back as an error anyway.
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key}'\"")
        connection.execute("PRAGMA cipher_memory_security = ON")
        connection.execute("PRAGMA temp_store = MEMORY")
        _read_first_page(connection, path)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        # Without it INSERT OR REPLACE would delete rows behind the append-only triggers' back.
        connection.execute("PRAGMA recursive_triggers = ON")
        connection.execute("PRAGMA mmap_size = 0")
    except BaseException:
        connection.close()
        raise
    return connection


def _read_first_page(connection: Any, path: Path) -> None:
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
    except dbapi2.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF != _NOT_A_DATABASE:
            raise
        whole = path.stat().st_size % PAGE_BYTES == 0
        reason = "wrong-key" if whole else "damaged"
        raise StorageUnavailable(reason, f"the key does not open {path}") from error


class DatabaseFile:
    """One encrypted database with exactly one connection; a second user waits for the first.

    Attributes:
        engine: for `reading` and `writing`; it opens the file when it is first used.
    """

    def __init__(self, path: Path, key: str) -> None:
        self.path = path
        self._key = key
        self._closed = False
        self.engine = create_engine(
            "sqlite://",
            module=dbapi2,
            creator=self._connect,
            poolclass=QueuePool,
            pool_size=1,
            max_overflow=0,
        )
        event.listen(self.engine, "begin", _begin)

    def check(self) -> None:
        """Look through the whole file, on a connection of its own: the others need not wait.
        Raises StorageUnavailable (``damaged``)."""
        own = create_engine("sqlite://", module=dbapi2, creator=self._connect, poolclass=NullPool)
        with reading(own) as connection:
            found = list(connection.scalars(text("PRAGMA quick_check(5)")))
        if found != ["ok"]:
            raise StorageUnavailable("damaged", f"{self.path}: {'; '.join(found)}")

    def close(self) -> None:
        """Give back the file; no other call may be running. Closing twice does no harm."""
        self._closed = True
        self.engine.dispose()

    def copy_to(self, copy: Path) -> None:
        """Write a whole copy, encrypted with the same key, durably. Raises StorageUnavailable."""
        unfinished = copy.with_name(copy.name + ".new")
        with storage_errors():
            unfinished.unlink(missing_ok=True)
            self._back_up(unfinished)
            sync_file(unfinished)
            unfinished.replace(copy)
            sync_folder(copy.parent)

    def _connect(self) -> Any:
        # The pool would quietly open the file again for a call that comes too late.
        if self._closed:
            raise RuntimeError(f"{self.path} was closed")
        return connect(self.path, self._key)

    def _back_up(self, target: Path) -> None:
        with reading(self.engine) as connection:
            source: Any = connection.connection.dbapi_connection
            copy = dbapi2.connect(str(target), isolation_level=None)
            try:
                copy.execute("PRAGMA cipher_log_level = NONE")
                copy.execute(f"PRAGMA key = \"x'{self._key}'\"")
                source.backup(copy)
            except dbapi2.Error as error:
                reason = reason_of(error)
                if reason is None:
                    raise
                raise StorageUnavailable(reason, f"no copy could be made: {error}") from error
            finally:
                copy.close()


def _begin(connection: Connection) -> None:
    # A transaction that reads first and writes later fails at once when somebody else wrote in
    # between, whatever the timeout. One that says so at its beginning waits its turn.
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that only reads. Raises StorageUnavailable."""
    with storage_errors(), engine.connect() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that is on the disk when the block ends, or did not happen at all.
    Raises StorageUnavailable."""
    with (
        storage_errors(),
        engine.connect().execution_options(**{_WRITES: True}) as connection,
        connection.begin(),
    ):
        yield connection
