from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest

from inspector_app.domain.scan import DoorSide
from inspector_app.simulator import CARGO_FAMILIES, CARRIERS, simulate_scan
from inspector_app.simulator.carrier_cargo import takes
from inspector_app.simulator.carriers import choose_carrier
from inspector_app.simulator.scene import Scene, build_scene, total_areal
from tests.helpers.sim_scans import DUAL_NINE_SIX, SINGLE_SIX, attenuation_table

# What is drawn, in tonnes: the tractor's front is out of the picture but weighed all the same.
_TARE_TONNES = {
    "container-20": (7, 18), "container-40": (9, 20), "reefer-20": (8, 19), "reefer-40": (10, 22),
    "two-containers": (11, 23), "tank-container": (8, 19), "box-trailer": (9, 20),
    "reefer-trailer": (9, 21), "curtain-trailer": (9, 20), "tanker": (9, 21), "flatbed": (8, 18),
    "low-loader": (8, 19), "covered-wagon": (14, 30), "open-wagon": (14, 30),
    "flat-wagon": (13, 34), "van": (1.5, 3.2), "car": (0.9, 2.3),
}  # fmt: skip
_LARGEST_LOAD_TONNES = {"covered-wagon": 68, "open-wagon": 71, "flat-wagon": 57, "low-loader": 45,
                        "van": 1.5, "car": 0.35}  # fmt: skip
_CONTAINERS = {"container-20", "container-40", "reefer-20", "reefer-40", "two-containers",
               "tank-container"}  # fmt: skip


@lru_cache(maxsize=40)
def a_scene(carrier: str, seed: int = 1, cargo: str | None = None, shrink: float = 0.14) -> Scene:
    return build_scene(DUAL_NINE_SIX, np.random.default_rng(seed), cargo, shrink, carrier)


def families_of(carrier: str) -> list[str]:
    """Two of the families that a carrier takes, others for each carrier."""
    families = [family for family in CARGO_FAMILIES if takes(carrier, family)]
    first = CARRIERS.index(carrier)
    return [families[(first + i * 17) % len(families)] for i in range(2)]


@pytest.mark.parametrize("carrier", CARRIERS)
def test_a_carrier_weighs_what_such_a_vehicle_weighs(carrier: str) -> None:
    lightest, heaviest = _TARE_TONNES[carrier]
    for seed in (1, 2):
        scene = a_scene(carrier, seed, "empty")
        assert lightest * 1000 < scene.canvas.mass_kg["structure"] < heaviest * 1000


@pytest.mark.parametrize("carrier", CARRIERS)
def test_a_carrier_holds_the_loads_that_it_takes_within_its_outline(carrier: str) -> None:
    for family in families_of(carrier):
        scene = a_scene(carrier, 7, family)
        assert (scene.load.family, scene.carrier) == (family, carrier)
        limit = 1000 * _LARGEST_LOAD_TONNES.get(carrier, 30)
        assert (5 if family != "empty" else 0) <= scene.load.mass_kg <= limit + 1
        for areal in (*scene.structure.values(), *scene.cargo.values()):
            assert np.isfinite(areal).all()
            assert areal.min() >= 0
        assert share_inside(scene) > 0.995


def share_inside(scene: Scene) -> float:
    """Share of the load's material within the outline, give or take the sway."""
    canvas, box = scene.canvas, scene.container
    assert scene.sway_px is not None
    slack = float(np.abs(scene.sway_px).max()) + 2
    cargo = total_areal(scene.cargo, (canvas.height_px, canvas.width_px))
    rows = slice(max(int(box.y - slack), 0), int(box.bottom + slack) + 1)
    columns = slice(max(int(box.x - 2), 0), int(box.right) + 3)
    whole = float(cargo.sum())
    return float(cargo[rows, columns].sum()) / whole if whole > 0 else 1.0


def test_every_carrier_takes_something_and_everything_has_a_carrier() -> None:
    for carrier in CARRIERS:
        assert takes(carrier, "empty")
        assert sum(takes(carrier, family) for family in CARGO_FAMILIES) > 1
    for family in CARGO_FAMILIES:
        assert any(takes(carrier, family) for carrier in CARRIERS)


@pytest.mark.parametrize("carrier", CARRIERS)
def test_a_scan_tells_its_carrier_and_comes_out_the_same_twice(carrier: str) -> None:
    one, other = (
        simulate_scan(
            9, SINGLE_SIX, attenuation_table(), carrier=carrier, cargo="empty", shrink=0.1
        )
        for _ in range(2)
    )
    assert one.carrier == carrier
    np.testing.assert_array_equal(one.pixels.high, other.pixels.high)
    assert one.load == other.load
    assert one.refrigerated == carrier.startswith("reefer")
    assert one.geometry.container is not None


@pytest.mark.parametrize("carrier", [name for name in CARRIERS if "wagon" not in name])
def test_wheels_and_engines_let_some_of_the_beam_through(carrier: str) -> None:
    """Below the load a vehicle is neither solid nor empty."""
    scene = a_scene(carrier, 2, "empty")
    rows = slice(int(scene.container.bottom) + 2, scene.canvas.height_px)
    under = total_areal(scene.structure, (scene.canvas.height_px, scene.canvas.width_px))[rows]
    drawn = under[under > 0.5]
    assert drawn.size > 0
    assert 5 < float(np.median(drawn)) < 250


def test_every_wheel_is_noted_where_it_is_drawn() -> None:
    scene = a_scene("box-trailer", 2)
    tyres = [part for part in scene.canvas.noted if part.name == "tyre"]
    assert len(tyres) >= 12
    for tyre in tyres:
        assert 900 < tyre.x[1] - tyre.x[0] < 1150


def test_containers_are_the_most_frequent_and_every_carrier_comes() -> None:
    rng = np.random.default_rng(0)
    names = [choose_carrier(rng, lambda _: True) for _ in range(3000)]
    assert set(names) == set(CARRIERS)
    assert sum(name in _CONTAINERS for name in names) > 0.6 * len(names)


@pytest.mark.parametrize("family", ["luggage", "tank-liquid", "bulk"])
def test_a_drawn_carrier_takes_the_cargo_that_was_asked_for(family: str) -> None:
    for seed in (0, 1):
        scene = build_scene(DUAL_NINE_SIX, np.random.default_rng(seed), family, 0.1)
        assert takes(scene.carrier, family)


def test_the_load_does_not_depend_on_how_the_carrier_is_drawn() -> None:
    """The load's stream is its own: two carriers with the same room carry the same goods."""
    one, other = a_scene("container-40", 6, "sacks"), a_scene("curtain-trailer", 6, "sacks")
    assert one.load.goods == other.load.goods


def test_a_tank_holds_liquid_only_up_to_its_level() -> None:
    scene = a_scene("tanker", 2, "tank-liquid", 0.4)
    cargo = total_areal(scene.cargo, (scene.canvas.height_px, scene.canvas.width_px))
    barrel = scene.hold.barrel
    assert barrel is not None
    middle = int((barrel.ends[0] + barrel.ends[1]) / 2 / scene.canvas.mm_x)
    top = scene.canvas.row_of(barrel.axis[0] + barrel.radii[0], barrel.axis[1])
    bottom = scene.canvas.row_of(barrel.axis[0] - barrel.radii[0], barrel.axis[1])
    column = cargo[:, middle - 3 : middle + 3].mean(axis=1)
    assert column[int(bottom) - 6] > 10
    assert column[: int(top) - 6].max() == 0
    # A barrel is widest at its axis, so that is where the path is longest.
    assert column.argmax() == pytest.approx((top + bottom) / 2, abs=0.25 * (bottom - top))


def test_two_containers_carry_no_more_than_one_lorry_may() -> None:
    scene = a_scene("two-containers", 8, "drums")
    assert 2000 < scene.load.mass_kg <= 29_000
    assert scene.container.width * scene.canvas.mm_x > 2 * 6058


def test_a_wagon_is_seen_from_its_roof_to_its_rails() -> None:
    scene = a_scene("covered-wagon", 3)
    assert scene.container.y >= 0
    assert scene.canvas.row_of(-1270.0) < scene.canvas.height_px
    assert scene.doors is DoorSide.RIGHT


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="does not take"):
        a_scene("car", cargo="coils")
    with pytest.raises(KeyError):
        a_scene("sledge")
    with pytest.raises(KeyError):
        a_scene("van", cargo="unicorns")
