"""What went over the wire once is still understood, in both directions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from inspector_app.central.reading import content_of
from inspector_app.central.tables import received_content, received_operation
from inspector_app.domain.operation import ReceiptStatus
from inspector_app.protocol import PROTOCOL_VERSION
from inspector_app.protocol.codec import T, decode, encode
from inspector_app.protocol.messages import (
    ConflictPage,
    DayDigests,
    DeviceState,
    Health,
    Hello,
    OperationBatch,
    Problem,
    ReceiptBatch,
    read_feed_page,
)
from inspector_app.protocol.signing import Signer, is_signed, receipt_message
from tests.helpers.recorded import CENTRE_KEY, Exchange, exchanges, recorded_centre, setting

PROTOCOLS = (1, 2)

# What cannot be the same on another day, or says what the centre understands by now.
_CHANGING = {
    "time",
    "received_at",
    "newest_protocol",
    "features",
    "detail",
    "restored_at",
    "last_backup",
}
_KINDS: list[tuple[str, Any]] = [
    ("/v1/hello", Hello),
    ("/v1/health", Health),
    ("/v1/operations", ReceiptBatch),
    ("/v1/device/digests", DayDigests),
    ("/v1/device", DeviceState),
    ("/v1/conflicts", ConflictPage),
]


def all_exchanges() -> list[Any]:
    return [
        pytest.param(one, id=f"{protocol}-{one.name}")
        for protocol in PROTOCOLS
        for one in exchanges(protocol)
    ]


def test_every_protocol_that_is_spoken_is_recorded() -> None:
    assert tuple(range(1, PROTOCOL_VERSION + 1)) == PROTOCOLS
    for protocol in PROTOCOLS:
        assert setting(protocol)["protocol"] == protocol
        assert len(exchanges(protocol)) >= 15


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_the_centre_still_answers_as_it_did(protocol: int, tmp_path: Path) -> None:
    with recorded_centre(tmp_path, protocol) as (app, token):
        for one in exchanges(protocol):
            answer = one.ask(app, token)
            assert answer.status_code == one.status, one.name
            if "/scans/" in one.path and one.status < 300:
                assert answer.text == one.answer, one.name
            else:
                assert not missing(json.loads(one.answer), answer.json()), one.name


def missing(recorded: Any, today: Any, at: str = "$") -> list[str]:
    """Where today's answer lacks or changes something recorded; what is new in it is no matter."""
    match recorded, today:
        case dict(), dict():
            return [
                fault
                for key, value in recorded.items()
                if key not in _CHANGING
                for fault in (
                    missing(value, today[key], f"{at}.{key}") if key in today else [f"{at}.{key}"]
                )
            ]
        case list(), list() if len(recorded) == len(today):
            return [
                fault
                for number, pair in enumerate(zip(recorded, today, strict=True))
                for fault in missing(*pair, f"{at}[{number}]")
            ]
        case _:
            return [] if recorded == today else [f"{at}: {recorded!r} is now {today!r}"]


@pytest.mark.parametrize("exchange", all_exchanges())
def test_a_station_still_reads_the_recorded_answer(exchange: Exchange) -> None:
    answer = exchange.answer.encode()
    if exchange.status >= 400:
        assert decode(answer, Problem).reason
    elif exchange.path.startswith("/v1/feed"):
        pulled = read_feed_page(answer)
        assert pulled.unreadable == 0
        assert len(pulled.page.entries) == len(json.loads(answer)["entries"])
    elif not exchange.path.startswith("/v1/scans"):
        kind = next(kind for path, kind in _KINDS if exchange.path.startswith(path))
        assert_reads(kind, answer)


def assert_reads(kind: type[T], answer: bytes) -> None:
    """Every recorded field has its place in what is read."""
    read = decode(answer, kind)
    again = json.loads(encode(read))
    assert not missing(json.loads(answer), again)


@pytest.mark.parametrize(
    "exchange",
    [
        pytest.param(one, id=one.name)
        for one in exchanges(2)
        if one.path == "/v1/operations" and one.status == 200
    ],
)
def test_the_recorded_receipts_are_still_proved(exchange: Exchange) -> None:
    operations = decode(exchange.body, OperationBatch).operations
    answer = decode(exchange.answer, ReceiptBatch)
    public_key = Signer(CENTRE_KEY).public_key
    for operation, receipt in zip(operations, answer.receipts, strict=True):
        message = receipt_message(receipt, sha256=operation.sha256, epoch=answer.epoch)
        assert is_signed(message, receipt.signature, public_key=public_key)


def test_a_batch_of_protocol_1_says_nothing_of_what_came_later(tmp_path: Path) -> None:
    with recorded_centre(tmp_path, 1) as (app, token):
        for one in exchanges(1):
            answer = one.ask(app, token)
            if one.path != "/v1/operations" or answer.status_code != 200:
                continue
            batch = decode(answer.content, ReceiptBatch)
            assert batch.epoch == ""
            for receipt in batch.receipts:
                assert (receipt.theirs, receipt.signature) == ("", "")
                assert receipt.status is not ReceiptStatus.CONFLICT


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_unknown_fields_are_passed_over_and_kept(protocol: int, tmp_path: Path) -> None:
    """As when a station is newer than its centre."""
    exchange = next(one for one in exchanges(protocol) if one.name.endswith("-applied"))
    batch = json.loads(exchange.body)
    batch["urgency"] = {"level": 3}
    for operation in batch["operations"]:
        operation["witness"] = "Д. Дорж"
    newer = Exchange(**{**vars(exchange), "body": json.dumps(batch, ensure_ascii=False)})
    with recorded_centre(tmp_path, protocol) as (app, token):
        receipts = decode(newer.ask(app, token).content, ReceiptBatch).receipts
        assert {one.status for one in receipts} == {ReceiptStatus.APPLIED}
        assert stored_operations(app) == batch["operations"]


def stored_operations(app: FastAPI) -> list[Any]:
    with app.state.engine.connect() as connection:
        rows = connection.execute(
            select(received_content.c.content)
            .join(received_operation, content_of(received_operation))
            .order_by(received_operation.c.n)
        )
        return [json.loads(content) for (content,) in rows]


@pytest.mark.parametrize("exchange", all_exchanges())
def test_a_station_passes_over_what_a_newer_centre_adds(exchange: Exchange) -> None:
    if exchange.status >= 400 or exchange.path.startswith(("/v1/scans", "/v1/feed")):
        return
    answer = json.loads(exchange.answer)
    answer["moon"] = "full"
    for receipt in answer.get("receipts", []):
        receipt["witness"] = ["a", "b"]
    kind = next(kind for path, kind in _KINDS if exchange.path.startswith(path))
    assert decode(json.dumps(answer), kind) == decode(exchange.answer, kind)
