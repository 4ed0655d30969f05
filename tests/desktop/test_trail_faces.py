"""Requests and sessions as rows, replay links, clocks that differ, and ten thousand spans: on a trail made by hand."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from workbench.analysis.trails.exchanges import in_order
from workbench.analysis.trails.spans import Span, trace_of
from workbench.analysis.trails.visits import visit_of
from workbench.casework import trailrecords
from workbench.casework.trails import Trail
from workbench.jobs import start_now
from workbench.model.entities import Entity, bytes_citation
from workbench.model.focus import Focus
from workbench.model.instants import SECOND, parse_instant
from workbench.model.records import Link, Place, Record
from workbench.panels.base import Surroundings
from workbench.panels.hub import Hub
from workbench.panels.trail.panel import TrailPanel
from workbench.views.theme import Theme

START = parse_instant("2026-03-17T14:00:00Z", day=0)
MS = 1_000_000
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


def request(number: int, path: str, at: int, status: int, **timing: float) -> Record:
    """A request of a recorded page, ms after the start."""
    attributes = {
        "http.request.method": "GET",
        "http.response.status_code": status,
        "http.response.body.size": 1200 * number,
    }
    attributes |= {f"wb.timing.{name}": value for name, value in timing.items()}
    links = (Link("url", f"https://shop.example{path}"), *((Link("trace_id", TRACE),) if number == 2 else ()))
    length = round(sum(value for name, value in timing.items() if name != "ssl" and value > 0) * MS)
    return Record(f"r{number}", START + at * MS, "page.har", "s1", Place(number * 100, 90), "http",
                  t_end=START + at * MS + length, severity=9 if status < 400 else 17, title=f"GET {path}",
                  attributes=attributes, links=links)  # fmt: skip


REQUESTS = (
    request(1, "/cart", 0, 200, blocked=5, dns=10, connect=30, ssl=20, send=1, wait=60, receive=14),
    request(2, "/api/order", 140, 503, blocked=1, send=1, wait=400, receive=2),
    request(3, "/logo.svg", 150, 0, blocked=30, wait=-1),
)


def did(number: int, at: int, kind: str, what: str, severity: int = 9, replay: str = "") -> Record:
    links = (Link("session_id", "sess-9"), *((Link("replay_url", replay),) if replay else ()))
    return Record(f"u{number}", START + at * MS, "session.json", "s2", Place(number * 50, 40), kind, severity=severity,
                  title=what, links=links)  # type: ignore[arg-type]  # fmt: skip


STEPS = (
    did(1, 0, "usersession", "open /cart", replay="https://replay.example/s/9?t=0"),
    did(2, 4_000, "usersession", "click #pay"), did(3, 4_300, "usersession", "click #pay"),
    did(4, 4_600, "usersession", "click #pay", replay="https://replay.example/s/9?t=4"),
    did(5, 5_000, "error", "TypeError: order is undefined", 17), did(6, 65_000, "log", "console: retry", 13),
)  # fmt: skip


def trail(**more: Any) -> Trail:
    visit = visit_of("sess-9", [trailrecords.step_of(one) for one in STEPS])
    exchanges = in_order([trailrecords.exchange_of(one) for one in REQUESTS])
    return replace(Trail(Entity("session_id", "sess-9"), "session", visit=visit, exchanges=exchanges), **more)


class Desk:
    """A trail over a case that knows one answer for any id."""

    def __init__(self, bot: Any, theme: Theme, answer: Trail, size: tuple[int, int] = (1000, 460)) -> None:
        self.bot, self.hub, self.answer = bot, Hub(), answer
        self.asked: list[Any] = []
        self.said: list[str] = []
        self.opened: list[QUrl] = []
        case = SimpleNamespace(trail=self._trail, notebook=SimpleNamespace(case=SimpleNamespace(zone="UTC")))
        around = Surroundings(case, self.hub, start_now, theme, self.asked.append, self.said.append)  # type: ignore[arg-type]
        self.panel = TrailPanel(around, open_url=lambda url: self.opened.append(url) or True)
        bot.addWidget(self.panel)
        self.panel.resize(*size)
        with bot.waitActive(self.panel):
            self.panel.show()
            self.panel.activateWindow()
        self.hub.move(Focus(entity=answer.about))
        self.hub.flush()

    def _trail(self, what: Any, _context: Any = None) -> Trail:
        self.asked.append(what)
        return self.answer

    @property
    def list(self) -> Any:
        return self.panel.lists[self.panel.face]

    def click(self, number: int, x: float = 120) -> None:
        place = self.list.row_rect(number)
        self.bot.mouseClick(
            self.list.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(round(x), round(place.top() + 12))
        )
        self.hub.flush()

    def press(self, key: Qt.Key) -> None:
        self.bot.keyClick(self.list, key)
        self.hub.flush()

    def do(self, name: str) -> bool:
        command = next(command for command in self.panel.commands() if command.id == name)
        if command.when():
            command.run()
        return command.when()


# ---------------------------------------------------------------------------------------------------- HTTP
def test_a_request_tells_status_size_phases_and_why_it_failed(qtbot: Any, dark: Theme):
    desk = Desk(qtbot, dark, trail(face="http"))
    assert [desk.list.key_of(n) for n in range(desk.list.count)] == ["r1", "r2", "r3"]
    assert desk.list.sentence_of(0).splitlines() == [
        "GET https://shop.example/cart", "14:00:00.000, 120 ms", "blocked 5 ms", "dns 10 ms", "connect 10 ms", "ssl 20 ms",
        "send 1 ms", "wait 60 ms", "receive 14 ms",
    ]  # fmt: skip
    assert "failed: status 503" in desk.list.sentence_of(1)
    assert "failed: no answer" in desk.list.sentence_of(2)
    assert desk.panel.bar.summary.text.startswith("3 requests, 2 failed, 7.2 kB, 544 ms")
    assert desk.list.legend.phases == ("blocked", "dns", "connect", "ssl", "send", "wait", "receive")


def test_the_phases_of_a_request_lie_one_behind_the_other_from_its_start(qtbot: Any, dark: Theme):
    desk = Desk(qtbot, dark, trail(face="http"))
    picture = desk.list.viewport().grab().toImage()
    axis, y = desk.list.columns().axis, round(desk.list.row_rect(0).top() + 12)
    ratio = picture.devicePixelRatio()
    # Middles of wait (46..106 ms) and of blocked (0..5 ms).
    for ms, token in ((76, "s1"), (2.5, "line.strong"), (10, "s3")):
        colour = picture.pixelColor(round(axis.x(START + round(ms * MS)) * ratio), round(y * ratio))
        assert colour.name() == dark.color(token).name()


def test_the_mark_behind_a_request_leads_on_to_its_trace(qtbot: Any, dark: Theme):
    desk = Desk(qtbot, dark, trail(face="http"))
    desk.click(1, desk.list.columns().path_end - 9)
    assert desk.hub.focus.entity == Entity("trace_id", TRACE)
    assert desk.asked[-1] == Entity("trace_id", TRACE)


def test_a_click_on_a_request_points_at_its_record(qtbot: Any, dark: Theme):
    desk = Desk(qtbot, dark, trail(face="http"))
    desk.click(1)
    assert desk.hub.focus == Focus(
        START + 140 * MS, None, None, Entity("session_id", "sess-9"), bytes_citation("s1", 200, 90)
    )


# ---------------------------------------------------------------------------------------------------- sessions
def test_steps_are_counted_from_the_start_and_bursts_are_told(qtbot: Any, dark: Theme):
    desk = Desk(qtbot, dark, trail())
    assert desk.panel.face == "session"
    assert "01:05.000 after the start, log" in desk.list.sentence_of(5)
    assert "3 clicks on the same thing within 600 ms" in desk.list.sentence_of(1)
    assert desk.panel.bar.summary.text == "6 steps in 01:05.000, 1 error, errors or clicks in bursts, can be replayed"


def test_the_replay_link_of_the_moment_is_copied_and_opened_only_when_asked(qtbot: Any, dark: Theme):
    desk = Desk(qtbot, dark, trail())
    desk.click(4)  # the error, whose last link before is that of the third click
    assert desk.opened == []
    assert desk.do("trail.copy_replay")
    assert QGuiApplication.clipboard().text() == "https://replay.example/s/9?t=4"
    assert desk.opened == []
    assert desk.do("trail.open_replay")
    assert [url.toString() for url in desk.opened] == ["https://replay.example/s/9?t=4"]


@pytest.mark.parametrize("link", ["javascript:alert(1)", "file:///etc/passwd", "//replay.example/x"])
def test_a_link_that_is_no_web_page_is_never_opened(qtbot: Any, dark: Theme, link: str):
    visit = visit_of("sess-9", [trailrecords.step_of(did(1, 0, "usersession", "open", replay=link))])
    desk = Desk(qtbot, dark, trail(visit=visit))
    desk.click(0)
    assert not desk.do("trail.open_replay")
    assert desk.opened == []


@pytest.mark.parametrize("width", [1200, 520, 330])
def test_no_text_of_requests_and_sessions_is_clipped(
    qtbot: Any, theme: Theme, find_text_faults: Any, width: int
) -> None:
    desk = Desk(qtbot, theme, trail(), (width, 400))
    faults: list[str] = []
    for face in ("session", "http"):
        desk.panel.show_face(face)
        qtbot.wait(5)
        desk.panel.grab()
        faults += find_text_faults(desk.panel)
    assert faults == []


# ---------------------------------------------------------------------------------------------------- traces
def spans(count: int) -> list[Span]:
    here = bytes_citation("s", 0, 1)
    above = lambda n: f"{(n - 1) // 4:016x}" if n else ""  # noqa: E731
    return [Span(f"k{n}", f"{n:016x}", above(n), f"s{n % 9}", f"work {n}", START + n, START + 30_000 - n, here)
            for n in range(count)]  # fmt: skip


def test_of_ten_thousand_spans_only_those_in_sight_are_drawn(qtbot: Any, dark: Theme, monkeypatch: pytest.MonkeyPatch):
    desk = Desk(qtbot, dark, Trail(Entity("trace_id", TRACE), "trace", trace_of(spans(10_000))))
    view = desk.panel.waterfall
    drawn: list[int] = []
    paint = view.paint_row
    monkeypatch.setattr(
        view, "paint_row", lambda brush, number, rect: drawn.append(number) or paint(brush, number, rect)
    )
    desk.press(Qt.Key.Key_End)
    view.viewport().grab()
    assert view.current == 9_999
    assert max(drawn) == 9_999
    assert len(set(drawn)) <= view.viewport().height() // 24 + 2
    desk.press(Qt.Key.Key_Home)
    desk.press(Qt.Key.Key_Left)
    assert view.count == 1


def test_clocks_that_differ_are_told_and_bars_moved_only_when_asked(qtbot: Any, dark: Theme):
    here = bytes_citation("s", 0, 1)
    call = Span("a", "a", "", "web", "call", START, START + 10 * MS, here, "client")
    served = Span(
        "b", "b", "a", "db", "serve", START + 64 * SECOND + 2 * MS, START + 64 * SECOND + 8 * MS, here, "server"
    )
    desk = Desk(qtbot, dark, Trail(Entity("trace_id", TRACE), "trace", trace_of([call, served])))
    assert "The clock of db seems 1m 4s ahead of that of web by 1 call" in desk.panel.strip.text
    assert "Bars stand where they were stamped" in desk.panel.strip.text
    button = desk.panel.strip.findChildren(QPushButton)[-1]
    assert button.text() == "Align"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    row = desk.panel.waterfall.row_of(1)
    assert row is not None
    assert row.times == (START + 2 * MS, START + 8 * MS)
    assert row.notes == ("drawn 1m 4s earlier",)
    assert "10 ms" in desk.panel.bar.summary.text
    desk.click(1)
    assert desk.hub.focus.cursor == START + 64 * SECOND + 2 * MS  # as stamped
    desk.do("trail.align")
    row = desk.panel.waterfall.row_of(1)
    assert row is not None
    assert row.times == (START + 64 * SECOND + 2 * MS, START + 64 * SECOND + 8 * MS)


def test_hostile_names_are_harmless_and_do_not_turn_the_row_round(qtbot: Any, dark: Theme):
    evil = Span("a", "a", "", "we\u202eb", "call\x1b[31m\nsecond", START, START + MS, bytes_citation("s", 0, 1))
    desk = Desk(qtbot, dark, Trail(Entity("trace_id", TRACE), "trace", trace_of([evil])))
    desk.panel.grab()
    texts = [box.text for box in desk.panel.waterfall.text_boxes]
    assert "call second" in texts
    assert not any("\u202e" in text or "\x1b" in text for text in texts)
