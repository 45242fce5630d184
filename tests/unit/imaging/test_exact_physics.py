from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from inspector_app.imaging import physics
from inspector_app.imaging.exact_physics import (
    SPENT,
    STEP_G_CM2,
    rounded_steps,
    transmissions_exact,
)
from tests.helpers.sim_scans import attenuation_table

SHAPE = (70, 130)


def some_maps(seed: int = 1) -> dict[str, physics.FloatMap]:
    rng = np.random.default_rng(seed)
    maps = {
        name: (rng.random(SHAPE) * depth).astype(np.float32)
        for name, depth in (("iron", 60), ("cellulose", 80), ("lead", 12), ("water", 0.4))
    }
    for areal in maps.values():
        areal[:20] = 0
    return maps


def on_the_grid(maps: dict[str, physics.FloatMap]) -> dict[str, physics.FloatMap]:
    return {n: (np.rint(a / STEP_G_CM2) * STEP_G_CM2).astype(np.float32) for n, a in maps.items()}


@pytest.mark.parametrize("factors", [{}, {"6MV": (1.05, 0.98, 1.01)}])
def test_it_agrees_with_the_fast_way(factors: dict[str, physics.Factors]) -> None:
    table = physics.corrected(attenuation_table(), factors)
    maps = on_the_grid(some_maps())
    exact = transmissions_exact(table, maps, physics.BEAMS)
    fast = physics.transmissions(table, maps, physics.BEAMS)
    for one, other in zip(exact, fast, strict=True):
        assert one.shape == SHAPE
        assert one.dtype == np.float32
        np.testing.assert_allclose(one, other, rtol=3e-5, atol=1e-6)
        assert np.abs(one.astype(float) - other).max() < 1e-6


def test_it_agrees_with_double_precision() -> None:
    table, maps = attenuation_table(), on_the_grid(some_maps(2))
    (exact,) = transmissions_exact(table, maps, ("9MV",))
    exponent = sum(
        table.parts_cm2_g[name].astype(float).sum(axis=0)[:, None, None] * areal.astype(float)
        for name, areal in maps.items()
    )
    true = np.tensordot(table.weights["9MV"].astype(float), np.exp(-exponent), 1)
    assert np.abs(exact - true).max() < 1e-6
    assert np.abs(np.log(exact) - np.log(true)).max() < 2e-5


def test_a_pixel_depends_on_nothing_around_it() -> None:
    table, maps = attenuation_table(), some_maps(3)
    whole = transmissions_exact(table, maps, physics.BEAMS)
    window = (slice(18, 29), slice(40, 47))
    part = transmissions_exact(table, {n: a[window] for n, a in maps.items()}, physics.BEAMS)
    for one, other in zip(whole, part, strict=True):
        np.testing.assert_array_equal(one[window], other)


def test_the_order_of_the_materials_does_not_matter() -> None:
    table, maps = attenuation_table(), some_maps(4)
    turned = dict(reversed(maps.items()))
    for one, other in zip(
        transmissions_exact(table, maps, physics.BEAMS),
        transmissions_exact(table, turned, physics.BEAMS),
        strict=True,
    ):
        np.testing.assert_array_equal(one, other)


def test_a_material_that_is_not_there_changes_nothing() -> None:
    table, maps = attenuation_table(), some_maps(5)
    more = {**maps, "gold": np.zeros(SHAPE, np.float32)}
    for one, other in zip(
        transmissions_exact(table, maps, physics.BEAMS),
        transmissions_exact(table, more, physics.BEAMS),
        strict=True,
    ):
        np.testing.assert_array_equal(one, other)


def test_layers_of_a_material_are_added_up() -> None:
    table, maps = attenuation_table(), some_maps(6)
    halves = {
        name: (areal * np.float32(0.25), areal * np.float32(0.75)) for name, areal in maps.items()
    }
    joined = {name: one + other for name, (one, other) in halves.items()}
    for one, other in zip(
        transmissions_exact(table, halves, physics.BEAMS),
        transmissions_exact(table, joined, physics.BEAMS),
        strict=True,
    ):
        np.testing.assert_array_equal(one, other)


def test_air_is_air() -> None:
    air = {"iron": np.zeros(SHAPE, np.float32)}
    for image in transmissions_exact(attenuation_table(), air, physics.BEAMS):
        np.testing.assert_allclose(image, 1, atol=1e-6)
        assert len(np.unique(image)) == 1


def test_a_spent_beam_ends_at_the_floor() -> None:
    deep = {"lead": np.full((1, 40), 4000, np.float32)}
    (image,) = transmissions_exact(attenuation_table(), deep, ("9MV",))
    assert (image >= 0.5 * SPENT).all()
    assert image.max() < 1e-15


def test_areal_densities_are_rounded_and_not_negative() -> None:
    steps = rounded_steps(np.array([-3, 0, 0.00004, 0.00006, 100], np.float32))
    assert steps.tolist() == [0, 0, 0, 1, 1_000_000]
    table = attenuation_table()
    one = {"iron": np.array([[10.0]], np.float32)}
    near = {"iron": np.array([[10.00004]], np.float32)}
    far = {"iron": np.array([[10.01]], np.float32)}
    alike, other, apart = (transmissions_exact(table, m, ("9MV",))[0] for m in (one, near, far))
    assert alike == other
    assert apart < alike


def test_what_is_not_known_is_refused() -> None:
    table = attenuation_table()
    with pytest.raises(KeyError):
        transmissions_exact(table, {"unobtainium": np.zeros((2, 2), np.float32)}, ("9MV",))
    with pytest.raises(KeyError):
        transmissions_exact(table, {"iron": np.zeros((2, 2), np.float32)}, ("12MV",))
    with pytest.raises(ValueError, match="material"):
        transmissions_exact(table, {}, ("9MV",))
    narrow = replace(table, weights={"9MV": table.weights["9MV"]})
    with pytest.raises(KeyError):
        transmissions_exact(narrow, {"iron": np.zeros((2, 2), np.float32)}, ("6MV",))
