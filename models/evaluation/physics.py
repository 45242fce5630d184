"""Compare our X-ray physics with Geant4, and material grouping with known truth.

    python models/evaluation/physics.py [--data FOLDER] [--json FILE]

FOLDER (default ../shared/data/physics beside the repository) holds NIST XCOM tables, spectra and
Geant4 results; without it the script says so and leaves everything as it is. Writes
physics_results.json, physics.md and physics_by_z.png beside this script, and the figures once more
to FILE. What is compared are the app's own functions (`inspector_app.imaging.physics`).
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT), str(HERE), str(ROOT / "models/training")]

import step_wedges  # noqa: E402
import virtual_test_objects  # noqa: E402
from make_physics_tables import (  # noqa: E402
    LEAST_MEV,
    MATERIALS,
    condense,
    element_mu,
    interaction_parts,
)
from physics_report import plot_by_element, write_report  # noqa: E402

from inspector_app.imaging import physics  # noqa: E402
from inspector_app.imaging.material import MaterialGroup, material_of_region  # noqa: E402
from inspector_app.imaging.scanner_profile import profile_keys, scanner_profile  # noqa: E402

Array = NDArray[np.float64]

ENDPOINTS = ("4", "6", "10")
# Chosen once for the report; the constants of `material` were set on seeds 900 to 905.
WEDGE_SEEDS = range(40)
ELEMENTS = (6, 12, 13, 14, 20, 22, 26, 29, 30, 32, 40, 47, 50, 56, 64, 74, 79, 82, 92)
ELEMENT_AREALS = (10.0, 20.0, 50.0, 100.0)


@dataclass(frozen=True, slots=True)
class Slab:
    """One Geant4 row: areal density is the slant-corrected one."""

    endpoint: str
    z: int
    areal_density_g_cm2: float
    alpha: float


def read_slabs(file: Path) -> tuple[list[Slab], list[Slab]]:
    """(calibration, test) rows; a condition used for calibration is never tested on."""
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    opened = {
        r["endpoint_energy_MeV"]: float(r["energy_deposited_MeV"])
        for r in rows
        if r["set"] == "open_beam"
    }
    calibration, test = [], []
    used = {r["name"] for r in rows if r["set"] == "calib"}
    for row in rows:
        if row["set"] == "open_beam" or not 6 <= int(row["Z"]) <= 82:
            continue
        if not 10 <= float(row["areal_density_g_cm2"]) <= 150:
            continue
        endpoint = row["endpoint_energy_MeV"]
        slab = Slab(
            endpoint,
            int(row["Z"]),
            float(row["areal_density_effective_g_cm2"]),
            float(-np.log(float(row["energy_deposited_MeV"]) / opened[endpoint])),
        )
        if row["set"] == "calib":
            calibration.append(slab)
        elif row["name"] not in used:
            test.append(slab)
    return calibration, test


def alpha_of(signal: Array, mu: Array, areal_density_g_cm2: float) -> float:
    return float(-np.log(np.sum(signal * np.exp(-mu * areal_density_g_cm2))))


def compare_with_slabs(data: Path) -> dict[str, Any]:
    """RMS relative error of -ln T per endpoint energy and element, before and after the fit.

    The tables are made as the shipped ones are, 32 bins, for the spectra of these Geant4 runs; the
    three numbers are found by `physics.fit_factors`.
    """
    calibration, test = read_slabs(data / "geant4_transparency.csv")
    spectra = np.genfromtxt(data / "spectra_single_angle.csv", delimiter=",", names=True)
    keep = spectra["energy_MeV"] > LEAST_MEV
    energies = spectra["energy_MeV"][keep]
    elements = {str(z): (1.0, {z: 1.0}) for z in sorted({s.z for s in calibration + test})}
    parts = {z: interaction_parts(data / "xcom", int(z), energies) for z in elements}
    found: dict[str, Any] = {}
    for endpoint in ENDPOINTS:
        signal = (spectra[f"phi_{endpoint}MeV"] * spectra["detector_response_MeV"])[keep]
        signal = signal / signal.sum()
        short = condense(data / "xcom", energies, {endpoint: signal}, (100.0,), materials=elements)
        table = physics.table_from(short)
        known = [
            physics.Slab(str(s.z), s.areal_density_g_cm2, s.alpha)
            for s in calibration
            if s.endpoint == endpoint
        ]
        factors = physics.fit_factors(table, endpoint, known)
        own = physics.corrected(table, {endpoint: factors})
        slabs = [s for s in test if s.endpoint == endpoint]
        errors = {
            "free": [_table_error(s, table) for s in slabs],
            "corrected": [_table_error(s, own) for s in slabs],
            "free_all_bins": [_error(s, signal, parts[str(s.z)].sum(axis=0)) for s in slabs],
            "corrected_all_bins": [
                _error(s, signal, np.asarray(factors) @ parts[str(s.z)]) for s in slabs
            ],
        }
        found[endpoint] = {
            "tested_slabs": len(slabs),
            "factors_photoelectric_compton_pair": [round(f, 4) for f in factors],
            "rms_relative_error": {name: _rms(values) for name, values in errors.items()},
            "mean_relative_error": {n: float(np.mean(values)) for n, values in errors.items()},
            "by_z": {
                str(z): {
                    name: _rms([e for e, s in zip(values, slabs, strict=True) if s.z == z])
                    for name, values in errors.items()
                }
                for z in sorted({s.z for s in slabs})
            },
            "points": [
                [s.z, s.areal_density_g_cm2, errors["free"][i], errors["corrected"][i]]
                for i, s in enumerate(slabs)
            ],
        }
    return found


def _table_error(slab: Slab, table: physics.AttenuationTable) -> float:
    areal = {str(slab.z): np.array([[slab.areal_density_g_cm2]], np.float32)}
    (seen,) = physics.transmissions(table, areal, (slab.endpoint,))
    return float(-np.log(seen[0, 0])) / slab.alpha - 1


def _error(slab: Slab, signal: Array, mu: Array) -> float:
    return alpha_of(signal, mu, slab.areal_density_g_cm2) / slab.alpha - 1


def _rms(values: list[float]) -> float:
    return float(np.sqrt(np.mean(np.square(values))))


def full_spectra(data: Path) -> tuple[Array, dict[str, Array]]:
    """Energies and the air signal per bin of both beams at the beam's centre."""
    raw = np.load(data / "spectra_by_detector_angle_6_9MeV.npz")
    keep = raw["E"] > 0.03
    names = {physics.NINE_MV: "phi_9MeV", physics.SIX_MV: "phi_6MeV"}
    signals = {beam: (raw[name][0] * raw["D"])[keep] for beam, name in names.items()}
    return raw["E"][keep], {beam: signal / signal.sum() for beam, signal in signals.items()}


def bin_errors(data: Path, table: physics.AttenuationTable) -> dict[str, dict[str, float]]:
    """Largest error in -ln T of the shipped bins against all 900, 1 to 150 g/cm2, both beams."""
    energies, signals = full_spectra(data)
    found: dict[str, dict[str, float]] = {}
    areal = np.arange(1, 151, dtype=np.float32)[None, :]
    for name, (_, parts) in MATERIALS.items():
        full = sum(share * element_mu(data / "xcom", z, energies) for z, share in parts.items())
        worst = {"absolute": 0.0, "relative": 0.0}
        maps = physics.transmissions(table, {name: areal}, table.beams)
        for beam, image in zip(table.beams, maps, strict=True):
            exact = -np.log(np.exp(-np.outer(areal[0], full)) @ signals[beam])
            gap = np.abs(-np.log(image[0].astype(float)) - exact)
            worst["absolute"] = max(worst["absolute"], float(gap.max()))
            worst["relative"] = max(worst["relative"], float((gap / exact).max()))
        found[name] = worst
    return found


def compare_with_calibration_slabs(data: Path, table: physics.AttenuationTable) -> dict[str, Any]:
    """The phantom file's calibration slabs (carbon, iron, lead; 100 g/cm2; 100 fan angles).

    They are the part of the file whose truth is stated in it. The phantom's picture comes without
    a list of what it shows, so it is not used.
    """
    raw = np.load(data / "geant4_phantom_6_9MeV.npz")
    spectra = np.load(data / "spectra_by_detector_angle_6_9MeV.npz")
    measured = {physics.NINE_MV: raw["alpha_H_calib"], physics.SIX_MV: raw["alpha_L_calib"]}
    # Neighbouring detectors differ by noise alone: the second difference shows how much.
    noise = {b: np.std(np.diff(a, n=2, axis=0), axis=0) / np.sqrt(6) for b, a in measured.items()}
    truth = {6: MaterialGroup.ORGANIC, 26: MaterialGroup.METAL, 82: MaterialGroup.HIGH_Z}
    names = {26: "iron", 82: "lead"}
    keep = spectra["E"] > 0.03
    parts = {z: interaction_parts(data / "xcom", z, spectra["E"][keep]).sum(axis=0) for z in truth}
    found: dict[str, Any] = {"by_fan_part": {}}
    for label, rows in (("centre", range(10)), ("inner half", range(50)), ("all", range(100))):
        said, axis, own = [], [], []
        for i in rows:
            for j, z in enumerate(raw["Z_calib"][i]):
                high, low = (float(measured[b][i, j]) for b in physics.BEAMS)
                answer = material_of_region(
                    high, low, *(float(noise[b][j]) for b in physics.BEAMS), table
                )
                said.append((truth[int(z)], answer.group))
                areal = float(raw["lmbda_calib"][i, j])
                for beam, name in ((physics.NINE_MV, "phi_9MeV"), (physics.SIX_MV, "phi_6MeV")):
                    geant4 = float(measured[beam][i, j])
                    signal = (spectra[name][i] * spectra["D"])[keep]
                    own.append(alpha_of(signal / signal.sum(), parts[int(z)], areal) / geant4 - 1)
                    if int(z) in names:
                        depth = {names[int(z)]: np.array([[areal]], np.float32)}
                        (seen,) = physics.transmissions(table, depth, (beam,))
                        axis.append(float(-np.log(seen[0, 0])) / geant4 - 1)
        found["by_fan_part"][label] = {
            "slabs": len(said),
            "right_by_group": {
                group: float(np.mean([answer is group for t, answer in said if t is group]))
                for group in truth.values()
            },
            "wrong_by_group": {
                group: float(
                    np.mean(
                        [
                            answer not in (group, MaterialGroup.CANNOT_TELL)
                            for t, answer in said
                            if t is group
                        ]
                    )
                )
                for group in truth.values()
            },
            "rms_relative_error_shipped_table_iron_lead": _rms(axis),
            "rms_relative_error_spectrum_of_each_angle": _rms(own),
        }
    return found


def group_elements(data: Path, table: physics.AttenuationTable) -> dict[str, dict[str, str]]:
    """What a noise-free element is called, by areal density (standard error 0.1 %)."""
    energies, signals = full_spectra(data)
    found: dict[str, dict[str, str]] = {}
    for z in ELEMENTS:
        mu = element_mu(data / "xcom", z, energies)
        found[str(z)] = {}
        for areal in ELEMENT_AREALS:
            high, low = (alpha_of(signals[beam], mu, areal) for beam in physics.BEAMS)
            answer = material_of_region(high, low, 0.001, 0.001, table)
            found[str(z)][f"{areal:g}"] = str(answer.group)
    return found


def judge_wedges(data: Path, table: physics.AttenuationTable) -> dict[str, Any]:
    """Both sets of wedges, in regions of 256 and of 16 pixels."""
    spectra = data / "spectra_by_detector_angle_6_9MeV.npz"
    others = step_wedges.other_columns(data / "xcom", spectra, element_mu)
    sets = {
        "table": (step_wedges.table_columns(table), step_wedges.TABLE_TRUTH),
        "others": (others, {name: group for name, (group, _) in step_wedges.OTHERS.items()}),
    }
    found = {}
    for name, (columns, truth) in sets.items():
        for side in (step_wedges.LARGE_REGION_PX, step_wedges.SMALL_REGION_PX):
            judged = [
                region
                for seed in WEDGE_SEEDS
                for region in step_wedges.judge_wedge(columns, truth, table, seed, side)
            ]
            found[f"{name}, {side} x {side} px"] = step_wedges.summarise(judged)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared/data/physics")
    parser.add_argument("--json", type=Path, help="where to write the figures once more")
    options = parser.parse_args()
    if not (options.data / "geant4_transparency.csv").is_file():
        print(f"skipped: {options.data} is absent, so there is nothing to compare with")
        return
    table = physics.load_table(ROOT / "resources" / physics.TABLE_FILE)
    slabs = compare_with_slabs(options.data)
    bins = bin_errors(options.data, table)
    wedges = judge_wedges(options.data, table)
    others = wedges["others, 16 x 16 px"]
    plot_by_element(slabs, HERE / "physics_by_z.png")
    for found in slabs.values():
        del found["points"]
    results = {
        "rms_relative_error_free": {e: r["rms_relative_error"]["free"] for e, r in slabs.items()},
        "rms_relative_error_corrected": {
            e: r["rms_relative_error"]["corrected"] for e, r in slabs.items()
        },
        "spectrum_bins_error": max(worst["absolute"] for worst in bins.values()),
        "material_balanced_accuracy": others["balanced_accuracy_cannot_tell_counts_as_wrong"],
        "material_ece": others["expected_calibration_error"],
        "n42": {key: virtual_test_objects.measure(scanner_profile(key)) for key in profile_keys()},
        "geant4_slabs": slabs,
        "bins": bins,
        "geant4_calibration_slabs_9_6_MeV": compare_with_calibration_slabs(options.data, table),
        "elements": group_elements(options.data, table),
        "step_wedges": wedges,
    }
    text = json.dumps(results, indent=1) + "\n"
    (HERE / "physics_results.json").write_text(text, encoding="utf-8")
    if options.json is not None:
        options.json.write_text(text, encoding="utf-8")
    write_report(results, HERE / "physics.md")
    print(json.dumps({name: results[name] for name in list(results)[:6]}, indent=1))


if __name__ == "__main__":
    main()
