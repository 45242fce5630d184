"""Acts of the scan view: a person's own displays, and the panel that holds everything."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from inspector_app.ui.viewer.acts.spec import QT_TRANSLATE_NOOP, ViewerAction
from inspector_app.ui.viewer.display_presets import SLOTS

if TYPE_CHECKING:
    from inspector_app.ui.viewer.scan_view import ScanView

PANEL = "display-panel"

_NAMES = (
    QT_TRANSLATE_NOOP("ViewerActions", "Own display 4"),
    QT_TRANSLATE_NOOP("ViewerActions", "Own display 5"),
    QT_TRANSLATE_NOOP("ViewerActions", "Own display 6"),
    QT_TRANSLATE_NOOP("ViewerActions", "Own display 7"),
    QT_TRANSLATE_NOOP("ViewerActions", "Own display 8"),
    QT_TRANSLATE_NOOP("ViewerActions", "Own display 9"),
)
_TIP = QT_TRANSLATE_NOOP("ViewerActions", "Show as kept under this key in the display panel")

NOTHING_KEPT = QT_TRANSLATE_NOOP(
    "ViewerActions", "Nothing is kept under this key yet; the display panel keeps displays."
)

ACTIONS: tuple[ViewerAction, ...] = (
    ViewerAction(
        PANEL,
        QT_TRANSLATE_NOOP("ViewerActions", "Display panel"),
        QT_TRANSLATE_NOOP("ViewerActions", "Everything about the display in one place"),
        ("Shift+P",),
        menu="display",
    ),
    *(
        ViewerAction(f"own-{slot}", name, _TIP, (f"Alt+{slot}",), menu="display")
        for slot, name in zip(SLOTS, _NAMES, strict=True)
    ),
)


class PresetActs(QObject):
    """What the keys for own displays do."""

    def __init__(self, view: ScanView) -> None:
        super().__init__(view)
        self._view = view
        shelf = view.display.presets
        shelf.changed.connect(view.options_changed)
        shelf.refilled.connect(view.options_changed)

    def acts(self) -> dict[str, Callable[[], None]]:
        """The bound method behind every action of `ACTIONS`."""
        return {
            PANEL: self._panel,
            "own-4": self._own_4,
            "own-5": self._own_5,
            "own-6": self._own_6,
            "own-7": self._own_7,
            "own-8": self._own_8,
            "own-9": self._own_9,
        }

    def checked(self) -> dict[str, bool]:
        """None of them stays down."""
        return {}

    def disabled(self) -> dict[str, str]:
        """Keys under which nothing is kept."""
        shelf = self._view.display.presets
        return {f"own-{slot}": NOTHING_KEPT for slot in SLOTS if shelf.get(slot) is None}

    @Slot()
    def _panel(self) -> None:
        self._view.display.panel_wanted.emit()

    @Slot()
    def _own_4(self) -> None:
        self._view.display.apply_own(4)

    @Slot()
    def _own_5(self) -> None:
        self._view.display.apply_own(5)

    @Slot()
    def _own_6(self) -> None:
        self._view.display.apply_own(6)

    @Slot()
    def _own_7(self) -> None:
        self._view.display.apply_own(7)

    @Slot()
    def _own_8(self) -> None:
        self._view.display.apply_own(8)

    @Slot()
    def _own_9(self) -> None:
        self._view.display.apply_own(9)
