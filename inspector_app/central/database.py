"""Opening the centre's database: a SQLite file, or PostgreSQL by its URL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlite
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, QueuePool, create_engine, event, make_url, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from inspector_app.central.keys import make_keys
from inspector_app.central.months import make_months
from inspector_app.central.settings import CentreSettings
from inspector_app.domain.errors import StorageUnavailable

DATABASE_AWAY = (OperationalError, PoolTimeout)
"""What is raised where the database cannot be reached or does not get round to it."""

# Before this one, two connections that write and checkpoint at once can damage the file.
_OLDEST_SQLITE = (3, 51, 3)
_BUSY_MS = 10_000
# To PostgreSQL, per process; two processes and the relay to CAIS stay far below its usual 100.
_CONNECTIONS = 15
_PATIENCE_S = 10
# Any number will do as long as no other program on the same PostgreSQL uses it.
_UPGRADE_LOCK = 7_226_431


def open_engine(settings: CentreSettings) -> Engine:
    """An engine on an up-to-date database; the caller disposes of it.

    Raises StorageUnavailable when the folder cannot be made or the SQLite is too old.
    """
    try:
        settings.scans.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageUnavailable("no-folder", f"{settings.folder}: {error}") from error
    engine = (
        create_engine(
            settings.database_url,
            pool_pre_ping=True,
            # All of them kept: one beyond `pool_size` is opened for a single use, and to open one
            # costs PostgreSQL a process.
            pool_size=_CONNECTIONS,
            max_overflow=0,
            # Shorter than a station waits for an answer: it should hear that the centre is in
            # trouble, and not what it takes for a broken line.
            pool_timeout=_PATIENCE_S,
            connect_args=_patience(settings.database_url),
            hide_parameters=True,
        )
        if settings.database_url
        else _sqlite_engine(settings.database)
    )
    try:
        _upgrade(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _patience(url: str) -> dict[str, int]:
    return {} if "connect_timeout" in make_url(url).query else {"connect_timeout": _PATIENCE_S}


@contextmanager
def opened(settings: CentreSettings) -> Iterator[Engine]:
    """An engine for the length of a block."""
    engine = open_engine(settings)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that writes: all of it or nothing. On SQLite it takes the write lock at once,
    because a transaction that turns from reading to writing can be refused halfway."""
    with engine.execution_options(begin="IMMEDIATE").begin() as connection:
        yield connection


@contextmanager
def looking_up(engine: Engine) -> Iterator[Connection]:
    """One statement that reads, without a transaction around it where that saves two of three
    journeys to the database. For what every request asks."""
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            yield connection
    else:
        with engine.begin() as connection:
            yield connection


def _sqlite_engine(path: Path) -> Engine:
    version = tuple(int(part) for part in sqlite.sqlite_version.split("."))
    if version < _OLDEST_SQLITE:
        raise StorageUnavailable(
            "old-sqlite", f"SQLite {sqlite.sqlite_version} can damage its files"
        )

    def connect() -> Any:
        connection = sqlite.connect(
            str(path), isolation_level=None, check_same_thread=False, timeout=_BUSY_MS / 1000
        )
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        return connection

    engine = create_engine(
        "sqlite://",
        module=sqlite,
        creator=connect,
        poolclass=QueuePool,
        # What people wrote must not get into a log by way of an error.
        hide_parameters=True,
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        kind = connection.get_execution_options().get("begin", "DEFERRED")
        connection.exec_driver_sql(f"BEGIN {kind}")

    return engine


def _upgrade(engine: Engine) -> None:
    config = Config()
    # A path and not a package name, so that the frozen program finds it too.
    folder = str(Path(__file__).parent / "migrations")
    config.set_main_option("script_location", folder.replace("%", "%%"))
    with writing(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _UPGRADE_LOCK})
        if MigrationContext.configure(connection).get_current_revision() != _newest(folder):
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
        make_keys(connection)
        make_months(connection, now=datetime.now(UTC))


@cache
def _newest(folder: str) -> str | None:
    """The last step. Reading the steps takes longer than all else that opening does."""
    return ScriptDirectory(folder).get_current_head()
