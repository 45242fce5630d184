"""Ends this very process, as a power cut or the system would, at a chosen place.

A failpoint is ``place:count``, such as ``after-commit:3``. The places are in the libraries and not
in the program, so that the program carries no switches for tests: every statement and commit goes
through SQLAlchemy, every request through httpx or uvicorn's application.
"""

from __future__ import annotations

import itertools
import os
import random
import signal
from collections.abc import Callable
from typing import Any

import httpx
from sqlalchemy import Engine, event
from sqlalchemy.engine.default import DefaultDialect

VARIABLE = "INSPECTOR_TEST_FAILPOINT"
STATION_PLACES = ("statement", "before-commit", "after-commit", "before-send", "after-send")
CENTRE_PLACES = ("statement", "before-commit", "after-commit")
_MOST = {"statement": 120}


def choose(dice: random.Random, places: tuple[str, ...]) -> str:
    """A random failpoint."""
    place = dice.choice(places)
    return f"{place}:{dice.randint(1, _MOST.get(place, 25))}"


def arm(failpoint: str = "") -> None:
    """End this process with SIGKILL at the failpoint, by default at that in the environment."""
    failpoint = failpoint or os.environ.get(VARIABLE, "")
    if not failpoint:
        return
    place, _, count = failpoint.partition(":")
    due = _ender(int(count))
    match place:
        case "statement":
            event.listen(Engine, "before_cursor_execute", lambda *_: due())
        case "before-commit" | "after-commit":
            _wrap(DefaultDialect, "do_commit", due, before=place.startswith("before"))
        case "before-send" | "after-send":
            _wrap_async(httpx.AsyncClient, "send", due, before=place.startswith("before"))
        case _:
            raise ValueError(f"no such failpoint: {failpoint}")


def _ender(count: int) -> Callable[[], None]:
    calls = itertools.count(1)

    def due() -> None:
        if next(calls) == count:
            os.kill(os.getpid(), signal.SIGKILL)

    return due


def _wrap(owner: Any, name: str, due: Callable[[], None], *, before: bool) -> None:
    kept = getattr(owner, name)

    def wrapped(*values: Any, **named: Any) -> Any:
        if before:
            due()
        result = kept(*values, **named)
        if not before:
            due()
        return result

    setattr(owner, name, wrapped)


def _wrap_async(owner: Any, name: str, due: Callable[[], None], *, before: bool) -> None:
    kept = getattr(owner, name)

    async def wrapped(*values: Any, **named: Any) -> Any:
        if before:
            due()
        result = await kept(*values, **named)
        if not before:
            due()
        return result

    setattr(owner, name, wrapped)
