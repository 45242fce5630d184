"""Acts of the scan view: tools in hand, and marks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from inspector_app.ui.viewer.acts.spec import QT_TRANSLATE_NOOP, ViewerAction
from inspector_app.ui.viewer.tools.base import ToolName

if TYPE_CHECKING:
    from inspector_app.ui.viewer.scan_view import ScanView

ACTIONS: tuple[ViewerAction, ...] = (
    ViewerAction(
        "pan",
        QT_TRANSLATE_NOOP("ViewerActions", "Pan"),
        QT_TRANSLATE_NOOP("ViewerActions", "Move the picture and choose marks"),
        ("V",),
        is_checkable=True,
        group="tool",
        menu="mark",
    ),
    ViewerAction(
        "rectangle",
        QT_TRANSLATE_NOOP("ViewerActions", "Rectangle"),
        QT_TRANSLATE_NOOP(
            "ViewerActions",
            "Draw a rectangle: drag from corner to corner; Shift makes it square",
        ),
        ("B",),
        is_checkable=True,
        group="tool",
        menu="mark",
    ),
    ViewerAction(
        "ellipse",
        QT_TRANSLATE_NOOP("ViewerActions", "Ellipse"),
        QT_TRANSLATE_NOOP(
            "ViewerActions",
            "Draw an ellipse: drag from corner to corner; Shift makes it round",
        ),
        ("Shift+B",),
        is_checkable=True,
        group="tool",
        menu="mark",
    ),
    ViewerAction(
        "polygon",
        QT_TRANSLATE_NOOP("ViewerActions", "Polygon"),
        QT_TRANSLATE_NOOP(
            "ViewerActions",
            "Draw a polygon: click its corners, close it with Enter",
        ),
        ("P",),
        is_checkable=True,
        group="tool",
        menu="mark",
    ),
    ViewerAction(
        "snap",
        QT_TRANSLATE_NOOP("ViewerActions", "Snap"),
        QT_TRANSLATE_NOOP("ViewerActions", "Fit the draft to the dense thing inside it"),
        ("Shift+S",),
        menu="mark",
    ),
    ViewerAction(
        "arrow",
        QT_TRANSLATE_NOOP("ViewerActions", "Arrow"),
        QT_TRANSLATE_NOOP(
            "ViewerActions",
            "Draw an arrow: drag from its tail to what it points at",
        ),
        ("W",),
        is_checkable=True,
        group="tool",
        menu="mark",
    ),
    ViewerAction(
        "text",
        QT_TRANSLATE_NOOP("ViewerActions", "Text"),
        QT_TRANSLATE_NOOP("ViewerActions", "Write on the scan: click where the words shall stand"),
        ("Shift+T",),
        is_checkable=True,
        group="tool",
        menu="mark",
    ),
    ViewerAction(
        "annotate-draft",
        QT_TRANSLATE_NOOP("ViewerActions", "Keep as annotation"),
        QT_TRANSLATE_NOOP(
            "ViewerActions",
            "Keep the draft as an annotation: it stays on the scan and is no finding",
        ),
        ("Shift+W",),
        menu="mark",
    ),
    ViewerAction(
        "delete",
        QT_TRANSLATE_NOOP("ViewerActions", "Delete"),
        QT_TRANSLATE_NOOP(
            "ViewerActions",
            "Take away the chosen annotation, or the corner of a polygon under the mouse",
        ),
        ("Delete",),
        menu="mark",
    ),
    ViewerAction(
        "acts-menu",
        QT_TRANSLATE_NOOP("ViewerActions", "Menu here"),
        QT_TRANSLATE_NOOP(
            "ViewerActions",
            "What can be done here, as a menu; a click with the right button opens it too",
        ),
        ("Menu", "Shift+F10"),
        menu="mark",
    ),
    ViewerAction(
        "marks",
        QT_TRANSLATE_NOOP("ViewerActions", "Marks"),
        QT_TRANSLATE_NOOP("ViewerActions", "Show highlights, findings and annotations"),
        ("T",),
        is_checkable=True,
        menu="mark",
    ),
    ViewerAction(
        "undo",
        QT_TRANSLATE_NOOP("ViewerActions", "Undo"),
        QT_TRANSLATE_NOOP("ViewerActions", "One step of the draft or the annotations back"),
        ("Ctrl+Z",),
        menu="mark",
    ),
    ViewerAction(
        "redo",
        QT_TRANSLATE_NOOP("ViewerActions", "Redo"),
        QT_TRANSLATE_NOOP("ViewerActions", "The undone step again"),
        ("Ctrl+Shift+Z", "Ctrl+Y"),
        menu="mark",
    ),
)


class MarkingActs(QObject):
    """What the keys for tools and marks do."""

    def __init__(self, view: ScanView) -> None:
        super().__init__(view)
        self._view = view

    def acts(self) -> dict[str, Callable[[], None]]:
        """The bound method behind every action of `ACTIONS`."""
        return {
            "pan": self._pan,
            "rectangle": self._rectangle,
            "ellipse": self._ellipse,
            "polygon": self._polygon,
            "snap": self._view.drawing.snap,
            "arrow": self._arrow,
            "text": self._text,
            "annotate-draft": self._view.drawing.annotate_draft,
            "delete": self._view.drawing.delete,
            "acts-menu": self._acts_menu,
            "marks": self._marks,
            "undo": self._undo,
            "redo": self._redo,
        }

    def checked(self) -> dict[str, bool]:
        """Which of the checkable actions are down now."""
        return {self._view.tool.value: True, "marks": self._view.marks.is_visible}

    def disabled(self) -> set[str]:
        """Actions that make no sense for the scan on screen."""
        return set()

    @Slot()
    def _pan(self) -> None:
        self._view.set_tool(ToolName.PAN)

    @Slot()
    def _rectangle(self) -> None:
        self._view.set_tool(ToolName.RECTANGLE)

    @Slot()
    def _ellipse(self) -> None:
        self._view.set_tool(ToolName.ELLIPSE)

    @Slot()
    def _arrow(self) -> None:
        self._view.set_tool(ToolName.ARROW)

    @Slot()
    def _text(self) -> None:
        self._view.set_tool(ToolName.TEXT)

    @Slot()
    def _polygon(self) -> None:
        self._view.set_tool(ToolName.POLYGON)

    @Slot()
    def _acts_menu(self) -> None:
        self._view.offer_acts((self._view.width() / 2, self._view.height() / 2))

    @Slot()
    def _marks(self) -> None:
        self._view.set_marks_visible(not self._view.marks.is_visible)

    @Slot()
    def _undo(self) -> None:
        self._view.step_draft(back=True)

    @Slot()
    def _redo(self) -> None:
        self._view.step_draft(back=False)
