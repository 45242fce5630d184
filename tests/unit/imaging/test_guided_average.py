"""The average that does not run over edges."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from inspector_app.imaging.guided_average import fit_lines, mean_around, reach_px
from inspector_app.imaging.halving import doubled

FloatMap = NDArray[np.float32]


def _averaged(guide: FloatMap, values: FloatMap, weight: FloatMap, radius: int) -> FloatMap:
    lines = fit_lines(guide, values, weight, radius)
    return np.asarray(doubled(lines.slope) * guide + doubled(lines.level), np.float32)


def _step() -> tuple[FloatMap, FloatMap, FloatMap]:
    """Two kinds of goods side by side, one thick, one thin, and their values in noise."""
    guide = np.full((80, 120), 0.5, np.float32)
    guide[:, 60:] = 4.0
    clean = np.where(guide > 1, 0.0, 1.0).astype(np.float32)
    noise = np.random.default_rng(1).normal(0, 0.5, guide.shape).astype(np.float32)
    return guide, clean, clean + noise


@pytest.mark.parametrize("radius", [1, 2, 3])
def test_noise_goes_and_the_edge_stays(radius: int) -> None:
    guide, clean, noisy = _step()
    found = _averaged(guide, noisy, np.ones_like(guide), radius)
    for inside in (np.s_[20:60, 20:58], np.s_[20:60, 62:100]):
        # Averaged twice over squares of so many pixels, but the line's slope takes a part.
        spread = (found - clean)[inside].std()
        assert spread < 0.5 * 2 / (4 * radius + 2), radius
        assert abs((found - clean)[inside].mean()) < 0.03


def test_what_has_no_weight_does_not_count() -> None:
    guide, clean, noisy = _step()
    weight = np.ones_like(guide)
    noisy[30:34, 30:40] = 99.0
    weight[30:34, 30:40] = 0.0
    found = _averaged(guide, noisy, weight, 1)
    assert np.abs(found - clean)[20:44, 20:50].max() < 1.0


def test_information_is_the_sum_of_weights_of_the_square() -> None:
    guide = np.zeros((40, 40), np.float32)
    weight = np.full_like(guide, 3.0)
    for radius in (1, 3):
        information = fit_lines(guide, guide, weight, radius).information
        np.testing.assert_allclose(information, 3.0 * (4 * radius + 2) ** 2, rtol=1e-5)


def test_nothing_without_any_weight() -> None:
    guide, _, noisy = _step()
    lines = fit_lines(guide, noisy, np.zeros_like(guide), 2)
    assert np.isfinite(lines.slope).all()
    assert lines.information.max() < 1e-3


@pytest.mark.parametrize("radius", [1, 2, 3])
def test_no_line_looks_further_than_it_says(radius: int) -> None:
    guide, _, noisy = _step()
    weight = np.ones_like(guide)
    before = _averaged(guide, noisy, weight, radius)
    noisy[40, 60] += 100
    changed = _averaged(guide, noisy, weight, radius) != before
    rows, columns = np.nonzero(changed)
    reach = reach_px(radius) + 1
    assert 40 - reach <= rows.min() <= rows.max() <= 40 + reach
    assert 60 - reach <= columns.min() <= columns.max() <= 60 + reach
    # And not for nothing.
    assert columns.max() - columns.min() > reach


def test_a_mean_is_that_of_a_square() -> None:
    image = np.random.default_rng(0).random((30, 40)).astype(np.float32)
    found = mean_around(image, 2)
    assert found[10, 20] == pytest.approx(float(image[8:13, 18:23].mean()), rel=1e-5)
