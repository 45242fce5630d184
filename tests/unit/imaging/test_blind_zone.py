"""Where the scan is called blind, and how that is painted."""

from __future__ import annotations

import numpy as np
import pytest

from inspector_app.imaging.blind_zone import HATCH_PERIOD_PX, blind_limit, mark_blind
from inspector_app.imaging.noise import NOT_MEASURED, Noise
from inspector_app.imaging.view_pixels import Pixels

QUIET = Noise(4.0, 1.0, measured=True)


def _view(white: int, dark: Pixels | None = None, share: float = 0.1) -> Pixels:
    """Air, goods of every brightness from a fiftieth up, and a share of `dark` values."""
    rng = np.random.default_rng(8)
    pixels = rng.integers(white // 50, white, (300, 500)).astype(np.uint16)
    pixels[:100] = white - white // 20
    if dark is not None:
        count = int(pixels.size * share)
        pixels.reshape(-1)[-count:] = rng.choice(dark, count)
    return pixels


def test_a_thousandth_of_the_open_beam_is_blind() -> None:
    pixels = _view(65_535)
    assert blind_limit(pixels, QUIET) == pytest.approx(62, abs=2)


def test_noise_of_the_dark_signal_raises_the_limit() -> None:
    assert blind_limit(_view(65_535), Noise(100.0**2, 1.0, measured=True)) == 300


def test_an_eight_bit_export_is_blind_in_its_last_steps() -> None:
    assert blind_limit(_view(255), NOT_MEASURED) == 2


def test_a_dark_signal_above_zero_is_found() -> None:
    # As exports with a black offset have it: a heap of values at 3 to 6, goods from there on.
    heap = np.repeat(np.arange(3, 7), [10, 30, 30, 10]).astype(np.uint16)
    limit = blind_limit(_view(255, heap), NOT_MEASURED)
    assert 6 <= limit <= 7
    # A black border outside the beam does not hide it.
    bordered = _view(255, heap)
    bordered[120:180] = 0
    assert blind_limit(bordered, NOT_MEASURED) == limit


def test_a_dark_signal_is_found_in_sixteen_bits_too() -> None:
    heap = np.round(np.random.default_rng(1).normal(900, 40, 5_000)).astype(np.uint16)
    limit = blind_limit(_view(65_535, heap), Noise(40.0**2, 1.0, measured=True))
    assert 950 <= limit <= 1_100


def test_dense_goods_that_only_get_darker_are_not_taken_for_the_dark_signal() -> None:
    slope = np.arange(1, 60).astype(np.uint16)
    assert blind_limit(_view(255, slope, share=0.5), NOT_MEASURED) == 2


def test_a_view_black_throughout_is_blind_throughout() -> None:
    pixels = np.zeros((50, 60), np.uint16)
    assert blind_limit(pixels, NOT_MEASURED) >= 0


def _painted(values: Pixels, limit: int, origin: tuple[int, int] = (0, 0)) -> np.ndarray:
    picture = np.full(values.shape, 0x55, np.int32)
    mark_blind(picture, values, limit, origin=origin)
    return picture


def test_only_blind_pixels_are_hatched_and_not_all_of_them() -> None:
    values = np.full((120, 160), 500, np.uint16)
    values[30:90, 40:100] = 60
    picture = _painted(values, 60)
    changed = picture != 0x55
    assert not changed[values > 60].any()
    assert 0.2 < changed[30:90, 40:100].mean() < 0.6


def test_the_hatch_has_a_light_and_a_dark_tone_everywhere() -> None:
    picture = _painted(np.zeros((50, 50), np.uint16), 0)
    tones = np.unique(picture[picture != 0x55].view(np.uint32)).astype(np.uint32)
    brightness = sorted(int(tone & 0xFF) for tone in tones)
    assert len(brightness) == 2
    assert all(int(tone) >> 24 == 0xFF for tone in tones)
    assert brightness[0] < 60
    assert brightness[1] > 200
    for corner in (picture[:24, :24], picture[-24:, -24:]):
        assert set(np.unique(corner.view(np.uint32))) >= set(tones)


def test_the_hatch_moves_with_the_scan() -> None:
    values = np.zeros((90, 130), np.uint16)
    whole = _painted(values, 5)
    part = _painted(values[17:60, 31:99], 5, origin=(31, 17))
    assert np.array_equal(part, whole[17:60, 31:99])
    assert np.array_equal(whole[:, HATCH_PERIOD_PX:], whole[:, :-HATCH_PERIOD_PX])


def test_a_part_of_a_larger_picture_is_painted_in_place() -> None:
    picture = np.zeros((60, 80), np.int32)
    mark_blind(picture[10:40, 20:70], np.zeros((30, 50), np.uint16), 0, origin=(0, 0))
    assert picture[10:40, 20:70].any()
    picture[10:40, 20:70] = 0
    assert not picture.any()


def test_where_nothing_is_blind_nothing_is_painted() -> None:
    assert (_painted(np.full((40, 40), 9, np.uint16), 8) == 0x55).all()
    assert _painted(np.zeros((0, 5), np.uint16), 8).size == 0
