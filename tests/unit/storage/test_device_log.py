"""The log as a whole: offered again, compared, and begun anew under another device id."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from inspector_app.domain.operation import Delivery, Operation, Receipt, ReceiptStatus
from inspector_app.protocol.codec import decode
from inspector_app.protocol.messages import DayDigest, successor_message
from inspector_app.protocol.operations import is_intact
from inspector_app.protocol.signing import is_signed, is_signed_by
from inspector_app.settings.data_folder import DataFolder
from inspector_app.storage import StationDatabase, open_station
from inspector_app.storage.connections import writing
from inspector_app.storage.operation_rows import read_logs
from inspector_app.storage.soundness import chain_faults
from inspector_app.workflow.log_ports import LogHead
from tests.helpers.builders import AT, a_case, a_finding

LATER = AT + timedelta(minutes=3)


def save(station: StationDatabase, number: int, **fields: object) -> list[Operation]:
    return [station.records.save(a_finding(**fields)) for _ in range(number)]


def answer(
    station: StationDatabase,
    operations: list[Operation],
    status: ReceiptStatus = ReceiptStatus.APPLIED,
    *,
    epoch: str = "one",
) -> None:
    receipts = [Receipt(one.op_id, status, 7) for one in operations]
    station.outbox.note_receipts(receipts, at=LATER, epoch=epoch)


def test_what_is_saved_is_signed_with_the_key_of_this_station(station: StationDatabase) -> None:
    (operation,) = save(station, 1)
    identity = station.log.identity()
    assert is_signed_by(operation, public_key=identity.public_key)
    assert identity.public_key == station.log.signer().public_key
    assert identity.sealing_recipient.startswith("age1")
    assert station.log.sealing_identity().startswith("AGE-SECRET-KEY-1")


def test_keys_outlast_the_program(folder: DataFolder) -> None:
    with open_station(folder) as station:
        before = station.log.identity()
    with open_station(folder) as station:
        assert station.log.identity() == before


def test_another_life_of_the_centre_is_noted_and_still_to_be_compared(
    station: StationDatabase,
) -> None:
    station.log.note_compared("one", at=LATER)
    station.log.note_epoch("two")
    identity = station.log.identity()
    assert (identity.centre_epoch, identity.digests_at) == ("two", None)


def test_the_newest_successions_whether_told_or_not(station: StationDatabase) -> None:
    made = [station.log.succeed(at=LATER + timedelta(minutes=i)) for i in range(4)]
    station.log.note_told(made[0].old_device_id)
    assert station.log.last_successions(9) == tuple(made)
    assert station.log.last_successions(2) == (made[2], made[3])
    assert [one.device_id for one in made[:-1]] == [one.old_device_id for one in made[1:]]


def test_the_centre_is_pinned(station: StationDatabase) -> None:
    assert station.log.identity().centre_signing_key == ""
    station.log.pin_centre(signing_key="k", sealing_key="s")
    station.log.pin_centre(signing_key="k2")
    station.log.note_compared("one", at=LATER)
    identity = station.log.identity()
    assert (identity.centre_signing_key, identity.centre_sealing_key) == ("k2", "s")
    assert (identity.centre_epoch, identity.digests_at) == ("one", LATER)


def test_the_head_of_the_log(station: StationDatabase) -> None:
    assert station.log.head() == LogHead()
    operations = save(station, 3)
    answer(station, operations[:2], ReceiptStatus.REJECTED)
    assert station.log.head() == LogHead(3, operations[2].sha256, 2)
    assert station.log.sha256_of(2) == operations[1].sha256
    assert station.log.sha256_of(9) == ""


def test_what_the_centre_lost_is_offered_again(station: StationDatabase) -> None:
    operations = save(station, 4)
    answer(station, operations[:3])
    assert station.log.reopen(1, at=LATER) == 2
    assert station.outbox.unanswered(9) == tuple(operations[1:])
    assert station.log.head().answered_n == 1
    answer(station, operations[1:], epoch="two")
    assert station.outbox.unanswered(9) == ()


def test_what_was_answered_in_another_life_of_the_centre_is_offered_again(
    station: StationDatabase,
) -> None:
    operations = save(station, 4)
    answer(station, operations[:1])
    answer(station, operations[1:3], ReceiptStatus.REJECTED)
    answer(station, operations[3:], ReceiptStatus.REJECTED, epoch="two")
    assert station.log.reoffer_answered_elsewhere("two", at=LATER) == 3
    assert station.outbox.unanswered(9) == tuple(operations[:3])
    answer(station, operations[:3], ReceiptStatus.REJECTED, epoch="two")
    assert station.log.reoffer_answered_elsewhere("two", at=LATER) == 0


def test_days_are_those_of_utc(station: StationDatabase) -> None:
    late = datetime(2026, 3, 1, 1, 30, tzinfo=timezone(timedelta(hours=8)))
    early = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
    operations = save(station, 1, recorded_at=early) + save(station, 2, recorded_at=late)
    save(station, 1, recorded_at=early)  # not answered
    answer(station, operations)

    def digest(of: list[Operation]) -> str:
        lines = "".join(f"{one.sha256} applied\n" for one in of)
        return hashlib.sha256(lines.encode()).hexdigest()

    assert station.log.day_digests() == (
        DayDigest("2026-02-28", 2, digest(operations[1:])),
        DayDigest("2026-03-01", 1, digest(operations[:1])),
    )
    assert station.log.reoffer_days({"2026-02-28", "1999-01-01"}, at=LATER) == 2
    assert station.outbox.unanswered(9)[:2] == tuple(operations[1:])


def test_a_receipt_is_kept_as_it_came(station: StationDatabase, engine: Engine) -> None:
    (operation,) = save(station, 1)
    receipt = Receipt(operation.op_id, ReceiptStatus.CONFLICT, 9, "version-conflict", "{}", "sig")
    station.outbox.note_receipts([receipt], at=LATER, epoch="one")
    with writing(engine) as connection:
        row = connection.execute(text("SELECT receipt, receipt_epoch FROM outbox")).one()
    assert decode(row.receipt, Receipt) == receipt
    assert row.receipt_epoch == "one"
    (status,) = station.records.deliveries("case-0412").values()
    assert (status.delivery, status.theirs) == (Delivery.CONFLICT, "{}")
    summary = station.outbox.summary()
    assert (summary.conflicts, summary.applied, summary.rejected) == (1, 0, 0)
    assert station.outbox.unanswered(9) == ()
    assert station.outbox.list_operations(9, only=(Delivery.CONFLICT,)).entries


def test_a_reason_in_other_words_is_shown(station: StationDatabase) -> None:
    (operation,) = save(station, 1)
    receipt = Receipt(operation.op_id, ReceiptStatus.REJECTED, reason="too-large")
    station.outbox.note_receipts([receipt], at=LATER, reasons={operation.op_id: "unknown-kind"})
    (status,) = station.records.deliveries("case-0412").values()
    assert status.reason == "unknown-kind"


def test_a_succession_moves_what_has_no_answer_and_keeps_the_rest(
    station: StationDatabase,
) -> None:
    operations = save(station, 5)
    answer(station, [operations[0], operations[2]])
    old = station.log.identity()
    succession = station.log.succeed(at=LATER)

    new = station.log.identity()
    assert new.device_id == station.device_id == succession.device_id != old.device_id
    assert new.public_key != old.public_key
    assert new.sealing_recipient != old.sealing_recipient
    message = successor_message(old.device_id, new.device_id, new.public_key)
    assert is_signed(message, succession.signature, public_key=new.public_key)
    assert is_signed(message, succession.old_signature, public_key=old.public_key)
    assert station.log.untold_successions() == (succession,)
    assert succession.offered_again == 3
    assert station.outbox.summary().new_device_since is None
    station.log.note_told(old.device_id)
    assert station.outbox.summary().new_device_since == LATER

    moved = station.outbox.unanswered(9)
    assert [one.op_id for one in moved] == [operations[n].op_id for n in (1, 3, 4)]
    assert [(one.n, one.device_id) for one in moved] == [(n, new.device_id) for n in (1, 2, 3)]
    assert all(is_intact(one) and is_signed_by(one, public_key=new.public_key) for one in moved)
    assert [one.body for one in moved] == [operations[n].body for n in (1, 3, 4)]
    assert chain_faults(moved) == ()
    assert read_logs(station._file.engine) == {
        old.device_id: tuple(operations),
        new.device_id: moved,
    }
    assert station.find_faults() == ()
    assert len(station.records.findings("case-0412")) == 5


def test_work_goes_on_in_the_new_log(station: StationDatabase) -> None:
    first = save(station, 3)
    answer(station, first[:1])
    station.log.succeed(at=LATER)
    moved = station.outbox.unanswered(9)
    (after,) = save(station, 1)
    assert (after.n, after.previous_sha256) == (3, moved[-1].sha256)
    assert station.outbox.unanswered(9, after=1) == (moved[1], after)
    answer(station, [*moved, after])
    assert station.log.head() == LogHead(3, after.sha256, 3)
    # Rows keep the order in which things were saved.
    assert [one.n for one in station.outbox.list_operations(9).entries] == [4, 3, 2, 1]
    station.log.succeed(at=LATER)
    assert station.log.head() == LogHead()
    (next_one,) = save(station, 1)
    assert (next_one.n, next_one.previous_sha256) == (1, "")
    assert station.find_faults() == ()


def test_what_only_another_life_of_the_centre_answered_moves_too(station: StationDatabase) -> None:
    old, again, rejected = save(station, 3)
    answer(station, [old], epoch="one")
    answer(station, [again], epoch="two")
    answer(station, [rejected], ReceiptStatus.REJECTED, epoch="one")
    assert station.log.stranded("two") == 0  # all of them in the present log
    station.log.succeed(at=LATER)
    assert (station.log.stranded("one"), station.log.stranded("two")) == (1, 2)
    succession = station.log.succeed(at=LATER, epoch="two")
    assert succession.offered_again == 2
    assert [one.op_id for one in station.outbox.unanswered(9)] == [old.op_id, rejected.op_id]
    assert station.log.stranded("two") == 0
    assert station.find_faults() == ()


def test_successions_are_told_in_their_order(station: StationDatabase) -> None:
    save(station, 1)
    assert station.log.tell_again() == 0
    first = station.log.succeed(at=LATER)
    second = station.log.succeed(at=LATER + timedelta(hours=1))
    assert station.log.succession_moments() == (LATER + timedelta(hours=1), LATER)
    assert first.device_id == second.old_device_id
    assert station.log.untold_successions() == (first, second)
    station.log.note_told(first.old_device_id)
    assert station.log.untold_successions() == (second,)
    assert station.log.tell_again() == 2
    assert station.log.untold_successions() == (first, second)


def test_a_succession_does_not_make_a_damaged_operation_whole(
    station: StationDatabase, engine: Engine
) -> None:
    """Sealed anew, what somebody has changed would look like the inspector's own word."""
    save(station, 2)
    with writing(engine) as connection:
        connection.execute(text("DROP TRIGGER operation_no_update"))
        connection.execute(text("UPDATE operation SET author = 'x' WHERE n = 1"))
    station.log.succeed(at=LATER)
    damaged, sound = station.outbox.unanswered(9)
    assert not is_intact(damaged)
    assert is_intact(sound)
    assert sound.previous_sha256 == damaged.sha256


@pytest.mark.parametrize(
    "change",
    [
        "device_id = 'x'",
        "log_n = 7",
        "sha256 = 'f'",
        "signature = 'f'",
        "body = '{}'",
        "device_id = (SELECT device_id FROM device), log_n = 9, author = 'x'",
    ],
)
def test_a_link_changes_in_no_other_way(
    station: StationDatabase, engine: Engine, change: str
) -> None:
    save(station, 1)
    station.log.succeed(at=LATER)
    with pytest.raises(IntegrityError, match="append-only"), writing(engine) as connection:
        connection.execute(text(f"UPDATE operation SET {change}"))
    with pytest.raises(IntegrityError, match="append-only"), writing(engine) as connection:
        connection.execute(text("DELETE FROM earlier_link"))
    assert station.find_faults() == ()


def test_a_succession_that_is_cut_short_did_not_happen(
    station: StationDatabase, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    operations = save(station, 3)
    before = station.log.identity()

    def fail(*_: object) -> None:
        raise RuntimeError("cut short")

    monkeypatch.setattr("inspector_app.storage.device_log.sealed", fail)
    with pytest.raises(RuntimeError, match="cut short"):
        station.log.succeed(at=LATER)
    monkeypatch.undo()
    assert station.log.identity() == before
    assert station.outbox.unanswered(9) == tuple(operations)
    assert station.log.untold_successions() == ()
    assert station.find_faults() == ()


def test_an_answered_log_that_lost_its_end_shows(station: StationDatabase, engine: Engine) -> None:
    save(station, 2)
    station.log.succeed(at=LATER)
    with writing(engine) as connection:
        for name in ("earlier_link_no_delete",):
            connection.execute(text(f"DROP TRIGGER {name}"))
        connection.execute(text("DELETE FROM earlier_link WHERE log_n = 2"))
    assert any("does not end where it was left" in line for line in station.find_faults())


def test_another_station_takes_nothing_from_this_one(folder: DataFolder) -> None:
    with open_station(folder) as station:
        station.cases.keep([a_case()])
        (operation,) = save(station, 1)
    with open_station(DataFolder(folder.path.parent / "other")) as other:
        key = other.log.identity().public_key
    assert not is_signed_by(operation, public_key=key)
