"""What mouse and wheel do in the scan view: pan, zoom, window, draw, choose."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent

from inspector_app.domain.region import Mark, Point
from inspector_app.ui.viewer.camera import Camera
from inspector_app.ui.viewer.tools.base import SLIP_PX, Tool, ToolName
from inspector_app.ui.viewer.tools.draft import DraftEditor
from inspector_app.ui.viewer.tools.polygon import PolygonTool
from inspector_app.ui.viewer.tools.rectangle import RectangleTool
from inspector_app.ui.viewer.view_protocol import InteractiveView

ZOOM_PER_NOTCH = 1.2
NOTCH = 120.0
PIXELS_PER_NOTCH = 40.0
PAN_PER_NOTCH_PX = 80.0


class _Drag(Enum):
    NONE = "none"
    PAN = "pan"
    WINDOW = "window"
    DRAFT = "draft"
    TOOL = "tool"


class Interaction:
    """Turns mouse events into camera moves, window changes, marks and choices."""

    def __init__(self, view: InteractiveView) -> None:
        self._view = view
        self.tools: dict[ToolName, Tool] = {
            ToolName.PAN: Tool(view),
            ToolName.RECTANGLE: RectangleTool(view),
            ToolName.POLYGON: PolygonTool(view),
        }
        self.tool = self.tools[ToolName.PAN]
        self.draft = DraftEditor(view)
        self.is_space_down = False
        self._drag = _Drag.NONE
        self._button = Qt.MouseButton.NoButton
        self._last = QPointF()
        self._start = QPointF()

    def use(self, name: ToolName) -> bool:
        """Take up a tool; False if it is in hand already."""
        if self.tool.name is name:
            return False
        self.tool.abandon()
        self.tool = self.tools[name]
        return True

    def stop(self) -> None:
        """Let go of everything: another scan, the mouse was taken away."""
        self.tool.abandon()
        if self.draft.is_dragging:
            self.draft.abandon_drag()
        self._drag = _Drag.NONE
        self._button = Qt.MouseButton.NoButton

    def press(self, event: QMouseEvent) -> None:
        """A button went down."""
        if self._drag is not _Drag.NONE:
            return
        at = event.position()
        self._button = event.button()
        self._start = self._last = at
        point = self._view.frame().to_scan(_pair(at))
        if event.button() == Qt.MouseButton.MiddleButton or (
            event.button() == Qt.MouseButton.LeftButton and self.is_space_down
        ):
            self._drag = _Drag.PAN
        elif event.button() == Qt.MouseButton.RightButton:
            self._drag = _Drag.WINDOW
        elif event.button() == Qt.MouseButton.LeftButton:
            if not self._is_drawing_polygon() and self.draft.press(point, _pair(at)):
                self._drag = _Drag.DRAFT
            elif self.tool.name is ToolName.PAN:
                self._drag = _Drag.PAN
            else:
                self._drag = _Drag.TOOL
                self.tool.press(_pair(at))
        self._view.show_cursor(self.cursor_at(at))

    def move(self, event: QMouseEvent) -> None:
        """The mouse moved."""
        at = event.position()
        step = at - self._last
        self._last = at
        if self._drag is _Drag.PAN:
            self._view.set_camera(self._view.camera.panned(step.x(), step.y()))
        elif self._drag is _Drag.WINDOW:
            self._view.display.drag_window(step.x(), step.y())
        elif self._drag is _Drag.DRAFT:
            self.draft.move(self._view.frame().to_scan(_pair(at)))
        else:
            self.tool.move(_pair(at))
        self._view.show_cursor(self.cursor_at(at))

    def release(self, event: QMouseEvent) -> None:
        """A button came up."""
        if event.button() != self._button:
            return
        at = event.position()
        drag, self._drag = self._drag, _Drag.NONE
        self._button = Qt.MouseButton.NoButton
        if drag is _Drag.DRAFT:
            if self.draft.release():
                self._view.tell_draft()
            elif self._is_slip(at):
                self._choose(at)
        elif drag is _Drag.TOOL:
            if not self.tool.release(_pair(at)):
                self._choose(at)
        elif drag is _Drag.PAN and self._is_slip(at) and self._may_choose(event):
            self._choose(at)
        self._view.show_cursor(self.cursor_at(at))

    def double_click(self, event: QMouseEvent) -> None:
        """The left button was pressed twice; Qt sends this instead of the second press."""
        if event.button() != Qt.MouseButton.LeftButton:
            self.press(event)
            return
        if self._is_drawing_polygon():
            self.tool.double_click()
        else:
            self.press(event)

    def wheel(self, event: QWheelEvent) -> None:
        """Zoom to the cursor; sideways with Shift or a sideways swipe."""
        x, y = _notches(event)
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier or abs(x) > abs(y):
            sideways = x if abs(x) > abs(y) else y
            camera = self._view.camera.panned(sideways * PAN_PER_NOTCH_PX, 0)
        else:
            camera = self._view.camera.zoomed(ZOOM_PER_NOTCH**y, _pair(event.position()))
        self._view.set_camera(camera)

    def key(self, key: Qt.Key) -> bool:
        """Keys that belong to what is going on: a tool at work, a draft in hand."""
        if self.draft.is_dragging and key == Qt.Key.Key_Escape:
            self.draft.abandon_drag()
            self._drag = _Drag.NONE
            return True
        return self.tool.key(key)

    def finished(self, mark: Mark) -> None:
        """A mark was drawn: it becomes the draft, as a step that can be undone."""
        self.draft.history.add(mark)

    def cursor_at(self, at: QPointF) -> Qt.CursorShape:
        """The shape of the mouse cursor there."""
        if self._drag is _Drag.PAN:
            return Qt.CursorShape.ClosedHandCursor
        if self.is_space_down:
            return Qt.CursorShape.OpenHandCursor
        if self._drag is _Drag.WINDOW:
            return Qt.CursorShape.SizeAllCursor
        if self._drag is _Drag.NONE and not self._is_drawing_polygon():
            over = self.draft.cursor_at(_pair(at))
            if over is not None:
                return over
            is_pan = self.tool.name is ToolName.PAN
            if is_pan and self._view.marks.hit(self._view.frame(), _pair(at)) is not None:
                return Qt.CursorShape.PointingHandCursor
        return self.tool.cursor

    def _may_choose(self, event: QMouseEvent) -> bool:
        return event.button() == Qt.MouseButton.LeftButton and not self.is_space_down

    def _is_slip(self, at: QPointF) -> bool:
        return (at - self._start).manhattanLength() < SLIP_PX

    def _is_drawing_polygon(self) -> bool:
        return isinstance(self.tool, PolygonTool) and bool(self.tool.points)

    def _choose(self, at: QPointF) -> None:
        self._view.tell_chosen(self._view.marks.hit(self._view.frame(), _pair(at)))


def key_camera(camera: Camera, key: Qt.Key) -> Camera | None:
    """Where an arrow key leads, None for other keys."""
    step = min(camera.view_width, camera.view_height) * 0.1
    moves = {
        Qt.Key.Key_Left: (step, 0.0),
        Qt.Key.Key_Right: (-step, 0.0),
        Qt.Key.Key_Up: (0.0, step),
        Qt.Key.Key_Down: (0.0, -step),
        Qt.Key.Key_PageUp: (camera.view_width * 0.9, 0.0),
        Qt.Key.Key_PageDown: (-camera.view_width * 0.9, 0.0),
    }
    return camera.panned(*moves[key]) if key in moves else None


def _notches(event: QWheelEvent) -> Point:
    # Wheels and most touch-pads tell angles, finer than a notch where they can; some only pixels.
    angle, pixel = event.angleDelta(), event.pixelDelta()
    if not angle.isNull():
        return angle.x() / NOTCH, angle.y() / NOTCH
    return pixel.x() / PIXELS_PER_NOTCH, pixel.y() / PIXELS_PER_NOTCH


def _pair(at: QPointF) -> Point:
    return at.x(), at.y()
