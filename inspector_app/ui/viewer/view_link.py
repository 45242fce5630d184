"""Two to four scan views that move, look and point together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import Enum

from PySide6.QtCore import QObject, QPointF, QSizeF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPen

from inspector_app.domain.region import Point
from inspector_app.domain.scan import Energy
from inspector_app.imaging.material_colour import MaterialMode
from inspector_app.imaging.placement import Placement
from inspector_app.imaging.readout import Readout
from inspector_app.ui.viewer.camera import Camera
from inspector_app.ui.viewer.display_state import DisplayState
from inspector_app.ui.viewer.orientation import Orientation
from inspector_app.ui.viewer.pixel_source import PixelSource
from inspector_app.ui.viewer.scan_view import ScanView

CURSOR_GAP_PX = 5
CURSOR_ARM_PX = 16
CURSOR_COLOUR = (255, 214, 64)


class Coupling(Enum):
    """What linked views do together: where they look, how large, how grey, and where the mouse
    points."""

    PLACE = "place"
    ZOOM = "zoom"
    DISPLAY = "display"
    CURSOR = "cursor"


class PointerLayer:
    """Shows on one view where the mouse points on another."""

    def __init__(self) -> None:
        self.point: Point | None = None
        self.whole_height = False

    def paint(self, painter: QPainter, camera: Camera) -> None:
        """A cross with an open middle; a line across the scan where only x is known."""
        if self.point is None:
            return
        painter.save()
        for colour, width in (((0, 0, 0), 3.0), (CURSOR_COLOUR, 1.2)):
            painter.setPen(QPen(QColor(*colour), width, Qt.PenStyle.SolidLine))
            self._paint_lines(painter, camera, self.point)
        painter.restore()

    def _paint_lines(self, painter: QPainter, camera: Camera, point: Point) -> None:
        if self.whole_height:
            top = camera.to_widget((point[0], 0.0))
            bottom = camera.to_widget((point[0], float(camera.scan_height)))
            painter.drawLine(QPointF(*top), QPointF(*bottom))
            return
        x, y = camera.to_widget(point)
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            painter.drawLine(
                QPointF(x + dx * CURSOR_GAP_PX, y + dy * CURSOR_GAP_PX),
                QPointF(x + dx * CURSOR_ARM_PX, y + dy * CURSOR_ARM_PX),
            )


class _Joined(QObject):
    """One view of a link; tells the link what happened on it."""

    def __init__(
        self,
        link: ViewLink,
        view: ScanView,
        placement: Placement,
        pointer: PointerLayer,
        *,
        links_y: bool,
    ) -> None:
        super().__init__(link)
        self._link = link
        self.view = view
        self.placement = placement
        self.pointer = pointer
        self.links_y = links_y
        self.size = QSizeF(view.camera.view_width, view.camera.view_height)
        view.view_changed.connect(self._moved)
        view.display_changed.connect(self._shown)
        view.cursor_moved.connect(self._pointed)

    def part(self) -> None:
        """Take no more part."""
        self.view.view_changed.disconnect(self._moved)
        self.view.display_changed.disconnect(self._shown)
        self.view.cursor_moved.disconnect(self._pointed)
        self.pointer.point = None
        self.view.update()
        # Nobody's child now, it goes with the last reference. A deleteLater would be overtaken
        # where the link itself is let go before Qt gets round to it, and crash.
        self.setParent(None)

    @Slot(object)
    def _moved(self, camera: Camera) -> None:
        size = QSizeF(camera.view_width, camera.view_height)
        was_resized, self.size = size != self.size, size
        self._link.follow_place(self, was_resized=was_resized)

    @Slot(object)
    def _shown(self, _state: object) -> None:
        self._link.follow_display(self)

    @Slot(object)
    def _pointed(self, readout: Readout | None) -> None:
        self._link.follow_pointer(self, readout)


class ViewLink(QObject):
    """Couples views through where each lies over the first one.

    A view is placed by a `Placement` of its scan over that of the view that joined first: from an
    alignment, from both scales in millimetres, or from the share of the scan. Every follower is
    worked out anew from the view that was moved, so nothing adds up, however often one moves.

    Signals:
        couplings_changed: something was coupled or let go.
    """

    couplings_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._joined: list[_Joined] = []
        self._pointers: dict[int, PointerLayer] = {}
        self._off: set[Coupling] = set()
        self._is_following = False

    @property
    def views(self) -> tuple[ScanView, ...]:
        """The views in the order in which they joined."""
        return tuple(one.view for one in self._joined)

    def join(
        self, view: ScanView, placement: Placement | None = None, *, links_y: bool = True
    ) -> None:
        """Have a view that shows a scan take part; it goes where the first one is.

        Args:
            placement: where its scan lies over that of the first view; as it is for the first.
            links_y: False where the two see the object from different sides and have only their
                x in common.
        """
        self.part(view)
        pointer = self._pointers.get(id(view))
        if pointer is None:
            pointer = PointerLayer()
            view.add_layer(pointer)
            self._pointers[id(view)] = pointer
        one = _Joined(self, view, placement or Placement(), pointer, links_y=links_y)
        self._joined.append(one)
        if len(self._joined) > 1:
            self._bring(self._joined[0], one)

    def part(self, view: ScanView) -> None:
        """Let a view go its own way; nothing where it is not joined."""
        for one in self._joined:
            if one.view is view:
                self._joined.remove(one)
                one.part()
                return

    def clear(self) -> None:
        """Let all go."""
        for view in self.views:
            self.part(view)

    def place(self, view: ScanView, placement: Placement) -> None:
        """Another placement for a joined view: it was aligned, or no longer is."""
        for one in self._joined[1:]:
            if one.view is view and one.placement != placement:
                one.placement = placement
                self._bring(self._joined[0], one)

    def is_coupled(self, coupling: Coupling) -> bool:
        return coupling not in self._off

    def set_coupled(self, coupling: Coupling, on: bool) -> None:
        """Couple or let go. Coupled again, the others follow the first view."""
        if on is self.is_coupled(coupling):
            return
        self._off ^= {coupling}
        for one in self._joined:
            one.pointer.point = None
            one.view.update()
        for one in self._joined[1:]:
            self._bring(self._joined[0], one)
        self.couplings_changed.emit()

    # From the joined views

    def follow_place(self, moved: _Joined, *, was_resized: bool) -> None:
        """`moved` was panned or zoomed: the others go there. Where its widget has another size now,
        nobody moved it, and it follows the first view again."""
        if self._is_following:
            return
        first = self._joined[0]
        if was_resized and moved is not first:
            self._follow_place(first, moved)
            return
        for other in self._others(moved):
            self._follow_place(moved, other)

    def follow_display(self, changed: _Joined) -> None:
        """The display of `changed` is another now: the others show the same."""
        if self._is_following or changed.view.source is None:
            return
        for other in self._others(changed):
            self._follow_display(changed, other)

    def follow_pointer(self, pointed: _Joined, readout: Readout | None) -> None:
        """The mouse moved over `pointed`: the others show where that is."""
        pointed.pointer.point = None
        for other in self._others(pointed):
            point = None
            if readout is not None and self.is_coupled(Coupling.CURSOR):
                at = (readout.column + 0.5, readout.row + 0.5)
                point = other.placement.to_moving(pointed.placement.to_fixed(at))
            if point != other.pointer.point:
                other.pointer.point = point
                other.pointer.whole_height = not (pointed.links_y and other.links_y)
                other.view.update()

    # Within

    def _others(self, one: _Joined) -> list[_Joined]:
        return [other for other in self._joined if other is not one]

    def _bring(self, leader: _Joined, follower: _Joined) -> None:
        self._follow_place(leader, follower)
        self._follow_display(leader, follower)

    def _follow_place(self, leader: _Joined, follower: _Joined) -> None:
        if leader.view.pixels is None or follower.view.pixels is None:
            return
        wanted = self._camera_of(leader, follower)
        self._is_following = True
        try:
            follower.view.set_camera(wanted)
        finally:
            self._is_following = False

    def _camera_of(self, leader: _Joined, follower: _Joined) -> Camera:
        theirs, wanted = leader.view.camera, follower.view.camera
        if self.is_coupled(Coupling.PLACE):
            middle = leader.placement.to_fixed((theirs.x, theirs.y))
            x, y = follower.placement.to_moving(middle)
            if not (leader.links_y and follower.links_y):
                y = wanted.y
            is_turned = leader.placement.is_mirrored != follower.placement.is_mirrored
            wanted = replace(
                wanted, x=x, y=y, orientation=_orientation(theirs.orientation, is_turned)
            )
        if self.is_coupled(Coupling.ZOOM):
            finer = abs(follower.placement.scale_x / leader.placement.scale_x)
            wanted = replace(wanted, scale=theirs.scale * finer)
        return wanted

    def _follow_display(self, leader: _Joined, follower: _Joined) -> None:
        if not self.is_coupled(Coupling.DISPLAY):
            return
        wanted = display_like(leader.view, follower.view)
        if wanted is None:
            return
        self._is_following = True
        try:
            follower.view.display.set_state(wanted)
        finally:
            self._is_following = False


def _orientation(theirs: Orientation, is_turned: bool) -> Orientation:
    """The same way up; the other way round where the vehicle drove the other way."""
    return replace(theirs, mirrored=theirs.mirrored is not is_turned)


def display_like(shown: ScanView, view: ScanView) -> DisplayState | None:
    """The display of `view` that looks like that of `shown`; None while one shows nothing."""
    if shown.source is None or view.source is None:
        return None
    return display_for(shown, view.source, view.display.air)


def display_for(
    shown: ScanView, source: PixelSource, air_of: Callable[[Energy], float | None]
) -> DisplayState:
    """The display of other pixels that looks like that of `shown`.

    The window goes by transmission, not by stored value: the same grey is the same share of the
    beam on both, whatever their bits and the dose of their pass.

    Args:
        air_of: the open beam's value at an energy of `source`.
    """
    theirs = shown.display.state
    energy = theirs.energy if theirs.energy in source.energies else source.energies[0]
    ours = replace(theirs, energy=energy, white=source.pixels.white)
    if len(source.energies) == 1:
        ours = replace(ours, combined=False, material=MaterialMode.OFF)
    air_theirs, air_ours = shown.display.air(theirs.energy), air_of(energy)
    if not air_theirs or not air_ours:
        return ours
    factor = air_ours / air_theirs
    window = theirs.window
    return replace(
        ours,
        window=replace(window, level=window.level * factor, width=max(1.0, window.width * factor)),
    )
