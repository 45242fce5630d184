"""Carries the steps of the core over HTTP."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any, Self, TypeVar

import httpx

from inspector_app.domain.errors import CentreRefused, CentreUnreachable
from inspector_app.protocol import PROTOCOL_VERSION
from inspector_app.protocol.codec import decode, encode
from inspector_app.protocol.messages import (
    DEVICE_HEADER,
    Hello,
    OperationBatch,
    Problem,
    ReceiptBatch,
    read_feed_page,
)
from inspector_app.sync.steps import (
    Answer,
    FetchScan,
    PullFeed,
    PushOperations,
    Request,
    SayHello,
)

T = TypeVar("T")

# `read` is how long a line may be silent, not how long a transfer may take: at 64 kbit/s a scan
# takes hours and is fine as long as something arrives.
_TIMEOUTS = httpx.Timeout(connect=10, read=20, write=20, pool=5)
_LONGEST_ANSWER_BYTES = 32 * 1024 * 1024
_LOOK_EVERY_S = 0.1

_log = logging.getLogger(__name__)


class HttpTransport:
    """Speaks to one centre for one station. Use it from one thread, and as a context manager.

    It never follows a redirect, because the token would go along, and it ignores the proxy settings
    of the machine, because the centre is inside the service's own network.
    """

    def __init__(
        self,
        centre_url: str,
        *,
        token: str,
        device_id: str,
        through: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """`through` replaces the network, for tests. Raises CentreRefused(``bad-address``) when
        `centre_url` is not the address of a web server."""
        try:
            url = httpx.URL(centre_url)
        except httpx.InvalidURL as error:
            raise CentreRefused("bad-address", f"{centre_url!r}: {error}") from error
        if url.scheme not in ("http", "https") or not url.host:
            raise CentreRefused("bad-address", f"{centre_url!r} is not the address of a centre")
        if url.scheme == "http" and url.host not in ("127.0.0.1", "::1", "localhost"):
            _log.warning("the token goes to %s without encryption", url.host)
        self._headers = {"Authorization": f"Bearer {token}", DEVICE_HEADER: device_id}
        # asyncio, because only there a request that hangs can be called off from outside.
        self._runner = asyncio.Runner()
        self._client = httpx.AsyncClient(
            base_url=url,
            timeout=_TIMEOUTS,
            follow_redirects=False,
            trust_env=False,
            transport=through,
        )

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
        centre gave, ``redirected`` or ``bad-range``."""
        try:
            return self._runner.run(_until(self._answer(step), should_stop))
        except httpx.TimeoutException as error:
            raise CentreUnreachable("timeout", f"no answer in time: {error!r}") from error
        except httpx.HTTPError as error:
            raise CentreUnreachable("no-connection", repr(error)) from error

    async def _answer(self, step: Request) -> Answer:
        match step:
            case SayHello():
                return _read(await self._ask("GET", "/v1/hello", {}), Hello)
            case PushOperations():
                batch = encode(OperationBatch(PROTOCOL_VERSION, step.operations))
                headers = {**self._headers, "Content-Type": "application/json"}
                raw = await self._ask("POST", "/v1/operations", headers, content=batch)
                return _read(raw, ReceiptBatch)
            case PullFeed():
                query = {"after": step.after, "limit": step.limit}
                raw = await self._ask("GET", "/v1/feed", self._headers, params=query)
                try:
                    return read_feed_page(raw)
                except ValueError as error:
                    raise _not_a_centre(str(error)) from error
            case FetchScan():
                return await self._fetch(step)

    async def _ask(self, method: str, path: str, headers: dict[str, str], **more: Any) -> bytes:
        async with self._client.stream(method, path, headers=headers, **more) as response:
            body = bytearray()
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > _LONGEST_ANSWER_BYTES:
                    raise _not_a_centre("the answer does not end")
            _refuse_unless_good(response.status_code, bytes(body))
            return bytes(body)

    async def _fetch(self, step: FetchScan) -> bytes:
        last = step.offset + step.length - 1
        # Compressed on the way, the bytes would not be those of the range.
        headers = {
            **self._headers,
            "Range": f"bytes={step.offset}-{last}",
            "Accept-Encoding": "identity",
        }
        path = f"/v1/scans/{step.image.sha256}"
        async with self._client.stream("GET", path, headers=headers) as response:
            if response.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
                raise CentreRefused("bad-range", f"the centre's file ends before {step.offset}")
            if response.status_code >= httpx.codes.MULTIPLE_CHOICES:
                _refuse_unless_good(response.status_code, await response.aread())
            if not _starts_at(response, step.offset):
                raise _not_a_centre("the answer is another part of the file than asked for")
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
                raise _not_a_centre("an empty part of a file")
            return bytes(body[: step.length])


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


def _read(raw: bytes, kind: type[T]) -> T:
    try:
        return decode(raw, kind)
    except ValueError as error:
        raise _not_a_centre(str(error)) from error


def _refuse_unless_good(status: int, body: bytes) -> None:
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
        raise _not_a_centre(f"status {status} without a reason")
    raise CentreRefused(problem.reason, f"status {status}: {problem.detail}")


def _starts_at(response: httpx.Response, offset: int) -> bool:
    if response.status_code == httpx.codes.PARTIAL_CONTENT:
        content_range: str = response.headers.get("Content-Range", "")
        return content_range.startswith(f"bytes {offset}-")
    return offset == 0


def _not_a_centre(detail: str) -> CentreUnreachable:
    return CentreUnreachable("not-a-centre", detail)
