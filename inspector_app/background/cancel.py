"""How work that is no longer wanted is asked to stop."""

from __future__ import annotations

import threading


class Stopped(Exception):
    """Raised inside work that noticed it was asked to stop. It reaches nobody: the answer of
    stopped work is dropped."""


class Cancel:
    """A flag that one side raises and running work looks at. Safe to use from any thread."""

    def __init__(self) -> None:
        self._asked = threading.Event()

    def ask_to_stop(self) -> None:
        """Ask the work to stop; it stops when it next looks."""
        self._asked.set()

    def should_stop(self) -> bool:
        """What workflow and detection functions take as their ``should_stop``."""
        return self._asked.is_set()

    def raise_if_asked(self) -> None:
        """Raise Stopped if the work was asked to stop."""
        if self._asked.is_set():
            raise Stopped
