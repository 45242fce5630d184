"""Where one scan lies over another, and the pixels of one in the frame of the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np

from inspector_app.domain.region import Point
from inspector_app.domain.scan import Geometry
from inspector_app.imaging.view_pixels import Pixels, ViewPixels

_SHRINK_FIRST = 0.8


@dataclass(frozen=True, slots=True)
class Placement:
    """Places a moving scan over a fixed one: ``x_fixed = scale_x * x_moving + shift_x``, and the
    same for y. Points are scan pixels, (0, 0) is the outer corner of the first pixel.

    Attributes:
        scale_x: fixed pixels per moving pixel; negative where the vehicle drove the other way.
        scale_y: the same across, always positive.
        shift_x, shift_y: fixed pixels.

    Raises ValueError when a scale is 0 or `scale_y` is negative.
    """

    scale_x: float = 1.0
    shift_x: float = 0.0
    scale_y: float = 1.0
    shift_y: float = 0.0

    def __post_init__(self) -> None:
        if self.scale_x == 0 or self.scale_y <= 0:
            raise ValueError("a scan cannot be squeezed to nothing or stood on its head")

    @property
    def is_mirrored(self) -> bool:
        return self.scale_x < 0

    def to_fixed(self, point: Point) -> Point:
        """Where a point of the moving scan lies on the fixed one."""
        return point[0] * self.scale_x + self.shift_x, point[1] * self.scale_y + self.shift_y

    def to_moving(self, point: Point) -> Point:
        """Which point of the moving scan lies at a point of the fixed one."""
        return (point[0] - self.shift_x) / self.scale_x, (point[1] - self.shift_y) / self.scale_y


def place_unaligned(
    fixed: ViewPixels, moving: ViewPixels, fixed_scale: Geometry, moving_scale: Geometry
) -> Placement:
    """Where a scan lies over another as long as nobody looked what is in them.

    Millimetres where both scales are known, from the left end of the scan and from its lower edge,
    near which the vehicle stands. Otherwise the same share of width and height.
    """
    ratio_x, ratio_y = scale_ratios(fixed_scale, moving_scale)
    scale_x = ratio_x if ratio_x is not None else fixed.width_px / moving.width_px
    if ratio_y is None:
        return Placement(scale_x, 0.0, fixed.height_px / moving.height_px, 0.0)
    return Placement(scale_x, 0.0, ratio_y, fixed.height_px - ratio_y * moving.height_px)


def scale_ratios(fixed: Geometry, moving: Geometry) -> tuple[float | None, float | None]:
    """Fixed pixels per moving pixel along x and y, None where a scale is not known."""
    return (
        _ratio(moving.mm_per_px_x, fixed.mm_per_px_x),
        _ratio(moving.mm_per_px_y, fixed.mm_per_px_y),
    )


def _ratio(moving_mm: float | None, fixed_mm: float | None) -> float | None:
    if moving_mm is None or fixed_mm is None:
        return None
    return moving_mm / fixed_mm


def resample(
    pixels: Pixels, placement: Placement, width_px: int, height_px: int, *, outside: int
) -> Pixels:
    """A moving scan's pixels in the frame of the fixed one.

    Args:
        pixels: uint16, the moving scan.
        width_px, height_px: size of the fixed scan.
        outside: the value where the moving scan has nothing.

    Returns:
        uint16, shape (height_px, width_px), read-only. Bilinear; where the moving scan is finer
        by a quarter or more, its pixels are averaged first, so that none is stepped over.
    """
    scale_x, scale_y = placement.scale_x, placement.scale_y
    height, width = pixels.shape
    if min(abs(scale_x), scale_y) < _SHRINK_FIRST:
        size = (
            max(1, round(width * min(1.0, abs(scale_x)))),
            max(1, round(height * min(1.0, scale_y))),
        )
        pixels = cast("Pixels", cv2.resize(pixels, size, interpolation=cv2.INTER_AREA))
        scale_x, scale_y = scale_x * width / size[0], scale_y * height / size[1]
    # Pixel middles lie at half numbers.
    inverse = np.array(
        [
            [1 / scale_x, 0.0, (0.5 - placement.shift_x) / scale_x - 0.5],
            [0.0, 1 / scale_y, (0.5 - placement.shift_y) / scale_y - 0.5],
        ]
    )
    placed = cv2.warpAffine(
        pixels,
        inverse,
        (width_px, height_px),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=(float(outside), 0.0, 0.0, 0.0),
    ).astype(np.uint16, copy=False)
    placed.flags.writeable = False
    return placed


def resample_view(
    view: ViewPixels, placement: Placement, width_px: int, height_px: int
) -> ViewPixels:
    """Both energies of a moving scan in the frame of the fixed one; white where it has nothing."""
    high = resample(view.high, placement, width_px, height_px, outside=view.white)
    low = view.low
    if low is not None:
        low = resample(low, placement, width_px, height_px, outside=view.white)
    return ViewPixels(high, low, view.bits)
