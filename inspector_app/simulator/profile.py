"""The scanners that are imitated; their numbers are data files (`imaging.scanner_profile`)."""

from __future__ import annotations

from inspector_app.imaging.scanner_profile import (
    Range,
    ScannerProfile,
    profile_keys,
    scanner_profile,
    table_of,
)

__all__ = ["Range", "ScannerProfile", "profile_keys", "scanner_profile", "table_of"]
