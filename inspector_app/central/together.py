"""Work that arrives piece by piece and is done together.

What a piece of work costs is often the journey: a thread, a statement, a place on disk. Pieces that
arrive while others are being done wait for one another and then share the journey.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from fastapi.concurrency import run_in_threadpool

A = TypeVar("A")
B = TypeVar("B")

_log = logging.getLogger(__name__)


class Together(Generic[A, B]):
    """Does pieces of work in groups, one group at a time, in another thread.

    Where a whole group fails, each piece of it is tried by itself: one is to blame, and the others
    must not suffer for it.
    """

    def __init__(
        self,
        do_all: Callable[[Sequence[A]], Sequence[B | Exception]],
        *,
        weigh: Callable[[A], int] = lambda _: 1,
        at_most: int,
    ) -> None:
        """`do_all` gives an answer for each piece, in their order; an exception among the answers
        is raised to the one who asked. Groups weigh at most `at_most`, or are of one piece."""
        self._do_all = do_all
        self._weigh = weigh
        self._at_most = at_most
        self._waiting: list[tuple[A, asyncio.Future[B]]] = []
        self._working: asyncio.Task[None] | None = None

    async def take(self, piece: A) -> B:
        """The answer to one piece. Raises what `do_all` raises or gives for it."""
        answer: asyncio.Future[B] = asyncio.get_running_loop().create_future()
        self._waiting.append((piece, answer))
        if self._working is None or self._working.done():
            self._working = asyncio.create_task(self._work())
        return await answer

    async def _work(self) -> None:
        try:
            while self._waiting:
                await self._do(self._next_group())
        finally:
            # Something only where the loop itself is ending.
            for _, answer in self._waiting:
                answer.cancel()
            self._waiting.clear()

    def _next_group(self) -> list[tuple[A, asyncio.Future[B]]]:
        count = weight = 0
        for piece, _ in self._waiting:
            weight += self._weigh(piece)
            if count and weight > self._at_most:
                break
            count += 1
        group = self._waiting[:count]
        del self._waiting[:count]
        return group

    async def _do(self, group: list[tuple[A, asyncio.Future[B]]]) -> None:
        try:
            answers = await run_in_threadpool(self._do_all, [piece for piece, _ in group])
        except Exception as error:  # noqa: BLE001 - whatever it is, it goes to those who wait
            if len(group) == 1:
                _answer(group[0][1], error)
                return
            _log.warning("%d pieces could not be done together: %s", len(group), error)
            for one in group:
                await self._do([one])
            return
        for (_, answer), given in zip(group, answers, strict=True):
            _answer(answer, given)


def _answer(answer: asyncio.Future[B], given: B | Exception) -> None:
    if answer.cancelled():
        return  # nobody waits any more
    if isinstance(given, Exception):
        answer.set_exception(given)
    else:
        answer.set_result(given)
