"""Writing files so that they survive a power cut."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import BinaryIO


def sync_folder(folder: Path) -> None:
    """Make renames and new names in `folder` durable. Windows has no such call and needs none."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_file(path: Path) -> None:
    """Make the content of a file durable."""
    # Windows flushes only through a descriptor that may write.
    descriptor = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_durably(path: Path, content: bytes, *, mode: int) -> None:
    """Write a small file whole or not at all, on the disk when this returns. Raises OSError."""
    beside = path.with_name(path.name + ".new")
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
    descriptor = os.open(beside, flags, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    sync_folder(path.parent)


def write_new_durably(path: Path, chunks: Iterable[bytes]) -> None:
    """Write a file that was not there before, whole or not at all, on the disk when this returns.

    `workflow.ports.WriteNewFile`. Raises FileExistsError when `path` is there already, OSError when
    the disk fails, and whatever `chunks` raises; then nothing is left.
    """
    fill_new_durably(path, lambda file: file.writelines(chunks))


def fill_new_durably(path: Path, fill: Callable[[BinaryIO], None]) -> None:
    """The same for whoever wants a file to write into. `workflow.carrier_ports.FillNewFile`."""
    if path.exists():
        raise FileExistsError(errno.EEXIST, "is there already", str(path))
    beside = path.with_name(path.name + ".new")
    try:
        with beside.open("wb") as file:
            fill(file)
            file.flush()
            os.fsync(file.fileno())
        _give_name(beside, path)
    finally:
        beside.unlink(missing_ok=True)
    try:
        sync_folder(path.parent)
    except OSError:
        # The name may not outlast a power cut, so it must not look as if it did.
        path.unlink(missing_ok=True)
        raise


def _give_name(beside: Path, path: Path) -> None:
    """Move a file to a name that must be free."""
    if os.name == "nt":
        beside.rename(path)  # which never replaces a file there
        return
    try:
        # Only a link refuses a name that somebody took a moment ago.
        path.hardlink_to(beside)
    except FileExistsError:
        raise
    except OSError:
        # A USB stick knows no links.
        beside.rename(path)
