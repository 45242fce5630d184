"""Condense NIST XCOM cross sections and the semiZ spectra into the table the app ships.

    python models/training/make_physics_tables.py --xcom FOLDER --spectra FILE.npz

FOLDER holds NIST XCOM text files ``NN.txt`` (NN = atomic number; public domain); FILE.npz holds
`E`, `D`, `phi_6MeV`, `phi_9MeV` of plalor/semiZ (MIT licence, see resources/physics/NOTICE.txt).
The written table has a few energy bins shared by both beams, so that one set of exponentials serves
both energies; the worst error against all 900 bins is measured here and stored in the table.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

BIN_COUNT = 24
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
THICKNESSES_G_CM2 = (1.0, 5.0, 10.0, 25.0, 50.0, 100.0, 150.0)


def element_mu(folder: Path, z: int, energies_mev: Array) -> Array:
    """Total attenuation with coherent scattering, cm2/g, interpolated log-log."""
    rows = np.loadtxt(folder / f"{z:02d}.txt", skiprows=3)
    energy, total = rows[:, 0], rows[:, 6]
    # Edge energies appear twice; a hair's width keeps the interpolation single-valued.
    energy = energy * (1 + 1e-9 * np.arange(len(energy)))
    return np.exp(np.interp(np.log(energies_mev), np.log(energy), np.log(total)))


def bin_edges(energies_mev: Array, weight: Array, bin_count: int = BIN_COUNT) -> NDArray[np.int64]:
    """Indices that split the signal into bins, denser where attenuation changes fast."""
    share = np.cumsum(weight / weight.sum())
    log_share = np.log(energies_mev / energies_mev[0]) / np.log(energies_mev[-1] / energies_mev[0])
    mixed = 0.6 * share + 0.4 * log_share
    inner = np.searchsorted(mixed, np.linspace(0, mixed[-1], bin_count + 1)[1:-1])
    return np.unique(np.concatenate([[0], inner, [len(energies_mev)]]))


def condense(xcom: Path, spectra: Path) -> dict[str, Any]:
    """The table, with its worst error against the full spectra."""
    data = np.load(spectra)
    keep = data["E"] > 0.03
    energies = data["E"][keep]
    # Row 0 is the beam centre. Signal is deposited energy: photon number times response.
    beams = {"9MV": data["phi_9MeV"][0], "6MV": data["phi_6MeV"][0]}
    signal = {name: (phi * data["D"])[keep] for name, phi in beams.items()}
    signal = {name: weight / weight.sum() for name, weight in signal.items()}
    both = sum(signal.values()) / 2
    elements = {z: element_mu(xcom, z, energies) for _, parts in MATERIALS.values() for z in parts}
    mu = {
        name: sum(share * elements[z] for z, share in parts.items())
        for name, (_, parts) in MATERIALS.items()
    }
    edges = bin_edges(energies, both)
    starts = edges[:-1]
    total = np.add.reduceat(both, starts)
    condensed = {
        name: np.add.reduceat(both * values, starts) / total for name, values in mu.items()
    }
    weights = {name: np.add.reduceat(weight, starts) for name, weight in signal.items()}
    worst = {}
    for name in MATERIALS:
        for beam in signal:
            for x in THICKNESSES_G_CM2:
                exact = -np.log(np.sum(signal[beam] * np.exp(-mu[name] * x)))
                short = -np.log(np.sum(weights[beam] * np.exp(-condensed[name] * x)))
                worst[name] = max(worst.get(name, 0.0), abs(short - exact))
    return {
        "about": "Condensed MeV attenuation table; see NOTICE.txt",
        "bin_mean_mev": np.round(np.add.reduceat(both * energies, starts) / total, 5).tolist(),
        "weights": {name: np.round(w, 8).tolist() for name, w in weights.items()},
        "materials": {
            name: {
                "density_g_cm3": MATERIALS[name][0],
                "mu_cm2_g": [float(f"{v:.6g}") for v in condensed[name]],
            }
            for name in MATERIALS
        },
        "worst_log_error_to_150_g_cm2": {k: float(f"{v:.2g}") for k, v in worst.items()},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--xcom", type=Path, required=True)
    parser.add_argument("--spectra", type=Path, required=True)
    parser.add_argument(
        "--out", type=Path, default=Path(__file__).parents[2] / "resources/physics/attenuation.json"
    )
    options = parser.parse_args()
    table = condense(options.xcom, options.spectra)
    options.out.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(table["worst_log_error_to_150_g_cm2"]), len(table["bin_mean_mev"]), "bins")


if __name__ == "__main__":
    main()
