"""The rough picture of a scan that is still being decoded, or that has not arrived.

It lies where the scan will lie when it is here, so nothing moves when it comes. What is not decoded
yet is hatched: an empty place must not be taken for air or for steel.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QTransform

from inspector_app.imaging.coarse import CoarsePixels
from inspector_app.imaging.display import auto_window, render, window_table
from inspector_app.ui.viewer.camera import Camera
from inspector_app.ui.viewer.orientation import UPRIGHT, Orientation

_HATCH = QColor(88, 94, 104)


class CoarsePicture:
    """Paints what is there so far as the whole scan will be painted: fitted into the widget."""

    def __init__(self) -> None:
        self._camera: Camera | None = None
        self._image = QImage()
        self._values = np.empty((0, 0), np.uint16)
        self._step = 1
        self.share = 0.0

    @property
    def is_shown(self) -> bool:
        return self._camera is not None

    def show(
        self, coarse: CoarsePixels, *, aspect: float = 1.0, orientation: Orientation = UPRIGHT
    ) -> None:
        """Take in what is decoded so far.

        Args:
            aspect: height of a scan pixel over its width, as it is drawn.
        """
        self._camera = Camera(
            coarse.width_px, coarse.height_px, 1.0, 1.0, aspect, orientation=orientation
        )
        self.share = coarse.share
        if coarse.values.shape != self._values.shape:
            self._values, self._step = coarse.values, coarse.step
            self._image = _grey_image(coarse)

    def show_grey(self, grey: NDArray[np.uint8], *, aspect: float = 1.0) -> None:
        """Take a whole small picture of the scan, which is shrunk alike in both directions."""
        rows, columns = grey.shape
        self._camera = Camera(columns, rows, 1.0, 1.0, aspect)
        self._image, self._step, self.share = _image_of(grey), 1, 1.0
        self._values = np.empty((0, 0), np.uint16)

    def clear(self) -> None:
        """Forget it: the scan is here, or nobody wants it any more."""
        self._camera = None
        self._image = QImage()
        self._values = np.empty((0, 0), np.uint16)

    def paint(self, painter: QPainter, width: float, height: float) -> None:
        """Draw it over a widget of this size."""
        if self._camera is None:
            return
        camera = self._camera.resized(width, height).fitted()
        painter.save()
        painter.setTransform(_scan_to_widget(camera), combine=True)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        whole = QRectF(0, 0, camera.scan_width, camera.scan_height)
        here = QRectF(
            0, 0, self._image.width() * self._step, self._image.height() * self._step
        ).intersected(whole)
        if not self._image.isNull():
            painter.drawImage(here, self._image)
        painter.restore()
        # Hatched in widget pixels, or the strokes would be as long as the scan is large.
        missing = QRectF(QPointF(0, here.height()), whole.bottomRight())
        painter.fillRect(
            _scan_to_widget(camera).mapRect(missing),
            QBrush(_HATCH, Qt.BrushStyle.BDiagPattern),
        )


def _scan_to_widget(camera: Camera) -> QTransform:
    x0, y0 = camera.to_widget((0.0, 0.0))
    x1, y1 = camera.to_widget((1.0, 0.0))
    x2, y2 = camera.to_widget((0.0, 1.0))
    return QTransform(x1 - x0, y1 - y0, x2 - x0, y2 - y0, x0, y0)


def _grey_image(coarse: CoarsePixels) -> QImage:
    if not coarse.values.size:
        return QImage()
    return _image_of(render(coarse.values, window_table(auto_window(coarse.values))))


def _image_of(grey: NDArray[np.uint8]) -> QImage:
    rows, columns = grey.shape
    image = QImage(columns, rows, QImage.Format.Format_Grayscale8)
    # The rows of a QImage are padded to four bytes.
    memory = np.frombuffer(image.bits(), np.uint8).reshape(rows, image.bytesPerLine())
    memory[:, :columns] = grey
    return image
