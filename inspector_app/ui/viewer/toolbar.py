"""One row of buttons for the acts of a scan view, and the menus that hold all of them."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu, QToolBar, QToolButton, QWidget

from inspector_app.ui.viewer import icons
from inspector_app.ui.viewer.actions import ACTIONS
from inspector_app.ui.viewer.acts.presets import PANEL
from inspector_app.ui.viewer.display_panel import DisplayPanel
from inspector_app.ui.viewer.scan_view import ScanView

MENUS = ("display", "move", "mark", "measure", "compare")
TOOLS = ("pan", "rectangle", "polygon")
PLACES = ("fit", "one-to-one")
QUICK = ("auto", "dark-zone", "minimum", "material", "original", "invert")

# The little arrows of the menus need room of their own.
_STYLE = """
QToolButton { padding: 5px 3px; }
QToolButton[popupMode="1"] { padding-right: 16px; }
QToolButton[popupMode="2"] { padding-right: 12px; }
"""


class _Room(IntEnum):
    """How much the buttons say, depending on how wide the bar is."""

    WORDS = 0
    MENU_WORDS = 1
    ICONS = 2


class ViewerToolbar(QToolBar):
    """Shows the view's own actions, so a button and its key always do the same.

    The menus list every action by its `ViewerAction.menu`. In a wide window the buttons say their
    words, in a narrow one they show a drawing; it stays one row.

    Attributes:
        panel: everything about the display, below its button while it is wanted.
    """

    def __init__(self, view: ScanView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._room: _Room | None = None
        self._quick: list[QToolButton] = []
        self._menus: dict[str, QToolButton] = {}
        self.panel = DisplayPanel(view, view)
        self.setObjectName("viewer-toolbar")
        self.setMovable(False)
        self.setIconSize(QSize(icons.SIDE, icons.SIDE))
        self.setStyleSheet(_STYLE)
        self._fill()
        # Sizes follow from words and fonts, which arrive in any order: settled once all are there.
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(0)
        self._settle.timeout.connect(self._use_room)
        view.display.panel_wanted.connect(self.toggle_panel)
        self._translate()

    def menu(self, name: str) -> QMenu:
        """The menu of this name."""
        menu = self._menus[name].menu()
        assert menu is not None
        return menu

    def toggle_panel(self) -> None:
        """Show the display panel below its button, or put it away."""
        if self.panel.isVisible():
            self.panel.put_away()
            return
        self.panel.show_below(self._menus["display"])

    # Building

    def _fill(self) -> None:
        for key in (*TOOLS, "", *PLACES, ""):
            self._add(key, words=False)
        for name in MENUS:
            self._add_menu(name)
        self.addSeparator()
        for key in QUICK:
            self._add(key, words=True)

    def _add(self, key: str, *, words: bool) -> None:
        if not key:
            self.addSeparator()
            return
        action = self._view.view_actions.by_key[key]
        action.setIcon(icons.icon(key))
        action.setIconVisibleInMenu(False)
        self.addAction(action)
        button = self.widgetForAction(action)
        if isinstance(button, QToolButton):
            # A click on a button leaves the focus in the scan, or its keys would stop working.
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
            if words:
                self._quick.append(button)

    def _add_menu(self, name: str) -> None:
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        by_key = self._view.view_actions.by_key
        for spec in ACTIONS:
            if spec.menu == name:
                menu.addAction(by_key[spec.key])
        button = QToolButton(self)
        button.setIcon(icons.icon(name))
        button.setMenu(menu)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        if name == "display":
            button.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
            button.clicked.connect(by_key[PANEL].trigger)
        self._menus[name] = button
        shown = self.addWidget(button)
        shown.setVisible(not menu.isEmpty())

    # Room

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settle.start()

    def _use_room(self) -> None:
        """Say as much as there is room for."""
        for room in _Room:
            self._style(room)
            if self._wanted_width() <= self.width():
                break

    def _wanted_width(self) -> int:
        layout = self.layout()
        spacing = 0 if layout is None else layout.spacing()
        margins = self.contentsMargins() if layout is None else layout.contentsMargins()
        widths = [
            widget.sizeHint().width() + spacing
            for action in self.actions()
            if action.isVisible() and (widget := self.widgetForAction(action)) is not None
        ]
        return sum(widths) + margins.left() + margins.right()

    def _style(self, room: _Room) -> None:
        if room is self._room:
            return
        self._room = room
        icon, text = Qt.ToolButtonStyle.ToolButtonIconOnly, Qt.ToolButtonStyle.ToolButtonTextOnly
        for button in self._quick:
            button.setToolButtonStyle(text if room is _Room.WORDS else icon)
        for button in self._menus.values():
            button.setToolButtonStyle(icon if room is _Room.ICONS else text)

    # Words

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._translate()
        super().changeEvent(event)

    def _translate(self) -> None:
        # The actions translate themselves with the view.
        self.setWindowTitle(self.tr("Scan tools"))
        self.setAccessibleName(self.tr("Scan tools"))
        words = {
            "display": (self.tr("Display"), self.tr("How values become grey and colours")),
            "move": (self.tr("Move"), self.tr("Where one is over the scan")),
            "mark": (self.tr("Mark"), self.tr("Draw and write on the scan")),
            "measure": (self.tr("Measure"), self.tr("Lengths, areas, statistics, mass")),
            "compare": (self.tr("Compare"), self.tr("Beside other scans")),
        }
        for name, (text, tip) in words.items():
            self._menus[name].setText(text)
            self._menus[name].setToolTip(tip)
            self._menus[name].setAccessibleName(text)
            self._menus[name].setAccessibleDescription(tip)
        self._room = None
        self._settle.start()
