"""Log searches of any tool: what holds for every reader of them, of inputs written from the tools' field lists."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import contract
import pytest
from searchrows import MILLI, NOON, TRACE, Searches, cited, lines, links

from workbench.errors import SourceError
from workbench.readers.core import Registry


@pytest.fixture
def searches(read, registry: Registry) -> Searches:
    return Searches(read, registry)


# ---- one of each tool, in its smallest and its fullest form ----
MINIMAL: dict[str, Any] = {
    "loggly.events": {"events": [{"timestamp": 1773756131250, "logmsg": "no stock", "logtypes": []}]},
    "papertrail.events": {
        "events": [
            {"received_at": "2026-03-17T14:02:11.250Z", "message": "no stock", "program": None, "severity": None}
        ]
    },
    "splunk.results": {"preview": False, "result": {"_time": "2026-03-17T15:02:11.250+01:00", "_raw": "no stock"}},
    "splunk.hec": {"time": 1773756131.25, "event": "no stock"},
    "elasticsearch.hits": {
        "hits": {
            "hits": [{"_index": "a", "_source": {"@timestamp": "2026-03-17T14:02:11.250Z", "message": "no stock"}}]
        }
    },
    "loki.query": {"streams": [{"stream": {}, "values": [["1773756131250000000", "no stock"]]}]},
    "datadog.logs": {
        "data": [
            {
                "type": "log",
                "attributes": {"timestamp": "2026-03-17T14:02:11.250Z", "message": "no stock", "tags": None},
            }
        ]
    },
    "dynatrace.logs": {"results": [{"timestamp": 1773756131250, "content": "no stock", "status": "NONE"}]},
    "cloudwatch.logs": {
        "events": [{"timestamp": 1773756131250, "message": "no stock", "ingestionTime": 1773756132000}]
    },
    "newrelic.nrql": {
        "data": {"actor": {"account": {"nrql": {"results": [{"timestamp": 1773756131250, "message": "no stock"}]}}}}
    },
}


@pytest.mark.parametrize("reader", MINIMAL)
def test_a_record_with_every_optional_key_absent_has_its_time_and_text_and_claims_nothing_else(
    searches: Searches, reader: str
):
    event = searches.one(reader, MINIMAL[reader])
    assert (event.t, event.naive, event.kind, event.phase) == (NOON + 250 * MILLI, False, "log", "point")
    assert (event.title, event.body, event.severity, event.severity_text) == ("no stock", "no stock", 0, "")
    assert (event.event_id, event.resource, event.links) == ("", {}, ())


@pytest.mark.parametrize("reader", MINIMAL)
def test_a_record_is_cited_by_its_own_bytes_whatever_the_layout(searches: Searches, reader: str):
    for indent in (None, 1, "\t"):
        data = json.dumps(MINIMAL[reader], indent=indent).encode()
        if reader in ("splunk.results", "splunk.hec"):
            wanted = MINIMAL[reader]
        else:
            wanted = MINIMAL[reader]
            while isinstance(wanted, dict) and not {"message", "logmsg", "content", "_source", "type"} & wanted.keys():
                wanted = next(inner for key, inner in wanted.items() if key != "stream")
                wanted = wanted[0] if isinstance(wanted, list) else wanted
        assert json.loads(cited(searches.one(reader, data), data)) == wanted


@pytest.mark.parametrize("reader", MINIMAL)
def test_pages_one_behind_the_other_are_read_in_their_order_and_a_cut_one_keeps_what_was_whole(
    searches: Searches, reader: str
):
    page = json.dumps(MINIMAL[reader])
    for between in ("\n", "", "\n\n"):
        data = between.join([page, page.replace("no stock", "second"), page]).encode()
        found = searches.events(reader, data)
        assert [event.title for event in found] == ["no stock", "second", "no stock"]
        assert len({event.place.offset for event in found}) == 3
    cut = f"{page}\n{page[:-30]}".encode()
    assert [event.title for event in searches.events(reader, cut)] == ["no stock"]
    assert any("truncated" in problem.what for problem in searches.problems(reader, cut))


@pytest.mark.parametrize("reader", [name for name in MINIMAL if not name.startswith("splunk.")])
def test_a_reply_cut_off_between_two_records_keeps_the_first_and_says_so(searches: Searches, reader: str):
    text = json.dumps(MINIMAL[reader])
    start = text.rindex("[{") + 1 if "[[" not in text else text.index("[[") + 1
    record = text[start : text.rindex("}]" if "[[" not in text else "]]") + 1].rstrip("]") + (
        "]" if "[[" in text else ""
    )
    record = record if "[[" in text else json.dumps(json.JSONDecoder().raw_decode(text[start:])[0])
    cut = f"{text[:start]}{record}, {record[:-4]}".encode()
    assert [event.title for event in searches.events(reader, cut)] == ["no stock"]
    assert any("truncated" in problem.what for problem in searches.problems(reader, cut))


@pytest.mark.parametrize("reader", MINIMAL)
def test_values_of_a_wrong_kind_never_fail_and_leave_unknown_what_is_unknown(read, reader: str):
    text = json.dumps(MINIMAL[reader])
    wrong: list[Any] = [None, [], {}, "soon", -1, 10**30, True, [{}], "0001-01-01T00:00:00Z"]
    old = json.dumps(next(time for time in (1773756131250, 1773756131.25, "1773756131250000000",
        "2026-03-17T14:02:11.250Z", "2026-03-17T15:02:11.250+01:00") if json.dumps(time) in text))  # fmt: skip
    for value in wrong:
        for what in (old, '"no stock"'):
            data = text.replace(what, json.dumps(value)).encode()
            for batch in _tried(read, reader, data):
                for event in batch.events:
                    assert what != old or event.t is None


def _tried(read: Any, reader: str, data: bytes) -> list[Any]:
    try:
        return read(reader, data, "x")
    except SourceError:
        return []


def test_a_record_of_nothing_but_deep_nesting_is_read_without_it(read):
    deep = b'{"a":' * 5000 + b"1" + b"}" * 5000
    data = b'{"events":[{"timestamp":1773756131250,"logmsg":"x","logtypes":[],"event":' + deep + b"}]}"
    assert sum(batch.skipped for batch in _tried(read, "loggly.events", data)) <= 1


@pytest.mark.parametrize("reader", ["loggly.events", "cloudwatch.logs", "datadog.logs", "elasticsearch.hits"])
def test_a_record_that_two_pages_hold_is_kept_twice_and_told_once(searches: Searches, reader: str):
    ids = {"loggly.events": "id", "cloudwatch.logs": "eventId", "datadog.logs": "id", "elasticsearch.hits": "_id"}
    text = json.dumps(MINIMAL[reader]).replace("[{", f'[{{"{ids[reader]}": "7", ', 1)
    assert len(searches.events(reader, lines(text.encode(), text.encode(), text.encode()))) == 3
    told = [problem.what for problem in searches.problems(reader, lines(text.encode(), text.encode(), text.encode()))]
    assert len(told) == 1
    assert told[0].startswith("2 records carry the id")


@pytest.mark.parametrize(
    ("reader", "key"),
    [("elasticsearch.hits", '"hits": {"total": {"value": 9}, "hits"'), ("dynatrace.logs", '"totalCount": 9, "results"'),
     ("loggly.events", '"total_events": 9, "events"')],
)  # fmt: skip
def test_a_search_that_found_more_than_is_here_says_so(searches: Searches, reader: str, key: str):
    old = {"elasticsearch.hits": '"hits": {"hits"', "dynatrace.logs": '"results"', "loggly.events": '"events"'}[reader]
    data = json.dumps(MINIMAL[reader]).replace(old, key, 1).encode()
    assert [problem.what for problem in searches.problems(reader, data)] == [
        "the search found 9 records and 1 of them are here: fetch the other pages"
    ]


# ---- the line inside ----
@pytest.mark.parametrize(
    ("line", "level", "severity", "time", "wanted"),
    [
        (f"2026-03-17 14:02:10,998 ERROR [main] pay - refused trace_id={TRACE}", "ERROR", 17, "2026-03-17 14:02:10,998",
         ("trace_id", TRACE)),
        ('level=warn ts=2026-03-17T14:02:10Z request_id="r-7" msg=slow', "warn", 13, "", ("request_id", "r-7")),
        (json.dumps({"time": "2026-03-17T14:02:10.998Z", "level": 50, "msg": "refused", "trace_id": TRACE}), "50", 17,
         "2026-03-17T14:02:10.998Z", ("trace_id", TRACE)),
        ("Mar 17 14:02:10 web-1 sshd[7]: closed session_id=s1", "", 0, "Mar 17 14:02:10", ("session_id", "s1")),
        ("E0317 14:02:10.998000 1 pay.go:7] refused user_id=u1", "E", 17, "E0317 14:02:10.998000", ("user_id", "u1")),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "reader", ["loggly.events", "loki.query", "cloudwatch.logs", "splunk.results", "papertrail.events"]
)
def test_the_line_inside_gives_level_and_links_and_keeps_its_own_time_beside_the_tools(
    searches: Searches, reader: str, line: str, level: str, severity: int, time: str, wanted: tuple[str, str]
):
    data = json.dumps(MINIMAL[reader]).replace('"no stock"', json.dumps(line)).encode()
    event = searches.one(reader, data)
    assert event.t == NOON + 250 * MILLI
    assert (event.severity_text, event.severity) == (level, severity)
    assert event.attributes.get("wb.inner_time", "") == time
    assert wanted in links(event)
    assert event.body == line


def test_a_level_that_the_tool_tells_counts_before_the_lines(searches: Searches):
    data = (
        json.dumps(MINIMAL["datadog.logs"]).replace('"tags": null', '"status": "warn"').replace("no stock", "ERROR x")
    )
    event = searches.one("datadog.logs", data.encode())
    assert (event.severity, event.severity_text) == (13, "warn")


@pytest.mark.parametrize("reader", MINIMAL)
def test_hostile_json_ends_in_a_sentence_at_worst(registry: Registry, tmp_path: Path, reader: str):
    example = json.dumps(MINIMAL[reader])
    found = registry.named(reader)
    assert found is not None
    for text in (
        example + "\n" + '{"a":' * 5000,
        example.replace(":", ": " + "[" * 5000 + "]" * 5000 + ', "more":', 1),
        example.replace('"', '"\\u0000', 1),
        example[:-1] + ', "big": ' + "9" * 5000 + ', "huge": 1e999, "nan": NaN}',
        example[:-1] + "," + example[1:],
        example + "\n\0\0\0\n" + example,
        example.replace('"no stock"', '"\\ud800 \\u001b[31m' + "x" * 100_000 + '"'),
        "{}\n[]\n" + example,
    ):
        contract.check_reading(found, text.encode(), tmp_path)


# ---- recognising ----
def text_last(value: Any) -> Any:
    """The same with the record's text behind all else in its object."""
    if isinstance(value, list):
        return [text_last(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    return {key: text_last(inner) for key, inner in sorted(value.items(), key=lambda pair: pair[1] == "no stock")}


@pytest.mark.parametrize("reader", MINIMAL)
def test_a_first_record_larger_than_the_head_is_still_recognised(registry: Registry, reader: str):
    text = json.dumps(text_last(MINIMAL[reader])).replace('"no stock"', '"' + "x" * 100_000 + '"')
    chosen = registry.choose(text.encode()[:65_536], "x")
    assert chosen is not None
    assert chosen[0].id == reader


@pytest.mark.parametrize("odd", [{"a": {}}, [1, "2"], 10**400], ids=["object", "list", "number"])
def test_an_owner_that_is_no_text_stays_a_field_of_the_tools(searches: Searches, odd: Any):
    value = {"events": [{"received_at": "2026-03-17T14:02:11Z", "message": "x", "hostname": odd, "program": "orders"}]}
    event = searches.one("papertrail.events", value)
    assert event.t == NOON
    assert event.resource["service.name"] == "orders"
    assert "host.name" not in event.resource or not isinstance(event.resource["host.name"], dict | list)
