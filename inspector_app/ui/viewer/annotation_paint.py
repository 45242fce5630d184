"""How annotations look. Forms tell them apart from marks: arrow heads, ruler ends, dotted lines."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from inspector_app.domain.annotation import AnnotationKind
from inspector_app.domain.region import Point
from inspector_app.ui.viewer.camera import Camera
from inspector_app.ui.viewer.marks import AnnotationMark, AnnotationState, Paint, Rgb
from inspector_app.ui.viewer.overlays import (
    LINE_PX,
    PLATE_PX,
    length_text,
    paint_outline,
    paint_text,
    stroke_twice,
)

HEAD_PX = 14.0
END_PX = 7.0
DOTTED = (2.0, 1.2)
UNSAVED = (6.0, 3.0)
WIDEST_TEXT_PX = 320.0
Ends = tuple[Point, Point]


def paint_annotation(
    painter: QPainter,
    camera: Camera,
    mark: AnnotationMark,
    mm_per_px: tuple[float | None, float | None],
) -> None:
    """One annotation, with a note where it is not saved."""
    shape = mark.shape
    unsaved = mark.state is AnnotationState.NOT_SAVED
    points = [camera.to_widget(p) for p in shape.outline()]
    if shape.kind is AnnotationKind.ARROW:
        paint_arrow(painter, (points[0], points[1]), Paint.ANNOTATION, dashed=unsaved)
    elif shape.kind is AnnotationKind.RULER:
        ends = (shape.points[0], shape.points[1])
        paint_ruler(painter, camera, ends, mm_per_px, Paint.ANNOTATION, dashed=unsaved)
    elif shape.kind is AnnotationKind.TEXT:
        paint_words(painter, points[0], shape.text, Paint.ANNOTATION, dashed=unsaved)
    else:
        pattern = UNSAVED if unsaved else DOTTED
        paint_outline(painter, points, Paint.ANNOTATION, pattern=pattern)
    if unsaved:
        note = QCoreApplication.translate("Annotations", "not saved")
        x = max(p[0] for p in points) + 8
        y = max(p[1] for p in points) + QFontMetricsF(painter.font()).height() + 8
        paint_text(painter, QPointF(x, y), f"! {note}")


def paint_arrow(painter: QPainter, ends: Ends, colour: Rgb, *, dashed: bool = False) -> None:
    """From tail to head; widget pixels."""
    (ax, ay), (bx, by) = ends
    length = math.dist(*ends)
    if length < 1:
        return
    head = min(HEAD_PX, length)
    ux, uy = (bx - ax) / length, (by - ay) / length
    base_x, base_y = bx - ux * head, by - uy * head
    half = head * 0.45
    paint_outline(
        painter,
        [(ax, ay), (base_x + ux, base_y + uy)],
        colour,
        closed=False,
        pattern=UNSAVED if dashed else (),
    )
    triangle = QPolygonF(
        [
            QPointF(bx, by),
            QPointF(base_x - uy * half, base_y + ux * half),
            QPointF(base_x + uy * half, base_y - ux * half),
        ]
    )
    painter.setPen(QPen(QColor(*Paint.HALO, 200), LINE_PX))
    painter.setBrush(QColor(*colour))
    painter.drawPolygon(triangle)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def paint_ruler(
    painter: QPainter,
    camera: Camera,
    ends: Ends,
    mm_per_px: tuple[float | None, float | None],
    colour: Rgb,
    *,
    dashed: bool = False,
) -> None:
    """A line with a stroke across each end, and its length beside its middle; scan points."""
    first, last = camera.to_widget(ends[0]), camera.to_widget(ends[1])
    length = math.dist(first, last)
    path = QPainterPath(QPointF(*first))
    path.lineTo(*last)
    stroke_twice(painter, path, colour, LINE_PX, dashed=False, pattern=UNSAVED if dashed else ())
    if length >= 1:
        across = (-(last[1] - first[1]) / length * END_PX, (last[0] - first[0]) / length * END_PX)
        caps = QPainterPath()
        for x, y in (first, last):
            caps.moveTo(x - across[0], y - across[1])
            caps.lineTo(x + across[0], y + across[1])
        stroke_twice(painter, caps, colour, LINE_PX, dashed=False)
    text = length_text(*ends, mm_per_px)
    metrics = QFontMetricsF(painter.font())
    width = metrics.horizontalAdvance(text)
    middle = ((first[0] + last[0]) / 2, (first[1] + last[1]) / 2)
    # Beside a steep line, above a flat one, so that the plate never covers the line.
    steep = abs(last[1] - first[1]) > abs(last[0] - first[0])
    x = middle[0] + 10 if steep else middle[0] - width / 2
    y = middle[1] + metrics.ascent() / 2 if steep else middle[1] - 12
    x = min(max(x, 6.0), camera.view_width - width - 8)
    y = min(max(y, metrics.height()), camera.view_height - 6)
    paint_text(painter, QPointF(x, y), text)


def paint_words(
    painter: QPainter, at: Point, text: str, colour: Rgb, *, dashed: bool = False
) -> None:
    """Words on a dark plate with a coloured edge, its upper left corner at `at` (widget pixels)."""
    place = words_place(painter.font(), at, text)
    pen = QPen(QColor(*colour), 1.5)
    if dashed:
        pen.setDashPattern(list(UNSAVED))
    painter.setPen(pen)
    painter.setBrush(QColor(*Paint.HALO, 190))
    painter.drawRoundedRect(place, 3, 3)
    painter.setBrush(QColor(*colour))
    painter.setPen(QPen(QColor(*Paint.HALO), 1.5))
    painter.drawEllipse(QPointF(*at), 3.5, 3.5)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QColor(*Paint.SELECTED))
    inner = place.adjusted(PLATE_PX, PLATE_PX / 2, -PLATE_PX, -PLATE_PX / 2)
    painter.drawText(inner, _TEXT_FLAGS, text)


def words_place(font: object, at: Point, text: str) -> QRectF:
    """Where the plate of `paint_words` lies; `font` is the painter's QFont."""
    metrics = QFontMetricsF(font)  # type: ignore[call-overload]
    room = QRectF(0, 0, WIDEST_TEXT_PX, 10_000)
    size = metrics.boundingRect(room, _TEXT_FLAGS, text)
    return QRectF(at[0] + 5, at[1] + 5, size.width() + 2 * PLATE_PX + 3, size.height() + PLATE_PX)


_TEXT_FLAGS = int((Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop).value) | int(
    Qt.TextFlag.TextWordWrap.value
)
