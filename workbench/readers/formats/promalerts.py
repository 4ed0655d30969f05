"""Alerts as Prometheus itself tells them (`/api/v1/alerts`, `/api/v1/rules`), and Alertmanager's silences (REST v2).

Fields: Prometheus, "HTTP API", alerts and rules: an alert is active since `activeAt`, and pending until it fires; a rule
holds its alerts; an exemplar is one measurement with the trace it was made in. Alertmanager's OpenAPI description,
`gettableSilence`.
"""

from __future__ import annotations

import json
from dataclasses import replace

from workbench.readers.forms import Form, reader_of
from workbench.readers.recordmap import RecordMap
from workbench.readers.systems import System

ID, TITLE = "prometheus.alerts", "Prometheus alerts, rules and exemplars, Alertmanager silences (REST)"
# Words that alerting rules use for `severity` beside those of loggers.
_SEVERITIES = {"page": 18, "critical": 18, "major": 17, "high": 17, "minor": 13, "low": 13, "none": 9}
ALERT = RecordMap(
    ID, TITLE, "alert", needs=("data.alerts[0].activeAt", "data.alerts[0].state"), each="data.alerts", t="activeAt",
    form="iso", phase="state", phases={"firing": "open", "pending": "update", "inactive": "close"},
    severity="labels.severity", severities=_SEVERITIES, usual=13,
    name="{labels.alertname} {state}: {annotations.summary|annotations.description|annotations.message}",
    body="annotations.description|annotations.message|annotations.summary",
    event_id="{labels.alertname}/{labels.instance}/{activeAt}/{state}", group="labels.alertname",
    resource={"service.name": "labels.service|labels.job", "host.name": "labels.host|labels.instance"},
    links={"alert": "labels.alertname", "service": "labels.service", "host": "labels.host|labels.instance",
           "url": "annotations.runbook_url"}, prefix="prometheus",
)  # fmt: skip
RULE = replace(ALERT, needs=("data.groups[*].rules[*].alerts",), each="data.groups[*].rules[*].alerts")
SILENCE = RecordMap(
    ID, TITLE, "alert", needs=("matchers[0].name", "startsAt", "createdBy", "status.state"), t="startsAt", t_end="endsAt",
    observed="updatedAt", form="iso", phase="status.state",
    phases={"active": "update", "pending": "update", "expired": "update"}, usual=9,
    name="Silence ({status.state}) by {createdBy}: {comment}", body="comment", event_id="{id}/{updatedAt}", group="id",
    attributes={"wb.author": "createdBy"}, prefix="alertmanager",
)  # fmt: skip
EXEMPLAR = RecordMap(
    ID, TITLE, "log", needs=("data[0].seriesLabels", "data[0].exemplars"), each="data[*].exemplars", t="timestamp",
    form="epoch", usual=9, name="exemplar of {^.seriesLabels.__name__}: {value}",
    resource={"service.name": "^.seriesLabels.service|^.seriesLabels.job", "host.name": "^.seriesLabels.instance"},
    links={"trace_id": "labels.trace_id|labels.traceID|labels.traceId", "span_id": "labels.span_id|labels.spanID",
           "service": "^.seriesLabels.service", "host": "^.seriesLabels.instance"}, prefix="prometheus",
)  # fmt: skip
READERS = (reader_of(ID, TITLE, ("alert", "log"), Form(ALERT), Form(RULE), Form(SILENCE), Form(EXEMPLAR)),)
EXAMPLES = {
    ID: json.dumps({"status": "success", "data": {"alerts": [{
        "labels": {"alertname": "SlowOrders", "severity": "critical", "job": "orders"}, "annotations": {"summary": "slow"},
        "state": "firing", "activeAt": "2026-03-17T14:02:11.632510205Z", "value": "1e+00"}]}}),
}  # fmt: skip
SYSTEMS = (
    System(
        "Prometheus", "beside them", (ID,),
        "Its alerts: `/api/v1/alerts` or `/api/v1/rules`; `/api/v1/query_exemplars`; as they reply.",
        "An alert since it is active; an exemplar with its trace.",
    ),
    System(
        "Alertmanager", "beside them", (ID,), "Its silences: `/api/v2/silences`.", "A silence from its start to its end.",
    ),
)  # fmt: skip
