"""Taking cases in from a folder: a USB stick, or a scanner's export."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from inspector_app.domain.case import Case
from inspector_app.domain.errors import ScanUnreadable
from inspector_app.domain.scan import EnergyImage, Scan, View
from inspector_app.workflow.ports import CaseOnDisk, Ports, ScanStore


@dataclass(frozen=True, slots=True)
class TakenIn:
    """How many cases were new or newer, and how many scan files came with them; `case_ids` are all
    that were taken in, also those that were known."""

    cases: int
    files: int
    case_ids: tuple[str, ...] = ()


def take_in_folder(
    ports: Ports,
    folder: Path,
    *,
    progress: Callable[[float], None],
    should_stop: Callable[[], bool],
) -> TakenIn:
    """Read all cases of a folder and take them in. Raises as `take_in_cases`, and
    DeclarationUnreadable when a case file does not make sense; then nothing is taken in."""
    return take_in_cases(
        ports, ports.read_cases(folder), progress=progress, should_stop=should_stop
    )


def take_in_cases(
    ports: Ports,
    cases: Sequence[CaseOnDisk],
    *,
    progress: Callable[[float], None],
    should_stop: Callable[[], bool],
) -> TakenIn:
    """Copy the scan files, then write all cases in one transaction.

    Files come first, so that a cut leaves files without a case (harmless) and never a case that
    names files that are nowhere. Stopping early writes no case at all. Raises ScanUnreadable when a
    named file is missing or is not what the case says it is.
    """
    total = sum(len(on_disk.files) for on_disk in cases) or 1
    copied = 0
    complete: list[Case] = []
    for on_disk in cases:
        scans: list[Scan] = []
        for scan in on_disk.case.scans:
            views: list[View] = []
            for view in scan.views:
                images: list[EnergyImage] = []
                for image in view.images:
                    if should_stop():
                        return TakenIn(0, copied)
                    images.append(take_in_image(ports.scans, image, on_disk.files))
                    copied += 1
                    progress(copied / total)
                views.append(replace(view, images=tuple(images)))
            scans.append(replace(scan, views=tuple(views)))
        complete.append(replace(on_disk.case, scans=tuple(scans)))
    return TakenIn(ports.cases.keep(complete), copied, tuple(one.case_id for one in complete))


def take_in_image(store: ScanStore, image: EnergyImage, files: Mapping[str, Path]) -> EnergyImage:
    """Copy one file into the store and fill in its hash and size."""
    path = files.get(image.file_name)
    if path is None:
        raise ScanUnreadable("missing", f"{image.file_name} is named by a case but is not there")
    taken = store.take_file(path)
    if image.sha256 and image.sha256 != taken.sha256:
        raise ScanUnreadable("damaged", f"{image.file_name} is not the file the case names")
    return replace(taken, energy=image.energy, file_name=image.file_name)
