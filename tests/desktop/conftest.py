"""What desktop tests share: the application with our fonts and theme, a case that needs no disk, and a guard for texts."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from workbench.clock import Clock
from workbench.model.case import CaseRecord, Source
from workbench.model.entities import Citation
from workbench.model.focus import EMPTY, Focus
from workbench.model.instants import SECOND, TimeWindow, parse_instant
from workbench.model.notebook import Evidence, Notebook
from workbench.panels.base import Panel, Surroundings
from workbench.panels.command import Command
from workbench.settings import Settings
from workbench.shell.main_window import MainWindow, WindowParts, dress
from workbench.shell.panel_list import PanelRow
from workbench.views.paint import TextBox
from workbench.views.theme import Theme, load_fonts, load_theme
from workbench.views.tokens import THEMES

TESTS_A_COLLECTION = 12
START = parse_instant("2026-03-17T14:00:00Z", day=0)


@pytest.fixture(scope="session")
def uncollected() -> list[str]:
    """Tests since the last collection of garbage."""
    return []


@pytest.fixture(autouse=True)
def collect_here(request: pytest.FixtureRequest, uncollected: list[str]) -> Iterator[None]:
    """Collect garbage on this thread only, as the program does: a collection in a worker destroys widgets there."""
    gc.disable()
    yield
    uncollected.append(request.node.name)
    if len(uncollected) >= TESTS_A_COLLECTION:
        uncollected.clear()
        gc.collect()


@pytest.fixture(scope="session")
def fonts(qapp: Any) -> tuple[str, ...]:
    """The bundled fonts, registered once."""
    qapp.setStyle("Fusion")
    return load_fonts()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What is drawn is looked at in both themes; what is done need not be done twice."""
    if "theme" in metafunc.fixturenames:
        looks = "find_text_faults" in metafunc.fixturenames or metafunc.definition.get_closest_marker("both_themes")
        metafunc.parametrize("theme", ["dark", "light"] if looks else ["dark"], indirect=True)


@pytest.fixture(scope="session")
def themes(fonts: tuple[str, ...]) -> dict[str, Theme]:
    """Both themes, kept for the session: what one has drawn or measured is not drawn or measured again."""
    return {name: load_theme(name) for name in THEMES}


@pytest.fixture
def theme(request: pytest.FixtureRequest, themes: dict[str, Theme]) -> Theme:
    """The dark theme, and the light one too where the test looks at what is drawn."""
    dress(themes[request.param])
    return themes[request.param]


@pytest.fixture
def dark(themes: dict[str, Theme]) -> Theme:
    """The dark theme, where a test need not run twice."""
    dress(themes["dark"])
    return themes["dark"]


@dataclass
class PaperCase:
    """An open case on paper: what the shell asks of one, answered from memory."""

    notebook: Notebook
    settings: Settings = field(default_factory=Settings)
    clock: Clock = field(default_factory=lambda: Clock(lambda: START + 31 * 60 * SECOND))
    path: Path = Path("paper.case")
    read_only: str = ""
    generation: int = 1
    pinned: list[tuple[Citation, Focus]] = field(default_factory=list)
    done: list[Any] = field(default_factory=list)
    ingested: list[tuple[Path, ...]] = field(default_factory=list)
    pasted: list[tuple[str, bytes]] = field(default_factory=list)
    closed: bool = False
    spine: Any = field(default_factory=lambda: SimpleNamespace(span=lambda: TimeWindow(START, START + 3600 * SECOND)))

    @property
    def undo_label(self) -> str:
        return "the last edit" if self.done else ""

    @property
    def redo_label(self) -> str:
        return ""

    def do(self, edit: Any) -> frozenset[str]:
        self.done.append(edit)
        return frozenset({"entries"})

    def undo(self) -> Any:
        edit = self.done.pop()
        return SimpleNamespace(label=str(edit), changes=frozenset({"notes"}), focus=Focus(cursor=START + 5 * SECOND))

    def redo(self) -> None:
        return None

    def sources(self) -> tuple[Source, ...]:
        return tuple(self.notebook.sources.values())

    def deploys(self) -> tuple[Any, ...]:
        return ()

    def pin(self, citation: Citation, **how: Any) -> Evidence:
        self.pinned.append((citation, how["focus"]))
        return Evidence(f"e{len(self.pinned)}", len(self.pinned), "log", citation, "line", "00", shown="gateway.log:7")

    def ingest(self, paths: Any, *, context: Any = None, **_how: Any) -> tuple[Source, ...]:
        self.ingested.append(tuple(paths))
        return (Source("s9", 9, str(self.ingested[-1][0]), reader="text", records=12, state="ready"),)

    def add_bytes(self, name: str, data: bytes, *, context: Any = None) -> Source:
        self.pasted.append((name, data))
        return Source("s8", 8, name, reader="none", state="kept")

    def verify(self, context: Any = None) -> tuple[Any, ...]:
        return (SimpleNamespace(what="object ab", ok=True, detail=""),)

    def close(self) -> None:
        self.closed = True


class PaperPanel(Panel):
    """A panel with a field to type in and a list that hears single letters."""

    def __init__(self, around: Surroundings, parent: QWidget | None = None) -> None:
        super().__init__(around, parent)
        self.followed: list[Focus] = []
        self.heard: list[str] = []
        self.chips: list[Evidence] = []
        self.chosen: tuple[Citation, ...] = ()
        self.field, self.list = QLineEdit(self), QWidget(self)
        self.list.setFocusPolicy(self.list.focusPolicy().StrongFocus)
        self.column.addWidget(self.list, 1)
        self.column.addWidget(self.field)
        self.setFocusProxy(self.list)

    def follow(self, focus: Focus) -> None:
        self.followed.append(focus)

    def cited(self) -> tuple[Citation, ...]:
        return self.chosen

    def commands(self) -> tuple[Command, ...]:
        return (
            Command(f"{self.id}.next", "Next thing", lambda: self.heard.append("next"), "Goes on.", ("E",),
                    icon="chev-down", context=self.id, button=True),
        )  # fmt: skip


def paper_panel(row: PanelRow) -> type:
    """A panel class for any row of the list."""

    def insert_evidence(self: PaperPanel, evidence: Evidence) -> None:
        self.chips.append(evidence)

    extra = {"insert_evidence": insert_evidence} if row.id == "notes" else {}
    return type(f"Paper{row.id}", (PaperPanel,), {"id": row.id, "title": row.title, "icon": row.icon, **extra})


@pytest.fixture
def paper_case() -> PaperCase:
    """A case with one source, its record filled in."""
    record = CaseRecord(
        "c1", "Checkout 503s after release 4.18.0", "INC-2417", "SEV1", "mitigated",
        service="checkout-api", environment="eu-west", started=START, mitigated=START + 1200 * SECOND,
    )  # fmt: skip
    source = Source(
        "s1",
        1,
        "logs/gateway.log",
        "nginx.access",
        "log",
        host="edge-1",
        records=5,
        first=START + SECOND,
        state="ready",
    )
    return PaperCase(Notebook(record, {"s1": source}))


@pytest.fixture
def make_window(qtbot: Any, dark: Theme) -> Iterator[Any]:
    """A factory of windows with paper panels, without a case yet."""
    from workbench.shell.commands import furnish
    from workbench.shell.windows import Windows

    made: list[MainWindow] = []

    def make(size: tuple[int, int] = (1920, 1080), load: Any = paper_panel, **parts: Any) -> MainWindow:
        windows = Windows(dark, Settings(), Clock(lambda: START + 31 * 60 * SECOND))
        window = MainWindow(WindowParts(dark, clock=windows.clock, load=load, **parts))
        furnish(window, windows)
        qtbot.addWidget(window)
        window.resize(*size)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        window.arrange(window.layout_now)
        made.append(window)
        return window

    yield make
    for window in made:
        window.close()


@pytest.fixture
def window(qtbot: Any, make_window: Any, paper_case: PaperCase) -> MainWindow:
    """A window at 1920×1080 with a paper case in it, all panels there."""
    made = make_window()
    with qtbot.waitSignal(made.host.filled):
        made.attach(paper_case)
    qtbot.wait(20)
    made.hub.move(EMPTY)
    made.hub.flush()
    for panel in made.host.panels:
        panel.followed.clear()
    return made


def text_faults(root: QWidget) -> list[str]:
    """Texts of all visible painted widgets that outgrow their box or widget, or meet another text; in words.

    Widgets that draw with `Brush` keep their texts in `text_boxes`; one pixel of overlap is let pass (ink has bearings).
    """
    faults: list[str] = []
    for widget in (root, *root.findChildren(QWidget)):
        boxes = getattr(widget, "text_boxes", None)
        if not boxes or not widget.isVisible() or widget.visibleRegion().isEmpty():
            continue
        name = widget.accessibleName() or type(widget).__name__
        faults += [f"{name}: {fault}" for fault in _faults_of(boxes, widget)]
    return faults


def _faults_of(boxes: list[TextBox], widget: QWidget) -> Iterator[str]:
    for box in boxes:
        if box.drawn.right() > box.box.right() + 1.5 or box.drawn.left() < box.box.left() - 1.5:
            yield f"{box.text!r} is {box.drawn.width():.0f} wide in {box.box.width():.0f}"
        if box.drawn.right() > widget.width() + 1 or box.drawn.left() < -1:
            yield f"{box.text!r} leaves the widget"
    rows = sorted(boxes, key=lambda box: box.drawn.top())
    for number, one in enumerate(rows):
        for other in rows[number + 1 :]:
            if other.drawn.top() >= one.drawn.bottom():
                break
            if one.drawn.adjusted(1, 1, -1, -1).intersects(other.drawn.adjusted(1, 1, -1, -1)):
                yield f"{one.text!r} meets {other.text!r}"


@pytest.fixture
def find_text_faults() -> Any:
    """The guard, for tests that cannot import this file."""
    return text_faults


@pytest.fixture
def paper() -> Any:
    """What makes a panel class of a row, for tests that cannot import this file."""
    return paper_panel


class Hand:
    """A person at a real window: points, presses keys, waits until nothing goes on, and reads what is on screen."""

    def __init__(self, qtbot: Any, window: MainWindow) -> None:
        self.bot, self.window = qtbot, window

    def panel(self, name: str) -> Any:
        return self.window.host.panel(name)

    def settle(self) -> None:
        """Wait until every panel is there and no work runs."""
        self.bot.waitUntil(lambda: self.window.host.done, timeout=30000)
        self.bot.wait(40)
        self.bot.waitUntil(lambda: not self.window.jobs.busy, timeout=30000)
        self.window.hub.flush()
        self.bot.wait(40)
        self.bot.waitUntil(lambda: not self.window.jobs.busy, timeout=30000)

    def click(self, widget: QWidget, x: float, y: float, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
        self.bot.mouseClick(widget, button, pos=QPoint(round(x), round(y)))
        self.settle()

    def drag(self, widget: QWidget, start: tuple[float, float], end: tuple[float, float]) -> None:
        first, last = QPoint(round(start[0]), round(start[1])), QPoint(round(end[0]), round(end[1]))
        self.bot.mousePress(widget, Qt.MouseButton.LeftButton, pos=first)
        for step in range(1, 5):
            self.bot.mouseMove(widget, first + (last - first) * step / 4)
        self.bot.mouseRelease(widget, Qt.MouseButton.LeftButton, pos=last)
        self.settle()

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        target = QApplication.focusWidget() or self.window
        self.bot.keyClick(target, key, modifiers)
        self.settle()

    def type(self, text: str) -> None:
        self.bot.keyClicks(QApplication.focusWidget(), text)

    def palette(self, title: str) -> None:
        """Give a command by typing its title into the palette."""
        self.key(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
        self.type(title)
        self.key(Qt.Key.Key_Return)

    def tab(self, name: str) -> None:
        """Bring a panel forward by its tab."""
        header = next(d.header for d in self.window.docks.docks.values() if not d.header.tab_place(name).isEmpty()
                      and d.header.isVisible())  # fmt: skip
        place = header.tab_place(name).center()
        self.click(header, place.x(), place.y())

    def row(self, table: Any, words: str) -> Any:
        """The row of a list that holds these words."""
        for row in table.rows:
            if words in " ".join(cell.text for cell in row.cells) or words in row.detail:
                return row
        raise AssertionError(f"no row says {words!r}: {[[cell.text for cell in row.cells] for row in table.rows]}")

    def choose(self, table: Any, words: str) -> Any:
        """Click the row of a list that holds these words."""
        row = self.row(table, words)
        table.set_current(row.key)
        place = table.row_rect(row.key).center()
        self.click(table.viewport(), place.x(), place.y())
        return row


@pytest.fixture
def hand(qtbot: Any, dark: Theme) -> Iterator[Any]:
    """Opens a real case with all its real panels, and hands it to a person."""
    from workbench.casework.opencase import open_case
    from workbench.shell.commands import furnish
    from workbench.shell.windows import Windows

    made: list[MainWindow] = []

    def open_window(path: Path, size: tuple[int, int] = (1920, 1080)) -> Hand:
        windows = Windows(dark, Settings(), Clock())
        window = MainWindow(WindowParts(dark))
        furnish(window, windows)
        qtbot.addWidget(window)
        window.resize(*size)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        window.arrange(window.layout_now)
        with qtbot.waitSignal(window.host.filled, timeout=30000):
            window.attach(open_case(path))
        made.append(window)
        person = Hand(qtbot, window)
        person.settle()
        return person

    yield open_window
    for window in made:
        window.close()


class LogDesk:
    """A log panel under a person's hands: its commands hear their keys as in a window; what it said and asked is kept."""

    def __init__(self, qtbot: Any, case: Any, theme: Theme, size: tuple[int, int], start: Any) -> None:
        from workbench.panels.hub import Hub
        from workbench.panels.logs.panel import LogsPanel

        self.bot, self.case, self.hub = qtbot, case, Hub()
        self.said: list[str] = []
        self.asked: list[str] = []
        self.panel = LogsPanel(Surroundings(case, self.hub, start, theme, self.asked.append, self.said.append))
        qtbot.addWidget(self.panel)
        for command in self.panel.commands():
            for key in command.shortcuts:
                shortcut = QShortcut(QKeySequence(key), self.panel)
                shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                shortcut.activated.connect(lambda command=command: command.run() if command.when() else None)
        self.panel.resize(*size)
        with qtbot.waitActive(self.panel):
            self.panel.show()
            self.panel.activateWindow()
        self.table.setFocus()

    @property
    def table(self) -> Any:
        return self.panel.table

    @property
    def message(self) -> str:
        record = self.panel.current_record()
        return record.body if record else ""

    def feature(self, name: str) -> Any:
        return next(feature for feature in self.panel.features if type(feature).__name__ == name)

    def press(self, key: Any, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the keyboard is."""
        self.bot.keyClick(QApplication.focusWidget() or self.table, key, modifier)

    def keys(self, text: str) -> None:
        """Press letters, one after the other."""
        for letter in text:
            shift = Qt.KeyboardModifier.ShiftModifier if letter.isupper() else Qt.KeyboardModifier.NoModifier
            self.press(letter, shift)

    def type(self, text: str) -> None:
        """Type into the field that has the keyboard."""
        self.bot.keyClicks(QApplication.focusWidget(), text)

    def filter(self, text: str) -> None:
        self.keys("/")
        self.type(text)
        self.press(Qt.Key.Key_Return)
        self.table.setFocus()

    def click_row(
        self, position: int, x: int = 400, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        number = self.table.line_of(position)
        assert number is not None
        point = QPoint(x, number * self.table.row_height + 8)
        self.bot.mouseClick(self.table.viewport(), Qt.MouseButton.LeftButton, modifier, point)

    def do(self, name: str) -> None:
        """Give a command by its id, as the palette does."""
        next(command for command in self.panel.commands() if command.id == name).run()

    def move(self, focus: Focus) -> None:
        self.hub.move(focus)
        self.hub.flush()


@pytest.fixture
def log_desk(qtbot: Any, dark: Theme) -> Iterator[Any]:
    """Opens a case's log panel: `log_desk(case)`, `log_desk(case, (620, 400))`."""
    from workbench.jobs import start_now

    made: list[LogDesk] = []

    def open_desk(case: Any, size: tuple[int, int] = (1000, 480), start: Any = start_now) -> LogDesk:
        made.append(LogDesk(qtbot, case, dark, size, start))
        return made[-1]

    yield open_desk
    for desk in made:
        desk.panel.hide()
