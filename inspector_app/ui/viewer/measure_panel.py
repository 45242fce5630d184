"""Below the scan, while something is measured: the profile, the region, the rulers."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from inspector_app.domain.annotation import AnnotationKind
from inspector_app.domain.scan import Energy
from inspector_app.imaging.mass import Background
from inspector_app.ui import theme
from inspector_app.ui.parts import label, scrolled
from inspector_app.ui.viewer.measure_board import WIDEST_PX
from inspector_app.ui.viewer.measure_words import (
    Lines,
    as_text,
    energy_text,
    place_text,
    profile_lines,
    region_lines,
    ruler_lines,
)
from inspector_app.ui.viewer.plots import Curve, HistogramPlot, ProfilePlot
from inspector_app.ui.viewer.scan_view import ScanView
from inspector_app.ui.viewer.shape import Shape

HEIGHT_PX = 200
LINES_HEIGHT_PX = 104
TEXT_PX = 190
COLOURS = {Energy.HIGH: theme.ACCENT, Energy.SINGLE: theme.ACCENT, Energy.LOW: theme.WARNING}


class MeasurePanel(QFrame):
    """Shows what `ScanView.measures` found; hidden while nothing is measured."""

    def __init__(self, view: ScanView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._title = label("section")
        self._copy = QPushButton()
        self._close = QPushButton()
        self._plot = ProfilePlot()
        self._shares = QCheckBox()
        self._width = QSpinBox()
        self._width.setRange(1, WIDEST_PX)
        self._width.setSingleStep(2)
        self._width.setMinimumWidth(104)
        self._histogram = HistogramPlot()
        self._alone = QCheckBox()
        self._alone.setChecked(True)
        self._region_text = _plain_label()
        self._places_text = _plain_label()
        self._profile_part = QWidget()
        self._region_part = QWidget()
        self._places_part = scrolled(self._places_text)
        self.setFixedHeight(HEIGHT_PX)
        self._lay_out()
        self._connect()
        self._retranslate()
        self.hide()

    def text(self) -> str:
        """Everything it says, for the clipboard."""
        return as_text(self._sections())

    @Slot()
    def refresh(self) -> None:
        """Show what is measured now."""
        measures = self._view.measures
        chosen = self._view.annotations.chosen_shape
        on_ruler = chosen is not None and chosen.kind is AnnotationKind.RULER
        self._profile_part.setVisible(measures.line is not None)
        self._region_part.setVisible(measures.region is not None)
        places = self._place_lines()
        self._places_part.setVisible(bool(places))
        self._show_profile()
        self._show_region()
        self._places_text.setText(_html(places))
        plotted = measures.line is not None or measures.region is not None
        self.setFixedHeight(HEIGHT_PX if plotted else LINES_HEIGHT_PX)
        self.setVisible(measures.has_any or on_ruler)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._put_away()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    # Building

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._copy)
        head.addWidget(self._close)
        options = QHBoxLayout()
        options.addWidget(self._shares)
        options.addStretch(1)
        options.addWidget(self._width)
        plotted = QVBoxLayout(self._profile_part)
        plotted.setContentsMargins(0, 0, 0, 0)
        plotted.addWidget(self._plot, 1)
        plotted.addLayout(options)
        counted = QVBoxLayout()
        counted.setContentsMargins(0, 0, 0, 0)
        counted.addWidget(self._histogram, 1)
        counted.addWidget(self._alone)
        region = QHBoxLayout(self._region_part)
        region.setContentsMargins(0, 0, 0, 0)
        figures = scrolled(self._region_text)
        figures.setMinimumWidth(TEXT_PX)
        self._places_part.setMinimumWidth(TEXT_PX)
        region.addWidget(figures, 3)
        region.addLayout(counted, 2)
        body = QHBoxLayout()
        body.setSpacing(14)
        body.addWidget(self._profile_part, 3)
        body.addWidget(self._region_part, 4)
        body.addWidget(self._places_part, 3)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 4, 10, 6)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addLayout(body, 1)

    def _connect(self) -> None:
        view, measures = self._view, self._view.measures
        measures.changed.connect(self.refresh)
        view.annotations.changed.connect(self.refresh)
        view.draft_changed.connect(self.refresh)
        self._plot.pointed.connect(measures.show_dot)
        self._shares.toggled.connect(self._show_profile)
        self._width.valueChanged.connect(measures.set_width)
        self._alone.toggled.connect(self._change_background)
        self._copy.clicked.connect(self._copy_text)
        self._close.clicked.connect(self._put_away)

    # Showing

    @Slot()
    def _show_profile(self) -> None:
        profile = self._view.measures.profile
        if profile is None:
            return
        as_shares = self._shares.isChecked() and bool(profile.transmission)
        shown = profile.transmission if as_shares else profile.values
        curves = tuple(
            Curve(energy_text(energy), values, COLOURS[energy], energy is Energy.LOW)
            for energy, values in shown.items()
        )
        in_mm = profile.distance_mm is not None
        distance = profile.distance_mm if profile.distance_mm is not None else profile.distance_px
        unit = self.tr("mm") if in_mm else self.tr("px")
        self._plot.show_curves(distance, unit, curves, "{:.1%}" if as_shares else "{:.0f}")
        self._shares.setEnabled(bool(profile.transmission))

    def _show_region(self) -> None:
        report = self._view.measures.report
        if report is None:
            return
        self._histogram.show_histograms(
            tuple(
                (one.histogram, COLOURS[energy])
                for energy, one in report.statistics.items()
                if one is not None
            )
        )
        self._region_text.setText(_html(region_lines(report, self._view.scan_geometry)))

    def _rulers(self) -> list[Shape]:
        marks = self._view.annotations.marks
        return [m.shape for m in marks if m.shape.kind is AnnotationKind.RULER]

    def _chosen_place(self) -> str | None:
        """Where the mark in hand is: the draft, or the one that is selected."""
        draft, selected = self._view.draft(), self._view.marks.selected
        box = draft.box if draft is not None else None
        if box is None and selected is not None:
            box = self._view.marks.box_of(selected)
        return None if box is None else place_text(box.centre, self._view.scan_geometry)

    def _place_lines(self) -> Lines:
        """The line of the profile, the rulers, the chosen mark: lengths and places."""
        profile, geometry = self._view.measures.profile, self._view.scan_geometry
        lines = [] if profile is None else profile_lines(profile, geometry)
        lines += ruler_lines(self._rulers(), geometry)
        place = self._chosen_place()
        if place is not None:
            lines.append((self.tr("Chosen mark"), place))
        return lines

    def _sections(self) -> list[tuple[str, Lines]]:
        measures, geometry = self._view.measures, self._view.scan_geometry
        sections = []
        if measures.report is not None:
            sections.append((self.tr("Region"), region_lines(measures.report, geometry)))
        if self._place_lines():
            sections.append((self.tr("Lines and places"), self._place_lines()))
        return sections

    # Acts

    @Slot(bool)
    def _change_background(self, alone: bool) -> None:
        self._view.measures.set_background(Background.SURROUNDINGS if alone else Background.NONE)

    @Slot()
    def _copy_text(self) -> None:
        QGuiApplication.clipboard().setText(self.text())

    @Slot()
    def _put_away(self) -> None:
        self._view.measures.clear()
        self._view.annotations.choose(None)
        self._view.setFocus()

    def _retranslate(self) -> None:
        self._title.setText(self.tr("Measurements"))
        self._copy.setText(self.tr("Copy"))
        self._copy.setToolTip(self.tr("Copy all figures as text"))
        self._close.setText(self.tr("Close"))
        self._close.setToolTip(self.tr("Put the measurements away (Esc)"))
        self._shares.setText(self.tr("Transmission"))
        self._width.setSuffix(self.tr(" px wide"))
        self._width.setAccessibleName(self.tr("Width of the line"))
        self._width.setToolTip(
            self.tr("Each value is the mean over so many lines beside each other")
        )
        self._alone.setText(self.tr("Without surroundings"))
        self._alone.setToolTip(
            self.tr("What a ring around the region shows is taken as what lies behind it too")
        )
        self._plot.setAccessibleName(self.tr("Values along the line"))
        self._histogram.setAccessibleName(self.tr("How often values occur in the region"))
        self.setAccessibleName(self._title.text())
        self.refresh()


def _plain_label() -> QLabel:
    made = QLabel()
    made.setTextFormat(Qt.TextFormat.RichText)
    made.setWordWrap(True)
    made.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    return made


def _html(lines: Lines) -> str:
    """Rows of name and value; all of it is our own words and numbers."""
    row = partial(
        "<tr><td style='color:{muted}; padding-right:10px'>{name}</td><td>{value}</td></tr>".format,
        muted=theme.MUTED,
    )
    return "<table>" + "".join(row(name=name, value=value) for name, value in lines) + "</table>"
