"""The keys of the case page and of the viewer, for the person who asks for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence

from inspector_app.ui.case.photos import ATTACH_KEY
from inspector_app.ui.case.verdict_panel import GIVE_KEY
from inspector_app.ui.texts import translate
from inspector_app.ui.viewer.actions import ACTIONS


@dataclass(frozen=True, slots=True)
class KeyLine:
    """One act: `keys` as printed on the keyboard, what it does, and a longer word about it."""

    keys: tuple[str, ...]
    text: str
    tip: str = ""


@dataclass(frozen=True, slots=True)
class KeyGroup:
    """Acts that belong together, under a title."""

    title: str
    lines: tuple[KeyLine, ...]


_OTHERS = "move"
"""Where an act stands that is in no menu."""


def key_groups(
    viewer: Mapping[str, QAction], window: Sequence[QAction], comparing: Sequence[QAction] = ()
) -> tuple[KeyGroup, ...]:
    """Every key, grouped: the viewer's by their menu, then the mouse, the page, the window.
    `comparing` are the keys of the page where scans are compared."""
    by_menu: dict[str, list[KeyLine]] = {menu: [] for menu in _menu_titles()}
    for spec in ACTIONS:
        action = viewer[spec.key]
        by_menu.get(spec.menu, by_menu[_OTHERS]).append(_line(action))
    by_menu["compare"] += [_line(action) for action in comparing]
    groups = [KeyGroup(_menu_titles()[menu], tuple(lines)) for menu, lines in by_menu.items()]
    groups += [
        KeyGroup(translate("CaseKeys", "Mouse"), _mouse()),
        KeyGroup(translate("CaseKeys", "Case"), _page()),
        KeyGroup(
            translate("CaseKeys", "Window"),
            tuple(_line(action) for action in window if not action.shortcut().isEmpty()),
        ),
    ]
    return tuple(group for group in groups if group.lines)


def keys_of(action: QAction) -> tuple[str, ...]:
    """The keys of an action, the one to learn first, without those that other keyboards need for
    the same sign."""
    native = QKeySequence.SequenceFormat.NativeText
    first, *others = [keys.toString(native) for keys in action.shortcuts()] or [""]
    kept = (one for one in others if first.startswith("Shift+") or not one.startswith("Shift+"))
    return (first, *kept) if first else ()


def _line(action: QAction) -> KeyLine:
    return KeyLine(keys_of(action), action.text().replace("&", ""), action.statusTip())


def _menu_titles() -> dict[str, str]:
    return {
        "display": translate("CaseKeys", "Display"),
        "move": translate("CaseKeys", "Moving"),
        "mark": translate("CaseKeys", "Marking"),
        "measure": translate("CaseKeys", "Measuring"),
        "compare": translate("CaseKeys", "Comparing"),
    }


def _mouse() -> tuple[KeyLine, ...]:
    wheel = translate("CaseKeys", "Wheel")
    return (
        KeyLine((wheel,), translate("CaseKeys", "closer or farther at the mouse")),
        KeyLine((f"Shift+{wheel}",), translate("CaseKeys", "along the scan")),
        KeyLine(
            (translate("CaseKeys", "Right button"),),
            translate("CaseKeys", "drag: contrast across, brightness up and down; click: a menu"),
        ),
        KeyLine(
            (translate("CaseKeys", "Double click"),),
            translate("CaseKeys", "1:1 at the mouse, or back to the whole scan"),
        ),
        KeyLine(
            (translate("CaseKeys", "Key of a tool, twice"),),
            translate("CaseKeys", "the tool stays in hand for more than one; Esc puts it down"),
        ),
        KeyLine(
            (translate("CaseKeys", "Space"), translate("CaseKeys", "Middle button")),
            translate("CaseKeys", "drag: move the picture with any tool in hand"),
        ),
        KeyLine(
            (translate("CaseKeys", "Arrows"), "PgUp"),
            translate("CaseKeys", "move the picture by a step or by a screen"),
        ),
    )


def _page() -> tuple[KeyLine, ...]:
    return (
        KeyLine(("Ctrl+1 … 5",), translate("CasePage", "choose the verdict")),
        KeyLine((GIVE_KEY,), translate("CasePage", "give the chosen verdict")),
        KeyLine(("Ctrl+S",), translate("CasePage", "save the finding here")),
        KeyLine((ATTACH_KEY,), translate("CasePage", "attach photos to the chosen finding")),
        KeyLine(
            ("Enter",),
            translate("CasePage", "in a list: record the highlight, amend the finding"),
        ),
        KeyLine(("Esc",), translate("CasePage", "discard what is being written")),
    )
