"""Amazon CloudWatch: alarms (through SNS, as events of EventBridge, described, their history) and metrics.

Fields: the CloudWatch user guide and API reference. `StateChangeTime` has `+0000` without a colon. An alarm's history is
newest first; its `HistoryData` is JSON text. Of metrics, the time is the start of the period; `get-metric-data` is newest
first by default, the datapoints of `get-metric-statistics` have no order at all.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, cast

from workbench.model.records import Event, Phase, changed
from workbench.readers.envelopes import from_sns
from workbench.readers.forms import Form, reader_of
from workbench.readers.jsonvalues import value_of
from workbench.readers.links import joined, links_of
from workbench.readers.mapping import kept
from workbench.readers.metricpoints import Gathered, Reply, iso_time, metrics_of, rows_of, sample
from workbench.readers.naming import flattened
from workbench.readers.raised import listed, mapping, word
from workbench.readers.recordmap import RecordMap
from workbench.readers.systems import System

SEVERITIES = {"alarm": 17, "insufficient_data": 13, "ok": 9}
PHASES: dict[str, str] = {"ALARM": "open", "OK": "close", "INSUFFICIENT_DATA": "update"}
STATISTICS = ("SampleCount", "Average", "Sum", "Minimum", "Maximum")
# What a dimension of a metric says of whose it is.
DIMENSIONS = {
    "InstanceId": "host.id", "ServiceName": "service.name", "FunctionName": "service.name",
    "ClusterName": "k8s.cluster.name", "DBInstanceIdentifier": "host.name",
    "LoadBalancer": "host.name", "LoadBalancerName": "host.name",
}  # fmt: skip
TITLE = "CloudWatch alarm (SNS, EventBridge, describe-alarms, history)"
NOTICE = RecordMap(
    "cloudwatch.alarm", TITLE, "alert", needs=("AlarmName", "NewStateValue", "StateChangeTime"), t="StateChangeTime",
    form="iso", observed="^.Timestamp|^.Records[0].Sns.Timestamp", phase="NewStateValue", phases=PHASES,
    severity="NewStateValue", severities=SEVERITIES, name="{AlarmName} {NewStateValue}: {AlarmDescription|NewStateReason}",
    body="NewStateReason", event_id="{^.MessageId|AlarmName}/{StateChangeTime}/{NewStateValue}", group="AlarmName",
    resource={"cloud.account.id": "AWSAccountId", "cloud.region": "Region"}, links={"alert": "AlarmName"},
    prefix="cloudwatch",
)  # fmt: skip
BRIDGE = RecordMap(
    "cloudwatch.alarm", TITLE, "alert", needs=("detail-type", "source=aws.cloudwatch", "detail.alarmName"),
    t="detail.state.timestamp|time", form="iso", phase="detail.state.value", phases=PHASES, severity="detail.state.value",
    severities=SEVERITIES,
    name="{detail.alarmName} {detail.state.value}: {detail.configuration.description|detail.state.reason}",
    body="detail.state.reason", event_id="id", group="detail.alarmName",
    resource={"cloud.account.id": "account", "cloud.region": "region"}, links={"alert": "detail.alarmName"},
    prefix="cloudwatch",
)  # fmt: skip
DESCRIBED = RecordMap(
    "cloudwatch.alarm", TITLE, "alert", needs=("MetricAlarms|CompositeAlarms|LogAlarms",),
    each="MetricAlarms,CompositeAlarms,LogAlarms",
    t="StateTransitionedTimestamp|StateUpdatedTimestamp", phase="StateValue", phases=PHASES, severity="StateValue",
    severities=SEVERITIES, name="{AlarmName} {StateValue}: {AlarmDescription|StateReason}", body="StateReason",
    event_id="{AlarmArn|AlarmName}/{StateUpdatedTimestamp}", group="AlarmName", links={"alert": "AlarmName"},
    prefix="cloudwatch",
)  # fmt: skip
HISTORY = RecordMap(
    "cloudwatch.alarm", TITLE, "alert", needs=("AlarmHistoryItems",), each="AlarmHistoryItems", t="Timestamp",
    name="{AlarmName}: {HistorySummary}", body="HistorySummary", phase="HistoryItemType",
    phases={"StateUpdate": "update", "ConfigurationUpdate": "update", "Action": "update"}, usual=9,
    event_id="{AlarmName}/{HistoryItemType}/{Timestamp}", group="AlarmName", links={"alert": "AlarmName"},
    skip=("HistoryData",), prefix="cloudwatch",
)  # fmt: skip


def _dimensions(value: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Names and values of the dimensions of an alarm's metrics, in whichever spelling."""
    metrics = [value, mapping(value.get("Trigger"))]
    for query in (*listed(value.get("Metrics")), *listed(mapping(value.get("Trigger")).get("Metrics"))):
        metrics.append(mapping(mapping(mapping(query).get("MetricStat")).get("Metric")))
    for query in listed(mapping(mapping(value.get("detail")).get("configuration")).get("metrics")):
        metrics.append(mapping(mapping(mapping(query).get("metricStat")).get("metric")))
    for metric in metrics:
        held = metric.get("Dimensions") or metric.get("dimensions")
        if isinstance(held, Mapping):
            yield from ((str(name), word(told)) for name, told in held.items())
        for row in rows_of(held):
            yield word(row.get("Name") or row.get("name")), word(row.get("Value") or row.get("value"))


def _whose(event: Event, around: tuple[Any, ...]) -> Event:
    """What the metric's dimensions and the alarm's ARN say of whose it is."""
    value = around[-1]
    resource = dict(event.resource)
    pairs = [(name, told) for name, told in _dimensions(value) if name and told]
    for name, told in pairs:
        if name in DIMENSIONS:
            resource.setdefault(DIMENSIONS[name], told)
    arn = next((one for one in (word(value.get("AlarmArn")), *map(word, listed(value.get("resources")))) if one), "")
    parts = arn.split(":")
    if len(parts) > 6:  # arn:aws:cloudwatch:REGION:ACCOUNT:alarm:NAME; SNS tells the region only by its long name
        resource |= {key: told for key, told in (("cloud.region", parts[3]), ("cloud.account.id", parts[4])) if told}
    host = [("host", resource.get("host.id", ""))]
    attributes = {**event.attributes, **{f"cloudwatch.dimension.{name}": told for name, told in pairs}}
    links = joined(event.links, links_of(resource.items()), links_of(host))
    return changed(event, resource=resource, attributes=attributes, links=links)


def _history(event: Event, around: tuple[Any, ...]) -> Event:
    """A change of state as what it changed to."""
    text = word(around[-1].get("HistoryData"))
    data = mapping(value_of(text.encode("utf-8", "replace"))) if text else {}
    state = mapping(data.get("newState"))
    told = word(state.get("stateValue"))
    attributes = {f"cloudwatch.HistoryData.{key}": kept(value) for key, value in flattened(data)}
    if text and not data:
        attributes["cloudwatch.HistoryData"] = text
    event = changed(event, attributes={**event.attributes, **attributes})
    if around[-1].get("HistoryItemType") not in ("StateUpdate", None) or told not in PHASES:
        return event
    return changed(
        event, phase=cast(Phase, PHASES[told]), severity=SEVERITIES[told.lower()], severity_text=told,
        body=word(state.get("stateReason")) or event.body,
    )  # fmt: skip


def _data(value: Mapping[str, Any], found: Gathered) -> None:
    """`get-metric-data`: times and values in two lists beside each other."""
    for message in rows_of(value.get("Messages")):
        found.note(f"CloudWatch says: {word(message.get('Code'))} {word(message.get('Value'))}"[:300])
    for result in rows_of(value.get("MetricDataResults")):
        id, label = word(result.get("Id")), word(result.get("Label"))
        if result.get("StatusCode") not in ("Complete", None):
            found.note(f"{label or id} is not complete: {word(result.get('StatusCode'))}")
        times, values = listed(result.get("Timestamps")), listed(result.get("Values"))
        if len(times) != len(values):
            found.note(
                f"{label or id} has {len(times)} times and {len(values)} values; what has no partner is left out"
            )
        pairs = zip(times, values, strict=False)
        labels = {**found.file, **({"Id": id} if id else {})}
        found.add(label or id, labels, ((iso_time(t), sample(one)) for t, one in pairs))


def _statistics(value: Mapping[str, Any], found: Gathered) -> None:
    """`get-metric-statistics`: a point with several statistics and its unit."""
    label = word(value.get("Label")) or "metric"
    for point in rows_of(value.get("Datapoints")):
        t = iso_time(point.get("Timestamp"))
        told = [(name, point[name]) for name in STATISTICS if name in point]
        told += [*mapping(point.get("ExtendedStatistics")).items()]
        for name, one in told:
            unit = word(point.get("Unit"))
            labels = {**found.file, "statistic": name}
            found.add(label, labels, [(t, sample(one))], unit="" if unit == "None" else unit)


READERS = (
    reader_of("cloudwatch.alarm", TITLE, ("alert",), Form(NOTICE, _whose), Form(BRIDGE, _whose), Form(DESCRIBED, _whose),
              Form(HISTORY, _history), opened=from_sns),
    metrics_of("cloudwatch.metrics", "CloudWatch metrics (get-metric-data, get-metric-statistics)",
               Reply(("MetricDataResults",), _data), Reply(("Label", "Datapoints"), _statistics), exact=True),
)  # fmt: skip
EXAMPLES = {
    "cloudwatch.alarm": json.dumps({
        "Type": "Notification", "MessageId": "e2", "TopicArn": "arn:aws:sns:eu-west-1:1:duty",
        "Subject": 'ALARM: "orders-5xx" in EU (Ireland)', "Timestamp": "2026-03-17T14:02:11.134Z", "Message": json.dumps({
            "AlarmName": "orders-5xx", "AWSAccountId": "1", "NewStateValue": "ALARM", "OldStateValue": "OK",
            "NewStateReason": "Threshold Crossed: 1 datapoint [12.0] was greater than the threshold (5.0).",
            "StateChangeTime": "2026-03-17T14:02:11.093+0000", "Region": "EU (Ireland)",
            "Trigger": {"MetricName": "HTTPCode_Target_5XX_Count", "Namespace": "AWS/ApplicationELB", "Period": 60,
                        "Dimensions": [{"name": "LoadBalancer", "value": "app/orders/17"}]}}),
    }),
    "cloudwatch.metrics": json.dumps({
        "MetricDataResults": [{"Id": "m1", "Label": "5xx", "Timestamps": ["2026-03-17T14:03:00Z", "2026-03-17T14:02:00Z"],
                               "Values": [3.0, 12.0], "StatusCode": "Complete"}],
        "Messages": [],
    }),
}  # fmt: skip
SYSTEMS = (
    System(
        "Amazon CloudWatch", "monitoring", ("cloudwatch.alarm", "cloudwatch.metrics"),
        "Alarms: bodies of the SNS topic or events of EventBridge, `aws cloudwatch describe-alarms`, "
        "`describe-alarm-history`. Metrics: `get-metric-data`, `get-metric-statistics`. Keep the replies as they are.",
        "A record a change of state: ALARM opens, OK closes; SNS envelopes are opened. A series a query or statistic.",
        "Neither reply with metrics names the metric's dimensions: series carry the file's name as a label.",
    ),
)  # fmt: skip
