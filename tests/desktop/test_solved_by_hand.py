"""The recorded incident, unsolved, is solved by mouse and keys; every step starts from what is on screen."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLineEdit

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def put_the_clock_right(person: Any) -> str:
    """Findings says that a zone is assumed; the log itself is an hour ahead of all others. Sources puts it right."""
    person.tab("findings")
    findings = person.panel("findings").table
    doubts = [row for row in findings.rows if "is assumed to be UTC" in row.cells[-1].text]
    ahead = max(doubts, key=lambda row: row.cells[1].text)
    doubtful = re.search(r"The zone of (\S+) is assumed", ahead.cells[-1].text)[1]
    person.tab("sources")
    sources = person.panel("sources")
    person.choose(sources.table, doubtful.split("/")[-1])
    person.palette("Zone, clock and year of a source")
    zone = sources.form.findChild(QComboBox, "zone")
    zone.setCurrentText("Europe/Berlin")
    person.bot.keyClick(sources.form.findChild(QLineEdit, "offset"), Qt.Key.Key_Return)
    person.settle()
    assert "Europe/Berlin" in person.row(sources.table, doubtful.split("/")[-1]).cells[3].text
    return doubtful


def go_to_the_first_error(person: Any, doubtful: str) -> int:
    """The first error of that log, and around that moment."""
    window = person.window
    person.tab("findings")
    person.choose(person.panel("findings").table, f"First error in {doubtful}")
    first_error = window.hub.focus.cursor
    logs = person.panel("logs")
    assert logs.current_record().severity >= 17
    window.host.give_focus("logs")
    person.key(Qt.Key.Key_X)
    person.key(Qt.Key.Key_4)
    assert window.hub.focus.window.start < first_error < window.hub.focus.window.end
    assert window.hub.focus.window.width == 120 * 10**9
    assert logs.current_record().t == first_error
    return first_error


def pin_the_line(person: Any) -> Any:
    """That line is pinned and cited."""
    window = person.window
    person.key(Qt.Key.Key_Return, CTRL)
    (line,) = window.case.notebook.evidence.values()
    assert line.kind == "log"
    return line


def find_the_deploy(person: Any, doubtful: str, first_error: int) -> None:
    """The deploy just before it, on the timeline."""
    window = person.window
    timeline = person.panel("timeline").view
    lane = next(spot for spot in timeline.placed() if spot.lane.title == "Changes")
    before = [int(t) for t in lane.lane.t if t <= first_error and timeline.scale.holds(int(t))]
    # Changes of the window's service only: the log's own name says which one failed first.
    service = doubtful.split("/")[0]
    deploys = [d for d in window.case.deploys() if d.t in before and d.service == service]
    person.click(timeline, timeline.scale.x(deploys[-1].t), lane.top + lane.height / 2)
    assert window.hub.focus.cursor == deploys[-1].t


def pin_the_hunk(person: Any) -> Any:
    """The frame of the error that lies in what the deploy changed: its diff, its hunk, pinned."""
    window = person.window
    person.key(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    person.tab("evidence")
    person.choose(person.panel("evidence").table, "E1")
    code = person.panel("code")
    frames = [item for item in code.side.items if item.kind == "frame" and item.own]
    for frame in frames:
        row = code.side.items.index(frame)
        box = code.side.visualRect(code.side.model().index(row, 0)).center()
        person.click(code.side.viewport(), box.x(), box.y())
        if code.place is not None and code.place.diff is not None and code.place.diff.hunks:
            break
    assert code.place.diff is not None
    removed = [text.text.strip() for hunk in code.place.diff.hunks for text in hunk.lines if text.kind == "del"]
    assert "} finally {" in removed
    person.click(code.view.viewport(), 200, code.view.viewport().height() / 2)
    person.key(Qt.Key.Key_Return, CTRL)
    hunk = next(item for item in window.case.notebook.evidence.values() if item.kind == "diff")
    assert "finally" in hunk.excerpt
    return hunk


def pin_the_metric(person: Any, first_error: int) -> Any:
    """The metric that fills up, over the stretch where it does."""
    window = person.window
    window.host.give_focus("timeline")
    person.palette("Whole case")
    metrics = person.panel("metrics").view
    number = next(n for n, curve in enumerate(metrics.shown) if "pool" in curve.name)
    strip = metrics.rows[number]
    top = strip.mapTo(metrics, strip.rect().topLeft()).y()
    y = top + strip.height() / 2
    start, end = metrics.scale.x(first_error - 90 * 10**9), metrics.scale.x(first_error + 120 * 10**9)
    person.drag(metrics, (start, y), (end, y))
    person.key(Qt.Key.Key_Return, CTRL)
    metric = next(item for item in window.case.notebook.evidence.values() if item.kind == "metric")
    assert max(value for _, value in metric.points) > min(value for _, value in metric.points)
    return metric


def confirm_the_cause(person: Any, pins: tuple[Any, ...]) -> None:
    """A hypothesis, what speaks for it, confirmed."""
    window = person.window
    notes = person.panel("notes")
    window.host.give_focus("notes")
    person.palette("Add a hypothesis")
    person.type("A refused reservation keeps its connection")
    person.key(Qt.Key.Key_Return)
    (cause,) = window.case.notebook.hypotheses.values()
    person.tab("evidence")
    table = person.panel("evidence").table
    for item in pins:
        person.choose(table, item.label)
        person.key(Qt.Key.Key_H)
        person.key(Qt.Key.Key_Return)
    assert {(s.evidence, s.stance) for s in window.case.notebook.supports} == {(e.id, "for") for e in pins}
    place = notes.page.place_of("hypothesis", cause.id)
    person.click(notes.page.viewport(), place.left() + 30, place.center().y())
    person.type("c")
    person.key(Qt.Key.Key_Tab)
    person.type("The finally block is gone and the pool fills from that deploy on")
    person.key(Qt.Key.Key_Return)
    assert window.case.notebook.hypotheses[cause.id].status == "confirmed"


def export_the_article(person: Any, folder: Path) -> str:
    """The article."""
    window = person.window
    window.host.give_focus("timeline")
    person.bot.keyClick(QApplication.focusWidget(), Qt.Key.Key_E, CTRL | SHIFT)
    person.bot.waitUntil(lambda: any(isinstance(w, QDialog) and w.isVisible() for w in QApplication.topLevelWidgets()))
    dialog = next(w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible())
    dialog.widgets["folder"].setText(str(folder))
    person.bot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    person.settle()
    (page,) = folder.glob("*.md")
    return page.read_text()


def test_the_incident_is_solved_by_mouse_and_keys(hand: Any, fresh_demo: Path, truth: dict, tmp_path: Path):
    person = hand(fresh_demo)
    doubtful = put_the_clock_right(person)
    first_error = go_to_the_first_error(person, doubtful)
    line = pin_the_line(person)
    find_the_deploy(person, doubtful, first_error)
    hunk = pin_the_hunk(person)
    metric = pin_the_metric(person, first_error)
    confirm_the_cause(person, (line, hunk, metric))
    text = export_the_article(person, tmp_path / "kb")
    assert line.excerpt.splitlines()[0] in text
    assert hunk.excerpt.splitlines()[-1] in text
    assert f"{metric.label.lower()}.svg" in text
    assert truth["culprit"]["commit"] in text
