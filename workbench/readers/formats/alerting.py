"""Webhooks of uptime checks, alerting and status pages, each as a map: Pingdom, New Relic, Opsgenie, PagerDuty, Statuspage.

Fields: the vendors' webhook documentation. Pingdom tells a change of state (`state_changed_timestamp`, epoch s); New Relic
an issue (default template of workflows, epoch ms) or, before, an incident; Opsgenie an action on an alert, whose own time is
`updatedAt` (ns, while `createdAt` is ms); PagerDuty v3 an event on an incident; Statuspage an incident's updates, newest
first, of which `display_at` is the time shown to readers.
"""

from __future__ import annotations

import json

from workbench.readers.forms import mapped
from workbench.readers.recordmap import RecordMap
from workbench.readers.systems import System

PINGDOM = RecordMap(
    "pingdom.webhook", "Pingdom check changed its state (webhook)", "alert",
    needs=("check_id", "check_name", "current_state", "previous_state"),
    t="state_changed_timestamp", form="epoch",
    phase="current_state", phases={"DOWN": "open", "UP": "close", "FAILING": "open", "SUCCESS": "close"},
    severity="current_state", severities={"down": 17, "failing": 17, "up": 9, "success": 9}, usual=13,
    name="{check_name} {current_state}: {description|long_description}", body="long_description|description",
    group="check_id", resource={"host.name": "check_params.hostname"}, links={"url": "check_params.full_url"},
    prefix="pingdom",
)  # fmt: skip
NEWRELIC_ISSUE = RecordMap(
    "newrelic.issue", "New Relic issue (workflow webhook)", "alert",
    needs=("issueUrl", "title", "priority", "state"), t="updatedAt|createdAt", form="epoch",
    phase="state", phases={"CREATED": "open", "ACTIVATED": "open", "ACKNOWLEDGED": "ack", "CLOSED": "close"},
    severity="priority", severities={"critical": 18, "high": 17, "medium": 13, "low": 9}, usual=13,
    name="{title}", event_id="id", group="id",
    links={"incident": "id", "url": "issueUrl", "alert": "alertConditionNames[*]"}, prefix="newrelic",
)  # fmt: skip
NEWRELIC_INCIDENT = RecordMap(
    "newrelic.incident", "New Relic incident (legacy alert webhook)", "alert",
    needs=("incident_id", "current_state", "condition_name", "policy_name"), t="timestamp", form="epoch",
    phase="current_state", phases={"open": "open", "acknowledged": "ack", "closed": "close"},
    severity="severity", severities={"critical": 18, "warning": 13, "info": 9}, usual=13,
    name="{condition_name} {current_state}: {details}", body="details", group="incident_id",
    resource={"service.name": "targets[0].name"},
    links={"incident": "incident_id", "url": "incident_url", "alert": "condition_name"}, prefix="newrelic",
)  # fmt: skip
NEWRELIC_DEPLOYMENTS = RecordMap(
    "newrelic.deployments", "New Relic deployments (REST)", "deploy", each="deployments",
    needs=("deployments[0].revision", "deployments[0].timestamp"),
    t="timestamp", form="iso", usual=9, name="Deployed {revision}: {description|changelog}", body="changelog|description",
    event_id="id", attributes={"wb.author": "user"}, links={"commit": "revision", "release": "revision"}, prefix="newrelic",
)  # fmt: skip
OPSGENIE = RecordMap(
    "opsgenie.webhook", "Opsgenie action on an alert (webhook)", "alert", needs=("action", "alert.alertId"),
    t="alert.updatedAt|alert.createdAt", form="epoch",
    phase="action", phases={"Create": "open", "Acknowledge": "ack", "Close": "close", "Delete": "close",
                            "AddNote": "update", "AssignOwnership": "update", "Escalate": "update", "Snooze": "update"},
    severity="alert.priority", severities={"1": 21, "2": 18, "3": 17, "4": 13, "5": 9, "p1": 21, "p2": 18, "p3": 17,
                                           "p4": 13, "p5": 9}, usual=13,
    name="{alert.message} ({action})", body="alert.note|alert.description|alert.message", group="alert.alertId",
    resource={"host.name": "alert.entity"}, attributes={"wb.author": "alert.username"},
    links={"alert": "alert.alias", "incident": "alert.alertId"}, prefix="opsgenie",
)  # fmt: skip
PAGERDUTY = RecordMap(
    "pagerduty.webhook", "PagerDuty event on an incident (webhook v3)", "alert",
    needs=("event.event_type", "event.occurred_at"), t="event.occurred_at", form="iso",
    phase="event.event_type",
    phases={"incident.triggered": "open", "incident.reopened": "open", "incident.acknowledged": "ack",
            "incident.resolved": "close", "incident.annotated": "update", "incident.priority_updated": "update",
            "incident.escalated": "update", "incident.reassigned": "update", "incident.delegated": "update",
            "incident.unacknowledged": "update", "incident.status_update_published": "update",
            "incident.responder.added": "update", "incident.responder.replied": "update"},
    severity="event.data.urgency", severities={"high": 17, "low": 13}, usual=13,
    name="{event.data.title|event.data.incident.summary|event.data.summary} ({event.event_type})",
    body="event.data.content|event.data.message|event.data.title", event_id="event.id",
    group="event.data.incident.id|event.data.id", resource={"service.name": "event.data.service.summary"},
    attributes={"wb.author": "event.agent.summary", "wb.priority": "event.data.priority.summary"},
    links={"incident": "event.data.incident.id|event.data.id", "url": "event.data.html_url"}, prefix="pagerduty",
)  # fmt: skip
STATUSPAGE = RecordMap(
    "statuspage.incident", "Statuspage incident and its updates (webhook)", "comms",
    needs=("page.id", "incident.incident_updates"), each="incident.incident_updates",
    t="display_at|created_at", form="iso", phase="status",
    phases={"investigating": "open", "identified": "update", "monitoring": "update", "resolved": "close",
            "postmortem": "update", "scheduled": "open", "in_progress": "update", "completed": "close"},
    severity="^.impact", severities={"none": 9, "minor": 13, "major": 17, "critical": 21}, usual=9,
    name="{^.name}: {status}", body="body", event_id="id", group="^.id", attributes={"wb.incident": "^.name"},
    links={"incident": "^.id", "url": "^.shortlink"}, prefix="statuspage",
)  # fmt: skip
READERS = mapped(PINGDOM, NEWRELIC_ISSUE, NEWRELIC_INCIDENT, NEWRELIC_DEPLOYMENTS, OPSGENIE, PAGERDUTY, STATUSPAGE)
EXAMPLES = {
    "pingdom.webhook": json.dumps({
        "check_id": 7, "check_name": "Checkout", "check_type": "HTTP", "previous_state": "UP", "current_state": "DOWN",
        "state_changed_timestamp": 1773756131, "state_changed_utc_time": "2026-03-17T14:02:11", "version": 1,
        "description": "HTTP Error 503", "check_params": {"hostname": "shop.example", "full_url": "https://shop.example/"},
    }),
    "newrelic.issue": json.dumps({
        "id": "i-1", "issueUrl": "https://one.example/i-1", "title": "orders answers slowly", "priority": "CRITICAL",
        "state": "ACTIVATED", "createdAt": 1773756131352, "updatedAt": 1773756131352,
    }),
    "newrelic.incident": json.dumps({
        "incident_id": 17, "current_state": "open", "condition_name": "Apdex", "policy_name": "Shop", "severity": "CRITICAL",
        "timestamp": 1773756131352, "details": "Apdex below 0.7", "targets": [{"name": "orders"}],
    }),
    "newrelic.deployments": json.dumps({
        "deployments": [{"id": 3, "revision": "9b6d9b0", "description": "4.18.0", "timestamp": "2026-03-17T14:02:11+00:00"}],
    }),
    "opsgenie.webhook": json.dumps({
        "action": "Create", "integrationName": "Webhook",
        "alert": {"alertId": "a-1", "message": "orders is down", "priority": "P1", "createdAt": 1773756131352,
                  "updatedAt": 1773756131352000110, "alias": "orders-down"},
    }),
    "pagerduty.webhook": json.dumps({
        "event": {"id": "01E", "event_type": "incident.triggered", "occurred_at": "2026-03-17T14:02:11.458Z",
                  "data": {"id": "PGR0VU2", "type": "incident", "number": 2, "title": "orders is down", "urgency": "high",
                           "service": {"summary": "orders"}}},
    }),
    "statuspage.incident": json.dumps({
        "page": {"id": "p1"}, "incident": {"id": "z3", "name": "Payments are slow", "impact": "minor", "incident_updates": [
            {"id": "u1", "status": "identified", "body": "A deploy is being undone.",
             "display_at": "2026-03-17T14:02:11.507Z"}]},
    }),
}  # fmt: skip
SYSTEMS = (
    System(
        "Pingdom", "uptime and performance", ("pingdom.webhook",), "Webhook of a check: keep the posted bodies, one a line.",
        "A record a change of state, by `state_changed_timestamp`; DOWN opens, UP closes.",
    ),
    System(
        "New Relic", "monitoring", ("newrelic.issue", "newrelic.incident", "newrelic.deployments"),
        "Workflow or legacy alert webhook with its usual template: keep the bodies. Deployments: the REST reply.",
        "A record a state of an issue; a deploy a deployment.",
        "Webhooks whose template was changed: map them once (see “Map a file”).",
    ),
    System(
        "Opsgenie", "beside them", ("opsgenie.webhook",), "Webhook integration: keep the posted bodies, one a line.",
        "A record an action on an alert, at `updatedAt`, which counts nanoseconds where `createdAt` counts milliseconds.",
    ),
    System(
        "PagerDuty", "beside them", ("pagerduty.webhook",), "Webhook v3 subscription: keep the posted bodies, one a line.",
        "A record an event on an incident, with who acted.",
    ),
    System(
        "Statuspage", "beside them", ("statuspage.incident",), "Webhook subscription: keep the posted bodies.",
        "A record an update of an incident, at the time readers were shown.",
    ),
)  # fmt: skip
