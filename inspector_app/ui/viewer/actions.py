"""The actions of the scan view: building them, their words, and keys on other layouts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QWidget

from inspector_app.ui.viewer.acts import (
    comparing,
    display,
    enhancing,
    exporting,
    marking,
    measuring,
    moving,
    presets,
)
from inspector_app.ui.viewer.acts.spec import CONTEXT, ViewerAction

ACTIONS: tuple[ViewerAction, ...] = (
    *marking.ACTIONS,
    *measuring.ACTIONS,
    *exporting.ACTIONS,
    *moving.ACTIONS,
    *display.ACTIONS,
    *enhancing.ACTIONS,
    *presets.ACTIONS,
    *comparing.ACTIONS,
)

_KEYS_BY_POSITION = {
    0xBB: "+",
    0xBC: ",",
    0xBD: "-",
    0xBE: ".",
    0xDB: "[",
    0xDD: "]",
}
"""Windows virtual keys of the signs above: with a Cyrillic layout these keys type letters."""


def build_actions(owner: QWidget, acts: dict[str, Callable[[], None]]) -> dict[str, QAction]:
    """One QAction per act, added to `owner` and connected to the bound method in `acts`."""
    groups: dict[str, QActionGroup] = {}
    built: dict[str, QAction] = {}
    for spec in ACTIONS:
        action = QAction(owner)
        action.setObjectName(f"viewer-{spec.key}")
        action.setShortcuts([QKeySequence(keys) for keys in spec.shortcuts])
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.setCheckable(spec.is_checkable)
        if spec.group:
            if spec.group not in groups:
                groups[spec.group] = QActionGroup(owner)
            groups[spec.group].addAction(action)
        action.triggered.connect(acts[spec.key])
        owner.addAction(action)
        built[spec.key] = action
    translate_actions(built)
    return built


def translate_actions(
    actions: dict[str, QAction], reasons: Mapping[str, str] = MappingProxyType({})
) -> None:
    """Give the actions their words in the language of now; `reasons` says by key, in English, why
    one is greyed out."""
    for spec in ACTIONS:
        text = QCoreApplication.translate(CONTEXT, spec.text)
        tip = QCoreApplication.translate(CONTEXT, spec.tip)
        keys = QKeySequence(spec.shortcuts[0]).toString(QKeySequence.SequenceFormat.NativeText)
        actions[spec.key].setText(text)
        reason = QCoreApplication.translate(CONTEXT, reasons.get(spec.key, ""))
        actions[spec.key].setToolTip(f"{tip}  [{keys}]" + (f"\n{reason}" if reason else ""))
        actions[spec.key].setStatusTip(tip)
        actions[spec.key].setWhatsThis(reason)


def key_name(native_virtual_key: int, modifiers: Qt.KeyboardModifier) -> str | None:
    """The key as a shortcut of a Latin keyboard: ``Ctrl+Shift+P``. None where it has no letter,
    digit or known sign."""
    if 0x30 <= native_virtual_key <= 0x5A:
        name = chr(native_virtual_key)
    elif native_virtual_key in _KEYS_BY_POSITION:
        name = _KEYS_BY_POSITION[native_virtual_key]
    else:
        return None
    for modifier, word in (
        (Qt.KeyboardModifier.ShiftModifier, "Shift+"),
        (Qt.KeyboardModifier.AltModifier, "Alt+"),
        (Qt.KeyboardModifier.ControlModifier, "Ctrl+"),
    ):
        if modifiers & modifier:
            name = word + name
    return name


def action_for_position(native_virtual_key: int, modifiers: Qt.KeyboardModifier) -> str | None:
    """The act whose key lies there on a Latin keyboard, for layouts that type Cyrillic.

    Windows tells Qt the letter that the layout types, so V arrives as М and no shortcut fits; the
    virtual key still says V. None where no act has that key.
    """
    name = key_name(native_virtual_key, modifiers)
    return next((spec.key for spec in ACTIONS if name and name in spec.shortcuts), None)
