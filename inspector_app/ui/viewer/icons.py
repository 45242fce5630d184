"""Small line drawings for buttons, drawn and not shipped as files: they follow the theme's colour
and are sharp at every scaling of the screen. Points are on a grid of 20 x 20."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPen, QPixmap, QPolygonF

from inspector_app.ui import theme

SIDE = 20
_FAINT = "#6d7681"
Line = Sequence[tuple[float, float]]

_ORGANIC, _MIXED, _METAL = "#e69f00", "#5fd3a6", "#56b4e9"

_LINES: dict[str, tuple[Line, ...]] = {
    "pan": (
        ((10, 2), (10, 18)),
        ((2, 10), (18, 10)),
        ((7.5, 4.5), (10, 2), (12.5, 4.5)),
        ((7.5, 15.5), (10, 18), (12.5, 15.5)),
        ((4.5, 7.5), (2, 10), (4.5, 12.5)),
        ((15.5, 7.5), (18, 10), (15.5, 12.5)),
    ),
    "rectangle": (((3, 5), (17, 5), (17, 15), (3, 15), (3, 5)),),
    "polygon": (((10, 2.5), (17.5, 8), (14.5, 17), (5, 16), (2.5, 7.5), (10, 2.5)),),
    "fit": (
        ((3, 7), (3, 3), (7, 3)),
        ((13, 3), (17, 3), (17, 7)),
        ((17, 13), (17, 17), (13, 17)),
        ((7, 17), (3, 17), (3, 13)),
        ((6.5, 8), (13.5, 8), (13.5, 12), (6.5, 12), (6.5, 8)),
    ),
    "minimum": (
        ((2, 14), (6, 12), (9, 13), (13, 7), (18, 9)),
        ((2, 17.5), (18, 17.5)),
    ),
    "display": (
        ((2, 5), (18, 5)),
        ((2, 10), (18, 10)),
        ((2, 15), (18, 15)),
        ((6, 3), (6, 7)),
        ((13, 8), (13, 12)),
        ((9, 13), (9, 17)),
    ),
    "move": (
        ((3, 17), (3, 11)),
        ((3, 17), (9, 17)),
        ((3, 17), (17, 3)),
        ((17, 3), (11, 3)),
        ((17, 3), (17, 9)),
    ),
    "mark": (
        ((4, 16), (5, 12), (14, 3), (17, 6), (8, 15), (4, 16)),
        ((12, 5), (15, 8)),
    ),
    "measure": (
        ((2, 7), (18, 7), (18, 14), (2, 14), (2, 7)),
        ((6, 7), (6, 10)),
        ((10, 7), (10, 11)),
        ((14, 7), (14, 10)),
    ),
    "compare": (
        ((2, 4), (9, 4), (9, 16), (2, 16), (2, 4)),
        ((11, 4), (18, 4), (18, 16), (11, 16), (11, 4)),
    ),
    "original": (
        ((2, 10), (6, 5.5), (10, 4), (14, 5.5), (18, 10), (14, 14.5), (10, 16), (6, 14.5), (2, 10)),
    ),
}
_LETTERS = {"one-to-one": "1:1", "auto": "A"}


def has_icon(key: str) -> bool:
    """Whether there is a drawing for this act or menu."""
    return key in _LINES or key in _LETTERS or key in _DRAWN


@cache
def icon(key: str) -> QIcon:
    """The drawing of an act or a menu, grey where it is greyed out; none for an unknown key."""
    made = QIcon()
    if has_icon(key):
        for ratio in (1, 2, 3):
            made.addPixmap(_pixmap(key, theme.TEXT, ratio), QIcon.Mode.Normal)
            made.addPixmap(_pixmap(key, _FAINT, ratio), QIcon.Mode.Disabled)
    return made


def _pixmap(key: str, colour: str, ratio: int) -> QPixmap:
    pixmap = QPixmap(SIDE * ratio, SIDE * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(QColor(colour), 1.6)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    for line in _LINES.get(key, ()):
        painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in line]))
    if key in _LETTERS:
        _paint_letters(painter, _LETTERS[key])
    if key in _DRAWN:
        _DRAWN[key](painter, QColor(colour))
    painter.end()
    return pixmap


def _paint_letters(painter: QPainter, letters: str) -> None:
    font = QFont(theme.FONT_FAMILY)
    font.setPixelSize(15 if len(letters) == 1 else 11)
    font.setBold(True)
    painter.setFont(font)
    painter.drawText(QRectF(0, 0, SIDE, SIDE), Qt.AlignmentFlag.AlignCenter, letters)


def _dark_zone(painter: QPainter, colour: QColor) -> None:
    painter.setBrush(colour)
    painter.drawRect(QRectF(3, 4, 14, 12))
    painter.setBrush(QColor(theme.FIELD))
    painter.drawRect(QRectF(6.5, 7.5, 7, 5))


def _invert(painter: QPainter, colour: QColor) -> None:
    circle = QRectF(3, 3, 14, 14)
    painter.drawEllipse(circle)
    painter.setBrush(colour)
    painter.drawPie(circle, 90 * 16, 180 * 16)


def _material(painter: QPainter, colour: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    faint = colour.name() == _FAINT
    for (x, y), kind in zip(
        ((10, 6.5), (6, 13), (14, 13)), (_ORGANIC, _MIXED, _METAL), strict=True
    ):
        painter.setBrush(colour if faint else QColor(kind))
        painter.drawEllipse(QPointF(x, y), 4.2, 4.2)


def _original(painter: QPainter, colour: QColor) -> None:
    painter.setBrush(colour)
    painter.drawEllipse(QPointF(10, 10), 2.6, 2.6)


_DRAWN = {
    "dark-zone": _dark_zone,
    "invert": _invert,
    "material": _material,
    "original": _original,
}
