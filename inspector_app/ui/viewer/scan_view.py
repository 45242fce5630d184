"""The scan, with marks on it, in a person's hands."""

from __future__ import annotations

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
from inspector_app.domain.region import Mark
from inspector_app.ui.viewer.camera import Camera
from inspector_app.ui.viewer.interaction import Interaction, key_camera
from inspector_app.ui.viewer.mark_layer import Hit
from inspector_app.ui.viewer.scan_canvas import ScanCanvas
from inspector_app.ui.viewer.tools.base import Hint, ToolName
from inspector_app.ui.viewer.view_actions import ViewActions


class ScanView(ScanCanvas):
    """Shows one view of a scan and lets a person move about, change the display and draw.

    It knows nothing of cases: values come in through ``show_...``, facts go out as signals.

    Attributes:
        view_actions: everything that has a key.

    Signals (and those of ScanCanvas):
        cursor_moved: Readout under the mouse, None off the scan.
        highlight_clicked, finding_clicked: id of a mark that was clicked.
        background_clicked: a click where no mark is.
        mark_drawn: a Mark was drawn; it stays as the draft until `show_draft`.
        draft_changed: the draft was moved, reshaped, undone (Mark or None).
        tool_changed: the ToolName in hand.
        hint_given: a Hint worth telling.
    """

    cursor_moved = Signal(object)
    highlight_clicked = Signal(str)
    finding_clicked = Signal(str)
    background_clicked = Signal()
    mark_drawn = Signal(object)
    draft_changed = Signal(object)
    tool_changed = Signal(object)
    hint_given = Signal(object)

    def __init__(self, runner: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(runner, parent)
        self._hands = Interaction(self)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.view_actions = ViewActions(self)
        self._translate()

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
        """Take up a tool; what another had begun is abandoned."""
        if self._hands.use(name):
            self.show_cursor(self._hands.tool.cursor)
            self.tool_changed.emit(name)
        self.options_changed()
        self.update()

    def step_draft(self, *, back: bool) -> None:
        """Undo or redo a step of the draft."""
        history = self._hands.draft.history
        if history.undo() if back else history.redo():
            self.tell_draft()

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

    def options_changed(self) -> None:
        """Press and grey out the buttons."""
        self.view_actions.refresh()

    def _forget_marks(self) -> None:
        super()._forget_marks()
        self._hands.stop()
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
        elif self._hands.key(key) or self.view_actions.trigger_for(event):
            return
        elif (camera := key_camera(self.camera, key)) is not None:
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
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                at = event.position().toTuple()
                self.set_camera(self.camera.zoomed(1.0 + event.value(), at))
            return True
        return super().event(event)

    def _translate(self) -> None:
        self.setAccessibleName(self.tr("Scan"))
        self.setAccessibleDescription(
            self.tr("Arrow keys move the picture, plus and minus zoom, F shows the whole scan.")
        )
        self.view_actions.translate()
