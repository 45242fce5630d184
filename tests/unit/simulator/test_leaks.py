"""What would give an inserted object away although nobody could see it in a true scan."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from inspector_app.domain.region import Box
from inspector_app.domain.scan import Geometry
from inspector_app.imaging import physics
from inspector_app.imaging.material import MaterialGroup, material_of_region
from inspector_app.imaging.view_pixels import ViewPixels
from inspector_app.simulator.insert_into import InsertionTruth, insert_into_scan
from inspector_app.simulator.inserted import OBJECT_KINDS, make_object
from inspector_app.simulator.object_sheet import HiddenObject
from inspector_app.simulator.placed import Placed
from tests.helpers.sim_scans import attenuation_table

AIR = 60_000.0
QUANTA = 60_000.0
DARK = 2.0
HEIGHT, WIDTH = 200, 300
LOAD = Box(30, 20, 240, 170)
BLUR_PX = 0.7


@cache
def a_load(
    seed: int = 0, cellulose: float = 45.0, wavy: float = 0.1, iron: float = 3.2
) -> ViewPixels:
    """Air around a load of known, smoothly varying goods between steel walls, with known noise."""
    rng = np.random.default_rng(seed)
    inside = np.zeros((HEIGHT, WIDTH), np.float32)
    top, left = int(LOAD.y), int(LOAD.x)
    inside[top : int(LOAD.bottom), left : int(LOAD.right)] = 1
    knots = rng.normal(1, wavy, (6, 9)).astype(np.float32)
    texture = cv2.resize(knots, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    maps = {"iron": inside * iron, "cellulose": inside * np.maximum(texture, 0.2) * cellulose}
    clear = physics.transmissions(attenuation_table(), maps, physics.BEAMS)
    return ViewPixels(*(noisy(image, rng) for image in clear), 16)


def noisy(clear: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.uint16]:
    seen = cv2.GaussianBlur(clear, (0, 0), BLUR_PX)
    spread = np.sqrt(seen / QUANTA + (DARK / QUANTA) ** 2)
    values = AIR * (seen + spread * rng.standard_normal(seen.shape))
    stored = np.clip(np.rint(values), 0, 65535).astype(np.uint16)
    stored.flags.writeable = False
    return stored


def slab(material: str, areal: float, size: tuple[int, int] = (60, 80)) -> HiddenObject:
    cover = np.ones(size, np.float32)
    return HiddenObject("slab", "test", {material: cover * np.float32(areal)}, cover, 100.0, 1.0)


def put(
    scan: ViewPixels, hidden: HiddenObject, share: float = 0.0, seed: int = 5
) -> tuple[ViewPixels, InsertionTruth]:
    return insert_into_scan(
        scan, Geometry(5.0, 5.0, container=LOAD), [hidden], attenuation_table(),
        np.random.default_rng(seed), at=[Placed(hidden, 70, 100, share)], blur_px=BLUR_PX,
    )  # fmt: skip


def both(scan: ViewPixels) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    assert scan.low is not None
    return scan.high.astype(np.float64), scan.low.astype(np.float64)


def high_pass(image: NDArray[np.float64]) -> NDArray[np.float64]:
    """Second differences across both directions: noise and seams, no slopes."""
    kernel = np.outer([1, -2, 1], [1, -2, 1]) / 6.0
    found: NDArray[np.float64] = cv2.filter2D(image, cv2.CV_64F, kernel)
    return found


INNER = (slice(74, 126), slice(104, 176))


def test_inserting_nothing_changes_nothing() -> None:
    scan = a_load()
    same, truth = insert_into_scan(
        scan, Geometry(container=LOAD), [], attenuation_table(), np.random.default_rng(1)
    )
    assert same is scan
    assert truth.objects == ()


@pytest.mark.parametrize("material", ["cellulose", "iron", "lead"])
def test_an_object_of_zero_thickness_changes_not_a_bit(material: str) -> None:
    scan = a_load()
    made, truth = put(scan, slab(material, 0.0))
    for one, other in zip(both(made), both(scan), strict=True):
        np.testing.assert_array_equal(one, other)
    assert truth.inserted
    assert truth.objects[0].contrast == 0


def test_goods_that_take_the_place_of_their_like_leave_the_noise_as_it_was() -> None:
    """Variance and spectrum within the object; limits are four standard errors."""
    scan = a_load(wavy=0.0)
    made, truth = put(scan, slab("cellulose", 4.4), share=0.1)
    assert abs(truth.objects[0].contrast) < 0.03
    for one, other in zip(both(made), both(scan), strict=True):
        new, old = high_pass(one)[INNER], high_pass(other)[INNER]
        pixels = new.size / 4  # Neighbouring second differences are not independent.
        assert new.var() / old.var() == pytest.approx(1, abs=4 * np.sqrt(2 / pixels) / 2)
        assert _across(new) == pytest.approx(_across(old), abs=4 / np.sqrt(pixels))
        assert _down(new) == pytest.approx(_down(old), abs=4 / np.sqrt(pixels))


def _across(image: NDArray[np.float64]) -> float:
    return float((image[:, 1:] * image[:, :-1]).mean() / image.var())


def _down(image: NDArray[np.float64]) -> float:
    return float((image[1:] * image[:-1]).mean() / image.var())


@pytest.mark.parametrize(("material", "areal"), [("cellulose", 25.0), ("iron", 20.0)])
def test_a_darker_place_has_the_noise_of_a_darker_place(material: str, areal: float) -> None:
    """Scaled pixels alone would keep half of it; the missing part is added."""
    made, _ = put(a_load(wavy=0.0), slab(material, areal))
    for image in both(made):
        level = float(image[INNER].mean())
        wanted = level * AIR / QUANTA + (AIR * DARK / QUANTA) ** 2
        assert high_pass(image)[INNER].var() == pytest.approx(wanted, rel=0.12)


def test_a_brighter_place_has_the_noise_of_a_brighter_place() -> None:
    hole = HiddenObject("hole", "none", {}, np.ones((60, 80), np.float32), 100.0, -1.0)
    made, truth = put(a_load(wavy=0.0), hole, share=0.5)
    assert truth.objects[0].contrast < -0.5
    image = both(made)[0]
    wanted = float(image[INNER].mean()) * AIR / QUANTA + (AIR * DARK / QUANTA) ** 2
    assert high_pass(image)[INNER].var() == pytest.approx(wanted, rel=0.15)


def test_no_seam_surrounds_what_was_inserted() -> None:
    """High-pass energy in the ring around the mask, over many insertions, with and without."""
    rng = np.random.default_rng(8)
    ratios = []
    geometry = Geometry(5.0, 5.0, container=LOAD)
    for number in range(24):
        scan = a_load(seed=number % 3)
        hidden = make_object(OBJECT_KINDS[number % 5], rng, 9.0, 9.0)
        made, truth = insert_into_scan(
            scan, geometry, [hidden], attenuation_table(), rng, blur_px=BLUR_PX
        )
        mask = truth.objects[0].mask_in(HEIGHT, WIDTH).astype(np.uint8)
        near = cv2.dilate(mask, np.ones((9, 9), np.uint8))
        ring = (cv2.dilate(near, np.ones((9, 9), np.uint8)) - near) > 0
        for one, other in zip(both(made), both(scan), strict=True):
            before = float((high_pass(other)[ring] ** 2).mean())
            ratios.append(float((high_pass(one)[ring] ** 2).mean()) / before)
    assert np.mean(ratios) == pytest.approx(1, abs=0.02)
    assert max(ratios) < 1.15


GROUPS = [
    ("cellulose", 32.0, MaterialGroup.ORGANIC),
    ("iron", 25.0, MaterialGroup.METAL),
    ("lead", 20.0, MaterialGroup.HIGH_Z),
]


@pytest.mark.parametrize(("material", "areal", "group"), GROUPS)
def test_both_energies_tell_the_inserted_material(
    material: str, areal: float, group: MaterialGroup
) -> None:
    # Thin walls: behind thick ones the hardened beam sees another material.
    scan = a_load(cellulose=0.2, iron=0.2)
    made, _ = put(scan, slab(material, areal))
    alphas = [
        -float(np.log(one[INNER].mean() / other[INNER].mean()))
        for one, other in zip(both(made), both(scan), strict=True)
    ]
    high, low = alphas
    found = material_of_region(high, low, 0.001, 0.001, attenuation_table())
    assert found.group is group
    swapped = material_of_region(low, high, 0.001, 0.001, attenuation_table())
    assert swapped.group is not group


def test_behind_cargo_both_energies_change_as_the_spectrum_says() -> None:
    """Beam hardening: 60 g/cm2 of goods leave a fifth less contrast than plain multiplication."""
    scan = a_load(cellulose=60.0, wavy=0.0)
    table = attenuation_table()
    made, _ = put(scan, slab("iron", 16.0))
    one_pixel = np.ones((1, 1), np.float32)
    behind = {"iron": one_pixel * 3.2, "cellulose": one_pixel * 60.0}
    with_object = {**behind, "iron": one_pixel * 19.2}
    was = physics.transmissions(table, behind, physics.BEAMS)
    now = physics.transmissions(table, with_object, physics.BEAMS)
    alone = physics.transmissions(table, {"iron": one_pixel * 16.0}, physics.BEAMS)
    for new, old, before, after, bare in zip(both(made), both(scan), was, now, alone, strict=True):
        contrast = -float(np.log(new[INNER].mean() / old[INNER].mean()))
        exact = float(np.log(before / after)[0, 0])
        assert contrast == pytest.approx(exact, rel=0.02)
        assert -float(np.log(bare[0, 0])) > 1.1 * exact
