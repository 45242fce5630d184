"""Earlier cases at this station that share something with the open one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from inspector_app.ui.parts import label
from inspector_app.ui.row_list import Row, RowList
from inspector_app.ui.texts import case_state_text, shared_text
from inspector_app.workflow.look_up_history import EarlierCase


class HistoryPanel(QWidget):
    """Signals:
    case_wanted: id of an earlier case the person wants to open.
    """

    case_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._earlier: tuple[EarlierCase, ...] = ()
        self._language = "en"
        self._note = label("muted")
        self._note.setWordWrap(True)
        self._note.setMargin(9)
        self.list = RowList()
        self.list.row_opened.connect(self.case_wanted)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._note)
        layout.addWidget(self.list, 1)
        self._refresh()

    def show_history(self, earlier: tuple[EarlierCase, ...], language: str) -> None:
        self._earlier, self._language = earlier, language
        self._refresh()

    def _refresh(self) -> None:
        self.list.show_rows(tuple(self._row(one) for one in self._earlier))
        self.list.setAccessibleName(self.tr("Earlier cases"))
        # A station sees its own cases only; silence here must not pass for a clean record.
        self._note.setText(
            self.tr("Known at this station only. The centre may know more.")
            if self._earlier
            else self.tr("Nothing earlier is known at this station. The centre may know more.")
        )

    def _row(self, one: EarlierCase) -> Row:
        declaration = one.case.declaration
        goods = declaration.goods[0] if declaration.goods else None
        name = "—"
        if goods is not None:
            name = goods.description_mn if self._language == "mn" else goods.description
            name = name or goods.description
        return Row(
            row_id=one.case.case_id,
            title=", ".join(shared_text(shared) for shared in one.shared),
            aside=one.case.assigned_at.astimezone().strftime("%Y-%m-%d %H:%M"),
            lines=(
                f"{declaration.vehicle.plate} · {name}",
                self.tr("{state}, findings: {count}").format(
                    state=case_state_text(one.state), count=one.findings
                ),
            ),
            tip=self.tr("Double-click or Enter opens this case"),
        )

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._refresh()
        super().changeEvent(event)
