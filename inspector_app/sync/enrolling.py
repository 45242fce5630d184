"""Bringing a one-time code to the centre, once in the life of a station."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import httpx
import msgspec

from inspector_app.domain.errors import CentreRefused
from inspector_app.protocol.codec import encode
from inspector_app.protocol.fingerprint import fingerprint_of, is_fingerprint_of
from inspector_app.protocol.messages import Enrolled, Enrolment, enrolment_message
from inspector_app.protocol.signing import Signer
from inspector_app.sync.http_answers import connection_fault, not_a_centre, read_answer, whole_body
from inspector_app.sync.http_transport import LOCAL_HOSTS, centre_address, open_client
from inspector_app.sync.station_identity import StationIdentity, new_key_request, pinned_context

T = TypeVar("T")


def fetch_authority(centre_url: str) -> str:
    """The certificate (PEM) that a centre says is its authority's; empty of one without TLS.

    Nothing is proved yet: whoever answers can have made it. Compare its fingerprint.

    Raises CentreRefused: ``bad-address``, ``no-tls`` for a centre on another machine to whom one
    would talk without encryption. Raises CentreUnreachable.
    """
    url = centre_address(centre_url)
    if url.scheme == "http":
        if url.host not in LOCAL_HOSTS:
            raise CentreRefused("no-tls", f"{centre_url}: a code is not sent without encryption")
        return ""
    anybody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    anybody.check_hostname = False
    anybody.verify_mode = ssl.CERT_NONE

    async def ask() -> bytes:
        async with (
            open_client(url, anybody) as client,
            client.stream("GET", "/v1/authority") as response,
        ):
            return await whole_body(response)

    try:
        authority = _run(ask()).decode("ascii")
        fingerprint_of(authority)
    except ValueError as error:
        raise not_a_centre(f"its authority is no certificate: {error}") from error
    return authority


def check_authority(
    authority: str, *, expected: str, pinned: str, confirm: Callable[[str], bool]
) -> None:
    """Believe an authority (PEM), or do not: it has the fingerprint `expected` by the centre's
    administrator; where none is given, it is the one `pinned` earlier, or `confirm` says so of its
    fingerprint. Raises CentreRefused(``centre-unproved``).
    """
    fingerprint = fingerprint_of(authority)
    if expected:
        believed = is_fingerprint_of(authority, expected)
    else:
        believed = authority == pinned or confirm(fingerprint)
    if not believed:
        raise CentreRefused("centre-unproved", f"whoever answers there has {fingerprint}")


def enrol(
    centre_url: str,
    enrolment: Enrolment,
    *,
    signer: Signer,
    authority: str,
    identity: StationIdentity,
) -> Enrolled:
    """Bring the code to a centre whose `authority` (PEM, empty without TLS) is believed; what the
    station proves itself with from then on is in `identity`, or is the token in the answer.

    `enrolment` comes without request and signature. After a lost answer, do it again.

    Raises CentreRefused with the centre's reason, CentreUnreachable, and OSError when the answer
    cannot be kept.
    """
    url = centre_address(centre_url)
    made = new_key_request() if authority else None
    context = pinned_context(authority) if authority else None
    unsigned = msgspec.structs.replace(enrolment, request=made.request if made else "")
    signed = msgspec.structs.replace(unsigned, signature=signer.sign(enrolment_message(unsigned)))

    async def ask() -> bytes:
        headers = {"Content-Type": "application/json"}
        async with (
            open_client(url, context) as client,
            client.stream("POST", "/v1/enrol", headers=headers, content=encode(signed)) as response,
        ):
            return await whole_body(response)

    enrolled = read_answer(_run(ask()), Enrolled)
    if made is not None:
        identity.keep(key=made.key, certificate=enrolled.certificate, authority=authority)
    return enrolled


def _run(work: Coroutine[Any, Any, T]) -> T:
    try:
        with asyncio.Runner() as runner:
            return runner.run(work)
    except httpx.HTTPError as error:
        raise connection_fault(error) from error
