"""Fills a container with one of many kinds of load. All are benign; what is hidden comes later."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from inspector_app.simulator import heavy_cargo, packed_cargo
from inspector_app.simulator.canvas import Canvas
from inspector_app.simulator.vehicle import Hold

Fill = Callable[[Canvas, Hold, np.random.Generator], tuple[str, tuple[str, ...]]]

_FILLS: dict[str, Fill] = {
    "empty": packed_cargo.leave_empty,
    "cartons": packed_cargo.fill_cartons,
    "pallets": packed_cargo.fill_pallets,
    "sacks": packed_cargo.fill_sacks,
    "big-bags": packed_cargo.fill_big_bags,
    "bales": packed_cargo.fill_bales,
    "loose-boxes": packed_cargo.fill_loose_boxes,
    "bulk": packed_cargo.fill_bulk,
    "drums": heavy_cargo.fill_drums,
    "coils": heavy_cargo.fill_coils,
    "pipes": heavy_cargo.fill_pipes,
    "timber": heavy_cargo.fill_timber,
    "machinery": heavy_cargo.fill_machinery,
    "tyres": heavy_cargo.fill_tyres,
    "paper-rolls": heavy_cargo.fill_paper_rolls,
    "car": heavy_cargo.fill_car,
    "household": heavy_cargo.fill_household,
}
CARGO_FAMILIES = tuple(_FILLS)
DRY_ONLY = frozenset({"car", "coils", "timber", "pipes", "bulk", "tyres", "machinery", "household"})
_SHARES = {"empty": 1.6, "cartons": 2.0, "pallets": 1.8, "loose-boxes": 1.6, "machinery": 1.4}
_PAYLOAD_KG = {True: (24000.0, 28500.0), False: (20000.0, 25500.0)}


@dataclass(frozen=True, slots=True)
class CargoReport:
    """What was loaded: family, goods, their HS chapters, mass in kg."""

    family: str
    goods: str
    hs_chapters: tuple[str, ...]
    mass_kg: float


def choose_family(rng: np.random.Generator, refrigerated: bool) -> str:
    """Draw a family; refrigerated containers carry food and boxes, not cars."""
    names = [name for name in CARGO_FAMILIES if not (refrigerated and name in DRY_ONLY)]
    shares = np.array([_SHARES.get(name, 1.0) for name in names])
    return names[int(rng.choice(len(names), p=shares / shares.sum()))]


def fill(canvas: Canvas, hold: Hold, family: str, rng: np.random.Generator) -> CargoReport:
    """Draw a load into the canvas's cargo layer, thinned where it would break the axle limit.

    Raises:
        KeyError: no such family.
    """
    canvas.layer = "cargo"
    canvas.mass_kg.setdefault("cargo", 0.0)
    before = canvas.mass_kg["cargo"]
    goods, chapters = _FILLS[family](canvas, hold, rng)
    mass = canvas.mass_kg["cargo"] - before
    long = hold.x[1] - hold.x[0] > 9000
    payload = float(rng.uniform(*_PAYLOAD_KG[long]))
    if mass > payload:
        for areal in canvas.maps.get("cargo", {}).values():
            np.multiply(areal, np.float32(payload / mass), out=areal)
        mass = payload
        canvas.mass_kg["cargo"] = before + payload
    canvas.layer = "structure"
    return CargoReport(family, goods, chapters, float(mass))
