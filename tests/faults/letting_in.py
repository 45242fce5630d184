"""Stations of the fault runs that a real centre lets in, each in the way it proves itself."""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from inspector_app.central.authority import open_authority
from inspector_app.central.enrolment import offer_code
from inspector_app.central.serving import serve
from inspector_app.central.settings import CentreSettings
from inspector_app.central.stations import register
from inspector_app.protocol.link import LinkStatus
from inspector_app.protocol.messages import Enrolment
from inspector_app.settings.data_folder import DataFolder
from inspector_app.storage.station import StationDatabase
from inspector_app.sync.enrolling import check_authority, enrol, fetch_authority
from inspector_app.sync.station_identity import StationIdentity
from tests.faults import posts
from tests.helpers.forked import end_with_parent


class Proof(StrEnum):
    """How a station proves itself.

    TOKEN: as those of protocol 1, without signatures. SIGNED: it came with a one-time code, signs,
    and knows the centre's keys; its token goes over plain HTTP. TLS: the same with certificates on
    both sides.
    """

    TOKEN = "token"
    SIGNED = "signed"
    TLS = "tls"


def serve_quietly(settings: CentreSettings) -> None:
    """A centre's process."""
    logging.disable(logging.CRITICAL)
    end_with_parent()
    sys.stdout = io.StringIO()
    serve(settings)


def code_for(settings: CentreSettings, post: str, name: str) -> tuple[str, str]:
    """Make a new station known; its one-time code, and the authority's fingerprint if it has one.
    A centre with TLS must have been started before."""
    code = offer_code(settings, register(settings, post, name).station_id).text
    if not settings.tls:
        return code, ""
    return code, open_authority(settings.authority, now=lambda: datetime.now(UTC)).fingerprint


def bring_code(
    station: StationDatabase, folder: Path, url: str, code: str, fingerprint: str
) -> str:
    """What `inspector-app station enrol` does; the station's token, empty with TLS. After a lost
    answer, do it again. Raises CentreUnreachable."""
    identity = identity_in(folder)
    authority = fetch_authority(url)
    if authority:
        check_authority(
            authority, expected=fingerprint, pinned=identity.authority, confirm=lambda _: False
        )
    mine = station.log.identity()
    enrolled = enrol(
        url,
        Enrolment(
            code=code,
            device_id=mine.device_id,
            public_key=mine.public_key,
            sealing_key=mine.sealing_recipient,
        ),
        signer=station.log.signer(),
        authority=authority,
        identity=identity,
    )
    station.log.pin_centre(signing_key=enrolled.signing_key, sealing_key=enrolled.sealing_key)
    return enrolled.token


def identity_in(folder: Path) -> StationIdentity:
    """Of the station whose data folder this is."""
    return StationIdentity(DataFolder(folder).identity)


def talk(
    station: StationDatabase,
    folder: Path,
    url: str,
    token: str,
    *,
    should_stop: Callable[[], bool],
    on_status: Callable[[LinkStatus], None] = lambda _: None,
) -> None:
    """As `posts.talk`, with the identity of the station in `folder`."""
    posts.talk(
        station,
        url,
        token,
        should_stop=should_stop,
        on_status=on_status,
        identity=identity_in(folder),
    )
