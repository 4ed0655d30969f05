"""What is there before a case is: recent cases, a new one, the recorded incident, and room to drop files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QCloseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from workbench.errors import WorkbenchError
from workbench.shell.dialogs import new_case_form
from workbench.shell.form import Answers, FormDialog
from workbench.shell.job_bridge import JobBridge
from workbench.shell.windows import Windows
from workbench.views.empty_state import FaultStrip, LoadingState
from workbench.views.paint import Brush
from workbench.views.theme import Theme


class RecentButton(QPushButton):
    """One case of the list: its name, and below it where it lies."""

    def __init__(self, theme: Theme, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._path = theme, path
        self.setFixedHeight(44)
        self.setAccessibleName(f"Open {path.stem}, {path.parent}")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw name and folder."""
        brush = Brush(QPainter(self), self._theme)
        on = self.underMouse()
        box = QRectF(self.rect())
        brush.round(box, "bg.hover" if on else "bg.panel", radius=4)
        if self.hasFocus():
            brush.round(box, "", "accent", radius=4, width=2)
        brush.icon("timeline", 12, 14)
        brush.text(QRectF(40, 4, self.width() - 52, 20), self._path.stem, weight=600, elide=True)
        room = QRectF(40, 22, self.width() - 52, 18)
        brush.text(room, str(self._path.parent), "text.tertiary", size=11, elide=True)
        brush.painter.end()


class StartPage(QWidget):
    """closed(): it went away, because a case was opened or the user closed it."""

    closed = Signal()

    def __init__(self, windows: Windows, demo: Callable[[], Path] | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._windows, self._demo = windows, demo
        self._theme = windows.theme
        self._jobs = JobBridge(self)
        self.setWindowTitle("Workbench")
        self.setAccessibleName("Start page")
        self.setMinimumSize(720, 520)
        self.setAcceptDrops(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(48, 40, 48, 32)
        column.setSpacing(10)
        column.addWidget(self._label("Workbench", 28, 600, "text.primary"))
        about = "One incident, five linked panels: from raw sources to a knowledge-base article."
        column.addWidget(self._label(about, 13, 400, "text.secondary"))
        column.addSpacing(12)
        column.addLayout(self._buttons())
        column.addSpacing(16)
        column.addWidget(self._label("Recent cases", 12, 600, "text.tertiary"))
        self._add_recent(column)
        column.addStretch()
        hint = "Drop files here to look at them at once; they become a scratch case, kept until you discard it."
        column.addWidget(self._label(hint, 12, 400, "text.tertiary"))
        self.loading = LoadingState(self._theme, "Preparing the recorded incident; it takes some seconds", parent=self)
        self.loading.setFixedHeight(90)
        self.loading.hide()
        column.addWidget(self.loading)
        self.strip = FaultStrip(self._theme, "", self)
        self.strip.hide()
        column.addWidget(self.strip)

    def _label(self, text: str, size: int, weight: int, token: str) -> QLabel:
        label = QLabel(text, self)
        label.setFont(self._theme.font(size, weight))
        label.setStyleSheet(f"color: {self._theme.color(token).name()}")
        label.setWordWrap(True)
        return label

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        acts = [
            ("New case…", self._new, "plus"),
            ("Open case…", self._open, "open"),
            ("Add files…", self._files, "logs"),
        ]
        if self._demo is not None:
            acts.append(("Recorded incident", self._try_demo, "play"))
        for number, (title, act, icon) in enumerate(acts):
            button = QPushButton(title, self)
            button.setIcon(self._theme.icon(icon, "text.on" if number == 0 else "text.secondary"))
            button.setProperty("primary", number == 0)
            button.clicked.connect(lambda _on=False, act=act: self._try(act))
            row.addWidget(button)
        row.addStretch()
        return row

    def _add_recent(self, column: QVBoxLayout) -> None:
        paths = [Path(name) for name in self._windows.settings.recent]
        there = [path for path in paths if (path / "case.db").is_file()][:6]
        for path in there:
            button = RecentButton(self._theme, path, self)
            button.clicked.connect(lambda _on=False, path=path: self._try(lambda: self._opened(path)))
            column.addWidget(button)
        if not there:
            column.addWidget(self._label("No case was opened here yet.", 12, 400, "text.secondary"))

    def _try(self, act: Callable[[], None]) -> None:
        try:
            act()
        except WorkbenchError as error:
            self._say(error.sentence())

    def _say(self, text: str) -> None:
        self.strip.show_fault(text)
        self.strip.show()

    def _opened(self, path: Path) -> None:
        self._windows.open(path)
        self.close()

    def _new(self) -> None:
        def give(answers: Answers) -> None:
            self._windows.create(answers)
            self.close()

        dialog = FormDialog(self._theme, new_case_form(self._windows.settings.zone), give, self)
        dialog.open()

    def _open(self) -> None:
        if name := QFileDialog.getExistingDirectory(self, "Open case", str(Path.cwd())):
            self._opened(Path(name))

    def _files(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(self, "Add files", "", "All files (*)")
        self._look_at(tuple(Path(name) for name in names))

    def _look_at(self, paths: tuple[Path, ...]) -> None:
        if paths:
            cases = [path for path in paths if (path / "case.db").is_file()]
            for path in cases:
                self._windows.open(path)
            if rest := tuple(path for path in paths if path not in cases):
                self._windows.scratch(rest)
            self.close()

    def _try_demo(self) -> None:
        """Make the recorded incident in the background; the window opens when it is there."""
        demo = self._demo
        if demo is None or self._jobs.busy:
            return
        self.loading.show()

        def failed(error: Exception) -> None:
            self.loading.hide()
            self._say(error.sentence() if isinstance(error, WorkbenchError) else f"{type(error).__name__}: {error}")

        self._jobs.start("Preparing the recorded incident", lambda _context: demo(), self._opened, failed)

    def dragEnterEvent(self, event: object) -> None:
        """Files can be dropped."""
        if event.mimeData().hasUrls():  # type: ignore[attr-defined]
            event.acceptProposedAction()  # type: ignore[attr-defined]

    def dropEvent(self, event: object) -> None:
        """Look at dropped files, or open a dropped case."""
        urls = event.mimeData().urls()  # type: ignore[attr-defined]
        paths = tuple(Path(url.toLocalFile()) for url in urls if url.isLocalFile())
        self._try(lambda: self._look_at(paths))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground and the edge that says where to drop."""
        brush = Brush(QPainter(self), self._theme)
        brush.fill(QRectF(self.rect()), "bg.app")
        brush.painter.end()

    def keyPressEvent(self, event: object) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:  # type: ignore[attr-defined]
            self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell who keeps it."""
        self._jobs.close()
        self.closed.emit()
        super().closeEvent(event)
