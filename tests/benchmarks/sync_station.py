"""A station after a month without a network: starting the app, and saving. Part of `sync`.

The app is started once before the starts that count, so that these find their bytecode compiled, as
an installed program does. The operating system's file cache is warm as well.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from inspector_app.settings.data_folder import DataFolder
from inspector_app.storage import open_station
from tests.helpers.builders import AT, a_case, a_finding, a_highlight

ROOT = Path(__file__).parents[2]

# Measured from before the first import to the queue with all its rows on the screen.
_APP = """
import json, sys, time
began = time.perf_counter()
from pathlib import Path
from inspector_app.bootstrap.window import make_application, make_language, open_desk
from inspector_app.settings.data_folder import DataFolder
loaded = time.perf_counter()
app = make_application()
desk = open_desk(DataFolder(Path(sys.argv[1])), make_language(app))
desk.window.show()
model = desk.window.queue_page.table.model()
deadline = began + 120
while model.rowCount() < int(sys.argv[2]) and time.perf_counter() < deadline:
    app.processEvents()
desk.window.grab()
shown = time.perf_counter()
rows = model.rowCount()
desk.close()
print(json.dumps({"loaded_s": loaded - began, "shown_s": shown - began, "rows": rows}))
"""


def run(*, findings: int, cases: int, saves: int, starts: int) -> dict[str, object]:
    """Fill a station, start the app on it a few times, save in it many times."""
    with tempfile.TemporaryDirectory() as folder:
        data = DataFolder(Path(folder) / "station")
        _fill(data, findings=findings, cases=cases)
        size_mb = data.database.stat().st_size / 1e6
        first_s = _start(data, cases)
        shown = sorted(_start(data, cases) for _ in range(starts))
        seconds = _save(data, saves)
    return {
        "app_start_20000_s": round(shown[len(shown) // 2], 2),
        "app_first_start_uncounted_s": round(first_s, 2),
        "app_starts_s": [round(one, 2) for one in shown],
        "save_p99_ms": round(seconds[int(len(seconds) * 0.99)] * 1000, 1),
        "save_median_ms": round(seconds[len(seconds) // 2] * 1000, 2),
        "findings": findings,
        "cases": cases,
        "database_mb": round(size_mb, 1),
    }


def _fill(data: DataFolder, *, findings: int, cases: int) -> None:
    ids = [f"case-{number:05}" for number in range(cases)]
    with open_station(data) as station:
        station.cases.keep(
            [
                a_case(case_id=one, assigned_at=AT + timedelta(minutes=number))
                for number, one in enumerate(ids)
            ]
        )
        for one in ids:
            scan_id = one.replace("case", "scan")
            station.highlights.keep(scan_id, one, model="m 1", highlights=[a_highlight()] * 3)
        for number in range(findings):
            case_id = ids[number % cases]
            scan_id = case_id.replace("case", "scan")
            station.records.save(a_finding(case_id=case_id, scan_id=scan_id))


def _start(data: DataFolder, cases: int) -> float:
    command = [sys.executable, "-c", _APP, str(data.path), str(cases)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=ROOT, env=environment, check=True
    )
    said = json.loads(done.stdout.splitlines()[-1])
    assert said["rows"] == cases, f"the queue never showed all cases: {said}"
    return float(said["shown_s"])


def _save(data: DataFolder, saves: int) -> list[float]:
    seconds = []
    with open_station(data) as station:
        for _ in range(saves):
            finding = a_finding(case_id="case-00001", scan_id="scan-00001")
            began = time.perf_counter()
            station.records.save(finding)
            seconds.append(time.perf_counter() - began)
    return sorted(seconds)
