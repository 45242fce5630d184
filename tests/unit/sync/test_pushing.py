"""One operation that the centre cannot take must not hold up the others for ever."""

from __future__ import annotations

import pytest

from inspector_app.domain.errors import CentreUnreachable
from inspector_app.domain.operation import Delivery
from inspector_app.sync.pushing import POISON_AFTER_S, POISON_TRIES
from inspector_app.sync.steps import Answer, PullFeed, PushOperations, Request
from tests.helpers.builders import a_case, a_finding
from tests.helpers.fake_centre import FakeCentre, FakeLine
from tests.helpers.fake_store import FakeStation
from tests.helpers.sync_rig import Rig


@pytest.fixture
def centre() -> FakeCentre:
    centre = FakeCentre()
    centre.give(a_case(scans=()), {})
    return centre


@pytest.fixture
def rig(centre: FakeCentre) -> Rig:
    return Rig(FakeStation(), FakeLine(centre))


def test_a_poison_operation_is_given_up_and_the_others_go_on(rig: Rig, centre: FakeCentre) -> None:
    before, poison, after = (rig.station.save(a_finding()) for _ in range(3))
    centre.chokes_on.add(poison.op_id)
    started_s = rig.clocks.monotonic_s
    while rig.station.delivery[poison.op_id] is not Delivery.REJECTED:
        assert rig.clocks.monotonic_s - started_s < 4 * POISON_AFTER_S
        rig.rounds(1)
    rig.rounds(2)
    assert rig.clocks.monotonic_s - started_s >= POISON_AFTER_S
    assert rig.station.reasons[poison.op_id] == "given-up"
    assert rig.station.delivery[before.op_id] is Delivery.APPLIED
    assert rig.station.delivery[after.op_id] is Delivery.APPLIED
    assert rig.core.status.reason == ""
    assert next(one for one in rig.station.operations if one.op_id == poison.op_id).body


def test_it_is_tried_whole_many_times_before(rig: Rig, centre: FakeCentre) -> None:
    poison = rig.station.save(a_finding())
    centre.chokes_on.add(poison.op_id)
    while rig.station.delivery[poison.op_id] is not Delivery.REJECTED:
        rig.rounds(1)
    whole = [s for s in rig.line.carried if isinstance(s, PushOperations) and s.operations[0].body]
    assert len(whole) >= POISON_TRIES


def test_while_the_centre_answers_nothing_else_no_operation_is_to_blame(
    rig: Rig, centre: FakeCentre
) -> None:
    """A centre whose database is away says hello and fails at everything else."""
    rig.rounds(1)
    operation = rig.station.save(a_finding())
    carry = rig.line.carry

    def fail(step: Request) -> Answer:
        if isinstance(step, PushOperations | PullFeed):
            assert not isinstance(step, PushOperations) or step.operations[0].body
            raise CentreUnreachable("centre-failed")
        return carry(step)

    rig.line.carry = fail  # type: ignore[method-assign]
    for _ in range(60):
        rig.until_wait()
        rig.clocks.pass_s(POISON_AFTER_S)
    rig.line.carry = carry  # type: ignore[method-assign]
    rig.rounds(2)
    assert rig.station.delivery[operation.op_id] is Delivery.APPLIED


def test_what_is_repaired_at_the_centre_in_time_is_taken_whole(
    rig: Rig, centre: FakeCentre
) -> None:
    operation = rig.station.save(a_finding())
    centre.chokes_on.add(operation.op_id)
    rig.rounds(5)
    centre.chokes_on.clear()
    rig.clocks.pass_s(300)
    rig.rounds(2)
    assert rig.station.delivery[operation.op_id] is Delivery.APPLIED
