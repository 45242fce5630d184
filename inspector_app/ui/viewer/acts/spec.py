"""What an act of the scan view is: one QAction each, with key, words and tool tip.

The actions belong to the view, so every key works whether or not a toolbar shows its button. Keys
work only while the scan view has the focus: a letter typed into a remark stays a letter.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Protocol

CONTEXT = "ViewerActions"


def QT_TRANSLATE_NOOP(_context: str, text: str) -> str:
    """Marks a text for the translators and gives it back: Qt's own, with a type."""
    return text


@dataclass(frozen=True, slots=True)
class ViewerAction:
    """One act.

    Attributes:
        key: stable name.
        text: English words on the button, translated when shown.
        tip: English sentence for the tool tip.
        shortcuts: keys; the first is shown in the tool tip.
        is_checkable: whether it is on or off.
        group: actions of one group exclude each other.
        menu: name of the toolbar's menu that lists it, empty for none.
    """

    key: str
    text: str
    tip: str
    shortcuts: tuple[str, ...]
    is_checkable: bool = False
    group: str = ""
    menu: str = ""


class ActGroup(Protocol):
    """The acts of one kind, as `ViewActions` sees them."""

    def acts(self) -> dict[str, Callable[[], None]]:
        """The bound method behind every action of the group, by key."""
        ...

    def checked(self) -> dict[str, bool]:
        """Which of the checkable actions are down now."""
        ...

    def disabled(self) -> Collection[str]:
        """Actions that make no sense for the scan on screen; in a mapping each with the reason, in
        English (marked for translation), which its tool tip then says."""
        ...
