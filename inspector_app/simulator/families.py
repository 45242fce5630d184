"""The kinds of load there are: how each is drawn, which HS chapters it has, how often it comes.

Shares follow what crosses Mongolia's land borders: coal, concentrates, ore, meat, cashmere and
hides outwards, consumer goods, food, fuel, steel, building materials and vehicles inwards.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from inspector_app.simulator import (
    bulky_cargo,
    heavy_cargo,
    metal_cargo,
    mineral_cargo,
    packed_cargo,
    textile_cargo,
    vehicle_cargo,
)
from inspector_app.simulator.canvas import Canvas
from inspector_app.simulator.luggage import fill_luggage
from inspector_app.simulator.packings import PACKINGS
from inspector_app.simulator.stacked_cargo import stack_of
from inspector_app.simulator.tank import fill_tank
from inspector_app.simulator.vehicle import Hold

Fill = Callable[[Canvas, Hold, np.random.Generator], tuple[str, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Family:
    """One kind of load.

    Attributes:
        fill: draws it into a hold.
        chapters: HS chapters, two digits, that its goods may have.
        share: how often it comes, relative to 1.
    """

    fill: Fill
    chapters: tuple[str, ...]
    share: float = 1.0


_TOGETHER = (
    "bottles", "confectionery", "detergents", "medicines", "electronics", "furniture", "shoes",
    "garments", "books", "toys", "tools", "canisters", "cooking-oil", "fabric-rolls", "loose-boxes",
    "household", "tyres", "engines", "canned-drinks", "batteries",
)  # fmt: skip


def fill_groupage(
    canvas: Canvas, hold: Hold, rng: np.random.Generator
) -> tuple[str, tuple[str, ...]]:
    """Several consignments one behind the other, each of a kind of its own."""
    count = int(rng.integers(2, 5))
    cuts = np.linspace(0, 1, count + 1)
    cuts[1:-1] += rng.uniform(-0.25, 0.25, count - 1) / count
    length = hold.x[1] - hold.x[0]
    names = rng.permutation(len(_TOGETHER))[:count]
    goods: list[str] = []
    chapters: list[str] = []
    for index, first, last in zip(names, cuts[:-1], cuts[1:], strict=True):
        part = (hold.x[0] + float(first) * length, hold.x[0] + float(last) * length - 20)
        key, found = FAMILIES[_TOGETHER[int(index)]].fill(canvas, replace(hold, x=part), rng)
        goods.append(key)
        chapters += found
    return ", ".join(dict.fromkeys(goods)), tuple(dict.fromkeys(chapters))


_CARTONS = ("02", "08", "20", "22", "33", "34", "39", "48", "62", "64", "69", "82", "85", "87",
            "94", "95")  # fmt: skip
_SACKS = ("09", "10", "11", "12", "17", "23", "25", "31", "39")

FAMILIES: dict[str, Family] = {
    "empty": Family(packed_cargo.leave_empty, ("86",), 5.0),
    "cartons": Family(packed_cargo.fill_cartons, _CARTONS, 4.0),
    "pallets": Family(packed_cargo.fill_pallets, _CARTONS, 3.5),
    "sacks": Family(packed_cargo.fill_sacks, _SACKS, 2.5),
    "big-bags": Family(packed_cargo.fill_big_bags, _SACKS, 1.5),
    "bales": Family(packed_cargo.fill_bales, ("52", "47", "51", "63", "41"), 1.5),
    "loose-boxes": Family(packed_cargo.fill_loose_boxes, _CARTONS, 3.5),
    "bulk": Family(packed_cargo.fill_bulk, ("10", "72", "27", "25", "26"), 1.5),
    "drums": Family(heavy_cargo.fill_drums, ("27", "32", "29", "20"), 1.5),
    "coils": Family(heavy_cargo.fill_coils, ("72", "76", "74")),
    "pipes": Family(heavy_cargo.fill_pipes, ("73", "76", "39", "74"), 1.5),
    "timber": Family(heavy_cargo.fill_timber, ("44",), 1.5),
    "machinery": Family(heavy_cargo.fill_machinery, ("84",), 2.5),
    "tyres": Family(heavy_cargo.fill_tyres, ("40",), 1.5),
    "paper-rolls": Family(heavy_cargo.fill_paper_rolls, ("48",)),
    "car": Family(heavy_cargo.fill_car, ("87",), 2.0),
    "household": Family(heavy_cargo.fill_household, ("84", "85"), 1.5),
    "tank-liquid": Family(fill_tank, ("27", "15", "04", "22", "28", "29", "40"), 1.0),
    "luggage": Family(fill_luggage, ("42", "63"), 1.0),
    "groupage": Family(fill_groupage, (), 3.0),
    **{
        name: Family(stack_of(packing), tuple(dict.fromkeys(g.hs_chapter for g in packing.goods)))
        for name, packing in PACKINGS.items()
    },
    "coal": Family(mineral_cargo.poured(mineral_cargo.COAL, (1, 5)), ("27",), 2.0),
    "ore": Family(mineral_cargo.poured(mineral_cargo.ORE, (1, 5)), ("26", "25"), 1.5),
    "gravel": Family(mineral_cargo.poured(mineral_cargo.GRAVEL, (1, 4)), ("25",), 0.5),
    "grain-bulk": Family(mineral_cargo.poured(mineral_cargo.GRAIN, (1, 3)), ("10", "12")),
    "concentrate": Family(mineral_cargo.fill_concentrate, ("26",), 2.0),
    "stone-blocks": Family(mineral_cargo.fill_stone_blocks, ("25", "68"), 0.6),
    "glass-sheets": Family(mineral_cargo.fill_glass_sheets, ("70",)),
    "building-panels": Family(mineral_cargo.fill_building_panels, ("68", "73")),
    "sheet-metal": Family(metal_cargo.fill_sheet_metal, ("72", "76")),
    "steel-sections": Family(metal_cargo.fill_steel_sections, ("72", "73")),
    "scrap": Family(metal_cargo.fill_scrap, ("72", "76", "74")),
    "cable-drums": Family(metal_cargo.fill_cable_drums, ("85",), 0.7),
    "gas-cylinders": Family(metal_cargo.fill_gas_cylinders, ("27", "28"), 0.7),
    "engines": Family(metal_cargo.fill_engines, ("84", "87"), 1.2),
    "ibc-tanks": Family(bulky_cargo.fill_ibc, ("28", "29", "38")),
    "furniture": Family(bulky_cargo.fill_furniture, ("94",), 1.5),
    "solar-panels": Family(bulky_cargo.fill_solar_panels, ("85",)),
    "logs": Family(bulky_cargo.fill_logs, ("44",)),
    "plywood": Family(bulky_cargo.fill_plywood, ("44",)),
    "seedlings": Family(bulky_cargo.fill_seedlings, ("06",), 0.5),
    "fabric-rolls": Family(textile_cargo.fill_fabric_rolls, ("52", "54", "57")),
    "hanging-clothes": Family(textile_cargo.fill_hanging_clothes, ("61", "62"), 0.8),
    "cashmere": Family(textile_cargo.fill_fibre_bales, ("51",), 1.2),
    "hides": Family(textile_cargo.fill_hides, ("41",)),
    "motorcycles": Family(vehicle_cargo.fill_motorcycles, ("87",), 0.8),
    "vehicles": Family(vehicle_cargo.fill_vehicles, ("84", "87")),
    "farm-machines": Family(vehicle_cargo.fill_farm_machines, ("84",)),
}
_OF_ALL_PARTS = dict.fromkeys(chapter for name in _TOGETHER for chapter in FAMILIES[name].chapters)
FAMILIES["groupage"] = replace(FAMILIES["groupage"], chapters=tuple(_OF_ALL_PARTS))
