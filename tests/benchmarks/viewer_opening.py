"""From a file to a picture, and how much memory that takes."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import psutil
from PySide6.QtWidgets import QApplication

from inspector_app.background import Lane, TaskRunner
from inspector_app.imaging.material_colour import MaterialMode
from inspector_app.imaging.physics import load_table
from inspector_app.imaging.read_scan import read_view
from inspector_app.imaging.view_pixels import ViewPixels
from inspector_app.settings.shipped import resources_folder
from inspector_app.ui.viewer import ScanView

ALLOWED_MB = 200


def a_view(runner: TaskRunner, size: tuple[int, int]) -> ScanView:
    """A scan view as a window of this size."""
    view = ScanView(runner)
    view.attenuation = load_table(resources_folder() / "physics" / "attenuation.json")
    view.resize(*size)
    view.show()
    QApplication.processEvents()
    return view


def settle(view: ScanView) -> float:
    """Until the picture is as good as it gets, painted. Returns the longest hold-up, seconds."""
    deadline = time.monotonic() + 60
    longest = 0.0
    while not view.is_sharp and time.monotonic() < deadline:
        longest = max(longest, _turn())
    start = time.perf_counter()
    view.repaint()
    return max(longest, time.perf_counter() - start)


def _turn() -> float:
    """One round of the event loop: how long it held up."""
    start = time.perf_counter()
    QApplication.processEvents()
    spent = time.perf_counter() - start
    time.sleep(0.001)
    return spent


class Opening:
    """One opening of a file, as the app does it: read in the background, shown when it is there."""

    def __init__(self, runner: TaskRunner, view: ScanView, path: Path) -> None:
        self._view = view
        self.first_s = 0.0
        self._start = time.perf_counter()
        self.longest_s = 0.0
        view.show_loading()
        runner.run(
            partial(read_view, path),
            done=self._show,
            failed=_fail,
            owner=view,
            lane=Lane.COMPUTE,
        )
        while not self.first_s:
            self.longest_s = max(self.longest_s, _turn())
        self.longest_s = max(self.longest_s, settle(view))
        self.sharp_s = time.perf_counter() - self._start

    def _show(self, pixels: ViewPixels) -> None:
        self._view.show_pixels(pixels)
        self._view.repaint()
        self.first_s = time.perf_counter() - self._start


def _fail(error: Exception) -> None:
    raise error


def measure_opening(
    runner: TaskRunner, view: ScanView, path: Path, rounds: int
) -> dict[str, float]:
    """Medians of several openings after one that does not count (a warm app)."""
    openings = []
    for _ in range(rounds + 1):
        openings.append(Opening(runner, view, path))
        while runner.pending_count():
            _turn()
    counted = openings[1:]
    return {
        "first": round(float(np.median([o.first_s for o in counted])) * 1000, 1),
        "sharp": round(float(np.median([o.sharp_s for o in counted])) * 1000, 1),
        "freeze_max": round(max(o.longest_s for o in counted) * 1000, 1),
    }


def use_everything(runner: TaskRunner, view: ScanView, path: Path) -> None:
    """Open a scan and look at all of it in every way."""
    Opening(runner, view, path)
    for key in ("minimum", "energy", "energy"):
        view.view_actions.by_key[key].trigger()
        view.repaint()
        settle(view)
    _show_material(view, MaterialMode.COLOUR)
    view.view_actions.by_key["one-to-one"].trigger()
    for number in range(20):
        view.set_camera(view.camera.panned(-700 if number < 10 else 700, 20))
        view.repaint()
        settle(view)
    while runner.pending_count():
        _turn()


def _show_material(view: ScanView, mode: MaterialMode) -> None:
    view.display.set_state(replace(view.display.state, material=mode))
    view.repaint()
    settle(view)


def peak_rss_over_raw(path: Path, raw_bytes: int) -> float:
    """(Peak memory - 200 MB) / raw bytes of a process that shows this scan and nothing else."""
    command = [sys.executable, str(Path(__file__).with_name("viewer.py")), "--memory-of", str(path)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)
    peak_bytes = int(answer.stdout.split()[-1]) * 1024
    return round((peak_bytes - ALLOWED_MB * 1024 * 1024) / raw_bytes, 3)


def print_own_peak(path: Path) -> None:
    """In the child: show the scan, then print the peak in KiB."""
    application = QApplication([])
    runner = TaskRunner()
    view = a_view(runner, (1920, 1080))
    use_everything(runner, view, path)
    runner.close()
    view.close()
    application.quit()
    print(own_peak_kib())


def own_peak_kib() -> int:
    """Most memory this process ever had."""
    status = Path("/proc/self/status")
    if status.exists():
        # getrusage would tell the parent's peak where that was higher: Linux hands it down.
        lines = status.read_text(encoding="ascii", errors="replace").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
    info = psutil.Process().memory_info()
    return int(getattr(info, "peak_wset", info.rss)) // 1024
