"""Searches of monitoring clouds: Datadog logs, Dynatrace logs, CloudWatch Logs and New Relic NRQL.

Forms: Datadog's API "Search logs" v2 and v1, and "Log archives" (one object a line; `date` is the log's time); Dynatrace's
"Log Monitoring API v2" (`timestamp` ms, `additionalColumns` of lists) and DQL's records; CloudWatch Logs' API reference
(`GetLogEvents`, `FilterLogEvents`, `GetQueryResults`) and "Subscription filters" (times in ms; `@timestamp` of Insights is
UTC without saying so); NerdGraph's NRQL (`timestamp` ms; rows of TIMESERIES begin at `beginTimeSeconds`). A trace id in
Datadog is a decimal of 64 bits; it is linked as the low half of one of 128.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from workbench.model.case import Problem
from workbench.readers.raised import listed, mapping, word
from workbench.readers.recordmap import plain
from workbench.readers.replies import Row
from workbench.readers.searchlog import MILLI, SECOND, Told, either, epoch, flat, in_words, written
from workbench.readers.searchtool import Sample, SearchTool, number_of
from workbench.readers.systems import System


# ---- Datadog ----
def _datadog_log(row: Row) -> Mapping[str, Any] | None:
    """The log of a row in any of its forms: v2 has it in `attributes`, v1 in `content`, an archive as it is."""
    value = mapping(row.value)
    inner = mapping(value.get("attributes" if row.list == "v2" else "content"))
    if row.list:
        return inner if "timestamp" in inner or "message" in inner else None
    archived = "date" in value and ("message" in value or "attributes" in value) and ("_id" in value or "tags" in value)
    return {**value, "timestamp": value["date"]} if archived else None


def _is_datadog(row: Row) -> float:
    found = _datadog_log(row)
    if found is None:
        return 0.0
    told = any(key in found for key in ("status", "tags", "service", "host"))
    typed = row.list != "v2" or mapping(row.value).get("type") == "log"
    return 0.95 if told and typed else 0.0


def _datadog(row: Row) -> Told | str | None:
    found = _datadog_log(row)
    if found is None:
        empty = isinstance(row.value, Mapping) and not row.list and bool({"data", "logs", "meta"} & row.value.keys())
        return None if empty else "this is no log of Datadog"
    tags: dict[str, list[str]] = defaultdict(list)
    for tag in listed(found.get("tags")):
        key, _, one = word(tag).partition(":")
        if one not in tags[key]:
            tags[key].append(one)
    told = {f"datadog.tag.{key}": one[0] if len(one) == 1 else one for key, one in tags.items()}
    first = {key: one[0] for key, one in tags.items()}
    custom = dict(flat(found.get("attributes")))
    ids = {f"{kind}_id": _hex_id(custom, kind) for kind in ("trace", "span")}
    return Told(
        t=either(found.get("timestamp"), MILLI), text=word(found.get("message")), level=word(found.get("status")),
        severity=9 if word(found.get("status")).lower() == "ok" else 0,
        id=plain(mapping(row.value).get("id") or mapping(row.value).get("_id")), pairs=list(custom.items()),
        attributes={**told, **ids, **{f"datadog.{key}": one for key, one in flat(found, *_DATADOG)}},
        resource={"host.name": found.get("host") or first.get("host"),
                  "service.name": found.get("service") or first.get("service"),
                  "service.version": first.get("version"), "deployment.environment.name": first.get("env")},
    )  # fmt: skip


_DATADOG = ("timestamp", "date", "message", "status", "tags", "attributes", "host", "service", "id", "_id")


def _hex_id(custom: dict[str, Any], kind: str) -> str:
    """A trace's or span's id in hex, taken out of the fields that hold it; decimals are what Datadog's tracers write."""
    for key in (f"dd.{kind}_id", f"{kind}_id", f"otel.{kind}_id"):
        text = plain(custom.pop(key, ""))
        if text and (len(text) == 32 or not text.isdecimal()):
            return text
        if text and len(text) <= 20 and 0 < int(text) < 2**64:
            custom[f"datadog.{kind}.decimal"] = text
            return f"{int(text):016x}"
    return ""


DATADOG = SearchTool(
    "datadog.logs", "Datadog logs (search or archive)", "datadog", (b'"attributes"|"content"', b'"message"|"timestamp"'),
    {"v2": "data[]", "v1": "logs[]"}, "it holds logs with status, service and tags, as Datadog's searches and archives do",
    _is_datadog, _datadog,
)  # fmt: skip


# ---- Dynatrace ----
def _is_dynatrace(row: Row) -> float:
    value = mapping(row.value)
    if "content" not in value or "timestamp" not in value:
        return 0.0
    told = any(key in value for key in ("additionalColumns", "eventType", "status", "loglevel", "dt.source_entity"))
    return 0.95 if row.list and told else 0.0


def _dynatrace(row: Row) -> Told | str | None:
    value = row.value
    if not isinstance(value, Mapping) or not ("content" in value or "timestamp" in value):
        empty = isinstance(value, Mapping) and not row.list
        return (
            None if empty and {"results", "result", "nextPageKey", "state"} & value.keys() else "this is no log record"
        )
    columns = {
        key: one[0] if isinstance(one, list) and len(one) == 1 else one
        for key, one in mapping(value.get("additionalColumns")).items()
    }
    status = word(value.get("status"))
    level = status if status.upper() not in ("", "NONE", "NOT_APPLICABLE") else ""
    told = level or plain(columns.get("loglevel") or value.get("loglevel"))
    return Told(
        t=either(value.get("timestamp"), MILLI), text=word(value.get("content")), level="" if told == "NONE" else told,
        pairs=[*flat(columns), *flat(value, "timestamp", "content", "status", "additionalColumns")],
        attributes={"dynatrace.status": status},
    )  # fmt: skip


DYNATRACE = SearchTool(
    "dynatrace.logs", "Dynatrace logs (export, search or DQL)", "dynatrace", (b'"content"', b'"timestamp"'),
    {"results": "results[]", "records": "result.records[]", "many": "records[]"},
    "it holds log records with content and status, as Dynatrace exports them", _is_dynatrace, _dynatrace,
    total="totalCount",
)  # fmt: skip


# ---- CloudWatch ----
def _is_cloudwatch(row: Row) -> float:
    value = row.value
    if row.list == "insights":
        cells = [mapping(cell) for cell in listed(value)]
        return 0.95 if cells and all(isinstance(cell.get("field"), str) and "value" in cell for cell in cells) else 0.0
    found = mapping(value)
    if "message" not in found or "timestamp" not in found:
        empty = not row.list and "events" in found and ("nextForwardToken" in found or "searchedLogStreams" in found)
        return 0.9 if empty else 0.0
    ours = any(key in found for key in ("ingestionTime", "eventId", "logStreamName"))
    ours = ours or any(key in row.around for key in ("nextForwardToken", "nextBackwardToken", "searchedLogStreams"))
    filtered = row.list == "sent" and ("logGroup" in row.around or "messageType" in row.around)
    return 0.95 if filtered or (row.list == "events" and ours) else 0.0


_CONTROL = Problem("a control message was passed over: it only tests the subscription")


def _cloudwatch(row: Row) -> Told | Problem | str | None:
    if row.list == "insights":
        return _insight({word(mapping(cell).get("field")): mapping(cell).get("value") for cell in listed(row.value)})
    value = row.value
    if not isinstance(value, Mapping) or not ("message" in value or "timestamp" in value):
        empty = isinstance(value, Mapping) and not row.list and bool({"events", "results", "logEvents"} & value.keys())
        return None if empty else "this is no log event"
    if row.around.get("messageType") == "CONTROL_MESSAGE":
        return _CONTROL
    group = word(row.around.get("logGroup") or row.around.get("logGroupName"))
    stream = word(value.get("logStreamName") or row.around.get("logStream") or row.around.get("logStreamName"))
    taken = ("timestamp", "message", "ingestionTime", "eventId", "id", "logStreamName")
    return Told(
        t=epoch(value.get("timestamp"), MILLI), observed=epoch(value.get("ingestionTime"), MILLI),
        text=word(value.get("message")), id=plain(value.get("eventId") or value.get("id")), group=stream,
        pairs=[(f"cloudwatch.{key}", one) for key, one in flat(value, *taken)],
        attributes={**_groups(group, stream), "cloudwatch.owner": row.around.get("owner")},
    )  # fmt: skip


def _groups(group: str, stream: str) -> dict[str, Any]:
    name = group.partition("/aws/lambda/")[2]
    return {"aws.log.group.name": group, "aws.log.stream.name": stream, "faas.name": name}


def _insight(cells: Mapping[str, Any]) -> Told:
    """A row of Insights: the fields that begin with @ are its own, others were parsed out of the message."""
    rest = {key: one for key, one in cells.items() if key[:1] != "@" and key not in ("level", "logLevel", "severity")}
    own = {f"cloudwatch.{key[1:]}": one for key, one in cells.items() if key[:1] == "@" and key not in _INSIGHTS}
    text = word(cells.get("@message"))
    stream = word(cells.get("@logStream"))
    return Told(
        t=written(cells.get("@timestamp")), utc=True, observed=written(cells.get("@ingestionTime")), text=text,
        level=next((word(cells[key]) for key in ("level", "logLevel", "severity") if word(cells.get(key))), ""),
        id=word(cells.get("@ptr")), group=stream, title="" if text.strip() else in_words(rest.items()), pairs=rest.items(),
        attributes={**own, **_groups(word(cells.get("@log")).partition(":")[2], stream)},
        links=(("request_id", cells.get("@requestId")), ("trace_id", cells.get("@xrayTraceId"))),
    )  # fmt: skip


_INSIGHTS = ("@timestamp", "@message", "@ptr", "@ingestionTime", "@logStream", "@log")


def _insight_points(row: Row) -> Iterator[Sample] | None:
    """The points of a row of `stats … by bin(…)`: every number of it; its other columns are labels."""
    if row.list != "insights":
        return None
    cells = {word(mapping(cell).get("field")): mapping(cell).get("value") for cell in listed(row.value)}
    bins = [key for key in cells if key.startswith("bin(")]
    stamp = written(cells[bins[0]])[0] if bins else None
    if stamp is None or "@message" in cells:
        return None
    numbers = {key: one for key, cell in cells.items() if key not in bins and (one := number_of(cell)) is not None}
    labels = {key: word(one) for key, one in cells.items() if key not in bins and key not in numbers and word(one)}
    return ((key, labels, stamp.wall, one) for key, one in numbers.items())


CLOUDWATCH = SearchTool(
    "cloudwatch.logs", "Amazon CloudWatch Logs (events, Insights or subscription)", "cloudwatch",
    (b'"timestamp"|"@timestamp"|"field"|"events"', b'"message"|"value"|"searchedLogStreams"|"nextForwardToken"'),
    {"events": "events[]", "insights": "results[]", "sent": "logEvents[]"},
    "it holds events as CloudWatch Logs answers or sends them", _is_cloudwatch, _cloudwatch, samples=_insight_points,
    kinds=("log", "metric"),
)  # fmt: skip


# ---- New Relic ----
_TIMES = ("beginTimeSeconds", "endTimeSeconds")


def _is_newrelic(row: Row) -> float:
    return 0.95 if row.list and isinstance(row.value, Mapping) else 0.0


def _newrelic(row: Row) -> Told | str | None:
    value = row.value
    if not isinstance(value, Mapping):
        return "this is no row of results"
    if not row.list:
        return None if {"data", "results", "errors"} & value.keys() else "this is no reply to NRQL"
    text = word(value.get("message")) or word(value.get("log"))
    level = next(
        (word(value[key]) for key in ("level", "log.level", "severity", "severity.text") if word(value.get(key))), ""
    )
    taken = ("timestamp", "endTimestamp", "message", *(("level", "log.level", "severity") if level else ()))
    pairs = list(flat(value, *taken))
    failed = any(value.get(key) not in (None, "", False) for key in ("error.class", "error.message", "errorMessage"))
    name = plain(value.get("name")) or plain(value.get("metricName"))
    return Told(
        t=epoch(value.get("timestamp"), MILLI), t_end=epoch(value.get("endTimestamp"), MILLI), text=text, level=level,
        severity=17 if failed and not level else 0, id=plain(value.get("messageId")),
        title="" if text.strip() else name or in_words(pairs), pairs=pairs,
        resource={
            "service.name": next((value[key] for key in ("service.name", "appName", "entity.name") if value.get(key)), ""),
            "host.name": next((value[key] for key in ("hostname", "host", "fullHostname") if value.get(key)), ""),
        },
        links=(("trace_id", value.get("traceId")), ("request_id", value.get("request.headers.xRequestId"))),
    )  # fmt: skip


def _newrelic_points(row: Row) -> Iterator[Sample] | None:
    """The points of a row of TIMESERIES, at the bucket's begin: every number of it; the facet's columns are labels."""
    value = mapping(row.value)
    if not row.list or _TIMES[0] not in value:
        return None
    stamp = epoch(value[_TIMES[0]], SECOND)[0]
    if stamp is None:
        return iter(())
    facet = value.get("facet")
    texts = {key: one for key, one in value.items() if isinstance(one, str) and key not in (*_TIMES, "facet")}
    named = texts or ({"facet": ", ".join(map(plain, listed(facet))) or plain(facet)} if facet is not None else {})
    rest = {
        key: one for key, one in value.items() if key not in (*_TIMES, "facet", "inspectedCount") and key not in texts
    }
    return (
        (key, named, stamp.wall, float("nan") if one is None else number)
        for key, one in flat(rest)
        if (number := 0.0 if one is None else number_of(one)) is not None
    )


NEWRELIC = SearchTool(
    "newrelic.nrql", "New Relic NRQL results (NerdGraph)", "newrelic", (b'"nrql"|"performanceStats"', b'"results"'),
    {"account": "data.actor.account.nrql.results[]", "actor": "data.actor.nrql.results[]", "old": "results[].events[]"},
    "it holds results of NRQL, as NerdGraph answers", _is_newrelic, _newrelic, samples=_newrelic_points,
    kinds=("log", "metric"),
)  # fmt: skip
READERS = (DATADOG.reader(), DYNATRACE.reader(), CLOUDWATCH.reader(), NEWRELIC.reader())
EXAMPLES = {
    "datadog.logs": json.dumps({"data": [{"id": "AQA1", "type": "log", "attributes": {
        "timestamp": "2026-03-17T14:02:11.479Z", "status": "error", "host": "web-1", "service": "orders",
        "message": "charge refused", "tags": ["env:prod", "version:4.18.0"],
        "attributes": {"dd": {"trace_id": "1234567890123456789"}}}}]}),
    "dynatrace.logs": json.dumps({"totalCount": 1, "results": [{
        "timestamp": 1773756131479, "content": "charge refused", "status": "ERROR", "eventType": "LOG",
        "additionalColumns": {"loglevel": ["ERROR"], "host.name": ["web-1"]}}]}),
    "cloudwatch.logs": json.dumps({"events": [{
        "logStreamName": "web-1", "timestamp": 1773756131479, "message": "ERROR charge refused",
        "ingestionTime": 1773756132000, "eventId": "37"}], "searchedLogStreams": []}),
    "newrelic.nrql": json.dumps({"data": {"actor": {"account": {"nrql": {"results": [{
        "timestamp": 1773756131479, "message": "charge refused", "level": "ERROR", "entity.name": "orders",
        "trace.id": "4bf92f3577b34da6a3ce929d0e0e4736"}]}}}}}),
}  # fmt: skip
SYSTEMS = (
    System(
        "Datadog", "uptime and performance", ("datadog.logs",),
        "Logs: the replies of `/api/v2/logs/events/search` page after page by `page.cursor`, or the archives of logs "
        "(`json.gz`) as they lie in the bucket.",
        "A record a log at its own time; tags as fields, `env` and `version` as resource; decimal trace ids in hex.",
        "The CSV of the log explorer, whose columns are chosen by hand: map it once.",
    ),
    System(
        "Dynatrace", "monitoring", ("dynatrace.logs",),
        "Logs: the replies of `/api/v2/logs/export` page after page by `nextPageKey`, of `/logs/search`, or of a DQL query.",
        "A record a log line, its columns as fields, its status as severity.",
    ),
    System(
        "Amazon CloudWatch", "monitoring", ("cloudwatch.logs", "aws.lambda"),
        "Logs: `aws logs filter-log-events` or `get-log-events`, page after page; `get-query-results` of Insights; what a "
        "subscription filter delivers; the objects of an export to S3 (lines of time and message, read as log text).",
        "A record an event at its own time, taken in at `ingestionTime`; rows of `stats … by bin(…)` as series.",
        "`get-log-events` gives events no id, so what two pages both hold isn't told.",
    ),
    System(
        "New Relic", "monitoring", ("newrelic.nrql",), "Logs and events: the reply of NerdGraph to an NRQL query.",
        "A record a row at its `timestamp`; rows of TIMESERIES as series, one a number and facet.",
        "Rows of an aggregate without a time have none, and say what they count.",
    ),
)  # fmt: skip
