"""Documents of Elasticsearch and streams of Loki, written from the field lists of their documentation."""

from __future__ import annotations

import json
from math import isnan
from typing import Any

import pytest
from searchrows import MILLI, NOON, SECOND, TRACE, Searches, as_bytes, cited, lines, links

from workbench.readers.core import Registry


@pytest.fixture
def searches(read, registry: Registry) -> Searches:
    return Searches(read, registry)


# ---- Elasticsearch ----
DOCUMENT = {
    "@timestamp": "2026-03-17T14:02:11.250Z", "message": "charge refused", "log": {"level": "error", "logger": "pay"},
    "service": {"name": "orders", "version": "4.18.0"}, "host": {"name": "Web-1"}, "trace": {"id": TRACE},
    "tomorrow": {"x": [1]},
    "error": {"type": "ValueError", "message": "bad", "stack_trace": "Traceback\n  File \"a.py\", line 1\nValueError: bad"},
}  # fmt: skip
DOTTED = {
    "@timestamp": 1773756131250, "message": "charge refused", "log.level": "error", "log.logger": "pay",
    "service.name": "orders",
    "service.version": "4.18.0", "host.name": "Web-1", "trace.id": TRACE, "tomorrow": {"x": [1]},
    "error.type": "ValueError", "error.message": "bad",
    "error.stack_trace": "Traceback\n  File \"a.py\", line 1\nValueError: bad",
}  # fmt: skip


def hit(document: Any, **more: Any) -> dict[str, Any]:
    return {"_index": "logs", "_id": "a1", "_score": None, "_source": document} | more


def replies(found: dict[str, Any]) -> dict[str, Any]:
    reply = {"took": 3, "_shards": {"total": 1}, "hits": {"total": {"value": 1, "relation": "eq"}, "hits": [found]}}
    return {
        "search": reply, "msearch": {"took": 1, "responses": [reply]}, "dump": found,
        "async": {"id": "x", "is_running": False, "response": reply}, "dump in a list": [found],
    }  # fmt: skip


@pytest.mark.parametrize("document", [DOCUMENT, DOTTED], ids=["nested", "dotted"])
@pytest.mark.parametrize("form", list(replies({})))
def test_a_document_is_the_same_record_in_every_reply(searches: Searches, form: str, document: dict[str, Any]):
    data = as_bytes(replies(hit(document))[form])
    event = searches.one("elasticsearch.hits", data)
    assert (event.t, event.severity, event.severity_text) == (NOON + 250 * MILLI, 17, "error")
    assert (event.title, event.event_id) == ("charge refused", "logs/a1")
    assert event.body.endswith("ValueError: bad")
    assert event.resource == {"service.name": "orders", "service.version": "4.18.0", "host.name": "Web-1"}
    assert {("trace_id", TRACE), ("service", "orders"), ("host", "web-1"), ("release", "4.18.0")} <= links(event)
    assert event.attributes["code.namespace"] == "pay"
    assert event.attributes["tomorrow.x"] == [1]
    assert json.loads(cited(event, data)) == hit(document)


@pytest.mark.parametrize(
    ("time", "t", "naive"),
    [("2026-03-17T14:02:11", NOON, False), ("2026-03-17T14:02:11.123456789Z", NOON + 123_456_789, False),
     (1773756131000, NOON, False), ("1773756131000", NOON, False), ("2026-03-17T16:02:11+02:00", NOON, False),
     (None, None, False)],
)  # fmt: skip
def test_a_documents_time_is_utc_by_its_mapping_where_it_names_no_zone(
    searches: Searches, time: Any, t: int | None, naive: bool
):
    event = searches.one("elasticsearch.hits", hit({"@timestamp": time, "message": "x"}))
    assert (event.t, event.naive) == (t, naive)


def test_fields_that_were_asked_for_come_as_lists_and_are_read_as_the_document(searches: Searches):
    found = hit(None, fields={"@timestamp": ["2026-03-17T14:02:11Z"], "log.level": ["warn"], "message": ["slow"]})
    event = searches.one("elasticsearch.hits", {"hits": {"hits": [found]}})
    assert (event.t, event.severity, event.title) == (NOON, 13, "slow")


def test_a_query_of_columns_gives_a_record_a_row(searches: Searches):
    value = {"columns": [{"name": "@timestamp", "type": "date"}, {"name": "message", "type": "text"}],
             "values": [["2026-03-17T14:02:11Z", "a"], ["2026-03-17T14:02:12Z", "b"]]}  # fmt: skip
    assert [(e.t, e.title) for e in searches.events("elasticsearch.hits", value)] == [(NOON, "a"), (NOON + SECOND, "b")]


def test_a_bulk_request_has_a_record_a_document_and_none_for_what_was_deleted(searches: Searches):
    data = lines({"index": {"_index": "logs", "_id": "1"}}, DOCUMENT, {"delete": {"_index": "logs", "_id": "2"}},
                 {"create": {}}, DOTTED, {"update": {"_index": "logs", "_id": "3"}},
                 {"doc": {"message": "later"}})  # fmt: skip
    found = searches.events("elasticsearch.bulk", data + b"\n")
    assert [(event.event_id, event.t) for event in found] == [
        ("logs/1", NOON + 250 * MILLI), ("", NOON + 250 * MILLI), ("logs/3", None)
    ]  # fmt: skip
    assert json.loads(cited(found[0], data)) == DOCUMENT


def test_kibanas_csv_has_times_without_a_zone_and_dashes_for_nothing(searches: Searches):
    data = (
        b'"_id","@timestamp",message,"log.level","trace.id"\n'
        b'a1,"Mar 17, 2026 @ 14:02:11.250","one\ntwo, three",error,-\n'
        b'a2,"Mar 7, 2026 @ 04:02:11.250",-,-,' + TRACE.encode() + b"\n"
    )
    first, second = searches.events("kibana.csv", data)
    assert (first.t, first.naive, first.severity, first.title) == (NOON + 250 * MILLI, True, 17, "one")
    assert (second.t, second.severity) == (NOON + 250 * MILLI - (10 * 24 + 10) * 3600 * SECOND, 0)
    assert ("trace_id", TRACE) in links(second)
    assert "trace_id" not in first.attributes
    assert cited(second, data).startswith(b"a2,")


# ---- Loki ----
def test_streams_keep_their_labels_wherever_those_stand_and_every_nanosecond(searches: Searches):
    value = {"status": "success", "data": {"resultType": "streams", "result": [
        {"values": [["1773756131000000002", "b", {"trace_id": TRACE, "tomorrow": "x"}], ["1773756131000000001", "a"]],
         "stream": {"app": "orders", "pod": "orders-1", "level": "warn", "job": "j"}},
        {"stream": {"service_name": "pay", "app": "other", "detected_level": "unknown"},
         "values": [["1773756131000000003", "ERROR c",
                     {"structuredMetadata": {"span_id": "00f067aa0ba902b7"}, "parsed": {"k": "v"}}]]}]}}  # fmt: skip
    second, first, third = searches.events("loki.query", json.dumps(value, indent=2).encode())
    assert [event.t - NOON for event in (first, second, third)] == [1, 2, 3]  # type: ignore[operator]
    assert second.resource == {"service.name": "orders", "k8s.pod.name": "orders-1"}
    assert (second.severity, third.severity, third.resource) == (13, 17, {"service.name": "pay"})
    assert second.attributes["loki.tomorrow"] == "x"
    assert second.attributes["loki.job"] == "j"
    assert third.attributes["loki.app"] == "other"
    assert ("trace_id", TRACE) in links(second)
    assert ("span_id", "00f067aa0ba902b7") in links(third)


@pytest.mark.parametrize(
    "value",
    [
        {"streams": [{"stream": {"app": "orders"}, "values": [["1773756131000000001", "a"]]}], "dropped_entries": None},
        {"streams": [{"labels": '{app="orders"}', "entries": [{"ts": "2026-03-17T14:02:11.000000001Z", "line": "a"}]}]},
        {"labels": {"app": "orders"}, "line": "a", "timestamp": "2026-03-17T15:02:11.000000001+01:00"},
    ],
    ids=["tail and push", "api of old", "logcli"],
)
def test_lokis_other_forms_hold_the_same_record(searches: Searches, value: Any):
    event = searches.one("loki.query", value)
    assert (event.t, event.title, event.resource) == (NOON + 1, "a", {"service.name": "orders"})


@pytest.mark.parametrize("kind", ["matrix", "vector"])
def test_a_query_that_counts_is_series(searches: Searches, kind: str):
    many = kind == "matrix"
    result = [
        {"metric": {"level": "error"}, **({"values": [[1773756131, "1"], [1773756191.5, "NaN"]]} if many else
                                          {"value": [1773756131, "1"]})},
        {"metric": {"level": "info"}, **({"values": [[1773756131, "2"]]} if many else {"value": [1773756131.25, "2"]})},
    ]  # fmt: skip
    value = {"data": {"resultType": kind, "result": result, "stats": {"ingester": {}}}}
    error, info = searches.series("loki.query", value)
    assert error.labels == {"level": "error"}
    assert error.points.t.tolist() == [NOON, NOON + 60 * SECOND + SECOND // 2][: 2 if many else 1]
    assert error.points.value[0] == 1.0
    assert not many or isnan(error.points.value[1])
    assert info.points.t.tolist() == [NOON + (0 if many else SECOND // 4)]


def test_a_list_whose_key_comes_twice_loses_no_record(searches: Searches):
    one, two = (
        json.dumps({"_index": "i", "_id": id, "_source": {"@timestamp": "2026-03-17T14:02:11Z", "message": "m"}})
        for id in ("a", "b")
    )
    data = f'{{"took": 1, "hits": {{"hits": [{one}]}}, "hits": {{"hits": [{two}]}}}}'.encode()
    assert [event.event_id for event in searches.events("elasticsearch.hits", data)] == ["i/a", "i/b"]
