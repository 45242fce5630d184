"""Runs over real HTTP through a proxy that delays, cuts, slices, swallows and half-closes, and over
a cable that is pulled.

``python tests/faults/proxy_runs.py --runs 20`` prints the figures. Each run is one new station that
saves, talks over the bad line for a moment, and then drains over the same line healed. Most prove
themselves by a token; every third is enrolled over the bad line, signs, and has TLS on both sides.
Every sixth is of the same kind, and lives in a network namespace of its own, where such can be
made, on a cable that is pulled and put back while it talks.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import httpx

from inspector_app.central.cases import load_cases
from inspector_app.central.database import opened
from inspector_app.central.settings import CentreSettings
from inspector_app.central.stations import add_station
from inspector_app.domain.errors import CentreUnreachable
from inspector_app.domain.operation import Delivery
from inspector_app.settings.data_folder import DataFolder
from inspector_app.storage.station import StationDatabase, open_station
from inspector_app.sync import http_transport
from tests.faults import own_network
from tests.faults.letting_in import Proof, bring_code, code_for, serve_quietly, talk
from tests.faults.oracle import judge, look_at_centre
from tests.faults.posts import make_station_template, stations_migrated
from tests.helpers.builders import a_case, a_finding, a_verdict
from tests.helpers.chaos_proxy import ChaosProxy, Line, chaos_proxy
from tests.helpers.forked import answers, end_with_parent, forking, free_port, kill

CASE = a_case(scans=())
_DRAIN_LIMIT_S = 30.0
_PATIENCE_S = 0.5
# A certificate and a few round trips more come before the first word is said.
_PATIENCE_TLS_S = 1.5
_WITHIN_TLS_BYTES = 16_000


@dataclass
class ProxyFigures:
    runs: int = 0
    by_proof: dict[str, int] = field(default_factory=dict)
    on_a_cable: int = 0
    no_cable: str = ""
    saved: int = 0
    lost: int = 0
    duplicated: int = 0
    silent_conflicts: int = 0
    differing: int = 0
    gaps: int = 0
    stuck: int = 0
    connections: int = 0
    mishaps: dict[str, int] = field(default_factory=dict)


@contextmanager
def impatient(patience_s: float) -> Iterator[None]:
    """Inside, stations wait so long for an answer, not twenty seconds: what happens is the same."""
    kept = http_transport._TIMEOUTS
    http_transport._TIMEOUTS = httpx.Timeout(patience_s)
    try:
        yield
    finally:
        http_transport._TIMEOUTS = kept


class Site:
    """A running centre, and what its stations said when they were done."""

    def __init__(
        self, context: Any, folder: Path, *, tls: bool = False, host: str = "127.0.0.1"
    ) -> None:
        self.settings = CentreSettings(folder, host=host, port=free_port(), tls=tls)
        load_cases(self.settings, [CASE], {})
        self.states: list[dict[str, Delivery]] = []
        self._process = context.Process(target=serve_quietly, args=(self.settings,), daemon=True)
        self._process.start()

    def wait(self) -> None:
        assert answers(self._process, self.settings.port, host=self.settings.host)

    def end(self) -> None:
        kill(self._process)

    def judge(self, figures: ProxyFigures) -> None:
        with opened(self.settings) as engine:
            found = look_at_centre(engine)
        owed = {one for state in self.states for one in state}
        said = judge(found, owed, set(), list(self.states))
        figures.lost += len(said.lost)
        figures.duplicated += len(said.duplicated)
        figures.silent_conflicts += len(said.silent_conflicts)
        figures.differing += len(said.differing)
        figures.gaps += len(said.gaps)


def run_many(folder: Path, *, runs: int, seed: int) -> ProxyFigures:
    """`runs` stations, one after another."""
    figures = ProxyFigures(no_cable=own_network.why_not())
    dice = random.Random(seed)
    template = make_station_template(folder)
    with ExitStack() as stack:
        context = stack.enter_context(forking("tests.faults.letting_in", __name__))
        stack.enter_context(stations_migrated())
        plain = Site(context, folder / "centre")
        stack.callback(plain.end)
        tls = Site(context, folder / "centre-tls", tls=True)
        stack.callback(tls.end)
        sites = [plain, tls]
        pulled: Callable[[Path], None] | None = None
        if not figures.no_cable:
            cable = stack.enter_context(own_network.cable())
            far = Site(context, folder / "centre-far", tls=True, host=cable.address)
            stack.callback(far.end)
            sites.append(far)
            pulled = lambda place: _run_on_a_cable(place, context, far, cable, dice, figures)  # noqa: E731
        for site in sites:
            site.wait()
        lines = [
            stack.enter_context(chaos_proxy(site.settings.port, Line(), seed=seed))
            for site in (plain, tls)
        ]
        for run in range(runs):
            place = folder / f"station-{run}"
            shutil.copytree(template, place)
            if run % 6 == 5 and pulled is not None:
                pulled(place)
            else:
                signs = run % 3 == 1
                _run(place, sites[signs], lines[signs], dice, figures)
            figures.runs += 1
        for proxy in lines:
            figures.connections += proxy.carried.connections
            for one, count in proxy.carried.mishaps.items():
                figures.mishaps[one.value] = figures.mishaps.get(one.value, 0) + count
        for site in sites:
            site.judge(figures)
    return figures


def _run(
    place: Path, site: Site, proxy: ChaosProxy, dice: random.Random, figures: ProxyFigures
) -> None:
    """One station through the proxy."""
    is_tls = site.settings.tls
    url = proxy.url.replace("http:", "https:") if is_tls else proxy.url
    patience_s = _PATIENCE_TLS_S if is_tls else _PATIENCE_S
    with impatient(patience_s), open_station(DataFolder(place)) as station:
        saved = _save_some(station, dice)
        bad = Line(
            round_trip_s=dice.choice((0.0, 0.02, 0.1)),
            bytes_per_s=dice.choice((0.0, 200_000.0)),
            loss=dice.choice((0.0, 0.1)),
            badness=dice.choice((0.5, 0.9)),
            within_bytes=_WITHIN_TLS_BYTES if is_tls else 4000,
            patience_s=patience_s + 0.1,
        )
        proxy.line = bad
        token = ""
        if is_tls:
            code = code_for(site.settings, CASE.post, place.name)
            if not _bring_code_somehow(station, place, url, code, tries=3):
                proxy.line = Line()
                assert _bring_code_somehow(station, place, url, code, tries=1), "not let in"
                proxy.line = bad
        else:
            token = add_station(site.settings, CASE.post, place.name)
        until = time.monotonic() + dice.uniform(0.1, 1.0)
        talk(station, place, url, token, should_stop=lambda: time.monotonic() > until)
        proxy.line = Line()
        figures.stuck += not _drain(station, place, url, token)
        site.states.append(_states(station, saved))
    _count(figures, Proof.TLS if is_tls else Proof.TOKEN, len(saved))


def _run_on_a_cable(
    place: Path,
    context: Any,
    site: Site,
    cable: own_network.Cable,
    dice: random.Random,
    figures: ProxyFigures,
) -> None:
    """One station in a process and a network of its own."""
    code = code_for(site.settings, CASE.post, place.name)
    url = f"https://{cable.address}:{site.settings.port}"
    hears, says = context.Pipe(duplex=False)
    cable.make_thin(dice.random() < 0.5)
    arguments = (place, cable.namespace, url, code, dice.randrange(1 << 30), says)
    process = context.Process(target=far_station_main, args=arguments, daemon=True)
    process.start()
    says.close()
    answer: tuple[int, bool, dict[str, Delivery]] | None = None
    try:
        with suppress(EOFError):
            hears.recv()  # it is there
            cable.wiggle(dice, dice.randint(2, 5))
            answer = hears.recv() if hears.poll(2 * _DRAIN_LIMIT_S) else None
    finally:
        hears.close()
        kill(process)
    assert answer is not None, "the station on the cable does not come to an end"
    saved, is_drained, states = answer
    figures.stuck += not is_drained
    figures.on_a_cable += 1
    site.states.append(states)
    _count(figures, Proof.TLS, saved)


def far_station_main(
    place: Path,
    namespace: str,
    url: str,
    code: tuple[str, str],
    seed: int,
    says: Connection,
) -> None:
    """The process of a station on a cable; what it says at the end is how it went."""
    end_with_parent()
    own_network.enter(namespace)
    dice = random.Random(seed)
    with impatient(_PATIENCE_TLS_S), open_station(DataFolder(place)) as station:
        saved = _save_some(station, dice)
        says.send("ready")
        _bring_code_somehow(station, place, url, code, tries=20)
        until = time.monotonic() + dice.uniform(0.5, 2.0)

        def is_time_over() -> bool:
            # Somebody goes on finding things meanwhile.
            if dice.random() < 0.05:
                saved.update(_save_some(station, dice, most=1))
            return time.monotonic() > until

        talk(station, place, url, "", should_stop=is_time_over)
        is_drained = _drain(station, place, url, "")
        says.send((len(saved), is_drained, _states(station, saved)))


def _save_some(station: StationDatabase, dice: random.Random, most: int = 12) -> set[str]:
    station.cases.keep([CASE])
    records = [dice.choice((a_finding, a_verdict))() for _ in range(dice.randint(1, most))]
    for record in records:
        station.records.save(record)
    return {one.revision_id for one in records}


def _bring_code_somehow(
    station: StationDatabase, place: Path, url: str, code: tuple[str, str], *, tries: int
) -> bool:
    """Bring the one-time code, again after every failure of the line; whether it arrived."""
    for _ in range(tries):
        with suppress(CentreUnreachable):
            bring_code(station, place, url, *code)
            return True
    return False


def _drain(station: StationDatabase, place: Path, url: str, token: str) -> bool:
    """Talk until everything is answered; whether it is."""
    deadline = time.monotonic() + _DRAIN_LIMIT_S

    def is_done() -> bool:
        return not station.outbox.unanswered(1) or time.monotonic() > deadline

    talk(station, place, url, token, should_stop=is_done)
    return not station.outbox.unanswered(1)


def _states(station: StationDatabase, saved: set[str]) -> dict[str, Delivery]:
    here = station.records.deliveries(CASE.case_id)
    assert saved <= set(here), "the station lost something of its own"
    return {revision_id: one.delivery for revision_id, one in here.items()}


def _count(figures: ProxyFigures, proof: Proof, saved: int) -> None:
    figures.by_proof[proof.value] = figures.by_proof.get(proof.value, 0) + 1
    figures.saved += saved


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(asdict(run_many(Path(folder), runs=options.runs, seed=options.seed))))


if __name__ == "__main__":
    # Under its own name, so that the forked processes find its functions.
    from tests.faults import proxy_runs

    proxy_runs.main()
