"""Opening the centre's database: a SQLite file, or PostgreSQL by its URL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlite
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, QueuePool, create_engine, event, text

from inspector_app.central.settings import CentreSettings
from inspector_app.domain.errors import StorageUnavailable

# Before this one, two connections that write and checkpoint at once can damage the file.
_OLDEST_SQLITE = (3, 51, 3)
_BUSY_MS = 10_000
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
        create_engine(settings.database_url, pool_pre_ping=True)
        if settings.database_url
        else _sqlite_engine(settings.database)
    )
    try:
        _upgrade(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


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

    engine = create_engine("sqlite://", module=sqlite, creator=connect, poolclass=QueuePool)

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
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
