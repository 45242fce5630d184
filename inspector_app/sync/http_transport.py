"""Carries the steps of the core over HTTP."""

from __future__ import annotations

import asyncio
import base64
import gzip
import hashlib
import logging
import socket
import ssl
from collections.abc import AsyncIterator, Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any, Self, TypeVar

import httpx

from inspector_app.domain.errors import CentreRefused, CentreUnreachable, InspectorError
from inspector_app.protocol.codec import encode
from inspector_app.protocol.messages import (
    DEVICE_HEADER,
    DayDigests,
    DeviceState,
    Enrolled,
    FileState,
    Hello,
    OperationBatch,
    PulledPage,
    ReceiptBatch,
    Renewal,
    ScanPreview,
    read_feed_page,
)
from inspector_app.sync.http_answers import (
    connection_fault,
    not_a_centre,
    read_answer,
    refuse_unless_good,
    whole_body,
)
from inspector_app.sync.station_identity import StationIdentity, new_key_request
from inspector_app.sync.steps import (
    Answer,
    AskDevice,
    AskDigests,
    FetchScan,
    FindPreview,
    OfferFile,
    PullFeed,
    PushOperations,
    Request,
    SayHello,
    SendChunk,
    TellSuccessor,
)

T = TypeVar("T")

RENEW_BEFORE = timedelta(days=30)
"""A certificate that ends sooner than this is renewed."""

# `read` and `write` are how long a line may be silent, not how long a transfer may take: at
# 64 kbit/s a scan takes hours and is fine as long as something gets through.
_TIMEOUTS = httpx.Timeout(connect=10, read=20, write=20, pool=5)
# Longer than between two polls, so that a poll needs no new handshake, and shorter than the centre
# keeps a connection.
_LIMITS = httpx.Limits(max_connections=4, keepalive_expiry=30)
_LOOK_EVERY_S = 0.1

_JSON = "application/json"
_CHUNK_TYPE = "application/offset+octet-stream"
_TUS_VERSION = "1.0.0"
_GZIP = "gzip"
_WORTH_PACKING_BYTES = 1024
_PIECE_BYTES = 16 * 1024

LOCAL_HOSTS = ("127.0.0.1", "::1", "localhost")
"""Where nobody listens in."""

_log = logging.getLogger(__name__)


class HttpTransport:
    """Speaks to one centre for one station. Use it from one thread, and as a context manager.

    It never follows a redirect, because the token would go along, and it ignores the proxy settings
    of the machine, because the centre is inside the service's own network.

    It also looks after the station's certificate, which no other way of carrying operations has:
    it renews one that ends within `RENEW_BEFORE` by the centre's own clock.
    """

    def __init__(
        self,
        centre_url: str,
        *,
        token: str,
        device_id: str | Callable[[], str],
        identity: StationIdentity | None = None,
        through: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """`device_id` may be a call: a station that begins a new log becomes another device.
        `identity` is what it proves itself with by TLS; `through` replaces the network, for tests.

        Raises CentreRefused: ``bad-address`` when `centre_url` is not the address of a web server,
        ``bad-identity`` when the identity's files cannot be used.
        """
        self._url = centre_address(centre_url)
        if self._url.scheme == "http" and self._url.host not in LOCAL_HOSTS:
            _log.warning("the token goes to %s without encryption", self._url.host)
        self._token = token
        self._device_id = device_id if callable(device_id) else lambda: device_id
        self._identity = identity if self._url.scheme == "https" else None
        self._through = through
        self._centre_packs = False
        self._centre_time: datetime | None = None
        self._client = self._new_client()
        # asyncio, because only there a request that hangs can be called off from outside.
        self._runner = asyncio.Runner()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections. May be called twice."""
        if not self._client.is_closed:
            self._runner.run(self._client.aclose())
        self._runner.close()

    def carry(self, step: Request, *, should_stop: Callable[[], bool]) -> Answer:
        """The centre's answer to a step. Raises CentreUnreachable (``no-connection``, ``timeout``,
        ``centre-failed``, ``not-a-centre``, ``stopped``) and CentreRefused with the reason the
        centre gave, ``redirected``, ``bad-range``, ``centre-unproved`` when whoever answers is not
        of the pinned authority, or ``unknown-certificate`` when the centre does not believe us."""
        try:
            return self._runner.run(_until(self._answer(step), should_stop))
        except httpx.HTTPError as error:
            raise connection_fault(error) from error

    def _new_client(self) -> httpx.AsyncClient:
        context = None if self._identity is None else self._identity.client_context()
        return open_client(self._url, context, through=self._through)

    async def _answer(self, step: Request) -> Answer:
        match step:
            case SayHello():
                return await self._say_hello()
            case AskDevice() | AskDigests() | TellSuccessor():
                return await self._about_log(step)
            case PushOperations():
                batch = OperationBatch(
                    step.protocol, step.operations, step.head_n, step.head_sha256
                )
                return read_answer(await self._send("/v1/operations", batch), ReceiptBatch)
            case PullFeed():
                return await self._pull(step)
            case FetchScan():
                return await self._fetch(step)
            case FindPreview():
                path = f"/v1/scans/{step.image.sha256}/preview"
                return read_answer(await self._ask("GET", path), ScanPreview)
            case OfferFile():
                return read_answer(await self._send("/v1/files", step.offer), FileState)
            case SendChunk():
                return await self._send_chunk(step)

    async def _about_log(self, step: AskDevice | AskDigests | TellSuccessor) -> Answer:
        if isinstance(step, AskDigests):
            return read_answer(await self._ask("GET", "/v1/device/digests"), DayDigests)
        if isinstance(step, TellSuccessor):
            raw = await self._send(
                "/v1/device/successor", step.successor, device_id=step.old_device_id
            )
            return read_answer(raw, DeviceState)
        state = read_answer(await self._ask("GET", "/v1/device"), DeviceState)
        await self._renew_if_due(state)
        return state

    async def _say_hello(self) -> Hello:
        try:
            hello = await _hello_of(self._client)
        except (httpx.ReadError, httpx.RemoteProtocolError) as error:
            # A server on asyncio hangs up on a certificate that it does not believe, without the
            # alert that would say so. Without ours it would talk to us.
            if not await self._is_answered_without_certificate():
                raise
            raise CentreRefused("unknown-certificate", f"hung up on us: {error!r}") from error
        self._centre_packs = _GZIP in hello.features
        self._centre_time = hello.time
        return hello

    async def _is_answered_without_certificate(self) -> bool:
        if self._identity is None or not self._identity.has_certificate:
            return False
        context = self._identity.client_context(with_certificate=False)
        try:
            async with open_client(self._url, context, through=self._through) as client:
                await _hello_of(client)
        except (httpx.HTTPError, InspectorError):
            return False
        return True

    async def _pull(self, step: PullFeed) -> PulledPage:
        query = {"after": step.after, "limit": step.limit}
        raw = await self._ask("GET", "/v1/feed", params=query)
        try:
            return read_feed_page(raw)
        except ValueError as error:
            raise not_a_centre(str(error)) from error

    async def _send(self, path: str, message: object, *, device_id: str = "") -> bytes:
        raw = encode(message)
        headers = {"Content-Type": _JSON}
        if device_id:
            headers[DEVICE_HEADER] = device_id
        if self._centre_packs and len(raw) >= _WORTH_PACKING_BYTES:
            raw = gzip.compress(raw, compresslevel=9, mtime=0)
            headers["Content-Encoding"] = _GZIP
        headers["Content-Length"] = str(len(raw))
        return await self._ask("POST", path, headers, content=_in_pieces(raw))

    async def _ask(
        self, method: str, path: str, headers: dict[str, str] | None = None, **more: Any
    ) -> bytes:
        headers = self._headers() | (headers or {})
        async with self._client.stream(method, path, headers=headers, **more) as response:
            return await whole_body(response)

    async def _fetch(self, step: FetchScan) -> bytes:
        last = step.offset + step.length - 1
        # Compressed on the way, the bytes would not be those of the range.
        headers = self._headers() | {
            "Range": f"bytes={step.offset}-{last}",
            "Accept-Encoding": "identity",
        }
        path = f"/v1/scans/{step.image.sha256}"
        async with self._client.stream("GET", path, headers=headers) as response:
            if response.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
                raise CentreRefused("bad-range", f"the centre's file ends before {step.offset}")
            if response.status_code >= httpx.codes.MULTIPLE_CHOICES:
                refuse_unless_good(response.status_code, await response.aread())
            if not _starts_at(response, step.offset):
                raise not_a_centre("the answer is another part of the file than asked for")
            body = bytearray()
            try:
                async for chunk in response.aiter_bytes():
                    body += chunk
                    if len(body) >= step.length:
                        break
            except httpx.TransportError as error:
                # What came is good: on a line that breaks every minute this is how a file arrives.
                if not body:
                    raise
                _log.info("%d of %d bytes came: %r", len(body), step.length, error)
            if not body:
                raise not_a_centre("an empty part of a file")
            return bytes(body[: step.length])

    async def _send_chunk(self, step: SendChunk) -> FileState:
        digest = base64.b64encode(hashlib.sha256(step.content).digest()).decode("ascii")
        sha256 = step.upload.sha256
        headers = self._headers() | {
            "Content-Type": _CHUNK_TYPE,
            "Content-Length": str(len(step.content)),
            "Tus-Resumable": _TUS_VERSION,
            "Upload-Offset": str(step.offset),
            "Upload-Checksum": f"sha256 {digest}",
        }
        path, content = f"/v1/files/{sha256}", _in_pieces(step.content)
        async with self._client.stream("PATCH", path, headers=headers, content=content) as response:
            await whole_body(response)
            try:
                offset = int(response.headers["Upload-Offset"])
            except (KeyError, ValueError) as error:
                raise not_a_centre("the answer to a chunk has no offset") from error
            return FileState(sha256, offset, response.headers.get("Upload-Whole") == "1")

    async def _renew_if_due(self, state: DeviceState) -> None:
        if self._identity is None:
            return
        # The station's own word counts too: where the answer to a renewal was lost, the centre
        # means a certificate that never arrived.
        both = (state.certificate_ends, self._identity.certificate_ends)
        ends = min((one for one in both if one is not None), default=None)
        now = self._centre_time
        if ends is None or now is None or ends - now > RENEW_BEFORE:
            return
        made = new_key_request()
        try:
            enrolled = read_answer(await self._send("/v1/renew", Renewal(made.request)), Enrolled)
            self._identity.keep(
                key=made.key, certificate=enrolled.certificate, authority=self._identity.authority
            )
            renewed = self._new_client()
        except (OSError, InspectorError, httpx.HTTPError) as error:
            # The old one is still good, and it is tried again soon.
            _log.warning("the certificate that ends on %s was not renewed: %s", ends, error)
            return
        _log.info("the certificate that ends on %s was renewed", ends)
        await self._client.aclose()
        self._client = renewed

    def _headers(self) -> dict[str, str]:
        headers = {DEVICE_HEADER: self._device_id()}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        return headers


def centre_address(text: str) -> httpx.URL:
    """The address of a centre. Raises CentreRefused(``bad-address``)."""
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL as error:
        raise CentreRefused("bad-address", f"{text!r}: {error}") from error
    if url.scheme not in ("http", "https") or not url.host:
        raise CentreRefused("bad-address", f"{text!r} is not the address of a centre")
    return url


def open_client(
    url: httpx.URL,
    context: ssl.SSLContext | None,
    *,
    through: httpx.AsyncBaseTransport | None = None,
) -> httpx.AsyncClient:
    """A client for one centre. Without `context` it believes the authorities of the web."""
    if through is None:
        through = httpx.AsyncHTTPTransport(
            verify=True if context is None else context,
            trust_env=False,
            limits=_LIMITS,
            socket_options=_socket_options(),
        )
    return httpx.AsyncClient(
        base_url=url,
        timeout=_TIMEOUTS,
        follow_redirects=False,
        trust_env=False,
        transport=through,
    )


async def _hello_of(client: httpx.AsyncClient) -> Hello:
    async with client.stream("GET", "/v1/hello") as response:
        return read_answer(await whole_body(response), Hello)


def _socket_options() -> list[tuple[int, int, int]]:
    """Without these the system would take megabytes at once and pass them on in its own time; a
    line that has died would look like one that is busy, and a slow one like a dead one."""
    unsent = getattr(socket, "TCP_NOTSENT_LOWAT", None)
    return [] if unsent is None else [(socket.IPPROTO_TCP, unsent, _PIECE_BYTES)]


async def _in_pieces(content: bytes) -> AsyncIterator[bytes]:
    """So that the time limit for writing is one for each piece and not for the whole."""
    for at in range(0, len(content), _PIECE_BYTES):
        yield content[at : at + _PIECE_BYTES]


async def _until(work: Coroutine[Any, Any, T], should_stop: Callable[[], bool]) -> T:
    """The result of `work`, called off soon after `should_stop` says so."""
    task = asyncio.ensure_future(work)
    try:
        while not task.done():
            if should_stop():
                raise CentreUnreachable("stopped", "the program is closing")
            await asyncio.wait({task}, timeout=_LOOK_EVERY_S)
        return task.result()
    finally:
        if not task.done():
            task.cancel()
            await asyncio.wait({task})


def _starts_at(response: httpx.Response, offset: int) -> bool:
    if response.status_code == httpx.codes.PARTIAL_CONTENT:
        content_range: str = response.headers.get("Content-Range", "")
        return content_range.startswith(f"bytes {offset}-")
    return offset == 0
