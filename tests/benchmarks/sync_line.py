"""What a thin line costs: 64 kbit/s, a round trip of 600 ms, 5 % of packets lost. Part of `sync`.

The line is `tests.helpers.chaos_proxy`: a lost packet is one that comes two round trips later and
takes its place on the line twice. A file of 50 MB would take two hours there, so for files time
runs faster: line, round trip and the station's own clock alike, and the shares stay what they are.
"""

from __future__ import annotations

import hashlib
import http.server
import random
import shutil
import subprocess
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx

from inspector_app.central.cases import load_cases
from inspector_app.central.scan_files import scan_path
from inspector_app.central.stations import add_station
from inspector_app.domain.errors import CentreRefused, CentreUnreachable
from inspector_app.protocol.messages import FileKind
from inspector_app.settings.data_folder import DataFolder
from inspector_app.storage import open_station
from inspector_app.sync.http_transport import HttpTransport
from inspector_app.sync.steps import SendChunk
from inspector_app.sync.uploads import FEATURE
from inspector_app.sync.uploads import Uploads as UploadCore
from tests.faults.posts import talk
from tests.helpers.builders import AT, a_case, a_finding
from tests.helpers.centre_process import running_centre
from tests.helpers.chaos_proxy import ChaosProxy, Line, chaos_proxy
from tests.helpers.fake_store import FakeStation

THIN = {"round_trip_s": 0.6, "bytes_per_s": 8000.0, "loss": 0.05}
CUTS = 10


def drain_findings(count: int) -> dict[str, float]:
    """How long so many findings take after weeks without a network, and what they weigh."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running_centre(Path(folder) / "centre") as centre,
        open_station(DataFolder(Path(folder) / "station")) as station,
    ):
        load_cases(centre.settings, [a_case(scans=())], {})
        token = add_station(centre.settings, "ZU", "lane 1")
        station.cases.keep([a_case(scans=())])
        for _ in range(count):
            station.records.save(a_finding())
        port = int(centre.url.rpartition(":")[2])
        with chaos_proxy(port, Line(**THIN), seed=1) as proxy:
            began = time.monotonic()
            talk(
                station,
                proxy.url,
                token,
                should_stop=lambda: (
                    not station.outbox.unanswered(1) or time.monotonic() > began + 3600
                ),
            )
            elapsed_s = time.monotonic() - began
            carried = proxy.carried.up + proxy.carried.down
        assert not station.outbox.unanswered(1), "not drained in an hour"
    return {
        "drain_1000_findings_thin_link_s": round(elapsed_s * 1000 / count, 1),
        "bytes_per_finding": round(carried / count, 1),
        "up_bytes_per_finding": round(proxy.carried.up / count, 1),
        "connections": proxy.carried.connections,
    }


def send_file(size: int, *, speed: float) -> dict[str, Any]:
    """A file over the thin line, cut ten times; time runs `speed` times as fast."""
    content = random.Random(1).randbytes(size)
    sha256 = hashlib.sha256(content).hexdigest()
    station = FakeStation(files={sha256: content})
    station.uploads.put(FileKind.PHOTO, sha256, size, finding_id="finding-1")
    with (
        tempfile.TemporaryDirectory() as folder,
        running_centre(Path(folder) / "centre") as centre,
    ):
        load_cases(centre.settings, [a_case(scans=())], {})
        token = add_station(centre.settings, "ZU", "lane 1")
        port = int(centre.url.rpartition(":")[2])
        with chaos_proxy(port, _fast(size, speed), seed=1) as proxy:
            began = time.monotonic()
            sent, chunks = _send(station, proxy, token, speed)
            elapsed_s = time.monotonic() - began
            up = proxy.carried.up
            left = len(proxy.line.cuts_up)
        place = scan_path(centre.settings.scans, sha256)
        assert place.read_bytes() == content, "the file at the centre is another one"
    return {
        "resent_share_50mb": round((sent - size) / size, 4),
        "bytes_on_line_share": round((up - size) / size, 4),
        "cuts": CUTS - left,
        "largest_chunk": max(chunks),
        "chunks": len(chunks),
        "hours_at_64_kbit": round(elapsed_s * speed / 3600, 2),
    }


def put_file(size: int, *, speed: float) -> float:
    """The peer: one HTTP PUT that begins again after each cut; share of bytes sent again."""
    content = random.Random(1).randbytes(size)
    arrived: list[int] = []

    class Sink(http.server.BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            left = int(self.headers["Content-Length"])
            while left and (piece := self.rfile.read(min(left, 65536))):
                left -= len(piece)
            if not left:
                arrived.append(size)
                self.send_response(204)
                self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Sink)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        with chaos_proxy(server.server_port, _fast(size, speed), seed=1) as proxy:
            while not arrived:
                with suppress(httpx.HTTPError):
                    httpx.put(proxy.url, content=content, trust_env=False, timeout=30)
            return round((proxy.carried.up - size) / size, 4)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def rsync_share() -> str:
    """rsync with ``--partial`` would be the better peer; it is only named where it is missing."""
    rsync = shutil.which("rsync")
    if rsync is None:
        return "rsync is not installed here"
    said = subprocess.run([rsync, "--version"], capture_output=True, text=True, check=True).stdout
    return f"{said.splitlines()[0]}: not measured, it speaks no HTTP"


def _fast(size: int, speed: float) -> Line:
    """The thin line with time running faster, and cuts at even distances of what was carried."""
    every = size // (CUTS + 1)
    return Line(
        round_trip_s=THIN["round_trip_s"] / speed,
        bytes_per_s=THIN["bytes_per_s"] * speed,
        loss=THIN["loss"],
        cuts_up=[every * (number + 1) for number in range(CUTS)],
    )


def _send(
    station: FakeStation, proxy: ChaosProxy, token: str, speed: float
) -> tuple[int, list[int]]:
    """As the core does it, until the file is safe; bytes handed to the line, and the chunks."""
    core = UploadCore(
        station.uploads, station, now=lambda: AT, monotonic=lambda: time.monotonic() * speed
    )
    core.use_centre((FEATURE,), restored=False)
    sent, chunks = 0, []
    with HttpTransport(proxy.url, token=token, device_id=station.device_id) as transport:
        while (step := core.next_step(scans=True)) is not None:
            before = proxy.carried.up
            try:
                answer = transport.carry(step, should_stop=lambda: False)
            except (CentreUnreachable, CentreRefused) as error:
                core.failed(step, error)
            else:
                core.taken(step, answer)
            if isinstance(step, SendChunk):
                # What a cut left unsent was not sent.
                sent += min(len(step.content), proxy.carried.up - before)
                chunks.append(len(step.content))
    return sent, chunks
