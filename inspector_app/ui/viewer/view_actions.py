"""What each act of the scan view does, and which of its buttons are down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QKeyEvent

from inspector_app.domain.scan import Energy
from inspector_app.imaging.display import Preset
from inspector_app.imaging.pyramid import PyramidKind
from inspector_app.ui.viewer.actions import action_for_position, build_actions, translate_actions
from inspector_app.ui.viewer.tools.base import ToolName

if TYPE_CHECKING:
    from inspector_app.ui.viewer.scan_view import ScanView

ZOOM_STEP = 1.25


class ViewActions(QObject):
    """The acts of one scan view. `by_key` holds the QActions for toolbars and menus."""

    def __init__(self, view: ScanView) -> None:
        super().__init__(view)
        self._view = view
        display = view.display
        self.by_key: dict[str, QAction] = build_actions(
            view,
            {
                "pan": self._pan,
                "rectangle": self._rectangle,
                "polygon": self._polygon,
                "fit": view.fit,
                "fit-height": self._fit_height,
                "one-to-one": self._one_to_one,
                "zoom-in": self._zoom_in,
                "zoom-out": self._zoom_out,
                "auto": display.set_auto_window,
                "full-range": self._full_range,
                "cargo": self._cargo,
                "dark-zone": self._dark_zone,
                "curve": display.next_curve,
                "invert": display.toggle_inverted,
                "minimum": display.toggle_pyramid,
                "energy": display.toggle_energy,
                "original": self._original,
                "reset": display.reset,
                "marks": self._marks,
                "proportions": self._proportions,
                "level-down": self._level_down,
                "level-up": self._level_up,
                "width-down": self._width_down,
                "width-up": self._width_up,
                "undo": self._undo,
                "redo": self._redo,
            },
        )
        self.refresh()

    def translate(self) -> None:
        """Words in the language of now."""
        translate_actions(self.by_key)

    def refresh(self) -> None:
        """Press and grey out buttons as the view's state says."""
        view, state = self._view, self._view.display.state
        checked = {
            view.tool.value: True,
            "invert": state.inverted,
            "minimum": state.pyramid is PyramidKind.MINIMUM,
            "energy": state.energy is Energy.LOW,
            "original": state.is_original,
            "marks": view.marks.is_visible,
            "proportions": view.true_proportions,
        }
        for key, on in checked.items():
            self.by_key[key].setChecked(on)
        has_scan = view.pixels is not None
        for action in self.by_key.values():
            action.setEnabled(has_scan)
        self.by_key["energy"].setEnabled(has_scan and view.display.has_two_energies)

    def trigger_for(self, event: QKeyEvent) -> bool:
        """Run the act whose key lies under the finger, on a layout that types other letters."""
        if event.key() < 0x80:
            return False
        key = action_for_position(event.nativeVirtualKey(), event.modifiers())
        if key is None or not self.by_key[key].isEnabled():
            return False
        self.by_key[key].trigger()
        return True

    @Slot()
    def _pan(self) -> None:
        self._view.set_tool(ToolName.PAN)

    @Slot()
    def _rectangle(self) -> None:
        self._view.set_tool(ToolName.RECTANGLE)

    @Slot()
    def _polygon(self) -> None:
        self._view.set_tool(ToolName.POLYGON)

    @Slot()
    def _fit_height(self) -> None:
        self._view.set_camera(self._view.camera.fitted_height())

    @Slot()
    def _one_to_one(self) -> None:
        ratio = self._view.devicePixelRatioF()
        self._view.set_camera(self._view.camera.at_one_to_one(ratio))

    @Slot()
    def _zoom_in(self) -> None:
        self._view.zoom(ZOOM_STEP)

    @Slot()
    def _zoom_out(self) -> None:
        self._view.zoom(1 / ZOOM_STEP)

    @Slot()
    def _full_range(self) -> None:
        self._view.display.set_preset(Preset.FULL_RANGE)

    @Slot()
    def _cargo(self) -> None:
        self._view.display.set_preset(Preset.CARGO)

    @Slot()
    def _dark_zone(self) -> None:
        self._view.display.set_preset(Preset.DARK_ZONE)

    @Slot()
    def _original(self) -> None:
        self._view.display.toggle_original()
        # Nothing changes where the original was shown from the start; the button must stay down.
        self.refresh()

    @Slot()
    def _marks(self) -> None:
        self._view.set_marks_visible(not self._view.marks.is_visible)

    @Slot()
    def _proportions(self) -> None:
        self._view.set_true_proportions(not self._view.true_proportions)

    @Slot()
    def _level_down(self) -> None:
        self._view.display.step_level(-1)

    @Slot()
    def _level_up(self) -> None:
        self._view.display.step_level(1)

    @Slot()
    def _width_down(self) -> None:
        self._view.display.step_width(-1)

    @Slot()
    def _width_up(self) -> None:
        self._view.display.step_width(1)

    @Slot()
    def _undo(self) -> None:
        self._view.step_draft(back=True)

    @Slot()
    def _redo(self) -> None:
        self._view.step_draft(back=False)
