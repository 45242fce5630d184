"""Files over HTTP: sent up in chunks as in tus 1.0 (https://tus.io/protocols/resumable-upload), and
read again.

Of tus: HEAD, PATCH and the checksum extension. A file is not made by an empty POST but offered
with what it is (`FileOffer`), because its address is its hash. A chunk is taken whole or not at
all: its checksum is looked at before anything is written.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Callable
from functools import partial

from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse, StreamingResponse
from sqlalchemy import Engine

from inspector_app.central.cases import may_fetch
from inspector_app.central.file_offers import LIMITS_BYTES
from inspector_app.central.intake import Sender
from inspector_app.central.object_store import ObjectStore
from inspector_app.central.refusals import Refusal
from inspector_app.central.request_bodies import read_body
from inspector_app.central.uploads import WRONG_CHECKSUM, FileIntake, find_previews, may_read
from inspector_app.central.watching import notes_of
from inspector_app.domain.errors import StorageUnavailable
from inspector_app.protocol.codec import decode, encode
from inspector_app.protocol.messages import (
    CHUNK_LIMIT_BYTES,
    FileOffer,
    FileState,
    Problem,
    ScanPreview,
)

TUS_VERSION = "1.0.0"

_OFFER_LIMIT_BYTES = 16 * 1024
_CHUNK_TYPE = "application/offset+octet-stream"
_SHA256 = re.compile(r"[0-9a-f]{64}")
_NUMBER = re.compile(r"[0-9]{1,18}")
_RANGE = re.compile(r"bytes=([0-9]{1,18})-([0-9]{0,18})")
_TUS = {"Tus-Resumable": TUS_VERSION, "Cache-Control": "no-store"}


class FileRoutes:
    """The answers to everything about files. `sender_of` says which station a request is from."""

    def __init__(
        self,
        engine: Engine,
        store: ObjectStore,
        intake: FileIntake,
        sender_of: Callable[[Request], Sender],
    ) -> None:
        self._engine = engine
        self._store = store
        self._intake = intake
        self._sender_of = sender_of
        # One look at a whole file at a time, however often the station asks meanwhile.
        self._finishing: dict[tuple[str, str], asyncio.Task[FileState]] = {}

    def add_to(self, app: FastAPI) -> None:
        """Answer on this application."""
        app.add_api_route("/v1/files", self.offer, methods=["POST"])
        app.add_api_route("/v1/files", self.abilities, methods=["OPTIONS"])
        app.add_api_route("/v1/files/{sha256}", self.state, methods=["HEAD"])
        app.add_api_route("/v1/files/{sha256}", self.take_chunk, methods=["PATCH"])
        app.add_api_route("/v1/scans/{sha256}", self.read, methods=["GET"], response_model=None)
        app.add_api_route(
            "/v1/scans/{sha256}/preview", self.preview, methods=["GET"], response_model=None
        )
        app.add_exception_handler(StorageUnavailable, _store_failed)
        app.add_exception_handler(OSError, _store_failed)

    async def offer(self, request: Request) -> Response:
        """POST /v1/files: FileOffer in, FileState out."""
        sender = await run_in_threadpool(self._sender_of, request)
        raw = await read_body(request, limit_bytes=_OFFER_LIMIT_BYTES)
        try:
            offer = decode(raw, FileOffer)
        except (ValueError, RecursionError) as error:
            raise Refusal(400, "malformed", f"not an offer: {error}") from error
        state = await run_in_threadpool(self._intake.offer, sender, offer)
        if not state.whole and state.offset == offer.size_bytes:
            state = await self._finish(sender, offer.sha256)
        return Response(encode(state), media_type="application/json")

    async def abilities(self) -> Response:
        """OPTIONS /v1/files: what of tus this is."""
        return Response(
            status_code=204,
            headers=_TUS
            | {
                "Tus-Version": TUS_VERSION,
                "Tus-Extension": "checksum",
                "Tus-Checksum-Algorithm": "sha256",
                "Tus-Max-Size": str(max(LIMITS_BYTES.values())),
            },
        )

    async def state(self, request: Request, sha256: str) -> Response:
        """HEAD /v1/files/{sha256}."""
        sender = await run_in_threadpool(self._sender_of, request)
        _check_tus(request)
        state, length = await run_in_threadpool(self._intake.state, sender, _hash(sha256))
        return Response(headers=_headers(state) | {"Upload-Length": str(length)})

    async def take_chunk(self, request: Request, sha256: str) -> Response:
        """PATCH /v1/files/{sha256}."""
        sender = await run_in_threadpool(self._sender_of, request)
        _check_tus(request)
        offset = _offset(request)
        chunk = await read_body(request, limit_bytes=CHUNK_LIMIT_BYTES)
        _check_sum(request.headers.get("Upload-Checksum", ""), chunk)
        state, length = await run_in_threadpool(
            self._intake.take_chunk, sender, _hash(sha256), offset, chunk
        )
        notes_of(request).bytes_up = len(chunk)
        if state.offset == length:
            state = await self._finish(sender, sha256)
        return Response(status_code=204, headers=_headers(state))

    async def read(self, request: Request, sha256: str) -> Response:
        """GET /v1/scans/{sha256}."""
        return await run_in_threadpool(self._read, request, sha256)

    async def preview(self, request: Request, sha256: str) -> Response:
        """GET /v1/scans/{sha256}/preview: ScanPreview out."""
        return await run_in_threadpool(self._preview, request, sha256)

    async def _finish(self, sender: Sender, sha256: str) -> FileState:
        key = (sha256, sender.device_id)
        task = self._finishing.get(key)
        if task is None:
            work = run_in_threadpool(self._intake.finish, sender, sha256)
            task = asyncio.ensure_future(work)
            self._finishing[key] = task
            task.add_done_callback(partial(self._forget, key))
        # A station that hangs up must not stop it: it will ask again.
        return await asyncio.shield(task)

    def _forget(self, key: tuple[str, str], task: asyncio.Task[FileState]) -> None:
        self._finishing.pop(key, None)
        if not task.cancelled():
            task.exception()  # seen, also where nobody waits for it any more

    def _read(self, request: Request, sha256: str) -> Response:
        sender = self._sender_of(request)
        if _SHA256.fullmatch(sha256) is None or not (
            may_fetch(self._engine, sender.post, sha256)
            or may_read(self._engine, sender.post, sha256)
        ):
            raise Refusal(404, "no-such-scan", "no case of this post has this file")
        path = self._store.local_path(sha256)
        if path is not None:
            return FileResponse(path, media_type="application/octet-stream")
        size_bytes = self._store.size(sha256)
        if size_bytes is None:
            raise Refusal(404, "no-such-scan", "the file has not arrived at the centre")
        return self._streamed(sha256, size_bytes, request.headers.get("Range", ""))

    def _preview(self, request: Request, sha256: str) -> Response:
        sender = self._sender_of(request)
        for found in find_previews(self._engine, sender.post, _hash(sha256)):
            size_bytes = self._store.size(found)
            if size_bytes is not None:
                answer = ScanPreview(found, size_bytes)
                return Response(encode(answer), media_type="application/json")
        raise Refusal(404, "no-such-preview", "no station has sent a preview of this file")

    def _streamed(self, sha256: str, size_bytes: int, wanted: str) -> Response:
        first, last = 0, size_bytes - 1
        headers = {"Accept-Ranges": "bytes"}
        match = _RANGE.fullmatch(wanted)
        if match is not None:
            first = int(match[1])
            last = min(last, int(match[2]) if match[2] else last)
            if first > last:
                headers["Content-Range"] = f"bytes */{size_bytes}"
                problem = Problem("bad-range", f"the file has {size_bytes} bytes")
                return Response(encode(problem), 416, headers, "application/json")
            headers["Content-Range"] = f"bytes {first}-{last}/{size_bytes}"
        headers["Content-Length"] = str(last - first + 1)
        try:
            pieces = self._store.read(sha256, first, last - first + 1)
        except KeyError as error:
            raise Refusal(404, "no-such-scan", "the file is no longer there") from error
        return StreamingResponse(
            pieces,
            200 if match is None else 206,
            headers,
            "application/octet-stream",
        )


def _headers(state: FileState) -> dict[str, str]:
    whole = "1" if state.whole else "0"
    return _TUS | {"Upload-Offset": str(state.offset), "Upload-Whole": whole}


def _hash(sha256: str) -> str:
    if _SHA256.fullmatch(sha256) is None:
        raise Refusal(400, "malformed", "a file is known by its SHA-256 in lower-case hex")
    return sha256


def _check_tus(request: Request) -> None:
    if request.headers.get("Tus-Resumable", "") != TUS_VERSION:
        raise Refusal(412, "tus-version", f"this is tus {TUS_VERSION}")


def _offset(request: Request) -> int:
    if request.headers.get("Content-Type", "") != _CHUNK_TYPE:
        raise Refusal(415, "malformed", f"a chunk comes as {_CHUNK_TYPE}")
    offset = request.headers.get("Upload-Offset", "")
    if _NUMBER.fullmatch(offset) is None:
        raise Refusal(400, "malformed", "Upload-Offset is missing or is no number")
    return int(offset)


def _check_sum(header: str, chunk: bytes) -> None:
    algorithm, _, encoded = header.partition(" ")
    if algorithm != "sha256":
        raise Refusal(400, "malformed", "Upload-Checksum: sha256 and its base64 is missing")
    try:
        wanted = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Refusal(400, "malformed", "Upload-Checksum is no base64") from error
    if not hmac.compare_digest(wanted, hashlib.sha256(chunk).digest()):
        raise Refusal(WRONG_CHECKSUM, "wrong-checksum", "the chunk did not arrive as it was sent")


def _store_failed(request: Request, error: Exception) -> Response:
    notes_of(request).reason = "centre-failed"
    problem = Problem("centre-failed", f"the file cannot be kept just now: {error}")
    return Response(encode(problem), 503, media_type="application/json")
