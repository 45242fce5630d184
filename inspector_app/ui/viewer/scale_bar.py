"""A bar of a round length in the lower left corner."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication, QPointF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter, QPainterPath

from inspector_app.ui.viewer.camera import Camera
from inspector_app.ui.viewer.geometry import nice_length
from inspector_app.ui.viewer.marks import Paint
from inspector_app.ui.viewer.overlays import paint_text, stroke_twice

MARGIN_PX = 16.0
SHARE_OF_WIDTH = 0.2
TICK_PX = 6.0
ROOM_PX = 4.0


class ScaleBar:
    """Millimetres or metres where the scale is known, scan pixels where it is not.

    Drawing text with a rim takes longer than colouring a megapixel, so the bar is kept as an image
    until it has to look different.
    """

    def __init__(self) -> None:
        self._key: tuple[str, int, float, str] | None = None
        self._image = QImage()

    def paint(
        self,
        painter: QPainter,
        camera: Camera,
        mm_per_px: tuple[float | None, float | None],
        device_ratio: float,
    ) -> None:
        """Draw it; `mm_per_px` is the scale along the scan's x and y."""
        text, width = bar_length(camera, mm_per_px)
        key = (text, round(width), device_ratio, painter.font().toString())
        if key != self._key:
            self._image = _draw(text, round(width), device_ratio, painter.font())
            self._key = key
        height = self._image.height() / device_ratio
        corner = QPointF(MARGIN_PX - ROOM_PX, camera.view_height - MARGIN_PX - height + ROOM_PX)
        painter.drawImage(corner, self._image)


def bar_length(camera: Camera, mm_per_px: tuple[float | None, float | None]) -> tuple[str, float]:
    """The words on the bar and its width in widget pixels: lengths across the screen, which are
    the scan's y when it is turned by a quarter."""
    mm = mm_per_px[1] if camera.orientation.swaps_sides else mm_per_px[0]
    scale = camera.screen_scales[0]
    unit = mm or 1.0
    length = nice_length(camera.view_width * SHARE_OF_WIDTH / scale * unit)
    if mm is None:
        text = QCoreApplication.translate("Overlays", "{0} px").format(f"{length:g}")
    elif length >= 1000:
        text = QCoreApplication.translate("Overlays", "{0} m").format(f"{length / 1000:g}")
    else:
        text = QCoreApplication.translate("Overlays", "{0} mm").format(f"{length:g}")
    return text, length / unit * scale


def _draw(text: str, width: int, device_ratio: float, font: QFont) -> QImage:
    metrics = QFontMetricsF(font)
    across = max(width, metrics.horizontalAdvance(text) + 16) + 2 * ROOM_PX
    down = metrics.height() + TICK_PX + 2 * ROOM_PX
    image = QImage(
        math.ceil(across * device_ratio),
        math.ceil(down * device_ratio),
        QImage.Format.Format_ARGB32_Premultiplied,
    )
    image.setDevicePixelRatio(device_ratio)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(font)
    base = down - ROOM_PX
    at = QPointF(ROOM_PX + 8, base - TICK_PX + 1 - metrics.descent())
    path = QPainterPath(QPointF(ROOM_PX, base - TICK_PX))
    path.lineTo(ROOM_PX, base)
    path.lineTo(ROOM_PX + width, base)
    path.lineTo(ROOM_PX + width, base - TICK_PX)
    stroke_twice(painter, path, Paint.SELECTED, 2.0, dashed=False)
    paint_text(painter, at, text)
    painter.end()
    return image
