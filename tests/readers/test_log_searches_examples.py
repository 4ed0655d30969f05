"""Real exports of log tools: what each holds by its own fields, asked of the file in plain Python."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from searchrows import Searches, cited, links

from workbench.readers.core import Registry

SAMPLES = Path(__file__).parents[3] / "shared" / "data" / "formats"
pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the real samples (../shared/data/formats) are not here")
WORDS = {"error": 17, "info": 9, "": 0}
Wanted = tuple[Any, int, int, set[tuple[str, str]]]
"""The record's own JSON, its time in ns, its severity, and links that it must have."""


@pytest.fixture
def searches(read, registry: Registry) -> Searches:
    return Searches(read, registry)


def ns(text: str) -> int:
    """ISO 8601 with a zone, to the ms."""
    moment = datetime.fromisoformat(text.replace(" GMT", "+00:00")).astimezone(UTC)
    return round(moment.timestamp()) * 10**9 + moment.microsecond * 1000 - (moment.microsecond >= 500_000) * 10**9


def loggly(value: Any) -> Iterator[Wanted]:
    for one in value["events"]:
        inner = json.loads(one["logmsg"])
        ids = {("request_id", inner["requestId"]), ("service", one["event"]["syslog"]["appName"]), ("host", "web1")}
        yield one, one["timestamp"] * 10**6, WORDS[inner["level"]], ids


def papertrail(value: Any) -> Iterator[Wanted]:
    for one in value["events"]:
        yield one, ns(one["received_at"]), 9, {("host", one["hostname"]), ("service", one["program"])}


def splunk_alert(value: Any) -> Iterator[Wanted]:
    yield value, int(value["result"]["_time"]) * 10**9, 0, {("host", "myserver"), ("alert", "sudo")}


def splunk_export(rows: Any) -> Iterator[Wanted]:
    for one in rows:
        yield one, ns(one["result"]["_time"]), 0, {("host", one["result"]["host"])}


def search_reply(value: Any) -> Iterator[Wanted]:
    first, second = value["hits"]["hits"]
    source = first["_source"]
    ids = {("trace_id", source["trace"]["id"]), ("service", "checkout"), ("host", "web1"), ("release", "1.4.2")}
    yield first, ns(source["@timestamp"]), 17, ids
    yield second, second["_source"]["@timestamp"] * 10**6, 9, set()


def dump(rows: Any) -> Iterator[Wanted]:
    for one in rows:
        yield one, -1, 0, set()


def streams(value: Any) -> Iterator[Wanted]:
    for stream in value["data"]["result"]:
        for entry in stream["values"]:
            yield entry, int(entry[0]), 0, {("service", stream["stream"]["service_name"])}


def datadog(value: Any) -> Iterator[Wanted]:
    for one in value["data"]:
        yield (
            one,
            ns(one["attributes"]["timestamp"]),
            WORDS[one["attributes"]["status"]],
            {("host", one["attributes"]["host"])},
        )


def dynatrace(value: Any) -> Iterator[Wanted]:
    for one in value["results"]:
        yield one, one["timestamp"] * 10**6, WORDS[one["status"].lower()], set()


def cloudwatch(value: Any) -> Iterator[Wanted]:
    for one in value["events"]:
        yield one, one["timestamp"] * 10**6, 0, set()


def nrql(value: Any) -> Iterator[Wanted]:
    for one in value["data"]["actor"]["account"]["nrql"]["results"]:
        yield one, one["timestamp"] * 10**6, 0, {("service", one["appName"])}


FILES: list[tuple[str, str, Callable[[Any], Iterator[Wanted]]]] = [
    ("loggly/example_iterate.json", "loggly.events", loggly),
    ("papertrail/example_sampleEventPayload.json", "papertrail.events", papertrail),
    ("splunk/example_alert_webhook.json", "splunk.results", splunk_alert),
    ("splunk/example_export.ndjson", "splunk.results", splunk_export),
    ("elasticsearch/example_search_response.json", "elasticsearch.hits", search_reply),
    ("elasticsearch/example_elasticdump.ndjson", "elasticsearch.hits", dump),
    ("loki/example_query_range_streams.json", "loki.query", streams),
    ("datadog/example_logs_v2.json", "datadog.logs", datadog),
    ("dynatrace/example_logs_export.json", "dynatrace.logs", dynatrace),
    ("cloudwatch/example_logs_get_log_events.json", "cloudwatch.logs", cloudwatch),
    ("newrelic/example_nrql_results.json", "newrelic.nrql", nrql),
]


@pytest.mark.parametrize(("name", "reader", "wanted"), FILES, ids=[name for name, *_ in FILES])
def test_every_record_of_a_real_export_is_read_with_its_time_severity_and_links(
    searches: Searches, name, reader, wanted
):
    data = (SAMPLES / name).read_bytes()
    value = [json.loads(line) for line in data.splitlines()] if name.endswith(".ndjson") else json.loads(data)
    found = searches.events(reader, data)
    expected = list(wanted(value))
    assert len(found) == len(expected)
    for event, (own, t, severity, ids) in zip(found, expected, strict=True):
        assert json.loads(cited(event, data)) == own
        assert event.t == (t if t >= 0 else None)
        assert (event.kind, event.phase, event.naive, event.severity) == ("log", "point", False, severity)
        assert ids <= links(event)
    skipped = [problem.what for problem in searches.problems(reader, data) if "other pages" not in problem.what]
    assert skipped == []


def test_the_clocks_of_a_collector_stand_beside_the_records_own(searches: Searches):
    data = (SAMPLES / "cloudwatch/example_logs_get_log_events.json").read_bytes()
    found = searches.events("cloudwatch.logs", data)
    assert [event.t_observed for event in found] == [one["ingestionTime"] * 10**6 for one in json.loads(data)["events"]]


def test_a_matrix_of_loki_is_a_series_for_each_set_of_labels(searches: Searches):
    data = (SAMPLES / "loki/example_query_range_matrix.json").read_bytes()
    found = searches.series("loki.query", data)
    wanted = [(one["metric"], one["values"]) for one in json.loads(data)["data"]["result"]]
    assert [one.labels for one in found] == [labels for labels, _ in wanted]
    for one, (_, values) in zip(found, wanted, strict=True):
        assert list(zip(one.points.t.tolist(), one.points.value.tolist(), strict=True)) == [
            (t * 10**9, float(value)) for t, value in values
        ]


def test_a_search_that_was_begun_holds_no_record_and_says_what_to_fetch(searches: Searches):
    data = (SAMPLES / "loggly/example_search_rsid.json").read_bytes()
    assert searches.events("loggly.events", data) == []
    assert "rsid" in searches.problems("loggly.events", data)[0].what


def test_papertrails_archive_is_log_text(indexed):
    data = (SAMPLES / "papertrail/example_archive.tsv").read_bytes()
    reader, index = indexed(data)
    assert (reader, index.records) == ("papertrail.archive", data.count(b"\n") or 1)
    assert index.wall.tolist() == [ns(data.split(b"\t")[1].decode())]
    assert (index.naive.tolist(), index.severity.tolist()) == ([False], [9])


@pytest.mark.parametrize(
    ("name", "reader", "times", "trace"),
    [
        ("kcat.ndjson", "kafka.kcat", [1568276612443, 1568276612911], "0af7651916cd43dd8448eb211c80319c"),
        ("console_consumer.txt", "kafka.consumer", [1568276612443, None], ""),
    ],
)
def test_messages_of_kafka_are_records_at_their_timestamps(
    indexed, registry: Registry, name: str, reader: str, times: list[int | None], trace: str
):
    data = (SAMPLES / "kafka" / f"example_{name}").read_bytes()
    chosen, index = indexed(data)
    assert (chosen, index.records) == (reader, 2)
    assert [t // 10**6 for t, wanted in zip(index.wall.tolist(), times, strict=True) if wanted] == [
        t for t in times if t
    ]
    answer = registry.named(reader)
    assert answer is not None
    format = answer.sniff(data, "").format
    assert format is not None
    fields = format.parse(data.decode().splitlines()[0])
    assert fields.attributes["messaging.kafka.offset"] == 1042
    assert (fields.attributes["orderId"], fields.attributes["status"]) == (77, "PAID")
    assert not trace or ("trace_id", trace) in {(link.type, link.value) for link in fields.links}
