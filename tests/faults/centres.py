"""The centre of the fault runs: the real one, on a copy of a ready-made empty SQLite database."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import httpx
import msgspec
from sqlalchemy import Engine

from inspector_app.central import database as database_module
from inspector_app.central.application import make_app
from inspector_app.central.cases import load_cases
from inspector_app.central.database import opened
from inspector_app.central.enrolment import offer_code
from inspector_app.central.sequence import raise_epoch
from inspector_app.central.settings import CentreSettings
from inspector_app.central.stations import register
from inspector_app.domain.case import Case
from inspector_app.protocol.codec import decode, encode
from inspector_app.protocol.messages import Enrolled, Enrolment, enrolment_message
from inspector_app.storage.station import StationDatabase
from tests.faults.posts import CENTRE_URL, StatementCount, sharing_statements
from tests.faults.thrift import OneLoop, RunningCentres

T = TypeVar("T")

POST = "ZU"


def make_centre_template(folder: Path) -> Path:
    """An empty, migrated centre to copy."""
    settings = CentreSettings(folder / "centre-template")
    with opened(settings):
        pass
    return settings.folder


@contextmanager
def centres_migrated() -> Iterator[None]:
    """As `posts.stations_migrated`."""
    kept = (database_module._upgrade, database_module.create_engine)
    database_module._upgrade = _leave_as_it_is
    database_module.create_engine = sharing_statements(kept[1])
    try:
        yield
    finally:
        database_module._upgrade, database_module.create_engine = kept


def _leave_as_it_is(_: Engine) -> None:
    """Instead of a migration."""


class Centre:
    """A centre that can be restored from a backup."""

    def __init__(
        self, folder: Path, template: Path, loop: OneLoop, running: RunningCentres
    ) -> None:
        self._loop = loop
        self._running = running
        shutil.copytree(template, folder)
        self.settings = CentreSettings(folder)
        self.cases: dict[str, Case] = {}
        self._open()

    def _open(self) -> None:
        app = make_app(self.settings)
        self.engine: Engine = app.state.engine
        self._store = app.state.store
        self._running.engines[self.settings.folder] = self.engine
        self.http = httpx.ASGITransport(app, raise_app_exceptions=False)
        self._count = StatementCount(self.engine, OSError("the disk of the centre failed"))

    def fail_at(self, statement: int | None) -> None:
        self._count.left = statement

    def close(self) -> None:
        self._store.close()
        self.engine.dispose()
        del self._running.engines[self.settings.folder]

    def give(self, *cases: Case) -> None:
        """Cases come in from outside."""
        self.cases |= {one.case_id: one for one in cases}
        load_cases(self.settings, cases, {})

    def let_in(self, station: StationDatabase, name: str, *, by_code: bool) -> str:
        """Make one more station known, as its administrator and the station would; its token.
        `by_code`: with a key, so that it has to sign. Otherwise as those of protocol 1."""
        new = register(self.settings, POST, name)
        if not by_code:
            return new.token
        identity, signer = station.log.identity(), station.log.signer()
        unsigned = Enrolment(
            code=offer_code(self.settings, new.station_id).text,
            device_id=identity.device_id,
            public_key=identity.public_key,
            sealing_key=identity.sealing_recipient,
        )
        signature = signer.sign(enrolment_message(unsigned))
        enrolment = msgspec.structs.replace(unsigned, signature=signature)
        enrolled = self._ask("/v1/enrol", encode(enrolment), Enrolled)
        station.log.pin_centre(signing_key=enrolled.signing_key, sealing_key=enrolled.sealing_key)
        return enrolled.token

    def _ask(self, path: str, content: bytes, kind: type[T]) -> T:
        async def ask() -> bytes:
            async with httpx.AsyncClient(transport=self.http, base_url=CENTRE_URL) as client:
                response = await client.post(path, content=content)
                assert response.status_code == 200, response.text
                return response.content

        return decode(self._loop.run(ask()), kind)

    def back_up(self, copy: Path) -> None:
        """While it runs. Its database is a single file for a moment."""
        self.engine.dispose()
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(self.settings.folder, copy)

    def restore(self, copy: Path) -> None:
        """The backup is all there is; what the customs system sent since is sent once more."""
        self.close()
        shutil.rmtree(self.settings.folder)
        shutil.copytree(copy, self.settings.folder)
        raise_epoch(self.settings)
        self._open()
        load_cases(self.settings, list(self.cases.values()), {})
