"""A line that fails in every way, between a station's transport and a centre in this process."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from enum import StrEnum

import httpx


class Trouble(StrEnum):
    """What happens to one exchange.

    LOSE_REQUEST: nothing arrives. ARRIVE_LATE: the station thinks it lost; it arrives some other
    time, behind younger ones. LOSE_REPLY: it arrives, the answer does not. CUT_REPLY: half of the
    answer comes. TWICE: the network delivers it twice. ECHO: it arrives, and once more later.
    NOT_THE_CENTRE: something on the way answers. CENTRE_FAILS: the centre's database gives up in
    the middle of the transaction.
    """

    NONE = "none"
    LOSE_REQUEST = "lose-request"
    ARRIVE_LATE = "arrive-late"
    LOSE_REPLY = "lose-reply"
    CUT_REPLY = "cut-reply"
    TWICE = "twice"
    ECHO = "echo"
    NOT_THE_CENTRE = "not-the-centre"
    CENTRE_FAILS = "centre-fails"


@dataclass
class RoughLine(httpx.AsyncBaseTransport):
    """Carries requests to an application.

    Attributes:
        application: asked for each time, because a centre that was restored is another one.
        fail_centre: makes the centre's database fail at its n-th statement from now.
        badness: share of exchanges that fail; 0 is a sound line.
        seen: how often each trouble came.
    """

    application: Callable[[], httpx.AsyncBaseTransport]
    fail_centre: Callable[[int | None], None]
    dice: random.Random
    badness: float = 0.0
    late: list[httpx.Request] = field(default_factory=list)
    seen: dict[Trouble, int] = field(default_factory=dict)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        if self.late and self.dice.random() < 0.3:
            await self.deliver_late()
        trouble = self._choose()
        self.seen[trouble] = self.seen.get(trouble, 0) + 1
        if trouble is Trouble.LOSE_REQUEST:
            raise httpx.ConnectError("the line is down")
        if trouble is Trouble.ARRIVE_LATE:
            self.late.append(_copy(request))
            raise httpx.ReadTimeout("no answer")
        if trouble is Trouble.NOT_THE_CENTRE:
            return httpx.Response(self.dice.choice((200, 404, 502)), text="<html>log in</html>")
        return await self._arrive(request, trouble)

    async def _arrive(self, request: httpx.Request, trouble: Trouble) -> httpx.Response:
        if trouble is Trouble.CENTRE_FAILS:
            self.fail_centre(self.dice.randint(1, 30))
        answer = await self._forward(request)
        if trouble is Trouble.CENTRE_FAILS:
            self.fail_centre(None)
        if trouble is Trouble.ECHO:
            self.late.append(_copy(request))
        match trouble:
            case Trouble.TWICE:
                return await self._forward(request)
            case Trouble.LOSE_REPLY:
                raise httpx.ReadTimeout("the answer was lost")
            case Trouble.CUT_REPLY:
                return await _cut(answer, self.dice)
        return answer

    async def deliver_late(self) -> None:
        """Something that was thought lost arrives."""
        await self._forward(self.late.pop(self.dice.randrange(len(self.late))))

    async def _forward(self, request: httpx.Request) -> httpx.Response:
        return await unread(await self.application().handle_async_request(_copy(request)))

    def _choose(self) -> Trouble:
        if self.dice.random() >= self.badness:
            return Trouble.NONE
        return self.dice.choice(list(Trouble)[1:])


class _Broken(httpx.AsyncByteStream):
    def __init__(self, begin: bytes) -> None:
        self._begin = begin

    async def __aiter__(self) -> AsyncIterator[bytes]:
        if self._begin:
            yield self._begin
        raise httpx.ReadError("the line was cut")


async def unread(answer: httpx.Response) -> httpx.Response:
    """The same answer with all of its bytes here, as they came and not yet unpacked."""
    assert isinstance(answer.stream, httpx.AsyncByteStream)
    raw = b"".join([piece async for piece in answer.stream])
    await answer.aclose()
    return httpx.Response(answer.status_code, headers=answer.headers, stream=httpx.ByteStream(raw))


async def _cut(answer: httpx.Response, dice: random.Random) -> httpx.Response:
    assert isinstance(answer.stream, httpx.AsyncByteStream)
    whole = b"".join([piece async for piece in answer.stream])
    # Not `randint`: how often that draws depends on the length, and the lengths of ids differ.
    begin = whole[: int(dice.random() * (len(whole) + 1))]
    return httpx.Response(answer.status_code, headers=answer.headers, stream=_Broken(begin))


def _copy(request: httpx.Request) -> httpx.Request:
    return httpx.Request(
        request.method, request.url, headers=request.headers, content=request.content
    )
