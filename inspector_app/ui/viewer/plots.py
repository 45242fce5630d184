"""Two small plots: values along a line, and how often values occur."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from inspector_app.imaging.measure import Histogram
from inspector_app.ui import theme

FloatArray = NDArray[np.float64]
LEFT_PX = 52.0
BOTTOM_PX = 20.0
TOP_PX = 18.0
RIGHT_PX = 10.0


@dataclass(frozen=True, slots=True)
class Curve:
    """One line of a plot. `is_dashed` tells it apart where colours cannot."""

    name: str
    values: FloatArray
    colour: str
    is_dashed: bool = False


class Plot(QWidget):
    """A frame with two labelled axes; what is in it is drawn by those who inherit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._ends_x = ("", "")
        self._ends_y = ("", "")

    def sizeHint(self) -> QSize:
        return QSize(260, 120)

    def minimumSizeHint(self) -> QSize:
        return QSize(110, 80)

    def inner(self) -> QRectF:
        """Where values are drawn."""
        return QRectF(self.rect()).adjusted(LEFT_PX, TOP_PX, -RIGHT_PX, -BOTTOM_PX)

    def paint_frame(self, painter: QPainter) -> None:
        """Axes with the values at their ends."""
        inner = self.inner()
        painter.fillRect(self.rect(), QColor(theme.FIELD))
        painter.setPen(QPen(QColor(theme.LINE), 1))
        painter.drawRect(inner)
        painter.setPen(QColor(theme.MUTED))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        height = QFontMetricsF(painter.font()).height()
        for text, y in ((self._ends_y[0], inner.bottom()), (self._ends_y[1], inner.top())):
            painter.drawText(QRectF(0, y - height / 2, LEFT_PX - 5, height), right, text)
        below = QRectF(inner.left() - 20, inner.bottom() + 2, inner.width() + 20, height)
        painter.drawText(below.adjusted(20, 0, 0, 0), Qt.AlignmentFlag.AlignLeft, self._ends_x[0])
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, self._ends_x[1])


class ProfilePlot(Plot):
    """Curves over a distance; the mouse reads them.

    Signals:
        pointed: share of the line (0 to 1) under the mouse, None beside it.
    """

    pointed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._curves: tuple[Curve, ...] = ()
        self._distance: FloatArray = np.zeros(1)
        self._unit = ""
        self._format = "{:.0f}"
        self._share: float | None = None
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.CrossCursor)

    def show_curves(
        self, distance: FloatArray, unit: str, curves: tuple[Curve, ...], value_format: str
    ) -> None:
        """Replace what is plotted; every curve has as many values as there are distances.

        Args:
            unit: of the distance, as shown.
            value_format: of a value, such as ``{:.1%}``.
        """
        self._distance, self._unit = distance, unit
        self._curves, self._format = curves, value_format
        low, high = self._range()
        self._ends_x = ("0", f"{distance[-1]:.0f} {unit}")
        self._ends_y = (value_format.format(low), value_format.format(high))
        self.update()

    def text_at(self, share: float) -> str:
        """Distance and values at a share of the line."""
        index = round(share * (len(self._distance) - 1))
        parts = [f"{self._distance[index]:.0f} {self._unit}"]
        for curve in self._curves:
            value = self._format.format(curve.values[index])
            parts.append(f"{curve.name} {value}".strip())
        return " · ".join(parts)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        inner = self.inner()
        share = (event.position().x() - inner.left()) / max(inner.width(), 1)
        self._point(min(max(share, 0.0), 1.0) if self._curves else None)

    def leaveEvent(self, _event: QEvent) -> None:
        self._point(None)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.paint_frame(painter)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inner = self.inner()
        for curve in self._curves:
            pen = QPen(QColor(curve.colour), 1.5)
            if curve.is_dashed:
                pen.setDashPattern([4, 2])
            painter.setPen(pen)
            painter.drawPolyline(self._line(curve, inner))
        self._paint_legend(painter, inner)
        if self._share is not None and self._curves:
            x = inner.left() + self._share * inner.width()
            painter.setPen(QPen(QColor(theme.TEXT), 1))
            painter.drawLine(QPointF(x, inner.top()), QPointF(x, inner.bottom()))
        painter.end()

    def _paint_legend(self, painter: QPainter, inner: QRectF) -> None:
        place = QRectF(inner.left(), 0, inner.width(), TOP_PX)
        if self._share is not None and self._curves:
            painter.setPen(QColor(theme.TEXT))
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, self.text_at(self._share))
            return
        x = inner.left()
        for curve in self._curves:
            if not curve.name:
                continue
            pen = QPen(QColor(curve.colour), 2)
            if curve.is_dashed:
                pen.setDashPattern([3, 1.5])
            painter.setPen(pen)
            middle = TOP_PX / 2
            painter.drawLine(QPointF(x, middle), QPointF(x + 22, middle))
            painter.setPen(QColor(theme.TEXT))
            painter.drawText(
                QRectF(x + 27, 0, 200, TOP_PX), Qt.AlignmentFlag.AlignVCenter, curve.name
            )
            x += 40 + QFontMetricsF(painter.font()).horizontalAdvance(curve.name)

    def _line(self, curve: Curve, inner: QRectF) -> QPolygonF:
        low, high = self._range()
        values = curve.values
        shares = np.linspace(0, 1, len(values))
        columns = max(int(inner.width()), 2)
        if len(values) > 4 * columns:
            # Smallest and largest of each column: a thin wire must not fall between two columns.
            starts = np.arange(columns) * len(values) // columns
            values = np.column_stack(
                [np.minimum.reduceat(values, starts), np.maximum.reduceat(values, starts)]
            ).ravel()
            shares = np.repeat(np.linspace(0, 1, columns), 2)
        xs = inner.left() + shares * inner.width()
        ys = inner.bottom() - (values - low) / (high - low) * inner.height()
        return QPolygonF([QPointF(x, y) for x, y in zip(xs, ys, strict=True)])

    def _range(self) -> tuple[float, float]:
        if not self._curves:
            return 0.0, 1.0
        low = min(float(curve.values.min()) for curve in self._curves)
        high = max(float(curve.values.max()) for curve in self._curves)
        return (low, high) if high > low else (low - 0.5, low + 0.5)

    def _point(self, share: float | None) -> None:
        if share != self._share:
            self._share = share
            self.update()
            self.pointed.emit(share)


class HistogramPlot(Plot):
    """How often values occur, one or two energies on top of each other."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: tuple[tuple[Histogram, str], ...] = ()

    def sizeHint(self) -> QSize:
        return QSize(220, 120)

    def show_histograms(self, bars: tuple[tuple[Histogram, str], ...]) -> None:
        """Replace what is plotted: histograms with their colours."""
        self._bars = bars
        if bars:
            low = min(h.edges[0] for h, _ in bars)
            high = max(h.edges[-1] for h, _ in bars)
            self._ends_x = (f"{low:.0f}", f"{high:.0f}")
            self._ends_y = ("0", f"{max(int(h.counts.max()) for h, _ in bars)}")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.paint_frame(painter)
        if self._bars:
            self._paint_bars(painter)
        painter.end()

    def _paint_bars(self, painter: QPainter) -> None:
        inner = self.inner()
        low = min(h.edges[0] for h, _ in self._bars)
        high = max(h.edges[-1] for h, _ in self._bars)
        most = max(int(h.counts.max()) for h, _ in self._bars)
        for index, (histogram, colour) in enumerate(self._bars):
            xs = inner.left() + (histogram.edges - low) / (high - low) * inner.width()
            ys = inner.bottom() - histogram.counts / most * inner.height()
            corners = [QPointF(xs[0], inner.bottom())]
            for i, y in enumerate(ys):
                corners += [QPointF(xs[i], y), QPointF(xs[i + 1], y)]
            corners.append(QPointF(xs[-1], inner.bottom()))
            filled = QColor(colour)
            filled.setAlpha(110 if index == 0 else 60)
            pen = QPen(QColor(colour), 1)
            if index:
                pen.setDashPattern([4, 2])
            painter.setPen(pen)
            painter.setBrush(filled)
            painter.drawPolygon(QPolygonF(corners))
        painter.setBrush(Qt.BrushStyle.NoBrush)
