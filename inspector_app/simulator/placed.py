"""An object and the place it was given in a scene."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from inspector_app.simulator.canvas import FloatMap
from inspector_app.simulator.object_sheet import HiddenObject

Window = tuple[slice, slice]


@dataclass(frozen=True, slots=True)
class Placed:
    """An object put into a scene.

    Attributes:
        row, column: of its map's first pixel.
        displaced_share: share of the cargo's depth that it takes the place of; 0 in a void.
        depth_mm: from the near wall to its near side.
    """

    hidden: HiddenObject
    row: int
    column: int
    displaced_share: float
    depth_mm: float = 0.0


def sum_within(maps: Mapping[str, FloatMap], window: Window) -> FloatMap:
    """Areal density of all materials within a window, g/cm2."""
    rows, columns = window
    total = np.zeros((rows.stop - rows.start, columns.stop - columns.start), np.float32)
    for areal in maps.values():
        total += areal[window]
    return total


def windows_of(placed: Placed, height_px: int, width_px: int) -> tuple[Window, Window]:
    """What of an object lies in a scan of that size: as the scan's and as its map's pixels."""
    top, left = max(placed.row, 0), max(placed.column, 0)
    bottom = max(min(placed.row + placed.hidden.cover.shape[0], height_px), top)
    right = max(min(placed.column + placed.hidden.cover.shape[1], width_px), left)
    window = (slice(top, bottom), slice(left, right))
    inner = (
        slice(top - placed.row, bottom - placed.row),
        slice(left - placed.column, right - placed.column),
    )
    return window, inner
