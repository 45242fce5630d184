"""Restored centres and restored stations: everything meets again, once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from inspector_app.domain.errors import CentreRefused
from inspector_app.domain.finding import Finding
from inspector_app.domain.operation import Delivery
from inspector_app.protocol.link import LinkState
from inspector_app.protocol.messages import DeviceState
from inspector_app.protocol.signing import Signer, new_private_key
from inspector_app.sync.comparison import NEW_LOGS_A_DAY
from inspector_app.sync.steps import (
    AskDevice,
    AskDigests,
    PushOperations,
    SayHello,
    TellSuccessor,
)
from tests.helpers.builders import a_case, a_finding
from tests.helpers.fake_centre import FakeCentre, FakeLine, Fault
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


def save(rig: Rig, number: int = 1) -> list[Finding]:
    findings = [a_finding() for _ in range(number)]
    for one in findings:
        rig.station.save(one)
    return findings


def sync(rig: Rig) -> None:
    rig.restart()
    rig.rounds(3)


def amended(finding: Finding) -> Finding:
    return a_finding(
        finding_id=finding.finding_id, version=finding.version + 1, replaces=finding.revision_id
    )


def assert_each_once(centre: FakeCentre, findings: list[Finding]) -> None:
    applied = [one.revision_id for one in centre.applied]
    assert sorted(applied) == sorted(one.revision_id for one in findings)
    assert centre.conflicts == []


def test_a_centre_restored_from_a_backup_gets_everything_again(
    rig: Rig, centre: FakeCentre
) -> None:
    findings = save(rig, 2)
    sync(rig)
    backup = centre.back_up()
    findings += save(rig, 3)
    sync(rig)
    centre.restore(backup)
    assert len(centre.applied) == 2
    sync(rig)
    assert_each_once(centre, findings)
    assert set(rig.station.delivery.values()) == {Delivery.APPLIED}
    assert rig.station.successions == []


def test_it_is_noticed_without_a_restart(rig: Rig, centre: FakeCentre) -> None:
    findings = save(rig, 2)
    rig.rounds(2)
    backup = centre.back_up()
    findings += save(rig, 1)
    rig.rounds(2)
    centre.restore(backup)
    rig.clocks.pass_s(300)
    rig.rounds(2)
    assert_each_once(centre, findings)


def test_a_station_restored_from_a_backup_becomes_a_new_device(
    rig: Rig, centre: FakeCentre
) -> None:
    old_id = rig.station.device_id
    save(rig, 2)
    sync(rig)
    backup = rig.station.back_up()
    lost_here = save(rig, 2)
    sync(rig)
    rig.station.restore(backup)
    fresh = save(rig, 3)
    sync(rig)
    assert rig.station.device_id != old_id
    assert centre.parents == {rig.station.device_id: old_id}
    assert len(centre.applied) == 2 + 2 + 3
    assert {one.revision_id for one in centre.applied} >= {
        one.revision_id for one in (*lost_here, *fresh)
    }
    assert set(rig.station.delivery.values()) == {Delivery.APPLIED}
    assert [one.n for one in rig.station.own_log()] == [1, 2, 3]


def test_what_was_sent_before_the_backup_without_an_answer_is_not_taken_twice(
    rig: Rig, centre: FakeCentre
) -> None:
    findings = save(rig, 2)
    backup = rig.station.back_up()
    findings += save(rig, 1)
    sync(rig)
    rig.station.restore(backup)
    sync(rig)
    assert_each_once(centre, findings)
    assert len(rig.station.successions) == 1
    assert set(rig.station.delivery.values()) == {Delivery.APPLIED}


@pytest.mark.parametrize("fault", [Fault.LOSE_REQUEST, Fault.LOSE_REPLY, Fault.ARRIVE_TWICE])
@pytest.mark.parametrize("cut", range(1, 7))
def test_a_succession_survives_a_cut_anywhere(
    rig: Rig, centre: FakeCentre, cut: int, fault: Fault
) -> None:
    findings = save(rig, 1)
    sync(rig)
    backup = rig.station.back_up()
    findings += save(rig, 1)
    sync(rig)
    rig.station.restore(backup)
    findings += save(rig, 2)
    rig.restart()
    for n in range(cut):
        rig.line.fault = lambda n=n: fault if n == cut - 1 else Fault.NONE
        rig.one()
    rig.line.fault = lambda: Fault.NONE
    sync(rig)
    rig.rounds(3)
    assert_each_once(centre, findings)
    assert set(rig.station.delivery.values()) == {Delivery.APPLIED}


def test_both_sides_restored(rig: Rig, centre: FakeCentre) -> None:
    save(rig, 2)
    sync(rig)
    backup = rig.station.back_up()
    save(rig, 1)
    sync(rig)
    rig.station.restore(backup)
    centre_backup = centre.back_up()
    fresh = save(rig, 2)
    sync(rig)  # a new device
    amendment = amended(fresh[0])
    rig.station.save(amendment)
    sync(rig)
    centre.restore(centre_backup)  # knows nothing of the new device
    sync(rig)
    applied = [one.revision_id for one in centre.applied]
    assert set(applied) >= {one.revision_id for one in (*fresh, amendment)}
    assert len(applied) == len(set(applied)) == 2 + 1 + 3
    assert centre.conflicts == []
    assert set(rig.station.delivery.values()) == {Delivery.APPLIED}


def test_a_centre_that_lost_a_whole_earlier_log_gets_it_in_the_new_one(
    rig: Rig, centre: FakeCentre
) -> None:
    empty = centre.back_up()
    findings = save(rig, 2)
    sync(rig)
    backup = rig.station.back_up()
    findings += save(rig, 1)
    sync(rig)
    rig.station.restore(backup)
    amendment = amended(findings[1])
    rig.station.save(amendment)
    sync(rig)
    centre.restore(empty)
    sync(rig)
    # All but the one that only the centre had, and nobody has any more.
    assert_each_once(centre, [*findings[:2], amendment])
    assert set(rig.station.delivery.values()) == {Delivery.APPLIED}


def test_a_station_restored_to_before_it_became_a_new_device(rig: Rig, centre: FakeCentre) -> None:
    findings = save(rig, 1)
    sync(rig)
    first = rig.station.back_up()
    findings += save(rig, 1)
    sync(rig)
    rig.station.restore(first)
    findings += save(rig, 1)
    sync(rig)
    rig.station.restore(first)
    findings += save(rig, 1)
    sync(rig)
    assert_each_once(centre, findings)
    assert len(centre.parents) == 2
    assert rig.core.status.state is LinkState.IDLE


def test_somebody_elses_token_makes_no_row_of_new_devices(rig: Rig, centre: FakeCentre) -> None:
    centre.bound["token"] = "somebody else"
    save(rig, 2)
    for _ in range(4):
        sync(rig)
    assert len(rig.station.successions) == 1
    assert rig.core.status.state is LinkState.REFUSED
    assert rig.core.status.reason == "token-in-use"
    assert set(rig.station.delivery.values()) == {Delivery.WAITING}


def let_in_by_code(rig: Rig, centre: FakeCentre) -> None:
    """As the device that it is now, of whose past this centre may know nothing."""
    identity = rig.station.identity()
    centre.bound["token"] = identity.device_id
    centre.keys[identity.device_id] = identity.public_key


def test_a_station_let_in_as_the_device_it_had_just_become_sends_its_work(
    rig: Rig, centre: FakeCentre
) -> None:
    centre.bound["token"] = "somebody else"
    findings = save(rig, 2)
    sync(rig)
    assert len(rig.station.untold_successions()) == 1
    let_in_by_code(rig, centre)
    sync(rig)
    assert_each_once(centre, findings)
    assert rig.station.untold_successions() == ()
    assert set(rig.station.delivery.values()) == {Delivery.APPLIED}


def test_a_centre_that_never_knew_the_earlier_logs_is_no_dead_end(
    rig: Rig, centre: FakeCentre
) -> None:
    save(rig, 1)
    sync(rig)
    backup = rig.station.back_up()
    save(rig, 1)
    sync(rig)
    rig.station.restore(backup)
    findings = save(rig, 2)
    sync(rig)
    assert len(rig.station.successions) == 1
    new = FakeCentre(private_key=centre.private_key)
    new.feed, new.sequence = centre.feed, centre.sequence
    new.bound["token"] = "somebody else"  # a wrong token, until somebody puts it right
    rig.line.centre = new
    sync(rig)
    let_in_by_code(rig, new)
    findings += save(rig, 1)
    sync(rig)
    assert {one.revision_id for one in new.applied} >= {one.revision_id for one in findings}
    assert set(rig.station.delivery.values()) == {Delivery.APPLIED}


@pytest.mark.parametrize("reason", ["device-revoked", "certificate-ended"])
def test_a_station_that_is_shut_out_keeps_its_work(rig: Rig, reason: str) -> None:
    save(rig, 2)
    rig.one()
    step = rig.core.next_step()
    assert isinstance(step, AskDevice)
    rig.core.failed(step, CentreRefused(reason))
    assert (rig.core.status.state, rig.core.status.reason) == (LinkState.REFUSED, reason)
    assert rig.station.successions == []
    assert set(rig.station.delivery.values()) == {Delivery.WAITING}


def test_with_a_key_that_the_centre_does_not_believe_a_code_lets_the_work_through(
    rig: Rig, centre: FakeCentre
) -> None:
    centre.keys[rig.station.device_id] = Signer(new_private_key()).public_key
    findings = save(rig, 2)
    sync(rig)
    assert len(centre.refused) == 2
    assert len(rig.station.untold_successions()) == 1
    assert rig.core.status.state is LinkState.REFUSED
    let_in_by_code(rig, centre)
    sync(rig)
    assert_each_once(centre, findings)
    assert set(rig.station.delivery.values()) == {Delivery.APPLIED}


def test_a_centre_that_believes_no_key_is_not_flooded_with_new_devices(
    rig: Rig, centre: FakeCentre, monkeypatch: pytest.MonkeyPatch
) -> None:
    def distrust(*_: object, **__: object) -> str:
        return "forged"

    monkeypatch.setattr("tests.helpers.fake_centre.flaw_of_proof", distrust)
    save(rig, 1)
    rig.restart()
    rig.rounds(30)
    assert len(rig.station.successions) == 1
    assert rig.core.status.reason == "forged"
    assert rig.station.delivery[rig.station.operations[0].op_id] is not Delivery.REJECTED


def test_a_hole_at_the_centre_is_filled_by_the_days_comparison(
    rig: Rig, centre: FakeCentre
) -> None:
    findings = save(rig, 4)
    sync(rig)
    lost = centre.logs[rig.station.device_id].pop(2)
    del centre.answers[rig.station.device_id, lost.op_id]
    centre.applied.pop(1)
    centre.logs[rig.station.device_id] = dict(centre.logs[rig.station.device_id])
    rig.clocks.wall += timedelta(days=1)
    rig.restart()
    rig.rounds(2)
    assert_each_once(centre, findings)
    assert set(rig.station.delivery.values()) == {Delivery.APPLIED}


def test_another_answer_at_a_restored_centre_is_heard_of(rig: Rig, centre: FakeCentre) -> None:
    """A batch that came late to a restored centre was judged anew, and nobody heard the answer."""
    there = Rig(FakeStation("device-2"), FakeLine(centre, token="two"))
    empty = centre.back_up()
    (finding,) = save(there)
    sync(there)
    ours = rig.station.save(a_finding(finding_id=finding.finding_id))
    sync(rig)
    assert rig.station.delivery[ours.op_id] is Delivery.CONFLICT
    centre.restore(empty)
    rig.line.carry(PushOperations((ours,)))
    sync(rig)
    sync(there)
    assert rig.station.delivery[ours.op_id] is Delivery.APPLIED
    assert set(there.station.delivery.values()) == {Delivery.CONFLICT}
    for one in (rig, there):
        before = len(one.line.carried)
        one.clocks.wall += timedelta(days=1)
        sync(one)
        after = one.line.carried[before:]
        assert any(isinstance(step, AskDigests) for step in after)
        assert not any(isinstance(step, PushOperations) for step in after)


def test_copies_of_one_disk_do_not_push_each_other_out_for_ever(
    rig: Rig, centre: FakeCentre
) -> None:
    save(rig, 1)
    sync(rig)
    copy = Rig(FakeStation(), FakeLine(centre))
    copy.station.restore(rig.station.back_up())
    for _ in range(20):
        for one in (rig, copy):
            save(one, 1)
            one.clocks.pass_s(300)
            sync(one)
    assert max(len(one.station.successions) for one in (rig, copy)) <= NEW_LOGS_A_DAY + 1
    reasons = [one.core.status.reason for one in (rig, copy)]
    assert "token-in-use" in reasons
    # A person lets the one in as a station of its own.
    shut_out = (rig, copy)[reasons.index("token-in-use")]
    shut_out.line.token = "a new one"
    sync(shut_out)
    for one in (rig, copy):
        assert set(one.station.delivery.values()) == {Delivery.APPLIED}


def test_logs_are_compared_once_a_day_and_after_a_restore(rig: Rig, centre: FakeCentre) -> None:
    def comparisons() -> int:
        return sum(isinstance(step, AskDigests) for step in rig.line.carried)

    save(rig, 1)
    sync(rig)
    sync(rig)
    assert comparisons() == 1
    rig.clocks.wall -= timedelta(days=3650)
    sync(rig)
    assert comparisons() == 2
    centre.restore(centre.back_up())
    sync(rig)
    assert comparisons() == 3


def test_a_centre_of_protocol_1_is_asked_nothing_new(rig: Rig, centre: FakeCentre) -> None:
    centre.newest_protocol = 1
    findings = save(rig, 2)
    sync(rig)
    assert_each_once(centre, findings)
    kinds = {type(step) for step in rig.line.carried}
    assert not kinds & {AskDevice, AskDigests, TellSuccessor}
    pushed = [step for step in rig.line.carried if isinstance(step, PushOperations)]
    assert {step.protocol for step in pushed} == {1}
    assert rig.station.centre_key == ""


def test_a_batch_names_the_head_of_the_log(rig: Rig) -> None:
    save(rig, 120)
    sync(rig)
    first, second = [step for step in rig.line.carried if isinstance(step, PushOperations)]
    newest = rig.station.operations[-1]
    assert (first.head_n, first.head_sha256) == (120, newest.sha256)
    assert (second.head_n, second.head_sha256) == (120, newest.sha256)


def test_the_centre_is_pinned_when_it_is_first_heard(rig: Rig, centre: FakeCentre) -> None:
    sync(rig)
    assert rig.station.centre_key == Signer(centre.private_key).public_key
    centre.private_key = new_private_key()
    save(rig, 1)
    rig.restart()
    assert [type(step) for step in rig.until_wait()] == [SayHello]
    assert (rig.core.status.state, rig.core.status.reason) == (
        LinkState.REFUSED,
        "centre-unproved",
    )
    assert set(rig.station.delivery.values()) == {Delivery.WAITING}


def test_a_pinned_centre_cannot_be_talked_down_to_protocol_1(rig: Rig, centre: FakeCentre) -> None:
    sync(rig)
    centre.newest_protocol = 1  # or somebody in the middle says so
    save(rig, 1)
    sync(rig)
    assert rig.core.status.reason == "centre-unproved"
    assert Delivery.APPLIED not in rig.station.delivery.values()


def test_forged_receipts_are_not_believed(rig: Rig, centre: FakeCentre) -> None:
    sync(rig)
    findings = save(rig, 2)
    rig.line.fault = lambda: Fault.FORGE_RECEIPTS
    rig.core.wake()
    rig.rounds(2)
    assert rig.core.status.reason == "centre-unproved"
    assert Delivery.APPLIED not in rig.station.delivery.values()
    rig.line.fault = lambda: Fault.NONE
    sync(rig)
    assert_each_once(centre, findings)
    assert rig.core.status.reason == ""


def test_trouble_ends_when_the_answers_came_another_way(rig: Rig, centre: FakeCentre) -> None:
    sync(rig)
    operation = rig.station.save(a_finding())
    rig.line.fault = lambda: Fault.FORGE_RECEIPTS
    rig.core.wake()
    rig.rounds(1)
    assert rig.core.status.reason == "centre-unproved"
    # As by a carrier disk.
    centre.answer(PushOperations((operation,)), rig.station.device_id)
    rig.station.delivery[operation.op_id] = Delivery.APPLIED
    rig.clocks.pass_s(300)
    rig.rounds(1)
    assert rig.core.status.reason == ""


def test_the_state_of_another_device_is_not_believed(rig: Rig) -> None:
    save(rig, 1)
    rig.one()
    step = rig.core.next_step()
    assert isinstance(step, AskDevice)
    state = DeviceState("somebody else", "post", "epoch", 7, "f" * 64)
    with pytest.raises(Exception, match="another device"):
        rig.core.answered(step, state)
    assert rig.station.successions == []


def test_two_stations_amend_the_same_finding(centre: FakeCentre) -> None:
    here = Rig(FakeStation("device-1"), FakeLine(centre, token="one"))
    there = Rig(FakeStation("device-2"), FakeLine(centre, token="two"))
    (finding,) = save(here)
    sync(here)
    ours, theirs = amended(finding), amended(finding)
    there.station.save(theirs)
    sync(there)
    operation = here.station.save(ours)
    after = here.station.save(a_finding())
    sync(here)
    assert here.station.delivery[operation.op_id] is Delivery.CONFLICT
    assert here.station.delivery[after.op_id] is Delivery.APPLIED
    receipt = next(one for one in here.station.receipts if one.op_id == operation.op_id)
    assert theirs.revision_id in receipt.theirs
    assert [one.revision_id for one in centre.conflicts] == [ours.revision_id]
