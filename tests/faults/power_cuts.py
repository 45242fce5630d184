"""Cuts the power under a station that saves, and looks what is there when it comes back.

``python tests/faults/power_cuts.py --cuts 50`` prints the figures. The station's encrypted database
and its scan store lie on a disk that forgets what was not synced. Everything that the program
called saved, taken in, or answered must be there after the cut, and the database must be sound.

The control shows that the disk can lose something: the same with a database that is told not to
wait for the disk (``synchronous`` NORMAL and OFF).
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from inspector_app.domain.errors import StorageUnavailable
from inspector_app.domain.operation import Delivery, Receipt, ReceiptStatus
from inspector_app.domain.scan import Energy, EnergyImage
from inspector_app.settings.data_folder import DataFolder
from inspector_app.storage import connections as connections_module
from inspector_app.storage.station import StationDatabase, open_station
from tests.faults.forgetful_mount import Disks, is_possible, mounted
from tests.faults.posts import make_station_template, stations_migrated
from tests.helpers.builders import AT, a_case, a_finding, a_verdict

CASE_ID = "case-0412"
_KEEP = (0.0, 0.0, 0.5, 0.9)


@dataclass
class Acknowledged:
    """What the program said was safe, before the power went."""

    revisions: set[str] = field(default_factory=set)
    answered: set[str] = field(default_factory=set)
    scans: set[str] = field(default_factory=set)
    cases: set[str] = field(default_factory=set)


@dataclass
class CutFigures:
    """Attributes:
    lost: things acknowledged before a cut that were not there after it.
    unsound: cuts after which the database could not be opened or had faults.
    """

    cuts: int = 0
    acknowledged: int = 0
    lost: int = 0
    unsound: int = 0
    seeds: list[int] = field(default_factory=list)

    def add(self, other: CutFigures) -> None:
        self.cuts += other.cuts
        self.acknowledged += other.acknowledged
        self.lost += other.lost
        self.unsound += other.unsound
        self.seeds += other.seeds


def cut_once(disks: Disks, template: Path, seed: int, figures: CutFigures) -> None:
    """Work until the power goes, at a random change of the disk; then look."""
    dice = random.Random(seed)
    before, after = f"disk-{seed}", f"disk-{seed}-again"
    disks.new(before, None if dice.random() < 0.05 else template.parent)
    safe = Acknowledged()
    # Most cuts come while it works; some while it opens.
    first = dice.random() < 0.15
    if first:
        disks.arm(before, dice.randint(1, 60))
    with suppress(StorageUnavailable), open_station(_folder(disks, before, template)) as station:
        if not first:
            disks.arm(before, dice.randint(1, 250))
        _work(station, dice, safe)
    disks.cut(before, after, seed=seed, keep=dice.choice(_KEEP))
    figures.cuts += 1
    figures.acknowledged += len(safe.revisions) + len(safe.scans) + len(safe.cases)
    try:
        with open_station(_folder(disks, after, template)) as station:
            lost, faults = _missing(station, safe), station.find_faults()
    except StorageUnavailable as error:
        lost, faults = 0, (str(error),)
    disks.drop(after)
    figures.lost += lost
    figures.unsound += bool(faults)
    if lost or faults:
        figures.seeds.append(seed)


def _folder(disks: Disks, name: str, template: Path) -> DataFolder:
    return DataFolder(disks.path(name) / template.name)


def _work(station: StationDatabase, dice: random.Random, safe: Acknowledged) -> None:
    """Everything a station writes, until the disk says no."""
    station.cases.keep([a_case(case_id=CASE_ID, scans=())])
    safe.cases.add(CASE_ID)
    while True:
        act = dice.random()
        if act < 0.6:
            record = dice.choice((a_finding, a_verdict))(case_id=CASE_ID)
            operation = station.records.save(record)
            safe.revisions.add(record.revision_id)
            if dice.random() < 0.3:
                receipt = Receipt(operation.op_id, ReceiptStatus.APPLIED, sequence=operation.n)
                station.outbox.note_sent([operation.op_id], at=AT)
                station.outbox.note_receipts([receipt], at=AT)
                safe.answered.add(record.revision_id)
        elif act < 0.8:
            content = dice.randbytes(dice.randint(1, 20_000))
            sha256 = hashlib.sha256(content).hexdigest()
            half = len(content) // 2
            station.scans.append(sha256, 0, content[:half])
            station.scans.append(sha256, half, content[half:])
            if station.scans.commit(EnergyImage(Energy.HIGH, sha256, len(content), "a.png")):
                safe.scans.add(sha256)
        else:
            case_id = f"case-{dice.randrange(1 << 40):x}"
            station.cases.keep([a_case(case_id=case_id, scans=())])
            safe.cases.add(case_id)


def _missing(station: StationDatabase, safe: Acknowledged) -> int:
    """How much of what was acknowledged is not there."""
    here = station.records.deliveries(CASE_ID)
    cases = {entry.case.case_id for entry in station.cases.queue()}
    lost = len(safe.revisions - set(here)) + len(safe.cases - cases)
    lost += sum(here[one].delivery is not Delivery.APPLIED for one in safe.answered & set(here))
    for sha256 in safe.scans:
        path = station.scans.path(sha256)
        lost += path is None or hashlib.sha256(path.read_bytes()).hexdigest() != sha256
    return lost


@contextmanager
def careless(synchronous: str) -> Iterator[None]:
    """Inside, databases do not wait for the disk."""
    kept = connections_module.connect

    def connect(path: Path, key: str) -> Any:
        connection = kept(path, key)
        connection.execute(f"PRAGMA synchronous = {synchronous}")
        return connection

    connections_module.connect = connect
    try:
        yield
    finally:
        connections_module.connect = kept


def cut_many(folder: Path, seeds: range) -> CutFigures:
    """A cut for each seed, all on one mount. `folder` is for the template."""
    figures = CutFigures()
    template = make_station_template(folder)
    with stations_migrated(), mounted() as disks:
        for seed in seeds:
            cut_once(disks, template, seed, figures)
    return figures


def control(folder: Path, seeds: range) -> CutFigures:
    """The same with NORMAL and OFF: must lose."""
    figures = CutFigures()
    for synchronous in ("NORMAL", "OFF"):
        with careless(synchronous):
            (folder / synchronous).mkdir()
            figures.add(cut_many(folder / synchronous, seeds))
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cuts", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    if reason := is_possible():
        print(reason)
        return
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "real").mkdir()
        figures = cut_many(place / "real", range(options.seed, options.seed + options.cuts))
        print(asdict(figures))
        few = range(options.seed, options.seed + max(4, options.cuts // 10))
        print("control:", asdict(control(place, few)))


if __name__ == "__main__":
    main()
