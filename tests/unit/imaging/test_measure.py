"""Areas, profiles and statistics, against numpy and against what is known exactly."""

from __future__ import annotations

import math

import numpy as np
import pytest

from inspector_app.domain.region import Box, Mark, MarkShape
from inspector_app.domain.scan import Energy, Geometry
from inspector_app.imaging.measure import (
    PERCENTILES,
    area_mm2,
    area_px,
    line_profile,
    region_mask,
    region_statistics,
)
from inspector_app.imaging.read_scan import read_view
from inspector_app.imaging.readout import distance_mm
from inspector_app.imaging.view_pixels import ViewPixels

SCALE = Geometry(5.0, 4.0)
BOX = Mark.of_box("side", Box(10, 20, 30, 40))
ELLIPSE = Mark("side", ((10.0, 20.0), (40.0, 60.0)), MarkShape.ELLIPSE)
TRIANGLE = Mark("side", ((10.0, 10.0), (50.0, 10.0), (10.0, 40.0)))


@pytest.fixture
def view() -> ViewPixels:
    rng = np.random.default_rng(3)
    high = rng.integers(0, 65_536, (120, 200)).astype(np.uint16)
    low = rng.integers(0, 65_536, (120, 200)).astype(np.uint16)
    return ViewPixels(high, low, 16)


def test_areas_are_exact() -> None:
    assert area_px(BOX) == 1200
    assert area_px(ELLIPSE) == pytest.approx(math.pi * 15 * 20)
    assert area_px(TRIANGLE) == 600
    assert area_mm2(TRIANGLE, SCALE) == 600 * 20
    assert area_mm2(TRIANGLE, Geometry()) is None


@pytest.mark.parametrize("mark", [BOX, ELLIPSE, TRIANGLE])
def test_as_many_pixels_are_inside_as_the_area_says(mark: Mark) -> None:
    _, mask = region_mask(mark, (120, 200))
    # Each unit of outline can be wrong about half a pixel, in both directions.
    assert abs(int(mask.sum()) - area_px(mark)) < 0.02 * area_px(mark) + 2


def test_a_polygon_takes_the_pixels_whose_centres_lie_inside() -> None:
    window, mask = region_mask(TRIANGLE, (120, 200))
    rows, columns = np.mgrid[window[0], window[1]]
    x, y = columns + 0.5, rows + 0.5
    expected = (x > 10) & (y > 10) & ((x - 10) / 40 + (y - 10) / 30 < 1)
    assert np.array_equal(mask, expected)


def test_a_region_off_the_scan_has_no_pixels(view: ViewPixels) -> None:
    away = Mark.of_box("side", Box(500, 500, 10, 10))
    assert region_statistics(view.high, away, white=65_535) is None


@pytest.mark.parametrize("mark", [BOX, ELLIPSE, TRIANGLE])
def test_statistics_equal_numpy_exactly(view: ViewPixels, mark: Mark) -> None:
    window, mask = region_mask(mark, view.high.shape)
    inside = view.high[window][mask]
    found = region_statistics(view.high, mark, white=65_535)
    assert found is not None
    assert (found.count, found.minimum, found.maximum) == (inside.size, inside.min(), inside.max())
    assert found.mean == inside.mean(dtype=np.float64)
    assert found.standard_deviation == pytest.approx(inside.std(dtype=np.float64), rel=1e-12)
    assert found.median == np.median(inside)
    for percent in PERCENTILES:
        assert found.percentiles[percent] == pytest.approx(np.percentile(inside, percent))


def test_a_histogram_counts_every_pixel_in_equal_bins(view: ViewPixels) -> None:
    window, mask = region_mask(BOX, view.high.shape)
    found = region_statistics(view.high, BOX, white=65_535)
    assert found is not None
    expected, _ = np.histogram(view.high[window][mask], bins=found.histogram.edges)
    assert np.array_equal(found.histogram.counts, expected)
    assert len(set(np.diff(found.histogram.edges))) == 1


def test_saturated_pixels_are_counted() -> None:
    pixels = np.full((20, 20), 1023, np.uint16)
    pixels[:10] = 500
    found = region_statistics(pixels, Mark.of_box("side", Box(0, 0, 20, 20)), white=1023)
    assert found is not None
    assert found.saturated == 200


def test_a_profile_along_a_row_holds_the_pixels_themselves(view: ViewPixels) -> None:
    profile = line_profile(view, (10.5, 30.5), (60.5, 30.5), SCALE)
    # Two samples for each pixel: every second one lies on a centre.
    assert np.array_equal(profile.values[Energy.HIGH][::2], view.high[30, 10:61])
    assert np.array_equal(profile.values[Energy.LOW][::2], view.low[30, 10:61])
    assert profile.distance_mm is not None
    assert profile.distance_mm[-1] == 250


def test_a_profile_on_a_slope_is_exact_between_pixels() -> None:
    rows, columns = np.mgrid[0:80, 0:100]
    slope = (columns * 100 + rows * 40 + 500).astype(np.uint16)
    profile = line_profile(ViewPixels(slope, None, 16), (10.0, 10.0), (70.0, 50.0), SCALE)
    xs = np.linspace(10, 70, len(profile.distance_px)) - 0.5
    ys = np.linspace(10, 50, len(profile.distance_px)) - 0.5
    assert profile.values[Energy.SINGLE] == pytest.approx(xs * 100 + ys * 40 + 500)
    assert np.diff(profile.distance_px).max() <= 0.5


def test_a_band_is_square_to_the_line_in_millimetres() -> None:
    rows, columns = np.mgrid[0:200, 0:200]
    geometry = Geometry(2.0, 6.0)
    # Constant along the normal (in mm) of a line that climbs one pixel a pixel.
    along = columns * 2.0 + rows * 6.0 * 3
    stored = (along * 20 + 100).astype(np.uint16)
    view = ViewPixels(stored, None, 16)
    thin = line_profile(view, (60.0, 60.0), (120.0, 120.0), geometry)
    wide = line_profile(view, (60.0, 60.0), (120.0, 120.0), geometry, width_px=9)
    assert wide.values[Energy.SINGLE] == pytest.approx(thin.values[Energy.SINGLE], abs=1)


def test_a_width_averages_over_parallel_lines(view: ViewPixels) -> None:
    profile = line_profile(view, (10.5, 30.5), (60.5, 30.5), SCALE, width_px=3)
    assert profile.values[Energy.HIGH][::2] == pytest.approx(view.high[29:32, 10:61].mean(axis=0))


def test_a_profile_without_scale_has_no_millimetres(view: ViewPixels) -> None:
    profile = line_profile(view, (0, 0), (10, 10), Geometry(), air={Energy.HIGH: 1000.0})
    assert profile.distance_mm is None
    assert set(profile.transmission) == {Energy.HIGH}
    assert np.array_equal(profile.transmission[Energy.HIGH], profile.values[Energy.HIGH] / 1000.0)


def test_a_line_of_no_length_is_one_place(view: ViewPixels) -> None:
    profile = line_profile(view, (10.5, 30.5), (10.5, 30.5), SCALE, width_px=5)
    assert set(profile.values[Energy.HIGH]) == {float(view.high[30, 10])}


def test_a_profile_needs_a_width(view: ViewPixels) -> None:
    with pytest.raises(ValueError, match="one pixel wide"):
        line_profile(view, (0, 0), (1, 1), SCALE, width_px=0)


def test_the_edges_of_a_block_give_its_length_within_half_a_pixel() -> None:
    pixels = np.full((60, 300), 60_000, np.uint16)
    pixels[:, 100:220] = 20_000
    profile = line_profile(ViewPixels(pixels, None, 16), (50.0, 30.0), (280.0, 30.0), SCALE)
    inside = np.nonzero(profile.values[Energy.SINGLE] <= 40_000)[0]
    first, last = (
        profile.point_at(inside[0] / (len(profile.distance_px) - 1)),
        profile.point_at(inside[-1] / (len(profile.distance_px) - 1)),
    )
    length = distance_mm(first, last, SCALE)
    assert length is not None
    assert abs(length - 600) <= 2.5


def test_statistics_of_real_radiographs_equal_numpy(shared_data) -> None:
    folder = shared_data / "radiographs-16bit"
    if not folder.is_dir():
        pytest.skip("no radiographs-16bit in ../shared/data")
    for path in sorted(folder.glob("*_UNCR.dcm")):
        pixels = read_view(path)
        mark = Mark.of_box("side", Box(pixels.width_px / 4, pixels.height_px / 4, 333.3, 222.2))
        window, mask = region_mask(mark, (pixels.height_px, pixels.width_px))
        inside = pixels.high[window][mask]
        found = region_statistics(pixels.high, mark, white=pixels.white)
        assert found is not None
        assert found.mean == inside.mean(dtype=np.float64)
        assert found.median == np.median(inside)
        assert (found.minimum, found.maximum) == (inside.min(), inside.max())
