"""Polygons, drawn corner by corner."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter

from inspector_app.domain.region import Box, Mark, Point
from inspector_app.ui.viewer.camera import Camera
from inspector_app.ui.viewer.geometry import is_too_small, tidied
from inspector_app.ui.viewer.marks import Paint
from inspector_app.ui.viewer.overlays import paint_handles, paint_outline, paint_size
from inspector_app.ui.viewer.tools.base import GRAB_PX, Hint, Tool, ToolHost, ToolName


class PolygonTool(Tool):
    """Clicks set corners; Enter, a double click or a click on the first corner closes; Backspace
    takes the last corner back; Escape abandons."""

    name = ToolName.POLYGON
    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, host: ToolHost) -> None:
        super().__init__(host)
        self._points: list[Point] = []
        self._next: Point | None = None

    @property
    def points(self) -> tuple[Point, ...]:
        """The corners set so far."""
        return tuple(self._points)

    def press(self, at: Point) -> None:
        if len(self._points) >= 3 and self._is_first_corner(at):
            self.close()
            return
        self._points.append(self._point(at))
        self._next = None
        self.host.update()

    def move(self, at: Point) -> None:
        if self._points:
            self._next = self._point(at)
            self.host.update()

    def release(self, _at: Point) -> bool:
        return True

    def double_click(self) -> None:
        # The first press of the two has already set the corner.
        self.close()

    def key(self, key: Qt.Key) -> bool:
        if not self._points:
            return False
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.close()
        elif key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self._points.pop()
        elif key == Qt.Key.Key_Escape:
            self.abandon()
        else:
            return False
        self.host.update()
        return True

    def close(self) -> None:
        """Make a mark of the corners, if there are enough and they span something."""
        if not self._points:
            return
        if len(self._points) < 3:
            self.host.give_hint(Hint.NEEDS_THREE_POINTS)
            return
        mark = tidied(Mark(self.host.view_name(), tuple(self._points)))
        self.abandon()
        if is_too_small(mark):
            self.host.give_hint(Hint.TOO_SMALL)
        else:
            self.host.finish_mark(mark)

    def abandon(self) -> None:
        self._points.clear()
        self._next = None
        self.host.update()

    def paint(self, painter: QPainter, camera: Camera) -> None:
        if not self._points:
            return
        points = [*self._points, *([self._next] if self._next is not None else [])]
        corners = [camera.to_widget(p) for p in points]
        paint_outline(painter, corners, Paint.DRAFT, closed=False)
        paint_handles(painter, corners[: len(self._points)], active=0)
        if len(points) > 1:
            paint_size(painter, camera, Box.around(points), self.host.geometry_mm())

    def _point(self, at: Point) -> Point:
        frame = self.host.frame()
        return frame.clamped(frame.to_scan(at))

    def _is_first_corner(self, at: Point) -> bool:
        return math.dist(self.host.frame().to_widget(self._points[0]), at) <= GRAB_PX
