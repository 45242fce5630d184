"""Forgetful disks under a folder of this machine, through FUSE.

The file system is a process of its own: a program that maps a file would wait for itself otherwise.
"""

from __future__ import annotations

import errno
import itertools
import json
import random
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.faults.forgetful_disk import PAGE, Disk, File, Folder, take_in

CONTROL = ".control"


def is_possible() -> str:
    """Empty where disks can be mounted, else why not."""
    if not sys.platform.startswith("linux"):
        return "FUSE disks need Linux"
    try:
        import mfusepy  # noqa: F401
    except (ImportError, OSError) as error:
        return f"FUSE cannot be used: {error}"
    try:
        with mounted() as disks:
            disks.new("probe")
            (disks.path("probe") / "file").write_bytes(b"x")
    except (OSError, RuntimeError) as error:
        return f"FUSE is not permitted here: {error}"
    return ""


class Disks:
    """Tells the mounted process what to do. Each disk is a folder under `mount`."""

    def __init__(self, mount: Path) -> None:
        self.mount = mount

    def path(self, name: str) -> Path:
        return self.mount / name

    def new(self, name: str, source: Path | None = None) -> None:
        """A disk with a stored copy of `source` on it, or an empty one."""
        self._tell(do="new", disk=name, source=str(source) if source else "")

    def arm(self, name: str, after: int) -> None:
        """The power goes at the `after`-th change from now on."""
        self._tell(do="arm", disk=name, after=after)

    def cut(self, name: str, again: str, *, seed: int, keep: float) -> None:
        """Forget what was not stored. The disk comes back as `again`: under the old name the
        kernel would remember."""
        self._tell(do="cut", disk=name, again=again, seed=seed, keep=keep)

    def drop(self, name: str) -> None:
        self._tell(do="drop", disk=name)

    def _tell(self, **words: Any) -> None:
        with (self.mount / CONTROL).open("wb", buffering=0) as control:
            control.write(json.dumps(words).encode())


@contextmanager
def mounted() -> Iterator[Disks]:
    """Mount a place for disks. Raises RuntimeError where that is not possible."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        process = subprocess.Popen(
            [sys.executable, __file__, str(place)], stderr=subprocess.PIPE, text=True
        )
        try:
            deadline = time.monotonic() + 15
            while not (place / CONTROL).exists():
                if process.poll() is not None or time.monotonic() > deadline:
                    process.kill()
                    raise RuntimeError(process.communicate()[1].strip()[-300:] or "no mount")
                time.sleep(0.02)
            yield Disks(place)
        finally:
            if process.poll() is None:
                process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if process.stderr is not None:
                process.stderr.close()
            if (place / CONTROL).exists():
                subprocess.run(["umount", "-l", str(place)], check=False)


def _serve(place: str) -> None:
    """The mounted process."""
    import mfusepy

    class Operations(_Calls, mfusepy.Operations):  # type: ignore[misc]
        use_ns = True

    mfusepy.FUSE(
        Operations(), place, foreground=True, nothreads=True, hard_remove=True, fsname="forgetful"
    )


class _Calls:
    """The calls of FUSE, over `Disk`s."""

    def __init__(self) -> None:
        self._disks: dict[str, Disk] = {}
        self._open: dict[int, tuple[Disk, File | Folder] | None] = {}
        self._numbers = itertools.count(1)

    def _find(self, path: str) -> tuple[Disk, tuple[str, ...]]:
        name, *rest = PurePosixPath(path).parts[1:]
        if name not in self._disks:
            raise OSError(errno.ENOENT, "no such disk")
        return self._disks[name], tuple(rest)

    def _keep(self, opened: tuple[Disk, File | Folder] | None) -> int:
        number = next(self._numbers)
        self._open[number] = opened
        return number

    def _file(self, fh: int) -> tuple[Disk, File]:
        opened = self._open[fh]
        assert opened is not None
        assert isinstance(opened[1], File)
        return opened[0], opened[1]

    def getattr(self, path: str, fh: int | None = None) -> dict[str, Any]:
        if path == "/":
            return _facts(stat.S_IFDIR | 0o755, 0)
        if path == f"/{CONTROL}":
            return _facts(stat.S_IFREG | 0o600, 0)
        if fh is not None and self._open.get(fh) is not None:
            _, node = self._open[fh]  # type: ignore[misc]
        else:
            disk, parts = self._find(path)
            if parts:
                disk.look()
            node = disk.at(parts)
        if isinstance(node, Folder):
            return _facts(stat.S_IFDIR | node.mode, 0)
        return _facts(stat.S_IFREG | node.mode, len(node.content))

    def readdir(self, path: str, fh: int) -> list[str]:
        if path == "/":
            return [".", "..", *self._disks]
        disk, parts = self._find(path)
        disk.look()
        node = disk.at(parts)
        assert isinstance(node, Folder)
        return [".", "..", *node.names]

    def open(self, path: str, flags: int) -> int:
        if path == f"/{CONTROL}":
            return self._keep(None)
        disk, parts = self._find(path)
        disk.look()
        return self._keep((disk, disk.at(parts)))

    def create(self, path: str, mode: int, fi: object = None) -> int:
        disk, parts = self._find(path)
        disk.change()
        made = File(stat.S_IMODE(mode))
        disk.folder_of(parts).names[parts[-1]] = made
        return self._keep((disk, made))

    def read(self, path: str, size: int, offset: int, fh: int) -> bytes:
        disk, file = self._file(fh)
        disk.look()
        return bytes(file.content[offset : offset + size])

    def write(self, path: str, data: bytes, offset: int, fh: int) -> int:
        if self._open[fh] is None:
            self._obey(json.loads(data))
            return len(data)
        disk, file = self._file(fh)
        disk.change()
        file.write(data, offset)
        return len(data)

    def truncate(self, path: str, length: int, fh: int | None = None) -> int:
        if path == f"/{CONTROL}":
            return 0
        disk, parts = self._find(path)
        node = disk.at(parts) if fh is None else self._file(fh)[1]
        disk.change()
        assert isinstance(node, File)
        node.resize(length)
        return 0

    def fsync(self, path: str, datasync: int, fh: int) -> int:
        disk, file = self._file(fh)
        disk.change()
        file.sync()
        return 0

    def fsyncdir(self, path: str, datasync: int, fh: int) -> int:
        disk, parts = self._find(path)
        disk.change()
        node = disk.at(parts)
        assert isinstance(node, Folder)
        node.sync()
        return 0

    def flush(self, path: str, fh: int) -> int:
        return 0

    def release(self, path: str, fh: int) -> int:
        self._open.pop(fh, None)
        return 0

    def opendir(self, path: str) -> int:
        return 0

    def releasedir(self, path: str, fh: int) -> int:
        return 0

    def access(self, path: str, amode: int) -> int:
        return 0

    def chmod(self, path: str, mode: int) -> int:
        disk, parts = self._find(path)
        disk.look()
        disk.at(parts).mode = stat.S_IMODE(mode)
        return 0

    def utimens(self, path: str, times: object = None) -> int:
        return 0

    def mkdir(self, path: str, mode: int) -> int:
        disk, parts = self._find(path)
        disk.change()
        disk.folder_of(parts).names[parts[-1]] = Folder(stat.S_IMODE(mode))
        return 0

    def rmdir(self, path: str) -> int:
        return self.unlink(path)

    def unlink(self, path: str) -> int:
        disk, parts = self._find(path)
        disk.change()
        names = disk.folder_of(parts).names
        node = names.get(parts[-1])
        if node is None:
            raise OSError(errno.ENOENT, "no such file")
        if isinstance(node, Folder) and node.names:
            raise OSError(errno.ENOTEMPTY, "the folder is not empty")
        del names[parts[-1]]
        return 0

    def rename(self, old: str, new: str) -> int:
        disk, parts = self._find(old)
        other, target = self._find(new)
        if other is not disk:
            raise OSError(errno.EXDEV, "another disk")
        disk.change()
        node = disk.at(parts)
        disk.folder_of(target).names[target[-1]] = node
        del disk.folder_of(parts).names[parts[-1]]
        return 0

    def link(self, target: str, source: str) -> int:
        disk, parts = self._find(source)
        _, new = self._find(target)
        disk.change()
        disk.folder_of(new).names[new[-1]] = disk.at(parts)
        return 0

    def statfs(self, path: str) -> dict[str, int]:
        free = 1 << 20
        return {"f_bsize": PAGE, "f_frsize": PAGE, "f_blocks": free, "f_bfree": free} | {
            "f_bavail": free,
            "f_files": free,
            "f_ffree": free,
            "f_namemax": 255,
        }

    def _obey(self, words: dict[str, Any]) -> None:
        name = words["disk"]
        match words["do"]:
            case "new":
                source = words["source"]
                self._disks[name] = Disk(take_in(Path(source)) if source else Folder())
            case "arm":
                self._disks[name].left = words["after"]
            case "cut":
                disk = self._disks.pop(name)
                # What is still open belongs to a program that the power cut ended.
                copy = Disk(disk.root)
                disk.is_off = True
                copy.cut(random.Random(words["seed"]), words["keep"])
                self._disks[words["again"]] = copy
            case "drop":
                self._disks.pop(name)


def _facts(mode: int, size: int) -> dict[str, Any]:
    now = time.time_ns()
    times = {"st_atime": now, "st_mtime": now, "st_ctime": now}
    return {"st_mode": mode, "st_size": size, "st_nlink": 1, "st_uid": 0, "st_gid": 0, **times}


if __name__ == "__main__":
    _serve(sys.argv[1])
