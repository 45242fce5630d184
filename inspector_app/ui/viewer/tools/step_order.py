"""Which of two histories the next undo belongs to: one key undoes drafts and annotations alike."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Protocol

_stamps = itertools.count(1)


def next_stamp() -> int:
    """A number larger than all before."""
    return next(_stamps)


class Steps(Protocol):
    """A history whose steps know when they were made."""

    @property
    def undo_stamp(self) -> int | None: ...

    @property
    def redo_stamp(self) -> int | None: ...


def next_to_undo(histories: Sequence[Steps]) -> int | None:
    """Index of the history with the newest step, None where there is nothing to undo."""
    stamps = {i: one.undo_stamp for i, one in enumerate(histories) if one.undo_stamp is not None}
    return max(stamps, key=lambda i: stamps[i] or 0, default=None)


def next_to_redo(histories: Sequence[Steps]) -> int | None:
    """Index of the history with the oldest undone step, None where there is nothing to redo."""
    stamps = {i: one.redo_stamp for i, one in enumerate(histories) if one.redo_stamp is not None}
    return min(stamps, key=lambda i: stamps[i] or 0, default=None)
