"""Kills a station that saves and sends at the same time, and counts what is at the centre then.

``python tests/faults/kill_station.py --runs 50``: in each run a station process talks to a real
centre over loopback and saves findings; it is killed right after it said "saved here", in every
fifth run together with the centre. Then the station is opened again, sends what is left, and the
centre must have everything exactly once. Prints the figures.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from inspector_app.central.cases import load_cases
from inspector_app.central.reading import findings_at_centre
from inspector_app.central.stations import add_station
from inspector_app.protocol.link import LinkStatus
from inspector_app.settings.data_folder import DataFolder
from inspector_app.storage import open_station
from tests.faults.posts import talk
from tests.faults.save_then_die import SAVED
from tests.helpers.builders import a_case, a_finding, a_verdict
from tests.helpers.centre_process import running_centre

CASE = a_case(scans=())
_DRAIN_LIMIT_S = 60


@dataclass
class Figures:
    """Sums over all runs. `unreported` were saved, but the kill came before they were printed;
    `unsent` had no answer of the centre yet when the station was killed."""

    runs: int = 0
    centre_kills: int = 0
    reported: int = 0
    unreported: int = 0
    unsent: int = 0
    lost: int = 0
    duplicated: int = 0
    rejected: int = 0


def save_and_talk_until_killed(folder: Path, url: str, token: str) -> None:
    """The child: one thread talks, this one saves once the other has reached the centre."""
    reached = threading.Event()

    def on_status(status: LinkStatus) -> None:
        if status.last_contact is not None:
            reached.set()

    with open_station(DataFolder(folder)) as station:
        station.cases.keep([CASE])
        options = {"should_stop": lambda: False, "on_status": on_status}
        threading.Thread(target=talk, args=(station, url, token), kwargs=options).start()
        reached.wait()
        while True:
            for record in (a_finding(), a_verdict()):
                station.records.save(record)
                print(SAVED + record.revision_id, flush=True)
            time.sleep(0.005)


def reports(lines: list[str]) -> list[str]:
    """The revision ids of whole lines; one that the kill cut off does not count."""
    whole = [line for line in lines if line.startswith(SAVED) and line.endswith("\n")]
    return [line.removeprefix(SAVED).rstrip("\n") for line in whole]


def drain(folder: Path, url: str, token: str) -> tuple[set[str], int]:
    """Start again and send what is left; all revisions that are here, and how many were unsent."""
    deadline = time.monotonic() + _DRAIN_LIMIT_S
    with open_station(DataFolder(folder)) as station:
        faults = station.find_faults()
        assert faults == (), faults
        summary = station.outbox.summary()

        def is_done() -> bool:
            if time.monotonic() > deadline:
                raise TimeoutError(f"not drained: {station.outbox.summary()}")
            return not station.outbox.unanswered(1)

        talk(station, url, token, should_stop=is_done)
        return set(station.records.deliveries(CASE.case_id)), summary.waiting + summary.sent


def kill_repeatedly(folder: Path, *, runs: int, chance: random.Random) -> Figures:
    """Kill a station `runs` times over the same data folder; look at the centre after each."""
    figures = Figures()
    all_reported: set[str] = set()
    with ExitStack() as stack:
        centre = stack.enter_context(running_centre(folder / "centre"))
        port = int(centre.url.rpartition(":")[2])
        load_cases(centre.settings, [CASE], {})
        token = add_station(centre.settings, CASE.post, "lane 1")
        command = [sys.executable, __file__, "--child", str(folder / "station"), centre.url, token]
        for run in range(runs):
            with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
                assert child.stdout is not None
                lines = [child.stdout.readline() for _ in range(chance.randint(1, 40))]
                time.sleep(chance.uniform(0, 0.03))
                if run % 5 == 4:
                    centre.process.kill()
                child.kill()
                lines += child.stdout.readlines()
            if run % 5 == 4:
                stack.close()
                centre = stack.enter_context(running_centre(folder / "centre", port=port))
                figures.centre_kills += 1
            all_reported |= set(reports(lines))
            present, unsent = drain(folder / "station", centre.url, token)
            figures.unsent += unsent
            at_centre = findings_at_centre(centre.settings)
            ids = [one.revision_id for one in (*at_centre.findings, *at_centre.verdicts)]
            figures.runs += 1
            figures.reported = len(all_reported)
            figures.unreported = len(present - all_reported)
            figures.lost = len((present | all_reported) - set(ids))
            figures.duplicated = len(ids) - len(set(ids))
            figures.rejected = len(at_centre.rejected)
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--child", nargs=3, metavar=("FOLDER", "URL", "TOKEN"))
    options = parser.parse_args()
    if options.child:
        folder, url, token = options.child
        save_and_talk_until_killed(Path(folder), url, token)
    with tempfile.TemporaryDirectory() as folder:
        figures = kill_repeatedly(
            Path(folder), runs=options.runs, chance=random.Random(options.seed)
        )
    print(
        f"{figures.runs} kills of the station, {figures.centre_kills} of the centre with it: "
        f"{figures.reported} revisions reported saved, {figures.unreported} more saved but killed "
        f"before the report, {figures.unsent} unanswered at the kill; at the centre "
        f"{figures.lost} lost, {figures.duplicated} duplicated, {figures.rejected} rejected"
    )


if __name__ == "__main__":
    main()
