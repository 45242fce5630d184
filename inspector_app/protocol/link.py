"""How the conversation with the centre is going, as the status bar shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class LinkState(StrEnum):
    """OFFLINE: no answer, retried by itself. TALKING: exchanging things. IDLE: nothing to do just
    now. REFUSED: the centre answers and says no; a person has to do something."""

    OFFLINE = "offline"
    TALKING = "talking"
    IDLE = "idle"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class LinkStatus:
    """Attributes:
    state: how it goes.
    since: when this state began, by the station's clock, aware, UTC.
    reason: stable key of what is wrong, empty when nothing is. May stand beside any state: a
        damaged scan or an unreadable case does not end the conversation.
    scans_missing: energy images of cases here whose files are not here yet.
    last_contact: when the centre last answered anything, None for never since the start.
    """

    state: LinkState
    since: datetime
    reason: str = ""
    scans_missing: int = 0
    last_contact: datetime | None = None
