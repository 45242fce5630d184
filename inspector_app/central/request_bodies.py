"""Reading the body of a request without letting it fill the memory."""

from __future__ import annotations

import zlib

from fastapi import Request
from starlette.requests import ClientDisconnect

from inspector_app.central.refusals import Refusal

GZIP = "gzip"
"""The feature of a centre that reads compressed requests, and their Content-Encoding."""

# zlib's code for a gzip header around the largest window.
_GZIP_WINDOW = 31


async def read_body(request: Request, *, limit_bytes: int) -> bytes:
    """The body of a request, unpacked where it is compressed.

    Raises Refusal: 400 ``malformed``, 413 ``too-large`` for more than `limit_bytes`, packed or
    unpacked, and 415 ``unknown-encoding``.
    """
    encoding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in ("identity", GZIP):
        raise Refusal(415, "unknown-encoding", "a request is sent as it is or as gzip")
    unpacker = _Unpacker(limit_bytes) if encoding == GZIP else None
    body = bytearray()
    arrived = 0
    try:
        async for chunk in request.stream():
            arrived += len(chunk)
            body += chunk if unpacker is None else unpacker.unpack(chunk)
            if max(arrived, len(body)) > limit_bytes:
                raise _too_large(limit_bytes)
    except ClientDisconnect as error:
        # Nobody reads this answer; the station will send it all again.
        raise Refusal(400, "malformed", "the request was cut off") from error
    if unpacker is not None:
        unpacker.check_end()
    return bytes(body)


class _Unpacker:
    """Unpacks gzip and stops soon after the limit: a kilobyte of gzip can hold a megabyte."""

    def __init__(self, limit_bytes: int) -> None:
        self._limit_bytes = limit_bytes
        self._room_bytes = limit_bytes
        self._stream = zlib.decompressobj(_GZIP_WINDOW)

    def unpack(self, chunk: bytes) -> bytes:
        try:
            # One more than there is room for, because 0 would mean "without a limit".
            unpacked = self._stream.decompress(chunk, self._room_bytes + 1)
        except zlib.error as error:
            raise Refusal(400, "malformed", f"the request is not gzip: {error}") from error
        self._room_bytes -= len(unpacked)
        if self._room_bytes < 0 or self._stream.unconsumed_tail:
            raise _too_large(self._limit_bytes)
        return unpacked

    def check_end(self) -> None:
        if not self._stream.eof or self._stream.unused_data:
            raise Refusal(400, "malformed", "the request is not one whole piece of gzip")


def _too_large(limit_bytes: int) -> Refusal:
    return Refusal(413, "too-large", f"a request has at most {limit_bytes} bytes")
