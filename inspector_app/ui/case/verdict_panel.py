"""Where the inspector says what the scan shows. The verdict is a person's, never the model's."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from inspector_app.domain.finding import REMARK_LIMIT, ScanVerdict, Verdict
from inspector_app.domain.operation import Delivery
from inspector_app.ui import theme
from inspector_app.ui.case.findings_panel import DELIVERY_COLOURS
from inspector_app.ui.centre_texts import conflict_text, rejection_text, their_verdict_text
from inspector_app.ui.parts import label, primary_button, scrolled
from inspector_app.ui.texts import delivery_text, looked_text, verdict_explanation, verdict_text
from inspector_app.workflow.ports import DeliveryStatus

NEEDS_REASON = (Verdict.RESCAN, Verdict.NOT_SCANNED)
GIVE_KEY = "Ctrl+G"
KEYS = {
    Verdict.CLEAN: "Ctrl+1",
    Verdict.SUSPICIOUS: "Ctrl+2",
    Verdict.DIFFICULT: "Ctrl+3",
    Verdict.RESCAN: "Ctrl+4",
    Verdict.NOT_SCANNED: "Ctrl+5",
}


class VerdictPanel(QWidget):
    """Signals:
    verdict_given: the Verdict and the reason, once a person confirmed them.
    """

    verdict_given = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._saved: ScanVerdict | None = None
        self._saving = False
        self._is_awaited = False
        self._status: DeliveryStatus | None = None
        self._current = QLabel()
        self._current.setWordWrap(True)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._buttons = {verdict: QPushButton() for verdict in Verdict}
        self._explanation = label("muted")
        self._explanation.setWordWrap(True)
        self._reason = QLineEdit()
        self._reason.setMaxLength(REMARK_LIMIT)
        self._save = primary_button()
        self._problem = label("problem")
        self._problem.setWordWrap(True)
        self._lay_out()
        self._group.buttonToggled.connect(self._show_choice)
        self._group.buttonClicked.connect(self._ask_why)
        self._reason.textChanged.connect(self._show_choice)
        self._reason.returnPressed.connect(self._tell)
        self._save.clicked.connect(self._tell)
        self._retranslate()
        self._show_choice()

    def show_verdict(self, saved: ScanVerdict | None, status: DeliveryStatus | None) -> None:
        """What was said of this scan so far. A choice not confirmed yet stays."""
        replaced = saved is not None and saved != self._saved
        self._saved, self._status = saved, status
        if replaced and saved is not None:
            self._saving = False
            self._problem.hide()
            self._buttons[saved.verdict].setChecked(True)
            self._reason.setText(saved.reason)
        self._show_current()
        self._show_choice()

    def clear(self) -> None:
        """Another scan: nothing chosen."""
        self._saved, self._status = None, None
        self._saving = False
        self._current.setToolTip("")
        self._group.setExclusive(False)
        for button in self._buttons.values():
            button.setChecked(False)
        self._group.setExclusive(True)
        self._reason.clear()
        self._problem.hide()
        self._show_current()
        self._show_choice()

    def offer(self, possible: tuple[Verdict, ...], *, is_awaited: bool = False) -> None:
        """Only these verdicts can be given; `is_awaited` where that is because the scan has not
        arrived."""
        self._is_awaited = is_awaited
        for verdict, button in self._buttons.items():
            button.setEnabled(verdict in possible)
        self._show_choice()

    def choose(self, verdict: Verdict) -> None:
        """Choose a verdict, as pressing its button does; it still has to be given."""
        self._buttons[verdict].setChecked(True)

    def show_looked(self, seconds: float) -> None:
        """How long the scan on screen was looked at, for whoever asks by resting the mouse here."""
        self._current.setToolTip(looked_text(seconds))

    def show_problem(self, text: str) -> None:
        """The verdict was not saved; the choice stays as it is."""
        self._saving = False
        self._problem.setText(text)
        self._problem.show()
        self._show_choice()

    def has_content(self) -> bool:
        """Whether something was chosen and not confirmed."""
        chosen = self._chosen()
        if chosen is None:
            return False
        saved = self._saved
        return saved is None or (saved.verdict, saved.reason) != (chosen, self._reason.text())

    def _chosen(self) -> Verdict | None:
        return next((v for v, button in self._buttons.items() if button.isChecked()), None)

    def _tell(self) -> None:
        chosen = self._chosen()
        if chosen is not None and self._save.isEnabled():
            self._saving = True
            self._show_choice()
            self.verdict_given.emit(chosen, self._reason.text().strip())

    def _show_choice(self, *_: object) -> None:
        chosen = self._chosen()
        needs = chosen in NEEDS_REASON
        self._reason.setVisible(chosen is not None and (needs or bool(self._reason.text())))
        can_be_given = chosen is not None and self._buttons[chosen].isEnabled()
        was_given = self._saved is not None and self._saved.verdict is chosen
        if chosen is not None and (can_be_given or was_given):
            text = verdict_explanation(chosen)
        elif self._is_awaited:
            text = self.tr("The scan is not here: no Clean yet.")
        else:
            text = self.tr("Say what the whole scan shows.")
        self._explanation.setText(text)
        complete = can_be_given and (not needs or bool(self._reason.text().strip()))
        # An answer of the centre shows the panel anew while a verdict is being saved.
        self._save.setEnabled(complete and self.has_content() and not self._saving)

    def _ask_why(self, *_: object) -> None:
        """Lead the person to the reason where a verdict needs one."""
        if self._chosen() in NEEDS_REASON:
            # The field is laid out only now; on a low screen it may lie below the edge.
            QTimer.singleShot(0, self._reason, self._show_reason)

    def _show_reason(self) -> None:
        self._reason.setFocus()
        self._scroll.ensureWidgetVisible(self._reason)

    def _show_current(self) -> None:
        if self._saved is None:
            self._current.setText(self.tr("No verdict yet"))
            return
        text = f"<b>{verdict_text(self._saved.verdict)}</b>"
        if self._saved.version > 1:
            text += " · " + self.tr("version {version}").format(version=self._saved.version)
        if self._status is not None:
            colour = DELIVERY_COLOURS[self._status.delivery]
            text += f' <span style="color:{colour}">{delivery_text(self._status.delivery)}</span>'
        if self._saved.author:
            text += f' <span style="color:{theme.MUTED}">{escape(self._saved.author)}</span>'
        answer = _answer_text(self._status)
        self._current.setText(f"{text}<br>{escape(answer)}" if answer else text)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setSpacing(6)
        for position, (verdict, button) in enumerate(self._buttons.items()):
            button.setCheckable(True)
            button.setShortcut(KEYS[verdict])
            self._group.addButton(button)
            # Three short words above, two longer ones below: all readable in a narrow column.
            row, column, span = (0, position * 2, 2) if position < 3 else (1, position * 3 - 9, 3)
            grid.addWidget(button, row, column, 1, span)
        # On a low screen the choice scrolls; what went wrong and the last button stay in sight.
        choice = QWidget()
        inside = QVBoxLayout(choice)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self._current)
        inside.addLayout(grid)
        inside.addWidget(self._explanation)
        inside.addWidget(self._reason)
        inside.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(9, 6, 9, 9)
        self._scroll = scrolled(choice)
        layout.addWidget(self._scroll, 1)
        layout.addWidget(self._problem)
        layout.addWidget(self._save)
        self._problem.hide()

    def _retranslate(self) -> None:
        for verdict, button in self._buttons.items():
            button.setText(verdict_text(verdict))
            # Setting a text clears the shortcut.
            button.setShortcut(KEYS[verdict])
            button.setToolTip(f"{verdict_explanation(verdict)} ({KEYS[verdict]})")
        self._reason.setPlaceholderText(self.tr("Why?"))
        self._reason.setAccessibleName(self.tr("Reason for the verdict"))
        self._save.setText(self.tr("Give this verdict"))
        self._save.setShortcut(GIVE_KEY)
        self._save.setToolTip(GIVE_KEY)
        self._show_current()
        self._show_choice()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)


def _answer_text(status: DeliveryStatus | None) -> str:
    """What the centre's answer means, where a person has to know; empty otherwise."""
    if status is not None and status.delivery is Delivery.REJECTED:
        return rejection_text(status.reason)
    if status is not None and status.delivery is Delivery.CONFLICT:
        return f"{conflict_text()} {their_verdict_text(status.theirs)}"
    return ""
