from __future__ import annotations

import numpy as np
import pytest

from inspector_app.imaging import physics
from inspector_app.simulator.inserted import HiddenObject, make_object
from inspector_app.simulator.placed import Placed
from inspector_app.simulator.placing import add_object
from inspector_app.simulator.scene import join
from tests.helpers.sim_scans import attenuation_table


def flat_object(material: str, areal: float, depth_mm: float) -> HiddenObject:
    cover = np.ones((6, 8), np.float32)
    return HiddenObject("flat", "test", {material: cover * areal}, cover, depth_mm, 1.0)


def test_an_object_of_the_cargo_itself_leaves_no_trace() -> None:
    """The null insertion: what takes the place of its own like cannot be seen, seams included."""
    structure = {"iron": np.full((40, 50), 3.0, np.float32)}
    cargo = {"cellulose": np.full((40, 50), 50.0, np.float32)}
    before = physics.transmissions(attenuation_table(), join(structure, cargo), physics.BEAMS)
    share = 0.1
    add_object(structure, cargo, Placed(flat_object("cellulose", 5.0, 235.0), 10, 12, share))
    after = physics.transmissions(attenuation_table(), join(structure, cargo), physics.BEAMS)
    for one, other in zip(before, after, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-5)


def test_an_added_object_stays_within_its_window() -> None:
    structure = {"iron": np.full((40, 50), 3.0, np.float32)}
    cargo = {"water": np.full((40, 50), 20.0, np.float32)}
    window = add_object(structure, cargo, Placed(flat_object("lead", 11.0, 10.0), 35, 45, 0.0))
    assert window == (slice(35, 40), slice(45, 50))
    changed = cargo["lead"] > 0
    assert changed[window].all()
    assert changed.sum() == 25
    assert (cargo["water"] == 20).all()


def test_a_displacing_object_takes_cargo_away() -> None:
    structure = {"iron": np.zeros((40, 50), np.float32)}
    cargo = {"water": np.full((40, 50), 20.0, np.float32)}
    add_object(structure, cargo, Placed(flat_object("iron", 4.0, 100.0), 5, 5, 0.25))
    assert cargo["water"][7, 7] == pytest.approx(15)
    assert cargo["water"][30, 30] == 20


def test_mass_does_not_depend_on_the_pixel_pitch() -> None:
    for kind in ("organic-brick", "rifle", "steel-cylinder"):
        fine = make_object(kind, np.random.default_rng(4), 3.0, 3.0)
        coarse = make_object(kind, np.random.default_rng(4), 9.0, 6.0)
        assert coarse.mass_kg == pytest.approx(fine.mass_kg, rel=0.08)
        assert coarse.cover.shape[1] < fine.cover.shape[1]
