"""What a supervisor decides about an inspector's verdict. Append-only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from inspector_app.domain.errors import FindingRefused
from inspector_app.domain.finding import REMARK_LIMIT


class Decision(StrEnum):
    """AGREE: the verdict stands. DISAGREE: it does not, for the reason given. RESCAN: nobody can
    say from these pictures; the vehicle is to be scanned again."""

    AGREE = "agree"
    DISAGREE = "disagree"
    RESCAN = "rescan"


@dataclass(frozen=True, slots=True)
class ReviewDecision:
    """One version of a supervisor's decision about one version of a verdict.

    Whoever gave a verdict does not review it: the station sees to that, and the centre again.

    Attributes:
        review_id: the same for all versions.
        revision_id: unique for this version.
        version: 1 for the first; an amendment is one higher.
        scan_id: that of the verdict; `NO_SCAN` for a case that has no scan.
        verdict_id: the verdict reviewed.
        verdict_revision_id: the very version of it that was looked at.
        author: the supervisor.
        recorded_at: the station's clock, aware, UTC.
        reason: required unless the supervisor agrees.
        replaces: revision id of the version this one amends, None for the first.

    Raises FindingRefused (reasons ``version``, ``no-verdict``, ``review-needs-reason``,
    ``remark-too-long``).
    """

    review_id: str
    revision_id: str
    version: int
    case_id: str
    scan_id: str
    verdict_id: str
    verdict_revision_id: str
    decision: Decision
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
        if not (self.verdict_id and self.verdict_revision_id):
            raise FindingRefused("no-verdict", "a review names the version of a verdict")
        if self.decision is not Decision.AGREE and not self.reason.strip():
            raise FindingRefused("review-needs-reason", "say why the verdict does not stand")
        if len(self.reason) > REMARK_LIMIT:
            raise FindingRefused(
                "remark-too-long", f"a reason has at most {REMARK_LIMIT} characters"
            )
