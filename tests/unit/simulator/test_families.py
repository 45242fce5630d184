"""Every kind of load can be drawn, stays in its hold, weighs what it may and can be declared."""

from __future__ import annotations

import numpy as np
import pytest

from inspector_app.simulator import cargo
from inspector_app.simulator.canvas import Canvas
from inspector_app.simulator.declared_goods import OF_FAMILY, family_goods, other_goods
from inspector_app.simulator.families import FAMILIES
from inspector_app.simulator.look_alikes import scatter_look_alikes
from inspector_app.simulator.package_patterns import PATTERNS
from inspector_app.simulator.vehicle import Hold

HOLD = Hold((400.0, 6200.0), (152.0, 2500.0), (45.0, 2393.0), False)
IN_BOXES = tuple(name for name in FAMILIES if name != "tank-liquid")


def canvas() -> Canvas:
    return Canvas(72, 150, 45.0, 45.0, 2900.0, -300.0, 6000.0)


def loaded(family: str, seed: int = 5, hold: Hold = HOLD) -> tuple[Canvas, cargo.CargoReport]:
    drawn = canvas()
    return drawn, cargo.fill(drawn, hold, family, np.random.default_rng(seed))


def total(drawn: Canvas) -> np.ndarray:
    return sum(drawn.maps["cargo"].values(), np.zeros((drawn.height_px, drawn.width_px)))


def test_there_are_at_least_thirty_families():
    assert len(FAMILIES) >= 30


@pytest.mark.parametrize("family", IN_BOXES)
def test_a_load_is_there_within_its_hold_and_within_its_payload(family):
    drawn, report = loaded(family)
    assert report.family == family
    assert set(report.hs_chapters) <= set(FAMILIES[family].chapters)
    assert 0 <= report.mass_kg <= 25_500
    assert drawn.mass_kg["cargo"] == pytest.approx(report.mass_kg)
    if family == "empty":
        return
    assert report.hs_chapters
    assert report.mass_kg > 100
    seen = total(drawn)
    assert np.isfinite(seen).all()
    assert seen.max() > 1
    left, right = int(HOLD.x[0] / drawn.mm_x), int(HOLD.x[1] / drawn.mm_x)
    outside = float(seen[:, : left - 6].sum() + seen[:, right + 6 :].sum())
    assert outside == 0


@pytest.mark.parametrize("family", ["cartons", "frozen-meat", "scrap", "furniture", "vehicles"])
def test_the_same_stream_draws_the_same_load_and_another_another(family):
    first, again, other = (total(loaded(family, seed)[0]) for seed in (3, 3, 4))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_every_family_can_be_declared_by_its_chapter(family):
    assert family in OF_FAMILY
    chapters = set(FAMILIES[family].chapters)
    for goods in family_goods(family):
        assert goods.chapter in chapters
    for goods in other_goods(family, ()):
        assert goods.chapter not in {own.chapter for own in family_goods(family)}


def test_a_second_hold_does_not_thin_the_first():
    drawn = canvas()
    first = cargo.fill(drawn, HOLD, "books", np.random.default_rng(1))
    before = total(drawn).copy()
    heavy = Hold((400.0, 6200.0), (152.0, 2500.0), (45.0, 2393.0), False, (900.0, 1000.0))
    second = cargo.fill(drawn, heavy, "sheet-metal", np.random.default_rng(1))
    assert second.mass_kg <= 1000
    assert drawn.mass_kg["cargo"] == pytest.approx(first.mass_kg + second.mass_kg)
    assert (total(drawn) >= before - 1e-4).all()


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_package_patterns_keep_the_mass(name):
    pattern = PATTERNS[name](np.random.default_rng(2))
    assert pattern.mean() == pytest.approx(1, abs=1e-4)
    assert (pattern > 0).all()


@pytest.mark.parametrize("seed", range(12))
def test_look_alikes_add_and_never_take_away(seed):
    drawn = canvas()
    scatter_look_alikes(drawn, HOLD, np.random.default_rng(seed))
    assert drawn.layer == "structure"
    for areal in drawn.maps.get("cargo", {}).values():
        assert areal.min() > -1e-4
