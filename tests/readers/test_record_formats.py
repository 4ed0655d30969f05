"""Records and points: what each format's definition says of them, and the bytes they are cited by."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from itertools import chain
from math import inf, isnan
from pathlib import Path
from typing import Any

import pytest

from workbench.errors import SourceError
from workbench.model.case import Problem
from workbench.model.records import Event, SeriesPoints
from workbench.readers.core import Batch, Registry
from workbench.readers.namestamps import stamp_in_name

NOON = 1_773_756_131 * 10**9  # 2026-03-17T14:02:11Z
FORMATS = Path(__file__).parents[3] / "shared" / "data" / "formats"
TRACE = "5B8EFFF798038103D269B633813FC60C"


def events(batches: Sequence[Batch]) -> list[Event]:
    return list(chain.from_iterable(batch.events for batch in batches))


def points(batches: Sequence[Batch]) -> dict[str, SeriesPoints]:
    found = list(chain.from_iterable(batch.points for batch in batches))
    return {
        series.name + "".join(f"/{value}" for _, value in sorted(series.labels.items())): series for series in found
    }


def problems(batches: Sequence[Batch]) -> list[Problem]:
    return list(chain.from_iterable(batch.problems for batch in batches))


def cited(event: Event, data: bytes) -> bytes:
    return data[event.place.offset : event.place.offset + event.place.length]


def links(event: Event) -> set[tuple[str, str]]:
    return {(link.type, link.value) for link in event.links}


# ---- Prometheus ----

SCRAPE = rb"""# HELP http_requests_total Requests \\ answered.\nBy code.
# TYPE http_requests_total counter
http_requests_total{method="POST",path="/a\"b\\c\nd",} 1027 1773756131000
http_requests_total { method = "GET" } 3e2
# TYPE temperature gauge
temperature -1.5
temperature{at="n"} NaN
temperature{at="p"} +Inf
temperature{at="m"} -Inf
# TYPE latency histogram
latency_bucket{le="0.1"} 7
latency_bucket{le="+Inf"} 9
latency_sum 1.5
latency_count 9
untyped_thing 4
"""


def test_a_prometheus_scrape_is_read_by_its_grammar(read):
    found = points(read("prometheus.text", SCRAPE, "orders-20260317T140211Z.prom"))
    posted = found['http_requests_total/POST//a"b\\c\nd']
    assert (posted.kind, posted.help) == ("counter", "Requests \\ answered.\nBy code.")
    assert (posted.points.t.tolist(), posted.points.value.tolist()) == ([NOON], [1027.0])
    assert found["http_requests_total/GET"].points.value.tolist() == [300.0]
    assert isnan(found["temperature/n"].points.value[0])
    assert (found["temperature/p"].points.value[0], found["temperature/m"].points.value[0]) == (inf, -inf)
    assert found["latency_bucket/0.1"].kind == found["latency_sum"].kind == "histogram"
    assert found["untyped_thing"].kind == "unknown"
    assert len(found) == 11


def test_openmetrics_times_are_seconds_and_exemplars_are_passed_over(read):
    text = (
        b"# TYPE foo counter\n# UNIT foo seconds\n# HELP foo Seconds.\n"
        b'foo_total{a="b"} 17.0 1773756131.25 # {trace_id="x"} 0.67 1773756131.0\n'
        b"foo_created 1773756000.0\nbar 1 1773756131\n# EOF\n"
    )
    found = points(read("prometheus.text", text))
    assert found["foo_total/b"].points.t.tolist() == [NOON + 250_000_000]
    assert (found["foo_total/b"].kind, found["foo_total/b"].unit) == ("counter", "seconds")
    assert found["bar"].points.t.tolist() == [NOON]


def test_a_scrape_without_times_stands_at_its_names_stamp_and_says_so(read):
    batches = read("prometheus.text", b"# TYPE up gauge\nup 1\n", "metrics/orders-20260317T140211Z.prom", modified=5)
    assert points(batches)["up"].points.t.tolist() == [NOON]
    assert "declared by the file's name" in problems(batches)[0].what


def test_a_scrape_with_no_stamp_anywhere_stands_at_its_files_age_which_is_assumed(read):
    batches = read("prometheus.text", b"# TYPE up gauge\nup 1\n", "metrics.prom", modified=NOON)
    assert points(batches)["up"].points.t.tolist() == [NOON]
    assert "assumed" in problems(batches)[0].what


def test_a_scrape_named_in_local_time_is_naive(read):
    series = points(read("prometheus.text", b"# TYPE up gauge\nup 1\n", "up-2026-03-17T14-02-11.prom"))["up"]
    assert (series.points.t.tolist(), series.naive) == ([NOON], True)


def test_broken_sample_lines_are_named_and_the_rest_is_kept(read):
    text = b'# TYPE up gauge\nup 1 1773756131000\nup{a="b} 2\nup 1_000\nup{a="c"} 3 1773756131000\n'
    batches = read("prometheus.text", text)
    assert sorted(points(batches)) == ["up", "up/c"]
    assert [problem.where for problem in problems(batches)] == ["line 3", "line 4"]
    assert sum(batch.skipped for batch in batches) == 2


@pytest.mark.parametrize(
    ("name", "wall", "naive"),
    [
        ("m-20260317T140211Z.prom", NOON, False), ("m-20260317T150211+0100.prom", NOON, False),
        ("m_2026-03-17T14-02-11Z.txt", NOON, False), ("m_2026-03-17_14.02.11.txt", NOON, True),
        ("20260317-140211.250Z", NOON + 250_000_000, False), ("m-1773756131.prom", NOON, False),
        ("m-1773756131250.prom", NOON + 250_000_000, False), ("20260317140211.prom", NOON, True),
    ],
)  # fmt: skip
def test_stamps_in_file_names_are_found(name: str, wall: int, naive: bool):
    stamp = stamp_in_name(f"folder-20200101T000000Z/{name}")
    assert stamp is not None
    assert (stamp.wall, stamp.naive) == (wall, naive)


@pytest.mark.parametrize(
    "name", ["metrics.prom", "a-20261317T140211Z.prom", "order-4711.prom", "1234567890123456789012"]
)
def test_names_without_a_stamp_give_none(name: str):
    assert stamp_in_name(name) is None


# ---- OTLP ----


def otlp_document(**span: Any) -> dict[str, Any]:
    body = {"traceId": TRACE, "spanId": "EEE19B7EC3C1B174", "name": "POST /orders", "kind": 2,
            "startTimeUnixNano": str(NOON), "endTimeUnixNano": str(NOON + 5)} | span  # fmt: skip
    owner = {"attributes": [{"key": "service.name", "value": {"stringValue": "orders"}}]}
    return {"resourceSpans": [{"resource": owner, "scopeSpans": [{"scope": {"name": "s"}, "spans": [body]}]}]}


def test_a_span_has_its_interval_ids_and_own_bytes(read):
    data = json.dumps(otlp_document(parentSpanId="EEE19B7EC3C1B173"), indent=1).encode()
    (span,) = events(read("otlp.json", data))
    assert (span.kind, span.t, span.t_end, span.severity) == ("span", NOON, NOON + 5, 9)
    assert span.title == "orders POST /orders"
    assert {("trace_id", TRACE.lower()), ("span_id", "eee19b7ec3c1b174"), ("service", "orders")} <= links(span)
    assert json.loads(cited(span, data))["spanId"] == "EEE19B7EC3C1B174"
    assert data.split(b"\n")[span.place.line - 1].strip() == b"{"


@pytest.mark.parametrize("code", [2, "STATUS_CODE_ERROR"])
def test_a_failed_span_is_an_error_and_brings_its_exception(read, code: object):
    thrown = [{"key": "exception.type", "value": {"stringValue": "java.io.IOException"}},
              {"key": "exception.stacktrace", "value": {"stringValue": "IOException: x\n\tat a.B.c(B.java:1)"}}]  # fmt: skip
    document = otlp_document(
        status={"code": code, "message": "reset"}, startTimeUnixNano=NOON,
        events=[{"name": "exception", "timeUnixNano": str(NOON), "attributes": thrown}],
        attributes=[{"key": "n", "value": {"intValue": "9223372036854775807"}},
                    {"key": "list", "value": {"arrayValue": {"values": [{"boolValue": True}, {"doubleValue": 0.5}]}}}],
    )  # fmt: skip
    (span,) = events(read("otlp.json", json.dumps(document).encode()))
    assert (span.t, span.severity) == (NOON, 17)
    assert span.attributes["exception.type"] == "java.io.IOException"
    assert span.attributes["n"] == 2**63 - 1
    assert span.attributes["list"] == [True, 0.5]
    assert span.body.endswith("(B.java:1)")


def test_otlp_documents_one_a_line_and_a_cut_off_last_one(read):
    whole = json.dumps(otlp_document()).encode()
    data = whole + b"\n" + whole + b"\n" + whole[:-6]
    batches = read("otlp.json", data)
    found = events(batches)
    assert len(found) == 3  # the third span was whole, its document was not
    assert len({event.place.offset for event in found}) == 3
    assert "truncated" in problems(batches)[0].what
    assert problems(batches)[0].where == "line 3"


def test_a_broken_line_among_otlp_documents_is_named(read):
    whole = json.dumps(otlp_document()).encode()
    batches = read("otlp.json", whole + b'\n{"resourceSpans": oops}\n' + whole)
    assert len(events(batches)) == 2
    assert problems(batches)[0].where == "line 2"


def test_otlp_log_records_and_sums(read):
    logs = {"resourceLogs": [{"scopeLogs": [{"logRecords": [
        {"timeUnixNano": "0", "observedTimeUnixNano": str(NOON), "severityNumber": 17, "severityText": "ERROR",
         "body": {"stringValue": "refused"}, "traceId": TRACE}]}]}]}  # fmt: skip
    (log,) = events(read("otlp.json", json.dumps(logs).encode()))
    assert (log.t, log.t_observed, log.severity, log.title) == (NOON, NOON, 17, "refused")
    assert ("trace_id", TRACE.lower()) in links(log)
    metrics = {"resourceMetrics": [{"scopeMetrics": [{"metrics": [{"name": "sold", "unit": "1", "sum": {
        "isMonotonic": True, "dataPoints": [{"asInt": "7", "timeUnixNano": str(NOON + 1)},
                                            {"asDouble": 6.5, "timeUnixNano": str(NOON)}]}}]}]}]}  # fmt: skip
    sold = points(read("otlp.json", json.dumps(metrics).encode()))["sold"]
    assert (sold.kind, sold.points.t.tolist(), sold.points.value.tolist()) == ("counter", [NOON, NOON + 1], [6.5, 7.0])


# ---- Alertmanager ----


def alert(**changed: Any) -> dict[str, Any]:
    return {"status": "firing", "labels": {"alertname": "Slow", "severity": "critical", "service": "orders"},
            "annotations": {"summary": "orders is slow"}, "startsAt": "2026-03-17T15:02:11.5+01:00",
            "endsAt": "0001-01-01T00:00:00Z", "fingerprint": "9c1f"} | changed  # fmt: skip


def notification(*alerts: dict[str, Any]) -> bytes:
    return json.dumps({"version": "4", "receiver": "duty", "groupLabels": {}, "alerts": list(alerts)}).encode()


def test_a_firing_alert_opens_and_a_resolved_one_closes_under_one_key(read):
    data = notification(alert(), alert(status="resolved", endsAt="2026-03-17T14:12:11Z"))
    opened, closed = events(read("alertmanager.webhook", data))
    assert (opened.phase, opened.t, opened.t_end, opened.severity) == ("open", NOON + 500_000_000, None, 18)
    assert (closed.phase, closed.t) == ("close", NOON + 600 * 10**9)
    assert opened.group_key == closed.group_key == "9c1f"
    assert [json.loads(cited(one, data))["status"] for one in (opened, closed)] == ["firing", "resolved"]
    assert opened.resource["service.name"] == "orders"
    assert {("alert", "Slow"), ("service", "orders")} <= links(opened)
    assert opened.title == "Slow firing: orders is slow"


def test_a_firing_alert_that_ends_in_the_future_has_not_ended(read):
    (event,) = events(read("alertmanager.webhook", notification(alert(endsAt="2026-03-17T14:06:11Z"))))
    assert (event.phase, event.t_end) == ("open", None)


def test_an_alert_without_fingerprint_is_known_by_its_labels(read):
    plain, again, other = alert(), alert(status="resolved"), alert(labels={"alertname": "Other"})
    for one in (plain, again, other):
        del one["fingerprint"]
    again["labels"] = dict(reversed(again["labels"].items()))
    keys = [event.group_key for event in events(read("alertmanager.webhook", notification(plain, again, other)))]
    assert keys[0] == keys[1] != keys[2]
    assert all(keys)


# ---- CDEvents ----


def deployed(predicate: str = "deployed", **custom: Any) -> dict[str, Any]:
    return {
        "context": {"version": "0.4.1", "id": "e-1", "source": "/deploy", "type": f"dev.cdevents.service.{predicate}.0.2.0",
                    "timestamp": "2026-03-17T14:02:11.250Z"},
        "subject": {"id": "orders", "type": "service", "content": {
            "environment": {"id": "production"},
            "artifactId": "pkg:generic/orders@1.4.2?vcs_url=git%2Bhttps://x/shop@3f1c9a7b2d4e5f60718293a4b5c6d7e8f9012345"}},
        "customData": custom,
    }  # fmt: skip


@pytest.mark.parametrize("predicate", ["deployed", "upgraded", "rolledback", "removed", "published"])
def test_an_event_of_a_service_is_a_deploy_with_its_commit(read, predicate: str):
    (event,) = events(read("cdevents", json.dumps(deployed(predicate, previous_commit="aaaabbbb")).encode()))
    assert (event.kind, event.t, event.resolution_ns) == ("deploy", NOON + 250_000_000, 10**6)
    assert event.resource == {
        "service.name": "orders", "service.version": "1.4.2", "deployment.environment.name": "production"
    }  # fmt: skip
    assert ("commit", "3f1c9a7b2d4e5f60718293a4b5c6d7e8f9012345") in links(event)
    assert event.attributes["wb.previous_commit"] == "aaaabbbb"
    assert event.attributes.get("wb.rollback", False) is (predicate == "rolledback")


def test_a_commit_in_the_custom_data_goes_before_the_one_in_the_artifact(read):
    (event,) = events(read("cdevents", json.dumps(deployed(commit="B" * 40, version="9")).encode()))
    assert ("commit", "b" * 40) in links(event)
    assert event.resource["service.version"] == "9"


def test_cdevents_in_cloud_events_and_of_other_subjects(read):
    inner = {"context": {}, "subject": {"id": "run-1", "type": "pipelineRun", "content": {"outcome": "failure"}}}
    cloud = {"specversion": "1.0", "id": "c-1", "type": "dev.cdevents.pipelinerun.finished.0.2.0",
             "time": "2026-03-17T14:02:11Z", "data": inner}  # fmt: skip
    (event,) = events(read("cdevents", json.dumps(cloud).encode()))
    assert (event.kind, event.phase, event.severity, event.t, event.event_id) == ("ci", "close", 17, NOON, "c-1")


def test_each_event_of_a_line_has_its_own_place(read):
    data = "\n".join(json.dumps(deployed(n=number)) for number in range(3)).encode()
    found = events(read("cdevents", data))
    assert [event.place.line for event in found] == [1, 2, 3]
    assert [json.loads(cited(event, data))["customData"]["n"] for event in found] == [0, 1, 2]


# ---- JUnit ----


def test_a_report_gives_its_suites_and_what_failed(read):
    data = b"""<testsuites><testsuite name="s" timestamp="2026-03-17T15:02:11+01:00" time="2.5" hostname="CI-1">
<testcase classname="a.B" name="ok" time="1"/><testcase classname="a.B" name="no" file="b.py" line="7">
<failure message="m &amp; n">at x</failure></testcase><testcase name="broke"><error>E</error></testcase>
<testcase name="not"><skipped/></testcase></testsuite></testsuites>"""
    suite, failed, broke = events(read("junit.xml", data))
    assert (suite.kind, suite.t, suite.t_end, suite.severity) == ("ci", NOON, NOON + 2_500_000_000, 18)
    assert suite.title == "s: 1 passed, 1 failed, 1 error, 1 skipped"
    assert (failed.severity, failed.t, failed.body) == (17, NOON, "at x")
    assert failed.title == "a.B.no failed: m & n"
    assert failed.attributes["code.file.path"] == "b.py"
    assert broke.severity == 18
    assert cited(failed, data).startswith(b'<testcase classname="a.B" name="no"')
    assert cited(failed, data).endswith(b"</testcase>")
    assert cited(suite, data).endswith(b"</testsuite>")


def test_a_report_without_zone_is_naive_and_without_stamp_has_no_time(read):
    (suite,) = events(
        read("junit.xml", b'<testsuite name="s" timestamp="2026-03-17T14:02:11"><testcase name="a"/></testsuite>')
    )
    assert (suite.t, suite.naive) == (NOON, True)
    batches = read("junit.xml", b'<testsuite name="s"><testcase name="a"/></testsuite>')
    assert events(batches)[0].t is None
    assert "no time" in problems(batches)[0].what


def test_a_report_with_a_document_type_is_refused(read):
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><testsuite><testcase name="&b;"/></testsuite>'
    with pytest.raises(SourceError, match="document type or entities"):
        read("junit.xml", bomb)


def test_a_cut_off_report_keeps_its_whole_cases_and_says_so(read):
    data = b'<testsuite name="s"><testcase name="a"/><testcase name="b"><failure>x</failure></testcase><testcase na'
    batches = read("junit.xml", data)
    assert [event.attributes.get("wb.tests") for event in events(batches)] == [2, None]
    assert "truncated" in problems(batches)[0].what


# ---- Jira ----


def issue(**parts: Any) -> dict[str, Any]:
    fields = {"summary": "Checkout hangs", "description": "since 15:00, see OPS-9",
              "created": "2026-03-17T15:02:11.000+0100",
              "priority": {"name": "Highest"}, "fixVersions": [{"name": "1.4.3"}],
              "comment": {"comments": [{"id": "1", "author": {"displayName": "Ann"},
                                        "created": "2026-03-17T15:03:11.000+0100",
                                        "body": f"trace_id={TRACE} bad since commit 3f1c9a7b2d"}]}}  # fmt: skip
    log = {"histories": [{"id": "5", "created": "2026-03-17T15:04:11.000+0100", "author": {"displayName": "Bo"}, "items": [
        {"field": "assignee", "fromString": None, "toString": "Bo"},
        {"field": "status", "fromString": "Open", "toString": "Resolved"}]}]}  # fmt: skip
    return {"id": "7", "key": "OPS-17", "self": "https://x/7", "fields": fields, "changelog": log} | parts


def test_an_issue_opens_changes_and_is_talked_about(read):
    data = json.dumps(issue(), indent=2).encode()
    opened, assigned, resolved, comment = events(read("jira.issue", data))
    assert [one.phase for one in (opened, assigned, resolved, comment)] == ["open", "update", "close", "update"]
    assert [one.t for one in (opened, comment, assigned, resolved)] == [NOON + n * 60 * 10**9 for n in (0, 1, 2, 2)]
    assert {one.group_key for one in (opened, assigned, resolved, comment)} == {"OPS-17"}
    assert {("ticket", "OPS-17"), ("ticket", "OPS-9"), ("release", "1.4.3")} <= links(opened)
    assert {("trace_id", TRACE.lower()), ("commit", "3f1c9a7b2d")} <= links(comment)
    assert resolved.title == "OPS-17 status: Open → Resolved"
    assert json.loads(cited(comment, data))["id"] == "1"
    assert json.loads(cited(resolved, data))["field"] == "status"
    assert json.loads(cited(opened, data))["key"] == "OPS-17"


def test_a_page_of_issues_and_a_document_body(read):
    body = {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "one"}]},
                                       {"type": "paragraph", "content": [{"type": "text", "text": "two"}]}]}  # fmt: skip
    first = issue(fields={"summary": "a", "created": "2026-03-17T14:02:11.000+0000", "description": body}, changelog=[])
    second = issue(key="OPS-18", fields={"summary": "b", "created": None}, changelog=None)
    data = json.dumps({"startAt": 0, "issues": [first, second]}).encode()
    one, two = events(read("jira.issue", data))
    assert (one.t, one.body) == (NOON, "one\ntwo\n")
    assert (two.t, two.title) == (None, "OPS-18 b")


def test_a_cut_off_issue_keeps_its_whole_comments(read):
    data = json.dumps(issue()).encode()
    batches = read("jira.issue", data[: data.index(b'"changelog"') + 5])
    assert [event.phase for event in events(batches)] == ["open", "update"]
    assert "truncated" in problems(batches)[0].what


# ---- Git ----


def git(folder: Path, *arguments: str) -> None:
    environment = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "PATH": os.environ["PATH"],
                   "GIT_AUTHOR_DATE": "1773750000 +0100", "GIT_COMMITTER_DATE": "1773756131 +0100",
                   "GIT_AUTHOR_NAME": "Ann", "HOME": str(folder),
                   "GIT_AUTHOR_EMAIL": "a@x", "GIT_COMMITTER_NAME": "Bo", "GIT_COMMITTER_EMAIL": "b@x"}  # fmt: skip
    subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True, env=environment)


def test_commits_of_a_bundle_stand_at_the_committers_time_and_are_cited_in_the_pack(read, tmp_path: Path):
    folder = tmp_path / "work"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    for number in range(3):
        (folder / "a.txt").write_text(f"{number}\n")
        git(folder, "add", ".")
        git(folder, "commit", "-q", "-m", f"OPS-{number + 1}: step", "-m", "why")
    git(folder, "bundle", "create", "-q", "x.bundle", "--all")
    data = (folder / "x.bundle").read_bytes()
    found = events(read("git.bundle", data, "x.bundle"))
    assert len(found) == 3
    assert {event.t for event in found} == {NOON}
    assert found[0].attributes["vcs.authored"] == 1_773_750_000 * 10**9
    assert ("ticket", "OPS-3") in links(found[0])
    assert ("commit", found[0].event_id) in links(found[0])
    # Type 1 in bits 4 to 6 of an object's first byte is a commit (gitformat-pack).
    assert all(cited(event, data)[0] >> 4 & 7 == 1 for event in found)


@pytest.mark.parametrize("cut", [20, 60, 0.5, 0.98])
def test_a_cut_off_bundle_ends_in_one_sentence(read, tmp_path: Path, cut: float):
    folder = tmp_path / "work"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    (folder / "a.txt").write_text("x\n" * 1000)
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "one")
    git(folder, "bundle", "create", "-q", "x.bundle", "--all")
    data = (folder / "x.bundle").read_bytes()
    with pytest.raises(SourceError):
        read("git.bundle", data[: int(cut if cut > 1 else len(data) * cut)], "x.bundle")


# ---- recorded samples ----


@pytest.mark.skipif(not FORMATS.is_dir(), reason="the recorded samples are not here")
@pytest.mark.parametrize(
    ("path", "reader"),
    [
        ("prometheus/example_alertmanager_webhook_v4.json", "alertmanager.webhook"),
        ("prometheus/example_exposition.openmetrics.txt", "prometheus.text"),
        ("prometheus/example_query_range_matrix_result.json", "prometheus.query"),
        ("otlp/example_trace.json", "otlp.json"), ("otlp/example_logs.json", "otlp.json"),
        ("otlp/example_metrics.json", "otlp.json"), ("otlp/example_events.json", "otlp.json"),
        ("otlp/example_collector_logs.ndjson", "otlp.json"),
        ("jira/example_issues_in_sprint.json", "jira.issue"), ("jira/example_remote_links.json", "jira.events"),
        ("jira/example_transitions.json", "jira.events"),
        ("junit/example_jest.xml", "junit.xml"), ("junit/example_pytest.xml", "junit.xml"),
        ("junit/example_pytest_fail.xml", "junit.xml"),
        ("git/example_format_patch.patch", "git.patch"), ("git/example_log_rs_us.txt", "git.log"),
    ],
)  # fmt: skip
def test_recorded_samples_go_to_their_reader_and_are_read(registry: Registry, read, path: str, reader: str | None):
    data = (FORMATS / path).read_bytes()
    chosen = registry.choose(data[:65_536], path)
    assert (chosen[0].id if chosen else None) == reader
    if reader:
        batches = read(reader, data, path, modified=NOON)
        assert events(batches) or points(batches)
        assert sum(batch.skipped for batch in batches) == 0
