"""What on-call tools tell when they are asked: PagerDuty's log entries and incidents, Opsgenie's alerts and logs, a status
page's own list of incidents.

Fields: PagerDuty REST v2 "Log entries", "Incidents", and the bodies of webhooks v1 and v2 (`messages`); Opsgenie REST v2
"Alert API" (ISO 8601 where its webhooks count milliseconds and nanoseconds; `report.closeTime` is a length in ms);
Statuspage public API v2 `incidents.json`, `scheduled-maintenances.json` (the page's own offset), and its webhook's
`component_update`.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from workbench.model.records import Event, changed
from workbench.readers.forms import Form, reader_of
from workbench.readers.raised import mapping, word
from workbench.readers.recordmap import RecordMap
from workbench.readers.systems import System

URGENCIES = {"high": 17, "low": 13}
PRIORITIES = {"p1": 21, "p2": 18, "p3": 17, "p4": 13, "p5": 9}
_MS, LONGEST_MS = 1_000_000, 10 * 365 * 86_400_000
PD, PD_TITLE = "pagerduty.rest", "PagerDuty log entries and incidents (REST; webhooks v1, v2)"
ENTRY_PHASES = {
    "trigger_log_entry": "open", "acknowledge_log_entry": "ack", "resolve_log_entry": "close",
    **dict.fromkeys((
        "annotate_log_entry", "assign_log_entry", "escalate_log_entry", "notify_log_entry", "reach_trigger_limit_log_entry",
        "repeat_escalation_path_log_entry", "exhaust_escalation_path_log_entry", "snooze_log_entry",
        "unacknowledge_log_entry",
        "delegate_log_entry", "priority_change_log_entry", "urgency_change_log_entry", "status_update_log_entry",
        "responder_request_log_entry", "custom_field_value_change_log_entry", "merge_log_entry", "reach_ack_limit_log_entry",
    ), "update"),
}  # fmt: skip
LOG_ENTRY = RecordMap(
    PD, PD_TITLE, "alert", needs=("log_entries[0].created_at", "log_entries[0].type"), each="log_entries", t="created_at",
    form="iso", phase="type", phases=ENTRY_PHASES, severity="incident.urgency", severities=URGENCIES, usual=13,
    name="{incident.title|incident.summary}: {summary|type}",
    body="channel.details|channel.description|channel.summary|note|summary", event_id="id", group="incident.id",
    resource={"service.name": "service.summary"},
    attributes={"wb.author": "agent.summary", "event.action": "type", "wb.channel": "channel.type"},
    links={"incident": "incident.id", "url": "incident.html_url|html_url"},
    skip=("agent.*", "teams", "contexts"), prefix="pagerduty",
)  # fmt: skip
PD_INCIDENT = RecordMap(
    PD, PD_TITLE, "alert", needs=("incidents[0].incident_number", "incidents[0].created_at"), each="incidents",
    t="created_at", t_end="resolved_at", form="iso", phase="status",
    phases={"triggered": "open", "acknowledged": "ack", "resolved": "close"}, severity="urgency", severities=URGENCIES,
    usual=13, name="{title|summary}", body="description|title", event_id="id", group="id",
    resource={"service.name": "service.summary"},
    attributes={"wb.priority": "priority.summary", "wb.status": "status"},
    links={"incident": "id", "url": "html_url"}, skip=("teams", "assignments", "acknowledgements"), prefix="pagerduty",
)  # fmt: skip
MESSAGE_PHASES = {
    "incident.trigger": "open", "incident.acknowledge": "ack", "incident.resolve": "close", "incident.annotate": "update",
    "incident.assign": "update", "incident.delegate": "update", "incident.escalate": "update",
    "incident.unacknowledge": "update",
}  # fmt: skip
MESSAGE = RecordMap(
    PD, PD_TITLE, "alert", needs=("messages[0].event", "messages[0].incident"), each="messages",
    t="created_on|log_entries[0].created_at", form="iso", phase="event", phases=MESSAGE_PHASES,
    severity="incident.urgency", severities=URGENCIES, usual=13, name="{incident.title|incident.summary} ({event})",
    body="incident.description|incident.title", event_id="id", group="incident.id",
    resource={"service.name": "incident.service.name|incident.service.summary"},
    attributes={"wb.author": "log_entries[0].agent.summary", "wb.priority": "incident.priority.summary"},
    links={"incident": "incident.id", "url": "incident.html_url"},
    skip=("log_entries", "incident.teams", "incident.assignments", "incident.service.*", "incident.escalation_policy.*"),
    prefix="pagerduty",
)  # fmt: skip
MESSAGE_V1 = replace(
    MESSAGE, needs=("messages[0].type", "messages[0].data.incident"), t="created_on", phase="type",
    severity="data.incident.urgency",
    name="{data.incident.trigger_summary_data.subject|data.incident.trigger_summary_data.description|"
    "data.incident.incident_key} ({type})",
    body="data.incident.trigger_summary_data.description", group="data.incident.id",
    resource={"service.name": "data.incident.service.name"}, attributes={},
    links={"incident": "data.incident.id", "url": "data.incident.html_url"}, skip=(),
)  # fmt: skip
OG, OG_TITLE = "opsgenie.rest", "Opsgenie alerts, their logs and notes (REST)"


def _alert(each: str, *needs: str) -> RecordMap:
    return RecordMap(
        OG, OG_TITLE, "alert", needs=needs, each=each, t="createdAt", form="iso", phase="status",
        phases={"open": "open", "closed": "close", "resolved": "close"}, severity="priority", severities=PRIORITIES,
        usual=13, name="{message}",
        body="description|message", event_id="id", group="id", resource={"host.name": "entity"},
        attributes={"wb.author": "report.closedBy|report.acknowledgedBy", "wb.acknowledged": "acknowledged"},
        links={"alert": "alias", "incident": "id"}, skip=("responders", "teams", "integration.*"), prefix="opsgenie",
    )  # fmt: skip


def _closed(event: Event, around: tuple[Any, ...]) -> Event:
    """An alert's end, which a reply tells as how long it was open; acknowledged ones that are open still."""
    found = mapping(around[-1])
    length = mapping(found.get("report")).get("closeTime")
    known = isinstance(length, int) and not isinstance(length, bool) and 0 <= length < LONGEST_MS
    if event.phase == "close" and event.t is not None and known and isinstance(length, int):
        return changed(event, t_end=event.t + length * _MS)
    return changed(event, phase="ack") if event.phase == "open" and found.get("acknowledged") is True else event


def _step(key: str) -> RecordMap:
    """A line of an alert's log, or a note; the reply doesn't name the alert."""
    return RecordMap(
        OG, OG_TITLE, "alert", needs=(f"data[0].{key}", "data[0].createdAt", "data[0].owner"), each="data", t="createdAt",
        form="iso", phase="owner", usual=9, name=f"{{{key}}}", body=key, event_id="offset",
        attributes={"wb.author": "owner", "event.action": "type"}, prefix="opsgenie",
    )  # fmt: skip


_WORDS = (("alert created", "open"), ("alert acknowledged", "ack"), ("acknowledged", "ack"), ("alert closed", "close"),
          ("closed", "close"))  # fmt: skip


def _of_log(event: Event, around: tuple[Any, ...]) -> Event:
    text = word(mapping(around[-1]).get("log")).lower()
    phase = next((phase for begin, phase in _WORDS if text.startswith(begin)), "update")
    return changed(event, phase=phase)


SP, SP_TITLE = "statuspage.public", "Statuspage incidents (public interface) and components (webhook)"
SP_PHASES = {
    "investigating": "open", "identified": "update", "monitoring": "update", "resolved": "close", "postmortem": "update",
    "scheduled": "open", "in_progress": "update", "verifying": "update", "completed": "close",
}  # fmt: skip


def _updates(each: str) -> RecordMap:
    return RecordMap(
        SP, SP_TITLE, "comms", needs=("page.id", f"{each}[0].incident_updates"), each=f"{each}[*].incident_updates",
        t="display_at|created_at", form="iso", phase="status", phases=SP_PHASES, severity="^.impact",
        severities={"none": 9, "minor": 13, "major": 17, "critical": 21, "maintenance": 9}, usual=9,
        name="{^.name}: {status}", body="body", event_id="id", group="^.id",
        attributes={"wb.incident": "^.name", "wb.components": "^.components[*].name"},
        links={"incident": "^.id", "url": "^.shortlink"}, prefix="statuspage",
    )  # fmt: skip


COMPONENT_STATES = {"operational": 9, "under_maintenance": 9, "degraded_performance": 13, "partial_outage": 17,
                    "major_outage": 21}  # fmt: skip
COMPONENT = RecordMap(
    SP, SP_TITLE, "comms", needs=("page.id", "component_update.new_status"), t="component_update.created_at", form="iso",
    severity="component_update.new_status", severities=COMPONENT_STATES, usual=9,
    name="{component.name}: {component_update.old_status} → {component_update.new_status}",
    event_id="component_update.id", group="component_update.component_id|component.id",
    attributes={"wb.components": "component.name", "wb.from": "component_update.old_status",
                "wb.to": "component_update.new_status"},
    links={"url": "page.url"}, prefix="statuspage",
)  # fmt: skip


def _component(event: Event, around: tuple[Any, ...]) -> Event:
    """Trouble opens where all was well before, and closes where it is again."""
    told = mapping(mapping(around[-1]).get("component_update"))
    old, new = told.get("old_status"), told.get("new_status")
    phase = "close" if new == "operational" else "open" if old == "operational" else "update"
    return changed(event, phase=phase)


READERS = (
    reader_of(PD, PD_TITLE, ("alert",), Form(LOG_ENTRY), Form(PD_INCIDENT), Form(MESSAGE), Form(MESSAGE_V1)),
    reader_of(OG, OG_TITLE, ("alert",), Form(_alert("data", "data[0].tinyId", "data[0].message"), _closed),
              Form(_alert("data", "data.tinyId", "data.message"), _closed), Form(_step("log"), _of_log),
              Form(_step("note"), lambda event, _around: changed(event, phase="update"))),
    reader_of(SP, SP_TITLE, ("comms",), Form(_updates("incidents")), Form(_updates("scheduled_maintenances")),
              Form(COMPONENT, _component)),
)  # fmt: skip
EXAMPLES = {
    PD: json.dumps({"log_entries": [
        {"id": "R02", "type": "acknowledge_log_entry", "summary": "Acknowledged by Ann",
         "created_at": "2026-03-17T14:03:11Z", "agent": {"summary": "Ann"},
         "incident": {"id": "PT4", "summary": "[#17] orders is down"},
         "service": {"summary": "orders"}}], "limit": 25, "offset": 0, "more": False}),
    OG: json.dumps({"data": [
        {"id": "70413a06", "tinyId": "1791", "alias": "orders-down", "message": "orders is down", "status": "closed",
         "acknowledged": True, "createdAt": "2026-03-17T14:02:11.352Z", "priority": "P1", "report": {"closeTime": 60_000}}],
        "took": 0.6, "requestId": "9ae63dd7"}),
    SP: json.dumps({"page": {"id": "p1", "name": "Shop", "time_zone": "Europe/Berlin"}, "incidents": [
        {"id": "z3", "name": "Payments are slow", "impact": "minor", "status": "resolved", "incident_updates": [
            {"id": "u2", "status": "resolved", "body": "It is over.", "display_at": "2026-03-17T15:30:00.000+01:00"},
            {"id": "u1", "status": "investigating", "body": "We look.", "display_at": "2026-03-17T15:02:11.507+01:00"}]}]}),
}  # fmt: skip
SYSTEMS = (
    System(
        "PagerDuty", "beside them", (PD,),
        "The whole story of an incident: REST `/incidents/ID/log_entries?include[]=channels`, page by page.",
        "A record a log entry.",
    ),
    System(
        "Opsgenie", "beside them", (OG,), "REST `/v2/alerts`, `/v2/alerts/ID/logs`, `/v2/alerts/ID/notes`.",
        "An alert from its opening to its closing; a record a line of its log.", "A log's reply doesn't name its alert.",
    ),
    System(
        "Statuspage", "beside them", (SP,), "Of any page: `/api/v2/incidents.json`, `/api/v2/scheduled-maintenances.json`.",
        "A record a change of a component.",
    ),
)  # fmt: skip
