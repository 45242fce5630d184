"""The checks of the self-test on the rooms without Qt: storage, imaging, detection, central."""

from __future__ import annotations

import asyncio
import hashlib
import json
import socket
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import uvicorn
from fastapi import FastAPI
from sqlcipher3 import dbapi2

from inspector_app.bootstrap.compose import OnnxHighlighter
from inspector_app.bootstrap.self_test import CheckFailed
from inspector_app.bootstrap.self_test_old_station import make_old_station
from inspector_app.central.application import make_app
from inspector_app.central.settings import CentreSettings
from inspector_app.domain.case import Case
from inspector_app.domain.finding import Finding
from inspector_app.domain.region import Box, Mark
from inspector_app.domain.scan import Energy, EnergyImage, Scan, View
from inspector_app.imaging.read_scan import read_view
from inspector_app.imaging.view_pixels import ViewPixels
from inspector_app.protocol import PROTOCOL_VERSION
from inspector_app.protocol.codec import decode
from inspector_app.protocol.ids import new_id
from inspector_app.protocol.messages import Hello
from inspector_app.settings.data_folder import DataFolder
from inspector_app.settings.shipped import resources_folder
from inspector_app.simulator.papers import make_papers
from inspector_app.storage.station import open_station

EXPECTED_NAME = "expected.json"
HIGH_NAME = "simulated-high.png"
LOW_NAME = "simulated-low.png"

# The model computes in float32, and each kind of processor adds up in another order, which moves a
# score by about a millionth. A wrong model, wrong pixels or a wrong preparation moves it by far
# more than this.
SCORE_TOLERANCE = 0.01
CENTRE_TIMEOUT_S = 20.0


def pixels_sha256(pixels: ViewPixels) -> str:
    """Hash of all values of a view, the same on every machine: little-endian, the high energy
    first."""
    digest = hashlib.sha256()
    for image in (pixels.high, pixels.low):
        if image is not None:
            digest.update(np.ascontiguousarray(image, "<u2").tobytes())
    return digest.hexdigest()


def expected_values() -> dict[str, Any]:
    """What `packaging/make_self_test_scan.py` wrote down. Raises OSError, ValueError."""
    path = resources_folder() / "self_test" / EXPECTED_NAME
    values: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return values


def read_stored_scan(scratch: Path) -> ViewPixels:
    """The simulated scan that travels with the program. Raises ScanUnreadable."""
    folder = resources_folder() / "self_test"
    return read_view(folder / HIGH_NAME, folder / LOW_NAME, bits=16, scratch=scratch)


def decode_stored_scan(scratch: Path) -> str:
    """Raises CheckFailed when the pixels are not those that were stored."""
    pixels = read_stored_scan(scratch)
    if pixels_sha256(pixels) != expected_values()["pixels_sha256"]:
        raise CheckFailed("the decoded pixels are not those that were stored")
    return f"{pixels.width_px} x {pixels.height_px} px, two energies"


def compare_peak_score(scratch: Path) -> str:
    """Raises ModelRefused for a model that is not the released one, CheckFailed for a score that
    is not the stored one."""
    expected = expected_values()
    model = OnnxHighlighter()
    found = model.find(
        read_stored_scan(scratch), view="side", progress=_pass_over, should_stop=_never
    )
    peak = max((highlight.score for highlight in found), default=0.0)
    stored = expected["peak_score"]
    if stored is None or model.model != expected["model"]:
        raise CheckFailed(f"no score is stored for {model.model}")
    if abs(peak - stored) > SCORE_TOLERANCE:
        raise CheckFailed(f"{model.model} scores {peak:.4f} where {stored:.4f} is stored")
    return f"{model.model}, score {peak:.4f}, stored {stored:.4f}"


def save_and_read_back(folder: Path) -> str:
    """Save in a database as the first program made it, open it with this one, read back. Raises
    StorageUnavailable, or CheckFailed when something else comes back."""
    station = DataFolder(folder)
    folder.mkdir(parents=True)
    case = a_case()
    finding = Finding(
        finding_id=new_id(),
        revision_id=new_id(),
        version=1,
        case_id=case.case_id,
        scan_id=case.scans[0].scan_id,
        kind="other",
        author="self-test",
        recorded_at=datetime.now(UTC),
        mark=Mark.of_box("side", Box(1, 2, 30, 40)),
        remark="Өөрийн шалгалт",
    )
    make_old_station(station, case, finding)
    with open_station(station) as database:
        if database.records.findings(case.case_id) != (finding,):
            raise CheckFailed("the finding that was saved is not the one that was read back")
        database.preferences.put("self-test", "language", "Монгол")
        if database.preferences.get("self-test", "language") != "Монгол":
            raise CheckFailed("what was kept in the migrated database did not come back")
        faults = database.find_faults()
    if faults:
        raise CheckFailed("; ".join(faults))
    if station.database.read_bytes().startswith(b"SQLite format 3"):
        raise CheckFailed("the database is not encrypted")
    return f"SQLite {dbapi2.sqlite_version}, encrypted, migrated"


def a_case() -> Case:
    """A simulated case with one scan."""
    now = datetime.now(UTC)
    papers = make_papers(
        seed=1,
        cargo="cartons",
        cargo_kg=9000,
        container_feet=40,
        entered_at=now,
        post="SELFTEST",
        post_name="self-test",
    )
    image = EnergyImage(Energy.SINGLE, hashlib.sha256(b"").hexdigest(), 1, HIGH_NAME)
    scan = Scan("self-test-scan", "simulator", now, (View("side", (image,)),), simulated=True)
    return Case("self-test", "SELFTEST", 1, now, papers.declaration, papers.risk, scans=(scan,))


def ask_own_centre(folder: Path) -> str:
    """Raises OSError or httpx.HTTPError when the centre cannot be started or reached, CheckFailed
    when it answers something else than it should."""
    folder.mkdir(parents=True)
    app = make_app(CentreSettings(folder=folder))
    try:
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            hello = asyncio.run(_say_hello(app, listener))
    finally:
        app.state.engine.dispose()
    if hello.newest_protocol != PROTOCOL_VERSION:
        raise CheckFailed(f"the centre speaks protocol {hello.newest_protocol}")
    return f"protocol {hello.newest_protocol}"


async def _say_hello(app: FastAPI, listener: socket.socket) -> Hello:
    """Serve and ask on one event loop, so that no thread is needed."""
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        async with asyncio.timeout(CENTRE_TIMEOUT_S):
            while not server.started and not serving.done():
                await asyncio.sleep(0.01)
            # Without the environment: a proxy could not reach this machine's own address.
            async with httpx.AsyncClient(trust_env=False, timeout=CENTRE_TIMEOUT_S) as client:
                address = f"http://127.0.0.1:{listener.getsockname()[1]}"
                answer = await client.get(f"{address}/v1/hello")
                answer.raise_for_status()
    finally:
        server.should_exit = True
        await serving
    return decode(answer.content, Hello)


def _pass_over(_: float) -> None:
    """Nobody waits for a progress bar here."""


def _never() -> bool:
    return False
