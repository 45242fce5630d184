"""The mark that is drawn but not yet saved: moved, reshaped, undone."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter

from inspector_app.domain.region import Mark, Point
from inspector_app.ui.viewer.camera import Camera
from inspector_app.ui.viewer.geometry import (
    clipped,
    corner_near,
    distance_to_outline,
    holds,
    is_too_small,
    moved,
    with_corner,
)
from inspector_app.ui.viewer.marks import Paint
from inspector_app.ui.viewer.overlays import paint_handles, paint_outline, paint_size
from inspector_app.ui.viewer.tools.base import GRAB_PX, SLIP_PX, Hint, ToolHost


class DraftHistory:
    """The steps a draft has gone through, and where one stands among them."""

    def __init__(self) -> None:
        self._steps: list[Mark | None] = [None]
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

    def add(self, mark: Mark | None) -> None:
        """A new step; the undone ones are gone."""
        if mark != self.mark:
            del self._steps[self._at + 1 :]
            self._steps.append(mark)
            self._at += 1

    def restart(self, mark: Mark | None) -> None:
        """Forget all steps: another draft, or none."""
        self._steps, self._at = [mark], 0

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
        self._held: Mark | None = None
        self._corner: int | None = None
        self._start: Point = (0.0, 0.0)
        self._shown: Mark | None = None

    @property
    def mark(self) -> Mark | None:
        """The draft, as it looks during a drag too."""
        return self._shown if self._held is not None else self.history.mark

    @property
    def is_dragging(self) -> bool:
        return self._held is not None

    def cursor_at(self, at: Point) -> Qt.CursorShape | None:
        """The mouse cursor over the draft, None beside it."""
        mark = self.history.mark
        if mark is None:
            return None
        corners = self._corners(mark)
        if corner_near(corners, at, within=GRAB_PX) is not None:
            return Qt.CursorShape.PointingHandCursor
        if holds(corners, at) or distance_to_outline(at, corners) <= SLIP_PX:
            return Qt.CursorShape.SizeAllCursor
        return None

    def press(self, point: Point, at: Point) -> bool:
        """True: the draft is held now, the drag belongs to it."""
        mark = self.history.mark
        if mark is None or self.cursor_at(at) is None:
            return False
        self._corner = corner_near(self._corners(mark), at, within=GRAB_PX)
        self._held = self._shown = mark
        self._start = point
        return True

    def move(self, point: Point) -> None:
        """Drag on."""
        if self._held is None:
            return
        frame = self._host.frame()
        width, height = float(frame.scan_width), float(frame.scan_height)
        if self._corner is not None:
            self._shown = with_corner(self._held, self._corner, frame.clamped(point))
        else:
            dx, dy = point[0] - self._start[0], point[1] - self._start[1]
            self._shown = moved(self._held, dx, dy, width=width, height=height)
        self._host.update()

    def release(self) -> bool:
        """Let go. True: the draft has changed."""
        held, shown = self._held, self._shown
        self._held = self._shown = None
        if shown is None or shown == held:
            return False
        self._host.update()
        if is_too_small(shown):
            self._host.give_hint(Hint.TOO_SMALL)
            return False
        self.history.add(shown)
        return True

    def abandon_drag(self) -> None:
        """Put it back where it was taken up."""
        self._held = self._shown = None
        self._host.update()

    def show(self, mark: Mark | None) -> None:
        """Show another draft, with a history of its own."""
        frame = self._host.frame()
        if mark is not None:
            mark = clipped(mark, width=float(frame.scan_width), height=float(frame.scan_height))
        self._held = self._shown = None
        self.history.restart(mark)
        self._host.update()

    def paint(self, painter: QPainter, camera: Camera) -> None:
        """Draw the draft with its handles."""
        mark = self.mark
        if mark is None:
            return
        corners = [camera.to_widget(p) for p in mark.outline()]
        paint_outline(painter, corners, Paint.DRAFT)
        paint_handles(painter, corners, active=self._corner if self.is_dragging else None)
        if self.is_dragging:
            paint_size(painter, camera, mark.box, self._host.geometry_mm())

    def _corners(self, mark: Mark) -> list[Point]:
        frame = self._host.frame()
        return [frame.to_widget(p) for p in mark.outline()]
