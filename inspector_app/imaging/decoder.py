"""Running the decoding child and taking over what it wrote.

A crash, a hang or a lack of memory in the child costs one picture: it becomes ScanUnreadable and
the app goes on. Nothing the child says is believed beyond its exit status and the length of the
file it wrote.
"""

from __future__ import annotations

import contextlib
import mmap
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np

import inspector_app
from inspector_app.domain.errors import ScanUnreadable
from inspector_app.imaging.coarse import CoarsePixels, read_coarse
from inspector_app.imaging.decode_child import EXIT_REASONS, DecodeRequest
from inspector_app.imaging.decode_coarse import coarse_step
from inspector_app.imaging.scan_file import ScanHeader
from inspector_app.imaging.scan_limits import (
    CHILD_BASE_BYTES,
    CHILD_CPU_SECONDS,
    CHILD_START_SECONDS,
    IN_MEMORY_BYTES,
    PIXELS_PER_SECOND,
)
from inspector_app.imaging.view_pixels import Pixels

TELL_SECONDS = 0.05
_POLL_SECONDS = 0.004
_DETAIL_BYTES = 300


def child_command(request: DecodeRequest) -> list[str]:
    """The command line that starts the child: the frozen program has no ``-m``, so there the hidden
    command ``decode-scan`` of the app itself does it."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "decode-scan", request.to_argument()]
    return [sys.executable, "-m", "inspector_app.imaging.decode_child", request.to_argument()]


@dataclass(frozen=True, slots=True)
class RunningDecoder:
    """A child at work. Made and ended by `start_decoder`."""

    process: subprocess.Popen[bytes]
    messages: IO[bytes]
    out: Path
    header: ScanHeader
    deadline: float
    coarse: Path | None = None

    def look(self) -> CoarsePixels | None:
        """What is decoded so far, None while there is nothing yet or it was not asked for."""
        if self.coarse is None:
            return None
        width, height = self.header.width_px, self.header.height_px
        seen = read_coarse(self.coarse, width, height)
        if seen is None:
            return None
        return CoarsePixels(seen[0], coarse_step(width, height), width, height, seen[1])

    def finish(self, while_waiting: Callable[[], None] = lambda: None) -> Pixels:
        """Wait for the child and take over its pixels: uint16, (height_px, width_px), read-only.

        Args:
            while_waiting: called about every `TELL_SECONDS`; what it raises comes out of here.

        Raises:
            ScanUnreadable: the child's reason, or ``decoder-died``, ``took-too-long``.
        """
        told_at = time.monotonic()
        while self.process.poll() is None:
            if time.monotonic() - told_at >= TELL_SECONDS:
                while_waiting()
                told_at = time.monotonic()
            if time.monotonic() > self.deadline:
                raise ScanUnreadable(
                    "took-too-long", "the decoder was stopped after its time was over"
                )
            time.sleep(_POLL_SECONDS)
        status = self.process.returncode
        if status:
            raise self._failure(status)
        return map_values(self.out, self.header)

    def _failure(self, status: int) -> ScanUnreadable:
        self.messages.seek(0)
        detail = self.messages.read(_DETAIL_BYTES).decode("ascii", "replace")
        if sys.platform != "win32" and status == -signal.SIGXCPU:
            return ScanUnreadable("took-too-long", "the decoder used up its processor time")
        if status in EXIT_REASONS:
            return ScanUnreadable(EXIT_REASONS[status], detail)
        return ScanUnreadable("decoder-died", f"the decoder ended with {status}: {detail}")


@contextmanager
def start_decoder(
    path: Path,
    header: ScanHeader,
    *,
    colour_as_luminance: bool,
    scratch: Path | None,
    coarse: bool = False,
) -> Iterator[RunningDecoder]:
    """Start a child on one picture of `path`; `finish` gives the pixels.

    Leaving the context ends the child if it still runs and removes what it wrote.

    Args:
        scratch: folder for the decoded values; the system's folder for temporary files by default.
        coarse: have the child show what it has so far, for `RunningDecoder.look`.

    Raises:
        ScanUnreadable: ``decoder-died`` when it cannot be started, ``scratch-full``.
    """
    seconds = header.pixels / PIXELS_PER_SECOND
    with contextlib.ExitStack() as stack:
        out = stack.enter_context(scratch_file(scratch))
        so_far = stack.enter_context(scratch_file(scratch)) if coarse else None
        request = DecodeRequest(
            scan=os.fspath(path.absolute()),
            out=os.fspath(out),
            format=header.format,
            frame=header.frame,
            width_px=header.width_px,
            height_px=header.height_px,
            white=(1 << header.bits) - 1 if header.large_is_dark else 0,
            in_colour=header.in_colour,
            colour_as_luminance=colour_as_luminance,
            memory_bytes=CHILD_BASE_BYTES + int(header.decoder_bytes * 1.1) + path.stat().st_size,
            cpu_seconds=CHILD_CPU_SECONDS + int(seconds),
            coarse="" if so_far is None else os.fspath(so_far),
        )
        messages = stack.enter_context(tempfile.TemporaryFile())
        try:
            process = subprocess.Popen(
                child_command(request),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=messages,
                env=_child_environment(),
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except (OSError, ValueError) as error:
            raise ScanUnreadable("decoder-died", f"the decoder did not start: {error}") from error
        stack.callback(_end, process)
        deadline = time.monotonic() + CHILD_START_SECONDS + seconds
        yield RunningDecoder(process, messages, out, header, deadline, so_far)


@contextmanager
def scratch_file(folder: Path | None) -> Iterator[Path]:
    """An empty file that only we can read, removed on leaving. Raises ScanUnreadable."""
    try:
        descriptor, name = tempfile.mkstemp(prefix="scan-", suffix=".values", dir=folder)
    except OSError as error:
        raise ScanUnreadable("scratch-full", f"no temporary file can be made: {error}") from error
    os.close(descriptor)
    try:
        yield Path(name)
    finally:
        # On Windows a mapped file cannot be removed; there `map_values` has seen to it.
        with contextlib.suppress(OSError):
            Path(name).unlink()


def map_values(path: Path, header: ScanHeader) -> Pixels:
    """The uint16 values in `path` as a read-only array of (height_px, width_px).

    Small pictures are copied into memory. Large ones are mapped, so that what nobody looks at need
    not be in memory; their file goes away with the array.

    Raises:
        ScanUnreadable: ``decoder-died`` when the file has not exactly the bytes it should have.
    """
    expected_bytes = header.pixels * 2
    # O_TEMPORARY (Windows) removes the file when its last handle, the mapping's, is closed.
    large = expected_bytes > IN_MEMORY_BYTES
    flags = (
        os.O_RDONLY | getattr(os, "O_BINARY", 0) | (getattr(os, "O_TEMPORARY", 0) if large else 0)
    )
    with os.fdopen(os.open(path, flags), "rb") as stream:
        if os.fstat(stream.fileno()).st_size != expected_bytes:
            raise ScanUnreadable("decoder-died", "the decoder wrote less or more than the picture")
        if large:
            values = np.frombuffer(
                mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ), np.uint16
            )
        else:
            values = np.fromfile(stream, np.uint16)
            values.flags.writeable = False
    return values.reshape(header.height_px, header.width_px)


def _child_environment() -> dict[str, str]:
    """Ours, and where this package lies: the child must not take one from its current folder."""
    package_parent = str(Path(inspector_app.__file__).resolve().parents[1])
    return {
        **os.environ,
        "PYTHONPATH": package_parent,
        "PYTHONSAFEPATH": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.kill()
    process.wait()
