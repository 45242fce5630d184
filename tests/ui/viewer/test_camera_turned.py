"""The camera over a scan that is turned and mirrored."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.domain.region import Box
from inspector_app.ui.viewer.camera import Camera
from inspector_app.ui.viewer.orientation import Orientation

ALL = [
    Orientation(turns, mirrored) for turns, mirrored in itertools.product(range(4), (False, True))
]
TRUCK = Camera(6_000, 1_500, 1_600, 900, aspect=1.3)
CORNERS = [(0.0, 0.0), (6_000.0, 0.0), (6_000.0, 1_500.0), (0.0, 1_500.0)]
SCREEN_CORNERS = {
    # Which corner of the scan lies top left, top right, bottom right, bottom left.
    (0, False): (0, 1, 2, 3),
    (1, False): (3, 0, 1, 2),
    (2, False): (2, 3, 0, 1),
    (3, False): (1, 2, 3, 0),
    (0, True): (1, 0, 3, 2),
    (1, True): (2, 1, 0, 3),
    (2, True): (3, 2, 1, 0),
    (3, True): (0, 3, 2, 1),
}

orientations = st.sampled_from(ALL)
points = st.tuples(st.floats(0, 6_000), st.floats(0, 1_500))
spots = st.tuples(st.floats(0, 1_600), st.floats(0, 900))


def turned(orientation: Orientation, **changes: float) -> Camera:
    return replace(TRUCK, orientation=orientation, **changes).fitted()


@pytest.mark.parametrize("orientation", ALL, ids=str)
@pytest.mark.parametrize("aspect", [0.7, 1.0, 1.3])
def test_every_corner_comes_to_lie_where_it_belongs(
    orientation: Orientation, aspect: float
) -> None:
    camera = turned(orientation, aspect=aspect)
    order = SCREEN_CORNERS[orientation.quarter_turns, orientation.mirrored]
    placed = [camera.to_widget(CORNERS[index]) for index in order]
    (left, top), (right, _), (_, bottom), _ = placed
    assert right - left > 0
    assert bottom - top > 0
    for shown, expected in zip(
        placed, [(left, top), (right, top), (right, bottom), (left, bottom)], strict=True
    ):
        assert shown == pytest.approx(expected)
    across, down = orientation.size(6_000, 1_500 * aspect)
    assert (right - left) / (bottom - top) == pytest.approx(across / down)


@given(orientations, points, st.floats(0.05, 30))
def test_there_and_back(orientation: Orientation, point: tuple[float, float], scale: float) -> None:
    camera = replace(turned(orientation), scale=scale)
    assert camera.to_scan(camera.to_widget(point)) == pytest.approx(point, abs=1e-6)


@pytest.mark.parametrize("orientation", ALL, ids=str)
def test_fitted_means_all_of_it_and_as_large_as_can_be(orientation: Orientation) -> None:
    camera = turned(orientation)
    shown = camera.on_widget(Box(0, 0, 6_000, 1_500))
    assert shown.x >= 0
    assert shown.y >= 0
    assert shown.right <= 1_600
    assert shown.bottom <= 900
    assert max(shown.width / 1_600, shown.height / 900) == pytest.approx(0.98)


@pytest.mark.parametrize("orientation", ALL, ids=str)
def test_fit_width_and_height_mean_those_of_the_screen(orientation: Orientation) -> None:
    far = turned(orientation).zoomed(3, (300, 700))
    wide = far.fitted_width().on_widget(Box(0, 0, 6_000, 1_500))
    assert wide.width == pytest.approx(1_600 * 0.98)
    assert wide.centre[0] == pytest.approx(800)
    high = far.fitted_height().on_widget(Box(0, 0, 6_000, 1_500))
    assert high.height == pytest.approx(900 * 0.98)
    assert high.centre[1] == pytest.approx(450)


@given(orientations, spots, st.floats(1.0, 20.0))
def test_zoom_keeps_the_point_under_the_cursor(
    orientation: Orientation, at: tuple[float, float], factor: float
) -> None:
    camera = turned(orientation).zoomed(2, (800, 450))
    before = camera.to_scan(at)
    after = camera.zoomed(factor, at)
    kept = after.scan_width, after.scan_height
    if 0 < after.x < kept[0] and 0 < after.y < kept[1]:
        assert after.to_scan(at) == pytest.approx(before, abs=1e-6)


@given(orientations, st.floats(-50, 50), st.floats(-50, 50))
def test_the_picture_goes_where_the_hand_goes(
    orientation: Orientation, dx: float, dy: float
) -> None:
    camera = turned(orientation).zoomed(4, (800, 450))
    held = camera.to_scan((800, 450))
    assert camera.panned(dx, dy).to_widget(held) == pytest.approx((800 + dx, 450 + dy))


@given(orientations, spots)
def test_visible_is_what_the_corners_of_the_screen_show(
    orientation: Orientation, at: tuple[float, float]
) -> None:
    camera = turned(orientation).zoomed(3, at)
    corners = [camera.to_scan(p) for p in ((0, 0), (1_600, 0), (1_600, 900), (0, 900))]
    expected, seen = Box.around(corners), camera.visible
    assert (seen.x, seen.y, seen.right, seen.bottom) == pytest.approx(
        (expected.x, expected.y, expected.right, expected.bottom), abs=1e-6
    )


@given(orientations, st.sampled_from([1.0, 1.25, 1.5, 2.0]), spots, st.floats(0.1, 9))
def test_snapping_moves_by_less_than_a_screen_pixel(
    orientation: Orientation, ratio: float, at: tuple[float, float], factor: float
) -> None:
    camera = turned(orientation).zoomed(factor, at)
    snapped = camera.snapped(ratio)
    for value in snapped.to_widget((0, 0)):
        assert value * ratio == pytest.approx(round(value * ratio), abs=1e-5)
    there, here = snapped.to_widget((500, 700)), camera.to_widget((500, 700))
    assert max(abs(there[0] - here[0]), abs(there[1] - here[1])) * ratio <= 0.5 + 1e-6


@pytest.mark.parametrize("orientation", ALL, ids=str)
@pytest.mark.parametrize("ratio", [1.0, 1.5])
def test_the_picture_hangs_by_the_corner_that_samples_start_from(
    orientation: Orientation, ratio: float
) -> None:
    camera = turned(orientation).zoomed(1.37, (500, 300)).snapped(ratio)
    across = math.ceil(6_000 * camera.scale * ratio)
    down = math.ceil(1_500 * camera.scale_y * ratio)
    left, top = camera.picture_corner(ratio, across, down)
    exact = camera.on_widget(Box(0, 0, 6_000, 1_500))
    assert -1 - 1e-6 <= left - exact.x * ratio <= 1e-6
    assert -1 - 1e-6 <= top - exact.y * ratio <= 1e-6
    hung = camera.to_widget((0, 0))
    in_picture = orientation.to_turned((0, 0), across, down)
    assert (left + in_picture[0], top + in_picture[1]) == pytest.approx(
        (hung[0] * ratio, hung[1] * ratio), abs=1e-5
    )


@pytest.mark.parametrize("orientation", ALL, ids=str)
def test_going_to_a_box_shows_it_with_its_surroundings(orientation: Orientation) -> None:
    box = Box(4_000, 200, 300, 90)
    shown = turned(orientation).gone_to(box).on_widget(box)
    assert shown.centre == pytest.approx((800, 450))
    assert shown.width <= 1_600 * 0.36
    assert shown.height <= 900 * 0.36
    assert max(shown.width / 1_600, shown.height / 900) == pytest.approx(0.35)


@pytest.mark.parametrize("orientation", ALL, ids=str)
@pytest.mark.parametrize("last", [False, True])
def test_the_ends_are_those_of_the_screen(orientation: Orientation, last: bool) -> None:
    camera = turned(orientation).zoomed(8, (800, 450)).at_end(last=last)
    shown = camera.on_widget(Box(0, 0, 6_000, 1_500))
    if orientation.swaps_sides:
        edge, expected = (shown.bottom, 900) if last else (shown.y, 0)
    else:
        edge, expected = (shown.right, 1_600) if last else (shown.x, 0)
    assert edge == pytest.approx(expected)


def test_a_scan_that_is_all_on_screen_has_no_ends_to_go_to() -> None:
    camera = turned(Orientation())
    assert camera.at_end(last=True) == camera


@given(orientations, st.floats(-1e4, 1e4), st.floats(-1e4, 1e4))
def test_a_push_ends_where_the_scan_ends(orientation: Orientation, dx: float, dy: float) -> None:
    camera = turned(orientation).zoomed(9, (800, 450))
    seen = camera.coasted(dx, dy).visible
    assert seen.x >= -1e-6
    assert seen.y >= -1e-6
    assert seen.right <= 6_000 + 1e-6
    assert seen.bottom <= 1_500 + 1e-6


def test_a_push_does_not_pull_back_what_a_hand_has_pulled_out() -> None:
    camera = turned(Orientation()).zoomed(9, (800, 450)).panned(1e5, 0)
    assert camera.visible.x < 0
    assert camera.coasted(-3, 0).x == pytest.approx(camera.panned(-3, 0).x)
    assert camera.coasted(50, 0).x == pytest.approx(camera.x)


@pytest.mark.parametrize("orientation", ALL, ids=str)
@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_one_to_one_in_millimetres_is_true_and_a_row_a_pixel(
    orientation: Orientation, ratio: float
) -> None:
    camera = turned(orientation).at_one_to_one_mm(ratio)
    assert camera.scale_y * ratio == pytest.approx(1.0)
    assert camera.scale_y / camera.scale == pytest.approx(1.3)
