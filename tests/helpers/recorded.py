"""Exchanges with a centre as they went over the wire, one JSON file each.

``tests/unit/protocol/recorded/1`` was written by the last program of protocol 1 and is never
written again: stations that were never updated still send just that. A later protocol's folder is
written by the program of its time, by ``python -m tests.helpers.record_exchanges``, and from then
on stays as it is.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI
from sqlalchemy import update

from inspector_app.central.application import make_app
from inspector_app.central.cases import load_cases
from inspector_app.central.database import writing
from inspector_app.central.settings import CentreSettings
from inspector_app.central.stations import add_station, identify
from inspector_app.central.tables import centre, device
from inspector_app.protocol.codec import decode_case
from inspector_app.protocol.signing import to_text

FOLDER = Path(__file__).parents[1] / "unit" / "protocol" / "recorded"
STATION = "recorded-station"
EPOCH = "recorded-epoch"
# Not a secret: keys for these files only, so that the centre's signatures come out the same.
CENTRE_KEY = to_text(hashlib.sha256(b"the centre of the recordings").digest())
STATION_KEY = to_text(hashlib.sha256(b"the station of the recordings").digest())
NEXT_STATION_KEY = to_text(hashlib.sha256(b"the station of the recordings, again").digest())


@dataclass(frozen=True)
class Exchange:
    """One request and its answer. `authorized`: it carried the station's token, and its device id
    unless `headers` has another."""

    name: str
    method: str
    path: str
    headers: Mapping[str, str]
    authorized: bool
    body: str
    status: int
    answer: str

    def ask(self, app: FastAPI, token: str) -> httpx.Response:
        """Ask the same of another centre."""
        headers = dict(self.headers)
        if self.authorized:
            headers = {"Authorization": f"Bearer {token}", "Device-Id": STATION, **headers}

        async def carry() -> httpx.Response:
            transport = httpx.ASGITransport(app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://centre") as client:
                return await client.request(
                    self.method, self.path, headers=headers, content=self.body.encode()
                )

        return asyncio.run(carry())


@contextmanager
def recorded_centre(folder: Path, protocol: int) -> Iterator[tuple[FastAPI, str]]:
    """A centre as it was before the first exchange of a protocol, and the station's token."""
    was = setting(protocol)
    scan = folder / "scan"
    scan.write_text(was["scan"], encoding="utf-8")
    sha256 = hashlib.sha256(scan.read_bytes()).hexdigest()
    settings = CentreSettings(folder / "centre", port=0)
    load_cases(settings, [decode_case(one) for one in was["cases"]], {sha256: scan})
    token = add_station(settings, was["post"], "recorded")
    app = make_app(settings)
    try:
        with writing(app.state.engine) as connection:
            connection.execute(update(centre).values(epoch=EPOCH, signing_key=CENTRE_KEY))
        if "public_key" in was:
            identify(app.state.engine, f"Bearer {token}", STATION)
            with writing(app.state.engine) as connection:
                connection.execute(update(device).values(public_key=was["public_key"]))
        yield app, token
    finally:
        app.state.engine.dispose()


def exchanges(protocol: int) -> list[Exchange]:
    """All of a protocol, in the order in which they happened."""
    return [
        Exchange(name=path.stem, **json.loads(path.read_text(encoding="utf-8")))
        for path in sorted((FOLDER / str(protocol)).glob("[0-9]*.json"))
    ]


def setting(protocol: int) -> dict[str, Any]:
    """What the centre was before the first of them: its cases, keys and stations."""
    path = FOLDER / str(protocol) / "setting.json"
    written: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return written


def write_exchange(folder: Path, exchange: Exchange) -> None:
    written = {
        "method": exchange.method,
        "path": exchange.path,
        "headers": dict(exchange.headers),
        "authorized": exchange.authorized,
        "body": exchange.body,
        "status": exchange.status,
        "answer": exchange.answer,
    }
    write_json(folder / f"{exchange.name}.json", written)


def write_json(path: Path, written: object) -> None:
    text = json.dumps(written, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")
