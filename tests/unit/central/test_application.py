from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from inspector_app.central.application import make_app
from inspector_app.central.cases import load_cases
from inspector_app.central.database import writing
from inspector_app.central.refusals import Refusal
from inspector_app.central.sequence import raise_epoch
from inspector_app.central.settings import CentreSettings
from inspector_app.central.stations import add_station
from inspector_app.domain.operation import OperationKind, ReceiptStatus
from inspector_app.domain.scan import View
from inspector_app.protocol.codec import decode, encode
from inspector_app.protocol.messages import (
    BATCH_LIMIT,
    ConflictPage,
    DayDigests,
    DeviceState,
    FeedPage,
    Health,
    Hello,
    OperationBatch,
    Problem,
    ReceiptBatch,
)
from inspector_app.protocol.operations import hash_of
from tests.helpers.builders import a_case, a_finding, a_scan, an_image
from tests.helpers.device_log import DeviceLog
from tests.helpers.fake_store import FakeStation

Ask = Callable[..., httpx.Response]

PIXELS = bytes(range(256)) * 40
SHA256 = hashlib.sha256(PIXELS).hexdigest()


@pytest.fixture
def app(settings: CentreSettings, tmp_path: Path) -> Iterator[FastAPI]:
    source = tmp_path / "scan"
    source.write_bytes(PIXELS)
    image = an_image(sha256=SHA256, size_bytes=len(PIXELS))
    absent = an_image(sha256="0" * 64)
    scans = (a_scan(views=(View("side", (image, absent)),)),)
    load_cases(settings, [a_case(scans=scans)], {SHA256: source})
    app = make_app(settings)
    yield app
    app.state.engine.dispose()


@pytest.fixture
def headers(settings: CentreSettings) -> dict[str, str]:
    return headers_of(settings, "ZU", "device-1")


def headers_of(settings: CentreSettings, post: str, device_id: str) -> dict[str, str]:
    token = add_station(settings, post, "lane 1")
    return {"Authorization": f"Bearer {token}", "Device-Id": device_id}


@pytest.fixture
def ask(app: FastAPI) -> Ask:
    async def carry(method: str, path: str, **more: object) -> httpx.Response:
        through = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=through, base_url="http://centre") as client:
            return await client.request(method, path, **more)

    return lambda method, path, **more: asyncio.run(carry(method, path, **more))


def problem(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, decode(response.content, Problem).reason


def batch(*operations: object, protocol: int = 1) -> bytes:
    return encode(OperationBatch(protocol, tuple(operations)))


def test_hello_and_health_need_no_token(ask: Ask) -> None:
    hello = decode(ask("GET", "/v1/hello").content, Hello)
    health = decode(ask("GET", "/v1/health").content, Health)
    assert (hello.oldest_protocol, hello.newest_protocol) == (1, 2)
    assert {"signatures", "conflicts", "device-state"} <= set(hello.features)
    assert len(hello.signing_key) == 43
    assert (health.epoch, health.last_sequence) == (hello.epoch, 1)
    assert (health.database, health.last_backup, health.restored_at) == ("ok", None, None)


def test_a_restored_centre_says_so(ask: Ask, settings: CentreSettings) -> None:
    before = decode(ask("GET", "/v1/hello").content, Hello)
    epoch = raise_epoch(settings)
    after = decode(ask("GET", "/v1/hello").content, Hello)
    assert (after.epoch, after.signing_key) == (epoch, before.signing_key)
    assert decode(ask("GET", "/v1/health").content, Health).restored_at is not None


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/feed"),
        ("GET", f"/v1/scans/{SHA256}"),
        ("POST", "/v1/operations"),
        ("GET", "/v1/conflicts"),
        ("GET", "/v1/device"),
        ("GET", "/v1/device/digests"),
        ("POST", "/v1/device/successor"),
    ],
)
def test_everything_else_needs_one(ask: Ask, method: str, path: str) -> None:
    assert problem(ask(method, path)) == (401, "unknown-token")


def test_the_feed_and_the_operations(ask: Ask, headers: dict[str, str]) -> None:
    page = decode(ask("GET", "/v1/feed", headers=headers).content, FeedPage)
    assert [one.case.case_id for one in page.entries] == ["case-0412"]
    rest = ask("GET", "/v1/feed", headers=headers, params={"after": page.cursor})
    assert decode(rest.content, FeedPage) == FeedPage((), page.cursor, more=False)
    operation = FakeStation().save(a_finding())
    answers = [
        decode(
            ask("POST", "/v1/operations", headers=headers, content=batch(operation)).content,
            ReceiptBatch,
        )
        for _ in range(2)
    ]
    assert [one.receipts[0].status for one in answers] == [
        ReceiptStatus.APPLIED,
        ReceiptStatus.DUPLICATE,
    ]
    assert [one.receipts[0].sequence for one in answers] == [2, 2]


def test_a_kind_this_centre_does_not_know_spoils_no_batch(
    ask: Ask, headers: dict[str, str]
) -> None:
    station = FakeStation()
    newer, good = station.save(a_finding()), station.save(a_finding())
    newer = replace(newer, kind=OperationKind("seal-checked"))
    newer = replace(newer, sha256=hash_of(newer))
    answer = ask("POST", "/v1/operations", headers=headers, content=batch(newer, good))
    receipts = decode(answer.content, ReceiptBatch).receipts
    assert [(one.status, one.reason) for one in receipts] == [
        (ReceiptStatus.REJECTED, "unknown-kind"),
        (ReceiptStatus.APPLIED, ""),
    ]


def test_a_scan_comes_whole_and_in_parts(ask: Ask, headers: dict[str, str]) -> None:
    path = f"/v1/scans/{SHA256}"
    assert ask("GET", path, headers=headers).content == PIXELS
    part = ask("GET", path, headers={**headers, "Range": "bytes=100-199"})
    assert (part.status_code, part.content) == (206, PIXELS[100:200])
    behind = ask("GET", path, headers={**headers, "Range": "bytes=99999-"})
    assert behind.status_code == 416


def test_a_scan_of_another_post_is_not_there(
    ask: Ask, headers: dict[str, str], settings: CentreSettings
) -> None:
    elsewhere = headers_of(settings, "GS", "device-2")
    for wanted, who in ((SHA256, elsewhere), ("0" * 64, headers), ("f" * 64, headers)):
        refused = ask("GET", f"/v1/scans/{wanted}", headers=who)
        assert problem(refused) == (404, "no-such-scan")


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        (b"", 400, "malformed"),
        (b"not json", 400, "malformed"),
        (b'{"protocol":1}', 400, "malformed"),
        (b'{"protocol":1,"operations":[{}]}', 400, "malformed"),
        (b"[" * 100_000, 400, "malformed"),
        (b'{"protocol":1,"operations":' + b"[" * 100_000, 400, "malformed"),
        (b'{"protocol":3,"operations":"of tomorrow"}', 426, "protocol"),
        (b'{"protocol":0,"operations":[]}', 426, "protocol"),
        (b" " * 1_000_001, 413, "too-large"),
    ],
)
def test_a_body_that_is_no_batch_is_refused_with_a_reason(
    ask: Ask, headers: dict[str, str], body: bytes, status: int, reason: str
) -> None:
    refused = ask("POST", "/v1/operations", headers=headers, content=body)
    assert problem(refused) == (status, reason)


def test_a_batch_that_is_too_long_is_refused(ask: Ask, headers: dict[str, str]) -> None:
    station = FakeStation()
    operations = [station.save(a_finding()) for _ in range(BATCH_LIMIT + 1)]
    refused = ask("POST", "/v1/operations", headers=headers, content=batch(*operations))
    assert problem(refused) == (413, "batch-too-long")


def test_a_station_asks_what_the_centre_has_and_begins_a_new_log(
    ask: Ask, headers: dict[str, str]
) -> None:
    log = DeviceLog("device-1")
    operations = [log.save(a_finding()) for _ in range(2)]
    ask("POST", "/v1/operations", headers=headers, content=batch(*operations, protocol=2))
    state = decode(ask("GET", "/v1/device", headers=headers).content, DeviceState)
    assert (state.device_id, state.last_n, state.head_sha256) == ("device-1", 2, log.head)
    digests = decode(ask("GET", "/v1/device/digests", headers=headers).content, DayDigests)
    assert [one.count for one in digests.days] == [2]
    new = DeviceLog("device-1b")
    path = "/v1/device/successor"
    body = encode(new.successor_of("device-1"))
    for _ in range(2):
        told = ask("POST", path, headers=headers, content=body)
        assert decode(told.content, DeviceState).device_id == "device-1b"
    assert problem(ask("GET", "/v1/device", headers=headers)) == (409, "token-in-use")
    now = {**headers, "Device-Id": "device-1b"}
    old = ask("GET", "/v1/device", headers=now, params={"log": "device-1"})
    assert decode(old.content, DeviceState).last_n == 2
    again = batch(new.written_anew(operations[0]), protocol=2)
    answer = ask("POST", "/v1/operations", headers=now, content=again)
    assert decode(answer.content, ReceiptBatch).receipts[0].status is ReceiptStatus.DUPLICATE
    refused = ask("POST", path, headers=headers, content=b"{}")
    assert problem(refused) == (400, "malformed")


def test_conflicts_of_a_post(ask: Ask, headers: dict[str, str]) -> None:
    log = DeviceLog("device-1")
    first = a_finding()
    operations = [log.save(replace(first, revision_id=f"r{number}")) for number in range(3)]
    ask("POST", "/v1/operations", headers=headers, content=batch(*operations, protocol=2))
    answer = ask("GET", "/v1/conflicts", headers=headers, params={"after": 0, "limit": 1})
    page = decode(answer.content, ConflictPage)
    assert ([one.operation for one in page.conflicts], page.more) == ([operations[1]], True)
    after = {"after": page.conflicts[-1].sequence}
    rest = decode(ask("GET", "/v1/conflicts", headers=headers, params=after).content, ConflictPage)
    assert ([one.operation for one in rest.conflicts], rest.more) == ([operations[2]], False)


@pytest.mark.parametrize("why", ["device-revoked", "certificate-ended"])
def test_a_station_that_is_let_in_no_more_is_told_so(
    ask: Ask, headers: dict[str, str], monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    """Who may come in is for `stations` to say; here, that its word holds on every way in."""

    def refuse(*_: object, **__: object) -> None:
        raise Refusal(403, why, "")

    monkeypatch.setattr("inspector_app.central.answering.identify", refuse)
    monkeypatch.setattr("inspector_app.central.answering.identify_all", refuse)
    monkeypatch.setattr("inspector_app.central.device_routes.station_behind", refuse)
    operation = DeviceLog("device-1").save(a_finding())
    sent = ask("POST", "/v1/operations", headers=headers, content=batch(operation, protocol=2))
    assert problem(sent) == (403, why)
    assert problem(ask("GET", "/v1/device", headers=headers)) == (403, why)
    body = encode(DeviceLog("device-1b").successor_of("device-1"))
    told = ask("POST", "/v1/device/successor", headers=headers, content=body)
    assert problem(told) == (403, why)


@pytest.mark.parametrize("field", ["op_id", "sha256"])
@pytest.mark.parametrize("value", ["", "with space", "x" * 65, "a\0b"])
def test_an_id_that_cannot_be_kept_is_refused(
    ask: Ask, headers: dict[str, str], field: str, value: str
) -> None:
    operation = decode(encode(FakeStation().save(a_finding())), dict)
    body = encode({"protocol": 1, "operations": [{**operation, field: value}]})
    refused = ask("POST", "/v1/operations", headers=headers, content=body)
    assert problem(refused) == (400, "malformed")


@pytest.mark.parametrize(
    ("path", "status", "reason"),
    [
        ("/v1/feed?after=x", 400, "malformed"),
        ("/v1/feed?limit=many", 400, "malformed"),
        ("/v1/nothing", 404, "no-such-thing"),
        ("/docs", 404, "no-such-thing"),
        ("/v1/operations", 405, "no-such-thing"),
    ],
)
def test_odd_requests_get_a_problem(
    ask: Ask, headers: dict[str, str], path: str, status: int, reason: str
) -> None:
    assert problem(ask("GET", path, headers=headers)) == (status, reason)


def test_a_request_that_is_cut_off_leaves_no_trace(
    app: FastAPI, headers: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    """As when a station is killed while it sends."""
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/v1/operations",
        "query_string": b"",
        "headers": [(k.lower().encode(), v.encode()) for k, v in headers.items()],
    }
    incoming = iter(
        [{"type": "http.request", "body": b'{"pro', "more_body": True}, {"type": "http.disconnect"}]
    )
    sent: list[dict[str, object]] = []

    async def receive() -> dict[str, object]:
        return next(incoming)

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    assert sent[0]["status"] == 400
    assert caplog.text == ""


def test_a_bug_is_a_500_with_a_reason(
    ask: Ask, headers: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("inspector_app.central.file_routes.may_fetch", stumble)
    assert problem(ask("GET", f"/v1/scans/{SHA256}", headers=headers)) == (500, "centre-failed")


def test_a_database_that_fails_is_a_503_and_nothing_is_kept(
    ask: Ask, app: FastAPI, headers: dict[str, str]
) -> None:
    operation = FakeStation().save(a_finding())
    with writing(app.state.engine) as connection:
        connection.execute(text("ALTER TABLE finding_revision RENAME TO away"))
    refused = ask("POST", "/v1/operations", headers=headers, content=batch(operation))
    assert problem(refused) == (503, "centre-failed")
    with writing(app.state.engine) as connection:
        connection.execute(text("ALTER TABLE away RENAME TO finding_revision"))
    again = ask("POST", "/v1/operations", headers=headers, content=batch(operation))
    assert decode(again.content, ReceiptBatch).receipts[0].status is ReceiptStatus.APPLIED
