"""A case: one red-channel assignment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from inspector_app.domain.declaration import Declaration
from inspector_app.domain.risk import RiskAssessment
from inspector_app.domain.scan import Scan

# Order A/337 of 25 August 2025: a vehicle is inspected within one hour.
TIME_ALLOWED = timedelta(hours=1)


class CaseState(StrEnum):
    """How far the inspector is. Worked out from what was recorded, never set by hand."""

    WAITING = "waiting"
    OPENED = "opened"
    VERDICT_GIVEN = "verdict-given"


@dataclass(frozen=True, slots=True)
class Case:
    """What the centre hands to a post.

    Attributes:
        case_id: unique in the whole service.
        post: code of the border post it is assigned to.
        version: grows with every change at the centre.
        assigned_at: when the one-hour clock started, aware, UTC.
    """

    case_id: str
    post: str
    version: int
    assigned_at: datetime
    declaration: Declaration
    risk: RiskAssessment
    scans: tuple[Scan, ...]

    def time_left(self, now: datetime) -> timedelta:
        """What is left of the hour; negative when it is over."""
        return self.assigned_at + TIME_ALLOWED - now
