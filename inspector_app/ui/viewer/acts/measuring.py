"""Acts of the scan view: measuring."""

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
        "ruler",
        QT_TRANSLATE_NOOP("ViewerActions", "Ruler"),
        QT_TRANSLATE_NOOP(
            "ViewerActions",
            "Measure a length: drag from end to end; Shift keeps it level or upright",
        ),
        ("G",),
        is_checkable=True,
        group="tool",
        menu="measure",
    ),
    ViewerAction(
        "profile",
        QT_TRANSLATE_NOOP("ViewerActions", "Line profile"),
        QT_TRANSLATE_NOOP("ViewerActions", "Plot the values along a line: drag from end to end"),
        ("Shift+G",),
        is_checkable=True,
        group="tool",
        menu="measure",
    ),
    ViewerAction(
        "region",
        QT_TRANSLATE_NOOP("ViewerActions", "Region"),
        QT_TRANSLATE_NOOP(
            "ViewerActions",
            "Values, material and mass inside the draft, the chosen outline or a box",
        ),
        ("Shift+A",),
        is_checkable=True,
        group="tool",
        menu="measure",
    ),
    ViewerAction(
        "clear-measures",
        QT_TRANSLATE_NOOP("ViewerActions", "Close measurements"),
        QT_TRANSLATE_NOOP("ViewerActions", "Put profile and region away"),
        ("Shift+Esc",),
        menu="measure",
    ),
)


class MeasuringActs(QObject):
    """What the keys for measuring do."""

    def __init__(self, view: ScanView) -> None:
        super().__init__(view)
        self._view = view

    def acts(self) -> dict[str, Callable[[], None]]:
        """The bound method behind every action of `ACTIONS`."""
        return {
            "ruler": self._ruler,
            "profile": self._profile,
            "region": self._region,
            "clear-measures": self._clear,
        }

    def checked(self) -> dict[str, bool]:
        """Which of the checkable actions are down now: the tools tell of themselves."""
        return {}

    def disabled(self) -> set[str]:
        """Actions that make no sense for the scan on screen."""
        return set()

    @Slot()
    def _ruler(self) -> None:
        self._view.set_tool(ToolName.RULER)

    @Slot()
    def _profile(self) -> None:
        self._view.set_tool(ToolName.PROFILE)

    @Slot()
    def _region(self) -> None:
        if self._view.drawing.measure_drawn():
            # Nothing is left to draw, and the button must not stay down.
            self._view.set_tool(ToolName.PAN)
        else:
            self._view.set_tool(ToolName.REGION)

    @Slot()
    def _clear(self) -> None:
        self._view.measures.clear()
