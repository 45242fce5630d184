"""Fills the disk under a station that saves, again and again.

``python tests/faults/full_disk_runs.py --runs 20`` prints the figures. What was saved before must
be there, what was refused must be refused whole, and saving must go on once there is room.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from inspector_app.domain.errors import StorageUnavailable
from inspector_app.settings.data_folder import DataFolder
from inspector_app.storage import open_station
from tests.faults.posts import make_station_template, stations_migrated
from tests.helpers.builders import a_case, a_finding

CASE_ID = "case-0412"


@dataclass
class DiskFigures:
    """`unsound`: databases with faults, or that did not save once there was room again."""

    runs: int = 0
    saved: int = 0
    refused: int = 0
    lost: int = 0
    unsound: int = 0
    seeds: list[int] = field(default_factory=list)
    skipped: str = ""


class MountRefused(Exception):
    """No small file system can be had here; says why."""


@contextmanager
def small_disk(place: Path, megabytes: int = 3) -> Iterator[Path]:
    """A file system in memory. Raises MountRefused."""
    if not sys.platform.startswith("linux"):
        raise MountRefused("needs Linux to mount a small file system")
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "none", str(place)]
    mounted = subprocess.run(command, capture_output=True, text=True, check=False)
    if mounted.returncode != 0:
        raise MountRefused(f"mounting is not allowed here: {mounted.stderr.strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


def fill_many(folder: Path, seeds: range) -> DiskFigures:
    """One run for each seed."""
    figures = DiskFigures()
    template = make_station_template(folder)
    try:
        with small_disk(folder / "disk") as disk, stations_migrated():
            for seed in seeds:
                _fill_once(disk, template, seed, figures)
    except MountRefused as error:
        figures.skipped = str(error)
    return figures


def _fill_once(disk: Path, template: Path, seed: int, figures: DiskFigures) -> None:
    dice = random.Random(seed)
    place, filler = disk / "data", disk / "filler"
    shutil.copytree(template, place)
    saved: set[str] = set()
    refused: set[str] = set()

    def save(times: int) -> None:
        for _ in range(times):
            finding = a_finding(remark="x" * dice.randint(0, 2000))
            try:
                station.records.save(finding)
            except StorageUnavailable:
                refused.add(finding.revision_id)
            else:
                saved.add(finding.revision_id)

    try:
        with suppress(StorageUnavailable), open_station(DataFolder(place)) as station:
            station.cases.keep([a_case(scans=())])
            save(dice.randint(0, 10))
            _fill(filler, leave=dice.randrange(0, 200_000))
            save(dice.randint(5, 40))
            if dice.random() < 0.5:
                filler.unlink()
                save(3)
        filler.unlink(missing_ok=True)
        with open_station(DataFolder(place)) as station:
            station.cases.keep([a_case(scans=())])
            before = len(saved)
            save(2)
            here = {one.revision_id for one in station.records.findings(CASE_ID)}
            lost = len(saved - here)
            unsound = bool(station.find_faults() or refused & here or len(saved) != before + 2)
    finally:
        shutil.rmtree(place)
        filler.unlink(missing_ok=True)
    figures.runs += 1
    figures.saved += len(saved)
    figures.refused += len(refused)
    figures.lost += lost
    figures.unsound += unsound
    if lost or unsound:
        figures.seeds.append(seed)


def _fill(path: Path, *, leave: int) -> None:
    """Write until nothing more fits, then give back a little."""
    with path.open("wb", buffering=0) as file:
        with suppress(OSError):
            while file.write(bytes(4096)):
                pass
        file.truncate(max(0, file.tell() - leave))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    seeds = range(options.seed, options.seed + options.runs)
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(asdict(fill_many(Path(folder), seeds))))


if __name__ == "__main__":
    main()
