"""Protocol 2 on both databases: signed logs, conflicts, and logs that follow one another."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import Engine, delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from inspector_app.central.batches import batch_of
from inspector_app.central.cases import load_cases, read_feed
from inspector_app.central.database import opened, writing
from inspector_app.central.devices import day_digests, device_state, succeed
from inspector_app.central.enrolment import enrol, offer_code
from inspector_app.central.intake import Sender, take_batch, take_batches
from inspector_app.central.reading import AtCentre, findings_at_centre, read_conflicts
from inspector_app.central.refusals import Refusal
from inspector_app.central.sequence import epoch_and_sequence, raise_epoch
from inspector_app.central.settings import CentreSettings
from inspector_app.central.stations import (
    add_station,
    hash_of_secret,
    identify,
    list_stations,
    station_behind,
)
from inspector_app.central.tables import (
    centre,
    device,
    finding_revision,
    received_content,
    received_operation,
    station,
)
from inspector_app.domain.finding import Finding
from inspector_app.domain.operation import Operation, Receipt, ReceiptStatus
from inspector_app.protocol.codec import encode
from inspector_app.protocol.messages import (
    DayDigest,
    DeviceState,
    Enrolment,
    ReceiptBatch,
    enrolment_message,
)
from inspector_app.protocol.operations import sealed
from inspector_app.protocol.signing import Signer, is_signed, receipt_message
from tests.helpers.builders import AT, a_case, a_finding, a_verdict
from tests.helpers.device_log import DeviceLog, a_signer

Answers = list[tuple[str, str]]


@dataclass
class Centre:
    """A centre with one post, and stations that were let in with their keys."""

    settings: CentreSettings
    engine: Engine
    tokens: dict[str, str]
    signers: dict[str, Signer] = field(default_factory=dict)

    def let_in(self, log: DeviceLog) -> DeviceLog:
        token = add_station(self.settings, "ZU", log.device_id)
        self.tokens[log.device_id] = token
        identify(self.engine, f"Bearer {token}", log.device_id)
        if log.signer is not None:
            self.signers[log.device_id] = log.signer
            with writing(self.engine) as connection:
                connection.execute(
                    update(device)
                    .where(device.c.device_id == log.device_id)
                    .values(public_key=log.signer.public_key)
                )
        return log

    def take(
        self, device_id: str, *operations: Operation, head: tuple[int, str] = (0, "")
    ) -> ReceiptBatch:
        batch = batch_of(operations, head_n=head[0], head_sha256=head[1])
        return take_batch(self.engine, Sender(device_id, "ZU"), batch)

    def send(self, log: DeviceLog, *operations: Operation) -> Answers:
        return [short(one) for one in self.take(log.device_id, *operations).receipts]

    def follow(self, new: DeviceLog, old_device_id: str, token_of: str) -> DeviceState:
        proved = station_behind(self.engine, f"Bearer {self.tokens[token_of]}", certificate=None)
        successor = new.successor_of(old_device_id, self.signers.get(old_device_id))
        return succeed(self.engine, proved, old_device_id, successor)

    def state(self, device_id: str, log: str = "") -> DeviceState:
        return device_state(self.engine, Sender(device_id, "ZU"), log=log)

    def found(self) -> AtCentre:
        return findings_at_centre(self.settings)

    def audited(self) -> list[tuple[str, str]]:
        return [(one.device_id, one.what) for one in self.found().audited]


def short(receipt: Receipt) -> tuple[str, str]:
    return receipt.status.value, receipt.reason


def amendment(of: Finding, **fields: object) -> Finding:
    given = {"version": of.version + 1, "replaces": of.revision_id, **fields}
    return a_finding(finding_id=of.finding_id, **given)


@pytest.fixture
def at(new_settings: Callable[[Path], CentreSettings], tmp_path: Path) -> Iterator[Centre]:
    settings = new_settings(tmp_path / "centre")
    load_cases(settings, [a_case(scans=())], {})
    with opened(settings) as engine:
        yield Centre(settings, engine, {})


@pytest.fixture
def log(at: Centre) -> DeviceLog:
    return at.let_in(DeviceLog("device-1"))


APPLIED = ("applied", "")
DUPLICATE = ("duplicate", "")


# Who wrote it


def test_a_receipt_is_signed_by_the_centre_in_its_present_life(at: Centre, log: DeviceLog) -> None:
    good, bad = log.save(a_finding()), log.save(a_finding(case_id="unknown"))
    answer = at.take(log.device_id, good, bad)
    with at.engine.connect() as connection:
        key, epoch = connection.execute(select(centre.c.signing_key, centre.c.epoch)).one()
    assert answer.epoch == epoch
    assert [short(one) for one in answer.receipts] == [APPLIED, ("rejected", "unknown-case")]
    for operation, receipt in zip((good, bad), answer.receipts, strict=True):
        message = receipt_message(receipt, sha256=operation.sha256, epoch=epoch)
        public_key = Signer(key).public_key
        assert is_signed(message, receipt.signature, public_key=public_key)
        other = receipt_message(receipt, sha256=operation.sha256, epoch="another life")
        assert not is_signed(other, receipt.signature, public_key=public_key)


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda one: replace(one, signature=""), "unsigned"),
        (lambda one: replace(one, signature="not base64!"), "forged"),
        (lambda one: sealed(one, a_signer()), "forged"),
        # With the right key, but over something else.
        (lambda one: replace(sealed(one, None), signature=one.signature[::-1]), "forged"),
    ],
)
def test_what_its_device_did_not_sign_is_refused_and_uses_up_no_number(
    at: Centre, log: DeviceLog, spoil: Callable[[Operation], Operation], reason: str
) -> None:
    first, second = log.save(a_finding()), log.save(a_finding())
    false = spoil(first)
    answers = at.send(log, false, second)
    assert answers == [("rejected", reason), ("later", "gap")]
    assert at.state(log.device_id).last_n == 0
    # The true one takes its number as if nothing had been.
    assert at.send(log, first, second) == [APPLIED, APPLIED]
    found = at.found()
    assert [(one.what, json.loads(one.content)["op_id"]) for one in found.audited] == [
        (reason, first.op_id)
    ]
    assert (len(found.findings), found.rejected) == (2, ())


def test_a_forged_operation_that_comes_again_and_again_is_noted_once(
    at: Centre, log: DeviceLog
) -> None:
    false = replace(log.save(a_finding()), signature="")
    for _ in range(3):
        at.send(log, false, false)
    assert at.audited() == [("device-1", "unsigned")]


def test_the_audit_can_only_grow(at: Centre, log: DeviceLog) -> None:
    at.send(log, replace(log.save(a_finding()), signature=""))
    for attempt in ("UPDATE audit SET what = 'nothing'", "DELETE FROM audit"):
        with pytest.raises(DBAPIError, match="only new rows"), writing(at.engine) as connection:
            connection.execute(text(attempt))
    assert at.audited() == [("device-1", "unsigned")]


def test_a_replayed_operation_counts_once(at: Centre, log: DeviceLog) -> None:
    operation = log.save(a_finding())
    assert at.send(log, operation) == [APPLIED]
    assert at.send(log, operation, operation) == [DUPLICATE, DUPLICATE]
    # Without its signature it is still no other operation than the one the centre has.
    assert at.send(log, replace(operation, signature="")) == [DUPLICATE]
    assert len(at.found().findings) == 1


def test_an_operation_of_a_foreign_device_is_refused_and_blocks_nothing(
    at: Centre, log: DeviceLog
) -> None:
    other = at.let_in(DeviceLog("device-2"))
    foreign, own = other.save(a_finding()), log.save(a_finding())
    assert at.send(log, foreign, own) == [("rejected", "wrong-device"), APPLIED]
    assert at.audited() == [("device-1", "wrong-device")]
    # Where it belongs it has not been used up.
    assert at.send(other, foreign) == [APPLIED]


def test_a_station_of_protocol_1_needs_no_signature(at: Centre) -> None:
    old = at.let_in(DeviceLog("device-old", signer=None))
    first = a_finding()
    later = amendment(first, replaces="another")
    batch = batch_of([old.save(first), old.save(later)], protocol=1)
    answer = take_batch(at.engine, Sender("device-old", "ZU"), batch)
    assert answer.epoch == ""
    assert [(one.status.value, one.reason, one.signature) for one in answer.receipts] == [
        ("applied", "", ""),
        ("rejected", "version-conflict", ""),
    ]
    assert [one.reason for one in at.found().rejected] == ["version-conflict"]


def test_a_device_that_the_centre_does_not_know_is_refused(at: Centre) -> None:
    with pytest.raises(Refusal) as refusal:
        at.take("nobody", DeviceLog("nobody").save(a_finding()))
    assert (refusal.value.status, refusal.value.reason) == (401, "unknown-device")


# Conflicts


def test_two_stations_with_the_same_finding_are_a_conflict_that_both_can_see(
    at: Centre, log: DeviceLog
) -> None:
    other = at.let_in(DeviceLog("device-2"))
    first = a_finding()
    ours, theirs = amendment(first, remark="ours"), amendment(first, remark="theirs")
    met = [log.save(first), log.save(theirs)]
    assert at.send(log, *met) == [APPLIED, APPLIED]
    second = other.save(ours)
    receipt = at.take(other.device_id, second).receipts[0]
    assert short(receipt) == ("conflict", "version-conflict")
    assert (receipt.sequence, receipt.theirs) == (4, met[1].body)
    assert at.take(other.device_id, second).receipts[0] == receipt
    # Its number is used up, and neither version is changed by the other.
    assert at.send(other, other.save(a_finding())) == [APPLIED]
    found = at.found()
    assert found.findings[:2] == (first, theirs)
    assert [(one.operation, one.theirs) for one in found.conflicts] == [(second, met[1].body)]
    page = read_conflicts(at.engine, "ZU", after=0, limit=100)
    assert (page.conflicts, page.more) == (found.conflicts, False)
    assert read_conflicts(at.engine, "ZU", after=4, limit=100).conflicts == ()
    assert read_conflicts(at.engine, "GS", after=0, limit=100).conflicts == ()


def test_a_conflict_within_one_batch_and_one_with_nothing(at: Centre, log: DeviceLog) -> None:
    first = a_finding()
    operations = [log.save(first), log.save(replace(first, revision_id="again"))]
    stray = log.save(amendment(a_finding()))
    receipts = at.take(log.device_id, *operations, stray).receipts
    assert [short(one) for one in receipts] == [
        APPLIED,
        ("conflict", "version-conflict"),
        ("conflict", "version-conflict"),
    ]
    assert [one.theirs for one in receipts] == ["", operations[0].body, ""]
    assert [one.sequence for one in receipts] == [2, 3, 4]
    page = read_conflicts(at.engine, "ZU", after=0, limit=1)
    assert ([one.sequence for one in page.conflicts], page.more) == ([3], True)


def test_stations_in_one_transaction_are_answered_each_for_itself(
    at: Centre, log: DeviceLog
) -> None:
    other = at.let_in(DeviceLog("device-2"))
    shared = a_finding()
    batches = [
        (Sender(one.device_id, "ZU"), batch_of([one.save(shared), one.save(a_finding())]))
        for one in (log, other)
    ]
    mine, others = take_batches(at.engine, batches)
    assert [short(one) for one in mine.receipts] == [APPLIED, APPLIED]
    assert [short(one) for one in others.receipts] == [
        ("conflict", "version-conflict"),
        APPLIED,
    ]
    assert others.receipts[0].theirs == log.operations[0].body
    with at.engine.connect() as connection:
        assert epoch_and_sequence(connection)[1] == 5


# The log


def test_the_centre_says_how_far_a_log_has_come(at: Centre, log: DeviceLog) -> None:
    assert at.state(log.device_id) == DeviceState("device-1", "ZU", _epoch(at), 0, "", signed=True)
    operations = [log.save(a_finding()) for _ in range(3)]
    at.send(log, *operations[:2])
    state = at.state(log.device_id)
    assert (state.last_n, state.head_sha256) == (2, operations[1].sha256)


def test_digests_are_over_what_became_of_a_day_in_utc(at: Centre, log: DeviceLog) -> None:
    late = AT.replace(hour=23)
    moments = [late, late + timedelta(hours=2), late + timedelta(minutes=5)]
    operations = [log.save(a_finding(recorded_at=moment)) for moment in moments]
    operations.append(log.save(a_finding(case_id="unknown", recorded_at=moments[1])))
    at.send(log, *operations)
    digests = day_digests(at.engine, Sender(log.device_id, "ZU"))
    assert (digests.device_id, digests.epoch) == (log.device_id, _epoch(at))
    assert digests.days == (
        _digest(late.date().isoformat(), (operations[0], "applied"), (operations[2], "applied")),
        _digest(
            moments[1].date().isoformat(), (operations[1], "applied"), (operations[3], "rejected")
        ),
    )
    rest = day_digests(at.engine, Sender(log.device_id, "ZU"), since=moments[1].date().isoformat())
    assert rest.days == digests.days[1:]


def _digest(day: str, *outcomes: tuple[Operation, str]) -> DayDigest:
    lines = "".join(f"{one.sha256} {outcome}\n" for one, outcome in outcomes)
    return DayDigest(day, len(outcomes), hashlib.sha256(lines.encode()).hexdigest())


def _epoch(at: Centre) -> str:
    with at.engine.connect() as connection:
        return epoch_and_sequence(connection)[0]


def test_a_hole_is_filled_when_its_operation_comes_again(at: Centre, log: DeviceLog) -> None:
    operations = [log.save(a_finding()) for _ in range(3)]
    at.send(log, *operations)
    before = day_digests(at.engine, Sender(log.device_id, "ZU"))
    lost = operations[1]
    with writing(at.engine) as connection:
        for table in (received_operation, finding_revision):
            connection.execute(delete(table).where(table.c.op_id == lost.op_id))
    assert day_digests(at.engine, Sender(log.device_id, "ZU")).days[0].count == 2
    # Only the operation of that number fills it, and only with a good signature.
    assert at.send(log, replace(lost, signature="")) == [("rejected", "unsigned")]
    assert at.send(log, *operations) == [DUPLICATE, APPLIED, DUPLICATE]
    assert at.send(log, *operations) == [DUPLICATE] * 3
    after = day_digests(at.engine, Sender(log.device_id, "ZU"))
    assert after == before
    assert at.state(log.device_id).last_n == 3
    assert len(at.found().findings) == 3


def test_a_log_that_goes_on_from_another_past_waits_whole(at: Centre, log: DeviceLog) -> None:
    """As when a station was restored from a backup and has not yet found out."""
    kept = log.save(a_finding())
    lost = log.save(a_finding())
    at.send(log, kept, lost)
    restored = DeviceLog(log.device_id, log.signer, [kept])
    fork = [restored.save(a_finding()) for _ in range(2)]
    assert at.send(restored, kept, *fork) == [
        DUPLICATE,
        ("later", "number-taken"),
        # It would have fitted by its number, and would have hidden the other.
        ("later", "number-taken"),
    ]
    state = at.state(log.device_id)
    assert (state.last_n, state.head_sha256) == (2, lost.sha256)


def test_a_shorter_or_another_log_is_noted(at: Centre, log: DeviceLog) -> None:
    operations = [log.save(a_finding()) for _ in range(2)]
    at.send(log, *operations)
    first, second = operations
    at.take(log.device_id, head=(2, second.sha256))
    at.take(log.device_id, head=(3, "a" * 64))
    assert at.audited() == []
    for _ in range(2):
        at.take(log.device_id, first, head=(1, first.sha256))
    at.take(log.device_id, head=(2, "b" * 64))
    assert at.audited() == [("device-1", "log-shortened"), ("device-1", "log-changed")]
    noted = json.loads(at.found().audited[0].content)
    assert noted == {"head_n": 1, "last_n": 2, "last_sha256": second.sha256}


def test_a_broken_chain_is_noted_and_neither_loses_nor_stops_anything(
    at: Centre, log: DeviceLog
) -> None:
    first = log.save(a_finding())
    broken = sealed(replace(log.save(a_finding()), previous_sha256="0" * 64), log.signer)
    log.operations[-1] = broken
    third = log.save(a_finding())
    assert at.send(log, first, broken, third) == [APPLIED, APPLIED, APPLIED]
    assert at.audited() == [("device-1", "broken-chain")]


# Logs that follow one another


def test_two_computers_with_copies_of_one_disk_are_noticed(at: Centre, log: DeviceLog) -> None:
    other = at.let_in(DeviceLog("other"))
    moment = AT

    def begin_new_logs(of: DeviceLog, count: int) -> None:
        bearer = f"Bearer {at.tokens[of.device_id]}"
        for number in range(count):
            proved = station_behind(at.engine, bearer, certificate=None)
            new = DeviceLog(f"{of.device_id}-{moment:%d}-{number}")
            told = new.successor_of(of.device_id, of.signer)
            for _ in range(2):  # said again it is no second one
                succeed(at.engine, proved, of.device_id, told, now=lambda: moment)

    begin_new_logs(log, 3)
    begin_new_logs(other, 1)
    moment += timedelta(days=2)
    begin_new_logs(log, 3)
    assert at.audited() == []
    assert [one.new_logs for one in list_stations(at.settings, now=lambda: moment)] == [3, 0]
    assert not any(one.is_split for one in list_stations(at.settings, now=lambda: moment))
    moment += timedelta(hours=23)
    begin_new_logs(log, 2)
    assert [what for _, what in at.audited()] == ["many-new-logs"] * 2
    noted = [json.loads(one.content) for one in at.found().audited]
    assert [one["new_logs"] for one in noted] == [4, 5]
    first, second = list_stations(at.settings, now=lambda: moment)
    assert (first.new_logs, first.is_split, second.is_split) == (5, True, False)


def test_a_successor_is_known_without_what_operations_held(at: Centre, log: DeviceLog) -> None:
    kept = log.save(a_finding())
    (first,) = at.take(log.device_id, kept).receipts
    with writing(at.engine) as connection:
        connection.execute(delete(received_content))
    new = DeviceLog("device-1b")
    at.follow(new, "device-1", token_of="device-1")
    (again,) = at.take(new.device_id, new.written_anew(kept)).receipts
    assert (short(again), again.sequence) == (DUPLICATE, first.sequence)


def test_a_successor_is_not_taken_for_somebody_else(at: Centre, log: DeviceLog) -> None:
    first = a_finding()
    kept = log.save(first)
    conflict = log.save(replace(first, revision_id="second"))
    unknown = log.save(a_finding(case_id="unknown"))
    receipts = at.take(log.device_id, kept, conflict, unknown).receipts
    new = DeviceLog("device-1b")
    state = at.follow(new, "device-1", token_of="device-1")
    assert (state.device_id, state.last_n, state.signed) == ("device-1b", 0, True)
    # Said again, as after a lost answer.
    assert at.follow(new, "device-1", token_of="device-1") == state
    again = [new.written_anew(one) for one in (kept, conflict, unknown)]
    fresh = new.save(amendment(first))
    answers = at.take(new.device_id, *again, fresh).receipts
    assert [short(one) for one in answers] == [
        DUPLICATE,
        ("conflict", "version-conflict"),
        ("rejected", "unknown-case"),
        APPLIED,
    ]
    assert [one.sequence for one in answers[:2]] == [one.sequence for one in receipts[:2]]
    assert answers[1].theirs == receipts[1].theirs == kept.body
    assert at.take(new.device_id, *again).receipts == answers[:3]
    found = at.found()
    assert (len(found.findings), len(found.conflicts), len(found.rejected)) == (2, 1, 1)
    assert at.state(new.device_id).last_n == 4
    assert day_digests(at.engine, Sender(new.device_id, "ZU")).days[0].count == 4
    # What is left of the old log can still be looked at and repaired.
    assert at.state(new.device_id, log="device-1").last_n == 3
    assert at.send(new, kept) == [DUPLICATE]


def test_another_act_under_the_id_of_an_old_one_is_refused(at: Centre, log: DeviceLog) -> None:
    kept = log.save(a_finding())
    at.send(log, kept)
    new = DeviceLog("device-1b")
    at.follow(new, "device-1", token_of="device-1")
    stolen = sealed(replace(new.save(a_finding()), op_id=kept.op_id), new.signer)
    new.operations[-1] = stolen
    assert at.send(new, stolen, new.save(a_finding())) == [
        ("rejected", "op-id-reused"),
        APPLIED,
    ]


def test_a_refusal_of_a_number_is_no_refusal_of_the_act(at: Centre, log: DeviceLog) -> None:
    first, second = log.save(a_finding()), log.save(a_finding())
    at.send(log, first)
    moved = sealed(replace(second, n=1), log.signer)
    taken = take_batch(at.engine, Sender(log.device_id, "ZU"), batch_of([moved], protocol=1))
    assert short(taken.receipts[0]) == ("rejected", "number-reused")
    new = DeviceLog("device-1b")
    at.follow(new, "device-1", token_of="device-1")
    assert at.send(new, new.written_anew(moved)) == [APPLIED]


def test_a_station_that_is_set_back_twice_is_recognised_over_the_whole_line(
    at: Centre, log: DeviceLog
) -> None:
    first = log.save(a_finding())
    at.send(log, first)
    second, third = DeviceLog("device-1b"), DeviceLog("device-1c")
    at.follow(second, "device-1", token_of="device-1")
    between = second.save(a_finding())
    at.send(second, between)
    # Restored to before the first time: it knows itself by its first id only.
    at.follow(third, "device-1", token_of="device-1")
    again = [third.written_anew(one) for one in (first, between)]
    assert at.send(third, *again) == [DUPLICATE, DUPLICATE]
    # A late repetition of the earlier succession changes nothing.
    at.follow(second, "device-1", token_of="device-1")
    assert at.send(third, third.save(a_finding())) == [APPLIED]
    assert len(at.found().findings) == 3


@pytest.mark.parametrize(
    ("old", "signed_for", "status", "reason"),
    [
        ("device-1", "device-2", 403, "forged"),
        ("device-2", "device-2", 409, "token-in-use"),
        ("a b", "a b", 400, "no-device"),
    ],
)
def test_a_succession_that_is_not_proved_changes_nothing(
    at: Centre, log: DeviceLog, old: str, signed_for: str, status: int, reason: str
) -> None:
    at.let_in(DeviceLog("device-2"))
    successor = DeviceLog("device-1b").successor_of(signed_for)
    proved = station_behind(at.engine, f"Bearer {at.tokens['device-1']}", certificate=None)
    with pytest.raises(Refusal) as refusal:
        succeed(at.engine, proved, old, successor)
    assert (refusal.value.status, refusal.value.reason) == (status, reason)
    assert at.send(log, log.save(a_finding())) == [APPLIED]


def test_a_token_alone_makes_nobody_a_successor(at: Centre, log: DeviceLog) -> None:
    thief = DeviceLog("device-1b")
    proved = station_behind(at.engine, f"Bearer {at.tokens['device-1']}", certificate=None)
    for key in (None, thief.signer):
        with pytest.raises(Refusal, match="the old device has not signed") as refusal:
            succeed(at.engine, proved, "device-1", thief.successor_of("device-1", key))
        assert (refusal.value.status, refusal.value.reason) == (403, "forged")
    assert at.send(log, log.save(a_finding())) == [APPLIED]


def test_a_station_without_a_known_key_needs_no_signature_of_it(at: Centre) -> None:
    at.let_in(DeviceLog("device-old", signer=None))
    new = DeviceLog("device-1b")
    assert at.follow(new, "device-old", token_of="device-old").signed


def _let_in_by_code(at: Centre, token_of: str, new: DeviceLog) -> None:
    assert new.signer is not None
    token = hash_of_secret(at.tokens[token_of])
    with writing(at.engine) as connection:
        station_id = connection.scalar(
            select(station.c.station_id).where(station.c.token_sha256 == token)
        )
    code = offer_code(at.settings, station_id).text
    unsigned = Enrolment(code, new.device_id, new.signer.public_key, "age1", "")
    signature = new.signer.sign(enrolment_message(unsigned))
    asked = msgspec.structs.replace(unsigned, signature=signature)
    at.tokens[new.device_id] = enrol(at.engine, asked, address="x", authority=None).token


def test_a_succession_told_after_a_new_code_is_still_a_succession(
    at: Centre, log: DeviceLog
) -> None:
    kept = log.save(a_finding())
    at.send(log, kept)
    new = DeviceLog("device-1b")
    _let_in_by_code(at, "device-1", new)
    proved = station_behind(at.engine, f"Bearer {at.tokens['device-1b']}", certificate=None)
    with pytest.raises(Refusal, match="another device with this id"):
        succeed(at.engine, proved, "device-1", new.successor_of("device-1"))
    for _ in range(2):
        assert at.follow(new, "device-1", token_of="device-1b").last_n == 0
    assert at.send(new, new.written_anew(kept)) == [DUPLICATE]
    assert len(at.found().findings) == 1


def test_a_late_succession_takes_no_log_of_another_station(at: Centre, log: DeviceLog) -> None:
    at.let_in(DeviceLog("device-2"))
    new = DeviceLog("device-1b")
    _let_in_by_code(at, "device-1", new)
    with pytest.raises(Refusal, match="another device with this id"):
        at.follow(new, "device-2", token_of="device-1b")


def test_what_another_post_wrote_is_not_shown_in_a_conflict(at: Centre, log: DeviceLog) -> None:
    secret = a_finding(remark="secret of ZU")
    at.send(log, log.save(secret))
    load_cases(at.settings, [a_case(case_id="case-0900", post="AB", scans=())], {})
    token = add_station(at.settings, "AB", "curious")
    curious = DeviceLog("device-ab", signer=None)
    sender = identify(at.engine, f"Bearer {token}", curious.device_id)
    asked = curious.save(a_finding(finding_id=secret.finding_id, case_id="case-0900"))
    (receipt,) = take_batch(at.engine, sender, batch_of([asked])).receipts
    assert (short(receipt), receipt.theirs) == (("conflict", "version-conflict"), "")
    assert [one.theirs for one in at.found().conflicts] == [""]


def test_nobody_becomes_a_device_that_there_is(at: Centre, log: DeviceLog) -> None:
    other = at.let_in(DeviceLog("device-2"))
    with pytest.raises(Refusal, match="another device with this id"):
        at.follow(DeviceLog(other.device_id), log.device_id, token_of=log.device_id)


def test_a_log_of_somebody_else_is_not_shown(at: Centre, log: DeviceLog) -> None:
    at.let_in(DeviceLog("device-2"))
    for ask in (device_state, day_digests):
        with pytest.raises(Refusal, match="no such log"):
            ask(at.engine, Sender(log.device_id, "ZU"), log="device-2")


# After a restore


def test_a_restored_centre_begins_a_new_life_and_is_offered_everything_again(
    at: Centre, log: DeviceLog
) -> None:
    kept = log.save(a_finding())
    at.send(log, kept)
    cursor = read_feed(at.engine, "ZU", after="", limit=10).cursor
    lost = [log.save(a_finding()), log.save(a_finding(case_id="case-lost"))]
    epoch = _epoch(at)
    new_epoch = raise_epoch(at.settings)
    assert _epoch(at) == new_epoch != epoch
    state = at.state(log.device_id)
    assert (state.epoch, state.last_n) == (new_epoch, 1)
    assert len(read_feed(at.engine, "ZU", after=cursor, limit=10).entries) == 1
    # The case of the second came after the backup, and is not back yet.
    assert at.send(log, kept, *lost) == [DUPLICATE, APPLIED, APPLIED]
    load_cases(at.settings, [a_case(case_id="case-other", post="GS", scans=())], {})
    assert at.send(log, log.save(a_finding(case_id="case-other"))) == [("rejected", "unknown-case")]


def test_a_clock_at_the_end_of_time_stops_nothing(at: Centre, log: DeviceLog) -> None:
    odd = log.save(a_verdict())
    written = encode(odd.recorded_at).decode().strip('"')
    end = "0001-01-01T00:00:00+08:00"
    body = odd.body.replace(written, end)
    assert body != odd.body
    spoilt = replace(odd, body=body, recorded_at=odd.recorded_at.fromisoformat(end))
    log.operations[-1] = sealed(spoilt, log.signer)
    good = log.save(a_finding())
    assert at.send(log, log.operations[0], good) == [("rejected", "unreadable"), APPLIED]
    assert day_digests(at.engine, Sender(log.device_id, "ZU")).days[0].day == "0001-01-01"


def test_a_verdict_on_a_case_without_a_scan_is_applied(at: Centre, log: DeviceLog) -> None:
    verdict = a_verdict(scan_id="", verdict="not-scanned", reason="no scanner at this post")
    assert at.send(log, log.save(verdict)) == [APPLIED]


def test_one_bad_station_does_not_take_the_others_with_it(at: Centre, log: DeviceLog) -> None:
    stranger = (Sender("nobody", "ZU"), batch_of([]))
    with pytest.raises(Refusal):
        take_batches(at.engine, [(Sender("device-1", "ZU"), batch_of([])), stranger])
    assert at.send(log, log.save(a_finding())) == [APPLIED]


def test_devices_known_before_have_an_empty_head(at: Centre) -> None:
    with writing(at.engine) as connection:
        connection.execute(insert(device).values(device_id="older", post="ZU", last_n=7))
    log = DeviceLog("older", signer=None)
    log.operations = [log.save(a_finding())] * 7
    eighth = log.save(a_finding())
    assert at.take("older", eighth).receipts[0].status is ReceiptStatus.APPLIED
    assert at.audited() == []
