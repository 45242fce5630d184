"""The view on screen: its pixels, its scale and how it is painted."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QPainter

from inspector_app.background import TaskRunner
from inspector_app.domain.region import Point
from inspector_app.domain.scan import DoorSide, Energy, Geometry
from inspector_app.imaging.readout import Readout, estimate_air, read_out
from inspector_app.imaging.view_pixels import ViewPixels
from inspector_app.ui.viewer.camera import Camera
from inspector_app.ui.viewer.display_state import DisplayState
from inspector_app.ui.viewer.overlays import paint_container
from inspector_app.ui.viewer.picture import Picture
from inspector_app.ui.viewer.pixel_source import PixelSource, level_number
from inspector_app.ui.viewer.resample import Grid
from inspector_app.ui.viewer.scale_bar import ScaleBar


class ShownScan(QObject):
    """Holds what a scan view shows until another scan comes.

    Signals:
        sharpened: better pixels are there than were painted.
    """

    sharpened = Signal()

    def __init__(self, runner: TaskRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._runner = runner
        self._picture = Picture()
        self._bar = ScaleBar()
        self._air: dict[Energy, float | None] = {}
        self.source: PixelSource | None = None
        self.view = ""
        self.geometry = Geometry()
        self.true_proportions = True

    @property
    def pixels(self) -> ViewPixels | None:
        return None if self.source is None else self.source.pixels

    @property
    def aspect(self) -> float:
        """Height over width of a pixel as it is to be drawn."""
        across, down = self.geometry.mm_per_px_x, self.geometry.mm_per_px_y
        if not self.true_proportions or across is None or down is None:
            return 1.0
        return down / across

    def show(self, pixels: ViewPixels, view: str, geometry: Geometry) -> None:
        """Take another view in; what was still being made for the last one is dropped."""
        self.clear()
        self.source = PixelSource(pixels, self._runner, self)
        self.source.sharpened.connect(self._sharpen)
        self.view = view
        self.geometry = geometry

    def clear(self) -> None:
        """Show nothing, and free the memory."""
        if self.source is not None:
            self.source.drop()
            self.source.deleteLater()
        self.source = None
        self._picture = Picture()
        self._air.clear()

    def is_sharp(self, camera: Camera, state: DisplayState, device_ratio: float) -> bool:
        """Whether all that this camera needs is there."""
        if self.source is None:
            return False
        grid = Grid(camera.scale * device_ratio, camera.scale_y * device_ratio)
        return level_number(grid) == 0 or self.source.is_sharp(state.energy, state.pyramid)

    def readout(self, point: Point, energy: Energy) -> Readout | None:
        """What lies at a scan point."""
        if self.source is None:
            return None
        pixels = self.source.full(energy)
        if energy not in self._air:
            self._air[energy] = estimate_air(pixels)
        return read_out(pixels, point, air=self._air[energy], geometry=self.geometry)

    def paint(
        self, painter: QPainter, camera: Camera, state: DisplayState, device_ratio: float
    ) -> bool:
        """Paint the picture; False if there is none."""
        if self.source is None:
            return False
        self._picture.paint(painter, self.source, camera, state, device_ratio)
        return True

    def paint_measures(
        self,
        painter: QPainter,
        camera: Camera,
        device_ratio: float,
        *,
        container: bool,
        bar: bool,
    ) -> None:
        """Paint the container's outline and the scale bar."""
        box = self.geometry.container
        if container and box is not None:
            doors = {DoorSide.LEFT: box.x, DoorSide.RIGHT: box.right}.get(self.geometry.doors)
            paint_container(painter, camera, box, doors)
        if bar:
            self._bar.paint(painter, camera, self.geometry.mm_per_px_x, device_ratio)

    @Slot()
    def _sharpen(self) -> None:
        self._picture.forget()
        self.sharpened.emit()
