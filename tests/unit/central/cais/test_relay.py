"""The relay over both databases, with a broker that can fail anywhere."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from inspector_app.central.batches import batch_of
from inspector_app.central.cais import relay
from inspector_app.central.cais.broker import BrokerUnavailable, Message
from inspector_app.central.cais.declaration_in import case_id_of, find
from inspector_app.central.cais.exchange_tables import cais_state, send_again
from inspector_app.central.cais.relay import TRIES, Queues, keep_relaying, relay_once
from inspector_app.central.cases import load_cases, read_feed
from inspector_app.central.database import opened
from inspector_app.central.intake import take_batch
from inspector_app.central.settings import CentreSettings
from inspector_app.central.stations import add_station, identify
from inspector_app.domain.finding import Verdict
from tests.helpers.builders import a_case, a_finding, a_verdict
from tests.helpers.fake_store import FakeStation
from tests.unit.central.cais.messages import a_declaration, an_answer

QUEUES = Queues()
NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
CASE = case_id_of("26MN0001")


@dataclass
class FakeBroker:
    """Queues in memory. `cut_after` operations it fails, once done (`late`) or before it is."""

    queues: dict[str, deque[Message]] = field(default_factory=dict)
    cut_after: int = -1
    late: bool = False

    def send(self, queue: str, message: Message) -> None:
        self._step(lambda: self.queues.setdefault(queue, deque()).append(message))

    def receive(self, queue: str) -> FakeDelivered | None:
        self._step(lambda: None)
        waiting = self.queues.setdefault(queue, deque())
        return FakeDelivered(self, queue, waiting[0]) if waiting else None

    def accept(self, queue: str) -> None:
        self._step(self.queues[queue].popleft)

    def _step(self, act: Callable[[], object]) -> None:
        self.cut_after -= 1
        cut = self.cut_after == -1
        if cut and not self.late:
            raise BrokerUnavailable("cut before")
        act()
        if cut:
            raise BrokerUnavailable("cut after")

    def __enter__(self) -> FakeBroker:
        return self

    def __exit__(self, *_: object) -> None:
        pass


@dataclass
class FakeDelivered:
    broker: FakeBroker
    queue: str
    message: Message

    def accept(self) -> None:
        self.broker.accept(self.queue)

    def give_back(self) -> None:
        self.broker._step(lambda: None)


@pytest.fixture
def engine(new_settings: Callable[[Path], CentreSettings], tmp_path: Path) -> Iterator[Engine]:
    settings = new_settings(tmp_path / "centre")
    with opened(settings) as engine:
        engine.settings = settings
        yield engine


def incoming(*messages: Message) -> FakeBroker:
    return FakeBroker({QUEUES.incoming: deque(messages)})


def once(engine: Engine, broker: FakeBroker, at: datetime = NOW) -> relay.Round:
    return relay_once(engine, broker, QUEUES, now=lambda: at)


def inspected(engine: Engine, *records: object) -> None:
    station = FakeStation()
    token = add_station(engine.settings, "ZU", "booth")
    sender = identify(engine, f"Bearer {token}", station.device_id)
    batch = batch_of([station.save(one) for one in records], protocol=1)
    receipts = take_batch(engine, sender, batch).receipts
    assert {one.status.value for one in receipts} == {"applied"}


def results(broker: FakeBroker) -> list[Message]:
    return list(broker.queues.get(QUEUES.results, ()))


def test_a_declaration_reaches_its_post_once(engine):
    broker = incoming(Message("m1", a_declaration()), Message("m1", a_declaration()))
    assert once(engine, broker).taken == 2
    entries = read_feed(engine, "ZU", after="", limit=10).entries
    assert [(one.case.case_id, one.case.version) for one in entries] == [(CASE, 1)]
    assert not broker.queues[QUEUES.incoming]


def test_a_new_version_makes_a_new_version_of_the_case_and_an_old_one_nothing(engine):
    once(engine, incoming(Message("m1", a_declaration())))
    once(engine, incoming(Message("m3", a_declaration(version=3))))
    once(engine, incoming(Message("m2", a_declaration(version=2))))
    (entry,) = read_feed(engine, "ZU", after="", limit=10).entries
    assert (entry.case.version, entry.case.declaration.version) == (2, 3)


def test_a_verdict_is_reported_with_the_findings_there_were(engine):
    once(engine, incoming(Message("m1", a_declaration())))
    finding = a_finding(case_id=CASE, remark="цаас\x01ан хайрцаг")
    inspected(engine, finding, a_verdict(case_id=CASE, verdict=Verdict.CLEAN))
    broker = FakeBroker()
    assert once(engine, broker).sent == 1
    (message,) = results(broker)
    root = fromstring(message.body)
    assert find(root, "Response/Declaration/ID").text == "26MN0001"
    assert find(root, "Response/ControlResult/ControlResultCode").text == "A5"
    assert find(root, "Response/ControlResult/Finding/RemarksText").text == "цаасан хайрцаг"
    assert once(engine, broker).is_idle


def test_a_finding_after_the_verdict_is_told_as_well(engine):
    once(engine, incoming(Message("m1", a_declaration())))
    inspected(engine, a_verdict(case_id=CASE, verdict=Verdict.SUSPICIOUS), a_finding(case_id=CASE))
    broker = FakeBroker()
    assert once(engine, broker).sent == 2


def test_a_case_that_is_not_from_cais_is_not_reported(engine):
    load_cases(engine.settings, [a_case(scans=())], {})
    inspected(engine, a_verdict(verdict=Verdict.CLEAN))
    assert once(engine, FakeBroker()).is_idle


def test_a_result_is_sent_again_until_it_is_acknowledged(engine):
    once(engine, incoming(Message("m1", a_declaration())))
    inspected(engine, a_verdict(case_id=CASE, verdict=Verdict.CLEAN))
    broker = FakeBroker()
    once(engine, broker)
    assert once(engine, broker, NOW + timedelta(minutes=9)).sent == 0
    assert once(engine, broker, NOW + timedelta(minutes=11)).sent == 1
    first, second = results(broker)
    assert first == second
    answer = Message("a1", an_answer(first.message_id))
    broker.queues[QUEUES.incoming] = deque([answer, answer])
    assert once(engine, broker).taken == 2
    assert once(engine, broker, NOW + timedelta(days=1)).is_idle
    assert cais_state(engine).unacknowledged == 0


def test_a_refused_result_waits_for_a_person(engine):
    once(engine, incoming(Message("m1", a_declaration())))
    inspected(engine, a_verdict(case_id=CASE, verdict=Verdict.CLEAN))
    broker = FakeBroker()
    once(engine, broker)
    (message,) = results(broker)
    broker.queues[QUEUES.incoming] = deque(
        [Message("a1", an_answer("?", refused="no such declaration"), message.message_id)]
    )
    once(engine, broker)
    assert cais_state(engine).refused == 1
    assert once(engine, broker, NOW + timedelta(days=1)).is_idle
    assert send_again(engine, message.message_id, now=NOW)
    assert not send_again(engine, message.message_id, now=NOW)
    assert once(engine, broker).sent == 1


def test_a_poison_message_is_backed_out_after_five_tries_and_holds_nothing_up(engine):
    broker = incoming(Message("bad", b"\0not xml"), Message("m1", a_declaration()))
    done = once(engine, broker)
    assert (done.failed, done.backed_out, done.taken) == (TRIES, 1, 1)
    (aside,) = broker.queues[QUEUES.backout]
    assert (aside.message_id, aside.headers["reason"]) == ("bad", "not-xml")
    assert cais_state(engine).backed_out == 1
    # Put right, or put back after an update of this program, it is taken in.
    broker.queues[QUEUES.incoming] = deque([Message("bad", a_declaration("26MN0009"))])
    assert once(engine, broker).taken == 1
    assert cais_state(engine).backed_out == 0


def test_a_message_without_an_id_is_known_by_its_content(engine):
    broker = incoming(Message("", a_declaration()), Message("x" * 300, a_declaration()))
    assert once(engine, broker).taken == 2
    assert len(read_feed(engine, "ZU", after="", limit=10).entries) == 1


@pytest.mark.parametrize("late", [False, True])
def test_cut_off_at_any_step_nothing_is_lost_and_nothing_is_twice(engine, late):
    once(engine, incoming(Message("m0", a_declaration())))
    inspected(engine, a_verdict(case_id=CASE, verdict=Verdict.CLEAN))
    broker = incoming(Message("bad", b"?"), Message("m1", a_declaration("26MN0002")))
    broker.late = late
    at = NOW
    for cut_after in range(12):
        broker.cut_after = cut_after
        at += timedelta(minutes=11)
        try:
            once(engine, broker, at)
        except BrokerUnavailable:
            continue
    broker.cut_after = -1
    once(engine, broker, at)
    assert {
        one.case.declaration.number for one in read_feed(engine, "ZU", after="", limit=9).entries
    } == {
        "26MN0001",
        "26MN0002",
    }
    assert len({one.message_id for one in results(broker)}) == 1
    assert {one.message_id for one in broker.queues[QUEUES.backout]} == {"bad"}
    assert not broker.queues[QUEUES.incoming]


def test_an_outage_of_the_broker_is_waited_out(engine, monkeypatch):
    once(engine, incoming(Message("m1", a_declaration())))
    inspected(engine, a_verdict(case_id=CASE, verdict=Verdict.CLEAN))
    broker = FakeBroker()
    tries = []

    def connect(url: str) -> FakeBroker:
        tries.append(url)
        if len(tries) < 4:
            raise BrokerUnavailable("nobody there")
        return broker

    monkeypatch.setattr(relay, "connect", connect)
    naps: list[float] = []
    keep_relaying(
        engine,
        "amqp://there",
        QUEUES,
        should_stop=lambda: bool(results(broker)),
        now=lambda: NOW,
        nap=naps.append,
    )
    assert len(results(broker)) == 1
    assert sum(naps) == pytest.approx(2 + 4 + 8)


def test_one_odd_declaration_does_not_end_the_conversation(engine):
    odd = a_declaration().replace(b"2026-11-20T09:40:00+08:00", b"0001-01-01T00:00:00+08:00")
    huge = a_declaration().replace(b"<QuantityQuantity>22<", b"<QuantityQuantity>1e400<")
    broker = incoming(Message("odd", odd), Message("huge", huge), Message("m1", a_declaration()))
    done = once(engine, broker)
    assert (done.backed_out, done.taken) == (2, 1)


def test_two_records_with_one_revision_id_are_both_reported(engine):
    once(engine, incoming(Message("m1", a_declaration())))
    verdict = a_verdict(case_id=CASE, verdict=Verdict.SUSPICIOUS)
    inspected(engine, verdict, a_finding(case_id=CASE, revision_id=verdict.revision_id))
    broker = FakeBroker()
    assert once(engine, broker).sent == 2
    assert len({one.message_id for one in results(broker)}) == 2


def test_an_outage_of_the_database_is_no_try_of_the_message(engine, monkeypatch):
    def away(*_: object, **__: object) -> bool:
        raise OperationalError("INSERT", {}, Exception("the server went away"))

    monkeypatch.setattr(relay, "take_declaration", away)
    broker = incoming(Message("m1", a_declaration()))
    for _ in range(TRIES + 1):
        with pytest.raises(OperationalError):
            once(engine, broker)
    monkeypatch.undo()
    assert once(engine, broker).taken == 1
