"""Whether there is a screen."""

from __future__ import annotations

import os
import sys


def has_display() -> bool:
    """Whether windows can be shown to a person."""
    if os.environ.get("QT_QPA_PLATFORM") == "offscreen":
        return False
    if sys.platform != "linux":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
