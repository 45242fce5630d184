"""Scan pixels to screen pixels, compared with plain numpy."""

from __future__ import annotations

import numpy as np
import pytest

from inspector_app.ui.viewer.resample import Grid, sample, sample_quickly

RNG = np.random.default_rng(7)
SCAN = RNG.integers(0, 65536, (300, 500), dtype=np.uint16)


def whole(level: np.ndarray, grid: Grid, *, factor: int = 1, minimum: bool = False) -> np.ndarray:
    width, height = grid.size_of(level.shape[1] * factor, level.shape[0] * factor)
    return sample(level, factor, grid, (0, 0, width, height), minimum=minimum)


@pytest.mark.parametrize("minimum", [False, True])
def test_one_to_one_is_a_part_of_the_scan(minimum: bool) -> None:
    part = sample(SCAN, 1, Grid(1, 1), (37, 41, 200, 150), minimum=minimum)
    np.testing.assert_array_equal(part, SCAN[41:191, 37:237])
    assert np.shares_memory(part, SCAN)
    assert part.strides[1] == part.itemsize


@pytest.mark.parametrize("times", [2, 3, 7])
def test_from_200_percent_on_pixels_are_blocks(times: int) -> None:
    expected = np.repeat(np.repeat(SCAN, times, axis=0), times, axis=1)
    np.testing.assert_array_equal(whole(SCAN, Grid(times, times)), expected)
    part = sample(SCAN, 1, Grid(times, times), (55, 33, 111, 77), minimum=False)
    np.testing.assert_array_equal(part, expected[33:110, 55:166])


def test_blocks_of_a_size_that_is_not_whole() -> None:
    grid = Grid(2.7, 3.4)
    result = whole(SCAN, grid)
    rows = ((np.arange(result.shape[0]) + 0.5) * (1 / 3.4)).astype(int).clip(0, 299)
    columns = ((np.arange(result.shape[1]) + 0.5) * (1 / 2.7)).astype(int).clip(0, 499)
    np.testing.assert_array_equal(result, SCAN[np.ix_(rows, columns)])


@pytest.mark.parametrize("scale", [0.51, 0.7, 0.93, 1.4, 1.9])
def test_smooth_sampling_is_where_it_should_be(scale: float) -> None:
    """On a slope, linear sampling gives the slope's value under the middle of a screen pixel."""
    slope = np.tile(np.arange(500, dtype=np.uint16) * 100, (300, 1))
    area = (40, 30, 150, 60)
    result = sample(slope, 1, Grid(scale, scale), area, minimum=False)
    middles = (np.arange(40, 190) + 0.5) / scale - 0.5
    # cv2 places samples on a grid of 1/32 pixel; a pixel is 100 values wide here.
    np.testing.assert_allclose(result, np.tile(middles * 100, (60, 1)), atol=4)


@pytest.mark.parametrize("grid", [Grid(0.8, 0.8), Grid(0.6, 0.3), Grid(1.5, 1.2), Grid(3.0, 2.2)])
@pytest.mark.parametrize("minimum", [False, True])
def test_parts_fit_together(grid: Grid, minimum: bool) -> None:
    everything = whole(SCAN, grid, minimum=minimum)
    height, width = everything.shape
    part = sample(SCAN, 1, grid, (20, 15, width - 60, height - 40), minimum=minimum)
    expected = everything[15 : height - 25, 20 : width - 40]
    np.testing.assert_array_equal(part, expected)


@pytest.mark.parametrize("grid", [Grid(0.513, 0.77), Grid(0.97, 0.31), Grid(1.37, 1.61)])
@pytest.mark.parametrize("minimum", [False, True])
def test_any_part_has_the_values_of_the_whole(grid: Grid, minimum: bool) -> None:
    """Whatever strip comes into view: over several of the stretches it is worked out in."""
    scan = RNG.integers(0, 65536, (900, 1400), dtype=np.uint16)
    everything = whole(scan, grid, minimum=minimum)
    height, width = everything.shape
    for _ in range(25):
        x, y = int(RNG.integers(0, width - 1)), int(RNG.integers(0, height - 1))
        w, h = int(RNG.integers(1, width - x + 1)), int(RNG.integers(1, height - y + 1))
        part = sample(scan, 1, grid, (x, y, w, h), minimum=minimum)
        np.testing.assert_array_equal(part, everything[y : y + h, x : x + w])


def test_no_row_is_stepped_over_when_pixels_are_not_square() -> None:
    """Five rows on one screen row: each counts in the mean."""
    level = np.zeros((100, 100), np.uint16)
    level[52] = 50_000
    result = whole(level, Grid(1.0, 0.2))
    assert result.shape == (20, 100)
    assert result[10].min() == pytest.approx(10_000, abs=2)
    assert result.sum() == pytest.approx(10_000 * 100, rel=0.01)


@pytest.mark.parametrize("scale", [0.99, 0.83, 0.71, 0.63, 0.51])
@pytest.mark.parametrize("across", [False, True])
def test_a_thin_wire_survives_in_the_minimum(scale: float, across: bool) -> None:
    for place in range(100, 120):
        scan = np.full((300, 500), 40_000, np.uint16)
        if across:
            scan[place] = 36_000
        else:
            scan[:, place] = 36_000
        result = whole(scan, Grid(scale, scale * 0.8), minimum=True)
        lowest = result.min(axis=1 if not across else 0)
        assert (lowest == 36_000).all(), f"a 10 % wire at {place} is lost at {scale}"


def test_a_level_stands_for_several_scan_pixels() -> None:
    half = RNG.integers(0, 65536, (150, 250), dtype=np.uint16)
    result = whole(half, Grid(0.5, 0.5), factor=2)
    np.testing.assert_array_equal(result, half)


@pytest.mark.parametrize("shape", [(1, 1), (1, 700), (900, 1), (3, 5)])
@pytest.mark.parametrize("scale", [0.3, 0.9, 1.0, 1.5, 5.0])
@pytest.mark.parametrize("minimum", [False, True])
def test_tiny_scans_have_a_picture_too(shape: tuple[int, int], scale: float, minimum: bool) -> None:
    level = np.full(shape, 1234, np.uint16)
    result = whole(level, Grid(scale, scale), minimum=minimum)
    assert result.size >= 1
    assert (result == 1234).all()


@pytest.mark.parametrize("scale", [0.5, 0.77, 1.0, 1.3, 3.0])
def test_quick_sampling_takes_the_pixel_under_the_middle(scale: float) -> None:
    area = (40, 30, 120, 90)
    columns = ((np.arange(40, 160) + 0.5) / scale).astype(int)
    rows = ((np.arange(30, 120) + 0.5) / scale).astype(int)
    slope = np.tile(np.arange(500, dtype=np.uint16), (300, 1))
    across = sample_quickly(slope, 1, Grid(scale, scale), area)
    down = sample_quickly(np.ascontiguousarray(slope[:, :300].T), 1, Grid(scale, scale), area)
    assert across.shape == (90, 120)
    # A middle close to the border of two pixels may fall to either.
    assert np.abs(across.astype(int) - columns).max() <= 1
    assert np.abs(down.astype(int) - rows[:, None]).max() <= 1
