"""Acts of the scan view: where one is over the scan."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from inspector_app.ui.viewer.acts.spec import QT_TRANSLATE_NOOP, ViewerAction
from inspector_app.ui.viewer.mark_order import in_reading_order, mark_box, mark_id, next_mark
from inspector_app.ui.viewer.orientation import UPRIGHT
from inspector_app.ui.viewer.tools.base import Hint

if TYPE_CHECKING:
    from inspector_app.ui.viewer.scan_view import ScanView

ACTIONS: tuple[ViewerAction, ...] = (
    ViewerAction(
        "fit",
        QT_TRANSLATE_NOOP("ViewerActions", "Fit"),
        QT_TRANSLATE_NOOP("ViewerActions", "Show the whole scan"),
        ("F", "Ctrl+0"),
        menu="move",
    ),
    ViewerAction(
        "fit-height",
        QT_TRANSLATE_NOOP("ViewerActions", "Height"),
        QT_TRANSLATE_NOOP("ViewerActions", "Fit the height of the scan"),
        ("H",),
        menu="move",
    ),
    ViewerAction(
        "one-to-one",
        QT_TRANSLATE_NOOP("ViewerActions", "1:1"),
        QT_TRANSLATE_NOOP("ViewerActions", "One screen pixel for each scan pixel"),
        ("1",),
        menu="move",
    ),
    ViewerAction(
        "zoom-in",
        QT_TRANSLATE_NOOP("ViewerActions", "Closer"),
        QT_TRANSLATE_NOOP("ViewerActions", "Zoom in"),
        ("+", "=", "Shift++"),
        menu="move",
    ),
    ViewerAction(
        "zoom-out",
        QT_TRANSLATE_NOOP("ViewerActions", "Farther"),
        QT_TRANSLATE_NOOP("ViewerActions", "Zoom out"),
        ("-",),
        menu="move",
    ),
    ViewerAction(
        "fit-width",
        QT_TRANSLATE_NOOP("ViewerActions", "Width"),
        QT_TRANSLATE_NOOP("ViewerActions", "Fit the width of the scan"),
        ("Shift+F",),
        menu="move",
    ),
    ViewerAction(
        "one-to-one-mm",
        QT_TRANSLATE_NOOP("ViewerActions", "1:1 mm"),
        QT_TRANSLATE_NOOP(
            "ViewerActions",
            "One row of the scan for each screen pixel, millimetres alike across and down",
        ),
        ("2",),
        menu="move",
    ),
    ViewerAction(
        "scan-start",
        QT_TRANSLATE_NOOP("ViewerActions", "Left end"),
        QT_TRANSLATE_NOOP("ViewerActions", "Go to the left end of the scan"),
        ("Home",),
        menu="move",
    ),
    ViewerAction(
        "scan-end",
        QT_TRANSLATE_NOOP("ViewerActions", "Right end"),
        QT_TRANSLATE_NOOP("ViewerActions", "Go to the right end of the scan"),
        ("End",),
        menu="move",
    ),
    ViewerAction(
        "go-back",
        QT_TRANSLATE_NOOP("ViewerActions", "Back"),
        QT_TRANSLATE_NOOP("ViewerActions", "Go back to the place before"),
        ("Backspace",),
        menu="move",
    ),
    ViewerAction(
        "go-forward",
        QT_TRANSLATE_NOOP("ViewerActions", "Forward"),
        QT_TRANSLATE_NOOP("ViewerActions", "Go forward again"),
        ("Shift+Backspace",),
        menu="move",
    ),
    ViewerAction(
        "next-mark",
        QT_TRANSLATE_NOOP("ViewerActions", "Next mark"),
        QT_TRANSLATE_NOOP("ViewerActions", "Go to the next highlight or finding"),
        ("N",),
        menu="move",
    ),
    ViewerAction(
        "previous-mark",
        QT_TRANSLATE_NOOP("ViewerActions", "Previous mark"),
        QT_TRANSLATE_NOOP("ViewerActions", "Go to the highlight or finding before"),
        ("Shift+N",),
        menu="move",
    ),
    ViewerAction(
        "magnifier",
        QT_TRANSLATE_NOOP("ViewerActions", "Magnifier"),
        QT_TRANSLATE_NOOP(
            "ViewerActions",
            "A loupe beside the cursor; the wheel with Alt held makes it stronger",
        ),
        ("Z",),
        is_checkable=True,
        menu="move",
    ),
    ViewerAction(
        "turn",
        QT_TRANSLATE_NOOP("ViewerActions", "Turn"),
        QT_TRANSLATE_NOOP("ViewerActions", "Turn the picture a quarter to the right"),
        ("Shift+R",),
        menu="move",
    ),
    ViewerAction(
        "mirror",
        QT_TRANSLATE_NOOP("ViewerActions", "Mirror"),
        QT_TRANSLATE_NOOP("ViewerActions", "Let left and right of the picture change places"),
        ("Shift+M",),
        is_checkable=True,
        menu="move",
    ),
    ViewerAction(
        "upright",
        QT_TRANSLATE_NOOP("ViewerActions", "As scanned"),
        QT_TRANSLATE_NOOP("ViewerActions", "Neither turned nor mirrored"),
        ("Ctrl+Shift+R",),
        menu="move",
    ),
    ViewerAction(
        "proportions",
        QT_TRANSLATE_NOOP("ViewerActions", "True shape"),
        QT_TRANSLATE_NOOP(
            "ViewerActions", "True proportions in millimetres instead of square pixels"
        ),
        ("S",),
        is_checkable=True,
        menu="move",
    ),
)


ZOOM_STEP = 1.25


class MovingActs(QObject):
    """What the keys for moving about do."""

    def __init__(self, view: ScanView) -> None:
        super().__init__(view)
        self._view = view

    def acts(self) -> dict[str, Callable[[], None]]:
        """The bound method behind every action of `ACTIONS`."""
        return {
            "fit": self._view.fit,
            "fit-height": self._fit_height,
            "one-to-one": self._one_to_one,
            "zoom-in": self._zoom_in,
            "zoom-out": self._zoom_out,
            "proportions": self._proportions,
            "fit-width": self._fit_width,
            "one-to-one-mm": self._one_to_one_mm,
            "scan-start": self._go_to_start,
            "scan-end": self._go_to_end,
            "go-back": self._view.places.go_back,
            "go-forward": self._view.places.go_forward,
            "next-mark": self._next_mark,
            "previous-mark": self._previous_mark,
            "magnifier": self._toggle_magnifier,
            "turn": self._turn,
            "mirror": self._mirror,
            "upright": self._upright,
        }

    def checked(self) -> dict[str, bool]:
        """Which of the checkable actions are down now."""
        return {
            "proportions": self._view.true_proportions,
            "magnifier": self._view.magnifier.is_on,
            "mirror": self._view.camera.orientation.mirrored,
        }

    def disabled(self) -> set[str]:
        """Actions that make no sense for the scan on screen."""
        places, marks = self._view.places, self._view.marks
        geometry = self._view.scan_geometry
        has_scale = geometry.mm_per_px_x is not None and geometry.mm_per_px_y is not None
        has_marks = marks.is_visible and bool(marks.highlights or marks.findings)
        possible = {
            "go-back": places.can_go_back,
            "go-forward": places.can_go_forward,
            "next-mark": has_marks,
            "previous-mark": has_marks,
            "one-to-one-mm": has_scale,
            "upright": not self._view.camera.orientation.is_upright,
        }
        return {key for key, can in possible.items() if not can}

    @Slot()
    def _fit_height(self) -> None:
        self._view.jump(self._view.camera.fitted_height())

    @Slot()
    def _fit_width(self) -> None:
        self._view.jump(self._view.camera.fitted_width())

    @Slot()
    def _one_to_one(self) -> None:
        ratio = self._view.devicePixelRatioF()
        self._view.jump(self._view.camera.at_one_to_one(ratio))

    @Slot()
    def _one_to_one_mm(self) -> None:
        if not self._view.true_proportions:
            self._view.set_true_proportions(True)
        ratio = self._view.devicePixelRatioF()
        self._view.jump(self._view.camera.at_one_to_one_mm(ratio))

    @Slot()
    def _go_to_start(self) -> None:
        self._view.jump(self._view.camera.at_end(last=False))

    @Slot()
    def _go_to_end(self) -> None:
        self._view.jump(self._view.camera.at_end(last=True))

    @Slot()
    def _next_mark(self) -> None:
        self._go_to_mark(back=False)

    @Slot()
    def _previous_mark(self) -> None:
        self._go_to_mark(back=True)

    def _go_to_mark(self, *, back: bool) -> None:
        view = self._view
        order = in_reading_order(view.marks, view.scan_geometry.doors, view.camera.orientation)
        found = next_mark(order, view.marks.selected, back=back)
        if found is None:
            return
        view.set_selected(mark_id(found.hit))
        view.tell_chosen(found.hit)
        view.go_to(mark_box(found.hit))
        if found.wrapped:
            view.give_hint(Hint.LAST_MARK_AGAIN if back else Hint.FIRST_MARK_AGAIN)

    @Slot()
    def _toggle_magnifier(self) -> None:
        self._view.magnifier.toggle()
        self._view.options_changed()

    @Slot()
    def _turn(self) -> None:
        self._view.set_orientation(self._view.camera.orientation.turned_right())

    @Slot()
    def _mirror(self) -> None:
        self._view.set_orientation(self._view.camera.orientation.flipped())

    @Slot()
    def _upright(self) -> None:
        self._view.set_orientation(UPRIGHT)

    @Slot()
    def _zoom_in(self) -> None:
        self._view.zoom(ZOOM_STEP)

    @Slot()
    def _zoom_out(self) -> None:
        self._view.zoom(1 / ZOOM_STEP)

    @Slot()
    def _proportions(self) -> None:
        self._view.set_true_proportions(not self._view.true_proportions)
