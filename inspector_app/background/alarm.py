"""A wait that can be cut short from another thread."""

from __future__ import annotations

import threading


class Alarm:
    """One side waits, any other rings. A ring before the wait is not lost."""

    def __init__(self) -> None:
        self._rung = threading.Event()

    def wait(self, seconds: float) -> bool:
        """Wait at most `seconds`; True when it was rung. The ring is used up."""
        rung = self._rung.wait(seconds)
        self._rung.clear()
        return rung

    def ring(self) -> None:
        """End the wait that is running, or the next one at once."""
        self._rung.set()
