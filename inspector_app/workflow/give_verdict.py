"""Giving the verdict on a scan. It is the inspector's own, whatever the model highlighted."""

from __future__ import annotations

from inspector_app.domain.case import Case
from inspector_app.domain.errors import FindingRefused
from inspector_app.domain.finding import ScanVerdict, Verdict
from inspector_app.domain.scan import NO_SCAN
from inspector_app.workflow.ports import Ports


def awaited_scans(ports: Ports, case: Case) -> frozenset[str]:
    """Ids of the scans of a case of which a file is not here."""
    return frozenset(
        scan.scan_id
        for scan in case.scans
        for view in scan.views
        for image in view.images
        if ports.scans.path(image.sha256) is None
    )


def give_verdict(
    ports: Ports, case: Case, scan_id: str, verdict: Verdict, *, reason: str = ""
) -> ScanVerdict:
    """Save a verdict; a later one on the same scan replaces the earlier, which stays readable.

    A case without a scan is judged under `NO_SCAN`, and only as not scanned; a scan of which a file
    has not arrived is not called clean: nobody has seen the whole of it.

    Raises FindingRefused when the rules forbid it (a reason is missing, nothing changed, no such
    scan, a scan that is not here) and StorageUnavailable when it cannot be written.
    """
    scans = {scan.scan_id for scan in case.scans} or {NO_SCAN}
    if scan_id not in scans:
        raise FindingRefused("unknown-scan", f"the case has no scan {scan_id}")
    if scan_id == NO_SCAN and verdict is not Verdict.NOT_SCANNED:
        raise FindingRefused("no-scan-to-judge", "a case without a scan can only be not scanned")
    if verdict is Verdict.CLEAN and scan_id in awaited_scans(ports, case):
        raise FindingRefused("scan-not-here", f"not all of scan {scan_id} has arrived")
    saved = [v for v in ports.records.verdicts(case.case_id) if v.scan_id == scan_id]
    earlier = saved[-1] if saved else None
    same = earlier is not None and (earlier.verdict, earlier.reason) == (verdict, reason.strip())
    if same:
        raise FindingRefused("nothing-changed", "this is already the verdict on the scan")
    given = ScanVerdict(
        verdict_id=ports.new_id() if earlier is None else earlier.verdict_id,
        revision_id=ports.new_id(),
        version=1 if earlier is None else earlier.version + 1,
        case_id=case.case_id,
        scan_id=scan_id,
        verdict=verdict,
        author=ports.person,
        recorded_at=ports.now(),
        reason=reason.strip(),
        replaces=None if earlier is None else earlier.revision_id,
    )
    ports.records.save(given)
    return given
