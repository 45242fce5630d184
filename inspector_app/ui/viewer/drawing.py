"""What becomes of a shape that is drawn: an annotation, words, a measurement, a snapped box."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from inspector_app.background import Lane, TaskRunner
from inspector_app.domain.annotation import AnnotationKind
from inspector_app.domain.region import Box, Mark, Point
from inspector_app.domain.scan import Energy
from inspector_app.imaging.display import energy_pixels
from inspector_app.imaging.snap import snap_box
from inspector_app.ui.viewer.annotation_board import AnnotationBoard
from inspector_app.ui.viewer.measure_board import MeasureBoard, MeasuredView
from inspector_app.ui.viewer.shape import Shape
from inspector_app.ui.viewer.text_editor import TextEditor
from inspector_app.ui.viewer.tools.base import Hint, ToolName

_STEPS: dict[Qt.Key, tuple[int, int]] = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
FAR_PX = 10


class Export(Enum):
    """What a person wants to take out of the program."""

    PICTURE = "picture"
    MARKS = "marks"
    COPIED_PICTURE = "copied-picture"
    COPIED_VALUES = "copied-values"


class DrawnView(MeasuredView, Protocol):
    """The scan view, as seen from here."""

    annotations: AnnotationBoard
    measures: MeasureBoard

    def draft(self) -> Mark | None: ...

    def change_draft(self, mark: Mark | None) -> None: ...

    def delete_vertex(self) -> bool: ...

    def put_tool_down(self) -> None: ...


class Drawing(QObject):
    """Belongs to one scan view.

    Attributes:
        editor: the field for words on the scan; hidden while nothing is written.

    Signals:
        export_wanted: an Export.
    """

    export_wanted = Signal(object)

    def __init__(self, view: DrawnView, widget: QWidget, runner: TaskRunner) -> None:
        super().__init__(widget)
        self._view = view
        self._runner = runner
        self._widget = widget
        self.editor = TextEditor(widget)
        self.editor.kept.connect(self._keep_words)
        self.editor.ended.connect(self._end_words)
        view.view_changed.connect(self._place_editor)  # type: ignore[attr-defined]

    def take(self, tool: ToolName, shape: Shape) -> None:
        """Something was drawn with a tool that makes no marks."""
        if tool is ToolName.PROFILE:
            self._view.measures.set_line(shape)
        elif tool is ToolName.REGION:
            self._view.measures.set_region(shape)
        else:
            self._view.annotations.draw(shape)
        self._view.put_tool_down()

    def write(self, point: Point) -> None:
        """Begin words at a scan point."""
        self.editor.begin(point)
        self._place_editor()

    def write_on(self, key: str | None) -> bool:
        """Go on with the words of an annotation; False for one that has none."""
        marks = {mark.key: mark.shape for mark in self._view.annotations.marks}
        shape = marks.get(key or "")
        if shape is None or shape.kind is not AnnotationKind.TEXT or key is None:
            return False
        self.editor.begin(shape.points[0], key=key, text=shape.text)
        self._place_editor()
        return True

    def keep(self) -> None:
        """Keep what is being written: the view is about to show something else."""
        self.editor.keep()

    def delete(self) -> None:
        """What Delete means here: the polygon's corner under the mouse, or the annotation."""
        if not self._view.delete_vertex():
            self._view.annotations.remove_chosen()

    def measure_drawn(self) -> bool:
        """Measure in the outline that is drafted or chosen; False where none is."""
        chosen = self._view.annotations.chosen_shape
        draft = self._view.draft()
        if chosen is not None and chosen.is_area:
            self._view.measures.set_region(replace(chosen, text=""))
        elif draft is not None:
            self._view.measures.set_region(Shape.of_mark(draft))
        else:
            return False
        return True

    def annotate_draft(self) -> None:
        """Keep the draft's outline as an annotation; no finding comes of it."""
        draft = self._view.draft()
        if draft is None:
            self._view.give_hint(Hint.NO_DRAFT)
            return
        self._view.annotations.draw(Shape.of_mark(draft))
        self._view.change_draft(None)

    def snap(self) -> None:
        """Fit the draft to the dense thing inside it."""
        draft, pixels = self._view.draft(), self._view.pixels
        if draft is None or pixels is None:
            self._view.give_hint(Hint.NO_DRAFT)
            return
        self._runner.run(
            partial(snap_box, energy_pixels(pixels, Energy.HIGH), draft.box),
            done=partial(self._snapped, draft),
            failed=self._not_snapped,
            owner=self,
            lane=Lane.COMPUTE,
            key="snap",
        )

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        """Keys of what is in hand: arrows move an annotation, Escape lets go of it."""
        annotations, measures = self._view.annotations, self._view.measures
        if key == Qt.Key.Key_Escape:
            if annotations.chosen is not None:
                annotations.choose(None)
                return True
            return measures.clear()
        is_enter = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and annotations.chosen is not None:
            return self.write_on(annotations.chosen)
        if key not in _STEPS or annotations.chosen is None:
            return False
        far = FAR_PX if modifiers & Qt.KeyboardModifier.ShiftModifier else 1
        frame = self._view.frame()
        # One pixel of the scan, in the direction the arrow has on screen.
        dx, dy = frame.step_to_scan(*_STEPS[key])
        x, y = _sign(dx) * far, _sign(dy) * far
        return annotations.nudge(x, y)

    def _snapped(self, draft: Mark, box: Box | None) -> None:
        if self._view.draft() != draft:
            return
        if box is None:
            self._view.give_hint(Hint.NOTHING_STANDS_OUT)
            return
        corners = ((box.x, box.y), (box.right, box.bottom))
        # A polygon around a loose place becomes the box of the thing.
        self._view.change_draft(replace(draft, points=corners))

    def _not_snapped(self, _error: Exception) -> None:
        self._view.give_hint(Hint.NOTHING_STANDS_OUT)

    @Slot(str, object)
    def _keep_words(self, key: str, shape: Shape) -> None:
        if key:
            self._view.annotations.amend(key, shape)
        else:
            self._view.annotations.draw(shape)

    @Slot()
    def _end_words(self) -> None:
        self._view.put_tool_down()
        # Clicking somewhere else has given the focus away already.
        if self._widget.focusWidget() is self.editor:
            self._widget.setFocus()

    @Slot()
    def _place_editor(self) -> None:
        point = self.editor.point
        if point is not None:
            self.editor.place(self._view.frame().to_widget(point))


def _sign(value: float) -> int:
    return (value > 1e-9) - (value < -1e-9)
