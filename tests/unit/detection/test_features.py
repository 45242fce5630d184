from __future__ import annotations

import numpy as np
import pytest

from inspector_app.detection.features import air_level, features, halve, smallest_transmission
from inspector_app.imaging.physics import NINE_MV, SIX_MV
from tests.helpers.sim_scans import a_scan, steel_curve


def test_air_is_what_lies_around_the_vehicle() -> None:
    scan = a_scan(3, cargo="sacks", shrink=0.4)
    top_edge = scan.pixels.high[0]
    assert air_level(scan.pixels.high) == pytest.approx(np.median(top_edge), rel=0.02)


def test_air_of_a_black_picture_is_not_zero() -> None:
    assert air_level(np.zeros((50, 60), np.uint16)) == 1.0


def test_one_energy_leaves_the_material_channel_empty() -> None:
    out = features(np.full((6, 8), 0.5, np.float32), None, 1 / 4000, steel_curve())
    assert out.shape == (4, 6, 8)
    np.testing.assert_allclose(out[0], 0.5)
    np.testing.assert_allclose(out[1], -np.log(0.5) / 4, rtol=1e-5)
    assert not out[2].any()
    assert not out[3].any()


def test_steel_is_the_zero_of_the_material_channel() -> None:
    high = np.exp(-np.linspace(0.1, 4, 12, dtype=np.float32))[None, :]
    alpha_low = steel_curve().other_alpha(-np.log(high), NINE_MV, SIX_MV)
    steel = features(high, np.exp(-alpha_low), 1 / 4000, steel_curve())
    np.testing.assert_allclose(steel[2], 0, atol=1e-3)
    assert (steel[3] == 1).all()
    organic = features(high, np.exp(-1.08 * alpha_low), 1 / 4000, steel_curve())
    assert (organic[2] > 0).all()


def test_spent_beams_stay_finite() -> None:
    black = np.zeros((4, 4), np.float32)
    for bits in (8, 12, 16):
        out = features(black, black, smallest_transmission(bits), steel_curve())
        assert np.isfinite(out).all()
    assert smallest_transmission(8) > smallest_transmission(16)


def test_halving_takes_means() -> None:
    image = np.arange(16, dtype=np.float32).reshape(4, 4)
    np.testing.assert_allclose(halve(image), [[2.5, 4.5], [10.5, 12.5]])
