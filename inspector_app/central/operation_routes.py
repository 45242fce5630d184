"""Over HTTP: operations in, receipts out; and the conflicts of a post."""

from __future__ import annotations

from fastapi import FastAPI, Request, Response
from sqlalchemy import Engine

from inspector_app.central.answering import engine_of, find_sender, message, sender_of
from inspector_app.central.batches import Batch, read_batch
from inspector_app.central.database import DATABASE_AWAY
from inspector_app.central.intake import Sender, take_batches
from inspector_app.central.reading import read_conflicts
from inspector_app.central.request_bodies import read_body
from inspector_app.central.together import Together
from inspector_app.central.watching import notes_of
from inspector_app.protocol.messages import BATCH_LIMIT, REQUEST_LIMIT_BYTES, ReceiptBatch

OPERATIONS = "/v1/operations"

# Most operations in one transaction: others wait for it, and a failure costs all of them.
_TOGETHER = 2 * BATCH_LIMIT


def add_operation_routes(app: FastAPI, engine: Engine) -> None:
    turns = Turns(engine)

    async def operations(request: Request) -> Response:
        notes_of(request).route = OPERATIONS
        sender = await find_sender(request)
        batch = read_batch(await read_body(request, limit_bytes=REQUEST_LIMIT_BYTES))
        answer = await turns.take((sender, batch))
        notes_of(request).answered(answer.receipts)
        return message(answer)

    # A plain route: what FastAPI does for one, looking for parameters to read and check, cost a
    # quarter of the request, and there are none.
    app.add_route(OPERATIONS, operations, methods=["POST"])
    app.add_api_route("/v1/conflicts", _conflicts, methods=["GET"])


class Turns(Together[tuple[Sender, Batch], ReceiptBatch]):
    """Batches that arrive while others are being written are then written together."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(
            lambda requests: take_batches(engine, requests),
            weigh=lambda request: len(request[1].operations),
            at_most=_TOGETHER,
            nobodys_fault=DATABASE_AWAY,
        )


def _conflicts(request: Request, after: int = 0, limit: int = BATCH_LIMIT) -> Response:
    sender = sender_of(request)
    return message(read_conflicts(engine_of(request), sender.post, after=after, limit=limit))
