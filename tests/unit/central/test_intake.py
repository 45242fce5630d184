from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from sqlalchemy import Engine

from inspector_app.central.batches import batch_of
from inspector_app.central.cases import load_cases, read_feed
from inspector_app.central.database import opened
from inspector_app.central.intake import Sender, take_batch
from inspector_app.central.reading import findings_at_centre
from inspector_app.central.refusals import Refusal
from inspector_app.central.settings import CentreSettings
from inspector_app.central.stations import add_station, identify, revoke_station
from inspector_app.domain.annotation import Annotation
from inspector_app.domain.finding import Finding
from inspector_app.domain.operation import Operation, OperationKind, Receipt, ReceiptStatus
from inspector_app.domain.region import Mark, MarkShape
from inspector_app.protocol.operations import hash_of
from tests.helpers.builders import a_case, a_finding, a_verdict, an_annotation
from tests.helpers.fake_store import FakeStation


@pytest.fixture
def engine(settings: CentreSettings) -> Iterator[Engine]:
    load_cases(settings, [a_case(scans=()), a_case(case_id="case-2", scans=())], {})
    with opened(settings) as engine:
        yield engine


@pytest.fixture
def sender(settings: CentreSettings, engine: Engine) -> Sender:
    return identify(engine, f"Bearer {add_station(settings, 'ZU', 'lane 1')}", "device-1")


@pytest.fixture
def station() -> FakeStation:
    return FakeStation("device-1")


@pytest.fixture
def send(engine: Engine, sender: Sender) -> Callable[..., list[tuple[str, str, int | None]]]:
    def take(*operations: Operation) -> list[tuple[str, str, int | None]]:
        batch = batch_of(operations, protocol=1)
        return [short(one) for one in take_batch(engine, sender, batch).receipts]

    return take


def short(receipt: Receipt) -> tuple[str, str, int | None]:
    return receipt.status.value, receipt.reason, receipt.sequence


def resealed(operation: Operation, **fields: object) -> Operation:
    """Another content with a hash that fits it."""
    changed = replace(operation, **fields)
    return replace(changed, sha256=hash_of(changed))


def test_applies_once_and_says_duplicate_with_the_first_number(send, station, settings) -> None:
    first, second = station.save(a_finding()), station.save(a_verdict())
    assert send(first, second) == [("applied", "", 3), ("applied", "", 4)]
    assert send(first, second) == [("duplicate", "", 3), ("duplicate", "", 4)]
    assert send(second) == [("duplicate", "", 4)]
    found = findings_at_centre(settings)
    assert (len(found.findings), len(found.verdicts), found.rejected) == (1, 1, ())


def test_a_station_that_is_revoked_while_its_batch_waits_is_let_in_no_more(
    engine: Engine, sender: Sender, station: FakeStation, settings: CentreSettings
) -> None:
    batch = batch_of([station.save(a_finding())], protocol=1)
    revoke_station(settings, 1)
    with pytest.raises(Refusal) as refusal:
        take_batch(engine, sender, batch)
    assert (refusal.value.status, refusal.value.reason) == (403, "device-revoked")
    assert findings_at_centre(settings).findings == ()


def test_the_same_operation_twice_in_one_batch_counts_once(send, station, settings) -> None:
    operation = station.save(a_finding())
    assert send(operation, operation) == [("applied", "", 3), ("duplicate", "", 3)]
    assert len(findings_at_centre(settings).findings) == 1


def test_an_op_id_with_another_content_is_never_applied(send, station, settings) -> None:
    first = station.save(a_finding())
    other = station.save(a_finding())
    stolen = resealed(other, op_id=first.op_id)
    third = station.save(a_finding())
    assert [one[:2] for one in send(first, stolen, third)] == [
        ("applied", ""),
        ("rejected", "op-id-reused"),
        ("applied", ""),
    ]
    assert len(findings_at_centre(settings).findings) == 2


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda op: replace(op, author="somebody"), "damaged"),
        (lambda op: replace(op, body=""), "too-large"),
        (lambda op: resealed(op, body="{}"), "unreadable"),
        (lambda op: resealed(op, body="[" * 100_000), "unreadable"),
        (lambda op: resealed(op, body=op.body.replace('"version":1', '"version":2')), "unreadable"),
        (lambda op: resealed(op, case_id="case-2"), "unreadable"),
        (lambda op: resealed(op, author="somebody"), "unreadable"),
        (lambda op: resealed(op, aggregate_id="other"), "unreadable"),
    ],
)
def test_a_bad_operation_is_rejected_for_good_and_uses_up_its_number(
    send, station, settings, spoil, reason
) -> None:
    bad = spoil(station.save(a_finding()))
    good = station.save(a_finding())
    assert [one[:2] for one in send(bad, good)] == [("rejected", reason), ("applied", "")]
    assert send(bad)[0][:2] == ("rejected", reason)
    kept = findings_at_centre(settings).rejected
    assert [(one.operation, one.reason) for one in kept] == [(bad, reason)]


def test_a_case_of_another_post_is_as_unknown_as_none(send, station, settings) -> None:
    load_cases(settings, [a_case(case_id="case-other", post="GS", scans=())], {})
    strange = station.save(a_finding(case_id="case-other"))
    nothing = station.save(a_finding(case_id="case-nothing"))
    assert [one[:2] for one in send(strange, nothing)] == [("rejected", "unknown-case")] * 2


def test_a_case_that_moved_to_another_post_still_takes_what_was_found(
    send, station, settings
) -> None:
    load_cases(settings, [a_case(version=2, post="GS", scans=())], {})
    assert send(station.save(a_finding()))[0][0] == "applied"


def amendment(of: Finding, **fields: object) -> Finding:
    given = {"version": of.version + 1, "replaces": of.revision_id, **fields}
    return a_finding(finding_id=of.finding_id, **given)


def test_amendments_follow_one_another(send, station, settings) -> None:
    first = a_finding()
    second = amendment(first)
    third = amendment(second, withdrawn=True)
    receipts = send(*(station.save(one) for one in (first, second, third)))
    assert {one[0] for one in receipts} == {"applied"}
    assert findings_at_centre(settings).findings == (first, second, third)


@pytest.mark.parametrize(
    "conflicting",
    [
        lambda first: amendment(first, version=3),
        lambda first: amendment(first, replaces="not-the-newest"),
        lambda first: amendment(first, case_id="case-2"),
        lambda first: a_finding(finding_id=first.finding_id),
    ],
)
def test_a_version_that_does_not_follow_is_kept_as_a_conflict(
    send, station, settings, conflicting
) -> None:
    first = a_finding()
    send(station.save(first))
    operation = station.save(conflicting(first))
    assert send(operation)[0][:2] == ("rejected", "version-conflict")
    found = findings_at_centre(settings)
    assert found.findings == (first,)
    assert [one.operation for one in found.rejected] == [operation]


def test_an_amendment_without_a_first_version_is_a_conflict(send, station) -> None:
    assert send(station.save(amendment(a_finding())))[0][:2] == ("rejected", "version-conflict")


def test_numbers(send, station) -> None:
    first, second, third = (station.save(a_finding()) for _ in range(3))
    assert send(first, third)[1] == ("later", "gap", None)
    assert send(third) == [("later", "gap", None)]
    assert [one[0] for one in send(second, third)] == ["applied", "applied"]
    again = resealed(station.save(a_finding()), n=2)
    assert send(again)[0][:2] == ("rejected", "number-reused")
    huge = resealed(station.save(a_finding()), n=10**30)
    assert send(huge)[0][:2] == ("later", "gap")


def test_an_operation_of_another_device_is_rejected_and_blocks_nothing(send, station) -> None:
    foreign = FakeStation("device-2").save(a_finding())
    own = station.save(a_finding())
    assert [one[:2] for one in send(foreign, own)] == [
        ("rejected", "wrong-device"),
        ("applied", ""),
    ]


def test_every_order_of_a_few_operations_ends_the_same(engine, sender, settings) -> None:
    station = FakeStation("device-1")
    operations = [station.save(a_finding()) for _ in range(3)]
    for order in itertools.permutations(operations):
        take_batch(engine, sender, batch_of(order, protocol=1))
    again = take_batch(engine, sender, batch_of(operations, protocol=1)).receipts
    statuses = {one.status for one in again}
    assert statuses == {ReceiptStatus.DUPLICATE}
    assert len(findings_at_centre(settings).findings) == 3


def test_an_empty_batch_is_answered_emptily(send) -> None:
    assert send() == []


def test_numbers_have_no_gaps_over_cases_and_operations(send, station, settings, engine) -> None:
    send(station.save(a_finding()))
    send(station.save(a_finding(case_id="unknown")))
    load_cases(settings, [a_case(case_id="case-3", scans=())], {})
    last = send(station.save(a_finding()))[0][2]
    assert last == 5
    page = read_feed(engine, "ZU", after="", limit=100)
    assert [one.sequence for one in page.entries] == [1, 2, 4]


def redrawn(of: Annotation, **fields: object) -> Annotation:
    given = {"version": of.version + 1, "replaces": of.revision_id, **fields}
    return an_annotation(annotation_id=of.annotation_id, **given)


def test_annotations_are_applied_once_and_follow_one_another(send, station, settings) -> None:
    first = an_annotation()
    second = redrawn(first, points=((1.0, 2.0), (3.0, 4.0)))
    third = redrawn(second, withdrawn=True)
    operations = [station.save(one) for one in (first, second, third)]
    assert {one[0] for one in send(*operations)} == {"applied"}
    assert {one[0] for one in send(*operations)} == {"duplicate"}
    found = findings_at_centre(settings)
    assert found.annotations == (first, second, third)
    assert (found.findings, found.verdicts, found.rejected) == ((), (), ())


@pytest.mark.parametrize(
    "conflicting",
    [
        lambda first: redrawn(first, version=3),
        lambda first: redrawn(first, replaces="not-the-newest"),
        lambda first: redrawn(first, case_id="case-2"),
        lambda first: an_annotation(annotation_id=first.annotation_id),
        lambda _: redrawn(an_annotation()),
    ],
)
def test_an_annotation_that_does_not_follow_is_kept_as_a_conflict(
    send, station, settings, conflicting
) -> None:
    first = an_annotation()
    send(station.save(first))
    operation = station.save(conflicting(first))
    assert send(operation)[0][:2] == ("rejected", "version-conflict")
    found = findings_at_centre(settings)
    assert found.annotations == (first,)
    assert [one.operation for one in found.rejected] == [operation]


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda op: resealed(op, author="somebody"), "unreadable"),
        (lambda op: resealed(op, case_id="case-2"), "unreadable"),
        (lambda op: resealed(op, body=op.body.replace("arrow", "spiral")), "unreadable"),
        (lambda op: resealed(op, body=op.body.replace("arrow", "polygon")), "unreadable"),
        (lambda op: resealed(op, kind=OperationKind.FINDING_RECORDED), "unreadable"),
        (lambda op: replace(op, author="somebody"), "damaged"),
    ],
)
def test_a_bad_annotation_blocks_nothing(send, station, spoil, reason) -> None:
    bad = spoil(station.save(an_annotation()))
    good = station.save(an_annotation())
    assert [one[:2] for one in send(bad, good)] == [("rejected", reason), ("applied", "")]


def test_an_annotation_on_an_unknown_case(send, station) -> None:
    strange = station.save(an_annotation(case_id="case-nothing"))
    assert send(strange)[0][:2] == ("rejected", "unknown-case")


def test_a_kind_of_a_newer_station_is_rejected_kept_whole_and_blocks_nothing(
    send, station, settings
) -> None:
    newer = resealed(station.save(a_finding()), kind=OperationKind("seal-checked"))
    good = station.save(a_finding())
    assert [one[:2] for one in send(newer, good)] == [("rejected", "unknown-kind"), ("applied", "")]
    assert send(newer)[0][:2] == ("rejected", "unknown-kind")
    kept = findings_at_centre(settings).rejected
    assert [(one.operation, one.reason) for one in kept] == [(newer, "unknown-kind")]
    assert send(replace(newer, op_id="other"))[0][:2] == ("rejected", "number-reused")


@pytest.mark.parametrize(
    ("spoil", "answer"),
    [
        (lambda body: body, ("applied", "")),
        (lambda body: body.replace("ellipse", "star"), ("rejected", "unreadable")),
        (lambda body: body.replace("[[", "[[9.0,9.0],["), ("rejected", "unreadable")),
    ],
)
def test_the_shape_of_a_mark(send, station, settings, spoil, answer) -> None:
    mark = Mark("side", ((1.0, 2.0), (30.0, 40.0)), MarkShape.ELLIPSE)
    operation = station.save(a_finding(mark=mark))
    operation = resealed(operation, body=spoil(operation.body))
    assert send(operation)[0][:2] == answer
    assert [one.mark for one in findings_at_centre(settings).findings] == (
        [mark] if answer[0] == "applied" else []
    )
