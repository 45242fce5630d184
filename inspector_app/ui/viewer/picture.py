"""The picture under the marks: sampled values of what is on screen, coloured through one table.

Why one buffer the size of the widget and no store of coloured tiles: sampling a 1920 x 1080 view
takes about 4 ms and colouring it 1 ms, while Qt takes 3 to 9 ms to draw tiles of another size
smoothly, every time, and every change of window makes a store of coloured tiles worthless. Here a
change of window colours the buffer again, a pan works out the strips that come into view and leaves
the rest where it lies (`ring`), and Qt only ever copies pixels, so a picture wider than its limit
of 32,767 is never made.

What takes longer than a hand should wait is shown roughly at once (`is_rough`); whoever owns the
picture then has it worked out in full (`refinement`, `refine`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect, QRectF
from PySide6.QtGui import QImage, QPainter

from inspector_app.imaging.blind_zone import mark_blind
from inspector_app.imaging.display import Window
from inspector_app.imaging.palettes import Palette
from inspector_app.imaging.view_pixels import Pixels
from inspector_app.ui.viewer.camera import Camera
from inspector_app.ui.viewer.colour_table import colour_table
from inspector_app.ui.viewer.display_state import DisplayState
from inspector_app.ui.viewer.orientation import Area, Orientation
from inspector_app.ui.viewer.pixel_source import PixelSource
from inspector_app.ui.viewer.recipe import Layers, Recipe, RoughLayers
from inspector_app.ui.viewer.resample import Grid
from inspector_app.ui.viewer.ring import Piece, around, overlap, pieces

AT_ONCE_MS = 12.0
"""What a new picture may cost before it is shown roughly first."""

SHARES = 2
"""Into how many bands costly work is cut: the threads of the compute lane."""

WHILE_ZOOMING_MS = 1.5
"""The same while the scale changes from frame to frame."""

ROUGHLY_MS = 4.0
"""What the rough one may cost: it is on screen for a moment, and the sharp one waits for it."""


# Opaque throughout, yet not Format_RGB32: Qt 6.11 takes six times as long to draw that, in its own
# size, on a window's RGB32 memory.
_OPAQUE = QImage.Format.Format_ARGB32_Premultiplied


@dataclass(frozen=True, slots=True)
class Refinement:
    """Work that makes a rough picture sharp.

    Attributes:
        recipe, area: for which picture.
        bands: the area, shared out among the threads of a lane; in one where all of it is quick.
    """

    recipe: Recipe
    area: Area
    bands: tuple[Area, ...]

    @classmethod
    def of(cls, recipe: Recipe, area: Area) -> Refinement:
        left, top, width, height = area
        count = SHARES if recipe.cost_ms(area) > AT_ONCE_MS and height >= SHARES else 1
        edges = [top + height * i // count for i in range(count + 1)]
        bands = tuple((left, first, width, last - first) for first, last in pairwise(edges))
        return cls(recipe, area, bands)

    def shares(self) -> list[Callable[[], Layers]]:
        """The work for each band, on any thread; takes nothing."""
        return [partial(self.recipe.layers, band) for band in self.bands]


@dataclass(frozen=True, slots=True)
class _RoughPicture:
    """Painted in place of the buffer: Qt enlarges it while it copies, which saves writing and
    reading a screenful.

    Attributes:
        memory: of the image, which does not keep it.
        part: of the image: what the area on screen shows.
    """

    image: QImage
    memory: NDArray[np.int32]
    part: QRectF

    @classmethod
    def of(
        cls, picture: NDArray[np.int32], rough: RoughLayers, orientation: Orientation
    ) -> _RoughPicture:
        picture = np.ascontiguousarray(orientation.turn(picture))
        height, width = picture.shape
        # Enlarged Format_RGB32 is the quicker one, see `_OPAQUE` for the other.
        kind = QImage.Format.Format_RGB32 if rough.times > 1 else _OPAQUE
        image = QImage(picture.data, width, height, 4 * width, kind)
        return cls(image, picture, QRectF(*rough.turned_part(orientation)))


@dataclass(frozen=True, slots=True)
class _Colouring:
    """What the colours depend on besides the layers."""

    window: Window
    palette: Palette
    blind_limit: int | None


class Picture:
    """Paints a PixelSource as a camera sees it. Used on the GUI thread only.

    Args:
        is_refined: whether somebody sees to `refinement`; if not, it is never rough.

    Attributes:
        was_zoomed: the scale was another than at the paint before.
    """

    def __init__(self, *, is_refined: bool = False) -> None:
        self._is_refined = is_refined
        self._rough: _RoughPicture | None = None
        self.was_zoomed = False
        self._recipe: Recipe | None = None
        self._area: Area = (0, 0, 0, 0)
        self._base = (0, 0)
        self._coloured: _Colouring | None = None
        self._make_room(1, 1)

    @property
    def is_rough(self) -> bool:
        """Whether what was painted last is to be worked out in full."""
        return self._rough is not None

    def forget(self) -> None:
        """Work everything out again: the source has better values, or another scan is shown."""
        self._recipe = None

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
        room = (
            math.ceil(camera.view_width * device_ratio),
            math.ceil(camera.view_height * device_ratio),
        )
        if room != self._room:
            self._make_room(*room)
        limit = source.facts.blind_limit(display)
        colouring = _Colouring(display.window, display.palette, limit)
        self._work_out(Recipe.of(source, display, grid, camera.orientation), area, colouring)
        painter.save()
        painter.scale(1 / device_ratio, 1 / device_ratio)
        if self._rough is not None:
            place = QRectF(corner[0] + area[0], corner[1] + area[1], area[2], area[3])
            painter.drawImage(place, self._rough.image, self._rough.part)
        for piece in self._pieces(area) if self._rough is None else ():
            rows, columns = piece.at
            painter.drawImage(
                QPoint(
                    corner[0] + area[0] + piece.part[1].start,
                    corner[1] + area[1] + piece.part[0].start,
                ),
                self._image,
                QRect(
                    columns.start,
                    rows.start,
                    columns.stop - columns.start,
                    rows.stop - rows.start,
                ),
            )
        painter.restore()

    def is_sharp_for(self, recipe: Recipe) -> bool:
        """Whether this is what was painted last, in full."""
        return recipe == self._recipe and not self.is_rough

    def refinement(self) -> Refinement | None:
        """What is to be done to make a rough picture sharp."""
        if not self.is_rough or self._recipe is None:
            return None
        return Refinement.of(self._recipe, self._area)

    def refine(self, done: Refinement, bands: Sequence[Layers]) -> bool:
        """Take over what was worked out, a band for each share. False if another picture is wanted
        by now."""
        if done.recipe != self._recipe or not self.is_rough or self._coloured is None:
            return False
        kept = overlap(done.area, self._area)
        strips = [self._area] if kept is None else around(kept, self._area)
        if sum(done.recipe.cost_ms(strip) for strip in strips) > AT_ONCE_MS:
            return False
        for band, layers in zip(done.bands, bands, strict=True):
            kept = overlap(band, self._area)
            if kept is not None:
                self._put(_part(layers, kept, band), kept, self._coloured)
        for strip in strips:
            self._put(done.recipe.layers(strip), strip, self._coloured)
        self._rough = None
        return True

    def _make_room(self, width: int, height: int) -> None:
        """Buffers for a screen of this size."""
        self._room = width, height
        self._image = QImage(width, height, _OPAQUE)
        # Tables write straight into the image's own memory: no copy. Both live as long as this.
        self._colours = np.frombuffer(self._image.bits(), np.int32).reshape(height, width)
        self._values: Pixels = np.empty((height, width), np.uint16)
        self._raw: Pixels | None = None
        self.forget()

    def _work_out(self, recipe: Recipe, area: Area, colouring: _Colouring) -> None:
        before = self._recipe
        self.was_zoomed = before is not None and before.grid != recipe.grid
        kept = overlap(area, self._area) if recipe == before else None
        if kept is None or (self.is_rough and colouring != self._coloured):
            is_hurried = before is not None and before == replace(recipe, grid=before.grid)
            is_hurried = is_hurried and self.was_zoomed
            self._begin(recipe, area, colouring, is_hurried=is_hurried)
            return
        if area != self._area and self.is_rough:
            self._put_roughly(recipe, area, ROUGHLY_MS, colouring)
        elif area != self._area:
            for strip in around(kept, area):
                self._put(recipe.layers(strip), strip, self._coloured or colouring)
        self._area = area
        if colouring != self._coloured:
            self._coloured = colouring
            self._colour(area, colouring)

    def _begin(
        self, recipe: Recipe, area: Area, colouring: _Colouring, *, is_hurried: bool
    ) -> None:
        """A picture that has nothing in common with the one before."""
        self._recipe, self._area, self._coloured = recipe, area, colouring
        # In one piece from the buffer's first pixel on.
        self._base = area[0], area[1]
        self._raw = None if recipe.blind is None else np.empty_like(self._values)
        is_cheap = recipe.cost_ms(area) <= (WHILE_ZOOMING_MS if is_hurried else AT_ONCE_MS)
        # What stands in for levels that are not there is quick anyhow, and is replaced anyhow.
        if self._is_refined and not is_cheap and (recipe.has_levels or not recipe.is_plain):
            self._put_roughly(
                recipe, area, WHILE_ZOOMING_MS if is_hurried else ROUGHLY_MS, colouring
            )
        else:
            self._rough = None
            self._put(recipe.layers(area), area, colouring)

    def _put(self, layers: Layers, area: Area, colouring: _Colouring) -> None:
        """Write layers of an area where they belong, and colour them."""
        for piece in self._pieces(area):
            if layers.colours is None:
                self._values[piece.at] = layers.values[piece.part]
            if self._raw is not None and layers.raw is not None:
                self._raw[piece.at] = layers.raw[piece.part]
            if layers.colours is not None:
                self._colours[piece.at] = layers.colours[piece.part]
        self._colour(area, colouring)

    def _put_roughly(
        self, recipe: Recipe, area: Area, budget_ms: float, colouring: _Colouring
    ) -> None:
        """Colours only: a rough picture is begun anew when its colours change."""
        rough = recipe.rough_layers(area, budget_ms)
        picture = rough.layers.colours
        if picture is None:
            table = colour_table(colouring.window, colouring.palette)
            picture = cast("NDArray[np.int32]", cv2.LUT(rough.layers.values, table))
        if colouring.blind_limit is not None and rough.layers.raw is not None:
            mark_blind(picture, rough.layers.raw, colouring.blind_limit, origin=rough.origin)
        self._rough = _RoughPicture.of(picture, rough, recipe.orientation)

    def _colour(self, area: Area, colouring: _Colouring) -> None:
        """Colour what lies in the buffer."""
        if self._recipe is None or self._recipe.tint is None:
            table = colour_table(colouring.window, colouring.palette)
            for piece in self._pieces(area):
                cv2.LUT(self._values[piece.at], table, self._colours[piece.at])
        if colouring.blind_limit is None or self._raw is None:
            return
        for piece in self._pieces(area):
            origin = (area[0] + piece.part[1].start, area[1] + piece.part[0].start)
            limit = colouring.blind_limit
            mark_blind(self._colours[piece.at], self._raw[piece.at], limit, origin=origin)

    def _pieces(self, area: Area) -> list[Piece]:
        left, top = area[0] - self._base[0], area[1] - self._base[1]
        return pieces((left, top, area[2], area[3]), self._image.width(), self._image.height())


def _part(layers: Layers, part: Area, whole: Area) -> Layers:
    rows = slice(part[1] - whole[1], part[1] - whole[1] + part[3])
    columns = slice(part[0] - whole[0], part[0] - whole[0] + part[2])
    return Layers(
        layers.values[rows, columns],
        None if layers.raw is None else layers.raw[rows, columns],
        None if layers.colours is None else layers.colours[rows, columns],
    )


def covered_rect(camera: Camera) -> QRect:
    """The widget pixels that lie wholly under the picture: nothing else need be painted there."""
    left, top = camera.to_widget((0.0, 0.0))
    right, bottom = camera.to_widget((float(camera.scan_width), float(camera.scan_height)))
    left, right = min(left, right), max(left, right)
    top, bottom = min(top, bottom), max(top, bottom)
    x0, y0 = max(0, math.ceil(left)), max(0, math.ceil(top))
    x1 = min(math.ceil(camera.view_width), math.floor(right))
    y1 = min(math.ceil(camera.view_height), math.floor(bottom))
    return QRect(x0, y0, max(0, x1 - x0), max(0, y1 - y0))


def visible_area(camera: Camera, grid: Grid, device_ratio: float) -> tuple[tuple[int, int], Area]:
    """Where the turned picture's top left corner is on the screen, and the part of it on screen, in
    screen pixels of `grid`: left, top, width, height. Width or height is 0 or less when nothing
    is."""
    size = grid.size_of(camera.scan_width, camera.scan_height)
    corner = camera.picture_corner(device_ratio, *size)
    across, down = camera.orientation.size(*size)
    x0, y0 = max(0, -corner[0]), max(0, -corner[1])
    x1 = min(int(across), math.ceil(camera.view_width * device_ratio) - corner[0])
    y1 = min(int(down), math.ceil(camera.view_height * device_ratio) - corner[1])
    return corner, (x0, y0, x1 - x0, y1 - y0)
