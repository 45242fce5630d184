"""How fast the scan view is, against the floor: one table look-up and one copy to the screen.

    python tests/benchmarks/viewer.py --json OUT

Every figure is a time from the call to the painted widget area, in milliseconds, on Qt's offscreen
platform: `QWidget.render` into an image of the widget's size, which runs the same paint code and
the same raster engine as a window without a compositor. The floor is cv2.LUT with a 65,536-entry
table over as many pixels plus one QImage drawn; `pixmap` is what a plain viewer does: the whole
scan through the table, a QPixmap made of it and drawn.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import cv2
import numpy as np
from PySide6.QtCore import QPoint, QRectF
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from inspector_app.background import TaskRunner
from inspector_app.imaging.display import Window, window_table
from inspector_app.imaging.view_pixels import ViewPixels
from inspector_app.ui.viewer import ScanView

SIZES = {"truck": (6_000, 1_500), "train": (20_000, 2_500)}
SCREENS = {"1080p": (1920, 1080), "2160p": (3840, 2160)}
ROUNDS = 40


def made_up(width: int, height: int, *, seed: int) -> np.ndarray:
    """Noise over slopes: no two neighbours alike, as in a scan. uint16."""
    rng = np.random.default_rng(seed)
    slope = np.linspace(3_000, 55_000, width, dtype=np.float32)
    rows = [
        (slope + rng.integers(0, 6_000, width, dtype=np.uint16)).astype(np.uint16)
        for _ in range(height)
    ]
    pixels = np.stack(rows)
    pixels.flags.writeable = False
    return pixels


def timed(
    act: Callable[[int], None], rounds: int = ROUNDS, beside: Callable[[int], None] | None = None
) -> dict[str, float]:
    """Median and 95th percentile of `act(number)`, after two rounds that do not count.

    With `beside`, each round runs that too, untimed by the first and timed by itself, so that both
    meet the same load of the machine; its median is given as ``beside`` and the median of the
    quotients as ``ratio``.
    """
    times, others = [], []
    for number in range(rounds + 2):
        start = time.perf_counter()
        act(number)
        times.append((time.perf_counter() - start) * 1000)
        if beside is not None:
            start = time.perf_counter()
            beside(number)
            others.append((time.perf_counter() - start) * 1000)
    counted = times[2:]
    more = {}
    if beside is not None:
        quotients = np.array(counted) / np.array(others[2:])
        more = {
            "beside": round(float(np.median(others[2:])), 2),
            "ratio": round(float(np.median(quotients)), 2),
        }
    return more | {
        "median": round(float(np.median(counted)), 2),
        "p95": round(float(np.percentile(counted, 95)), 2),
    }


class Screen:
    """Paints a widget into an image of its size."""

    def __init__(self, width: int, height: int) -> None:
        self.image = QImage(width, height, QImage.Format.Format_RGB32)

    def paint(self, view: ScanView) -> None:
        view.render(self.image, QPoint(0, 0))


def floor_act(width: int, height: int) -> Callable[[int], None]:
    """A table over the pixels of the view, and one image drawn."""
    values = made_up(width, height, seed=3)
    screen = QImage(width, height, QImage.Format.Format_RGB32)
    tables = [window_table(Window(20_000.0 + i, 30_000.0)) for i in range(ROUNDS + 2)]

    def act(number: int) -> None:
        grey = cv2.LUT(values, tables[number])
        image = QImage(grey.data, width, height, width, QImage.Format.Format_Grayscale8)
        painter = QPainter(screen)
        painter.drawImage(0, 0, image)
        painter.end()

    return act


def plain_pixmap(pixels: np.ndarray, width: int, height: int, rounds: int) -> dict[str, float]:
    """The whole scan through the table into a QPixmap, drawn to fit."""
    screen = QImage(width, height, QImage.Format.Format_RGB32)
    tables = [window_table(Window(20_000.0 + i, 30_000.0)) for i in range(rounds + 2)]
    rows, columns = pixels.shape
    place = QRectF(0, 0, width, width * rows / columns)

    def act(number: int) -> None:
        grey = cv2.LUT(pixels, tables[number])
        image = QImage(grey.data, columns, rows, columns, QImage.Format.Format_Grayscale8)
        pixmap = QPixmap.fromImage(image)
        painter = QPainter(screen)
        painter.drawPixmap(place, pixmap, QRectF(pixmap.rect()))
        painter.end()

    return timed(act, rounds)


def settle(app: QApplication, view: ScanView, screen: Screen) -> None:
    """Paint until the picture is as good as it gets."""
    deadline = time.monotonic() + 30
    screen.paint(view)
    while not view.is_sharp and time.monotonic() < deadline:
        app.processEvents()
        time.sleep(0.002)
    screen.paint(view)


def measure_moves(view: ScanView, screen: Screen) -> dict[str, dict[str, float]]:
    """Window change, pan and zoom where the view stands now."""
    window = view.display.state.window

    def change_window(number: int) -> None:
        view.display.set_window(Window(window.level + 7 * number, window.width + 11 * number))
        screen.paint(view)

    def pan(number: int) -> None:
        view.set_camera(view.camera.panned(-17 if number % 20 < 10 else 17, 0))
        screen.paint(view)

    def zoom(number: int) -> None:
        factor = 1.1 if number % 10 < 5 else 1 / 1.1
        view.set_camera(view.camera.zoomed(factor, (view.width() / 3, view.height() / 3)))
        screen.paint(view)

    floor = floor_act(view.width(), view.height())
    return {
        "window": timed(change_window, beside=floor),
        "pan": timed(pan),
        "zoom": timed(zoom),
    }


def measure_open(
    app: QApplication, view: ScanView, screen: Screen, scan: ViewPixels
) -> dict[str, float]:
    """From pixels in memory to a first and to a sharp picture, and the longest hold-up between."""
    first, sharp, freeze = [], [], 0.0
    for _ in range(5):
        view.show_empty()
        start = time.perf_counter()
        view.show_pixels(scan)
        screen.paint(view)
        first.append(time.perf_counter() - start)
        freeze = max(freeze, first[-1])
        while not view.is_sharp:
            tick = time.perf_counter()
            app.processEvents()
            freeze = max(freeze, time.perf_counter() - tick)
            time.sleep(0.001)
        screen.paint(view)
        sharp.append(time.perf_counter() - start)
    return {
        "first": round(float(np.median(first)) * 1000, 1),
        "sharp": round(float(np.median(sharp)) * 1000, 1),
        "freeze_max": round(freeze * 1000, 1),
    }


def measure(app: QApplication) -> dict[str, object]:
    """All figures."""
    runner = TaskRunner()
    results: dict[str, object] = {"qt_platform": app.platformName(), "rounds": ROUNDS}
    for screen_name, (width, height) in SCREENS.items():
        results[f"floor_ms_{screen_name}"] = timed(floor_act(width, height))
    for name, (columns, rows) in SIZES.items():
        scan = ViewPixels(made_up(columns, rows, seed=1), made_up(columns, rows, seed=2), 16)
        for screen_name, (width, height) in SCREENS.items():
            view, screen = ScanView(runner), Screen(width, height)
            view.resize(width, height)
            opened = measure_open(app, view, screen, scan)
            settle(app, view, screen)
            fitted = measure_moves(view, screen)
            view.view_actions.by_key["one-to-one"].trigger()
            settle(app, view, screen)
            one = measure_moves(view, screen)
            results[f"{name}_{screen_name}"] = {"open": opened, "fitted": fitted, "1:1": one}
            view.deleteLater()
            app.processEvents()
        results[f"{name}_pixmap_1080p"] = plain_pixmap(scan.high, *SCREENS["1080p"], 8)
    runner.close()
    results["peak_rss_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return results


def summary(results: dict[str, object]) -> dict[str, float]:
    """Window change over the floor, and the plain pixmap over window change."""
    ratios = {}
    for name in SIZES:
        pixmap = results[f"{name}_pixmap_1080p"]["median"]  # type: ignore[index]
        for screen in SCREENS:
            for place in ("fitted", "1:1"):
                window = results[f"{name}_{screen}"][place]["window"]  # type: ignore[index]
                ratios[f"{name}_{screen}_{place}_window_over_floor"] = window["ratio"]
        window = results[f"{name}_1080p"]["fitted"]["window"]  # type: ignore[index]
        ratios[f"{name}_1080p_fitted_pixmap_over_window"] = round(pixmap / window["median"], 1)
    return ratios


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="where to write the figures")
    arguments = parser.parse_args()
    app = QApplication([])
    results = measure(app)
    results["ratios"] = summary(results)
    text = json.dumps(results, indent=1)
    if arguments.json is not None:
        arguments.json.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
