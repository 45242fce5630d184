"""The centre's HTTP face. Messages are those of `protocol.messages`, written by its codec."""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial

import msgspec
from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from inspector_app.central.cases import PAGE_LIMIT, may_fetch, read_feed
from inspector_app.central.database import open_engine
from inspector_app.central.intake import Sender, take_operations
from inspector_app.central.refusals import Refusal
from inspector_app.central.scan_files import scan_path
from inspector_app.central.sequence import epoch_and_sequence
from inspector_app.central.settings import CentreSettings
from inspector_app.central.stations import identify
from inspector_app.domain.operation import Operation
from inspector_app.protocol import PROTOCOL_VERSION
from inspector_app.protocol.codec import decode, encode, prepare
from inspector_app.protocol.messages import (
    BATCH_LIMIT,
    DEVICE_HEADER,
    REQUEST_LIMIT_BYTES,
    Health,
    Hello,
    OperationBatch,
    Problem,
    ReceiptBatch,
)

OLDEST_PROTOCOL = 1

_OP_ID = re.compile(r"[\x21-\x7e]{1,64}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_log = logging.getLogger(__name__)


def make_app(settings: CentreSettings) -> FastAPI:
    """The centre as an ASGI application. Opens the database now and closes it when it ends; where
    nothing runs its lifespan, call ``app.state.engine.dispose()``."""
    engine = open_engine(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        engine.dispose()

    app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.engine = engine
    app.state.scans = settings.scans
    app.add_api_route("/v1/hello", _hello, methods=["GET"])
    app.add_api_route("/v1/health", _health, methods=["GET"])
    app.add_api_route("/v1/feed", _feed, methods=["GET"])
    app.add_api_route("/v1/scans/{sha256}", _scan, methods=["GET"], response_model=None)
    app.add_api_route("/v1/operations", _operations, methods=["POST"])
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(HTTPException, _http_refused)
    app.add_exception_handler(RequestValidationError, _not_valid)
    app.add_exception_handler(SQLAlchemyError, _database_failed)
    app.add_exception_handler(Exception, _failed)
    return app


def _message(value: object, status: int = 200) -> Response:
    return Response(encode(value), status, media_type="application/json")


def _problem(status: int, reason: str, detail: str) -> Response:
    return _message(Problem(reason, detail), status)


def _engine(request: Request) -> Engine:
    engine: Engine = request.app.state.engine
    return engine


def _sender(request: Request) -> Sender:
    return identify(
        _engine(request),
        request.headers.get("Authorization", ""),
        request.headers.get(DEVICE_HEADER, ""),
    )


def _hello(request: Request) -> Response:
    with _engine(request).begin() as connection:
        epoch, _ = epoch_and_sequence(connection)
    return _message(Hello(OLDEST_PROTOCOL, PROTOCOL_VERSION, epoch, datetime.now(UTC)))


def _health(request: Request) -> Response:
    with _engine(request).begin() as connection:
        epoch, last = epoch_and_sequence(connection)
    return _message(Health(epoch, last, datetime.now(UTC)))


def _feed(request: Request, after: str = "", limit: int = PAGE_LIMIT) -> Response:
    sender = _sender(request)
    return _message(read_feed(_engine(request), sender.post, after=after, limit=limit))


def _scan(request: Request, sha256: str) -> Response:
    sender = _sender(request)
    if not may_fetch(_engine(request), sender.post, sha256):
        raise Refusal(404, "no-such-scan", "no case of this post has this scan")
    path = scan_path(request.app.state.scans, sha256)
    if not path.is_file():
        raise Refusal(404, "no-such-scan", "the file of this scan has not arrived at the centre")
    return FileResponse(path, media_type="application/octet-stream")


async def _operations(request: Request) -> Response:
    sender = await run_in_threadpool(_sender, request)
    operations = _read_batch(await _body(request))
    take = partial(take_operations, _engine(request), sender, operations)
    return _message(ReceiptBatch(await run_in_threadpool(take)))


async def _body(request: Request) -> bytes:
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > REQUEST_LIMIT_BYTES:
                detail = f"a request has at most {REQUEST_LIMIT_BYTES} bytes"
                raise Refusal(413, "too-large", detail)
    except ClientDisconnect as error:
        # Nobody reads this answer; the station will send it all again.
        raise Refusal(400, "malformed", "the request was cut off") from error
    return bytes(body)


def _read_batch(raw: bytes) -> Sequence[Operation]:
    try:
        # First by itself: a station that speaks a newer protocol may write the rest differently.
        protocol = decode(raw, _Spoken).protocol
        if not OLDEST_PROTOCOL <= protocol <= PROTOCOL_VERSION:
            raise Refusal(426, "protocol", f"this centre does not speak protocol {protocol}")
        operations = decode(raw, OperationBatch).operations
    except (ValueError, RecursionError) as error:
        raise Refusal(400, "malformed", f"not a batch of operations: {error}") from error
    if len(operations) > BATCH_LIMIT:
        raise Refusal(413, "batch-too-long", f"a batch has at most {BATCH_LIMIT} operations")
    for operation in operations:
        if not (_OP_ID.fullmatch(operation.op_id) and _SHA256.fullmatch(operation.sha256)):
            raise Refusal(400, "malformed", "an operation's id or hash is not one")
    return operations


class _Spoken(msgspec.Struct):
    protocol: int


prepare(_Spoken)


def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    return _problem(error.status, error.reason, error.detail)


def _http_refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _problem(error.status_code, "no-such-thing", str(error.detail))


def _not_valid(_: Request, error: Exception) -> Response:
    return _problem(400, "malformed", f"a parameter has a value of the wrong kind: {error}")


def _database_failed(_: Request, error: Exception) -> Response:
    _log.error("the database cannot be used", exc_info=error)
    return _problem(503, "centre-failed", "the centre cannot use its database just now")


def _failed(_: Request, error: Exception) -> Response:
    return _problem(500, "centre-failed", f"the centre stumbled: {type(error).__name__}")
