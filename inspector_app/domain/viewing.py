"""How long somebody looked at a scan, and with which tools. Written once, never changed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

TOOL_LIMIT = 200
KEY_LIMIT = 100


@dataclass(frozen=True, slots=True)
class ViewingRecord:
    """One stretch of looking at one view, from showing it to leaving it.

    Attributes:
        viewing_id: unique for this stretch.
        person: who was looking.
        started_at: when it was shown; the station's clock, aware, UTC.
        looked_s: seconds during which the view was in front of the person; pauses do not count.
        tools: acts that were used, by their stable key, each with how often; at most 200 keys of
            at most 100 characters.

    Raises ValueError when a number or a key is impossible: this is no person's entry.
    """

    viewing_id: str
    case_id: str
    scan_id: str
    view: str
    person: str
    started_at: datetime
    looked_s: float
    tools: tuple[tuple[str, int], ...] = ()

    def __post_init__(self) -> None:
        if self.started_at.tzinfo is None:
            raise ValueError("the moment of a viewing needs its offset")
        if not (math.isfinite(self.looked_s) and self.looked_s >= 0):
            raise ValueError(f"nobody looks for {self.looked_s} seconds")
        keys = [key for key, _ in self.tools]
        if len(set(keys)) != len(keys) or len(keys) > TOOL_LIMIT:
            raise ValueError(f"a viewing names at most {TOOL_LIMIT} tools, each once")
        if not all(0 < len(key) <= KEY_LIMIT and count > 0 for key, count in self.tools):
            raise ValueError("a tool that was used has a key and a count above zero")

    def count_of(self, tool: str) -> int:
        """How often a tool was used, 0 when it was not."""
        return dict(self.tools).get(tool, 0)
