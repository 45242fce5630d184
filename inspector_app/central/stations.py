"""Which stations there are, and how one proves itself."""

from __future__ import annotations

import hashlib
import re
import secrets
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, bindparam, func, insert, select, update

from inspector_app.central.authority import Bearer, read_bearer
from inspector_app.central.database import looking_up, opened, writing
from inspector_app.central.intake import Sender
from inspector_app.central.refusals import Refusal
from inspector_app.central.settings import CentreSettings
from inspector_app.central.tables import device, enrolment_code, station

NEW_LOGS_A_DAY = 3
"""A restored station begins one new log. More than these within a day means that two computers with
copies of one disk push each other out."""

_DEVICE_ID = re.compile(r"[\x21-\x7e]{1,64}")
_SCHEME = "bearer "
# Built once, as in `facts`: every request asks one of them.
_BY_TOKEN = select(station).where(station.c.token_sha256.in_(bindparam("keys", expanding=True)))
_BY_IDENTITY = select(station).where(station.c.identity.in_(bindparam("keys", expanding=True)))


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class NewStation:
    """`token` is seen this one time."""

    station_id: int
    token: str


@dataclass(frozen=True, slots=True)
class Claim:
    """Who a request says that it comes from.

    Attributes:
        authorization: the header with the token.
        certificate: the one (DER) with which the other side of the connection has proved to TLS
            that this centre's authority signed it; it counts for more than a token.
    """

    authorization: str
    device_id: str
    certificate: bytes | None = None


@dataclass(frozen=True, slots=True)
class KnownStation:
    """A station as its administrator sees it. `device_id` is empty until it has connected;
    `new_logs` is how often it became another device within a day."""

    station_id: int
    post: str
    name: str
    device_id: str
    added_at: datetime
    enrolled_at: datetime | None
    certificate_ends: datetime | None
    revoked_at: datetime | None
    new_logs: int = 0

    @property
    def is_split(self) -> bool:
        """Whether it begins new logs so often that two computers must be speaking in its name."""
        return self.new_logs > NEW_LOGS_A_DAY


def register(settings: CentreSettings, post: str, name: str) -> NewStation:
    """Make a new station of a post known. Of its token only the hash is kept. Raises ValueError for
    an empty post."""
    if not post:
        raise ValueError("a station belongs to a post")
    token = secrets.token_urlsafe(32)
    with opened(settings) as engine, writing(engine) as connection:
        station_id = connection.execute(
            insert(station)
            .values(
                token_sha256=hash_of_secret(token),
                post=post,
                name=name,
                added_at=utc_now(),
                identity=uuid.uuid4().hex,
            )
            .returning(station.c.station_id)
        ).scalar_one()
    return NewStation(station_id, token)


def add_station(settings: CentreSettings, post: str, name: str) -> str:
    """The token of a new station of a post. Raises ValueError for an empty post."""
    return register(settings, post, name).token


def list_stations(
    settings: CentreSettings, *, now: Callable[[], datetime] = utc_now
) -> tuple[KnownStation, ...]:
    """All stations, in the order in which they were added."""
    with opened(settings) as engine, engine.begin() as connection:
        rows = connection.execute(select(station).order_by(station.c.station_id)).all()
        begun = connection.execute(
            select(device.c.station_id, func.count().label("number"))
            .where(device.c.begun_at > now() - timedelta(days=1))
            .group_by(device.c.station_id)
        )
        new_logs: dict[int | None, int] = {one.station_id: one.number for one in begun}
    return tuple(
        KnownStation(
            row.station_id,
            row.post,
            row.name,
            row.device_id or "",
            row.added_at,
            row.enrolled_at,
            row.certificate_ends,
            row.revoked_at,
            new_logs.get(row.station_id, 0),
        )
        for row in rows
    )


def revoke_station(
    settings: CentreSettings, station_id: int, *, now: Callable[[], datetime] = utc_now
) -> KnownStation:
    """Let a station in no more, by token, certificate or a code that it was given before, until it
    brings a new code. What it has sent stays. Raises ValueError for a station that there is not."""
    at = now()
    with opened(settings) as engine, writing(engine) as connection:
        connection.execute(
            update(station)
            .where(station.c.station_id == station_id, station.c.revoked_at.is_(None))
            .values(revoked_at=at)
        )
        end_codes(connection, station_id, at)
    found = [one for one in list_stations(settings) if one.station_id == station_id]
    if not found:
        raise ValueError(f"there is no station {station_id}")
    return found[0]


def identify(
    engine: Engine,
    authorization: str,
    device_id: str,
    *,
    certificate: bytes | None = None,
    now: Callable[[], datetime] = utc_now,
) -> Sender:
    """The station behind a request. The first device that comes with a token keeps it.

    The rest as in a Claim.

    Raises Refusal: what `station_behind` raises, and 400 ``no-device``, 409 ``token-in-use``, 409
    ``device-of-another-post``.
    """
    answer = identify_all(engine, [Claim(authorization, device_id, certificate)], now=now)[0]
    if isinstance(answer, Refusal):
        raise answer
    return answer


def identify_all(
    engine: Engine, claims: Sequence[Claim], *, now: Callable[[], datetime] = utc_now
) -> list[Sender | Refusal]:
    """The stations behind some requests, or why each is refused, with a statement for all."""
    answers: list[Sender | Refusal] = []
    for claim, row in zip(claims, _stations_behind(engine, claims, now()), strict=True):
        try:
            answers.append(_sender(engine, claim, row))
        except Refusal as refusal:
            answers.append(refusal)
    return answers


def _sender(engine: Engine, claim: Claim, row: Row[Any] | Refusal) -> Sender:
    if isinstance(row, Refusal):
        raise row
    check_device_id(claim.device_id)
    if row.device_id is None:
        with writing(engine) as connection:
            _bind(connection, row.station_id, row.post, claim.device_id)
    elif row.device_id != claim.device_id:
        raise Refusal(409, "token-in-use", "another device already uses this token or certificate")
    return Sender(claim.device_id, row.post)


def station_behind(
    engine: Engine,
    authorization: str,
    *,
    certificate: bytes | None,
    now: Callable[[], datetime] = utc_now,
) -> Row[Any]:
    """The row of the station that a certificate or a token belongs to.

    Raises Refusal: 401 ``unknown-token``, 401 ``unknown-certificate``, 403 ``certificate-ended``,
    403 ``device-revoked``.
    """
    row = _stations_behind(engine, [Claim(authorization, "", certificate)], now())[0]
    if isinstance(row, Refusal):
        raise row
    return row


def _stations_behind(
    engine: Engine, claims: Sequence[Claim], now: datetime
) -> list[Row[Any] | Refusal]:
    proofs = [_proof_of(claim) for claim in claims]
    tokens = [one for one in proofs if isinstance(one, str)]
    names = [one.name for one in proofs if isinstance(one, Bearer)]
    rows: dict[str, Row[Any]] = {}
    # Hashes and identities are drawn by lot and of different lengths: no two are the same.
    if tokens:
        with looking_up(engine) as connection:
            found = connection.execute(_BY_TOKEN, {"keys": tokens})
            rows.update((row.token_sha256, row) for row in found)
    if names:
        with looking_up(engine) as connection:
            found = connection.execute(_BY_IDENTITY, {"keys": names})
            rows.update((row.identity, row) for row in found)
    return [_checked(proof, rows, now) for proof in proofs]


def _proof_of(claim: Claim) -> str | Bearer | Refusal:
    """The hash of a token, or what a certificate says."""
    if claim.certificate is not None:
        try:
            return read_bearer(claim.certificate)
        except ValueError as error:
            return Refusal(401, "unknown-certificate", str(error))
    token = claim.authorization[len(_SCHEME) :].strip()
    if not claim.authorization.lower().startswith(_SCHEME) or not token:
        return Refusal(401, "unknown-token", "the request carries no token")
    # Looked up by a hash, so that the time it takes tells nothing of the token.
    return hash_of_secret(token)


def _checked(
    proof: str | Bearer | Refusal, rows: dict[str, Row[Any]], now: datetime
) -> Row[Any] | Refusal:
    if isinstance(proof, Refusal):
        return proof
    row = rows.get(proof if isinstance(proof, str) else proof.name)
    if isinstance(proof, str):
        if row is None:
            return Refusal(401, "unknown-token", "the centre does not know this token")
    elif row is None:
        return Refusal(401, "unknown-certificate", "the centre does not know this station")
    # Not "other than": a centre restored from a backup may have forgotten the last enrolment.
    elif proof.generation < row.generation:
        return Refusal(403, "device-revoked", "this station was enrolled anew since")
    elif proof.ends_at <= now:
        ended = f"this certificate ended on {proof.ends_at:%F}"
        return Refusal(403, "certificate-ended", ended)
    if row.revoked_at is not None:
        return Refusal(403, "device-revoked", "this station was revoked")
    return row


def end_codes(connection: Connection, station_id: int, at: datetime) -> None:
    """Let no unused code of a station be good any longer."""
    connection.execute(
        update(enrolment_code)
        .where(
            enrolment_code.c.station_id == station_id,
            enrolment_code.c.used_at.is_(None),
            enrolment_code.c.expires_at > at,
        )
        .values(expires_at=at)
    )


def check_device_id(device_id: str) -> None:
    """Raises Refusal 400 ``no-device``."""
    if _DEVICE_ID.fullmatch(device_id) is None:
        raise Refusal(400, "no-device", "the request does not say which device it comes from")


def hash_of_secret(secret: str) -> str:
    """What is kept of a token or code. They are long and drawn by lot: no slow hash is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _bind(connection: Connection, station_id: int, post: str, device_id: str) -> None:
    bound = connection.execute(
        update(station)
        .where(station.c.station_id == station_id, station.c.device_id.is_(None))
        .values(device_id=device_id)
    )
    if bound.rowcount == 0:
        now_bound = connection.execute(
            select(station.c.device_id).where(station.c.station_id == station_id)
        ).scalar_one()
        if now_bound != device_id:
            raise Refusal(409, "token-in-use", "another device already uses this token")
        return
    keep_device(connection, station_id, post, device_id)


def keep_device(connection: Connection, station_id: int, post: str, device_id: str) -> None:
    """Know a device of a post. One that got a new token or code goes on counting where it was.
    Raises Refusal 409 ``device-of-another-post``."""
    known_post = connection.execute(
        select(device.c.post).where(device.c.device_id == device_id)
    ).scalar_one_or_none()
    if known_post is None:
        connection.execute(
            insert(device).values(device_id=device_id, post=post, last_n=0, station_id=station_id)
        )
    elif known_post != post:
        raise Refusal(409, "device-of-another-post", f"this device belongs to post {known_post}")
    else:
        connection.execute(
            update(device).where(device.c.device_id == device_id).values(station_id=station_id)
        )
