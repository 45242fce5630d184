"""What both sides have of a log, day by day, made comparable."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from inspector_app.protocol.messages import DayDigest


@dataclass(slots=True)
class _Day:
    count: int = 0
    digest: Any = field(default_factory=hashlib.sha256)


class LogDigests:
    """Add the answered operations of one log in the order of `n`; then take `days`."""

    def __init__(self) -> None:
        self._days: dict[str, _Day] = {}

    def add(self, day: str, sha256: str, outcome: str) -> None:
        """One operation of this day (`utc_day`), its hash and what became of it: ``applied``,
        ``conflict`` or ``rejected``, words of ReceiptStatus and of Delivery alike."""
        one = self._days.setdefault(day, _Day())
        one.count += 1
        one.digest.update(f"{sha256} {outcome}\n".encode("ascii"))

    def days(self) -> tuple[DayDigest, ...]:
        """In the order of the days."""
        return tuple(
            DayDigest(day, one.count, one.digest.hexdigest())
            for day, one in sorted(self._days.items())
        )


def utc_day(moment: datetime) -> str:
    """The day of a moment in UTC, ISO 8601."""
    try:
        return moment.astimezone(UTC).date().isoformat()
    except OverflowError:  # a clock at the very end of what can be written
        return moment.date().isoformat()
