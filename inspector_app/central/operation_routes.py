"""Over HTTP: operations in, receipts out; and the conflicts of a post."""

from __future__ import annotations

import asyncio
import logging

from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import Engine

from inspector_app.central.answering import engine_of, find_sender, message, sender_of
from inspector_app.central.batches import Batch, read_batch
from inspector_app.central.intake import Sender, take_batches
from inspector_app.central.reading import read_conflicts
from inspector_app.central.request_bodies import read_body
from inspector_app.central.watching import notes_of
from inspector_app.protocol.messages import BATCH_LIMIT, REQUEST_LIMIT_BYTES, ReceiptBatch

# Most operations in one transaction: others wait for it, and a failure costs all of them.
_TOGETHER = 2 * BATCH_LIMIT

_log = logging.getLogger(__name__)


def add_operation_routes(app: FastAPI, engine: Engine) -> None:
    turns = Turns(engine)

    async def operations(request: Request) -> Response:
        sender = await find_sender(request)
        batch = read_batch(await read_body(request, limit_bytes=REQUEST_LIMIT_BYTES))
        answer = await turns.take(sender, batch)
        notes_of(request).answered(answer.receipts)
        return message(answer)

    app.add_api_route("/v1/operations", operations, methods=["POST"])
    app.add_api_route("/v1/conflicts", _conflicts, methods=["GET"])


class Turns:
    """Batches that arrive while others are being written wait, and are then written together."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._waiting: list[tuple[Sender, Batch, asyncio.Future[ReceiptBatch]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def take(self, sender: Sender, batch: Batch) -> ReceiptBatch:
        """As `intake.take_batch`."""
        answer: asyncio.Future[ReceiptBatch] = asyncio.get_running_loop().create_future()
        self._waiting.append((sender, batch, answer))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_all())
        return await answer

    async def _write_all(self) -> None:
        try:
            while self._waiting:
                await self._write(self._next_group())
        finally:
            # Something only where the loop itself is ending.
            for _, _, answer in self._waiting:
                answer.cancel()
            self._waiting.clear()

    def _next_group(self) -> list[tuple[Sender, Batch, asyncio.Future[ReceiptBatch]]]:
        count = operations = 0
        for _, batch, _ in self._waiting:
            operations += len(batch.operations)
            if count and operations > _TOGETHER:
                break
            count += 1
        group = self._waiting[:count]
        del self._waiting[:count]
        return group

    async def _write(self, group: list[tuple[Sender, Batch, asyncio.Future[ReceiptBatch]]]) -> None:
        requests = [(sender, batch) for sender, batch, _ in group]
        try:
            answers = await run_in_threadpool(take_batches, self._engine, requests)
        except Exception as error:  # noqa: BLE001 - whatever it is, it goes to those who wait
            if len(group) == 1:
                _answer(group[0][2], error)
                return
            # One of them is to blame; the others must not suffer for it.
            _log.warning("%d batches could not be written together: %s", len(group), error)
            for one in group:
                await self._write([one])
            return
        for (_, _, answer), given in zip(group, answers, strict=True):
            _answer(answer, given)


def _answer(answer: asyncio.Future[ReceiptBatch], given: ReceiptBatch | Exception) -> None:
    if answer.cancelled():
        return  # nobody waits any more; the station will ask again
    if isinstance(given, Exception):
        answer.set_exception(given)
    else:
        answer.set_result(given)


def _conflicts(request: Request, after: int = 0, limit: int = BATCH_LIMIT) -> Response:
    sender = sender_of(request)
    return message(read_conflicts(engine_of(request), sender.post, after=after, limit=limit))
