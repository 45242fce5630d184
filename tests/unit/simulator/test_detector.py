from __future__ import annotations

import numpy as np
import pytest

from inspector_app.simulator import detector

STATE = detector.DetectorState(
    quanta=1e4, electronic_quanta=0.0, blur_px=0.5, row_gain=0.0, pulse_gain=0.0, air_level=0.9
)


def test_noise_follows_the_dose() -> None:
    rng = np.random.default_rng(1)
    for level in (1.0, 0.1):
        flat = np.full((200, 200), level, np.float32)
        measured = detector.record(flat, STATE, rng)
        assert measured.mean() == pytest.approx(level, rel=0.01)
        assert measured.std() == pytest.approx(np.sqrt(1.4 * level / 1e4), rel=0.08)


def test_row_gains_make_horizontal_stripes() -> None:
    state = detector.DetectorState(1e9, 0.0, 0.5, 0.01, 0.0, 0.9)
    measured = detector.record(np.ones((300, 100), np.float32), state, np.random.default_rng(2))
    assert measured.mean(axis=1).std() == pytest.approx(0.01, rel=0.2)
    assert measured.mean(axis=0).std() < 0.002


def test_16_bit_storage_clips_at_both_ends() -> None:
    stored = detector.store_16_bit(np.array([[-0.1, 0.5, 1.0, 2.0]], np.float32), STATE)
    assert stored.dtype == np.uint16
    assert stored.tolist() == [[0, 29491, 58982, 65535]]


def test_8_bit_storage_follows_its_curve() -> None:
    curve = detector.GreyCurve(black=0.1, white=0.9, gamma=1.0, jpeg_quality=100)
    flat = np.full((32, 32), 0.5, np.float32)
    assert np.abs(detector.store_8_bit(flat, curve).astype(int) - 128).max() <= 2
    assert detector.store_8_bit(flat * 0.1, curve).max() <= 2
    assert detector.store_8_bit(flat * 3, curve).min() >= 253


def test_a_dead_row_is_dead_at_both_energies() -> None:
    rng = np.random.default_rng(5)
    images = [np.full((50, 20), 0.6, np.float32) for _ in range(2)]
    detector.spoil_rows(images, 1.0, rng)
    rows = [np.flatnonzero((image != 0.6).any(axis=1)).tolist() for image in images]
    assert rows[0] == rows[1]
    assert len(rows[0]) == 1
