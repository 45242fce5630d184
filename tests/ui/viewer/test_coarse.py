"""A scan that is still being decoded, as the scan view shows it."""

from __future__ import annotations

import weakref

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest

from inspector_app.imaging.coarse import CoarsePixels
from inspector_app.imaging.view_pixels import ViewPixels
from inspector_app.ui.viewer import ScanView, ToolName
from tests.helpers.viewer import Mouse, grab

WIDTH, HEIGHT, STEP = 900, 400, 4
SURROUND = (30, 32, 36)


def coarse(rows: int, *, share: float = 0.3) -> CoarsePixels:
    """The first rows of a scan that is dark on the left half and bright on the right."""
    values = np.full((rows, WIDTH // STEP), 5_000, np.uint16)
    values[:, WIDTH // STEP // 2 :] = 60_000
    return CoarsePixels(values, STEP, WIDTH, HEIGHT, share)


def whole() -> ViewPixels:
    values = np.full((HEIGHT, WIDTH), 5_000, np.uint16)
    values[:, WIDTH // 2 :] = 60_000
    values.flags.writeable = False
    return ViewPixels(values, None, 16)


@pytest.fixture
def loading(view: ScanView) -> ScanView:
    view.show_loading()
    view.clearFocus()
    return view


def test_the_rows_that_are_here_lie_where_the_scan_will_lie(loading: ScanView) -> None:
    loading.show_coarse(coarse(HEIGHT // STEP))
    rough = grab(loading)
    loading.show_pixels(whole())
    loading.clearFocus()
    sharp = grab(loading)
    note = slice(430, 480)
    rough[note] = sharp[note]
    # Only the edges, which are smoothed, may differ, and the border between dark and bright.
    differing = (np.abs(rough.astype(int) - sharp.astype(int)).max(axis=2) > 8).mean()
    assert differing < 0.01


def test_rows_that_are_not_here_are_hatched_and_it_is_said(loading: ScanView) -> None:
    loading.show_coarse(coarse(50, share=0.42))
    assert loading.placeholder.text == "coarse, still decoding 42 %"
    picture = grab(loading)
    top, bottom = picture[180:230, 400:600], picture[260:330, 400:600]
    assert (top > 200).all()
    assert (bottom < 120).all()
    colours = {tuple(int(n) for n in pixel) for pixel in bottom.reshape(-1, 3)}
    assert SURROUND in colours
    assert len(colours) > 1


def test_the_percentage_grows_and_more_rows_come(loading: ScanView) -> None:
    bright = []
    for rows in (10, 40, 90):
        loading.show_coarse(coarse(rows, share=rows / 100))
        assert loading.placeholder.text.endswith(f"{rows} %")
        bright.append(int((grab(loading) > 200).all(axis=2).sum()))
    assert bright == sorted(bright)
    assert bright[0] < bright[-1] / 4


def test_before_there_is_a_row_only_the_share_is_shown(loading: ScanView) -> None:
    loading.show_coarse(coarse(0, share=0.1))
    assert loading.placeholder.text.startswith("Opening the scan")


def test_nothing_can_be_marked_on_it(loading: ScanView) -> None:
    loading.set_tool(ToolName.RECTANGLE)
    loading.show_coarse(coarse(60))
    marks = []
    loading.mark_drawn.connect(marks.append)
    mouse = Mouse(loading)
    mouse.drag((200, 200), (300, 260))
    mouse.wheel((300, 200), angle=(0, 240))
    mouse.double_click((300, 200))
    QTest.keyClick(loading, Qt.Key.Key_Right)
    QTest.keyClick(loading, Qt.Key.Key_R)
    assert not marks
    assert loading.draft() is None
    assert loading.pixels is None
    assert loading.readout_at((300.0, 200.0)) is None


def test_the_camera_does_not_move_when_the_scan_comes(loading: ScanView) -> None:
    loading.show_coarse(coarse(60))
    loading.resize(800, 300)
    rough = grab(loading)
    loading.show_pixels(whole())
    sharp = grab(loading)
    edge = 800 // 2
    assert rough[60, edge - 20].max() < 90
    assert rough[60, edge + 20].min() > 200
    assert sharp[60, edge - 20].max() < 90
    assert sharp[60, edge + 20].min() > 200
    assert loading.placeholder.isHidden()


def test_what_comes_after_the_scan_changes_nothing(loading: ScanView) -> None:
    loading.show_pixels(whole())
    loading.show_coarse(coarse(10))
    assert loading.placeholder.isHidden()
    assert loading.pixels is not None


@pytest.mark.parametrize("leave", ["show_empty", "show_loading"])
def test_leaving_takes_it_away(loading: ScanView, leave: str) -> None:
    loading.show_coarse(coarse(60))
    getattr(loading, leave)()
    assert "coarse" not in loading.placeholder.text
    assert not (grab(loading)[150:200, 400:600] > 240).all()


def test_a_change_of_language_changes_the_sentence(loading: ScanView) -> None:
    loading.show_coarse(coarse(60, share=0.5))
    QCoreApplication.sendEvent(loading.placeholder, QEvent(QEvent.Type.LanguageChange))
    assert loading.placeholder.text == "coarse, still decoding 50 %"


def test_a_scan_that_is_no_longer_shown_gives_its_memory_back_at_once(
    view: ScanView, qtbot
) -> None:
    pixels = whole()
    held = weakref.ref(pixels.high)
    view.show_pixels(pixels)
    qtbot.waitUntil(lambda: view.is_sharp)
    del pixels
    assert held() is not None
    view.show_loading()
    assert held() is None
