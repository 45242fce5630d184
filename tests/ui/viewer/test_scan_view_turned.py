"""Turning and mirroring, from the keys to the painted pixels, and going from mark to mark."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from inspector_app.domain.highlight import Tier
from inspector_app.domain.region import Box, Mark
from inspector_app.imaging.display import window_table
from inspector_app.ui.viewer import FindingMark, HighlightMark, Hint, Minimap, ReadoutBar, ScanView
from inspector_app.ui.viewer.orientation import Orientation
from inspector_app.ui.viewer.scale_bar import bar_length
from tests.helpers.viewer import GEOMETRY, Mouse, grab, made_up

SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
ALL = [
    Orientation(turns, mirrored) for turns, mirrored in itertools.product(range(4), (False, True))
]


@pytest.mark.parametrize("orientation", ALL, ids=str)
@pytest.mark.parametrize("blocks", [1, 3])
def test_what_is_painted_is_the_scan_turned(
    view: ScanView, orientation: Orientation, blocks: int
) -> None:
    view.clearFocus()
    view.show_pixels(made_up(500, 300))
    view.set_orientation(orientation)
    view.set_camera(replace(view.camera, scale=float(blocks), x=231.0, y=140.0))
    table = window_table(view.display.state.window)
    whole = orientation.turn(table[view.pixels.high])
    whole = np.repeat(np.repeat(whole, blocks, 0), blocks, 1)
    shown = view.frame().on_widget(Box(0, 0, 500, 300))
    left, top = round(shown.x), round(shown.y)
    seen = grab(view)[:, :, 0]
    x0, y0 = max(0, left), max(0, top)
    x1, y1 = min(640, round(shown.right)), min(480, round(shown.bottom))
    assert x1 - x0 > 100
    assert y1 - y0 > 100
    np.testing.assert_array_equal(
        seen[y0:y1, x0:x1], whole[y0 - top : y1 - top, x0 - left : x1 - left]
    )


@pytest.mark.parametrize("orientation", ALL, ids=str)
def test_panning_a_turned_picture_paints_what_a_fresh_one_would(
    view: ScanView, orientation: Orientation
) -> None:
    view.clearFocus()
    view.set_orientation(orientation)
    view.set_camera(replace(view.camera, scale=2.5, x=400.0, y=200.0))
    grab(view)
    for dx, dy in ((37, -21), (-90, 13), (4, 60)):
        view.set_camera(view.camera.panned(dx, dy))
        moved = grab(view)
        view._scan._picture.forget()
        assert np.abs(moved.astype(int) - grab(view)).mean() < 0.5


def test_keys_turn_mirror_and_set_upright(qtbot: QtBot, view: ScanView) -> None:
    upright = view.view_actions.by_key["upright"]
    assert not upright.isEnabled()
    qtbot.keyClick(view, "r", SHIFT)
    assert view.camera.orientation == Orientation(1)
    assert view.is_fitted
    assert view.camera.scale == pytest.approx(view.camera.fit_scale)
    qtbot.keyClick(view, "m", SHIFT)
    assert view.camera.orientation == Orientation(1).flipped()
    assert view.view_actions.by_key["mirror"].isChecked()
    qtbot.keyClick(view, "f")
    assert not view.camera.orientation.is_upright, "fit does not set it upright"
    qtbot.keyClick(view, "r", SHIFT | CTRL)
    assert view.camera.orientation.is_upright
    assert not upright.isEnabled()
    assert not view.view_actions.by_key["mirror"].isChecked()


def test_turning_keeps_the_middle_and_the_scale(view: ScanView) -> None:
    view.set_camera(view.camera.zoomed(5, (200, 300)))
    there = view.camera
    for orientation in ALL:
        view.set_orientation(orientation)
        assert replace(view.camera, orientation=there.orientation) == there


@pytest.mark.parametrize("orientation", ALL, ids=str)
def test_a_rectangle_drawn_on_a_turned_picture_is_upright_on_the_scan(
    qtbot: QtBot, view: ScanView, orientation: Orientation
) -> None:
    view.show_pixels(made_up(), geometry=GEOMETRY)
    view.set_orientation(orientation)
    view.view_actions.by_key["rectangle"].trigger()
    frame = view.frame()
    start, end = frame.to_widget((300, 100)), frame.to_widget((380, 190))
    with qtbot.waitSignal(view.mark_drawn) as drawn:
        Mouse(view).drag(start, end)
    (mark,) = drawn.args
    assert mark.is_rectangle
    box = mark.box
    assert (box.x, box.y, box.right, box.bottom) == pytest.approx((300, 100, 380, 190), abs=0.01)
    assert view.draft() == mark
    corner = frame.to_widget((380, 190))
    Mouse(view).drag(corner, frame.to_widget((420, 230)))
    box = view.draft().box
    assert (box.x, box.y, box.right, box.bottom) == pytest.approx((300, 100, 420, 230), abs=0.01)
    grab(view)


@pytest.mark.parametrize("orientation", ALL, ids=str)
def test_marks_are_hit_where_they_are_painted(
    qtbot: QtBot, view: ScanView, orientation: Orientation
) -> None:
    view.set_orientation(orientation)
    view.show_highlights([HighlightMark("h", 1, Box(600, 60, 80, 40), Tier.ALERT)])
    with qtbot.waitSignal(view.highlight_clicked) as clicked:
        Mouse(view).click(view.frame().to_widget((640, 80)))
    assert clicked.args == ["h"]


@pytest.mark.parametrize("orientation", ALL, ids=str)
def test_container_and_doors_are_painted_where_they_are(
    view: ScanView, orientation: Orientation
) -> None:
    """The doors of GEOMETRY are on the scan's right; a thick light line runs down there."""
    view.clearFocus()
    view.show_pixels(made_up(), geometry=GEOMETRY)
    view.set_orientation(orientation)
    plain = grab(view).astype(int)
    view.shows_container = True
    changed = np.abs(grab(view).astype(int) - plain).sum(axis=2) > 0
    frame = view.frame()

    def touched(x: float, y: float) -> int:
        at_x, at_y = (int(value) for value in frame.to_widget((x, y)))
        return int(changed[at_y - 4 : at_y + 5, at_x - 4 : at_x + 5].sum())

    for y in (90, 170, 260):
        assert touched(700, y) > touched(100, y) > 0
        assert touched(400, y) == 0
    assert touched(400, 50) > 0
    assert touched(400, 300) > 0


def test_the_scale_bar_measures_what_lies_across_the_screen(view: ScanView) -> None:
    view.show_pixels(made_up(), geometry=GEOMETRY)
    view.set_true_proportions(False)
    scale = GEOMETRY.mm_per_px_x, GEOMETRY.mm_per_px_y
    upright, upright_px = bar_length(view.camera, scale)
    view.set_camera(view.camera.oriented(Orientation(1)))
    turned, turned_px = bar_length(view.camera, scale)
    assert upright == turned
    # 5 mm lie across a pixel as scanned and 4 mm when it is turned.
    assert turned_px / upright_px == pytest.approx(5 / 4)


@pytest.mark.parametrize("orientation", ALL, ids=str)
def test_the_minimap_turns_with_the_scan(
    qtbot: QtBot, view: ScanView, orientation: Orientation
) -> None:
    minimap = Minimap(view)
    qtbot.addWidget(minimap)
    minimap.resize(220, 160)
    minimap.show()
    view.set_orientation(orientation)
    view.set_camera(view.camera.zoomed(4, (320, 240)))
    Mouse(minimap).click(minimap.overview().to_widget((700, 250)))
    assert (view.camera.x, view.camera.y) == pytest.approx((700, 250), abs=1e-6)
    frame = minimap.frame_rect()
    assert frame.width() > 0
    assert frame.height() > 0
    at = minimap.overview().to_widget((700, 250))
    assert (frame.center().x(), frame.center().y()) == pytest.approx(at)
    # The scan is dark at its left end: so is that end of the overview, wherever it lies.
    shown = grab(minimap)[:, :, 0]
    dark_x, dark_y = (int(v) for v in minimap.overview().to_widget((20, 380)))
    light_x, light_y = (int(v) for v in minimap.overview().to_widget((880, 380)))
    assert shown[dark_y, dark_x] < shown[light_y, light_x]


def test_fit_width_ends_and_millimetres_have_keys(qtbot: QtBot, view: ScanView) -> None:
    view.show_pixels(made_up(), geometry=GEOMETRY)
    qtbot.keyClick(view, "f", SHIFT)
    assert view.camera.scale * 900 == pytest.approx(640, rel=0.05)
    view.set_true_proportions(False)
    qtbot.keyClick(view, "2")
    assert view.true_proportions
    assert view.camera.scale_y == pytest.approx(1.0)
    assert view.camera.scale_y / view.camera.scale == pytest.approx(0.8)
    qtbot.keyClick(view, Qt.Key.Key_End)
    assert view.camera.visible.right == pytest.approx(900)
    qtbot.keyClick(view, Qt.Key.Key_Home)
    assert view.camera.visible.x == pytest.approx(0)


def test_without_a_scale_there_are_no_millimetres(view: ScanView) -> None:
    assert not view.view_actions.by_key["one-to-one-mm"].isEnabled()


def test_a_key_leads_from_mark_to_mark(qtbot: QtBot, view: ScanView) -> None:
    assert not view.view_actions.by_key["next-mark"].isEnabled()
    view.show_highlights(
        [
            HighlightMark("late", 1, Box(700, 60, 40, 40), Tier.ALERT),
            HighlightMark("early", 2, Box(100, 60, 40, 40), Tier.LOOK),
        ]
    )
    view.show_findings([FindingMark("middle", 1, Mark.of_box("side", Box(400, 200, 30, 30)))])
    seen = []
    view.highlight_clicked.connect(seen.append)
    view.finding_clicked.connect(seen.append)
    for _ in range(3):
        qtbot.keyClick(view, "n")
    assert seen == ["early", "middle", "late"]
    assert view.marks.selected == "late"
    assert view.camera.x == pytest.approx(720)
    with qtbot.waitSignal(view.hint_given) as hint:
        qtbot.keyClick(view, "n")
    assert hint.args == [Hint.FIRST_MARK_AGAIN]
    with qtbot.waitSignal(view.hint_given) as hint:
        qtbot.keyClick(view, "n", SHIFT)
    assert hint.args == [Hint.LAST_MARK_AGAIN]
    assert seen[-2:] == ["early", "late"]
    view.set_marks_visible(False)
    assert not view.view_actions.by_key["next-mark"].isEnabled()


def test_backspace_takes_a_corner_back_while_a_polygon_is_drawn(
    qtbot: QtBot, view: ScanView
) -> None:
    view.go_to(Box(300, 200, 60, 60))
    there = view.camera
    view.view_actions.by_key["polygon"].trigger()
    for at in ((200, 200), (300, 200), (300, 300)):
        Mouse(view).click(at)
    qtbot.keyClick(view, Qt.Key.Key_Backspace)
    assert len(view._hands.tool.points) == 2
    assert view.camera == there
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    qtbot.keyClick(view, Qt.Key.Key_Backspace)
    assert view.is_fitted


@pytest.mark.parametrize(
    ("orientation", "words"),
    [
        (Orientation(), []),
        (Orientation(0, mirrored=True), ["mirrored", "doors left"]),
        (Orientation(1), ["turned 90°", "doors below"]),
        (Orientation(2), ["turned 180°", "doors left"]),
        (Orientation(3), ["turned 270°", "doors above"]),
        (Orientation(2, mirrored=True), ["turned 180°", "mirrored", "doors right"]),
    ],
    ids=str,
)
def test_the_readout_says_where_the_doors_are_now(
    qtbot: QtBot, view: ScanView, orientation: Orientation, words: list[str]
) -> None:
    bar = ReadoutBar(view)
    qtbot.addWidget(bar)
    view.show_pixels(made_up(), geometry=GEOMETRY)
    view.set_orientation(orientation)
    told = bar.display_text().split(" · ")
    assert told[len(told) - len(words) :] == words
    assert ("doors" in bar.display_text()) == bool(words)
    view.show_pixels(made_up())
    assert "doors" not in bar.display_text()
