"""Quarter turns and mirroring."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from inspector_app.ui.viewer.orientation import Orientation

ALL = [
    Orientation(turns, mirrored) for turns, mirrored in itertools.product(range(4), (False, True))
]


@pytest.mark.parametrize("orientation", ALL)
def test_points_and_pixels_turn_alike(orientation: Orientation) -> None:
    values = np.arange(12).reshape(3, 4)
    turned = orientation.turn(values)
    assert turned.shape == orientation.size(4, 3)[::-1]
    for row, column in np.ndindex(values.shape):
        x, y = orientation.to_turned((column + 0.5, row + 0.5), 4, 3)
        assert turned[int(y), int(x)] == values[row, column]
        assert orientation.to_upright((x, y), 4, 3) == (column + 0.5, row + 0.5)


@pytest.mark.parametrize("orientation", ALL)
def test_a_part_turned_is_the_part_of_the_turned(orientation: Orientation) -> None:
    values = np.arange(20 * 30).reshape(20, 30)
    area = (3, 5, 7, 4)
    left, top, width, height = orientation.upright_area(area, 30, 20)
    part = orientation.turn(values[top : top + height, left : left + width])
    whole = orientation.turn(values)
    assert np.array_equal(part, whole[5:9, 3:10])


@pytest.mark.parametrize("orientation", ALL)
def test_turning_on_and_flipping_is_what_the_screen_does(orientation: Orientation) -> None:
    values = np.arange(12).reshape(3, 4)
    on_screen = orientation.turn(values)
    assert np.array_equal(orientation.turned_right().turn(values), np.rot90(on_screen, -1))
    assert np.array_equal(orientation.flipped().turn(values), on_screen[:, ::-1])


def test_more_than_three_turns_are_refused() -> None:
    with pytest.raises(ValueError, match="quarter turns"):
        Orientation(4)
