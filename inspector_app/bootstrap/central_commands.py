"""`inspector-app central ...`"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from inspector_app.central.cases import load_cases
from inspector_app.central.settings import CentreSettings
from inspector_app.central.stations import add_station
from inspector_app.domain.case import Case
from inspector_app.exchange.case_folder import read_case_folder
from inspector_app.exchange.hashing import name_by_content
from inspector_app.settings.data_folder import DataFolder
from inspector_app.workflow.ports import CaseOnDisk


def centre_settings(folder: DataFolder, options: argparse.Namespace) -> CentreSettings:
    return CentreSettings(
        folder=folder.path,
        database_url=options.database,
        host=getattr(options, "host", "127.0.0.1"),
        port=getattr(options, "port", 0),
    )


def serve_centre(folder: DataFolder, options: argparse.Namespace) -> int:
    """Answer stations until stopped."""
    # The web framework takes a second to load; the demo, which only fills a centre, need not wait.
    from inspector_app.central.serving import serve  # noqa: PLC0415

    settings = centre_settings(folder, options)
    settings.folder.mkdir(parents=True, exist_ok=True)
    if options.cases is not None:
        load_case_folder(settings, read_case_folder(options.cases))
    serve(settings)
    return 0


def load_case_folder(settings: CentreSettings, cases: tuple[CaseOnDisk, ...]) -> int:
    """Take cases and their scan files in at the centre; how many were new or newer."""
    named: list[Case] = []
    files: dict[str, Path] = {}
    for on_disk in cases:
        case, by_hash = name_by_content(on_disk)
        named.append(case)
        files.update(by_hash)
    return load_cases(settings, named, files)


def print_new_station(folder: DataFolder, options: argparse.Namespace) -> int:
    """Make a station known; its token goes to standard output and is kept nowhere else."""
    settings = centre_settings(folder, options)
    settings.folder.mkdir(parents=True, exist_ok=True)
    sys.stdout.write(add_station(settings, options.post, options.name) + "\n")
    return 0
