"""Buttons of the compare page: how the scans are shown, aligned or not, linked or not."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QMenu, QToolButton, QWidget

from inspector_app.ui.case.page_acts import PageAct
from inspector_app.ui.compare.compare_texts import Mode, mode_text, mode_tip
from inspector_app.ui.compare.overlay_hands import CHANGES_PER_SECOND
from inspector_app.ui.viewer.view_link import Coupling

KEYS = {Mode.BESIDE: "F2", Mode.SWIPE: "F3", Mode.BLINK: "F4", Mode.DIFFERENCE: "F6"}
"""Keys that type nothing on any layout; F1 and F5 are the window's."""

ALIGN_KEY = "F7"

_ENGLISH = {
    Mode.BESIDE: "Side by side",
    Mode.SWIPE: "Swipe",
    Mode.BLINK: "Blink",
    Mode.DIFFERENCE: "Difference",
}
_ENGLISH_COUPLINGS = {
    Coupling.PLACE: "Move together",
    Coupling.ZOOM: "Zoom together",
    Coupling.DISPLAY: "Same display",
    Coupling.CURSOR: "Show the mouse on all",
}
"""As in `_retranslate` and `mode_text`: the command palette finds an act in either language."""


class ModeBar(QWidget):
    """Signals:
    mode_chosen: Mode.
    align_chosen: whether to align.
    coupling_chosen: Coupling, on or off.
    blink_chosen: changes per second, 0 for by hand.
    """

    mode_chosen = Signal(object)
    align_chosen = Signal(bool)
    coupling_chosen = Signal(object, bool)
    blink_chosen = Signal(int)

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._modes = QActionGroup(self)
        self.mode_actions = {mode: self._mode_action(page, mode) for mode in Mode}
        self.align_action = QAction(self, checkable=True)
        self.align_action.setChecked(True)
        self.align_action.setShortcut(QKeySequence(ALIGN_KEY))
        self.align_action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        page.addAction(self.align_action)
        self.couplings = {one: QAction(self, checkable=True) for one in Coupling}
        self.blink_rate = QComboBox()
        self._link_button = QToolButton()
        self._lay_out()
        self._modes.triggered.connect(self._choose_mode)
        self.align_action.toggled.connect(self.align_chosen)
        for action in self.couplings.values():
            action.setChecked(True)
            action.triggered.connect(self._choose_coupling)
        self.blink_rate.activated.connect(self._choose_rate)
        self._retranslate()

    @property
    def mode(self) -> Mode:
        return next(mode for mode, action in self.mode_actions.items() if action.isChecked())

    def show_mode(self, mode: Mode) -> None:
        """Press the button of a mode without telling anybody."""
        self.mode_actions[mode].setChecked(True)
        self.blink_rate.setVisible(mode is Mode.BLINK)
        self.blink_rate.setCurrentIndex(0)
        self._link_button.setVisible(mode is Mode.BESIDE)

    def allow(self, modes: Collection[Mode], *, aligning: bool) -> None:
        """Which modes make sense for the scan that is compared with."""
        for mode, action in self.mode_actions.items():
            action.setEnabled(mode in modes)
        self.align_action.setEnabled(aligning)

    def page_acts(self) -> tuple[PageAct, ...]:
        """The acts with their English words, for the command palette and the sheet of keys."""
        modes = [PageAct(self.mode_actions[one], "Compare", _ENGLISH[one]) for one in Mode]
        links = [
            PageAct(action, "ModeBar", _ENGLISH_COUPLINGS[one])
            for one, action in self.couplings.items()
        ]
        return (*modes, PageAct(self.align_action, "ModeBar", "Align"), *links)

    def show_by_hand(self) -> None:
        """The blinking was stopped."""
        self.blink_rate.setCurrentIndex(0)

    def _mode_action(self, page: QWidget, mode: Mode) -> QAction:
        action = QAction(self._modes, checkable=True)
        action.setData(mode)
        action.setShortcut(QKeySequence(KEYS[mode]))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.setChecked(mode is Mode.BESIDE)
        page.addAction(action)
        return action

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        for action in (*self.mode_actions.values(), self.align_action):
            layout.addWidget(self._button(action))
            if action is self.mode_actions[Mode.DIFFERENCE]:
                layout.addSpacing(10)
        menu = QMenu(self)
        menu.addActions(list(self.couplings.values()))
        self._link_button.setMenu(menu)
        self._link_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        layout.addWidget(self._link_button)
        layout.addWidget(self.blink_rate)

    def _button(self, action: QAction) -> QToolButton:
        button = QToolButton()
        button.setDefaultAction(action)
        # A click leaves the focus in the scan, or its keys would stop working.
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _choose_mode(self, action: QAction) -> None:
        self.mode_chosen.emit(action.data())

    def _choose_coupling(self) -> None:
        for coupling, action in self.couplings.items():
            self.coupling_chosen.emit(coupling, action.isChecked())

    def _choose_rate(self, index: int) -> None:
        self.blink_chosen.emit(self.blink_rate.itemData(index))

    def _retranslate(self) -> None:
        for mode, action in self.mode_actions.items():
            action.setText(mode_text(mode))
            action.setStatusTip(mode_tip(mode))
            action.setToolTip(f"{mode_tip(mode)}  [{KEYS[mode]}]")
        align_tip = self.tr("Lay the scans over each other by what is in them")
        self.align_action.setText(self.tr("Align"))
        self.align_action.setStatusTip(align_tip)
        self.align_action.setToolTip(f"{align_tip}  [{ALIGN_KEY}]")
        words = {
            Coupling.PLACE: self.tr("Move together"),
            Coupling.ZOOM: self.tr("Zoom together"),
            Coupling.DISPLAY: self.tr("Same display"),
            Coupling.CURSOR: self.tr("Show the mouse on all"),
        }
        for coupling, action in self.couplings.items():
            action.setText(words[coupling])
        self._link_button.setText(self.tr("Linked"))
        self._link_button.setToolTip(self.tr("What the scans do together"))
        chosen = max(self.blink_rate.currentIndex(), 0)
        self.blink_rate.clear()
        self.blink_rate.addItem(self.tr("By hand (Space)"), 0)
        for count in CHANGES_PER_SECOND:
            self.blink_rate.addItem(self.tr("{count} changes a second").format(count=count), count)
        self.blink_rate.setCurrentIndex(chosen)
        self.blink_rate.setAccessibleName(self.tr("How often the scans change"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
