"""Bags: two views of one truth, weights that fit, the same bytes everywhere."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from inspector_app.domain.scan import DoorSide
from inspector_app.imaging.scanner_profile import table_of
from inspector_app.simulator import (
    BAG_FAMILIES,
    BAG_HIDDEN_KINDS,
    BAG_KINDS,
    scanner_profile,
    simulate_bag,
    simulate_scan,
)
from inspector_app.simulator.bag_bodies import draw_bag
from inspector_app.simulator.bag_hidden import BAG_HIDDEN
from inspector_app.simulator.bag_packing import overlap, pack
from inspector_app.simulator.bag_scene import BagView, build_bag
from inspector_app.simulator.bag_shapes import block, lump, prism, rod
from inspector_app.simulator.bag_solids import FanView, Frame, Solid, reach, turned
from inspector_app.simulator.bag_things import EVERYDAY, bottle
from inspector_app.simulator.declared_goods import HIDDEN_IN_BAGS, family_goods
from inspector_app.simulator.detector import DetectorEffects
from tests.helpers.sim_scans import DUAL_NINE_SIX

BAGGAGE = scanner_profile("baggage-160")
SHRINK = 0.2


@cache
def table():
    return table_of(BAGGAGE)


@cache
def a_bag(seed=1, carrier=None, cargo=None, inserted=(), perfect=False):
    effects = DetectorEffects.none() if perfect else DetectorEffects()
    return simulate_bag(
        seed, BAGGAGE, table(), carrier=carrier, cargo=cargo, inserted=inserted, shrink=SHRINK,
        effects=effects,
    )  # fmt: skip


def a_view(across=2, depth=1, source_mm=0.0, distance_mm=1e6):
    """Rays all but parallel unless a nearer source is asked for; one pixel is 1 mm."""
    return FanView("side", across, depth, 300, 400, 1.0, 1.0, 150.0, source_mm, distance_mm)


@pytest.mark.parametrize(
    ("solid", "volume_cm3"),
    [
        (block({"water": 1.0}, (100, 80, 60), (200, 0, 0)), 480.0),
        (lump({"water": 1.0}, (100, 80, 60), (200, 0, 0)), np.pi / 6 * 480.0),
        (rod({"water": 1.0}, 40, 100, 0, (200, 0, 0)), np.pi * 16 * 10),
        (rod({"water": 1.0}, 40, 100, 2, (200, 0, 0)), np.pi * 16 * 10),
        (prism({"water": 1.0}, [(150, -30), (250, -30), (150, 50)], 20), 0.5 * 10 * 8 * 2),
    ],
)
@pytest.mark.parametrize("axes", [(2, 1), (1, 2)])
@pytest.mark.parametrize("degrees", [0.0, 33.0])
def test_a_solid_has_its_volume_from_every_side(solid, volume_cm3, axes, degrees):
    frame = turned(0, degrees).within(turned(2, degrees / 2, (200.0, 0.0, 0.0)))
    solid = solid.moved(Frame(shift=(-200.0, 0.0, 0.0))).moved(frame)
    view = a_view(*axes)
    row, _, path = view.path_cm(solid)
    assert view.volume_cm3(solid, row, path) == pytest.approx(volume_cm3, rel=0.01)
    assert view.add(solid) == pytest.approx(volume_cm3 / 1000, rel=0.01)


def test_a_box_shows_its_depth_and_a_hollow_one_its_walls():
    view = a_view()
    box = block({"iron": 7.8}, (100, 80, 60), (200, 0, 0))
    view.add(box)
    view.add(box.hollow(5.0))
    iron = view.maps["iron"]
    assert iron[150, 200] == pytest.approx(7.8 * 1.0, rel=1e-3)
    assert iron[122, 200] == pytest.approx(7.8 * 8.0, rel=1e-3)
    assert iron[100, 200] == 0


def test_what_is_deeper_appears_nearer_to_the_source_height():
    view = a_view(source_mm=-100.0, distance_mm=800.0)
    near, far = (block({"water": 1.0}, (20, 20, 20), (200, y, 40.0)) for y in (0.0, 400.0))
    rows = [view.box_of([solid])[1] for solid in (near, far)]
    # At depth 400 of 800 a height of 140 above the source looks like 93.
    assert rows[1] - rows[0] == pytest.approx(140 - 140 * 800 / 1200, abs=5)


def test_a_turn_keeps_lengths_and_two_turns_add_up():
    one, other = turned(2, 30.0, (5.0, 0.0, 0.0)), turned(2, 60.0)
    both = one.within(other)
    assert both.point((0.0, 0.0, 0.0)) == pytest.approx(other.point((5.0, 0.0, 0.0)))
    assert both.point((1.0, 0.0, 0.0))[1] - both.shift[1] == pytest.approx(1.0)


@pytest.mark.parametrize("name", [*EVERYDAY, *(f"hidden {kind}" for kind in BAG_HIDDEN)])
def test_every_thing_has_a_mass_that_fits_and_is_nowhere_less_than_nothing(name):
    draw = BAG_HIDDEN[name[7:]] if name.startswith("hidden") else EVERYDAY[name]
    for seed in range(3):
        thing = draw(np.random.default_rng(seed))
        view = FanView("side", 2, 1, 500, 500, 1.5, 1.5, 375.0, 0.0, 1e6)
        middle = Frame(shift=(375.0, 0.0, 0.0))
        mass = sum(view.add(solid.moved(middle)) for solid in thing.solids)
        assert 0.02 < mass < 20
        assert max(thing.half()) < 260
        for areal in view.maps.values():
            assert areal.min() > -0.35
        total = sum(areal.astype(float) for areal in view.maps.values())
        assert (total < -0.1).mean() < 1e-3


@pytest.mark.parametrize("kind", BAG_KINDS)
def test_a_bag_has_room_inside_and_weighs_what_such_a_bag_weighs(kind):
    for seed in range(3):
        bag = draw_bag(kind, np.random.default_rng(seed))
        assert all(0 < inner < outer for inner, outer in zip(bag.inner, bag.outer, strict=True))
        low, high = reach(bag.solids)
        assert all(abs(one) < 1.05 * outer + 12 for one, outer in zip(low, bag.outer, strict=True))
        assert all(one < 1.05 * outer + 12 for one, outer in zip(high, bag.outer, strict=True))
        assert bag.outer[1] < 290
    assert 0.1 < a_bag(1, kind).bag_kg < 8


def test_things_lie_beside_and_on_each_other_within_the_room():
    rng = np.random.default_rng(3)
    room, packed = (250.0, 180.0, 110.0), []
    for _ in range(14):
        place = pack(EVERYDAY["book"](rng), room, packed, rng)
        if place is not None:
            packed.append(place)
    assert len(packed) > 6
    for i, one in enumerate(packed):
        assert not any(overlap(one.extent, other.extent) for other in packed[:i])
        for corners in one.extent:
            assert all(abs(c) <= r + 1e-6 for c, r in zip(corners, room, strict=True))
    assert any(one.extent[0][2] > -100 for one in packed)
    assert pack(EVERYDAY["book"](rng), (20.0, 20.0, 20.0), [], rng) is None


def test_both_views_are_of_one_pass_and_one_truth():
    bag = a_bag(5, inserted=("pistol", "gold"))
    side, top = bag.views
    assert [view.name for view in bag.views] == ["side", "top"]
    assert side.pixels.high.shape == top.pixels.high.shape
    assert side.pixels.low is not None
    assert top.pixels.low is not None
    for seen, other, kind in zip(side.truth, top.truth, ("pistol", "gold"), strict=True):
        assert seen.kind == other.kind == kind
        assert seen.number == other.number
        assert seen.mass_kg == other.mass_kg > 0
        # A column is a place on the belt, the same in both.
        assert abs(seen.box.x - other.box.x) <= 2
        assert abs(seen.box.right - other.box.right) <= 2
    assert [one.number for one in side.truth] == [1, 2]


@pytest.mark.parametrize("kind", BAG_HIDDEN_KINDS)
def test_each_object_darkens_its_mask_in_both_views(kind):
    bag = a_bag(8, inserted=(kind,), perfect=True)
    without = a_bag(8, perfect=True)
    for view, bare in zip(bag.views, without.views, strict=True):
        (truth,) = view.truth
        assert truth.kind == kind
        height, width = view.pixels.high.shape
        mask = truth.mask_in(height, width)
        assert mask.sum() == truth.mask.sum() > 4
        assert truth.contrast > 0
        seen, before = (v.pixels.high.astype(float) for v in (view, bare))
        if seen.shape == before.shape:
            assert seen[mask].mean() < before[mask].mean()
        # Only where the object lies; other things that had to make room left the bag before.
        assert truth.box.x >= 0
        assert truth.box.right <= width
        assert truth.box.bottom <= height


def test_the_same_object_seen_from_two_sides_has_the_same_mass():
    scene, things = build_bag(
        BAGGAGE, np.random.default_rng(2), ("gold",), np.random.default_rng(3), shrink=SHRINK
    )
    masses = []
    for view in scene.views:
        fan = view.fan
        alone = FanView(
            fan.name, fan.across, fan.depth, fan.height_px, fan.width_px, fan.mm_x, fan.mm_y,
            fan.top_mm, fan.source_mm, fan.distance_mm,
        )  # fmt: skip
        masses.append(sum(alone.add(solid) for solid in things[0].solids))
    assert masses[0] == pytest.approx(masses[1], rel=0.1)


def test_hard_things_push_clothes_aside():
    fan = a_view()
    view = BagView(fan, {"cellulose": np.full((300, 400), 4.0, np.float32)}, fan.blank())
    view.occupied_cm[100:200, 100:200] = 10.0
    left = view.layers()["cellulose"][0]
    assert left[10, 10] == pytest.approx(4.0)
    assert left[150, 150] == pytest.approx(2.0)
    view.occupied_cm[:] = 1000.0
    assert view.layers()["cellulose"][0].min() == pytest.approx(0.6)


def test_the_same_seed_gives_the_same_bag_and_another_one_another():
    again = simulate_bag(1, BAGGAGE, table(), shrink=SHRINK)
    for view, other in zip(a_bag(1).views, again.views, strict=True):
        np.testing.assert_array_equal(view.pixels.high, other.pixels.high)
        np.testing.assert_array_equal(view.pixels.low, other.pixels.low)
    assert a_bag(1).load == again.load
    assert (
        a_bag(2).views[0].pixels.high.shape != again.views[0].pixels.high.shape
        or (a_bag(2).views[0].pixels.high != again.views[0].pixels.high).any()
    )


def test_heights_are_known_in_the_side_view_only():
    side, top = a_bag(3).views
    assert side.geometry.container is not None
    assert side.geometry.metres_above_floor(side.geometry.container.bottom) == 0
    assert top.geometry.container is None
    assert top.geometry.doors is side.geometry.doors is DoorSide.UNKNOWN
    # The belt is under the bag in the side view, and not seen in the top view.
    dark = side.pixels.high[-3:].mean() / 65535
    assert dark < 0.5
    assert top.pixels.high[-3:].mean() / 65535 > 0.8


@pytest.mark.parametrize("family", BAG_FAMILIES)
def test_every_kind_of_contents_can_be_declared(family):
    load = a_bag(4, "suitcase-soft", family).load
    assert load.family == family
    assert 0.2 <= load.mass_kg < 60
    assert all(len(chapter) == 2 for chapter in load.hs_chapters)
    assert family_goods(family)


def test_every_hidden_kind_is_goods_of_the_tariff():
    assert set(HIDDEN_IN_BAGS) == set(BAG_HIDDEN_KINDS)


def test_vehicles_and_bags_are_not_mixed_up():
    with pytest.raises(ValueError, match="no scanner for bags"):
        simulate_bag(1, DUAL_NINE_SIX, table(), shrink=SHRINK)
    with pytest.raises(ValueError, match="no vehicle fits"):
        simulate_scan(1, BAGGAGE, table(), shrink=SHRINK)
    with pytest.raises(KeyError):
        a_bag(1, "handbag")


def test_an_empty_solid_outside_the_picture_changes_nothing():
    view = a_view()
    assert view.add(Solid({"iron": 7.8}, (5.0, 5.0, 5.0), Frame(shift=(2000.0, 0.0, 0.0)))) == 0
    assert not view.maps["iron"].any()
    solids = bottle(35, 250, 3, {"glass": 2.5}, {"water": 1.0}, np.random.default_rng(1))
    assert max(solid.half[1] for solid in solids) == 35
