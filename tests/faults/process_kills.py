"""Kills real processes: a station, a centre over PostgreSQL, and PostgreSQL itself.

``python tests/faults/process_kills.py --runs 20`` prints the figures. Each run starts a station
that saves and talks over loopback, kills it, or the centre, or both, at a failpoint or at a random
moment, in every tenth run PostgreSQL with them; starts everything again, lets the station send
what is left, and looks whether the centre has everything exactly once.

Processes are forked from one that has loaded everything, so that a run takes a second.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from multiprocessing import forkserver, resource_tracker
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from inspector_app.central.cases import load_cases
from inspector_app.central.database import opened
from inspector_app.central.settings import CentreSettings
from inspector_app.central.stations import add_station
from inspector_app.protocol.link import LinkStatus
from inspector_app.settings.data_folder import DataFolder
from inspector_app.storage import open_station
from tests.faults import failpoints
from tests.faults.oracle import Judgement, judge, look_at_centre
from tests.faults.posts import talk
from tests.helpers.builders import a_case, a_finding, a_verdict
from tests.helpers.postgres import Postgres, running_postgres

CASE = a_case(scans=())
_DRAIN_LIMIT_S = 60.0
_RUNS_PER_CENTRE = 25

# What the processes would load only when they need it.
_LOADED_BEFORE = (
    "inspector_app.central.serving",
    "psycopg",
    "sqlalchemy.dialects.postgresql.psycopg",
    "uvicorn.lifespan.on",
    "uvicorn.loops.asyncio",
    "uvicorn.protocols.http.h11_impl",
)


@dataclass
class KillFigures:
    """Sums over all runs; the revisions are those of the last looks."""

    runs: int = 0
    station_kills: int = 0
    centre_kills: int = 0
    postgres_kills: int = 0
    saved: int = 0
    lost: int = 0
    duplicated: int = 0
    silent_conflicts: int = 0
    differing: int = 0
    gaps: int = 0
    stuck: int = 0
    at: dict[str, int] = field(default_factory=dict)

    def note(self, said: Judgement) -> None:
        self.lost += len(said.lost)
        self.duplicated += len(said.duplicated)
        self.silent_conflicts += len(said.silent_conflicts)
        self.differing += len(said.differing)
        self.gaps += len(said.gaps)


def station_main(
    folder: str, url: str, token: str, failpoint: str, seed: int, said: Connection
) -> None:
    """The station's process: one thread talks, this one saves and says so. Ends by being killed."""
    import logging

    logging.disable(logging.CRITICAL)
    dice = random.Random(seed)
    reached = threading.Event()

    def on_status(status: LinkStatus) -> None:
        if status.last_contact is not None:
            reached.set()

    failpoints.arm(failpoint)
    with open_station(DataFolder(Path(folder))) as station:
        station.cases.keep([CASE])
        options = {"should_stop": lambda: False, "on_status": on_status}
        # Talking, it must not keep the process from ending should this thread stumble.
        threading.Thread(
            target=talk, args=(station, url, token), kwargs=options, daemon=True
        ).start()
        reached.wait(2)
        while True:
            record = dice.choice((a_finding, a_verdict))()
            station.records.save(record)
            said.send(record.revision_id)
            time.sleep(dice.uniform(0, 0.02))


def centre_main(folder: str, database_url: str, port: int, failpoint: str) -> None:
    """The centre's process."""
    import io
    import logging

    from inspector_app.central.serving import serve

    logging.disable(logging.CRITICAL)
    sys.stdout = io.StringIO()
    failpoints.arm(failpoint)
    serve(CentreSettings(Path(folder), database_url=database_url, port=port))


class Stage:
    """One centre with its database, and one station; any of them may be dead."""

    def __init__(self, context: Any, folder: Path, postgres: Postgres) -> None:
        self._context = context
        self.postgres = postgres
        self.folder = folder
        folder.mkdir()
        self.settings = CentreSettings(folder / "centre", database_url=postgres.new_database())
        self.port = _free_port()
        load_cases(self.settings, [CASE], {})
        self.token = add_station(self.settings, CASE.post, "lane 1")
        self.centre: Any = None
        self.saved: set[str] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start_centre(self, failpoint: str = "") -> None:
        arguments = (
            str(self.settings.folder),
            self.settings.database_url,
            self.port,
            failpoint,
        )
        self.centre = self._context.Process(target=centre_main, args=arguments, daemon=True)
        self.centre.start()

    def kill_centre(self) -> None:
        if self.centre is not None:
            _kill(self.centre)
            self.centre = None

    def wait_for_centre(self, limit_s: float = 20) -> bool:
        """Whether it answers; false when it died before it did."""
        deadline = time.monotonic() + limit_s
        while time.monotonic() < deadline and self.centre.is_alive():
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return True
            time.sleep(0.02)
        return False

    def work(self, failpoint: str, seed: int, limit_s: float) -> None:
        """Let a station save until it dies, or until the time is over."""
        hears, says = self._context.Pipe(duplex=False)
        arguments = (str(self.folder / "station"), self.url, self.token, failpoint, seed, says)
        station = self._context.Process(target=station_main, args=arguments, daemon=True)
        station.start()
        says.close()
        deadline = time.monotonic() + limit_s
        with suppress(EOFError):
            while time.monotonic() < deadline:
                if hears.poll(0.05):
                    self.saved.add(hears.recv())
        _kill(station)
        with suppress(EOFError):
            # What it managed to say before it died counts as well.
            while True:
                self.saved.add(hears.recv())
        hears.close()

    def drain(self) -> bool:
        """Start the station again and let it send what is left."""
        deadline = time.monotonic() + _DRAIN_LIMIT_S
        with open_station(DataFolder(self.folder / "station")) as station:
            faults = station.find_faults()
            assert faults == (), faults

            def is_done() -> bool:
                return not station.outbox.unanswered(1) or time.monotonic() > deadline

            talk(station, self.url, self.token, should_stop=is_done)
            return not station.outbox.unanswered(1)

    def look(self) -> Judgement:
        """Compare both sides."""
        with open_station(DataFolder(self.folder / "station")) as station:
            here = {
                revision_id: one.delivery
                for revision_id, one in station.records.deliveries(CASE.case_id).items()
            }
        with opened(self.settings) as engine:
            found = look_at_centre(engine)
        return judge(found, self.saved | set(here), set(), [here])


def _kill(process: Any) -> None:
    process.kill()
    process.join(10)
    process.close()


def kill_once(stage: Stage, dice: random.Random, run: int, figures: KillFigures) -> None:
    """One run: work, die, come back, drain, look."""
    with_postgres = run % 10 == 9
    dies = "both" if with_postgres else dice.choice(("station", "station", "centre", "both"))
    centre_point = "" if dies == "station" else failpoints.choose(dice, failpoints.CENTRE_PLACES)
    station_point = "" if dies == "centre" else failpoints.choose(dice, failpoints.STATION_PLACES)
    if dice.random() < 0.3:
        station_point = ""
    if centre_point or stage.centre is None:
        stage.kill_centre()
        stage.start_centre(centre_point)
        stage.wait_for_centre()
    stage.work(station_point, dice.randrange(1 << 30), dice.uniform(0.2, 0.9))
    figures.station_kills += 1
    for point in (centre_point, station_point):
        place = point.partition(":")[0] or "at-random"
        figures.at[place] = figures.at.get(place, 0) + 1
    if with_postgres:
        stage.postgres.kill()
        figures.postgres_kills += 1
    if centre_point:
        stage.kill_centre()
        figures.centre_kills += 1
    if with_postgres:
        stage.postgres.start()
    if stage.centre is None:
        stage.start_centre()
        assert stage.wait_for_centre(), "the centre does not start again"
    figures.stuck += not stage.drain()
    figures.note(stage.look())
    figures.runs += 1


@contextmanager
def forking() -> Iterator[Any]:
    """A context whose processes are forked from a server that has loaded everything."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__, *_LOADED_BEFORE])
    try:
        yield context
    finally:
        for helper in (forkserver._forkserver, resource_tracker._resource_tracker):  # type: ignore[attr-defined]
            helper._stop()


def kill_repeatedly(folder: Path, *, runs: int, seed: int) -> KillFigures:
    """`runs` runs over one PostgreSQL, a new centre and station every few runs."""
    figures = KillFigures()
    dice = random.Random(seed)
    with forking() as context, running_postgres(folder / "pg") as postgres:
        stage: Stage | None = None
        try:
            for run in range(runs):
                if run % _RUNS_PER_CENTRE == 0:
                    if stage is not None:
                        stage.kill_centre()
                        figures.saved += len(stage.saved)
                    stage = Stage(context, folder / f"stage-{run}", postgres)
                assert stage is not None
                kill_once(stage, dice, run, figures)
            if stage is not None:
                figures.saved += len(stage.saved)
        finally:
            if stage is not None:
                stage.kill_centre()
    return figures


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = kill_repeatedly(Path(folder), runs=options.runs, seed=options.seed)
    print(json.dumps(asdict(figures)))


if __name__ == "__main__":
    # Under its own name, so that the forked processes find its functions.
    from tests.faults import process_kills

    process_kills.main()
