"""Keeps a person's own displays on this station."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, Slot

from inspector_app.background import Lane, TaskRunner
from inspector_app.ui.error_texts import error_text
from inspector_app.ui.viewer.display_presets import PresetShelf, read_presets, write_presets
from inspector_app.workflow.ports import Ports

log = logging.getLogger(__name__)

PREFERENCE = "display-presets"


class PresetKeeper(QObject):
    """Fills a shelf with what the person has kept, and keeps what the person changes on it."""

    def __init__(
        self, shelf: PresetShelf, ports: Ports, runner: TaskRunner, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._shelf = shelf
        self._ports = ports
        self._runner = runner
        self._changed = False
        shelf.changed.connect(self._keep)
        preferences, person = ports.preferences, ports.person
        runner.run(
            lambda: preferences.get(person, PREFERENCE),
            done=self._show,
            failed=self._failed,
            owner=self,
            lane=Lane.DATABASE,
        )

    def _show(self, text: str | None) -> None:
        if not self._changed:
            self._shelf.fill(read_presets(text))

    @Slot()
    def _keep(self) -> None:
        self._changed = True
        preferences, person = self._ports.preferences, self._ports.person
        text = write_presets(self._shelf.all())
        # No key: what is kept last must be what is there, and the lane keeps the order.
        self._runner.run(
            lambda: preferences.put(person, PREFERENCE, text),
            done=self._kept,
            failed=self._failed,
            owner=self,
            lane=Lane.DATABASE,
        )

    def _kept(self, _nothing: None) -> None:
        self._shelf.told.emit("")

    def _failed(self, error: Exception) -> None:
        log.error("own displays: %s", error, exc_info=error)
        self._shelf.told.emit(error_text(error))
