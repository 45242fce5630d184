"""Recording findings and verdicts: what is saved, what is refused, what stays."""

from __future__ import annotations

from dataclasses import replace

import pytest

from inspector_app.domain.errors import FindingRefused
from inspector_app.domain.finding import Verdict
from inspector_app.domain.region import Box, Mark
from inspector_app.domain.scan import NO_SCAN
from inspector_app.workflow.give_verdict import give_verdict
from inspector_app.workflow.open_case import open_case, reread_case
from inspector_app.workflow.record_finding import (
    FindingDraft,
    amend_finding,
    draft_from_finding,
    draft_from_highlight,
    record_finding,
    withdraw_finding,
)
from tests.helpers.builders import AT, a_case, a_highlight
from tests.helpers.fake_ports import a_bench

CASE = a_case()
SCAN = CASE.scans[0].scan_id
DRAFT = FindingDraft(
    SCAN, "dense-object", Mark.of_box("side", Box(1, 2, 30, 40)), " behind row 3 ", "reason-1", 1
)


def refusal(act, *arguments, **named):
    with pytest.raises(FindingRefused) as caught:
        act(*arguments, **named)
    return caught.value.reason


def test_a_finding_is_saved_with_author_and_time():
    bench = a_bench(CASE)
    finding = record_finding(bench.ports, CASE, DRAFT)
    assert bench.database.saved == [finding]
    assert (finding.author, finding.recorded_at, finding.version) == ("b.bold", AT, 1)
    assert finding.remark == "behind row 3"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"scan_id": "other"}, "unknown-scan"),
        ({"mark": Mark.of_box("top", Box(0, 0, 9, 9))}, "unknown-view"),
        ({"kind": ""}, "no-kind"),
        ({"kind": "magic"}, "unknown-kind"),
        ({"reason_id": "R99"}, "unknown-reason"),
        ({"goods_item": 99}, "unknown-item"),
    ],
)
def test_a_draft_that_does_not_fit_the_case_is_not_saved(change, reason):
    bench = a_bench(CASE)
    assert refusal(record_finding, bench.ports, CASE, replace(DRAFT, **change)) == reason
    assert bench.database.saved == []


def test_an_amendment_keeps_the_earlier_version():
    bench = a_bench(CASE)
    first = record_finding(bench.ports, CASE, DRAFT)
    second = amend_finding(bench.ports, CASE, first, replace(DRAFT, remark="two of them"))
    opened = reread_case(bench.ports, CASE)
    assert opened.findings == (first, second)
    assert opened.current_findings == (second,)
    assert opened.versions_of(first.finding_id) == (first, second)
    assert second.replaces == first.revision_id


def test_an_amendment_that_says_the_same_is_refused():
    bench = a_bench(CASE)
    first = record_finding(bench.ports, CASE, DRAFT)
    draft = draft_from_finding(first)
    assert refusal(amend_finding, bench.ports, CASE, first, draft) == "nothing-changed"


def test_a_withdrawn_finding_stays_in_the_record():
    bench = a_bench(CASE)
    first = record_finding(bench.ports, CASE, DRAFT)
    withdrawn = withdraw_finding(bench.ports, first)
    opened = reread_case(bench.ports, CASE)
    assert opened.current_findings == ()
    assert opened.findings == (first, withdrawn)
    assert refusal(withdraw_finding, bench.ports, withdrawn) == "already-withdrawn"


def test_an_accepted_highlight_becomes_a_draft_at_its_place():
    highlight = a_highlight()
    draft = draft_from_highlight(SCAN, highlight, kind="dense-object")
    assert draft.highlight_id == highlight.highlight_id
    assert draft.mark is not None
    assert draft.mark.box == highlight.box


def test_a_later_verdict_replaces_the_earlier_and_keeps_it():
    bench = a_bench(CASE)
    first = give_verdict(bench.ports, CASE, SCAN, Verdict.CLEAN)
    second = give_verdict(bench.ports, CASE, SCAN, Verdict.SUSPICIOUS)
    opened = reread_case(bench.ports, CASE)
    assert opened.verdicts == (first, second)
    assert opened.verdict_on(SCAN) == second
    assert (second.version, second.replaces) == (2, first.revision_id)
    assert second.verdict_id == first.verdict_id


def test_the_same_verdict_twice_is_refused():
    bench = a_bench(CASE)
    give_verdict(bench.ports, CASE, SCAN, Verdict.CLEAN)
    again = refusal(give_verdict, bench.ports, CASE, SCAN, Verdict.CLEAN)
    assert again == "nothing-changed"
    assert refusal(give_verdict, bench.ports, CASE, "other", Verdict.CLEAN) == "unknown-scan"


def test_a_scan_of_which_a_file_is_missing_is_not_called_clean():
    """Also where another view of it is on the screen."""
    bench = a_bench(CASE)
    last = CASE.scans[0].views[-1].images[-1].sha256
    file = bench.database.files.pop(last)
    assert reread_case(bench.ports, CASE).awaited == {SCAN}
    assert refusal(give_verdict, bench.ports, CASE, SCAN, Verdict.CLEAN) == "scan-not-here"
    given = give_verdict(bench.ports, CASE, SCAN, Verdict.DIFFICULT)
    bench.database.files[last] = file
    assert reread_case(bench.ports, CASE).awaited == frozenset()
    clean = give_verdict(bench.ports, CASE, SCAN, Verdict.CLEAN)
    assert bench.database.saved == [given, clean]


def test_a_case_without_a_scan_can_only_be_not_scanned():
    case = a_case(scans=())
    bench = a_bench(case)
    wrong = refusal(give_verdict, bench.ports, case, NO_SCAN, Verdict.CLEAN)
    assert wrong == "no-scan-to-judge"
    given = give_verdict(bench.ports, case, NO_SCAN, Verdict.NOT_SCANNED, reason="no power")
    finding = record_finding(bench.ports, case, FindingDraft(NO_SCAN, "other", remark="no seal"))
    assert bench.database.saved == [given, finding]
    placed = replace(DRAFT, scan_id=NO_SCAN)
    assert refusal(record_finding, bench.ports, case, placed) == "unknown-view"
    # With a scan there is no way round it.
    assert refusal(give_verdict, bench.ports, CASE, NO_SCAN, Verdict.NOT_SCANNED) == "unknown-scan"


def test_opening_a_case_is_noted_with_the_person():
    bench = a_bench(CASE)
    opened = open_case(bench.ports, CASE.case_id)
    assert opened.case == CASE
    assert bench.database.opened == [(CASE.case_id, "b.bold")]
    with pytest.raises(KeyError):
        open_case(bench.ports, "no-such-case")
