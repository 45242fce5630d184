"""Enhancing what is on screen: the same wherever the screen stops, and no snow in the air."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from inspector_app.imaging.display import Curve, Window
from inspector_app.imaging.enhance import (
    NOT_ENHANCED,
    STRONGEST,
    TILE_PX,
    Enhancement,
    enhance,
    surroundings,
)
from inspector_app.imaging.view_pixels import Area, Pixels

WINDOW = Window.between(120, 60_000, curve=Curve.LOG)
STRENGTHS = range(1, STRONGEST + 1)
EACH = [
    Enhancement(**{name: strength})
    for name in ("edges", "denoise", "local_contrast")
    for strength in STRENGTHS
]
MIXED = [Enhancement(1, 1, 1), Enhancement(3, 3, 3), Enhancement(edges=2, local_contrast=3)]


@cache
def _cargo(height: int = 460, width: int = 700) -> Pixels:
    """Dark and bright goods with noise, edges and a few odd values."""
    rng = np.random.default_rng(11)
    rows, columns = np.indices((height, width))
    alpha = 2 + 1.8 * np.sin(columns / 37) * np.cos(rows / 23) + (columns // 90 % 2)
    clean = 60_000 * np.exp(-np.clip(alpha, 0, None))
    noisy = clean + rng.normal(0, 1, clean.shape) * np.sqrt(clean) * 2
    noisy[rng.random(clean.shape) < 0.001] = 65_535
    pixels = np.clip(noisy, 0, 65_535).astype(np.uint16)
    pixels.flags.writeable = False
    return pixels


def _of_area(pixels: Pixels, enhancement: Enhancement, area: Area) -> Pixels:
    """Only an area is enhanced, from what has to be sampled for it."""
    height, width = pixels.shape
    left, top, across, down = surroundings(area, enhancement, (width, height))
    piece = pixels[top : top + down, left : left + across]
    return enhance(piece, enhancement, origin=(left, top), window=WINDOW, wanted=area)


@pytest.mark.parametrize("enhancement", EACH + MIXED, ids=str)
def test_an_area_comes_out_as_the_whole_scan_does(enhancement: Enhancement) -> None:
    # Otherwise the picture would flicker while it is panned.
    pixels = _cargo()
    whole = enhance(pixels, enhancement, origin=(0, 0), window=WINDOW)
    assert not np.array_equal(whole, pixels)
    areas = [(0, 0, 64, 40), (211, 133, 190, 101), (697, 455, 3, 5), (300, 1, 1, 459)]
    # Where one tile's share ends and the next one's begins.
    areas += [(x, y, 2, 2) for x in (63, 64, 65, 190, 193) for y in (62, 63, 64, 191, 320)]
    for area in areas:
        left, top, width, height = area
        expected = whole[top : top + height, left : left + width]
        assert np.array_equal(_of_area(pixels, enhancement, area), expected), area


def test_nothing_asked_for_changes_nothing_and_needs_no_margin() -> None:
    pixels = _cargo()
    assert enhance(pixels, NOT_ENHANCED, origin=(3, 4), window=WINDOW) is pixels
    assert surroundings((30, 40, 5, 6), NOT_ENHANCED, (700, 460)) == (30, 40, 5, 6)


@pytest.mark.parametrize("enhancement", EACH + MIXED, ids=str)
@pytest.mark.parametrize("shape", [(0, 0), (1, 1), (1, 300), (7, 2)])
def test_areas_smaller_than_a_tile_keep_their_shape(
    enhancement: Enhancement, shape: tuple[int, int]
) -> None:
    pixels = np.full(shape, 700, np.uint16)
    found = enhance(pixels, enhancement, origin=(130, 5), window=WINDOW)
    assert found.shape == shape
    assert found.dtype == np.uint16


def test_edges_overshoot_without_wrapping_round() -> None:
    pixels = np.full((40, 40), 65_000, np.uint16)
    pixels[:, 20:] = 300
    found = enhance(pixels, Enhancement(edges=STRONGEST), origin=(0, 0), window=WINDOW)
    assert found[20, 19] == 65_535
    assert found[20, 20] == 0
    assert found[20, 5] == 65_000
    assert found[20, 35] == 300


@pytest.mark.parametrize("strength", STRENGTHS)
def test_a_thin_wire_stands_out_more_with_every_strength(strength: int) -> None:
    pixels = np.full((60, 60), 20_000, np.uint16)
    pixels[:, 30] = 18_000

    def contrast(edges: int) -> int:
        found = enhance(pixels, Enhancement(edges=edges), origin=(0, 0), window=WINDOW)
        return int(found[30, 20]) - int(found[30, 30])

    assert contrast(strength) > contrast(strength - 1)


@pytest.mark.parametrize("strength", STRENGTHS)
def test_denoising_takes_odd_values_out_and_leaves_edges(strength: int) -> None:
    clean = np.full((80, 80), 30_000, np.uint16)
    clean[:, 40:] = 9_000
    pixels = clean.copy()
    pixels[10::17, 5::13] = 65_535
    found = enhance(pixels, Enhancement(denoise=strength), origin=(0, 0), window=WINDOW)
    assert np.array_equal(found, clean)


def test_denoising_calms_noise_more_with_every_strength() -> None:
    rng = np.random.default_rng(2)
    pixels = rng.normal(20_000, 300, (200, 200)).astype(np.uint16)
    spreads = [
        enhance(pixels, Enhancement(denoise=n), origin=(0, 0), window=WINDOW)[9:-9, 9:-9].std()
        for n in (0, *STRENGTHS)
    ]
    assert all(later < 0.8 * before for before, later in pairwise(spreads))


def _weak_block() -> tuple[Pixels, tuple[slice, slice]]:
    """A block 4 % darker than the dense goods around it, in light noise."""
    rng = np.random.default_rng(5)
    clean = np.full((400, 400), 3_000.0)
    clean[:, ::40] = 9_000
    place = (slice(170, 200), slice(205, 235))
    clean[place] *= 0.96
    return np.clip(rng.normal(clean, 15), 0, 65_535).astype(np.uint16), place


def test_local_contrast_lifts_what_is_faint_in_dense_goods() -> None:
    pixels, place = _weak_block()

    def contrast(strength: int) -> float:
        found = enhance(pixels, Enhancement(local_contrast=strength), origin=(0, 0), window=WINDOW)
        return float(np.log(np.median(found[172:198, 242:276]) / np.median(found[place])))

    contrasts = [contrast(strength) for strength in (0, *STRENGTHS)]
    assert contrasts == sorted(contrasts)
    assert contrasts[STRONGEST] > 2 * contrasts[0]


@pytest.mark.parametrize("strength", STRENGTHS)
def test_local_contrast_makes_no_snow_of_the_open_air(strength: int) -> None:
    rng = np.random.default_rng(6)
    pixels = rng.normal(58_000, 250, (600, 600)).astype(np.uint16)
    found = enhance(pixels, Enhancement(local_contrast=strength), origin=(0, 0), window=WINDOW)
    # Plain equalisation of this limit would multiply it by the limit, up to six.
    assert found.std() < 2.6 * pixels.std()
    alone = found.astype(float) - pixels
    assert np.abs(alone).mean() < 0.06 * 58_000


@pytest.mark.parametrize("curve", Curve)
def test_local_contrast_pushes_nothing_out_of_the_window(curve: Curve) -> None:
    window = Window.between(400, 50_000, curve=curve)
    pixels = np.clip(_cargo(), 500, 49_000)
    found = enhance(pixels, Enhancement(local_contrast=3), origin=(0, 0), window=window)
    assert found.min() >= window.black
    assert found.max() <= window.white


def test_only_local_contrast_depends_on_the_window_and_not_on_its_inversion() -> None:
    pixels = _cargo()
    other = Window.between(0, 9_000, invert=True)
    for enhancement in EACH:
        first, second = (
            enhance(pixels, enhancement, origin=(0, 0), window=w) for w in (WINDOW, other)
        )
        assert np.array_equal(first, second) is not enhancement.depends_on_window
    strong = Enhancement(local_contrast=2)
    upright = Window.between(0, 9_000)
    assert np.array_equal(
        enhance(pixels, strong, origin=(0, 0), window=other),
        enhance(pixels, strong, origin=(0, 0), window=upright),
    )


def test_tiles_are_a_power_of_two() -> None:
    # The weights between tiles are then exact, wherever an area begins.
    assert TILE_PX & (TILE_PX - 1) == 0
