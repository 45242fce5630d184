"""From saved here to the centre's answer."""

from __future__ import annotations

from datetime import timedelta

from inspector_app.domain.operation import Delivery, Operation, Receipt, ReceiptStatus
from inspector_app.storage import StationDatabase
from inspector_app.workflow.ports import OutboxEntry, OutboxListing, OutboxSummary
from tests.helpers.builders import AT, a_finding

LATER = AT + timedelta(minutes=3)


def save(station: StationDatabase, number: int) -> list[Operation]:
    return [
        station.records.save(a_finding(recorded_at=AT + timedelta(seconds=i)))
        for i in range(number)
    ]


def delivery(station: StationDatabase, index: int):
    revision_id = station.records.findings("case-0412")[index].revision_id
    return station.records.deliveries("case-0412")[revision_id]


def test_the_oldest_come_first_and_no_more_than_asked_for(station: StationDatabase) -> None:
    operations = save(station, 5)
    assert station.outbox.unanswered(3) == tuple(operations[:3])
    assert station.outbox.unanswered(100) == tuple(operations)


def test_an_empty_outbox(station: StationDatabase) -> None:
    assert station.outbox.unanswered(10) == ()
    assert station.outbox.summary() == OutboxSummary(0, 0, 0, 0, None)


def test_what_was_sent_without_an_answer_is_sent_again(station: StationDatabase) -> None:
    first, second = save(station, 2)
    station.outbox.note_sent([first.op_id], at=LATER)
    assert station.outbox.unanswered(10) == (first, second)
    assert delivery(station, 0).delivery is Delivery.SENT
    assert delivery(station, 0).since == LATER
    assert delivery(station, 1).delivery is Delivery.WAITING


def test_every_receipt_has_its_effect(station: StationDatabase) -> None:
    applied, duplicate, rejected, later = save(station, 4)
    station.outbox.note_sent([op.op_id for op in (applied, duplicate, rejected, later)], at=AT)
    station.outbox.note_receipts(
        [
            Receipt(applied.op_id, ReceiptStatus.APPLIED, sequence=7),
            Receipt(duplicate.op_id, ReceiptStatus.DUPLICATE),
            Receipt(rejected.op_id, ReceiptStatus.REJECTED, reason="case-closed"),
            Receipt(later.op_id, ReceiptStatus.LATER, reason="busy"),
        ],
        at=LATER,
    )
    assert [delivery(station, i).delivery for i in range(4)] == [
        Delivery.APPLIED,
        Delivery.APPLIED,
        Delivery.REJECTED,
        Delivery.WAITING,
    ]
    assert [delivery(station, i).reason for i in range(4)] == ["", "", "case-closed", ""]
    assert station.outbox.unanswered(10) == (later,)
    assert station.outbox.summary() == OutboxSummary(
        waiting=1, sent=0, applied=2, rejected=1, oldest_unsent=later.recorded_at
    )


def test_a_final_answer_stays(station: StationDatabase) -> None:
    (operation,) = save(station, 1)
    station.outbox.note_receipts([Receipt(operation.op_id, ReceiptStatus.APPLIED)], at=AT)
    before = delivery(station, 0)
    station.outbox.note_sent([operation.op_id], at=LATER)
    for status in ReceiptStatus:
        station.outbox.note_receipts([Receipt(operation.op_id, status)], at=LATER)
    assert delivery(station, 0) == before


def test_answers_about_what_is_not_from_here_change_nothing(station: StationDatabase) -> None:
    (operation,) = save(station, 1)
    station.outbox.note_receipts([Receipt("unknown", ReceiptStatus.APPLIED)], at=LATER)
    station.outbox.note_sent(["unknown"], at=LATER)
    station.outbox.note_sent([], at=LATER)
    assert station.outbox.unanswered(10) == (operation,)
    assert delivery(station, 0).delivery is Delivery.WAITING


def test_attempts_are_counted(station: StationDatabase) -> None:
    (operation,) = save(station, 1)
    for _ in range(3):
        station.outbox.note_sent([operation.op_id], at=LATER)
    with station._file.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT attempts FROM outbox").scalar() == 3


def test_the_oldest_unsent_is_the_first_recorded_not_the_first_by_the_clock(
    station: StationDatabase,
) -> None:
    station.records.save(a_finding(recorded_at=AT))
    station.records.save(a_finding(recorded_at=AT - timedelta(hours=1)))  # the clock was set back
    assert station.outbox.summary().oldest_unsent == AT


def test_unanswered_goes_on_after_a_number(station: StationDatabase) -> None:
    operations = save(station, 5)
    station.outbox.note_sent([operations[0].op_id], at=LATER)
    assert station.outbox.unanswered(2, after=0) == tuple(operations[:2])
    assert station.outbox.unanswered(2, after=2) == tuple(operations[2:4])
    assert station.outbox.unanswered(2, after=5) == ()


def test_all_operations_are_listed_newest_first(station: StationDatabase) -> None:
    assert station.outbox.list_operations(10) == OutboxListing((), 0)
    first, second, third = save(station, 3)
    station.outbox.note_receipts(
        [
            Receipt(first.op_id, ReceiptStatus.APPLIED, sequence=7),
            Receipt(second.op_id, ReceiptStatus.REJECTED, reason="unknown-case"),
        ],
        at=LATER,
    )
    listing = station.outbox.list_operations(10)
    assert [one.op_id for one in listing.entries] == [third.op_id, second.op_id, first.op_id]
    assert [one.delivery for one in listing.entries] == [
        Delivery.WAITING,
        Delivery.REJECTED,
        Delivery.APPLIED,
    ]
    assert listing.entries[1] == OutboxEntry(
        op_id=second.op_id,
        n=2,
        kind=second.kind,
        case_id="case-0412",
        author="b.bold",
        recorded_at=second.recorded_at,
        delivery=Delivery.REJECTED,
        reason="unknown-case",
        since=LATER,
    )
    assert listing.older == 0


def test_a_listing_counts_what_it_leaves_out(station: StationDatabase) -> None:
    operations = save(station, 5)
    station.outbox.note_receipts(
        [Receipt(one.op_id, ReceiptStatus.REJECTED, reason="damaged") for one in operations[:2]],
        at=LATER,
    )
    listing = station.outbox.list_operations(2)
    assert ([one.n for one in listing.entries], listing.older) == ([5, 4], 3)
    listing = station.outbox.list_operations(1, only=(Delivery.REJECTED,))
    assert ([one.n for one in listing.entries], listing.older) == ([2], 1)
    listing = station.outbox.list_operations(9, only=(Delivery.WAITING, Delivery.SENT))
    assert ([one.n for one in listing.entries], listing.older) == ([5, 4, 3], 0)
