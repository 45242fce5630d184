"""The form in which a finding is written. Nothing is saved until Save is pressed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from inspector_app.domain.case import Case
from inspector_app.domain.codes import CodeTable
from inspector_app.domain.finding import REMARK_LIMIT, Finding
from inspector_app.domain.region import Mark
from inspector_app.ui.parts import label, primary_button, scrolled
from inspector_app.ui.texts import reason_kind_text
from inspector_app.workflow.record_finding import FINDING_KINDS, FindingDraft, draft_from_finding

FIELDS_MIN_HEIGHT_PX = 90


class FindingEditor(QWidget):
    """Signals:
    save_requested: the draft a person wants to save.
    discarded: the person gave the draft up; `restore` brings it back.
    """

    save_requested = Signal(object)
    discarded = Signal()

    def __init__(self, codes: Mapping[str, CodeTable], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._codes = codes
        self._case: Case | None = None
        self._language = "en"
        self._draft: FindingDraft | None = None
        self._amended: Finding | None = None
        self._discarded: tuple[FindingDraft, Finding | None] | None = None
        self._title = label("section")
        self._kind = QComboBox()
        self._reason = QComboBox()
        self._item = QComboBox()
        self._remark = QPlainTextEdit()
        self._remark.setTabChangesFocus(True)
        self._remark.setMaximumHeight(84)
        self._place = QLabel()
        self._place.setWordWrap(True)
        self._problem = label("problem")
        self._problem.setWordWrap(True)
        self._problem.hide()
        self._save = primary_button()
        self._discard = QPushButton()
        self._labels = [QLabel() for _ in range(5)]
        self._lay_out()
        self._connect()
        self._retranslate()

    @property
    def draft(self) -> FindingDraft | None:
        """What is in the form right now, None while nothing is being written."""
        if self._draft is None:
            return None
        return replace(
            self._draft,
            kind=self._kind.currentData() or "",
            reason_id=self._reason.currentData(),
            goods_item=self._item.currentData(),
            remark=self._remark.toPlainText(),
        )

    @property
    def amended(self) -> Finding | None:
        """The saved version the draft amends, None for a new finding."""
        return self._amended

    def use_case(self, case: Case, language: str) -> None:
        """Offer the reasons and goods items of this case."""
        draft = self.draft
        self._case, self._language = case, language
        self._fill_choices()
        if draft is not None:
            self._show(draft)

    def start(self, draft: FindingDraft, amended: Finding | None = None) -> None:
        """Begin a draft; what was in the form before can be brought back with `restore`."""
        if self._draft is not None and self.has_content():
            self._remember()
        self._amended = amended
        self._show(draft)
        self._problem.hide()

    def take_focus(self) -> None:
        """Let the person type at once."""
        self._kind.setFocus()

    def move_mark(self, mark: Mark | None, *, scan_id: str) -> None:
        """The outline of the draft was drawn anew or moved, on this scan."""
        if self._draft is None:
            return
        if scan_id != self._draft.scan_id:
            # On the other scan it is not the place that the model had pointed at.
            self._draft = replace(self._draft, scan_id=scan_id, highlight_id=None)
        self._draft = replace(self._draft, mark=mark)
        self._show_place()

    def has_content(self) -> bool:
        """Whether giving the draft up would lose something a person entered."""
        draft = self.draft
        if draft is None:
            return False
        if self._amended is not None:
            return draft != draft_from_finding(self._amended)
        return True

    def show_problem(self, text: str) -> None:
        """Saving failed; the draft stays as it is."""
        self.setEnabled(True)
        self._problem.setText(text)
        self._problem.show()
        self._save.setEnabled(True)

    def show_saving(self) -> None:
        """Nothing can be changed until the save has succeeded or failed."""
        self.setEnabled(False)

    def is_saving(self) -> bool:
        return not self.isEnabled()

    def finish(self) -> None:
        """The draft was saved: empty the form."""
        self._draft, self._amended, self._discarded = None, None, None
        self._problem.hide()
        self.setEnabled(True)

    def discard(self) -> None:
        """Give the draft up; not while it is being saved."""
        if self._draft is None or self.is_saving():
            return
        self._remember()
        self._draft, self._amended = None, None
        self.discarded.emit()

    def can_restore(self) -> bool:
        return self._discarded is not None

    def restore(self) -> FindingDraft | None:
        """Bring the last discarded draft back."""
        if self._discarded is None:
            return None
        draft, amended = self._discarded
        self._discarded = None
        self.start(draft, amended)
        return draft

    def _remember(self) -> None:
        draft = self.draft
        if draft is not None:
            self._discarded = (draft, self._amended)

    def _show(self, draft: FindingDraft) -> None:
        self._draft = draft
        self._choose(self._kind, draft.kind or None)
        self._choose(self._reason, draft.reason_id)
        self._choose(self._item, draft.goods_item)
        self._remark.setPlainText(draft.remark)
        self._save.setEnabled(True)
        self._show_place()
        self._show_title()

    @staticmethod
    def _choose(box: QComboBox, value: object) -> None:
        index = next((i for i in range(box.count()) if box.itemData(i) == value), 0)
        box.setCurrentIndex(index)

    def _fill_choices(self) -> None:
        self._kind.clear()
        self._kind.addItem(self.tr("Choose what it is"), None)
        for code in self._codes[FINDING_KINDS].codes:
            self._kind.addItem(code.text(self._language), code.code)
        self._reason.clear()
        self._reason.addItem(self.tr("No particular reason"), None)
        self._item.clear()
        self._item.addItem(self.tr("No particular goods item"), None)
        if self._case is None:
            return
        for reason in self._case.risk.reasons:
            self._reason.addItem(
                f"{reason.criterion} · {reason_kind_text(reason.kind)}", reason.reason_id
            )
        for item in self._case.declaration.goods:
            name = item.description_mn if self._language == "mn" else item.description
            self._item.addItem(f"{item.number}. {name or item.description}", item.number)

    def _show_place(self) -> None:
        mark = None if self._draft is None else self._draft.mark
        if mark is None:
            self._place.setText(self.tr("no place on the scan"))
            return
        box = mark.box
        shape = self.tr("rectangle") if mark.is_rectangle else self.tr("polygon")
        self._place.setText(
            self.tr("{shape}, {width} × {height} px at {x}, {y}").format(
                shape=shape,
                width=round(box.width),
                height=round(box.height),
                x=round(box.x),
                y=round(box.y),
            )
        )

    def _show_title(self) -> None:
        if self._amended is not None:
            self._title.setText(
                self.tr("Amendment of version {version}").format(version=self._amended.version)
            )
        else:
            self._title.setText(self.tr("New finding"))

    def _lay_out(self) -> None:
        for box in (self._kind, self._reason, self._item):
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.setMinimumContentsLength(16)
        form = QFormLayout()
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        fields = (self._kind, self._reason, self._item, self._remark, self._place)
        for name, field in zip(self._labels, fields, strict=True):
            form.addRow(name, field)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self._discard)
        buttons.addWidget(self._save)
        # On a low screen the fields scroll; what went wrong and Save stay in sight.
        fields_area = QWidget()
        fields_area.setLayout(form)
        form.setContentsMargins(0, 0, 0, 0)
        scroll = scrolled(fields_area)
        scroll.setMinimumHeight(FIELDS_MIN_HEIGHT_PX)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(9, 4, 9, 9)
        layout.addWidget(self._title)
        layout.addWidget(scroll, 1)
        layout.addWidget(self._problem)
        layout.addLayout(buttons)

    def _connect(self) -> None:
        self._save.clicked.connect(self._tell_save)
        self._discard.clicked.connect(self.discard)
        self._remark.textChanged.connect(self._limit_remark)
        for keys in (QKeySequence.StandardKey.Save, QKeySequence("Ctrl+Return")):
            shortcut = QShortcut(QKeySequence(keys), self, self._tell_save)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _tell_save(self) -> None:
        draft = self.draft
        if draft is None or not self._save.isEnabled():
            return
        if not draft.kind:
            self.show_problem(self.tr("Choose what the finding is, then save again."))
            self._kind.setFocus()
            return
        self._problem.hide()
        self.save_requested.emit(draft)

    def _limit_remark(self) -> None:
        too_long = len(self._remark.toPlainText()) > REMARK_LIMIT
        self._save.setEnabled(not too_long)
        if too_long:
            self.show_problem(
                self.tr("A remark has at most {limit} characters.").format(limit=REMARK_LIMIT)
            )
            self._save.setEnabled(False)
        else:
            self._problem.hide()

    def _retranslate(self) -> None:
        names = (
            self.tr("What it is"),
            self.tr("Answers reason"),
            self.tr("Goods item"),
            self.tr("Remark"),
            self.tr("Place"),
        )
        fields = (self._kind, self._reason, self._item, self._remark, self._place)
        for caption, field, name in zip(self._labels, fields, names, strict=True):
            caption.setText(name)
            field.setAccessibleName(name)
        self._remark.setPlaceholderText(self.tr("What you saw, in your own words"))
        self._save.setText(self.tr("Save here"))
        self._save.setToolTip(self.tr("Saves on this station at once, with or without a link"))
        self._discard.setText(self.tr("Discard"))
        draft = self.draft
        self._fill_choices()
        if draft is not None:
            self._show(draft)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.discard()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
