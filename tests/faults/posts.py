"""A station of the fault runs: the real one, over a copy of a ready-made empty database, so that
thousands of runs take minutes."""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import Engine, event, text

from inspector_app.domain.finding import Finding
from inspector_app.domain.operation import Delivery
from inspector_app.protocol.link import LinkStatus
from inspector_app.settings.data_folder import DataFolder
from inspector_app.storage import connections as connections_module
from inspector_app.storage import station as station_module
from inspector_app.storage.connections import DatabaseFile, reading
from inspector_app.storage.key_file import read_or_make_key
from inspector_app.storage.schema import MIGRATIONS, bring_up_to_date
from inspector_app.storage.station import StationDatabase, open_station
from inspector_app.sync.conversation import converse
from inspector_app.sync.core import StationSide, SyncCore
from inspector_app.sync.http_transport import HttpTransport
from inspector_app.sync.station_identity import StationIdentity
from tests.faults.thrift import OneLoop
from tests.helpers.builders import a_finding
from tests.helpers.sync_rig import Clocks

CENTRE_URL = "http://127.0.0.1:1"


class Crash(BaseException):
    """The program ends here. Not an Exception: no code of the program may go on after it."""


class StatementCount:
    """Ends something at the n-th statement that a database is given: before it, or before the
    commit that follows the one before."""

    def __init__(self, engine: Engine, error: BaseException) -> None:
        self.left: int | None = None
        self._error = error
        event.listen(engine, "before_cursor_execute", self._count)
        event.listen(engine, "commit", self._count)

    def _count(self, *_: object) -> None:
        if self.left is None:
            return
        self.left -= 1
        if self.left <= 0:
            self.left = None
            raise self._error


def make_station_template(folder: Path) -> Path:
    """An empty, migrated station without an identity; copy it, then open it."""
    station = DataFolder(folder / "station-template")
    station.make()
    key = read_or_make_key(station.database_key, database=station.database)
    file = DatabaseFile(station.database, key)
    bring_up_to_date(file, migrations=MIGRATIONS)
    file.close()
    return station.path


@contextmanager
def stations_migrated() -> Iterator[None]:
    """Inside, only empty databases are migrated: the others are copies of a template, and the look
    at their migrations would be much of the time of a run."""
    kept = (station_module.bring_up_to_date, connections_module.create_engine)
    station_module.bring_up_to_date = _migrate_empty
    connections_module.create_engine = sharing_statements(kept[1])
    try:
        yield
    finally:
        station_module.bring_up_to_date, connections_module.create_engine = kept


def sharing_statements(create: Callable[..., Engine]) -> Callable[..., Engine]:
    """Makes engines that share what SQLAlchemy keeps of compiled statements. A run opens a dozen
    databases of the same kind, and would compile everything anew for each."""
    first: list[Engine] = []

    def create_engine(*values: Any, **named: Any) -> Engine:
        engine = create(*values, **named)
        if first:
            engine.dialect = first[0].dialect
            engine._compiled_cache = first[0]._compiled_cache
        else:
            first.append(engine)
        return engine

    return create_engine


def _migrate_empty(file: DatabaseFile, *, migrations: Path) -> None:
    with reading(file.engine) as connection:
        is_empty = connection.scalar(text("SELECT count(*) FROM sqlite_master")) == 0
    if is_empty:
        bring_up_to_date(file, migrations=migrations)


class Post:
    """A station: its disk, its clocks, and the program while it runs."""

    def __init__(
        self,
        folder: Path,
        template: Path,
        *,
        line: httpx.AsyncBaseTransport,
        loop: OneLoop,
        seed: int,
    ) -> None:
        """Without a token: call `connect` before it talks."""
        shutil.copytree(template, folder)
        self.folder = folder
        self.token = "none"
        self.line = line
        self._loop = loop
        self.dice = random.Random(seed)
        self.clocks = Clocks()
        self._transport: HttpTransport | None = None
        self.start()

    def start(self) -> None:
        """The program begins."""
        self.database: StationDatabase = open_station(DataFolder(self.folder))
        self._count = StatementCount(_engine(self.database), Crash())
        self.core = self._fresh_core()
        self._transport = self._fresh_transport()

    def connect(self, token: str) -> None:
        """From now on it proves itself with this."""
        self.token = token
        self.transport.close()
        self.core = self._fresh_core()
        self._transport = self._fresh_transport()

    def end(self) -> None:
        """The program ends; whatever it was doing is not finished."""
        self._count.left = None
        if self._transport is not None:
            self._transport.close()
        self.database.close()

    def crash_at(self, statement: int | None) -> None:
        self._count.left = statement

    @property
    def transport(self) -> HttpTransport:
        assert self._transport is not None
        return self._transport

    def side(self) -> StationSide:
        return side_of(self.database)

    def _fresh_core(self) -> SyncCore:
        return SyncCore(
            self.side(),
            now=lambda: self.clocks.now().replace(tzinfo=UTC),
            monotonic=self.clocks.monotonic,
            rng=self.dice,
        )

    def _fresh_transport(self) -> HttpTransport:
        transport: Any = HttpTransport(
            CENTRE_URL,
            token=self.token,
            device_id=lambda: self.database.device_id,
            through=self.line,
        )
        transport._runner = self._loop
        return transport  # type: ignore[no-any-return]

    def present(self, case_ids: set[str]) -> dict[str, Delivery]:
        """Every revision that is on this station's disk, and how far it has come."""
        found: dict[str, Delivery] = {}
        for case_id in case_ids:
            statuses = self.database.records.deliveries(case_id)
            found |= {revision_id: one.delivery for revision_id, one in statuses.items()}
        return found

    def back_up(self, copy: Path) -> None:
        """While the program runs. Its database is a single file for a moment."""
        _engine(self.database).dispose()
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(self.folder, copy)

    def restore(self, copy: Path) -> None:
        """An older state of the disk is put back."""
        self.end()
        shutil.rmtree(self.folder)
        shutil.copytree(copy, self.folder)
        self.start()

    def reinstall(self, template: Path) -> None:
        """A new disk and a new program; `connect` again."""
        self.end()
        shutil.rmtree(self.folder)
        shutil.copytree(template, self.folder)
        self.start()


def amendment_of(last: Any, post: Post) -> Finding:
    """The next version of a finding, written at this station."""
    return a_finding(
        finding_id=last.finding_id,
        case_id=last.case_id,
        version=last.version + 1,
        replaces=last.revision_id,
        recorded_at=post.clocks.now(),
        author=last.author,
    )


def side_of(station: StationDatabase) -> StationSide:
    """All parts of a station that the conversation asks for."""
    return StationSide(**{one.name: getattr(station, one.name) for one in fields(StationSide)})


def talk(
    station: StationDatabase,
    url: str,
    token: str,
    *,
    should_stop: Callable[[], bool],
    on_status: Callable[[LinkStatus], None] = lambda _: None,
    identity: StationIdentity | None = None,
) -> None:
    """Sync over real HTTP until told to stop, asking often."""
    core = SyncCore(
        side_of(station),
        now=lambda: datetime.now(UTC),
        monotonic=time.monotonic,
        rng=random.Random(),
        poll_s=0.05,
    )

    def wait(seconds: float) -> bool:
        time.sleep(min(seconds, 0.02))
        return True

    with HttpTransport(
        url, token=token, device_id=lambda: station.device_id, identity=identity
    ) as transport:
        converse(core, transport, should_stop=should_stop, on_status=on_status, wait=wait)


def _engine(database: StationDatabase) -> Engine:
    file: Any = database._file
    engine: Engine = file.engine
    return engine
