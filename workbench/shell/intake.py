"""Ways in: files chosen or dropped, text and pictures pasted; read in the background while the window works."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QTimer
from PySide6.QtGui import QImage, QImageWriter
from PySide6.QtWidgets import QApplication, QFileDialog

from workbench.errors import WorkbenchError
from workbench.jobs import JobContext
from workbench.model.case import Source
from workbench.model.instants import to_datetime
from workbench.shell.main_window import MainWindow

CAME = frozenset({"sources", "spine"})
PASTE_LIMIT = 256 << 20
WATCH_MS = 400


class Intake:
    """Brings things into a window's case; the panels hear of it when it is done."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._told = -1
        self._watch = QTimer(window, interval=WATCH_MS)
        self._watch.timeout.connect(self._look)

    def _begin(self, title: str, work: Callable[[JobContext], tuple[Source, ...]]) -> None:
        """Read in the background; what of a huge file is indexed so far is shown meanwhile."""
        case = self._window.case
        self._told = -1 if case is None else case.generation
        self._window.jobs.start(title, work, self._came)
        self._watch.start()

    def _look(self) -> None:
        """Tell the panels when rows came while a file is still being read."""
        window, case = self._window, self._window.case
        if case is None or not window.jobs.busy:
            self._watch.stop()
        elif case.generation != self._told:
            self._told = case.generation
            window.hub.announce(CAME, window)

    def choose(self) -> None:
        """Ask for files."""
        names, _ = QFileDialog.getOpenFileNames(self._window, "Add sources", "", "All files (*)")
        self.bring_in(tuple(Path(name) for name in names))

    def follow(self) -> None:
        """Ask for a file that grows, and follow it."""
        name, _ = QFileDialog.getOpenFileName(self._window, "Follow a file", "", "All files (*)")
        case = self._window.case
        if not name:
            return
        if case is None or case.read_only:
            self._window.say(f"Nothing can be followed. {case.read_only if case else 'No case is open.'}")
            return
        path = Path(name)
        self._window.jobs.start(
            f"Beginning to follow {path.name}",
            lambda context: case.follow(path, context=context),
            self._followed,
            self._not_followed,
        )

    def _followed(self, source: Source) -> None:
        self._window.hub.announce(CAME, self._window)
        self._window.say(f"{source.name} is followed: {source.records:,} records so far.")

    def _not_followed(self, error: Exception) -> None:
        if not isinstance(error, WorkbenchError):
            raise error
        self._window.show_fault(error.sentence())

    def bring_in(self, paths: Iterable[Path]) -> None:
        """Ingest files and folders."""
        case, paths = self._window.case, tuple(paths)
        if not paths:
            return
        if case is None or case.read_only:
            self._window.say(f"Nothing can be brought in. {case.read_only if case else 'No case is open.'}")
            return
        title = f"Reading {paths[0].name}" + (f" and {len(paths) - 1} more" if len(paths) > 1 else "")

        def work(context: JobContext) -> tuple[Source, ...]:
            return case.ingest(paths, context=context)

        self._begin(title, work)

    def finish(self) -> None:
        """Read on what an ended process left unread."""
        case = self._window.case
        if case is not None and not case.read_only and any(s.state in ("pending", "reading") for s in case.sources()):
            self._begin("Reading on", lambda context: case.ingest((), context=context))

    def paste(self) -> None:
        """Bring the clipboard in: files, a picture, or text."""
        content = QApplication.clipboard().mimeData()
        if content is None:
            return
        if content.hasUrls():
            self.bring_in(Path(url.toLocalFile()) for url in content.urls() if url.isLocalFile())
        elif content.hasImage():
            image = QApplication.clipboard().image()
            self._bring_bytes(f"screenshot-{self._stamp()}.png", _png(image))
        elif content.hasText() and content.text().strip():
            self._bring_bytes(f"pasted-{self._stamp()}.txt", content.text().encode())
        else:
            self._window.say("The clipboard holds neither text nor a picture.")

    def _stamp(self) -> str:
        return to_datetime(self._window.clock.now()).strftime("%Y%m%d-%H%M%S")

    def _bring_bytes(self, name: str, data: bytes) -> None:
        case = self._window.case
        if case is None or case.read_only:
            self._window.say(f"Nothing can be brought in. {case.read_only if case else 'No case is open.'}")
        elif len(data) > PASTE_LIMIT:
            self._window.show_fault("What was pasted is larger than 256 MB. Save it as a file and add that.")
        else:
            work = lambda context: (case.add_bytes(name, data, context=context),)  # noqa: E731
            self._begin(f"Reading {name}", work)

    def _came(self, sources: tuple[Source, ...]) -> None:
        window = self._window
        window.hub.announce(CAME, window)
        failed = [source for source in sources if source.state == "failed"]
        kept = [source for source in sources if source.reader == "none"]
        if failed:
            why = failed[0].problems[0].what if failed[0].problems else "it can't be read"
            rest = f" {len(sources) - len(failed)} other sources are in the case." if len(sources) > len(failed) else ""
            window.show_fault(f"{failed[0].path}: {why}.{rest}")
            return
        records = sum(source.records for source in sources)
        told = f"{len(sources)} source{'s' * (len(sources) != 1)} came in, {records:,} records."
        if kept:
            told += f" {kept[0].name} could be read by no reader and is kept as it is."
        window.say(told)


def _png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, b"png").write(image)
    return bytes(buffer.data().data())
