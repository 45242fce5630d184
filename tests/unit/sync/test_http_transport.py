from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator

import httpx
import pytest

from inspector_app.domain.errors import CentreRefused, CentreUnreachable
from inspector_app.protocol.codec import decode, encode
from inspector_app.protocol.messages import (
    FeedEntry,
    FeedPage,
    Hello,
    OperationBatch,
    Problem,
    PulledPage,
    ReceiptBatch,
)
from inspector_app.sync.http_transport import HttpTransport
from inspector_app.sync.steps import Answer, FetchScan, PullFeed, PushOperations, Request, SayHello
from tests.helpers.builders import AT, a_case, a_finding, an_image
from tests.helpers.fake_store import FakeStation

HELLO = Hello(1, 1, "epoch", AT)
IMAGE = an_image()


def never() -> bool:
    return False


def carry(step: Request, answer: Callable[[httpx.Request], httpx.Response]) -> Answer:
    through = httpx.MockTransport(answer)
    with HttpTransport("http://127.0.0.1", token="t", device_id="d", through=through) as transport:
        return transport.carry(step, should_stop=never)


def test_each_step_becomes_its_request() -> None:
    seen: list[httpx.Request] = []

    def centre(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        bodies: dict[str, object] = {
            "/v1/hello": HELLO,
            "/v1/operations": ReceiptBatch(()),
            "/v1/feed": FeedPage((FeedEntry(3, a_case()),), "e:3", more=True),
        }
        return httpx.Response(200, content=encode(bodies[request.url.path]))

    operation = FakeStation().save(a_finding())
    assert carry(SayHello(), centre) == HELLO
    assert carry(PushOperations((operation,)), centre) == ReceiptBatch(())
    page = FeedPage((FeedEntry(3, a_case()),), "e:3", more=True)
    assert carry(PullFeed("e:1", 50), centre) == PulledPage(page)
    assert "Authorization" not in seen[0].headers
    assert decode(seen[1].content, OperationBatch) == OperationBatch(2, (operation,))
    assert dict(seen[2].url.params) == {"after": "e:1", "limit": "50"}
    for request in seen[1:]:
        assert request.headers["Authorization"] == "Bearer t"
        assert request.headers["Device-Id"] == "d"


def test_one_case_that_cannot_be_read_leaves_the_others() -> None:
    page = FeedPage((FeedEntry(3, a_case()), FeedEntry(4, a_case(case_id="case-2"))), "e:4", False)
    raw = encode(page).replace(b'"case_id":"case-2"', b'"case_id":2')
    pulled = carry(PullFeed("", 50), lambda _: httpx.Response(200, content=raw))
    assert pulled == PulledPage(FeedPage(page.entries[:1], "e:4", more=False), 1)


def scan_answer(request: httpx.Request) -> httpx.Response:
    start, _, end = request.headers["Range"].removeprefix("bytes=").partition("-")
    content = bytes(range(100))[int(start) : int(end) + 1]
    headers = {"Content-Range": f"bytes {start}-{end}/100"}
    return httpx.Response(206, content=content, headers=headers)


def test_a_part_of_a_scan() -> None:
    assert carry(FetchScan(IMAGE, 10, 5), scan_answer) == bytes(range(10, 15))


def test_a_whole_file_instead_of_a_part_will_do_at_its_beginning_only() -> None:
    def whole(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=bytes(range(100)))

    assert carry(FetchScan(IMAGE, 0, 5), whole) == bytes(range(5))
    with pytest.raises(CentreUnreachable):
        carry(FetchScan(IMAGE, 10, 5), whole)


class _BreakingStream(httpx.AsyncByteStream):
    def __init__(self, *chunks: bytes) -> None:
        self._chunks = chunks

    async def __aiter__(self):
        for chunk in self._chunks:
            yield chunk
        raise httpx.ReadError("cut")


def test_what_came_before_the_line_was_cut_is_kept() -> None:
    headers = {"Content-Range": "bytes 0-99/100"}
    step = FetchScan(IMAGE, 0, 100)
    cut = httpx.Response(206, stream=_BreakingStream(b"abc", b"de"), headers=headers)
    assert carry(step, lambda _: cut) == b"abcde"
    nothing = httpx.Response(206, stream=_BreakingStream(), headers=headers)
    with pytest.raises(CentreUnreachable) as error:
        carry(step, lambda _: nothing)
    assert error.value.reason == "no-connection"


@pytest.mark.parametrize(
    ("status", "body", "kind", "reason"),
    [
        (401, encode(Problem("unknown-token", "")), CentreRefused, "unknown-token"),
        (409, encode(Problem("token-in-use", "")), CentreRefused, "token-in-use"),
        (426, encode(Problem("protocol", "")), CentreRefused, "protocol"),
        (503, encode(Problem("centre-failed", "")), CentreUnreachable, "centre-failed"),
        (502, b"<html>", CentreUnreachable, "centre-failed"),
        (429, b"", CentreUnreachable, "centre-failed"),
        (404, b"<html>log in here</html>", CentreUnreachable, "not-a-centre"),
        (200, b"<html>log in here</html>", CentreUnreachable, "not-a-centre"),
        (200, b'{"entries":[],"cursor":7}', CentreUnreachable, "not-a-centre"),
        (302, b"", CentreRefused, "redirected"),
    ],
)
def test_answers_that_are_none(
    status: int, body: bytes, kind: type[CentreRefused | CentreUnreachable], reason: str
) -> None:
    asked: list[str] = []

    def centre(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.host)
        headers = {"Location": "http://elsewhere/"} if status == 302 else {}
        return httpx.Response(status, content=body, headers=headers)

    with pytest.raises(kind) as error:
        carry(PullFeed("", 1), centre)
    assert error.value.reason == reason
    assert asked == ["127.0.0.1"]


def test_a_range_behind_the_end() -> None:
    with pytest.raises(CentreRefused) as error:
        carry(FetchScan(IMAGE, 10, 5), lambda _: httpx.Response(416))
    assert error.value.reason == "bad-range"


def test_an_answer_without_end_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inspector_app.sync.http_answers.LONGEST_ANSWER_BYTES", 1000)
    with pytest.raises(CentreUnreachable, match="does not end"):
        carry(PullFeed("", 1), lambda _: httpx.Response(200, content=bytes(1001)))


@pytest.mark.parametrize(
    "url", ["", "centre", "ftp://centre", "http://", "http://[::1", "http://a:b"]
)
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(CentreRefused) as error:
        HttpTransport(url, token="", device_id="")
    assert error.value.reason == "bad-address"


@pytest.fixture
def silent_centre() -> Iterator[str]:
    """Takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def test_nobody_there(silent_centre: str) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        with (
            HttpTransport(url, token="t", device_id="d") as transport,
            pytest.raises(CentreUnreachable) as error,
        ):
            transport.carry(SayHello(), should_stop=never)
    assert error.value.reason == "no-connection"


def test_a_silent_centre_is_given_up(silent_centre: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inspector_app.sync.http_transport._TIMEOUTS", httpx.Timeout(0.2))
    with (
        HttpTransport(silent_centre, token="t", device_id="d") as transport,
        pytest.raises(CentreUnreachable) as error,
    ):
        transport.carry(SayHello(), should_stop=never)
    assert error.value.reason == "timeout"


def test_a_request_that_hangs_is_called_off_when_the_program_closes(silent_centre: str) -> None:
    started = time.monotonic()
    with (
        HttpTransport(silent_centre, token="t", device_id="d") as transport,
        pytest.raises(CentreUnreachable) as error,
    ):
        transport.carry(SayHello(), should_stop=lambda: time.monotonic() > started + 0.3)
    assert error.value.reason == "stopped"


def test_the_proxy_settings_of_the_machine_are_not_used(
    silent_centre: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", silent_centre)
    monkeypatch.setenv("ALL_PROXY", silent_centre)
    with (
        HttpTransport("http://127.0.0.1:9", token="t", device_id="d") as transport,
        pytest.raises(CentreUnreachable) as error,
    ):
        transport.carry(SayHello(), should_stop=never)
    assert error.value.reason == "no-connection"
