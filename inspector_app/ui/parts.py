"""Small widgets the style sheet knows by name."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QPushButton


def label(style: str) -> QLabel:
    """An empty label in one of the styles of `theme`: muted, title, section, notice, problem."""
    widget = QLabel()
    widget.setObjectName(style)
    return widget


def primary_button() -> QPushButton:
    """The button for what one most likely wants to do."""
    widget = QPushButton()
    widget.setObjectName("primary")
    return widget
