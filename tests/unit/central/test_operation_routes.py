"""Batches that wait for one another are written together, and each gets its own answer."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Sequence

import pytest
from sqlalchemy import Engine

from inspector_app.central import operation_routes
from inspector_app.central.batches import Batch, batch_of
from inspector_app.central.cases import load_cases
from inspector_app.central.database import opened
from inspector_app.central.intake import Sender, take_batches
from inspector_app.central.operation_routes import Turns
from inspector_app.central.refusals import Refusal
from inspector_app.central.settings import CentreSettings
from inspector_app.central.stations import add_station, identify
from inspector_app.protocol.messages import ReceiptBatch
from tests.helpers.builders import a_case, a_finding
from tests.helpers.device_log import DeviceLog

Requests = Sequence[tuple[Sender, Batch]]


@pytest.fixture
def engine(settings: CentreSettings) -> Iterator[Engine]:
    load_cases(settings, [a_case(scans=())], {})
    with opened(settings) as engine:
        yield engine


@pytest.fixture
def logs(settings: CentreSettings, engine: Engine) -> list[DeviceLog]:
    logs = [DeviceLog(f"device-{number}", signer=None) for number in range(5)]
    for log in logs:
        identify(engine, f"Bearer {add_station(settings, 'ZU', '')}", log.device_id)
    return logs


@pytest.fixture
def sizes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many batches went into each transaction. The first one ends when all others wait."""
    sizes: list[int] = []
    others_wait = threading.Event()
    monkeypatch.setattr(Turns, "others_wait", others_wait, raising=False)

    def watched(engine: Engine, requests: Requests) -> tuple[ReceiptBatch, ...]:
        sizes.append(len(requests))
        if len(sizes) == 1:
            assert others_wait.wait(30)
        return take_batches(engine, requests)

    monkeypatch.setattr(operation_routes, "take_batches", watched)
    return sizes


async def take_all(engine: Engine, requests: Requests) -> list[ReceiptBatch | BaseException]:
    turns = Turns(engine)
    tasks = [asyncio.create_task(turns.take(one)) for one in requests]
    await asyncio.sleep(0)  # every one of them has begun to wait
    turns.others_wait.set()  # type: ignore[attr-defined]
    return await asyncio.gather(*tasks, return_exceptions=True)


def a_request(log: DeviceLog, count: int = 1) -> tuple[Sender, Batch]:
    operations = [log.save(a_finding()) for _ in range(count)]
    return Sender(log.device_id, "ZU"), batch_of(operations)


def test_what_waits_is_written_together(
    engine: Engine, logs: list[DeviceLog], sizes: list[int]
) -> None:
    requests = [a_request(log) for log in logs]
    answers = asyncio.run(take_all(engine, requests))
    assert sum(sizes) == 5
    assert len(sizes) < 5
    for (_, batch), answer in zip(requests, answers, strict=True):
        assert isinstance(answer, ReceiptBatch)
        assert [one.op_id for one in answer.receipts] == [batch.operations[0].op_id]


def test_one_that_cannot_be_taken_costs_the_others_nothing(
    engine: Engine, logs: list[DeviceLog], sizes: list[int], caplog: pytest.LogCaptureFixture
) -> None:
    stranger = a_request(DeviceLog("stranger", signer=None))
    requests = [a_request(logs[0]), a_request(logs[1]), stranger, a_request(logs[2])]
    answers = asyncio.run(take_all(engine, requests))
    assert [type(one) for one in answers] == [ReceiptBatch, ReceiptBatch, Refusal, ReceiptBatch]
    assert "could not be done together" in caplog.text
    assert len(sizes) > 2


def test_a_group_has_an_end(engine: Engine, logs: list[DeviceLog], sizes: list[int]) -> None:
    requests = [a_request(log, count=90) for log in logs]
    answers = asyncio.run(take_all(engine, requests))
    assert max(sizes) <= 2
    assert all(isinstance(one, ReceiptBatch) and len(one.receipts) == 90 for one in answers)
