"""Random histories of two stations and a centre: whatever is lost, repeated, cut off, forged or
restored from a backup, everything that somebody still has arrives exactly once, and no conflict is
passed over."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from inspector_app.domain.finding import Finding
from inspector_app.domain.operation import Delivery, Operation
from inspector_app.protocol.codec import decode
from inspector_app.sync.steps import WaitUntil
from tests.helpers.builders import a_case, a_finding
from tests.helpers.fake_centre import FakeCentre, FakeLine, Fault
from tests.helpers.fake_store import FakeStation
from tests.helpers.sync_rig import Rig

STATIONS = st.integers(0, 1)


def revision_of(operation: Operation) -> str:
    return decode(operation.body, Finding).revision_id


class Conversation(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.centre = FakeCentre()
        self.centre.give(a_case(scans=()), {})
        self.rigs = [
            Rig(FakeStation(f"device-{n}"), FakeLine(self.centre, token=f"token-{n}"), seed=n)
            for n in range(2)
        ]
        self.saved: list[Finding] = []
        self.bad: set[str] = set()
        self.station_backups: list[dict[str, object] | None] = [None, None]
        self.centre_backup: dict[str, object] | None = None

    @initialize(protocol=st.sampled_from([1, 2, 2, 2]))
    def begin(self, protocol: int) -> None:
        self.centre.newest_protocol = protocol

    @rule(at=STATIONS)
    def record(self, at: int) -> None:
        self.saved.append(a_finding())
        self.rigs[at].station.save(self.saved[-1])

    @rule(at=STATIONS, which=st.integers(1, 3))
    def amend(self, at: int, which: int) -> None:
        """Perhaps something of the other station, perhaps not the newest version."""
        if len(self.saved) >= which:
            last = self.saved[-which]
            amendment = a_finding(
                finding_id=last.finding_id, version=last.version + 1, replaces=last.revision_id
            )
            self.saved.append(amendment)
            self.rigs[at].station.save(amendment)

    @rule(at=STATIONS)
    def record_something_bad(self, at: int) -> None:
        self.bad.add(self.rigs[at].station.save(a_finding(case_id="case-unknown")).op_id)

    @rule(at=STATIONS, fault=st.sampled_from(Fault), steps=st.integers(1, 5))
    def talk(self, at: int, fault: Fault, steps: int) -> None:
        rig = self.rigs[at]
        if fault is Fault.FORGE_RECEIPTS and not rig.station.centre_key:
            return  # a centre of protocol 1 has no proof that could be missed
        rig.line.fault = lambda: fault
        for _ in range(steps):
            if isinstance(rig.one(), WaitUntil):
                rig.sit_out_wait()

    @rule(at=STATIONS)
    def talk_at_length(self, at: int) -> None:
        self.rigs[at].line.fault = lambda: Fault.NONE
        self.rigs[at].rounds(2)

    @rule(at=STATIONS, reached=st.booleans())
    def end_in_the_middle(self, at: int, reached: bool) -> None:
        rig = self.rigs[at]
        step = rig.core.next_step()
        rig.line.fault = lambda: Fault.NONE
        if reached and not isinstance(step, WaitUntil):
            rig.line.carry(step)
        rig.restart()

    @rule(at=STATIONS, days=st.integers(-4000, 4000))
    def turn_the_clock(self, at: int, days: int) -> None:
        self.rigs[at].clocks.wall += timedelta(days=days)

    @precondition(lambda self: self.centre.newest_protocol == 1)
    @rule()
    def bring_the_centre_up_to_date(self) -> None:
        self.centre.newest_protocol = 2

    @rule(at=STATIONS)
    def back_up_station(self, at: int) -> None:
        self.station_backups[at] = self.rigs[at].station.back_up()

    # A centre of protocol 1 cannot tell a restored station from a faulty one.
    @precondition(lambda self: self.centre.newest_protocol == 2)
    @rule(at=STATIONS)
    def restore_station(self, at: int) -> None:
        backup = self.station_backups[at]
        if backup is not None:
            self.rigs[at].station.restore(backup)
            self.rigs[at].restart()

    @rule()
    def back_up_centre(self) -> None:
        self.centre_backup = self.centre.back_up()

    @precondition(lambda self: self.centre.newest_protocol == 2)
    @rule()
    def restore_centre(self) -> None:
        if self.centre_backup is not None:
            self.centre.restore(self.centre_backup)

    @invariant()
    def nothing_is_there_twice(self) -> None:
        ids = [one.revision_id for one in (*self.centre.applied, *self.centre.conflicts)]
        assert len(ids) == len(set(ids))

    @invariant()
    def what_is_called_applied_is_at_the_centre(self) -> None:
        """In this life of it; what an earlier life applied is found out at the next contact."""
        applied = {one.revision_id for one in self.centre.applied}
        for station in (rig.station for rig in self.rigs):
            for one in station.operations:
                if (
                    station.delivery[one.op_id] is Delivery.APPLIED
                    and station.epochs[one.op_id] == self.centre.epoch
                ):
                    assert revision_of(one) in applied

    @invariant()
    def no_version_has_two_successors(self) -> None:
        replaced = [one.replaces for one in self.centre.applied if one.replaces]
        assert len(replaced) == len(set(replaced))

    def teardown(self) -> None:
        for rig in self.rigs:
            rig.line.fault = lambda: Fault.NONE
            rig.restart()
            rig.rounds(5)
        applied = {one.revision_id for one in self.centre.applied}
        conflicts = {one.revision_id for one in self.centre.conflicts}
        for station in (rig.station for rig in self.rigs):
            assert station.unanswered(9) == ()
            for one in station.operations:
                delivery, revision = station.delivery[one.op_id], revision_of(one)
                if one.op_id in self.bad:
                    assert delivery is Delivery.REJECTED
                elif delivery is Delivery.APPLIED:
                    assert revision in applied
                elif delivery is Delivery.CONFLICT:
                    assert revision in conflicts
                else:
                    assert station.reasons[one.op_id] == "version-conflict"
        assert all(rig.core.status.reason == "" for rig in self.rigs)
        for rig in self.rigs:
            pushes = len(rig.line.carried)
            rig.rounds(1)
            assert len(rig.line.carried) - pushes <= 3, "it does not come to rest"


Conversation.TestCase.settings = settings(
    max_examples=150,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestConversation = Conversation.TestCase
