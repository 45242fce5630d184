"""Saying no to a whole request."""

from __future__ import annotations


class Refusal(Exception):
    """Attributes:
    status: HTTP status.
    reason: stable key for the station.
    detail: English sentence for a log.
    """

    def __init__(self, status: int, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.reason = reason
        self.detail = detail
