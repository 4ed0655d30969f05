"""Datadog: monitors, incidents, events, deployments and failures of DORA metrics, the webhook, and metrics of queries.

Fields: the API reference (monitors v1, events v1 and v2, incidents v2, DORA v2, metrics v1 and v2) and the Webhooks
integration, whose usual template is known here (users may make their own). Times are ISO 8601 or epoch ms; of events v1
epoch s. A metric's point stands at the start of its bucket. Tags are `key:value`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from workbench.model.records import Event, changed
from workbench.readers.forms import Form, reader_of
from workbench.readers.links import joined, link, links_of
from workbench.readers.metricpoints import Gathered, Reply, metrics_of, rows_of
from workbench.readers.raised import listed, mapping, word
from workbench.readers.recordmap import RecordMap
from workbench.readers.systems import System

STATES = {"alert": 17, "warn": 13, "no data": 13, "ok": 9, "ignored": 9, "skipped": 9}
INCIDENTS = {"sev-0": 21, "sev-1": 21, "sev-2": 18, "sev-3": 17, "sev-4": 13, "sev-5": 9}
STATUSES = {"error": 17, "warn": 13, "warning": 13, "success": 9, "ok": 9, "info": 9, "recommendation": 9, "snapshot": 9,
            "user_update": 9, "change": 9}  # fmt: skip
# A monitor's transitions, as `$ALERT_TRANSITION` and the titles in brackets say them.
TRANSITIONS = {
    "triggered": ("open", 17), "re-triggered": ("update", 17), "alert": ("open", 17), "warn": ("open", 13),
    "re-warn": ("update", 13), "no data": ("open", 13), "re-no data": ("update", 13), "recovered": ("close", 9),
    "renotify": ("update", 17),
}  # fmt: skip
TAGS = {"service": "service.name", "env": "deployment.environment.name", "environment": "deployment.environment.name",
        "host": "host.name", "version": "service.version"}  # fmt: skip
TITLE = "Datadog monitors, incidents, events and deployments"
MONITOR = RecordMap(
    "datadog.events", TITLE, "alert", needs=("overall_state", "query", "type"), t="overall_state_modified|modified",
    phase="overall_state", phases={"Alert": "open", "Warn": "open", "No Data": "open", "OK": "close"},
    severity="overall_state", severities=STATES, usual=0, name="{name} {overall_state}: {message}", body="message",
    event_id="{id}/{overall_state_modified}", group="id", links={"alert": "id", "alert2": "name"}, prefix="datadog",
)  # fmt: skip
INCIDENT = RecordMap(
    "datadog.events", TITLE, "alert", needs=("data.type=incidents",), t="attributes.detected|attributes.created",
    t_end="attributes.resolved", phase="'open'", phases={"open": "open"},
    severity="attributes.severity|attributes.fields.severity.value", severities=INCIDENTS, usual=0,
    name="Incident {attributes.public_id}: {attributes.title}", body="attributes.fields.summary.value|attributes.title",
    event_id="id", group="id", links={"incident": "attributes.public_id", "incident2": "id"},
    attributes={"wb.state": "attributes.state"}, prefix="datadog",
)  # fmt: skip
EVENT = RecordMap(
    "datadog.events", TITLE, "alert", needs=("data.type=event",), t="attributes.attributes.timestamp|attributes.timestamp",
    severity="attributes.attributes.status|attributes.status", severities=STATUSES, usual=0,
    name="{attributes.attributes.title|attributes.title|attributes.message}", body="attributes.message",
    event_id="id", group="attributes.attributes.monitor.id|attributes.attributes.aggregation_key",
    resource={"service.name": "attributes.attributes.service", "host.name": "attributes.attributes.hostname"},
    links={"alert": "attributes.attributes.monitor.id", "alert2": "attributes.attributes.monitor.name"}, prefix="datadog",
)  # fmt: skip
EVENT_V1 = RecordMap(
    "datadog.events", TITLE, "alert", needs=("events[0].date_happened",), each="events", t="date_happened", form="epoch",
    severity="alert_type", severities=STATUSES, usual=0, name="{title}", body="text", event_id="id",
    group="monitor_id|aggregation_key", resource={"host.name": "host"}, links={"alert": "monitor_id"}, prefix="datadog",
)  # fmt: skip
DEPLOYMENT = RecordMap(
    "datadog.events", TITLE, "deploy", needs=("data.type=dora_deployment",), t="attributes.started_at",
    t_end="attributes.finished_at", usual=9, name="Deployed {attributes.service} {attributes.version} to {attributes.env}",
    event_id="id",
    resource={"service.name": "attributes.service", "service.version": "attributes.version",
              "deployment.environment.name": "attributes.env"},
    attributes={"vcs.ref.head.revision": "attributes.git.commit_sha", "wb.team": "attributes.team"},
    links={"release": "attributes.version", "commit": "attributes.git.commit_sha"}, prefix="datadog",
)  # fmt: skip
FAILURE = RecordMap(
    "datadog.events", TITLE, "alert", needs=("data.type=dora_failure",), t="attributes.started_at",
    t_end="attributes.finished_at", phase="'open'", phases={"open": "open"}, severity="attributes.severity",
    severities=INCIDENTS, usual=17, name="{attributes.name}", event_id="id", group="id",
    resource={"service.name": "attributes.service|attributes.services[0]", "deployment.environment.name": "attributes.env",
              "service.version": "attributes.version"},
    links={"release": "attributes.version", "commit": "attributes.git.commit_sha", "incident": "id"}, prefix="datadog",
)  # fmt: skip
WEBHOOK = RecordMap(
    "datadog.events", TITLE, "alert", needs=("event_type", "last_updated", "title", "date"), t="date|last_updated",
    form="epoch", name="{title}", body="body|text_only_msg", event_id="{id}/{date}", severity="alert_type", usual=13,
    severities=STATUSES, group="alert_id|aggreg_key|alert_cycle_key", resource={"host.name": "hostname"},
    links={"alert": "alert_id", "alert2": "alert_title", "replay_url": "link"}, prefix="datadog",
)  # fmt: skip


def _tagged(event: Event, around: tuple[Any, ...]) -> Event:
    """What tags say of whose it is; they lie beside the record's keys or in its attributes."""
    value = around[-1]
    inner = mapping(value.get("attributes"))
    held = (value.get("tags"), inner.get("tags"), mapping(inner.get("attributes")).get("tags"), value.get("tags_list"))
    pairs = [pair for tags in held for pair in _pairs(tags)]
    resource = dict(event.resource)
    for key, told in pairs:
        if key in TAGS:
            resource.setdefault(TAGS[key], told)
    named = {"git.commit.sha": "commit", "git_commit": "commit", "commit": "commit", "release": "release"}
    ids = (link(named[key], told) for key, told in pairs if key in named)
    return changed(event, resource=resource, links=joined(event.links, links_of(resource.items()), ids))


def _pairs(tags: Any) -> Iterator[tuple[str, str]]:
    """`key:value` of a list or of a text with commas."""
    for tag in tags.split(",") if isinstance(tags, str) else listed(tags):
        key, colon, told = word(tag).strip().partition(":")
        if colon and told:
            yield key, told


def _incident(event: Event, around: tuple[Any, ...]) -> Event:
    """The services of an incident are a field that its users made."""
    services = mapping(mapping(mapping(around[-1].get("attributes")).get("fields")).get("services")).get("value")
    names = [word(name) for name in (services if isinstance(services, list) else [services]) if word(name)]
    links = joined(event.links, (link("service", name) for name in names))
    return changed(event, resource={"service.name": names[0]} if len(names) == 1 else {}, links=links)


def _event(event: Event, around: tuple[Any, ...]) -> Event:
    """What a monitor says is a step of its alert; anything else that happened is a point."""
    inner = mapping(mapping(around[-1].get("attributes")).get("attributes"))
    monitor = mapping(inner.get("monitor"))
    told = word(mapping(monitor.get("transition")).get("transition_type")).replace("alert recovery", "recovered")
    return _tagged(_step(event, told or event.title, bool(monitor)), around)


def _webhook(event: Event, around: tuple[Any, ...]) -> Event:
    told = word(around[-1].get("alert_transition")) or word(around[-1].get("transition"))
    event = _step(event, told or event.title, True)
    return _tagged(event if event.group_key else changed(event, group_key=_bare(event.title)), around)


def _step(event: Event, told: str, of_monitor: bool) -> Event:
    """The phase and severity of a transition, told by its word or by a title that begins with it in brackets."""
    named = told[1:].partition("]")[0] if told.startswith("[") else told
    named = named.lower().partition(" on ")[0].partition(" {")[0].strip()
    if not of_monitor or named not in TRANSITIONS:
        return event
    phase, severity = TRANSITIONS[named]
    return changed(event, phase=phase, severity=severity)  # type: ignore[arg-type]


def _bare(title: str) -> str:
    """A title without its transition: what a monitor's notices have in common."""
    return title.partition("]")[2].strip() if title.startswith("[") else title


def _both(map: RecordMap, finish: Any) -> tuple[Form, Form]:
    """A list in `data`, and a single one."""
    kind = map.needs[0].partition("=")[2]
    many = replace(map, needs=(f"data[*].type={kind}",), each="data")
    return Form(many, finish), Form(replace(map, each="data"), finish)


FORMS = (
    Form(MONITOR, _tagged), *_both(INCIDENT, _incident), *_both(EVENT, _event), Form(EVENT_V1, _tagged),
    *_both(DEPLOYMENT, _tagged), *_both(FAILURE, _tagged), Form(WEBHOOK, _webhook),
    Form(replace(MONITOR, needs=("monitors[0].overall_state",), each="monitors"), _tagged),
)  # fmt: skip


# ---- metrics ----
def _v1(value: Mapping[str, Any], found: Gathered) -> None:
    """`series[]` of the query: points as pairs of ms and value."""
    if word(value.get("error")):
        found.note(f"Datadog says: {word(value['error'])[:300]}")
    for series in rows_of(value.get("series")):
        tags = listed(series.get("tag_set")) or [tag for tag in word(series.get("scope")).split(",") if ":" in tag]
        aggregate = word(series.get("aggr"))
        labels = _labels(tags) | ({"aggr": aggregate} if aggregate else {})
        points = [pair for pair in listed(series.get("pointlist")) if isinstance(pair, list) and len(pair) == 2]
        name = word(series.get("metric")) or word(series.get("expression")) or word(series.get("display_name"))
        seconds = word(series.get("interval"))
        found.columns(
            name or "series", labels, [t for t, _ in points], [one for _, one in points], unit=_unit(series.get("unit")),
            help=f"one point for {seconds} s" if seconds else "",
        )  # fmt: skip


def _v2(value: Mapping[str, Any], found: Gathered) -> None:
    """Times once, and a list of values for each series, which has tags and a query's number and no name."""
    told = mapping(mapping(value.get("data")).get("attributes"))
    times = listed(told.get("times"))
    columns = listed(told.get("values"))
    for at, series in enumerate(rows_of(told.get("series"))):
        values = listed(columns[at]) if at < len(columns) else []
        labels = {**found.file, **_labels(listed(series.get("group_tags")))}
        name = f"query {word(series.get('query_index')) or 0}"
        found.columns(name, labels, times, values, unit=_unit(series.get("unit")))
    found.note("the reply names no metric: its series have the numbers of their queries")


def _labels(tags: Iterable[Any]) -> dict[str, str]:
    """Tags as labels; several values of one key stand behind each other, a tag without a value is a label `tag`."""
    labels: dict[str, str] = {}
    for tag in map(word, tags):
        key, colon, told = tag.partition(":")
        name, text = (key, told) if colon else ("tag", tag)
        labels[name] = f"{labels[name]},{text}" if name in labels else text
    return {name: text for name, text in labels.items() if text}


def _unit(unit: Any) -> str:
    """`[{…byte…}, {…second…}]` as `byte/second`."""
    names = [word(mapping(one).get("name")) for one in listed(unit)]
    return "/".join(name for name in names if name)


READERS = (
    reader_of("datadog.events", TITLE, ("alert", "deploy"), *FORMS),
    metrics_of("datadog.metrics", "Datadog metrics (query v1, timeseries v2)",
               Reply(("series[0].pointlist",), _v1), Reply(("series", "from_date", "to_date"), _v1),
               Reply(("data.attributes.series", "data.attributes.times"), _v2)),
)  # fmt: skip
EXAMPLES = {
    "datadog.events": json.dumps([{
        "id": 17, "type": "query alert", "name": "orders answers slowly", "message": "p95 above 2 s", "priority": None,
        "query": "avg(last_1m):p95:trace.http.request{service:orders} > 2", "tags": ["service:orders", "env:production"],
        "overall_state": "Alert", "overall_state_modified": "2026-03-17T14:02:11+00:00",
        "created": "2026-01-03T13:03:44.905085+00:00",
    }]),
    "datadog.metrics": json.dumps({
        "status": "ok", "resp_version": 1, "from_date": 1773756120000, "to_date": 1773756240000, "series": [{
            "metric": "system.cpu.idle", "interval": 60, "scope": "host:web-1", "tag_set": ["host:web-1"], "aggr": None,
            "unit": [{"family": "percentage", "name": "percent"}, None],
            "pointlist": [[1773756120000, 91.5], [1773756180000, None]]}],
    }),
}  # fmt: skip
SYSTEMS = (
    System(
        "Datadog", "uptime and performance", ("datadog.events", "datadog.metrics"),
        "API replies as they are: `v1/monitor`, `v1/events`, `v2/events`, `v2/incidents`, `v2/dora/deployments`, "
        "`v1/query`, `v2/query/timeseries`. Webhooks integration with its usual template: keep the bodies.",
        "A monitor at its last change of state; an incident from detected to resolved; a step of an alert; a deploy with "
        "version and commit; a series a metric and set of tags.",
        "A monitor's reply has no history: events have. Webhooks whose template was changed: map one once. Dashboards.",
        "`link` of a webhook.",
    ),
)  # fmt: skip
