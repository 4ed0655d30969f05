"""What an id went through, found in a case of small exports: spans, lines, an error, mails and what they lead to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from trailfiles import LONG, LOST, MESSAGE, OTHER, SERVE, SHORT, START

from workbench.casework import trailrecords
from workbench.casework.opencase import OpenCase, open_case
from workbench.casework.trails import same_trace
from workbench.jobs import Cancelled, JobContext
from workbench.model.entities import Entity, bytes_citation
from workbench.model.instants import SECOND
from workbench.model.records import Link, Place, Record


@pytest.fixture(scope="module")
def case(trail_case: Path) -> Iterator[OpenCase]:
    opened = open_case(trail_case, write=False)
    assert {source.reader for source in opened.sources()} >= {"otlp.json", "sendgrid.events", "sentry.event"}
    yield opened
    opened.close()


def citation(case: OpenCase, text: str):
    record = case.page(case.query(text)[:1])[0]
    return bytes_citation(record.source_id, record.place.offset, record.place.length)


def test_a_trace_is_its_spans_of_all_sources_with_their_lines_and_what_else_carries_its_id(case: OpenCase):
    trail = case.trail(Entity("trace_id", LONG))
    assert trail is not None
    assert trail.face == "trace"
    assert [(row.depth, row.span.service, row.span.name) for row in trail.trace.rows] == [
        (0, "shop", "POST /checkout"), (1, "shop", "charge"), (2, "bank", "charge card"), (0, "", LOST),
        (1, "bank", "stray"),
    ]  # fmt: skip
    assert [row.span.failed for row in trail.trace.rows] == [False, False, True, False, False]
    names = {row.span.key: row.span.name for row in trail.trace.rows}
    # The line of 14:00:00.5 names the trace by its lower 64 bits: the innermost span then was the bank's.
    assert {names[key]: [line.what[:14] for line in lines] for key, lines in trail.lines.items()} == {
        "POST /checkout": ["checkout begin"], "charge card": ["charge refused"],
    }  # fmt: skip
    assert [(one.kind, one.severity) for one in trail.beside] == [("error", 17), ("log", 13)]


def test_the_lower_half_alone_finds_the_same_trace(case: OpenCase):
    trail = case.trail(Entity("trace_id", SHORT))
    assert trail is not None
    assert trail.trace.recorded == 4
    assert trail.about == Entity("trace_id", SHORT.rjust(32, "0"))


def test_a_trace_leads_on_to_the_session_of_one_of_its_spans(case: OpenCase):
    trail = case.trail(Entity("trace_id", LONG))
    assert trail is not None
    assert trail.faces == ("trace", "session")
    assert trail.visit is not None
    assert [(step.what, step.severity, step.offset) for step in trail.visit.steps] == [
        ("opened the basket", 9, 0), ("unhandled TypeError", 17, SECOND),
    ]  # fmt: skip


def test_a_record_is_followed_by_the_ids_it_carries(case: OpenCase):
    trail = case.trail(citation(case, '"charge refused"'))
    assert trail is not None
    assert (trail.face, trail.trace.recorded) == ("trace", 4)
    step = case.trail(citation(case, '"opened the basket"'))
    assert step is not None
    assert step.about == Entity("session_id", "sess-9")


def test_a_span_id_and_a_session_lead_to_the_trace(case: OpenCase):
    for entity, face in ((Entity("span_id", SERVE), "trace"), (Entity("session_id", "sess-9"), "session")):
        trail = case.trail(entity)
        assert trail is not None
        assert (trail.trace.recorded, trail.face) == (4, face)


def test_a_message_has_a_lane_for_each_recipient(case: OpenCase):
    for asked in (Entity("email_message_id", MESSAGE), Entity("sg_message_id", "wrf"), citation(case, "No such user")):
        trail = case.trail(asked)
        assert trail is not None
        assert trail.face == "email"
        assert [(lane.recipient, lane.outcome, [one.state for one in lane.steps]) for lane in trail.lanes] == [
            ("ann@shop.example", "delivered", ["processed", "delivered"]),
            ("bob@shop.example", "bounced", ["processed", "bounced"]),
        ]  # fmt: skip
    assert trail.lanes[1].steps[1].reason == "550 5.1.1 No such user"


def test_what_goes_through_nothing_has_no_trail(case: OpenCase):
    assert case.trail(Entity("host", "bank-1")) is None
    assert case.trail(citation(case, "idle")) is None
    assert case.trail(bytes_citation("no such source", 0, 1)) is None
    empty = case.trail(Entity("session_id", 'x" OR *'))
    assert empty is not None
    assert empty.faces == ()


def test_following_can_be_stopped(case: OpenCase):
    context = JobContext()
    context.stop()
    with pytest.raises(Cancelled):
        case.trail(Entity("trace_id", LONG), context)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [(LONG, LONG, True), (LONG, SHORT.rjust(32, "0"), True), (LONG, "f" * 16 + SHORT, False), (LONG, OTHER, False)],
)
def test_ids_of_64_bits_are_compared_with_the_lower_half(one: str, other: str, same: bool):
    assert same_trace(one, other) is same
    assert same_trace(other, one) is same


def test_a_request_and_a_step_are_read_from_records_of_recorded_pages():
    record = Record(
        "r1", START, "page.har", "s", Place(7, 9), "http", t_end=START + 50_000_000, severity=13, title="GET 404 logo.png",
        attributes={"http.request.method": "GET", "http.response.status_code": 404, "http.response.body.size": 12,
                    "wb.timing.wait": 40.5, "wb.timing.receive": 9.5},
        links=(Link("url", "https://a.example/logo.png"), Link("trace_id", LONG), Link("replay_url", "https://r.example/1?t=3")),
    )  # fmt: skip
    one = trailrecords.exchange_of(record)
    assert (one.method, one.path, one.status, one.size, one.failed, one.trace) == (
        "GET", "/logo.png", 404, 12, "status 404", LONG,
    )  # fmt: skip
    assert [(phase.name, phase.ns) for phase in one.phases] == [("wait", 40_500_000), ("receive", 9_500_000)]
    step = trailrecords.step_of(record)
    assert (step.what, step.status, step.replay) == ("GET /logo.png", 404, "https://r.example/1?t=3")
