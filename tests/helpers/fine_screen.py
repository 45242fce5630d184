"""A process on a screen with small pixels: ``python -m tests.helpers.fine_screen OUT``.

The caller sets QT_SCALE_FACTOR. Shows a scan at 1:1, upright and turned, and zoomed in, and saves
what is painted as OUT/*.npz, with the pixels that the table of the display gives for the scan.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QDeadlineTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from inspector_app.background import TaskRunner
from inspector_app.domain.highlight import Tier
from inspector_app.domain.region import Box
from inspector_app.imaging.display import window_table
from inspector_app.ui.theme import apply_theme
from inspector_app.ui.viewer import HighlightMark, Minimap, ScanView
from inspector_app.ui.viewer.orientation import Orientation
from tests.helpers.viewer import GEOMETRY, Mouse, grab, made_up

MARK = HighlightMark("h", 1, Box(400, 120, 60, 40), Tier.ALERT)


def wait_until_sharp(view: ScanView) -> None:
    deadline = QDeadlineTimer(20_000)
    while not view.is_sharp:
        if deadline.hasExpired():
            raise TimeoutError("the picture did not become sharp")
        QTest.qWait(5)


def corner(view: ScanView) -> np.ndarray:
    """Where the picture's top left corner is, in screen pixels."""
    shown = view.frame().on_widget(
        Box(0, 0, float(view.camera.scan_width), float(view.camera.scan_height))
    )
    ratio = view.devicePixelRatioF()
    return np.array([shown.x * ratio, shown.y * ratio])


def save(view: ScanView, out: Path, name: str, **more: np.ndarray) -> None:
    wait_until_sharp(view)
    # The window may have become active meanwhile, and the frame of the focus is no scan pixel.
    view.clearFocus()
    np.savez(
        out / f"{name}.npz",
        shown=grab(view)[:, :, 0],
        corner=corner(view),
        ratio=view.devicePixelRatioF(),
        **more,
    )


def main() -> None:
    out = Path(sys.argv[1])
    app = QApplication(sys.argv[:1])
    apply_theme(app, Path(__file__).parents[2] / "resources" / "fonts")
    runner = TaskRunner()
    view = ScanView(runner)
    view.resize(400, 300)
    view.shows_scale_bar = view.shows_container = False
    view.show()
    view.show_pixels(made_up())
    table = window_table(view.display.state.window)
    for name, orientation in (("upright", Orientation()), ("turned", Orientation(1, True))):
        view.set_orientation(orientation)
        view.view_actions.by_key["one-to-one"].trigger()
        view.set_camera(replace(view.camera, x=450.3, y=200.8))
        save(view, out, name, expected=orientation.turn(table[view.pixels.high]))
    view.set_orientation(Orientation())
    plain = grab(view)
    view.show_highlights([MARK])
    marked = grab(view)
    outline = view.frame().on_widget(MARK.box)
    np.savez(
        out / "marks.npz",
        changed=(plain != marked).any(axis=2),
        outline=np.array([outline.x, outline.y, outline.right, outline.bottom]),
        ratio=view.devicePixelRatioF(),
    )
    view.magnifier.toggle()
    Mouse(view).move((60, 220))
    loupe = view.magnifier.loupe()
    ratio = view.devicePixelRatioF()
    first = np.array([loupe.camera.to_scan((30.5 / ratio, 30.5 / ratio))])
    save(
        view,
        out,
        "loupe",
        scale=np.array(loupe.camera.scale * ratio),
        frame=np.array([loupe.frame.x * ratio, loupe.frame.y * ratio]),
        first=first,
        expected=table[view.pixels.high],
    )
    show_for_a_person(view, out)
    runner.close()


def show_for_a_person(view: ScanView, out: Path) -> None:
    """A screenshot with everything on it."""
    view.magnifier.toggle()
    view.shows_scale_bar = view.shows_container = True
    view.show_pixels(made_up(), geometry=GEOMETRY)
    view.show_highlights([MARK])
    view.setFocus()
    wait_until_sharp(view)
    view.grab().save(str(out / "view.png"))
    minimap = Minimap(view)
    minimap.resize(216, 76)
    minimap.show()
    minimap.grab().save(str(out / "minimap.png"))


main()
