"""The scan, with marks on it, in a person's hands."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from inspector_app.background import TaskRunner
from inspector_app.domain.region import Mark, Point
from inspector_app.domain.scan import Geometry
from inspector_app.ui.viewer.acts_menu import open_acts_menu
from inspector_app.ui.viewer.annotation_board import AnnotationBoard
from inspector_app.ui.viewer.camera import Camera
from inspector_app.ui.viewer.display_state import DisplayState
from inspector_app.ui.viewer.drawing import Drawing
from inspector_app.ui.viewer.enhanced_badge import EnhancedBadge
from inspector_app.ui.viewer.interaction import Interaction, key_camera
from inspector_app.ui.viewer.magnifier import Magnifier
from inspector_app.ui.viewer.mark_layer import Hit
from inspector_app.ui.viewer.material_legend import MaterialLegend
from inspector_app.ui.viewer.measure_board import MeasureBoard
from inspector_app.ui.viewer.pixel_source import PixelSource
from inspector_app.ui.viewer.scan_canvas import ScanCanvas
from inspector_app.ui.viewer.shape import Shape
from inspector_app.ui.viewer.tools.base import Hint, ToolName
from inspector_app.ui.viewer.tools.step_order import next_to_redo, next_to_undo
from inspector_app.ui.viewer.view_actions import ViewActions
from inspector_app.ui.viewer.wheel import gesture_camera


class ScanView(ScanCanvas):
    """Shows one view of a scan and lets a person move about, change the display and draw.

    It knows nothing of cases: values come in through ``show_...``, facts go out as signals.

    Attributes:
        view_actions: everything that has a key.
        comparing: acts of `acts.comparing` that somebody offers for this scan.
        annotations: arrows, rulers and words on the scan.
        measures: the profile and the region that are measured.
        drawing: what becomes of a shape that is drawn.
        keeps_tool: the tool stays in hand after it has drawn something.

    Signals (and those of ScanCanvas):
        cursor_moved: Readout under the mouse, None off the scan.
        highlight_clicked, finding_clicked: id of a mark that was clicked.
        background_clicked: a click where no mark is.
        mark_drawn: a Mark was drawn; it stays as the draft until `show_draft`.
        draft_changed: the draft was moved, reshaped, undone (Mark or None).
        tool_changed: the ToolName in hand.
        hint_given: a Hint worth telling.
        compare_requested: key of an act of `acts.comparing`.
    """

    cursor_moved = Signal(object)
    highlight_clicked = Signal(str)
    finding_clicked = Signal(str)
    background_clicked = Signal()
    mark_drawn = Signal(object)
    draft_changed = Signal(object)
    tool_changed = Signal(object)
    hint_given = Signal(object)
    compare_requested = Signal(str)

    def __init__(self, runner: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(runner, parent)
        self.annotations = AnnotationBoard(self, self)
        self.measures = MeasureBoard(self, runner, self)
        self.drawing = Drawing(self, self, runner)
        self._hands = Interaction(self)
        self.add_layer(self.annotations)
        self.add_layer(self.measures)
        self.magnifier = Magnifier(self, self._magnified)
        self.add_layer(self.magnifier)
        self.sharpened.connect(self.magnifier.forget)
        self.add_layer(EnhancedBadge(self.display))
        self.add_layer(MaterialLegend(self.display))
        self.comparing: frozenset[str] = frozenset()
        self.keeps_tool = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.view_actions = ViewActions(self)
        self.places.changed.connect(self.view_actions.refresh)
        self._translate()

    def show_preview(self, grey: NDArray[np.uint8], *, geometry: Geometry | None = None) -> None:
        """A small picture, rows by columns, of a scan that has not arrived; nothing can be marked
        on it. After `show_empty` only."""
        if self.source is None:
            self._scan.geometry = geometry or Geometry()
            self.placeholder.show_preview(grey, aspect=self._scan.aspect)

    def show_draft(self, mark: Mark | None) -> None:
        """Put a draft on the scan that can be moved and reshaped, or take it away."""
        self._hands.draft.show(mark)

    def draft(self) -> Mark | None:
        """The draft as it is now."""
        return self._hands.draft.history.mark

    # Tools

    @property
    def tool(self) -> ToolName:
        """The tool in hand."""
        return self._hands.tool.name

    def set_tool(self, name: ToolName) -> None:
        """Take up a tool; what another had begun is abandoned. Taken up again, it stays in hand."""
        is_new = self._hands.use(name)
        self.keeps_tool = not is_new and name is not ToolName.PAN
        if is_new:
            self.show_cursor(self._hands.tool.cursor)
            self.tool_changed.emit(name)
        elif self.keeps_tool:
            self.give_hint(Hint.TOOL_STAYS)
        self.options_changed()
        self.update()

    def put_tool_down(self) -> None:
        """Something was drawn: moving about comes next, unless the tool stays in hand."""
        if not self.keeps_tool:
            self.set_tool(ToolName.PAN)

    def offer_acts(self, at: Point) -> None:
        """Show what can be done at a widget point, as a menu."""
        open_acts_menu(self, at)

    def step_draft(self, *, back: bool) -> None:
        """Undo or redo a step of the draft or of the annotations, whichever comes next."""
        history = self._hands.draft.history
        histories = (history, self.annotations)
        which = next_to_undo(histories) if back else next_to_redo(histories)
        if which is not None:
            step = histories[which].undo if back else histories[which].redo
            if step() and which == 0:
                self.tell_draft()

    def change_draft(self, mark: Mark | None) -> None:
        """Another outline for the draft, as a step that can be undone."""
        self._hands.draft.history.add(mark)
        self.tell_draft()

    def delete_vertex(self) -> bool:
        """Take the corner of a polygon under the mouse away; False where there is none."""
        return self._hands.delete_vertex()

    # What tools ask of the view

    def view_name(self) -> str:
        """Name of the view on screen."""
        return self._scan.view

    def geometry_mm(self) -> tuple[float | None, float | None]:
        """Millimetres per pixel along x and y."""
        return self._scan.geometry.mm_per_px_x, self._scan.geometry.mm_per_px_y

    def finish_mark(self, mark: Mark) -> None:
        """A mark was drawn."""
        self._hands.finished(mark)
        self.update()
        self.mark_drawn.emit(mark)

    def finish_shape(self, tool: ToolName, shape: Shape) -> None:
        """An annotation or a measurement was drawn."""
        self.drawing.take(tool, shape)

    def begin_text(self, point: Point) -> None:
        """Words are to be written at a scan point."""
        self.drawing.write(point)

    def edit_text_at(self, at: Point) -> bool:
        """Go on with the words of the annotation at a widget point."""
        return self.drawing.write_on(self.annotations.key_at(at))

    def give_hint(self, hint: Hint) -> None:
        """Tell the person something."""
        self.hint_given.emit(hint)

    def tell_draft(self) -> None:
        """The draft has changed."""
        self.update()
        self.draft_changed.emit(self.draft())

    def tell_chosen(self, hit: Hit | None) -> None:
        """A mark was clicked, or nothing was."""
        if hit is None:
            self.background_clicked.emit()
        elif hit.finding is not None:
            self.finding_clicked.emit(hit.finding.finding_id)
        elif hit.highlight is not None:
            self.highlight_clicked.emit(hit.highlight.highlight_id)

    def show_cursor(self, shape: Qt.CursorShape) -> None:
        """Change the mouse cursor."""
        if self.cursor().shape() != shape:
            self.setCursor(shape)

    # What the canvas leaves to the view

    def paint_on_top(self, painter: QPainter, camera: Camera) -> None:
        """The draft and what is being drawn."""
        self._hands.draft.paint(painter, camera)
        self._hands.tool.paint(painter, camera)

    def tip_at(self, at: Point) -> str:
        """What the tool tip says there."""
        return self.annotations.tip_at(at) or super().tip_at(at)

    def options_changed(self) -> None:
        """Press and grey out the buttons."""
        self.view_actions.refresh()

    def _forget_marks(self) -> None:
        self.drawing.keep()
        super()._forget_marks()
        self.magnifier.drop()
        self._hands.stop()
        self.annotations.forget()
        self.measures.forget()
        self._hands.draft.history.restart(None)
        self.cursor_moved.emit(None)

    # Events

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.source is not None:
            self._hands.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.source is not None:
            self._hands.move(event)
            self.cursor_moved.emit(self.readout_at(event.position().toTuple()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.source is not None:
            self._hands.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.source is not None:
            self._hands.double_click(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.source is not None:
            self._hands.wheel(event)
            self.cursor_moved.emit(self.readout_at(event.position().toTuple()))
        event.accept()

    def leaveEvent(self, _event: QEvent) -> None:
        self.cursor_moved.emit(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if self.source is None:
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_Space:
            self._hands.is_space_down = True
            self.show_cursor(Qt.CursorShape.OpenHandCursor)
        elif (
            self._hands.key(key)
            or self.drawing.key(key, event.modifiers())
            or self.view_actions.trigger_for(event)
        ):
            return
        elif (
            # Alt+Left leads back a page.
            not event.modifiers() & Qt.KeyboardModifier.AltModifier
            and (camera := key_camera(self.camera, key)) is not None
        ):
            self.set_camera(camera)
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._hands.is_space_down = False
            self.show_cursor(self._hands.tool.cursor)
        super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._hands.is_space_down = False
        super().focusOutEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._translate()
        super().changeEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QNativeGestureEvent) and self.source is not None:
            if (camera := gesture_camera(self.camera, event)) is not None:
                self.set_camera(camera)
            return True
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and self._hands.claims(Qt.Key(event.key()))
        ):
            event.accept()
            return True
        return super().event(event)

    def _magnified(self) -> tuple[PixelSource | None, DisplayState, Camera]:
        return self.source, self.display.state, self.frame()

    def _translate(self) -> None:
        self.setAccessibleName(self.tr("Scan"))
        self.setAccessibleDescription(
            self.tr("Arrow keys move the picture, plus and minus zoom, F shows the whole scan.")
        )
        self.view_actions.translate()
