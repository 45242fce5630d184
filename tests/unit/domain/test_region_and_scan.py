"""Places on a scan: boxes, marks, metres."""

from __future__ import annotations

import math

import pytest

from inspector_app.domain.region import Box, Mark, MarkShape
from inspector_app.domain.scan import DoorSide, Geometry

CONTAINER = Box(100, 50, 1000, 500)


def test_boxes_that_are_apart_share_nothing():
    assert Box(0, 0, 10, 10).intersection_over_union(Box(10, 0, 10, 10)) == 0.0


def test_half_covered_boxes_share_a_third():
    assert Box(0, 0, 10, 10).intersection_over_union(Box(5, 0, 10, 10)) == pytest.approx(1 / 3)


def test_two_points_make_a_rectangle_with_four_corners():
    mark = Mark("side", ((30.0, 40.0), (10.0, 20.0)))
    assert mark.is_rectangle
    assert mark.box == Box(10, 20, 20, 20)
    assert mark.outline() == ((10, 20), (30, 20), (30, 40), (10, 40))


def test_a_polygon_keeps_its_corners():
    points = ((0.0, 0.0), (10.0, 0.0), (5.0, 8.0))
    assert Mark("side", points).outline() == points


def test_one_point_is_no_mark():
    with pytest.raises(ValueError, match="two points"):
        Mark("side", ((1.0, 1.0),))


@pytest.mark.parametrize(
    ("doors", "metres"), [(DoorSide.LEFT, 1.0), (DoorSide.RIGHT, 4.0), (DoorSide.UNKNOWN, None)]
)
def test_distance_is_counted_from_the_door_end(doors, metres):
    geometry = Geometry(mm_per_px_x=5.0, mm_per_px_y=4.0, doors=doors, container=CONTAINER)
    assert geometry.metres_from_doors(300) == metres


def test_height_is_counted_from_the_container_floor():
    geometry = Geometry(mm_per_px_x=5.0, mm_per_px_y=4.0, container=CONTAINER)
    assert geometry.metres_above_floor(300) == pytest.approx(1.0)


def test_without_a_scale_there_are_no_metres():
    assert Geometry(container=CONTAINER).metres_above_floor(300) is None
    assert Geometry(doors=DoorSide.LEFT, container=CONTAINER).metres_from_doors(300) is None


@pytest.mark.parametrize("scale", [0.0, -4.0, 5000.0, float("nan")])
def test_an_impossible_scale_is_refused(scale):
    with pytest.raises(ValueError, match="mm per pixel"):
        Geometry(mm_per_px_x=scale)


def test_an_ellipse_fills_its_box():
    mark = Mark("side", ((30.0, 40.0), (10.0, 20.0)), MarkShape.ELLIPSE)
    assert mark.is_ellipse
    assert not mark.is_rectangle
    assert mark.box == Box(10, 20, 20, 20)
    around = Box.around(mark.outline())
    assert (around.x, around.y) == pytest.approx((10.0, 20.0))
    assert (around.right, around.bottom) == pytest.approx((30.0, 40.0))
    with pytest.raises(ValueError, match="two points"):
        Mark("side", ((1.0, 1.0), (2.0, 2.0), (3.0, 1.0)), MarkShape.ELLIPSE)


@pytest.mark.parametrize("place", [math.nan, math.inf])
def test_a_mark_lies_somewhere(place):
    with pytest.raises(ValueError, match="finite"):
        Mark("side", ((1.0, 1.0), (place, 2.0)))
