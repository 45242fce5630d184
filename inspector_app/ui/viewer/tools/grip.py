"""Taking hold of something that is drawn: its corners, its body."""

from __future__ import annotations

import math
from typing import Protocol

from PySide6.QtCore import Qt

from inspector_app.domain.region import Point
from inspector_app.ui.viewer.geometry import (
    corner_near,
    distance_to_outline,
    distance_to_segment,
    holds,
)
from inspector_app.ui.viewer.shape import Shape
from inspector_app.ui.viewer.tools.base import GRAB_PX, SLIP_PX, Hint, ToolHost


class Grabbable(Protocol):
    """What the mouse can take hold of before the tool in hand gets the press."""

    is_constrained: bool

    @property
    def is_dragging(self) -> bool: ...

    def cursor_at(self, at: Point) -> Qt.CursorShape | None:
        """The mouse cursor over it, None beside it."""
        ...

    def press(self, point: Point, at: Point) -> bool:
        """True: it is held now, the drag belongs to it."""
        ...

    def move(self, point: Point) -> None:
        """Drag on."""
        ...

    def release(self) -> bool:
        """Let go. True: it has changed."""
        ...

    def abandon_drag(self) -> None:
        """Put it back where it was taken up."""
        ...

    def double_click(self, point: Point, at: Point) -> bool:
        """The left button was pressed twice. True: it was meant."""
        ...

    def delete_vertex(self, at: Point) -> bool:
        """Take the corner under the mouse away. True: there was one."""
        ...


class Grip:
    """A hand on one shape."""

    def __init__(self, host: ToolHost) -> None:
        self._host = host
        self._held: Shape | None = None
        self._start: Point = (0.0, 0.0)
        self.shown: Shape | None = None
        self.corner: int | None = None

    @property
    def is_dragging(self) -> bool:
        return self._held is not None

    def cursor_at(self, shape: Shape, at: Point) -> Qt.CursorShape | None:
        """The mouse cursor over a shape, None beside it."""
        if corner_near(self._on_widget(shape.handles()), at, within=GRAB_PX) is not None:
            return Qt.CursorShape.PointingHandCursor
        return Qt.CursorShape.SizeAllCursor if self._is_on_body(shape, at) else None

    def press(self, shape: Shape, point: Point, at: Point) -> bool:
        """Take hold of a corner or of the whole."""
        if self.cursor_at(shape, at) is None:
            return False
        self.take(shape, point, at)
        return True

    def take(self, shape: Shape, point: Point, at: Point) -> None:
        """Take hold, wherever the mouse is."""
        self.corner = corner_near(self._on_widget(shape.handles()), at, within=GRAB_PX)
        self._held = self.shown = shape
        self._start = point

    def move(self, point: Point, *, constrained: bool = False) -> None:
        """Drag on."""
        if self._held is None:
            return
        frame = self._host.frame()
        size = (float(frame.scan_width), float(frame.scan_height))
        if self.corner is None:
            dx, dy = point[0] - self._start[0], point[1] - self._start[1]
            if constrained:
                dx, dy = (dx, 0.0) if abs(dx) > abs(dy) * frame.aspect else (0.0, dy)
            self.shown = self._held.moved(dx, dy, size)
        else:
            self.shown = self._held.with_handle(
                self.corner, point, size, constrained_to=frame.aspect if constrained else None
            )
        self._host.update()

    def release(self) -> Shape | None:
        """Let go: the new shape, None where nothing has changed or it became too small."""
        held, shown = self._held, self.shown
        self.drop()
        if held is None or shown is None or shown == held:
            return None
        if shown.is_too_small():
            self._host.give_hint(Hint.TOO_SMALL)
            return None
        return shown

    def drop(self) -> None:
        """Let go and forget the drag."""
        self._held = self.shown = None
        self._host.update()

    def with_vertex(self, shape: Shape, point: Point) -> Shape | None:
        """The shape with a corner more where the mouse is."""
        frame = self._host.frame()
        return shape.with_vertex(
            frame.clamped(point), within=(SLIP_PX / frame.scale, SLIP_PX / frame.scale_y)
        )

    def without_vertex(self, shape: Shape, at: Point) -> Shape | None:
        """The shape without the corner under the mouse."""
        corner = corner_near(self._on_widget(shape.handles()), at, within=GRAB_PX)
        return None if corner is None else shape.without_vertex(corner)

    def _on_widget(self, points: tuple[Point, ...]) -> list[Point]:
        frame = self._host.frame()
        return [frame.to_widget(p) for p in points]

    def _is_on_body(self, shape: Shape, at: Point) -> bool:
        points = self._on_widget(shape.outline())
        if shape.is_area:
            return holds(points, at) or distance_to_outline(at, points) <= SLIP_PX
        if len(points) == 1:
            return math.dist(points[0], at) <= GRAB_PX
        return distance_to_segment(at, points[0], points[1]) <= GRAB_PX
