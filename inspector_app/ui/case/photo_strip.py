"""The photos of the chosen finding, small, under the list of findings."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListView,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from inspector_app.domain.photo import Photo
from inspector_app.ui.file_texts import size_text, upload_meaning_text, upload_state_text
from inspector_app.ui.parts import label, plain_tip
from inspector_app.workflow.file_ports import Upload

PICTURE_PX = (60, 40)

_ROW_PX = 58


class PhotoStrip(QWidget):
    """Signals:
    add_requested: the person wants to attach photos to the chosen finding.
    open_requested: id of the photo a person wants to see whole.
    withdraw_requested: id of the photo a person wants to take back.
    """

    add_requested = Signal()
    open_requested = Signal(str)
    withdraw_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._photos: tuple[Photo, ...] = ()
        self._uploads: Mapping[str, Upload] = {}
        self._pictures: dict[str, QIcon] = {}
        self._chosen: str | None = None
        self.list = QListWidget()
        self._set_up_list()
        self._add = QPushButton()
        self._open = QPushButton()
        self._withdraw = QPushButton()
        self._notice = label("muted")
        self._notice.setWordWrap(True)
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setMaximumHeight(6)
        self._busy.setTextVisible(False)
        row = QHBoxLayout()
        row.addWidget(self.list, 1)
        row.addWidget(self._add)
        buttons = QHBoxLayout()
        buttons.addWidget(self._open, 1)
        buttons.addWidget(self._withdraw, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 0)
        layout.setSpacing(4)
        layout.addLayout(row)
        layout.addWidget(self._busy)
        layout.addWidget(self._notice)
        layout.addLayout(buttons)
        self._connect()
        self._retranslate()
        self.show_working(0)
        self.show_notice("")

    def show_photos(
        self, finding_id: str | None, photos: tuple[Photo, ...], uploads: Mapping[str, Upload]
    ) -> None:
        """The photos of a finding, with their files by hash; None while none is chosen."""
        chosen = self.chosen_id()
        self._photos, self._uploads = photos, uploads
        if finding_id != self._chosen:
            self.show_notice("")
        self._chosen = finding_id
        self.list.clear()
        for photo in photos:
            item = QListWidgetItem(self.list)
            item.setData(Qt.ItemDataRole.UserRole, photo.photo_id)
            item.setIcon(self._pictures.get(photo.sha256, QIcon()))
            item.setSizeHint(QSize(PICTURE_PX[0] + 8, PICTURE_PX[1] + 8))
            if photo.photo_id == chosen:
                self.list.setCurrentItem(item)
        self._say_items()
        self.list.setVisible(bool(photos))
        self._enable()

    def lacking_pictures(self) -> tuple[Photo, ...]:
        """Photos on show of which no small picture is known."""
        return tuple(one for one in self._photos if one.sha256 not in self._pictures)

    def show_picture(self, sha256: str, image: QImage) -> None:
        """The small picture of a photo; an empty one for a photo that cannot be read."""
        self._pictures[sha256] = QIcon(QPixmap.fromImage(image)) if not image.isNull() else QIcon()
        for photo, row in zip(self._photos, range(self.list.count()), strict=False):
            if photo.sha256 == sha256:
                self.list.item(row).setIcon(self._pictures[sha256])

    def show_notice(self, text: str) -> None:
        """Say what has just happened."""
        self._notice.setText(text)
        self._notice.setVisible(bool(text))

    def show_working(self, count: int) -> None:
        """So many photos are being copied."""
        self._busy.setVisible(count > 0)

    def chosen_id(self) -> str | None:
        """The photo that is selected."""
        item = self.list.currentItem()
        return None if item is None else str(item.data(Qt.ItemDataRole.UserRole))

    def texts(self) -> list[str]:
        """What is said of each photo, for screen readers and tests."""
        return [
            str(self.list.item(row).data(Qt.ItemDataRole.AccessibleTextRole))
            for row in range(self.list.count())
        ]

    def notice(self) -> str:
        """What is said below the photos."""
        return self._notice.text()

    def _set_up_list(self) -> None:
        self.list.setViewMode(QListView.ViewMode.IconMode)
        self.list.setFlow(QListView.Flow.LeftToRight)
        self.list.setWrapping(False)
        self.list.setMovement(QListView.Movement.Static)
        self.list.setIconSize(QSize(*PICTURE_PX))
        self.list.setFixedHeight(_ROW_PX)
        self.list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setHorizontalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setDragEnabled(False)
        self.list.setAcceptDrops(False)

    def _connect(self) -> None:
        self._add.clicked.connect(self.add_requested)
        self._open.clicked.connect(self._tell_open)
        self._withdraw.clicked.connect(self._tell_withdraw)
        self.list.itemActivated.connect(self._tell_open)
        self.list.currentItemChanged.connect(self._enable)

    def _tell_open(self, *_: object) -> None:
        chosen = self.chosen_id()
        if chosen is not None:
            self.open_requested.emit(chosen)

    def _tell_withdraw(self) -> None:
        chosen = self.chosen_id()
        if chosen is not None:
            self.withdraw_requested.emit(chosen)

    def _enable(self, *_: object) -> None:
        self.setVisible(self._chosen is not None)
        # Only then, because the list of findings needs the room on a small screen.
        some = self.chosen_id() is not None
        self._open.setVisible(some)
        self._withdraw.setVisible(some)

    def _say_items(self) -> None:
        for photo, row in zip(self._photos, range(self.list.count()), strict=False):
            when = photo.recorded_at.astimezone().strftime("%Y-%m-%d %H:%M")
            lines = [
                photo.file_name,
                f"{photo.author}, {when}, {size_text(photo.size_bytes)}",
            ]
            upload = self._uploads.get(photo.sha256)
            if upload is not None:
                lines += [upload_state_text(upload.state), upload_meaning_text(upload)]
            item = self.list.item(row)
            item.setToolTip(plain_tip(lines))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, ". ".join(lines))

    def _retranslate(self) -> None:
        self._add.setText(self.tr("Photo…"))
        self._add.setToolTip(
            self.tr("Attach photos to the chosen finding (Ctrl+Shift+A), or drop them here")
        )
        self._open.setText(self.tr("Open"))
        self._withdraw.setText(self.tr("Take photo back…"))
        self.list.setAccessibleName(self.tr("Photos of the finding"))
        self._say_items()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
