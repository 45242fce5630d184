"""A declaration that is wrong is wrong in the given way and in no other."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from inspector_app.simulator.declared_goods import HIDDEN_GOODS, OF_FAMILY
from inspector_app.simulator.goods_catalogue import ALL_GOODS
from inspector_app.simulator.inserted import OBJECT_KINDS
from inspector_app.simulator.mismatch import Mismatch
from inspector_app.simulator.papers import COUNTER, make_papers

HS_2022 = Path(__file__).parents[4] / "shared/data/reference/hs2022_harmonized-system.csv"
CARGOES = (("cartons", ("85", "62", "08")), ("coal", ("27",)), ("coils", ("72",)), ("cashmere", ()))
SEEDS = range(8)


def papers(seed=7, cargo="cartons", chapters=("85", "62", "08"), mismatch=None, **other):
    return make_papers(
        **{
            "seed": seed,
            "cargo": cargo,
            "chapters": chapters,
            "cargo_kg": 12_345.6,
            "container_feet": 40,
            "entered_at": datetime(2026, 11, 21, 8, 0, tzinfo=UTC),
            "post": "ZU",
            "post_name": "Замын-Үүд",
            "mismatch": mismatch,
            **other,
        }
    )


@pytest.mark.parametrize("mismatch", [None, *Mismatch])
@pytest.mark.parametrize(("cargo", "chapters"), CARGOES)
def test_masses_add_up_to_what_was_simulated_and_to_the_weighbridge(cargo, chapters, mismatch):
    for seed in SEEDS:
        truth = papers(seed, cargo, chapters, mismatch).truth
        assert truth.goods_kg == pytest.approx(12_345.6, abs=0.05)
        whole = truth.goods_kg + truth.tare_kg + truth.vehicle_kg
        assert truth.weighed_kg == pytest.approx(whole, rel=0.004)
        for item in truth.actual:
            assert 0 < item.net_mass_kg <= item.gross_mass_kg
            assert item.packages >= 1
            assert item.value > 0


@pytest.mark.parametrize("mismatch", Mismatch)
@pytest.mark.parametrize(("cargo", "chapters"), CARGOES)
def test_a_mismatch_leaves_the_rest_of_the_case_alone(cargo, chapters, mismatch):
    for seed in SEEDS:
        right, wrong = papers(seed, cargo, chapters), papers(seed, cargo, chapters, mismatch)
        assert wrong == papers(seed, cargo, chapters, mismatch)
        assert right.truth.stated == right.truth.actual == right.declaration.goods
        assert not right.truth.wrong_items
        assert wrong.declaration.goods != wrong.truth.actual
        assert wrong.risk == right.risk
        declared = replace(
            wrong.declaration,
            goods=right.declaration.goods,
            containers=right.declaration.containers,
        )
        assert declared == right.declaration


def differing(mismatch, cargo, chapters):
    """(stated, actual) of every item that is stated wrongly, over some seeds."""
    for seed in SEEDS:
        truth = papers(seed, cargo, chapters, mismatch).truth
        pairs = [(s, a) for s, a in zip(truth.stated, truth.actual, strict=True) if s != a]
        assert truth.wrong_items == tuple(stated.number for stated, _ in pairs)
        assert pairs
        yield from pairs


@pytest.mark.parametrize(("cargo", "chapters"), CARGOES)
def test_each_mismatch_changes_only_what_it_names(cargo, chapters):
    for stated, actual in differing(Mismatch.ORIGIN, cargo, chapters):
        assert stated.origin != actual.origin
        assert replace(stated, origin=actual.origin) == actual
    for stated, actual in differing(Mismatch.QUANTITY, cargo, chapters):
        counted = ("quantity", "packages")[actual.package_type != "VR"]
        assert getattr(stated, counted) != getattr(actual, counted)
        assert replace(stated, **{counted: getattr(actual, counted)}) == actual
    for stated, actual in differing(Mismatch.GOODS, cargo, chapters):
        assert stated.hs_code[:2] != actual.hs_code[:2]
        assert stated.description != actual.description
        assert stated.net_mass_kg == actual.net_mass_kg
        assert stated.gross_mass_kg == actual.gross_mass_kg
    for stated, actual in differing(Mismatch.WEIGHT, cargo, chapters):
        off = abs(stated.gross_mass_kg / actual.gross_mass_kg - 1)
        assert 0.15 < off < 0.6
        assert abs(stated.net_mass_kg / actual.net_mass_kg - 1) == pytest.approx(off, abs=0.01)
        same = {"net_mass_kg", "gross_mass_kg", "quantity"}
        assert replace(stated, **{name: getattr(actual, name) for name in same}) == actual


@pytest.mark.parametrize(("cargo", "chapters"), CARGOES)
def test_extra_goods_are_there_and_not_declared(cargo, chapters):
    for seed in SEEDS:
        truth = papers(seed, cargo, chapters, Mismatch.EXTRA_GOODS).truth
        assert truth.undeclared
        assert truth.actual == (*truth.stated, *truth.undeclared)
        declared = {item.hs_code for item in truth.stated}
        assert not declared & {item.hs_code for item in truth.undeclared}


def test_what_is_hidden_is_true_and_in_no_declaration():
    hidden = {"cigarettes": 40.0, "pistol": 1.2, "person-sitting": 70.0}
    right, made = papers(), papers(mismatch=Mismatch.EXTRA_GOODS, hidden=hidden)
    assert made.declaration.goods == right.declaration.goods
    assert [item.hs_code for item in made.truth.undeclared] == ["240220", "930200"]
    assert made.truth.goods_kg == pytest.approx(right.truth.goods_kg + 41.2, abs=0.05)


@pytest.mark.parametrize("mismatch", [None, *Mismatch])
@pytest.mark.parametrize("pallets_kg", [-900.0, 650.0])
def test_a_pallet_too_few_or_too_many_is_weighed_and_not_declared(mismatch, pallets_kg):
    for seed in SEEDS:
        whole = papers(seed, mismatch=mismatch)
        changed = papers(seed, mismatch=mismatch, pallets_kg=pallets_kg)
        assert changed.declaration.goods == whole.declaration.goods
        goods_kg = changed.truth.goods_kg - whole.truth.goods_kg
        assert goods_kg == pytest.approx(pallets_kg, abs=0.1)
        weighed = changed.truth.weighed_kg - whole.truth.weighed_kg
        assert weighed == pytest.approx(pallets_kg, abs=11)
        assert changed.declaration.crossing.weighed_kg == changed.truth.weighed_kg
        assert len(changed.truth.actual) == len(whole.truth.actual)
        most = max(whole.truth.actual, key=lambda item: item.gross_mass_kg)
        if most in whole.truth.stated:
            assert most.number in changed.truth.wrong_items


def test_what_no_list_names_is_weighed_all_the_same():
    right, heavier = papers(), papers(other_kg=2000.0)
    assert heavier.truth.actual == right.truth.actual
    assert heavier.truth.weighed_kg - right.truth.weighed_kg == pytest.approx(2000, abs=20)
    empty = papers(cargo="empty", chapters=(), cargo_kg=0.0, pallets_kg=400.0)
    assert empty.truth.actual == papers(cargo="empty", chapters=(), cargo_kg=0.0).truth.actual


def test_a_parcel_is_weighed_to_a_tenth_of_a_kilogram():
    made = papers(cargo="baggage-travel", chapters=("62", "64"), cargo_kg=6.3, container_feet=0,
                  vehicle_kg=2.1, on_scales=COUNTER, hidden={"gold": 2.0})  # fmt: skip
    assert made.truth.weighed_kg == pytest.approx(10.4, abs=0.15)
    assert [item.hs_code for item in made.truth.undeclared] == ["710812"]
    assert not made.declaration.containers


def test_every_kind_of_object_that_is_goods_has_a_tariff_code():
    assert set(HIDDEN_GOODS) == {kind for kind in OBJECT_KINDS if not kind.startswith("person")}


def test_an_empty_container_is_weighed_once_and_a_van_has_no_container():
    empty = papers(cargo="empty", chapters=(), cargo_kg=0.0)
    assert empty.truth.goods_kg == 3800
    assert empty.truth.tare_kg == 0
    assert empty.truth.weighed_kg < 21_000
    van = papers(cargo="shoes", chapters=(), cargo_kg=900.0, container_feet=0, vehicle_kg=2300.0)
    assert not van.declaration.containers
    assert van.truth.weighed_kg == pytest.approx(3200, rel=0.01)


def test_goods_of_the_catalogue_are_well_formed():
    texts = [goods.en for goods in ALL_GOODS]
    assert len(texts) == len(set(texts))
    for goods in ALL_GOODS:
        assert goods.hs_code.isdigit()
        assert len(goods.hs_code) == 6
        assert goods.mn
        assert goods.package_kg > 0
        assert goods.value_per_kg > 0
    listed = {one for goods in OF_FAMILY.values() for one in goods}
    assert listed <= set(ALL_GOODS)


def test_codes_are_of_the_harmonized_system():
    if not HS_2022.exists():
        pytest.skip("the HS 2022 table is not here (../shared)")
    with HS_2022.open(encoding="utf-8-sig", newline="") as table:
        codes = {row["hscode"] for row in csv.DictReader(table)}
    assert {goods.hs_code for goods in ALL_GOODS} <= codes
