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

from inspector_app.central.refusals import Refusal

A = TypeVar("A")
B = TypeVar("B")

_Group = list[tuple[A, "asyncio.Future[B]"]]

_log = logging.getLogger(__name__)


class Together(Generic[A, B]):
    """Does pieces of work in groups, one group at a time, in another thread.

    Where a whole group fails, each piece of it is tried by itself: one is to blame, and the others
    must not suffer for it. Where nobody is to blame, as when the database is away, that ends with
    the first piece that fails for such a reason.
    """

    def __init__(
        self,
        do_all: Callable[[Sequence[A]], Sequence[B | Exception]],
        *,
        weigh: Callable[[A], int] = lambda _: 1,
        at_most: int,
        nobodys_fault: tuple[type[Exception], ...] = (),
        most_waiting: int = 500,
    ) -> None:
        """`do_all` gives an answer for each piece, in their order; an exception among the answers
        is raised to the one who asked. Groups weigh at most `at_most`, or are of one piece.
        `nobodys_fault`: exceptions that say nothing about a piece."""
        self._do_all = do_all
        self._weigh = weigh
        self._at_most = at_most
        self._nobodys_fault = nobodys_fault
        self._most_waiting = most_waiting
        self._waiting: _Group[A, B] = []
        self._working: asyncio.Task[None] | None = None

    async def take(self, piece: A) -> B:
        """The answer to one piece. Raises what `do_all` raises or gives for it, and Refusal 503
        ``centre-failed`` where too many wait already."""
        if len(self._waiting) >= self._most_waiting:
            raise Refusal(
                503, "centre-failed", "the centre has more to do than it can keep up with"
            )
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

    def _next_group(self) -> _Group[A, B]:
        count = weight = 0
        for piece, _ in self._waiting:
            weight += self._weigh(piece)
            if count and weight > self._at_most:
                break
            count += 1
        group = self._waiting[:count]
        del self._waiting[:count]
        return group

    async def _do(self, group: _Group[A, B]) -> Exception | None:
        """Answer each piece of a group; why the group failed, where it did."""
        failed: Exception
        try:
            answers = await run_in_threadpool(self._do_all, [piece for piece, _ in group])
            given = list(zip(group, answers, strict=True))
        except (asyncio.CancelledError, GeneratorExit, KeyboardInterrupt, SystemExit):
            for _, answer in group:
                answer.cancel()
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, it goes to those who wait
            failed = error
        except BaseException as error:  # noqa: BLE001 - a library in Rust that stumbles raises such
            failed = RuntimeError(repr(error))
        else:
            for (_, answer), one in given:
                _answer(answer, one)
            return None
        if len(group) == 1:
            _answer(group[0][1], failed)
        else:
            _log.warning("%d pieces could not be done together: %s", len(group), failed)
            await self._do_apart(group)
        return failed

    async def _do_apart(self, group: _Group[A, B]) -> None:
        hopeless: Exception | None = None
        for one in group:
            if hopeless is not None:
                _answer(one[1], hopeless)
                continue
            failed = await self._do([one])
            if isinstance(failed, self._nobodys_fault):
                hopeless = failed


def _answer(answer: asyncio.Future[B], given: B | Exception) -> None:
    if answer.done():
        return  # nobody waits any more
    if isinstance(given, Exception):
        answer.set_exception(given)
    else:
        answer.set_result(given)
