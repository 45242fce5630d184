"""Pictures of the viewer at work, from the demo's simulated cases or from real scans.

    QT_QPA_PLATFORM=offscreen uv run python packaging/make_screenshots.py --out FOLDER [--real]

Opens the window on demo data, goes through the viewer's tools as a person would and leaves a
picture of each. Two of those of simulated scans stand in the README; pictures of real scans are for
looking at and are never committed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import onnxruntime  # noqa: E402, F401
from PySide6.QtCore import QPoint, Qt  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QApplication, QWidget  # noqa: E402

from inspector_app.bootstrap.compose import save_settings, utc_now  # noqa: E402
from inspector_app.bootstrap.demo import mark_as_demo  # noqa: E402
from inspector_app.bootstrap.demo_cases import (  # noqa: E402
    POST,
    POST_NAME,
    real_cases,
    simulated_cases,
)
from inspector_app.bootstrap.demo_centre import DemoCentre  # noqa: E402
from inspector_app.bootstrap.window import (  # noqa: E402
    Desk,
    make_application,
    make_language,
    open_desk,
)
from inspector_app.domain.region import Box  # noqa: E402
from inspector_app.settings.data_folder import DataFolder  # noqa: E402
from inspector_app.settings.shipped import resources_folder, shared_data_folder  # noqa: E402
from inspector_app.settings.station import StationSettings  # noqa: E402

TIMEOUT_S = 90.0


class Tour:
    """The window of a demo station, and the hands that use it."""

    def __init__(self, desk: Desk, out: Path) -> None:
        self.window = desk.window
        self.page = desk.window.case_page
        self.view = self.page.scan.view
        self.out = out

    def wait(self, until: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + TIMEOUT_S
        while not until():
            if time.monotonic() > deadline:
                raise TimeoutError(what)
            QApplication.processEvents()
            time.sleep(0.01)

    def settle(self, seconds: float = 0.5) -> None:
        end = time.monotonic() + seconds
        self.wait(lambda: time.monotonic() > end, "nothing")
        self.wait(lambda: self.view.is_sharp, "a sharp picture")

    def shoot(self, name: str, widget: QWidget | None = None) -> None:
        self.settle()
        picture = (widget or self.window).grab()
        picture.save(str(self.out / f"{name}.png"))
        print(name, picture.width(), picture.height())

    def open(self, case_id: str) -> None:
        self.window.open_case(case_id)
        self.wait(
            lambda: (
                self.page.session.case is not None
                and self.page.session.case.case.case_id == case_id
                and self.view.pixels is not None
            ),
            "the case",
        )
        self.wait(lambda: self.page.found_highlights is not None, "the highlights")

    def act(self, key: str) -> None:
        action = self.view.view_actions.by_key[key]
        if not action.isEnabled():
            raise RuntimeError(f"{key} is greyed out")
        action.trigger()

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Drag from one scan point to another."""
        frame = self.view.frame()
        first, last = (QPoint(*map(round, frame.to_widget(p))) for p in (start, end))
        QTest.mousePress(self.view, Qt.MouseButton.LeftButton, pos=first)
        QTest.mouseMove(self.view, (first + last) / 2)
        QTest.mouseMove(self.view, last)
        QTest.mouseRelease(self.view, Qt.MouseButton.LeftButton, pos=last)


def tour(at: Tour, case_ids: list[str], *, real: bool) -> None:
    """Everything there is to see."""
    at.window.resize(1600, 950)
    at.window.show()
    at.wait(lambda: at.window.queue_page.model.rowCount() >= len(case_ids), "the queue")
    at.open(case_ids[0])
    at.shoot("fitted")
    show_displays(at, two_energies=not real)
    show_measuring(at)
    show_moving(at)
    show_comparing(at)


def show_displays(at: Tour, *, two_energies: bool) -> None:
    """Dark zone, material, enhancement, the display panel."""
    at.act("dark-zone")
    at.shoot("dark-zone")
    at.act("reset")
    if two_energies:
        at.act("material")
        at.settle(1.0)
        at.shoot("material")
        at.act("material")
    for key in ("edges", "local-contrast", "blind-zone"):
        at.act(key)
    at.shoot("enhanced")
    at.act("reset")
    at.act("display-panel")
    at.settle()
    panel = QApplication.activePopupWidget()
    at.shoot("display-panel", panel)
    if panel is not None:
        panel.close()


def show_measuring(at: Tour) -> None:
    """A ruler, a profile and a region."""
    box = at.view.scan_geometry.container or Box(0, 0, at.view.camera.scan_width, 100)

    def place(across: float, down: float) -> tuple[float, float]:
        return box.x + across * box.width, box.y + down * box.height

    for key, start, end in (
        ("ruler", (0.1, 0.15), (0.35, 0.3)),
        ("profile", (0.05, 0.6), (0.9, 0.6)),
        ("region", (0.45, 0.55), (0.55, 0.8)),
    ):
        at.act(key)
        at.drag(place(*start), place(*end))
    at.settle(1.0)
    at.shoot("measuring")
    at.act("clear-measures")
    at.act("pan")


def show_moving(at: Tour) -> None:
    """The loupe; turned and mirrored."""
    at.act("magnifier")
    QTest.mouseMove(at.view, at.view.rect().center())
    at.shoot("magnifier")
    at.act("magnifier")
    at.act("mirror")
    at.act("turn")
    at.shoot("turned")
    at.act("upright")


def show_comparing(at: Tour) -> None:
    """With what the post has kept, in both languages."""
    at.act("compare")
    at.wait(at.window.compare_place.page.isVisible, "the compare page")
    at.settle(3.0)
    at.shoot("compare")
    at.window.choose_language("mn")
    at.shoot("compare-mongolian")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--real", action="store_true", help="real scans of the shared folder")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    shared = shared_data_folder()
    if options.real and shared is None:
        print("skipped: there are no real scans here")
        return 0
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        data = Path(folder)
        mark_as_demo(data)
        station = DataFolder(data / "station")
        station.make()
        if options.real and shared is not None:
            cases = real_cases(shared, now=utc_now(), first=None)
        else:
            cases = simulated_cases(resources_folder() / "demo", now=utc_now(), first="demo-02")
        app = make_application()
        centre = DemoCentre(data / "centre", cases, post=POST)
        centre.start()
        settings = StationSettings(
            post=POST,
            post_name=POST_NAME,
            person="demo.inspector",
            centre_url=centre.url,
            token=centre.token,
            language="en",
        )
        save_settings(station, settings)
        desk = open_desk(
            station, make_language(app), notice="real-demo" if options.real else "demo"
        )
        try:
            tour(Tour(desk, options.out), [c.case.case_id for c in cases], real=options.real)
        finally:
            desk.close()
            centre.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
