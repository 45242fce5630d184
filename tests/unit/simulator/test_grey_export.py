"""What the 8-bit export does beside its curve: sharpening and black ends."""

from __future__ import annotations

import numpy as np

from inspector_app.simulator.grey_export import (
    GreyCurve,
    blacken_ends,
    draw_grey_curve,
    grey_levels,
)

PLAIN = GreyCurve(0.0, 1.0, 1.0, 75)


def sharp(amount: float) -> GreyCurve:
    return GreyCurve(0.0, 1.0, 1.0, 75, amount)


def test_sharpening_leaves_even_pictures_alone() -> None:
    even = np.full((8, 9), 0.4, np.float32)
    np.testing.assert_array_equal(grey_levels(even, sharp(2.0)), grey_levels(even, PLAIN))


def test_sharpening_overshoots_on_both_sides_of_a_step() -> None:
    step = np.full((5, 10), 0.4, np.float32)
    step[:, 5:] = 0.6
    plain, sharpened = (grey_levels(step, curve).astype(int) for curve in (PLAIN, sharp(1.0)))
    difference = sharpened - plain
    # The mean of four neighbours differs by a quarter of the step beside it.
    assert (difference[:, 4] == -13).all()
    assert (difference[:, 5] == 13).all()
    assert not difference[:, :4].any()
    assert not difference[:, 6:].any()


def test_black_ends_take_their_share_of_the_free_columns_only() -> None:
    greys = np.full((3, 100), 200, np.uint8)
    blacken_ends(greys, GreyCurve(0.0, 1.0, 1.0, 75, 0.0, (0.5, 1.0)), (20.0, 90.0))
    assert (greys[0] == 0).nonzero()[0].tolist() == [*range(10), *range(90, 100)]


def test_black_ends_keep_a_load_that_fills_the_picture() -> None:
    greys = np.full((3, 50), 200, np.uint8)
    blacken_ends(greys, GreyCurve(0.0, 1.0, 1.0, 75, 0.0, (1.0, 1.0)), (-4.0, 54.0))
    assert (greys == 200).all()


def test_same_seed_same_curve_and_only_few_machines_have_black_ends() -> None:
    def curves() -> list[GreyCurve]:
        rng = np.random.default_rng(3)
        return [draw_grey_curve(rng) for _ in range(400)]

    assert curves() == curves()
    black = [curve for curve in curves() if any(curve.black_ends)]
    assert 0.05 < len(black) / 400 < 0.2
    assert all(curve.white > 1.01 for curve in black)
