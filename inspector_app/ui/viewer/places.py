"""Back and forward through where one has been over the scan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from inspector_app.ui.viewer.camera import Camera
from inspector_app.ui.viewer.orientation import UPRIGHT, Orientation

if TYPE_CHECKING:
    from inspector_app.ui.viewer.scan_canvas import ScanCanvas

REST_MS = 300
"""How long one has to stay for a place to be worth remembering."""

MOST_PLACES = 100

NEAR_SHARE = 0.02
"""A step of less than this share of the screen, or of the scale, leads to no other place."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where one was. `is_fitted`: the whole scan, whatever the size of the window."""

    camera: Camera
    is_fitted: bool

    def is_near(self, other: Place) -> bool:
        """Whether a person would call both the same place."""
        a, b = self.camera, other.camera
        if a.orientation != b.orientation or self.is_fitted != other.is_fitted:
            return False
        if self.is_fitted:
            return True
        seen = b.visible
        return (
            abs(a.scale / b.scale - 1) < NEAR_SHARE
            and abs(a.x - b.x) < NEAR_SHARE * seen.width
            and abs(a.y - b.y) < NEAR_SHARE * seen.height
        )


class PlaceHistory:
    """The places of one view of a scan, and at which of them one stands."""

    def __init__(self) -> None:
        self._places: list[Place] = []
        self._at = -1

    @property
    def can_go_back(self) -> bool:
        return self._at > 0

    @property
    def can_go_forward(self) -> bool:
        return self._at < len(self._places) - 1

    def add(self, place: Place) -> None:
        """Remember a place, unless it is the one where one stands. What lay ahead is forgotten."""
        if self._at >= 0 and place.is_near(self._places[self._at]):
            return
        del self._places[self._at + 1 :]
        self._places.append(place)
        del self._places[:-MOST_PLACES]
        self._at = len(self._places) - 1

    def back(self) -> Place:
        """One place back. Raises IndexError at the first."""
        if not self.can_go_back:
            raise IndexError("there is no earlier place")
        self._at -= 1
        return self._places[self._at]

    def forward(self) -> Place:
        """One place forward. Raises IndexError at the last."""
        if not self.can_go_forward:
            raise IndexError("there is no later place")
        self._at += 1
        return self._places[self._at]


class Places(QObject):
    """Remembers where a scan view has been: a history and an orientation for every view of a case.

    A place is remembered when the picture has come to rest, so that the notches of a wheel leave
    no flood of places, and before and after every jump.

    Signals:
        changed: whether one can go back or forward has changed.
    """

    changed = Signal()

    def __init__(self, canvas: ScanCanvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._key = ""
        self._histories: dict[str, PlaceHistory] = {}
        self._orientations: dict[str, Orientation] = {}
        self._sizes: dict[str, tuple[int, int]] = {}
        self._told = (False, False)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self.settle)
        canvas.view_changed.connect(self._follow)

    def use(self, key: str) -> None:
        """From the next scan that is shown on, remember under this name."""
        self._rest.stop()
        self._key = key

    def forget(self) -> None:
        """Forget every place and orientation: another case."""
        self._rest.stop()
        self._histories.clear()
        self._orientations.clear()
        self._sizes.clear()
        self._tell()

    def begin(self, size: tuple[int, int]) -> Orientation:
        """A scan of this size is about to be shown. Returns how it was turned last time."""
        self._rest.stop()
        if self._sizes.get(self._key) != size:
            self._histories.pop(self._key, None)
            self._orientations.pop(self._key, None)
        self._sizes[self._key] = size
        return self._orientations.get(self._key, UPRIGHT)

    @property
    def can_go_back(self) -> bool:
        return self._history.can_go_back

    @property
    def can_go_forward(self) -> bool:
        return self._history.can_go_forward

    @Slot()
    def settle(self) -> None:
        """Remember where one is now."""
        self._rest.stop()
        if self._canvas.pixels is not None:
            self._history.add(Place(self._canvas.camera, self._canvas.is_fitted))
            self._tell()

    @Slot()
    def go_back(self) -> None:
        """Where one was before."""
        self._settle_if_moving()
        if self.can_go_back:
            self._go(self._history.back())

    @Slot()
    def go_forward(self) -> None:
        """Where one was before going back."""
        self._settle_if_moving()
        if self.can_go_forward:
            self._go(self._history.forward())

    @property
    def _history(self) -> PlaceHistory:
        return self._histories.setdefault(self._key, PlaceHistory())

    def _settle_if_moving(self) -> None:
        if self._rest.isActive():
            self.settle()

    def _go(self, place: Place) -> None:
        now = self._canvas.camera
        camera = place.camera.resized(now.view_width, now.view_height).with_aspect(now.aspect)
        self._canvas.set_camera(camera)
        if place.is_fitted:
            self._canvas.show_whole()
        self._rest.stop()
        self._tell()

    @Slot(object)
    def _follow(self, camera: Camera) -> None:
        self._orientations[self._key] = camera.orientation
        self._rest.start()

    def _tell(self) -> None:
        now = self.can_go_back, self.can_go_forward
        if now != self._told:
            self._told = now
            self.changed.emit()
