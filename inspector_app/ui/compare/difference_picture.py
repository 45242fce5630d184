"""The difference of two scans as a camera sees it."""

from __future__ import annotations

import math

import cv2
import numpy as np
from PySide6.QtCore import QObject, QPoint, QTimer, Signal
from PySide6.QtGui import QImage, QPainter

from inspector_app.domain.region import Box
from inspector_app.imaging.difference import difference, difference_colours, unknown_colour
from inspector_app.imaging.overlay import LaidOver, Side
from inspector_app.imaging.view_pixels import Pixels
from inspector_app.ui.viewer.camera import Camera
from inspector_app.ui.viewer.picture import covered_rect

ROUGH_FROM_PX = 500_000
"""Larger pictures are made at half the resolution while one moves: a whole screen takes longer than
a frame may."""

ROUGH = 2.0
REST_MS = 80


class DifferencePicture(QObject):
    """Paints what differs; keeps the last picture until the camera moves. GUI thread only.

    Both scans are sampled on the same screen pixels from the same kind of levels, so that sampling
    itself makes no difference.

    Signals:
        rested: the camera has come to rest, and a rough picture can be made in full.
    """

    rested = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._made_for: tuple[object, ...] | None = None
        self._image = QImage()
        self._corner = QPoint()
        self._ratio = 1.0
        self._is_rough = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self.rested)

    def forget(self) -> None:
        """Another pair of scans."""
        self._made_for = None
        self._image = QImage()
        self._rest.stop()

    @property
    def is_rough(self) -> bool:
        """Whether a better picture follows once the camera rests."""
        return self._is_rough

    def paint(self, painter: QPainter, camera: Camera, laid: LaidOver, ratio: float) -> None:
        """Paint the visible part; nothing where there is no difference to be had."""
        if laid.fixed is None or laid.other is None:
            return
        wanted = (camera, ratio, id(laid))
        if wanted != self._made_for:
            seen = covered_rect(camera)
            is_large = seen.width() * seen.height() * ratio**2 > ROUGH_FROM_PX
            self._made_for, self._is_rough = wanted, is_large
            self._make(camera, laid, laid.fixed, laid.other, ratio / ROUGH if is_large else ratio)
            if is_large:
                self._rest.start()
        elif self._is_rough and not self._rest.isActive():
            self._is_rough = False
            self._make(camera, laid, laid.fixed, laid.other, ratio)
        painter.save()
        painter.scale(1 / self._ratio, 1 / self._ratio)
        painter.drawImage(self._corner, self._image)
        painter.restore()

    def _make(self, camera: Camera, laid: LaidOver, fixed: Side, other: Side, ratio: float) -> None:
        self._ratio = ratio
        seen = covered_rect(camera)
        left, top = math.floor(seen.x() * ratio), math.floor(seen.y() * ratio)
        size = math.ceil(seen.width() * ratio), math.ceil(seen.height() * ratio)
        self._corner = QPoint(left, top)
        if size[0] <= 0 or size[1] <= 0:
            self._image = QImage()
            return
        level = _level(camera, ratio, len(fixed.levels.levels))
        to_level = _to_level(camera, ratio, level, (left, top))
        signed = difference(
            _sample(fixed.levels.levels[level], to_level, size),
            _sample(other.levels.levels[level], to_level, size),
            fixed.tables,
            other.tables,
            averaged=float(4**level),
        )
        self._image = QImage(size[0], size[1], QImage.Format.Format_ARGB32_Premultiplied)
        target = np.frombuffer(self._image.bits(), np.int32).reshape(size[1], size[0])
        target[:] = difference_colours(signed)
        outside = np.ones((size[1], size[0]), np.uint8)
        corners = _corners(laid.overlap, camera, ratio, (left, top))
        cv2.fillConvexPoly(outside, corners, (0.0,))
        target[outside != 0] = unknown_colour()


def _level(camera: Camera, ratio: float, count: int) -> int:
    scale = max(camera.scale, camera.scale_y) * ratio
    return 0 if scale >= 1 else min(math.floor(-math.log2(scale) + 1e-9), count - 1)


def _to_level(camera: Camera, ratio: float, level: int, corner: tuple[int, int]) -> np.ndarray:
    """From the middle of a screen pixel to an index of the level; turned pictures included."""
    x0, y0 = camera.to_scan((corner[0] / ratio, corner[1] / ratio))
    across = camera.to_scan(((corner[0] + 1) / ratio, corner[1] / ratio))
    down = camera.to_scan((corner[0] / ratio, (corner[1] + 1) / ratio))
    step = np.array(
        [[across[0] - x0, down[0] - x0], [across[1] - y0, down[1] - y0]], np.float64
    ) / (1 << level)
    start = np.array([x0, y0]) / (1 << level) + step @ np.array([0.5, 0.5]) - 0.5
    return np.column_stack([step, start])


def _sample(values: Pixels, to_level: np.ndarray, size: tuple[int, int]) -> Pixels:
    # Only what is on screen: OpenCV reads no picture wider than 32,767.
    height, width = values.shape
    ends = to_level @ np.array([[0, size[0], 0, size[0]], [0, 0, size[1], size[1]], [1, 1, 1, 1]])
    left, top = (max(0, math.floor(ends[i].min()) - 2) for i in (0, 1))
    right = min(width, math.ceil(ends[0].max()) + 2)
    bottom = min(height, math.ceil(ends[1].max()) + 2)
    left, top = min(left, width - 1), min(top, height - 1)
    piece = np.ascontiguousarray(values[top : max(bottom, top + 1), left : max(right, left + 1)])
    moved = to_level.copy()
    moved[:, 2] -= (left, top)
    step = float(np.abs(to_level[:, :2]).max())
    # Scan pixels drawn as blocks stay blocks.
    how = cv2.INTER_NEAREST if step <= 0.5 else cv2.INTER_LINEAR
    return cv2.warpAffine(
        piece, moved, size, flags=how | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE
    ).astype(np.uint16, copy=False)


def _corners(box: Box, camera: Camera, ratio: float, corner: tuple[int, int]) -> np.ndarray:
    points = ((box.x, box.y), (box.right, box.y), (box.right, box.bottom), (box.x, box.bottom))
    placed = np.array([camera.to_widget(point) for point in points]) * ratio - np.array(corner)
    # Far outside the screen the drawing would overflow.
    return np.clip(np.rint(placed), -30_000, 30_000).astype(np.int32)
