"""Where in a given scan something could lie."""

from __future__ import annotations

import numpy as np

from inspector_app.domain.region import Box
from inspector_app.domain.scan import Geometry
from inspector_app.imaging import physics
from inspector_app.simulator.canvas import FloatMap

_TRIES = 80
_SPENT_ALPHA = 5.5
# Fewer whole grey values than these cannot show what lies there.
_LEAST_VALUES = 8.0
# A rail behind the object is thinner than what could carry it.
_SUPPORT_PX = 12
_FLOOR_FROM = 0.6
_FLOOR_STEP = 0.12
# Walls and floor take their share of the container's outline; goods lie within.
_MARGINS = (0.025, 0.05, 0.025, 0.07)
# Walls differ by less than that; five centimetres of cartons hold nothing up.
_VOID_ALPHA = 0.25


def inside_of(geometry: Geometry, shape: tuple[int, int]) -> Box:
    """The part of a scan that goods can lie in.

    Raises:
        ValueError: the scan's geometry names no container, or one outside of the scan.
    """
    box = geometry.container
    if box is None:
        raise ValueError("the container's outline is not known: give the place")
    left, top, right, bottom = _MARGINS
    x0, y0 = box.x + left * box.width, box.y + top * box.height
    x1, y1 = box.right - right * box.width, box.bottom - bottom * box.height
    x0, y0 = max(x0, 0.0), max(y0, 0.0)
    x1, y1 = min(x1, float(shape[1])), min(y1, float(shape[0]))
    if x1 - x0 < 8 or y1 - y0 < 8:
        raise ValueError("the container's outline lies outside of the scan")
    return Box(x0, y0, x1 - x0, y1 - y0)


def _floor_row(alpha: FloatMap, inside: Box) -> int:
    """First row below which no place is as light as the walls: the floor, if it is seen.

    Outlines that people drew often reach down to the side rail's foot.
    """
    bottom = int(inside.bottom)
    part = alpha[int(inside.y) : bottom, int(inside.x) : int(inside.right)]
    lightest = np.percentile(part, 10, axis=1)
    usual = float(np.median(lightest))
    first = int(_FLOOR_FROM * len(lightest))
    heavy = lightest[first:] > usual + _FLOOR_STEP
    return int(inside.y) + first + int(heavy.argmax()) if heavy.any() else bottom


def choose_place(
    transmission: FloatMap,
    inside: Box,
    size_px: tuple[int, int],
    air: float,
    rng: np.random.Generator,
) -> tuple[int, int, bool]:
    """First row and column for something of `size_px` (rows, columns), and if it lies in a void.

    It lies within the load, on top of it or on the floor, never where the beam is spent.

    Args:
        air: stored value of the open beam, which tells how much can be told apart in the dark.

    Raises:
        ValueError: it does not fit, or the beam is spent everywhere.
    """
    rows, columns = size_px
    alpha = physics.attenuation(transmission, 1e-4)
    floor = _floor_row(alpha, inside)
    if rows > floor - inside.y or columns > inside.width:
        raise ValueError("the object is larger than the hold")
    spent = min(_SPENT_ALPHA, float(np.log(max(air / _LEAST_VALUES, 1.0))))
    part = alpha[int(inside.y) : floor, int(inside.x) : int(inside.right)]
    empty = float(np.percentile(part, 3)) + _VOID_ALPHA
    for _ in range(_TRIES):
        column = int(rng.uniform(inside.x, inside.right - columns + 1))
        row = int(rng.uniform(inside.y, floor - rows + 1))
        span = slice(column, column + columns)
        void = float(np.median(alpha[row : row + rows, span])) < empty
        if void:
            # Nothing holds it up here: let it fall to the load or to the floor.
            while row + rows < floor:
                below = slice(row + rows, row + rows + _SUPPORT_PX)
                if float(np.median(alpha[below, span])) >= empty:
                    break
                row += 1
        if float(alpha[row : row + rows, span].mean()) < spent:
            return row, column, void
    raise ValueError("the beam is spent wherever the object fits")
