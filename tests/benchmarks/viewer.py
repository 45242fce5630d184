"""How fast the scan view is, against the floor and against other viewers.

    python tests/benchmarks/viewer.py --json OUT [--peers]

Times are milliseconds from the call to the painted widget, flushed (`QWidget.repaint` of a shown
window, on Qt's offscreen platform unless QT_QPA_PLATFORM says otherwise). The floor is cv2.LUT with
a 65,536-entry table over as many pixels as the screen has, and one QImage drawn. Window, pan and
zoom are the worst of the truck and the train, fitted and at 1:1; `detail` has each.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import cv2
import numpy as np
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from inspector_app.background import TaskRunner
from inspector_app.imaging.display import Window, window_table
from inspector_app.imaging.enhance import Enhancement
from inspector_app.imaging.material_colour import MaterialMode
from inspector_app.imaging.read_scan import read_view
from inspector_app.ui.viewer import DisplayState, ScanView
from tests.benchmarks.viewer_opening import (
    a_view,
    measure_opening,
    peak_rss_over_raw,
    print_own_peak,
    settle,
)
from tests.benchmarks.viewer_scans import SCREENS, SIZES, made_up, write_scans
from tests.benchmarks.viewer_timing import (
    ROUNDS,
    Figures,
    pan_step,
    summed_up,
    timed,
    window_ends,
    worst,
    zoom_factor,
)

Detail = dict[str, Any]


def floor_act(width: int, height: int) -> Callable[[int], None]:
    """A table over the pixels of the view, and one image drawn."""
    values = made_up(width, height, seed=3)
    screen = QImage(width, height, QImage.Format.Format_RGB32)
    tables = [window_table(Window.between(*window_ends(i))) for i in range(ROUNDS + 3)]

    def act(number: int) -> None:
        grey = cv2.LUT(values, tables[number])
        image = QImage(grey.data, width, height, width, QImage.Format.Format_Grayscale8)
        painter = QPainter(screen)
        painter.drawImage(0, 0, image)
        painter.end()

    return act


def measure_moves(view: ScanView) -> dict[str, Figures]:
    """Window change, pan and zoom where the view stands now, every frame painted."""

    def change_window(number: int) -> None:
        view.display.set_window(Window.between(*window_ends(number)))
        view.repaint()

    def pan(number: int) -> None:
        view.set_camera(view.camera.panned(pan_step(number), 0))
        view.repaint()

    def zoom(number: int) -> None:
        anchor = (view.width() / 3, view.height() / 3)
        view.set_camera(view.camera.zoomed(zoom_factor(number), anchor))
        view.repaint()

    figures = {
        "window": timed(change_window, beside=floor_act(view.width(), view.height())),
        "pan": timed(pan),
        "zoom": timed(zoom),
    }
    settle(view)
    return figures


def measure_displays(view: ScanView) -> dict[str, dict[str, Figures]]:
    """Material colour, local contrast and edges: to the first frame and to the sharp one."""
    plain = view.display.state
    displays: dict[str, DisplayState] = {
        "material": replace(plain, material=MaterialMode.COLOUR),
        "clahe": replace(plain, enhancement=Enhancement(local_contrast=2)),
        "edge": replace(plain, enhancement=Enhancement(edges=2)),
    }
    figures = {}
    for name, state in displays.items():
        first, sharp, known = [], [], 0.0
        for number in range(12):
            start = time.perf_counter()
            view.display.set_state(state)
            view.repaint()
            first.append((time.perf_counter() - start) * 1000)
            settle(view)
            sharp.append((time.perf_counter() - start) * 1000)
            # The first time also finds out what has to be known of the whole scan.
            known = sharp[0] if number == 0 else known
            view.display.set_state(plain)
            view.repaint()
            settle(view)
        figures[name] = {
            "first": summed_up(first[2:]),
            "sharp": summed_up(sharp[2:]),
            "first_time": {"median": round(known, 1), "p95": round(known, 1)},
        }
    return figures


def measure_place(view: ScanView, *, displays: bool) -> Detail:
    """Where the view stands now; the moves come last, as they leave it elsewhere."""
    shown = {"displays": measure_displays(view)} if displays else {}
    return {**shown, **measure_moves(view)}


def measure(runner: TaskRunner, paths: dict[str, Path]) -> Detail:
    """Every figure of ours by scan, screen and place."""
    detail: Detail = {}
    for name, path in paths.items():
        for screen, size in SCREENS.items():
            view = a_view(runner, size)
            place: Detail = {}
            if screen == "1080p":
                place["open"] = measure_opening(runner, view, path, 5 if name == "truck" else 3)
            else:
                view.show_pixels(read_view(path))
            view.repaint()
            settle(view)
            place["fitted"] = measure_place(view, displays=screen == "1080p")
            view.view_actions.by_key["one-to-one"].trigger()
            view.repaint()
            settle(view)
            place["1:1"] = measure_place(view, displays=screen == "1080p")
            detail[f"{name}_{screen}"] = place
            view.close()
            view.deleteLater()
            QApplication.processEvents()
            print(name, screen, json.dumps(place), file=sys.stderr)
    return detail


def named(detail: Detail) -> Detail:
    """The figures under the names that are asked for."""

    def over(screen: str, what: str) -> Figures:
        return worst(
            [
                detail[f"{name}_{screen}"][place][what]
                for name in SIZES
                for place in ("fitted", "1:1")
            ]
        )

    def opened(what: str) -> dict[str, float]:
        return {name: detail[f"{name}_1080p"]["open"][what] for name in SIZES}

    def displayed(what: str) -> float:
        places = [detail[f"{name}_1080p"][p] for name in SIZES for p in ("fitted", "1:1")]
        return max(place["displays"][what]["sharp"]["median"] for place in places)

    return {
        "window_change_ms_1080p": over("1080p", "window"),
        "window_change_ms_2160p": over("2160p", "window"),
        "window_over_floor_1080p": max(
            detail[f"{name}_1080p"][place]["window"]["ratio"]
            for name in SIZES
            for place in ("fitted", "1:1")
        ),
        "pan_ms": over("1080p", "pan"),
        "zoom_ms": over("1080p", "zoom"),
        "pan_ms_2160p": over("2160p", "pan"),
        "zoom_ms_2160p": over("2160p", "zoom"),
        "open_first_ms": opened("first"),
        "open_sharp_ms": opened("sharp"),
        "gui_freeze_ms_max": max(opened("freeze_max").values()),
        "material_ms": displayed("material"),
        "clahe_ms": displayed("clahe"),
        "edge_ms": displayed("edge"),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="where to write the figures")
    parser.add_argument("--peers", action="store_true", help="measure other viewers as well")
    parser.add_argument("--memory-of", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.memory_of is not None:
        print_own_peak(arguments.memory_of)
        return
    with tempfile.TemporaryDirectory() as name:
        paths = write_scans(Path(name))
        application = QApplication([])
        runner = TaskRunner()
        results: Detail = {
            "qt_platform": application.platformName(),
            "cpu_count": os.cpu_count(),
            "load_before": round(os.getloadavg()[0], 2),
            "floor_ms_1080p": timed(floor_act(*SCREENS["1080p"])),
            "floor_ms_2160p": timed(floor_act(*SCREENS["2160p"])),
        }
        detail = measure(runner, paths)
        runner.close()
        results |= named(detail)
        width, height = SIZES["train"]
        raw_bytes = width * height * 2 * np.dtype(np.uint16).itemsize
        results["peak_rss_over_raw"] = peak_rss_over_raw(paths["train"], raw_bytes)
        if arguments.peers:
            from tests.benchmarks.viewer_peer_room import measure_peers

            results |= measure_peers(paths)
        results["load_after"] = round(os.getloadavg()[0], 2)
        results["detail"] = detail
    text = json.dumps(results, indent=1)
    if arguments.json is not None:
        arguments.json.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
