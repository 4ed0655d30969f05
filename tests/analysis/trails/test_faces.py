"""HTTP phases, sessions in order, lanes of e-mails: by the definitions of HAR and of the senders' events."""

from __future__ import annotations

import pytest

from workbench.analysis.trails.exchanges import (
    Exchange,
    Phase,
    failure,
    in_order,
    phases_of,
    request_of,
    size_of,
    status_of,
)
from workbench.analysis.trails.mails import Lane, MailStep, lanes_of, state_of
from workbench.analysis.trails.visits import Step, visit_of
from workbench.analysis.trails.wording import length_text, offset_text, size_text
from workbench.model.entities import bytes_citation
from workbench.model.instants import MINUTE, SECOND

HERE = bytes_citation("s", 0, 1)
MS = 1_000_000


# ---------------------------------------------------------------------------------------------------- words
@pytest.mark.parametrize(
    ("ns", "words"),
    [(0, "0"), (80, "80 ns"), (450_000, "450 µs"), (1_250_000, "1.25 ms"), (12_340_000, "12.3 ms"), (999 * MS, "999 ms"),
     (SECOND, "1 s"), (-2 * SECOND, "-2 s"), (100 * MS, "100 ms"), (90 * SECOND, "1m 30s")],
)  # fmt: skip
def test_lengths_have_three_digits(ns: int, words: str):
    assert length_text(ns) == words


def test_offsets_and_sizes():
    assert offset_text(83_045 * MS) == "01:23.045"
    assert offset_text(3_600 * SECOND + 5 * MS) == "1:00:00.005"
    assert offset_text(-1_500 * MS) == "-00:01.500"
    assert [size_text(size) for size in (0, 999, 14_230, 3_100_000)] == ["0 B", "999 B", "14.2 kB", "3.1 MB"]


# ---------------------------------------------------------------------------------------------------- HTTP
def test_phases_add_up_since_ssl_is_part_of_connect():
    timing = {"blocked": 2.5, "dns": -1, "connect": 30, "ssl": 20.25, "send": 0.125, "wait": "40", "receive": 7}
    phases = phases_of({f"wb.timing.{name}": value for name, value in timing.items()})
    assert phases == (
        Phase("blocked", 2_500_000), Phase("connect", 9_750_000), Phase("ssl", 20_250_000), Phase("send", 125_000),
        Phase("wait", 40 * MS), Phase("receive", 7 * MS),
    )  # fmt: skip
    assert sum(phase.ns for phase in phases) == round((2.5 + 30 + 0.125 + 40 + 7) * MS)


@pytest.mark.parametrize("value", [-1, float("nan"), float("inf"), "soon", None, True, 1e300, "1e999", [3]])
def test_a_phase_that_is_no_length_is_none(value: object):
    assert phases_of({"wb.timing.wait": value}) == ()


@pytest.mark.parametrize(
    ("title", "attributes", "url", "found"),
    [
        ("x", {"http.request.method": "GET", "url.full": "https://a.example/cart?id=1"}, "",
         ("GET", "/cart?id=1", "https://a.example/cart?id=1")),
        ("x", {"http.request.method": "GET"}, "https://a.example", ("GET", "/", "https://a.example")),
        ("POST /order 502", {}, "", ("POST", "/order", "/order")),
        ("something else", {}, "", ("", "something else", "")),
    ],
)  # fmt: skip
def test_method_and_path_come_from_attributes_or_the_title(title: str, attributes: dict, url: str, found: tuple):
    assert request_of(title, attributes, url) == found


def test_status_and_size_are_numbers_or_unknown():
    assert status_of({"http.response.status_code": "404"}) == 404
    assert status_of({"http.response.status_code": 0}) == 0
    assert status_of({"http.status_code": "teapot"}) == -1
    assert (size_of({"http.response.body.size": 512}), size_of({"http.response.body.size": -1})) == (512, -1)


def test_what_failed_is_told_apart_from_what_is_not_told():
    assert [failure(*told) for told in ((200, 9), (404, 13), (0, 9), (-1, 9), (-1, 17))] == [
        "", "status 404", "no answer", "", "error",
    ]  # fmt: skip
    assert failure(0, 17, "net::ERR_FAILED") == "net::ERR_FAILED"


def test_requests_stand_in_order_of_their_start_those_without_a_time_last():
    made = [Exchange(key, HERE, t, None, "GET", "/", "", 200, -1, (Phase("wait", 5),), "") for key, t in
            (("c", None), ("b", 9), ("a", 4))]  # fmt: skip
    assert [one.key for one in in_order(made)] == ["a", "b", "c"]
    assert made[1].length == 5


# ---------------------------------------------------------------------------------------------------- sessions
def step(
    key: str, t: int | None, what: str = "open /", kind: str = "usersession", severity: int = 9, status: int = -1
) -> Step:
    return Step(key, HERE, t, kind, what, severity, status)


def test_steps_of_a_session_are_counted_from_its_first():
    visit = visit_of("17", [step("b", 5 * SECOND), step("c", None), step("a", 2 * SECOND), step("d", 2 * MINUTE)])
    assert [(one.key, one.offset) for one in visit.steps] == [
        ("a", 0), ("b", 3 * SECOND), ("d", 118 * SECOND), ("c", 0),
    ]  # fmt: skip
    assert (visit.start, visit.end) == (2 * SECOND, 2 * MINUTE)


def test_three_errors_within_two_seconds_are_a_burst_and_three_far_apart_are_not():
    close = [step(f"e{n}", n * 700 * MS, "boom", "error", 17) for n in range(4)]
    far = [step(f"f{n}", MINUTE + n * 1_500 * MS, "boom", "http", 9, 503) for n in range(3)]
    visit = visit_of("17", [*close, step("ok", SECOND), *far])
    bursts = {one.key: one.burst for one in visit.steps}
    assert bursts["e0"] == bursts["e3"] == "4 errors within 2.1 s"
    assert {bursts[key] for key in ("ok", "f0", "f1", "f2")} == {""}


def test_clicks_on_the_same_thing_are_a_burst_and_on_different_things_are_not():
    same = [step(f"s{n}", n * 300 * MS, "click #pay") for n in range(3)]
    other = [step(f"o{n}", MINUTE + n * 100 * MS, f"click #b{n}") for n in range(3)]
    bursts = {one.key: one.burst for one in visit_of("17", [*same, *other]).steps}
    assert bursts["s1"] == "3 clicks on the same thing within 600 ms"
    assert bursts["o1"] == ""


# ---------------------------------------------------------------------------------------------------- e-mails
def mail(key: str, t: int | None, state: str, to: str = "ann@shop.example", tick: int = SECOND) -> MailStep:
    return MailStep(key, HERE, t, state, "m1", to, resolution=tick)


@pytest.mark.parametrize(
    ("word", "state"),
    [("Delivery", "delivered"), ("hard_bounce", "bounced"), ("Bounce", "bounced"), ("soft_bounce", "deferred"),
     ("open", "opened"), ("unique_opened", "opened"), ("spamreport", "complained"), ("Rendering Failure", "dropped"),
     ("DeliveryDelay", "deferred"), ("list_addition", "list_addition"), ("", "something")],
)  # fmt: skip
def test_words_of_senders_are_states(word: str, state: str):
    assert state_of(word) == state


def test_each_recipient_has_a_lane_that_ends_where_its_steps_do():
    steps = [
        mail("1", 10 * SECOND, "processed"), mail("4", 99 * SECOND, "opened"), mail("2", 12 * SECOND, "deferred"),
        mail("3", 40 * SECOND, "delivered"), mail("5", 11 * SECOND, "bounced", "bob@shop.example"),
    ]  # fmt: skip
    lanes = lanes_of(steps)
    assert [(lane.recipient, lane.outcome) for lane in lanes] == [
        ("ann@shop.example", "delivered"), ("bob@shop.example", "bounced"),
    ]  # fmt: skip
    assert [one.key for one in lanes[0].steps] == ["1", "2", "3", "4"]
    assert not any(one.unsure for one in lanes[0].steps)


def test_steps_within_one_tick_of_the_clock_stand_in_the_usual_order_and_say_that_it_is_not_told():
    lane = lanes_of(
        [mail("b", 10 * SECOND, "delivered"), mail("a", 10 * SECOND, "processed"), mail("c", 12 * SECOND, "opened")]
    )[0]
    assert [one.key for one in lane.steps] == ["a", "b", "c"]
    assert [bool(one.unsure) for one in lane.steps] == [True, True, False]
    fine = lanes_of(
        [mail("b", 10 * SECOND + 5 * MS, "processed", tick=MS), mail("a", 10 * SECOND, "delivered", tick=MS)]
    )[0]
    assert [one.key for one in fine.steps] == ["a", "b"]
    assert not any(one.unsure for one in fine.steps)


def test_a_message_that_was_opened_arrived_though_no_step_says_so():
    assert lanes_of([mail("1", 1, "opened")])[0].outcome == "delivered (no step says so)"
    assert lanes_of([mail("1", None, "deferred")])[0] == Lane(
        "m1", "ann@shop.example", (MailStep("1", HERE, None, "deferred", "m1", "ann@shop.example", resolution=SECOND,
                                            unsure="no time given"),), "deferred",
    )  # fmt: skip
