"""Fills a container with one of many kinds of load. All are benign; what is hidden comes later."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inspector_app.simulator.canvas import Canvas
from inspector_app.simulator.carrier_cargo import takes
from inspector_app.simulator.families import FAMILIES
from inspector_app.simulator.vehicle import Hold

CARGO_FAMILIES = tuple(FAMILIES)
DRY_ONLY = frozenset({"car", "coils", "timber", "pipes", "bulk", "tyres", "machinery", "household"})
_LOADING = "loading"
_PAYLOAD_KG = {True: (24000.0, 28500.0), False: (20000.0, 25500.0)}


@dataclass(frozen=True, slots=True)
class CargoReport:
    """What was loaded: family, goods, their HS chapters, mass in kg."""

    family: str
    goods: str
    hs_chapters: tuple[str, ...]
    mass_kg: float


def choose_family(rng: np.random.Generator, carrier: str) -> str:
    """Draw a family that this carrier takes."""
    names = [name for name in CARGO_FAMILIES if takes(carrier, name)]
    shares = np.array([FAMILIES[name].share for name in names])
    return names[int(rng.choice(len(names), p=shares / shares.sum()))]


def fill(canvas: Canvas, hold: Hold, family: str, rng: np.random.Generator) -> CargoReport:
    """Draw a load into the canvas's cargo layer, thinned where it would break the axle limit.

    Raises:
        KeyError: no such family.
    """
    # A layer of its own first: what another hold of the same carrier has must not be thinned.
    canvas.layer = _LOADING
    goods, chapters = FAMILIES[family].fill(canvas, hold, rng)
    loaded = canvas.maps.pop(_LOADING, {})
    mass = canvas.mass_kg.pop(_LOADING, 0.0)
    long = hold.x[1] - hold.x[0] > 9000
    payload = float(rng.uniform(*(hold.payload_kg or _PAYLOAD_KG[long])))
    share = min(payload / mass, 1.0) if mass > 0 else 1.0
    cargo = canvas.maps.setdefault("cargo", {})
    for material, areal in loaded.items():
        if share < 1:
            np.multiply(areal, np.float32(share), out=areal)
        cargo[material] = cargo[material] + areal if material in cargo else areal
    mass *= share
    canvas.mass_kg["cargo"] = canvas.mass_kg.get("cargo", 0.0) + mass
    canvas.layer = "structure"
    return CargoReport(family, goods, chapters, float(mass))
