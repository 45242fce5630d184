"""What lies under the cursor, in words and numbers."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from inspector_app.imaging.cursor_probe import SteelEquivalent
from inspector_app.imaging.material import MaterialGroup, RegionMaterial
from inspector_app.imaging.readout import Readout

DASH = "–"

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class UnderCursor:
    """Everything told of one place; None for what is not known there.

    Attributes:
        values: as stored, of the high and the low energy or of the only one.
    """

    readout: Readout | None = None
    values: tuple[int, ...] = ()
    steel: SteelEquivalent | None = None
    material: RegionMaterial | None = None


def cursor_texts(under: UnderCursor) -> dict[str, str]:
    """One short text for each thing told, with dashes for what is not known."""
    readout = under.readout
    place = transmission = length = doors = floor = DASH
    if readout is not None:
        place = f"{readout.column}, {readout.row}"
        if readout.transmission is not None:
            transmission = f"{readout.transmission:.1%}"
        if readout.right_mm is not None and readout.down_mm is not None:
            length = f"{readout.right_mm:.0f}, {readout.down_mm:.0f}"
        if readout.from_doors_m is not None:
            doors = f"{readout.from_doors_m:.2f}"
        if readout.above_floor_m is not None:
            floor = f"{readout.above_floor_m:.2f}"
    return {
        "place": translate("ReadoutBar", "Pixel {0}").format(place),
        "value": _values_text(under.values),
        "transmission": translate("ReadoutBar", "Transmission {0}").format(transmission),
        "length": translate("ReadoutBar", "{0} mm").format(length),
        "doors": translate("ReadoutBar", "{0} m from the doors").format(doors),
        "floor": translate("ReadoutBar", "{0} m above the floor").format(floor),
        "steel": _steel_text(under.steel),
        "material": translate("ReadoutBar", "Material: {0}").format(_material(under.material)),
    }


def group_text(group: MaterialGroup) -> str:
    """The name of a group of materials."""
    return {
        MaterialGroup.ORGANIC: translate("Material", "organic"),
        MaterialGroup.LIGHT_METAL: translate("Material", "light metal or mixed"),
        MaterialGroup.METAL: translate("Material", "metal"),
        MaterialGroup.HIGH_Z: translate("Material", "heavy metal"),
        MaterialGroup.CANNOT_TELL: translate("Material", "cannot be told"),
    }[group]


def _values_text(values: tuple[int, ...]) -> str:
    if len(values) == 2:
        return translate("ReadoutBar", "High {0}, low {1}").format(*values)
    return translate("ReadoutBar", "Value {0}").format(values[0] if values else DASH)


def _steel_text(steel: SteelEquivalent | None) -> str:
    amount = DASH if steel is None else f"{steel.mm:.0f}"
    if steel is not None and steel.at_least:
        amount = f"≥ {amount}"
    return translate("ReadoutBar", "as {0} mm of steel").format(amount)


def _material(material: RegionMaterial | None) -> str:
    if material is None:
        return DASH
    name = group_text(material.group)
    if material.group is MaterialGroup.CANNOT_TELL:
        return name
    return f"{name} ({material.certainty:.0%})"
