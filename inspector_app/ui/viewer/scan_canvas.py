"""The scan with marks on it, as a picture: what is shown and where one is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QEvent, QRect, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from inspector_app.background import TaskRunner
from inspector_app.domain.region import Box, Point
from inspector_app.domain.scan import Geometry
from inspector_app.imaging.coarse import CoarsePixels
from inspector_app.imaging.physics import AttenuationTable
from inspector_app.imaging.readout import Readout
from inspector_app.imaging.view_pixels import ViewPixels
from inspector_app.ui.viewer.camera import Camera
from inspector_app.ui.viewer.display_control import DisplayControl
from inspector_app.ui.viewer.mark_layer import MarkLayer
from inspector_app.ui.viewer.marks import FindingMark, HighlightMark, Paint
from inspector_app.ui.viewer.orientation import Orientation
from inspector_app.ui.viewer.picture import covered_rect
from inspector_app.ui.viewer.pixel_source import PixelSource
from inspector_app.ui.viewer.placeholder import Placeholder
from inspector_app.ui.viewer.places import Places
from inspector_app.ui.viewer.shown_scan import ShownScan


class Layer(Protocol):
    """Something painted over the picture and its marks."""

    def paint(self, painter: QPainter, camera: Camera) -> None:
        """Draw; `camera` is the camera as painted. Nothing of the painter need be restored but
        its transform and clip."""
        ...


class ScanCanvas(QWidget):
    """Paints one view of a scan with its marks. `ScanView` adds mouse, keys and tools.

    Attributes:
        display: how values become grey, and the acts that change it.
        marks: highlights and findings on it.
        places: where one has been.
        attenuation: what the beams do in matter, from whoever makes the view; None: not told.

    Signals:
        display_changed: the new DisplayState, whatever changed it.
        view_changed: the new Camera.
        sharpened: better pixels are there than were painted.
    """

    display_changed = Signal(object)
    view_changed = Signal(object)
    sharpened = Signal()

    def __init__(self, runner: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._camera = Camera(1, 1, 1.0, 1.0)
        self._is_fitted = True
        self.attenuation: AttenuationTable | None = None
        self.shows_scale_bar = True
        self.shows_focus = True
        self.shows_container = True
        self.display = DisplayControl(self)
        self.marks = MarkLayer()
        self._layers: list[Layer] = []
        self._scan = ShownScan(runner, self)
        self.placeholder = Placeholder(self)
        self.places = Places(self)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 120)
        self.display.changed.connect(self._show_display)
        self._scan.sharpened.connect(self._sharpen)
        self._scan.refined.connect(self.update)

    # What is shown

    def show_pixels(
        self, pixels: ViewPixels, *, view: str = "side", geometry: Geometry | None = None
    ) -> None:
        """Show a view of a scan, fitted; the marks of the one before are taken away."""
        self._forget_marks()
        self._scan.attenuation = self.attenuation
        self._scan.show(pixels, view, geometry or Geometry())
        self.placeholder.clear()
        size = pixels.width_px, pixels.height_px
        orientation = self.places.begin(size)
        self._camera = Camera(*size, 1.0, 1.0, self._scan.aspect, orientation=orientation)
        self.display.show_source(self._scan.source)
        self.show_whole()
        self.places.settle()

    def show_empty(self, *, preview_stays: bool = False) -> None:
        """No scan yet; a preview that is shown in its place may stay."""
        self._take_away()
        if not (preview_stays and self.placeholder.shows_preview):
            self.placeholder.show_empty()

    def show_loading(self, share: float | None = None) -> None:
        """A scan is on its way; `share` of it (0 to 1) is there, None where that is not known."""
        self._take_away()
        self.placeholder.show_loading(share)

    def show_coarse(self, coarse: CoarsePixels, *, geometry: Geometry | None = None) -> None:
        """The scan is being decoded, and this much of it can be seen. After `show_loading` only;
        nothing can be marked on it, and the scan itself comes to lie in the same place."""
        if self.source is None:
            self._scan.geometry = geometry or Geometry()
            orientation = self.places.begin((coarse.width_px, coarse.height_px))
            self.placeholder.show_coarse(coarse, aspect=self._scan.aspect, orientation=orientation)

    def show_unreadable(self, message: str) -> None:
        """The scan cannot be shown; `message` says why, in the person's language."""
        self._take_away()
        self.placeholder.show_unreadable(message)

    def show_highlights(self, highlights: Sequence[HighlightMark]) -> None:
        """Replace the highlights."""
        self.marks.show(highlights=highlights)
        self.options_changed()
        self.update()

    def show_findings(self, findings: Sequence[FindingMark]) -> None:
        """Replace the findings."""
        self.marks.show(findings=findings)
        self.options_changed()
        self.update()

    def set_selected(self, mark_id: str | None) -> None:
        """Draw the highlight or finding of this id as the selected one."""
        self.marks.selected = mark_id
        self.update()

    @property
    def source(self) -> PixelSource | None:
        """The pixels at every size, None while nothing is shown."""
        return self._scan.source

    @property
    def pixels(self) -> ViewPixels | None:
        """What is shown, None while nothing is."""
        return self._scan.pixels

    @property
    def scan_geometry(self) -> Geometry:
        """Scale and container of what is shown."""
        return self._scan.geometry

    @property
    def is_sharp(self) -> bool:
        """Whether the picture is as good as it gets; until then it is rough when zoomed out."""
        return self._scan.is_sharp(self.frame(), self.display.state, self.devicePixelRatioF())

    # Where one is

    @property
    def camera(self) -> Camera:
        """Where one is, exactly. `frame` is what is painted."""
        return self._camera

    def frame(self) -> Camera:
        """The camera as painted: the scan's corner on a whole screen pixel."""
        return self._camera.snapped(self.devicePixelRatioF())

    def set_camera(self, camera: Camera) -> None:
        """Go there (linked views, back and forward); a change of size keeps the place."""
        self._is_fitted = False
        self._go(camera)

    @Slot()
    def fit(self) -> None:
        """The whole scan, also after a change of size."""
        self.places.settle()
        self.show_whole()
        self.places.settle()

    @property
    def is_fitted(self) -> bool:
        """Whether the whole scan is shown and stays so after a change of size."""
        return self._is_fitted

    def show_whole(self) -> None:
        """The whole scan, without remembering it as a place."""
        self._is_fitted = True
        self._go(self._camera.resized(self.width(), self.height()).fitted())

    def go_to(self, box: Box) -> None:
        """A part of the scan in the middle, large enough to judge, with its surroundings."""
        self.jump(self._camera.gone_to(box))

    def jump(self, camera: Camera) -> None:
        """Go there at one stroke; both where one was and where one comes are remembered."""
        self.places.settle()
        self.set_camera(camera)
        self.places.settle()

    def zoom(self, factor: float) -> None:
        """Closer (above 1) or farther, around the middle."""
        self.set_camera(self._camera.zoomed(factor, (self.width() / 2, self.height() / 2)))

    def set_orientation(self, orientation: Orientation) -> None:
        """Turn or mirror the picture around the middle of the screen."""
        camera = self._camera.oriented(orientation)
        self._go(camera.fitted() if self._is_fitted else camera)

    def set_true_proportions(self, on: bool) -> None:
        """Draw millimetres alike both ways, where the scale is known, or square pixels."""
        self._scan.true_proportions = on
        camera = self._camera.with_aspect(self._scan.aspect)
        self._go(camera.fitted() if self._is_fitted else camera)
        self.options_changed()

    @property
    def true_proportions(self) -> bool:
        return self._scan.true_proportions

    def set_marks_visible(self, on: bool) -> None:
        """Show or hide highlights and findings."""
        self.marks.is_visible = on
        self.options_changed()
        self.update()

    def readout_at(self, at: Point) -> Readout | None:
        """What lies under a widget point, None off the scan."""
        return self._scan.readout(self.frame().to_scan(at), self.display.state.energy)

    def add_layer(self, layer: Layer) -> None:
        """Paint this over the marks from now on; the last one added is on top."""
        self._layers.append(layer)
        self.update()

    # For ScanView

    def paint_on_top(self, painter: QPainter, camera: Camera) -> None:
        """What lies over the marks."""

    def tip_at(self, at: Point) -> str:
        """What the tool tip says at a widget point."""
        hit = self.marks.hit(self.frame(), at)
        mark = (hit.finding or hit.highlight) if hit is not None else None
        return "" if mark is None else mark.tip

    def options_changed(self) -> None:
        """Something that a button shows has changed."""

    def _forget_marks(self) -> None:
        self.marks.show(highlights=(), findings=())
        self.marks.selected = None

    # Events

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            self._paint_all(painter)
        finally:
            # A painter left open by an error takes the whole program with it.
            painter.end()

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self.placeholder.setGeometry(self.rect())
        camera = self._camera.resized(self.width(), self.height())
        self._go(camera.fitted() if self._is_fitted else camera)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            self._show_tip(event)
            return True
        return super().event(event)

    # Within

    def _paint_all(self, painter: QPainter) -> None:
        camera, state = self.frame(), self.display.state
        surround = QRegion(self.rect())
        if self._scan.source is not None:
            surround -= QRegion(covered_rect(camera))
        painter.setClipRegion(surround)
        painter.fillRect(self.rect(), QColor(*Paint.SURROUND))
        painter.setClipping(False)
        if self._scan.paint(painter, camera, state, self.devicePixelRatioF()):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._scan.paint_measures(
                painter,
                camera,
                self.devicePixelRatioF(),
                container=self.shows_container,
                bar=self.shows_scale_bar,
            )
            self.marks.paint(painter, camera)
            for layer in self._layers:
                layer.paint(painter, camera)
            self.paint_on_top(painter, camera)
        if self.hasFocus() and self.shows_focus:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.setPen(QPen(QColor(*Paint.FINDING), 1))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _go(self, camera: Camera) -> None:
        if camera != self._camera:
            turned = camera.orientation != self._camera.orientation
            self._camera = camera
            if turned:
                self.options_changed()
            self.update()
            self.view_changed.emit(camera)

    def _take_away(self) -> None:
        self._forget_marks()
        self._scan.clear()
        self.display.show_source(None)
        self.options_changed()
        self.display_changed.emit(self.display.state)
        self.update()

    def _show_tip(self, event: QHelpEvent) -> None:
        at = event.pos()
        tip = self.tip_at((at.x(), at.y())) if self._scan.pixels else ""
        if tip:
            QToolTip.showText(event.globalPos(), tip, self, QRect(at.x() - 3, at.y() - 3, 6, 6))
        else:
            QToolTip.hideText()

    @Slot(object)
    def _show_display(self, state: object) -> None:
        self.options_changed()
        self.update()
        self.display_changed.emit(state)

    @Slot()
    def _sharpen(self) -> None:
        self.update()
        self.sharpened.emit()
