"""Searches of Loggly, Papertrail and Splunk, written from the field lists of their documentation."""

from __future__ import annotations

import json
from math import isnan
from urllib.parse import quote, quote_plus

import pytest
from searchrows import MILLI, NOON, SECOND, TRACE, Searches, as_bytes, cited, lines, links

from workbench.readers.core import Registry


@pytest.fixture
def searches(read, registry: Registry) -> Searches:
    return Searches(read, registry)


# ---- Loggly ----
def test_loggly_is_newest_first_and_keeps_what_its_parsers_found(searches: Searches):
    rows = [
        {"id": str(n), "timestamp": 1773756131479 - n, "logmsg": "a", "logtypes": ["syslog"], "tags": ["shop"],
         "event": {"syslog": {"appName": "orders", "host": "Web-1", "severity": word,
                              "timestamp": "2026-03-17T14:02:11.412Z", "facility": "local0"}, "new": {"x": [1]}}}
        for n, word in enumerate(("Emergency", "Alert", "Critical", "Error", "Warning", "Notice", "Informational", "Debug"))
    ]  # fmt: skip
    found = searches.events("loggly.events", {"total_events": 8, "page": 0, "events": rows})
    assert [event.t for event in found] == [NOON + (479 - n) * MILLI for n in range(8)]
    assert [event.severity for event in found] == [21, 19, 18, 17, 13, 10, 9, 5]
    assert found[0].resource == {"service.name": "orders", "host.name": "Web-1"}
    assert {("service", "orders"), ("host", "web-1")} <= links(found[0])
    assert found[0].attributes["loggly.syslog.timestamp"] == "2026-03-17T14:02:11.412Z"
    assert found[0].attributes["loggly.new.x"] == [1]


def test_a_search_that_was_only_begun_says_that_its_events_are_still_to_be_fetched(searches: Searches):
    told = searches.problems(
        "loggly.events", {"rsid": {"status": "SCHEDULED", "date_from": 1, "id": "7", "date_to": 2}}
    )
    assert "fetch" in told[0].what


# ---- Papertrail ----
PAPERTRAIL = {
    "events": [
        {"id": 7711561783320576, "generated_at": "2026-03-17T09:02:11-05:00", "received_at": "2026-03-17T14:02:12Z",
         "display_received_at": "Mar 17 07:02:12", "source_ip": "192.0.2.7", "source_name": "web", "source_id": 2,
         "hostname": "web-1", "program": "sshd", "severity": "Error", "facility": "Auth", "tomorrow": {"x": 1},
         "message": "Failed password for ann from 192.0.2.9 port 22 ssh2"},
        {"id": 2**63 - 1, "received_at": "2026-03-17T14:02:13Z", "hostname": "web-1", "program": "b", "severity": "Info",
         "message": "tab\there & 100%"},
    ],
    "saved_search": {"id": 42, "name": "logins", "html_search_url": "https://papertrailapp.com/searches/42"},
    "max_id": "9", "min_id": "7",
}  # fmt: skip
FORMS = {
    "json": lambda text: text, "form": lambda text: b"payload=" + quote_plus(text).encode(),
    "form with %20": lambda text: b"payload=" + quote(text).encode() + b"\n",
    "form with other fields": lambda text: b"token=1&payload=" + quote_plus(text).encode() + b"&v=2",
    "text within JSON": lambda text: json.dumps({"payload": text.decode()}).encode(),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_papertrails_webhook_is_opened_and_each_event_is_cited_where_it_was_written(searches: Searches, form: str):
    text = json.dumps(PAPERTRAIL, indent=1, ensure_ascii=form != "form").encode()
    data = FORMS[form](text)
    first, second = searches.events("papertrail.events", data)
    assert (first.t, first.t_observed, first.naive) == (NOON, NOON + SECOND, False)
    assert (second.t, second.t_observed) == (NOON + 2 * SECOND, NOON + 2 * SECOND)
    assert (first.severity, second.severity, second.title) == (17, 9, "tab\there & 100%")
    assert (first.event_id, second.event_id) == ("7711561783320576", str(2**63 - 1))
    assert first.resource == {"host.name": "web-1", "service.name": "sshd"}
    assert first.attributes["client.address"] == "192.0.2.9"
    assert first.attributes["source.address"] == "192.0.2.7"
    assert first.attributes["papertrail.tomorrow.x"] == 1
    assert first.attributes["papertrail.saved_search"] == "logins"
    piece = cited(first, data)
    assert piece in data
    assert piece.startswith(b"%7B" if form.startswith("form") else b"{")
    assert piece.endswith(b"%7D" if form.startswith("form") else b"}")
    assert b"7711561783320576" in piece
    assert str(2**63 - 1).encode() not in piece


def test_a_webhook_of_counts_is_a_series_by_second(searches: Searches):
    value = {
        "counts": [{"source_name": "web-1", "timeseries": {"1773756132": 3, "1773756131": 2}}], "saved_search": {"name": "e"}
    }  # fmt: skip
    (found,) = searches.series("papertrail.events", value)
    assert (found.labels, found.points.t.tolist()) == ({"source": "web-1", "saved_search": "e"}, [NOON, NOON + SECOND])
    assert found.points.value.tolist() == [2.0, 3.0]


def test_papertrails_archive_has_the_senders_time_the_severitys_name_and_tabs_in_the_message(indexed):
    reader, index = indexed(
        b"50342052\t2026-03-17 06:02:11 -0800\t2026-03-17 06:02:12 -0800\t42424\tweb-1\t192.0.2.7\tUser\t"
        b"Error\torders\ta\tb\n"
        b"50342053\t2026-03-17T14:02:12Z\t2026-03-17T14:02:12Z\t42424\tweb-1\t192.0.2.7\tUser\tNotice\torders\tc\n"
    )
    assert reader == "papertrail.archive"
    assert index.records == 2
    assert index.wall.tolist() == [NOON, NOON + SECOND]
    assert index.severity.tolist() == [17, 10]


# ---- Splunk ----
@pytest.mark.parametrize(
    ("text", "t", "naive"),
    [
        ("2026-03-17T14:02:11.250+00:00", NOON + 250 * MILLI, False),
        ("2026-03-17T15:02:11.250+0100", NOON + 250 * MILLI, False),
        ("2026-03-17 14:02:11.250 GMT", NOON + 250 * MILLI, False),
        ("2026-03-17 14:02:11.250 UTC", NOON + 250 * MILLI, False),
        ("1773756131", NOON, False), ("1773756131.250001", NOON + 250_001_000, False),
        ("2026-03-17 15:02:11.250 CET", NOON + 250 * MILLI, False),
        ("2026-03-17 10:02:11.250 EDT", NOON + 250 * MILLI, False),
        ("2026-03-17 14:02:11.250 XYZ", NOON + 250 * MILLI, True), ("2026-03-17T14:02:11.250", NOON + 250 * MILLI, True),
        ("", None, False), ("soon", None, False),
    ],
)  # fmt: skip
def test_every_form_of_splunks_time_is_read_by_what_it_says_of_its_zone(
    searches: Searches, text: str, t: int | None, naive: bool
):
    event = searches.one("splunk.results", {"preview": False, "result": {"_time": text, "_raw": "x"}})
    assert (event.t, event.naive, event.t_raw) == (t, naive, text if t is not None else "")


def test_a_zone_that_is_told_by_letters_is_said_once(searches: Searches):
    row = {"preview": False, "result": {"_time": "2026-03-17 15:02:11.250 CET", "_raw": "x"}}
    assert [problem.what.endswith("(2 times)") for problem in searches.problems("splunk.results", lines(row, row))] == [
        True
    ]


def test_rows_of_a_preview_are_passed_over_and_the_one_with_lastrow_counts(searches: Searches):
    rows = [{"preview": p, "offset": n, **extra, "result": {"_time": "1773756131", "_raw": f"r{n}", "log_level": "WARN",
             "_indextime": "1773756133", "host": "web-1", "source": "/var/log/a.log", "tags": ["x", "y"]}}
            for n, (p, extra) in enumerate([(True, {}), (False, {}), (False, {"lastrow": True})])]  # fmt: skip
    data = lines(*rows, {"preview": False, "lastrow": True})
    found = searches.events("splunk.results", data)
    assert [event.title for event in found] == ["r1", "r2"]
    assert [json.loads(cited(event, data)) for event in found] == rows[1:]
    assert (found[0].severity, found[0].severity_text, found[0].t_observed) == (13, "WARN", NOON + 2 * SECOND)
    assert (found[0].resource, found[0].attributes["log.file.path"]) == ({"host.name": "web-1"}, "/var/log/a.log")
    assert found[0].attributes["splunk.tags"] == ["x", "y"]
    assert "preview" in searches.problems("splunk.results", data)[0].what


@pytest.mark.parametrize("mode", ["json", "json_rows", "webhook"])
def test_splunks_other_modes_hold_the_same_record(searches: Searches, mode: str):
    fields = {
        "_time": "1773756131",
        "_raw": f"ERROR x trace_id={TRACE}",
        "host": "web-1",
        "_bkt": "main~1",
        "_cd": "1:7",
    }
    value = {
        "json": {"preview": False, "init_offset": 0, "messages": [], "fields": [{"name": "_raw"}], "results": [fields]},
        "json_rows": {"preview": False, "fields": list(fields), "rows": [list(fields.values())]},
        "webhook": {"result": fields, "sid": "s1", "search_name": "orders fail", "app": "search", "owner": "ann",
                    "results_link": "http://splunk.example:8000/app/search/s1"},
    }[mode]  # fmt: skip
    event = searches.one("splunk.results", value)
    assert (event.t, event.severity, event.event_id) == (NOON, 17, "main~1/1:7")
    assert {("trace_id", TRACE), ("host", "web-1")} <= links(event)
    if mode == "webhook":
        assert {("alert", "orders fail"), ("url", "http://splunk.example:8000/app/search/s1")} <= links(event)
        assert "service.name" not in event.resource


def test_splunks_csv_has_a_record_a_row_though_a_row_has_many_lines(searches: Searches):
    data = (
        b'\xef\xbb\xbf_time,"_raw",host,level,"new, one"\r\n'
        b'"2026-03-17T15:02:11.250+0100","ERROR said ""no""\n  at pay()\r\n  at main()",web-1,,\r\n'
        b'1773756132,plain,web-2,info,"x"\r\n1773756133,"cut of'
    )
    first, second = searches.events("splunk.csv", data)
    assert (first.t, first.severity, first.body) == (
        NOON + 250 * MILLI,
        17,
        'ERROR said "no"\n  at pay()\r\n  at main()',
    )
    assert (second.t, second.severity, second.attributes["splunk.new, one"]) == (NOON + SECOND, 9, "x")
    assert cited(second, data) == b'1773756132,plain,web-2,info,"x"'
    assert cited(first, data).startswith(b'"2026-03-17T15') and cited(first, data).endswith(b"web-1,,")
    assert first.place.line == 2
    assert "truncated" in searches.problems("splunk.csv", data)[0].what


def test_rows_of_a_timechart_are_series_with_gaps(searches: Searches):
    rows = [{"preview": False, "result": {"_time": time, "_span": "60", "web-1": value, "web-2": "1"}}
            for time, value in (("1773756191", None), ("1773756131", "2.5"))]  # fmt: skip
    found = {one.name: one.points for one in searches.series("splunk.results", lines(*rows))}
    assert found["web-1"].t.tolist() == [NOON, NOON + 60 * SECOND]
    assert found["web-1"].value[0] == 2.5 and isnan(found["web-1"].value[1])
    assert found["web-2"].value.tolist() == [1.0, 1.0]


def test_events_for_the_collector_may_be_objects_and_stand_without_a_line_feed_between(searches: Searches):
    rows = [{"time": "1773756131.5", "host": "web-1", "index": "main",
             "event": {"msg": "refused", "level": "error", "traceId": TRACE},
             "fields": {"region": "eu"}},
            {"sourcetype": "a", "source": "b", "event": "no time"}]  # fmt: skip
    first, second = searches.events("splunk.hec", b"".join(map(as_bytes, rows)))
    assert (first.t, first.severity, first.title) == (NOON + SECOND // 2, 17, "refused")
    assert ("trace_id", TRACE) in links(first)
    assert (first.attributes["splunk.region"], second.t) == ("eu", None)
    metric = {
        "time": 1773756131,
        "event": "metric",
        "host": "h",
        "fields": {"metric_name:cpu.user": 1.5, "os": "linux"},
    }
    (found,) = searches.series("splunk.hec", metric)
    assert (found.name, found.labels) == ("cpu.user", {"os": "linux", "host": "h"})
    assert (found.points.t.tolist(), found.points.value.tolist()) == ([NOON], [1.5])
