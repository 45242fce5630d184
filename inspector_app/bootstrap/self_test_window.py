"""The checks of the self-test that need Qt."""

from __future__ import annotations

import onnxruntime  # noqa: F401 - before Qt, see window.py
from PySide6 import __version__ as pyside_version
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QFontInfo, QImage, QRawFont
from PySide6.QtWidgets import QApplication, QLabel

from inspector_app.bootstrap.self_test import CheckFailed
from inspector_app.bootstrap.window import make_application, make_language
from inspector_app.ui.language import LANGUAGES
from inspector_app.ui.theme import FONT_FAMILY

MONGOLIAN_LETTERS = "АБВГДЕЁЖЗИЙКЛМНОӨПРСТУҮФХЦЧШЩЪЫЬЭЮЯабвгдеёжзийклмноөпрстуүфхцчшщъыьэюя"


def paint_a_window() -> str:
    """Raises CheckFailed when the font or the painting is not what it should be."""
    app = make_application()
    family = QFontInfo(app.font()).family()
    if family != FONT_FAMILY:
        raise CheckFailed(f"the font is {family}, not {FONT_FAMILY}")
    drawn = QRawFont.fromFont(app.font())
    absent = [letter for letter in MONGOLIAN_LETTERS if not drawn.supportsCharacter(ord(letter))]
    if absent:
        raise CheckFailed(f"{family} lacks the letters {''.join(absent)}")
    label = QLabel("Өнгө, үйлдэл")
    label.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    label.resize(200, 60)
    label.show()
    QApplication.processEvents()
    colours = colours_in(label.grab().toImage())
    label.close()
    label.deleteLater()
    QCoreApplication.processEvents()
    if colours < 2:
        raise CheckFailed("the window stayed blank")
    return f"PySide6 {pyside_version}, {family}, {colours} colours painted"


def colours_in(image: QImage) -> int:
    """How many different colours a picture has."""
    return len({image.pixel(x, y) for x in range(image.width()) for y in range(image.height())})


def speak_every_language() -> str:
    """Raises ValueError when a translation is missing."""
    language = make_language(make_application())
    before = language.code
    for code in LANGUAGES:
        language.switch(code)
    language.switch(before)
    return ", ".join(LANGUAGES)
