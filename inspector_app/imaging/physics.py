"""What an MeV beam does in matter: transmission of mixed materials at two beam energies.

The forward model integrates the beam's spectrum, so beam hardening comes by itself:
``T = sum_k w_k exp(-sum_m mu_m(E_k) x_m)`` with the bins of the shipped table. The table's worst
error in ``-ln T`` up to 150 g/cm2 is stored in it (below 0.008). Scatter is not modelled.
Behind 100 g/cm2 of iron or lead ``-ln T`` agrees with Geant4 to 0.6 % at the beam's centre; towards
the edge of the fan the spectrum softens, which is not modelled (2 to 3 % at half the fan).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FloatMap = NDArray[np.float32]

TABLE_FILE = "physics/attenuation.json"
NINE_MV = "9MV"
SIX_MV = "6MV"
BEAMS = (NINE_MV, SIX_MV)
# Small blocks stay in the processor's cache, and below the size at which the matrix library would
# start threads of its own, which fight over the cores of a busy machine.
_PIXELS_AT_ONCE = 1536


@dataclass(frozen=True, slots=True)
class AttenuationTable:
    """Mass attenuation of a few materials in energy bins shared by the beams.

    Attributes:
        mu_cm2_g: material name to attenuation per bin, each of shape (bins,), cm2/g.
        density_g_cm3: material name to its usual solid density.
        weights: beam name to its share of the air signal per bin, shape (bins,), sums to 1.
        worst_log_error: largest error in -ln T against the full spectrum, 1 to 150 g/cm2.
    """

    mu_cm2_g: Mapping[str, FloatMap]
    density_g_cm3: Mapping[str, float]
    weights: Mapping[str, FloatMap]
    worst_log_error: float

    @property
    def materials(self) -> tuple[str, ...]:
        return tuple(self.mu_cm2_g)


def load_table(path: Path) -> AttenuationTable:
    """Read the shipped table.

    Raises:
        OSError: the file cannot be read.
        ValueError, KeyError: it is not such a table.
    """
    raw = json.loads(path.read_text(encoding="utf-8"))
    materials = raw["materials"]
    return AttenuationTable(
        mu_cm2_g={n: np.asarray(m["mu_cm2_g"], np.float32) for n, m in materials.items()},
        density_g_cm3={name: float(m["density_g_cm3"]) for name, m in materials.items()},
        weights={name: np.asarray(w, np.float32) for name, w in raw["weights"].items()},
        worst_log_error=max(raw["worst_log_error_to_150_g_cm2"].values()),
    )


def transmissions(
    table: AttenuationTable, areal_density_g_cm2: Mapping[str, FloatMap], beams: tuple[str, ...]
) -> tuple[FloatMap, ...]:
    """Transmission behind the given materials, one map per beam.

    Args:
        areal_density_g_cm2: material name to a map of areal density; all of one shape (H, W).
        beams: names from `BEAMS`.

    Returns:
        Maps of shape (H, W), float32, 0 to 1, in the order of `beams`.
    """
    names = list(areal_density_g_cm2)
    if not names:
        raise ValueError("no material given")
    shape = areal_density_g_cm2[names[0]].shape
    mu = -np.stack([table.mu_cm2_g[name] for name in names])
    weights = np.stack([table.weights[beam] for beam in beams], axis=1)
    areal = np.stack([areal_density_g_cm2[name].ravel() for name in names], axis=1)
    out = np.ones((areal.shape[0], len(beams)), np.float32)
    for first in range(0, len(areal), _PIXELS_AT_ONCE):
        block = areal[first : first + _PIXELS_AT_ONCE].astype(np.float32, copy=False)
        if block.any():
            exponent = block @ mu
            np.exp(exponent, out=exponent)
            out[first : first + _PIXELS_AT_ONCE] = exponent @ weights
    return tuple(np.ascontiguousarray(out[:, i]).reshape(shape) for i in range(len(beams)))


def attenuation(transmission: FloatMap, floor: float = 1e-5) -> FloatMap:
    """Natural attenuation ``-ln T``; below `floor` the beam is taken as spent."""
    alpha: FloatMap = -np.log(np.clip(transmission, floor, None, dtype=np.float32))
    return alpha


@dataclass(frozen=True, slots=True)
class MaterialCurve:
    """Attenuation of one material over areal density, for looking up in both directions.

    Attributes:
        areal_density_g_cm2: ascending, shape (n,).
        alpha: beam name to -ln T at those areal densities, ascending, shape (n,).
    """

    material: str
    density_g_cm3: float
    areal_density_g_cm2: FloatMap
    alpha: Mapping[str, FloatMap]

    def areal_density_at(self, alpha: FloatMap, beam: str) -> FloatMap:
        """Areal density (g/cm2) that attenuates by `alpha`; clamped to the curve."""
        found: FloatMap = np.interp(alpha, self.alpha[beam], self.areal_density_g_cm2).astype(
            np.float32
        )
        return found

    def thickness_mm_at(self, alpha: FloatMap, beam: str) -> FloatMap:
        """Solid thickness in mm, such as the steel equivalent of a grey value."""
        depth: FloatMap = self.areal_density_at(alpha, beam) * np.float32(10 / self.density_g_cm3)
        return depth

    def other_alpha(self, alpha: FloatMap, beam: str, other: str) -> FloatMap:
        """The `other` beam's attenuation of this material where `beam` is attenuated by `alpha`."""
        found: FloatMap = np.interp(alpha, self.alpha[beam], self.alpha[other]).astype(np.float32)
        return found


def material_curve(
    table: AttenuationTable, material: str, limit_g_cm2: float = 400.0
) -> MaterialCurve:
    """Tabulate one material from nothing to `limit_g_cm2`."""
    depth = (np.linspace(0, 1, 512, dtype=np.float32) ** 2) * np.float32(limit_g_cm2)
    maps = transmissions(table, {material: depth[None, :]}, BEAMS)
    alpha = {beam: attenuation(image[0], 1e-30) for beam, image in zip(BEAMS, maps, strict=True)}
    return MaterialCurve(material, table.density_g_cm3[material], depth, alpha)


def material_difference(
    alpha_high: FloatMap, alpha_low: FloatMap, steel: MaterialCurve
) -> FloatMap:
    """How much more the low beam is attenuated than behind steel of the same high attenuation.

    Positive for organic material, near zero for steel, negative for tin to lead. It means nothing
    below about 6 g/cm2 (attenuation 0.25) in a single pixel, nor where the beam is spent.
    """
    difference: FloatMap = alpha_low - steel.other_alpha(alpha_high, NINE_MV, SIX_MV)
    return difference
