"""The measurements on one view: a line whose values are plotted, a region that is weighed.

They are not kept: a ruler that shall stay is an annotation. What they say is worked out in the
background, again for every step of a drag; the newest wins.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen

from inspector_app.background import Lane, TaskRunner
from inspector_app.domain.region import Mark, Point
from inspector_app.domain.scan import Energy, Geometry
from inspector_app.imaging.mass import Background
from inspector_app.imaging.measure import LineProfile, line_profile
from inspector_app.imaging.physics import AttenuationTable
from inspector_app.imaging.region_report import RegionReport, air_levels, report_region
from inspector_app.imaging.view_pixels import ViewPixels
from inspector_app.ui.viewer.annotation_paint import paint_ruler
from inspector_app.ui.viewer.camera import Camera
from inspector_app.ui.viewer.marks import Paint
from inspector_app.ui.viewer.overlays import paint_handles, paint_outline, paint_size
from inspector_app.ui.viewer.shape import Shape
from inspector_app.ui.viewer.tools.base import ToolHost
from inspector_app.ui.viewer.tools.grip import Grip

DASH_DOT = (6.0, 2.0, 1.0, 2.0)
WIDEST_PX = 99


class MeasuredView(ToolHost, Protocol):
    """The scan view, as seen by its measurements."""

    attenuation: AttenuationTable | None

    @property
    def pixels(self) -> ViewPixels | None: ...

    @property
    def scan_geometry(self) -> Geometry: ...


class MeasureBoard(QObject):
    """Attributes:
        line, region: what is measured, None for nothing.
        width_px: over how many parallel lines the profile is averaged.
        background: whether the region's surroundings are taken out of its mass.
        profile, report: what came of it, None until it is there.

    Signals:
        changed: something was drawn, moved, taken away or worked out.
        failed: Exception; nothing could be worked out (memory).
    """

    changed = Signal()
    failed = Signal(object)

    def __init__(self, view: MeasuredView, runner: TaskRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._view = view
        self._runner = runner
        self._air: dict[Energy, float | None] | None = None
        self._grip = Grip(view)
        self._held = ""
        self._dot: float | None = None
        self.is_constrained = False
        self.width_px = 1
        self.background = Background.SURROUNDINGS
        self.line: Shape | None = None
        self.region: Shape | None = None
        self.profile: LineProfile | None = None
        self.report: RegionReport | None = None

    @property
    def has_any(self) -> bool:
        return self.line is not None or self.region is not None

    def set_line(self, line: Shape | None) -> None:
        """Plot the values along a line, or no longer."""
        self.line = line
        self.profile = None if line is None else self.profile
        self._dot = None
        self._work()

    def set_region(self, region: Shape | None) -> None:
        """Measure inside an outline, or no longer."""
        self.region = region
        self.report = None if region is None else self.report
        self._work()

    def set_width(self, width_px: int) -> None:
        """Average the profile over so many lines."""
        self.width_px = min(max(width_px, 1), WIDEST_PX)
        self._work()

    def set_background(self, background: Background) -> None:
        """Weigh the thing alone, or all that the beam went through."""
        self.background = background
        self._work()

    def show_dot(self, share: float | None) -> None:
        """Show on the scan where in the plot the mouse is."""
        if share != self._dot:
            self._dot = share
            self._view.update()

    def clear(self) -> bool:
        """Measure nothing; False where nothing was."""
        had = self.has_any
        self._grip.drop()
        self.line = self.region = self.profile = self.report = self._dot = None
        self._view.update()
        self.changed.emit()
        return had

    def forget(self) -> None:
        """Another scan."""
        self._runner.cancel_all(self)
        self._air = None
        self.clear()

    # The mouse (see `Grabbable`)

    @property
    def is_dragging(self) -> bool:
        return self._grip.is_dragging

    def cursor_at(self, at: Point) -> Qt.CursorShape | None:
        over = (self._grip.cursor_at(shape, at) for _, shape in self._shapes())
        return next((shape for shape in over if shape is not None), None)

    def press(self, point: Point, at: Point) -> bool:
        for name, shape in self._shapes():
            if self._grip.press(shape, point, at):
                self._held = name
                return True
        return False

    def move(self, point: Point) -> None:
        self._grip.move(point, constrained=self.is_constrained)
        shown = self._grip.shown
        if shown is not None and not shown.is_too_small():
            self._put(shown)

    def release(self) -> bool:
        shape = self._grip.release()
        if shape is not None:
            self._put(shape)
        return shape is not None

    def abandon_drag(self) -> None:
        self._grip.drop()

    def double_click(self, point: Point, at: Point) -> bool:
        for name, shape in self._shapes():
            with_vertex = self._grip.with_vertex(shape, point)
            if with_vertex is not None and self._grip.cursor_at(shape, at) is not None:
                self._held = name
                self._put(with_vertex)
                return True
        return False

    def delete_vertex(self, at: Point) -> bool:
        for name, shape in self._shapes():
            without = self._grip.without_vertex(shape, at)
            if without is not None:
                self._held = name
                self._put(without)
                return True
        return False

    def paint(self, painter: QPainter, camera: Camera) -> None:
        """Draw the line, the region and the dot that goes with the plot."""
        scale = self._view.geometry_mm()
        if self.region is not None:
            corners = [camera.to_widget(p) for p in self.region.outline()]
            paint_outline(painter, corners, Paint.MEASURE, pattern=DASH_DOT)
            handles = [camera.to_widget(p) for p in self.region.handles()]
            paint_handles(painter, handles, active=None, colour=Paint.MEASURE)
            if self.is_dragging and self._held == "region":
                paint_size(painter, camera, self.region.box, scale)
        if self.line is not None:
            ends = (self.line.points[0], self.line.points[1])
            paint_ruler(painter, camera, ends, scale, Paint.MEASURE)
            handles = [camera.to_widget(p) for p in ends]
            paint_handles(painter, handles, active=0, colour=Paint.MEASURE)
            if self._dot is not None:
                self._paint_dot(painter, camera, ends, self._dot)

    # Within

    @staticmethod
    def _paint_dot(
        painter: QPainter, camera: Camera, ends: tuple[Point, Point], share: float
    ) -> None:
        (ax, ay), (bx, by) = ends
        at = camera.to_widget((ax + (bx - ax) * share, ay + (by - ay) * share))
        painter.setPen(QPen(QColor(*Paint.HALO), 2))
        painter.setBrush(QColor(*Paint.LOOK))
        painter.drawEllipse(QPointF(*at), 6, 6)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _shapes(self) -> list[tuple[str, Shape]]:
        # A line across the region is on top of it.
        both = (("line", self.line), ("region", self.region))
        return [(name, shape) for name, shape in both if shape is not None]

    def _put(self, shape: Shape) -> None:
        if self._held == "line":
            self.line = shape
        else:
            self.region = shape
        self._work()

    def _work(self) -> None:
        self._view.update()
        self.changed.emit()
        pixels = self._view.pixels
        if pixels is None or not self.has_any:
            return
        request = _Request(
            pixels,
            self._view.scan_geometry,
            self._view.attenuation,
            self._air,
            self.line,
            None if self.region is None else self.region.mark(self._view.view_name()),
            self.width_px,
            self.background,
        )
        self._runner.run(
            request.measure,
            done=partial(self._take, pixels),
            failed=self.failed.emit,
            owner=self,
            lane=Lane.COMPUTE,
            key="measure",
        )

    def _take(self, pixels: ViewPixels, found: _Found) -> None:
        if self._view.pixels is not pixels:
            return
        self._air = found[0]
        self.profile = found[1] if self.line is not None else None
        self.report = found[2] if self.region is not None else None
        self.changed.emit()


_Found = tuple[dict[Energy, float | None], LineProfile | None, RegionReport | None]


@dataclass(frozen=True, slots=True)
class _Request:
    """All that is needed to measure; `air` is None until it was worked out once."""

    pixels: ViewPixels
    geometry: Geometry
    table: AttenuationTable | None
    air: dict[Energy, float | None] | None
    line: Shape | None
    region: Mark | None
    width_px: int
    background: Background

    def measure(self) -> _Found:
        """In the background."""
        air = air_levels(self.pixels) if self.air is None else self.air
        profile = report = None
        if self.line is not None:
            start, end = self.line.points
            profile = line_profile(
                self.pixels, start, end, self.geometry, width_px=self.width_px, air=air
            )
        if self.region is not None:
            report = report_region(
                self.pixels,
                self.region,
                self.geometry,
                self.table,
                air=air,
                background=self.background,
            )
        return air, profile, report
