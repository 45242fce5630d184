"""How marks look: a light line on a dark halo, so that they can be read on black cargo and on
white air, with constant width however far one has zoomed. Points are widget pixels."""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import Enum

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from inspector_app.domain.region import Box, Point
from inspector_app.ui.viewer.camera import Camera
from inspector_app.ui.viewer.marks import Paint, Rgb

LINE_PX = 2.0
HALO_PX = 2.0
TICK_PX = 12.0
TAG_PADDING_PX = 4.0
PLATE_PX = 4.0
METRES_FROM_MM = 10_000


class TagShape(Enum):
    """What a numbered tag looks like: highlights round, findings square."""

    ROUND = "round"
    SQUARE = "square"


class Sign(Enum):
    """A small sign behind the number on a tag, drawn and not typed: no font need have it."""

    NONE = ()
    CHECK = (((0.1, 0.55), (0.4, 0.85), (0.9, 0.2)),)
    CROSS = (((0.15, 0.15), (0.85, 0.85)), ((0.85, 0.15), (0.15, 0.85)))
    UP = (((0.5, 0.95), (0.5, 0.1)), ((0.15, 0.45), (0.5, 0.1), (0.85, 0.45)))
    DISK = (((0.15, 0.2), (0.85, 0.2), (0.85, 0.8), (0.15, 0.8), (0.15, 0.2)),)
    DASH = (((0.1, 0.5), (0.9, 0.5)),)


def paint_outline(
    painter: QPainter,
    corners: Sequence[Point],
    colour: Rgb,
    *,
    closed: bool = True,
    dashed: bool = False,
    ticks: bool = False,
    width_px: float = LINE_PX,
    pattern: Sequence[float] = (),
) -> None:
    """An outline with its halo; `ticks` thickens it at the corners, `pattern` is that of its
    dashes in line widths."""
    polygon = QPolygonF([QPointF(x, y) for x, y in corners])
    path = QPainterPath()
    path.addPolygon(polygon)
    if closed:
        path.closeSubpath()
    stroke_twice(painter, path, colour, width_px, dashed=dashed, pattern=pattern)
    if ticks and closed:
        stroke_twice(painter, _corner_ticks(corners), colour, width_px + 2, dashed=False)


def paint_handles(
    painter: QPainter,
    corners: Sequence[Point],
    *,
    active: int | None,
    colour: Rgb = Paint.DRAFT,
) -> None:
    """Small squares to take hold of."""
    for index, (x, y) in enumerate(corners):
        half = 5.5 if index == active else 4.0
        painter.setPen(QPen(QColor(*Paint.HALO), 1.5))
        painter.setBrush(QColor(*(Paint.SELECTED if index == active else colour)))
        painter.drawRect(QRectF(x - half, y - half, 2 * half, 2 * half))
    painter.setBrush(Qt.BrushStyle.NoBrush)


def paint_tag(
    painter: QPainter,
    box: QRectF,
    text: str,
    colour: Rgb,
    *,
    shape: TagShape,
    sign: Sign = Sign.NONE,
    selected: bool = False,
    bounds: QRectF,
) -> QRectF:
    """A numbered tag on the top left corner of a mark, kept inside `bounds`. Returns its place."""
    metrics = QFontMetricsF(painter.font())
    height = metrics.height() + 2
    sign_width = height * 0.62 if sign is not Sign.NONE else 0.0
    width = max(metrics.horizontalAdvance(text) + sign_width + 2 * TAG_PADDING_PX, height)
    place = QRectF(box.left() - HALO_PX, box.top() - height - 3, width, height)
    if place.top() < bounds.top():
        place.moveTop(max(box.top() + 3, bounds.top()))
        place.moveLeft(box.left() + 3)
    place.moveLeft(min(max(place.left(), bounds.left()), bounds.right() - width))
    place.moveTop(min(place.top(), bounds.bottom() - height))
    radius = height / 2 if shape is TagShape.ROUND else 2.0
    painter.setPen(
        QPen(QColor(*(Paint.SELECTED if selected else Paint.HALO)), 2 if selected else 1.5)
    )
    painter.setBrush(QColor(*colour))
    painter.drawRoundedRect(place, radius, radius)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QColor(*Paint.HALO))
    text_place = place.adjusted(0, 0, -sign_width, 0)
    painter.drawText(text_place, Qt.AlignmentFlag.AlignCenter, text)
    if sign is not Sign.NONE:
        side = height * 0.5
        corner = QPointF(place.right() - sign_width - 1, place.center().y() - side / 2)
        _paint_sign(painter, sign, corner, side)
    return place


def paint_size(
    painter: QPainter, camera: Camera, box: Box, mm_per_px: tuple[float | None, float | None]
) -> None:
    """The size of what is being drawn, beside its lower right corner on screen."""
    shown = camera.on_widget(box)
    x, y = shown.right, shown.bottom
    text = size_text(box, mm_per_px)
    metrics = QFontMetricsF(painter.font())
    width = metrics.horizontalAdvance(text)
    x = min(x + 8, camera.view_width - width - 8)
    y = min(y + 6 + metrics.height(), camera.view_height - 6)
    paint_text(painter, QPointF(max(x, 4.0), y), text)


def size_text(box: Box, mm_per_px: tuple[float | None, float | None]) -> str:
    """Width and height, in millimetres where the scale is known and in pixels always."""
    pixels = QCoreApplication.translate("Overlays", "{0} × {1} px").format(
        round(box.width), round(box.height)
    )
    if mm_per_px[0] is None or mm_per_px[1] is None:
        return pixels
    length = QCoreApplication.translate("Overlays", "{0} × {1} mm").format(
        round(box.width * mm_per_px[0]), round(box.height * mm_per_px[1])
    )
    return f"{length}  ({pixels})"


def length_text(start: Point, end: Point, mm_per_px: tuple[float | None, float | None]) -> str:
    """A length in millimetres (metres from ten on), in pixels where the scale is not known."""
    if mm_per_px[0] is None or mm_per_px[1] is None:
        length = math.dist(start, end)
        return QCoreApplication.translate("Overlays", "{0} px").format(f"{length:.1f}")
    length = math.hypot((end[0] - start[0]) * mm_per_px[0], (end[1] - start[1]) * mm_per_px[1])
    if length >= METRES_FROM_MM:
        return QCoreApplication.translate("Overlays", "{0} m").format(f"{length / 1000:.2f}")
    return QCoreApplication.translate("Overlays", "{0} mm").format(f"{length:.0f}")


def paint_text(painter: QPainter, baseline: QPointF, text: str) -> None:
    """White text on a dark plate, readable on any picture."""
    metrics = QFontMetricsF(painter.font())
    plate = QRectF(
        baseline.x() - PLATE_PX,
        baseline.y() - metrics.ascent() - 1,
        metrics.horizontalAdvance(text) + 2 * PLATE_PX,
        metrics.height() + 2,
    )
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(*Paint.HALO, 190))
    painter.drawRoundedRect(plate, 3, 3)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QColor(*Paint.SELECTED))
    painter.drawText(baseline, text)


def paint_container(
    painter: QPainter, camera: Camera, container: Box, door_x: float | None
) -> None:
    """The container's outline, thin and dash-dotted; a thick line at the doors."""
    shown = camera.on_widget(container)
    path = QPainterPath()
    path.addRect(QRectF(shown.x, shown.y, shown.width, shown.height))
    painter.strokePath(path, QPen(QColor(*Paint.HALO, 160), 2.5))
    pen = QPen(QColor(*Paint.CONTAINER), 1.0)
    pen.setDashPattern([8, 3, 2, 3])
    painter.strokePath(path, pen)
    if door_x is not None:
        doors = QPainterPath(QPointF(*camera.to_widget((door_x, container.y))))
        doors.lineTo(QPointF(*camera.to_widget((door_x, container.bottom))))
        stroke_twice(painter, doors, Paint.CONTAINER, 3.0, dashed=False)


def stroke_twice(
    painter: QPainter,
    path: QPainterPath,
    colour: Rgb,
    width_px: float,
    *,
    dashed: bool,
    pattern: Sequence[float] = (),
) -> None:
    """A line of a colour over a wider dark one."""
    join = Qt.PenJoinStyle.MiterJoin
    halo = QPen(QColor(*Paint.HALO, 200), width_px + 2 * HALO_PX, j=join)
    painter.strokePath(path, halo)
    pen = QPen(QColor(*colour), width_px, j=join)
    if dashed or pattern:
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setDashPattern(list(pattern) or [5, 3])
    painter.strokePath(path, pen)


def _corner_ticks(corners: Sequence[Point]) -> QPainterPath:
    path = QPainterPath()
    for index, (x, y) in enumerate(corners):
        for other_x, other_y in (corners[index - 1], corners[(index + 1) % len(corners)]):
            length = max(((other_x - x) ** 2 + (other_y - y) ** 2) ** 0.5, 1e-6)
            share = min(TICK_PX, length / 3) / length
            path.moveTo(x, y)
            path.lineTo(x + (other_x - x) * share, y + (other_y - y) * share)
    return path


def _paint_sign(painter: QPainter, sign: Sign, corner: QPointF, side: float) -> None:
    pen = QPen(QColor(*Paint.HALO), 1.6)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    for line in sign.value:
        painter.drawPolyline(
            QPolygonF([QPointF(corner.x() + x * side, corner.y() + y * side) for x, y in line])
        )
