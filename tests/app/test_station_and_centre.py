"""Two real stations of different posts and a real centre, over loopback."""

from __future__ import annotations

import hashlib
import random
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from inspector_app.central.cases import load_cases
from inspector_app.central.reading import findings_at_centre
from inspector_app.central.stations import add_station
from inspector_app.domain.case import Case
from inspector_app.domain.operation import Delivery
from inspector_app.domain.scan import View
from inspector_app.protocol.link import LinkState, LinkStatus
from inspector_app.settings.data_folder import DataFolder
from inspector_app.storage.station import StationDatabase, open_station
from inspector_app.sync.conversation import converse
from inspector_app.sync.core import StationSide, SyncCore
from inspector_app.sync.http_transport import HttpTransport
from tests.helpers.builders import a_case, a_finding, a_scan, a_verdict, an_image
from tests.helpers.centre_process import RunningCentre, running_centre


class Talk:
    """A conversation on a thread of its own, as `bootstrap` starts one."""

    def __init__(self, station: StationDatabase, url: str, token: str) -> None:
        self._woken = threading.Event()
        self._ending = threading.Event()
        self.status: LinkStatus | None = None
        self._thread = threading.Thread(target=self._run, args=(station, url, token))

    def _run(self, station: StationDatabase, url: str, token: str) -> None:
        side = StationSide(
            outbox=station.outbox,
            feed=station.feed,
            cases=station.cases,
            scans=station.scans,
            log=station.log,
            uploads=station.uploads,
        )
        core = SyncCore(
            side,
            now=lambda: datetime.now(UTC),
            monotonic=time.monotonic,
            rng=random.Random(1),
            poll_s=0.2,
        )
        with HttpTransport(url, token=token, device_id=lambda: station.device_id) as transport:
            converse(
                core,
                transport,
                should_stop=self._ending.is_set,
                on_status=self._show,
                wait=self._wait,
            )

    def _show(self, status: LinkStatus) -> None:
        self.status = status

    def _wait(self, seconds: float) -> bool:
        woken = self._woken.wait(seconds)
        self._woken.clear()
        return woken

    def wake(self) -> None:
        self._woken.set()

    def start(self) -> None:
        self._thread.start()

    def end(self) -> None:
        self._ending.set()
        self._woken.set()
        self._thread.join(20)
        assert not self._thread.is_alive()


@contextmanager
def a_talking_station(
    folder: Path, centre: RunningCentre, post: str
) -> Iterator[tuple[StationDatabase, Talk]]:
    token = add_station(centre.settings, post, "lane 1")
    with open_station(DataFolder(folder)) as station:
        talk = Talk(station, centre.url, token)
        talk.start()
        try:
            yield station, talk
        finally:
            talk.end()


def eventually(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, f"never: {what}"
        time.sleep(0.05)


def case_with_scan(case_id: str, post: str, source: Path) -> tuple[Case, dict[str, Path]]:
    content = source.read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    image = an_image(sha256=sha256, size_bytes=len(content))
    scan = a_scan(scan_id=f"scan-{case_id}", views=(View("side", (image,)),))
    return a_case(case_id=case_id, post=post, scans=(scan,)), {sha256: source}


def delivered(station: StationDatabase, case_id: str) -> set[Delivery]:
    return {one.delivery for one in station.records.deliveries(case_id).values()}


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[RunningCentre]:
    with running_centre(tmp_path / "centre") as centre:
        yield centre


def test_two_posts_get_their_own_cases_and_bring_home_what_was_found(
    centre: RunningCentre, tmp_path: Path
) -> None:
    cases: list[Case] = []
    files: dict[str, Path] = {}
    for number, post in enumerate(("ZU", "GS")):
        source = tmp_path / f"{post}.png"
        source.write_bytes(random.Random(number).randbytes(1_500_000))
        case, of_case = case_with_scan(f"case-{post}", post, source)
        cases.append(case)
        files |= of_case
    load_cases(centre.settings, cases, files)
    with (
        a_talking_station(tmp_path / "zu", centre, "ZU") as (first, first_talk),
        a_talking_station(tmp_path / "gs", centre, "GS") as (second, second_talk),
    ):
        for station, case in ((first, cases[0]), (second, cases[1])):
            eventually(lambda s=station: any(one.scans_here for one in s.cases.queue()), "scans")
            assert [one.case for one in station.cases.queue()] == [case]
            sha256 = case.scans[0].views[0].images[0].sha256
            path = station.scans.path(sha256)
            assert path is not None
            assert path.read_bytes() == files[sha256].read_bytes()
        second.cases.keep([cases[0]])  # from a folder, perhaps
        first.records.save(a_finding(case_id="case-ZU"))
        first.records.save(a_verdict(case_id="case-ZU"))
        strange = second.records.save(a_finding(case_id="case-ZU"))  # not its post's
        second.records.save(a_finding(case_id="case-GS"))
        first_talk.wake()
        second_talk.wake()
        eventually(lambda: delivered(first, "case-ZU") == {Delivery.APPLIED}, "first applied")
        eventually(lambda: delivered(second, "case-GS") == {Delivery.APPLIED}, "second applied")
        assert delivered(second, "case-ZU") == {Delivery.REJECTED}
        eventually(lambda: first_talk.status.state is LinkState.IDLE, "idle")
        assert first_talk.status.scans_missing == 0
    found = findings_at_centre(centre.settings)
    assert sorted(one.case_id for one in found.findings) == ["case-GS", "case-ZU"]
    assert [one.case_id for one in found.verdicts] == ["case-ZU"]
    assert [(one.operation.op_id, one.reason) for one in found.rejected] == [
        (strange.op_id, "unknown-case")
    ]


def test_a_second_device_with_the_same_token_is_told_so(
    centre: RunningCentre, tmp_path: Path
) -> None:
    token = add_station(centre.settings, "ZU", "lane 1")
    with (
        open_station(DataFolder(tmp_path / "one")) as first,
        open_station(DataFolder(tmp_path / "two")) as second,
    ):
        talks = [Talk(station, centre.url, token) for station in (first, second)]
        for talk, state in zip(talks, (LinkState.IDLE, LinkState.REFUSED), strict=True):
            talk.start()
            try:
                eventually(lambda t=talk, s=state: t.status and t.status.state is s, state)
            finally:
                talk.end()
        assert talks[1].status.reason == "token-in-use"


def test_a_centre_that_comes_later_gets_everything(tmp_path: Path) -> None:
    folder = tmp_path / "centre"
    with running_centre(folder) as centre:
        load_cases(centre.settings, [a_case(scans=())], {})
        token = add_station(centre.settings, "ZU", "lane 1")
        port = int(centre.url.rpartition(":")[2])
    with open_station(DataFolder(tmp_path / "station")) as station:
        station.cases.keep([a_case(scans=())])
        for _ in range(5):
            station.records.save(a_finding())
        talk = Talk(station, centre.url, token)
        talk.start()
        try:
            eventually(lambda: talk.status and talk.status.reason == "no-connection", "offline")
            assert talk.status.state is LinkState.OFFLINE
            with running_centre(folder, port=port):
                talk.wake()
                eventually(lambda: delivered(station, "case-0412") == {Delivery.APPLIED}, "sent")
        finally:
            talk.end()
    assert len(findings_at_centre(centre.settings).findings) == 5


def test_a_station_restored_from_a_backup_loses_and_repeats_nothing(
    centre: RunningCentre, tmp_path: Path
) -> None:
    load_cases(centre.settings, [a_case(scans=())], {})
    token = add_station(centre.settings, "ZU", "lane 1")
    folder, backup = tmp_path / "station", tmp_path / "backup"

    def work(count: int) -> str:
        with open_station(DataFolder(folder)) as station:
            station.cases.keep([a_case(scans=())])
            for _ in range(count):
                station.records.save(a_finding())
            talk = Talk(station, centre.url, token)
            talk.start()
            try:
                eventually(lambda: delivered(station, "case-0412") == {Delivery.APPLIED}, "sent")
            finally:
                talk.end()
            assert station.find_faults() == ()
            return station.device_id

    first = work(2)
    shutil.copytree(folder, backup)
    assert work(2) == first
    shutil.rmtree(folder)
    backup.rename(folder)
    second = work(3)
    assert second != first
    found = findings_at_centre(centre.settings).findings
    assert len(found) == 7
    assert len({one.revision_id for one in found}) == 7
    assert work(1) == second
