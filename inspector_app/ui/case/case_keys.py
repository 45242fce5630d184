"""The keys of the case page, for the person who asks for them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QAction

from inspector_app.ui.case.verdict_panel import GIVE_KEY
from inspector_app.ui.texts import translate


def keys_text(viewer: Sequence[QAction]) -> str:
    """Every key of the page and of the viewer's actions, one a line."""
    own = [
        ("Alt+←", translate("CasePage", "back to the queue")),
        ("Ctrl+1 … Ctrl+5", translate("CasePage", "choose the verdict")),
        (GIVE_KEY, translate("CasePage", "give the chosen verdict")),
        ("Ctrl+S", translate("CasePage", "save the finding here")),
        ("Enter", translate("CasePage", "in a list: record the highlight, amend the finding")),
        ("Esc", translate("CasePage", "discard what is being written")),
        ("F5", translate("CasePage", "talk to the centre now")),
    ]
    lines = [f"{keys}\t{what}" for keys, what in own]
    lines += [
        f"{action.shortcut().toString()}\t{action.text()}"
        for action in viewer
        if not action.shortcut().isEmpty()
    ]
    return "\n".join(lines)
