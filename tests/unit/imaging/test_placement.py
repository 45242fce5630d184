"""Placing one scan in the frame of another."""

from __future__ import annotations

import numpy as np
import pytest

from inspector_app.domain.scan import Geometry
from inspector_app.imaging.placement import (
    Placement,
    place_unaligned,
    resample,
    resample_view,
    scale_ratios,
)
from inspector_app.imaging.view_pixels import ViewPixels

RNG = np.random.default_rng(3)
PIXELS = RNG.integers(0, 65_535, (40, 90)).astype(np.uint16)


def test_there_and_back():
    placement = Placement(-1.3, 70.0, 1.1, -4.0)
    there = placement.to_fixed((12.5, 7.25))
    assert placement.to_moving(there) == pytest.approx((12.5, 7.25))
    assert placement.is_mirrored


@pytest.mark.parametrize("wrong", [(0.0, 1.0), (1.0, 0.0), (1.0, -1.0)])
def test_what_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match="squeezed"):
        Placement(scale_x=wrong[0], scale_y=wrong[1])


def test_as_it_is_changes_nothing():
    same = resample(PIXELS, Placement(), 90, 40, outside=9)
    assert np.array_equal(same, PIXELS)
    assert not same.flags.writeable


def test_whole_pixels_move_exactly_and_outside_is_said():
    moved = resample(PIXELS, Placement(1.0, 5.0, 1.0, -2.0), 90, 40, outside=9)
    assert np.array_equal(moved[:38, 5:], PIXELS[2:, :85])
    assert (moved[:, :5] == 9).all()
    assert (moved[38:] == 9).all()


def test_mirrored_is_the_other_way_round_exactly():
    turned = resample(PIXELS, Placement(-1.0, 90.0), 90, 40, outside=9)
    assert np.array_equal(turned, PIXELS[:, ::-1])


def test_shrinking_averages_and_steps_over_nothing():
    thin = np.full((40, 90), 60_000, np.uint16)
    thin[:, 45] = 0
    small = resample(thin, Placement(1 / 3, 0.0, 1.0, 0.0), 30, 40, outside=0)
    assert small[:, 15].max() <= 60_000 * 2 / 3 + 1


def test_both_energies_go_together():
    view = resample_view(ViewPixels(PIXELS, PIXELS // 2, 16), Placement(1, 10.0), 90, 40)
    assert np.array_equal(view.low[:, 10:], PIXELS[:, :80] // 2)
    assert (view.high[:, :10] == 65_535).all()
    assert resample_view(ViewPixels(PIXELS, None, 16), Placement(), 90, 40).low is None


def a_view(width, height):
    return ViewPixels(np.zeros((height, width), np.uint16), None, 16)


def test_unaligned_goes_by_millimetres_from_the_left_and_from_below():
    placed = place_unaligned(a_view(100, 50), a_view(80, 40), Geometry(5, 4), Geometry(10, 2))
    assert placed == Placement(2.0, 0.0, 0.5, 30.0)
    assert placed.to_fixed((0, 40))[1] == 50


def test_without_a_scale_unaligned_goes_by_the_share_of_the_scan():
    placed = place_unaligned(a_view(100, 50), a_view(80, 40), Geometry(), Geometry(10, 2))
    assert placed == Placement(1.25, 0.0, 1.25, 0.0)
    assert scale_ratios(Geometry(5, None), Geometry(10, 2)) == (2.0, None)
