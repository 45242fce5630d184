"""Profile and region on the scan, and the panel that says what they are."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from inspector_app.domain.annotation import AnnotationKind
from inspector_app.domain.region import Box, Mark
from inspector_app.domain.scan import Energy, Geometry
from inspector_app.imaging.mass import Background, RegionMatter, WhyNot
from inspector_app.imaging.view_pixels import ViewPixels
from inspector_app.ui.viewer import ScanView, ToolName
from inspector_app.ui.viewer.measure_panel import MeasurePanel
from inspector_app.ui.viewer.shape import Shape
from tests.helpers.sim_scans import attenuation_table
from tests.helpers.viewer import GEOMETRY, Mouse, grab, made_up


@pytest.fixture
def measured(view: ScanView) -> ScanView:
    """A view of two energies with a scale and the attenuation table."""
    view.attenuation = attenuation_table()
    pixels = made_up(two=True)
    high = np.full(pixels.high.shape, 60_000, np.uint16)
    high[100:200, 300:450] = 20_000
    low = np.full(high.shape, 60_000, np.uint16)
    low[100:200, 300:450] = 17_000
    view.show_pixels(ViewPixels(high, low, 16), geometry=GEOMETRY)
    return view


@pytest.fixture
def panel(qtbot: QtBot, measured: ScanView) -> MeasurePanel:
    made = MeasurePanel(measured)
    qtbot.addWidget(made)
    made.resize(1000, 218)
    return made


def drag(view: ScanView, start, end) -> None:
    Mouse(view).drag(view.frame().to_widget(start), view.frame().to_widget(end))


def test_a_dragged_line_is_plotted_in_both_energies(qtbot: QtBot, measured: ScanView) -> None:
    measured.set_tool(ToolName.PROFILE)
    drag(measured, (200.5, 150.5), (600.5, 150.5))
    measures = measured.measures
    qtbot.waitUntil(lambda: measures.profile is not None)
    profile = measures.profile
    assert profile is not None
    assert set(profile.values) == {Energy.HIGH, Energy.LOW}
    assert profile.values[Energy.HIGH].min() == 20_000
    assert profile.distance_mm is not None
    assert profile.distance_mm[-1] == pytest.approx(2000)
    assert not measured.annotations.marks


def test_a_dragged_box_is_measured(qtbot: QtBot, measured: ScanView) -> None:
    measured.set_tool(ToolName.REGION)
    drag(measured, (298.0, 98.0), (452.0, 202.0))
    qtbot.waitUntil(lambda: measured.measures.report is not None)
    report = measured.measures.report
    assert report is not None
    assert report.area_mm2 == pytest.approx(154 * 104 * 20)
    statistics = report.statistics[Energy.HIGH]
    assert statistics is not None
    assert (statistics.minimum, statistics.maximum) == (20_000, 60_000)
    assert isinstance(report.matter, RegionMatter)
    assert report.matter.mass is not None
    assert measured.draft() is None


def test_the_region_follows_its_corner(qtbot: QtBot, measured: ScanView) -> None:
    measures = measured.measures
    measures.set_region(Shape(AnnotationKind.RECTANGLE, ((300.0, 100.0), (400.0, 150.0))))
    qtbot.waitUntil(lambda: measures.report is not None)
    drag(measured, (400.0, 150.0), (450.0, 200.0))
    qtbot.waitUntil(lambda: measures.report.mark.box.right == pytest.approx(450))
    assert measures.report.mark.box.bottom == pytest.approx(200)


def test_the_line_follows_its_end(qtbot: QtBot, measured: ScanView) -> None:
    measures = measured.measures
    measures.set_line(Shape(AnnotationKind.RULER, ((100.0, 100.0), (300.0, 100.0))))
    qtbot.waitUntil(lambda: measures.profile is not None)
    drag(measured, (300.0, 100.0), (350.0, 140.0))
    qtbot.waitUntil(lambda: measures.profile.end == pytest.approx((350, 140)))


@pytest.mark.parametrize("ellipse", [False, True])
def test_the_draft_can_be_measured(qtbot: QtBot, measured: ScanView, ellipse: bool) -> None:
    shape = Shape(
        AnnotationKind.ELLIPSE if ellipse else AnnotationKind.RECTANGLE,
        ((300.0, 100.0), (400.0, 150.0)),
    )
    measured.show_draft(shape.mark("side"))
    measured.view_actions.by_key["region"].trigger()
    assert measured.measures.region == shape
    assert measured.tool is ToolName.PAN
    qtbot.waitUntil(lambda: measured.measures.report is not None)
    assert measured.measures.report.mark.is_ellipse == ellipse


def test_without_a_draft_the_key_takes_up_the_tool(measured: ScanView) -> None:
    measured.view_actions.by_key["region"].trigger()
    assert measured.tool is ToolName.REGION


def test_with_its_surroundings_counted_in_a_thing_weighs_more(
    qtbot: QtBot, measured: ScanView
) -> None:
    measures = measured.measures
    measures.set_region(Shape(AnnotationKind.RECTANGLE, ((298.0, 98.0), (452.0, 202.0))))
    qtbot.waitUntil(lambda: measures.report is not None)
    measures.set_background(Background.NONE)
    qtbot.waitUntil(lambda: measures.report.background is Background.NONE)
    assert isinstance(measures.report.matter, RegionMatter)


def test_without_a_table_there_are_statistics_alone(qtbot: QtBot, measured: ScanView) -> None:
    measured.attenuation = None
    measured.measures.set_region(Shape(AnnotationKind.RECTANGLE, ((298.0, 98.0), (452.0, 202.0))))
    qtbot.waitUntil(lambda: measured.measures.report is not None)
    assert measured.measures.report.matter is None


def test_the_panel_is_there_only_while_something_is_measured(
    qtbot: QtBot, measured: ScanView, panel: MeasurePanel
) -> None:
    assert not panel.isVisible()
    measured.measures.set_line(Shape(AnnotationKind.RULER, ((100.0, 150.0), (500.0, 150.0))))
    qtbot.waitUntil(panel.isVisible)
    measured.measures.set_region(Shape(AnnotationKind.RECTANGLE, ((298.0, 98.0), (452.0, 202.0))))
    qtbot.waitUntil(lambda: measured.measures.report is not None)
    qtbot.keyClick(measured, Qt.Key.Key_Escape)
    assert not panel.isVisible()
    assert not measured.measures.has_any


def test_another_scan_puts_measurements_away(
    qtbot: QtBot, measured: ScanView, panel: MeasurePanel
) -> None:
    measured.measures.set_line(Shape(AnnotationKind.RULER, ((100.0, 150.0), (500.0, 150.0))))
    measured.show_pixels(made_up())
    assert not panel.isVisible()
    assert measured.measures.profile is None


def test_the_panel_says_mass_places_and_lengths_and_copies_them(
    qtbot: QtBot, measured: ScanView, panel: MeasurePanel
) -> None:
    measures = measured.measures
    measured.annotations.draw(Shape(AnnotationKind.RULER, ((100.0, 50.0), (700.0, 50.0))))
    measures.set_line(Shape(AnnotationKind.RULER, ((100.0, 150.0), (500.0, 150.0))))
    measures.set_region(Shape(AnnotationKind.RECTANGLE, ((298.0, 98.0), (452.0, 202.0))))
    measured.show_draft(Mark.of_box("side", Box(300, 100, 100, 100)))
    qtbot.waitUntil(lambda: measures.report is not None and measures.profile is not None)
    panel._copy.click()
    text = QGuiApplication.clipboard().text()
    assert "kg" in text
    assert "3000 mm" in text
    assert "2000 mm" in text
    # The middle of the draft: the doors are at column 700, the floor at row 300.
    assert f"{(700 - 350) * 5 / 1000:.2f} m from the doors" in text
    assert f"{(300 - 150) * 4 / 1000:.2f} m above the floor" in text


def test_the_plot_points_at_the_place_on_the_scan(
    qtbot: QtBot, measured: ScanView, panel: MeasurePanel
) -> None:
    measured.measures.set_line(Shape(AnnotationKind.RULER, ((100.5, 150.5), (700.5, 150.5))))
    qtbot.waitUntil(lambda: measured.measures.profile is not None)
    panel.show()
    before = grab(measured)
    plot = panel._plot
    inner = plot.inner()
    Mouse(plot).move((inner.left() + inner.width() / 2, inner.center().y()))
    at = QPointF(*measured.frame().to_widget((400.5, 150.5)))
    changed = np.argwhere((grab(measured) != before).any(axis=2))
    rows, columns = changed[:, 0], changed[:, 1]
    assert abs((columns.min() + columns.max()) / 2 - at.x()) <= 2
    assert abs((rows.min() + rows.max()) / 2 - at.y()) <= 2
    assert "20000" in plot.text_at(0.5)


def test_both_plots_paint_what_they_are_given(
    qtbot: QtBot, measured: ScanView, panel: MeasurePanel
) -> None:
    measures = measured.measures
    measures.set_line(Shape(AnnotationKind.RULER, ((100.0, 150.0), (500.0, 150.0))))
    measures.set_region(Shape(AnnotationKind.RECTANGLE, ((298.0, 98.0), (452.0, 202.0))))
    qtbot.waitUntil(lambda: measures.report is not None and measures.profile is not None)
    panel.show()
    values = grab(panel)
    panel._shares.setChecked(True)
    assert (grab(panel) != values).any()
    panel._width.setValue(9)
    qtbot.waitUntil(lambda: measures.profile.width_px == 9)


def test_without_scale_there_are_pixels_and_a_reason(
    qtbot: QtBot, measured: ScanView, panel: MeasurePanel
) -> None:
    measured.show_pixels(measured.pixels, geometry=Geometry())
    measured.measures.set_region(Shape(AnnotationKind.RECTANGLE, ((298.0, 98.0), (452.0, 202.0))))
    qtbot.waitUntil(lambda: measured.measures.report is not None)
    assert "no scale" in panel.text()
    assert "mm²" not in panel.text()
    assert "column" in panel.text()


def test_every_reason_has_words(qtbot: QtBot) -> None:
    from inspector_app.ui.viewer.measure_words import why_not_text

    texts = {why_not_text(reason) for reason in WhyNot}
    assert len(texts) == len(WhyNot)


def test_one_can_measure_inside_a_draft_and_inside_what_is_measured(
    qtbot: QtBot, measured: ScanView
) -> None:
    draft = Mark.of_box("side", Box(200, 80, 400, 200))
    measured.show_draft(draft)
    measured.set_tool(ToolName.REGION)
    drag(measured, (250.0, 100.0), (500.0, 250.0))
    measured.set_tool(ToolName.REGION)
    drag(measured, (300.0, 120.0), (400.0, 200.0))
    assert measured.draft() == draft
    assert measured.measures.region is not None
    assert np.allclose(measured.measures.region.points, ((300, 120), (400, 200)))
