"""An answer that grows: its first part is on the screen before the search goes on."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from workbench.jobs import JobContext, start_now
from workbench.panels.logs.question import Question
from workbench.shell.job_bridge import JobBridge


class Sheet(QWidget):
    """Writes down when it is painted."""

    def __init__(self, story: list[str]) -> None:
        super().__init__()
        self.story, self.text = story, ""

    def say(self, text: str) -> None:
        self.text = text
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        self.story.append(f"painted {self.text}")


def searching(story: list[str]) -> Callable[[JobContext, Callable[[str], None]], str]:
    """A search that tells three parts."""

    def work(_context: JobContext, tell: Callable[[str], None]) -> str:
        for part in ("first", "second", "third"):
            tell(part)
            story.append(f"behind {part}")
        return "all"

    return work


def test_the_first_part_is_painted_before_more_is_looked_for(qtbot: QtBot):
    story: list[str] = []
    sheet, bridge = Sheet(story), JobBridge()
    qtbot.addWidget(sheet)
    sheet.show()
    qtbot.waitUntil(lambda: story == ["painted "])
    question = Question(bridge.start)
    question.ask_growing("Finding", searching(story), sheet.say, sheet.say)
    qtbot.waitUntil(lambda: story[-1] == "painted all")
    assert story.index("painted first") < story.index("behind first")
    bridge.close()


def test_a_window_that_is_busy_does_not_stop_the_search(qtbot: QtBot):
    story: list[str] = []
    bridge = JobBridge()
    heard: list[str] = []
    Question(bridge.start).ask_growing("Finding", searching(story), heard.append, heard.append)
    bridge.close()  # waits for the work, and no event is delivered meanwhile
    assert story == ["behind first", "behind second", "behind third"]
    assert heard == []


def test_work_on_the_windows_own_thread_waits_for_nothing(qtbot: QtBot):
    story: list[str] = []
    heard: list[str] = []
    Question(start_now).ask_growing("Finding", searching(story), heard.append, heard.append)
    assert heard == ["all"]


def test_what_is_asked_once_the_window_has_gone_is_not_begun(qtbot: QtBot):
    story: list[str] = []
    bridge = JobBridge()
    bridge.close()
    question = Question(bridge.start)
    question.ask("Counting", lambda _context: story.append("begun"), lambda _answer: story.append("answered"))
    assert not question.waiting
    assert not bridge.busy
    assert story == []
