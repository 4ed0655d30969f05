"""The code panel on a real case with a repository, its deploys and a log whose traces name its files."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from pytestqt.qtbot import QtBot

from workbench.casework.opencase import OpenCase, create_case, open_case
from workbench.jobs import JobContext, start_now
from workbench.model.focus import Focus
from workbench.model.instants import SECOND, iso, parse_instant
from workbench.panels.base import Surroundings
from workbench.panels.code import CodePanel
from workbench.panels.code_editor import open_in_editor
from workbench.panels.hub import Hub
from workbench.panels.logs.panel import LogsPanel
from workbench.settings import Settings
from workbench.views.theme import Theme

START = parse_instant("2026-03-17T14:00:00Z", day=0)
FILLING = [f"# about line {number}" for number in range(3, 101)]
BEFORE = ["class Store:", "    name = 1", *FILLING,
          "    def reserve(self, conn):", "        try:", "            return conn.fetch()", "        finally:",
          "            conn.close()", "    # end"]  # fmt: skip
AFTER = [*BEFORE[:101], "        return conn.fetch(5)", "    # end"]


def git(folder: Path, *arguments: str) -> str:
    """Run git in a repository of the test's own, whoever the user is."""
    person = ("-c", "user.name=checkout-dev", "-c", "user.email=dev@shop.example", "-c", "commit.gpgsign=false")
    done = subprocess.run(["git", *person, *arguments], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


@dataclass
class Shop:
    """The case, and the full names of the three commits: first, culprit, later one that touches another file."""

    case: OpenCase
    first: str
    culprit: str
    later: str


def trace(second: int) -> str:
    stamp = (iso(START + second * SECOND, 3) or "").replace("T", " ")
    return (
        f"{stamp} ERROR reserve failed\n"
        "Traceback (most recent call last):\n"
        '  File "/srv/app/shop/api.py", line 2, in post\n'
        "    store.reserve(conn)\n"
        '  File "/srv/app/shop/store.py", line 102, in reserve\n'
        "    return conn.fetch(5)\n"
        '  File "/usr/lib/python3/dist-packages/psycopg/pool.py", line 9, in fetch\n'
        "    raise PoolTimeout()\n"
        "psycopg.PoolTimeout: none free\n"
    )


def deploy(second: int, version: str, commit: str, previous: str) -> str:
    content = {"environment": {"id": "production"}, "artifactId": f"pkg:generic/shop@{version}"}
    return json.dumps({
        "context": {"version": "0.4.1", "id": f"d-{second}", "source": "/deploy",
                    "type": "dev.cdevents.service.upgraded.0.2.0", "timestamp": iso(START + second * SECOND, 3)},
        "subject": {"id": "shop", "source": "/deploy", "type": "service", "content": content},
        "customData": {"version": version, "commit": commit, "previous_commit": previous},
    })  # fmt: skip


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[str, str, str]]:
    """A folder with bundle, deploys and log, and the commits."""
    root = tmp_path_factory.mktemp("shop")
    work, out = root / "work", root / "in"
    (work / "shop").mkdir(parents=True)
    out.mkdir()
    git(work, "init", "-q", "-b", "main")
    commits = []
    for name, lines in (("store.py", BEFORE), ("store.py", AFTER), ("api.py", ["def post(store, conn):", "    pass"])):
        (work / "shop" / name).write_text("\n".join(lines) + "\n")
        git(work, "add", ".")
        git(work, "commit", "-q", "-m", f"change {name}")
        commits.append(git(work, "rev-parse", "HEAD"))
    git(work, "bundle", "create", "-q", str(out / "shop.bundle"), "--all")
    rows = [deploy(5, "4.17.0", commits[0], ""), deploy(20, "4.18.0", commits[1], commits[0])]
    rows.append(deploy(40, "4.19.0", commits[2], commits[1]))
    (out / "deploys.jsonl").write_text("\n".join(rows) + "\n")
    (out / "shop.log").write_text(f"{(iso(START, 3) or '').replace('T', ' ')} INFO up\n" + trace(30) + trace(60))
    return out, (commits[0], commits[1], commits[2])


@pytest.fixture(scope="module")
def made(sources: tuple[Path, tuple[str, str, str]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The case, read once; every test opens a copy."""
    case = create_case(tmp_path_factory.mktemp("made") / "a.case", title="Shop", started=START)
    case.ingest([sources[0]])
    case.close()
    return case.path


@pytest.fixture
def shop(made: Path, sources: tuple[Path, tuple[str, str, str]], tmp_path: Path) -> Iterator[Shop]:
    case = open_case(shutil.copytree(made, tmp_path / "a.case"))
    yield Shop(case, *sources[1])
    case.close()


class Desk:
    """Log and code panel on one hub, keys bound, and what was said."""

    def __init__(self, qtbot: QtBot, case: OpenCase, theme: Theme) -> None:
        self.qtbot, self.hub, self.said = qtbot, Hub(), []
        around = Surroundings(case, self.hub, start_now, theme, lambda _id: None, self.said.append)
        self.logs, self.code = LogsPanel(around), CodePanel(around)
        for panel in (self.logs, self.code):
            qtbot.addWidget(panel)
            panel.resize(908, 340)
        for command in self.code.commands():
            for key in command.shortcuts:
                shortcut = QShortcut(QKeySequence(key), self.code.view)
                shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                shortcut.activated.connect(command.run)
        self.logs.show()
        with qtbot.waitActive(self.code):
            self.code.show()
            self.code.activateWindow()
        self.code.view.setFocus()

    def move(self, focus: Focus) -> None:
        self.hub.move(focus)
        self.hub.flush()

    @property
    def texts(self) -> set[str]:
        self.code.grab()
        return {box.text for box in self.code.view.text_boxes}


@pytest.fixture
def desk(qtbot: QtBot, shop: Shop, dark: Theme) -> Iterator[Desk]:
    made = Desk(qtbot, shop.case, dark)
    yield made
    made.logs.hide()
    made.code.hide()


def at(second: float) -> int:
    return START + int(second * SECOND)


def test_before_any_trace_it_says_what_to_do_and_goes_to_the_first_one(desk: Desk):
    assert desk.code.empty.isVisible()
    assert desk.code.empty.accessibleName() == "Select a log line with a stack trace to see its code."
    desk.code.empty.pressed.emit()
    assert desk.hub.focus.cursor == at(30)
    assert desk.code.centred_line() == ("shop/store.py", 102)


def test_the_cursor_shows_the_innermost_own_frame_in_the_change_that_touched_it(desk: Desk, shop: Shop):
    desk.move(Focus(cursor=at(33)))
    assert desk.code.centred_line() == ("shop/store.py", 102)
    assert desk.code.place is not None
    assert desk.code.place.commit == shop.culprit
    assert "raised here" in desk.texts
    title = desk.code.head.title
    assert (title.path, title.revisions) == ("shop/store.py", f"{shop.first[:7]} → {shop.culprit[:7]}")
    assert (title.added, title.removed) == (1, 4)
    assert title.tag == "deployed in 4.18.0 at 14:00:20"
    assert desk.code.caption == "frame 2 of 3"


def test_frames_of_our_own_code_are_told_from_the_library_s(desk: Desk):
    desk.move(Focus(cursor=at(33)))
    frames = [(item.title, item.own) for item in desk.code.side.items if item.kind == "frame"]
    assert frames == [("fetch", False), ("reserve", True), ("post", False)]


def test_another_frame_shows_its_file_as_it_was_deployed(desk: Desk, shop: Shop):
    desk.move(Focus(cursor=at(61)))
    frames = [(item.title, item.own) for item in desk.code.side.items if item.kind == "frame"]
    assert frames == [("fetch", False), ("reserve", True), ("post", True)]
    model = desk.code.side.model()
    row = next(n for n, item in enumerate(desk.code.side.items) if item.title == "post")
    point = desk.code.side.visualRect(model.index(row, 0)).center()
    desk.qtbot.mouseClick(desk.code.side.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert desk.code.centred_line() == ("shop/api.py", 2)
    assert desk.code.place is not None
    assert desk.code.place.commit == shop.later
    assert "called here" in desk.texts


def test_a_frame_of_a_library_says_that_its_code_is_not_here(desk: Desk):
    desk.move(Focus(cursor=at(33)))
    desk.code._picked("frame:0")
    assert "lies in no repository of this case" in desk.code.fault.text
    assert desk.code.fault.isVisible()


def test_a_deploy_shows_its_commit_s_change(desk: Desk, shop: Shop):
    row = shop.case.deploys()[1]
    desk.move(Focus(cursor=row.t, citation=row.record))
    assert desk.code.caption == "1 file changed"
    assert desk.code.place is not None
    assert desk.code.place.commit == shop.culprit
    assert "−" in desk.texts
    assert "+" in desk.texts


def test_an_answer_that_comes_late_leaves_the_code_of_the_newest_moment(qtbot: QtBot, shop: Shop, dark: Theme):
    answers: list[Callable[[], None]] = []

    def start(title: str, work: Callable[[JobContext], Any], then: Callable[[Any], None], failed: Any = None) -> Any:
        context = JobContext()
        answers.append(lambda: then(work(context)))
        return context

    hub = Hub()
    code = CodePanel(Surroundings(shop.case, hub, start, dark, lambda _id: None, lambda _text: None))
    qtbot.addWidget(code)
    deploy = shop.case.deploys()[2]
    for focus in (Focus(cursor=at(33)), Focus(cursor=deploy.t, citation=deploy.record)):
        hub.move(focus)
        hub.flush()
    earlier, newest = answers
    newest()
    earlier()
    assert code.place is not None
    assert code.place.commit == shop.later


def test_the_chosen_hunk_is_what_is_cited_and_a_citation_brings_it_back(desk: Desk, shop: Shop):
    row = shop.case.deploys()[1]
    desk.move(Focus(cursor=row.t, citation=row.record))
    cited = desk.code.cited()[0]
    repository = next(source for source in shop.case.sources() if source.path.endswith("shop.bundle"))
    assert (cited.source, cited.path, cited.commit, cited.hunk) == (repository.id, "shop/store.py", shop.culprit, 1)
    evidence = shop.case.pin(cited)
    desk.hub.announce(frozenset({"evidence"}))
    assert evidence.label in desk.texts
    desk.move(Focus(cursor=at(61)))
    desk.move(Focus(cursor=at(61), citation=cited))
    assert desk.code.place is not None
    assert desk.code.place.commit == shop.culprit
    assert desk.code.centred_line() is not None


def test_a_click_on_a_changed_line_points_at_its_hunk_and_leaves_the_cursor(desk: Desk):
    desk.move(Focus(cursor=at(33)))
    row = desk.code.view.rows.row_of_hunk(1) - desk.code.view.in_sight.start
    point = QPoint(300, row * 19 + 8)
    desk.qtbot.mouseClick(desk.code.view.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert desk.hub.focus.cursor == at(33)
    assert desk.hub.focus.citation is not None
    assert desk.hub.focus.citation.kind == "hunk"


def test_the_deploy_s_tag_moves_the_cursor_to_the_deploy(desk: Desk):
    desk.move(Focus(cursor=at(33)))
    desk.code.grab()
    desk.qtbot.mouseClick(desk.code.head, Qt.MouseButton.LeftButton, pos=desk.code.head._tag.center().toPoint())
    assert desk.hub.focus.cursor == at(20)


def test_a_frame_clicked_in_the_log_opens_that_frame(desk: Desk):
    desk.move(Focus(cursor=at(60)))
    desk.logs.table.unfold()
    desk.logs.grab()
    table = desk.logs.table
    number = next(n for n, line in enumerate(table.lines) if line.body and "api.py:2" in line.body.text)
    point = QPoint(table.columns.message + 60, number * 20 + 8)
    desk.qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=point)
    desk.hub.flush()
    assert desk.code.centred_line() == ("shop/api.py", 2)


def test_keys_step_through_changes_and_put_white_space_and_sides_aside(desk: Desk, shop: Shop):
    row = shop.case.deploys()[1]
    desk.move(Focus(cursor=row.t, citation=row.record))
    desk.qtbot.keyClick(desk.code.view, Qt.Key.Key_N)
    assert desk.said == ["No change below this line."]
    desk.qtbot.keyClick(desk.code.view, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
    assert desk.code.head.title.notes == ("white space ignored",)
    desk.code.set_split(True)
    assert desk.code.view.split
    assert f"After  {shop.culprit[:7]}" in desk.texts


def test_o_opens_the_version_at_the_line_in_the_user_s_editor(desk: Desk, shop: Shop, monkeypatch):
    started: list[tuple[str, list[str]]] = []

    def run(program, arguments) -> bool:
        started.append((program, list(arguments)))
        return True

    desk.code.run = run
    desk.move(Focus(cursor=at(33)))
    desk.qtbot.keyClick(desk.code.view, Qt.Key.Key_O)
    assert not started
    assert "no editor is set" in desk.said[-1]
    assert "settings.toml" in desk.said[-1]
    monkeypatch.setattr(type(shop.case), "settings", Settings(editor=("vim", "+{line}", "{file}")))
    desk.qtbot.keyClick(desk.code.view, Qt.Key.Key_O)
    program, arguments = started[0]
    assert (program, arguments[0]) == ("vim", "+102")
    assert Path(arguments[1]).read_text().splitlines() == AFTER


def test_a_hostile_name_becomes_a_harmless_file():
    made = open_in_editor(
        Settings(editor=("e", "{file}")), "x/--exec $(rm)\n.py", "c" * 40, ["a"], 1, lambda _p, _a: True
    )
    assert made.name == "exec___rm__.py"


@pytest.mark.parametrize("size", [(908, 306), (700, 260), (460, 400)])
@pytest.mark.parametrize("split", [False, True])
def test_no_text_is_cut_or_meets_another(qtbot: QtBot, shop: Shop, theme: Theme, size, split, find_text_faults):
    desk = Desk(qtbot, shop.case, theme)
    desk.code.resize(*size)
    desk.code.set_split(split)
    desk.move(Focus(cursor=at(33)))
    shop.case.pin(desk.code.cited()[0])
    desk.hub.announce(frozenset({"evidence"}))
    desk.code.grab()
    assert find_text_faults(desk.code) == []
    desk.logs.hide()
    desk.code.hide()
