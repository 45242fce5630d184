"""What mouse and wheel do in the scan view: pan, zoom, window, draw, choose."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent

from inspector_app.domain.region import Mark, Point
from inspector_app.ui.viewer.camera import Camera
from inspector_app.ui.viewer.tools.base import SLIP_PX, ToolName
from inspector_app.ui.viewer.tools.draft import DraftEditor
from inspector_app.ui.viewer.tools.every_tool import make_tools
from inspector_app.ui.viewer.tools.grip import Grabbable
from inspector_app.ui.viewer.tools.polygon import PolygonTool
from inspector_app.ui.viewer.view_protocol import InteractiveView
from inspector_app.ui.viewer.wheel import wheel_camera

NEARLY_FITTED = 1.05
"""So much closer than the whole scan still counts as the whole scan."""

_MARKING = (ToolName.RECTANGLE, ToolName.ELLIPSE, ToolName.POLYGON)


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
        self.tools = make_tools(view)
        self.tool = self.tools[ToolName.PAN]
        self.draft = DraftEditor(view)
        self._grips: tuple[Grabbable, ...] = (self.draft, view.annotations, view.measures)
        self._grip: Grabbable = self.draft
        self.is_space_down = False
        self._is_double = False
        self._has_left_place = False
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
        if self._grip.is_dragging:
            self._grip.abandon_drag()
        self._drag = _Drag.NONE
        self._button = Qt.MouseButton.NoButton

    def press(self, event: QMouseEvent) -> None:
        """A button went down."""
        if self._drag is not _Drag.NONE:
            return
        if event.button() == Qt.MouseButton.BackButton:
            self._view.places.go_back()
            return
        if event.button() == Qt.MouseButton.ForwardButton:
            self._view.places.go_forward()
            return
        at = event.position()
        self._button = event.button()
        self._start = self._last = at
        self._is_double = self._has_left_place = False
        self._constrain(event)
        if event.button() == Qt.MouseButton.MiddleButton or (
            event.button() == Qt.MouseButton.LeftButton and self.is_space_down
        ):
            self._drag = _Drag.PAN
        elif event.button() == Qt.MouseButton.RightButton:
            self._drag = _Drag.WINDOW
        elif event.button() == Qt.MouseButton.LeftButton:
            if not self._is_drawing_polygon() and self._take_hold(at):
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
        self._has_left_place = self._has_left_place or not self._is_slip(at)
        step = at - self._last
        self._last = at
        self._constrain(event)
        if self._drag is _Drag.WINDOW and not self._has_left_place:
            # A click that opens the menu must not shift the window by the tremor of a hand.
            self._last = self._start
        elif self._drag is _Drag.PAN:
            self._view.set_camera(self._view.camera.panned(step.x(), step.y()))
        elif self._drag is _Drag.WINDOW:
            self._view.display.drag_window(step.x(), step.y())
        elif self._drag is _Drag.DRAFT:
            self._grip.move(self._view.frame().to_scan(_pair(at)))
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
            if self._grip.release():
                self._tell_changed()
            elif self._is_slip(at):
                self._choose(at)
        elif drag is _Drag.TOOL:
            if not self.tool.release(_pair(at)):
                self._choose(at)
        elif drag is _Drag.WINDOW and not self._has_left_place:
            self._open_menu(at)
        elif drag is _Drag.PAN and self._is_slip(at) and self._may_choose(event):
            self._click(at)
        self._view.show_cursor(self.cursor_at(at))

    def double_click(self, event: QMouseEvent) -> None:
        """The left button was pressed twice; Qt sends this instead of the second press."""
        if event.button() != Qt.MouseButton.LeftButton:
            self.press(event)
            return
        if self._is_drawing_polygon():
            self.tool.double_click()
        elif not self._double_click_grip(event.position()):
            self.press(event)
            # It counts when the button comes up: two quick drags are no double click.
            self._is_double = True

    def wheel(self, event: QWheelEvent) -> None:
        """Zoom to the cursor or move, see `wheel_camera`."""
        self._view.set_camera(wheel_camera(self._view.camera, event))

    def key(self, key: Qt.Key) -> bool:
        """Keys that belong to what is going on: a tool at work, a draft in hand."""
        if self._grip.is_dragging and key == Qt.Key.Key_Escape:
            self._grip.abandon_drag()
            self._drag = _Drag.NONE
            return True
        if self.tool.key(key):
            return True
        if key == Qt.Key.Key_Escape and self.tool.name is not ToolName.PAN:
            self._view.set_tool(ToolName.PAN)
            return True
        return False

    def delete_vertex(self) -> bool:
        """Take the corner under the mouse away; False where there is none."""
        for grip in self._grips:
            if grip.delete_vertex(_pair(self._last)):
                self._grip = grip
                self._tell_changed()
                return True
        return False

    def claims(self, key: Qt.Key) -> bool:
        """Whether a key belongs to what is being drawn and not to the act that has this key."""
        return self._is_drawing_polygon() and key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete)

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
            over = (grip.cursor_at(_pair(at)) for grip in self._reachable())
            held = next((shape for shape in over if shape is not None), None)
            if held is not None:
                return held
            if self.tool.name is ToolName.PAN and self._is_something_at(at):
                return Qt.CursorShape.PointingHandCursor
        return self.tool.cursor

    def _open_menu(self, at: QPointF) -> None:
        if self._is_drawing_polygon():
            return
        if self._is_something_at(at):
            self._choose(at)
        self._view.offer_acts(_pair(at))

    def _click(self, at: QPointF) -> None:
        if self._is_double and not self._is_something_at(at):
            self._go_in_or_out(at)
        else:
            self._choose(at)

    def _go_in_or_out(self, at: QPointF) -> None:
        camera = closer_at(self._view.camera, _pair(at), self._view.devicePixelRatioF())
        if camera is None:
            self._view.fit()
        else:
            self._view.jump(camera)

    def _may_choose(self, event: QMouseEvent) -> bool:
        return event.button() == Qt.MouseButton.LeftButton and not self.is_space_down

    def _is_slip(self, at: QPointF) -> bool:
        return (at - self._start).manhattanLength() < SLIP_PX

    def _is_drawing_polygon(self) -> bool:
        return isinstance(self.tool, PolygonTool) and bool(self.tool.points)

    def _is_something_at(self, at: QPointF) -> bool:
        if self._view.annotations.key_at(_pair(at)) is not None:
            return True
        return self._view.marks.hit(self._view.frame(), _pair(at)) is not None

    def _reachable(self) -> tuple[Grabbable, ...]:
        """What the tool in hand leaves to be taken hold of: one must be able to measure inside a
        draft, and to draw inside what is measured."""
        if self.tool.name is ToolName.PAN:
            return self._grips
        return (self.draft,) if self.tool.name in _MARKING else ()

    def _take_hold(self, at: QPointF) -> bool:
        point = self._view.frame().to_scan(_pair(at))
        for grip in self._reachable():
            if grip.press(point, _pair(at)):
                self._grip = grip
                return True
        return False

    def _double_click_grip(self, at: QPointF) -> bool:
        point = self._view.frame().to_scan(_pair(at))
        for grip in self._reachable():
            if grip.double_click(point, _pair(at)):
                self._grip = grip
                self._tell_changed()
                return True
        return self._view.edit_text_at(_pair(at))

    def _tell_changed(self) -> None:
        if self._grip is self.draft:
            self._view.tell_draft()

    def _constrain(self, event: QMouseEvent) -> None:
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self.tool.is_constrained = shift
        for grip in self._grips:
            grip.is_constrained = shift

    def _choose(self, at: QPointF) -> None:
        key = self._view.annotations.key_at(_pair(at))
        self._view.annotations.choose(key)
        if key is not None:
            return
        self._view.tell_chosen(self._view.marks.hit(self._view.frame(), _pair(at)))


def key_camera(camera: Camera, key: Qt.Key) -> Camera | None:
    """Where an arrow key leads, None for other keys."""
    step = min(camera.view_width, camera.view_height) * 0.1
    # Pages follow each other along the scan, which a quarter turn sets upright.
    upwards = camera.orientation.swaps_sides
    page = (0.0, camera.view_height * 0.9) if upwards else (camera.view_width * 0.9, 0.0)
    moves = {
        Qt.Key.Key_Left: (step, 0.0),
        Qt.Key.Key_Right: (-step, 0.0),
        Qt.Key.Key_Up: (0.0, step),
        Qt.Key.Key_Down: (0.0, -step),
        Qt.Key.Key_PageUp: page,
        Qt.Key.Key_PageDown: (-page[0], -page[1]),
    }
    return camera.panned(*moves[key]) if key in moves else None


def closer_at(camera: Camera, at: Point, device_ratio: float) -> Camera | None:
    """Where a double click on a widget point leads from the whole scan: to 1:1 there, or twice as
    close where 1:1 is no closer. None from anywhere else: back to the whole scan."""
    if camera.scale > camera.fit_scale * NEARLY_FITTED:
        return None
    closer = camera.at_one_to_one(device_ratio).scale / camera.scale
    return camera.zoomed(closer if closer > NEARLY_FITTED else 2.0, at)


def _pair(at: QPointF) -> Point:
    return at.x(), at.y()
