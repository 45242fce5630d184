"""What each act of the scan view does, and which of its buttons are down."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeyEvent

from inspector_app.ui.viewer.actions import action_for_position, build_actions, translate_actions
from inspector_app.ui.viewer.acts.comparing import ComparingActs
from inspector_app.ui.viewer.acts.display import DisplayActs
from inspector_app.ui.viewer.acts.enhancing import EnhancingActs
from inspector_app.ui.viewer.acts.exporting import ExportingActs
from inspector_app.ui.viewer.acts.marking import MarkingActs
from inspector_app.ui.viewer.acts.measuring import MeasuringActs
from inspector_app.ui.viewer.acts.moving import MovingActs
from inspector_app.ui.viewer.acts.presets import PresetActs
from inspector_app.ui.viewer.acts.spec import ActGroup

if TYPE_CHECKING:
    from inspector_app.ui.viewer.scan_view import ScanView


class ViewActions(QObject):
    """The acts of one scan view. `by_key` holds the QActions for toolbars and menus."""

    def __init__(self, view: ScanView) -> None:
        super().__init__(view)
        self._view = view
        self._groups: tuple[ActGroup, ...] = (
            MarkingActs(view),
            MeasuringActs(view),
            ExportingActs(view),
            MovingActs(view),
            DisplayActs(view),
            EnhancingActs(view),
            PresetActs(view),
            ComparingActs(view),
        )
        acts = {key: act for group in self._groups for key, act in group.acts().items()}
        self._reasons: dict[str, str] = {}
        self.by_key: dict[str, QAction] = build_actions(view, acts)
        self.refresh()

    def translate(self) -> None:
        """Words in the language of now."""
        translate_actions(self.by_key, self._reasons)

    def refresh(self) -> None:
        """Press and grey out buttons as the view's state says."""
        has_scan = self._view.pixels is not None
        disabled: set[str] = set()
        reasons: dict[str, str] = {}
        for group in self._groups:
            grey = group.disabled()
            disabled.update(grey)
            reasons |= grey if isinstance(grey, Mapping) else {}
        if reasons != self._reasons:
            self._reasons = reasons
            self.translate()
        for group in self._groups:
            for key, on in group.checked().items():
                self.by_key[key].setChecked(on)
        for key, action in self.by_key.items():
            action.setEnabled(has_scan and key not in disabled)

    def trigger_for(self, event: QKeyEvent) -> bool:
        """Run the act whose key lies under the finger, on a layout that types other letters."""
        # A letter that is no Latin one, or a sign where a Latin layout has a digit.
        is_digit_key = 0x30 <= event.nativeVirtualKey() <= 0x39
        if event.key() < 0x80 and not (is_digit_key and not 0x30 <= event.key() <= 0x39):
            return False
        key = action_for_position(event.nativeVirtualKey(), event.modifiers())
        if key is None or not self.by_key[key].isEnabled():
            return False
        self.by_key[key].trigger()
        return True
