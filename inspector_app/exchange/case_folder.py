"""Cases in a folder: declarations as JSON, scans beside them.

Each ``*.case.json`` in the folder is one case::

    {"case_id": "...", "post": "ZU", "assigned_at": "2026-11-20T08:30:00Z",
     "declaration": {...}, "risk": {...},
     "scans": [{"scan_id": "...", "scanner": "...", "taken_at": "...",
                "views": [{"name": "side",
                           "images": [{"energy": "single", "file_name": "scan.png"}],
                           "geometry": {"mm_per_px_x": 5.0, "mm_per_px_y": 4.2}}]}]}

`declaration` and `risk` have the fields of `domain.declaration.Declaration` and
`domain.risk.RiskAssessment`. `version` and `simulated` may be left out, `sha256` of an image too;
where it stands it is checked. A view without `geometry` takes it from the scan's sidecar, if there
is
one. File names are names in the same folder; a path is refused.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import msgspec

from inspector_app.domain.case import Case
from inspector_app.domain.declaration import Declaration
from inspector_app.domain.errors import DeclarationUnreadable, ScanUnreadable
from inspector_app.domain.risk import RiskAssessment
from inspector_app.domain.scan import Energy, EnergyImage, Geometry, Scan, View
from inspector_app.exchange.scan_sidecar import find_sidecar, read_sidecar
from inspector_app.workflow.ports import CaseOnDisk

PATTERN = "*.case.json"
MAX_CASE_BYTES = 5_000_000


class _ImageFile(msgspec.Struct, frozen=True):
    energy: Energy
    file_name: str
    sha256: str = ""


class _ViewFile(msgspec.Struct, frozen=True):
    name: str
    images: tuple[_ImageFile, ...]
    geometry: Geometry | None = None


class _ScanFile(msgspec.Struct, frozen=True):
    scan_id: str
    scanner: str
    taken_at: datetime
    views: tuple[_ViewFile, ...]
    simulated: bool = False


class _CaseFile(msgspec.Struct, frozen=True):
    case_id: str
    post: str
    assigned_at: datetime
    declaration: Declaration
    risk: RiskAssessment
    scans: tuple[_ScanFile, ...] = ()
    version: int = 1


def read_case_folder(folder: Path) -> tuple[CaseOnDisk, ...]:
    """All cases of a folder, in the order of their file names.

    Raises DeclarationUnreadable (``missing``, ``no-cases``, ``not-json``, ``wrong-field``,
    ``too-large``, ``no-time-zone``, ``twice``, ``unreadable``) and ScanUnreadable
    (``missing``, ``outside``) naming the file. One wrong file refuses the whole folder: half a
    delivery looks like a whole one.
    """
    if not folder.is_dir():
        raise DeclarationUnreadable("missing", f"{folder} is not a folder")
    files = sorted(folder.glob(PATTERN))
    if not files:
        raise DeclarationUnreadable("no-cases", f"{folder} holds no {PATTERN}")
    cases = tuple(_read_case(file) for file in files)
    ids = [on_disk.case.case_id for on_disk in cases]
    twice = {case_id for case_id in ids if ids.count(case_id) > 1}
    if twice:
        raise DeclarationUnreadable("twice", f"more than one file holds case {min(twice)}")
    return cases


def write_case_file(folder: Path, case: Case) -> Path:
    """Write a case so that `read_case_folder` reads it again; the scan files are the caller's."""
    file = folder / f"{case.case_id}.case.json"
    file.write_bytes(msgspec.json.format(msgspec.json.encode(case), indent=1))
    return file


def _read_case(file: Path) -> CaseOnDisk:
    try:
        if file.stat().st_size > MAX_CASE_BYTES:
            raise DeclarationUnreadable("too-large", f"{file.name} is larger than any case")
        read = msgspec.json.decode(file.read_bytes(), type=_CaseFile)
    except OSError as error:
        raise DeclarationUnreadable("unreadable", f"{file.name}: {error.strerror}") from error
    except msgspec.ValidationError as error:
        raise DeclarationUnreadable("wrong-field", f"{file.name}: {error}") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise DeclarationUnreadable("not-json", f"{file.name}: {error}") from error
    times = [read.assigned_at, read.declaration.lodged_at, read.declaration.crossing.entered_at]
    times += [scan.taken_at for scan in read.scans]
    if any(time.tzinfo is None for time in times):
        raise DeclarationUnreadable("no-time-zone", f"{file.name}: a time has no time zone")
    files: dict[str, Path] = {}
    scans = tuple(_scan(scan, file.parent, files) for scan in read.scans)
    case = Case(
        case_id=read.case_id,
        post=read.post,
        version=read.version,
        assigned_at=read.assigned_at,
        declaration=read.declaration,
        risk=read.risk,
        scans=scans,
    )
    return CaseOnDisk(case, files)


def _scan(scan: _ScanFile, folder: Path, files: dict[str, Path]) -> Scan:
    views = []
    for view in scan.views:
        images = []
        for image in view.images:
            path = _file_in(folder, image.file_name)
            files[image.file_name] = path
            images.append(
                EnergyImage(image.energy, image.sha256, path.stat().st_size, image.file_name)
            )
        geometry = view.geometry
        if geometry is None and images:
            geometry = _geometry_beside(folder / images[0].file_name)
        views.append(View(view.name, tuple(images), geometry or Geometry()))
    return Scan(scan.scan_id, scan.scanner, scan.taken_at, tuple(views), scan.simulated)


def _geometry_beside(scan: Path) -> Geometry | None:
    sidecar = find_sidecar(scan)
    if sidecar is None or sidecar.suffix != ".json":
        return None
    for view in read_sidecar(sidecar).views:
        if scan.name in {name for _, name in view.files.by_energy()}:
            return view.geometry
    return None


def _file_in(folder: Path, name: str) -> Path:
    if Path(name).name != name or name in ("", ".", ".."):
        raise ScanUnreadable("outside", f"{name!r} is not the name of a file in the folder")
    path = folder / name
    if not path.is_file():
        raise ScanUnreadable("missing", f"{name} is named by a case but is not there")
    return path
