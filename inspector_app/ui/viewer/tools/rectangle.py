"""Rectangles and ellipses, drawn by a drag from corner to corner."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter

from inspector_app.domain.annotation import AnnotationKind
from inspector_app.domain.region import Box, Point
from inspector_app.ui.viewer.camera import Camera
from inspector_app.ui.viewer.geometry import squared_within
from inspector_app.ui.viewer.marks import Paint
from inspector_app.ui.viewer.overlays import paint_outline, paint_size
from inspector_app.ui.viewer.shape import Shape
from inspector_app.ui.viewer.tools.base import SLIP_PX, Hint, Tool, ToolHost, ToolName


class RectangleTool(Tool):
    """Press, drag, release. Shift makes it square, Escape while dragging abandons."""

    name = ToolName.RECTANGLE
    cursor = Qt.CursorShape.CrossCursor
    kind = AnnotationKind.RECTANGLE
    colour = Paint.DRAFT

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
        shape = self._shape(self._start, self._point(at))
        slipped = max(abs(at[0] - self._start_at[0]), abs(at[1] - self._start_at[1])) < SLIP_PX
        self.abandon()
        if slipped:
            return False
        if shape.is_too_small():
            self.host.give_hint(Hint.TOO_SMALL)
        else:
            self.finish(shape)
        return True

    def finish(self, shape: Shape) -> None:
        """It is drawn and large enough."""
        self.host.finish_mark(shape.mark(self.host.view_name()))

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
        shape = self._shape(self._start, self._end)
        paint_outline(painter, [camera.to_widget(p) for p in shape.outline()], self.colour)
        paint_size(painter, camera, shape.box, self.host.geometry_mm())

    def _point(self, at: Point) -> Point:
        frame = self.host.frame()
        point = frame.to_scan(at)
        if self.is_constrained and self._start is not None:
            size = (float(frame.scan_width), float(frame.scan_height))
            point = squared_within(self._start, point, frame.aspect, size)
        return frame.clamped(point)

    def _shape(self, start: Point, end: Point) -> Shape:
        box = Box.around([start, end])
        return Shape(self.kind, ((box.x, box.y), (box.right, box.bottom)))


class EllipseTool(RectangleTool):
    """As the rectangle; the ellipse fills the box that is dragged."""

    name = ToolName.ELLIPSE
    kind = AnnotationKind.ELLIPSE


class RegionTool(RectangleTool):
    """A rectangle to measure in; it becomes no mark."""

    name = ToolName.REGION
    colour = Paint.MEASURE

    def finish(self, shape: Shape) -> None:
        self.host.finish_shape(self.name, shape)
