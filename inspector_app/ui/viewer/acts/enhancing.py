"""Acts of the scan view: enhancing, colours, material, what the beam did not get through."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from inspector_app.imaging.material_colour import MaterialMode
from inspector_app.ui.viewer.acts.display import NEEDS_TWO_ENERGIES
from inspector_app.ui.viewer.acts.spec import QT_TRANSLATE_NOOP, ViewerAction

if TYPE_CHECKING:
    from inspector_app.ui.viewer.scan_view import ScanView

_TEXTS: tuple[tuple[str, str, str, tuple[str, ...], bool], ...] = (
    (
        "edges",
        QT_TRANSLATE_NOOP("ViewerActions", "Edges"),
        QT_TRANSLATE_NOOP("ViewerActions", "Lift fine detail: weak, medium, strong, off"),
        ("X",),
        True,
    ),
    (
        "local-contrast",
        QT_TRANSLATE_NOOP("ViewerActions", "Local contrast"),
        QT_TRANSLATE_NOOP(
            "ViewerActions", "Even out dark and bright places: weak, medium, strong, off"
        ),
        ("C",),
        True,
    ),
    (
        "denoise",
        QT_TRANSLATE_NOOP("ViewerActions", "Remove noise"),
        QT_TRANSLATE_NOOP("ViewerActions", "Take out single odd values: weak, medium, strong, off"),
        ("J",),
        True,
    ),
    (
        "gamma-up",
        QT_TRANSLATE_NOOP("ViewerActions", "Gamma up"),
        QT_TRANSLATE_NOOP("ViewerActions", "Lift what is dark"),
        (".",),
        False,
    ),
    (
        "gamma-down",
        QT_TRANSLATE_NOOP("ViewerActions", "Gamma down"),
        QT_TRANSLATE_NOOP("ViewerActions", "Press down what is dark"),
        (",",),
        False,
    ),
    (
        "palette-next",
        QT_TRANSLATE_NOOP("ViewerActions", "Next colours"),
        QT_TRANSLATE_NOOP("ViewerActions", "The next table of colours instead of greys"),
        ("K",),
        False,
    ),
    (
        "palette-previous",
        QT_TRANSLATE_NOOP("ViewerActions", "Colours before"),
        QT_TRANSLATE_NOOP("ViewerActions", "The table of colours before this one"),
        ("Shift+K",),
        False,
    ),
    (
        "material",
        QT_TRANSLATE_NOOP("ViewerActions", "Material"),
        QT_TRANSLATE_NOOP(
            "ViewerActions",
            "Colour by material; grey where it cannot be told",
        ),
        ("Y",),
        True,
    ),
    (
        "organic-only",
        QT_TRANSLATE_NOOP("ViewerActions", "Organic only"),
        QT_TRANSLATE_NOOP("ViewerActions", "Fade everything but organic goods"),
        ("Shift+Y",),
        True,
    ),
    (
        "metal-only",
        QT_TRANSLATE_NOOP("ViewerActions", "Metal only"),
        QT_TRANSLATE_NOOP("ViewerActions", "Fade everything but metal"),
        ("U",),
        True,
    ),
    (
        "blind-zone",
        QT_TRANSLATE_NOOP("ViewerActions", "Blind zones"),
        QT_TRANSLATE_NOOP("ViewerActions", "Mark where the beam did not get through"),
        ("Shift+D",),
        True,
    ),
)

ACTIONS: tuple[ViewerAction, ...] = tuple(
    ViewerAction(
        key,
        text,
        tip,
        keys,
        is_checkable=is_checkable,
        menu="display",
    )
    for key, text, tip, keys, is_checkable in _TEXTS
)

NEEDS_TABLE = QT_TRANSLATE_NOOP(
    "ViewerActions", "The table of the beams is missing from this program."
)

_MODES = {
    "material": MaterialMode.COLOUR,
    "organic-only": MaterialMode.ORGANIC_ONLY,
    "metal-only": MaterialMode.METAL_ONLY,
}


class EnhancingActs(QObject):
    """What the keys for enhancing and colours do."""

    def __init__(self, view: ScanView) -> None:
        super().__init__(view)
        self._view = view

    def acts(self) -> dict[str, Callable[[], None]]:
        """The bound method behind every action of `ACTIONS`."""
        display = self._view.display
        return {
            "edges": self._edges,
            "local-contrast": self._local_contrast,
            "denoise": self._denoise,
            "gamma-up": self._gamma_up,
            "gamma-down": self._gamma_down,
            "palette-next": self._palette_next,
            "palette-previous": self._palette_previous,
            "material": self._material,
            "organic-only": self._organic_only,
            "metal-only": self._metal_only,
            "blind-zone": display.toggle_blind,
        }

    def checked(self) -> dict[str, bool]:
        """Which of the checkable actions are down now."""
        state = self._view.display.state
        return {
            "edges": state.enhancement.edges > 0,
            "local-contrast": state.enhancement.local_contrast > 0,
            "denoise": state.enhancement.denoise > 0,
            **{key: state.material is mode for key, mode in _MODES.items()},
            "blind-zone": state.marks_blind,
        }

    def disabled(self) -> dict[str, str]:
        """Actions that make no sense for the scan on screen, each with the reason."""
        if not self._view.display.has_two_energies:
            return dict.fromkeys(_MODES, NEEDS_TWO_ENERGIES)
        return {} if self._view.attenuation is not None else dict.fromkeys(_MODES, NEEDS_TABLE)

    @Slot()
    def _edges(self) -> None:
        self._view.display.next_strength("edges")

    @Slot()
    def _local_contrast(self) -> None:
        self._view.display.next_strength("local_contrast")

    @Slot()
    def _denoise(self) -> None:
        self._view.display.next_strength("denoise")

    @Slot()
    def _gamma_up(self) -> None:
        self._view.display.step_gamma(1)

    @Slot()
    def _gamma_down(self) -> None:
        self._view.display.step_gamma(-1)

    @Slot()
    def _palette_next(self) -> None:
        self._view.display.step_palette(1)

    @Slot()
    def _palette_previous(self) -> None:
        self._view.display.step_palette(-1)

    @Slot()
    def _material(self) -> None:
        self._view.display.toggle_material(MaterialMode.COLOUR)

    @Slot()
    def _organic_only(self) -> None:
        self._view.display.toggle_material(MaterialMode.ORGANIC_ONLY)

    @Slot()
    def _metal_only(self) -> None:
        self._view.display.toggle_material(MaterialMode.METAL_ONLY)
