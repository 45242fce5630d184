"""The help of the main window: the command palette and the sheet of keys."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTranslator, Slot
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from inspector_app.ui.case.case_keys import KeyGroup, key_groups, keys_of
from inspector_app.ui.case.cheat_sheet import CheatSheet
from inspector_app.ui.case.command_palette import CommandPalette
from inspector_app.ui.case.command_search import Command
from inspector_app.ui.case.page_acts import PageWithActs
from inspector_app.ui.viewer import ScanView
from inspector_app.ui.viewer.actions import ACTIONS, key_name
from inspector_app.ui.viewer.acts.spec import CONTEXT, QT_TRANSLATE_NOOP

_WINDOW = "MainWindow"
_WINDOW_WORDS = (
    QT_TRANSLATE_NOOP("MainWindow", "Back to the queue"),
    QT_TRANSLATE_NOOP("MainWindow", "Take in from a folder…"),
    QT_TRANSLATE_NOOP("MainWindow", "Sync now"),
    QT_TRANSLATE_NOOP("MainWindow", "Quit"),
    QT_TRANSLATE_NOOP("MainWindow", "About"),
)
"""Words of the window's menus, so that they are found in either language."""


class WindowHelp(QObject):
    """Attributes:
    keys, commands: the actions, for the menu of the window.
    sheet: every key.
    palette: every act by its name.
    """

    def __init__(
        self,
        window: QMainWindow,
        menu: QMenu,
        view: ScanView,
        translations: QTranslator,
        other_page: PageWithActs | None = None,
    ) -> None:
        """`translations` is the other language than English, whichever is spoken now;
        `other_page` has a scan of its own and acts that nothing else has."""
        super().__init__(window)
        self._window = window
        self._view = view
        self._other_page = other_page
        self._translations = translations
        self.keys = QAction(self)
        self.keys.setShortcuts([QKeySequence("F1"), QKeySequence("?"), QKeySequence("Shift+?")])
        self.commands = QAction(self)
        self.commands.setShortcut(QKeySequence("Ctrl+Shift+P"))
        menu.addActions([self.commands, self.keys])
        self.sheet = CheatSheet(self.groups, window)
        self.palette = CommandPalette(self.all_commands, window)
        self.keys.triggered.connect(self._show_keys)
        self.commands.triggered.connect(self._show_commands)
        window.installEventFilter(self)
        self._translate()

    def window_actions(self) -> list[QAction]:
        """Everything in the menus of the window."""
        return [
            action
            for menu in self._window.menuBar().actions()
            if (held := menu.menu()) is not None and isinstance(held, QMenu)
            for action in held.actions()
            if not action.isSeparator() and action.text()
        ]

    def groups(self) -> tuple[KeyGroup, ...]:
        """Every key of the program."""
        others = () if self._other_page is None else self._other_page.page_acts()
        return key_groups(
            self._view.view_actions.by_key,
            self.window_actions(),
            [act.action for act in others if not act.action.shortcut().isEmpty()],
        )

    def all_commands(self) -> list[Command]:
        """Every act of the viewer, of the other page and of the window. Those of the viewer mean
        the scan that is before the person."""
        view = self._view_shown()
        by_key = view.view_actions.by_key
        no_scan = self.tr("No scan is shown.") if view.pixels is None else ""
        viewer = [self._command(by_key[spec.key], CONTEXT, spec.text, no_scan) for spec in ACTIONS]
        window = [
            self._command(action, _WINDOW, self._english(action), "")
            for action in self.window_actions()
            if action is not self.commands
        ]
        return viewer + self._page_commands() + window

    def _view_shown(self) -> ScanView:
        other = self._other_page
        return other.view if other is not None and other.isVisible() else self._view

    def _page_commands(self) -> list[Command]:
        other = self._other_page
        if other is None:
            return []
        elsewhere = "" if other.isVisible() else self.tr("Only while scans are compared.")
        return [
            self._command(act.action, act.context, act.english, elsewhere)
            for act in other.page_acts()
        ]

    def _command(self, action: QAction, context: str, english: str, why_not: str) -> Command:
        name = action.text().replace("&", "")
        translated = self._translations.translate(context, english) if english else ""
        names = {english, translated or ""}
        return Command(
            action,
            name,
            tuple(sorted(names - {"", name})),
            keys_of(action),
            action.statusTip() if action.statusTip() != name else "",
            why_not or action.whatsThis(),
        )

    def _english(self, action: QAction) -> str:
        spoken = {QCoreApplication.translate(_WINDOW, word): word for word in _WINDOW_WORDS}
        return spoken.get(action.text(), "")

    @Slot()
    def _show_keys(self) -> None:
        self.sheet.open_over(self._window)

    @Slot()
    def _show_commands(self) -> None:
        self.palette.open_over(self._window)

    def _translate(self) -> None:
        self.keys.setText(self.tr("Keys"))
        self.commands.setText(self.tr("Commands…"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LanguageChange:
            self._translate()
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            # A Cyrillic layout types З where the key says P, and no shortcut fits.
            name = key_name(event.nativeVirtualKey(), event.modifiers())
            if event.key() >= 0x80 and name == self.commands.shortcut().toString():
                self.commands.trigger()
                return True
        return super().eventFilter(watched, event)
