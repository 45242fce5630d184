"""One of each tool for a scan view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector_app.ui.viewer.tools.base import Tool, ToolName
from inspector_app.ui.viewer.tools.line import ArrowTool, ProfileTool, RulerTool, TextTool
from inspector_app.ui.viewer.tools.polygon import PolygonTool
from inspector_app.ui.viewer.tools.rectangle import EllipseTool, RectangleTool, RegionTool
from inspector_app.ui.viewer.tools.window_region import WindowRegionTool

if TYPE_CHECKING:
    from inspector_app.ui.viewer.view_protocol import InteractiveView


def make_tools(view: InteractiveView) -> dict[ToolName, Tool]:
    """Every tool by its name."""
    kinds: tuple[type[Tool], ...] = (
        Tool,
        RectangleTool,
        EllipseTool,
        PolygonTool,
        ArrowTool,
        TextTool,
        RulerTool,
        ProfileTool,
        RegionTool,
    )
    tools: dict[ToolName, Tool] = {kind.name: kind(view) for kind in kinds}
    tools[ToolName.WINDOW_REGION] = WindowRegionTool(view)
    return tools
