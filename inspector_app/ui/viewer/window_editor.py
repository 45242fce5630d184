"""The ends of the window as numbers, and over the values of the scan to be dragged."""

from __future__ import annotations

import weakref

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QSpinBox, QVBoxLayout, QWidget

from inspector_app.domain.scan import Energy
from inspector_app.imaging.display import Window
from inspector_app.ui import theme
from inspector_app.ui.viewer.display_state import DisplayState
from inspector_app.ui.viewer.pixel_source import PixelSource
from inspector_app.ui.viewer.scan_canvas import ScanCanvas

BINS = 128
MOST_SAMPLES = 400_000
NEAR_PX = 7.0
EDGE_PX = 4.0


def value_shares(values: NDArray[np.uint16], white: int) -> NDArray[np.float64]:
    """How often values occur, as heights from 0 to 1 in `BINS` steps of the square root of the
    value: float64. A large scan is sampled. Heights are cube roots of the counts, or air would be
    all that is seen."""
    step = max(1, round((values.size / MOST_SAMPLES) ** 0.5))
    sampled = np.sqrt(values[::step, ::step].ravel() / max(white, 1))
    counts, _ = np.histogram(sampled, bins=BINS, range=(0.0, 1.0))
    heights = np.cbrt(counts.astype(np.float64))
    return heights / max(float(heights.max()), 1.0)


class WindowStrip(QWidget):
    """The values of the scan from dense to air with the window over them. Dark values get more
    room than bright ones: the square root of the value runs across.

    Drag an end, or between the ends to move both.

    Signals:
        dragged: both ends of the window as values.
        auto_wanted: a double click.
    """

    dragged = Signal(float, float)
    auto_wanted = Signal()

    def __init__(self, view: ScanCanvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._state = view.display.state
        self._heights: NDArray[np.float64] | None = None
        self._of: tuple[weakref.ref[PixelSource], Energy] | None = None
        self._held = ""
        self._from = 0.0
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(220, 46)

    def show_state(self, state: DisplayState) -> None:
        """Another window, or another energy."""
        self._state = state
        self.update()

    def x_of(self, value: float) -> float:
        """Where a value stands, in pixels."""
        share = min(max(value / max(self._state.white, 1), 0.0), 1.0) ** 0.5
        return EDGE_PX + share * (self.width() - 2 * EDGE_PX)

    def value_at(self, x: float) -> float:
        """The value at so many pixels from the left."""
        share = (x - EDGE_PX) / max(self.width() - 2 * EDGE_PX, 1)
        return min(max(share, 0.0), 1.0) ** 2 * self._state.white

    # The mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._held = self._part_at(event.position().x())
            self._from = event.position().x()
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        if not self._held:
            is_end = self._part_at(x) != "both"
            self.setCursor(Qt.CursorShape.SizeHorCursor if is_end else Qt.CursorShape.SizeAllCursor)
        else:
            self._drag(x)
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._held = ""
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.auto_wanted.emit()
        event.accept()

    def _part_at(self, x: float) -> str:
        black, white = self.x_of(self._state.window.black), self.x_of(self._state.window.white)
        to_black, to_white = abs(x - black), abs(x - white)
        if black + NEAR_PX < x < white - NEAR_PX:
            return "both"
        # Where both ends are near, the one on this side of them is meant.
        if to_black == to_white:
            return "black" if x < black else "white"
        return "black" if to_black < to_white else "white"

    def _drag(self, x: float) -> None:
        window = self._state.window
        black, white = window.black, window.white
        if self._held == "black":
            black = min(self.value_at(x), white - 1)
        elif self._held == "white":
            white = max(self.value_at(x), black + 1)
        else:
            step = self.value_at(x) - self.value_at(self._from)
            black, white = black + step, white + step
            self._from = x
        self.dragged.emit(black, white)

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        whole = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.fillRect(whole, QColor(theme.FIELD))
        black = self.x_of(self._state.window.black)
        white = self.x_of(self._state.window.white)
        within = QColor(theme.ACCENT)
        within.setAlpha(55 if self.isEnabled() else 20)
        painter.fillRect(QRectF(black, 1, white - black, self.height() - 2), within)
        heights = self._known_heights()
        if heights is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.MUTED))
            painter.drawPolygon(self._outline(heights))
            painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.ACCENT), 2))
        for x in (black, white):
            painter.drawLine(QPointF(x, 1), QPointF(x, self.height() - 1))
        painter.setPen(QPen(QColor(theme.LINE), 1))
        painter.drawRect(whole)
        painter.end()

    def _outline(self, heights: NDArray[np.float64]) -> QPolygonF:
        room, bottom = self.height() - 6.0, self.height() - 1.0
        left, width = EDGE_PX, (self.width() - 2 * EDGE_PX) / BINS
        corners = [QPointF(left, bottom)]
        for index, height in enumerate(heights):
            y = bottom - height * room
            corners += [
                QPointF(left + index * width, y),
                QPointF(left + (index + 1) * width, y),
            ]
        return QPolygonF([*corners, QPointF(left + BINS * width, bottom)])

    def _known_heights(self) -> NDArray[np.float64] | None:
        # Counted when it is first seen: most scans are looked at with the panel closed.
        source, energy = self._view.source, self._state.energy
        if source is None or energy not in source.energies:
            return None
        if self._of is None or self._of[0]() is not source or self._of[1] is not energy:
            self._heights = value_shares(source.full(energy), self._state.white)
            self._of = (weakref.ref(source), energy)
        return self._heights


class WindowEditor(QWidget):
    """Attributes:
    strip: the values with the window over them.
    black, white: its ends as numbers.
    """

    def __init__(self, view: ScanCanvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._display = view.display
        self.strip = WindowStrip(view)
        self.black, self.white = QSpinBox(), QSpinBox()
        self._names = (QLabel(), QLabel())
        numbers = QHBoxLayout()
        numbers.setSpacing(6)
        for name, field in zip(self._names, (self.black, self.white), strict=True):
            # Half a number is no window: it counts once Enter or Tab is pressed.
            field.setKeyboardTracking(False)
            field.setAccelerated(True)
            field.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
            name.setBuddy(field)
            numbers.addWidget(name)
            numbers.addWidget(field, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addWidget(self.strip)
        layout.addLayout(numbers)
        self.strip.dragged.connect(self._show_between)
        self.strip.auto_wanted.connect(self._display.set_auto_window)
        self.black.valueChanged.connect(self._type_black)
        self.white.valueChanged.connect(self._type_white)
        self._translate()

    def show_state(self, state: DisplayState) -> None:
        """Show the window of now."""
        self.strip.show_state(state)
        for field, value in ((self.black, state.window.black), (self.white, state.window.white)):
            field.blockSignals(True)
            # A window may reach beyond what the file can hold.
            field.setRange(-state.white, 2 * state.white)
            field.setSingleStep(max(1, round(state.window.width / 50)))
            field.setValue(round(value))
            field.blockSignals(False)

    @Slot(float, float)
    def _show_between(self, black: float, white: float) -> None:
        old = self._display.state.window
        self._display.set_window(
            Window.between(black, white, invert=old.invert, curve=old.curve, gamma=old.gamma)
        )

    @Slot(int)
    def _type_black(self, value: int) -> None:
        # An end that is put beyond the other takes it along: whoever types the lower end first
        # must not be stopped by an upper end that is about to be typed.
        state = self._display.state
        beyond = min(value + state.window.width, max(state.white, value + 2))
        self._show_between(value, state.window.white if value < state.window.white else beyond)

    @Slot(int)
    def _type_white(self, value: int) -> None:
        state = self._display.state
        beyond = max(value - state.window.width, min(0, value - 2))
        self._show_between(state.window.black if value > state.window.black else beyond, value)

    def _translate(self) -> None:
        names = (self.tr("from"), self.tr("to"))
        spoken = (self.tr("Window from"), self.tr("Window to"))
        for label, field, name, full in zip(
            self._names, (self.black, self.white), names, spoken, strict=True
        ):
            label.setText(name)
            field.setAccessibleName(full)
        self.strip.setAccessibleName(self.tr("Values of the scan and the window over them"))
        self.strip.setToolTip(
            self.tr(
                "How often each value occurs, dense on the left; dark values get more room. "
                "Drag an end or what lies between; a double click suits the whole scan."
            )
        )

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._translate()
        super().changeEvent(event)
