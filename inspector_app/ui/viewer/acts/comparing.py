"""Acts of the scan view: laying it beside other scans. The view only says what is wanted."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from inspector_app.ui.viewer.acts.spec import QT_TRANSLATE_NOOP, ViewerAction

if TYPE_CHECKING:
    from inspector_app.ui.viewer.scan_view import ScanView

COMPARE = "compare"
BOTH_VIEWS = "both-views"

ACTIONS: tuple[ViewerAction, ...] = (
    ViewerAction(
        COMPARE,
        QT_TRANSLATE_NOOP("ViewerActions", "Compare"),
        QT_TRANSLATE_NOOP(
            "ViewerActions", "Lay the scan beside or over an earlier, an empty or a similar one"
        ),
        ("Shift+C",),
        menu="compare",
    ),
    ViewerAction(
        BOTH_VIEWS,
        QT_TRANSLATE_NOOP("ViewerActions", "Both views"),
        QT_TRANSLATE_NOOP("ViewerActions", "The other view of this scan below it, moved together"),
        ("Shift+V",),
        menu="compare",
    ),
)


class ComparingActs(QObject):
    """What the keys for comparing do: tell whoever holds the other scans."""

    def __init__(self, view: ScanView) -> None:
        super().__init__(view)
        self._view = view

    def acts(self) -> dict[str, Callable[[], None]]:
        """The bound method behind every action of `ACTIONS`."""
        return {COMPARE: self._compare, BOTH_VIEWS: self._both_views}

    def checked(self) -> dict[str, bool]:
        """Which of the checkable actions are down now."""
        return {}

    def disabled(self) -> dict[str, str]:
        """Acts that nobody offered for this scan."""
        reasons = {
            COMPARE: QT_TRANSLATE_NOOP("ViewerActions", "There are no other scans here"),
            BOTH_VIEWS: QT_TRANSLATE_NOOP("ViewerActions", "This scan has one view only"),
        }
        return {key: why for key, why in reasons.items() if key not in self._view.comparing}

    @Slot()
    def _compare(self) -> None:
        self._view.compare_requested.emit(COMPARE)

    @Slot()
    def _both_views(self) -> None:
        self._view.compare_requested.emit(BOTH_VIEWS)
