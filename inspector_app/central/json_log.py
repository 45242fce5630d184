"""The log of a centre as one JSON object per line, for programs that gather logs."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from traceback import extract_tb
from types import TracebackType
from typing import TextIO

import msgspec

_NAMES_AT_INFO = ("inspector_app", "uvicorn.error")
_MESSAGE_LIMIT = 500


class JsonLines(logging.Formatter):
    """Writes time (UTC), level, logger and message, and whatever a record has as ``facts``.

    Of an error it writes the kind, the first line of its message and where it came from: further
    lines of a database's message can hold the row that did not fit, and with it what people wrote.
    """

    def format(self, record: logging.LogRecord) -> str:
        written: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _first_line(record.getMessage()),
        }
        facts = getattr(record, "facts", None)
        if isinstance(facts, dict):
            written |= facts
        if record.exc_info and record.exc_info[1] is not None:
            written["error"] = type(record.exc_info[1]).__name__
            written["detail"] = _first_line(str(record.exc_info[1]))
            written["at"] = _places(record.exc_info[2])
        return msgspec.json.encode(written).decode()


@contextmanager
def logging_as_json(stream: TextIO | None = None) -> Iterator[None]:
    """Log as JSON to a stream, standard error by default, for the length of a block."""
    handler = logging.StreamHandler(sys.stderr if stream is None else stream)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    loggers = [logging.getLogger(name) for name in _NAMES_AT_INFO]
    before = [logger.level for logger in loggers]
    root.addHandler(handler)
    for logger in loggers:
        logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        root.removeHandler(handler)
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)


def _first_line(text: str) -> str:
    return text.partition("\n")[0][:_MESSAGE_LIMIT]


def _places(traceback: TracebackType | None) -> list[str]:
    frames = extract_tb(traceback)
    return [f"{Path(one.filename).name}:{one.lineno} {one.name}" for one in frames[-8:]]
