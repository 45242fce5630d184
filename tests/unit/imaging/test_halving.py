"""Half the size and back, compared with plain numpy."""

from __future__ import annotations

import numpy as np
import pytest

from inspector_app.imaging.halving import doubled, doubled_part, halved_in_step

RNG = np.random.default_rng(3)
VALUES = RNG.integers(0, 65_536, (151, 230)).astype(np.uint16)


@pytest.mark.parametrize("origin", [(0, 0), (1, 0), (0, 1), (7, 5)])
@pytest.mark.parametrize("shape", [(151, 230), (64, 129), (1, 1), (1, 9), (130, 2)])
def test_means_lie_on_even_coordinates(origin: tuple[int, int], shape: tuple[int, int]) -> None:
    values = VALUES[: shape[0], : shape[1]]
    left, top = origin[0] % 2, origin[1] % 2
    pad = ((top, (top + shape[0]) % 2), (left, (left + shape[1]) % 2))
    even = np.pad(values, pad, mode="edge").astype(np.uint32)
    rows, columns = even.shape
    means = (even.reshape(rows // 2, 2, columns // 2, 2).sum(axis=(1, 3)) + 2) // 4
    np.testing.assert_array_equal(halved_in_step(values, origin), means)


def test_means_of_what_a_table_says() -> None:
    table = RNG.permutation(65_536).astype(np.uint16)
    expected = halved_in_step(table[VALUES], (1, 1))
    np.testing.assert_array_equal(halved_in_step(VALUES, (1, 1), table), expected)


@pytest.mark.parametrize(
    "area", [(0, 0, 460, 302), (1, 1, 1, 1), (33, 64, 100, 65), (459, 301, 1, 1)]
)
def test_a_part_comes_out_as_the_whole_does(area: tuple[int, int, int, int]) -> None:
    whole = doubled(VALUES)
    left, top, width, height = area
    expected = whole[top : top + height, left : left + width]
    np.testing.assert_array_equal(doubled_part(VALUES, area), expected)
    moved = (left + 128, top + 64, width, height)
    np.testing.assert_array_equal(doubled_part(VALUES, moved, (128, 64)), expected)
