"""The whole scan in small, with a frame around what is on screen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from inspector_app.ui.viewer.camera import Camera
from inspector_app.ui.viewer.marks import Paint
from inspector_app.ui.viewer.picture import Picture
from inspector_app.ui.viewer.scan_view import ScanView


class Minimap(QWidget):
    """Follows a scan view; a click or drag moves the view there."""

    def __init__(self, view: ScanView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._picture = Picture()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._translate()
        view.view_changed.connect(self._follow)
        view.display_changed.connect(self._follow)
        view.sharpened.connect(self._sharpen)

    def sizeHint(self) -> QSize:
        return QSize(320, 96)

    def overview(self) -> Camera:
        """The camera that shows the whole scan in this widget."""
        camera = self._view.camera
        whole = Camera(
            camera.scan_width,
            camera.scan_height,
            float(self.width()),
            float(self.height()),
            camera.aspect,
            orientation=camera.orientation,
        )
        return whole.fitted().snapped(self.devicePixelRatioF())

    def frame_rect(self) -> QRectF:
        """The frame around what the view shows, in widget pixels."""
        shown = self.overview().on_widget(self._view.camera.visible)
        return QRectF(shown.x, shown.y, shown.width, shown.height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(*Paint.SURROUND))
        source = self._view.source
        if source is not None:
            overview = self.overview()
            self._picture.paint(
                painter, source, overview, self._view.display.state, self.devicePixelRatioF()
            )
            frame = self.frame_rect().intersected(QRectF(self.rect()).adjusted(1, 1, -2, -2))
            painter.setPen(QPen(QColor(*Paint.HALO), 4))
            painter.drawRect(frame)
            painter.setPen(QPen(QColor(*Paint.FINDING), 2))
            painter.drawRect(frame)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._go(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._go(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._translate()
        super().changeEvent(event)

    def _go(self, event: QMouseEvent) -> None:
        if self._view.source is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        at = event.position()
        self._view.set_camera(self._view.camera.centred(self.overview().to_scan((at.x(), at.y()))))

    def _translate(self) -> None:
        self.setAccessibleName(self.tr("Overview of the scan"))
        self.setToolTip(self.tr("Click or drag to move the picture"))

    @Slot()
    def _follow(self) -> None:
        self.update()

    @Slot()
    def _sharpen(self) -> None:
        self._picture.forget()
        self.update()
