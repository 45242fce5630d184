"""The acts of the scan view as data: one QAction each, with key, words and tool tip.

The actions belong to the view, so every key works whether or not a toolbar shows its button. Keys
work only while the scan view has the focus: a letter typed into a remark stays a letter.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QWidget

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
        in_toolbar: whether the toolbar shows it.
        opens_section: whether the toolbar puts a line before it.
    """

    key: str
    text: str
    tip: str
    shortcuts: tuple[str, ...]
    is_checkable: bool = False
    group: str = ""
    in_toolbar: bool = True
    opens_section: bool = False


ACTIONS: tuple[ViewerAction, ...] = (
    ViewerAction(
        "pan",
        QT_TRANSLATE_NOOP("ViewerActions", "Pan"),
        QT_TRANSLATE_NOOP("ViewerActions", "Move the picture and choose marks"),
        ("V",),
        is_checkable=True,
        group="tool",
    ),
    ViewerAction(
        "rectangle",
        QT_TRANSLATE_NOOP("ViewerActions", "Rectangle"),
        QT_TRANSLATE_NOOP("ViewerActions", "Draw a rectangle: drag from corner to corner"),
        ("B",),
        is_checkable=True,
        group="tool",
    ),
    ViewerAction(
        "polygon",
        QT_TRANSLATE_NOOP("ViewerActions", "Polygon"),
        QT_TRANSLATE_NOOP(
            "ViewerActions", "Draw a polygon: click its corners, close it with Enter"
        ),
        ("P",),
        is_checkable=True,
        group="tool",
    ),
    ViewerAction(
        "fit",
        QT_TRANSLATE_NOOP("ViewerActions", "Fit"),
        QT_TRANSLATE_NOOP("ViewerActions", "Show the whole scan"),
        ("F",),
        opens_section=True,
    ),
    ViewerAction(
        "fit-height",
        QT_TRANSLATE_NOOP("ViewerActions", "Height"),
        QT_TRANSLATE_NOOP("ViewerActions", "Fit the height of the scan"),
        ("H",),
    ),
    ViewerAction(
        "one-to-one",
        QT_TRANSLATE_NOOP("ViewerActions", "1:1"),
        QT_TRANSLATE_NOOP("ViewerActions", "One screen pixel for each scan pixel"),
        ("1",),
    ),
    ViewerAction(
        "zoom-in",
        QT_TRANSLATE_NOOP("ViewerActions", "Closer"),
        QT_TRANSLATE_NOOP("ViewerActions", "Zoom in"),
        ("+", "=", "Shift++"),
        in_toolbar=False,
    ),
    ViewerAction(
        "zoom-out",
        QT_TRANSLATE_NOOP("ViewerActions", "Farther"),
        QT_TRANSLATE_NOOP("ViewerActions", "Zoom out"),
        ("-",),
        in_toolbar=False,
    ),
    ViewerAction(
        "auto",
        QT_TRANSLATE_NOOP("ViewerActions", "Auto"),
        QT_TRANSLATE_NOOP("ViewerActions", "Window that suits the whole scan"),
        ("A",),
        opens_section=True,
    ),
    ViewerAction(
        "full-range",
        QT_TRANSLATE_NOOP("ViewerActions", "Full range"),
        QT_TRANSLATE_NOOP("ViewerActions", "Window over all values the file can hold"),
        ("Alt+1",),
        in_toolbar=False,
    ),
    ViewerAction(
        "cargo",
        QT_TRANSLATE_NOOP("ViewerActions", "Cargo"),
        QT_TRANSLATE_NOOP("ViewerActions", "Window over the goods, up to air"),
        ("Alt+2",),
        in_toolbar=False,
    ),
    ViewerAction(
        "dark-zone",
        QT_TRANSLATE_NOOP("ViewerActions", "Dark zone"),
        QT_TRANSLATE_NOOP("ViewerActions", "Stretch the little that comes through dense goods"),
        ("Alt+3", "D"),
    ),
    ViewerAction(
        "curve",
        QT_TRANSLATE_NOOP("ViewerActions", "Curve"),
        QT_TRANSLATE_NOOP("ViewerActions", "Linear, logarithm or square root"),
        ("L",),
    ),
    ViewerAction(
        "invert",
        QT_TRANSLATE_NOOP("ViewerActions", "Invert"),
        QT_TRANSLATE_NOOP("ViewerActions", "Dense bright instead of dark"),
        ("I",),
        is_checkable=True,
    ),
    ViewerAction(
        "minimum",
        QT_TRANSLATE_NOOP("ViewerActions", "Thin dense"),
        QT_TRANSLATE_NOOP(
            "ViewerActions",
            "Zoomed out, the darkest pixel counts and not the mean: thin dense things stay visible",
        ),
        ("M",),
        is_checkable=True,
    ),
    ViewerAction(
        "energy",
        QT_TRANSLATE_NOOP("ViewerActions", "Low energy"),
        QT_TRANSLATE_NOOP("ViewerActions", "Low-energy image instead of the high-energy one"),
        ("E",),
        is_checkable=True,
    ),
    ViewerAction(
        "original",
        QT_TRANSLATE_NOOP("ViewerActions", "Original"),
        QT_TRANSLATE_NOOP(
            "ViewerActions", "The picture as the scanner gave it; once more to go back"
        ),
        ("O",),
        is_checkable=True,
    ),
    ViewerAction(
        "reset",
        QT_TRANSLATE_NOOP("ViewerActions", "Reset"),
        QT_TRANSLATE_NOOP("ViewerActions", "Display as when the scan was opened"),
        ("R",),
    ),
    ViewerAction(
        "marks",
        QT_TRANSLATE_NOOP("ViewerActions", "Marks"),
        QT_TRANSLATE_NOOP("ViewerActions", "Show highlights and findings"),
        ("T",),
        is_checkable=True,
        opens_section=True,
    ),
    ViewerAction(
        "proportions",
        QT_TRANSLATE_NOOP("ViewerActions", "True shape"),
        QT_TRANSLATE_NOOP(
            "ViewerActions", "True proportions in millimetres instead of square pixels"
        ),
        ("S",),
        is_checkable=True,
    ),
    ViewerAction(
        "level-down",
        QT_TRANSLATE_NOOP("ViewerActions", "Brighter"),
        QT_TRANSLATE_NOOP("ViewerActions", "Move the window towards dense"),
        ("[",),
        in_toolbar=False,
    ),
    ViewerAction(
        "level-up",
        QT_TRANSLATE_NOOP("ViewerActions", "Darker"),
        QT_TRANSLATE_NOOP("ViewerActions", "Move the window towards air"),
        ("]",),
        in_toolbar=False,
    ),
    ViewerAction(
        "width-down",
        QT_TRANSLATE_NOOP("ViewerActions", "More contrast"),
        QT_TRANSLATE_NOOP("ViewerActions", "Narrow the window"),
        ("{", "Shift+{", "Shift+["),
        in_toolbar=False,
    ),
    ViewerAction(
        "width-up",
        QT_TRANSLATE_NOOP("ViewerActions", "Less contrast"),
        QT_TRANSLATE_NOOP("ViewerActions", "Widen the window"),
        ("}", "Shift+}", "Shift+]"),
        in_toolbar=False,
    ),
    ViewerAction(
        "undo",
        QT_TRANSLATE_NOOP("ViewerActions", "Undo"),
        QT_TRANSLATE_NOOP("ViewerActions", "One step of the draft back"),
        ("Ctrl+Z",),
        in_toolbar=False,
    ),
    ViewerAction(
        "redo",
        QT_TRANSLATE_NOOP("ViewerActions", "Redo"),
        QT_TRANSLATE_NOOP("ViewerActions", "The undone step of the draft again"),
        ("Ctrl+Shift+Z", "Ctrl+Y"),
        in_toolbar=False,
    ),
)

_KEYS_BY_POSITION = {
    0xBB: "+",
    0xBD: "-",
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


def translate_actions(actions: dict[str, QAction]) -> None:
    """Give the actions their words in the language of now."""
    for spec in ACTIONS:
        text = QCoreApplication.translate(CONTEXT, spec.text)
        tip = QCoreApplication.translate(CONTEXT, spec.tip)
        keys = QKeySequence(spec.shortcuts[0]).toString(QKeySequence.SequenceFormat.NativeText)
        actions[spec.key].setText(text)
        actions[spec.key].setToolTip(f"{tip}  [{keys}]")
        actions[spec.key].setStatusTip(tip)


def action_for_position(native_virtual_key: int, modifiers: Qt.KeyboardModifier) -> str | None:
    """The act whose key lies there on a Latin keyboard, for layouts that type Cyrillic.

    Windows tells Qt the letter that the layout types, so V arrives as М and no shortcut fits; the
    virtual key still says V. None where no act has that key.
    """
    if 0x30 <= native_virtual_key <= 0x5A:
        name = chr(native_virtual_key)
    elif native_virtual_key in _KEYS_BY_POSITION:
        name = _KEYS_BY_POSITION[native_virtual_key]
    else:
        return None
    if modifiers & Qt.KeyboardModifier.ShiftModifier:
        name = f"Shift+{name}"
    if modifiers & Qt.KeyboardModifier.ControlModifier:
        name = f"Ctrl+{name}"
    return next((spec.key for spec in ACTIONS if name in spec.shortcuts), None)
