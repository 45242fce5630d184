"""Over HTTP: letting stations in, and who is at the other end of a connection."""

from __future__ import annotations

from functools import partial

from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool

from inspector_app.central.authority import Authority, open_authority
from inspector_app.central.enrolment import LetIn, enrol, renew
from inspector_app.central.keys import centre_keys
from inspector_app.central.refusals import Refusal
from inspector_app.central.request_bodies import read_body
from inspector_app.central.sequence import epoch_and_sequence
from inspector_app.central.settings import CentreSettings
from inspector_app.central.stations import utc_now
from inspector_app.protocol.codec import T, decode, encode
from inspector_app.protocol.messages import Enrolled, Enrolment, Renewal

_LIMIT_BYTES = 16 * 1024


def add_identity_routes(app: FastAPI, settings: CentreSettings) -> None:
    """Routes for enrolment; opens the certificate authority where the centre has TLS, making it at
    the first start. Raises OSError and StorageUnavailable."""
    app.state.authority = open_authority(settings.authority, now=utc_now) if settings.tls else None
    app.add_api_route("/v1/authority", _authority, methods=["GET"])
    app.add_api_route("/v1/enrol", _enrol, methods=["POST"])
    app.add_api_route("/v1/renew", _renew, methods=["POST"])


def peer_certificate(request: Request) -> bytes | None:
    """The certificate (DER) that the other side has proved to hold the key of, and that this
    centre's authority has signed. `central.serving` puts it there."""
    der: bytes | None = getattr(request.state, "peer_certificate", None)
    return der


def _authority_of(request: Request) -> Authority | None:
    authority: Authority | None = request.app.state.authority
    return authority


def _authority(request: Request) -> Response:
    authority = _authority_of(request)
    if authority is None:
        raise Refusal(404, "no-such-thing", "this centre has no TLS")
    return Response(authority.certificate, media_type="application/x-pem-file")


async def _enrol(request: Request) -> Response:
    enrolment = _read(await read_body(request, limit_bytes=_LIMIT_BYTES), Enrolment)
    authority = _authority_of(request)
    let_in = await run_in_threadpool(
        partial(
            enrol,
            request.app.state.engine,
            enrolment,
            address="" if request.client is None else request.client.host,
            authority=authority,
        )
    )
    return await run_in_threadpool(_answer, request, let_in, authority)


async def _renew(request: Request) -> Response:
    renewal = _read(await read_body(request, limit_bytes=_LIMIT_BYTES), Renewal)
    authority = _authority_of(request)
    let_in = await run_in_threadpool(
        partial(
            renew,
            request.app.state.engine,
            renewal.request,
            certificate=peer_certificate(request),
            authority=authority,
        )
    )
    return await run_in_threadpool(_answer, request, let_in, authority)


def _answer(request: Request, let_in: LetIn, authority: Authority | None) -> Response:
    with request.app.state.engine.begin() as connection:
        epoch, _ = epoch_and_sequence(connection)
        keys = centre_keys(connection)
    enrolled = Enrolled(
        post=let_in.post,
        token=let_in.token,
        epoch=epoch,
        certificate=let_in.certificate,
        authority="" if authority is None else authority.certificate,
        signing_key=keys.signing_key,
        sealing_key=keys.sealing_key,
    )
    return Response(encode(enrolled), media_type="application/json")


def _read(raw: bytes, kind: type[T]) -> T:
    try:
        return decode(raw, kind)
    except (ValueError, RecursionError) as error:
        raise Refusal(400, "malformed", str(error)) from error
