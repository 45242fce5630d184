from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from inspector_app.simulator import placing, scanner_profile
from inspector_app.simulator.hiding_canvas import empty_canvas, from_canvas
from inspector_app.simulator.inserted import OBJECT_KINDS, make_object
from inspector_app.simulator.placed import Placed
from inspector_app.simulator.placing import HIDDEN_KINDS, PLACE_KINDS, hide_object, place_object
from inspector_app.simulator.scene import Scene, build_scene, total_areal


@cache
def drawn(cargo: str) -> Scene:
    return build_scene(scanner_profile("dual-9-6"), np.random.default_rng(4), cargo, shrink=0.3)


def a_scene(cargo: str = "pallets") -> Scene:
    """The same scene every time, with maps of its own to hide things in."""
    scene = drawn(cargo)
    structure, cargo_maps = (
        {name: areal.copy() for name, areal in maps.items()}
        for maps in (scene.structure, scene.cargo)
    )
    return replace(scene, structure=structure, cargo=cargo_maps)


def load_of(scene: Scene) -> float:
    shape = (scene.canvas.height_px, scene.canvas.width_px)
    return float(total_areal(scene.cargo, shape).sum())


@pytest.mark.parametrize("kind", PLACE_KINDS)
def test_hiding_in_vehicle_or_load_leaves_no_negative_matter(kind: str) -> None:
    scene = a_scene()
    before = load_of(scene)
    hidden = hide_object(scene, kind, np.random.default_rng(9))
    assert min(float(areal.min()) for areal in scene.cargo.values()) >= 0
    assert hidden.placed.hidden.kind in HIDDEN_KINDS
    mass = hidden.placed.hidden.mass_kg
    assert (mass < 0) == (kind == "missing-pallet")
    if kind in ("missing-pallet", "extra-pallet"):
        # What the weighbridge feels is the mass of what was added or taken away.
        assert hidden.weight_change_kg == pytest.approx(mass, rel=0.05)
    elif kind.startswith("in-"):
        # A part of it may lie below the picture.
        assert 0 < hidden.weight_change_kg <= 1.05 * mass
    assert abs(mass) < 12_000
    if kind == "missing-pallet":
        assert load_of(scene) < before
    if kind.startswith("in-") or kind == "extra-pallet":
        assert load_of(scene) > before
    rows, columns = hidden.window
    assert rows.start >= 0
    assert rows.stop <= scene.canvas.height_px
    assert columns.stop <= scene.canvas.width_px


def test_a_false_wall_moves_the_load_towards_the_doors() -> None:
    scene = a_scene(cargo="sacks")
    first = int(scene.hold.x[0] / scene.canvas.mm_x)
    before = {name: areal.copy() for name, areal in scene.cargo.items()}
    hidden = hide_object(scene, "false-wall", np.random.default_rng(2))
    box = hidden.placed
    wall = int(np.flatnonzero(box.hidden.cover.any(axis=0))[-1]) + box.column
    gap = wall - first
    assert gap > 10
    # The mask takes in what lies behind the wall, not only the wall.
    assert box.hidden.cover.any(axis=0).sum() > 0.8 * gap
    middle = int(scene.canvas.row_of((scene.hold.z[0] + scene.hold.z[1]) / 3))
    was = sum(before.values())[middle, first : first + 60].sum()
    is_now = sum(scene.cargo.values())[middle, wall + 1 : wall + 61].sum()
    assert is_now == pytest.approx(was, rel=0.1)


def test_a_missing_pallet_takes_all_matter_or_half_of_it() -> None:
    scene = a_scene(cargo="sacks")
    shape = (scene.canvas.height_px, scene.canvas.width_px)
    before = total_areal(scene.cargo, shape)
    hidden = hide_object(scene, "missing-pallet", np.random.default_rng(2))
    after = total_areal(scene.cargo, shape)
    inside = hidden.placed.hidden.cover > 0.5
    share = (after[hidden.window][inside] / before[hidden.window][inside]).mean()
    assert share == pytest.approx(1 - hidden.placed.displaced_share, abs=0.02)
    assert hidden.placed.hidden.material == "none"


def test_an_undeclared_layer_keeps_part_of_the_front_row() -> None:
    scene = a_scene(cargo="sacks")
    hidden = hide_object(scene, "behind-front-row", np.random.default_rng(2))
    assert 0.3 < hidden.placed.displaced_share < 0.8
    depth = scene.hold.d[1] - scene.hold.d[0]
    expected = scene.hold.d[0] + depth * (1 - hidden.placed.displaced_share)
    assert hidden.placed.depth_mm == pytest.approx(expected, abs=1)
    assert hidden.background_g_cm2 > 5


@pytest.mark.parametrize("kind", ["person-standing", "person-sitting"])
def test_people_weigh_like_people_and_stand_on_the_floor(kind: str) -> None:
    scene = a_scene(cargo="empty")
    hidden = hide_object(scene, kind, np.random.default_rng(3))
    assert 35 < hidden.placed.hidden.mass_kg < 110
    floor = scene.canvas.row_of(scene.hold.z[0], hidden.placed.depth_mm)
    assert hidden.window[0].stop == pytest.approx(floor, abs=2)


@pytest.mark.parametrize("kind", OBJECT_KINDS)
def test_objects_keep_their_mass_whatever_the_pitch(kind: str) -> None:
    fine = make_object(kind, np.random.default_rng(4), 3.0, 3.0)
    coarse = make_object(kind, np.random.default_rng(4), 9.0, 6.0)
    assert coarse.mass_kg == pytest.approx(fine.mass_kg, rel=0.02)
    assert fine.cover.max() <= 1
    assert all(float(areal.min()) >= 0 for areal in fine.maps.values())


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(KeyError):
        hide_object(a_scene(), "unicorn", np.random.default_rng(1))


def test_a_stuffed_tyre_is_one_of_the_vehicles_tyres() -> None:
    scene = a_scene()
    hidden = hide_object(scene, "in-tyre", np.random.default_rng(5))
    assert hidden.placed.hidden.kind == "in-tyre"
    columns = hidden.window[1]
    middle_mm = (columns.start + columns.stop) / 2 * scene.canvas.mm_x
    tyres = [part for part in scene.canvas.noted if part.name == "tyre"]
    assert min(abs(sum(tyre.x) / 2 - middle_mm) for tyre in tyres) < 60
    assert hidden.window[0].start > scene.canvas.row_of(scene.hold.z[0])


def test_what_a_vehicle_has_not_gives_way_to_what_it_has() -> None:
    scene = a_scene()
    assert not any(part.name == "cooling-unit" for part in scene.canvas.noted)
    assert hide_object(scene, "in-reefer-unit", np.random.default_rng(5)).placed.hidden.kind == (
        "in-frame"
    )


def test_a_place_outside_the_picture_gives_way_to_the_load(monkeypatch) -> None:
    """As a roof rail does where the picture is cut off at the top."""
    seed = 5245012
    scene = build_scene(scanner_profile("dual-9-6"), np.random.default_rng(seed), "empty", 0.25)

    def draw_nothing(at: Scene, _rng: np.random.Generator) -> Placed:
        return from_canvas(at, "in-frame", "organic", empty_canvas(at), (0.0, 50.0))

    monkeypatch.setitem(placing._PLACES, "in-frame", draw_nothing)
    placed = place_object(scene, "in-frame", np.random.default_rng(seed))
    assert placed.hidden.kind == "organic-brick"
    assert placed.hidden.maps
