"""`inspector-app case import` and `inspector-app connect`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from inspector_app.bootstrap.compose import open_composed, save_settings
from inspector_app.bootstrap.progress import progress_bar
from inspector_app.settings.data_folder import DataFolder
from inspector_app.settings.station import StationSettings, read_settings
from inspector_app.workflow.take_in_cases import take_in_cases


def import_cases(folder: DataFolder, source: Path) -> int:
    """Take a folder of cases in, with a progress bar."""
    station = open_composed(folder, highlighter=None)
    try:
        cases = station.ports.read_cases(source)
        with progress_bar("scan files") as show:
            taken = take_in_cases(station.ports, cases, progress=show, should_stop=_never)
    finally:
        station.close()
    sys.stdout.write(f"taken in: {taken.cases} new cases, {taken.files} scan files\n")
    return 0


def connect_station(folder: DataFolder, options: argparse.Namespace) -> int:
    """Write post, person, centre and token into the station's settings."""
    if str(options.token_file) == "-":
        token = sys.stdin.readline().strip()
    else:
        token = options.token_file.read_text(encoding="utf-8").strip()
    try:
        earlier = read_settings(folder.settings)
    except (ValueError, TypeError) as error:
        # Everything that could do harm when it is wrong is written anew below.
        sys.stderr.write(f"inspector-app: the earlier settings are replaced: {error}\n")
        earlier = StationSettings()
    save_settings(
        folder,
        StationSettings(
            post=options.post,
            post_name=options.post_name,
            person=options.person,
            centre_url=options.centre,
            token=token,
            language=earlier.language,
            highlights_hidden=(
                earlier.highlights_hidden
                if options.highlights is None
                else options.highlights == "after-verdict"
            ),
        ),
    )
    sys.stdout.write(f"this station now belongs to post {options.post}\n")
    return 0


def _never() -> bool:
    return False
