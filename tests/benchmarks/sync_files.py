"""A scan of 50 MB over the thin line, cut ten times. Part of `sync`.

It would take two hours there, so time runs faster by a factor: line, round trip and the station's
own clock alike. What is sent twice is whatever had been handed to the line since the centre last
said how far it is. That is at most a chunk, which the station makes as long as four seconds by its
own clock carry, and what lies on the line, which is speed times round trip: with a factor f the
first is (f * rate) * (4 s / f), the second (f * rate) * (delay / f), and f drops out of both. Only
what the machine itself needs for a chunk does not shrink with it, and makes chunks shorter where it
is not small. `compare_factors` shows it on a smaller file, at two factors in the same run.
"""

from __future__ import annotations

import hashlib
import random
import tempfile
import time
from pathlib import Path
from typing import Any

from inspector_app.central.cases import load_cases
from inspector_app.central.scan_files import scan_path
from inspector_app.central.stations import add_station
from inspector_app.domain.errors import CentreRefused, CentreUnreachable
from inspector_app.protocol.messages import FileKind, FileState
from inspector_app.sync.http_transport import HttpTransport
from inspector_app.sync.steps import SendChunk
from inspector_app.sync.uploads import FEATURE
from inspector_app.sync.uploads import Uploads as UploadCore
from tests.benchmarks.sync_line import BYTES_PER_S, LOSS, ROUND_TRIP_S
from tests.helpers.builders import AT, a_case
from tests.helpers.centre_process import running_centre
from tests.helpers.chaos_proxy import ChaosProxy, Line, chaos_proxy
from tests.helpers.fake_store import FakeStation

CUTS = 10


def fast_line(size: int, speed: float) -> Line:
    """The thin line with time running faster, and cuts at even distances of what was carried."""
    every = size // (CUTS + 1)
    return Line(
        round_trip_s=ROUND_TRIP_S / speed,
        bytes_per_s=BYTES_PER_S * speed,
        loss=LOSS,
        cuts_up=[every * (number + 1) for number in range(CUTS)],
    )


def random_file(size: int) -> bytes:
    """What no packing makes smaller; the same for every way of sending it."""
    return random.Random(1).randbytes(size)


def send_file(size: int, *, speed: float) -> dict[str, Any]:
    """A file over the thin line, cut ten times; time runs `speed` times as fast."""
    content = random_file(size)
    sha256 = hashlib.sha256(content).hexdigest()
    station = FakeStation(files={sha256: content})
    station.uploads.put(FileKind.SCAN, sha256, size)
    with (
        tempfile.TemporaryDirectory() as folder,
        running_centre(Path(folder) / "centre") as centre,
    ):
        load_cases(centre.settings, [a_case(scans=())], {})
        token = add_station(centre.settings, "ZU", "lane 1")
        port = int(centre.url.rpartition(":")[2])
        with chaos_proxy(port, fast_line(size, speed), seed=1) as proxy:
            began = time.monotonic()
            sent, chunks = _send(station, proxy, token, speed)
            elapsed_s = time.monotonic() - began
            up = proxy.carried.up
            left = len(proxy.line.cuts_up)
        place = scan_path(centre.settings.scans, sha256)
        assert place.read_bytes() == content, "the file at the centre is another one"
        assert not left, "not all cuts came"
    return {
        "resent_share_50mb": round((sent - size) / size, 4),
        "resent_bytes_per_cut": (sent - size) // CUTS,
        "bytes_on_line_share": round((up - size) / size, 4),
        "cuts": CUTS,
        "largest_chunk": max(chunks),
        "chunks": len(chunks),
        "time_factor": speed,
        "size_mb": round(size / 1e6, 1),
        "hours_at_64_kbit": round(elapsed_s * speed / 3600, 2),
    }


def compare_factors(size: int, factors: tuple[float, ...]) -> list[dict[str, Any]]:
    """The same file at several factors, one after another."""
    said = ("time_factor", "resent_bytes_per_cut", "largest_chunk", "hours_at_64_kbit")
    return [{key: send_file(size, speed=one)[key] for key in said} for one in factors]


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
                assert isinstance(answer, FileState)
                core.taken(step, answer)
            if isinstance(step, SendChunk):
                # What a cut left unsent was not sent.
                sent += min(len(step.content), proxy.carried.up - before)
                chunks.append(len(step.content))
    return sent, chunks
