"""SolarWinds Orion: replies of SWIS (`{"results": [row, …]}`) with alerts, their history, or events.

Fields: the SWIS schema of Orion.AlertActive with Orion.AlertObjects and Orion.AlertConfigurations, Orion.AlertHistory,
Orion.Events; a query chooses which of them its rows have. Times have seven digits (.NET); those of alerts say `Z`, those of
events have no zone: the server's local time. `AlertMessage` is a template that nobody filled in; `TriggeredMessage` is.
"""

from __future__ import annotations

import json
from typing import Any

from workbench.model.records import Event, changed
from workbench.readers.forms import Form, reader_of
from workbench.readers.links import joined, links_of
from workbench.readers.raised import word
from workbench.readers.recordmap import RecordMap
from workbench.readers.systems import System

SEVERITIES = {"0": 9, "1": 13, "2": 18, "3": 17, "4": 10}
TITLE = "SolarWinds Orion alerts and events (SWIS)"
ALERT = RecordMap(
    "solarwinds.swis", TITLE, "alert",
    needs=("results[0].AlertActiveID|results[0].TriggeredDateTime|results[0].LastTriggeredDateTime",), each="results",
    t="TriggeredDateTime|LastTriggeredDateTime", form="iso", phase="'open'", phases={"open": "open"},
    severity="Severity|SeverityName", severities=SEVERITIES, usual=13,
    name="{Name|AlertName}: {TriggeredMessage|EntityCaption}", body="TriggeredMessage|Name|AlertName",
    event_id="{AlertActiveID|AlertObjectID|Uri}", group="AlertActiveID|AlertObjectID",
    resource={"host.name": "RelatedNodeCaption"}, attributes={"wb.author": "AcknowledgedBy"},
    links={"alert": "Name|AlertName", "incident": "AlertActiveID"}, prefix="solarwinds",
)  # fmt: skip
HISTORY = RecordMap(
    "solarwinds.swis", TITLE, "alert", needs=("results[0].AlertHistoryID",), each="results", t="TimeStamp", form="iso",
    phase="EventType", phases={"0": "open", "1": "close", "2": "ack", "3": "update", "4": "update", "5": "update",
                               "6": "update", "7": "update", "8": "close"},
    severity="Severity", severities=SEVERITIES, usual=13, name="{Name|EventTypeWord} {Message}", body="Message",
    event_id="AlertHistoryID", group="AlertActiveID|AlertObjectID",
    attributes={"wb.author": "AccountID"}, links={"alert": "Name", "incident": "AlertActiveID"}, prefix="solarwinds",
)  # fmt: skip
EVENT = RecordMap(
    "solarwinds.swis", TITLE, "log", needs=("results[0].EventTime", "results[0].EventID|results[0].Message"),
    each="results", t="EventTime", form="iso", severity="EventTypeName", name="{EventTypeName}: {Message}", body="Message",
    event_id="EventID", group="NetObjectValue", resource={"host.name": "Node|NodeName|NodeCaption|Caption"},
    prefix="solarwinds",
)  # fmt: skip
# Last words of the names of event types, which are all the severity that an event has.
_ENDINGS = {"down": 17, "critical": 18, "failed": 17, "error": 17, "triggered": 17, "warning": 13, "rebooted": 13,
            "unreachable": 17, "reset": 9, "up": 9, "added": 9, "removed": 9, "changed": 9, "informational": 9}  # fmt: skip


def _alert(event: Event, around: tuple[Any, ...]) -> Event:
    """A node that an alert is of is its host."""
    row = around[-1]
    if "host.name" in event.resource or row.get("EntityType") != "Orion.Nodes" or not word(row.get("EntityCaption")):
        return event
    resource = {**event.resource, "host.name": word(row.get("EntityCaption"))}
    return changed(event, resource=resource, links=joined(event.links, links_of(resource.items())))


def _event(event: Event, around: tuple[Any, ...]) -> Event:
    last = word(around[-1].get("EventTypeName")).lower().rpartition(" ")[2]
    return changed(event, severity=_ENDINGS.get(last, event.severity))


READERS = (
    reader_of("solarwinds.swis", TITLE, ("alert", "log"), Form(HISTORY), Form(ALERT, _alert), Form(EVENT, _event)),
)
EXAMPLES = {
    "solarwinds.swis": json.dumps({"results": [
        {"AlertActiveID": 4, "AlertObjectID": 3, "Name": "Node is down", "TriggeredDateTime": "2026-03-17T14:02:11.2300000Z",
         "TriggeredMessage": "web-1 is down", "TriggeredCount": 1, "Severity": 2, "EntityType": "Orion.Nodes",
         "EntityCaption": "web-1", "RelatedNodeCaption": "web-1"}]}),
}  # fmt: skip
SYSTEMS = (
    System(
        "SolarWinds", "monitoring", ("solarwinds.swis",),
        "SWIS query replies as they are (`…/InformationService/v3/Json/Query`): Orion.AlertActive joined with "
        "Orion.AlertObjects and Orion.AlertConfigurations, Orion.AlertHistory, Orion.Events.",
        "An alert at its first triggering; a step of its history; an event. Times without a zone are the server's local "
        "time: declare the zone of the source.",
        "Alert actions that post, whose template is made by users: map one once. Polled metrics: bring them as CSV.",
    ),
)  # fmt: skip
