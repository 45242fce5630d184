"""Over HTTP: what the centre has of a device's log, and how one log follows another."""

from __future__ import annotations

from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool

from inspector_app.central.answering import engine_of, message, sender_of
from inspector_app.central.devices import day_digests, device_state, succeed
from inspector_app.central.identity_routes import peer_certificate
from inspector_app.central.refusals import Refusal
from inspector_app.central.request_bodies import read_body
from inspector_app.central.stations import station_behind
from inspector_app.protocol.codec import decode
from inspector_app.protocol.messages import DEVICE_HEADER, Successor

_LIMIT_BYTES = 16 * 1024


def add_device_routes(app: FastAPI) -> None:
    app.add_api_route("/v1/device", _device, methods=["GET"])
    app.add_api_route("/v1/device/digests", _digests, methods=["GET"])
    app.add_api_route("/v1/device/successor", _successor, methods=["POST"])


def _device(request: Request, log: str = "") -> Response:
    return message(device_state(engine_of(request), sender_of(request), log=log))


def _digests(request: Request, log: str = "", since: str = "") -> Response:
    return message(day_digests(engine_of(request), sender_of(request), log=log, since=since))


async def _successor(request: Request) -> Response:
    # Not `sender_of`: the proof may be bound to the new device already, where the answer was lost.
    proved = await run_in_threadpool(
        station_behind,
        engine_of(request),
        request.headers.get("Authorization", ""),
        certificate=peer_certificate(request),
    )
    raw = await read_body(request, limit_bytes=_LIMIT_BYTES)
    try:
        successor = decode(raw, Successor)
    except (ValueError, RecursionError) as error:
        raise Refusal(400, "malformed", f"not a successor: {error}") from error
    old_device_id = request.headers.get(DEVICE_HEADER, "")
    state = await run_in_threadpool(succeed, engine_of(request), proved, old_device_id, successor)
    return message(state)
