"""Once imported, everything that a centre and a station load, compile or build only when they are
first used is there. For the process that the others are forked from, `tests.helpers.forked`."""

from __future__ import annotations

import gc
import logging
import random
import tempfile
import time
from contextlib import closing
from dataclasses import fields
from datetime import UTC, datetime
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
from httpx._transports import default

from inspector_app.central.application import make_app
from inspector_app.central.authority import open_authority
from inspector_app.central.cases import load_cases
from inspector_app.central.settings import CentreSettings
from inspector_app.central.stations import add_station
from inspector_app.settings.data_folder import DataFolder
from inspector_app.storage.station import StationDatabase, open_station
from inspector_app.sync.core import StationSide, SyncCore
from inspector_app.sync.http_transport import HttpTransport
from inspector_app.sync.station_identity import new_key_request, pinned_context
from inspector_app.sync.steps import WaitUntil
from tests.helpers.builders import a_case, a_finding, a_photo

# What is imported by name only.
_LATE = (
    "anyio._backends._asyncio",
    "httpcore",
    "httpcore._backends.anyio",
    "inspector_app.central.serving",
    "psycopg",
    "sqlalchemy.dialects.postgresql.psycopg",
    "uvicorn.lifespan.on",
    "uvicorn.loops.asyncio",
    "uvicorn.protocols.http.h11_impl",
)
_STEPS = 40


def _warm(folder: Path) -> None:
    """Let a station and a centre talk once, within this process."""
    centre = CentreSettings(folder / "centre")
    load_cases(centre, [a_case(scans=())], {})
    token = add_station(centre, "ZU", "lane 1")
    app = make_app(centre)
    try:
        with open_station(DataFolder(folder / "station")) as station:
            _talk(station, token, httpx.ASGITransport(app))
    finally:
        app.state.store.close()
        app.state.engine.dispose()
    authority = open_authority(folder / "authority", now=lambda: datetime.now(UTC))
    authority.server_context(("127.0.0.1",))
    authority.issue_client(new_key_request().request, name="1", generation=1)
    pinned_context(authority.certificate)
    HttpTransport("http://127.0.0.1:1", token=token, device_id="none").close()


def _talk(station: StationDatabase, token: str, centre: httpx.AsyncBaseTransport) -> None:
    side = StationSide(**{one.name: getattr(station, one.name) for one in fields(StationSide)})
    side.cases.keep([a_case(scans=())])
    finding = a_finding()
    station.records.save(finding)
    photo = side.scans.take_content(random.randbytes(80_000), "photo.jpg")
    station.records.save(
        a_photo(finding_id=finding.finding_id, sha256=photo.sha256, size_bytes=photo.size_bytes)
    )
    core = SyncCore(
        side, now=lambda: datetime.now(UTC), monotonic=time.monotonic, rng=random.Random()
    )
    transport = HttpTransport(
        "http://127.0.0.1:1",
        token=token,
        device_id=lambda: station.device_id,
        through=centre,
    )
    with closing(transport):
        for _ in range(_STEPS):
            step = core.next_step()
            if isinstance(step, WaitUntil):
                return
            core.answered(step, transport.carry(step, should_stop=lambda: False))
    raise RuntimeError("the centre and the station have not come to an end")


def _prepare() -> None:
    for name in _LATE:
        import_module(name)
    logging.disable(logging.CRITICAL)
    # Reading the system's authorities takes longer than all else that opening a client does, and
    # none of them is ever asked here.
    transports: Any = default
    transports.create_ssl_context = cache(transports.create_ssl_context)
    with tempfile.TemporaryDirectory() as folder:
        _warm(Path(folder))
    logging.disable(logging.NOTSET)
    # What is there now is never collected, so that the memory stays shared.
    gc.collect()
    gc.freeze()


_prepare()
