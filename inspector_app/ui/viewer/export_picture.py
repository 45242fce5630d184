"""What is on screen as a picture for other people: marks, scale bar, and a strip that says what it
is. The strip's lines also go into the file as text, so that they can be searched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter

from inspector_app.domain.errors import ExportFailed
from inspector_app.ui.viewer.marks import Paint
from inspector_app.ui.viewer.scan_canvas import ScanCanvas

PADDING_PX = 10.0
_FLAGS = int(Qt.AlignmentFlag.AlignLeft.value) | int(Qt.TextFlag.TextWordWrap.value)


def stamped_picture(view: ScanCanvas, lines: Sequence[str], *, warning: str = "") -> QImage:
    """The view exactly as it is painted, at the screen's own pixels, and a strip with text below.

    Args:
        lines: what the strip says.
        warning: a line above the others in another colour, such as that the scan is simulated.
    """
    shows_focus, view.shows_focus = view.shows_focus, False
    try:
        shown = view.grab().toImage()
    finally:
        view.shows_focus = shows_focus
    ratio = shown.devicePixelRatio()
    width = shown.width() / ratio
    room = QRectF(PADDING_PX, PADDING_PX, width - 2 * PADDING_PX, 100_000)
    metrics = QFontMetricsF(view.font())
    texts = [*([warning] if warning else []), *lines]
    heights = [metrics.boundingRect(room, _FLAGS, text).height() for text in texts]
    strip = sum(heights) + 2 * PADDING_PX
    image = QImage(shown.width(), shown.height() + round(strip * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor(*Paint.SURROUND))
    painter = QPainter(image)
    painter.setFont(view.font())
    painter.drawImage(0, 0, shown)
    top = shown.height() / ratio + PADDING_PX
    for text, height in zip(texts, heights, strict=True):
        is_warning = bool(warning) and text is texts[0]
        painter.setPen(QColor(*(Paint.ALERT if is_warning else Paint.SELECTED)))
        painter.drawText(QRectF(PADDING_PX, top, room.width(), height + 1), _FLAGS, text)
        top += height
    painter.end()
    return image


def png_bytes(image: QImage, texts: Mapping[str, str]) -> bytes:
    """The picture as PNG with text chunks. May run on any thread. Raises ExportFailed
    (``io-error``) when it cannot be made."""
    marked = image.copy()
    # Qt writes the ratio of the screen as the print resolution, which nobody would expect.
    marked.setDevicePixelRatio(1.0)
    for key, text in texts.items():
        marked.setText(key, text)
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    done = marked.save(buffer, "PNG")  # type: ignore[call-overload]
    buffer.close()
    if not done:
        raise ExportFailed("io-error", "the picture could not be made into a PNG")
    return bytes(content.data())
