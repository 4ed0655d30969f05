"""A filter over a whole case gives just the records that the plain rule gives, one by one."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.casework.conftest import START, deploy, make_bundle, write_sources
from workbench.casework.corpus import leaf_sets
from workbench.casework.opencase import OpenCase, create_case
from workbench.casework.pages import raw_text
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
    st.builds(lambda name, pattern, case: Field(name, "~", pattern, True, case), names, patterns, st.booleans()),
    st.builds(Field, names.filter(lambda name: not name.startswith("t")), st.sampled_from(("=", "<", ">=")), words),
    st.builds(Field, st.sampled_from(("t", "t_end", "t_observed")), st.sampled_from(("=", "<", ">=")),
              st.just("2026-03-17T14:02:11Z")),
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(leaf=leaves)
def test_every_leaf_finds_what_the_plain_rule_finds(mixed: OpenCase, leaf: Leaf):
    records = mixed.page(range(mixed.spine.rows))
    plain = MatchContext(whole=lambda record: raw_text(mixed._folder, record))
    expected = [record.row for record in records if match(leaf, record, plain)]
    assert leaf_sets(mixed._folder, leaf).rows().tolist() == expected


def test_the_case_has_records_of_both_kinds(mixed: OpenCase):
    assert {"log", "commit", "deploy", "span"} <= {r.kind for r in mixed.page(range(mixed.spine.rows))}
