"""A filter gives the same rows over bytes and columns as by looking at every record."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.engine.bytesource import ByteSource
from workbench.engine.lineformat import LineFields, LineFormat
from workbench.engine.logindex import build_log_index
from workbench.engine.rowset import RowSet
from workbench.engine.search import find_field, find_text
from workbench.engine.selection import Selection
from workbench.engine.spine import SpinePart, build_spine
from workbench.engine.stamps import NULL_T
from workbench.jobs import JobContext
from workbench.model.case import Source
from workbench.model.instants import parse_instant
from workbench.model.records import KINDS, Link, Place, Record
from workbench.query.columns import column_set, of_columns
from workbench.query.evaluate import LeafMemory, evaluate
from workbench.query.language import parse
from workbench.query.match import MatchContext, match, match_records
from workbench.query.tree import All, And, Field, Has, Leaf, Node, Not, Or, Regex, Text

DAY = parse_instant("2026-03-17T14:00:00Z", day=0)
LOG = b"""2026-03-17T14:02:10.5Z INFO user=7 route=/checkout status=200 ready
2026-03-17T14:02:11Z ERROR user=42 route=/checkout status=503 Pool timeout
\tat shop.Pool.take(Pool.java:88)
\tat shop.Orders.place(Orders.java:12)
2026-03-17T14:02:11.250Z WARN user=421 route=/cart status=404 \xff slow pool
web | NOTICE note=x trace=4bf92f35-77b3
2026-03-17T14:02:09Z DEBUG user=7 route=/Checkout/Pay status=99 late
"""


def fields(text: str) -> LineFields:
    pairs = dict(re.findall(r"(\w+)=(\S+)", text))
    links = (Link("trace_id", pairs["trace"].replace("-", "")),) if "trace" in pairs else ()
    return LineFields(text.partition("\n")[0], text, attributes=pairs, links=links)


FORMAT = LineFormat(
    "test.plain", "Plain", start=r"^(?:(?P<t>\d{4}-\d\d-\d\dT[\d:.]+Z)|web \|) (?P<level>[A-Z]+)", parse=fields
)
SOURCE = Source("s1", 1, "logs/gateway.log")


class OneLog:
    """A case of one log, as fast faces see it and as records."""

    def __init__(self, folder: Path) -> None:
        path = folder / "a.log"
        path.write_bytes(LOG)
        self.source = ByteSource(path, sealed=True)
        self.index = build_log_index(self.source, FORMAT, folder / "index", JobContext())
        self.spine = build_spine([SpinePart.of_log(1, self.index, 0)])
        self.asked: list[tuple[Leaf, int]] = []

        self.part = self.spine.parts[0]
        self.memory = LeafMemory()

    @property
    def size(self) -> int:
        return self.part.count

    def cost(self, node: Leaf) -> int:
        return 0 if of_columns(node) else 1

    def leaf(self, node: Leaf, within: RowSet) -> RowSet:
        self.asked.append((node, len(within)))
        known = column_set(node, self.part, SOURCE)
        if known is not None:
            return known & within
        if isinstance(node, Text | Regex):
            return find_text(self.source, self.index, node, JobContext(), within=within)
        return find_field(self.source, self.index, FORMAT, node, JobContext(), within=within)

    def matching(self, tree: Node) -> list[int]:
        found = evaluate(tree, self)
        return Selection(self.spine, {1: found}).rows().tolist()

    def whole(self, record: Record) -> str:
        return self.source.read(record.place.offset, record.place.length).decode("utf-8", "replace")

    def records(self) -> list[Record]:
        found = []
        for row in range(self.spine.rows):
            t, offset, length = int(self.spine.t[row]), int(self.spine.offset[row]), int(self.spine.length[row])
            one = fields(self.source.read(offset, length).decode("utf-8", "replace"))
            found.append(
                Record(
                    f"s1:{offset}+{length}", None if t == NULL_T else t, SOURCE.path, SOURCE.id, Place(offset, length),
                    KINDS[self.spine.kind[row]], row, severity=int(self.spine.severity[row]), title=one.title,
                    body=one.body, attributes=one.attributes, links=one.links,
                )
            )  # fmt: skip
        return found


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory):
    one = OneLog(tmp_path_factory.mktemp("case"))
    yield one
    one.source.close()


terms = st.sampled_from(
    [
        "pool",
        "'Pool'",
        '"pool timeout"',
        "/^\\tat/",
        "/POOL$/i",
        "/status=(?!2)/",
        "user:7",
        "user:42*",
        "user:*2*",
        "status>=400",
        "status<200",
        "route:/checkout*",
        "route:/^.cart$/",
        "severity>=warn",
        "severity:error",
        "severity<=info",
        "level:notice",
        "severity:unknown",
        "t>=14:02:11",
        "t<14:02:10.5",
        "t:14:02:11",
        "kind:log",
        "kind:alert",
        "source:gateway*",
        "source:logs/gateway.log",
        "source:other",
        "trace:4bf9…",
        "has:trace",
        "has:t",
        "has:user",
        "nothing:here",
        "trace:4bf92f3577b3",
        "\ufffd",
        "title:*ready",
        "body:*Orders.java*",
    ]
)
filters = st.recursive(
    st.one_of(terms, terms.map(lambda term: f"-{term}")),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(" ".join), st.tuples(inner, inner).map(lambda two: f"({two[0]} OR {two[1]})")
    ),
    max_leaves=4,
)


@settings(max_examples=40, deadline=None)
@given(text=filters)
def test_columns_and_bytes_agree_with_looking_at_every_record(log: OneLog, text: str):
    tree = parse(text, day=DAY, zone="UTC")
    context = MatchContext(whole=log.whole)
    assert log.matching(tree) == [row for row, record in enumerate(log.records()) if match(tree, record, context)]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [1, 2, 5, 6, 7]),
        ("pool", [2, 5]),
        ("'Pool'", [2]),
        ("shop.Orders.place", [2]),
        ("/^\\tat shop/", [2]),
        ("severity>=warn", [2, 5]),
        ("level:notice", [6]),
        ("severity<=info", [1, 6, 7]),
        ("user:42", [2]),
        ("user:42*", [2, 5]),
        ("t>=14:02:10.5 -pool", [1]),
        ("t<14:02:11", [1, 7]),
        ("status>=404", [2, 5]),
        ("route:/checkout*", [1, 2, 7]),
        ("route:/checkout", [1, 2]),
        ("trace:4bf92f3577b3", [6]),
        ("has:trace OR late", [6, 7]),
        ("source:gateway* kind:log", [1, 2, 5, 6, 7]),
        ("source:gateway", []),
    ],
)
def test_a_filter_finds_the_lines_a_reader_would_point_at(log: OneLog, text: str, lines: list[int]):
    offsets = log.spine.offset[np.array(log.matching(parse(text, day=DAY, zone="UTC")), dtype=np.int64)]
    assert sorted(LOG[:offset].count(b"\n") + 1 for offset in offsets.tolist()) == lines


class Remembering:
    """A corpus that remembers the answers of another, and counts what it had to ask."""

    def __init__(self, log: OneLog, budget: int = 1 << 20) -> None:
        self._log, self._memory, self.size = log, LeafMemory(budget), log.size

    def cost(self, node: Leaf) -> int:
        return self._log.cost(node)

    def leaf(self, node: Leaf, within: RowSet) -> RowSet:
        return self._memory.answer(node, within, lambda missing: self._log.leaf(node, missing))


def test_refining_a_filter_searches_only_for_what_is_new(log: OneLog):
    corpus = Remembering(log)
    first = evaluate(parse("pool severity>=warn", day=DAY, zone="UTC"), corpus)
    log.asked.clear()
    again = evaluate(parse("pool severity>=warn timeout", day=DAY, zone="UTC"), corpus)
    assert log.asked == [(Text("timeout"), len(first))]
    assert not again - first


def test_a_word_is_searched_for_only_where_nobody_looked_yet(log: OneLog):
    corpus = Remembering(log)
    some = RowSet.from_rows(np.array([1, 3]), log.size)
    for within in (some, RowSet.all(log.size), RowSet.all(log.size), some):
        assert evaluate(Text("pool"), corpus, within) == evaluate(Text("pool"), log, within)
    asked = [count for node, count in log.asked[-8:] if node == Text("pool")]
    log.asked.clear()
    evaluate(Text("pool"), corpus)
    assert log.asked == [] and asked.count(log.size - 2) == 1


@given(st.lists(st.tuples(st.sets(st.integers(0, 19)), st.integers(1, 20)), max_size=6), st.sets(st.integers(0, 19)))
def test_what_a_growing_source_was_searched_for_stays_known(steps: list[tuple[set[int], int]], hits: set[int]):
    memory = LeafMemory()
    for asked, size in steps:
        within = RowSet.from_rows(np.array(sorted(row for row in asked if row < size), dtype=np.int64), size)
        wanted = RowSet.from_rows(np.array(sorted(row for row in hits if row < size), dtype=np.int64), size)
        assert memory.answer("word", within, lambda some, wanted=wanted: some & wanted) == within & wanted


def test_the_memory_gives_up_the_oldest_answers_first(log: OneLog):
    corpus = Remembering(log, budget=1)
    for word in ("a", "b", "b", "a"):
        log.asked.clear()
        corpus.leaf(Text(word), RowSet.all(log.size))
        asked = bool(log.asked)
    assert asked


def test_what_cannot_match_any_more_is_not_searched_for(log: OneLog):
    log.asked.clear()
    assert not evaluate(parse("pool source:other", day=DAY, zone="UTC"), log)
    assert [node for node, _ in log.asked] == [Field("source", "=", "other")]


def test_an_alternative_is_asked_only_of_what_is_left(log: OneLog):
    log.asked.clear()
    assert len(evaluate(parse("severity>=warn OR ready", day=DAY, zone="UTC"), log)) == 3
    assert [count for _, count in log.asked] == [log.size, log.size - 2]


EVENT = Record(
    "s2:5+9", DAY, "alerts.json", "s2", Place(5, 9), "alert", severity=17, severity_text="page", title="High latency",
    body="p99 above 2 s", event_id="a-1", group_key="{}:{alertname=x}", phase="open", t_raw="2026-03-17T14:00:00Z",
    resource={"service.name": "Orders", "host.name": "web-1"},
    template="T1",
    attributes={"labels": {"team": "shop", "tags": ["a", "b"]}, "wb.rule": "r1", "count": 12, "on": True},
    links=(Link("commit", "0123456789abcdef0123456789abcdef01234567"), Link("release", "2.4.1")),
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("latency", True), ('"above 2 s"', True), ("page", True), ("a-1", True), ("alertname", True), ("shop", True),
        ("2.4.1", True), ("orders", True), ("'orders'", False), ("alerts.json", False), ("service:orders", True),
        ("host:web-*", True), ("labels.team:shop", True), ("labels.tags:b", True), ("rule:r1", True), ("count>9", True),
        ("count>100", False), ("on:true", True), ("commit:0123456", True), ("commit:012345", False), ("phase:open", True),
        ("release:2.4.1", True), ("has:commit", True), ("has:span", False), ("pinned:yes", True), ("pinned:no", False),
        ("template:T1", True), ("id:s2*", True), ("group:*alertname*", True), ("t_raw:2026*", True), ("event_id:A-1", True),
        ("t:14:00", True), ("t_end>14:00", False), ("severity:error", True), ("severity>error", False),
        ("source:alerts.json", True),
    ],
)  # fmt: skip
def test_an_event_is_matched_by_all_that_it_says(text: str, wanted: bool):
    context = MatchContext(pinned=frozenset({"s2:5+9"}))
    assert match(parse(text, day=DAY, zone="UTC"), EVENT, context) is wanted


NOTHING = Record("x", None, "a", "s", Place(0, 0), "log")


@pytest.mark.parametrize(
    "text", ["latency", "/P99 above/i", "/^p9+/", "host:/web-\\d/", "count>9", "has:commit", "/(l)a(?=t)/"]
)
def test_many_events_at_once_get_the_same_answers(text: str):
    leaf = parse(text, day=DAY, zone="UTC")
    assert not isinstance(leaf, And | Or | Not | All)
    found = match_records(leaf, [EVENT, NOTHING, EVENT], MatchContext(), JobContext())
    assert found.tolist() == [match(leaf, record, MatchContext()) for record in (EVENT, NOTHING, EVENT)]
    assert found.tolist() == [True, False, True]


def test_a_pattern_that_would_make_python_backtrack_for_ever_ends_at_once():
    hostile = Record("x", None, "a", "s", Place(0, 0), "log", title="a" * 60 + "!")
    assert match_records(Regex("^(a+)+$"), [hostile], MatchContext(), JobContext()).tolist() == [False]


def test_a_field_that_is_empty_is_not_there():
    record = Record("x", None, "a", "s", Place(0, 0), "log", attributes={"user": "", "deep": {"a": None}})
    assert not match(Has("user"), record, MatchContext())
    assert not match(Has("deep.a"), record, MatchContext())
    assert not match(Has("t"), record, MatchContext())
