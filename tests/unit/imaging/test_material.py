from __future__ import annotations

import math

import numpy as np
import pytest

from inspector_app.imaging import material, physics
from inspector_app.imaging.material import MaterialGroup, RegionMaterial, material_of_region
from tests.helpers.sim_scans import attenuation_table

SIGMA = 0.001
TRUTH = [(name, group) for group, names in material.MEMBERS.items() for name in names]


def alphas(areal: dict[str, float]) -> tuple[float, float]:
    maps = {name: np.array([[x]], np.float32) for name, x in areal.items()}
    high, low = physics.transmissions(attenuation_table(), maps, physics.BEAMS)
    return float(-np.log(high[0, 0])), float(-np.log(low[0, 0]))


def judge(areal: dict[str, float], sigma: float = SIGMA) -> RegionMaterial:
    return material_of_region(*alphas(areal), sigma, sigma, attenuation_table())


def test_every_material_of_the_table_belongs_to_one_group() -> None:
    assert sorted(name for name, _ in TRUTH) == sorted(attenuation_table().materials)


@pytest.mark.parametrize(("name", "group"), TRUTH)
@pytest.mark.parametrize("areal", [20.0, 50.0, 100.0])
def test_a_pure_material_is_put_in_its_group(name: str, group: MaterialGroup, areal: float) -> None:
    found = judge({name: areal})
    assert found.group is group
    assert material.LEAST_CERTAINTY <= found.certainty <= 1
    assert found.areal_density_g_cm2 == pytest.approx(areal, rel=0.04)  # Members differ by 3 %.


@pytest.mark.parametrize("name", [name for name, _ in TRUTH])
@pytest.mark.parametrize("areal", [0.0, 1.0, 3.0, 5.0])
def test_thin_goods_are_refused(name: str, areal: float) -> None:
    found = judge({name: areal}, sigma=1e-5)
    assert found.group is MaterialGroup.CANNOT_TELL
    assert found.certainty == 0


def test_steel_equivalent_is_given_even_where_the_material_cannot_be_told() -> None:
    found = judge({"iron": 3.935})
    assert found.group is MaterialGroup.CANNOT_TELL
    assert found.steel_equivalent_mm == pytest.approx(5.0, rel=0.01)
    assert found.areal_density_g_cm2 == pytest.approx(3.935, rel=0.01)


@pytest.mark.parametrize("pair", [(math.inf, math.inf), (7.5, 8.1), (6.9, 7.4)])
def test_a_spent_beam_is_refused(pair: tuple[float, float]) -> None:
    found = material_of_region(*pair, SIGMA, SIGMA, attenuation_table())
    assert found.group is MaterialGroup.CANNOT_TELL
    assert found.steel_equivalent_mm > 200
    assert math.isfinite(found.areal_density_g_cm2)


def test_noise_as_large_as_the_distance_of_the_groups_is_refused() -> None:
    assert judge({"aluminium": 20.0}).group is MaterialGroup.LIGHT_METAL
    assert judge({"aluminium": 20.0}, sigma=0.05).group is MaterialGroup.CANNOT_TELL


def test_a_value_between_two_groups_is_refused() -> None:
    high, _ = alphas({"cellulose": 50.0})
    curves = (physics.material_curve(attenuation_table(), name) for name in ("cellulose", "glass"))
    at = np.array([high], np.float32)
    lows = [float(c.other_alpha(at, physics.NINE_MV, physics.SIX_MV)[0]) for c in curves]
    found = material_of_region(high, sum(lows) / 2, SIGMA, SIGMA, attenuation_table())
    assert found.group is MaterialGroup.CANNOT_TELL


@pytest.mark.parametrize("shift", [0.3, -0.6])
def test_what_no_material_can_do_is_refused(shift: float) -> None:
    high, low = alphas({"polyethylene": 40.0})
    found = material_of_region(high, low + shift, SIGMA, SIGMA, attenuation_table())
    assert found.group is MaterialGroup.CANNOT_TELL


def test_certainty_falls_with_noise() -> None:
    certainties = [judge({"water": 30.0}, sigma).certainty for sigma in (0.001, 0.004, 0.006)]
    assert certainties[0] > certainties[1] > certainties[2] > 0


def test_organic_behind_a_steel_wall_is_not_called_organic() -> None:
    # The whole path counts: this is why the caller has to take walls out first.
    assert judge({"polyethylene": 30.0, "iron": 30.0}).group is not MaterialGroup.ORGANIC


@pytest.mark.parametrize(
    "arguments", [(1.0, 1.2, -0.1, 0.1), (1.0, 1.2, 0.1, math.nan), (math.nan, 1.2, 0.1, 0.1)]
)
def test_impossible_input_is_an_error(arguments: tuple[float, float, float, float]) -> None:
    with pytest.raises(ValueError, match="must"):
        material_of_region(*arguments, attenuation_table())


def test_no_light_lost_at_all_is_refused() -> None:
    found = material_of_region(-0.01, -0.02, 0.0, 0.0, attenuation_table())
    assert found == RegionMaterial(MaterialGroup.CANNOT_TELL, 0.0, 0.0, 0.0)
