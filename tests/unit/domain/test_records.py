"""Rules that findings, verdicts, risk and code tables keep by themselves."""

from __future__ import annotations

from datetime import timedelta

import pytest

from inspector_app.domain.codes import Code, CodeTable
from inspector_app.domain.errors import FindingRefused
from inspector_app.domain.finding import REMARK_LIMIT, Verdict
from inspector_app.domain.risk import ScorePart
from tests.helpers.builders import (
    AT,
    a_case,
    a_finding,
    a_risk_assessment,
    a_risk_reason,
    a_verdict,
)


def refusal(make, **fields):
    with pytest.raises(FindingRefused) as caught:
        make(**fields)
    return caught.value.reason


def test_a_later_version_names_what_it_replaces():
    assert refusal(a_finding, version=2) == "version"
    assert refusal(a_finding, version=1, replaces="rev-0") == "version"
    assert a_finding(version=2, replaces="rev-1").replaces == "rev-1"


def test_a_finding_says_what_it_is():
    assert refusal(a_finding, kind="") == "no-kind"


def test_a_remark_ends_somewhere():
    assert refusal(a_finding, remark="x" * (REMARK_LIMIT + 1)) == "remark-too-long"
    assert len(a_finding(remark="x" * REMARK_LIMIT).remark) == REMARK_LIMIT


@pytest.mark.parametrize("verdict", [Verdict.NOT_SCANNED, Verdict.RESCAN])
def test_a_verdict_that_asks_for_a_reason_has_one(verdict):
    assert refusal(a_verdict, verdict=verdict, reason="  ") == "verdict-needs-reason"
    assert a_verdict(verdict=verdict, reason="scanner is broken").reason


def test_the_hour_runs_from_the_assignment():
    case = a_case(assigned_at=AT)
    assert case.time_left(AT + timedelta(minutes=20)) == timedelta(minutes=40)
    assert case.time_left(AT + timedelta(minutes=61)) == timedelta(minutes=-1)


def test_points_are_within_their_maximum():
    with pytest.raises(ValueError, match="not possible"):
        ScorePart("origin", 11, 10)


def test_the_strongest_reason_is_the_heaviest():
    light = a_risk_reason(reason_id="a", weight=2.0)
    heavy = a_risk_reason(reason_id="b", weight=7.0)
    assert a_risk_assessment(reasons=(light, heavy)).strongest is heavy
    assert a_risk_assessment(reasons=()).strongest is None


def test_two_reasons_do_not_share_an_id():
    with pytest.raises(ValueError, match="share an id"):
        a_risk_assessment(reasons=(a_risk_reason(), a_risk_reason()))


def test_a_code_that_is_not_in_the_table_is_shown_as_it_is():
    table = CodeTable("t", "here", (Code("A1", "Satisfactory", "Зөрчилгүй"), Code("A2", "Two", "")))
    assert table.text("A1", "mn") == "Зөрчилгүй"
    assert table.text("A2", "mn") == "Two"
    assert table.text("Z9", "en") == "Z9"
    assert "A1" in table
    assert "Z9" not in table


def test_a_table_does_not_hold_a_code_twice():
    with pytest.raises(ValueError, match="twice"):
        CodeTable("t", "here", (Code("A", "x", ""), Code("A", "y", "")))
