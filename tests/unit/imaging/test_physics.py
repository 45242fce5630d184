from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from inspector_app.imaging import physics
from inspector_app.settings.shipped import resources_folder
from tests.helpers.sim_scans import attenuation_table, steel_curve


def alpha_of(material: str, areal: float, beam: str) -> float:
    areal_map = np.array([[areal]], np.float32)
    (image,) = physics.transmissions(attenuation_table(), {material: areal_map}, (beam,))
    return float(-np.log(image[0, 0]))


def test_nothing_in_the_beam_lets_everything_through() -> None:
    images = physics.transmissions(
        attenuation_table(), {"iron": np.zeros((3, 5), np.float32)}, physics.BEAMS
    )
    assert len(images) == 2
    for image in images:
        assert image.shape == (3, 5)
        np.testing.assert_allclose(image, 1, atol=1e-5)


@pytest.mark.parametrize("material", attenuation_table().materials)
def test_a_hardened_beam_is_attenuated_less_per_thickness(material: str) -> None:
    for beam in physics.BEAMS:
        one, two, four = (alpha_of(material, x, beam) for x in (20, 40, 80))
        assert one < two < 2 * one
        assert two < four < 2 * two


@pytest.mark.parametrize(
    ("material", "alpha_high", "expected"),
    # Computed independently by numerical integration of all 900 bins of the source spectra.
    [
        ("polyethylene", 0.25, 0.017),
        ("polyethylene", 1.0, 0.083),
        ("polyethylene", 4.0, 0.438),
        ("aluminium", 2.0, 0.102),
        ("lead", 0.25, 0.002),
        ("lead", 1.0, -0.049),
        ("lead", 4.0, -0.301),
    ],
)
def test_the_low_beam_tells_materials_apart(
    material: str, alpha_high: float, expected: float
) -> None:
    curve = physics.material_curve(attenuation_table(), material)
    high = np.array([alpha_high], np.float32)
    low = curve.other_alpha(high, physics.NINE_MV, physics.SIX_MV)
    difference = float(physics.material_difference(high, low, steel_curve())[0])
    assert difference == pytest.approx(expected, abs=0.003 + 0.02 * abs(expected))


def test_steel_differs_from_steel_by_nothing() -> None:
    high = np.linspace(0.1, 6, 20, dtype=np.float32)
    low = steel_curve().other_alpha(high, physics.NINE_MV, physics.SIX_MV)
    np.testing.assert_allclose(physics.material_difference(high, low, steel_curve()), 0, atol=1e-6)


def test_thickness_is_found_again_from_attenuation() -> None:
    for beam in physics.BEAMS:
        for millimetres in (5.0, 50.0, 200.0):
            alpha = np.array([alpha_of("iron", 7.87 * millimetres / 10, beam)], np.float32)
            assert float(steel_curve().thickness_mm_at(alpha, beam)[0]) == pytest.approx(
                millimetres, rel=0.005
            )


def test_mixed_materials_do_not_depend_on_their_order_or_split() -> None:
    table = attenuation_table()
    rng = np.random.default_rng(3)
    a = rng.uniform(0, 30, (70, 9)).astype(np.float32)
    b = rng.uniform(0, 30, (70, 9)).astype(np.float32)
    together = physics.transmissions(table, {"iron": a, "water": b}, physics.BEAMS)
    swapped = physics.transmissions(table, {"water": b, "iron": a}, physics.BEAMS)
    by_rows = physics.transmissions(table, {"iron": a[66:], "water": b[66:]}, physics.BEAMS)
    for one, other, part in zip(together, swapped, by_rows, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-5)
        np.testing.assert_allclose(one[66:], part, rtol=1e-5)


def test_multiplying_pictures_would_be_wrong_behind_cargo() -> None:
    in_air = alpha_of("iron", 16, physics.NINE_MV)
    cargo = {"polyethylene": np.array([[60.0]], np.float32)}
    (before,) = physics.transmissions(attenuation_table(), cargo, (physics.NINE_MV,))
    (after,) = physics.transmissions(
        attenuation_table(), cargo | {"iron": np.array([[16.0]], np.float32)}, (physics.NINE_MV,)
    )
    behind = float(np.log(before[0, 0] / after[0, 0]))
    assert in_air / behind == pytest.approx(1.24, abs=0.03)


def test_no_material_is_refused() -> None:
    with pytest.raises(ValueError, match="no material"):
        physics.transmissions(attenuation_table(), {}, physics.BEAMS)


def test_the_table_states_its_error() -> None:
    assert 0 < attenuation_table().worst_log_error < 0.01


def test_another_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "attenuation.json"
    path.write_text("{}")
    with pytest.raises(KeyError):
        physics.load_table(path)


def test_agrees_with_monte_carlo_calibration(shared_data: Path) -> None:
    """Geant4 results at the beam centre, iron and lead, 100 g/cm2; scatter explains the rest."""
    data = np.load(shared_data / "physics" / "geant4_phantom_6_9MeV.npz")
    areal = float(data["lmbda_calib"][0, 1])
    for column, material in ((1, "iron"), (2, "lead")):
        for beam, key in ((physics.NINE_MV, "alpha_H_calib"), (physics.SIX_MV, "alpha_L_calib")):
            monte_carlo = float(data[key][0, column])
            assert alpha_of(material, areal, beam) == pytest.approx(monte_carlo, rel=0.01)


def test_a_corrected_table_attenuates_by_its_factors() -> None:
    plain = attenuation_table()
    same = physics.corrected(plain, {physics.NINE_MV: (1.0, 1.0, 1.0)})
    less = physics.corrected(plain, {physics.NINE_MV: (1.0, 0.98, 1.0)})
    iron = {"iron": np.array([[50.0]], np.float32)}
    before = physics.transmissions(plain, iron, physics.BEAMS)
    np.testing.assert_array_equal(physics.transmissions(same, iron, physics.BEAMS), before)
    high, low = physics.transmissions(less, iron, physics.BEAMS)
    assert high[0, 0] > before[0][0, 0]
    assert low[0, 0] == pytest.approx(before[1][0, 0], rel=1e-5)


@pytest.mark.parametrize("beam", physics.BEAMS)
def test_the_three_numbers_are_found_from_three_slabs(beam: str) -> None:
    true = (1.08, 0.985, 1.02)
    scanner = physics.corrected(attenuation_table(), {beam: true})
    slabs = []
    for material in ("polyethylene", "iron", "lead"):
        seen = physics.transmissions(scanner, {material: np.array([[90.0]], np.float32)}, (beam,))
        slabs.append(physics.Slab(material, 90.0, float(-np.log(seen[0][0, 0]))))
    assert physics.fit_factors(attenuation_table(), beam, slabs) == pytest.approx(true, abs=0.01)


def test_slabs_of_one_material_do_not_determine_three_numbers() -> None:
    slabs = [physics.Slab("iron", x, x / 20) for x in (50.0, 50.0, 50.0)]
    with pytest.raises(ValueError, match="alike"):
        physics.fit_factors(attenuation_table(), physics.NINE_MV, slabs)
    with pytest.raises(ValueError, match="three slabs"):
        physics.fit_factors(attenuation_table(), physics.NINE_MV, slabs[:2])


@pytest.mark.parametrize("factors", [(1.0, 1.0, 3.0), (0.1, 1.0, 1.0)])
def test_factors_far_from_one_are_refused(factors: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match="three factors"):
        physics.corrected(attenuation_table(), {physics.NINE_MV: factors})


def test_factors_of_a_beam_the_table_lacks_are_refused() -> None:
    with pytest.raises(KeyError):
        physics.corrected(attenuation_table(), {"3.5MV": (1.0, 1.0, 1.0)})


@pytest.mark.parametrize(
    ("name", "beams"),
    [
        ("attenuation-6-3.5MV.json", ("6MV", "3.5MV")),
        ("attenuation-160kV.json", ("160kV-high", "160kV-low")),
    ],
)
def test_other_machines_have_tables_too(name: str, beams: tuple[str, ...]) -> None:
    table = physics.load_table(resources_folder() / "physics" / name)
    assert table.beams == beams
    assert table.worst_log_error < 0.1
    curves = [physics.material_curve(table, m) for m in ("polyethylene", "iron")]
    # The beam of higher energy goes through more, and steel needs less of the low one.
    for curve in curves:
        assert np.all(curve.alpha[beams[0]][1:] < curve.alpha[beams[1]][1:])
    high = np.array([1.0], np.float32)
    plastic, steel = (float(c.other_alpha(high, *beams)[0]) for c in curves)
    assert plastic != pytest.approx(steel, rel=0.02)
