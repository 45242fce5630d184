"""Why the case is here: the score with its evidence, and one row per risk reason."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from inspector_app.domain.codes import CodeTable
from inspector_app.domain.risk import RiskAssessment, RiskReason
from inspector_app.ui import theme
from inspector_app.ui.row_list import Row, RowList
from inspector_app.ui.texts import channel_text, reason_kind_text, score_subject_text

CONTROL_TYPES = "control-types"


class ReasonsPanel(QWidget):
    """Signals:
    reason_chosen: id of the reason a person selected.
    """

    reason_chosen = Signal(str)

    def __init__(self, codes: Mapping[str, CodeTable], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._codes = codes
        self._risk: RiskAssessment | None = None
        self._answers: Mapping[str, int] = {}
        self._language = "en"
        self._summary = QLabel()
        self._summary.setWordWrap(True)
        self._summary.setMargin(9)
        self.list = RowList()
        self.list.row_chosen.connect(self.reason_chosen)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._summary)
        layout.addWidget(self.list, 1)

    def show_risk(self, risk: RiskAssessment, answers: Mapping[str, int], language: str) -> None:
        """`answers` is how many findings refer to each reason, by reason id."""
        self._risk, self._answers, self._language = risk, answers, language
        self._refresh()

    def _refresh(self) -> None:
        if self._risk is None:
            return
        self._summary.setText(self._summary_text(self._risk))
        self.list.show_rows(tuple(self._row(reason) for reason in self._risk.reasons))
        self.list.setAccessibleName(self.tr("Risk reasons"))

    def _summary_text(self, risk: RiskAssessment) -> str:
        head = f"<b>{channel_text(risk.channel)}</b>"
        if not risk.score:
            return head
        points = self.tr("{points} of {maximum} points").format(
            points=f"{risk.points:g}", maximum=f"{risk.maximum:g}"
        )
        parts = "".join(
            f"<br>{escape(score_subject_text(part.subject))} "
            f"<b>{part.points:g}/{part.maximum:g}</b>"
            f' <span style="color:{theme.MUTED}">'
            f"{escape(self._own(part.evidence, part.evidence_mn))}</span>"
            for part in risk.score
        )
        return f"{head} · {points}{parts}"

    def _row(self, reason: RiskReason) -> Row:
        controls = ", ".join(self._control_text(code) for code in reason.control_types)
        lines = [
            self._own(reason.explanation, reason.explanation_mn),
            self.tr("Look for: {what}").format(what=self._own(reason.look_for, reason.look_for_mn)),
            self.tr("Answered by: {controls}").format(controls=controls),
        ]
        if reason.goods_item is not None:
            lines.append(self.tr("Concerns goods item {number}").format(number=reason.goods_item))
        answers = self._answers.get(reason.reason_id, 0)
        if answers:
            lines.append(self.tr("Findings that refer to it: {count}").format(count=answers))
        else:
            lines.append(self.tr("No finding refers to it yet"))
        return Row(
            row_id=reason.reason_id,
            title=reason_kind_text(reason.kind),
            aside=self.tr("{criterion} · weight {weight}").format(
                criterion=reason.criterion, weight=f"{reason.weight:g}"
            ),
            lines=tuple(lines),
        )

    def _control_text(self, code: str) -> str:
        table = self._codes.get(CONTROL_TYPES)
        return code if table is None else f"{code} {table.text(code, self._language)}"

    def _own(self, english: str, mongolian: str) -> str:
        return mongolian if self._language == "mn" and mongolian else english

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._refresh()
        super().changeEvent(event)
