from __future__ import annotations

import asyncio
import gzip
import zlib

import pytest
from fastapi import Request

from inspector_app.central.refusals import Refusal
from inspector_app.central.request_bodies import read_body


def body_of(*chunks: bytes, encoding: str = "", limit_bytes: int = 1000) -> bytes:
    """What a request with these chunks is read as."""
    messages = [
        {"type": "http.request", "body": chunk, "more_body": number < len(chunks)}
        for number, chunk in enumerate(chunks, 1)
    ]

    async def receive() -> dict[str, object]:
        return messages.pop(0) if messages else {"type": "http.disconnect"}

    headers = [(b"content-encoding", encoding.encode())] if encoding else []
    scope = {"type": "http", "method": "POST", "path": "/", "headers": headers}
    return asyncio.run(read_body(Request(scope, receive), limit_bytes=limit_bytes))


def refusal_of(*chunks: bytes, encoding: str = "", limit_bytes: int = 1000) -> tuple[int, str]:
    with pytest.raises(Refusal) as refusal:
        body_of(*chunks, encoding=encoding, limit_bytes=limit_bytes)
    return refusal.value.status, refusal.value.reason


@pytest.mark.parametrize("encoding", ["", "identity"])
def test_a_body_as_it_is(encoding: str) -> None:
    assert body_of(b"abc", b"", b"de", encoding=encoding) == b"abcde"
    assert body_of(b"") == b""


@pytest.mark.parametrize("encoding", ["gzip", "GZIP "])
def test_a_packed_body_however_it_is_cut(encoding: str) -> None:
    text = "Ачааны ард өөр нягтралтай зүйл. ".encode() * 15
    packed = gzip.compress(text)
    for size in (1, 7, len(packed)):
        chunks = [packed[at : at + size] for at in range(0, len(packed), size)]
        assert body_of(*chunks, encoding=encoding) == text


def test_the_limit_is_met_exactly() -> None:
    assert len(body_of(bytes(1000))) == 1000
    assert refusal_of(bytes(1001)) == (413, "too-large")
    assert len(body_of(gzip.compress(bytes(1000)), encoding="gzip")) == 1000
    assert refusal_of(gzip.compress(bytes(1001)), encoding="gzip") == (413, "too-large")


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = gzip.compress(bytes(50_000_000))
    unpacked = []

    class Watched:
        def __init__(self, window: int) -> None:
            self._stream = zlib.decompressobj(window)

        def decompress(self, chunk: bytes, most: int) -> bytes:
            out = self._stream.decompress(chunk, most)
            unpacked.append(len(out))
            return out

        def __getattr__(self, name: str) -> object:
            return getattr(self._stream, name)

    class Zlib:
        error = zlib.error
        decompressobj = Watched

    monkeypatch.setattr("inspector_app.central.request_bodies.zlib", Zlib)
    refused = refusal_of(bomb, encoding="gzip", limit_bytes=60_000)
    assert refused == (413, "too-large")
    assert sum(unpacked) <= 60_001


def test_many_empty_pieces_are_no_way_around_the_limit() -> None:
    # Each member unpacks to nothing, so only what has arrived can be counted.
    assert refusal_of(gzip.compress(b"") * 100, encoding="gzip")[0] in (400, 413)


@pytest.mark.parametrize(
    "raw",
    [
        b"plain",
        b"",
        gzip.compress(b"cut off")[:-1],
        gzip.compress(b"one") + gzip.compress(b"two"),
        gzip.compress(b"one") + b"and more",
        zlib.compress(b"another wrapping"),
    ],
    # gzip writes the time into what it packs; a test is known by its name.
    ids=["plain", "empty", "cut", "two", "more", "zlib"],
)
def test_what_is_no_gzip(raw: bytes) -> None:
    assert refusal_of(raw, encoding="gzip") == (400, "malformed")


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "deflate"])
def test_other_packings_are_not_known(encoding: str) -> None:
    assert refusal_of(b"x", encoding=encoding) == (415, "unknown-encoding")


def test_a_request_that_is_cut_off() -> None:
    async def receive() -> dict[str, object]:
        return {"type": "http.disconnect"}

    scope = {"type": "http", "method": "POST", "path": "/", "headers": []}
    with pytest.raises(Refusal) as refusal:
        asyncio.run(read_body(Request(scope, receive), limit_bytes=10))
    assert refusal.value.reason == "malformed"
