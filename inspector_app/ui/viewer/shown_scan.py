"""The view on screen: its pixels, its scale and how it is painted."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QPainter

from inspector_app.background import Lane, TaskRunner
from inspector_app.domain.region import Point
from inspector_app.domain.scan import DoorSide, Energy, Geometry
from inspector_app.imaging.physics import AttenuationTable
from inspector_app.imaging.readout import Readout, estimate_air, read_out
from inspector_app.imaging.view_pixels import ViewPixels
from inspector_app.ui.viewer.camera import Camera
from inspector_app.ui.viewer.display_state import DisplayState
from inspector_app.ui.viewer.overlays import paint_container
from inspector_app.ui.viewer.picture import Picture, Refinement
from inspector_app.ui.viewer.pixel_source import PixelSource
from inspector_app.ui.viewer.recipe import Layers, Recipe
from inspector_app.ui.viewer.resample import Grid
from inspector_app.ui.viewer.scale_bar import ScaleBar

REST_MS = 40
"""How long the scale has to stay the same before a rough picture is worked out in full."""


class ShownScan(QObject):
    """Holds what a scan view shows until another scan comes.

    Signals:
        sharpened: better pixels are there than were painted, for every picture of this scan.
        refined: the picture painted here has been worked out in full.
    """

    sharpened = Signal()
    refined = Signal()

    def __init__(self, runner: TaskRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._runner = runner
        self._picture = Picture(is_refined=True)
        self._is_refining = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._begin_refining)
        self._bar = ScaleBar()
        self._air: dict[Energy, float | None] = {}
        self.attenuation: AttenuationTable | None = None
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
        self.source = PixelSource(pixels, self._runner, self, attenuation=self.attenuation)
        self.source.sharpened.connect(self._sharpen)
        self.view = view
        self.geometry = geometry

    def clear(self) -> None:
        """Show nothing, and free the memory."""
        if self.source is not None:
            # Lets go of the pixels at once: the next scan is read into this one's memory. Pages
            # that the system has to find afresh can cost more than the reading.
            self.source.drop()
            self.source.deleteLater()
        self.source = None
        self._picture = Picture(is_refined=True)
        self._rest.stop()
        self._runner.cancel_all(self)
        self._is_refining = False
        self._air.clear()

    def is_sharp(self, camera: Camera, state: DisplayState, device_ratio: float) -> bool:
        """Whether all that this camera needs is there, and painted in full."""
        if self.source is None or self.source.facts.is_missing(state):
            return False
        grid = Grid(camera.scale * device_ratio, camera.scale_y * device_ratio)
        recipe = Recipe.of(self.source, state, grid, camera.orientation)
        return recipe.has_levels and self._picture.is_sharp_for(recipe)

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
        if self._picture.is_rough and self._picture.was_zoomed:
            self._rest.start(REST_MS)
        elif self._picture.is_rough and not self._is_refining and not self._rest.isActive():
            self._rest.start(0)
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
            scale = self.geometry.mm_per_px_x, self.geometry.mm_per_px_y
            self._bar.paint(painter, camera, scale, device_ratio)

    @Slot()
    def _sharpen(self) -> None:
        self._picture.forget()
        self.sharpened.emit()

    @Slot()
    def _begin_refining(self) -> None:
        refinement = self._picture.refinement()
        self._is_refining = refinement is not None
        if refinement is None:
            return
        shares = refinement.shares()
        bands: list[Layers | None] = [None] * len(shares)
        for number, work in enumerate(shares):
            self._runner.run(
                work,
                done=partial(self._take_band, refinement, bands, number),
                failed=self._give_up_refining,
                owner=self,
                lane=Lane.COMPUTE,
                key=f"refine-{number}",
            )

    def _take_band(
        self, refinement: Refinement, bands: list[Layers | None], number: int, band: Layers
    ) -> None:
        bands[number] = band
        there = [one for one in bands if one is not None]
        if len(there) == len(bands):
            self._end_refining(refinement, there)

    def _end_refining(self, refinement: Refinement, bands: list[Layers]) -> None:
        self._is_refining = False
        if self._picture.refine(refinement, bands):
            self.refined.emit()
        elif self._picture.is_rough and not self._rest.isActive():
            self._begin_refining()

    def _give_up_refining(self, _error: Exception) -> None:
        # No memory for it: what is painted is rough but right, and the next move tries again.
        self._is_refining = False
