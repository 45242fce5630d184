"""An endless plane in a small buffer, compared with the plane itself."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.ui.viewer.ring import around, overlap, pieces

SIDE = st.integers(1, 12)
PLACE = st.integers(-30, 30)
PLANE = np.arange(150 * 150).reshape(150, 150)


def part_of_plane(area: tuple[int, int, int, int]) -> np.ndarray:
    left, top, width, height = area
    return PLANE[top + 50 : top + 50 + height, left + 50 : left + 50 + width]


@given(PLACE, PLACE, SIDE, SIDE, st.integers(0, 4), st.integers(0, 4))
def test_what_is_put_in_comes_out(
    x: int, y: int, width: int, height: int, spare_x: int, spare_y: int
) -> None:
    area = (x, y, width, height)
    buffer = np.full((height + spare_y, width + spare_x), -1)
    found = np.full((height, width), -1)
    for piece in pieces(area, width + spare_x, height + spare_y):
        buffer[piece.at] = part_of_plane(area)[piece.part]
    for piece in pieces(area, width + spare_x, height + spare_y):
        found[piece.part] = buffer[piece.at]
    np.testing.assert_array_equal(found, part_of_plane(area))


@given(PLACE, PLACE, st.integers(-14, 14), st.integers(-14, 14), SIDE, SIDE)
def test_after_a_move_only_the_strips_need_be_written(
    x: int, y: int, dx: int, dy: int, width: int, height: int
) -> None:
    before, after = (x, y, width, height), (x + dx, y + dy, width, height)
    buffer = np.empty((height, width), int)
    kept = overlap(before, after)
    strips = [after] if kept is None else around(kept, after)
    assert sum(w * h for _, _, w, h in strips) == width * height - (
        0 if kept is None else kept[2] * kept[3]
    )
    for area in (before, *strips):
        for piece in pieces(area, width, height):
            buffer[piece.at] = part_of_plane(area)[piece.part]
    for piece in pieces(after, width, height):
        np.testing.assert_array_equal(buffer[piece.at], part_of_plane(after)[piece.part])
