"""Annotations: what is saved, what is refused, what stays; and the log of viewings."""

from __future__ import annotations

from dataclasses import replace

import pytest

from inspector_app.domain.annotation import AnnotationKind
from inspector_app.domain.errors import FindingRefused, StorageUnavailable
from inspector_app.workflow.annotate_scan import (
    AnnotationDraft,
    annotate,
    draft_from_annotation,
    withdraw_annotation,
)
from inspector_app.workflow.log_viewing import log_viewing, viewings_of
from inspector_app.workflow.open_case import open_case, reread_case
from inspector_app.workflow.record_finding import FindingDraft, record_finding
from tests.helpers.builders import AT, a_case, a_viewing
from tests.helpers.fake_ports import a_bench

CASE = a_case()
SCAN = CASE.scans[0].scan_id
ARROW = AnnotationDraft(SCAN, "side", AnnotationKind.ARROW, ((1.0, 2.0), (30.5, 40.0)), " here ")


def refusal(act, *arguments):
    with pytest.raises(FindingRefused) as caught:
        act(*arguments)
    return caught.value.reason


@pytest.fixture
def bench():
    return a_bench(CASE)


def test_it_is_saved_with_author_and_time(bench):
    saved = annotate(bench.ports, CASE.case_id, ARROW)
    assert bench.database.saved == [saved]
    assert (saved.author, saved.recorded_at, saved.version) == ("b.bold", AT, 1)
    assert (saved.kind, saved.points, saved.text) == (ARROW.kind, ARROW.points, "here")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"scan_id": "other"}, "unknown-scan"),
        ({"view": "top"}, "unknown-view"),
        ({"points": ((1.0, 2.0),)}, "points"),
        ({"kind": AnnotationKind.TEXT, "points": ((1.0, 2.0),), "text": " "}, "no-text"),
        ({"text": "x" * 501}, "text-too-long"),
    ],
)
def test_a_draft_that_does_not_fit_is_not_saved(bench, change, reason):
    assert refusal(annotate, bench.ports, CASE.case_id, replace(ARROW, **change)) == reason
    assert bench.database.saved == []


def test_no_such_case(bench):
    with pytest.raises(KeyError):
        annotate(bench.ports, "case-none", ARROW)


def test_an_amendment_keeps_the_earlier_version(bench):
    first = annotate(bench.ports, CASE.case_id, ARROW)
    other = annotate(bench.ports, CASE.case_id, ARROW)
    moved = replace(draft_from_annotation(first), points=((5.0, 6.0), (7.0, 8.0)))
    second = annotate(bench.ports, CASE.case_id, moved, first)
    assert (second.annotation_id, second.version) == (first.annotation_id, 2)
    assert second.replaces == first.revision_id
    opened = open_case(bench.ports, CASE.case_id)
    assert opened.annotations == (first, other, second)
    assert opened.current_annotations == (second, other)


def test_an_amendment_that_says_the_same(bench):
    first = annotate(bench.ports, CASE.case_id, ARROW)
    assert refusal(annotate, bench.ports, CASE.case_id, ARROW, first) == "nothing-changed"
    assert len(bench.database.saved) == 1


def test_an_amendment_of_what_was_amended_meanwhile(bench):
    first = annotate(bench.ports, CASE.case_id, ARROW)
    annotate(bench.ports, CASE.case_id, replace(ARROW, text="a"), first)
    late = replace(ARROW, text="b")
    assert refusal(annotate, bench.ports, CASE.case_id, late, first) == "changed-meanwhile"


def test_an_amendment_does_not_move_to_another_case():
    bench = a_bench(CASE, a_case(case_id="case-2", scans=CASE.scans))
    first = annotate(bench.ports, CASE.case_id, ARROW)
    changed = replace(ARROW, text="b")
    assert refusal(annotate, bench.ports, "case-2", changed, first) == "changed-meanwhile"


def test_withdrawing_and_bringing_back(bench):
    first = annotate(bench.ports, CASE.case_id, ARROW)
    gone = withdraw_annotation(bench.ports, first)
    assert gone.withdrawn
    assert reread_case(bench.ports, CASE).current_annotations == ()
    assert refusal(withdraw_annotation, bench.ports, gone) == "already-withdrawn"
    back = annotate(bench.ports, CASE.case_id, draft_from_annotation(gone), gone)
    assert (back.version, back.withdrawn) == (3, False)
    opened = reread_case(bench.ports, CASE)
    assert opened.annotations == (first, gone, back)
    assert opened.current_annotations == (back,)


def test_findings_and_annotations_stay_apart(bench):
    finding = record_finding(bench.ports, CASE, FindingDraft(SCAN, "dense-object"))
    annotation = annotate(bench.ports, CASE.case_id, ARROW)
    opened = reread_case(bench.ports, CASE)
    assert (opened.current_findings, opened.current_annotations) == ((finding,), (annotation,))
    assert set(opened.deliveries) == {finding.revision_id, annotation.revision_id}


def test_a_full_disk_reaches_the_person(bench):
    bench.database.fails = StorageUnavailable("disk-full")
    with pytest.raises(StorageUnavailable):
        annotate(bench.ports, CASE.case_id, ARROW)


def test_viewings_are_logged_by_case(bench):
    first, second = a_viewing(), a_viewing()
    elsewhere = a_viewing(case_id="case-2")
    for viewing in (first, elsewhere, second, first):
        log_viewing(bench.ports, viewing)
    assert viewings_of(bench.ports, CASE.case_id) == (first, second)
