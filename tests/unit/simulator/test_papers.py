"""Invented papers: they fit the cargo, belong to nobody and come out the same every time."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from inspector_app.domain.declaration import is_container_number
from inspector_app.domain.risk import Channel
from inspector_app.simulator.papers import container_number, make_papers

ENTERED = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


def papers(seed=7, cargo="pallets", chapters=(), kilograms=12_000.0):
    return make_papers(
        seed=seed,
        cargo=cargo,
        chapters=chapters,
        cargo_kg=kilograms,
        container_feet=40,
        entered_at=ENTERED,
        post="ZU",
        post_name="Замын-Үүд",
    )


def test_the_same_seed_gives_the_same_papers():
    assert papers(seed=3) == papers(seed=3)
    assert papers(seed=3) != papers(seed=4)


@pytest.mark.parametrize("serial", [0, 1, 54_321, 999_999])
def test_container_numbers_are_well_formed_and_of_no_owner(serial):
    number = container_number(serial)
    assert is_container_number(number)
    assert number.startswith("ZZZU")


@pytest.mark.parametrize("seed", range(20))
def test_papers_fit_the_cargo(seed):
    made = papers(seed=seed, cargo="cartons", chapters=("85", "62", "08"))
    assert [item.hs_code[:2] for item in made.declaration.goods] == ["85", "62", "08"]
    assert made.declaration.gross_mass_kg == pytest.approx(12_000, abs=0.01)
    assert made.risk.channel is Channel.RED
    assert made.risk.strongest is made.risk.reasons[0]
    for reason in made.risk.reasons:
        assert reason.explanation_mn
        assert reason.look_for_mn
        assert reason.control_types
    for item in made.declaration.goods:
        assert item.description_mn


def test_a_cargo_nobody_thought_of_still_gets_papers():
    assert papers(cargo="moon rock").declaration.goods
