"""Words painted over scans: which is which, and what the colours of a difference mean."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter

from inspector_app.imaging.difference import FULL_COLOUR, diverging_table
from inspector_app.ui.compare.compare_texts import THIS_COLOUR
from inspector_app.ui.texts import translate

MARGIN_PX = 10
PAD_PX = 6
BACKDROP = QColor(16, 18, 22, 225)
INK = QColor(240, 242, 244)
BAR_PX = 220
BAR_HEIGHT_PX = 12


def paint_label(
    painter: QPainter, within: QRect, text: str, colour: str, *, at_right: bool = False
) -> None:
    """A caption at the top of `within`, cut off where there is no room."""
    metrics = painter.fontMetrics()
    height = metrics.height() + 2 * PAD_PX
    widest = within.width() - 2 * MARGIN_PX
    if widest < 60 or not text:
        return
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, widest - 4 * PAD_PX)
    width = metrics.horizontalAdvance(shown) + 4 * PAD_PX
    x = within.right() - MARGIN_PX - width if at_right else within.left() + MARGIN_PX
    box = QRect(x, within.top() + MARGIN_PX, width, height)
    painter.save()
    painter.fillRect(box, BACKDROP)
    painter.fillRect(QRect(box.left(), box.top(), PAD_PX, height), QColor(colour))
    painter.setPen(INK)
    painter.drawText(
        box.adjusted(2 * PAD_PX, 0, 0, 0),
        Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
        shown,
    )
    painter.restore()


def legend_lines(this: str, other: str) -> tuple[str, str, str, str]:
    """The title, then what blue, orange and the other colours mean."""
    return (
        translate("Compare", "Difference: {this} against {other}").format(this=this, other=other),
        translate("Compare", "less material now"),
        translate("Compare", "more material now"),
        translate("Compare", "White: the same within noise. Grey: cannot be compared."),
    )


def paint_legend(painter: QPainter, within: QRect, this: str, other: str) -> None:
    """What is compared and what the colours mean, at the lower left of `within`."""
    title, less, more, rest = legend_lines(this, other)
    metrics = painter.fontMetrics()
    line = metrics.height()
    ends = f"−{FULL_COLOUR:.1f}", f"+{FULL_COLOUR:.1f}"
    widest = within.width() - 2 * MARGIN_PX - 4 * PAD_PX
    inner = min(
        widest,
        max(
            BAR_PX,
            metrics.horizontalAdvance(title),
            metrics.horizontalAdvance(rest),
            metrics.horizontalAdvance(less) + metrics.horizontalAdvance(more) + 40,
        ),
    )
    if inner < 100:
        return
    height = 4 * line + BAR_HEIGHT_PX + 5 * PAD_PX
    # Above the scale bar, which keeps its corner.
    top = within.top() + MARGIN_PX
    box = QRect(within.left() + MARGIN_PX, top, inner + 4 * PAD_PX, height)
    painter.save()
    painter.fillRect(box, BACKDROP)
    painter.fillRect(QRect(box.left(), box.top(), PAD_PX, height), QColor(THIS_COLOUR))
    painter.setPen(INK)
    x, y = box.left() + 2 * PAD_PX, box.top() + PAD_PX
    _line(painter, QRect(x, y, inner, line), title, metrics)
    y += line + PAD_PX
    painter.drawImage(QRect(x, y, inner, BAR_HEIGHT_PX), _bar())
    y += BAR_HEIGHT_PX + PAD_PX // 2
    painter.drawText(QRect(x, y, inner, line), Qt.AlignmentFlag.AlignLeft, less)
    painter.drawText(QRect(x, y, inner, line), Qt.AlignmentFlag.AlignRight, more)
    y += line
    unit = translate("Compare", "−ln T")
    painter.drawText(QRect(x, y, inner, line), Qt.AlignmentFlag.AlignLeft, ends[0])
    painter.drawText(QRect(x, y, inner, line), Qt.AlignmentFlag.AlignHCenter, unit)
    painter.drawText(QRect(x, y, inner, line), Qt.AlignmentFlag.AlignRight, ends[1])
    y += line + PAD_PX // 2
    _line(painter, QRect(x, y, inner, line), rest, metrics)
    painter.restore()


def _line(painter: QPainter, box: QRect, text: str, metrics: QFontMetrics) -> None:
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, Qt.AlignmentFlag.AlignLeft, shown)


def _bar() -> QImage:
    colours = diverging_table()[:255]
    image = QImage(len(colours), 1, QImage.Format.Format_RGB32)
    np.frombuffer(image.bits(), np.int32)[:] = colours
    return image
