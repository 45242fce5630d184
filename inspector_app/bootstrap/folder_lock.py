"""One program at a time may write into a folder."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from inspector_app.domain.errors import ExportFailed

LOCK_FILE = ".in-use.lock"


@contextmanager
def hold_folder(folder: Path) -> Iterator[None]:
    """Keep other programs of this kind out of a folder for as long as the block runs.

    The system holds the lock and gives it up when the process ends, however it ends, so that a
    file left behind by a power cut keeps nobody out.

    Raises:
        ExportFailed: ``in-use``, another program writes into the folder.
        OSError: the folder cannot be written to.
    """
    file = folder / LOCK_FILE
    descriptor = _locked(file)
    try:
        yield
    finally:
        if sys.platform == "win32":
            # There a file that is open cannot be removed; the next one may have it by now.
            os.close(descriptor)
            with suppress(OSError):
                file.unlink()
        else:
            file.unlink(missing_ok=True)
            os.close(descriptor)


def _locked(file: Path) -> int:
    while True:
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            _lock(descriptor)
            # Between opening and locking, whoever had it before may have removed the file.
            if os.path.samestat(os.fstat(descriptor), file.stat()):
                return descriptor
        except FileNotFoundError:
            pass
        except BlockingIOError as error:
            os.close(descriptor)
            raise ExportFailed(
                "in-use", f"another run is writing into {file.parent}; wait for it or stop it"
            ) from error
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)


def _lock(descriptor: int) -> None:
    """Raises BlockingIOError where somebody else has it."""
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415 - it is not there on other systems

        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except PermissionError as error:
            raise BlockingIOError(str(error)) from error
    else:
        import fcntl  # noqa: PLC0415 - it is not there on Windows

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
