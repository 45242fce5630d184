"""Telling a centre's answers from what is none, and what went wrong with a connection."""

from __future__ import annotations

import ssl

import httpx

from inspector_app.domain.errors import CentreRefused, CentreUnreachable, InspectorError
from inspector_app.protocol.codec import T, decode
from inspector_app.protocol.messages import Problem

LONGEST_ANSWER_BYTES = 32 * 1024 * 1024


async def whole_body(response: httpx.Response) -> bytes:
    """The body of a good answer. Raises CentreRefused and CentreUnreachable."""
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > LONGEST_ANSWER_BYTES:
            raise not_a_centre("the answer does not end")
    refuse_unless_good(response.status_code, bytes(body))
    return bytes(body)


def read_answer(raw: bytes, kind: type[T]) -> T:
    """A message. Raises CentreUnreachable(``not-a-centre``)."""
    try:
        return decode(raw, kind)
    except ValueError as error:
        raise not_a_centre(str(error)) from error


def refuse_unless_good(status: int, body: bytes) -> None:
    """Raises CentreRefused with the centre's reason or ``redirected``, and CentreUnreachable
    (``centre-failed``, ``too-many-tries``, ``not-a-centre``)."""
    if status < httpx.codes.MULTIPLE_CHOICES:
        return
    if status < httpx.codes.BAD_REQUEST:
        raise CentreRefused("redirected", "the address leads to another one; enter that one")
    try:
        problem = decode(body, Problem)
    except ValueError:
        problem = None
    if status >= httpx.codes.INTERNAL_SERVER_ERROR or status == httpx.codes.TOO_MANY_REQUESTS:
        detail = f"status {status}: {problem.detail if problem else 'no particulars'}"
        raise CentreUnreachable("centre-failed", detail)
    if problem is None:
        # A proxy or a hotel's login page answers like this; it may be gone the next time.
        raise not_a_centre(f"status {status} without a reason")
    raise CentreRefused(problem.reason, f"status {status}: {problem.detail}")


def not_a_centre(detail: str) -> CentreUnreachable:
    return CentreUnreachable("not-a-centre", detail)


def connection_fault(error: httpx.HTTPError) -> InspectorError:
    """What a failed request means: CentreUnreachable (``timeout``, ``no-connection``,
    ``not-a-centre``), or CentreRefused (``centre-unproved``, ``unknown-certificate``,
    ``certificate-ended``) where TLS said no."""
    if isinstance(error, httpx.TimeoutException):
        return CentreUnreachable("timeout", f"no answer in time: {error!r}")
    fault = _tls_fault(error)
    if fault is None:
        return CentreUnreachable("no-connection", repr(error))
    if isinstance(fault, ssl.SSLCertVerificationError):
        return CentreRefused("centre-unproved", f"whoever answers is not the centre: {fault}")
    reason = fault.reason or ""
    if reason.endswith("ALERT_CERTIFICATE_EXPIRED"):
        return CentreRefused("certificate-ended", str(fault))
    if reason.endswith(_ALERTS_ABOUT_US):
        return CentreRefused("unknown-certificate", f"refused in the handshake: {fault}")
    if reason in _NO_TLS:
        return not_a_centre(f"no TLS there: {fault}")
    return CentreUnreachable("no-connection", repr(fault))


# What the other side says when our certificate is not of its authority.
_ALERTS_ABOUT_US = (
    "ALERT_UNKNOWN_CA",
    "ALERT_BAD_CERTIFICATE",
    "ALERT_CERTIFICATE_UNKNOWN",
    "ALERT_CERTIFICATE_REVOKED",
    "ALERT_CERTIFICATE_REQUIRED",
    "ALERT_ACCESS_DENIED",
    "ALERT_DECRYPT_ERROR",
    "ALERT_UNSUPPORTED_CERTIFICATE",
)
_NO_TLS = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "UNKNOWN_PROTOCOL")


def _tls_fault(error: BaseException) -> ssl.SSLError | None:
    """The libraries between wrap it twice or thrice."""
    seen: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in seen:
        if isinstance(one, ssl.SSLError):
            return one
        seen.append(one)
        one = one.__cause__ or one.__context__
    return None
