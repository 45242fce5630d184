"""The only room that starts threads: work goes out, answers come back on the GUI thread."""

from inspector_app.background.alarm import Alarm
from inspector_app.background.beside import beside
from inspector_app.background.cancel import Cancel, Stopped
from inspector_app.background.garbage import GuiGarbage
from inspector_app.background.task_runner import Lane, TaskRunner

__all__ = ["Alarm", "Cancel", "GuiGarbage", "Lane", "Stopped", "TaskRunner", "beside"]
