"""Outlines in scan pixels: x grows to the right, y grows downwards, (0, 0) is the outer corner of
the first pixel. Points are floats."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle in scan pixels."""

    x: float
    y: float
    width: float
    height: float

    def __post_init__(self) -> None:
        if self.width < 0 or self.height < 0:
            raise ValueError("a box has no negative side")

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def centre(self) -> Point:
        return self.x + self.width / 2, self.y + self.height / 2

    @property
    def area(self) -> float:
        return self.width * self.height

    @classmethod
    def around(cls, points: Sequence[Point]) -> Self:
        """The smallest box that holds all points. Raises ValueError for none."""
        if not points:
            raise ValueError("no points to put a box around")
        xs = [x for x, _ in points]
        ys = [y for _, y in points]
        return cls(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))

    def intersection_over_union(self, other: Box) -> float:
        """Overlap of two boxes, 0 (apart) to 1 (equal)."""
        width = min(self.right, other.right) - max(self.x, other.x)
        height = min(self.bottom, other.bottom) - max(self.y, other.y)
        if width <= 0 or height <= 0:
            return 0.0
        shared = width * height
        return shared / (self.area + other.area - shared)


class MarkShape(StrEnum):
    """How the points of a mark are joined.

    OUTLINE: two points are opposite corners of a rectangle, three or more a polygon. ELLIPSE: two
    points are opposite corners of the rectangle that it fills.
    """

    OUTLINE = "outline"
    ELLIPSE = "ellipse"


_ELLIPSE_CORNERS = 48


@dataclass(frozen=True, slots=True)
class Mark:
    """The outline of a highlight or finding on one view; `points` are in scan pixels.

    Raises ValueError for fewer than two points, for an ellipse of more, and for one that is no
    finite number: that could be written down, but never read again.
    """

    view: str
    points: tuple[Point, ...]
    shape: MarkShape = MarkShape.OUTLINE

    def __post_init__(self) -> None:
        if len(self.points) < 2:
            raise ValueError("a mark needs at least two points")
        if self.is_ellipse and len(self.points) != 2:
            raise ValueError("an ellipse has two points")
        if not all(math.isfinite(place) for point in self.points for place in point):
            raise ValueError("a mark lies at finite places")

    @property
    def is_ellipse(self) -> bool:
        return self.shape is MarkShape.ELLIPSE

    @property
    def is_rectangle(self) -> bool:
        return len(self.points) == 2 and not self.is_ellipse

    @property
    def box(self) -> Box:
        return Box.around(self.points)

    @classmethod
    def of_box(cls, view: str, box: Box) -> Self:
        return cls(view, ((box.x, box.y), (box.right, box.bottom)))

    def outline(self) -> tuple[Point, ...]:
        """All corners in drawing order: four for a rectangle, 48 points of an ellipse."""
        box = self.box
        if self.is_ellipse:
            middle_x, middle_y = box.centre
            angles = (2 * math.pi * i / _ELLIPSE_CORNERS for i in range(_ELLIPSE_CORNERS))
            return tuple(
                (middle_x + box.width / 2 * math.cos(a), middle_y + box.height / 2 * math.sin(a))
                for a in angles
            )
        if not self.is_rectangle:
            return self.points
        return (
            (box.x, box.y),
            (box.right, box.y),
            (box.right, box.bottom),
            (box.x, box.bottom),
        )
