"""Random histories: whatever is lost, repeated or cut off, everything arrives exactly once."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from inspector_app.domain.finding import Finding
from inspector_app.domain.operation import Delivery
from inspector_app.sync.steps import WaitUntil
from tests.helpers.builders import a_case, a_finding
from tests.helpers.fake_centre import FakeCentre, FakeLine, Fault
from tests.helpers.fake_store import FakeStation
from tests.helpers.sync_rig import Rig


class Conversation(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.station = FakeStation()
        self.centre = FakeCentre()
        self.centre.give(a_case(scans=()), {})
        self.rig = Rig(self.station, FakeLine(self.centre))
        self.good: list[Finding] = []
        self.bad: set[str] = set()

    @rule()
    def record(self) -> None:
        self.good.append(a_finding())
        self.station.save(self.good[-1])

    @rule()
    def amend(self) -> None:
        if self.good:
            last = self.good[-1]
            amendment = a_finding(
                finding_id=last.finding_id, version=last.version + 1, replaces=last.revision_id
            )
            self.good.append(amendment)
            self.station.save(amendment)

    @rule()
    def record_something_bad(self) -> None:
        self.bad.add(self.station.save(a_finding(case_id="case-unknown")).op_id)

    @rule(fault=st.sampled_from(Fault), steps=st.integers(1, 4))
    def talk(self, fault: Fault, steps: int) -> None:
        self.rig.line.fault = lambda: fault
        for _ in range(steps):
            if isinstance(self.rig.one(), WaitUntil):
                self.rig.sit_out_wait()

    @rule(reached=st.booleans())
    def end_in_the_middle(self, reached: bool) -> None:
        step = self.rig.core.next_step()
        self.rig.line.fault = lambda: Fault.NONE
        if reached and not isinstance(step, WaitUntil):
            self.rig.line.carry(step)
        self.rig.restart()

    @rule(days=st.integers(-4000, 4000))
    def turn_the_clock(self, days: int) -> None:
        self.rig.clocks.wall += timedelta(days=days)

    @invariant()
    def nothing_is_applied_twice(self) -> None:
        ids = [one.revision_id for one in self.centre.applied]
        assert len(ids) == len(set(ids))

    @invariant()
    def what_the_station_calls_applied_is_at_the_centre(self) -> None:
        at_centre = {one.revision_id for one in self.centre.applied}
        for operation in self.station.operations:
            if self.station.delivery[operation.op_id] is Delivery.APPLIED:
                assert any(revision in operation.body for revision in at_centre)

    def teardown(self) -> None:
        self.rig.line.fault = lambda: Fault.NONE
        self.rig.restart()
        self.rig.rounds(2)
        assert [one.revision_id for one in self.centre.applied] == [
            one.revision_id for one in self.good
        ]
        assert {
            op_id for op_id, one in self.station.delivery.items() if one is not Delivery.APPLIED
        } == self.bad


Conversation.TestCase.settings = settings(
    max_examples=150,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
TestConversation = Conversation.TestCase
