"""`inspector-app central ...`"""

from __future__ import annotations

import argparse
import logging
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from inspector_app.central.authority import open_authority
from inspector_app.central.backup import back_up, note_backup
from inspector_app.central.cases import load_cases
from inspector_app.central.database import opened, writing
from inspector_app.central.enrolment import Code, offer_code
from inspector_app.central.json_log import logging_as_json
from inspector_app.central.months import detach_month
from inspector_app.central.roll import add_person, end_person, list_people
from inspector_app.central.rules import Role
from inspector_app.central.sequence import raise_epoch
from inspector_app.central.settings import CentreSettings
from inspector_app.central.stations import list_stations, register, revoke_station, utc_now
from inspector_app.domain.case import Case
from inspector_app.domain.errors import CentreRefused
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
        tls=getattr(options, "tls", False),
        names=tuple(getattr(options, "host_name", ())),
        s3_bucket=getattr(options, "s3_bucket", ""),
        s3_endpoint=getattr(options, "s3_endpoint", ""),
        s3_region=getattr(options, "s3_region", ""),
        metrics_secret=_first_line_of(getattr(options, "metrics_secret", None)),
    )


def _first_line_of(file: Path | None) -> str:
    if file is None:
        return ""
    line = file.read_text(encoding="utf-8").partition("\n")[0].strip()
    if not line:
        raise CentreRefused("no-secret", f"{file} is empty")
    return line


def serve_centre(folder: DataFolder, options: argparse.Namespace) -> int:
    """Answer stations until stopped."""
    # The web framework takes a second to load; the demo, which only fills a centre, need not wait.
    from inspector_app.central.serving import serve  # noqa: PLC0415

    settings = centre_settings(folder, options)
    settings.folder.mkdir(parents=True, exist_ok=True)
    if options.cases is not None:
        load_case_folder(settings, read_case_folder(options.cases))
    if settings.tls:
        authority = open_authority(settings.authority, now=utc_now)
        sys.stderr.write(f"The authority's fingerprint: {authority.fingerprint}\n")
    with logging_as_json() if options.log == "json" else nullcontext():
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
    """Make a station known and print how it gets in. Its token goes to standard output, alone, so
    that it can be redirected into a file; what a person reads goes to standard error. With
    ``--code`` the code goes to standard output and there is no token to be lost."""
    settings = centre_settings(folder, options)
    settings.folder.mkdir(parents=True, exist_ok=True)
    new = register(settings, options.post, options.name)
    code = offer_code(settings, new.station_id)
    if options.code:
        sys.stdout.write(code.text + "\n")
    else:
        sys.stdout.write(new.token + "\n")
        sys.stderr.write(f"or, for `station enrol`, the one-time code {code.text}\n")
    _explain_code(settings, new.station_id, code)
    return 0


def print_new_code(folder: DataFolder, options: argparse.Namespace) -> int:
    """A code for a station that was revoked, has lapsed or has a new disk."""
    settings = centre_settings(folder, options)
    with _known_station():
        code = offer_code(settings, options.station)
    sys.stdout.write(code.text + "\n")
    _explain_code(settings, options.station, code)
    return 0


def revoke(folder: DataFolder, options: argparse.Namespace) -> int:
    """Let a station in no more."""
    with _known_station():
        known = revoke_station(centre_settings(folder, options), options.station)
    sys.stdout.write(f"station {known.station_id} ({known.name}, post {known.post}) is revoked\n")
    return 0


def print_stations(folder: DataFolder, options: argparse.Namespace) -> int:
    """One line for each station, fields separated by tabs, under a line of headings."""
    headings = ("station", "post", "name", "state", "certificate ends", "device", "remark")
    sys.stdout.write("\t".join(headings) + "\n")
    for one in list_stations(centre_settings(folder, options)):
        state = "revoked" if one.revoked_at else "enrolled" if one.enrolled_at else "by token"
        if not one.device_id and not one.revoked_at:
            state = "not connected yet"
        ends = "" if one.certificate_ends is None else f"{one.certificate_ends:%Y-%m-%d}"
        many = f"{one.new_logs} new logs within a day: are there copies of its disk?"
        remark = many if one.is_split else ""
        fields = (str(one.station_id), one.post, one.name, state, ends, one.device_id, remark)
        sys.stdout.write("\t".join(fields) + "\n")
    return 0


def note_restored(folder: DataFolder, options: argparse.Namespace) -> int:
    """The database was restored from a backup: stations compare and send again what is missing."""
    epoch = raise_epoch(centre_settings(folder, options))
    sys.stdout.write(f"a new epoch has begun: {epoch}\n")
    return 0


def make_backup(folder: DataFolder, options: argparse.Namespace) -> int:
    """Copy the database of a centre in a file and print where to, or note that it was done."""
    with opened(centre_settings(folder, options)) as engine:
        if options.done:
            note_backup(engine, at=utc_now())
        else:
            sys.stdout.write(f"{back_up(engine, options.folder, at=utc_now())}\n")
    return 0


def print_roll(folder: DataFolder, options: argparse.Namespace) -> int:
    """One line for each person, fields separated by tabs, under a line of headings."""
    sys.stdout.write("\t".join(("post", "name", "role", "until")) + "\n")
    for one in list_people(centre_settings(folder, options), options.post):
        until = "" if one.ended_at is None else f"{one.ended_at:%Y-%m-%d}"
        sys.stdout.write("\t".join((one.post, one.name, one.role.value, until)) + "\n")
    return 0


def change_roll(folder: DataFolder, options: argparse.Namespace) -> int:
    """Put somebody on the roll of a post, or let them leave it."""
    settings = centre_settings(folder, options)
    settings.folder.mkdir(parents=True, exist_ok=True)
    try:
        if options.role == "none":
            end_person(settings, options.post, options.name)
        else:
            add_person(settings, options.post, options.name, Role(options.role))
    except ValueError as error:
        raise CentreRefused("unknown-person", str(error)) from error
    return 0


def take_month_off(folder: DataFolder, options: argparse.Namespace) -> int:
    """Detach what came in one month; the table stays until somebody drops it."""
    with opened(centre_settings(folder, options)) as engine, writing(engine) as connection:
        try:
            name = detach_month(connection, options.month, now=utc_now())
        except ValueError as error:
            raise CentreRefused("no-such-month", str(error)) from error
    sys.stdout.write(f"{name}\n")
    return 0


@contextmanager
def _known_station() -> Iterator[None]:
    try:
        yield
    except ValueError as error:
        raise CentreRefused("unknown-station", str(error)) from error


def _explain_code(settings: CentreSettings, station_id: int, code: Code) -> None:
    sys.stderr.write(
        f"It is for station {station_id}, works once and ends on "
        f"{code.expires_at:%Y-%m-%d %H:%M} UTC.\n"
    )
    if settings.authority.exists():
        authority = open_authority(settings.authority, now=utc_now)
        sys.stderr.write(f"The authority's fingerprint: {authority.fingerprint}\n")


def relay_to_cais(folder: DataFolder, options: argparse.Namespace) -> int:
    """Carry messages between the centre and CAIS until SIGTERM or SIGINT."""
    from inspector_app.central.cais.exchange_tables import send_again  # noqa: PLC0415
    from inspector_app.central.cais.relay import Queues, keep_relaying  # noqa: PLC0415

    settings = centre_settings(folder, options)
    url = sys.stdin.readline().strip() if options.broker == "-" else options.broker
    stopped: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda received, _: stopped.append(received))
    # Its own trouble is told by the relay, in one line.
    logging.getLogger("pika").setLevel(logging.CRITICAL)
    with opened(settings) as engine:
        if options.send_again:
            if send_again(engine, options.send_again, now=utc_now()):
                return 0
            raise CentreRefused("no-such-thing", f"no refused result {options.send_again!r}")
        queues = Queues(options.results, options.incoming, f"{options.incoming}.backout")
        sys.stderr.write("carrying messages to and from CAIS\n")
        keep_relaying(engine, url, queues, should_stop=lambda: bool(stopped))
    return 0
