"""The mark that is drawn but not yet saved: moved, reshaped, undone."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter

from inspector_app.domain.region import Mark, Point
from inspector_app.ui.viewer.camera import Camera
from inspector_app.ui.viewer.geometry import clipped, handles
from inspector_app.ui.viewer.marks import Paint
from inspector_app.ui.viewer.overlays import paint_handles, paint_outline, paint_size
from inspector_app.ui.viewer.shape import Shape
from inspector_app.ui.viewer.tools.base import ToolHost
from inspector_app.ui.viewer.tools.grip import Grip
from inspector_app.ui.viewer.tools.step_order import next_stamp


class DraftHistory:
    """The steps a draft has gone through, and where one stands among them."""

    def __init__(self) -> None:
        self._steps: list[Mark | None] = [None]
        self._stamps = [0]
        self._at = 0

    @property
    def mark(self) -> Mark | None:
        """The draft as it is now."""
        return self._steps[self._at]

    @property
    def can_undo(self) -> bool:
        return self._at > 0

    @property
    def can_redo(self) -> bool:
        return self._at < len(self._steps) - 1

    @property
    def undo_stamp(self) -> int | None:
        """When the step was made that `undo` would take back, None where there is none."""
        return self._stamps[self._at] if self.can_undo else None

    @property
    def redo_stamp(self) -> int | None:
        """When the step was made that `redo` would make again, None where there is none."""
        return self._stamps[self._at + 1] if self.can_redo else None

    def add(self, mark: Mark | None) -> None:
        """A new step; the undone ones are gone."""
        if mark != self.mark:
            del self._steps[self._at + 1 :], self._stamps[self._at + 1 :]
            self._steps.append(mark)
            self._stamps.append(next_stamp())
            self._at += 1

    def restart(self, mark: Mark | None) -> None:
        """Forget all steps: another draft, or none."""
        self._steps, self._stamps, self._at = [mark], [0], 0

    def undo(self) -> bool:
        """One step back; False at the beginning."""
        if not self.can_undo:
            return False
        self._at -= 1
        return True

    def redo(self) -> bool:
        """One undone step again; False at the end."""
        if not self.can_redo:
            return False
        self._at += 1
        return True


class DraftEditor:
    """Takes hold of the draft's corners and body."""

    def __init__(self, host: ToolHost) -> None:
        self._host = host
        self.history = DraftHistory()
        self.is_constrained = False
        self._grip = Grip(host)

    @property
    def mark(self) -> Mark | None:
        """The draft, as it looks during a drag too."""
        if self._grip.shown is not None:
            return self._grip.shown.mark(self._host.view_name())
        return self.history.mark

    @property
    def is_dragging(self) -> bool:
        return self._grip.is_dragging

    def cursor_at(self, at: Point) -> Qt.CursorShape | None:
        """The mouse cursor over the draft, None beside it."""
        shape = self._shape()
        return None if shape is None else self._grip.cursor_at(shape, at)

    def press(self, point: Point, at: Point) -> bool:
        """True: the draft is held now, the drag belongs to it."""
        shape = self._shape()
        return shape is not None and self._grip.press(shape, point, at)

    def move(self, point: Point) -> None:
        """Drag on."""
        self._grip.move(point, constrained=self.is_constrained)

    def release(self) -> bool:
        """Let go. True: the draft has changed."""
        return self._keep(self._grip.release())

    def abandon_drag(self) -> None:
        """Put it back where it was taken up."""
        self._grip.drop()

    def double_click(self, point: Point, at: Point) -> bool:
        """A corner more, on an edge of a polygon."""
        shape = self._shape()
        if shape is None or self.cursor_at(at) is not Qt.CursorShape.SizeAllCursor:
            return False
        return self._keep(self._grip.with_vertex(shape, point))

    def delete_vertex(self, at: Point) -> bool:
        """A corner less, of a polygon."""
        shape = self._shape()
        return shape is not None and self._keep(self._grip.without_vertex(shape, at))

    def show(self, mark: Mark | None) -> None:
        """Show another draft, with a history of its own."""
        frame = self._host.frame()
        if mark is not None:
            mark = clipped(mark, width=float(frame.scan_width), height=float(frame.scan_height))
        self._grip.drop()
        self.history.restart(mark)

    def paint(self, painter: QPainter, camera: Camera) -> None:
        """Draw the draft with its handles."""
        mark = self.mark
        if mark is None:
            return
        corners = [camera.to_widget(p) for p in mark.outline()]
        paint_outline(painter, corners, Paint.DRAFT)
        paint_handles(
            painter,
            [camera.to_widget(p) for p in handles(mark)],
            active=self._grip.corner if self.is_dragging else None,
        )
        if self.is_dragging:
            paint_size(painter, camera, mark.box, self._host.geometry_mm())

    def _shape(self) -> Shape | None:
        mark = self.history.mark
        return None if mark is None else Shape.of_mark(mark)

    def _keep(self, shape: Shape | None) -> bool:
        if shape is None:
            return False
        self.history.add(shape.mark(self._host.view_name()))
        self._host.update()
        return True
