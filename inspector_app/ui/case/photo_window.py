"""One photo, as large as the screen allows."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from inspector_app.domain.photo import Photo
from inspector_app.ui.file_texts import size_text
from inspector_app.ui.parts import label

LARGEST_PX = (2400, 1800)


class PhotoWindow(QDialog):
    """Shows a photo and where it came from. Esc closes it."""

    def __init__(self, photo: Photo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._photo = photo
        self._whole = QPixmap()
        self.picture = QLabel()
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setMinimumSize(320, 240)
        self.words = label("muted")
        self.words.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.addWidget(self.picture, 1)
        layout.addWidget(self.words)
        self.resize(960, 760)
        self._retranslate()

    def show_image(self, image: QImage) -> None:
        """The pixels have come."""
        self._whole = QPixmap.fromImage(image)
        self._fit()

    def show_problem(self, text: str) -> None:
        """They never will."""
        self.picture.setText(text)

    def _fit(self) -> None:
        if self._whole.isNull():
            return
        ratio = self.devicePixelRatioF()
        room = self.picture.size() * ratio
        target = self._whole.size()
        if target.width() > room.width() or target.height() > room.height():
            target = target.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        fitted = self._whole.scaled(
            QSize(max(1, target.width()), max(1, target.height())),
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        fitted.setDevicePixelRatio(ratio)
        self.picture.setPixmap(fitted)

    def _retranslate(self) -> None:
        photo = self._photo
        when = photo.recorded_at.astimezone().strftime("%Y-%m-%d %H:%M")
        self.setWindowTitle(self.tr("Photo {0}").format(photo.file_name))
        words = self.tr("Attached by {0}, {1}, {2}. The file is kept as the camera wrote it.")
        self.words.setText(words.format(photo.author, when, size_text(photo.size_bytes)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
