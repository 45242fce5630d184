"""Hue and saturation on simulated wedges, whose material is known."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from inspector_app.imaging import material_tints, physics
from inspector_app.imaging.material_colour import MaterialColours, MaterialMode
from inspector_app.imaging.view_pixels import Area, Pixels
from inspector_app.simulator.detector import DetectorState, record, store_16_bit
from tests.helpers.sim_scans import attenuation_table

LOW_DOSE = DetectorState(3e4, 4.0, 0.9, 0.003, 0.003, 0.90)
USUAL = DetectorState(8e4, 2.0, 0.7, 0.0015, 0.0015, 0.93)
# Which hues count as which kind, between the hues that the kinds stand at.
KINDS = {"polyethylene": (0, 2), "aluminium": (3, 8), "iron": (9, 12), "lead": (13, 15)}
PATCH, GAP = 40, 12

Hues = NDArray[np.int64]


def _place(row: int, column: int) -> tuple[slice, slice]:
    top, left = GAP + row * (PATCH + GAP), GAP + column * (PATCH + GAP)
    return slice(top, top + PATCH), slice(left, left + PATCH)


@cache
def _wedges(areals: tuple[float, ...], state: DetectorState = USUAL) -> tuple[Pixels, Pixels]:
    """A row of patches for each material of `KINDS`, a column for each areal density, in air."""
    shape = (len(KINDS) * (PATCH + GAP) + GAP, (len(areals) + 1) * (PATCH + GAP) + GAP)
    maps = {name: np.zeros(shape, np.float32) for name in KINDS}
    for row, name in enumerate(KINDS):
        for column, areal in enumerate(areals):
            maps[name][_place(row, column)] = areal
    rng = np.random.default_rng(21)
    high, low = physics.transmissions(attenuation_table(), maps, physics.BEAMS)
    return store_16_bit(record(high, state, rng), state), store_16_bit(
        record(low, state, rng), state
    )


@cache
def _prepared(areals: tuple[float, ...], state: DetectorState = USUAL) -> MaterialColours:
    return MaterialColours.prepare(*_wedges(areals, state), table=attenuation_table())


def _read(picture: NDArray[np.int32]) -> tuple[Hues, NDArray[np.float64]]:
    """Hue 0 to 15 and saturation 0 to 1 of a picture over the middle grey."""
    whole = material_tints.kept_around(0, material_tints.HUES)
    table = material_tints.tint_table(whole).reshape(16, 16, 256)[:, :, 128]
    order = np.argsort(table, axis=None)
    at = order[np.searchsorted(table.ravel()[order], picture)]
    assert np.array_equal(table.ravel()[at], picture)
    return at // 16, (at % 16) / 15


def _grey(pixels: Pixels) -> NDArray[np.uint8]:
    return np.full(pixels.shape, 128, np.uint8)


@pytest.mark.parametrize("state", [LOW_DOSE, USUAL], ids=["low-dose", "usual"])
@pytest.mark.parametrize("zoom", [0.5, 1.0, 2.0])
def test_wedges_get_their_hue_and_hardly_ever_a_wrong_one(
    state: DetectorState, zoom: float
) -> None:
    areals = (10.0, 20.0, 40.0, 80.0)
    high, low = (_zoomed(pixels, zoom) for pixels in _wedges(areals, state))
    picture = _prepared(areals, state).colour(
        high, low, _grey(high), MaterialMode.COLOUR, origin=(0, 0),
        pixels_averaged=zoom**-2,
    )  # fmt: skip
    hue, saturation = _read(picture)
    edge = 4
    for row, (name, (first, last)) in enumerate(KINDS.items()):
        for column, areal in enumerate(areals):
            rows, columns = _place(row, column)
            inside = tuple(
                slice(round((s.start + edge) * zoom), round((s.stop - edge) * zoom))
                for s in (rows, columns)
            )
            right = (hue[inside] >= first) & (hue[inside] <= last)
            wrong = ~right & (saturation[inside] > 0.5)
            assert wrong.mean() < 0.02, (name, areal)
            # Behind 10 g/cm2 lead and steel are nearly the same, and all are faint.
            if areal >= 20:
                # At low dose a few hundred quanta are left behind 80, and their noise is skewed.
                assert right.mean() > (0.85 if areal >= 80 else 0.9), (name, areal)
                assert saturation[inside].mean() > 0.5, (name, areal)


def _zoomed(pixels: Pixels, zoom: float) -> Pixels:
    if zoom == 1:
        return pixels
    kind = cv2.INTER_AREA if zoom < 1 else cv2.INTER_NEAREST
    return cv2.resize(pixels, None, fx=zoom, fy=zoom, interpolation=kind).astype(np.uint16)


def test_the_borders_of_things_may_be_grey_but_not_wrong() -> None:
    areals = (10.0, 20.0, 40.0, 80.0)
    high, low = _wedges(areals)
    hue, saturation = _read(
        _prepared(areals).colour(high, low, _grey(high), MaterialMode.COLOUR, origin=(0, 0))
    )
    wrong = total = 0
    for row, (first, last) in enumerate(KINDS.values()):
        for column in range(len(areals)):
            found = hue[_place(row, column)], saturation[_place(row, column)]
            wrong += int((((found[0] < first) | (found[0] > last)) & (found[1] > 0.5)).sum())
            total += found[0].size
    assert wrong / total < 0.02
    # Open air between the patches never gets a colour.
    air = hue.shape[1] - PATCH
    assert saturation[:, air:].max() == 0


def test_too_thin_and_too_thick_is_grey() -> None:
    areals = (1.0, 4.0, 250.0, 400.0)
    high, low = _wedges(areals)
    grey = np.random.default_rng(1).integers(0, 256, high.shape).astype(np.uint8)
    picture = _prepared(areals).colour(high, low, grey, MaterialMode.COLOUR, origin=(0, 0))
    colours = np.stack([picture >> shift & 0xFF for shift in (16, 8, 0)])
    for row in range(len(KINDS)):
        for column in (0, 1, 3):
            inside = (slice(None), *_place(row, column))
            assert np.ptp(colours[inside], axis=0).max() == 0, (row, column)
    assert np.array_equal(colours[1][_place(0, 0)], grey[_place(0, 0)])


def test_the_noisier_the_scan_the_greyer_the_picture() -> None:
    areals = (20.0,)
    means = []
    for quanta in (1e3, 3e3, 3e4, 3e5):
        state = DetectorState(quanta, 1.0, 0.7, 0.0005, 0.0005, 0.93)
        high, low = _wedges(areals, state)
        picture = _prepared(areals, state).colour(
            high, low, _grey(high), MaterialMode.COLOUR, origin=(0, 0)
        )
        means.append(float(_read(picture)[1][_place(0, 0)].mean()))
    assert means == sorted(means)
    assert means[0] < 0.15
    assert means[-1] > 0.5


def test_one_kind_alone_fades_the_others_and_leaves_the_undecided() -> None:
    areals = (4.0, 60.0)
    high, low = _wedges(areals)
    grey = np.full(high.shape, 70, np.uint8)

    def centre(mode: MaterialMode, row: int, column: int) -> tuple[int, int, int]:
        picture = _prepared(areals).colour(high, low, grey, mode, origin=(0, 0))
        rows, columns = _place(row, column)
        value = int(picture[rows.start + PATCH // 2, columns.start + PATCH // 2])
        return value >> 16 & 0xFF, value >> 8 & 0xFF, value & 0xFF

    kinds = list(KINDS)
    organic, steel = kinds.index("polyethylene"), kinds.index("iron")
    for mode, wanted, other in (
        (MaterialMode.ORGANIC_ONLY, organic, steel),
        (MaterialMode.METAL_ONLY, steel, organic),
    ):
        assert centre(mode, wanted, 1) == centre(MaterialMode.COLOUR, wanted, 1)
        faded = centre(mode, other, 1)
        assert min(faded) > 120
        assert max(faded) - min(faded) < 60
        assert centre(mode, wanted, 0) == (70, 70, 70)


def test_off_is_grey() -> None:
    high, low = _wedges((20.0,))
    grey = np.arange(high.size, dtype=np.uint32).reshape(high.shape).astype(np.uint8)
    picture = _prepared((20.0,)).colour(high, low, grey, MaterialMode.OFF, origin=(0, 0))
    assert np.array_equal(picture.view(np.uint32), grey * np.uint32(0x010101) | 0xFF000000)


@pytest.mark.parametrize("averaged", [4.0, 1.0, 0.01])
def test_an_area_is_coloured_as_in_the_whole_scan(averaged: float) -> None:
    areals = (10.0, 20.0, 40.0, 80.0)
    high, low = _wedges(areals)
    colours = _prepared(areals)
    grey = (high >> 8).astype(np.uint8)

    def part(area: Area) -> NDArray[np.int32]:
        size = (high.shape[1], high.shape[0])
        left, top, width, height = colours.surroundings(area, size, averaged)
        sampled = (slice(top, top + height), slice(left, left + width))
        here = (slice(area[1], area[1] + area[3]), slice(area[0], area[0] + area[2]))
        return colours.colour(
            high[sampled], low[sampled], grey[here], MaterialMode.COLOUR,
            origin=(left, top), at=(area[0] - left, area[1] - top), pixels_averaged=averaged,
        )  # fmt: skip

    whole = part((0, 0, high.shape[1], high.shape[0]))
    for area in [(0, 0, 60, 50), (71, 62, 89, 75), (60, 33, 212, 187), (131, 90, 1, 2)]:
        left, top, width, height = area
        found = part(area)
        assert found.shape == (height, width)
        # Sums of floats may round the other way where an average begins elsewhere.
        assert (found != whole[top : top + height, left : left + width]).mean() < 0.001


@pytest.mark.parametrize("shape", [(0, 0), (1, 1), (1, 40), (33, 2)])
def test_the_smallest_areas_can_be_coloured(shape: tuple[int, int]) -> None:
    pixels = np.full(shape, 9_000, np.uint16)
    grey = np.zeros(shape, np.uint8)
    colours = _prepared((20.0,))
    for origin in ((0, 0), (1, 3)):
        picture = colours.colour(pixels, pixels, grey, MaterialMode.COLOUR, origin=origin)
        assert picture.shape == shape
        assert picture.dtype == np.int32


def test_values_no_scanner_would_give_do_no_harm() -> None:
    rng = np.random.default_rng(0)
    high, low = rng.integers(0, 65_536, (2, 60, 90)).astype(np.uint16)
    grey = rng.integers(0, 256, (60, 90)).astype(np.uint8)
    picture = _prepared((20.0,)).colour(high, low, grey, MaterialMode.COLOUR, origin=(0, 0))
    assert (picture.view(np.uint32) >> 24 == 0xFF).all()


def test_a_view_without_any_beam_cannot_be_prepared() -> None:
    black = np.zeros((20, 30), np.uint16)
    high, _ = _wedges((20.0,))
    with pytest.raises(ValueError, match="beam"):
        MaterialColours.prepare(high, np.zeros_like(high), table=attenuation_table())
    with pytest.raises(ValueError, match="beam"):
        MaterialColours.prepare(black, black, table=attenuation_table())
