"""Naming the scan files of a case by their content."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from inspector_app.domain.case import Case
from inspector_app.domain.errors import ScanUnreadable
from inspector_app.domain.scan import EnergyImage, Scan, View
from inspector_app.workflow.ports import CaseOnDisk


def sha256_of(path: Path) -> str:
    """Hash of a file's bytes, lower-case hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def name_by_content(on_disk: CaseOnDisk) -> tuple[Case, dict[str, Path]]:
    """The case with the hash of every image filled in, and the files by hash.

    Raises ScanUnreadable(``damaged``) when a file is not the one the case names.
    """
    files: dict[str, Path] = {}

    def named(image: EnergyImage) -> EnergyImage:
        path = on_disk.files[image.file_name]
        sha256 = sha256_of(path)
        if image.sha256 and image.sha256 != sha256:
            raise ScanUnreadable("damaged", f"{image.file_name} is not the file the case names")
        files[sha256] = path
        return replace(image, sha256=sha256, size_bytes=path.stat().st_size)

    def named_view(view: View) -> View:
        return replace(view, images=tuple(named(image) for image in view.images))

    def named_scan(scan: Scan) -> Scan:
        return replace(scan, views=tuple(named_view(view) for view in scan.views))

    case = replace(on_disk.case, scans=tuple(named_scan(scan) for scan in on_disk.case.scans))
    return case, files
