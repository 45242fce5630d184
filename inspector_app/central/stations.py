"""Which stations there are, and how one proves itself."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, insert, select, update

from inspector_app.central.database import opened, writing
from inspector_app.central.intake import Sender
from inspector_app.central.refusals import Refusal
from inspector_app.central.settings import CentreSettings
from inspector_app.central.tables import device, station

_DEVICE_ID = re.compile(r"[\x21-\x7e]{1,64}")
_SCHEME = "bearer "


def add_station(settings: CentreSettings, post: str, name: str) -> str:
    """A token for a new station of a post. Only its hash is kept, so this is the one time it is
    seen. Raises ValueError for an empty post."""
    if not post:
        raise ValueError("a station belongs to a post")
    token = secrets.token_urlsafe(32)
    with opened(settings) as engine, writing(engine) as connection:
        connection.execute(
            insert(station).values(
                token_sha256=_hash(token), post=post, name=name, added_at=datetime.now(UTC)
            )
        )
    return token


def identify(engine: Engine, authorization: str, device_id: str) -> Sender:
    """The station behind a request. The first device that comes with a token keeps it.

    Raises Refusal: 401 ``unknown-token``, 400 ``no-device``, 409 ``token-in-use``, 409
    ``device-of-another-post``.
    """
    token = authorization[len(_SCHEME) :].strip()
    if not authorization.lower().startswith(_SCHEME) or not token:
        raise Refusal(401, "unknown-token", "the request carries no token")
    digest = _hash(token)
    with engine.begin() as connection:
        row = connection.execute(
            select(station).where(station.c.token_sha256 == digest)
        ).one_or_none()
    # The look-up goes by a hash, so its timing tells nothing of the token; this costs nothing more.
    if row is None or not hmac.compare_digest(row.token_sha256, digest):
        raise Refusal(401, "unknown-token", "the centre does not know this token")
    if _DEVICE_ID.fullmatch(device_id) is None:
        raise Refusal(400, "no-device", "the request does not say which device it comes from")
    if row.device_id is None:
        with writing(engine) as connection:
            _bind(connection, row.station_id, row.post, device_id)
    elif row.device_id != device_id:
        raise Refusal(409, "token-in-use", "another device already uses this token")
    return Sender(device_id, row.post)


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
    # A device that got a new token goes on counting where it was.
    known_post = connection.execute(
        select(device.c.post).where(device.c.device_id == device_id)
    ).scalar_one_or_none()
    if known_post is None:
        connection.execute(insert(device).values(device_id=device_id, post=post, last_n=0))
    elif known_post != post:
        raise Refusal(409, "device-of-another-post", f"this device belongs to post {known_post}")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
