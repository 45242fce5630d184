"""In which way a simulated declaration is wrong, and the truth about it for whoever evaluates."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from inspector_app.domain.declaration import GoodsItem


class Mismatch(StrEnum):
    """What the declaration states otherwise than it is."""

    GOODS = "goods"
    QUANTITY = "quantity"
    WEIGHT = "weight"
    ORIGIN = "origin"
    EXTRA_GOODS = "extra-goods"


@dataclass(frozen=True, slots=True)
class PapersTruth:
    """What is true of a vehicle and what its declaration states.

    Attributes:
        mismatch: the way it is wrong; None for a declaration that is right.
        actual: the goods as they are, numbered for themselves.
        stated: the goods as declared.
        wrong_items: numbers of the stated items that are wrong; of goods that are not declared
            none.
        undeclared: actual goods of which the declaration says nothing.
        tare_kg: the empty container, 0 without one.
        vehicle_kg: the empty vehicle without the container; the empty bag.
        weighed_kg: the whole vehicle on the weighbridge, or the bag on its scales.
    """

    mismatch: Mismatch | None
    actual: tuple[GoodsItem, ...]
    stated: tuple[GoodsItem, ...]
    wrong_items: tuple[int, ...]
    undeclared: tuple[GoodsItem, ...]
    tare_kg: float
    vehicle_kg: float
    weighed_kg: float

    @property
    def goods_kg(self) -> float:
        """True gross mass of everything loaded."""
        return sum(item.gross_mass_kg for item in self.actual)
