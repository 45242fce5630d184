"""Kills real processes: a station, a centre over PostgreSQL, and PostgreSQL itself.

``python tests/faults/process_kills.py --runs 20`` prints the figures. Each run starts a station
that saves and talks over loopback, kills it, or the centre, or both, at a failpoint or at a random
moment, in every tenth run PostgreSQL with them; starts everything again, lets the station send
what is left, and looks whether the centre has everything exactly once.

Every few runs another centre and station come, and the station proves itself in another way: by a
token as those of protocol 1, or signing, over plain HTTP or over TLS with certificates. The last
two bring a one-time code first, during which they can die as well.

Processes are forked from one that has loaded everything, so that a run takes a second.
"""

from __future__ import annotations

import argparse
import json
import logging
import random
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from inspector_app.central.cases import load_cases
from inspector_app.central.database import opened
from inspector_app.central.settings import CentreSettings
from inspector_app.central.stations import add_station
from inspector_app.domain.errors import CentreUnreachable
from inspector_app.protocol.link import LinkStatus
from inspector_app.settings.data_folder import DataFolder
from inspector_app.storage import open_station
from tests.faults import failpoints
from tests.faults.letting_in import Proof, bring_code, code_for, serve_quietly, talk
from tests.faults.oracle import Judgement, judge, look_at_centre
from tests.helpers.builders import a_case, a_finding, a_verdict
from tests.helpers.forked import answers, end_with_parent, forking, free_port, kill
from tests.helpers.postgres import Postgres, running_postgres

CASE = a_case(scans=())
_DRAIN_LIMIT_S = 60.0
_BEGIN_LIMIT_S = 10.0
_RUNS_PER_STAGE = 25

# Half of the stations sign, half of those over TLS.
_PROOFS = (Proof.TLS, Proof.TOKEN, Proof.SIGNED, Proof.TOKEN)
_ENROLLING_TRIES = 8


@dataclass
class KillFigures:
    """Sums over all runs; the revisions are those of the last looks."""

    runs: int = 0
    station_kills: int = 0
    centre_kills: int = 0
    postgres_kills: int = 0
    enrolling_kills: int = 0
    saved: int = 0
    lost: int = 0
    duplicated: int = 0
    silent_conflicts: int = 0
    differing: int = 0
    gaps: int = 0
    stuck: int = 0
    at: dict[str, int] = field(default_factory=dict)
    by_proof: dict[str, int] = field(default_factory=dict)

    def count(self, proof: Proof, *points: str) -> None:
        self.runs += 1
        self.by_proof[proof.value] = self.by_proof.get(proof.value, 0) + 1
        for point in points:
            place = point.partition(":")[0] or "at-random"
            self.at[place] = self.at.get(place, 0) + 1

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
    logging.disable(logging.CRITICAL)
    end_with_parent()
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
            target=talk, args=(station, Path(folder), url, token), kwargs=options, daemon=True
        ).start()
        reached.wait(2)
        while True:
            record = dice.choice((a_finding, a_verdict))()
            station.records.save(record)
            said.send(record.revision_id)
            time.sleep(dice.uniform(0, 0.02))


def enrol_main(
    folder: str, url: str, code: tuple[str, str], failpoint: str, says: Connection
) -> None:
    """The process of `inspector-app station enrol`; says the token, or why there is none."""
    logging.disable(logging.CRITICAL)
    failpoints.arm(failpoint)
    with open_station(DataFolder(Path(folder))) as station:
        try:
            says.send(("token", bring_code(station, Path(folder), url, *code)))
        except CentreUnreachable as error:
            says.send(("none", error.reason))


def centre_main(settings: CentreSettings, failpoint: str) -> None:
    """The centre's process."""
    failpoints.arm(failpoint)
    serve_quietly(settings)


class Stage:
    """One centre with its database, and one station; any of them may be dead."""

    def __init__(self, context: Any, folder: Path, postgres: Postgres, proof: Proof) -> None:
        """Call `let_in` before the station works."""
        self._context = context
        self.postgres = postgres
        self.proof = proof
        self.folder = folder
        folder.mkdir()
        self.settings = CentreSettings(
            folder / "centre",
            database_url=postgres.new_database(),
            port=free_port(),
            tls=proof is Proof.TLS,
        )
        load_cases(self.settings, [CASE], {})
        self.token = ""
        self.centre: Any = None
        self.saved: set[str] = set()

    @property
    def station(self) -> Path:
        return self.folder / "station"

    @property
    def url(self) -> str:
        scheme = "https" if self.settings.tls else "http"
        return f"{scheme}://127.0.0.1:{self.settings.port}"

    def start_centre(self, failpoint: str = "") -> bool:
        """Whether it answers; false when it died before it did."""
        self.kill_centre()
        arguments = (self.settings, failpoint)
        self.centre = self._context.Process(target=centre_main, args=arguments, daemon=True)
        self.centre.start()
        return answers(self.centre, self.settings.port)

    def kill_centre(self) -> None:
        if self.centre is not None:
            kill(self.centre)
            self.centre = None

    def let_in(self, dice: random.Random) -> int:
        """Let the station in, and let it and the centre die during that; how often they did."""
        if self.proof is Proof.TOKEN:
            self.token = add_station(self.settings, CASE.post, "lane 1")
            return 0
        assert self.start_centre(), "the centre does not start"
        code = code_for(self.settings, CASE.post, "lane 1")
        kills = 0
        for tries in range(_ENROLLING_TRIES):
            is_last = tries >= _ENROLLING_TRIES // 2
            at_centre, at_station = _enrolling_points(dice, spared=is_last)
            if at_centre:
                self.start_centre(at_centre)
            answer = self._enrol(code, at_station)
            kills += answer is None
            if not self.centre.is_alive():
                kills += 1
                assert self.start_centre(), "the centre does not start again"
            if answer is not None and answer[0] == "token":
                self.token = answer[1]
                self.kill_centre()
                return kills
        raise AssertionError("the station is not let in")

    def _enrol(self, code: tuple[str, str], failpoint: str) -> tuple[str, str] | None:
        """What the process says; None when it was killed before it said anything."""
        hears, says = self._context.Pipe(duplex=False)
        arguments = (str(self.station), self.url, code, failpoint, says)
        process = self._context.Process(target=enrol_main, args=arguments, daemon=True)
        process.start()
        says.close()
        answer: tuple[str, str] | None = None
        with suppress(EOFError):
            answer = hears.recv()
        hears.close()
        process.join(20)
        kill(process)
        return answer

    def work(self, failpoint: str, seed: int, limit_s: float) -> None:
        """Let a station save until it dies, or until the time is over."""
        hears, says = self._context.Pipe(duplex=False)
        arguments = (str(self.station), self.url, self.token, failpoint, seed, says)
        station = self._context.Process(target=station_main, args=arguments, daemon=True)
        station.start()
        says.close()
        with suppress(EOFError):
            # Its time begins when it has begun to save.
            deadline = time.monotonic() + _BEGIN_LIMIT_S
            if hears.poll(_BEGIN_LIMIT_S):
                self.saved.add(hears.recv())
                deadline = time.monotonic() + limit_s
            while time.monotonic() < deadline:
                if hears.poll(0.02):
                    self.saved.add(hears.recv())
        kill(station)
        with suppress(EOFError):
            # What it managed to say before it died counts as well.
            while True:
                self.saved.add(hears.recv())
        hears.close()

    def drain(self) -> bool:
        """Start the station again and let it send what is left."""
        deadline = time.monotonic() + _DRAIN_LIMIT_S
        with open_station(DataFolder(self.station)) as station:
            faults = station.find_faults()
            assert faults == (), faults

            def is_done() -> bool:
                return not station.outbox.unanswered(1) or time.monotonic() > deadline

            talk(station, self.station, self.url, self.token, should_stop=is_done)
            return not station.outbox.unanswered(1)

    def look(self) -> Judgement:
        """Compare both sides."""
        with open_station(DataFolder(self.station)) as station:
            here = {
                revision_id: one.delivery
                for revision_id, one in station.records.deliveries(CASE.case_id).items()
            }
        with opened(self.settings) as engine:
            found = look_at_centre(engine)
        return judge(found, self.saved | set(here), set(), [here])


def _enrolling_points(dice: random.Random, *, spared: bool) -> tuple[str, str]:
    """Where centre and station die while one brings a code; mostly one of them, or none."""
    dies = "none" if spared else dice.choice(("none", "centre", "station", "station"))
    places = failpoints.CENTRE_PLACES
    at_centre = failpoints.choose_enrolling(dice, places) if dies == "centre" else ""
    return at_centre, failpoints.choose_enrolling(dice) if dies == "station" else ""


def kill_once(stage: Stage, dice: random.Random, run: int, figures: KillFigures) -> None:
    """One run: work, die, come back, drain, look."""
    with_postgres = run % 10 == 4
    dies = "both" if with_postgres else dice.choice(("station", "station", "centre", "both"))
    signing = () if stage.proof is Proof.TOKEN else failpoints.SIGNING_PLACES
    centre_point = station_point = ""
    if dies != "station":
        centre_point = failpoints.choose(dice, (*failpoints.CENTRE_PLACES, *signing))
    if dies != "centre" and dice.random() < 0.7:
        station_point = failpoints.choose(dice, (*failpoints.STATION_PLACES, *signing))
    if centre_point or stage.centre is None:
        stage.start_centre(centre_point)
    stage.work(station_point, dice.randrange(1 << 30), dice.uniform(0.1, 0.5))
    figures.station_kills += 1
    if with_postgres:
        stage.postgres.kill()
        figures.postgres_kills += 1
    if centre_point:
        stage.kill_centre()
        figures.centre_kills += 1
    if with_postgres:
        stage.postgres.start()
    if stage.centre is None or not stage.centre.is_alive():
        assert stage.start_centre(), "the centre does not start again"
    figures.stuck += not stage.drain()
    figures.note(stage.look())
    figures.count(stage.proof, centre_point, station_point)


def kill_repeatedly(folder: Path, *, runs: int, seed: int) -> KillFigures:
    """`runs` runs over one PostgreSQL, a new centre and station every few runs."""
    figures = KillFigures()
    dice = random.Random(seed)
    together = max(2, min(_RUNS_PER_STAGE, runs // len(_PROOFS)))
    with forking(__name__) as context, running_postgres(folder / "pg") as postgres:
        for number, first in enumerate(range(0, runs, together)):
            proof = _PROOFS[number % len(_PROOFS)]
            stage = Stage(context, folder / f"stage-{number}", postgres, proof)
            try:
                figures.enrolling_kills += stage.let_in(dice)
                for run in range(first, min(first + together, runs)):
                    kill_once(stage, dice, run, figures)
                figures.saved += len(stage.saved)
            finally:
                stage.kill_centre()
    return figures


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
