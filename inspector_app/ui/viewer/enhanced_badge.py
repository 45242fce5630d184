"""A badge over the picture's corner while it is enhanced: what is seen is not what was measured."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from inspector_app.ui.viewer.camera import Camera
from inspector_app.ui.viewer.display_control import DisplayControl
from inspector_app.ui.viewer.display_words import badge_words
from inspector_app.ui.viewer.marks import Paint

MARGIN_PX = 10.0
PADDING_PX = 6.0


class EnhancedBadge:
    """A layer of the scan view. Says what is on, and the key that leads to the original."""

    def __init__(self, display: DisplayControl) -> None:
        self._display = display

    def text(self) -> str:
        """What it says now, empty while nothing is enhanced."""
        words = badge_words(self._display.state)
        if not words:
            return ""
        return QCoreApplication.translate("EnhancedBadge", "Enhanced: {0}. Original: O").format(
            ", ".join(words)
        )

    def paint(self, painter: QPainter, camera: Camera) -> None:
        """Draw it in the upper left corner of the view."""
        text = self.text()
        if not text:
            return
        painter.save()
        font = painter.font()
        font.setBold(True)
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        room = camera.view_width - 2 * (MARGIN_PX + PADDING_PX)
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        width = metrics.horizontalAdvance(text) + 2 * PADDING_PX
        plate = QRectF(MARGIN_PX, MARGIN_PX, width, metrics.height() + PADDING_PX)
        painter.setPen(QPen(QColor(*Paint.HALO), 2))
        painter.setBrush(QColor(*Paint.SELECTED))
        painter.drawRoundedRect(plate, 4, 4)
        painter.setPen(QColor(*Paint.HALO))
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)
        painter.restore()
