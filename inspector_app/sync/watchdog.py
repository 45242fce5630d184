"""Notices a conversation that has ended or makes no more steps, and says when to begin another."""

from __future__ import annotations

import random
from collections.abc import Callable
from enum import StrEnum

from inspector_app.sync.waits import LONGEST_WAIT_S, jittered_s

SILENCE_LIMIT_S = 2 * LONGEST_WAIT_S
"""Even with nothing to send, or no link, there is a step at least every `LONGEST_WAIT_S`."""

GRACE_S = 30.0
"""How long a silent conversation has to end by itself once it was called off; after that another
begins beside it."""


class Order(StrEnum):
    """What is to be done now."""

    NOTHING = "nothing"
    CALL_OFF = "call-off"
    START = "start"


class Watchdog:
    """Told of every step on the conversation's thread, asked on another. One conversation after the
    other: the waits before a new one grow until one of them has made a step that succeeded."""

    def __init__(self, *, monotonic: Callable[[], float], rng: random.Random) -> None:
        self._monotonic = monotonic
        self._rng = rng
        self._restarts = 0
        self._runs = False
        self._beat_s = 0.0
        self._called_off_s: float | None = None
        self._start_s = 0.0

    @property
    def restarts(self) -> int:
        """How often in a row it was begun again."""
        return self._restarts

    def note_start(self) -> None:
        """A conversation begins."""
        self._runs = True
        self._called_off_s = None
        self._beat_s = self._monotonic()

    def beat(self) -> None:
        """A step begins or has ended."""
        self._beat_s = self._monotonic()

    def note_success(self) -> None:
        """The centre has answered a step."""
        self.beat()
        self._restarts = 0

    def note_end(self) -> None:
        """The conversation has ended, for whatever reason."""
        if self._runs:
            self._runs = False
            self._start_s = self._monotonic() + jittered_s(self._rng, self._restarts)
            self._restarts += 1

    def look(self) -> Order:
        """Ask about every second. START is given until `note_start`, CALL_OFF once."""
        now_s = self._monotonic()
        if not self._runs:
            return Order.START if now_s >= self._start_s else Order.NOTHING
        if self._called_off_s is not None:
            if now_s - self._called_off_s >= GRACE_S:
                self.note_end()
            return Order.NOTHING
        if now_s - self._beat_s >= SILENCE_LIMIT_S:
            self._called_off_s = now_s
            return Order.CALL_OFF
        return Order.NOTHING
