"""Qt's own messages go to the log like everybody else's."""

from __future__ import annotations

import logging

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

log = logging.getLogger("qt")

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
# Said of every window with a minimum size by the platform that has no screen.
_MEANS_NOTHING = "This plugin does not support propagateSizeHints()"


def log_qt_messages() -> None:
    """From now on write what Qt says to the log."""
    qInstallMessageHandler(_write)


def _write(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    level = logging.DEBUG if message == _MEANS_NOTHING else _LEVELS[kind]
    log.log(level, "%s %s", context.category or "", message)
