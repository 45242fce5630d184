"""The file that describes a scan: our own sidecar, ``<scan>.json``.

    {
      "format": "inspector-scan-1",
      "scan_id": "MN-0001-20260301-0042",
      "scanner": "dual-energy drive-through 6/4 MeV",
      "taken_at": "2026-03-01T08:15:00Z",
      "simulated": false,
      "views": [
        {
          "name": "side",
          "files": {"high": "0042-side-high.tif", "low": "0042-side-low.tif"},
          "bits": 16,
          "mm_per_px_x": 5.0,
          "mm_per_px_y": 4.0,
          "doors": "right",
          "container": {"x": 310.0, "y": 120.0, "width": 2410.0, "height": 520.0}
        }
      ]
    }

``files`` has ``high`` and ``low``, or ``single`` alone; ``high`` and ``low`` may name the same TIFF
of two pages. Files lie beside the sidecar and are named without any folder. ``bits``, both scales,
``doors`` and ``container`` may be missing: what is not known is not shown. Anything else in the
file is an error, because a misspelt scale must not pass for an unknown one.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec

from inspector_app.domain.errors import ScanUnreadable
from inspector_app.domain.region import Box
from inspector_app.domain.scan import DoorSide, Energy, EnergyImage, Geometry, Scan, View
from inspector_app.imaging.scan_file import open_scan_file

FORMAT: Final = "inspector-scan-1"

_MAX_BYTES = 1_000_000
_MAX_SIDE_PX = 200_000

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
MillimetresPerPixel = Annotated[float, msgspec.Meta(ge=0.01, le=1000)]
Place = Annotated[float, msgspec.Meta(ge=0, le=_MAX_SIDE_PX)]
Extent = Annotated[float, msgspec.Meta(gt=0, le=_MAX_SIDE_PX)]


class ContainerBox(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Outline of the container in scan pixels."""

    x: Place
    y: Place
    width: Extent
    height: Extent


class ViewFiles(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """Which file holds which energy: ``high`` and ``low``, or ``single``."""

    high: Text | None = None
    low: Text | None = None
    single: Text | None = None

    def __post_init__(self) -> None:
        if (self.single is None) == (self.high is None) or (self.high is None) != (
            self.low is None
        ):
            raise ValueError("name a high and a low file, or a single one")
        for name in (self.high, self.low, self.single):
            if name is not None and not _is_plain_name(name):
                raise ValueError(f"{name!r} is not a plain file name")

    def by_energy(self) -> tuple[tuple[Energy, str], ...]:
        """The energies of the view, high first, and their files."""
        named = ((Energy.HIGH, self.high), (Energy.LOW, self.low), (Energy.SINGLE, self.single))
        return tuple((energy, name) for energy, name in named if name is not None)


class SidecarView(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """One view. Scales in millimetres per pixel; None where not known."""

    name: Text
    files: ViewFiles
    bits: Annotated[int, msgspec.Meta(ge=8, le=16)] | None = None
    mm_per_px_x: MillimetresPerPixel | None = None
    mm_per_px_y: MillimetresPerPixel | None = None
    doors: DoorSide = DoorSide.UNKNOWN
    container: ContainerBox | None = None

    @property
    def geometry(self) -> Geometry:
        box = self.container
        return Geometry(
            self.mm_per_px_x,
            self.mm_per_px_y,
            self.doors,
            Box(box.x, box.y, box.width, box.height) if box is not None else None,
        )

    def paths(self, folder: Path) -> tuple[Path, Path | None]:
        """The files for `read_view`: high or single, and low unless it is in the same file."""
        names = [name for _, name in self.files.by_energy()]
        low = names[1] if len(set(names)) > 1 else None
        return folder / names[0], folder / low if low is not None else None


class ScanSidecar(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a sidecar says. `taken_at` is aware."""

    format: Literal["inspector-scan-1"]
    scan_id: Text
    scanner: Text
    taken_at: Annotated[datetime, msgspec.Meta(tz=True)]
    views: Annotated[tuple[SidecarView, ...], msgspec.Meta(min_length=1, max_length=8)]
    simulated: bool

    def __post_init__(self) -> None:
        names = [view.name for view in self.views]
        if len(names) != len(set(names)):
            raise ValueError("two views have the same name")


def read_sidecar(path: Path) -> ScanSidecar:
    """Read and check a sidecar.

    Raises:
        ScanUnreadable: ``bad-sidecar`` with the place of the first thing that does not fit, or why
            the file cannot be opened (``missing``, ``not-a-file``, ``no-rights``, ``empty``).
    """
    try:
        return msgspec.json.decode(read_small_file(path), type=ScanSidecar)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ScanUnreadable("bad-sidecar", f"{path.name}: {error}") from error


def write_sidecar(path: Path, sidecar: ScanSidecar) -> None:
    """Write `sidecar`, readable by people; the file at `path` is the old one or the new one, never
    half of either.

    Raises:
        ScanUnreadable: ``bad-sidecar`` when it would not be read again.
        OSError: as writing a file does.
    """
    raw = msgspec.json.format(msgspec.json.encode(sidecar), indent=2) + b"\n"
    try:
        # Fields are not checked when the value is made in the program, only when it is read.
        msgspec.json.decode(raw, type=ScanSidecar)
    except msgspec.MsgspecError as error:
        raise ScanUnreadable("bad-sidecar", f"{path.name}: {error}") from error
    descriptor, name = tempfile.mkstemp(prefix=".sidecar-", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(raw)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def find_sidecar(scan_path: Path) -> Path | None:
    """The sidecar beside a scan file, or None: ours (``.json``) before the scanner's (``.xml``).

    A scan of several files has one sidecar, so after the file's own name its beginnings are tried:
    ``0042-side-high.tif``, ``0042-side``, ``0042``. Scanners of the XML kind put one letter for the
    view after the scan's name.
    """
    stems = [scan_path.name, scan_path.stem]
    shorter = scan_path.stem
    while cut := max(shorter.rfind("-"), shorter.rfind("_")):
        if cut < 0:
            break
        shorter = shorter[:cut]
        stems.append(shorter)
    candidates = [stem + ".json" for stem in stems]
    candidates += [name + ".xml" for stem in stems for name in (stem, stem[:-1]) if name]
    for name in candidates:
        path = scan_path.with_name(name)
        if path != scan_path and path.is_file():
            return path
    return None


def scan_of(sidecar: ScanSidecar, folder: Path) -> Scan:
    """The scan as the rest of the app knows it. Reads every file once, for its hash.

    Raises:
        ScanUnreadable: a file it names is missing or cannot be read.
    """
    return Scan(
        scan_id=sidecar.scan_id,
        scanner=sidecar.scanner,
        taken_at=sidecar.taken_at,
        views=tuple(
            View(
                view.name,
                tuple(
                    _energy_image(folder / name, energy) for energy, name in view.files.by_energy()
                ),
                view.geometry,
            )
            for view in sidecar.views
        ),
        simulated=sidecar.simulated,
    )


def read_small_file(path: Path) -> bytes:
    """All bytes of a sidecar. Raises ScanUnreadable, ``bad-sidecar`` for one over a megabyte."""
    with open_scan_file(path) as stream:
        raw = stream.read(_MAX_BYTES + 1)
    if len(raw) > _MAX_BYTES:
        raise ScanUnreadable("bad-sidecar", f"{path.name} is too long to describe a scan")
    return raw


def _energy_image(path: Path, energy: Energy) -> EnergyImage:
    with open_scan_file(path) as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        return EnergyImage(energy, sha256, os.fstat(stream.fileno()).st_size, path.name)


def _is_plain_name(name: str) -> bool:
    """Whether `name` can only be a file in the same folder, on any system."""
    return name not in (".", "..") and not any(sign in name for sign in "/\\:\0")
