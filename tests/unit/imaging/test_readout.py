"""What lies under the cursor."""

from __future__ import annotations

import numpy as np
import pytest

from inspector_app.domain.region import Box
from inspector_app.domain.scan import DoorSide, Geometry
from inspector_app.imaging.readout import (
    distance_mm,
    estimate_air,
    percentile_of,
    read_out,
    value_counts,
)
from inspector_app.imaging.view_pixels import Pixels

KNOWN = Geometry(5.0, 4.0, DoorSide.RIGHT, Box(10, 5, 100, 50))


@pytest.fixture
def pixels() -> Pixels:
    return np.arange(60 * 120, dtype=np.uint16).reshape(60, 120)


def test_everything_is_known(pixels: Pixels) -> None:
    here = read_out(pixels, (30.5, 15.0), air=10_000.0, geometry=KNOWN)
    assert here is not None
    assert (here.column, here.row, here.value) == (30, 15, 15 * 120 + 30)
    assert here.transmission == pytest.approx(0.183)
    assert (here.right_mm, here.down_mm) == (152.5, 60.0)
    assert here.from_doors_m == pytest.approx((110 - 30.5) * 5 / 1000)
    assert here.above_floor_m == pytest.approx(40 * 4 / 1000)


def test_what_is_not_known_is_not_made_up(pixels: Pixels) -> None:
    here = read_out(pixels, (0.0, 0.0), air=None, geometry=Geometry())
    assert here is not None
    assert here.value == 0
    assert (here.transmission, here.right_mm, here.down_mm) == (None, None, None)
    assert (here.from_doors_m, here.above_floor_m) == (None, None)


@pytest.mark.parametrize("point", [(-0.1, 3), (3, -0.1), (120, 3), (3, 60), (float("nan"), 3)])
def test_outside_the_view_is_nothing(pixels: Pixels, point: tuple[float, float]) -> None:
    assert read_out(pixels, point, air=1.0, geometry=KNOWN) is None


def test_distances_need_both_scales() -> None:
    assert distance_mm((0, 0), (30, 50), KNOWN) == pytest.approx(250.0)
    assert distance_mm((0, 0), (30, 50), Geometry(mm_per_px_x=5.0)) is None


def test_air_is_found_beside_goods_dead_pixels_and_noise() -> None:
    dice = np.random.default_rng(2)
    view = dice.integers(500, 20_000, (500, 2000), dtype=np.uint16)
    view[:, :60] = dice.normal(50_000, 500, (500, 60)).astype(np.uint16)
    view[::25, ::25] = 65_535
    assert estimate_air(view) == pytest.approx(50_000, rel=0.002)


def test_air_in_other_views() -> None:
    assert estimate_air(np.zeros((20, 20), np.uint16)) is None
    assert estimate_air(np.full((20, 20), 255, np.uint16)) == 255
    assert estimate_air(np.full((1, 1), 1, np.uint16)) == 1


def test_percentiles_from_counts_agree_with_sorting() -> None:
    view = np.random.default_rng(4).integers(0, 65_536, (101, 99), dtype=np.uint16)
    counts = value_counts(view)
    ordered = np.sort(view, axis=None)
    assert counts.sum() == view.size
    for percent in (0, 1, 50, 99.9, 100):
        place = max(0, int(np.ceil(view.size * percent / 100)) - 1)
        assert percentile_of(counts, percent) == ordered[place]
    assert percentile_of(np.zeros(65_536, np.int64), 50) == 0


def test_large_views_are_sampled_over_odd_steps() -> None:
    # Every other column reads differently: an even step would see only one kind.
    view = np.zeros((2000, 3000), np.uint16)
    view[:, ::2] = 9
    counts = value_counts(view)
    assert 300_000 < counts.sum() < 1_500_000
    assert counts[0] == pytest.approx(counts[9], rel=0.01)
