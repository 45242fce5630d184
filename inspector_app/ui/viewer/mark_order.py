"""The marks of a view one after the other, as one reads the scan."""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.domain.region import Box
from inspector_app.domain.scan import DoorSide
from inspector_app.ui.viewer.mark_layer import Hit, MarkLayer
from inspector_app.ui.viewer.orientation import Orientation


@dataclass(frozen=True, slots=True)
class NextMark:
    """Where one comes: the mark, and whether one has begun again from the other end."""

    hit: Hit
    wrapped: bool


def mark_id(hit: Hit) -> str:
    """Id of the highlight or finding."""
    if hit.finding is not None:
        return hit.finding.finding_id
    return "" if hit.highlight is None else hit.highlight.highlight_id


def mark_box(hit: Hit) -> Box:
    """Where it is, in scan pixels. Raises ValueError for an empty hit."""
    if hit.finding is not None:
        return hit.finding.mark.box
    if hit.highlight is None:
        raise ValueError("a hit is a highlight or a finding")
    return hit.highlight.box


def in_reading_order(marks: MarkLayer, doors: DoorSide, orientation: Orientation) -> list[Hit]:
    """All marks from the doors inwards, those one above the other from top to bottom. Where the
    doors are not known, from left to right (or downwards) as the scan lies on the screen."""
    if doors is DoorSide.UNKNOWN:
        backwards = sum(orientation.step_to_turned(1.0, 0.0)) < 0
    else:
        backwards = doors is DoorSide.RIGHT
    hits = [
        *(Hit(highlight=highlight) for highlight in marks.highlights),
        *(Hit(finding=finding) for finding in marks.findings),
    ]

    def place(hit: Hit) -> tuple[float, float]:
        x, y = mark_box(hit).centre
        return (-x if backwards else x), y

    return sorted(hits, key=place)


def next_mark(order: list[Hit], selected: str | None, *, back: bool) -> NextMark | None:
    """The mark after the selected one, or before it; without a selected one the first, or the
    last. None where there are no marks."""
    if not order:
        return None
    step = -1 if back else 1
    at = next((i for i, hit in enumerate(order) if mark_id(hit) == selected), None)
    if at is None:
        return NextMark(order[-1 if back else 0], wrapped=False)
    there = at + step
    return NextMark(order[there % len(order)], wrapped=not 0 <= there < len(order))
