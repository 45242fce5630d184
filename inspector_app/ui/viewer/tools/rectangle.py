"""Rectangles, drawn by a drag from corner to corner."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter

from inspector_app.domain.region import Box, Mark, Point
from inspector_app.ui.viewer.camera import Camera
from inspector_app.ui.viewer.geometry import is_too_small
from inspector_app.ui.viewer.marks import Paint
from inspector_app.ui.viewer.overlays import paint_outline, paint_size
from inspector_app.ui.viewer.tools.base import SLIP_PX, Hint, Tool, ToolHost, ToolName


class RectangleTool(Tool):
    """Press, drag, release. Escape while dragging abandons."""

    name = ToolName.RECTANGLE
    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, host: ToolHost) -> None:
        super().__init__(host)
        self._start: Point | None = None
        self._start_at: Point = (0.0, 0.0)
        self._end: Point = (0.0, 0.0)

    def press(self, at: Point) -> None:
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
        mark = self._mark(self._start, self._point(at))
        slipped = max(abs(at[0] - self._start_at[0]), abs(at[1] - self._start_at[1])) < SLIP_PX
        self.abandon()
        if slipped:
            return False
        if is_too_small(mark):
            self.host.give_hint(Hint.TOO_SMALL)
        else:
            self.host.finish_mark(mark)
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
        mark = self._mark(self._start, self._end)
        paint_outline(painter, [camera.to_widget(p) for p in mark.outline()], Paint.DRAFT)
        paint_size(painter, camera, mark.box, self.host.geometry_mm())

    def _point(self, at: Point) -> Point:
        frame = self.host.frame()
        return frame.clamped(frame.to_scan(at))

    def _mark(self, start: Point, end: Point) -> Mark:
        return Mark.of_box(self.host.view_name(), Box.around([start, end]))
