from __future__ import annotations

import asyncio
import io
import json
import logging
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError

from inspector_app.central.application import make_app
from inspector_app.central.cases import load_cases
from inspector_app.central.database import open_engine, writing
from inspector_app.central.json_log import JsonLines, logging_as_json
from inspector_app.central.object_store import open_object_store
from inspector_app.central.readiness import Readiness
from inspector_app.central.refusals import Refusal
from inspector_app.central.settings import CentreSettings
from inspector_app.central.stations import add_station, utc_now
from inspector_app.central.tables import station
from inspector_app.central.watch_routes import make_figures
from inspector_app.domain.errors import StorageUnavailable
from inspector_app.protocol.codec import decode, encode
from inspector_app.protocol.messages import Health, OperationBatch, Problem
from tests.helpers.builders import a_case, a_finding
from tests.helpers.fake_store import FakeStation

SECRET = "шалгагч-17"


class Asking:
    """Requests to a centre, from loopback unless `origin` is another address."""

    def __init__(self, settings: CentreSettings) -> None:
        load_cases(settings, [a_case(scans=())], {})
        self.token = add_station(settings, "ZU", "lane 1")
        self.app: FastAPI = make_app(settings)

    def __call__(
        self, method: str, path: str, *, origin: str = "127.0.0.1", proved: bool = False, **more
    ) -> httpx.Response:
        headers = dict(more.pop("headers", {}))
        if proved:
            headers |= {"Authorization": f"Bearer {self.token}", "Device-Id": "device-1"}

        async def carry() -> httpx.Response:
            transport = httpx.ASGITransport(
                self.app, raise_app_exceptions=False, client=(origin, 1)
            )
            async with httpx.AsyncClient(transport=transport, base_url="http://centre") as client:
                return await client.request(method, path, headers=headers, **more)

        return asyncio.run(carry())

    def send(self, *operations) -> httpx.Response:
        batch = encode(OperationBatch(1, operations))
        return self("POST", "/v1/operations", proved=True, content=batch)


@pytest.fixture
def open_centre(settings: CentreSettings) -> Iterator[Callable[..., Asking]]:
    opened: list[Asking] = []

    def open_one(**more) -> Asking:
        opened.append(Asking(replace(settings, **more)))
        return opened[-1]

    yield open_one
    for one in opened:
        one.app.state.engine.dispose()


def values_of(answer: httpx.Response) -> dict[str, float]:
    assert answer.status_code == 200, answer.text
    lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines}


def test_figures_count_what_happened(open_centre: Callable[..., Asking]) -> None:
    ask = open_centre()
    one = FakeStation()
    operations = [one.save(a_finding()) for _ in range(3)]
    odd = one.save(a_finding(case_id="case-nowhere"))
    ask.send(*operations, odd)
    ask.send(operations[0])
    ask("GET", "/v1/feed", proved=True)
    ask("GET", "/v1/feed")
    ask("GET", "/v1/scans/" + "0" * 64, proved=True)
    with writing(ask.app.state.engine) as connection:
        ends = utc_now() + timedelta(days=20)
        connection.execute(update(station).values(certificate_ends=ends))
    found = values_of(ask("GET", "/v1/metrics"))
    assert found['inspector_operations_total{reason="",status="applied"}'] == 3
    assert found['inspector_operations_total{reason="",status="duplicate"}'] == 1
    rejected = [name for name in found if 'status="rejected"' in name and "_total" in name]
    assert [found[name] for name in rejected] == [1]
    assert found["inspector_batch_seconds_count"] == 2
    assert found["inspector_feed_pages_total"] == 1
    assert found['inspector_refused_requests_total{reason="unknown-token"}'] == 1
    assert found['inspector_refused_requests_total{reason="no-such-scan"}'] == 1
    route = 'inspector_requests_total{method="GET",route="/v1/scans/{sha256}",status="404"}'
    assert found[route] == 1
    assert found["inspector_last_sequence"] == 4
    assert found['inspector_certificates_ending{days="7"}'] == 0
    assert found['inspector_certificates_ending{days="30"}'] == 1
    assert found['inspector_cais_messages{state="waiting"}'] == 0
    assert found['inspector_database_connections{state="in use"}'] >= 0
    assert found["inspector_free_bytes"] > 0


def test_figures_are_for_this_machine(open_centre: Callable[..., Asking]) -> None:
    ask = open_centre()
    assert ask("GET", "/v1/metrics", origin="::1").status_code == 200
    assert ask("GET", "/v1/metrics", origin="10.1.1.1").status_code == 403
    by_proxy = ask("GET", "/v1/metrics", headers={"X-Forwarded-For": "10.1.1.1"})
    assert decode(by_proxy.content, Problem).reason == "metrics-private"


def test_with_tls_being_on_this_machine_proves_nothing(open_centre: Callable[..., Asking]) -> None:
    assert open_centre(tls=True)("GET", "/v1/metrics").status_code == 403


def test_or_for_whoever_knows_the_secret(open_centre: Callable[..., Asking]) -> None:
    ask = open_centre(metrics_secret="plain-17")
    right, wrong = {"Authorization": "Bearer plain-17"}, {"Authorization": "Bearer plain-18"}
    assert ask("GET", "/v1/metrics", origin="10.1.1.1", headers=right).status_code == 200
    assert ask("GET", "/v1/metrics", headers=wrong).status_code == 403
    assert ask("GET", "/v1/metrics").status_code == 403


def test_without_the_package_there_are_no_figures(
    open_centre: Callable[..., Asking], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "inspector_app.central.figures", raising=False)
    monkeypatch.setitem(sys.modules, "prometheus_client", None)
    assert make_figures() is None
    ask = open_centre()
    answer = ask("GET", "/v1/metrics")
    assert (answer.status_code, decode(answer.content, Problem).reason) == (404, "no-metrics")
    assert ask("GET", "/v1/feed", proved=True).status_code == 200


def test_every_answer_has_a_request_id(open_centre: Callable[..., Asking]) -> None:
    ask = open_centre()
    first, second = ask("GET", "/v1/hello"), ask("GET", "/nowhere")
    assert first.headers["Request-Id"] != second.headers["Request-Id"]
    given = ask("GET", "/v1/hello", headers={"Request-Id": "proxy-7.1"})
    assert given.headers["Request-Id"] == "proxy-7.1"
    odd = ask("GET", "/v1/hello", headers={"Request-Id": 'x"y'})
    assert odd.headers["Request-Id"] not in ("", 'x"y')
    with writing(ask.app.state.engine) as connection:
        connection.execute(text("DROP TABLE case_version"))
    broken = ask("GET", "/v1/feed", proved=True, headers={"Request-Id": "proxy-8"})
    assert (broken.status_code, broken.headers["Request-Id"]) == (503, "proxy-8")


def test_the_log_has_a_line_for_every_request(open_centre: Callable[..., Asking]) -> None:
    ask = open_centre()
    stream = io.StringIO()
    remark = "нууц үг"
    with logging_as_json(stream):
        ask.send(FakeStation().save(a_finding(remark=remark)))
        ask("GET", "/v1/scans/" + "1" * 64, proved=True, headers={"Request-Id": "proxy-9"})
        with writing(ask.app.state.engine) as connection:
            connection.execute(text("DROP TABLE verdict_revision"))
            connection.execute(text("DROP TABLE finding_revision"))
        failed = ask.send(FakeStation().save(a_finding(remark=remark)))
    assert failed.status_code == 503
    written = stream.getvalue()
    lines = [json.loads(line) for line in written.splitlines()]
    answered = [one for one in lines if one["message"] == "answered"]
    assert [(one["route"], one["status"], one["operations"]) for one in answered] == [
        ("/v1/operations", 200, 1),
        ("/v1/scans/{sha256}", 404, 0),
        ("/v1/operations", 503, 0),
    ]
    assert answered[1] | {"time": "", "seconds": 0} == {
        "time": "",
        "level": "info",
        "logger": "inspector_app.central.watching",
        "message": "answered",
        "request": "proxy-9",
        "method": "GET",
        "route": "/v1/scans/{sha256}",
        "status": 404,
        "seconds": 0,
        "station": "device-1",
        "reason": "no-such-scan",
        "operations": 0,
    }
    error = next(one for one in lines if one["level"] == "error")
    assert error["error"] == "OperationalError"
    assert error["at"]
    for secret in (ask.token, remark, "1" * 64):
        assert secret not in written


def test_a_database_error_does_not_tell_what_was_written() -> None:
    original = ValueError("it does not fit\nDETAIL:  Failing row contains (нууц)")
    error = IntegrityError("INSERT", {"body": "нууц"}, original, hide_parameters=True)
    record = logging.LogRecord("x", logging.ERROR, "", 0, "no\nway", (), (None, error, None))
    line = JsonLines().format(record)
    assert "нууц" not in line
    assert json.loads(line)["message"] == "no"


def test_a_centre_that_can_work_says_so(open_centre: Callable[..., Asking]) -> None:
    answer = open_centre()("GET", "/v1/health")
    assert answer.status_code == 200
    assert decode(answer.content, Health).last_sequence == 1


def test_too_little_room(open_centre: Callable[..., Asking]) -> None:
    answer = open_centre(reserve_bytes=1 << 60)("GET", "/v1/health")
    assert (answer.status_code, decode(answer.content, Problem).reason) == (503, "disk-low")


def test_a_database_that_takes_nothing(settings: CentreSettings) -> None:
    engine, store = open_engine(settings), open_object_store(settings)
    settings.uploads.mkdir()
    ready = Readiness(engine, store, settings)
    try:
        assert ready.check().last_sequence == 0
        with engine.connect() as connection:
            # As on a standby: everything can be read and nothing written.
            connection.execute(text("PRAGMA query_only = ON"))
        with pytest.raises(Refusal) as caught:
            ready.check()
    finally:
        engine.dispose()
    assert (caught.value.status, caught.value.reason) == (503, "database-unusable")


def test_files_that_cannot_be_reached(settings: CentreSettings, tmp_path: Path) -> None:
    engine = open_engine(settings)
    settings.uploads.mkdir()

    class Away:
        def size(self, sha256: str) -> int | None:
            raise StorageUnavailable("no-s3", "nobody there")

    try:
        with pytest.raises(Refusal, match="object store"):
            Readiness(engine, Away(), settings).check()
        settings.uploads.rename(tmp_path / "moved")
        with pytest.raises(Refusal) as caught:
            Readiness(engine, open_object_store(settings), settings).check()
    finally:
        engine.dispose()
    assert caught.value.reason == "files-unreachable"
