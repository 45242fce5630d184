"""Recording, amending and withdrawing a finding."""

from __future__ import annotations

from dataclasses import dataclass, replace

from inspector_app.domain.case import Case
from inspector_app.domain.errors import FindingRefused
from inspector_app.domain.finding import Finding
from inspector_app.domain.highlight import Highlight
from inspector_app.domain.region import Mark
from inspector_app.domain.scan import NO_SCAN
from inspector_app.workflow.ports import Ports

FINDING_KINDS = "finding-kinds"
"""Name of the code table that says what a finding can be."""


@dataclass(frozen=True, slots=True)
class FindingDraft:
    """What a person has entered and not saved yet."""

    scan_id: str
    kind: str
    mark: Mark | None = None
    remark: str = ""
    reason_id: str | None = None
    goods_item: int | None = None
    highlight_id: str | None = None


def draft_from_highlight(scan_id: str, highlight: Highlight, *, kind: str = "") -> FindingDraft:
    """A draft at the place of a highlight. The person still says what it is."""
    return FindingDraft(
        scan_id=scan_id,
        kind=kind,
        mark=Mark.of_box(highlight.view, highlight.box),
        highlight_id=highlight.highlight_id,
    )


def draft_from_finding(finding: Finding) -> FindingDraft:
    """A draft that starts from what was saved, for an amendment."""
    return FindingDraft(
        scan_id=finding.scan_id,
        kind=finding.kind,
        mark=finding.mark,
        remark=finding.remark,
        reason_id=finding.reason_id,
        goods_item=finding.goods_item,
        highlight_id=finding.highlight_id,
    )


def record_finding(ports: Ports, case: Case, draft: FindingDraft) -> Finding:
    """Save a new finding. When this returns it survives a power cut.

    Raises FindingRefused when the draft does not fit the case, StorageUnavailable when it cannot be
    written.
    """
    _check(ports, case, draft)
    finding = _version(ports, case, draft, earlier=None)
    ports.records.save(finding)
    return finding


def amend_finding(ports: Ports, case: Case, earlier: Finding, draft: FindingDraft) -> Finding:
    """Save a later version; the earlier one stays readable. Raises as `record_finding`, and
    FindingRefused(``nothing-changed``) when the draft says the same."""
    if draft_from_finding(earlier) == replace(draft, remark=draft.remark.strip()):
        raise FindingRefused("nothing-changed", "the amendment says the same as the saved version")
    _check(ports, case, draft)
    amended = _version(ports, case, draft, earlier=earlier)
    ports.records.save(amended)
    return amended


def withdraw_finding(ports: Ports, earlier: Finding) -> Finding:
    """Take a finding back. It stays in the record as withdrawn. Raises FindingRefused when it
    already was."""
    if earlier.withdrawn:
        raise FindingRefused("already-withdrawn", "this finding was withdrawn before")
    withdrawn = replace(
        earlier,
        revision_id=ports.new_id(),
        version=earlier.version + 1,
        replaces=earlier.revision_id,
        author=ports.person,
        recorded_at=ports.now(),
        withdrawn=True,
    )
    ports.records.save(withdrawn)
    return withdrawn


def _version(ports: Ports, case: Case, draft: FindingDraft, earlier: Finding | None) -> Finding:
    """What the draft says, as the first version or as the one after `earlier`."""
    return Finding(
        finding_id=ports.new_id() if earlier is None else earlier.finding_id,
        revision_id=ports.new_id(),
        version=1 if earlier is None else earlier.version + 1,
        case_id=case.case_id,
        scan_id=draft.scan_id,
        kind=draft.kind,
        author=ports.person,
        recorded_at=ports.now(),
        mark=draft.mark,
        remark=draft.remark.strip(),
        reason_id=draft.reason_id,
        goods_item=draft.goods_item,
        highlight_id=draft.highlight_id,
        replaces=None if earlier is None else earlier.revision_id,
    )


def _check(ports: Ports, case: Case, draft: FindingDraft) -> None:
    views = {scan.scan_id: {view.name for view in scan.views} for scan in case.scans}
    # A case without a scan can still have something to record, without a place.
    views = views or {NO_SCAN: set()}
    if draft.scan_id not in views:
        raise FindingRefused("unknown-scan", f"the case has no scan {draft.scan_id}")
    if draft.mark is not None and draft.mark.view not in views[draft.scan_id]:
        raise FindingRefused("unknown-view", f"the scan has no view {draft.mark.view}")
    if not draft.kind:
        raise FindingRefused("no-kind", "choose what the finding is")
    table = ports.codes.get(FINDING_KINDS)
    if table is None or draft.kind not in table:
        raise FindingRefused("unknown-kind", f"{draft.kind} is not in the table of finding kinds")
    reasons = {reason.reason_id for reason in case.risk.reasons}
    if draft.reason_id is not None and draft.reason_id not in reasons:
        raise FindingRefused("unknown-reason", f"the case has no risk reason {draft.reason_id}")
    numbers = {item.number for item in case.declaration.goods}
    if draft.goods_item is not None and draft.goods_item not in numbers:
        raise FindingRefused(
            "unknown-item", f"the declaration has no goods item {draft.goods_item}"
        )
