"""What a person recorded: findings on a scan, and the verdict on a whole scan. Append-only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from inspector_app.domain.errors import FindingRefused
from inspector_app.domain.region import Mark

REMARK_LIMIT = 2000


class Verdict(StrEnum):
    """What the inspector says of a scan."""

    CLEAN = "clean"
    SUSPICIOUS = "suspicious"
    DIFFICULT = "difficult"
    RESCAN = "rescan"
    NOT_SCANNED = "not-scanned"


@dataclass(frozen=True, slots=True)
class Finding:
    """One version of a finding.

    Attributes:
        finding_id: the same for all versions.
        version: 1 for the first; an amendment is one higher.
        replaces: revision id of the version this one amends, None for the first.
        revision_id: unique for this version.
        scan_id: `NO_SCAN` for a case that has no scan.
        mark: where on the scan; None for a finding that has no place.
        kind: code of the table ``finding-kinds``.
        reason_id: the risk reason it answers, if any.
        goods_item: number of the goods item it concerns, if any.
        highlight_id: the highlight that was accepted, if it came from one.
        withdrawn: the author takes it back; the earlier versions stay.
        recorded_at: the station's clock, aware, UTC.
    """

    finding_id: str
    revision_id: str
    version: int
    case_id: str
    scan_id: str
    kind: str
    author: str
    recorded_at: datetime
    mark: Mark | None = None
    remark: str = ""
    reason_id: str | None = None
    goods_item: int | None = None
    highlight_id: str | None = None
    replaces: str | None = None
    withdrawn: bool = False

    def __post_init__(self) -> None:
        if (self.version == 1) != (self.replaces is None):
            raise FindingRefused(
                "version",
                "the first version replaces nothing; every later one names what it replaces",
            )
        if len(self.remark) > REMARK_LIMIT:
            raise FindingRefused(
                "remark-too-long", f"a remark has at most {REMARK_LIMIT} characters"
            )
        if not self.kind:
            raise FindingRefused("no-kind", "choose what the finding is")


@dataclass(frozen=True, slots=True)
class ScanVerdict:
    """One version of the inspector's verdict on a scan.

    Attributes:
        scan_id: `NO_SCAN` for a case that has no scan; all that can be said then is
        ``not-scanned``.
        reason: why it could not be scanned or must be scanned again; required for ``not-scanned``
            and ``rescan``.
    """

    verdict_id: str
    revision_id: str
    version: int
    case_id: str
    scan_id: str
    verdict: Verdict
    author: str
    recorded_at: datetime
    reason: str = ""
    replaces: str | None = None

    def __post_init__(self) -> None:
        if (self.version == 1) != (self.replaces is None):
            raise FindingRefused(
                "version",
                "the first version replaces nothing; every later one names what it replaces",
            )
        if self.verdict in (Verdict.NOT_SCANNED, Verdict.RESCAN) and not self.reason.strip():
            raise FindingRefused(
                "verdict-needs-reason", "say why the scan could not be made or must be repeated"
            )
        if len(self.reason) > REMARK_LIMIT:
            raise FindingRefused(
                "remark-too-long", f"a reason has at most {REMARK_LIMIT} characters"
            )
