"""The pyramid: exact at every edge, nothing dense lost where that is asked for."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector_app.domain.region import Box
from inspector_app.imaging.pyramid import (
    TILE_PX,
    Pyramid,
    PyramidKind,
    build_pyramid,
    halve,
    overview,
)
from inspector_app.imaging.view_pixels import Pixels


def _random(height: int, width: int, seed: int = 0) -> Pixels:
    pixels = np.random.default_rng(seed).integers(0, 65_536, (height, width), dtype=np.uint16)
    pixels.flags.writeable = False
    return pixels


def _built(pixels: Pixels, kind: PyramidKind = PyramidKind.MEAN) -> Pyramid:
    pyramid = build_pyramid(pixels, kind)
    assert pyramid is not None
    return pyramid


@settings(deadline=None)
@given(st.integers(1, 70), st.integers(1, 70), st.integers(0, 1000))
def test_halving_agrees_with_plain_arithmetic(height: int, width: int, seed: int) -> None:
    pixels = _random(height, width, seed)
    mean, minimum = halve(pixels, PyramidKind.MEAN), halve(pixels, PyramidKind.MINIMUM)
    assert mean.shape == minimum.shape == (math.ceil(height / 2), math.ceil(width / 2))
    for row in range(mean.shape[0]):
        for column in range(mean.shape[1]):
            block = pixels[2 * row : 2 * row + 2, 2 * column : 2 * column + 2].astype(int)
            assert minimum[row, column] == block.min()
            assert mean[row, column] == (2 * block.sum() + block.size) // (2 * block.size)


@pytest.mark.parametrize("shape", [(3, 65_537), (40_001, 2), (1000, 1531)])
def test_long_and_odd_views(shape: tuple[int, int]) -> None:
    pixels = _random(*shape)
    padded = np.pad(pixels, ((0, shape[0] % 2), (0, shape[1] % 2)), mode="edge").astype(np.uint32)
    corners = [padded[top::2, left::2] for top in (0, 1) for left in (0, 1)]
    assert np.array_equal(halve(pixels, PyramidKind.MEAN), (sum(corners) + np.uint32(2)) // 4)
    assert np.array_equal(halve(pixels, PyramidKind.MINIMUM), np.minimum.reduce(corners))


def test_levels_end_with_one_tile_and_share_the_scan_itself() -> None:
    pixels = _random(700, 2500)
    pyramid = _built(pixels)
    assert [level.shape for level in pyramid.levels] == [
        (700, 2500), (350, 1250), (175, 625), (88, 313),
    ]  # fmt: skip
    assert pyramid.levels[0] is pixels
    assert all(not level.flags.writeable for level in pyramid.levels)


def test_a_thin_wire_fades_in_the_mean_and_stays_in_the_minimum() -> None:
    pixels = np.full((2048, 2048), 40_000, np.uint16)
    pixels[:, 1001] = 5_000
    assert _built(pixels, PyramidKind.MEAN).levels[-1].min() > 30_000
    assert _built(pixels, PyramidKind.MINIMUM).levels[-1].min() == 5_000


def test_building_stops_between_two_levels() -> None:
    answers = iter([False, True])
    assert build_pyramid(_random(600, 4000), should_stop=lambda: next(answers)) is None
    assert next(answers, "used up") == "used up"


def test_tiles_cover_each_level_once_and_are_views() -> None:
    pyramid = _built(_random(700, 1100))
    for level, pixels in enumerate(pyramid.levels):
        columns, rows = pyramid.tile_counts(level)
        again = np.block(
            [[pyramid.tile(level, column, row) for column in range(columns)] for row in range(rows)]
        )
        assert np.array_equal(again, pixels)
    assert np.shares_memory(pyramid.tile(0, 1, 0), pyramid.levels[0])
    assert pyramid.tile(0, 2, 1).shape == (700 - TILE_PX, 1100 - 2 * TILE_PX)
    for column, row in ((3, 0), (0, 2), (-1, 0)):
        with pytest.raises(IndexError):
            pyramid.tile(0, column, row)


def test_where_a_tile_lies_in_the_scan() -> None:
    pyramid = _built(_random(700, 1101))
    assert pyramid.tile_box(0, 1, 1) == Box(512, 512, 512, 188)
    # 551 pixels at level 1 stand for 1,101: the last one reaches one scan pixel too far.
    assert pyramid.tile_box(1, 1, 0) == Box(1024, 0, 78, 700)


def test_level_for_is_the_coarsest_with_a_pixel_of_data_per_screen_pixel() -> None:
    pyramid = _built(_random(64, 512 * 8))
    assert [pyramid.level_for(scale) for scale in (7.0, 1.0, 0.51, 0.5, 0.26, 0.25, 0.125)] == [
        0, 0, 0, 1, 1, 2, 3,
    ]  # fmt: skip
    assert pyramid.level_for(0.0001) == len(pyramid.levels) - 1


@settings(deadline=None)
@given(st.floats(0.01, 4))
def test_no_level_is_blown_up_and_none_is_finer_than_needed(scale: float) -> None:
    pyramid = Pyramid(PyramidKind.MEAN, tuple(np.zeros((1, 1), np.uint16) for _ in range(12)))
    level = pyramid.level_for(scale)
    assert level == 0 or 2**-level >= scale
    assert 2 ** -(level + 1) < scale


def test_the_overview_comes_from_the_scan_at_even_steps() -> None:
    pixels = _random(500, 5000)
    small, step = overview(pixels, 1000)
    assert step == 5
    assert np.array_equal(small, pixels[::5, ::5])
    assert overview(pixels)[1] == 3
    assert overview(pixels[:10, :10])[1] == 1
