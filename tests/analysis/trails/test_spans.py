"""Trees of spans and their critical path: against cases drawn by hand, and whatever spans there are."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.analysis.trails.criticalpath import Stretch, critical_path
from workbench.analysis.trails.spanlines import Carried, lines_of_spans
from workbench.analysis.trails.spans import Span, Trace, aligned, trace_of
from workbench.model.entities import bytes_citation

HERE = bytes_citation("s", 0, 1)


def span(name: str, start: int | None, end: int | None, parent: str = "", **more: str) -> Span:
    """A span called by its id, of service `web` unless told otherwise."""
    told = {"key": name, "id": name, "service": "web", "role": "", **more}
    return Span(told["key"], told["id"], parent, told["service"], name, start, end, HERE, told["role"])


def drawn(trace: Trace) -> list[tuple[int, str]]:
    return [(row.depth, row.span.name) for row in trace.rows]


def row(trace: Trace, name: str):
    return next(row for row in trace.rows if row.span.name == name)


def path(trace: Trace) -> list[tuple[int, int, str]]:
    return sorted((start, end, row.span.name) for row in trace.rows for start, end in row.path)


# ---------------------------------------------------------------------------------------------------- the tree
def test_children_stand_below_their_parent_in_order_of_start():
    trace = trace_of(
        [span("b", 60, 90, "root"), span("a", 10, 50, "root"), span("a1", 20, 30, "a"), span("root", 0, 100)]
    )
    assert drawn(trace) == [(0, "root"), (1, "a"), (2, "a1"), (1, "b")]
    assert [one.stop for one in trace.rows] == [4, 3, 3, 4]
    assert (trace.start, trace.end, trace.recorded) == (0, 100, 4)


def test_a_parent_that_is_not_there_gets_a_row_that_says_so_and_holds_its_children():
    trace = trace_of([span("x", 10, 20, "gone"), span("y", 30, 50, "gone"), span("z", 12, 14, "x")])
    assert drawn(trace) == [(0, "gone"), (1, "x"), (2, "z"), (1, "y")]
    top = trace.rows[0]
    assert (top.missing, top.notes, top.times) == (True, ("parent not in the case",), (10, 50))
    assert trace.recorded == 3


def test_a_span_that_starts_before_its_parent_is_told_and_stays():
    trace = trace_of([span("root", 1_000_000, 9_000_000), span("early", 400_000, 2_000_000, "root")])
    assert row(trace, "early").notes == ("starts 600 µs before its parent (clock skew)",)
    assert row(trace, "early").times == (400_000, 2_000_000)


def test_a_call_answered_after_it_ended_is_skew_and_work_that_went_on_is_not():
    server = span("serve", 50, 60, "call", role="server", service="db")
    trace = trace_of([span("call", 0, 10, role="client"), server, span("later", 90, 99, "serve", service="db")])
    assert row(trace, "serve").notes == ("starts 40 ns after its parent ended (clock skew)",)
    assert row(trace, "later").notes == ("starts 30 ns after its parent ended",)


def test_circles_end_at_the_earliest_span_and_nothing_is_lost():
    trace = trace_of([span("a", 5, 9, "c"), span("b", 1, 8, "a"), span("c", 3, 7, "b"), span("own", 0, 2, "own")])
    assert drawn(trace) == [(0, "own"), (0, "b"), (1, "c"), (2, "a")]
    assert row(trace, "b").notes[0] == "its parents form a circle"
    assert row(trace, "own").notes == ("its parents form a circle",)


def test_an_id_used_twice_is_told_and_both_spans_stay():
    trace = trace_of([span("root", 0, 9), span("one", 1, 2, "root", id="i"), span("two", 3, 4, "root", id="i")])
    assert [name for _depth, name in drawn(trace)] == ["root", "one", "two"]
    assert row(trace, "two").notes == ("its id is used twice",)


def test_the_two_ends_of_one_call_with_one_id_stand_below_each_other():
    ends = [span("call", 1, 9, "root", id="i", role="client"), span("serve", 2, 8, "root", id="i", role="server")]
    trace = trace_of([*ends, span("root", 0, 10), span("inside", 3, 4, "i")])
    assert drawn(trace) == [(0, "root"), (1, "call"), (2, "serve"), (3, "inside")]
    assert all(one.notes == () for one in trace.rows)


def test_spans_without_times_are_listed_and_said_to_have_none():
    trace = trace_of([span("root", 0, 10), span("open", 4, None, "root"), span("when", None, None, "root"),
                      span("back", 8, 5, "root")])  # fmt: skip
    assert row(trace, "open").notes == ("no end given",)
    assert row(trace, "when").notes == ("no time given",)
    assert row(trace, "when").times is None
    assert row(trace, "back").notes == ("ends 3 ns before it starts",)
    assert drawn(trace)[-1] == (1, "when")


def test_own_time_is_what_no_child_covers_however_they_overlap():
    kids = [span("a", 10, 40, "root"), span("b", 30, 50, "root"), span("c", 90, 130, "root"), span("d", -20, 5, "root")]
    assert row(trace_of([span("root", 0, 100), *kids]), "root").own == 100 - (50 - 10) - (100 - 90) - 5


# ---------------------------------------------------------------------------------------------------- the critical path
def test_the_path_goes_back_over_the_child_that_ends_last():
    # root 0..100: a 10..40 and b 20..60 beside each other, c 70..95 with c1 75..90 inside.
    kids = [span("a", 10, 40, "root"), span("b", 20, 60, "root"), span("c", 70, 95, "root"), span("c1", 75, 90, "c")]
    assert path(trace_of([span("root", 0, 100), *kids])) == [
        (0, 20, "root"), (20, 60, "b"), (60, 70, "root"), (70, 75, "c"), (75, 90, "c1"), (90, 95, "c"), (95, 100, "root"),
    ]  # fmt: skip


def test_a_child_before_another_is_on_the_path_when_it_ended_in_time():
    trace = trace_of([span("root", 0, 100), span("a", 0, 30, "root"), span("b", 30, 100, "root")])
    assert path(trace) == [(0, 30, "a"), (30, 100, "b")]


def test_what_a_child_does_after_its_parent_ended_is_not_on_the_path():
    trace = trace_of([span("root", 0, 100), span("tail", 80, 300, "root"), span("out", 200, 300, "root")])
    assert path(trace) == [(0, 80, "root"), (80, 100, "tail")]


def test_of_children_that_end_together_the_longer_is_taken():
    trace = trace_of([span("root", 0, 10), span("short", 8, 10, "root"), span("long", 2, 10, "root")])
    assert path(trace) == [(0, 2, "root"), (2, 10, "long")]


def test_the_path_starts_from_the_longest_recorded_root():
    trace = trace_of([span("small", 0, 5), span("large", 1, 50), span("x", 0, 500, "gone")])
    assert trace.rows[trace.root].span.name == "large"
    assert path(trace) == [(1, 50, "large")]


# ---------------------------------------------------------------------------------------------------- clocks
def test_a_clock_that_is_ahead_is_estimated_from_the_middles_of_calls():
    # The server answered in the middle of a call of 10 that it stamped 1,000 later.
    calls = [span("call", 0, 10, role="client"), span("serve", 1003, 1007, "call", role="server", service="db")]
    trace = trace_of([*calls, span("query", 1004, 1006, "serve", service="db")])
    assert [(skew.service, skew.against, skew.ns, skew.calls) for skew in trace.skews] == [("db", "web", 1000, 1)]
    assert trace.skews[0].sentence == "The clock of db seems 1 µs ahead of that of web"
    shown = aligned(trace)
    assert [one.times for one in shown.rows] == [(0, 10), (3, 7), (4, 6)]
    assert row(shown, "query").notes == ("drawn 1 µs earlier",)
    assert row(trace, "serve").times == (1003, 1007)


def test_calls_that_fit_into_each_other_say_nothing_of_clocks():
    assert trace_of([span("c", 0, 10, role="client"), span("s", 1, 2, "c", role="server", service="db")]).skews == ()


# ---------------------------------------------------------------------------------------------------- lines
def line(key: str, t: int | None, of: str = "", service: str = "") -> Carried:
    return Carried(key, t, "log", key, 9, HERE, of, service)


def test_lines_go_to_the_span_they_name_else_to_the_innermost_that_ran():
    spans = [
        span("root", 0, 100),
        span("a", 10, 50, "root"),
        span("db", 12, 30, "a", service="db"),
        span("x", 1, 2, "gone"),
    ]
    lines = [line("named", 99, "a"), line("inner", 20), line("own", 20, service="web"), line("late", 60), line("out", 200),
             line("never", None), line("lost", 20, "gone")]  # fmt: skip
    found, rest = lines_of_spans(trace_of(spans), lines)
    assert {key: [one.key for one in some] for key, some in found.items()} == {
        "a": ["own", "named"], "db": ["inner"], "root": ["late"], "missing:gone": ["lost"],
    }  # fmt: skip
    assert [one.key for one in rest] == ["out", "never"]


# ---------------------------------------------------------------------------------------------------- any spans at all
names = st.sampled_from(["a", "b", "c", "d", "e", ""])
instants = st.one_of(st.none(), st.integers(-50, 50))
some_spans = st.lists(
    st.builds(
        lambda n, id, parent, role, t, end: Span(f"k{n}", id, parent, f"s{n % 3}", f"k{n}", t, end, HERE, role),
        st.integers(0, 10**6), names, names, st.sampled_from(["", "client", "server"]), instants, instants,
    ),
    max_size=12, unique_by=lambda one: one.key,
)  # fmt: skip


@given(some_spans)
@settings(max_examples=40, deadline=None)
def test_every_span_has_one_row_below_its_parent_whatever_ids_and_parents_are_told(spans: list[Span]):
    for trace in (trace_of(spans), aligned(trace_of(spans))):
        assert sorted(one.span.key for one in trace.rows if not one.missing) == sorted(one.key for one in spans)
        for number, one in enumerate(trace.rows):
            assert number < one.stop <= len(trace.rows)
            assert one.depth == (trace.rows[one.parent].depth + 1 if one.parent >= 0 else 0)
            assert one.parent < number
            assert one.parent < 0 or number < trace.rows[one.parent].stop
            assert one.own >= 0


@given(some_spans)
@settings(max_examples=40, deadline=None)
def test_the_critical_path_is_one_line_from_start_to_end_of_the_root(spans: list[Span]):
    trace = trace_of(spans)
    stretches = sorted((start, end, n) for n, one in enumerate(trace.rows) for start, end in one.path)
    if trace.root < 0:
        assert stretches == []
        return
    start, end = trace.rows[trace.root].times or (0, 0)
    assert sum(high - low for low, high, _ in stretches) == end - start
    edges = [start, *(high for _, high, _ in stretches)]
    assert [low for low, _, _ in stretches] == edges[:-1]
    assert edges[-1] == end
    for low, high, n in stretches:
        own = trace.rows[n].times
        assert own is not None
        assert own[0] <= low < high <= own[1]


def test_a_chain_deeper_than_any_stack_ends():
    spans = [span(f"n{n}", n, 20_000 - n, f"n{n - 1}" if n else "") for n in range(3_000)]
    trace = trace_of(spans)
    assert trace.rows[-1].depth == 2_999
    assert trace.on_path == 3_000


def test_an_untimed_root_has_no_path():
    assert critical_path(0, [None], [[]]) == ()
    assert critical_path(0, [(0, 4), None], [[1], []]) == (Stretch(0, 0, 4),)
