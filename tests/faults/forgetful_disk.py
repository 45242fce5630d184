"""A disk that forgets, at a power cut, whatever was not synced.

`Disk` is the model: a file has the content that programs see and the content that is stored;
``fsync`` of the file makes them the same, ``fsync`` of a folder stores its names. `cut` throws away
what is not stored, or keeps a random part of it, as real disks do: pages in any order, and the last
one torn between two sectors. `forgetful_mount` puts such disks under a folder.

Idea: LazyFS (dsrhaslab/lazyfs); ALICE (Pillai et al., OSDI 2014) for what may survive.
"""

from __future__ import annotations

import errno
import random
import stat
from dataclasses import dataclass, field
from pathlib import Path

PAGE = 4096
SECTOR = 512


@dataclass(eq=False)
class File:
    mode: int = 0o600
    content: bytearray = field(default_factory=bytearray)
    stored: bytearray = field(default_factory=bytearray)
    dirty: set[int] = field(default_factory=set)

    def write(self, data: bytes, offset: int) -> None:
        end = offset + len(data)
        if end > len(self.content):
            self.resize(end)
        self.content[offset:end] = data
        self.dirty.update(range(offset // PAGE, (end - 1) // PAGE + 1) if data else ())

    def resize(self, length: int) -> None:
        before = len(self.content)
        del self.content[length:]
        self.content.extend(bytes(length - len(self.content)))
        self.dirty.update(range(min(before, length) // PAGE, max(before, length) // PAGE + 1))

    def sync(self) -> None:
        for page in self.dirty:
            start = page * PAGE
            if start < len(self.content):
                self._store(start, bytes(self.content[start : start + PAGE]))
        self._end_at(len(self.content))
        self.dirty.clear()

    def forget(self, dice: random.Random, keep: float) -> None:
        """Unsynced pages stay with the chance `keep`; some of those that stay are torn."""
        kept = [page for page in self.dirty if dice.random() < keep]
        if keep and dice.random() < keep:
            self._end_at(len(self.content))
        for page in kept:
            start = page * PAGE
            data = bytes(self.content[start : start + PAGE])
            if dice.random() < 0.3:
                data = data[: SECTOR * dice.randrange(PAGE // SECTOR)]
            if data:
                self._store(start, data)
        self.content = bytearray(self.stored)
        self.dirty.clear()

    def _store(self, start: int, data: bytes) -> None:
        end = start + len(data)
        if end > len(self.stored):
            self._end_at(end)
        self.stored[start:end] = data

    def _end_at(self, length: int) -> None:
        del self.stored[length:]
        self.stored.extend(bytes(length - len(self.stored)))


@dataclass(eq=False)
class Folder:
    mode: int = 0o700
    names: dict[str, File | Folder] = field(default_factory=dict)
    stored_names: dict[str, File | Folder] = field(default_factory=dict)

    def sync(self) -> None:
        self.stored_names = dict(self.names)

    def forget(self, dice: random.Random, keep: float) -> None:
        """Names that were not synced go, or all of this folder stay: file systems keep a log of
        them, in order. Then the same for everything that has a name."""
        if keep and dice.random() < keep:
            self.sync()
        self.names = dict(self.stored_names)
        for node in self.names.values():
            node.forget(dice, keep)


@dataclass
class Disk:
    """`left` counts the changes until the power goes; None: it stays on."""

    root: Folder = field(default_factory=Folder)
    left: int | None = None
    changes: int = 0
    is_off: bool = False

    def change(self) -> None:
        """Called before every change. Raises OSError once the power is off."""
        self.look()
        self.changes += 1
        if self.left is not None:
            self.left -= 1
            if self.left <= 0:
                self.is_off = True
                self.look()

    def look(self) -> None:
        if self.is_off:
            raise OSError(errno.EIO, "no power")

    def cut(self, dice: random.Random, keep: float) -> None:
        self.root.forget(dice, keep)
        self.left, self.is_off, self.changes = None, False, 0

    def at(self, parts: tuple[str, ...]) -> File | Folder:
        node: File | Folder = self.root
        for part in parts:
            if not isinstance(node, Folder) or part not in node.names:
                raise OSError(errno.ENOENT, "no such file")
            node = node.names[part]
        return node

    def folder_of(self, parts: tuple[str, ...]) -> Folder:
        node = self.at(parts[:-1])
        if not isinstance(node, Folder):
            raise OSError(errno.ENOTDIR, "not a folder")
        return node


def take_in(source: Path) -> Folder:
    """A stored copy of a folder of this machine."""
    folder = Folder()
    for path in source.iterdir():
        if path.is_dir():
            folder.names[path.name] = take_in(path)
        else:
            content = path.read_bytes()
            mode = stat.S_IMODE(path.stat().st_mode)
            folder.names[path.name] = File(mode, bytearray(content), bytearray(content))
    folder.sync()
    return folder
