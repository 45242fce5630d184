"""Step wedges through the simulator's detector chain, judged region by region.

Two sets. "table": the materials and the condensed table the app itself uses, so only noise and
detector faults stand between truth and answer. "others": materials the app's table does not know,
their transmission integrated over all 900 bins of the source spectra; these are the harder test.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inspector_app.imaging import material, physics
from inspector_app.imaging.material import MaterialGroup, material_of_region
from inspector_app.imaging.readout import estimate_air
from inspector_app.simulator import detector, scanner_profile

Array = NDArray[np.float64]

THIN_STEPS = (3.0, 4.0, 5.0)
STEPS = tuple(float(x) for x in range(10, 101, 10))
CELL_PX = 24
# Blur mixes neighbours near the rim of a cell, so regions are cut from its middle.
LARGE_REGION_PX, SMALL_REGION_PX = 16, 4
AIR_PX = 48
GROUPS = tuple(material.MEMBERS)
TABLE_TRUTH = {name: group for group, names in material.MEMBERS.items() for name in names}
# name: (group, {Z: mass fraction}). Salt is counted as light metal, as are all minerals.
OTHERS: dict[str, tuple[MaterialGroup, dict[int, float]]] = {
    "ethanol": (MaterialGroup.ORGANIC, {1: 0.1313, 6: 0.5214, 8: 0.3473}),
    "sugar": (MaterialGroup.ORGANIC, {1: 0.0648, 6: 0.4211, 8: 0.5141}),
    "nylon 6": (MaterialGroup.ORGANIC, {1: 0.0980, 6: 0.6368, 7: 0.1238, 8: 0.1414}),
    "magnesium": (MaterialGroup.LIGHT_METAL, {12: 1.0}),
    "corundum": (MaterialGroup.LIGHT_METAL, {8: 0.4707, 13: 0.5293}),
    "salt": (MaterialGroup.LIGHT_METAL, {11: 0.3934, 17: 0.6066}),
    "titanium": (MaterialGroup.METAL, {22: 1.0}),
    "stainless steel": (MaterialGroup.METAL, {24: 0.18, 26: 0.74, 28: 0.08}),
    "zinc": (MaterialGroup.METAL, {30: 1.0}),
    "silver": (MaterialGroup.HIGH_Z, {47: 1.0}),
    "tin": (MaterialGroup.HIGH_Z, {50: 1.0}),
    "tungsten": (MaterialGroup.HIGH_Z, {74: 1.0}),
}


@dataclass(frozen=True, slots=True)
class Judged:
    """One region with its truth and the answer."""

    name: str
    truth: MaterialGroup
    areal_density_g_cm2: float
    said: MaterialGroup
    certainty: float
    said_g_cm2: float


def table_columns(table: physics.AttenuationTable) -> dict[str, tuple[Array, Array]]:
    """Per material its transmission at each step, high and low beam, from the shipped table."""
    depth = np.array([THIN_STEPS + STEPS], np.float32)
    maps = {n: physics.transmissions(table, {n: depth}, physics.BEAMS) for n in TABLE_TRUTH}
    return {n: (high[0].astype(float), low[0].astype(float)) for n, (high, low) in maps.items()}


def other_columns(xcom: Path, spectra: Path, element_mu: Any) -> dict[str, tuple[Array, Array]]:
    """The same for `OTHERS`, integrated over the full spectra of the beam's centre."""
    data = np.load(spectra)
    keep = data["E"] > 0.03
    signals = [(data[name][0] * data["D"])[keep] for name in ("phi_9MeV", "phi_6MeV")]
    depth = np.array(THIN_STEPS + STEPS)[:, None]
    found = {}
    for name, (_, parts) in OTHERS.items():
        mu = sum(share * element_mu(xcom, z, data["E"][keep]) for z, share in parts.items())
        beams = [np.exp(-mu * depth) @ (signal / signal.sum()) for signal in signals]
        found[name] = (beams[0], beams[1])
    return found


def judge_wedge(
    columns: dict[str, tuple[Array, Array]],
    truth: dict[str, MaterialGroup],
    table: physics.AttenuationTable,
    seed: int,
    region_px: int = LARGE_REGION_PX,
) -> list[Judged]:
    """One pass of a wedge: materials side by side, steps from top to bottom, air all round."""
    rng = np.random.default_rng(seed)
    state = detector.draw_state(scanner_profile("dual-9-6"), rng)
    beams = []
    for beam in range(2):
        steps = np.stack([columns[name][beam] for name in columns], axis=1)
        clear = np.kron(steps, np.ones((CELL_PX, CELL_PX)))
        clear = np.pad(clear, ((AIR_PX, AIR_PX), (AIR_PX, AIR_PX)), constant_values=1.0)
        stored = detector.store_16_bit(detector.record(clear.astype(np.float32), state, rng), state)
        air = estimate_air(stored)
        if air is None:
            raise ValueError("a wedge without air")
        beams.append(stored / air)
    judged = []
    for i, areal in enumerate(THIN_STEPS + STEPS):
        for j, name in enumerate(columns):
            rows = _middle(i, region_px)
            at = _middle(j, region_px)
            (high, s_high), (low, s_low) = (region_attenuation(b[rows, at]) for b in beams)
            said = material_of_region(high, low, s_high, s_low, table)
            judged.append(
                Judged(
                    name, truth[name], areal, said.group, said.certainty, said.areal_density_g_cm2
                )
            )
    return judged


def _middle(cell: int, region_px: int) -> slice:
    first = AIR_PX + cell * CELL_PX + (CELL_PX - region_px) // 2
    return slice(first, first + region_px)


def region_attenuation(transmission: Array) -> tuple[float, float]:
    """Attenuation of a region's mean and its standard error, detector and pulse gains included."""
    mean = float(transmission.mean())
    rows, pulses = transmission.shape
    pixel = float(transmission.var(ddof=1)) / transmission.size
    lines = float(transmission.mean(axis=1).var(ddof=1)) / rows
    lines += float(transmission.mean(axis=0).var(ddof=1)) / pulses
    # Pixel noise is in both the row and the column means, so it counts once too often.
    error = np.sqrt(max(lines - pixel, pixel))
    if mean <= 0:
        return float("inf"), float("inf")
    return float(-np.log(mean)), float(error / mean)


def summarise(judged: list[Judged]) -> dict[str, Any]:
    """Shares over all regions of 10 to 100 g/cm2, and refusal below 6 g/cm2."""
    thick = [j for j in judged if j.areal_density_g_cm2 >= STEPS[0]]
    thin = [j for j in judged if j.areal_density_g_cm2 < material.THIN_G_CM2]
    told = [j for j in thick if j.said is not MaterialGroup.CANNOT_TELL]
    right = [j for j in told if j.said is j.truth]
    return {
        "regions": len(thick),
        "balanced_accuracy_cannot_tell_counts_as_wrong": balanced(thick),
        "balanced_accuracy_where_told": balanced(told),
        "cannot_tell_share": 1 - len(told) / len(thick),
        "expected_calibration_error": calibration_error(told),
        "refused_below_6_g_cm2": sum(j.said is MaterialGroup.CANNOT_TELL for j in thin) / len(thin),
        "areal_density_rms_relative_error_where_right": float(
            np.sqrt(np.mean([(j.said_g_cm2 / j.areal_density_g_cm2 - 1) ** 2 for j in right]))
        ),
        "said_by_truth": {
            truth: dict(Counter(str(j.said) for j in thick if j.truth is truth)) for truth in GROUPS
        },
        "by_areal_density_g_cm2": {
            f"{step:g}": _shares([j for j in judged if j.areal_density_g_cm2 == step])
            for step in THIN_STEPS + STEPS
        },
        "by_material": {
            name: _shares([j for j in thick if j.name == name])
            for name in dict.fromkeys(j.name for j in thick)
        },
    }


def balanced(judged: list[Judged]) -> float:
    """Mean over the four groups of the share that was named rightly."""
    shares = [_shares([j for j in judged if j.truth is group])["right"] for group in GROUPS]
    return float(np.mean(shares))


def calibration_error(told: list[Judged], bins: int = 10) -> float:
    """Expected calibration error: mean gap of certainty and share right, over equal-width bins.

    The bins divide 0.8 to 1, where all certainties lie. C. Guo et al., ICML 2017.
    """
    certainty = np.array([j.certainty for j in told])
    right = np.array([j.said is j.truth for j in told], float)
    least = material.LEAST_CERTAINTY
    at = np.minimum(((certainty - least) / (1 - least) * bins).astype(int), bins - 1)
    gaps = [
        abs(float(certainty[at == b].mean() - right[at == b].mean())) * float((at == b).mean())
        for b in np.unique(at)
    ]
    return float(sum(gaps))


def _shares(judged: list[Judged]) -> dict[str, float]:
    count = max(len(judged), 1)
    unsure = sum(j.said is MaterialGroup.CANNOT_TELL for j in judged)
    right = sum(j.said is j.truth for j in judged)
    return {
        "right": right / count,
        "wrong": (len(judged) - right - unsure) / count,
        "cannot_tell": unsure / count,
    }
