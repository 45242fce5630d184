"""Condense NIST XCOM cross sections and beam spectra into the tables the app ships.

    python models/training/make_physics_tables.py --xcom FOLDER --spectra FILE.npz

FOLDER holds NIST XCOM text files ``NN.txt`` (NN = atomic number; public domain); FILE.npz holds
`E`, `D`, `phi_6MeV`, `phi_9MeV` of plalor/semiZ (MIT licence, see resources/physics/NOTICE.txt).
Each written table has a few energy bins shared by its beams, so that one set of exponentials serves
all of them; the worst error against the full spectra is measured here and stored in the table.

Three tables: 9 and 6 MV from the spectra of FILE.npz; 6 and 3.5 MV, the latter being the 6 MV
spectrum with its energies scaled by 3.5/6; and a 160 kV tube with a two-layer detector, from
Kramers' law.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

BIN_COUNT = 32
LEAST_MEV = 0.03
# name: (density g/cm3, {Z: mass fraction})
MATERIALS: dict[str, tuple[float, dict[int, float]]] = {
    "polyethylene": (0.94, {1: 0.1437, 6: 0.8563}),
    "cellulose": (1.5, {1: 0.0622, 6: 0.4445, 8: 0.4933}),
    "water": (1.0, {1: 0.1119, 8: 0.8881}),
    "glass": (2.5, {8: 0.5326, 14: 0.4674}),
    "aluminium": (2.70, {13: 1.0}),
    "iron": (7.87, {26: 1.0}),
    "copper": (8.96, {29: 1.0}),
    "lead": (11.35, {82: 1.0}),
    "gold": (19.3, {79: 1.0}),
}
# Tables of MeV beams are checked as far as cargo goes, those of a tube as far as baggage does.
MEV_THICKNESSES_G_CM2 = (1.0, 5.0, 10.0, 25.0, 50.0, 100.0, 150.0)
KV_THICKNESSES_G_CM2 = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0)
# A ten-thousandth of the beam: behind that nothing is measured.
SPENT = 9.2
_PAIR_NUCLEAR_MEV, _PAIR_ELECTRON_MEV = 1.021998, 2.043996
_CSI = {53: 0.4884, 55: 0.5116}


def interaction_parts(xcom: Path, z: int, energies_mev: Array) -> Array:
    """Photoelectric, Compton (with coherent) and pair parts, cm2/g, shape (3, energies).

    Log-log interpolation of each part. Pair production is divided by ``(1 - threshold / E)^3``
    before, which makes it smooth near its threshold; interpolating totals instead makes -ln T about
    0.25 % too high.
    """
    rows = np.loadtxt(xcom / f"{z:02d}.txt", skiprows=3)
    # Edge energies appear twice; a hair's width keeps the interpolation single-valued.
    energy = rows[:, 0] * (1 + 1e-9 * np.arange(len(rows)))

    def between(known: Array, values: Array) -> Array:
        return np.exp(np.interp(np.log(energies_mev), np.log(known), np.log(values)))

    def pair(values: Array, threshold: float) -> Array:
        there = values > 0
        smooth = between(energy[there], values[there] / (1 - threshold / energy[there]) ** 3)
        return smooth * np.clip(1 - threshold / energies_mev, 0, None) ** 3

    pairs = pair(rows[:, 4], _PAIR_NUCLEAR_MEV) + pair(rows[:, 5], _PAIR_ELECTRON_MEV)
    return np.stack([between(energy, rows[:, 3]), between(energy, rows[:, 1] + rows[:, 2]), pairs])


def material_parts(xcom: Path, fractions: Mapping[int, float], energies_mev: Array) -> Array:
    """The parts of a mixture, by mass fraction of its elements."""
    return np.sum(
        [f * interaction_parts(xcom, z, energies_mev) for z, f in fractions.items()], axis=0
    )


def element_mu(folder: Path, z: int, energies_mev: Array) -> Array:
    """Total attenuation with coherent scattering, cm2/g."""
    total: Array = interaction_parts(folder, z, energies_mev).sum(axis=0)
    return total


def bin_edges(energies_mev: Array, weight: Array, bin_count: int = BIN_COUNT) -> NDArray[np.int64]:
    """Indices that split the signal into bins, denser where attenuation changes fast."""
    share = np.cumsum(weight / weight.sum())
    log_share = np.log(energies_mev / energies_mev[0]) / np.log(energies_mev[-1] / energies_mev[0])
    mixed = 0.6 * share + 0.4 * log_share
    edges = np.array([0, len(energies_mev)])
    # Where two cuts fall on the same energy there is one bin less, so more are asked for.
    for asked in range(bin_count, 2 * bin_count):
        inner = np.searchsorted(mixed, np.linspace(0, mixed[-1], asked + 1)[1:-1])
        edges = np.unique(np.concatenate([[0], inner, [len(energies_mev)]]))
        if len(edges) > bin_count:
            break
    return edges


def linac_signals(spectra: Path) -> tuple[Array, dict[str, Array]]:
    """Energies and deposited energy per bin of the 9, 6 and 3.5 MV beams, each summing to 1.

    Row 0 of the spectra is the beam's centre. The 3.5 MV beam is the 6 MV one with its energies
    scaled: thick-target bremsstrahlung depends mostly on energy over end-point energy. Scaling 9 to
    6 MV the same way misses -ln T by 3 to 4 % behind 10 g/cm2 and 0.7 % behind 100 g/cm2, so the
    low beam of this table is of the right kind, not of a measured machine.
    """
    data = np.load(spectra)
    keep = data["E"] > LEAST_MEV
    energies = data["E"][keep]
    photons = {"9MV": data["phi_9MeV"][0], "6MV": data["phi_6MeV"][0]}
    photons["3.5MV"] = np.interp(data["E"] * 6 / 3.5, data["E"], photons["6MV"], right=0.0)
    signals = {name: (phi * data["D"])[keep] for name, phi in photons.items()}
    return energies, {name: signal / signal.sum() for name, signal in signals.items()}


def tube_signals(xcom: Path) -> tuple[Array, dict[str, Array]]:
    """Energies and deposited energy per bin of a 160 kV tube seen by a two-layer detector.

    Kramers' law behind 3 mm of aluminium and 0.2 mm of tungsten's own absorption counted as 0.1 mm
    of copper; the front layer is 0.35 mm of CsI, then 0.6 mm of copper, then 5 mm of CsI. A generic
    baggage machine, not a particular one.
    """
    energies = np.arange(0.0105, 0.160, 0.0005)
    mu = {
        name: material_parts(xcom, fractions, energies)
        for name, fractions in (("al", {13: 1.0}), ("cu", {29: 1.0}), ("csi", _CSI))
    }
    total = {name: parts.sum(axis=0) for name, parts in mu.items()}
    photons = 1 / energies - 1 / 0.160
    photons = photons * np.exp(-total["al"] * 0.3 * 2.70 - total["cu"] * 0.01 * 8.96)
    front = 1 - np.exp(-total["csi"] * 0.035 * 4.51)
    behind = (1 - front) * np.exp(-total["cu"] * 0.06 * 8.96)
    back = 1 - np.exp(-total["csi"] * 0.5 * 4.51)
    signals = {
        "160kV-high": photons * energies * behind * back,
        "160kV-low": photons * energies * front,
    }
    return energies, {name: signal / signal.sum() for name, signal in signals.items()}


def condense(
    xcom: Path,
    energies: Array,
    signals: Mapping[str, Array],
    thicknesses_g_cm2: tuple[float, ...],
    bin_count: int = BIN_COUNT,
    materials: Mapping[str, tuple[float, dict[int, float]]] = MATERIALS,
) -> dict[str, Any]:
    """A table, with its worst error against the full spectra."""
    both = np.sum(list(signals.values()), axis=0) / len(signals)
    there = both > 0
    energies, both = energies[there], both[there]
    signals = {name: signal[there] for name, signal in signals.items()}
    starts = bin_edges(energies, both, bin_count)[:-1]
    total = np.add.reduceat(both, starts)
    full = {n: material_parts(xcom, parts, energies) for n, (_, parts) in materials.items()}
    few = {n: np.add.reduceat(both * parts, starts, axis=1) / total for n, parts in full.items()}
    weights = {name: np.add.reduceat(weight, starts) for name, weight in signals.items()}
    worst = dict.fromkeys(materials, 0.0)
    for name in materials:
        for beam in signals:
            for x in thicknesses_g_cm2:
                exact = -np.log(signals[beam] @ np.exp(-full[name].sum(axis=0) * x))
                short = -np.log(weights[beam] @ np.exp(-few[name].sum(axis=0) * x))
                if exact < SPENT:
                    worst[name] = max(worst[name], float(abs(short - exact)))
    return {
        "about": "Condensed X-ray attenuation table; see NOTICE.txt",
        "bin_mean_mev": np.round(np.add.reduceat(both * energies, starts) / total, 5).tolist(),
        "weights": {name: np.round(w, 8).tolist() for name, w in weights.items()},
        "materials": {
            name: {
                "density_g_cm3": materials[name][0],
                "parts_cm2_g": [[float(f"{v:.6g}") for v in part] for part in few[name]],
            }
            for name in materials
        },
        "checked_to_g_cm2": max(thicknesses_g_cm2),
        "worst_log_error": {k: float(f"{v:.2g}") for k, v in worst.items()},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--xcom", type=Path, required=True)
    parser.add_argument("--spectra", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[2] / "resources/physics")
    options = parser.parse_args()
    energies, linac = linac_signals(options.spectra)
    tube_energies, tube = tube_signals(options.xcom)
    tables = {
        "attenuation.json": (
            energies,
            {n: linac[n] for n in ("9MV", "6MV")},
            MEV_THICKNESSES_G_CM2,
        ),
        "attenuation-6-3.5MV.json": (
            energies,
            {n: linac[n] for n in ("6MV", "3.5MV")},
            MEV_THICKNESSES_G_CM2,
        ),
        "attenuation-160kV.json": (tube_energies, tube, KV_THICKNESSES_G_CM2),
    }
    for name, (at, signals, thicknesses) in tables.items():
        table = condense(options.xcom, at, signals, thicknesses)
        (options.out / name).write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
        print(name, len(table["bin_mean_mev"]), "bins", json.dumps(table["worst_log_error"]))


if __name__ == "__main__":
    main()
