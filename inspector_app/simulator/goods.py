"""What is shipped: goods with their HS chapter, make-up and bulk density."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inspector_app.simulator.canvas import Recipe


@dataclass(frozen=True, slots=True)
class Goods:
    """One kind of goods.

    Attributes:
        key: stable name.
        hs_chapter: two digits of the Harmonized System.
        shares: material to share of mass.
        bulk_density_g_cm3: range of mass over packed volume.
        grain: relative size of the contents' texture, 0 (powder) to 1 (large pieces).
    """

    key: str
    hs_chapter: str
    shares: dict[str, float]
    bulk_density_g_cm3: tuple[float, float]
    grain: float

    def recipe(self, rng: np.random.Generator) -> Recipe:
        """Draw a density and return materials with g/cm3 each."""
        density = float(rng.uniform(*self.bulk_density_g_cm3))
        return {material: share * density for material, share in self.shares.items()}


_PAPER = {"cellulose": 1.0}
_PLASTIC = {"polyethylene": 1.0}
_ELECTRIC = {"cellulose": 0.3, "polyethylene": 0.3, "aluminium": 0.15, "iron": 0.2, "copper": 0.05}

CARTON_GOODS = (
    Goods("clothing", "62", _PAPER, (0.12, 0.30), 0.2),
    Goods("footwear", "64", {"polyethylene": 0.6, "cellulose": 0.4}, (0.10, 0.22), 0.7),
    Goods("electronics", "85", _ELECTRIC, (0.15, 0.40), 0.8),
    Goods("canned food", "20", {"water": 0.88, "iron": 0.12}, (0.55, 0.80), 0.9),
    Goods("drinks in glass", "22", {"water": 0.62, "glass": 0.38}, (0.50, 0.80), 1.0),
    Goods("drinks in plastic", "22", {"water": 0.95, "polyethylene": 0.05}, (0.55, 0.75), 0.9),
    Goods("paper", "48", _PAPER, (0.45, 0.85), 0.1),
    Goods("toys", "95", _PLASTIC, (0.10, 0.22), 0.9),
    Goods("cosmetics", "33", {"water": 0.7, "polyethylene": 0.3}, (0.30, 0.55), 0.6),
    Goods("ceramic tiles", "69", {"glass": 1.0}, (1.0, 1.6), 0.2),
    Goods("frozen meat", "02", {"water": 0.9, "polyethylene": 0.1}, (0.55, 0.85), 0.3),
    Goods("detergent", "34", {"water": 0.5, "glass": 0.5}, (0.40, 0.75), 0.3),
    Goods("furniture parts", "94", {"cellulose": 0.9, "iron": 0.1}, (0.12, 0.35), 1.0),
    Goods("plastic ware", "39", _PLASTIC, (0.08, 0.20), 0.9),
    Goods("fruit", "08", {"water": 1.0}, (0.35, 0.55), 0.6),
    Goods("hand tools", "82", {"iron": 0.8, "cellulose": 0.2}, (0.5, 1.1), 0.9),
    Goods(
        "vehicle parts", "87", {"iron": 0.7, "aluminium": 0.2, "polyethylene": 0.1}, (0.2, 0.6), 1.0
    ),
)
SACK_GOODS = (
    Goods("sugar", "17", _PAPER, (0.78, 0.90), 0.0),
    Goods("flour", "11", _PAPER, (0.50, 0.65), 0.0),
    Goods("rice", "10", _PAPER, (0.72, 0.82), 0.0),
    Goods("cement", "25", {"glass": 1.0}, (1.1, 1.4), 0.0),
    Goods("fertiliser", "31", {"glass": 0.5, "cellulose": 0.5}, (0.85, 1.05), 0.0),
    Goods("coffee", "09", _PAPER, (0.55, 0.68), 0.05),
    Goods("soya meal", "23", _PAPER, (0.52, 0.65), 0.05),
    Goods("polymer pellets", "39", _PLASTIC, (0.50, 0.60), 0.0),
    Goods("peanuts", "12", _PAPER, (0.55, 0.66), 0.1),
)
BALE_GOODS = (
    Goods("cotton", "52", _PAPER, (0.28, 0.50), 0.2),
    Goods("waste paper", "47", _PAPER, (0.30, 0.55), 0.5),
    Goods("wool", "51", _PAPER, (0.25, 0.45), 0.2),
    Goods("used clothing", "63", _PAPER, (0.25, 0.45), 0.4),
    Goods("raw hides", "41", {"cellulose": 0.6, "water": 0.4}, (0.5, 0.9), 0.3),
)
BULK_GOODS = (
    Goods("grain", "10", _PAPER, (0.68, 0.80), 0.0),
    Goods("scrap metal", "72", {"iron": 0.93, "copper": 0.07}, (0.35, 1.0), 1.0),
    Goods("coal", "27", {"polyethylene": 1.0}, (0.70, 0.90), 0.3),
    Goods("fluorspar", "25", {"glass": 1.0}, (1.2, 1.7), 0.2),
    Goods("copper concentrate", "26", {"copper": 0.3, "iron": 0.3, "glass": 0.4}, (1.6, 2.2), 0.1),
)
DRUM_GOODS = (
    Goods("lubricating oil", "27", _PLASTIC, (0.85, 0.92), 0.0),
    Goods("paint", "32", {"water": 0.6, "glass": 0.4}, (1.1, 1.5), 0.0),
    Goods("chemicals", "29", {"water": 0.5, "polyethylene": 0.5}, (0.8, 1.2), 0.0),
    Goods("fruit juice", "20", {"water": 1.0}, (1.0, 1.1), 0.0),
)


def pick(rng: np.random.Generator, goods: tuple[Goods, ...]) -> Goods:
    """One of the goods, all equally likely."""
    return goods[int(rng.integers(len(goods)))]
