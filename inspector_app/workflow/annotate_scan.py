"""Drawing on a scan, amending what was drawn and taking it back."""

from __future__ import annotations

from dataclasses import dataclass, replace

from inspector_app.domain.annotation import Annotation, AnnotationKind
from inspector_app.domain.errors import FindingRefused
from inspector_app.domain.region import Point
from inspector_app.workflow.ports import Ports


@dataclass(frozen=True, slots=True)
class AnnotationDraft:
    """What a person has drawn and not saved yet; `points` are in scan pixels of `view`."""

    scan_id: str
    view: str
    kind: AnnotationKind
    points: tuple[Point, ...]
    text: str = ""


def draft_from_annotation(annotation: Annotation) -> AnnotationDraft:
    """A draft that starts from what was saved, for an amendment."""
    return AnnotationDraft(
        scan_id=annotation.scan_id,
        view=annotation.view,
        kind=annotation.kind,
        points=annotation.points,
        text=annotation.text,
    )


def annotate(
    ports: Ports, case_id: str, draft: AnnotationDraft, replaces: Annotation | None = None
) -> Annotation:
    """Save a new annotation, or a later version of `replaces`; the earlier ones stay readable.

    Replacing a withdrawn version brings the annotation back, which is how undoing a withdrawal is
    recorded. When this returns it survives a power cut.

    Raises FindingRefused when the draft does not fit the case or breaks a rule
    (``nothing-changed`` when it says the same as `replaces`, ``changed-meanwhile`` when `replaces`
    is not the newest version), KeyError for an unknown case, StorageUnavailable when it cannot be
    written.
    """
    draft = replace(draft, text=draft.text.strip())
    if replaces is not None:
        if replaces.case_id != case_id:
            raise FindingRefused("changed-meanwhile", "the annotation belongs to another case")
        if not replaces.withdrawn and draft_from_annotation(replaces) == draft:
            raise FindingRefused("nothing-changed", "the amendment says the same as it replaces")
    _check(ports, case_id, draft)
    annotation = Annotation(
        annotation_id=ports.new_id() if replaces is None else replaces.annotation_id,
        revision_id=ports.new_id(),
        version=1 if replaces is None else replaces.version + 1,
        case_id=case_id,
        scan_id=draft.scan_id,
        view=draft.view,
        kind=draft.kind,
        points=draft.points,
        author=ports.person,
        recorded_at=ports.now(),
        text=draft.text,
        replaces=None if replaces is None else replaces.revision_id,
    )
    ports.records.save(annotation)
    return annotation


def withdraw_annotation(ports: Ports, annotation: Annotation) -> Annotation:
    """Take an annotation back. It stays in the record as withdrawn. Raises FindingRefused when it
    already was, StorageUnavailable when it cannot be written."""
    if annotation.withdrawn:
        raise FindingRefused("already-withdrawn", "this annotation was withdrawn before")
    withdrawn = replace(
        annotation,
        revision_id=ports.new_id(),
        version=annotation.version + 1,
        replaces=annotation.revision_id,
        author=ports.person,
        recorded_at=ports.now(),
        withdrawn=True,
    )
    ports.records.save(withdrawn)
    return withdrawn


def _check(ports: Ports, case_id: str, draft: AnnotationDraft) -> None:
    case = ports.cases.get(case_id)
    views = {scan.scan_id: {view.name for view in scan.views} for scan in case.scans}
    if draft.scan_id not in views:
        raise FindingRefused("unknown-scan", f"the case has no scan {draft.scan_id}")
    if draft.view not in views[draft.scan_id]:
        raise FindingRefused("unknown-view", f"the scan has no view {draft.view}")
