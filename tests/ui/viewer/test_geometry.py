"""Shapes and hit-testing, without a window."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.domain.region import Box, Mark
from inspector_app.ui.viewer.geometry import (
    clipped,
    corner_near,
    distance_to_outline,
    distance_to_segment,
    holds,
    is_too_small,
    moved,
    nice_length,
    polygon_area_px,
    smallest_at,
    tidied,
    with_corner,
)

SQUARE = ((0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0))
NOTCHED = ((0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (5.0, 2.0), (0.0, 10.0))
points = st.tuples(st.floats(-50, 150), st.floats(-50, 90))


def test_area_of_known_shapes() -> None:
    assert polygon_area_px(SQUARE) == 100
    assert polygon_area_px(SQUARE[::-1]) == 100
    assert polygon_area_px(((0, 0), (4, 0), (0, 3))) == 6


def test_a_point_in_the_notch_is_outside() -> None:
    assert holds(NOTCHED, (5, 1))
    assert not holds(NOTCHED, (5, 6))
    assert not holds(SQUARE, (11, 5))


def test_distance_to_a_segment_ends_at_its_ends() -> None:
    assert distance_to_segment((5, 3), (0, 0), (10, 0)) == 3
    assert distance_to_segment((13, 4), (0, 0), (10, 0)) == 5
    assert distance_to_segment((3, 4), (0, 0), (0, 0)) == 5


def test_distance_counts_the_closing_edge() -> None:
    assert distance_to_outline((-2, 5), SQUARE) == 2


def test_the_nearest_corner_within_reach() -> None:
    assert corner_near(SQUARE, (9, 9.5), within=2) == 2
    assert corner_near(SQUARE, (5, 5), within=2) is None


def test_the_smaller_of_two_marks_is_meant() -> None:
    inner = ((4, 4), (6, 4), (6, 6), (4, 6))
    assert smallest_at([SQUARE, inner], (5, 5), within=0) == 1
    assert smallest_at([SQUARE, inner], (1, 1), within=0) == 0
    assert smallest_at([SQUARE, inner], (12, 5), within=3) == 0
    assert smallest_at([SQUARE, inner], (30, 5), within=3) is None
    assert smallest_at([], (0, 0), within=3) is None


def test_a_rectangle_is_ordered_and_a_double_click_sets_one_corner() -> None:
    assert tidied(Mark("v", ((9, 8), (1, 2)))).points == ((1, 2), (9, 8))
    doubled = Mark("v", ((0, 0), (5, 0), (5, 5), (5, 5)))
    assert tidied(doubled).points == ((0, 0), (5, 0), (5, 5))


@pytest.mark.parametrize(
    ("mark", "small"),
    [
        (Mark("v", ((0, 0), (2.9, 50))), True),
        (Mark("v", ((0, 0), (3, 3))), False),
        (Mark("v", ((0, 0), (20, 20), (40, 40))), True),
        (Mark("v", ((0, 0), (20, 0), (20, 20))), False),
    ],
)
def test_slips_of_the_hand_are_too_small(mark: Mark, small: bool) -> None:
    assert is_too_small(mark) is small


@given(points, points)
def test_a_clipped_mark_lies_on_the_scan(a: tuple[float, float], b: tuple[float, float]) -> None:
    box = clipped(Mark("v", (a, b)), width=100, height=60).box
    assert box.x >= 0
    assert box.y >= 0
    assert box.right <= 100
    assert box.bottom <= 60


@given(st.floats(-500, 500), st.floats(-500, 500))
def test_a_moved_mark_keeps_its_shape_and_the_scan(dx: float, dy: float) -> None:
    mark = Mark("v", ((10, 10), (30, 20), (20, 40)))
    after = moved(mark, dx, dy, width=100, height=60)
    assert after.box.width == pytest.approx(20)
    assert after.box.height == pytest.approx(30)
    assert after.box.x >= -1e-9
    assert after.box.right <= 100 + 1e-9
    assert after.box.y >= -1e-9
    assert after.box.bottom <= 60 + 1e-9


@pytest.mark.parametrize("index", range(4))
def test_a_rectangle_dragged_by_a_corner_stays_a_rectangle(index: int) -> None:
    mark = Mark.of_box("v", Box(10, 10, 20, 10))
    opposite = mark.outline()[(index + 2) % 4]
    after = with_corner(mark, index, (70.0, 50.0))
    assert after.is_rectangle
    assert opposite in after.outline()
    assert (70.0, 50.0) in after.outline()


def test_a_polygon_corner_moves_alone() -> None:
    mark = Mark("v", ((0, 0), (10, 0), (10, 10)))
    assert with_corner(mark, 1, (12, 3)).points == ((0, 0), (12, 3), (10, 10))


@given(st.floats(1e-3, 1e7))
def test_scale_bars_have_round_lengths(longest: float) -> None:
    length = nice_length(longest)
    assert length <= longest * (1 + 1e-9)
    assert length > longest / 2.6
    leading = length / 10 ** math.floor(math.log10(length) + 1e-9)
    assert min(abs(leading - step) for step in (1, 2, 5)) < 1e-6
