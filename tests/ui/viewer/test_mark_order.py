"""The marks one after the other."""

from __future__ import annotations

import pytest

from inspector_app.domain.highlight import Tier
from inspector_app.domain.region import Box, Mark
from inspector_app.domain.scan import DoorSide
from inspector_app.ui.viewer.mark_layer import MarkLayer
from inspector_app.ui.viewer.mark_order import in_reading_order, mark_id, next_mark
from inspector_app.ui.viewer.marks import FindingMark, HighlightMark
from inspector_app.ui.viewer.orientation import Orientation


def highlight(name: str, x: float, y: float = 50) -> HighlightMark:
    return HighlightMark(name, 1, Box(x, y, 10, 10), Tier.ALERT)


@pytest.fixture
def marks() -> MarkLayer:
    layer = MarkLayer()
    finding = FindingMark("f", 1, Mark.of_box("side", Box(200, 0, 10, 10)))
    layer.show(
        highlights=[highlight("c", 300), highlight("a", 100), highlight("b", 200)],
        findings=[finding],
    )
    return layer


@pytest.mark.parametrize(
    ("doors", "orientation", "expected"),
    [
        (DoorSide.LEFT, Orientation(), "afbc"),
        (DoorSide.RIGHT, Orientation(), "cfba"),
        (DoorSide.RIGHT, Orientation(0, mirrored=True), "cfba"),
        (DoorSide.UNKNOWN, Orientation(), "afbc"),
        (DoorSide.UNKNOWN, Orientation(0, mirrored=True), "cfba"),
        (DoorSide.UNKNOWN, Orientation(1), "afbc"),
        (DoorSide.UNKNOWN, Orientation(2), "cfba"),
        (DoorSide.UNKNOWN, Orientation(3), "cfba"),
    ],
)
def test_one_reads_from_the_doors_or_from_the_left(
    marks: MarkLayer, doors: DoorSide, orientation: Orientation, expected: str
) -> None:
    order = in_reading_order(marks, doors, orientation)
    assert "".join(map(mark_id, order)) == expected


@pytest.mark.parametrize(
    ("selected", "back", "expected", "wrapped"),
    [
        (None, False, "a", False),
        (None, True, "c", False),
        ("gone", False, "a", False),
        ("a", False, "f", False),
        ("c", False, "a", True),
        ("a", True, "c", True),
    ],
)
def test_the_next_one_is_found_from_anywhere(
    marks: MarkLayer, selected: str | None, back: bool, expected: str, wrapped: bool
) -> None:
    order = in_reading_order(marks, DoorSide.LEFT, Orientation())
    found = next_mark(order, selected, back=back)
    assert found is not None
    assert (mark_id(found.hit), found.wrapped) == (expected, wrapped)


def test_without_marks_there_is_no_next_one() -> None:
    assert next_mark([], None, back=False) is None
