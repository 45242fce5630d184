"""Arrows, rulers, words; moving and editing; one undo for all that is drawn."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from inspector_app.domain.annotation import AnnotationKind
from inspector_app.domain.region import Box, Mark
from inspector_app.ui.viewer import Hint, ScanView, ToolName
from inspector_app.ui.viewer.marks import AnnotationMark, AnnotationState
from inspector_app.ui.viewer.shape import Shape
from tests.helpers.viewer import GEOMETRY, Mouse, grab, made_up

RULER = Shape(AnnotationKind.RULER, ((100.0, 100.0), (400.0, 100.0)))
TRIANGLE = Shape(AnnotationKind.POLYGON, ((100.0, 100.0), (400.0, 100.0), (250.0, 300.0)))


def on_widget(view: ScanView, *points: tuple[float, float]) -> list[tuple[float, float]]:
    return [view.frame().to_widget(point) for point in points]


def drag(view: ScanView, start, end, *, shift: bool = False) -> None:
    mouse = Mouse(view)
    if shift:
        mouse.modifiers = Qt.KeyboardModifier.ShiftModifier
    mouse.drag(*on_widget(view, start, end))


def only(view: ScanView) -> Shape:
    (mark,) = view.annotations.marks
    return mark.shape


@pytest.mark.parametrize(
    ("tool", "kind"),
    [(ToolName.RULER, AnnotationKind.RULER), (ToolName.ARROW, AnnotationKind.ARROW)],
)
def test_a_dragged_line_has_scan_coordinates(
    qtbot: QtBot, view: ScanView, tool: ToolName, kind: AnnotationKind
) -> None:
    view.set_tool(tool)
    with qtbot.waitSignal(view.annotations.wanted) as wanted:
        drag(view, (120.0, 90.0), (480.0, 310.0))
    shape = only(view)
    assert wanted.args == [view.annotations.marks[0].key, shape]
    assert shape.kind is kind
    assert np.allclose(shape.points, ((120, 90), (480, 310)))
    assert view.tool is ToolName.PAN


def test_shift_keeps_a_ruler_level_and_45_degrees_as_drawn(view: ScanView) -> None:
    view.show_pixels(made_up(), geometry=GEOMETRY)
    view.set_tool(ToolName.RULER)
    drag(view, (120.0, 90.0), (480.0, 99.0), shift=True)
    (ax, ay), (bx, by) = only(view).points
    assert (ay, by) == pytest.approx((90, 90))
    view.annotations.remove_chosen()
    view.set_tool(ToolName.RULER)
    drag(view, (120.0, 90.0), (320.0, 300.0), shift=True)
    (ax, ay), (bx, by) = only(view).points
    # A column is 5 mm and a row 4 mm: 45 degrees in the object are not so in pixels.
    assert (bx - ax) * 5 == pytest.approx((by - ay) * 4)


def test_shift_makes_rectangles_square_and_ellipses_round_as_drawn(
    qtbot: QtBot, view: ScanView
) -> None:
    view.show_pixels(made_up(), geometry=GEOMETRY)
    for tool in (ToolName.RECTANGLE, ToolName.ELLIPSE):
        view.show_draft(None)
        view.set_tool(tool)
        with qtbot.waitSignal(view.mark_drawn) as drawn:
            drag(view, (300.0, 100.0), (420.0, 130.0), shift=True)
        mark = drawn.args[0]
        assert mark.is_ellipse == (tool is ToolName.ELLIPSE)
        assert mark.box.width * 5 == pytest.approx(mark.box.height * 4)


def test_a_square_at_the_edge_of_the_scan_stays_square(qtbot: QtBot, view: ScanView) -> None:
    view.set_tool(ToolName.RECTANGLE)
    mouse = Mouse(view)
    mouse.modifiers = Qt.KeyboardModifier.ShiftModifier
    start = view.frame().to_widget((800.0, 100.0))
    with qtbot.waitSignal(view.mark_drawn) as drawn:
        mouse.drag(start, (639.0, 470.0))
    box = drawn.args[0].box
    assert box.right == pytest.approx(900)
    assert box.height == pytest.approx(box.width)


def test_an_ellipse_stays_one_when_it_is_moved_and_reshaped(qtbot: QtBot, view: ScanView) -> None:
    view.set_tool(ToolName.ELLIPSE)
    drag(view, (300.0, 100.0), (420.0, 160.0))
    view.set_tool(ToolName.PAN)
    drag(view, (360.0, 130.0), (400.0, 150.0))
    mark = view.draft()
    assert mark is not None
    assert mark.is_ellipse
    assert np.allclose(mark.points, ((340, 120), (460, 180)))
    drag(view, (460.0, 180.0), (500.0, 220.0))
    mark = view.draft()
    assert mark is not None
    assert mark.is_ellipse
    assert np.allclose(mark.points, ((340, 120), (500, 220)))


def test_words_are_kept_with_enter(qtbot: QtBot, view: ScanView) -> None:
    view.set_tool(ToolName.TEXT)
    Mouse(view).click(view.frame().to_widget((200.0, 150.0)))
    editor = view.drawing.editor
    assert editor.isVisible()
    qtbot.keyClicks(editor, "two seals")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    shape = only(view)
    assert (shape.kind, shape.text) == (AnnotationKind.TEXT, "two seals")
    assert np.allclose(shape.points, ((200, 150),))
    assert not editor.isVisible()
    assert view.tool is ToolName.PAN


def test_escape_drops_words_and_shift_enter_begins_a_line(qtbot: QtBot, view: ScanView) -> None:
    view.drawing.write((200.0, 150.0))
    editor = view.drawing.editor
    qtbot.keyClicks(editor, "gone")
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert not view.annotations.marks
    view.drawing.write((200.0, 150.0))
    qtbot.keyClicks(editor, "one")
    qtbot.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClicks(editor, "two")
    qtbot.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert only(view).text == "one\ntwo"


def test_words_being_written_are_kept_when_another_scan_comes(qtbot: QtBot, view: ScanView) -> None:
    view.drawing.write((200.0, 150.0))
    qtbot.keyClicks(view.drawing.editor, "half a")
    with qtbot.waitSignal(view.annotations.wanted) as wanted:
        view.show_empty()
    assert wanted.args[1].text == "half a"
    assert not view.annotations.marks


def test_a_double_click_goes_on_with_words(qtbot: QtBot, view: ScanView) -> None:
    key = view.annotations.draw(Shape(AnnotationKind.TEXT, ((200.0, 150.0),), "seal"))
    x, y = view.frame().to_widget((200.0, 150.0))
    Mouse(view).double_click((x + 14, y + 14))
    editor = view.drawing.editor
    assert editor.toPlainText() == "seal"
    editor.setPlainText("seal 4711")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert [(m.key, m.shape.text) for m in view.annotations.marks] == [(key, "seal 4711")]


def test_a_click_on_the_line_chooses_and_beside_it_lets_go(view: ScanView) -> None:
    key = view.annotations.draw(RULER)
    view.annotations.choose(None)
    (on_line, beside) = on_widget(view, (200.0, 100.0), (200.0, 300.0))
    Mouse(view).click((on_line[0], on_line[1] + 3))
    assert view.annotations.chosen == key
    Mouse(view).click(beside)
    assert view.annotations.chosen is None


def test_inside_an_outline_one_still_reaches_what_lies_there(view: ScanView) -> None:
    view.annotations.draw(Shape(AnnotationKind.RECTANGLE, ((100.0, 100.0), (500.0, 300.0))))
    view.annotations.choose(None)
    Mouse(view).click(view.frame().to_widget((300.0, 200.0)))
    assert view.annotations.chosen is None


def test_the_chosen_one_is_moved_and_its_end_dragged(view: ScanView) -> None:
    view.annotations.draw(RULER)
    drag(view, (250.0, 100.0), (280.0, 160.0))
    assert np.allclose(only(view).points, ((130, 160), (430, 160)))
    drag(view, (430.0, 160.0), (500.0, 200.0))
    assert np.allclose(only(view).points, ((130, 160), (500, 200)))


def test_escape_puts_a_dragged_annotation_back(qtbot: QtBot, view: ScanView) -> None:
    view.annotations.draw(RULER)
    mouse = Mouse(view)
    start, end = on_widget(view, (250.0, 100.0), (280.0, 160.0))
    mouse.press(start)
    mouse.move(end)
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    mouse.release(end)
    assert only(view) == RULER


def test_arrow_keys_nudge_and_are_undone_as_one(qtbot: QtBot, view: ScanView) -> None:
    view.annotations.draw(RULER)
    before = view.camera
    for _ in range(3):
        qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert np.allclose(only(view).points, ((103, 110), (403, 110)))
    assert view.camera == before
    view.step_draft(back=True)
    assert only(view) == RULER
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.camera != before


def test_an_arrow_key_moves_as_it_points_on_a_turned_scan(qtbot: QtBot, view: ScanView) -> None:
    view.set_camera(view.camera.oriented(view.camera.orientation.turned_right()))
    view.annotations.draw(RULER)
    before = view.frame().to_widget(only(view).points[0])
    qtbot.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    after = view.frame().to_widget(only(view).points[0])
    assert after[0] > before[0]
    assert after[1] == pytest.approx(before[1])


def test_a_double_click_on_an_edge_adds_a_corner_and_delete_takes_it(
    qtbot: QtBot, view: ScanView
) -> None:
    view.annotations.draw(TRIANGLE)
    on_edge = view.frame().to_widget((250.0, 100.0))
    Mouse(view).double_click(on_edge)
    points = only(view).points
    assert len(points) == 4
    assert np.allclose(points[1], (250, 100), atol=1)
    Mouse(view).move(on_edge)
    view.view_actions.by_key["delete"].trigger()
    assert only(view) == TRIANGLE
    # A triangle keeps its corners: under the mouse is one, so Delete takes the whole.
    Mouse(view).move(view.frame().to_widget((100.0, 100.0)))
    view.view_actions.by_key["delete"].trigger()
    assert not view.annotations.marks


def test_corners_of_a_drafted_polygon_come_and_go(qtbot: QtBot, view: ScanView) -> None:
    view.show_draft(Mark("side", TRIANGLE.points))
    on_edge = view.frame().to_widget((250.0, 100.0))
    with qtbot.waitSignal(view.draft_changed) as changed:
        Mouse(view).double_click(on_edge)
    assert len(changed.args[0].points) == 4
    Mouse(view).move(on_edge)
    with qtbot.waitSignal(view.draft_changed) as changed:
        view.view_actions.by_key["delete"].trigger()
    assert changed.args[0].points == TRIANGLE.points


def test_delete_takes_the_chosen_one_away_and_undo_brings_it_back(
    qtbot: QtBot, view: ScanView
) -> None:
    key = view.annotations.draw(RULER)
    Mouse(view).move((5, 5))
    with qtbot.waitSignal(view.annotations.wanted) as wanted:
        view.view_actions.by_key["delete"].trigger()
    assert wanted.args == [key, None]
    with qtbot.waitSignal(view.annotations.wanted) as wanted:
        view.view_actions.by_key["undo"].trigger()
    assert wanted.args == [key, RULER]


def test_undo_goes_back_through_drafts_and_annotations_in_their_order(view: ScanView) -> None:
    view.set_tool(ToolName.RECTANGLE)
    drag(view, (300.0, 100.0), (420.0, 160.0))
    first = view.draft()
    view.annotations.draw(RULER)
    view.change_draft(Mark.of_box("side", Box(10, 10, 50, 50)))
    view.step_draft(back=True)
    assert view.draft() == first
    assert view.annotations.marks
    view.step_draft(back=True)
    assert not view.annotations.marks
    view.step_draft(back=True)
    assert view.draft() is None
    for _ in range(3):
        view.step_draft(back=False)
    assert view.draft() == Mark.of_box("side", Box(10, 10, 50, 50))
    assert only(view) == RULER


def test_a_draft_can_be_kept_as_an_annotation(qtbot: QtBot, view: ScanView) -> None:
    view.view_actions.by_key["annotate-draft"].trigger()
    view.show_draft(Mark.of_box("side", Box(100, 100, 80, 40)))
    with qtbot.waitSignal(view.draft_changed) as changed:
        view.view_actions.by_key["annotate-draft"].trigger()
    assert changed.args == [None]
    assert only(view).mark("side") == Mark.of_box("side", Box(100, 100, 80, 40))


def test_annotations_hide_with_the_marks(view: ScanView) -> None:
    bare = grab(view)
    view.annotations.draw(RULER)
    view.annotations.choose(None)
    drawn = grab(view)
    assert (drawn != bare).any()
    view.set_marks_visible(False)
    assert np.array_equal(grab(view), bare)
    assert view.annotations.key_at(view.frame().to_widget((200.0, 100.0))) is None


def test_what_is_not_saved_says_so(view: ScanView) -> None:
    view.annotations.show([AnnotationMark("k", RULER, "b.bold", AnnotationState.SAVED)])
    saved = grab(view)
    view.annotations.show([AnnotationMark("k", RULER, "no room", AnnotationState.NOT_SAVED)])
    assert (grab(view) != saved).any()
    assert view.tip_at(view.frame().to_widget((200.0, 100.0))) == "no room"


def test_every_kind_is_painted(view: ScanView) -> None:
    seen = grab(view)
    points = {
        AnnotationKind.TEXT: ((200.0, 150.0),),
        AnnotationKind.POLYGON: TRIANGLE.points,
    }
    for kind in AnnotationKind:
        text = "words" if kind is AnnotationKind.TEXT else ""
        shape = Shape(kind, points.get(kind, ((100.0, 100.0), (400.0, 250.0))), text)
        view.annotations.show([AnnotationMark(kind.value, shape)])
        now = grab(view)
        assert (now != seen).any()
        seen = now


def dark_block(width: int = 900, height: int = 400):
    pixels = made_up(width, height)
    high = np.full((height, width), 60_000, np.uint16)
    high[150:230, 300:420] = 15_000
    return type(pixels)(high, None, 16)


def test_a_loose_draft_snaps_and_the_step_is_undone(qtbot: QtBot, view: ScanView) -> None:
    view.show_pixels(dark_block())
    loose = Mark.of_box("side", Box(280, 130, 170, 130))
    view.show_draft(loose)
    with qtbot.waitSignal(view.draft_changed) as changed:
        view.view_actions.by_key["snap"].trigger()
    box = changed.args[0].box
    for edge, wanted in zip(
        (box.x, box.y, box.right, box.bottom), (298, 148, 422, 232), strict=True
    ):
        assert math.isclose(edge, wanted, abs_tol=1)
    view.step_draft(back=True)
    assert view.draft() == loose


def test_where_nothing_stands_out_the_draft_stays(qtbot: QtBot, view: ScanView) -> None:
    view.show_pixels(dark_block())
    loose = Mark.of_box("side", Box(600, 50, 100, 100))
    view.show_draft(loose)
    with qtbot.waitSignal(view.hint_given) as hint:
        view.view_actions.by_key["snap"].trigger()
    assert hint.args == [Hint.NOTHING_STANDS_OUT]
    assert view.draft() == loose


def test_without_a_draft_snapping_says_what_is_missing(qtbot: QtBot, view: ScanView) -> None:
    with qtbot.waitSignal(view.hint_given) as hint:
        view.view_actions.by_key["snap"].trigger()
    assert hint.args == [Hint.NO_DRAFT]
