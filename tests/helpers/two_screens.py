"""A process with two made-up screens: ``python -m tests.helpers.two_screens CONFIG [PICTURE]``.

Shows a case page, puts the scan on its own window and prints as JSON where everything came to lie.
With PICTURE both windows are saved there.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={sys.argv[1]}"

from PySide6.QtCore import QDeadlineTimer, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from inspector_app.background import TaskRunner
from inspector_app.domain.region import Box
from inspector_app.ui.case.case_page import CasePage
from inspector_app.ui.theme import apply_theme
from tests.helpers.builders import a_case, a_highlight
from tests.helpers.fake_ports import a_bench


def wait_until(is_so) -> None:
    deadline = QDeadlineTimer(20_000)
    while not is_so():
        if deadline.hasExpired():
            raise TimeoutError("the page did not come")
        QTest.qWait(10)


def main() -> None:
    app = QApplication(sys.argv[:1])
    apply_theme(app, Path(__file__).parents[2] / "resources" / "fonts")
    runner = TaskRunner()
    case = a_case()
    bench = a_bench(case, found=(a_highlight(box=Box(200.0, 100.0, 60.0, 40.0)),))
    page = CasePage(bench.ports, runner)
    page.setGeometry(40, 40, 1100, 700)
    page.show()
    page.open(case.case_id)
    wait_until(lambda: page.found_highlights is not None)
    page.detached.detach()
    QTest.qWait(100)
    window = page.detached.window
    told = {
        "screens": len(QGuiApplication.screens()),
        "page_on": page.screen().name(),
        "window_on": window.screen().name(),
        "full_screen": window.isFullScreen(),
        "view_width": page.scan.view.width(),
    }
    if len(sys.argv) > 2:
        page.grab().save(str(Path(sys.argv[2]) / "papers.png"))
        window.grab().save(str(Path(sys.argv[2]) / "scan.png"))
    # A screen cannot be unplugged here; what Qt tells when one is can be told.
    app.screenRemoved.emit(window.screen())
    told["rescued_to"] = window.screen().name()
    told["rescued_full_screen"] = window.windowState() == Qt.WindowState.WindowFullScreen
    page.leave()
    page.close()
    QTest.qWait(20)
    told["ended"] = not window.isVisible()
    runner.close()
    sys.stdout.write(json.dumps(told))


main()
