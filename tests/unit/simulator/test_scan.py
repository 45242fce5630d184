from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from inspector_app.domain.scan import DoorSide
from inspector_app.imaging.exact_physics import transmissions_exact
from inspector_app.simulator import (
    CARGO_FAMILIES,
    OBJECT_KINDS,
    detector,
    simulate_scan,
)
from inspector_app.simulator.carrier_cargo import takes
from inspector_app.simulator.placing import HIDDEN_KINDS, hide_object
from inspector_app.simulator.scene import Scene, build_scene, join
from tests.helpers.sim_scans import DUAL_NINE_SIX, SINGLE_SIX, a_scan, attenuation_table


def test_the_same_seed_gives_the_same_scan() -> None:
    one, other = (
        simulate_scan(5, DUAL_NINE_SIX, attenuation_table(), inserted=("rifle",), shrink=0.2)
        for _ in range(2)
    )
    np.testing.assert_array_equal(one.pixels.high, other.pixels.high)
    assert one.pixels.low is not None
    assert other.pixels.low is not None
    np.testing.assert_array_equal(one.pixels.low, other.pixels.low)
    assert one.truth == other.truth
    assert one.load == other.load


@cache
def a_reefer() -> tuple[Scene, tuple[np.ndarray, ...]]:
    """A loaded vehicle and its transmissions; whoever changes its maps works on copies."""
    scene = build_scene(DUAL_NINE_SIX, np.random.default_rng(5), "pallets", 0.15, "reefer-40")
    layers = join(scene.structure, scene.cargo)
    return scene, transmissions_exact(attenuation_table(), layers, DUAL_NINE_SIX.beams)


@pytest.mark.parametrize("kind", HIDDEN_KINDS)
def test_transmissions_are_right_outside_the_window_of_an_object_too(kind: str) -> None:
    """Only the windows of objects are computed anew; nothing may change beside them."""
    drawn, seen = a_reefer()
    table, beams = attenuation_table(), DUAL_NINE_SIX.beams
    structure, cargo = (
        {name: areal.copy() for name, areal in maps.items()}
        for maps in (drawn.structure, drawn.cargo)
    )
    scene, before = replace(drawn, structure=structure, cargo=cargo), [one.copy() for one in seen]
    hidden = hide_object(scene, kind, np.random.default_rng(6))
    after = transmissions_exact(table, join(scene.structure, scene.cargo), beams)
    for one, other in zip(before, after, strict=True):
        one[hidden.window] = other[hidden.window]
        np.testing.assert_array_equal(one, other)


def test_another_seed_gives_another_scan() -> None:
    one, other = a_scan(6, shrink=0.2), a_scan(7, shrink=0.2)
    assert one.pixels.high.shape != other.pixels.high.shape or not np.array_equal(
        one.pixels.high, other.pixels.high
    )


@pytest.mark.parametrize("family", CARGO_FAMILIES)
def test_every_family_loads_a_container_within_its_limit(family: str) -> None:
    carrier = "container-40" if takes("container-40", family) else None
    scan = a_scan(11, carrier=carrier, cargo=family, shrink=0.15)
    assert scan.load.family == family
    assert scan.load.mass_kg <= 28_500
    assert bool(scan.load.hs_chapters) == (family != "empty")
    assert (scan.load.mass_kg > 20) == (family != "empty")
    box = scan.geometry.container
    assert box is not None
    inside = scan.pixels.high[
        int(box.y + 0.3 * box.height) : int(box.bottom - 0.1 * box.height),
        int(box.x + 0.1 * box.width) : int(box.right - 0.1 * box.width),
    ]
    air = np.percentile(scan.pixels.high, 97)
    dark = float((inside < 0.5 * air).mean())
    assert dark < 0.05 if family == "empty" else dark > 0.01


@pytest.mark.parametrize("kind", OBJECT_KINDS)
def test_every_object_is_where_its_truth_says(kind: str) -> None:
    # Identical random streams up to the insertion: the two differ by the object and by noise.
    scan = a_scan(21, cargo="empty", inserted=(kind,), shrink=0.4)
    (truth,) = scan.truth
    assert truth.kind == kind
    assert truth.mass_kg > 0
    assert truth.contrast > 0
    box = truth.box
    assert box.x >= 0
    assert box.right <= scan.pixels.width_px
    assert box.bottom <= scan.pixels.height_px
    on = scan.pixels.high[int(box.y) : int(box.bottom), int(box.x) : int(box.right)]
    around = scan.pixels.high[int(box.y) : int(box.bottom), int(box.right) + 3 : int(box.right) + 8]
    assert np.median(on) < np.median(around) or on.min() < 0.9 * np.median(around)


def test_the_container_is_where_the_geometry_says() -> None:
    scan = a_scan(31, carrier="container-40", cargo="empty", shrink=0.6)
    box = scan.geometry.container
    assert box is not None
    row = int(box.y + box.height * 0.5)
    line = scan.pixels.high[row] / np.percentile(scan.pixels.high, 97)
    for edge in (box.x, box.right):
        assert line[max(int(edge) - 6, 0) : int(edge) + 7].min() < 0.5
    assert line[int(box.x) + 40 : int(box.right) - 40].min() > 0.5
    mm = scan.geometry.mm_per_px_x
    assert mm is not None
    assert box.width * mm == pytest.approx(12192, rel=0.01) or box.width * mm == pytest.approx(
        6058, rel=0.01
    )


def test_a_mirrored_vehicle_has_its_doors_on_the_left() -> None:
    sides = set()
    for seed in range(40, 60):
        scan = a_scan(seed, cargo="empty", shrink=0.25)
        sides.add(scan.geometry.doors)
        if len(sides) == 2:
            break
    assert sides == {DoorSide.LEFT, DoorSide.RIGHT}


def test_profiles_store_pixels_as_their_scanners_do() -> None:
    single = a_scan(70, SINGLE_SIX)
    # Beams that look at different places differ at edges for that reason alone.
    aligned = detector.ALL_EFFECTS.without("energy_offset")
    dual = simulate_scan(70, DUAL_NINE_SIX, attenuation_table(), shrink=0.4, effects=aligned)
    assert dual.pixels.bits == 16
    assert dual.pixels.low is not None
    assert single.pixels.bits == 8
    assert single.pixels.low is None
    assert single.pixels.high.max() <= 255
    # The low beam is attenuated more wherever there is something.
    dark = dual.pixels.high < 0.6 * np.percentile(dual.pixels.high, 97)
    assert (dual.pixels.low[dark] < dual.pixels.high[dark]).mean() > 0.9


def test_unknown_names_are_refused() -> None:
    with pytest.raises(KeyError):
        a_scan(1, cargo="unicorns")
    with pytest.raises(KeyError):
        a_scan(1, inserted=("unicorn",))
