"""Where the compare page stands in the main window: how one gets there from a case, and back."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QStackedWidget

from inspector_app.background import TaskRunner
from inspector_app.ui.case.case_page import CasePage
from inspector_app.ui.compare.compare_page import ComparePage
from inspector_app.ui.compare.compare_session import Subject
from inspector_app.ui.viewer.acts.comparing import BOTH_VIEWS, COMPARE
from inspector_app.workflow.ports import Ports


class ComparePlace(QObject):
    """The compare page on a stack of pages beside the case page.

    It holds pixels only while it is in use: going back to the case, or leaving the case, lets go of
    them. A look at another page in between does not.
    """

    def __init__(
        self,
        ports: Ports,
        runner: TaskRunner,
        pages: QStackedWidget,
        case_page: CasePage,
        language: str = "en",
    ) -> None:
        super().__init__(pages)
        self._pages = pages
        self._case_page = case_page
        self.page = ComparePage(ports, runner, language=language)
        pages.addWidget(self.page)
        view = case_page.scan.view
        view.compare_requested.connect(self.go)
        case_page.session.view_loaded.connect(self._offer)
        self.page.back_requested.connect(self.go_back)
        pages.currentChanged.connect(self._leave_if_over)

    def go(self, act: str = COMPARE) -> None:
        """Compare the scan that the case page shows."""
        session, view = self._case_page.session, self._case_page.scan.view
        if session.case is None or session.scan is None or session.view is None:
            return
        if view.pixels is None:
            return
        subject = Subject(session.case.case, session.scan, session.view, view.pixels)
        self._pages.setCurrentWidget(self.page)
        self.page.open(
            subject,
            display=view.display.state,
            other_view=act == BOTH_VIEWS,
        )

    def go_back(self) -> None:
        """Show the case again, with the focus in its scan."""
        if self._pages.currentWidget() is self.page:
            self._pages.setCurrentWidget(self._case_page)
            self._case_page.scan.view.setFocus()

    def _offer(self) -> None:
        """Say on the scan what can be compared."""
        session = self._case_page.session
        acts = {COMPARE}
        if session.scan is not None and len(session.scan.views) > 1:
            acts.add(BOTH_VIEWS)
        view = self._case_page.scan.view
        view.comparing = frozenset(acts)
        view.options_changed()

    def _leave_if_over(self) -> None:
        current = self._pages.currentWidget()
        is_case_left = self._case_page.session.case is None
        if current is not self.page and (current is self._case_page or is_case_left):
            self.page.leave()
