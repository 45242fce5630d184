"""What the program said was saved is there after it was killed.

The test kills a few times; ``python tests/faults/test_kill_after_saved.py --runs 50`` kills as
often as one likes and prints the figures.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from inspector_app.settings.data_folder import DataFolder
from inspector_app.storage import open_station
from tests.faults.save_then_die import CASE_ID, SAVED

CHILD = Path(__file__).with_name("save_then_die.py")


@dataclass
class Figures:
    """Sums over all runs. `unreported` were saved, but the kill came before they were printed."""

    runs: int = 0
    reported: int = 0
    lost: int = 0
    unreported: int = 0


def save_and_kill(folder: Path, *, after: int, delay_s: float) -> list[str]:
    """Let a child save, kill it `delay_s` seconds after its `after`-th report; what it reported."""
    with subprocess.Popen(
        [sys.executable, str(CHILD), str(folder)], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        reported = [child.stdout.readline() for _ in range(after)]
        time.sleep(delay_s)
        child.kill()
        # What it managed to say before it died counts as well; a line that was cut does not.
        reported += child.stdout.readlines()
    whole = [line for line in reported if line.startswith(SAVED) and line.endswith("\n")]
    return [line.removeprefix(SAVED).rstrip("\n") for line in whole]


def kill_repeatedly(folder: Path, *, runs: int, chance: random.Random) -> Figures:
    """Kill `runs` children over the same data folder and look after each what is there."""
    figures = Figures()
    for _ in range(runs):
        before = figures.reported + figures.unreported
        reported = save_and_kill(
            folder, after=chance.randint(1, 12), delay_s=chance.uniform(0, 0.004)
        )
        assert reported, "the child saved nothing"
        with open_station(DataFolder(folder)) as station:
            faults = station.find_faults()
            assert faults == (), faults
            present = set(station.records.deliveries(CASE_ID))
            written = {finding.revision_id for finding in station.records.findings(CASE_ID)}
            written |= {verdict.revision_id for verdict in station.records.verdicts(CASE_ID)}
        assert present == written
        figures.runs += 1
        figures.reported += len(reported)
        figures.lost += len(set(reported) - present)
        figures.unreported += len(present) - before - len(reported)
    return figures


def test_what_was_reported_saved_survives_a_kill(tmp_path: Path) -> None:
    figures = kill_repeatedly(tmp_path / "data", runs=5, chance=random.Random())
    assert figures.reported >= 5
    assert figures.lost == 0
    # One save can be under way in each run; more would mean that reports came too late.
    assert 0 <= figures.unreported <= figures.runs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = kill_repeatedly(
            Path(folder), runs=options.runs, chance=random.Random(options.seed)
        )
    print(
        f"{figures.runs} kills: {figures.reported} revisions reported saved, {figures.lost} lost, "
        f"{figures.unreported} saved but killed before the report; integrity ok, chain intact, "
        "every revision with its operation and outbox row after each kill"
    )


if __name__ == "__main__":
    main()
