"""Writing the log and the crash trace to files in the data folder.

A windowed program on Windows has no console: there `sys.stdout` and `sys.stderr` are None, and what
is not written to a file is lost.
"""

from __future__ import annotations

import contextlib
import faulthandler
import io
import logging
import os
import sys
import time
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from inspector_app.settings.data_folder import DataFolder

LOG_NAME = "inspector-app.log"
CRASH_NAME = "crash.log"
# At most 10 MB in all: weeks of ordinary work, and little enough to send on a slow line.
LOG_BYTES = 2 * 1024 * 1024
OLDER_LOGS = 4

# Libraries that log each request at INFO; with a station asking every few seconds that would push
# everything else out of the log.
_TALKATIVE = ("httpx", "httpcore", "uvicorn.access", "alembic", "PIL", "tifffile")

log = logging.getLogger(__name__)


class LogFiles:
    """The log while it is being written. Made by `start_logging`; close it when the program ends.

    Attributes:
        path: the log file; None when it could not be opened.
        problem: why it could not be opened, in English; empty when it could.
    """

    def __init__(self, path: Path | None, problem: str = "") -> None:
        self.path = path
        self.problem = problem
        self._handlers: list[logging.Handler] = []
        self._crash_file: IO[str] | None = None
        self._excepthook = sys.excepthook
        self._level = logging.getLogger().level

    def add(self, handler: logging.Handler) -> None:
        """Send what is logged to `handler` too, until `close`."""
        formatter = logging.Formatter("%(asctime)s.%(msecs)03dZ %(levelname)s %(name)s %(message)s")
        formatter.converter = time.gmtime
        formatter.datefmt = "%Y-%m-%dT%H:%M:%S"
        handler.setFormatter(formatter)
        self._handlers.append(handler)
        logging.getLogger().addHandler(handler)

    def catch_crashes(self, path: Path) -> None:
        """Write Python's trace there when the process dies of a fault, such as one inside Qt.

        Does nothing where somebody else catches faults already: pytest, or ``python -X
        faulthandler``. Raises OSError.
        """
        if faulthandler.is_enabled():
            return
        self._crash_file = path.open("a", encoding="utf-8")
        faulthandler.enable(self._crash_file)

    def close(self) -> None:
        """Write out what is left and let go of the files. Twice does no harm."""
        if sys.excepthook == log_uncaught:
            sys.excepthook = self._excepthook
        if self._crash_file is not None:
            faulthandler.disable()
            self._crash_file.close()
            self._crash_file = None
        root = logging.getLogger()
        for handler in self._handlers:
            root.removeHandler(handler)
            handler.close()
        if self._handlers:
            root.setLevel(self._level)
        self._handlers.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def start_logging(
    folder: DataFolder, *, level: int = logging.INFO, on_console: bool = True
) -> LogFiles:
    """Write the log to the data folder, and warnings to the console where there is one.

    An error that nobody caught is logged with its trace. A folder that cannot be written to is no
    error here: the program goes on without a log file, `problem` says why, and opening the database
    in the same folder will tell the person.
    """
    path = folder.logs / LOG_NAME
    files = LogFiles(path)
    try:
        folder.logs.mkdir(parents=True, exist_ok=True)
        files.add(_log_file(path))
        files.catch_crashes(folder.logs / CRASH_NAME)
    except OSError as error:
        files.path = None
        files.problem = str(error)
    if on_console and sys.stderr is not None:
        console = logging.StreamHandler(sys.stderr)
        console.setLevel(logging.WARNING)
        files.add(console)
    logging.getLogger().setLevel(level)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
    sys.excepthook = log_uncaught
    if files.problem:
        log.warning("no log file: %s", files.problem)
    return files


def log_uncaught(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """An excepthook: what nobody caught goes to the log, and to the console as usual."""
    if not issubclass(kind, KeyboardInterrupt):
        log.critical("an error that nobody caught", exc_info=(kind, error, trace))
    if sys.stderr is not None:
        sys.__excepthook__(kind, error, trace)


def prepare_streams() -> None:
    """Make `sys.stdout` and `sys.stderr` safe to write any text to. Call it before anything else.

    In a windowed program they are None, and libraries write to them without asking. On Windows they
    know the letters of one code page only, on Linux no file name that is not UTF-8; a letter they
    do not know is written as its number instead of ending the program.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            # Open as long as the process lives, like the stream it stands for.
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _log_file(path: Path) -> RotatingFileHandler:
    handler = RotatingFileHandler(
        path, maxBytes=LOG_BYTES, backupCount=OLDER_LOGS, encoding="utf-8", errors="replace"
    )
    handler.rotator = _rotate_if_free
    return handler


def _rotate_if_free(source: str, destination: str) -> None:
    # On Windows a file that another process of ours has open cannot be renamed. Both then go on in
    # the large file: a log over its size is better than one with holes.
    with contextlib.suppress(PermissionError):
        Path(source).replace(destination)
