"""Something drawn with the mouse, before it is anything in particular. Pure; scan pixels."""

from __future__ import annotations

from dataclasses import dataclass, replace

from inspector_app.domain.annotation import AnnotationKind
from inspector_app.domain.region import Box, Mark, MarkShape, Point
from inspector_app.ui.viewer.geometry import (
    clipped_point,
    distance_to_segment,
    handles,
    is_too_small,
    squared_within,
    straightened,
    with_corner,
)

AREAS = frozenset({AnnotationKind.RECTANGLE, AnnotationKind.ELLIPSE, AnnotationKind.POLYGON})
LINES = frozenset({AnnotationKind.ARROW, AnnotationKind.RULER})
SHORTEST_PX = 1.0


@dataclass(frozen=True, slots=True)
class Shape:
    """What is drawn: its kind, its points (as many as `AnnotationKind` says) and its words."""

    kind: AnnotationKind
    points: tuple[Point, ...]
    text: str = ""

    @classmethod
    def of_mark(cls, mark: Mark) -> Shape:
        """The outline of a mark."""
        if mark.is_ellipse:
            return cls(AnnotationKind.ELLIPSE, mark.points)
        if mark.is_rectangle:
            return cls(AnnotationKind.RECTANGLE, mark.points)
        return cls(AnnotationKind.POLYGON, mark.points)

    @property
    def is_area(self) -> bool:
        return self.kind in AREAS

    @property
    def box(self) -> Box:
        return Box.around(self.points)

    def mark(self, view: str = "") -> Mark:
        """The outline as a mark. Raises ValueError for what has no area."""
        if not self.is_area:
            raise ValueError(f"{self.kind} has no area")
        is_ellipse = self.kind is AnnotationKind.ELLIPSE
        return Mark(view, self.points, MarkShape.ELLIPSE if is_ellipse else MarkShape.OUTLINE)

    def outline(self) -> tuple[Point, ...]:
        """All corners in drawing order."""
        return self.mark().outline() if self.is_area else self.points

    def handles(self) -> tuple[Point, ...]:
        """The points one can take hold of."""
        return handles(self.mark()) if self.is_area else self.points

    def is_too_small(self) -> bool:
        """Whether it is a slip of the hand."""
        if self.is_area:
            return is_too_small(self.mark())
        box = self.box
        return self.kind in LINES and max(box.width, box.height) < SHORTEST_PX

    def moved(self, dx: float, dy: float, size: Point) -> Shape:
        """Moved, but no further than the edge of a scan of this size (width, height)."""
        box = self.box
        dx = min(max(dx, -box.x), size[0] - box.right)
        dy = min(max(dy, -box.y), size[1] - box.bottom)
        return replace(self, points=tuple((x + dx, y + dy) for x, y in self.points))

    def with_handle(
        self, index: int, point: Point, size: Point, *, constrained_to: float | None = None
    ) -> Shape:
        """One handle put somewhere else on a scan of this size.

        Args:
            constrained_to: height over width of a pixel as drawn, to keep boxes square and lines
                straight; None to leave them free.
        """
        if constrained_to is not None:
            point = self._constrained(index, point, size, constrained_to)
        point = clipped_point(point, width=size[0], height=size[1])
        if self.is_area:
            return replace(self, points=with_corner(self.mark(), index, point).points)
        points = list(self.points)
        points[index] = point
        return replace(self, points=tuple(points))

    def with_vertex(self, point: Point, *, within: Point) -> Shape | None:
        """A polygon with a corner more on the edge under `point`; None for other shapes and where
        no edge is.

        Args:
            within: how near, in scan pixels along x and y.
        """
        if self.kind is not AnnotationKind.POLYGON:
            return None
        scaled = [(x / within[0], y / within[1]) for x, y in self.points]
        here = (point[0] / within[0], point[1] / within[1])
        edges = list(zip(scaled, [*scaled[1:], scaled[0]], strict=True))
        distances = [distance_to_segment(here, *edge) for edge in edges]
        nearest = min(range(len(edges)), key=distances.__getitem__)
        if distances[nearest] > 1:
            return None
        points = (*self.points[: nearest + 1], point, *self.points[nearest + 1 :])
        return replace(self, points=points)

    def without_vertex(self, index: int) -> Shape | None:
        """A polygon with a corner less; None for other shapes and for a triangle."""
        if self.kind is not AnnotationKind.POLYGON or len(self.points) <= 3:
            return None
        return replace(self, points=(*self.points[:index], *self.points[index + 1 :]))

    def _constrained(self, index: int, point: Point, size: Point, aspect: float) -> Point:
        if self.kind in (AnnotationKind.RECTANGLE, AnnotationKind.ELLIPSE):
            return squared_within(self.handles()[(index + 2) % 4], point, aspect, size)
        if self.kind in LINES:
            return straightened(self.points[1 - index], point, aspect)
        return point
