"""What all answers of the centre have in common. Messages are those of `protocol.messages`."""

from __future__ import annotations

from fastapi import Request, Response
from sqlalchemy import Engine

from inspector_app.central.identity_routes import peer_certificate
from inspector_app.central.intake import Sender
from inspector_app.central.stations import Claim, identify, identify_all
from inspector_app.central.together import Together
from inspector_app.central.watching import notes_of
from inspector_app.protocol.codec import encode
from inspector_app.protocol.messages import DEVICE_HEADER, Problem

_LOOKED_UP_AT_ONCE = 64


def message(value: object, status: int = 200) -> Response:
    return Response(encode(value), status, media_type="application/json")


def problem(status: int, reason: str, detail: str) -> Response:
    return message(Problem(reason, detail), status)


def engine_of(request: Request) -> Engine:
    engine: Engine = request.app.state.engine
    return engine


class Lookups(Together[Claim, Sender]):
    """Asks who is there, for all requests that come in the same moment together: when all posts are
    back at once, a thread and a statement for each would keep the event loop waiting."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(lambda claims: identify_all(engine, claims), at_most=_LOOKED_UP_AT_ONCE)


def sender_of(request: Request) -> Sender:
    """The station that a request comes from. Raises Refusal."""
    claim = _claim_of(request)
    sender = identify(
        engine_of(request), claim.authorization, claim.device_id, certificate=claim.certificate
    )
    notes_of(request).station = sender.device_id
    return sender


async def find_sender(request: Request) -> Sender:
    """The same, in another thread."""
    lookups: Lookups = request.app.state.lookups
    sender = await lookups.take(_claim_of(request))
    notes_of(request).station = sender.device_id
    return sender


def _claim_of(request: Request) -> Claim:
    headers = request.headers
    return Claim(
        headers.get("Authorization", ""), headers.get(DEVICE_HEADER, ""), peer_certificate(request)
    )
