"""The scan viewer: shows a view of a scan, says what is being shown, and lets a person draw on it.

Put together: ``ScanView(runner)`` with ``ViewerToolbar(view)``, ``Minimap(view)`` and
``ReadoutBar(view)`` around it, in any layout. Values go in through ``show_...``, facts come out as
signals.
"""

from inspector_app.ui.viewer.camera import Camera
from inspector_app.ui.viewer.display_state import DisplayState
from inspector_app.ui.viewer.marks import (
    FindingMark,
    FindingState,
    HighlightMark,
    HighlightState,
    Paint,
)
from inspector_app.ui.viewer.minimap import Minimap
from inspector_app.ui.viewer.readout_bar import ReadoutBar
from inspector_app.ui.viewer.scan_view import ScanView
from inspector_app.ui.viewer.toolbar import ViewerToolbar
from inspector_app.ui.viewer.tools.base import Hint, ToolName

__all__ = [
    "Camera",
    "DisplayState",
    "FindingMark",
    "FindingState",
    "HighlightMark",
    "HighlightState",
    "Hint",
    "Minimap",
    "Paint",
    "ReadoutBar",
    "ScanView",
    "ToolName",
    "ViewerToolbar",
]
