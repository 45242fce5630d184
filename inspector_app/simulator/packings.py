"""Goods in equal packages, with their make-up and how they are packed.

Packed densities are mass over the volume of the package as carriers' stowage tables give it (a
carton of shoes stows at 5 to 7 m3/t, beer in bottles at 1.6, milk powder in bags at 1.7, ceramic
tiles at 0.8, starter batteries at 0.6); make-up by mass is of the commonest kind of the goods. They
are typical, not measured.
"""

from __future__ import annotations

from inspector_app.simulator.goods import Goods
from inspector_app.simulator.stacked_cargo import Packing

_PAPER = {"cellulose": 1.0}
_CLOTH = {"cellulose": 0.8, "polyethylene": 0.2}
_BOARD = {"cellulose": 0.25, "polyethylene": 0.4, "glass": 0.1, "iron": 0.15, "copper": 0.1}
_GLASS_DRINK = {"water": 0.6, "glass": 0.37, "cellulose": 0.03}
_SACKS = (480.0, 600.0), (110.0, 170.0)

PACKINGS: dict[str, Packing] = {
    "frozen-meat": Packing(
        (
            Goods("frozen beef", "02", {"water": 0.93, "cellulose": 0.07}, (0.62, 0.85), 0.3),
            Goods("frozen mutton", "02", {"water": 0.9, "cellulose": 0.1}, (0.5, 0.7), 0.5),
            Goods("frozen horse meat", "02", {"water": 0.93, "cellulose": 0.07}, (0.6, 0.8), 0.4),
        ),
        "lumpy", (380, 600), (140, 220), (0.6, 0.9), palletised=0.25, slump_mm=22, lean=0.02,
    ),
    "frozen-fish": Packing(
        (Goods("frozen fish", "03", {"water": 0.95, "cellulose": 0.05}, (0.6, 0.85), 0.3),),
        "plain", (400, 620), (80, 150), (0.5, 0.85), palletised=0.5, slump_mm=12, lean=0.012,
    ),
    "dairy": Packing(
        (
            Goods("milk powder", "04", _PAPER, (0.5, 0.62), 0.0),
            Goods("cheese", "04", {"water": 0.7, "cellulose": 0.3}, (0.55, 0.75), 0.3),
        ),
        "plain", *_SACKS, (0.5, 0.9), palletised=0.9, slump_mm=14, lean=0.006,
    ),
    "fruit": Packing(
        (
            Goods("apples", "08", {"water": 1.0}, (0.35, 0.5), 0.7),
            Goods("citrus fruit", "08", {"water": 1.0}, (0.38, 0.52), 0.7),
            Goods("grapes", "08", {"water": 1.0}, (0.25, 0.38), 0.5),
        ),
        "spheres", (360, 600), (170, 310), (0.7, 0.92), palletised=0.75, crated=True,
    ),
    "vegetables": Packing(
        (
            Goods("onions", "07", {"water": 1.0}, (0.42, 0.56), 0.6),
            Goods("tomatoes", "07", {"water": 1.0}, (0.35, 0.48), 0.7),
            Goods("garlic", "07", {"water": 1.0}, (0.38, 0.5), 0.5),
        ),
        "spheres", (400, 620), (150, 260), (0.5, 0.9), palletised=0.5, crated=True, slump_mm=10,
    ),
    "bottles": Packing(
        (
            Goods("beer in bottles", "22", _GLASS_DRINK, (0.55, 0.72), 1.0),
            Goods("spirits in bottles", "22", _GLASS_DRINK, (0.5, 0.7), 1.0),
            Goods("wine in bottles", "22", _GLASS_DRINK, (0.6, 0.75), 1.0),
        ),
        "bottles", (270, 420), (240, 340), (0.35, 0.75), palletised=0.8,
        pallets_high_mm=(900, 1500),
    ),
    "canned-drinks": Packing(
        (Goods("drinks in cans", "22", {"water": 0.95, "aluminium": 0.05}, (0.7, 0.85), 0.9),),
        "cans", (390, 410), (120, 250), (0.35, 0.6), palletised=0.95, pallets_high_mm=(1000, 1500),
    ),
    "cooking-oil": Packing(
        (Goods("sunflower oil", "15", {"polyethylene": 1.0}, (0.6, 0.75), 0.8),),
        "bottles", (280, 400), (280, 340), (0.35, 0.6), palletised=0.7,
    ),
    "confectionery": Packing(
        (
            Goods("chocolate", "18", _PAPER, (0.35, 0.5), 0.3),
            Goods("biscuits", "19", _PAPER, (0.18, 0.3), 0.5),
        ),
        "packets", (300, 480), (180, 320), (0.6, 0.95), palletised=0.6,
    ),
    "cigarettes": Packing(
        (Goods("cigarettes", "24", {"cellulose": 0.95, "aluminium": 0.05}, (0.2, 0.28), 0.1),),
        "packets", (450, 620), (280, 450), (0.5, 0.9), palletised=0.4, slump_mm=3,
    ),
    "medicines": Packing(
        (
            Goods(
                "medicaments", "30", {"cellulose": 0.5, "water": 0.35, "glass": 0.15},
                (0.15, 0.32), 0.4,
            ),
        ),
        "packets", (300, 560), (200, 420), (0.3, 0.8), palletised=0.85,
    ),
    "cement": Packing(
        (
            Goods("portland cement", "25", {"glass": 1.0}, (1.15, 1.35), 0.0),
            Goods("gypsum plaster", "25", {"glass": 1.0}, (0.8, 1.0), 0.0),
        ),
        "plain", (420, 600), (100, 140), (0.25, 0.45), palletised=0.95, slump_mm=14,
        pallets_high_mm=(800, 1300),
    ),
    "feed": Packing(
        (
            Goods("animal feed", "23", _PAPER, (0.5, 0.65), 0.1),
            Goods("wheat bran", "23", _PAPER, (0.28, 0.4), 0.1),
        ),
        "plain", (500, 800), (120, 180), (0.5, 0.92), palletised=0.2, slump_mm=26, lean=0.022,
    ),
    "canisters": Packing(
        (
            Goods("engine oil in cans", "27", {"polyethylene": 1.0}, (0.62, 0.76), 0.6),
            Goods("antifreeze", "38", {"water": 0.6, "polyethylene": 0.4}, (0.7, 0.85), 0.6),
        ),
        "canisters", (280, 420), (280, 420), (0.3, 0.6), palletised=0.8,
    ),
    "explosives": Packing(
        (
            Goods("emulsion explosive", "36", {"water": 0.35, "cellulose": 0.65}, (0.7, 0.9), 0.1),
            Goods("safety fuse", "36", {"polyethylene": 0.6, "cellulose": 0.4}, (0.4, 0.55), 0.3),
        ),
        "plain", (380, 520), (220, 300), (0.3, 0.6), palletised=0.5, slump_mm=3, lean=0.002,
    ),
    "shoes": Packing(
        (Goods("footwear", "64", {"polyethylene": 0.6, "cellulose": 0.4}, (0.13, 0.22), 0.7),),
        "shoe-boxes", (450, 720), (330, 450), (0.7, 0.97), palletised=0.1, slump_mm=10, lean=0.008,
    ),
    "garments": Packing(
        (
            Goods("knitted garments", "61", _CLOTH, (0.14, 0.26), 0.2),
            Goods("woven garments", "62", _CLOTH, (0.16, 0.3), 0.2),
        ),
        "folded", (450, 650), (280, 450), (0.6, 0.97), palletised=0.1, slump_mm=14, lean=0.01,
    ),
    "books": Packing(
        (
            Goods("printed books", "49", _PAPER, (0.6, 0.8), 0.1),
            Goods("notebooks", "48", _PAPER, (0.55, 0.75), 0.1),
        ),
        "sheets", (300, 450), (200, 300), (0.3, 0.6), palletised=0.75,
    ),
    "toys": Packing(
        (Goods("toys", "95", {"polyethylene": 0.75, "cellulose": 0.25}, (0.09, 0.18), 0.9),),
        "toys", (450, 800), (350, 600), (0.7, 0.97), palletised=0.1, slump_mm=12, lean=0.008,
    ),
    "electronics": Packing(
        (
            Goods("computers", "84", _BOARD, (0.15, 0.32), 0.8),
            Goods("television sets", "85", _BOARD, (0.13, 0.24), 0.8),
            Goods("telephones", "85", _BOARD, (0.25, 0.4), 0.6),
        ),
        "devices", (350, 1100), (300, 750), (0.5, 0.92), palletised=0.7,
    ),
    "batteries": Packing(
        (Goods("starter batteries", "85", {"lead": 0.65, "water": 0.27, "polyethylene": 0.08},
               (1.7, 2.1), 0.9),),
        "cells", (340, 520), (200, 250), (0.15, 0.33), palletised=1.0, pallets_high_mm=(420, 720),
    ),
    "tools": Packing(
        (Goods("hand tools", "82", {"iron": 0.85, "cellulose": 0.1, "polyethylene": 0.05},
               (0.55, 1.1), 0.9),),
        "tools", (300, 550), (160, 320), (0.25, 0.55), palletised=0.8,
    ),
    "ceramic-tiles": Packing(
        (Goods("ceramic tiles", "69", {"glass": 1.0}, (1.5, 1.8), 0.2),),
        "tiles", (300, 620), (290, 620), (0.2, 0.42), palletised=1.0, pallets_high_mm=(500, 950),
        slump_mm=2, lean=0.0,
    ),
    "detergents": Packing(
        (
            Goods("washing powder", "34", {"glass": 0.6, "water": 0.4}, (0.5, 0.7), 0.2),
            Goods("shampoo", "33", {"water": 0.9, "polyethylene": 0.1}, (0.45, 0.65), 0.7),
        ),
        "bottles", (300, 450), (220, 350), (0.4, 0.8), palletised=0.6,
    ),
}  # fmt: skip
