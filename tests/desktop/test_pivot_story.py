"""One failed checkout, walked by hand: from a log line to its trace, the error, the user's session, the e-mail."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt

from workbench.casework.opencase import create_case, open_case
from workbench.model.entities import Entity
from workbench.model.instants import SECOND, iso
from workbench.panels.trail.panel import PATIENCE_MS

TRACE, USER, MAIL = "5b8efff798038103d269b633813fc60c", "shop-customer-77", "o-17@shop.example"
START_S = 1_773_756_120  # 2026-03-17T14:02:00Z
EXAMPLES = Path(__file__).parents[3] / "shared" / "data" / "formats"
FAILED = 'source:*payments* "checkout failed"'
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def spans(trace: str = TRACE, start_s: int = START_S) -> str:
    """OTLP: a request and the call that it waited for, which failed."""
    rows = [
        ("POST /checkout", "00000000000000a1", "", 0, 2),
        ("charge card", "00000000000000a2", "00000000000000a1", 1, 2),
    ]
    told = [
        {"traceId": trace, "spanId": id, "parentSpanId": parent, "name": name, "status": {"code": 2 if parent else 0},
         "startTimeUnixNano": str((start_s + start) * 10**9), "endTimeUnixNano": str((start_s + end) * 10**9)}
        for name, id, parent, start, end in rows
    ]  # fmt: skip
    service = [{"key": "service.name", "value": {"stringValue": "shop"}}]
    return json.dumps({"resourceSpans": [{"resource": {"attributes": service}, "scopeSpans": [{"spans": told}]}]})


def exports(folder: Path, trace: str = TRACE, start_s: int = START_S) -> list[Path]:
    """A file a tool, each in the tool's own form; the ids that lead from one to the next are the only thing they share."""
    error = {
        "event_id": "9" * 32, "timestamp": start_s + 2, "platform": "python", "level": "error",
        "title": "CardRefused: no answer of the bank",
        "contexts": {"trace": {"trace_id": trace, "span_id": "00000000000000a2"}},
        "exception": {"values": [{"type": "CardRefused", "value": "no answer of the bank"}]}, "user": {"id": USER},
    }  # fmt: skip
    steps = [
        {"app_id": "acme/shop", "session_id": "5-aaaa", "tab_id": 0, "event_id": f"v{at}", "event_type": kind,
         "user_id": USER, "session_time": iso((start_s + at) * SECOND, 3), **more}
        for at, kind, more in (
            (0, "navigation", {"navigation_href": "https://shop.example/basket"}),
            (3, "rageClick", {"click_href": "https://shop.example/checkout"}),
        )
    ]  # fmt: skip
    mails = [
        {"event": event, "email": "ann@shop.example", "timestamp": start_s + at, "smtp-id": f"<{MAIL}>", "user_id": USER,
         "sg_event_id": f"m{at}", "sg_message_id": "wrf.filter04.1", **more}
        for event, at, more in (("processed", 20, {}), ("bounce", 22, {"reason": "550 5.1.1 No such user"}))
    ]  # fmt: skip
    texts = {"spans.json": spans(trace, start_s), "sentry.json": json.dumps(error),
             "logrocket.json": "\n".join(map(json.dumps, steps)) + "\n", "sendgrid.json": json.dumps(mails)}  # fmt: skip
    return [written(folder / name, text) for name, text in texts.items()]


def written(path: Path, text: str) -> Path:
    """A file with a text."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return path


class Walk:
    """The hands of the test, in the words of what is on screen."""

    def __init__(self, person: Any) -> None:
        self.person, self.window = person, person.window
        self.logs, self.trail = person.panel("logs"), person.panel("trail")

    def settle(self) -> None:
        self.person.bot.wait(PATIENCE_MS + 20)
        self.person.settle()

    def rows(self) -> list[str]:
        shown = self.trail.lists[self.trail.face]
        return [shown.sentence_of(number) for number in range(shown.count)]

    def click_row(self, words: str) -> None:
        """Click a row of the trail by what it says."""
        shown = self.trail.lists[self.trail.face]
        place = shown.row_rect(next(number for number, text in enumerate(self.rows()) if words in text))
        self.person.bot.mouseClick(
            shown.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(round(place.left() + 120), round(place.top() + 12))
        )
        self.settle()

    def choose_id(self, words: str) -> None:
        """Ctrl+K, and what the record names by some of its letters."""
        self.person.key(Qt.Key.Key_K, CTRL)
        self.person.type(words)
        self.person.key(Qt.Key.Key_Return)
        self.settle()

    def go_to_source(self, name: str) -> None:
        """Click a source on the strip of what carries the id."""
        plate = next(plate for plate in self.window.entity_strip.plates if plate.text() == name)
        self.person.click(plate, 12, 10)
        self.settle()

    def carrying(self) -> dict[str, int]:
        return {row.name: row.count for row in self.window.entity_strip.facts.rows}


def walk_on(walk: Walk) -> None:
    """From a trace that is lit to its waterfall, the error, the user's session and the mail, and all five at once."""
    # its waterfall
    walk.person.key(Qt.Key.Key_9, CTRL)
    walk.settle()
    assert walk.trail.face == "trace"
    names = [text.splitlines()[0] for text in walk.rows()]
    assert names.index("charge card, shop") == names.index("POST /checkout, shop") + 1
    # the error that the failed span threw
    walk.click_row("CardRefused")
    citation = walk.window.hub.focus.citation
    assert b'"CardRefused"' in walk.window.case.raw(citation)
    # the user whom it hit, and that user's session
    walk.choose_id("user")
    assert walk.window.hub.focus.entity == Entity("user_id", USER)
    assert walk.carrying() == {"sentry.json": 1, "logrocket.json": 2, "sendgrid.json": 2}
    walk.go_to_source("logrocket.json")
    assert walk.trail.face == "session"
    assert [text for text in walk.rows() if "basket" in text] and [text for text in walk.rows() if "checkout" in text]
    assert "can be replayed" in walk.trail.bar.summary.text
    # the e-mail that never reached them
    walk.go_to_source("sendgrid.json")
    assert walk.trail.face == "email"
    assert any("550 5.1.1 No such user" in text or "bounce" in text for text in walk.rows())
    # and all five at once
    walk.person.key(Qt.Key.Key_K, CTRL | SHIFT)
    walk.settle()
    assert walk.window.hub.focus.pivot == Entity("user_id", USER)


def test_from_a_log_line_to_the_waterfall_the_error_the_session_and_the_mail(hand: Any, tmp_path: Path):
    lines = [
        f"2026-03-17T14:02:00.100Z INFO shop - checkout begins trace_id={TRACE}",
        f"2026-03-17T14:02:01.900Z ERROR shop - charge refused [{TRACE}]",
        "2026-03-17T14:02:05.000Z INFO shop - idle",
    ]
    with closing(create_case(tmp_path / "one.case", title="A checkout fails")) as case:
        case.ingest([written(tmp_path / "in" / "shop.log", "\n".join(lines) + "\n"), *exports(tmp_path / "in")])
    walk = Walk(hand(case.path))
    # the line that the ticket quotes
    walk.person.click(walk.logs.table.viewport(), 300, 0.5 * walk.logs.table.row_height)
    walk.choose_id("trace")
    assert walk.carrying() == {"shop.log": 2, "spans.json": 2, "sentry.json": 1}
    # both lines of it are marked: the second writes the id without its name
    lit = [walk.logs.table.badge(int(row)).lit for row in walk.logs.rows[:3]]
    assert lit == [True, True, False]
    walk_on(walk)


@pytest.mark.skipif(not EXAMPLES.is_dir(), reason="the real samples (../shared/data/formats) are not here")
def test_the_same_in_the_recorded_incident_among_the_exports_of_every_tool(hand: Any, fresh_demo: Path, tmp_path: Path):
    with closing(open_case(fresh_demo)) as case:
        (failed,) = case.page(case.query(FAILED)[:1])
        (trace,) = {link.value for link in failed.links if link.type == "trace_id"}
        case.ingest([EXAMPLES, *exports(tmp_path / "in", trace, failed.t // SECOND - 2)])
    walk = Walk(hand(case.path))
    # the first checkout that failed, found by what it says
    walk.logs.table.setFocus()
    walk.person.key(Qt.Key.Key_Slash)
    walk.person.type(FAILED)
    walk.person.key(Qt.Key.Key_Return)
    walk.logs.table.setFocus()
    walk.person.key(Qt.Key.Key_Home)
    assert walk.window.hub.focus.cursor == failed.t
    walk.choose_id("trace")
    carried = walk.carrying()
    assert carried["spans.json"] == 2 and carried["sentry.json"] == 1
    assert carried["payments.log"] >= 1 and carried["orders.log"] >= 1, "the services' own lines carry it too"
    walk_on(walk)
