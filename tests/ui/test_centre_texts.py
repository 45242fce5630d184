"""What the centre's answers mean, in plain words."""

from __future__ import annotations

import pytest

from inspector_app.domain.finding import Verdict
from inspector_app.protocol.codec import encode
from inspector_app.protocol.receipts import LOG_TROUBLE
from inspector_app.sync.pushing import BATCH_TROUBLE
from inspector_app.ui.centre_texts import (
    rejection_text,
    their_finding_text,
    their_verdict_text,
    trouble_text,
)
from inspector_app.ui.error_texts import refusal_texts
from tests.helpers.builders import AT, a_case, a_finding, a_verdict
from tests.helpers.fake_ports import a_bench

WHEN = f"{AT.astimezone():%Y-%m-%d %H:%M}"


@pytest.fixture
def codes(qapp):
    return a_bench(a_case()).ports.codes


def test_both_versions_of_a_finding_can_be_read(codes):
    theirs = a_finding(
        kind="undeclared-goods",
        remark="12 cartons",
        author="d.dorj",
        version=2,
        replaces="r",
        recorded_at=AT,
    )
    text = their_finding_text(encode(theirs).decode(), codes, "en")
    kind = codes["finding-kinds"].text("undeclared-goods", "en")
    assert text == f"At the centre: {kind} — 12 cartons (d.dorj, {WHEN}, version 2)"


def test_a_finding_that_was_taken_back_elsewhere(codes):
    theirs = a_finding(
        remark="", author="d.dorj", version=2, replaces="r", recorded_at=AT, withdrawn=True
    )
    text = their_finding_text(encode(theirs).decode(), codes, "en")
    assert text.endswith(f", withdrawn (d.dorj, {WHEN}, version 2)")


def test_a_verdict_given_elsewhere(qapp):
    theirs = a_verdict(verdict=Verdict.RESCAN, reason="blurred", author="d.dorj", recorded_at=AT)
    text = their_verdict_text(encode(theirs).decode())
    assert text == f"At the centre: Rescan — blurred (d.dorj, {WHEN}, version 1)"


@pytest.mark.parametrize(
    ("theirs", "expected"), [("", "does not have the version"), ("{}", "newer program")]
)
def test_a_version_that_cannot_be_shown(codes, theirs, expected):
    assert expected in their_finding_text(theirs, codes, "en")
    assert expected in their_verdict_text(theirs)


@pytest.mark.parametrize(
    "reason",
    [
        "four-eyes",
        "not-supervisor",
        "unknown-person",
        "forged",
        "unsigned",
        "broken-chain",
        "too-large",
        "given-up",
    ],
)
def test_every_rejection_has_words_of_its_own(qapp, reason):
    assert reason not in rejection_text(reason)
    assert "(something-new)" in rejection_text("something-new")


@pytest.mark.parametrize("reason", sorted({*LOG_TROUBLE, *BATCH_TROUBLE, "centre-unproved"}))
def test_trouble_beside_a_working_link_has_words(qapp, reason):
    assert trouble_text(reason)


def test_no_trouble_needs_no_word(qapp):
    assert trouble_text("") == ""


@pytest.mark.parametrize("reason", ["centre-unproved", "device-revoked", "certificate-ended"])
def test_refusals_have_words(qapp, reason):
    assert reason in refusal_texts()
