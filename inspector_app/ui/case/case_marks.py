"""What is drawn on the scan for a case. Pure: values in, marks out."""

from __future__ import annotations

from collections.abc import Mapping

from inspector_app.domain.codes import CodeTable
from inspector_app.domain.finding import Finding
from inspector_app.domain.highlight import Highlight
from inspector_app.domain.operation import Delivery
from inspector_app.ui.case.highlights_panel import PlacedHighlight
from inspector_app.ui.texts import delivery_text, highlight_reason_text, tier_text
from inspector_app.ui.viewer import FindingMark, FindingState, HighlightMark, HighlightState
from inspector_app.workflow.open_case import OpenedCase
from inspector_app.workflow.record_finding import FINDING_KINDS

_STATES = {
    Delivery.WAITING: FindingState.SAVED,
    Delivery.SENT: FindingState.SENT,
    Delivery.APPLIED: FindingState.APPLIED,
    Delivery.REJECTED: FindingState.REJECTED,
    Delivery.CONFLICT: FindingState.REJECTED,
}


def place_highlights(
    highlights: tuple[Highlight, ...], findings: tuple[Finding, ...]
) -> tuple[PlacedHighlight, ...]:
    """Highlights with their numbers, strongest first, and the findings they were accepted as."""
    accepted = {
        finding.highlight_id: number
        for number, finding in enumerate(findings, start=1)
        if finding.highlight_id is not None
    }
    return tuple(
        PlacedHighlight(number, highlight, accepted.get(highlight.highlight_id))
        for number, highlight in enumerate(highlights, start=1)
    )


def highlight_marks(placed: tuple[PlacedHighlight, ...], view: str) -> tuple[HighlightMark, ...]:
    """Marks of the highlights on one view."""
    return tuple(
        HighlightMark(
            highlight_id=one.highlight.highlight_id,
            number=one.number,
            box=one.highlight.box,
            tier=one.highlight.tier,
            state=HighlightState.OPEN if one.finding_number is None else HighlightState.ACCEPTED,
            tip=f"{tier_text(one.highlight.tier)}: {highlight_reason_text(one.highlight.reason)}",
        )
        for one in placed
        if one.highlight.view == view
    )


def finding_marks(
    case: OpenedCase,
    scan_id: str,
    view: str,
    codes: Mapping[str, CodeTable],
    language: str,
) -> tuple[FindingMark, ...]:
    """Marks of the findings on one view of one scan, numbered as in the list of findings."""
    table = codes[FINDING_KINDS]
    marks = []
    for number, finding in enumerate(case.current_findings, start=1):
        mark = finding.mark
        if mark is None or mark.view != view or finding.scan_id != scan_id:
            continue
        status = case.deliveries.get(finding.revision_id)
        delivery = Delivery.WAITING if status is None else status.delivery
        marks.append(
            FindingMark(
                finding_id=finding.finding_id,
                number=number,
                mark=mark,
                state=_STATES[delivery],
                tip=f"{table.text(finding.kind, language)} — {delivery_text(delivery)}",
            )
        )
    return tuple(marks)
