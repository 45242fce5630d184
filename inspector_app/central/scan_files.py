"""Scans at the centre: files named by the hash of their content."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

from inspector_app.domain.errors import ScanUnreadable

_SHA256 = re.compile(r"[0-9a-f]{64}")
_CHUNK_BYTES = 1 << 20


def scan_path(folder: Path, sha256: str) -> Path:
    """Where a file with this hash lies or would lie. Raises ValueError for what is not a hash, so
    that a name from outside never becomes a path."""
    if _SHA256.fullmatch(sha256) is None:
        raise ValueError(f"{sha256!r} is not a SHA-256 in lower-case hex")
    return folder / sha256[:2] / sha256


def take_scan_file(folder: Path, sha256: str, source: Path) -> None:
    """Copy a file in, unless it is there. Raises ScanUnreadable(``wrong-hash``) and keeps nothing
    when it is not what its hash says, and OSError when it cannot be read or written."""
    target = scan_path(folder, sha256)
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f"{sha256}.{os.getpid()}.new")
    digest = hashlib.sha256()
    try:
        with source.open("rb") as incoming, beside.open("wb") as outgoing:
            while chunk := incoming.read(_CHUNK_BYTES):
                digest.update(chunk)
                outgoing.write(chunk)
            outgoing.flush()
            os.fsync(outgoing.fileno())
        if digest.hexdigest() != sha256:
            raise ScanUnreadable("wrong-hash", f"{source.name} is not the file with hash {sha256}")
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
