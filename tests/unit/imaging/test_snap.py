"""From a loose box to the thing in it, on things that are known because they were put there."""

from __future__ import annotations

import numpy as np
import pytest

from inspector_app.domain.region import Box
from inspector_app.imaging.snap import PADDING_PX, snap_box
from inspector_app.imaging.view_pixels import Pixels


def scene(*blobs: tuple[int, int, int, int], contrast: float = 0.3) -> Pixels:
    """Noisy cargo of T = 0.3 with darker blocks (x, y, width, height) in it."""
    rng = np.random.default_rng(5)
    transmission = np.full((300, 500), 0.3)
    for x, y, width, height in blobs:
        transmission[y : y + height, x : x + width] *= np.exp(-contrast)
    noisy = transmission * rng.normal(1, 0.02, transmission.shape)
    return np.clip(noisy * 60_000, 0, 65_535).astype(np.uint16)


def around(x: int, y: int, width: int, height: int) -> Box:
    pad = PADDING_PX
    return Box(x - pad, y - pad, width + 2 * pad, height + 2 * pad)


def assert_near(found: Box | None, wanted: Box, within: float = 1.5) -> None:
    assert found is not None
    edges = (found.x, found.y, found.right, found.bottom)
    for edge, expected in zip(
        edges, (wanted.x, wanted.y, wanted.right, wanted.bottom), strict=True
    ):
        assert abs(edge - expected) <= within


@pytest.mark.parametrize("blob", [(200, 120, 60, 40), (240, 100, 9, 90), (220, 130, 20, 20)])
def test_a_loose_box_shrinks_to_the_thing(blob: tuple[int, int, int, int]) -> None:
    pixels = scene(blob)
    assert_near(snap_box(pixels, Box(180, 85, 110, 120), air=60_000), around(*blob))


def test_a_tight_box_grows_to_the_thing() -> None:
    blob = (150, 100, 150, 80)
    assert_near(snap_box(scene(blob), Box(195, 120, 70, 40), air=60_000), around(*blob))


def test_of_two_things_the_one_that_fills_the_box_is_meant() -> None:
    one, other = (150, 100, 50, 50), (215, 140, 20, 20)
    assert_near(snap_box(scene(one, other), Box(140, 90, 90, 75), air=60_000), around(*one))


def test_where_nothing_stands_out_there_is_no_box() -> None:
    assert snap_box(scene(), Box(180, 85, 110, 120), air=60_000) is None


def test_a_bright_hole_is_not_a_thing() -> None:
    hole = scene((200, 120, 60, 40), contrast=-0.5)
    assert snap_box(hole, Box(180, 100, 100, 80), air=60_000) is None


def test_a_thing_cut_off_by_the_edge_of_the_scan_is_found_up_to_there() -> None:
    found = snap_box(scene((0, 100, 60, 40)), Box(0, 85, 85, 70), air=60_000)
    assert_near(found, Box(0, 98, 62, 44))
    assert found is not None
    assert found.x == 0


def test_off_the_scan_there_is_nothing() -> None:
    assert snap_box(scene(), Box(900, 900, 30, 30), air=60_000) is None


def test_a_black_view_has_nothing_to_find() -> None:
    assert snap_box(np.zeros((50, 50), np.uint16), Box(10, 10, 20, 20)) is None


def test_a_large_view_is_looked_at_coarsely_and_still_found() -> None:
    pixels = np.full((1200, 6000), 40_000, np.uint16)
    pixels[300:900, 1500:4500] = 15_000
    assert_near(
        snap_box(pixels, Box(1300, 200, 3500, 850), air=60_000), around(1500, 300, 3000, 600), 6
    )
