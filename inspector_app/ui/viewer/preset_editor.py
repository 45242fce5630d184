"""A person's own displays in the display panel: apply, keep, rename, delete."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Slot
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QLineEdit, QPushButton, QWidget

from inspector_app.ui.parts import label
from inspector_app.ui.viewer.display_presets import NAME_LIMIT, DisplayPreset
from inspector_app.ui.viewer.scan_view import ScanView


class PresetEditor(QWidget):
    """Attributes:
    choice: what is kept; choosing one shows the scan that way.
    name: the name to keep or rename by.
    """

    def __init__(self, view: ScanView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._display = view.display
        self._shelf = view.display.presets
        self._title = QLabel()
        self.choice = QComboBox()
        self.name = QLineEdit()
        self.name.setMaxLength(NAME_LIMIT)
        self.keep = QPushButton()
        self.rename = QPushButton()
        self.delete = QPushButton()
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(5)
        layout.addWidget(self._title, 0, 0)
        layout.addWidget(self.choice, 0, 1)
        layout.addWidget(self.delete, 0, 2)
        layout.addWidget(self.name, 1, 0, 1, 2)
        layout.addWidget(self.rename, 1, 2)
        layout.addWidget(self.keep, 1, 3)
        layout.addWidget(QLabel(), 0, 3)
        self._problem = label("problem")
        self._problem.setWordWrap(True)
        self._problem.hide()
        layout.addWidget(self._problem, 2, 0, 1, 4)
        layout.setColumnStretch(1, 1)
        self.choice.activated.connect(self._apply)
        self.name.textChanged.connect(self._refresh_buttons)
        self.name.returnPressed.connect(self._keep)
        self.keep.clicked.connect(self._keep)
        self.rename.clicked.connect(self._rename)
        self.delete.clicked.connect(self._delete)
        self._shelf.changed.connect(self._fill)
        self._shelf.refilled.connect(self._fill)
        self._shelf.told.connect(self._show_problem)
        self._translate()

    def _chosen(self) -> DisplayPreset | None:
        slot = self.choice.currentData()
        return None if slot is None else self._shelf.get(slot)

    def _slot_to_keep(self) -> int | None:
        """Where the name goes: on the key of the one with this name, or on a free key."""
        name = self.name.text().strip().casefold()
        same = (one.slot for one in self._shelf.all() if one.name.casefold() == name)
        return next(same, self._shelf.free_slot())

    @Slot()
    def _apply(self) -> None:
        preset = self._chosen()
        if preset is not None:
            self.name.setText(preset.name)
            self._display.apply_own(preset.slot)

    @Slot()
    def _keep(self) -> None:
        slot = self._slot_to_keep()
        if self.keep.isEnabled() and slot is not None:
            self._display.keep_own(slot, self.name.text())
            self.choice.setCurrentIndex(self.choice.findData(slot))
            self._refresh_buttons()

    @Slot()
    def _rename(self) -> None:
        preset = self._chosen()
        if preset is not None:
            self._shelf.rename(preset.slot, self.name.text())

    @Slot()
    def _delete(self) -> None:
        preset = self._chosen()
        if preset is not None:
            self._shelf.delete(preset.slot)

    @Slot()
    def _fill(self) -> None:
        chosen = self.choice.currentData()
        self.choice.clear()
        for preset in self._shelf.all():
            self.choice.addItem(f"Alt+{preset.slot}  {preset.name}", preset.slot)
        if not self.choice.count():
            self.choice.addItem(self.tr("none kept yet"), None)
        self.choice.setCurrentIndex(max(self.choice.findData(chosen), 0))
        self._refresh_buttons()

    @Slot(str)
    def _show_problem(self, text: str) -> None:
        self._problem.setText(text)
        self._problem.setVisible(bool(text))

    @Slot()
    def _refresh_buttons(self) -> None:
        named = bool(self.name.text().strip())
        slot = self._slot_to_keep()
        has_one = self._chosen() is not None
        self.choice.setEnabled(bool(self._shelf.all()))
        self.keep.setEnabled(named and slot is not None)
        self.rename.setEnabled(named and has_one)
        self.delete.setEnabled(has_one)
        if slot is None:
            self.keep.setToolTip(self.tr("All six keys are taken: delete one first."))
            self.keep.setText(self.tr("Keep"))
        else:
            self.keep.setToolTip(self.tr("Keep what is shown now under this key"))
            self.keep.setText(self.tr("Keep as {0}").format(f"Alt+{slot}"))

    def _translate(self) -> None:
        self._title.setText(self.tr("Own displays"))
        self.choice.setAccessibleName(self.tr("Own displays"))
        self.name.setPlaceholderText(self.tr("Name of the display"))
        self.name.setAccessibleName(self.tr("Name of the display"))
        self.rename.setText(self.tr("Rename"))
        self.delete.setText(self.tr("Delete"))
        self._fill()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._translate()
        super().changeEvent(event)
