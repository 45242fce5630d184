"""Mass and material of blocks that are known because they were simulated."""

from __future__ import annotations

import numpy as np
import pytest

from inspector_app.domain.region import Box, Mark
from inspector_app.domain.scan import Energy, Geometry
from inspector_app.imaging import physics
from inspector_app.imaging.mass import (
    DEPTH_SHARE,
    Background,
    RegionMatter,
    WhyNot,
    weigh_region,
)
from inspector_app.imaging.material import MaterialGroup
from inspector_app.imaging.readout import estimate_air
from inspector_app.imaging.view_pixels import ViewPixels
from inspector_app.simulator import detector
from tests.helpers.sim_scans import attenuation_table

SCALE = Geometry(5.0, 4.0)
BLOCK = Box(150, 60, 100, 60)
LOOSE = Mark.of_box("side", Box(147, 57, 106, 66))
PIXEL_CM2 = 0.2
STATE = detector.DetectorState(8e4, 2.0, 0.6, 0.001, 0.001, 0.93)


def block_scan(
    material: str, g_cm2: float, *, wall_g_cm2: float = 0.0, wall: str = "iron", seed: int = 1
) -> ViewPixels:
    """A block of 100 x 60 pixels before a wall, in air, as the simulated detectors see it."""
    rng = np.random.default_rng(seed)
    block = np.zeros((200, 400), np.float32)
    block[60:120, 150:250] = g_cm2
    behind = np.zeros_like(block)
    behind[20:180, 50:350] = wall_g_cm2
    maps = {wall: behind}
    maps[material] = maps.get(material, np.float32(0)) + block
    clear = physics.transmissions(attenuation_table(), maps, physics.BEAMS)
    stored = [detector.store_16_bit(detector.record(one, STATE, rng), STATE) for one in clear]
    return ViewPixels(stored[0], stored[1], 16)


def true_kg(g_cm2: float) -> float:
    return BLOCK.area * PIXEL_CM2 * g_cm2 / 1000


def weigh(view: ViewPixels, mark: Mark = LOOSE, **changes) -> RegionMatter | WhyNot:
    air = (
        {Energy.SINGLE: estimate_air(view.high)}
        if view.low is None
        else {Energy.HIGH: estimate_air(view.high), Energy.LOW: estimate_air(view.low)}
    )
    # The blocks stand in the plane of the scale.
    arguments = {
        "geometry": SCALE,
        "table": attenuation_table(),
        "air": air,
        "depth_share": 0.0,
        **changes,
    }
    return weigh_region(view, mark, **arguments)


@pytest.mark.parametrize(
    ("material", "g_cm2", "wall", "wall_g_cm2", "group"),
    [
        ("cellulose", 20, "iron", 0, MaterialGroup.ORGANIC),
        ("cellulose", 60, "iron", 20, MaterialGroup.ORGANIC),
        ("aluminium", 20, "cellulose", 20, MaterialGroup.LIGHT_METAL),
        ("iron", 20, "iron", 5, MaterialGroup.METAL),
        ("iron", 60, "iron", 50, MaterialGroup.METAL),
        ("lead", 20, "cellulose", 20, MaterialGroup.HIGH_Z),
        ("lead", 60, "iron", 5, MaterialGroup.HIGH_Z),
    ],
)
def test_a_block_before_a_wall_is_weighed_without_the_wall(
    material: str, g_cm2: float, wall: str, wall_g_cm2: float, group: MaterialGroup
) -> None:
    found = weigh(block_scan(material, g_cm2, wall=wall, wall_g_cm2=wall_g_cm2))
    assert isinstance(found, RegionMatter)
    assert found.material is not None
    assert found.material.group is group
    assert found.mass is not None
    assert not found.mass.is_lower_bound
    assert abs(found.mass.mass_kg - true_kg(g_cm2)) <= found.mass.uncertainty_kg
    assert found.mass.uncertainty_kg < 0.1 * true_kg(g_cm2)
    assert found.areal_density_g_cm2 == pytest.approx(g_cm2, rel=0.06)


def test_where_a_thing_stands_is_part_of_the_uncertainty() -> None:
    view = block_scan("iron", 30)
    known, unknown = weigh(view), weigh(view, depth_share=DEPTH_SHARE)
    assert isinstance(known, RegionMatter)
    assert isinstance(unknown, RegionMatter)
    assert known.mass is not None
    assert unknown.mass is not None
    assert unknown.mass.mass_kg == known.mass.mass_kg
    assert unknown.mass.uncertainty_kg > 0.24 * known.mass.mass_kg


def test_with_the_wall_counted_in_it_weighs_more() -> None:
    view = block_scan("iron", 30, wall_g_cm2=10)
    alone = weigh(view)
    whole = weigh(view, background=Background.NONE)
    assert isinstance(alone, RegionMatter)
    assert isinstance(whole, RegionMatter)
    assert alone.mass is not None
    assert whole.mass is not None
    wall_kg = LOOSE.box.area * PIXEL_CM2 * 10 / 1000
    assert whole.mass.mass_kg - alone.mass.mass_kg == pytest.approx(wall_kg, rel=0.05)
    assert not whole.background
    assert alone.background[Energy.HIGH] < 1


def test_steel_is_as_thick_as_it_is() -> None:
    found = weigh(block_scan("iron", 39.35))
    assert isinstance(found, RegionMatter)
    assert found.steel_equivalent_mm == pytest.approx(50, rel=0.02)


def test_of_a_single_energy_the_material_is_a_range() -> None:
    two = block_scan("iron", 30)
    found = weigh(ViewPixels(two.high, None, 16))
    assert isinstance(found, RegionMatter)
    assert found.material is None
    assert found.mass is not None
    assert set(found.mass.by_group) == {MaterialGroup.ORGANIC, MaterialGroup.METAL}
    assert abs(found.mass.mass_kg - true_kg(30)) <= found.mass.uncertainty_kg
    sure = weigh(two)
    assert isinstance(sure, RegionMatter)
    assert sure.mass is not None
    assert found.mass.uncertainty_kg > sure.mass.uncertainty_kg


def test_where_the_beam_is_spent_it_is_a_lower_bound() -> None:
    found = weigh(block_scan("lead", 300))
    assert isinstance(found, RegionMatter)
    assert found.mass is not None
    assert found.mass.is_lower_bound
    assert found.spent_share > 0.5
    assert found.mass.mass_kg < true_kg(300)


def test_without_scale_there_is_a_density_but_no_mass() -> None:
    found = weigh(block_scan("iron", 30), geometry=Geometry())
    assert isinstance(found, RegionMatter)
    assert found.mass is None
    assert found.why_no_mass is WhyNot.NO_SCALE
    assert found.areal_density_g_cm2 == pytest.approx(30, rel=0.06)


def test_a_picture_for_the_eye_is_not_weighed() -> None:
    pixels = np.full((100, 100), 200, np.uint16)
    assert weigh(ViewPixels(pixels, None, 8)) is WhyNot.GREY_EXPORT


def test_without_air_nothing_is_said() -> None:
    assert weigh(block_scan("iron", 30), air={Energy.HIGH: None}) is WhyNot.NO_AIR


def test_off_the_scan_nothing_is_said() -> None:
    away = Mark.of_box("side", Box(900, 900, 10, 10))
    assert weigh(block_scan("iron", 30), away) is WhyNot.NO_PIXELS


def test_a_region_that_fills_the_scan_has_no_surroundings() -> None:
    whole = Mark.of_box("side", Box(0, 0, 400, 200))
    assert weigh(block_scan("iron", 30), whole) is WhyNot.NO_SURROUNDINGS


def test_a_hole_is_not_denser_than_its_surroundings() -> None:
    hole = block_scan("iron", -15, wall_g_cm2=20)
    assert weigh(hole) is WhyNot.NOT_DENSER
