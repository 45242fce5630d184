"""What an MeV beam does in matter: transmission of mixed materials at two beam energies.

The forward model integrates the beam's spectrum, so beam hardening comes by itself:
``T = sum_k w_k exp(-sum_m mu_m(E_k) x_m)`` with the 32 bins of a shipped table. The table's worst
error in ``-ln T`` against the full spectrum is stored in it (below 0.005 at 9 and 6 MV).

Scatter is missing from that sum, so it attenuates too much. `corrected` makes up for most of it
with three numbers per beam, factors of the photoelectric, Compton and pair-production parts, which
a scanner finds from a few slabs (P. Lalor and A. Danagoulian, NIM A 1064:169343, 2024,
https://doi.org/10.1016/j.nima.2024.169343). Towards the edge of the fan the spectrum softens, which
is not modelled (2 to 3 % of ``-ln T`` at half the fan).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatMap = NDArray[np.float32]

TABLE_FILE = "physics/attenuation.json"
NINE_MV = "9MV"
SIX_MV = "6MV"
BEAMS = (NINE_MV, SIX_MV)
Factors = tuple[float, float, float]
UNCORRECTED: Factors = (1.0, 1.0, 1.0)
_FIT_ROUNDS = 20
_LEAST_TRANSMISSION = 1e-30
# Small blocks stay in the processor's cache, and below the size at which the matrix library would
# start threads of its own, which fight over the cores of a busy machine.
_PIXELS_AT_ONCE = 1536


@dataclass(frozen=True, slots=True)
class AttenuationTable:
    """Mass attenuation of a few materials in energy bins shared by the beams.

    Attributes:
        parts_cm2_g: material name to photoelectric, Compton (with coherent) and pair-production
            attenuation per bin, each of shape (3, bins), cm2/g.
        density_g_cm3: material name to its usual solid density.
        weights: beam name to its share of the air signal per bin, shape (bins,), sums to 1; the
            beam of higher energy first.
        worst_log_error: largest error in -ln T against the full spectrum, to 150 g/cm2 (MeV beams)
            or to a ten-thousandth of the beam.
        factors: beam name to the factors of the three parts; a beam that is not named is taken as
            the tables say.
    """

    parts_cm2_g: Mapping[str, FloatMap]
    density_g_cm3: Mapping[str, float]
    weights: Mapping[str, FloatMap]
    worst_log_error: float
    factors: Mapping[str, Factors] = field(default_factory=dict)

    @property
    def materials(self) -> tuple[str, ...]:
        return tuple(self.parts_cm2_g)

    @property
    def beams(self) -> tuple[str, ...]:
        """The beams, the one of higher energy first."""
        return tuple(self.weights)

    def mu_cm2_g(self, material: str, beam: str) -> FloatMap:
        """Attenuation of a material per bin as `beam` sees it, shape (bins,), cm2/g."""
        factors = np.asarray(self.factors.get(beam, UNCORRECTED), np.float32)
        mu: FloatMap = factors @ self.parts_cm2_g[material]
        return mu


def load_table(path: Path) -> AttenuationTable:
    """Read the shipped table.

    Raises:
        OSError: the file cannot be read.
        ValueError, KeyError: it is not such a table.
    """
    return table_from(json.loads(path.read_text(encoding="utf-8")))


def table_from(raw: Mapping[str, Any]) -> AttenuationTable:
    """The table in the form of its file. Raises ValueError and KeyError as `load_table` does."""
    materials = raw["materials"]
    return AttenuationTable(
        parts_cm2_g={n: np.asarray(m["parts_cm2_g"], np.float32) for n, m in materials.items()},
        density_g_cm3={name: float(m["density_g_cm3"]) for name, m in materials.items()},
        weights={name: np.asarray(w, np.float32) for name, w in raw["weights"].items()},
        worst_log_error=max(raw["worst_log_error"].values()),
    )


def corrected(table: AttenuationTable, factors: Mapping[str, Factors]) -> AttenuationTable:
    """The table of one scanner.

    Args:
        factors: beam name to the factors of its photoelectric, Compton and pair-production parts.

    Raises:
        KeyError: a beam that the table does not have.
        ValueError: a factor that is not near 1 (0.5 to 2): a slip, or the wrong slabs.
    """
    for beam, three in factors.items():
        if beam not in table.weights:
            raise KeyError(beam)
        if len(three) != 3 or not all(0.5 <= f <= 2 for f in three):
            raise ValueError(f"three factors between 0.5 and 2 are needed, not {three}")
    return replace(table, factors=dict(factors))


@dataclass(frozen=True, slots=True)
class Slab:
    """A calibration slab: `alpha` is the measured ``-ln T`` behind `areal_density_g_cm2`."""

    material: str
    areal_density_g_cm2: float
    alpha: float


def fit_factors(table: AttenuationTable, beam: str, slabs: Sequence[Slab]) -> Factors:
    """The three numbers of one beam, by Gauss-Newton least squares over -ln T.

    Args:
        slabs: at least three, of materials far apart (carbon or plastic, iron, lead).

    Raises:
        ValueError: fewer than three slabs, or slabs that do not determine the numbers.
    """
    if len(slabs) < 3:
        raise ValueError("three slabs of different materials are needed")
    measured = np.array([slab.alpha for slab in slabs])
    weights = table.weights[beam].astype(np.float64)

    def model(factors: NDArray[np.float64]) -> NDArray[np.float64]:
        mu = [factors @ table.parts_cm2_g[slab.material] for slab in slabs]
        seen = [m * slab.areal_density_g_cm2 for m, slab in zip(mu, slabs, strict=True)]
        return np.array([-np.log(weights @ np.exp(-x)) for x in seen])

    factors = np.ones(3)
    for _ in range(_FIT_ROUNDS):
        slopes = [(model(factors + d) - model(factors - d)) / 2e-4 for d in 1e-4 * np.eye(3)]
        step, _, rank, _ = np.linalg.lstsq(np.array(slopes).T, measured - model(factors))
        if rank < 3:
            raise ValueError("the slabs are too much alike to tell the three numbers apart")
        factors = factors + step
    return (float(factors[0]), float(factors[1]), float(factors[2]))


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
    areal = np.stack([areal_density_g_cm2[name].ravel() for name in names], axis=1)
    areal = areal.astype(np.float32, copy=False)
    out = np.ones((areal.shape[0], len(beams)), np.float32)
    # Beams of the same factors share their exponentials, which cost nearly all of the time.
    for factors in dict.fromkeys(table.factors.get(beam, UNCORRECTED) for beam in beams):
        columns = [i for i, b in enumerate(beams) if table.factors.get(b, UNCORRECTED) == factors]
        mu = -np.stack([table.mu_cm2_g(name, beams[columns[0]]) for name in names])
        weights = np.stack([table.weights[beams[i]] for i in columns], axis=1)
        for first in range(0, len(areal), _PIXELS_AT_ONCE):
            block = areal[first : first + _PIXELS_AT_ONCE]
            if block.any():
                exponent = block @ mu
                np.exp(exponent, out=exponent)
                out[first : first + _PIXELS_AT_ONCE, columns] = exponent @ weights
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

    @property
    def high(self) -> str:
        """The beam of higher energy."""
        return next(iter(self.alpha))

    @property
    def low(self) -> str:
        """The beam of lower energy; the same where there is only one."""
        return list(self.alpha)[-1]

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
    """Tabulate one material from nothing to `limit_g_cm2`, or as deep as numbers can tell."""
    beams = table.beams
    while True:
        depth = (np.linspace(0, 1, 512, dtype=np.float32) ** 2) * np.float32(limit_g_cm2)
        maps = transmissions(table, {material: depth[None, :]}, beams)
        if min(float(image[0, -1]) for image in maps) > _LEAST_TRANSMISSION:
            break
        # A tube's beam ends long before an accelerator's does.
        limit_g_cm2 /= 2
    alpha = {
        beam: attenuation(image[0], _LEAST_TRANSMISSION)
        for beam, image in zip(beams, maps, strict=True)
    }
    return MaterialCurve(material, table.density_g_cm3[material], depth, alpha)


def material_difference(
    alpha_high: FloatMap, alpha_low: FloatMap, steel: MaterialCurve
) -> FloatMap:
    """How much more the low beam is attenuated than behind steel of the same high attenuation.

    Positive for organic material, near zero for steel, negative for tin to lead. It means nothing
    below about 6 g/cm2 (attenuation 0.25) in a single pixel, nor where the beam is spent.
    """
    difference: FloatMap = alpha_low - steel.other_alpha(alpha_high, steel.high, steel.low)
    return difference
