"""The other scan over this one: swipe, blink and difference, as a layer of the scan view."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from inspector_app.background import TaskRunner
from inspector_app.domain.region import Box
from inspector_app.imaging.overlay import LaidOver
from inspector_app.ui.compare.compare_texts import OTHER_COLOUR, THIS_COLOUR, Mode
from inspector_app.ui.compare.difference_picture import DifferencePicture
from inspector_app.ui.compare.legend import paint_label, paint_legend
from inspector_app.ui.viewer.camera import Camera
from inspector_app.ui.viewer.display_state import DisplayState
from inspector_app.ui.viewer.scan_view import ScanView
from inspector_app.ui.viewer.shown_scan import ShownScan
from inspector_app.ui.viewer.view_link import display_for

GRIP_PX = 9
FRAME_PX = 4
NOTHING_THERE = QColor(70, 74, 80)


class OverlayLayer(QObject):
    """Paints another scan, resampled into this one's frame, over the scan view it belongs to.

    The other scan goes through the viewer's own pipeline, so it looks the way this one does
    whatever display is chosen.

    Attributes:
        mode: what is painted; nothing while the scans are side by side.
        divider: where the divider stands, share of the widget's width.
        shows_other: the other scan's turn, when blinking.

    Signals:
        changed: the divider was moved, or the other scan's turn came or went.
    """

    changed = Signal()

    def __init__(self, runner: TaskRunner, view: ScanView) -> None:
        super().__init__(view)
        self._view = view
        self._moved = ShownScan(runner, self)
        self._difference = DifferencePicture(self)
        self._laid: LaidOver | None = None
        self._labels = ("", "")
        self.mode = Mode.BESIDE
        self.divider = 0.5
        self.shows_other = False
        self._moved.sharpened.connect(view.update)
        self._moved.refined.connect(view.update)
        self._difference.rested.connect(view.update)
        view.add_layer(self)

    @property
    def has_other(self) -> bool:
        return self._laid is not None

    @property
    def is_on(self) -> bool:
        """Whether anything of the other scan is painted."""
        return self.mode is not Mode.BESIDE and self._laid is not None

    @property
    def labels(self) -> tuple[str, str]:
        """What this scan and the other one are called."""
        return self._labels

    def show_other(self, laid: LaidOver, labels: tuple[str, str]) -> None:
        """Take another scan, or the same one placed elsewhere."""
        self._laid = laid
        self._labels = labels
        self._difference.forget()
        self._moved.attenuation = self._view.attenuation
        self._moved.show(laid.moved, "", self._view.scan_geometry)
        self._view.update()

    def set_labels(self, labels: tuple[str, str]) -> None:
        """Other words for the two scans."""
        self._labels = labels
        self._view.update()

    def clear(self) -> None:
        """No other scan, and its memory is free."""
        self._laid = None
        self.shows_other = False
        self._difference.forget()
        self._moved.clear()
        self._view.update()

    def set_mode(self, mode: Mode) -> None:
        """Show the two another way; the blinking begins with this scan."""
        self.mode = mode
        self.shows_other = False
        self._view.update()
        self.changed.emit()

    def set_divider(self, share: float) -> None:
        """Move the divider; it never leaves the picture, so that it can be taken hold of."""
        share = min(max(share, 0.02), 0.98)
        if share != self.divider:
            self.divider = share
            self._view.update()
            self.changed.emit()

    def turn(self) -> None:
        """The other one's turn, when blinking."""
        self.shows_other = not self.shows_other
        self._view.update()
        self.changed.emit()

    def display(self) -> DisplayState | None:
        """How the other scan is shown: as this one is."""
        source, laid = self._moved.source, self._laid
        if source is None or laid is None or self._view.source is None:
            return None
        return display_for(self._view, source, laid.airs.get)

    # Painting

    def paint(self, painter: QPainter, camera: Camera) -> None:
        laid = self._laid
        if laid is None or self.mode is Mode.BESIDE:
            return
        painter.save()
        if self.mode is Mode.DIFFERENCE:
            self._difference.paint(painter, camera, laid, self._view.devicePixelRatioF())
        elif self.mode is Mode.SWIPE:
            painter.setClipRect(self._right_of_divider())
            self._paint_other(painter, camera, laid)
        elif self.shows_other:
            self._paint_other(painter, camera, laid)
        painter.restore()
        self._paint_words(painter)

    def _right_of_divider(self) -> QRect:
        x = round(self.divider * self._view.width())
        return QRect(x, 0, self._view.width() - x, self._view.height())

    def _paint_other(self, painter: QPainter, camera: Camera, laid: LaidOver) -> None:
        state = self.display()
        if state is None:
            return
        self._moved.paint(painter, camera, state, self._view.devicePixelRatioF())
        scan = Box(0.0, 0.0, float(camera.scan_width), float(camera.scan_height))
        around = _outline(camera, scan).subtracted(_outline(camera, laid.overlap))
        painter.fillPath(around, NOTHING_THERE)

    def _paint_words(self, painter: QPainter) -> None:
        width, height = self._view.width(), self._view.height()
        this, other = self._labels
        if self.mode is Mode.SWIPE:
            x = round(self.divider * width)
            paint_label(painter, QRect(0, 0, x, height), this, THIS_COLOUR)
            paint_label(painter, QRect(x, 0, width - x, height), other, OTHER_COLOUR, at_right=True)
            self._paint_divider(painter, x, height)
        elif self.mode is Mode.BLINK:
            colour = OTHER_COLOUR if self.shows_other else THIS_COLOUR
            text = other if self.shows_other else this
            painter.setPen(QPen(QColor(colour), FRAME_PX))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            inset = FRAME_PX // 2
            painter.drawRect(QRect(inset, inset, width - FRAME_PX, height - FRAME_PX))
            paint_label(painter, QRect(0, 0, width, height), text, colour)
        else:
            paint_legend(painter, QRect(0, 0, width, height), this, other)

    def _paint_divider(self, painter: QPainter, x: int, height: int) -> None:
        painter.setPen(QPen(QColor(0, 0, 0), 3))
        painter.drawLine(x, 0, x, height)
        painter.setPen(QPen(QColor(255, 255, 255), 1))
        painter.drawLine(x, 0, x, height)
        painter.setPen(QPen(QColor(0, 0, 0), 1))
        painter.setBrush(QColor(255, 255, 255))
        middle = height / 2
        for side in (-1, 1):
            painter.drawPolygon(
                QPolygonF(
                    [
                        QPointF(x + side * 3, middle - GRIP_PX),
                        QPointF(x + side * (3 + GRIP_PX), middle),
                        QPointF(x + side * 3, middle + GRIP_PX),
                    ]
                )
            )


def _outline(camera: Camera, box: Box) -> QPainterPath:
    left, top = camera.to_widget((box.x, box.y))
    right, bottom = camera.to_widget((box.right, box.bottom))
    path = QPainterPath()
    path.addRect(QRectF(QPointF(left, top), QPointF(right, bottom)).normalized())
    return path
