"""Lines, drawn by a drag from end to end: arrows, rulers, the line of a profile."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter

from inspector_app.domain.annotation import AnnotationKind
from inspector_app.domain.region import Point
from inspector_app.ui.viewer.annotation_paint import paint_arrow, paint_ruler
from inspector_app.ui.viewer.camera import Camera
from inspector_app.ui.viewer.geometry import straightened
from inspector_app.ui.viewer.marks import Paint
from inspector_app.ui.viewer.shape import Shape
from inspector_app.ui.viewer.tools.base import SLIP_PX, Tool, ToolHost, ToolName


class LineTool(Tool):
    """Press, drag, release. Shift keeps it level, upright or at 45 degrees; Escape abandons."""

    cursor = Qt.CursorShape.CrossCursor
    kind = AnnotationKind.RULER
    colour = Paint.ANNOTATION

    def __init__(self, host: ToolHost) -> None:
        super().__init__(host)
        self._start: Point | None = None
        self._start_at: Point = (0.0, 0.0)
        self._end: Point = (0.0, 0.0)

    def press(self, at: Point) -> None:
        self._start = None
        self._start = self._end = self._point(at)
        self._start_at = at

    def move(self, at: Point) -> None:
        if self._start is not None:
            self._end = self._point(at)
            self.host.update()

    def release(self, at: Point) -> bool:
        if self._start is None:
            # Abandoned with the button still down: the release means nothing more.
            return True
        shape = Shape(self.kind, (self._start, self._point(at)))
        slipped = math.dist(at, self._start_at) < SLIP_PX
        self.abandon()
        if slipped:
            return False
        if not shape.is_too_small():
            self.host.finish_shape(self.name, shape)
        return True

    def key(self, key: Qt.Key) -> bool:
        if key == Qt.Key.Key_Escape and self._start is not None:
            self.abandon()
            return True
        return False

    def abandon(self) -> None:
        self._start = None
        self.host.update()

    def paint(self, painter: QPainter, camera: Camera) -> None:
        if self._start is None:
            return
        paint_ruler(painter, camera, (self._start, self._end), self.host.geometry_mm(), self.colour)

    def _point(self, at: Point) -> Point:
        frame = self.host.frame()
        point = frame.to_scan(at)
        if self.is_constrained and self._start is not None:
            point = straightened(self._start, point, frame.aspect)
        return frame.clamped(point)


class RulerTool(LineTool):
    """A length that stays on the scan."""

    name = ToolName.RULER


class ArrowTool(LineTool):
    """From the tail to what is pointed at."""

    name = ToolName.ARROW
    kind = AnnotationKind.ARROW

    def paint(self, painter: QPainter, camera: Camera) -> None:
        if self._start is not None:
            ends = (camera.to_widget(self._start), camera.to_widget(self._end))
            paint_arrow(painter, ends, self.colour)


class ProfileTool(LineTool):
    """The line along which values are plotted."""

    name = ToolName.PROFILE
    colour = Paint.MEASURE


class TextTool(Tool):
    """A click where words shall stand."""

    name = ToolName.TEXT
    cursor = Qt.CursorShape.IBeamCursor

    def release(self, at: Point) -> bool:
        frame = self.host.frame()
        point = frame.to_scan(at)
        if not frame.holds(point):
            return False
        self.host.begin_text(point)
        return True
