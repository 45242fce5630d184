"""The annotations on one view: what is drawn, which is chosen, and the steps that led there.

The board shows a change at once and says what it wants to be so (`wanted`); whoever owns the view
saves it and tells with `show` what became of it. Without an owner they simply stay on the view.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import QFont, QPainter

from inspector_app.domain.annotation import AnnotationKind
from inspector_app.domain.region import Point
from inspector_app.ui.viewer.annotation_paint import paint_annotation, words_place
from inspector_app.ui.viewer.camera import Camera
from inspector_app.ui.viewer.geometry import distance_to_outline, distance_to_segment
from inspector_app.ui.viewer.mark_layer import MarkLayer
from inspector_app.ui.viewer.marks import AnnotationMark, Paint
from inspector_app.ui.viewer.overlays import LINE_PX, paint_handles, paint_outline
from inspector_app.ui.viewer.shape import Shape
from inspector_app.ui.viewer.tools.base import ToolHost
from inspector_app.ui.viewer.tools.grip import Grip
from inspector_app.ui.viewer.tools.step_order import next_stamp

NEAR_PX = 7.0


class BoardHost(ToolHost, Protocol):
    """The scan view, as seen by the board."""

    marks: MarkLayer

    def font(self) -> QFont: ...


@dataclass(frozen=True, slots=True)
class _Step:
    """One change; `before` or `after` is None where it came or went. `is_nudge` joins it with the
    nudges around it."""

    key: str
    before: Shape | None
    after: Shape | None
    stamp: int
    is_nudge: bool = False


class AnnotationBoard(QObject):
    """Attributes:
        chosen: key of the one in hand, None for none.
        is_constrained: Shift is down during a drag.

    Signals:
        wanted: key and the Shape it shall have, None: it shall be gone.
        changed: what is on the board, or which is chosen.
    """

    wanted = Signal(str, object)
    changed = Signal()

    def __init__(self, host: BoardHost, parent: QObject) -> None:
        super().__init__(parent)
        self._host = host
        self._marks: dict[str, AnnotationMark] = {}
        self._grip = Grip(host)
        self._steps: list[_Step] = []
        self._at = 0
        self._numbers = itertools.count(1)
        self.chosen: str | None = None
        self.is_constrained = False

    @property
    def is_visible(self) -> bool:
        """Whether they are painted and can be chosen: they come and go with the marks."""
        return self._host.marks.is_visible

    # What the owner says

    @property
    def marks(self) -> tuple[AnnotationMark, ...]:
        """All annotations, in the order in which they came."""
        return tuple(self._marks.values())

    def show(self, marks: Sequence[AnnotationMark]) -> None:
        """Replace all; the one in hand stays chosen if it is still there."""
        self._marks = {mark.key: mark for mark in marks}
        if self.chosen not in self._marks:
            self.chosen = None
        self._tell()

    def forget(self) -> None:
        """Another view: nothing is drawn, nothing can be undone."""
        self._grip.drop()
        self._marks.clear()
        self._steps.clear()
        self._at = 0
        self.chosen = None
        self._tell()

    # What the person does

    def draw(self, shape: Shape) -> str:
        """A new annotation, chosen; its key."""
        key = f"drawn-{next(self._numbers)}"
        self._do(key, None, shape)
        self.choose(key)
        return key

    def amend(self, key: str, shape: Shape) -> None:
        """Another place, form or other words."""
        if key in self._marks and self._marks[key].shape != shape:
            self._do(key, self._marks[key].shape, shape)

    def remove_chosen(self) -> bool:
        """Take the one in hand away; False where none is."""
        if self.chosen is None:
            return False
        self._do(self.chosen, self._marks[self.chosen].shape, None)
        return True

    def choose(self, key: str | None) -> None:
        """Take one in hand."""
        if key != self.chosen:
            self.chosen = key if key in self._marks else None
            self._tell()

    def nudge(self, dx: float, dy: float) -> bool:
        """Move the one in hand by so many pixels of the scan; False where none is."""
        shape = self.chosen_shape
        if shape is None or self.chosen is None:
            return False
        moved = shape.moved(dx, dy, self._size())
        if moved != shape:
            self._do(self.chosen, shape, moved, is_nudge=True)
        return True

    @property
    def chosen_shape(self) -> Shape | None:
        return None if self.chosen is None else self._marks[self.chosen].shape

    # Undo

    @property
    def undo_stamp(self) -> int | None:
        """When the step was made that `undo` would take back."""
        return self._steps[self._at - 1].stamp if self._at else None

    @property
    def redo_stamp(self) -> int | None:
        """When the step was made that `redo` would make again."""
        return self._steps[self._at].stamp if self._at < len(self._steps) else None

    def undo(self) -> bool:
        """One step back; False at the beginning."""
        if not self._at:
            return False
        self._at -= 1
        step = self._steps[self._at]
        self._put(step.key, step.before)
        return True

    def redo(self) -> bool:
        """One undone step again; False at the end."""
        if self._at == len(self._steps):
            return False
        step = self._steps[self._at]
        self._at += 1
        self._put(step.key, step.after)
        return True

    # The mouse (see `Grabbable`)

    @property
    def is_dragging(self) -> bool:
        return self._grip.is_dragging

    def key_at(self, at: Point) -> str | None:
        """The annotation whose line or words lie under a widget point, the last drawn first."""
        if not self.is_visible:
            return None
        near = (m.key for m in reversed(self.marks) if self._distance(m.shape, at) <= NEAR_PX)
        return next(near, None)

    def tip_at(self, at: Point) -> str:
        """What the tool tip says there, empty where no annotation is."""
        key = self.key_at(at)
        return "" if key is None else self._marks[key].tip

    def cursor_at(self, at: Point) -> Qt.CursorShape | None:
        shape = self.chosen_shape if self.is_visible else None
        if shape is None:
            return None
        if shape.kind is AnnotationKind.TEXT:
            return Qt.CursorShape.SizeAllCursor if self.key_at(at) == self.chosen else None
        return self._grip.cursor_at(shape, at)

    def press(self, point: Point, at: Point) -> bool:
        shape = self.chosen_shape
        if shape is None or self.cursor_at(at) is None:
            return False
        self._grip.take(shape, point, at)
        if shape.kind is AnnotationKind.TEXT:
            # Words are dragged by their plate, not put where the mouse is.
            self._grip.corner = None
        return True

    def move(self, point: Point) -> None:
        self._grip.move(point, constrained=self.is_constrained)

    def release(self) -> bool:
        shape = self._grip.release()
        if shape is None or self.chosen is None:
            return False
        self.amend(self.chosen, shape)
        return True

    def abandon_drag(self) -> None:
        self._grip.drop()

    def double_click(self, point: Point, at: Point) -> bool:
        shape = self.chosen_shape
        if shape is None or self.chosen is None or self.cursor_at(at) is None:
            return False
        with_vertex = self._grip.with_vertex(shape, point)
        if with_vertex is not None:
            self.amend(self.chosen, with_vertex)
        return with_vertex is not None

    def delete_vertex(self, at: Point) -> bool:
        shape = self.chosen_shape
        without = None if shape is None else self._grip.without_vertex(shape, at)
        if without is None or self.chosen is None:
            return False
        self.amend(self.chosen, without)
        return True

    # Painting

    def paint(self, painter: QPainter, camera: Camera) -> None:
        """Draw all, the one in hand last, with its handles."""
        if not self.is_visible:
            return
        scale = self._host.geometry_mm()
        for mark in sorted(self.marks, key=lambda m: m.key == self.chosen):
            is_chosen = mark.key == self.chosen
            shown = self._grip.shown if is_chosen and self._grip.shown is not None else mark.shape
            points = [camera.to_widget(p) for p in shown.outline()]
            if is_chosen and len(points) > 1:
                paint_outline(
                    painter, points, Paint.SELECTED, closed=shown.is_area, width_px=LINE_PX + 3
                )
            paint_annotation(painter, camera, replace(mark, shape=shown), scale)
            if is_chosen:
                corner = self._grip.corner if self.is_dragging else None
                handles = [camera.to_widget(p) for p in shown.handles()]
                paint_handles(painter, handles, active=corner, colour=Paint.ANNOTATION)

    # Within

    def _do(
        self, key: str, before: Shape | None, after: Shape | None, *, is_nudge: bool = False
    ) -> None:
        del self._steps[self._at :]
        last = self._steps[-1] if self._steps else None
        if is_nudge and last is not None and last.is_nudge and last.key == key:
            self._steps[-1] = replace(last, after=after, stamp=next_stamp())
        else:
            self._steps.append(_Step(key, before, after, next_stamp(), is_nudge))
        self._at = len(self._steps)
        self._put(key, after)

    def _put(self, key: str, shape: Shape | None) -> None:
        known = self._marks.get(key)
        if shape is None:
            self._marks.pop(key, None)
            if self.chosen == key:
                self.chosen = None
        elif known is None:
            self._marks[key] = AnnotationMark(key, shape)
        else:
            self._marks[key] = replace(known, shape=shape)
        self.wanted.emit(key, shape)
        self._tell()

    def _tell(self) -> None:
        self._host.update()
        self.changed.emit()

    def _size(self) -> Point:
        frame = self._host.frame()
        return float(frame.scan_width), float(frame.scan_height)

    def _distance(self, shape: Shape, at: Point) -> float:
        frame = self._host.frame()
        points = [frame.to_widget(p) for p in shape.outline()]
        if shape.is_area:
            return distance_to_outline(at, points)
        if shape.kind is AnnotationKind.TEXT:
            plate = words_place(self._host.font(), points[0], shape.text)
            return 0.0 if plate.contains(QPointF(*at)) else math.dist(at, points[0])
        return distance_to_segment(at, points[0], points[1])
