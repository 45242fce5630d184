from __future__ import annotations

import numpy as np
import pytest

from inspector_app.domain.region import Box
from inspector_app.imaging.view_pixels import Pixels
from inspector_app.simulator.scan_traits import (
    estimate_blur_px,
    estimate_energy_offset_px,
    estimate_sway_px,
)


@pytest.mark.parametrize("sigma", [0.5, 0.8, 1.3])
def test_the_point_spread_is_found_from_edges(sigma: float) -> None:
    fine = np.zeros((120, 3000), np.float64)
    for left in range(60, 2900, 311):
        fine[:, left : left + 150] = 1
    taps = np.exp(-0.5 * (np.arange(-60, 61) / (10 * sigma)) ** 2)
    for row in fine:
        row[:] = np.convolve(row, taps / taps.sum(), mode="same")
    pixels = (60_000 - 40_000 * fine.reshape(120, 300, 10).mean(axis=2)).astype(np.uint16)
    assert estimate_blur_px(pixels) == pytest.approx(sigma, abs=0.2)


def bars(shift_px: float, strength: float) -> Pixels:
    """Soft bars of several depths, with noise."""
    x = np.arange(400) + shift_px
    depth = np.zeros(400)
    for left in range(20, 370, 47):
        depth += (0.3 + left / 300) / (1 + np.exp(-(x - left) * 1.5))
        depth -= (0.3 + left / 300) / (1 + np.exp(-(x - left - 21) * 1.5))
    noise = np.random.default_rng(1).normal(0, 60, (150, 400))
    return np.clip(60_000 * np.exp(-strength * depth)[None] + noise, 0, 65_535).astype(np.uint16)


@pytest.mark.parametrize("offset", [0.0, 0.5, 1.0, -0.7])
def test_the_offset_between_the_energies_is_found(offset: float) -> None:
    found = estimate_energy_offset_px(bars(0, 1.0), bars(offset, 1.15), (60_000.0, 60_000.0))
    assert found == pytest.approx(offset, abs=0.15)


def test_a_scan_without_edges_has_no_offset() -> None:
    flat = np.full((50, 80), 30_000, np.uint16)
    assert estimate_energy_offset_px(flat, flat, (60_000.0, 60_000.0)) == 0


def test_the_sway_of_roof_and_floor_is_found() -> None:
    container = Box(20, 100, 360, 400)
    rows, columns = np.arange(600)[:, None], np.arange(400)[None, :]
    sway = 2.5 * np.sin(columns[0] / 30)
    lower = rows - sway[None, :]
    value = 60_000 - 30_000 / (1 + np.exp(-(lower - 100))) + 20_000 / (1 + np.exp(-(lower - 110)))
    value -= 25_000 / (1 + np.exp(-(lower - 490)))
    noise = np.random.default_rng(3).normal(0, 200, value.shape)
    pixels = np.clip(value + noise, 0, 65_535).astype(np.uint16)
    found = estimate_sway_px(pixels, container, slice(80, 280))
    expected = sway[80:280] - sway[80:280].mean()
    np.testing.assert_allclose(found[6:-6], expected[6:-6], atol=0.7)
    flat = np.full((600, 400), 30_000, np.uint16)
    assert not estimate_sway_px(flat, container, slice(80, 280)).any()
