"""Windows and tables: what grey a stored value becomes."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector_app.domain.scan import Energy
from inspector_app.imaging.display import (
    Curve,
    Preset,
    Window,
    auto_window,
    energy_pixels,
    preset_window,
    render,
    suggested_curve,
    window_shares,
    window_table,
)
from inspector_app.imaging.view_pixels import Pixels, ViewPixels


def _random(height: int, width: int) -> Pixels:
    return np.random.default_rng(5).integers(0, 65_536, (height, width), dtype=np.uint16)


windows = st.builds(
    Window,
    level=st.floats(-10_000, 80_000),
    width=st.floats(1, 140_000),
    invert=st.booleans(),
    curve=st.sampled_from(Curve),
)


@settings(deadline=None)
@given(windows)
def test_a_table_never_turns_back_and_reaches_both_ends(window: Window) -> None:
    table = window_table(window)
    assert table.shape == (65_536,)
    assert table.dtype == np.uint8
    steps = np.diff(table.astype(int))
    assert (steps <= 0).all() if window.invert else (steps >= 0).all()
    dark, bright = (255, 0) if window.invert else (0, 255)
    if window.curve is not Curve.LOG and 0 <= window.black <= 65_535:
        assert table[math.floor(window.black)] == dark
    if 2 <= window.white <= 65_535:
        assert table[math.ceil(window.white)] == bright


def test_a_linear_window_in_numbers() -> None:
    table = window_table(Window(level=500, width=1000))
    assert [int(table[value]) for value in (0, 100, 500, 900, 1000, 60_000)] == [
        0, 26, 128, 230, 255, 255,
    ]  # fmt: skip
    inverted = window_table(Window(level=500, width=1000, invert=True))
    assert [int(inverted[value]) for value in (0, 100, 1000)] == [255, 230, 0]


def test_equal_attenuation_steps_are_equal_grey_steps_on_the_logarithmic_curve() -> None:
    table = window_table(Window.between(64, 65_535, curve=Curve.LOG)).astype(int)
    halvings = [int(table[65_535 >> n]) for n in range(9)]
    assert set(np.diff(halvings)) <= {-25, -26}
    square_root = window_table(Window.between(0, 40_000, curve=Curve.SQUARE_ROOT))
    assert int(square_root[10_000]) == 128


def test_render_looks_every_value_up() -> None:
    pixels = _random(300, 511)
    table = window_table(Window(30_000, 41_234))
    assert np.array_equal(render(pixels, table), table[pixels])


def test_render_takes_read_only_tiles_and_writes_into_padded_rows() -> None:
    pixels = _random(100, 200)
    pixels.flags.writeable = False
    table = window_table(Window(30_000, 41_234))
    table.flags.writeable = False
    tile, buffer = pixels[10:40, 50:101], np.full((30, 52), 7, np.uint8)
    answer = render(tile, table, buffer[:, :51])
    assert np.shares_memory(answer, buffer)
    assert np.array_equal(buffer[:, :51], table[tile])
    assert (buffer[:, 51] == 7).all()
    with pytest.raises(ValueError, match="buffer"):
        render(tile, table, np.empty((30, 52), np.uint8))


@pytest.mark.parametrize("width", [0, 0.5, -3, math.nan, math.inf])
def test_impossible_windows_are_refused(width: float) -> None:
    with pytest.raises(ValueError, match="window"):
        Window(100, width)


def _cargo(air_share: float, black_share: float) -> Pixels:
    """Goods of 8,000 to 30,000, air at 60,000 with noise, and solid black."""
    dice = np.random.default_rng(1)
    pixels = dice.integers(8_000, 30_000, (400, 1000), dtype=np.uint16)
    air, black = int(1000 * air_share), int(1000 * black_share)
    pixels[:, :air] = dice.normal(60_000, 300, (400, air)).astype(np.uint16)
    pixels[:, air : air + black] = dice.integers(0, 200, (400, black), dtype=np.uint16)
    return pixels


@pytest.mark.parametrize(
    ("air_share", "black_share"), [(0.1, 0.0), (0.98, 0.0), (0.1, 0.85), (0.5, 0.3)]
)
def test_the_automatic_window_fits_the_goods_whatever_is_around_them(
    air_share: float, black_share: float
) -> None:
    window = auto_window(_cargo(air_share, black_share))
    assert 7_900 < window.black < 8_700
    assert 59_500 < window.white < 60_500


def test_the_automatic_window_of_a_view_without_goods() -> None:
    air = np.full((50, 50), 60_000, np.uint16)
    assert (auto_window(air).black, auto_window(air).white) == (0, 60_000)
    dark = auto_window(np.zeros((50, 50), np.uint16), invert=True, curve=Curve.LOG)
    assert (dark.black, dark.white, dark.invert, dark.curve) == (0, 65_535, True, Curve.LOG)


def test_presets() -> None:
    pixels = _cargo(0.5, 0.1)
    full = preset_window(Preset.FULL_RANGE, pixels, 12)
    assert (full.black, full.white) == (0, 4095)
    assert preset_window(Preset.CARGO, pixels, 16) == auto_window(pixels)
    dark = preset_window(Preset.DARK_ZONE, pixels, 16, invert=True)
    assert (dark.black, round(dark.white, -2), dark.invert) == (0, 7200, True)
    black = np.zeros((9, 9), np.uint16)
    assert preset_window(Preset.DARK_ZONE, black, 8).white == 255


def test_which_energy_is_shown() -> None:
    high, low = _random(3, 4), _random(3, 4)
    both, single = ViewPixels(high, low, 16), ViewPixels(high, None, 16)
    assert energy_pixels(both, Energy.HIGH) is high
    assert energy_pixels(both, Energy.LOW) is low
    assert energy_pixels(single, Energy.SINGLE) is high
    with pytest.raises(ValueError, match="one energy"):
        energy_pixels(single, Energy.LOW)


@pytest.mark.parametrize("curve", list(Curve))
def test_gamma_lifts_what_is_dark_and_leaves_the_ends(curve: Curve) -> None:
    plain = Window.between(1_000, 50_000, curve=curve)
    tables = {
        gamma: window_table(replace(plain, gamma=gamma)).astype(int) for gamma in (0.5, 1.0, 2.0)
    }
    for table in tables.values():
        assert (table[1_000], table[50_000]) == (0, 255)
        assert (np.diff(table) >= 0).all()
    assert (tables[0.5] <= tables[1.0]).all()
    assert (tables[1.0] <= tables[2.0]).all()
    shares = (np.array([5_000, 13_000, 26_000]) - 1_000) / 49_000
    if curve is Curve.LINEAR:
        expected = np.floor(np.sqrt(shares) * 255 + 0.5)
        np.testing.assert_array_equal(tables[2.0][[5_000, 13_000, 26_000]], expected)


def test_gamma_comes_before_inversion() -> None:
    window = Window.between(0, 60_000, gamma=1.8)
    inverted = window_table(replace(window, invert=True)).astype(int)
    assert np.abs(inverted + window_table(window) - 255).max() <= 1


@pytest.mark.parametrize("gamma", [0.0, 0.19, 5.1, float("nan")])
def test_a_gamma_out_of_range_is_refused(gamma: float) -> None:
    with pytest.raises(ValueError, match="gamma"):
        Window(100, 200, gamma=gamma)


@settings(deadline=None)
@given(windows)
def test_shares_are_the_table_before_inversion_and_rounding(window: Window) -> None:
    shares = window_shares(window)
    assert shares.shape == (65_536,)
    assert shares.min() >= 0
    assert shares.max() <= 1
    assert (np.diff(shares) >= 0).all()
    greys = window_table(window) / 255.0
    assert np.abs((1 - greys if window.invert else greys) - shares).max() <= 0.5 / 255 + 1e-9


def _goods(white: int, darkest_share: float, *, part: float = 0.1) -> Pixels:
    """Half open air, goods down to a tenth of it, and a part of them down to `darkest_share`."""
    pixels = np.full((200, 400), int(white * 0.95), np.uint16)
    pixels[100:] = np.geomspace(white * 0.1, white * 0.8, 400).astype(np.uint16)
    columns = int(400 * part)
    pixels[100:, :columns] = np.geomspace(white * darkest_share, white * 0.1, columns).astype(int)
    return pixels


def test_goods_over_more_than_two_decades_suggest_the_logarithm() -> None:
    assert suggested_curve(_goods(65_535, 0.002), 16) is Curve.LOG
    assert suggested_curve(_goods(1_023, 0.004), 10) is Curve.LOG


def test_goods_over_less_or_a_coarser_file_suggest_the_straight_line() -> None:
    assert suggested_curve(_goods(65_535, 0.02), 16) is Curve.LINEAR
    assert suggested_curve(_goods(255, 0.002), 8) is Curve.LINEAR
    assert suggested_curve(np.full((50, 50), 60_000, np.uint16), 16) is Curve.LINEAR
    assert suggested_curve(np.zeros((50, 50), np.uint16), 16) is Curve.LINEAR


def test_solid_black_does_not_suggest_the_logarithm() -> None:
    # What the beam did not pass at all has no detail to stretch, and a few odd values decide
    # nothing.
    pixels = _goods(65_535, 0.05)
    pixels[:60] = 0
    pixels[150, 100:110] = 200
    assert suggested_curve(pixels, 16) is Curve.LINEAR
