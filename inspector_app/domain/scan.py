"""What is known about a scan apart from its pixels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from inspector_app.domain.region import Box


class Energy(StrEnum):
    """Which beam made an energy image."""

    HIGH = "high"
    LOW = "low"
    SINGLE = "single"


class DoorSide(StrEnum):
    """At which end of the picture the container's doors are."""

    LEFT = "left"
    RIGHT = "right"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Geometry:
    """How pixels relate to the object.

    Attributes:
        mm_per_px_x: millimetres per pixel along the vehicle (columns are beam pulses).
        mm_per_px_y: millimetres per pixel upwards (rows are detectors).
        doors: at which end of the picture the doors are.
        container: outline of the container in scan pixels, if known; its bottom edge is the floor.

    None means the scale is not known, and then nothing may be shown in millimetres.
    """

    mm_per_px_x: float | None = None
    mm_per_px_y: float | None = None
    doors: DoorSide = DoorSide.UNKNOWN
    container: Box | None = None

    def __post_init__(self) -> None:
        for scale in (self.mm_per_px_x, self.mm_per_px_y):
            if scale is not None and not 0.01 <= scale <= 1000:
                raise ValueError(f"{scale} mm per pixel is not possible")

    def metres_from_doors(self, x_px: float) -> float | None:
        """Distance of a column from the door end of the container, or None where it is not
        known."""
        if self.container is None or self.mm_per_px_x is None or self.doors is DoorSide.UNKNOWN:
            return None
        door_x = self.container.x if self.doors is DoorSide.LEFT else self.container.right
        return abs(x_px - door_x) * self.mm_per_px_x / 1000

    def metres_above_floor(self, y_px: float) -> float | None:
        """Height of a row above the container floor, or None where it is not known."""
        if self.container is None or self.mm_per_px_y is None:
            return None
        return (self.container.bottom - y_px) * self.mm_per_px_y / 1000


@dataclass(frozen=True, slots=True)
class EnergyImage:
    """The file that holds one view at one energy, named by its content.

    Attributes:
        sha256: hash of the file's bytes, lower-case hex.
        size_bytes: length of the file.
        file_name: the name it arrived under; shown, never used as a path.
    """

    energy: Energy
    sha256: str
    size_bytes: int
    file_name: str


@dataclass(frozen=True, slots=True)
class View:
    """One direction of a scan. `name` is unique within the scan: ``side``, ``top``."""

    name: str
    images: tuple[EnergyImage, ...]
    geometry: Geometry = Geometry()


NO_SCAN = ""
"""Stands for the scan in what is recorded about a case that has none."""


@dataclass(frozen=True, slots=True)
class Scan:
    """One pass of a vehicle or container through a scanner.

    Attributes:
        simulated: made by our simulator; the screen always says so.
    """

    scan_id: str
    scanner: str
    taken_at: datetime
    views: tuple[View, ...]
    simulated: bool = False
