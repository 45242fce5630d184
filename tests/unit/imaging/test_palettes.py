"""Colour tables for one value."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from inspector_app.imaging.palettes import UNIFORM, Palette, palette_rgb


def _lab(palette: Palette) -> NDArray[np.float64]:
    """CIE L*a*b* of the 256 colours, shape (256, 3)."""
    image = (palette_rgb(palette)[None] / 255).astype(np.float32)
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2LAB), np.float64)[0]


@pytest.mark.parametrize("palette", Palette)
def test_a_palette_is_256_colours_that_nobody_can_change(palette: Palette) -> None:
    colours = palette_rgb(palette)
    assert colours.shape == (256, 3)
    assert colours.dtype == np.uint8
    assert len(np.unique(colours, axis=0)) > 200
    with pytest.raises(ValueError, match="read-only"):
        colours[0] = 0


def test_grey_is_grey() -> None:
    assert np.array_equal(palette_rgb(Palette.GREY), np.repeat(np.arange(256)[:, None], 3, 1))


@pytest.mark.parametrize("palette", sorted(UNIFORM))
def test_uniform_palettes_grow_evenly_in_lightness(palette: Palette) -> None:
    lightness = _lab(palette)[:, 0]
    # Steps of eight: single ones are as small as the rounding to whole colours.
    steps = np.diff(lightness[::8])
    assert steps.max() < 1.5 * steps.mean()
    # Magma, made to another scale, sets out slowly: its first two steps are black to the eye.
    assert steps.min() > 0.3 * steps.mean()
    assert steps[2:].min() > 0.7 * steps.mean()
    assert lightness[-1] - lightness[0] > 70


def test_the_classic_rainbow_does_not() -> None:
    assert Palette.RAINBOW not in UNIFORM
    assert np.diff(_lab(Palette.RAINBOW)[::8, 0]).min() < 0


def test_red_comes_first() -> None:
    # OpenCV keeps blue first; hot metal is red before it is yellow.
    red, green, blue = palette_rgb(Palette.HOT)[80]
    assert red > 150
    assert green < 60
    assert blue < 60
