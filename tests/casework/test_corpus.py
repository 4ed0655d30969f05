"""A filter over a whole case gives just the records that the plain rule gives, one by one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.casework.conftest import START, deploy, make_bundle, write_sources
from workbench.casework import corpus, pages
from workbench.casework.corpus import leaf_sets
from workbench.casework.opencase import OpenCase, create_case
from workbench.casework.pages import raw_text
from workbench.jobs import Cancelled, JobContext
from workbench.model.instants import TimeWindow
from workbench.query.evaluate import LeafMemory
from workbench.query.match import MatchContext, match
from workbench.query.tree import Field, Has, Leaf, Regex, Text


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenCase]:
    """A case of lines, commits, deploys, a ticket and spans."""
    folder = tmp_path_factory.mktemp("mixed")
    raw = write_sources(folder / "in")
    bundle, first, second = make_bundle(folder)
    rows = [deploy("2026-03-17T13:30:00Z", first, "", "1.0.0"), deploy("2026-03-17T14:01:00Z", second, first, "1.1.0")]
    (raw / "deploys.jsonl").write_text("".join(row + "\n" for row in rows))
    (raw / "spans.jsonl").write_text(json.dumps(SPANS) + "\n")
    made = create_case(folder / "one.case", title="Orders fail", started=START)
    made.ingest([raw, bundle], below=raw)
    yield made
    made.close()


def span(name: str, error: bool, note: str) -> dict:
    return {
        "traceId": "4bf92f3577b34da6a3ce929d0e0e4736", "spanId": f"{len(name):016x}", "name": name, "kind": 2,
        "startTimeUnixNano": "1773756130000000000", "endTimeUnixNano": "1773756131000000000",
        "attributes": [
            {"key": "http.route", "value": {"stringValue": note}}, {"key": "tries", "value": {"intValue": "12"}},
        ],
        "status": {"code": 2 if error else 0},
    }  # fmt: skip


SPANS = {
    "resourceSpans": [
        {
            "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "Orders"}}]},
            "scopeSpans": [{"spans": [span("reserve", True, "/STRASSE"), span("find it", False, "/straße\nzwei")]}],
        }
    ]
}
NAMES = (
    "id", "kind", "severity", "phase", "t", "t_end", "t_observed", "t_raw", "zone_known", "title", "body",
    "event_id", "group", "severity_text", "template", "service", "trace_id", "commit", "release", "tries", "http.route",
    "user", "host", "service.name", "nothing",
)  # fmt: skip
WORDS = (
    "orders", "Orders", "ORDERS*", "*pool*", "reserve", "1.1.0", "12", "9", "error", "/strasse", "/straße", "a", "*",
    "4bf92f3577b34da6a3ce929d0e0e4736", "deploy", "commit", "point", "explicit", "simplify", "take()", "é", ".", "zwei",
)  # fmt: skip
PATTERNS = (r"^zwei$", r"ord(er)?s", r"\d\.\d", r"(?<!x)pool", r"(a)\1", "straße", "^$", r"\bfind\b")
names, words, patterns = st.sampled_from(NAMES), st.sampled_from(WORDS), st.sampled_from(PATTERNS)
leaves = st.one_of(
    st.builds(Text, words, st.booleans()),
    st.builds(Regex, patterns, st.booleans()),
    st.builds(Has, names),
    # a template is asked for by its text, too, which a record doesn't carry: test_templates.py
    st.builds(lambda name, pattern, case: Field(name, "~", pattern, True, case),
              names.filter(lambda name: name != "template"), patterns, st.booleans()),
    st.builds(Field, names.filter(lambda name: not name.startswith("t")), st.sampled_from(("=", "<", ">=")), words),
    st.builds(Field, st.sampled_from(("t", "t_end", "t_observed")), st.sampled_from(("=", "<", ">=")),
              st.just("2026-03-17T14:02:11Z")),
)  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(leaf=leaves)
def test_every_leaf_finds_what_the_plain_rule_finds(mixed: OpenCase, leaf: Leaf):
    found = (
        leaf_sets(mixed._folder, leaf).rows().tolist()
    )  # first: records carry a template once somebody asked for one
    records = mixed.page(range(mixed.spine.rows))
    plain = MatchContext(whole=lambda record: raw_text(mixed._folder, record))
    assert found == [record.row for record in records if match(leaf, record, plain)]


def test_the_case_has_records_of_both_kinds(mixed: OpenCase):
    assert {"log", "commit", "deploy", "span"} <= {r.kind for r in mixed.page(range(mixed.spine.rows))}


FILTERS = (
    "pool OR orders",
    "orders -reserve",
    "severity>=warn pool",
    "order",
    "*",
    "kind:span OR 'ready'",
    "nothing-there",
)


@pytest.mark.parametrize("text", FILTERS)
def test_rows_are_told_while_they_are_found_and_never_too_many(
    mixed: OpenCase, text: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(corpus, "FIRST_BLOCK", 1)
    monkeypatch.setattr(corpus, "BLOCK", 2)
    monkeypatch.setattr(corpus, "TOLD_EVERY", 0.0)
    mixed._folder.memory = LeafMemory()
    wanted = mixed.query(text).tolist()
    mixed._folder.memory = LeafMemory()
    told: list[list[int]] = []
    answer = mixed.select(text, found=lambda rows: told.append(rows.rows().tolist()))
    assert answer.rows().tolist() == wanted
    for few, more in zip(told, [*told, wanted][1:], strict=True):
        assert few and set(few) <= set(more)
    if len(wanted) > 1 and text == "pool OR orders":
        assert len(told) > 1


def test_few_very_long_lines_are_told_of_before_all_of_them_are_searched(tmp_path: Path):
    """Forty lines of a megabyte each: the first that match are known while more than half are not looked at yet."""
    lines = [f"2026-03-17T14:00:{n:02}Z INFO rare {'x' * (1 << 20)}" for n in range(40)]
    (tmp_path / "long.log").write_text("\n".join(lines) + "\n")
    told: list[int] = []
    with closing(create_case(tmp_path / "a.case", title="long")) as case:
        case.ingest([tmp_path / "long.log"])
        found = case.select("kind:log rare", found=lambda rows: told.append(len(rows)))
    assert len(found) == 40
    assert told[0] < 20


def test_records_of_long_lines_are_kept_only_as_far_as_memory_allows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pages, "LETTERS", 10_000)
    lines = [f"2026-03-17T14:00:{n:02}Z INFO {'x' * 4000}" for n in range(20)]
    (tmp_path / "long.log").write_text("\n".join(lines) + "\n")
    with closing(create_case(tmp_path / "a.case", title="long")) as case:
        case.ingest([tmp_path / "long.log"])
        for row in range(20):
            (record,) = case.page([row])
            assert record.body.count("x") == 4000
        # beyond the limit all are let go at the next look: three of them are more than it
        assert len(case._folder.pages.records) <= 4


def test_a_source_that_is_off_gives_no_rows(mixed: OpenCase):
    every = mixed.select("*")
    assert len(every) == mixed.spine.rows
    for source in mixed.sources():
        rows = mixed.select("*", sources={source.id}).rows()
        assert {record.source_id for record in mixed.page(rows)} <= {source.id}
        others = {one.id for one in mixed.sources()} - {source.id}
        assert mixed.select("*", sources=others).rows().tolist() == sorted(set(every) - set(rows.tolist()))
    assert not mixed.select("*", sources=())


def test_a_window_leaves_rows_whose_own_time_lies_in_it(mixed: OpenCase):
    records = mixed.page(range(mixed.spine.rows))
    window = TimeWindow(START, START + 90 * 10**9)
    wanted = [record.row for record in records if record.t is not None and record.t in window]
    assert mixed.select("*", window).rows().tolist() == wanted == mixed.query("", window).tolist()


def test_a_stopped_search_ends_and_the_next_one_finds_all(mixed: OpenCase):
    mixed._folder.memory = LeafMemory()
    context = JobContext()
    context.stop()
    with pytest.raises(Cancelled):
        mixed.select("zone_known:assumed OR pool", context=context, found=lambda _rows: None)
    assert mixed.select("pool").rows().tolist() == mixed.query("pool").tolist() != []


def test_answers_about_bytes_outlive_another_clock(mixed: OpenCase, monkeypatch: pytest.MonkeyPatch):
    log = next(source for source in mixed.sources() if mixed.is_log(source.id))
    before = len(mixed.select("pool"))
    mixed.set_clock(log.id, offset_ns=5 * 10**9)
    monkeypatch.setattr(corpus, "find_text", lambda *_args, **_named: pytest.fail("searched again"))
    assert len(mixed.select("pool")) == before
    mixed.undo()
