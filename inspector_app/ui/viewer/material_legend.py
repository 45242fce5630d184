"""What the colours of material stand for, in the picture's corner while they are on."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter

from inspector_app.imaging.material_colour import MaterialMode, legend
from inspector_app.ui.viewer.camera import Camera
from inspector_app.ui.viewer.display_control import DisplayControl
from inspector_app.ui.viewer.marks import Paint

MARGIN_PX = 10.0
PADDING_PX = 6.0
BAR_PX = (150, 10)


class MaterialLegend:
    """A layer of the scan view. Colour is a hint and never proof, so its meaning stays in sight."""

    def __init__(self, display: DisplayControl) -> None:
        self._display = display
        width, height = BAR_PX
        hues = np.repeat(legend(width)[None], height, axis=0)
        # The image only borrows the array's memory.
        self._pixels = np.ascontiguousarray(hues)
        self._bar = QImage(self._pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888)

    @property
    def is_shown(self) -> bool:
        """Whether the picture is coloured by material."""
        return self._display.state.material is not MaterialMode.OFF

    def words(self) -> tuple[str, str, str]:
        """Left of the bar, right of it, and below."""
        return (
            QCoreApplication.translate("MaterialLegend", "organic"),
            QCoreApplication.translate("MaterialLegend", "metal, heavy"),
            QCoreApplication.translate("MaterialLegend", "grey: cannot be told"),
        )

    def paint(self, painter: QPainter, camera: Camera) -> None:
        """Draw it in the upper right corner of the view."""
        if not self.is_shown:
            return
        light, heavy, grey = self.words()
        metrics = QFontMetricsF(painter.font())
        row = metrics.height()
        left = metrics.horizontalAdvance(light) + PADDING_PX
        width = max(
            left + BAR_PX[0] + PADDING_PX + metrics.horizontalAdvance(heavy),
            metrics.horizontalAdvance(grey),
        )
        plate = QRectF(0, 0, width + 2 * PADDING_PX, 2 * row + 2 * PADDING_PX)
        if plate.width() + 2 * MARGIN_PX > camera.view_width:
            return
        plate.moveTopRight(QRectF(0, 0, camera.view_width, 1).topRight())
        plate.translate(-MARGIN_PX, MARGIN_PX)
        painter.save()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(*Paint.HALO, 200))
        painter.drawRoundedRect(plate, 4, 4)
        painter.setPen(QColor(*Paint.SELECTED))
        inner = plate.adjusted(PADDING_PX, PADDING_PX, -PADDING_PX, -PADDING_PX)
        baseline = inner.top() + metrics.ascent()
        painter.drawText(QPointF(inner.left(), baseline), light)
        bar = QRectF(inner.left() + left, inner.top() + (row - BAR_PX[1]) / 2, *BAR_PX)
        painter.drawImage(bar, self._bar)
        painter.drawText(QPointF(bar.right() + PADDING_PX, baseline), heavy)
        painter.drawText(QPointF(inner.left(), baseline + row), grey)
        painter.restore()
