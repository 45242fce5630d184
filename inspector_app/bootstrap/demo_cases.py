"""The cases of the demo.

Simulated ones travel with the program; real scans with invented papers are used where a developer
has them.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from inspector_app.domain.case import Case
from inspector_app.domain.errors import ScanUnreadable
from inspector_app.domain.region import Box
from inspector_app.domain.scan import DoorSide, Energy, EnergyImage, Geometry, Scan, View
from inspector_app.simulator.papers import make_papers
from inspector_app.workflow.ports import CaseOnDisk

POST = "ZU"
POST_NAME = "Замын-Үүд (demo)"
FIRST_MINUTES_AGO = 56
MINUTES_APART = 3
"""The first vehicle has waited longest; the others came so far apart, so that the clocks differ."""

# Inner outlines of ISO 668 containers: what the box of a real scan is taken to be.
LENGTH_40_FT_MM = 12_192
LENGTH_20_FT_MM = 6_058
HEIGHT_MM = 2_591

REAL_SCANS = (
    "truck-003.jpg",
    "truck-001.jpg",
    "truck-097.jpg",
    "truck-004.jpg",
    "truck-002.jpg",
    "truck-010.jpg",
    "truck-020.jpg",
    "truck-030.jpg",
    "truck-045.jpg",
    "truck-060.jpg",
    "truck-080.jpg",
    "truck-101.jpg",
    "reefer-002.jpg",
)

# How labels.csv describes a load, and the cargo family whose papers suit it.
_LOOKS = {
    "homogeneous-bulk": "bulk",
    "homogeneous-stacked": "bags",
    "palletised": "cartons on pallets",
    "machinery-or-vehicle": "machinery",
    "mixed": "mixed",
}


def real_cases(shared: Path, *, now: datetime, first: str | None = None) -> tuple[CaseOnDisk, ...]:
    """Real scans with invented papers; `first` is put first in the queue.

    Raises ScanUnreadable(``missing``) when there is no scan of the name `first`.
    """
    folder = shared / "real-cargo"
    boxes = _read_rows(folder / "boxes.csv")
    looks = _read_rows(folder / "labels.csv")
    names = [name for name in REAL_SCANS if (folder / name).is_file()]
    if first is not None:
        if not (folder / first).is_file():
            raise ScanUnreadable("missing", f"{folder} holds no scan {first}")
        names = [first, *(name for name in names if name != first)]
    return tuple(
        _real_case(folder / name, boxes.get(name, {}), looks.get(name, {}), place, now)
        for place, name in enumerate(names)
    )


def _read_rows(file: Path) -> dict[str, dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return {row["file"]: row for row in csv.DictReader(opened)}


def _real_case(
    file: Path, box: dict[str, str], look: dict[str, str], place: int, now: datetime
) -> CaseOnDisk:
    geometry, feet = geometry_of_real_scan(box.get("container_boxes_x_y_w_h_px", ""))
    empty = look.get("load", "").startswith("empty")
    family = "empty" if empty else _LOOKS.get(look.get("look", "").split(";")[0], "mixed boxes")
    mass_kg = 0.0 if empty else 9_000.0 + 800.0 * (place % 7)
    image = EnergyImage(Energy.SINGLE, "", file.stat().st_size, file.name)
    scan = Scan(
        scan_id=f"real-{file.stem}",
        scanner="port scanner, 8 bits",
        taken_at=_entered(place, now) + timedelta(minutes=3),
        views=(View("side", (image,), geometry),),
    )
    cargo = _Cargo(family, (), mass_kg, feet)
    return CaseOnDisk(_case(f"R{place + 1:03d}", scan, cargo, place, now), {file.name: file})


def geometry_of_real_scan(boxes: str) -> tuple[Geometry, int]:
    """Scale from the outline of the first container in a scan, and the container's length in feet.

    `boxes` is "x y w h" in pixels, several separated by ";". An outline more than twice as long as
    high is taken to be a 40-foot container, any other a 20-foot one. Which side the doors are on is
    not known.
    """
    found = re.match(r"\s*(\d+) (\d+) (\d+) (\d+)", boxes)
    if found is None:
        return Geometry(), 40
    x, y, width, height = (int(number) for number in found.groups())
    feet = 40 if width > 2 * height else 20
    length_mm = LENGTH_40_FT_MM if feet == 40 else LENGTH_20_FT_MM
    return (
        Geometry(
            mm_per_px_x=length_mm / width,
            mm_per_px_y=HEIGHT_MM / height,
            doors=DoorSide.UNKNOWN,
            container=Box(x, y, width, height),
        ),
        feet,
    )


def _entered(place: int, now: datetime) -> datetime:
    return now - timedelta(minutes=FIRST_MINUTES_AGO - MINUTES_APART * place)


@dataclass(frozen=True, slots=True)
class _Cargo:
    family: str
    chapters: tuple[str, ...]
    mass_kg: float
    container_feet: int


def _case(case_id: str, scan: Scan, cargo: _Cargo, place: int, now: datetime) -> Case:
    entered = _entered(place, now)
    papers = make_papers(
        seed=1_000 + place,
        cargo=cargo.family,
        chapters=cargo.chapters,
        cargo_kg=cargo.mass_kg,
        container_feet=cargo.container_feet,
        entered_at=entered,
        post=POST,
        post_name=POST_NAME,
    )
    return Case(
        case_id=f"{POST}-{case_id}",
        post=POST,
        version=1,
        assigned_at=entered + timedelta(minutes=2),
        declaration=papers.declaration,
        risk=papers.risk,
        scans=(scan,),
    )


class _DemoGeometry(msgspec.Struct, frozen=True):
    mm_per_px_x: float
    mm_per_px_y: float
    doors: DoorSide
    container_px: tuple[float, float, float, float] | None = None


class _DemoScan(msgspec.Struct, frozen=True):
    """One entry of resources/demo/scans.json; what was hidden in it is not read here."""

    name: str
    files: dict[Energy, str]
    scanner: str
    view: str
    geometry: _DemoGeometry
    container_ft: int
    cargo_family: str
    hs_chapters: tuple[str, ...]
    cargo_mass_kg: float


class _DemoScans(msgspec.Struct, frozen=True):
    scans: tuple[_DemoScan, ...]


def simulated_cases(
    folder: Path, *, now: datetime, first: str | None = None
) -> tuple[CaseOnDisk, ...]:
    """The simulated cases that travel with the program; `first` is put first in the queue.

    Raises ScanUnreadable(``missing``) when there is no scan of the name `first`.
    """
    entries = msgspec.json.decode((folder / "scans.json").read_bytes(), type=_DemoScans).scans
    if first is not None:
        if first not in {entry.name for entry in entries}:
            raise ScanUnreadable("missing", f"the demo has no scan {first}")
        entries = tuple(sorted(entries, key=lambda entry: entry.name != first))
    return tuple(_simulated_case(folder, entry, place, now) for place, entry in enumerate(entries))


def _simulated_case(folder: Path, entry: _DemoScan, place: int, now: datetime) -> CaseOnDisk:
    files = {name: folder / name for name in entry.files.values()}
    images = tuple(
        EnergyImage(energy, "", files[name].stat().st_size, name)
        for energy, name in entry.files.items()
    )
    known = entry.geometry
    geometry = Geometry(
        mm_per_px_x=known.mm_per_px_x,
        mm_per_px_y=known.mm_per_px_y,
        doors=known.doors,
        container=None if known.container_px is None else Box(*known.container_px),
    )
    scan = Scan(
        scan_id=f"simulated-{entry.name}",
        scanner=entry.scanner,
        taken_at=_entered(place, now) + timedelta(minutes=3),
        views=(View(entry.view, images, geometry),),
        simulated=True,
    )
    cargo = _Cargo(entry.cargo_family, entry.hs_chapters, entry.cargo_mass_kg, entry.container_ft)
    return CaseOnDisk(_case(f"S{place + 1:03d}", scan, cargo, place, now), files)
