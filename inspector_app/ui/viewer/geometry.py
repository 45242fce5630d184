"""Shapes and what lies under a point. Pure; all in scan pixels unless said otherwise."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from inspector_app.domain.region import Box, Mark, Point


def polygon_area_px(points: Sequence[Point]) -> float:
    """Area of a closed polygon by the shoelace formula, square pixels."""
    pairs = zip(points, [*points[1:], *points[:1]], strict=True)
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs)) / 2


def holds(outline: Sequence[Point], point: Point) -> bool:
    """Whether a point lies inside a closed polygon (even-odd rule)."""
    x, y = point
    inside = False
    before = outline[-1]
    for corner in outline:
        (ax, ay), (bx, by) = before, corner
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            inside = not inside
        before = corner
    return inside


def distance_to_segment(point: Point, start: Point, end: Point) -> float:
    """Shortest distance from a point to a line from `start` to `end`."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length2 = dx * dx + dy * dy
    along = 0.0
    if length2 > 0:
        along = ((point[0] - start[0]) * dx + (point[1] - start[1]) * dy) / length2
        along = min(max(along, 0.0), 1.0)
    return math.dist(point, (start[0] + along * dx, start[1] + along * dy))


def distance_to_outline(point: Point, outline: Sequence[Point]) -> float:
    """Shortest distance from a point to the edge of a closed polygon."""
    starts = [outline[-1], *outline[:-1]]
    return min(distance_to_segment(point, a, b) for a, b in zip(starts, outline, strict=True))


def corner_near(outline: Sequence[Point], point: Point, *, within: float) -> int | None:
    """Index of the nearest corner no further than `within`, or None."""
    distances = [math.dist(corner, point) for corner in outline]
    nearest = min(range(len(outline)), key=distances.__getitem__)
    return nearest if distances[nearest] <= within else None


def smallest_at(outlines: Sequence[Sequence[Point]], point: Point, *, within: float) -> int | None:
    """Index of the outline under a point: inside it or no further than `within` from its edge.

    Of several the smallest is meant, so that a mark inside another can be reached.
    """
    hit = [
        index
        for index, outline in enumerate(outlines)
        if holds(outline, point) or distance_to_outline(point, outline) <= within
    ]
    return min(hit, key=lambda index: polygon_area_px(outlines[index]), default=None)


def clipped_point(point: Point, *, width: float, height: float) -> Point:
    """The point of the scan's area nearest to `point`."""
    return min(max(point[0], 0.0), width), min(max(point[1], 0.0), height)


def clipped(mark: Mark, *, width: float, height: float) -> Mark:
    """The mark with every corner on the scan."""
    points = tuple(clipped_point(p, width=width, height=height) for p in mark.points)
    return replace(mark, points=points)


def tidied(mark: Mark) -> Mark:
    """A rectangle from its top left to its bottom right corner; a polygon without repeated
    neighbours (a double click sets two points in one place)."""
    if len(mark.points) == 2:
        box = mark.box
        return replace(mark, points=((box.x, box.y), (box.right, box.bottom)))
    kept = [p for i, p in enumerate(mark.points) if p != mark.points[i - 1]]
    return Mark(mark.view, tuple(kept)) if len(kept) >= 3 else mark


def is_too_small(mark: Mark, *, smallest_px: float = 3.0) -> bool:
    """Whether a mark is a slip of the hand: under 3 pixels wide or high, or without area."""
    box = mark.box
    if box.width < smallest_px or box.height < smallest_px:
        return True
    return polygon_area_px(mark.outline()) < smallest_px * smallest_px / 2


def moved(mark: Mark, dx: float, dy: float, *, width: float, height: float) -> Mark:
    """The mark moved, but no further than the edge of the scan, its shape kept."""
    box = mark.box
    dx = min(max(dx, -box.x), width - box.right)
    dy = min(max(dy, -box.y), height - box.bottom)
    return replace(mark, points=tuple((x + dx, y + dy) for x, y in mark.points))


def handles(mark: Mark) -> tuple[Point, ...]:
    """The corners one can take hold of: an ellipse has those of the box that it fills."""
    if mark.is_ellipse:
        return Mark.of_box(mark.view, mark.box).outline()
    return mark.outline()


def with_corner(mark: Mark, index: int, point: Point) -> Mark:
    """The mark with handle `index` put at `point`; a rectangle or ellipse stays one, the opposite
    corner in its place."""
    if len(mark.points) > 2:
        points = list(mark.points)
        points[index] = point
        return replace(mark, points=tuple(points))
    opposite = handles(mark)[(index + 2) % 4]
    box = Box.around([opposite, point])
    return replace(mark, points=((box.x, box.y), (box.right, box.bottom)))


def squared(start: Point, point: Point, aspect: float) -> Point:
    """The point moved so that box and ellipse from `start` are square and round as drawn.

    Args:
        aspect: height over width of a pixel as drawn.
    """
    dx, dy = point[0] - start[0], (point[1] - start[1]) * aspect
    side = max(abs(dx), abs(dy))
    return start[0] + math.copysign(side, dx), start[1] + math.copysign(side, dy) / aspect


def squared_within(start: Point, point: Point, aspect: float, size: Point) -> Point:
    """As `squared`, but no larger than a scan of this size (width, height) lets it be."""
    wanted = squared(start, point, aspect)
    reached = clipped_point(wanted, width=size[0], height=size[1])
    shares = [
        abs(reached[i] - start[i]) / abs(wanted[i] - start[i])
        for i in (0, 1)
        if wanted[i] != start[i]
    ]
    share = min(shares, default=0.0)
    return (
        start[0] + (wanted[0] - start[0]) * share,
        start[1] + (wanted[1] - start[1]) * share,
    )


def straightened(start: Point, point: Point, aspect: float) -> Point:
    """The point moved so that the line from `start` is level, upright or at 45 degrees as drawn."""
    dx, dy = point[0] - start[0], (point[1] - start[1]) * aspect
    eighth = math.pi / 4
    angle = round(math.atan2(dy, dx) / eighth) * eighth
    along = dx * math.cos(angle) + dy * math.sin(angle)
    return start[0] + along * math.cos(angle), start[1] + along * math.sin(angle) / aspect


def nice_length(longest: float) -> float:
    """The largest of 1, 2, 5 times a power of ten that is no longer than `longest` (> 0)."""
    power = 10.0 ** math.floor(math.log10(longest))
    return max(step * power for step in (1.0, 2.0, 5.0) if step * power <= longest * (1 + 1e-9))
