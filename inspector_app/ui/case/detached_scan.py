"""The scan on a window of its own: at a post with two screens the papers keep the other one."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QEvent, QObject, QRect, Qt, Signal, Slot
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QScreen,
)
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QMainWindow,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from inspector_app.ui.case.scan_column import ScanColumn

SHARE_OF_SCREEN = 0.8
"""How much of the only screen the scan's own window takes at first."""


class ScanWindow(QWidget):
    """Holds the scan column while it is away from the case page.

    A tool window: Qt lets the keys of the window it belongs to work in it, so that saving, the
    verdict and the menus have their keys here too.

    Signals:
        close_requested: the person closed it.
    """

    close_requested = Signal()

    def __init__(self, page: QWidget) -> None:
        super().__init__(
            page,
            Qt.WindowType.Tool
            | Qt.WindowType.CustomizeWindowHint
            | Qt.WindowType.WindowTitleHint
            | Qt.WindowType.WindowMaximizeButtonHint
            | Qt.WindowType.WindowCloseButtonHint,
        )
        self._page = page
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)

    def hold(self, scan: ScanColumn) -> None:
        """Take the scan in."""
        layout = self.layout()
        if layout is not None:
            layout.addWidget(scan)
        scan.show()

    def closeEvent(self, event: QCloseEvent) -> None:
        # The scan goes back to the page; a window with the scan in it never goes away alone.
        event.ignore()
        self.close_requested.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Keys that nothing here has used mean what they mean on the page: Escape discards.
        QApplication.sendEvent(self._page, event)


class ScanPlace(QWidget):
    """Where the scan was on the page, while it is on its own window.

    Signals:
        return_requested: bring it back.
    """

    return_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = QLabel()
        self._text.setObjectName("muted")
        self._text.setWordWrap(True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._button = QPushButton()
        self._button.clicked.connect(self.return_requested)
        layout = QVBoxLayout(self)
        layout.addStretch(1)
        layout.addWidget(self._text)
        layout.addWidget(self._button)
        layout.addStretch(1)
        self.setMinimumWidth(180)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self._retranslate()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        self._text.setText(self.tr("The scan is on its own window."))
        self._button.setText(self.tr("Bring it back (F11)"))


class DetachedScan(QObject):
    """Moves the scan column between the case page and its own window.

    Args:
        page: the case page; its window is the one the scan's window belongs to.
        frame: has the scan column as its central widget.

    Attributes:
        action: detach and bring back, F11, checked while the scan is away.

    Signals:
        detached: whether the scan is on its own window now.
    """

    detached = Signal(bool)

    def __init__(self, page: QWidget, frame: QMainWindow, scan: ScanColumn) -> None:
        super().__init__(page)
        self._page = page
        self._frame = frame
        self._scan = scan
        self._window: ScanWindow | None = None
        self._panels = QByteArray()
        self._geometry: QRect | None = None
        self._was_full_screen = True
        self.action = QAction(self)
        self.action.setObjectName("own-window")
        self.action.setCheckable(True)
        self.action.setShortcut(QKeySequence("F11"))
        self.action.triggered.connect(self.toggle)
        # On both, so that the key works from the papers and from the scan.
        page.addAction(self.action)
        scan.view.addAction(self.action)
        button = QToolButton()
        button.setObjectName("own-window-button")
        button.setDefaultAction(self.action)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        scan.add_to_head(button)
        page.installEventFilter(self)
        scan.view.mark_drawn.connect(self._go_to_papers)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.screenRemoved.connect(self._rescue)
        self._retranslate()

    @property
    def window(self) -> ScanWindow | None:
        """The scan's own window, None while the scan is on the page."""
        return self._window

    @Slot()
    def toggle(self) -> None:
        """To its own window, or back."""
        if self._window is None:
            self.detach()
        else:
            self.bring_back()

    def detach(self) -> None:
        """Put the scan on its own window: the whole of another screen, where there is one."""
        if self._window is not None:
            return
        self._panels = self._frame.saveState()
        self._frame.takeCentralWidget()
        place = ScanPlace()
        place.return_requested.connect(self.bring_back)
        self._frame.setCentralWidget(place)
        window = ScanWindow(self._page)
        window.close_requested.connect(self.bring_back)
        window.hold(self._scan)
        self._window = window
        self._retranslate()
        self._show(window)
        self.action.setChecked(True)
        self._scan.view.setFocus()
        self.detached.emit(True)

    @Slot()
    def bring_back(self) -> None:
        """Put the scan back on the page."""
        window = self._window
        if window is None:
            return
        self._window = None
        self._was_full_screen = window.isFullScreen()
        self._geometry = window.normalGeometry() if self._was_full_screen else window.geometry()
        place = self._frame.takeCentralWidget()
        self._frame.setCentralWidget(self._scan)
        self._scan.show()
        self._frame.restoreState(self._panels)
        if place is not None:
            place.setParent(self._frame)
            place.deleteLater()
        window.hide()
        window.deleteLater()
        self.action.setChecked(False)
        self._page.activateWindow()
        self._scan.view.setFocus()
        self.detached.emit(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._page:
            if event.type() == QEvent.Type.LanguageChange:
                self._retranslate()
            elif self._window is not None and event.type() == QEvent.Type.Hide:
                # Beside the queue a scan of no case would be in the way.
                self._window.hide()
            elif self._window is not None and event.type() == QEvent.Type.Show:
                self._window.show()
        return False

    def _show(self, window: ScanWindow) -> None:
        home = self._page.screen()
        screen = other_screen(QGuiApplication.screens(), home)
        geometry = self._geometry
        if geometry is not None and is_on_a_screen(geometry, QGuiApplication.screens()):
            window.setGeometry(geometry)
        else:
            geometry = None
            window.setGeometry(first_geometry((screen or home).availableGeometry()))
        if self._was_full_screen and screen is not None:
            if geometry is None:
                window.setScreen(screen)
            window.showFullScreen()
        else:
            window.show()

    @Slot()
    def _go_to_papers(self) -> None:
        # A mark was drawn: what it is gets written down on the page, so the page gets the keys.
        if self._window is not None:
            self._page.activateWindow()

    @Slot(QScreen)
    def _rescue(self, gone: QScreen) -> None:
        """A screen was taken away: the window comes to one that is left."""
        window = self._window
        if window is None:
            return
        left = [screen for screen in QGuiApplication.screens() if screen is not gone]
        if not left or (window.screen() is not gone and is_on_a_screen(window.geometry(), left)):
            return
        home = self._page.screen()
        window.showNormal()
        target = home if home in left else left[0]
        window.setScreen(target)
        window.setGeometry(first_geometry(target.availableGeometry()))

    def _retranslate(self) -> None:
        self.action.setText(self.tr("Own window"))
        self.action.setToolTip(self.tr("Put the scan on its own window, or bring it back  [F11]"))
        if self._window is not None:
            self._window.setWindowTitle(self.tr("Scan"))


def other_screen(screens: list[QScreen], home: QScreen) -> QScreen | None:
    """The largest screen that is not `home`, None if there is none."""
    others = [screen for screen in screens if screen is not home]
    return max(
        others, key=lambda screen: screen.size().width() * screen.size().height(), default=None
    )


def is_on_a_screen(window: QRect, screens: list[QScreen]) -> bool:
    """Whether enough of a window is on a screen to see it and take hold of it."""
    return any(
        seen.width() >= min(window.width(), 200) and seen.height() >= min(window.height(), 100)
        for seen in (screen.availableGeometry().intersected(window) for screen in screens)
    )


def first_geometry(available: QRect) -> QRect:
    """In the middle of a screen, most of it."""
    size = available.size() * SHARE_OF_SCREEN
    place = QRect(available.topLeft(), size)
    place.moveCenter(available.center())
    return place
