"""What can be done at a place, as a menu: for whoever does not know the key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QMenu

from inspector_app.domain.region import Point

if TYPE_CHECKING:
    from inspector_app.ui.viewer.scan_view import ScanView

ACTS_MENU = "acts-menu"

_ON_ANNOTATION = ("delete", "region")
_ON_DRAFT = ("snap", "annotate-draft", "region")
_ANYWHERE = (
    ("window-region", "window-screen", "auto", "dark-zone", "minimum", "material", "original"),
    ("fit", "one-to-one", "go-back"),
    ("rectangle", "polygon", "ruler", "region"),
    ("copy-values", "copy-picture", "compare"),
)


def open_acts_menu(view: ScanView, at: Point) -> QMenu:
    """Show the acts that are most wanted at a widget point, each with its key; those that make no
    sense now are left out."""
    menu = QMenu(view)
    menu.setObjectName(ACTS_MENU)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setToolTipsVisible(True)
    listed: set[str] = set()
    for group in (_about_hand(view), *_ANYWHERE):
        fresh = [key for key in group if key not in listed]
        offered = [one for key in fresh if (one := view.view_actions.by_key[key]).isEnabled()]
        if offered and not menu.isEmpty():
            menu.addSeparator()
        for action in offered:
            menu.addAction(action)
        listed.update(fresh)
    menu.popup(view.mapToGlobal(QPointF(*at)).toPoint() + QPoint(1, 1))
    return menu


def _about_hand(view: ScanView) -> tuple[str, ...]:
    """What can be done with the annotation that is chosen, or with the draft."""
    chosen = view.annotations.chosen_shape
    if chosen is not None:
        return _ON_ANNOTATION if chosen.is_area else _ON_ANNOTATION[:1]
    return _ON_DRAFT if view.draft() is not None else ()
