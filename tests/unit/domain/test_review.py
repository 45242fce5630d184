from __future__ import annotations

from typing import Any

import pytest

from inspector_app.domain.errors import FindingRefused
from inspector_app.domain.finding import REMARK_LIMIT
from inspector_app.domain.operation import OperationKind
from inspector_app.domain.review import Decision, ReviewDecision
from inspector_app.protocol.codec import aggregate_id_of, decode_record, encode, kind_of
from tests.helpers.builders import AT


def a_review(**fields: Any) -> ReviewDecision:
    return ReviewDecision(
        **{
            "review_id": "review-1",
            "revision_id": "review-1-1",
            "version": 1,
            "case_id": "case-1",
            "scan_id": "scan-1",
            "verdict_id": "verdict-1",
            "verdict_revision_id": "verdict-1-1",
            "decision": Decision.AGREE,
            "author": "s.saran",
            "recorded_at": AT,
            **fields,
        }
    )


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"version": 2}, "version"),
        ({"replaces": "earlier"}, "version"),
        ({"verdict_id": ""}, "no-verdict"),
        ({"verdict_revision_id": ""}, "no-verdict"),
        ({"decision": Decision.DISAGREE}, "review-needs-reason"),
        ({"decision": Decision.RESCAN, "reason": "  "}, "review-needs-reason"),
        ({"reason": "x" * (REMARK_LIMIT + 1)}, "remark-too-long"),
    ],
)
def test_what_is_no_review(fields: dict[str, Any], reason: str) -> None:
    with pytest.raises(FindingRefused) as refusal:
        a_review(**fields)
    assert refusal.value.reason == reason


def test_a_review_travels_in_an_operation() -> None:
    review = a_review(decision=Decision.DISAGREE, reason="давхар хана", version=2, replaces="first")
    assert kind_of(review) is OperationKind.REVIEW_DECIDED
    assert aggregate_id_of(review) == "review-1"
    assert decode_record(OperationKind.REVIEW_DECIDED, encode(review).decode()) == review
