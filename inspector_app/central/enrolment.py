"""Letting a station in by a one-time code, and renewing its certificate."""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from inspector_app.central.authority import Authority, Issued, RequestRefused, read_bearer
from inspector_app.central.database import opened, writing
from inspector_app.central.refusals import Refusal
from inspector_app.central.settings import CentreSettings
from inspector_app.central.stations import (
    check_device_id,
    end_codes,
    hash_of_secret,
    keep_device,
    station_behind,
    utc_now,
)
from inspector_app.central.tables import device, enrolment_code, enrolment_guess, station
from inspector_app.protocol.messages import Enrolment, enrolment_message
from inspector_app.protocol.signing import is_signed

CODE_DAYS = 7
"""How long a code waits for its station."""

# Crockford's base 32: no letter in it looks like a digit.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CODE_LETTERS = 16
# What a person may type instead, on a Latin or a Cyrillic keyboard.
_READ_AS = str.maketrans("OILАВЕКМНОРСТХУ", "011ABEKMH0PCTXY")

# So many mistakes are free: a code read over a bad line is heard wrongly more than once.
_FREE_GUESSES = 3
_LONGEST_DELAY = timedelta(minutes=15)
_GUESSES_FORGOTTEN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Code:
    """A one-time code as it is read out, and the end of its life."""

    text: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class LetIn:
    """A station that was let in, and how it proves itself from now on: by `certificate` (PEM) where
    the centre has an authority, by `token` where it has none."""

    station_id: int
    post: str
    token: str
    certificate: str


def offer_code(
    settings: CentreSettings, station_id: int, *, now: Callable[[], datetime] = utc_now
) -> Code:
    """A new code for a station; it takes the place of one that is still unused. Raises ValueError
    for a station that there is not."""
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(_CODE_LETTERS))
    text = "-".join(letters[at : at + 4] for at in range(0, _CODE_LETTERS, 4))
    made_at = now()
    expires_at = made_at + timedelta(days=CODE_DAYS)
    with opened(settings) as engine, writing(engine) as connection:
        known = select(station.c.station_id).where(station.c.station_id == station_id)
        if connection.execute(known).one_or_none() is None:
            raise ValueError(f"there is no station {station_id}")
        end_codes(connection, station_id, made_at)
        connection.execute(
            insert(enrolment_code).values(
                code_sha256=hash_of_secret(letters),
                station_id=station_id,
                salt=secrets.token_hex(32),
                made_at=made_at,
                expires_at=expires_at,
            )
        )
    return Code(text, expires_at)


def enrol(
    engine: Engine,
    enrolment: Enrolment,
    *,
    address: str,
    authority: Authority | None,
    now: Callable[[], datetime] = utc_now,
) -> LetIn:
    """Let the station in that brings a code. The same station may ask again, because the first
    answer may have been lost.

    `address` is where it asks from: who tries codes that do not exist has to wait longer and
    longer, up to a quarter of an hour, and never for ever.

    Raises Refusal: 400 ``malformed``, 400 ``no-device``, 403 ``forged``, 403 ``unknown-code``, 403
    ``code-ended``, 403 ``device-revoked``, 409 ``code-used``, 409 ``device-of-another-post``, 409
    ``other-key``, 429 ``too-many-tries``.
    """
    check_device_id(enrolment.device_id)
    _check_keys(enrolment, authority)
    code = normal_code(enrolment.code)
    at = now()
    with writing(engine) as connection:
        _check_patience(connection, address, at)
        row = connection.execute(
            select(enrolment_code)
            .where(enrolment_code.c.code_sha256 == hash_of_secret(code))
            .with_for_update()
        ).one_or_none()
        if row is None:
            _note_guess(connection, address, at)
        else:
            _forget_guesses(connection, address)
            return _let_in(connection, row, code, enrolment, authority, at)
    # Only here, so that the guess has been written down.
    raise Refusal(403, "unknown-code", "the centre gave no such code")


def renew(
    engine: Engine,
    request: str,
    *,
    certificate: bytes | None,
    authority: Authority | None,
    now: Callable[[], datetime] = utc_now,
) -> LetIn:
    """A new certificate for a station that still has a good one (`certificate`, DER).

    Raises Refusal: 400 ``malformed``, 401 ``unknown-certificate``, 403 ``certificate-ended``, 403
    ``device-revoked``.
    """
    if certificate is None or authority is None:
        raise Refusal(401, "unknown-certificate", "only a certificate can be renewed")
    row = station_behind(engine, "", certificate=certificate, now=now)
    # The higher one, where a restored centre has forgotten the last enrolment.
    generation = max(row.generation, read_bearer(certificate).generation)
    with writing(engine) as connection:
        issued = _issue(connection, row, request, generation, authority)
    return LetIn(row.station_id, row.post, "", issued.certificate)


def normal_code(text: str) -> str:
    """A code as a person typed it, without what only helps the eye."""
    letters = "".join(letter for letter in text.upper() if letter.isalnum())
    return letters.translate(_READ_AS)


def _check_keys(enrolment: Enrolment, authority: Authority | None) -> None:
    message = enrolment_message(enrolment)
    if not enrolment.public_key:
        raise Refusal(400, "malformed", "a station that enrols has a key to sign with")
    if not is_signed(message, enrolment.signature, public_key=enrolment.public_key):
        raise Refusal(403, "forged", "whoever enrols does not hold the station's key")
    if authority is not None and not enrolment.request:
        raise Refusal(400, "malformed", "this centre needs a certificate signing request")


def _let_in(
    connection: Connection,
    code_row: Row[Any],
    code: str,
    enrolment: Enrolment,
    authority: Authority | None,
    at: datetime,
) -> LetIn:
    is_again = code_row.used_at is not None
    used_by = (code_row.used_device_id, code_row.used_public_key)
    if is_again and used_by != (enrolment.device_id, enrolment.public_key):
        raise Refusal(409, "code-used", "another station has used this code")
    if code_row.expires_at <= at:
        raise Refusal(403, "code-ended", "this code is no longer good")
    row = connection.execute(
        select(station).where(station.c.station_id == code_row.station_id)
    ).one()
    token = "" if authority is not None else _token(code_row.salt, code, enrolment)
    if not is_again:
        _keep_keys(connection, row, enrolment)
        _use_code(connection, code_row, enrolment, at)
        _open_door(connection, row, enrolment.device_id, token, at)
    elif row.revoked_at is not None:
        raise Refusal(403, "device-revoked", "this station was revoked")
    elif row.enrolled_at != code_row.used_at or row.device_id != enrolment.device_id:
        raise Refusal(409, "code-used", "this station was enrolled anew or became another device")
    certificate = ""
    if authority is not None:
        generation = row.generation if is_again else row.generation + 1
        certificate = _issue(connection, row, enrolment.request, generation, authority).certificate
    return LetIn(row.station_id, row.post, token, certificate)


def _keep_keys(connection: Connection, row: Row[Any], enrolment: Enrolment) -> None:
    keep_device(connection, row.station_id, row.post, enrolment.device_id)
    this_device = device.c.device_id == enrolment.device_id
    known = connection.execute(select(device.c.public_key).where(this_device)).scalar_one()
    if known not in ("", enrolment.public_key):
        # A device keeps its key for life; a station that lost it goes on as a new device.
        raise Refusal(409, "other-key", "the centre knows this device by another key")
    connection.execute(
        update(device)
        .where(this_device)
        .values(public_key=enrolment.public_key, sealing_key=enrolment.sealing_key)
    )


def _use_code(
    connection: Connection, code_row: Row[Any], enrolment: Enrolment, at: datetime
) -> None:
    connection.execute(
        update(enrolment_code)
        .where(enrolment_code.c.code_sha256 == code_row.code_sha256)
        .values(
            used_at=at, used_device_id=enrolment.device_id, used_public_key=enrolment.public_key
        )
    )


def _open_door(
    connection: Connection, row: Row[Any], device_id: str, token: str, at: datetime
) -> None:
    connection.execute(
        update(station)
        .where(station.c.station_id == row.station_id)
        .values(
            device_id=device_id,
            # The earlier one is shut out: it may be on the machine that was stolen.
            token_sha256=hash_of_secret(token or secrets.token_urlsafe(32)),
            generation=row.generation + 1,
            enrolled_at=at,
            revoked_at=None,
            certificate_serial=None,
            certificate_ends=None,
        )
    )


def _issue(
    connection: Connection, row: Row[Any], request: str, generation: int, authority: Authority
) -> Issued:
    try:
        issued = authority.issue_client(request, name=row.identity, generation=generation)
    except RequestRefused as error:
        raise Refusal(400, "malformed", str(error)) from error
    connection.execute(
        update(station)
        .where(station.c.station_id == row.station_id)
        .values(certificate_serial=issued.serial, certificate_ends=issued.ends_at)
    )
    return issued


def _token(salt: str, code: str, enrolment: Enrolment) -> str:
    """Neither the database nor the slip of paper is enough to make it."""
    about = f"{code}\n{enrolment.device_id}\n{enrolment.public_key}".encode()
    digest = hmac.new(bytes.fromhex(salt), about, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _check_patience(connection: Connection, address: str, at: datetime) -> None:
    row = connection.execute(
        select(enrolment_guess).where(enrolment_guess.c.address == _neighbourhood(address))
    ).one_or_none()
    if row is None or row.failures < _FREE_GUESSES:
        return
    delay = min(_LONGEST_DELAY, timedelta(seconds=2 ** min(row.failures - _FREE_GUESSES, 16)))
    # A clock that was set back must not lock anybody out for longer.
    if timedelta() <= at - row.last_at < delay:
        seconds = int(delay.total_seconds())
        raise Refusal(429, "too-many-tries", f"wait {seconds} seconds before the next try")


def _note_guess(connection: Connection, address: str, at: datetime) -> None:
    connection.execute(
        delete(enrolment_guess).where(enrolment_guess.c.last_at < at - _GUESSES_FORGOTTEN)
    )
    address = _neighbourhood(address)
    one_more = (
        update(enrolment_guess)
        .where(enrolment_guess.c.address == address)
        .values(failures=enrolment_guess.c.failures + 1, last_at=at)
    )
    if connection.execute(one_more).rowcount:
        return
    try:
        with connection.begin_nested():
            connection.execute(
                insert(enrolment_guess).values(address=address, failures=1, last_at=at)
            )
    except IntegrityError:
        connection.execute(one_more)  # somebody beside it was quicker


def _forget_guesses(connection: Connection, address: str) -> None:
    connection.execute(
        delete(enrolment_guess).where(enrolment_guess.c.address == _neighbourhood(address))
    )


def _neighbourhood(address: str) -> str:
    """The address itself, or the network of an IPv6 address: there one machine has very many."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if parsed.version == 4:
        return str(parsed)
    return str(ipaddress.ip_network((parsed, 64), strict=False))
