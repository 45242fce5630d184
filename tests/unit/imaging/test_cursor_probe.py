"""Steel equivalent and material of the place under the cursor."""

from __future__ import annotations

import math

import numpy as np
import pytest

from inspector_app.imaging import physics
from inspector_app.imaging.cursor_probe import PATCH_PX, CursorProbe
from inspector_app.imaging.material import MaterialGroup
from inspector_app.settings.shipped import resources_folder

AIR = 60_000.0


@pytest.fixture(scope="module")
def table() -> physics.AttenuationTable:
    return physics.load_table(resources_folder() / physics.TABLE_FILE)


def behind(table, material, g_cm2):
    """Transmission at both energies behind a slab."""
    depth = np.array([[g_cm2]], np.float32)
    return [float(t[0, 0]) for t in physics.transmissions(table, {material: depth}, table.beams)]


@pytest.mark.parametrize("mm", [5.0, 50.0, 150.0])
def test_steel_is_as_thick_as_it_is(table, mm):
    density = table.density_g_cm3["iron"]
    high, _low = behind(table, "iron", mm / 10 * density)
    found = CursorProbe(table).steel_equivalent(high)
    assert found.mm == pytest.approx(mm, rel=0.02)
    assert not found.at_least


def test_open_air_is_no_steel_and_a_spent_beam_is_at_least_so_much(table):
    probe = CursorProbe(table)
    assert probe.steel_equivalent(1.02).mm == pytest.approx(0.0, abs=1e-3)
    spent = probe.steel_equivalent(0.0)
    assert spent.at_least
    assert 150 < spent.mm < 500
    assert probe.steel_equivalent(math.exp(-6.9)).at_least is False


@pytest.mark.parametrize(
    ("material", "group"),
    [
        ("polyethylene", MaterialGroup.ORGANIC),
        ("iron", MaterialGroup.METAL),
        ("lead", MaterialGroup.HIGH_Z),
    ],
)
@pytest.mark.parametrize("place", [(100, 60), (0, 0), (199, 119)])
def test_a_slab_is_named_also_at_the_edge_of_the_scan(table, material, group, place):
    rng = np.random.default_rng(1)
    both = [
        np.clip(rng.normal(share * AIR, 20, (120, 200)), 0, 65_535).astype(np.uint16)
        for share in behind(table, material, 40.0)
    ]
    found = CursorProbe(table).material(*both, (AIR, AIR), *place)
    assert found.group is group


def test_an_edge_within_the_patch_is_not_named(table):
    thick, thin = behind(table, "iron", 100.0), behind(table, "polyethylene", 10.0)
    both = []
    for dense, light in zip(thick, thin, strict=True):
        image = np.full((60, 60), light * AIR, np.uint16)
        image[:, 30:] = np.uint16(dense * AIR)
        both.append(image)
    found = CursorProbe(table).material(*both, (AIR, AIR), 30, 30)
    assert found.group is MaterialGroup.CANNOT_TELL
    clear = CursorProbe(table).material(*both, (AIR, AIR), 30 + PATCH_PX, 30)
    assert clear.group is MaterialGroup.METAL
