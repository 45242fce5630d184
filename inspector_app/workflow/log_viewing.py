"""Keeping a log of what was looked at, for how long and with which tools.

The log stays at the station: it says how a person works, and nothing at the centre asks for that.
"""

from __future__ import annotations

from inspector_app.domain.viewing import ViewingRecord
from inspector_app.workflow.ports import Ports


def log_viewing(ports: Ports, record: ViewingRecord) -> None:
    """Keep one stretch of looking at a scan. The same `viewing_id` again changes nothing.
    Raises StorageUnavailable when it cannot be written."""
    ports.viewings.keep(record)


def viewings_of(ports: Ports, case_id: str) -> tuple[ViewingRecord, ...]:
    """All that was looked at in a case, in the order in which it was logged.
    Raises StorageUnavailable."""
    return ports.viewings.viewings_of(case_id)
