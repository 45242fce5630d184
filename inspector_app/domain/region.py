"""Outlines in scan pixels: x grows to the right, y grows downwards, (0, 0) is the outer corner of
the first pixel. Points are floats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Mark:
    """The outline of a highlight or finding on one view.

    Two points are opposite corners of a rectangle, three or more a polygon; `points` are in scan
    pixels. Raises ValueError for fewer than two points.
    """

    view: str
    points: tuple[Point, ...]

    def __post_init__(self) -> None:
        if len(self.points) < 2:
            raise ValueError("a mark needs at least two points")

    @property
    def is_rectangle(self) -> bool:
        return len(self.points) == 2

    @property
    def box(self) -> Box:
        return Box.around(self.points)

    @classmethod
    def of_box(cls, view: str, box: Box) -> Self:
        return cls(view, ((box.x, box.y), (box.right, box.bottom)))

    def outline(self) -> tuple[Point, ...]:
        """All corners in drawing order, four for a rectangle."""
        if not self.is_rectangle:
            return self.points
        box = self.box
        return (
            (box.x, box.y),
            (box.right, box.y),
            (box.right, box.bottom),
            (box.x, box.bottom),
        )
