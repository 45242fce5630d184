from __future__ import annotations

import hashlib

import numpy as np
import pytest

from inspector_app.simulator import exact_math


@pytest.mark.parametrize(
    ("ours", "theirs", "low", "high"),
    [
        (exact_math.exp, np.exp, -300, 300),
        (exact_math.sin, np.sin, -1000, 1000),
        (exact_math.cos, np.cos, -1000, 1000),
        (exact_math.log, np.log, 1e-12, 1e6),
    ],
)
def test_they_are_right(ours, theirs, low: float, high: float) -> None:
    x = np.random.default_rng(1).uniform(low, high, 20_000)
    np.testing.assert_allclose(ours(x), theirs(x), rtol=2e-13, atol=2e-13)


def test_powers_are_right() -> None:
    x = np.random.default_rng(2).uniform(0, 30, 5000)
    for exponent in (0.2, 0.5, 1.0, 2.7, 8.0):
        np.testing.assert_allclose(exact_math.power(x, exponent), x**exponent, rtol=1e-12)
    assert exact_math.power([0.0, -0.0], 0.4).tolist() == [0, 0]
    assert float(exact_math.exp(0.0)) == 1
    assert float(exact_math.log(1.0)) == 0


def test_the_table_of_quantiles_is_the_same_everywhere() -> None:
    """If this fails on some machine, its scans are not those of other machines."""
    table = exact_math.normal_table()
    digest = hashlib.sha256(table.astype("<f4").tobytes()).hexdigest()
    assert digest == "a05f79e5efe2fb6358b249a31cd0e712897f59b51fbb6a41a739c5acaea22af2"
    assert table.astype(float).mean() == pytest.approx(0, abs=1e-9)
    assert table.astype(float).var() == pytest.approx(1, abs=1e-6)
    assert (np.diff(table) >= 0).all()


def test_normal_numbers_are_normal() -> None:
    drawn = exact_math.normals(np.random.default_rng(3), (1000, 1001)).astype(float)
    assert drawn.mean() == pytest.approx(0, abs=0.004)
    assert drawn.var() == pytest.approx(1, abs=0.006)
    assert (drawn**3).mean() == pytest.approx(0, abs=0.02)
    assert (drawn**4).mean() == pytest.approx(3, abs=0.05)
    for sigma, share in ((1, 0.31731), (2, 0.04550), (3, 0.00270), (4, 0.0000633)):
        error = np.sqrt(share / drawn.size)
        assert (np.abs(drawn) > sigma).mean() == pytest.approx(share, abs=5 * error)
    neighbours = np.corrcoef(drawn[:, :-1].ravel(), drawn[:, 1:].ravel())[0, 1]
    assert abs(neighbours) < 0.005


@pytest.mark.parametrize("shape", [(1,), (7,), (3, 5), (129, 127)])
def test_any_number_can_be_drawn(shape: tuple[int, ...]) -> None:
    drawn = exact_math.normals(np.random.default_rng(4), shape)
    assert drawn.shape == shape
    assert drawn.dtype == np.float32
    np.testing.assert_array_equal(drawn, exact_math.normals(np.random.default_rng(4), shape))
