"""Acts of the scan view: how values become grey."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from inspector_app.imaging.display import Preset
from inspector_app.imaging.pyramid import PyramidKind
from inspector_app.ui.viewer.acts.spec import QT_TRANSLATE_NOOP, ViewerAction
from inspector_app.ui.viewer.tools.base import ToolName

if TYPE_CHECKING:
    from inspector_app.ui.viewer.scan_view import ScanView

ACTIONS: tuple[ViewerAction, ...] = (
    ViewerAction(
        "auto",
        QT_TRANSLATE_NOOP("ViewerActions", "Auto"),
        QT_TRANSLATE_NOOP("ViewerActions", "Window that suits the whole scan"),
        ("A",),
        menu="display",
    ),
    ViewerAction(
        "window-region",
        QT_TRANSLATE_NOOP("ViewerActions", "Window of a region"),
        QT_TRANSLATE_NOOP("ViewerActions", "Drag a box: the window that suits what is in it"),
        ("Q",),
        is_checkable=True,
        group="tool",
        menu="display",
    ),
    ViewerAction(
        "window-screen",
        QT_TRANSLATE_NOOP("ViewerActions", "Window of the screen"),
        QT_TRANSLATE_NOOP("ViewerActions", "Window that suits what is on screen now"),
        ("Shift+Q",),
        menu="display",
    ),
    ViewerAction(
        "full-range",
        QT_TRANSLATE_NOOP("ViewerActions", "Full range"),
        QT_TRANSLATE_NOOP("ViewerActions", "Window over all values the file can hold"),
        ("Alt+1",),
        menu="display",
    ),
    ViewerAction(
        "cargo",
        QT_TRANSLATE_NOOP("ViewerActions", "Cargo"),
        QT_TRANSLATE_NOOP("ViewerActions", "Window over the goods, up to air"),
        ("Alt+2",),
        menu="display",
    ),
    ViewerAction(
        "dark-zone",
        QT_TRANSLATE_NOOP("ViewerActions", "Dark zone"),
        QT_TRANSLATE_NOOP("ViewerActions", "Stretch the little that comes through dense goods"),
        ("Alt+3", "D"),
        menu="display",
    ),
    ViewerAction(
        "curve",
        QT_TRANSLATE_NOOP("ViewerActions", "Curve"),
        QT_TRANSLATE_NOOP("ViewerActions", "Linear, logarithm or square root"),
        ("L",),
        menu="display",
    ),
    ViewerAction(
        "invert",
        QT_TRANSLATE_NOOP("ViewerActions", "Invert"),
        QT_TRANSLATE_NOOP("ViewerActions", "Dense bright instead of dark"),
        ("I",),
        is_checkable=True,
        menu="display",
    ),
    ViewerAction(
        "minimum",
        QT_TRANSLATE_NOOP("ViewerActions", "Thin dense"),
        QT_TRANSLATE_NOOP(
            "ViewerActions",
            "Zoomed out, the darkest pixel counts and not the mean: thin dense things stay visible",
        ),
        ("M",),
        is_checkable=True,
        menu="display",
    ),
    ViewerAction(
        "energy",
        QT_TRANSLATE_NOOP("ViewerActions", "Energy"),
        QT_TRANSLATE_NOOP("ViewerActions", "High energy, low energy, both combined"),
        ("E",),
        menu="display",
    ),
    ViewerAction(
        "original",
        QT_TRANSLATE_NOOP("ViewerActions", "Original"),
        QT_TRANSLATE_NOOP(
            "ViewerActions", "The picture as the scanner gave it; once more to go back"
        ),
        ("O",),
        is_checkable=True,
        menu="display",
    ),
    ViewerAction(
        "reset",
        QT_TRANSLATE_NOOP("ViewerActions", "Reset"),
        QT_TRANSLATE_NOOP("ViewerActions", "Display as when the scan was opened"),
        ("R",),
        menu="display",
    ),
    ViewerAction(
        "level-down",
        QT_TRANSLATE_NOOP("ViewerActions", "Brighter"),
        QT_TRANSLATE_NOOP("ViewerActions", "Move the window towards dense"),
        ("[",),
        menu="display",
    ),
    ViewerAction(
        "level-up",
        QT_TRANSLATE_NOOP("ViewerActions", "Darker"),
        QT_TRANSLATE_NOOP("ViewerActions", "Move the window towards air"),
        ("]",),
        menu="display",
    ),
    ViewerAction(
        "width-down",
        QT_TRANSLATE_NOOP("ViewerActions", "More contrast"),
        QT_TRANSLATE_NOOP("ViewerActions", "Narrow the window"),
        ("{", "Shift+{", "Shift+["),
        menu="display",
    ),
    ViewerAction(
        "width-up",
        QT_TRANSLATE_NOOP("ViewerActions", "Less contrast"),
        QT_TRANSLATE_NOOP("ViewerActions", "Widen the window"),
        ("}", "Shift+}", "Shift+]"),
        menu="display",
    ),
)

NEEDS_TWO_ENERGIES = QT_TRANSLATE_NOOP(
    "ViewerActions", "This scan has one energy only; materials need two."
)


class DisplayActs(QObject):
    """What the display's keys do."""

    def __init__(self, view: ScanView) -> None:
        super().__init__(view)
        self._view = view

    def acts(self) -> dict[str, Callable[[], None]]:
        """The bound method behind every action of `ACTIONS`."""
        display = self._view.display
        return {
            "auto": display.set_auto_window,
            "window-region": self._window_region,
            "window-screen": self._window_screen,
            "full-range": self._full_range,
            "cargo": self._cargo,
            "dark-zone": self._dark_zone,
            "curve": display.next_curve,
            "invert": display.toggle_inverted,
            "minimum": display.toggle_pyramid,
            "energy": display.toggle_energy,
            "original": self._original,
            "reset": display.reset,
            "level-down": self._level_down,
            "level-up": self._level_up,
            "width-down": self._width_down,
            "width-up": self._width_up,
        }

    def checked(self) -> dict[str, bool]:
        """Which of the checkable actions are down now."""
        state = self._view.display.state
        return {
            "invert": state.inverted,
            "minimum": state.pyramid is PyramidKind.MINIMUM,
            "original": state.is_original,
        }

    def disabled(self) -> dict[str, str]:
        """Actions that make no sense for the scan on screen, each with the reason."""
        return {} if self._view.display.has_two_energies else {"energy": NEEDS_TWO_ENERGIES}

    @Slot()
    def _window_region(self) -> None:
        self._view.set_tool(ToolName.WINDOW_REGION)

    @Slot()
    def _window_screen(self) -> None:
        self._view.display.set_auto_window_of(self._view.frame().visible)

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
        self._view.options_changed()

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
