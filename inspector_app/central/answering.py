"""What all answers of the centre have in common. Messages are those of `protocol.messages`."""

from __future__ import annotations

from anyio import CapacityLimiter, to_thread
from fastapi import Request, Response
from sqlalchemy import Engine

from inspector_app.central.identity_routes import peer_certificate
from inspector_app.central.intake import Sender
from inspector_app.central.stations import identify
from inspector_app.central.watching import notes_of
from inspector_app.protocol.codec import encode
from inspector_app.protocol.messages import DEVICE_HEADER, Problem

LOOKUPS_AT_ONCE = 4
"""How many threads may ask who is there. When all posts come at once, a thread for each of them
would keep the event loop waiting for the interpreter; each asks for less than a millisecond."""


def message(value: object, status: int = 200) -> Response:
    return Response(encode(value), status, media_type="application/json")


def problem(status: int, reason: str, detail: str) -> Response:
    return message(Problem(reason, detail), status)


def engine_of(request: Request) -> Engine:
    engine: Engine = request.app.state.engine
    return engine


def sender_of(request: Request) -> Sender:
    """The station that a request comes from. Raises Refusal."""
    sender = identify(
        engine_of(request),
        request.headers.get("Authorization", ""),
        request.headers.get(DEVICE_HEADER, ""),
        certificate=peer_certificate(request),
    )
    notes_of(request).station = sender.device_id
    return sender


async def find_sender(request: Request) -> Sender:
    """The same, in another thread; few at a time."""
    limiter: CapacityLimiter = request.app.state.lookups
    return await to_thread.run_sync(sender_of, request, limiter=limiter)
