"""The colours that stand for material."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from inspector_app.imaging.material_tints import (
    CERTAINTIES,
    DARKEST,
    HIGH_Z,
    HUES,
    LIGHT_METAL,
    METAL,
    ORGANIC,
    kept_around,
    legend,
    tint_table,
)

KINDS = (ORGANIC, LIGHT_METAL, METAL, HIGH_Z)
ALL = kept_around(0, HUES)
# What people see who lack red or green cones, for linear red, green, blue (G. Machado et al., IEEE
# TVCG 15:1291, 2009, severity 1).
DEUTERANOPE = ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413),
               (-0.011820, 0.042940, 0.968881))  # fmt: skip
PROTANOPE = ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216),
             (-0.003882, -0.048116, 1.051998))  # fmt: skip

Colours = NDArray[np.float64]


def _rgb(kept: tuple[float, ...] = ALL) -> Colours:
    """0 to 255, shape (hues, certainties, greys, 3)."""
    packed = tint_table(kept).view(np.uint32).reshape(HUES, CERTAINTIES, 256)
    return np.stack([packed >> shift & 0xFF for shift in (16, 8, 0)], axis=-1).astype(float)


def _luma(colours: Colours) -> Colours:
    return np.asarray(colours @ np.array([0.299, 0.587, 0.114]))


def _as_seen(colours: Colours, matrix: tuple[tuple[float, ...], ...]) -> Colours:
    share = colours / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    seen = np.clip(linear @ np.array(matrix).T, 0, 1)
    return np.asarray(
        np.where(seen <= 0.0031308, 12.92 * seen, 1.055 * seen ** (1 / 2.4) - 0.055) * 255
    )


def _differences(colours: Colours) -> Colours:
    """CIE 1976 colour differences between each two of a list of colours."""
    image = (colours[None] / 255).astype(np.float32)
    lab = np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2LAB), float)[0]
    away = np.linalg.norm(lab[:, None] - lab[None], axis=-1)
    return np.asarray(away[np.triu_indices(len(lab), 1)])


def test_without_certainty_it_is_the_grey() -> None:
    assert np.array_equal(
        _rgb()[:, 0], np.repeat(np.arange(256.0)[:, None], 3, 1)[None].repeat(HUES, 0)
    )


def test_brightness_follows_the_grey_from_a_quarter_of_full_on() -> None:
    luma = _luma(_rgb())
    certain = np.linspace(0, 1, luma.shape[1])[:, None]
    grey = np.arange(256.0)
    wanted = grey + certain * DARKEST * (1 - grey / 255) ** 2
    assert np.abs(luma - wanted).max() <= 17
    assert (np.diff(luma, axis=2) > -0.6).all()
    assert np.abs(luma[:, 0, 0]).max() == 0
    assert np.abs(luma[:, :, 255] - 255).max() == 0


def test_saturation_grows_with_certainty() -> None:
    middle = _rgb()[:, :, 128]
    spread = middle.max(-1) - middle.min(-1)
    assert (np.diff(spread, axis=1) > 0).all()
    assert spread[:, -1].min() > 80


def test_the_kinds_have_the_hues_people_expect() -> None:
    organic, light, metal, high_z = _rgb()[list(KINDS), -1, 128]
    assert organic[0] > organic[1] > organic[2]
    assert light[1] == light.max()
    assert metal[2] == metal.max()
    assert metal[0] == metal.min()
    assert high_z[0] > high_z[1] < high_z[2]


@pytest.mark.parametrize("eyes", [DEUTERANOPE, PROTANOPE], ids=["deuteranope", "protanope"])
@pytest.mark.parametrize("grey", [80, 128, 160])
def test_the_kinds_stay_apart_for_people_who_see_red_and_green_alike(
    eyes: tuple[tuple[float, ...], ...], grey: int
) -> None:
    kinds = _rgb()[list(KINDS), -1, grey]
    # Two just noticeable differences are about 5.
    assert _differences(_as_seen(kinds, eyes)).min() > 15
    assert _differences(kinds).min() > 40


def test_organic_is_lighter_than_metal() -> None:
    luma = _luma(_rgb())[:, -1, 128]
    assert luma[ORGANIC] > luma[LIGHT_METAL] > luma[METAL] + 15


def test_what_is_not_asked_for_fades_to_light_grey_with_its_outlines() -> None:
    kept = kept_around(ORGANIC, 2)
    asked, whole = _rgb(kept), _rgb()
    assert np.array_equal(asked[: ORGANIC + 3], whole[: ORGANIC + 3])
    faded = asked[METAL, -1]
    assert np.ptp(faded, axis=-1).max() <= 1
    assert faded.min() > 150
    assert np.ptp(faded[:, 0]) > 50
    assert np.array_equal(asked[METAL, 0], whole[METAL, 0])


def test_the_legend_runs_from_organic_to_high_z() -> None:
    colours = legend(16)
    assert colours.shape == (16, 3)
    assert colours.dtype == np.uint8
    assert tuple(colours[ORGANIC]) == (240, 150, 0)
    assert tuple(colours[HIGH_Z]) == (200, 60, 165)
    with pytest.raises(ValueError, match="two steps"):
        legend(1)
