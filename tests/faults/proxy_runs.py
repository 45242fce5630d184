"""Runs over real HTTP through a proxy that delays, cuts, slices, swallows and half-closes.

``python tests/faults/proxy_runs.py --runs 20`` prints the figures. One centre over SQLite in a
process of its own; each run is one new station that saves, talks over the bad line for a moment,
and then drains over the same line healed.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import httpx

from inspector_app.central.cases import load_cases
from inspector_app.central.database import opened
from inspector_app.central.stations import add_station
from inspector_app.domain.operation import Delivery
from inspector_app.settings.data_folder import DataFolder
from inspector_app.storage import open_station
from inspector_app.sync import http_transport
from tests.faults.oracle import judge, look_at_centre
from tests.faults.posts import make_station_template, stations_migrated, talk
from tests.helpers.builders import a_case, a_finding, a_verdict
from tests.helpers.centre_process import RunningCentre, running_centre
from tests.helpers.chaos_proxy import ChaosProxy, Line, chaos_proxy

CASE = a_case(scans=())
_DRAIN_LIMIT_S = 30.0


@dataclass
class ProxyFigures:
    runs: int = 0
    saved: int = 0
    lost: int = 0
    duplicated: int = 0
    silent_conflicts: int = 0
    differing: int = 0
    gaps: int = 0
    stuck: int = 0
    connections: int = 0
    mishaps: dict[str, int] = field(default_factory=dict)
    skipped: str = ""


@contextmanager
def impatient() -> Iterator[None]:
    """Inside, stations wait half a second for an answer, not twenty: what happens is the same."""
    kept = http_transport._TIMEOUTS
    http_transport._TIMEOUTS = httpx.Timeout(0.5)
    try:
        yield
    finally:
        http_transport._TIMEOUTS = kept


def run_many(folder: Path, *, runs: int, seed: int) -> ProxyFigures:
    """`runs` stations, one after another."""
    figures = ProxyFigures()
    dice = random.Random(seed)
    template = make_station_template(folder)
    with impatient(), running_centre(folder / "centre") as centre, stations_migrated():
        load_cases(centre.settings, [CASE], {})
        port = int(centre.url.rpartition(":")[2])
        states: list[dict[str, Delivery]] = []
        with chaos_proxy(port, Line(), seed=seed) as proxy:
            for run in range(runs):
                place = folder / f"station-{run}"
                shutil.copytree(template, place)
                states.append(_run(place, centre, proxy, dice, figures))
        figures.connections = proxy.carried.connections
        figures.mishaps = {one.value: count for one, count in proxy.carried.mishaps.items()}
        with opened(centre.settings) as engine:
            found = look_at_centre(engine)
    said = judge(found, {one for state in states for one in state}, set(), list(states))
    figures.lost, figures.duplicated = len(said.lost), len(said.duplicated)
    figures.silent_conflicts, figures.differing = len(said.silent_conflicts), len(said.differing)
    figures.gaps = len(said.gaps)
    return figures


def _run(
    place: Path,
    centre: RunningCentre,
    proxy: ChaosProxy,
    dice: random.Random,
    figures: ProxyFigures,
) -> dict[str, Delivery]:
    token = add_station(centre.settings, CASE.post, place.name)
    with open_station(DataFolder(place)) as station:
        station.cases.keep([CASE])
        saved = set()
        for _ in range(dice.randint(1, 12)):
            record = dice.choice((a_finding, a_verdict))()
            station.records.save(record)
            saved.add(record.revision_id)
        proxy.line = Line(
            round_trip_s=dice.choice((0.0, 0.02, 0.1)),
            bytes_per_s=dice.choice((0.0, 200_000.0)),
            loss=dice.choice((0.0, 0.1)),
            badness=dice.choice((0.5, 0.9)),
            patience_s=0.6,
        )
        until = time.monotonic() + dice.uniform(0.1, 1.0)
        talk(station, proxy.url, token, should_stop=lambda: time.monotonic() > until)
        proxy.line = Line()
        deadline = time.monotonic() + _DRAIN_LIMIT_S

        def is_done() -> bool:
            return not station.outbox.unanswered(1) or time.monotonic() > deadline

        talk(station, proxy.url, token, should_stop=is_done)
        figures.runs += 1
        figures.saved += len(saved)
        figures.stuck += not is_done() or bool(station.outbox.unanswered(1))
        here = station.records.deliveries(CASE.case_id)
        assert saved <= set(here), "the station lost something of its own"
        return {revision_id: one.delivery for revision_id, one in here.items()}


def why_no_namespace() -> str:
    """Empty where network namespaces and a token bucket can be set up, else why not."""
    if not sys.platform.startswith("linux"):
        return "network namespaces need Linux"
    name = f"faults-probe-{time.time_ns() % 10**9}"
    made = _run_ip("ip", "netns", "add", name)
    if made:
        return f"network namespaces are not permitted here: {made}"
    try:
        shaped = ["tbf", "rate", "64kbit", "burst", "4kb", "latency", "400ms"]
        command = ["ip", "netns", "exec", name, "tc", "qdisc", "add", "dev", "lo", "root"]
        refused = _run_ip(*command, *shaped)
        return f"no traffic control here: {refused}" if refused else ""
    finally:
        _run_ip("ip", "netns", "del", name)


def _run_ip(*command: str) -> str:
    """Empty when it worked, else what it said."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError as error:
        return str(error)
    return "" if done.returncode == 0 else done.stderr.strip() or "refused"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(asdict(run_many(Path(folder), runs=options.runs, seed=options.seed))))
    print(why_no_namespace() or "network namespaces and traffic control are there")


if __name__ == "__main__":
    main()
