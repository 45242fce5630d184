"""The picture under the marks: sampled values of what is on screen, coloured through one table.

Why one buffer the size of the widget and no store of coloured tiles: sampling a 1920 x 1080 view
takes about 3 ms and colouring it under 1 ms, while Qt takes 3 to 9 ms to draw tiles of another size
smoothly, every time, and every change of window makes a store of coloured tiles worthless. Here a
change of window colours the buffer again, a pan moves it and samples the strip that comes into
view, and Qt only ever copies pixels, so a picture wider than its limit of 32,767 is never made.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage, QPainter

from inspector_app.domain.scan import Energy
from inspector_app.imaging.display import Window
from inspector_app.imaging.pyramid import PyramidKind
from inspector_app.imaging.view_pixels import Pixels
from inspector_app.ui.viewer.camera import Camera
from inspector_app.ui.viewer.colour_table import colour_table
from inspector_app.ui.viewer.display_state import DisplayState
from inspector_app.ui.viewer.pixel_source import PixelSource
from inspector_app.ui.viewer.resample import Grid

Area = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What the sampled values depend on; equal means only the area may differ."""

    source: PixelSource
    grid: Grid
    energy: Energy
    pyramid: PyramidKind


class Picture:
    """Paints a PixelSource as a camera sees it. Used on the GUI thread only."""

    def __init__(self) -> None:
        self._wanted: _Wanted | None = None
        self._area: Area = (0, 0, 0, 0)
        self._values: Pixels = np.empty((0, 0), np.uint16)
        self._image = QImage()
        self._coloured_for: Window | None = None

    def forget(self) -> None:
        """Sample everything again: the source has better values, or another scan is shown."""
        self._wanted = None
        self._coloured_for = None

    def paint(
        self,
        painter: QPainter,
        source: PixelSource,
        camera: Camera,
        display: DisplayState,
        device_ratio: float,
    ) -> None:
        """Draw the visible part of the scan; `camera` is snapped to `device_ratio`."""
        grid = Grid(camera.scale * device_ratio, camera.scale_y * device_ratio)
        corner, area = visible_area(camera, grid, device_ratio)
        if area[2] <= 0 or area[3] <= 0:
            return
        self._sample(_Wanted(source, grid, display.energy, display.pyramid), area)
        self._colour(display.window)
        painter.save()
        painter.scale(1 / device_ratio, 1 / device_ratio)
        painter.drawImage(QPoint(corner[0] + area[0], corner[1] + area[1]), self._image)
        painter.restore()

    def _sample(self, wanted: _Wanted, area: Area) -> None:
        if wanted == self._wanted and area == self._area:
            return
        if wanted == self._wanted and (kept := _overlap(area, self._area)) is not None:
            values = np.empty((area[3], area[2]), np.uint16)
            _piece(values, kept, area)[:] = _piece(self._values, kept, self._area)
            for strip in _around(kept, area):
                _piece(values, strip, area)[:] = _values(wanted, strip)
        else:
            values = _values(wanted, area)
        self._wanted, self._area, self._values = wanted, area, values
        self._coloured_for = None

    def _colour(self, window: Window) -> None:
        if window == self._coloured_for:
            return
        height, width = self._values.shape
        if self._image.width() != width or self._image.height() != height:
            # Opaque throughout, yet not Format_RGB32: Qt 6.11 takes six times as long to draw that
            # on a window's RGB32 memory.
            self._image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
        # The table writes straight into the image's own memory: no copy, and nothing to outlive.
        target = np.frombuffer(self._image.bits(), np.int32).reshape(height, width)
        cv2.LUT(self._values, colour_table(window), target)
        self._coloured_for = window


def covered_rect(camera: Camera) -> QRect:
    """The widget pixels that lie wholly under the picture: nothing else need be painted there."""
    left, top = camera.to_widget((0.0, 0.0))
    right, bottom = camera.to_widget((float(camera.scan_width), float(camera.scan_height)))
    x0, y0 = max(0, math.ceil(left)), max(0, math.ceil(top))
    x1 = min(math.ceil(camera.view_width), math.floor(right))
    y1 = min(math.ceil(camera.view_height), math.floor(bottom))
    return QRect(x0, y0, max(0, x1 - x0), max(0, y1 - y0))


def visible_area(camera: Camera, grid: Grid, device_ratio: float) -> tuple[tuple[int, int], Area]:
    """Where the scan's corner is on the screen, and the part of the scan on screen in screen
    pixels of `grid`: left, top, width, height. Width or height is 0 or less when nothing is."""
    left, top = camera.to_widget((0.0, 0.0))
    corner = round(left * device_ratio), round(top * device_ratio)
    across, down = grid.size_of(camera.scan_width, camera.scan_height)
    x0, y0 = max(0, -corner[0]), max(0, -corner[1])
    x1 = min(across, math.ceil(camera.view_width * device_ratio) - corner[0])
    y1 = min(down, math.ceil(camera.view_height * device_ratio) - corner[1])
    return corner, (x0, y0, x1 - x0, y1 - y0)


def _values(wanted: _Wanted, area: Area) -> Pixels:
    return wanted.source.values(wanted.energy, wanted.pyramid, wanted.grid, area)


def _piece(values: Pixels, part: Area, whole: Area) -> Pixels:
    x, y = part[0] - whole[0], part[1] - whole[1]
    return values[y : y + part[3], x : x + part[2]]


def _overlap(a: Area, b: Area) -> Area | None:
    left, top = max(a[0], b[0]), max(a[1], b[1])
    right, bottom = min(a[0] + a[2], b[0] + b[2]), min(a[1] + a[3], b[1] + b[3])
    if right <= left or bottom <= top:
        return None
    return left, top, right - left, bottom - top


def _around(kept: Area, area: Area) -> list[Area]:
    """The strips of `area` outside `kept`: above and below at full width, then left and right."""
    right, bottom = area[0] + area[2], area[1] + area[3]
    kept_right, kept_bottom = kept[0] + kept[2], kept[1] + kept[3]
    strips = [
        (area[0], area[1], area[2], kept[1] - area[1]),
        (area[0], kept_bottom, area[2], bottom - kept_bottom),
        (area[0], kept[1], kept[0] - area[0], kept[3]),
        (kept_right, kept[1], right - kept_right, kept[3]),
    ]
    return [strip for strip in strips if strip[2] > 0 and strip[3] > 0]
