"""Rectangles, polygons, drafts, and clicks on marks."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from inspector_app.domain.highlight import Tier
from inspector_app.domain.region import Box, Mark
from inspector_app.ui.viewer import (
    FindingMark,
    FindingState,
    HighlightMark,
    HighlightState,
    Hint,
    ScanView,
    ToolName,
)
from tests.helpers.viewer import GEOMETRY, Mouse, grab, made_up

ZOOMS = [1.0, 3.0, 11.0]


def widget_points(view: ScanView, points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    return [view.frame().to_widget(point) for point in points]


def look_at(view: ScanView, zoom: float) -> None:
    view.set_camera(view.camera.zoomed(zoom, view.camera.to_widget((450, 200))))


@pytest.mark.parametrize("zoom", ZOOMS)
@pytest.mark.parametrize("true_shape", [False, True])
def test_a_dragged_rectangle_has_scan_coordinates(
    qtbot: QtBot, view: ScanView, zoom: float, true_shape: bool
) -> None:
    if true_shape:
        view.show_pixels(made_up(), view="top", geometry=GEOMETRY)
    look_at(view, zoom)
    view.set_tool(ToolName.RECTANGLE)
    end, start = widget_points(view, [(440.0, 190.0), (455.5, 207.25)])
    with qtbot.waitSignal(view.mark_drawn) as drawn:
        Mouse(view).drag(start, end)
    mark = drawn.args[0]
    assert mark.is_rectangle
    assert mark.view == ("top" if true_shape else "side")
    assert np.allclose(mark.points, ((440.0, 190.0), (455.5, 207.25)))
    assert view.draft() == mark


def test_a_rectangle_ends_at_the_edge_of_the_scan(qtbot: QtBot, view: ScanView) -> None:
    view.set_tool(ToolName.RECTANGLE)
    start = view.frame().to_widget((850.0, 350.0))
    with qtbot.waitSignal(view.mark_drawn) as drawn:
        Mouse(view).drag(start, (639.0, 479.0))
    box = drawn.args[0].box
    assert (box.right, box.bottom) == (900, 400)
    assert (box.x, box.y) == pytest.approx((850, 350))


def test_too_small_is_hinted_and_not_drawn(qtbot: QtBot, view: ScanView) -> None:
    look_at(view, 11)
    view.set_tool(ToolName.RECTANGLE)
    start, end = widget_points(view, [(440.0, 190.0), (442.0, 195.0)])
    with (
        qtbot.assertNotEmitted(view.mark_drawn),
        qtbot.waitSignal(view.hint_given) as hint,
    ):
        Mouse(view).drag(start, end)
    assert hint.args == [Hint.TOO_SMALL]
    assert view.draft() is None


def test_escape_abandons_a_rectangle(qtbot: QtBot, view: ScanView) -> None:
    view.set_tool(ToolName.RECTANGLE)
    mouse = Mouse(view)
    with qtbot.assertNotEmitted(view.mark_drawn):
        mouse.press((200, 200))
        mouse.move((300, 280))
        qtbot.keyClick(view, Qt.Key.Key_Escape)
        mouse.release((300, 280))


@pytest.mark.parametrize("zoom", ZOOMS)
@pytest.mark.parametrize("how", ["enter", "double", "first"])
def test_a_polygon_has_scan_coordinates(
    qtbot: QtBot, view: ScanView, zoom: float, how: str
) -> None:
    look_at(view, zoom)
    view.set_tool(ToolName.POLYGON)
    corners = [(440.0, 190.0), (462.0, 192.5), (470.0, 212.0), (438.5, 210.0)]
    places = widget_points(view, corners)
    mouse = Mouse(view)
    with qtbot.waitSignal(view.mark_drawn) as drawn:
        for place in places[:-1]:
            mouse.click(place)
        if how == "double":
            mouse.double_click(places[-1])
        else:
            mouse.click(places[-1])
            if how == "enter":
                qtbot.keyClick(view, Qt.Key.Key_Return)
            else:
                mouse.click((places[0][0] + 3, places[0][1] - 2))
    assert np.allclose(drawn.args[0].points, corners)


def test_backspace_takes_a_corner_back_and_escape_all(qtbot: QtBot, view: ScanView) -> None:
    view.set_tool(ToolName.POLYGON)
    mouse = Mouse(view)
    places = widget_points(view, [(100.0, 100.0), (200.0, 100.0), (300.0, 50.0), (200.0, 200.0)])
    for place in places[:3]:
        mouse.click(place)
    qtbot.keyClick(view, Qt.Key.Key_Backspace)
    mouse.click(places[3])
    with qtbot.waitSignal(view.mark_drawn) as drawn:
        qtbot.keyClick(view, Qt.Key.Key_Enter)
    assert np.allclose(drawn.args[0].points, [(100, 100), (200, 100), (200, 200)])
    view.show_draft(None)
    mouse.click(places[0])
    mouse.click(places[1])
    with qtbot.waitSignal(view.hint_given) as hint:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert hint.args == [Hint.NEEDS_THREE_POINTS]
    with qtbot.assertNotEmitted(view.mark_drawn):
        qtbot.keyClick(view, Qt.Key.Key_Escape)
        qtbot.keyClick(view, Qt.Key.Key_Return)


def test_one_can_move_about_while_drawing_a_polygon(qtbot: QtBot, view: ScanView) -> None:
    view.set_tool(ToolName.POLYGON)
    mouse = Mouse(view)
    corners = [(100.0, 100.0), (500.0, 100.0), (500.0, 300.0)]
    mouse.click(view.frame().to_widget(corners[0]))
    mouse.drag((300, 240), (340, 250), Qt.MouseButton.MiddleButton)
    mouse.wheel((300, 240), angle=(0, 120))
    mouse.click(view.frame().to_widget(corners[1]))
    mouse.click(view.frame().to_widget(corners[2]))
    with qtbot.waitSignal(view.mark_drawn) as drawn:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert np.allclose(drawn.args[0].points, corners)


def test_a_draft_is_moved_reshaped_and_every_step_undone(qtbot: QtBot, view: ScanView) -> None:
    view.set_tool(ToolName.RECTANGLE)
    mouse = Mouse(view)
    steps: list[Mark | None] = []
    view.draft_changed.connect(steps.append)
    mouse.drag(*widget_points(view, [(200.0, 100.0), (300.0, 200.0)]))
    drawn = view.draft()
    mouse.drag(*widget_points(view, [(250.0, 150.0), (280.0, 140.0)]))
    moved = view.draft()
    assert np.allclose(moved.points, [(230, 90), (330, 190)])
    mouse.drag(*widget_points(view, [(330.0, 190.0), (400.0, 250.0)]))
    reshaped = view.draft()
    assert np.allclose(reshaped.points, [(230, 90), (400, 250)])
    assert steps == [moved, reshaped]
    back = Qt.KeyboardModifier.ControlModifier
    again = back | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(view, "z", back)
    assert view.draft() == moved
    qtbot.keyClick(view, "z", back)
    assert view.draft() == drawn
    qtbot.keyClick(view, "z", back)
    assert view.draft() is None
    qtbot.keyClick(view, "z", back)
    assert view.draft() is None
    for expected in (drawn, moved, reshaped, reshaped):
        qtbot.keyClick(view, "z", again)
        assert view.draft() == expected


def test_a_polygon_draft_is_edited_corner_by_corner(qtbot: QtBot, view: ScanView) -> None:
    view.show_draft(Mark("side", ((100, 100), (300, 100), (300, 300))))
    with qtbot.waitSignal(view.draft_changed) as changed:
        Mouse(view).drag(*widget_points(view, [(300.0, 100.0), (350.0, 60.0)]))
    assert np.allclose(changed.args[0].points, [(100, 100), (350, 60), (300, 300)])


def test_a_draft_cannot_leave_the_scan_or_shrink_to_nothing(qtbot: QtBot, view: ScanView) -> None:
    mark = Mark("side", ((100.0, 100.0), (200.0, 200.0)))
    view.show_draft(mark)
    mouse = Mouse(view)
    with qtbot.waitSignal(view.hint_given):
        mouse.drag(*widget_points(view, [(200.0, 200.0), (101.0, 101.0)]))
    assert view.draft() == mark
    mouse.drag(*widget_points(view, [(150.0, 150.0), (-300.0, 150.0)]))
    assert view.draft().box.x == 0
    assert view.draft().box.width == pytest.approx(100)
    view.show_draft(None)
    assert view.draft() is None


def marks(view: ScanView) -> None:
    view.show_highlights(
        [
            HighlightMark("h1", 1, Box(100, 100, 300, 200), Tier.ALERT),
            HighlightMark("h2", 2, Box(150, 150, 40, 40), Tier.LOOK),
        ]
    )
    view.show_findings([FindingMark("f1", 1, Mark("side", ((500, 100), (600, 100), (550, 250))))])


@pytest.mark.parametrize("tool", [ToolName.PAN, ToolName.RECTANGLE])
def test_a_click_chooses_the_smallest_mark_under_it(
    qtbot: QtBot, view: ScanView, tool: ToolName
) -> None:
    marks(view)
    view.set_tool(tool)
    mouse = Mouse(view)
    for place, signal, expected in (
        ((350.0, 250.0), view.highlight_clicked, ["h1"]),
        ((170.0, 170.0), view.highlight_clicked, ["h2"]),
        ((550.0, 150.0), view.finding_clicked, ["f1"]),
        ((800.0, 350.0), view.background_clicked, []),
    ):
        with qtbot.waitSignal(signal) as told:
            mouse.click(view.frame().to_widget(place))
        assert told.args == expected


def test_hidden_marks_are_neither_seen_nor_clicked(qtbot: QtBot, view: ScanView) -> None:
    view.clearFocus()
    bare = grab(view)
    marks(view)
    assert (grab(view) != bare).any()
    view.view_actions.by_key["marks"].trigger()
    np.testing.assert_array_equal(grab(view), bare)
    with qtbot.assertNotEmitted(view.highlight_clicked):
        Mouse(view).click(view.frame().to_widget((170.0, 170.0)))


def test_every_kind_and_state_looks_different(view: ScanView) -> None:
    """Told apart without colour: compared as grey pictures."""
    view.clearFocus()
    box = Box(300, 120, 200, 150)
    kinds = [
        *(HighlightMark("h", 1, box, tier, state) for tier in Tier for state in HighlightState),
        *(FindingMark("f", 1, Mark.of_box("side", box), state) for state in FindingState),
    ]
    pictures = []
    for kind in kinds:
        view.show_highlights([kind] if isinstance(kind, HighlightMark) else [])
        view.show_findings([kind] if isinstance(kind, FindingMark) else [])
        pictures.append(grab(view).astype(int).mean(axis=2) > 128)
    for i, one in enumerate(pictures):
        for other in pictures[:i]:
            assert (one != other).sum() > 5
    view.show_findings([kinds[-1]])
    plain = grab(view)
    view.set_selected("f")
    assert (grab(view) != plain).sum() > 500


@pytest.mark.parametrize("grey", [0, 65535])
@pytest.mark.parametrize("tier", list(Tier))
def test_marks_stand_out_on_black_cargo_and_on_white_air(
    view: ScanView, grey: int, tier: Tier
) -> None:
    from inspector_app.imaging.view_pixels import ViewPixels

    flat = np.full((400, 900), grey, np.uint16)
    flat[0, 0] = 65535 - grey
    view.show_pixels(ViewPixels(flat, None, 16))
    view.display.toggle_original()
    view.clearFocus()
    bare = grab(view).astype(int)
    view.show_highlights([HighlightMark("h", 1, Box(300, 120, 200, 150), tier)])
    shown = grab(view).astype(int)
    difference = np.abs(shown - bare).max(axis=2)
    assert (difference > 120).sum() > 600


def test_a_new_scan_takes_marks_and_draft_away(view: ScanView) -> None:
    marks(view)
    view.show_draft(Mark("side", ((1, 1), (50, 50))))
    view.set_selected("h1")
    view.show_pixels(made_up(300, 200))
    assert view.draft() is None
    assert view.marks.highlights == ()
    assert view.marks.findings == ()
    assert view.marks.selected is None


def test_taking_up_another_tool_abandons_what_was_begun(qtbot: QtBot, view: ScanView) -> None:
    view.view_actions.by_key["polygon"].trigger()
    mouse = Mouse(view)
    for place in ((200, 200), (300, 200), (300, 260)):
        mouse.click(place)
    with qtbot.waitSignal(view.tool_changed) as told:
        qtbot.keyClick(view, "b")
    assert told.args == [ToolName.RECTANGLE]
    assert view.view_actions.by_key["rectangle"].isChecked()
    qtbot.keyClick(view, "p")
    with qtbot.assertNotEmitted(view.mark_drawn):
        qtbot.keyClick(view, Qt.Key.Key_Return)
