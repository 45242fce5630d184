"""How the app looks: dark, because scans are read in a dim room.

Colours of data (highlights, findings) live with the viewer and never follow the theme.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

WINDOW = "#1b1e23"
PANEL = "#23272e"
FIELD = "#15181c"
LINE = "#39404a"
TEXT = "#e8eaed"
MUTED = "#a7b0bb"
ACCENT = "#56b4e9"
WARNING = "#e69f00"
DANGER = "#ff8a65"
GOOD = "#5fd3a6"

FONT_FAMILY = "Noto Sans"
FONT_SIZE_PT = 10


def apply_theme(app: QApplication, fonts: Path) -> None:
    """Give the application its font, palette and style sheet.

    The font travels with the program: a bare machine has none, or none with Ө and Ү.
    """
    for file in sorted(fonts.glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(file))
    app.setStyle("Fusion")
    app.setFont(QFont(FONT_FAMILY, FONT_SIZE_PT))
    app.setPalette(_palette())
    app.setStyleSheet(_STYLE)


def _palette() -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for which, colour in (
        (role.Window, WINDOW),
        (role.WindowText, TEXT),
        (role.Base, FIELD),
        (role.AlternateBase, PANEL),
        (role.Text, TEXT),
        (role.Button, PANEL),
        (role.ButtonText, TEXT),
        (role.BrightText, DANGER),
        (role.ToolTipBase, PANEL),
        (role.ToolTipText, TEXT),
        (role.PlaceholderText, MUTED),
        (role.Highlight, "#2f5f86"),
        (role.HighlightedText, "#ffffff"),
        (role.Link, ACCENT),
    ):
        palette.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor("#6d7681"))
    return palette


_STYLE = f"""
QToolTip {{ color: {TEXT}; background: {PANEL}; border: 1px solid {LINE}; padding: 4px; }}
QDockWidget {{ color: {TEXT}; font-weight: bold; }}
QDockWidget::title {{ background: {PANEL}; padding: 6px 8px; border-bottom: 1px solid {LINE}; }}
QMainWindow::separator {{ background: {LINE}; width: 4px; height: 4px; }}
QMainWindow::separator:hover {{ background: {ACCENT}; }}
QTabBar {{ qproperty-drawBase: 0; }}
QTabBar::tab {{ background: {WINDOW}; color: {MUTED}; padding: 6px 12px; border: none;
    border-bottom: 2px solid transparent; }}
QTabBar::tab:selected {{ color: {TEXT}; border-bottom: 2px solid {ACCENT}; }}
QTabBar::tab:focus {{ color: {ACCENT}; }}
QTableView {{ gridline-color: {LINE}; border: none; alternate-background-color: #1f2329; }}
QTableView::item {{ padding-left: 6px; }}
QHeaderView::section {{ background: {PANEL}; color: {MUTED}; padding: 6px 8px; border: none;
    border-bottom: 1px solid {LINE}; }}
QLineEdit, QPlainTextEdit, QComboBox, QAbstractSpinBox {{ background: {FIELD}; color: {TEXT};
    border: 1px solid {LINE}; border-radius: 3px; padding: 5px 7px; }}
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus, QListWidget:focus,
QTableView:focus {{ border: 1px solid {ACCENT}; }}
QPushButton {{ background: #313843; color: {TEXT}; border: 1px solid #454e5a; border-radius: 3px;
    padding: 6px 12px; }}
QPushButton:hover {{ background: #3b4450; }}
QPushButton:focus {{ border: 1px solid {ACCENT}; }}
QPushButton:checked {{ background: #2f5f86; border-color: {ACCENT}; }}
QPushButton:disabled {{ color: #6d7681; background: {PANEL}; border-color: {LINE}; }}
QPushButton#primary {{ background: #2a6f9e; border-color: {ACCENT}; font-weight: bold; }}
QPushButton#primary:hover {{ background: #3283b9; }}
QPushButton#primary:disabled {{ background: {PANEL}; border-color: {LINE}; color: #6d7681; }}
QListWidget {{ border: none; background: {FIELD}; }}
QListWidget::item {{ border-bottom: 1px solid {LINE}; }}
QToolBar {{ background: {PANEL}; border: none; spacing: 2px; padding: 3px; }}
QToolButton {{ color: {TEXT}; padding: 5px 7px; border: 1px solid transparent;
    border-radius: 3px; }}
QToolButton:hover {{ background: #313843; }}
QToolButton:checked {{ background: #2f5f86; border-color: {ACCENT}; }}
QToolButton:disabled {{ color: #6d7681; }}
QToolButton#qt_toolbar_ext_button {{ background: #454e5a; min-width: 14px; }}
QStatusBar {{ background: {PANEL}; color: {TEXT}; border-top: 1px solid {LINE}; }}
QStatusBar::item {{ border: none; }}
QProgressBar {{ background: {FIELD}; border: 1px solid {LINE}; border-radius: 3px;
    text-align: center; color: {TEXT}; }}
QProgressBar::chunk {{ background: #2f5f86; }}
QScrollArea {{ border: none; }}
QLabel#muted {{ color: {MUTED}; }}
QLabel#title {{ font-size: 13pt; font-weight: bold; }}
QLabel#section {{ color: {MUTED}; font-weight: bold; padding-top: 8px; }}
QLabel#notice {{ background: #4a3a12; color: #ffd98a; padding: 5px 10px; }}
QLabel#problem {{ background: #54261b; color: #ffc7b5; padding: 5px 10px; }}
"""
