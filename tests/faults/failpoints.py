"""Ends this very process, as a power cut or the system would, at a chosen place.

A failpoint is ``place:count``, such as ``after-commit:3``. The places are in the libraries and not
in the program, so that the program carries no switches for tests: every statement and commit goes
through SQLAlchemy, every request through httpx or uvicorn's application, every signature through
`protocol.signing`: a station signs operations and checks receipts, a centre the other way round.
"""

from __future__ import annotations

import itertools
import os
import random
import signal
import sys
from collections.abc import Callable
from typing import Any

import httpx
from sqlalchemy import Engine, event
from sqlalchemy.engine.default import DefaultDialect

from inspector_app.protocol import signing
from inspector_app.sync.station_identity import StationIdentity

VARIABLE = "INSPECTOR_TEST_FAILPOINT"
_BOTH = ("statement", "before-commit", "after-commit")
STATION_PLACES = (*_BOTH, "before-send", "after-send")
CENTRE_PLACES = _BOTH
SIGNING_PLACES = ("after-sign", "before-check", "after-check")
ENROLLING_PLACES = (*_BOTH, "before-send", "after-send", "after-sign", "after-pin")
_MOST = {"statement": 120}
# How often an enrolment passes a place.
_MOST_ENROLLING = {"statement": 30, "after-sign": 1, "after-pin": 1, "before-send": 2}


def choose(dice: random.Random, places: tuple[str, ...]) -> str:
    """A random failpoint."""
    place = dice.choice(places)
    return f"{place}:{dice.randint(1, _MOST.get(place, 25))}"


def choose_enrolling(dice: random.Random, places: tuple[str, ...] = ENROLLING_PLACES) -> str:
    """One that comes soon, in a process that only brings or takes a one-time code."""
    place = dice.choice(places)
    return f"{place}:{dice.randint(1, _MOST_ENROLLING.get(place, 3))}"


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
        case "after-sign":
            _wrap(signing.Signer, "sign", due, before=False)
        case "before-check" | "after-check":
            _wrap_everywhere("is_signed", due, before=place.startswith("before"))
        case "after-pin":
            _wrap(StationIdentity, "keep", due, before=False)
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


def _wrap_everywhere(name: str, due: Callable[[], None], *, before: bool) -> None:
    """A function of `signing`, also where it was imported by name."""
    kept = getattr(signing, name)
    for module in tuple(sys.modules.values()):
        if getattr(module, name, None) is kept:
            _wrap(module, name, due, before=before)


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
