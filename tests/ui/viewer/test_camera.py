"""Where one is over the scan: pure numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.domain.region import Box
from inspector_app.ui.viewer.camera import Camera

WIDE = Camera(20_000, 2_500, 1600, 900, aspect=1.3).fitted()
inside = st.tuples(st.floats(200, 1400), st.floats(430, 470))


def test_fitted_means_all_of_it_and_no_more() -> None:
    left, top = WIDE.to_widget((0, 0))
    right, bottom = WIDE.to_widget((20_000, 2_500))
    assert left >= 0
    assert top >= 0
    assert right <= 1600
    assert bottom <= 900
    assert right - left > 1500


def test_pixels_are_as_high_as_they_are_in_millimetres() -> None:
    x0, y0 = WIDE.to_widget((0, 0))
    x1, y1 = WIDE.to_widget((100, 100))
    assert (y1 - y0) / (x1 - x0) == pytest.approx(1.3)


@given(inside, st.floats(1.0, 40.0))
def test_zoom_keeps_the_point_under_the_cursor(at: tuple[float, float], factor: float) -> None:
    before = WIDE.to_scan(at)
    assert WIDE.zoomed(factor, at).to_scan(at) == pytest.approx(before, abs=1e-6)


@given(st.tuples(st.floats(0, 20_000), st.floats(0, 2_500)), st.floats(0.01, 60))
def test_there_and_back(point: tuple[float, float], scale: float) -> None:
    camera = WIDE.zoomed(scale / WIDE.scale, (800, 450))
    assert camera.to_scan(camera.to_widget(point)) == pytest.approx(point, abs=1e-6)


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.floats(0.1, 100))
def test_the_scan_cannot_be_lost(dx: float, dy: float, factor: float) -> None:
    camera = WIDE.zoomed(factor, (10, 20)).panned(dx, dy)
    seen = camera.visible
    assert seen.x < 20_000
    assert seen.right > 0
    assert seen.y < 2_500
    assert seen.bottom > 0


def test_zoom_ends_somewhere_both_ways() -> None:
    near = WIDE.zoomed(1e9, (800, 450))
    assert near.scale == 64
    far = near.zoomed(1e-9, (800, 450))
    assert far.scale == pytest.approx(WIDE.fit_scale / 2)


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
@pytest.mark.parametrize("aspect", [0.7, 1.0, 1.6])
def test_one_to_one_hides_no_pixel(ratio: float, aspect: float) -> None:
    camera = Camera(4000, 1000, 800, 600, aspect).fitted().at_one_to_one(ratio)
    assert min(camera.scale, camera.scale_y) * ratio == pytest.approx(1.0)


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
def test_snapping_puts_the_corner_on_a_screen_pixel(ratio: float) -> None:
    camera = WIDE.zoomed(3.7, (333.3, 444.4)).panned(0.37, 0.81)
    left, top = camera.snapped(ratio).to_widget((0, 0))
    assert left * ratio == pytest.approx(round(left * ratio), abs=1e-6)
    assert top * ratio == pytest.approx(round(top * ratio), abs=1e-6)
    there, here = camera.snapped(ratio).to_widget((50, 50)), camera.to_widget((50, 50))
    assert abs(there[0] - here[0]) * ratio <= 0.5 + 1e-6
    assert abs(there[1] - here[1]) * ratio <= 0.5 + 1e-6


def test_going_to_a_box_centres_it_with_its_surroundings() -> None:
    box = Box(9_000, 1_000, 200, 80)
    camera = WIDE.gone_to(box)
    left, top = camera.to_widget((box.x, box.y))
    right, bottom = camera.to_widget((box.right, box.bottom))
    assert (left + right) / 2 == pytest.approx(800)
    assert (top + bottom) / 2 == pytest.approx(450)
    assert 100 < right - left < 1600 * 0.5
    assert WIDE.gone_to(Box(5, 5, 0, 0)).scale <= 4.0
    assert WIDE.gone_to(Box(0, 0, 20_000, 2_500)).scale == pytest.approx(WIDE.fit_scale)


def test_a_change_of_size_keeps_the_middle() -> None:
    camera = WIDE.zoomed(8, (300, 400))
    smaller = camera.resized(700, 300)
    assert (smaller.x, smaller.y, smaller.scale) == (camera.x, camera.y, camera.scale)
