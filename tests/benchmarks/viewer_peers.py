"""The same figures for other viewers. Runs in an environment of its own (`viewer_peer_room`).

    python viewer_peers.py WHICH FOLDER OUT

One energy only is shown: none of them knows of two. Where a viewer has several ways, the quickest
that shows the same is taken: values uint16, levels by its own table, no smoothing asked for.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from viewer_scans import SCREENS, SIZES, high_energy
from viewer_timing import Figures, pan_step, timed, window_ends, worst, zoom_factor

ROUNDS = {"plain_pixmap": 12, "pyqtgraph": 20, "napari": 6}
"""Fewer for those that take long."""


class Viewer(Protocol):
    """What is asked of every viewer; each act leaves a painted frame."""

    def __init__(self, size: tuple[int, int]) -> None: ...
    def show(self, pixels: np.ndarray) -> None: ...
    def fit(self) -> None: ...
    def one_to_one(self) -> None: ...
    def window(self, black: float, white: float) -> None: ...
    def pan(self, dx: int) -> None: ...
    def zoom(self, factor: float) -> None: ...
    def close(self) -> None: ...


def _expose() -> None:
    """Let a window that was shown appear: before that nothing is painted."""
    from PySide6.QtWidgets import QApplication

    QApplication.processEvents()


class PlainPixmap:
    """The whole scan through a table into a QPixmap, drawn where it belongs."""

    def __init__(self, size: tuple[int, int]) -> None:
        from PySide6.QtGui import QPainter, QPixmap
        from PySide6.QtWidgets import QWidget

        viewer = self

        class Canvas(QWidget):
            def paintEvent(self, _event: Any) -> None:
                painter = QPainter(self)
                painter.fillRect(self.rect(), 0)
                painter.translate(*viewer.at)
                painter.scale(viewer.scale, viewer.scale)
                painter.drawPixmap(0, 0, viewer.pixmap)
                painter.end()

        self.at, self.scale, self.pixmap = (0.0, 0.0), 1.0, QPixmap()
        self._canvas = Canvas()
        self._canvas.resize(*size)
        self._canvas.show()
        _expose()

    def show(self, pixels: np.ndarray) -> None:
        self._pixels = pixels
        self.scale = self._canvas.width() / pixels.shape[1]
        self.window(*window_ends(0))

    def fit(self) -> None:
        self.at, self.scale = (0.0, 0.0), self._canvas.width() / self._pixels.shape[1]
        self._canvas.repaint()

    def one_to_one(self) -> None:
        self.at, self.scale = (-self._pixels.shape[1] / 2, 0.0), 1.0
        self._canvas.repaint()

    def window(self, black: float, white: float) -> None:
        import cv2
        from PySide6.QtGui import QImage, QPixmap

        table = np.clip((np.arange(65_536) - black) / (white - black) * 255, 0, 255)
        grey = cv2.LUT(self._pixels, table.astype(np.uint8))
        rows, columns = grey.shape
        image = QImage(grey.data, columns, rows, columns, QImage.Format.Format_Grayscale8)
        self.pixmap = QPixmap.fromImage(image)
        self._canvas.repaint()

    def pan(self, dx: int) -> None:
        self.at = (self.at[0] + dx, self.at[1])
        self._canvas.repaint()

    def zoom(self, factor: float) -> None:
        self.scale *= factor
        self._canvas.repaint()

    def close(self) -> None:
        self._canvas.close()


class PyQtGraph:
    """ImageItem in a ViewBox of its own."""

    def __init__(self, size: tuple[int, int]) -> None:
        import pyqtgraph

        self._view = pyqtgraph.GraphicsView()
        self._view.resize(*size)
        self._box = pyqtgraph.ViewBox(lockAspect=True, invertY=True)
        self._view.setCentralItem(self._box)
        self._image = pyqtgraph.ImageItem(axisOrder="row-major")
        self._box.addItem(self._image)
        self._view.show()
        _expose()

    def show(self, pixels: np.ndarray) -> None:
        self._image.setImage(pixels, levels=window_ends(0))
        self._box.autoRange(padding=0)
        self._paint()

    def fit(self) -> None:
        self._box.autoRange(padding=0)
        self._paint()

    def one_to_one(self) -> None:
        width, height = self._view.width(), self._view.height()
        self._box.setRange(xRange=(2000, 2000 + width), yRange=(0, height), padding=0)
        self._paint()

    def window(self, black: float, white: float) -> None:
        self._image.setLevels((black, white))
        self._paint()

    def pan(self, dx: int) -> None:
        self._box.translateBy(x=-dx * self._box.viewPixelSize()[0])
        self._paint()

    def zoom(self, factor: float) -> None:
        self._box.scaleBy((1 / factor, 1 / factor))
        self._paint()

    def close(self) -> None:
        self._view.close()

    def _paint(self) -> None:
        self._view.viewport().repaint()


class Napari:
    """An image layer; what is painted goes through OpenGL."""

    def __init__(self, size: tuple[int, int]) -> None:
        import napari
        from qtpy.QtWidgets import QApplication

        self._application = QApplication.instance()
        self._viewer = napari.Viewer(show=True)
        self._canvas = self._viewer.window._qt_viewer.canvas.native
        self._canvas.setMinimumSize(*size)
        self._layer: Any = None
        self._camera = self._viewer.scene.camera
        self._application.processEvents()

    def show(self, pixels: np.ndarray) -> None:
        self._viewer.layers.clear()
        self._layer = self._viewer.add_image(pixels, contrast_limits=window_ends(0))
        self._paint()

    def fit(self) -> None:
        self._viewer.reset_view()
        self._paint()

    def one_to_one(self) -> None:
        self._camera.zoom = 1.0
        self._paint()

    def window(self, black: float, white: float) -> None:
        self._layer.contrast_limits = (black, white)
        self._paint()

    def pan(self, dx: int) -> None:
        camera = self._camera
        camera.center = (0.0, camera.center[1], camera.center[2] - dx / camera.zoom)
        self._paint()

    def zoom(self, factor: float) -> None:
        self._camera.zoom *= factor
        self._paint()

    def close(self) -> None:
        self._viewer.close()

    def _paint(self) -> None:
        self._canvas.update()
        self._application.processEvents()


VIEWERS: dict[str, type[Viewer]] = {
    "plain_pixmap": PlainPixmap,
    "pyqtgraph": PyQtGraph,
    "napari": Napari,
}


def moves(viewer: Viewer, rounds: int) -> dict[str, Figures]:
    """Window change, pan and zoom where the viewer stands now."""
    acts: dict[str, Callable[[int], None]] = {
        "window": lambda number: viewer.window(*window_ends(number)),
        "pan": lambda number: viewer.pan(pan_step(number)),
        "zoom": lambda number: viewer.zoom(zoom_factor(number)),
    }
    return {name: timed(act, rounds) for name, act in acts.items()}


def opened_ms(viewer: Viewer, path: Path, name: str) -> float:
    """From the file to a painted picture, the median of three."""
    times = []
    for _ in range(4):
        start = time.perf_counter()
        viewer.show(high_energy(path, name))
        times.append((time.perf_counter() - start) * 1000)
    return round(float(np.median(times[1:])), 1)


def measure(which: str, folder: Path) -> dict[str, Any]:
    """All figures of one viewer, under the names that ours have."""
    detail: dict[str, Any] = {}
    opened: dict[str, float] = {}
    for screen, size in SCREENS.items():
        viewer = VIEWERS[which](size)
        for name in SIZES:
            ms = opened_ms(viewer, folder / f"{name}.tif", name)
            if screen == "1080p":
                opened[name] = ms
            viewer.fit()
            detail[f"{name}_{screen}"] = {"fitted": moves(viewer, ROUNDS[which])}
            viewer.one_to_one()
            detail[f"{name}_{screen}"]["1:1"] = moves(viewer, ROUNDS[which])
        viewer.close()

    def over(screen: str, what: str) -> Figures:
        places = [detail[f"{name}_{screen}"] for name in SIZES]
        return worst([place[zoom][what] for place in places for zoom in ("fitted", "1:1")])

    return {
        "window_change_ms_1080p": over("1080p", "window"),
        "window_change_ms_2160p": over("2160p", "window"),
        "pan_ms": over("1080p", "pan"),
        "zoom_ms": over("1080p", "zoom"),
        "pan_ms_2160p": over("2160p", "pan"),
        "zoom_ms_2160p": over("2160p", "zoom"),
        "open_first_ms": opened,
        "qt_platform": os.environ["QT_QPA_PLATFORM"],
        "detail": detail,
    }


def main() -> None:
    from PySide6.QtWidgets import QApplication

    which, folder, out = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    application = QApplication.instance() or QApplication([])
    out.write_text(json.dumps(measure(which, folder)), encoding="utf-8")
    # Threads of a viewer must not hold up the end.
    sys.stdout.flush()
    del application
    os._exit(0)


if __name__ == "__main__":
    main()
