"""What the noise estimate finds in pixels whose noise is known."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from inspector_app.imaging.noise import NOT_MEASURED, ROUNDING_VARIANCE, estimate_noise
from inspector_app.imaging.view_pixels import Pixels


def _scene(white: float) -> NDArray[np.float64]:
    """Steps of brightness with slopes and sharp edges, a quarter of it open air."""
    rows, columns = np.indices((360, 1200))
    shares = 0.02 + 0.9 * ((columns // 75 * 5 + rows // 60 * 3) % 16) / 16
    scene = white * (shares + 0.03 * np.sin(columns / 50))
    scene[:90] = 0.93 * white
    return np.clip(scene, 0, white)


def _with_noise(white: float, dark: float, per_value: float, seed: int = 4) -> Pixels:
    rng = np.random.default_rng(seed)
    scene = _scene(white)
    noisy = scene + rng.normal(0, 1, scene.shape) * np.sqrt(dark + per_value * scene)
    return np.clip(np.round(noisy), 0, white).astype(np.uint16)


@pytest.mark.parametrize(
    ("bits", "dark", "per_value"),
    [
        (16, 100.0, 1.0), (16, 40_000.0, 0.0), (16, 0.0, 3.0), (16, 10_000.0, 2.0),
        (12, 4.0, 0.05), (10, 1.0, 0.02), (8, 1.0, 0.0), (8, 0.5, 0.02),
    ],
)  # fmt: skip
def test_known_noise_is_found_within_a_tenth(bits: int, dark: float, per_value: float) -> None:
    white = float((1 << bits) - 1)
    found = estimate_noise(_with_noise(white, dark, per_value))
    assert found.measured
    for share in (0.1, 0.5, 0.9):
        true = np.sqrt(dark + per_value * share * white + ROUNDING_VARIANCE)
        assert found.sigma_at(share * white) == pytest.approx(true, rel=0.1)


def test_stripes_of_unequal_detectors_and_pulses_are_no_noise() -> None:
    rng = np.random.default_rng(9)
    gains = 1 + rng.normal(0, 0.02, (360, 1)) + rng.normal(0, 0.02, (1, 1200))
    signal = 40_000 * gains
    pixels = np.round(signal + rng.normal(0, 100, signal.shape)).astype(np.uint16)
    assert estimate_noise(pixels).sigma_at(40_000) == pytest.approx(100, rel=0.1)


def test_texture_in_a_third_of_the_goods_is_no_noise() -> None:
    pixels = _with_noise(60_000, 0.0, 1.0).astype(np.int64)
    pixels[:, ::2] += np.random.default_rng(1).integers(-3_000, 3_000, pixels[:, ::2].shape)
    rough = np.clip(pixels, 0, 65_535).astype(np.uint16)
    calm = _with_noise(60_000, 0.0, 1.0)
    rough[:, 400:] = calm[:, 400:]
    assert estimate_noise(rough).sigma_at(30_000) == pytest.approx(np.sqrt(30_000), rel=0.25)


def test_without_noise_nothing_is_claimed() -> None:
    clean = _scene(60_000).astype(np.uint16)
    for pixels in (clean, np.full((200, 400), 77, np.uint16), np.zeros((200, 400), np.uint16)):
        assert estimate_noise(pixels) == NOT_MEASURED
    assert NOT_MEASURED.sigma_at(50_000) == pytest.approx(np.sqrt(ROUNDING_VARIANCE))


def test_what_jpeg_took_away_is_not_claimed_either() -> None:
    grey = _with_noise(255, 1.0, 0.0).astype(np.uint8)
    _, packed = cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, 75])
    opened = cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE)
    assert opened is not None
    assert not estimate_noise(opened.astype(np.uint16)).measured


@pytest.mark.parametrize("shape", [(1, 1), (2, 500), (500, 20), (3, 33), (3, 34)])
def test_pixels_too_few_to_tell_are_not_measured(shape: tuple[int, int]) -> None:
    noisy = np.random.default_rng(0).integers(100, 200, shape, dtype=np.uint16)
    assert estimate_noise(noisy) == NOT_MEASURED


def test_a_long_train_is_only_sampled_and_found_as_well() -> None:
    rng = np.random.default_rng(3)
    pixels = rng.poisson(20_000, (400, 4_000)).astype(np.uint16)
    pixels.flags.writeable = False
    assert estimate_noise(pixels).sigma_at(20_000) == pytest.approx(np.sqrt(20_000), rel=0.05)
