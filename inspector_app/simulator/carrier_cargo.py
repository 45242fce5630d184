"""Which loads go on which carrier.

Names of families are plain strings here, so that this table can stand below both the carriers and
the cargo: a family that is not named anywhere goes into containers and closed trailers.
"""

from __future__ import annotations

TANK_CARGO = frozenset({"tank-liquid"})
LUGGAGE = frozenset({"luggage"})
CHILLED = frozenset(
    {"empty", "cartons", "pallets", "loose-boxes", "sacks", "drums", "bales", "big-bags",
     "paper-rolls", "frozen-meat", "frozen-fish", "fruit", "vegetables",
     "bottles", "dairy", "medicines", "seedlings", "confectionery"}
)  # fmt: skip
"""Families that a refrigerated hold takes."""

_PARCELS = frozenset(
    {"empty", "cartons", "loose-boxes", "household", "tyres", "machinery", "luggage", "bottles",
     "electronics", "furniture", "garments", "shoes", "tools", "cigarettes", "toys", "groupage"}
)  # fmt: skip
_OPEN = frozenset(
    {"empty", "pipes", "timber", "coils", "machinery", "big-bags", "sheet-metal", "steel-sections",
     "logs", "stone-blocks", "vehicles", "building-panels", "cable-drums", "farm-machines",
     "plywood"}
)  # fmt: skip
_HEAVY = frozenset(
    {"empty", "machinery", "car", "coils", "vehicles", "stone-blocks", "farm-machines"}
)
_POURED = frozenset(
    {"empty", "bulk", "timber", "pipes", "coal", "ore", "scrap", "logs", "sheet-metal",
     "steel-sections", "concentrate", "gravel"}
)  # fmt: skip
# Nobody pours bulk goods into a curtain or a closed trailer of thin sheet.
_POURED_ONLY = frozenset({"bulk", "coal", "ore", "concentrate", "gravel", "grain-bulk"})

_TAKES_ONLY: dict[str, frozenset[str]] = {
    "reefer-20": CHILLED,
    "reefer-40": CHILLED,
    "reefer-trailer": CHILLED,
    "tank-container": TANK_CARGO | {"empty"},
    "tanker": TANK_CARGO | {"empty"},
    "flatbed": _OPEN,
    "low-loader": _HEAVY,
    "open-wagon": _POURED,
    "van": _PARCELS,
    "car": LUGGAGE | {"empty"},
}
_TAKES_NOT: dict[str, frozenset[str]] = {
    "box-trailer": _POURED_ONLY | {"coils", "scrap", "logs"},
    "curtain-trailer": _POURED_ONLY | {"scrap", "logs", "car", "vehicles"},
    "two-containers": frozenset({"car", "vehicles"}),
    "covered-wagon": frozenset({"car", "coils", "vehicles", "scrap", "logs"}),
}


def takes(carrier: str, family: str) -> bool:
    """Whether this carrier is ever loaded with this family."""
    only = _TAKES_ONLY.get(carrier)
    if only is not None:
        return family in only
    if family in TANK_CARGO or family in LUGGAGE:
        return False
    return family not in _TAKES_NOT.get(carrier, frozenset())
