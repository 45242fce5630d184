"""Made-up scans, mouse events and screenshots for tests of the scan viewer."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from inspector_app.domain.region import Box
from inspector_app.domain.scan import DoorSide, Geometry
from inspector_app.imaging.view_pixels import ViewPixels

GEOMETRY = Geometry(5.0, 4.0, DoorSide.RIGHT, Box(100, 50, 600, 250))


def made_up(width: int = 900, height: int = 400, *, two: bool = False) -> ViewPixels:
    """A two- or one-energy scan with a different value nearly everywhere, 16 bits."""
    rng = np.random.default_rng(width * height)
    slope = np.linspace(2_000, 60_000, width)[None, :] + np.linspace(0, 3_000, height)[:, None]
    high = (slope + rng.integers(0, 2_000, (height, width))).astype(np.uint16)
    low = (high // 2).astype(np.uint16) if two else None
    for array in (high, low):
        if array is not None:
            array.flags.writeable = False
    return ViewPixels(high, low, 16)


def grab(widget: QWidget) -> np.ndarray:
    """What the widget shows: uint8, (height, width, 3), device pixels."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    raw = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    return raw[:, :, 2::-1].copy()


class Mouse:
    """Sends mouse events to a widget; points are widget pixels. `modifiers` are held down."""

    def __init__(self, widget: QWidget) -> None:
        self._widget = widget
        self._down = Qt.MouseButton.NoButton
        self.modifiers = Qt.KeyboardModifier.NoModifier

    def _send(self, kind: QEvent.Type, at: tuple[float, float], button: Qt.MouseButton) -> None:
        place = QPointF(*at)
        event = QMouseEvent(
            kind,
            place,
            self._widget.mapToGlobal(place),
            button,
            self._down,
            self.modifiers,
        )
        QApplication.sendEvent(self._widget, event)

    def press(
        self, at: tuple[float, float], button: Qt.MouseButton = Qt.MouseButton.LeftButton
    ) -> None:
        self._down = button
        self._send(QEvent.Type.MouseButtonPress, at, button)

    def move(self, at: tuple[float, float]) -> None:
        self._send(QEvent.Type.MouseMove, at, Qt.MouseButton.NoButton)

    def release(self, at: tuple[float, float]) -> None:
        button, self._down = self._down, Qt.MouseButton.NoButton
        self._send(QEvent.Type.MouseButtonRelease, at, button)

    def click(self, at: tuple[float, float]) -> None:
        self.press(at)
        self.release(at)

    def click_with(self, button: Qt.MouseButton, at: tuple[float, float] = (100.0, 100.0)) -> None:
        self.press(at, button)
        self.release(at)

    def double_click(self, at: tuple[float, float]) -> None:
        self.click(at)
        self._down = Qt.MouseButton.LeftButton
        self._send(QEvent.Type.MouseButtonDblClick, at, Qt.MouseButton.LeftButton)
        self.release(at)

    def drag(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        button: Qt.MouseButton = Qt.MouseButton.LeftButton,
    ) -> None:
        self.press(start, button)
        for share in (0.3, 0.7, 1.0):
            x = start[0] + (end[0] - start[0]) * share
            y = start[1] + (end[1] - start[1]) * share
            self.move((x, y))
        self.release(end)

    def wheel(
        self,
        at: tuple[float, float],
        *,
        angle: tuple[int, int] = (0, 0),
        pixel: tuple[int, int] = (0, 0),
        modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> None:
        place = QPointF(*at)
        event = QWheelEvent(
            place,
            self._widget.mapToGlobal(place),
            QPoint(*pixel),
            QPoint(*angle),
            Qt.MouseButton.NoButton,
            modifiers,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(self._widget, event)
