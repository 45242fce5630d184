"""How long saving, the queue and opening take.

``python tests/benchmarks/save_findings.py`` prints figures; it passes and fails nothing. The floor
is one bare insert of the same number of bytes into an encrypted database with the same settings:
what the disk and the encryption cost before the program does anything.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from inspector_app.settings.data_folder import DataFolder
from inspector_app.storage import StationDatabase, open_station
from inspector_app.storage.connections import connect
from tests.helpers.builders import AT, a_case, a_finding, a_highlight


def measure(call: Callable[[], object], times: int) -> list[float]:
    """Seconds of each call, sorted."""
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - start)
    return sorted(seconds)


def line(name: str, seconds: list[float]) -> str:
    def at(share: float) -> float:
        return seconds[min(int(len(seconds) * share), len(seconds) - 1)] * 1000

    median = statistics.median(seconds) * 1000
    return f"{name}: median {median:.2f} ms, p95 {at(0.95):.2f} ms, p99 {at(0.99):.2f} ms"


def measure_saving(folder: Path, times: int) -> None:
    """Save findings and bare rows in turn, so that both meet the same disk and the same load."""
    bare = connect(folder / "bare.db", "0f" * 32)
    bare.execute("CREATE TABLE record (id INTEGER PRIMARY KEY, body TEXT)")
    with open_station(DataFolder(folder / "saving")) as station:
        station.cases.keep([a_case()])
        # A save writes the record twice (revision and operation) besides its columns.
        size = 2 * len(station.records.save(a_finding()).body)

        def save_bare() -> None:
            bare.execute("BEGIN IMMEDIATE")
            bare.execute("INSERT INTO record (body) VALUES (?)", ("x" * size,))
            bare.execute("COMMIT")

        saves, floors = [], []
        for _ in range(times):
            saves += measure(lambda: station.records.save(a_finding()), 1)
            floors += measure(save_bare, 1)
    bare.close()
    saves.sort()
    floors.sort()
    print(line("save a finding", saves))
    print(line("floor, bare insert", floors))
    print(f"ratio of the medians: {statistics.median(saves) / statistics.median(floors):.2f}")


def fill(station: StationDatabase, *, cases: int, findings: int) -> None:
    """A long shift: cases with highlights, and findings spread over them."""
    ids = [f"case-{i:04}" for i in range(cases)]
    station.cases.keep(
        [
            a_case(case_id=case_id, assigned_at=AT + timedelta(minutes=i))
            for i, case_id in enumerate(ids)
        ]
    )
    for case_id in ids:
        scan_id = case_id.replace("case", "scan")
        station.highlights.keep(scan_id, case_id, model="m 1", highlights=[a_highlight()] * 3)
    for i in range(findings):
        case_id = ids[i % cases]
        station.records.save(a_finding(case_id=case_id, scan_id=case_id.replace("case", "scan")))


def measure_reading(folder: Path, cases: int, findings: int) -> None:
    data = DataFolder(folder / "reading")
    with open_station(data) as station:
        start = time.perf_counter()
        fill(station, cases=cases, findings=findings)
        print(f"filling: {time.perf_counter() - start:.1f} s, {findings} findings")
        print(line(f"queue of {cases} cases", measure(station.cases.queue, 20)))
        print(
            line("findings of a case", measure(lambda: station.records.findings("case-0001"), 50))
        )
        print(line("outbox summary", measure(station.outbox.summary, 20)))
        print(line("next 100 unanswered", measure(lambda: station.outbox.unanswered(100), 20)))
        print(line("look for faults", measure(station.find_faults, 3)))
    size_mb = data.database.stat().st_size / 1e6
    opening = measure(lambda: open_station(data).close(), 7)
    print(line(f"open and check {size_mb:.0f} MB with {findings} findings", opening))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--saves", type=int, default=1000)
    parser.add_argument("--cases", type=int, default=500)
    parser.add_argument("--findings", type=int, default=20_000)
    parser.add_argument("--folder", type=Path, help="on which disk; the temporary folder if none")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        measure_saving(Path(folder), options.saves)
        measure_reading(Path(folder), options.cases, options.findings)


if __name__ == "__main__":
    main()
