"""What thousands of histories in one process can do without: threads, a loop for every request, an
engine for every command, and the wiping of memory. Nothing here stands in for what is tested."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

from anyio import to_thread
from sqlalchemy import Engine
from sqlcipher3 import dbapi2

from inspector_app.central import carrier, cases, enrolment, stations
from inspector_app.central.settings import CentreSettings
from inspector_app.storage import connections

T = TypeVar("T")


class OneLoop:
    """Stands where a transport has an `asyncio.Runner` of its own; this one is everybody's, the
    centre's too. Nobody waits for anybody else, so nothing hangs by that."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._loop.run_until_complete(work)

    def close(self) -> None:
        """A transport closes; the others go on."""

    def end(self) -> None:
        """The last one has closed."""
        self._loop.close()


@contextmanager
def replaced(owner: Any, name: str, value: Any) -> Iterator[None]:
    """An attribute is another one for the length of a block."""
    kept = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, kept)


@contextmanager
def one_loop() -> Iterator[OneLoop]:
    """For the length of a block, and what the centre would do in a thread is done at once."""
    loop = OneLoop()
    try:
        with replaced(to_thread, "run_sync", _at_once):
            yield loop
    finally:
        loop.end()


async def _at_once(work: Callable[..., T], *values: Any, **_: Any) -> T:
    return work(*values)


@contextmanager
def memory_unwiped() -> Iterator[None]:
    """Stations do not lock and wipe what memory their database uses. Half of the time of a history
    would go there. Has to be around the first opening: SQLCipher never turns it off again."""
    lenient = ModuleType(dbapi2.__name__)
    vars(lenient).update(vars(dbapi2))
    vars(lenient)["connect"] = _connect_leniently
    with replaced(connections, "dbapi2", lenient):
        yield


class _Lenient(dbapi2.Connection):  # type: ignore[misc]
    def execute(self, statement: str, *more: Any) -> Any:
        if statement.startswith("PRAGMA cipher_memory_security"):
            statement = "SELECT 1"
        return super().execute(statement, *more)


def _connect_leniently(*values: Any, **named: Any) -> Any:
    return dbapi2.connect(*values, factory=_Lenient, **named)


class RunningCentres:
    """The engines of the centres that run. What its administrator asks of a centre goes to its own
    engine, where a command of its own would open the database anew for each."""

    def __init__(self) -> None:
        self.engines: dict[Path, Engine] = {}

    @contextmanager
    def opened(self, settings: CentreSettings) -> Iterator[Engine]:
        """As `central.database.opened`, for centres that run."""
        yield self.engines[settings.folder]

    @contextmanager
    def asked(self) -> Iterator[None]:
        """Inside, the administrator's functions come here."""
        with ExitStack() as stack:
            for module in (carrier, cases, enrolment, stations):
                stack.enter_context(replaced(module, "opened", self.opened))
            yield
