"""Which language the app speaks. It can be switched while it runs."""

from __future__ import annotations

import logging
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale, QTranslator

log = logging.getLogger(__name__)

LANGUAGES = ("en", "mn")
"""English is the source; the others are files in resources/translations."""


class Language:
    """Keeps the installed translator. Switching sends LanguageChange to every widget."""

    def __init__(self, app: QCoreApplication, translations: Path) -> None:
        self._app = app
        self._folder = translations
        self._translator: QTranslator | None = None
        self.code = "en"

    def dictionary(self, code: str) -> QTranslator:
        """The translation to `code`, not spoken: for finding words in a language that is not on.
        Empty where there is none."""
        translator = QTranslator(self._app)
        if not translator.load(str(self._folder / f"inspector_app_{code}.qm")):
            log.warning("there is no translation to %s", code)
        return translator

    def switch(self, code: str) -> None:
        """Speak `code` from now on. Raises ValueError for a language that has no translation."""
        if code not in LANGUAGES:
            raise ValueError(f"there is no translation to {code}")
        if self._translator is not None:
            self._app.removeTranslator(self._translator)
            self._translator = None
        self.code = code
        QLocale.setDefault(QLocale("mn_MN") if code == "mn" else QLocale("en_GB"))
        if code == "en":
            return
        translator = QTranslator(self._app)
        file = self._folder / f"inspector_app_{code}.qm"
        if not translator.load(str(file)):
            raise ValueError(f"{file} is not a translation")
        self._app.installTranslator(translator)
        self._translator = translator
