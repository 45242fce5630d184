from __future__ import annotations

import numpy as np
import pytest

from inspector_app.simulator.inserted import make_object
from inspector_app.simulator.micro_texture import roughen, unit_texture
from inspector_app.simulator.object_sheet import in_pixels
from inspector_app.simulator.organic_objects import ORGANIC_DRAWINGS


def rng(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_a_texture_keeps_the_mass_and_has_the_strength_asked_for() -> None:
    unit = unit_texture(rng(), (6.0, 4.5), 128)
    assert unit.std() == pytest.approx(1, abs=0.02)
    even = np.full((300, 500), 20.0, np.float32)
    roughen([even], unit, 0.02, rng())
    assert even.mean() == pytest.approx(20, rel=0.003)
    assert even.std() / 20 == pytest.approx(0.02, rel=0.1)


def test_where_nothing_is_nothing_comes() -> None:
    empty = np.zeros((40, 60), np.float32)
    roughen([empty], unit_texture(rng(), (6.0, 4.5), 32), 0.5, rng())
    assert not empty.any()


def test_materials_of_one_thing_are_rough_together_and_nothing_turns_negative() -> None:
    one, other = np.full((2, 90, 70), 3.0, np.float32)
    roughen([one, other], unit_texture(rng(), (6.0, 4.5), 64), 5.0, rng())
    np.testing.assert_array_equal(one, other)
    assert one.min() > 0


def test_a_finer_pitch_shows_coarser_grain() -> None:
    """Grain has a size in millimetres: neighbours differ less where pixels are smaller."""
    coarse, fine = (unit_texture(rng(), (mm, mm), 256) for mm in (8.0, 2.0))
    assert np.abs(np.diff(fine, axis=1)).mean() < 0.6 * np.abs(np.diff(coarse, axis=1)).mean()


def test_hidden_objects_are_no_smoother_than_what_is_round_them() -> None:
    kind = "organic-brick"
    rough = make_object(kind, rng(4), 5.0, 5.0, lying=True).maps["cellulose"]
    smooth = in_pixels(kind, ORGANIC_DRAWINGS[kind](rng(4)), 0.0, False, (5.0, 5.0), (0.0, 0.0))
    middle = tuple(slice(n // 4, 3 * n // 4) for n in rough.shape)
    even = smooth.maps["cellulose"]
    inner = tuple(slice(n // 4, 3 * n // 4) for n in even.shape)
    assert even[inner].std() / even[inner].mean() < 0.003
    assert rough[middle].std() / rough[middle].mean() > 0.005
