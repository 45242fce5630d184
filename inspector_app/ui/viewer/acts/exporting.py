"""Acts of the scan view: taking what is shown out of the program. Whoever owns the view does it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from inspector_app.ui.viewer.acts.spec import QT_TRANSLATE_NOOP, ViewerAction
from inspector_app.ui.viewer.drawing import Export

if TYPE_CHECKING:
    from inspector_app.ui.viewer.scan_view import ScanView

ACTIONS: tuple[ViewerAction, ...] = (
    ViewerAction(
        "export-picture",
        QT_TRANSLATE_NOOP("ViewerActions", "Save picture"),
        QT_TRANSLATE_NOOP(
            "ViewerActions",
            "Save what is shown as a picture, with marks, scale bar and stamp",
        ),
        ("Shift+E",),
        menu="mark",
    ),
    ViewerAction(
        "copy-picture",
        QT_TRANSLATE_NOOP("ViewerActions", "Copy picture"),
        QT_TRANSLATE_NOOP(
            "ViewerActions",
            "Copy what is shown, with marks, scale bar and stamp, to paste it elsewhere",
        ),
        ("Ctrl+C",),
        menu="mark",
    ),
    ViewerAction(
        "copy-values",
        QT_TRANSLATE_NOOP("ViewerActions", "Copy values"),
        QT_TRANSLATE_NOOP("ViewerActions", "Copy the values under the mouse as text"),
        ("Ctrl+Shift+C",),
        menu="measure",
    ),
    ViewerAction(
        "export-marks",
        QT_TRANSLATE_NOOP("ViewerActions", "Save marks"),
        QT_TRANSLATE_NOOP(
            "ViewerActions",
            "Save findings, annotations and highlights as a file for other programs",
        ),
        ("Shift+X",),
        menu="mark",
    ),
)


class ExportingActs(QObject):
    """What the keys for exports do."""

    def __init__(self, view: ScanView) -> None:
        super().__init__(view)
        self._view = view

    def acts(self) -> dict[str, Callable[[], None]]:
        """The bound method behind every action of `ACTIONS`."""
        return {
            "export-picture": self._picture,
            "export-marks": self._marks,
            "copy-picture": self._copy_picture,
            "copy-values": self._copy_values,
        }

    def checked(self) -> dict[str, bool]:
        """Which of the checkable actions are down now."""
        return {}

    def disabled(self) -> set[str]:
        """Actions that make no sense for the scan on screen."""
        return set()

    @Slot()
    def _picture(self) -> None:
        self._view.drawing.export_wanted.emit(Export.PICTURE)

    @Slot()
    def _marks(self) -> None:
        self._view.drawing.export_wanted.emit(Export.MARKS)

    @Slot()
    def _copy_picture(self) -> None:
        self._view.drawing.export_wanted.emit(Export.COPIED_PICTURE)

    @Slot()
    def _copy_values(self) -> None:
        self._view.drawing.export_wanted.emit(Export.COPIED_VALUES)
