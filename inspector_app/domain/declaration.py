"""The declaration: what was told to customs. Field names follow the WCO data model where it has
one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from stdnum import iso6346
from stdnum.exceptions import ValidationError


class PartyRole(StrEnum):
    IMPORTER = "importer"
    EXPORTER = "exporter"
    DECLARANT = "declarant"
    CARRIER = "carrier"
    BROKER = "broker"


class Compliance(StrEnum):
    """The customs service's compliance class of a trader."""

    EXCELLENT = "excellent"
    GOOD = "good"
    MEDIUM = "medium"
    LOW = "low"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Party:
    """A person or company named in the declaration. `country` is ISO 3166-1 alpha-2."""

    role: PartyRole
    name: str
    registration_no: str = ""
    country: str = ""
    compliance: Compliance = Compliance.UNKNOWN


@dataclass(frozen=True, slots=True)
class GoodsItem:
    """One numbered line of the declaration.

    Attributes:
        number: 1 for the first, no gaps.
        hs_code: digits only, 6 (international) or 8 (national).
        origin: ISO 3166-1 alpha-2.
        packages: number of packages; `package_type` is its UN/ECE Rec. 21 code.
        quantity: in `quantity_unit` (UN/ECE Rec. 20 code).
        value: in the declaration's currency.
    """

    number: int
    hs_code: str
    description: str
    origin: str
    packages: int
    package_type: str
    quantity: float
    quantity_unit: str
    net_mass_kg: float
    gross_mass_kg: float
    value: float
    description_mn: str = ""


@dataclass(frozen=True, slots=True)
class Container:
    """A container by its ISO 6346 number, and its size and type code (22G1, 45G1, ...)."""

    number: str
    size_type: str = ""
    gross_mass_kg: float | None = None

    @property
    def number_is_valid(self) -> bool:
        """Whether the ISO 6346 check digit fits. A wrong one is shown, never rejected: it is
        itself a
        thing to look at."""
        return is_container_number(self.number)


def is_container_number(number: str) -> bool:
    """Whether `number` is a well-formed ISO 6346 container number with the right check digit."""
    try:
        iso6346.validate(number)
    except ValidationError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal as declared. `container` is the number of the container it closes."""

    number: str
    container: str = ""
    affixed_by: str = ""


@dataclass(frozen=True, slots=True)
class Vehicle:
    """The means of transport. `country` is where it is registered, ISO 3166-1 alpha-2."""

    plate: str
    country: str = ""
    trailer_plate: str = ""
    driver: str = ""


@dataclass(frozen=True, slots=True)
class Crossing:
    """Where and when the vehicle entered. Times are aware, in UTC.

    Attributes:
        post: code of the border post.
        lane: the strip of road the vehicle stands in.
        weighed_kg: what the weighbridge said, whole vehicle.
    """

    post: str
    post_name: str
    entered_at: datetime
    lane: str = ""
    direction: str = "import"
    weighed_kg: float | None = None


@dataclass(frozen=True, slots=True)
class Declaration:
    """One version of a declaration.

    Raises ValueError when goods items are not numbered 1, 2, 3, ... or an HS code is not 6 to 10
    digits: such a declaration cannot be referred to item by item.
    """

    number: str
    version: int
    lodged_at: datetime
    procedure: str
    currency: str
    parties: tuple[Party, ...]
    goods: tuple[GoodsItem, ...]
    containers: tuple[Container, ...]
    seals: tuple[Seal, ...]
    vehicle: Vehicle
    crossing: Crossing
    accepted_on: date | None = None

    def __post_init__(self) -> None:
        if [item.number for item in self.goods] != list(range(1, len(self.goods) + 1)):
            raise ValueError("goods items must be numbered 1, 2, 3, ... without gaps")
        for item in self.goods:
            if not (
                item.hs_code.isascii() and item.hs_code.isdigit() and 6 <= len(item.hs_code) <= 10
            ):
                raise ValueError(
                    f"goods item {item.number}: HS code {item.hs_code!r} is not 6 to 10 digits"
                )
            if item.gross_mass_kg < item.net_mass_kg:
                raise ValueError(f"goods item {item.number}: gross mass is below net mass")

    @property
    def gross_mass_kg(self) -> float:
        return sum(item.gross_mass_kg for item in self.goods)

    @property
    def total_value(self) -> float:
        return sum(item.value for item in self.goods)

    @property
    def packages(self) -> int:
        return sum(item.packages for item in self.goods)

    def party(self, role: PartyRole) -> Party | None:
        """The first party with this role, or None."""
        return next((party for party in self.parties if party.role is role), None)
