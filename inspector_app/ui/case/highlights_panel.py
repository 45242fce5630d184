"""What the model points at, each with why and how strongly, and a way to answer it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from inspector_app.domain.highlight import Highlight, Tier
from inspector_app.domain.scan import Geometry
from inspector_app.ui import theme
from inspector_app.ui.parts import label, plain_tip
from inspector_app.ui.row_list import Row, RowList
from inspector_app.ui.texts import highlight_reason_text, tier_text

# With a finding being written, all of the right column must fit a screen of 720 px.
LIST_MIN_HEIGHT_PX = 50


@dataclass(frozen=True, slots=True)
class PlacedHighlight:
    """A highlight with its number on the scan, and the finding it was accepted as, if any."""

    number: int
    highlight: Highlight
    finding_number: int | None = None


class HighlightsPanel(QWidget):
    """Signals:
    highlight_chosen: id of the highlight a person selected.
    highlight_accepted: id of the highlight a person wants to record as a finding.
    stop_requested: the person does not want to wait for the model.
    start_requested: the person wants the model to look (again).
    """

    highlight_chosen = Signal(str)
    highlight_accepted = Signal(str)
    stop_requested = Signal()
    start_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._placed: tuple[PlacedHighlight, ...] = ()
        self._geometries: Mapping[str, Geometry] = {}
        self._state = "none"
        self._model = ""
        self._false_marks: float | None = None
        self._problem = ""
        self._note = label("muted")
        self._note.setWordWrap(True)
        self._note.setMargin(8)
        self._progress = QProgressBar()
        self._progress.setRange(0, 100)
        self._stop = QPushButton()
        self._start = QPushButton()
        self.list = RowList()
        self.list.setMinimumHeight(LIST_MIN_HEIGHT_PX)
        self._accept = QPushButton()
        self._lay_out()
        self._connect()
        self._refresh()

    def show_looking(self, share: float) -> None:
        """The model is looking; `share` of the scan is done, 0 to 1."""
        self._state = "looking"
        self._progress.setValue(round(share * 100))
        self._refresh_state()

    def show_highlights(
        self,
        placed: tuple[PlacedHighlight, ...],
        geometries: Mapping[str, Geometry],
        *,
        model: str,
        false_marks: float | None,
    ) -> None:
        """`false_marks` is how many marks the model made on average on clean simulated scans."""
        self._placed, self._geometries, self._model = placed, geometries, model
        self._false_marks = false_marks
        self._state = "done"
        self._refresh()

    def show_stopped(self) -> None:
        self._placed, self._state = (), "stopped"
        self._refresh()

    def show_hidden(self) -> None:
        """Highlights stay out of sight until the inspector has given a verdict."""
        self._placed, self._state = (), "hidden"
        self._refresh()

    def show_problem(self, text: str) -> None:
        """The model could not look; `text` says why, in the person's language."""
        self._placed, self._state, self._problem = (), "problem", text
        self._refresh()

    def show_nothing(self) -> None:
        """There is no scan to look at."""
        self._placed, self._state = (), "none"
        self._refresh()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(8, 0, 8, 6)
        row.addWidget(self._progress, 1)
        row.addWidget(self._stop)
        row.addWidget(self._start)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(8, 6, 8, 8)
        buttons.addStretch(1)
        buttons.addWidget(self._accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._note)
        layout.addLayout(row)
        layout.addWidget(self.list, 1)
        layout.addLayout(buttons)

    def _connect(self) -> None:
        self._stop.clicked.connect(self.stop_requested)
        self._start.clicked.connect(self.start_requested)
        self.list.row_chosen.connect(self.highlight_chosen)
        self.list.row_opened.connect(self._tell_accepted)
        self.list.row_chosen.connect(self._enable_accept)
        self._accept.clicked.connect(self._tell_accepted)

    def _tell_accepted(self, *_: object) -> None:
        chosen = self.list.chosen_id()
        if chosen is not None and self._is_open(chosen):
            self.highlight_accepted.emit(chosen)

    def _enable_accept(self, *_: object) -> None:
        chosen = self.list.chosen_id()
        self._accept.setEnabled(chosen is not None and self._is_open(chosen))

    def _is_open(self, highlight_id: str) -> bool:
        """Whether it is not recorded yet; twice would be two findings of one place."""
        return any(
            p.highlight.highlight_id == highlight_id and p.finding_number is None
            for p in self._placed
        )

    def select(self, highlight_id: str | None) -> None:
        self.list.select(highlight_id)
        self._enable_accept()

    def _refresh(self) -> None:
        self.list.show_rows(tuple(self._row(placed) for placed in self._placed))
        self.list.setAccessibleName(self.tr("Highlights"))
        self._stop.setText(self.tr("Stop"))
        self._start.setText(self.tr("Look again"))
        self._accept.setText(self.tr("Record as finding…"))
        self._accept.setToolTip(self.tr("Start a finding at this place (Enter)"))
        self._enable_accept()
        self._refresh_state()

    def _refresh_state(self) -> None:
        looking = self._state == "looking"
        self._progress.setVisible(looking)
        self._stop.setVisible(looking)
        self._start.setVisible(self._state in ("stopped", "problem"))
        self._accept.setVisible(bool(self._placed))
        self._note.setText(self._note_text())
        self._note.setToolTip(plain_tip([self._model]) if self._state == "done" else "")

    def _note_text(self) -> str:
        if self._state == "done":
            never = self.tr("The model points at places. It never clears a scan.")
            if not self._placed:
                never = self.tr(
                    "The model points at nothing here. That does not mean the scan is clean."
                )
            if self._false_marks is None:
                return never
            rate = self.tr("On clean simulated scans it made {rate} false marks each.")
            return f"{never} {rate.format(rate=f'{self._false_marks:.1f}')}"
        return {
            "none": self.tr("There is no scan to look at yet."),
            "looking": self.tr("The model is looking at the scan. You need not wait."),
            "stopped": self.tr("The model was stopped before it had looked at everything."),
            "hidden": self.tr("Highlights are hidden until you have given your own verdict."),
            "problem": self._problem,
        }[self._state]

    def _row(self, placed: PlacedHighlight) -> Row:
        highlight = placed.highlight
        lines = [
            self.tr("{reason} (attenuation {contrast})").format(
                reason=highlight_reason_text(highlight.reason),
                contrast=f"{highlight.contrast:+.2f}",
            )
        ]
        place = self._place_text(highlight)
        if place:
            lines.append(place)
        if placed.finding_number is not None:
            lines.append(
                self.tr("Recorded as finding {number}").format(number=placed.finding_number)
            )
        return Row(
            row_id=highlight.highlight_id,
            title=f"{placed.number}  {tier_text(highlight.tier)}",
            aside=self.tr("score {score}").format(score=f"{highlight.score:.2f}"),
            colour=theme.WARNING if highlight.tier is Tier.ALERT else theme.MUTED,
            lines=tuple(lines),
            tip=self.tr("How strongly the model points, not how likely contraband is"),
        )

    def _place_text(self, highlight: Highlight) -> str:
        geometry = self._geometries.get(highlight.view, Geometry())
        x, y = highlight.box.centre
        from_doors, above_floor = geometry.metres_from_doors(x), geometry.metres_above_floor(y)
        parts = []
        if from_doors is not None:
            parts.append(self.tr("{metres} m from the doors").format(metres=f"{from_doors:.1f}"))
        if above_floor is not None and above_floor < 0:
            below = f"{-above_floor:.1f}"
            parts.append(self.tr("{metres} m below the floor").format(metres=below))
        elif above_floor is not None:
            parts.append(self.tr("{metres} m above the floor").format(metres=f"{above_floor:.1f}"))
        return ", ".join(parts)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._refresh()
        super().changeEvent(event)
