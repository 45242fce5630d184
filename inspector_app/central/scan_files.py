"""Scans at the centre: files named by the hash of their content."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from inspector_app.domain.errors import ScanUnreadable

if TYPE_CHECKING:
    from inspector_app.central.object_store import ObjectStore

_SHA256 = re.compile(r"[0-9a-f]{64}")
_CHUNK_BYTES = 1 << 20


def scan_path(folder: Path, sha256: str) -> Path:
    """Where a file with this hash lies or would lie. Raises ValueError for what is not a hash, so
    that a name from outside never becomes a path."""
    if _SHA256.fullmatch(sha256) is None:
        raise ValueError(f"{sha256!r} is not a SHA-256 in lower-case hex")
    return folder / sha256[:2] / sha256


def take_scan_file(store: ObjectStore, folder: Path, sha256: str, source: Path) -> None:
    """Copy a file in, by way of `folder`, unless it is there. Raises
    ScanUnreadable(``wrong-hash``) and keeps nothing when it is not what its hash says, and OSError
    when it cannot be read or written."""
    if _SHA256.fullmatch(sha256) is None:
        raise ValueError(f"{sha256!r} is not a SHA-256 in lower-case hex")
    if store.size(sha256) is not None:
        return
    folder.mkdir(parents=True, exist_ok=True)
    copy = folder / f"{sha256}.{secrets.token_hex(8)}"
    digest = hashlib.sha256()
    try:
        with source.open("rb") as incoming, copy.open("wb") as outgoing:
            while chunk := incoming.read(_CHUNK_BYTES):
                digest.update(chunk)
                outgoing.write(chunk)
        if digest.hexdigest() != sha256:
            raise ScanUnreadable("wrong-hash", f"{source.name} is not the file with hash {sha256}")
        store.put(sha256, copy)
    finally:
        copy.unlink(missing_ok=True)


def give_name(source: Path, target: Path) -> None:
    """Rename a file on one disk: first its content is durable, then its name."""
    descriptor = os.open(source, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    source.replace(target)
    for folder in (target.parent, target.parent.parent):
        sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """Make names in a folder durable. Windows has no such call and needs none."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
