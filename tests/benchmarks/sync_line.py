"""What a thin line costs: 64 kbit/s, a round trip of 600 ms, 5 % of packets lost. Part of `sync`.

The line is `tests.helpers.chaos_proxy`: a lost packet is one that comes two round trips later and
takes its place on the line twice. Here it runs at its real speed, and the station is the real one:
enrolled by a code, with TLS and a certificate, over its database on the disk.
"""

from __future__ import annotations

import random
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from inspector_app.central.cases import load_cases
from inspector_app.central.enrolment import offer_code
from inspector_app.central.stations import register
from inspector_app.domain.scan import View
from inspector_app.protocol.messages import Enrolment
from inspector_app.settings.data_folder import DataFolder
from inspector_app.storage import open_station
from inspector_app.storage.station import StationDatabase
from inspector_app.sync.conversation import converse
from inspector_app.sync.core import StationSide, SyncCore
from inspector_app.sync.enrolling import enrol, fetch_authority
from inspector_app.sync.http_transport import HttpTransport
from inspector_app.sync.station_identity import StationIdentity
from tests.helpers.builders import a_case, a_finding, a_scan
from tests.helpers.centre_process import RunningCentre, running_centre
from tests.helpers.chaos_proxy import ChaosProxy, Line, chaos_proxy

ROUND_TRIP_S = 0.6
BYTES_PER_S = 8000.0
LOSS = 0.05

_LONGEST_S = 3600.0


def thin_line() -> Line:
    """64 kbit/s, 600 ms, 5 % loss."""
    return Line(round_trip_s=ROUND_TRIP_S, bytes_per_s=BYTES_PER_S, loss=LOSS)


def drain_findings(count: int) -> dict[str, Any]:
    """How long so many findings take after weeks without a network, and what they weigh: all bytes
    in both directions, handshakes and answers too."""
    with _enrolled_station() as at:
        at.station.cases.keep([a_case(scans=())])
        for _ in range(count):
            at.station.records.save(a_finding())
        began = time.monotonic()
        with at.talking():
            at.wait_for(lambda: not at.station.outbox.unanswered(1))
            elapsed_s = time.monotonic() - began
        carried = at.proxy.carried
    return {
        "drain_1000_findings_thin_link_s": round(elapsed_s * 1000 / count, 1),
        "bytes_per_finding": round((carried.up + carried.down) / count, 1),
        "up_bytes_per_finding": round(carried.up / count, 1),
        "findings": count,
        "connections": carried.connections,
    }


def overtake(*, scan_bytes: int = 300_000, findings: int = 3) -> dict[str, Any]:
    """How long a finding takes that is saved while a scan goes up, from saving to its receipt, and
    the same while nothing else goes up."""
    content = random.Random(2).randbytes(scan_bytes)
    with _enrolled_station() as at:
        image = at.station.scans.take_content(content, "scan.bin")
        scan = a_scan(views=(View("side", (image,)),))
        case = a_case(scans=(scan,))
        load_cases(at.centre.settings, [case], {})
        at.station.cases.keep([case])
        with at.talking():
            during = []
            for number in range(findings):
                # Somewhere in the middle of a chunk, a different place each time.
                begin = scan_bytes * (2 * number + 1) // (2 * findings + 1)
                at.wait_for(partial(at.has_carried, begin))
                during.append(at.save_and_wait())
                left = at.station.uploads.summary().bytes_left
                assert left, "the scan was through before the finding: nothing was overtaken"
            at.wait_for(lambda: not at.station.uploads.waiting())
            alone = at.save_and_wait()
    return {
        "finding_during_scan_s": round(max(during), 1),
        "findings_during_scan_s": [round(one, 1) for one in during],
        "finding_alone_s": round(alone, 1),
        "scan_kb": scan_bytes // 1000,
    }


@dataclass(frozen=True)
class _Rig:
    """An enrolled station, the line, and the centre behind it."""

    centre: RunningCentre
    station: StationDatabase
    identity: StationIdentity
    proxy: ChaosProxy

    @contextmanager
    def talking(self) -> Iterator[None]:
        """Sync goes on meanwhile, on a thread as in the program. Nobody waits for a poll: it is
        told at once of what is saved."""
        ended = threading.Event()
        side = StationSide(**{one.name: getattr(self.station, one.name) for one in _PARTS})
        core = SyncCore(
            side, now=lambda: datetime.now(UTC), monotonic=time.monotonic, rng=random.Random(1)
        )

        def wait(seconds: float) -> bool:
            ended.wait(min(seconds, 0.02))
            return bool(self.station.outbox.unanswered(1))

        def talk() -> None:
            with HttpTransport(
                self.proxy.url.replace("http:", "https:"),
                token="",
                device_id=lambda: self.station.device_id,
                identity=self.identity,
            ) as transport:
                converse(
                    core, transport, should_stop=ended.is_set, on_status=lambda _: None, wait=wait
                )

        thread = threading.Thread(target=talk, name="talking")
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()

    def wait_for(self, is_so: Callable[[], bool]) -> None:
        """Raises TimeoutError after an hour."""
        deadline = time.monotonic() + _LONGEST_S
        while not is_so():
            if time.monotonic() > deadline:
                raise TimeoutError("the thin line was not enough for it in an hour")
            time.sleep(0.02)

    def has_carried(self, size: int) -> bool:
        """Whether more than so many bytes have gone up."""
        return self.proxy.carried.up > size

    def save_and_wait(self) -> float:
        """Seconds from saving a finding to the centre's receipt."""
        began = time.monotonic()
        self.station.records.save(a_finding())
        self.wait_for(lambda: not self.station.outbox.unanswered(1))
        return time.monotonic() - began


_PARTS = fields(StationSide)


@contextmanager
def _enrolled_station() -> Iterator[_Rig]:
    with (
        tempfile.TemporaryDirectory() as folder,
        running_centre(Path(folder) / "centre", tls=True) as centre,
        open_station(DataFolder(Path(folder) / "station")) as station,
    ):
        load_cases(centre.settings, [a_case(scans=())], {})
        identity = StationIdentity(DataFolder(Path(folder) / "station").identity)
        _let_in(centre, station, identity)
        port = int(centre.url.rpartition(":")[2])
        with chaos_proxy(port, thin_line(), seed=1) as proxy:
            yield _Rig(centre, station, identity, proxy)


def _let_in(centre: RunningCentre, station: StationDatabase, identity: StationIdentity) -> None:
    """As an administrator does it, over a good line, before the measuring begins."""
    number = register(centre.settings, "ZU", "lane 1").station_id
    mine = station.log.identity()
    enrolled = enrol(
        centre.url,
        Enrolment(
            code=offer_code(centre.settings, number).text,
            device_id=mine.device_id,
            public_key=mine.public_key,
            sealing_key=mine.sealing_recipient,
        ),
        signer=station.log.signer(),
        authority=fetch_authority(centre.url),
        identity=identity,
    )
    station.log.pin_centre(signing_key=enrolled.signing_key, sealing_key=enrolled.sealing_key)
