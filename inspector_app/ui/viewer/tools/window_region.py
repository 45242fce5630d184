"""Drag a box: the window that suits what is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter

from inspector_app.domain.region import Box, Point
from inspector_app.ui.viewer.camera import Camera
from inspector_app.ui.viewer.marks import Paint
from inspector_app.ui.viewer.overlays import paint_outline
from inspector_app.ui.viewer.tools.base import SLIP_PX, Tool, ToolName

if TYPE_CHECKING:
    from inspector_app.ui.viewer.view_protocol import InteractiveView


class WindowRegionTool(Tool):
    """Press, drag, release, as often as one likes. Escape while dragging abandons."""

    name = ToolName.WINDOW_REGION
    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, host: InteractiveView) -> None:
        super().__init__(host)
        self._view = host
        self._start_at: Point | None = None
        self._start: Point = (0.0, 0.0)
        self._end: Point = (0.0, 0.0)

    def press(self, at: Point) -> None:
        self._start_at = at
        self._start = self._end = self._point(at)

    def move(self, at: Point) -> None:
        if self._start_at is not None:
            self._end = self._point(at)
            self.host.update()

    def release(self, at: Point) -> bool:
        if self._start_at is None:
            # Abandoned with the button still down: the release means nothing more.
            return True
        across, down = abs(at[0] - self._start_at[0]), abs(at[1] - self._start_at[1])
        box = Box.around([self._start, self._point(at)])
        self.abandon()
        if max(across, down) < SLIP_PX:
            return False
        self._view.display.set_auto_window_of(box)
        return True

    def key(self, key: Qt.Key) -> bool:
        if key == Qt.Key.Key_Escape and self._start_at is not None:
            self.abandon()
            return True
        return False

    def abandon(self) -> None:
        self._start_at = None
        self.host.update()

    def paint(self, painter: QPainter, camera: Camera) -> None:
        if self._start_at is None:
            return
        box = Box.around([self._start, self._end])
        corners = [(box.x, box.y), (box.right, box.y), (box.right, box.bottom), (box.x, box.bottom)]
        outline = [camera.to_widget(corner) for corner in corners]
        paint_outline(painter, outline, Paint.CONTAINER, dashed=True)

    def _point(self, at: Point) -> Point:
        frame = self.host.frame()
        return frame.clamped(frame.to_scan(at))
