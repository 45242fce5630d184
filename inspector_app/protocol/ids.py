"""Identifiers made at a station."""

from __future__ import annotations

import uuid6


def new_id() -> str:
    """A UUIDv7 (RFC 9562): unique without asking anyone, and roughly in order of making."""
    return str(uuid6.uuid7())
