"""The bad line itself: what it is told to do is what happens."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator

import httpx
import pytest

from tests.helpers.chaos_proxy import Line, Mishap, chaos_proxy

CONTENT = bytes(range(256)) * 200


class Answers(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(CONTENT)))
        self.end_headers()
        self.wfile.write(CONTENT)

    def do_PUT(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_sound_line_passes_every_byte(port: int) -> None:
    with chaos_proxy(port, Line(round_trip_s=0.01, bytes_per_s=2_000_000, loss=0.1)) as proxy:
        answer = httpx.get(proxy.url, trust_env=False)
    assert answer.content == CONTENT
    assert proxy.carried.down > len(CONTENT)


def test_a_line_is_cut_where_it_is_told(port: int) -> None:
    with chaos_proxy(port, Line(cuts_up=[20_000])) as proxy:
        with pytest.raises(httpx.TransportError):
            httpx.put(proxy.url, content=CONTENT, trust_env=False)
        assert 20_000 <= proxy.carried.up < 25_000
        assert httpx.put(proxy.url, content=CONTENT, trust_env=False).status_code == 204


def test_every_mishap_happens_and_none_changes_a_byte(port: int) -> None:
    with chaos_proxy(port, Line(badness=1.0, patience_s=0.05), seed=3) as proxy:
        for _ in range(40):
            try:
                assert httpx.get(proxy.url, trust_env=False, timeout=0.5).content == CONTENT
            except httpx.TransportError:
                continue
    assert set(proxy.carried.mishaps) == set(Mishap) - {Mishap.NONE}
