from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import chain, repeat

import pytest

from inspector_app.domain.case import Case
from inspector_app.domain.errors import CentreRefused, CentreUnreachable, StorageUnavailable
from inspector_app.domain.operation import Delivery, OperationKind, Receipt, ReceiptStatus
from inspector_app.domain.scan import View
from inspector_app.protocol.link import LinkState
from inspector_app.protocol.messages import (
    BODY_LIMIT_BYTES,
    FeedEntry,
    FeedPage,
    PulledPage,
    ReceiptBatch,
)
from inspector_app.sync.core import POLL_S
from inspector_app.sync.steps import (
    AskDevice,
    AskDigests,
    FetchScan,
    PullFeed,
    PushOperations,
    SayHello,
    WaitUntil,
)
from inspector_app.sync.waits import LONGEST_WAIT_S
from tests.helpers.builders import (
    a_case,
    a_finding,
    a_scan,
    a_verdict,
    an_annotation,
    an_image,
)
from tests.helpers.fake_centre import FakeCentre, FakeLine, Fault
from tests.helpers.fake_store import FakeStation
from tests.helpers.sync_rig import Rig


def case_with_file(case_id: str, content: bytes) -> tuple[Case, dict[str, bytes]]:
    sha256 = hashlib.sha256(content).hexdigest()
    image = an_image(sha256=sha256, size_bytes=len(content))
    case = a_case(case_id=case_id, scans=(a_scan(views=(View("side", (image,)),)),))
    return case, {sha256: content}


@pytest.fixture
def station() -> FakeStation:
    return FakeStation()


@pytest.fixture
def centre() -> FakeCentre:
    centre = FakeCentre()
    centre.give(*case_with_file("case-0412", b"pixels" * 1000))
    return centre


@pytest.fixture
def rig(station: FakeStation, centre: FakeCentre) -> Rig:
    return Rig(station, FakeLine(centre))


def faults(*first: Fault) -> Iterator[Fault]:
    return chain(first, repeat(Fault.NONE))


def let_fail(rig: Rig, *first: Fault) -> None:
    remaining = faults(*first)
    rig.line.fault = lambda: next(remaining)


def assert_all_applied_once(station: FakeStation, centre: FakeCentre) -> None:
    assert set(station.delivery.values()) == {Delivery.APPLIED}
    assert len(centre.applied) == len(station.operations)
    assert len({one.revision_id for one in centre.applied}) == len(station.operations)


def greet(rig: Rig) -> None:
    """What comes before the first operation."""
    assert [type(rig.one()) for _ in range(2)] == [SayHello, AskDevice]


def test_greets_pushes_pulls_and_fetches_in_this_order(rig: Rig, station: FakeStation) -> None:
    station.save(a_finding())
    kinds = [type(step) for step in rig.until_wait()]
    assert kinds == [SayHello, AskDevice, PushOperations, AskDigests, PullFeed, FetchScan]
    assert rig.core.status.state is LinkState.IDLE
    assert rig.core.status.scans_missing == 0
    assert len(station.files) == 1


def test_a_new_operation_goes_before_the_next_chunk(
    rig: Rig, station: FakeStation, centre: FakeCentre
) -> None:
    centre.give(*case_with_file("case-0500", bytes(3_000_000)))
    while not (isinstance(rig.one(), FetchScan) and station.partial):
        pass
    station.save(a_finding())
    assert isinstance(rig.one(), PushOperations)
    assert isinstance(rig.one(), FetchScan)
    rig.until_wait()
    assert len(station.files) == 2


def test_a_lost_request_and_a_lost_reply_change_nothing(
    rig: Rig, station: FakeStation, centre: FakeCentre
) -> None:
    station.save(a_finding())
    station.save(a_verdict())
    rig.until_wait()
    for fault in (Fault.LOSE_REQUEST, Fault.LOSE_REPLY, Fault.ARRIVE_TWICE):
        station.save(a_finding())
        let_fail(rig, fault)
        rig.core.wake()
        rig.rounds(4)
    assert_all_applied_once(station, centre)
    assert {one.status for one in station.receipts} >= {
        ReceiptStatus.APPLIED,
        ReceiptStatus.DUPLICATE,
    }


@pytest.mark.parametrize("after", range(8))
@pytest.mark.parametrize("fault", [Fault.NONE, Fault.LOSE_REPLY])
def test_goes_on_after_a_restart_at_any_step(
    rig: Rig, station: FakeStation, centre: FakeCentre, after: int, fault: Fault
) -> None:
    centre.give(*case_with_file("case-0500", bytes(700_000)))
    for _ in range(3):
        station.save(a_finding())
    for _ in range(after):
        rig.one()
    # Asked for, perhaps answered, but the answer was never taken in.
    step = rig.core.next_step()
    if fault is Fault.LOSE_REPLY and not isinstance(step, WaitUntil):
        rig.line.carry(step)
    rig.restart()
    rig.rounds(3)
    assert_all_applied_once(station, centre)
    assert set(station.known) == {"case-0412", "case-0500"}
    assert len(station.files) == 2


def test_a_download_goes_on_where_it_was_after_a_restart(rig: Rig, centre: FakeCentre) -> None:
    centre.give(*case_with_file("case-0500", bytes(9_000_000)))
    steps = [rig.one() for _ in range(7)]
    offsets = [step.offset for step in steps if isinstance(step, FetchScan)]
    assert len(offsets) == 3  # one for the small scan of the other case
    rig.restart()
    more = [step.offset for step in rig.until_wait() if isinstance(step, FetchScan)]
    assert more
    assert min(more) > max(offsets)


def test_one_bad_operation_does_not_hold_up_the_others(
    rig: Rig, station: FakeStation, centre: FakeCentre
) -> None:
    station.save(a_finding())
    bad = station.save(a_finding(case_id="case-unknown"))
    damaged = station.save(a_finding())
    station.operations[-1] = replace(damaged, author="somebody.else")
    station.save(a_finding())
    rig.until_wait()
    assert station.delivery[bad.op_id] is Delivery.REJECTED
    assert station.delivery[damaged.op_id] is Delivery.REJECTED
    assert [one.reason for one in station.receipts] == ["", "unknown-case", "damaged", ""]
    assert len(centre.applied) == 2


def test_an_operation_too_long_to_send_uses_up_its_number(
    rig: Rig, station: FakeStation, centre: FakeCentre
) -> None:
    long = station.save(a_finding())
    station.operations[-1] = replace(long, body="x" * (BODY_LIMIT_BYTES + 1))
    station.save(a_finding())
    rig.until_wait()
    assert [one.reason for one in station.receipts] == ["too-large", ""]
    assert len(centre.applied) == 1


def test_batches_stay_within_their_limits(rig: Rig, station: FakeStation) -> None:
    for _ in range(130):
        station.save(a_finding())
    for _ in range(5):
        station.save(a_finding(remark="ш" * 2000, mark=None))
    for _ in range(3):
        operation = station.save(a_finding())
        station.operations[-1] = replace(operation, body="x" * 200_000)
    batches = [s.operations for s in rig.until_wait() if isinstance(s, PushOperations)]
    assert max(len(batch) for batch in batches) <= 100
    assert max(sum(len(one.body.encode()) for one in batch) for batch in batches) < 256 * 1024
    assert sum(len(batch) for batch in batches) == 138


def test_a_gap_in_the_numbers_does_not_make_it_run_hot(rig: Rig, station: FakeStation) -> None:
    station.save(a_finding())
    station.save(a_finding())
    station.operations.pop(0)
    pushes = [step for step in rig.until_wait() if isinstance(step, PushOperations)]
    assert len(pushes) == 1
    assert rig.core.status.state is LinkState.IDLE
    assert rig.core.status.reason == "no-progress"
    assert list(station.delivery.values())[-1] is Delivery.WAITING


def test_a_batch_that_the_centre_chokes_on_is_cut_down(rig: Rig, station: FakeStation) -> None:
    for _ in range(8):
        station.save(a_finding())
    greet(rig)
    sizes = []
    while isinstance(step := rig.core.next_step(), PushOperations):
        sizes.append(len(step.operations))
        rig.core.failed(step, CentreUnreachable("centre-failed"))
    assert sizes == [8, 4, 2, 1]
    assert isinstance(step, PullFeed)  # the feed goes on meanwhile
    rig.rounds(6)
    assert set(station.delivery.values()) == {Delivery.APPLIED}


def test_waits_longer_and_longer_while_the_centre_is_down_and_comes_back(
    rig: Rig, station: FakeStation, centre: FakeCentre
) -> None:
    rig.until_wait()
    station.save(a_finding())
    rig.line.fault = lambda: Fault.LOSE_REQUEST
    rig.core.wake()
    waits = []
    for _ in range(40):
        rig.until_wait()
        step = rig.core.next_step()
        assert isinstance(step, WaitUntil)
        waits.append(rig.core.seconds_until(step))
        assert rig.core.status.state is LinkState.OFFLINE
        assert rig.core.status.reason == "no-connection"
        rig.sit_out_wait()
    assert max(waits) <= LONGEST_WAIT_S
    assert max(waits[-20:]) > 100 > max(waits[:4])
    rig.line.fault = lambda: Fault.NONE
    rig.rounds(1)
    assert_all_applied_once(station, centre)
    assert rig.core.status.reason == ""


def test_waking_cuts_a_wait_short(rig: Rig, station: FakeStation) -> None:
    rig.until_wait()
    operation = station.save(a_finding())
    assert isinstance(rig.core.next_step(), WaitUntil)
    rig.core.wake()
    kinds = [type(step) for step in rig.until_wait()]
    assert kinds == [PushOperations, PullFeed]
    assert station.delivery[operation.op_id] is Delivery.APPLIED


def test_looks_for_cases_again_after_the_poll_interval(rig: Rig, centre: FakeCentre) -> None:
    rig.until_wait()
    centre.give(a_case(case_id="case-0600", scans=()), {})
    rig.clocks.pass_s(POLL_S * 1.11)
    rig.until_wait()
    assert "case-0600" in rig.station.known


@pytest.mark.parametrize("jump", [timedelta(days=-3650), timedelta(days=3650)])
def test_a_turned_clock_changes_neither_waits_nor_order(
    rig: Rig, station: FakeStation, centre: FakeCentre, jump: timedelta
) -> None:
    rig.until_wait()
    rig.clocks.wall += jump
    step = rig.core.next_step()
    assert isinstance(step, WaitUntil)
    assert rig.core.seconds_until(step) <= POLL_S * 1.1
    station.save(a_finding())
    rig.sit_out_wait()
    rig.until_wait()
    assert_all_applied_once(station, centre)


@pytest.mark.parametrize(("oldest", "newest"), [(3, 4), (0, 0)])
def test_a_centre_of_another_time_is_left_alone(
    rig: Rig, station: FakeStation, centre: FakeCentre, oldest: int, newest: int
) -> None:
    centre.oldest_protocol, centre.newest_protocol = oldest, newest
    station.save(a_finding())
    assert [type(step) for step in rig.until_wait()] == [SayHello]
    assert rig.core.status.state is LinkState.REFUSED
    assert rig.core.status.reason == "protocol"
    step = rig.core.next_step()
    assert isinstance(step, WaitUntil)
    assert rig.core.seconds_until(step) > 200
    assert set(station.delivery.values()) == {Delivery.WAITING}


@pytest.mark.parametrize("reason", ["unknown-token", "token-in-use"])
def test_a_refused_station_says_so_and_asks_rarely(rig: Rig, reason: str) -> None:
    greet(rig)
    rig.carry(rig.core.next_step())
    step = rig.core.next_step()
    assert isinstance(step, PullFeed)
    rig.core.failed(step, CentreRefused(reason))
    status = rig.core.status
    assert (status.state, status.reason) == (LinkState.REFUSED, reason)
    wait = rig.core.next_step()
    assert isinstance(wait, WaitUntil)
    assert rig.core.seconds_until(wait) > 200
    rig.core.wake()
    rig.until_wait()
    assert rig.core.status.state is LinkState.IDLE


def test_a_damaged_scan_is_fetched_three_times_then_reported(
    rig: Rig, station: FakeStation, centre: FakeCentre
) -> None:
    sha256 = next(iter(centre.files))
    good = centre.files[sha256]
    centre.files[sha256] = b"x" * len(good)
    centre.give(*case_with_file("case-0500", b"other"))
    fetches = [s for s in rig.until_wait() if isinstance(s, FetchScan)]
    assert [s.image.sha256 for s in fetches].count(sha256) == 3
    assert len(station.files) == 1  # the other one came
    assert rig.core.status.reason == "scan-damaged"
    assert rig.core.status.scans_missing == 1
    centre.files[sha256] = good
    rig.clocks.pass_s(3700)
    rig.until_wait()
    assert station.files[sha256] == good
    assert rig.core.status.reason == ""


def test_a_scan_that_the_centre_has_too_short_counts_as_damaged(
    rig: Rig, centre: FakeCentre
) -> None:
    sha256 = next(iter(centre.files))
    centre.files[sha256] = centre.files[sha256][:10]
    rig.until_wait()
    assert rig.core.status.reason == "scan-damaged"


def test_a_scan_that_is_not_at_the_centre_is_looked_for_later(
    rig: Rig, station: FakeStation, centre: FakeCentre
) -> None:
    late = dict(centre.files)
    centre.files.clear()
    rig.until_wait()
    assert rig.core.status.reason == "no-such-scan"
    assert rig.core.status.state is LinkState.IDLE
    centre.files.update(late)
    rig.clocks.pass_s(301)
    rig.until_wait()
    assert station.files == late


def test_a_case_that_names_no_possible_file_does_not_stop_the_others(
    rig: Rig, station: FakeStation, centre: FakeCentre
) -> None:
    odd = View("side", (an_image(sha256="../../etc/passwd"), an_image(size_bytes=0)))
    centre.feed.clear()
    centre.give(a_case(case_id="case-odd", scans=(a_scan(views=(odd,)),)), {})
    centre.give(*case_with_file("case-0500", b"good"))
    rig.until_wait()
    assert list(station.files.values()) == [b"good"]
    assert rig.core.status.scans_missing == 2


def test_a_case_that_cannot_be_read_is_asked_for_again_by_the_next_start(
    rig: Rig, station: FakeStation
) -> None:
    greet(rig)
    rig.carry(rig.core.next_step())
    step = rig.core.next_step()
    assert isinstance(step, PullFeed)
    readable = FeedPage((FeedEntry(7, a_case(scans=())),), "epoch:8", more=False)
    rig.core.answered(step, PulledPage(readable, unreadable=1))
    assert "case-0412" in station.known
    assert station.feed_cursor == ""
    assert rig.core.status.reason == "case-unreadable"
    rig.core.wake()
    again = rig.core.next_step()
    assert isinstance(again, PullFeed)
    assert again.after == "epoch:8"  # but not all over again in this run


def test_a_feed_that_does_not_get_on_is_not_asked_for_at_once(rig: Rig) -> None:
    greet(rig)
    rig.carry(rig.core.next_step())
    step = rig.core.next_step()
    assert isinstance(step, PullFeed)
    rig.core.answered(step, PulledPage(FeedPage((), step.after, more=True)))
    assert isinstance(rig.core.next_step(), WaitUntil)


def test_receipts_for_foreign_operations_are_left_out(rig: Rig, station: FakeStation) -> None:
    station.save(a_finding())
    greet(rig)
    step = rig.core.next_step()
    assert isinstance(step, PushOperations)
    stray = Receipt("somebody-elses", ReceiptStatus.APPLIED, 4)
    rig.core.answered(step, ReceiptBatch((stray,)))
    assert station.receipts == []
    assert rig.core.status.reason == "no-progress"


def test_a_full_disk_is_reported_and_tried_again(rig: Rig) -> None:
    rig.core.stumbled(StorageUnavailable("disk-full"))
    assert rig.core.status.reason == "disk-full"
    rig.core.stumbled(RuntimeError("a bug"))
    assert rig.core.status.reason == "failed-here"
    rig.sit_out_wait()
    rig.until_wait()
    assert rig.core.status.state is LinkState.IDLE


def test_the_wrong_kind_of_answer_is_an_error(rig: Rig) -> None:
    step = rig.core.next_step()
    assert isinstance(step, SayHello)
    with pytest.raises(TypeError, match="no answer to SayHello"):
        rig.core.answered(step, b"bytes")


FIRST_KINDS = frozenset({"finding-recorded", "verdict-given"})


def test_a_centre_that_does_not_know_annotations_still_gets_all_findings(
    rig: Rig, station: FakeStation, centre: FakeCentre
) -> None:
    centre.reads_only = FIRST_KINDS
    for record in (a_finding(), an_annotation(), a_finding(), an_annotation(), a_verdict()):
        station.save(record)
    rig.rounds(3)
    assert [station.delivery[one.op_id] for one in station.operations] == [
        Delivery.APPLIED,
        Delivery.REJECTED,
        Delivery.APPLIED,
        Delivery.REJECTED,
        Delivery.APPLIED,
    ]
    rejected = [one for one in station.receipts if one.status is ReceiptStatus.REJECTED]
    assert [station.reasons[one.op_id] for one in rejected] == ["unknown-kind"] * 2
    assert rig.core.status.state is LinkState.IDLE
    assert rig.core.status.reason == ""


def test_the_centre_answers_the_same_when_a_stand_in_was_lost_and_it_was_updated(
    rig: Rig, station: FakeStation, centre: FakeCentre
) -> None:
    centre.reads_only = FIRST_KINDS
    annotation = station.save(an_annotation())
    finding = station.save(a_finding())
    while not centre.has_answered(annotation.op_id):
        step = rig.core.next_step()
        assert not isinstance(step, WaitUntil)
        try:
            rig.line.carry(step)
        except CentreRefused as error:
            rig.core.failed(step, error)
            continue
        if not isinstance(step, PushOperations):
            rig.core.answered(step, rig.line.carry(step))
    centre.reads_only = None
    rig.restart()
    rig.rounds(2)
    assert station.delivery[annotation.op_id] is Delivery.REJECTED
    assert station.delivery[finding.op_id] is Delivery.APPLIED


def test_a_finding_is_never_replaced_by_a_stand_in(
    rig: Rig, station: FakeStation, centre: FakeCentre
) -> None:
    centre.reads_only = frozenset()
    station.save(a_finding())
    rig.rounds(3)
    sent = [step for step in rig.line.carried if isinstance(step, PushOperations)]
    assert len(sent) >= 2
    assert all(one.body for step in sent for one in step.operations)
    assert rig.core.status.reason == "malformed"


def test_a_centre_that_knows_annotations_gets_them_whole(
    rig: Rig, station: FakeStation, centre: FakeCentre
) -> None:
    station.save(an_annotation())
    station.save(a_finding())
    rig.rounds(2)
    assert_all_applied_once(station, centre)
    assert {one.kind for one in station.operations} == {
        OperationKind.ANNOTATION_RECORDED,
        OperationKind.FINDING_RECORDED,
    }
