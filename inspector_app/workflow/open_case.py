"""Opening a case: everything the case page shows, in one answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inspector_app.domain.annotation import Annotation
from inspector_app.domain.case import Case
from inspector_app.domain.finding import Finding, ScanVerdict
from inspector_app.domain.photo import Photo
from inspector_app.protocol.messages import FileKind
from inspector_app.workflow.attach_photo import current_photos
from inspector_app.workflow.file_ports import Upload
from inspector_app.workflow.give_verdict import awaited_scans
from inspector_app.workflow.ports import DeliveryStatus, Ports


@dataclass(frozen=True, slots=True)
class OpenedCase:
    """A case and what people recorded about it.

    Attributes:
        findings: all versions, oldest first.
        verdicts: all versions, oldest first.
        deliveries: how far each revision has come, by revision id.
        annotations: all versions, oldest first.
        photos: all versions, oldest first.
        uploads: the files of the case that go up from here.
        awaited: ids of the scans of which a file is not here.
    """

    case: Case
    findings: tuple[Finding, ...]
    verdicts: tuple[ScanVerdict, ...]
    deliveries: Mapping[str, DeliveryStatus]
    annotations: tuple[Annotation, ...]
    photos: tuple[Photo, ...] = ()
    uploads: tuple[Upload, ...] = ()
    awaited: frozenset[str] = frozenset()

    @property
    def current_findings(self) -> tuple[Finding, ...]:
        """The newest version of each finding that was not withdrawn, in the order first
        recorded."""
        return tuple(f for f in newest_versions(self.findings) if not f.withdrawn)

    @property
    def current_annotations(self) -> tuple[Annotation, ...]:
        """The newest version of each annotation that was not withdrawn, in the order first
        recorded."""
        newest: dict[str, Annotation] = {}
        for annotation in self.annotations:
            known = newest.get(annotation.annotation_id)
            if known is None or annotation.version > known.version:
                newest[annotation.annotation_id] = annotation
        return tuple(a for a in newest.values() if not a.withdrawn)

    def photos_of(self, finding_id: str) -> tuple[Photo, ...]:
        """The photos of a finding that were not withdrawn, in the order first recorded."""
        return tuple(p for p in current_photos(self.photos) if p.finding_id == finding_id)

    def files_of(self, finding: Finding) -> tuple[Upload, ...]:
        """What has to reach the centre for a finding to be whole there: its photos, and the scan
        files it was made on where these go up from here."""
        scans = {
            image.sha256
            for scan in self.case.scans
            if scan.scan_id == finding.scan_id
            for view in scan.views
            for image in view.images
        }
        photos = {photo.sha256 for photo in self.photos_of(finding.finding_id)}
        return tuple(
            one
            for one in self.uploads
            if (one.kind is FileKind.SCAN and one.sha256 in scans)
            or (one.finding_id == finding.finding_id and one.sha256 in photos)
        )

    def versions_of(self, finding_id: str) -> tuple[Finding, ...]:
        """All versions of one finding, oldest first."""
        return tuple(f for f in self.findings if f.finding_id == finding_id)

    def verdict_on(self, scan_id: str) -> ScanVerdict | None:
        """The newest verdict on a scan, None while there is none."""
        return next((v for v in reversed(self.verdicts) if v.scan_id == scan_id), None)


def newest_versions(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The newest version of each finding, in the order in which the findings were first
    recorded."""
    newest: dict[str, Finding] = {}
    for finding in findings:
        known = newest.get(finding.finding_id)
        if known is None or finding.version > known.version:
            newest[finding.finding_id] = finding
    return tuple(newest.values())


def open_case(ports: Ports, case_id: str) -> OpenedCase:
    """Read a case and remember that it was opened. Raises KeyError when there is no such case."""
    case = ports.cases.get(case_id)
    ports.cases.note_opened(case_id, person=ports.person, at=ports.now())
    return reread_case(ports, case)


def reread_case(ports: Ports, case: Case) -> OpenedCase:
    """What was recorded about a case by now, after a save or after the centre answered."""
    return OpenedCase(
        case=case,
        findings=ports.records.findings(case.case_id),
        verdicts=ports.records.verdicts(case.case_id),
        deliveries=ports.records.deliveries(case.case_id),
        annotations=ports.records.annotations(case.case_id),
        photos=ports.records.photos(case.case_id),
        uploads=ports.uploads.of_case(case.case_id),
        awaited=awaited_scans(ports, case),
    )
