"""`inspector-app case import`, `inspector-app connect` and `inspector-app station enrol`."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from inspector_app.bootstrap.compose import open_composed, read_station_settings, save_settings
from inspector_app.bootstrap.progress import progress_bar
from inspector_app.protocol.messages import Enrolment
from inspector_app.settings.data_folder import DataFolder
from inspector_app.settings.station import StationSettings, read_settings
from inspector_app.storage.station import open_station
from inspector_app.sync.enrolling import check_authority, enrol, fetch_authority
from inspector_app.sync.station_identity import StationIdentity
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


def enrol_station(folder: DataFolder, options: argparse.Namespace) -> int:
    """Bring a one-time code to the centre and keep what it answers. May be said again when the line
    broke: the centre answers the same station again."""
    earlier = read_station_settings(folder)
    identity = StationIdentity(folder.identity)
    authority = fetch_authority(options.centre)
    if authority:
        check_authority(
            authority,
            expected=options.authority,
            pinned=identity.authority,
            confirm=_is_known_fingerprint,
        )
    with open_station(folder) as database:
        log = database.log
        mine = log.identity()
        enrolled = enrol(
            options.centre,
            Enrolment(
                code=options.code,
                device_id=mine.device_id,
                public_key=mine.public_key,
                sealing_key=mine.sealing_recipient,
            ),
            signer=log.signer(),
            authority=authority,
            identity=identity,
        )
        log.pin_centre(signing_key=enrolled.signing_key, sealing_key=enrolled.sealing_key)
    save_settings(
        folder,
        replace(
            earlier,
            post=enrolled.post,
            post_name=options.post_name or earlier.post_name,
            person=options.person or earlier.person,
            centre_url=options.centre,
            token=enrolled.token,
        ),
    )
    sys.stdout.write(f"this station now belongs to post {enrolled.post}\n")
    return 0


def _is_known_fingerprint(fingerprint: str) -> bool:
    """Ask the person, who has it from the centre's administrator."""
    sys.stderr.write(f"The centre's authority has this fingerprint:\n  {fingerprint}\n")
    if not sys.stdin.isatty():
        sys.stderr.write("If it is the right one, give it with --authority.\n")
        return False
    sys.stderr.write("Is it the one that the centre's administrator told you? [yes/no] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() == "yes"


def _never() -> bool:
    return False
