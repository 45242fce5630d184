"""Acts that belong to another page than the case's, so that they can be found from the window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from PySide6.QtGui import QAction

from inspector_app.ui.viewer import ScanView


@dataclass(frozen=True, slots=True)
class PageAct:
    """One act.

    Attributes:
        context, english: where and under which words the translators find its name.
    """

    action: QAction
    context: str
    english: str


class PageWithActs(Protocol):
    """A page that has a scan view and acts of its own."""

    @property
    def view(self) -> ScanView:
        """The scan that keys and commands mean while the page is shown."""
        ...

    def isVisible(self) -> bool: ...

    def page_acts(self) -> tuple[PageAct, ...]:
        """What can be done on this page only."""
        ...
