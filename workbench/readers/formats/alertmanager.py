"""Alertmanager's webhook, version 4 (and 3, which lacks fields), and its list of alerts (REST v2); Grafana sends the same.

Fields: Alertmanager's documentation, `<webhook_config>`, and its OpenAPI description; Grafana's webhook notifier, which adds
keys of its own. Of a notification each alert is a record: a firing one opens at `startsAt`, a resolved one closes at
`endsAt`. Of the list each is one from `startsAt` on; its `endsAt` is when it would be taken as over if nobody told of it
again, so it has ended only where that lies before `updatedAt`, when Alertmanager heard of it last. Year 1 is no time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from workbench.engine.stamps import Stamp, parse_stamp
from workbench.model.records import Event, changed
from workbench.model.severity import severity_of_word
from workbench.readers.core import NOT_MINE, Batch, RawSource, Sniff
from workbench.readers.jsonsource import JsonSource, batches, top_keys, whole_bytes
from workbench.readers.jsonvalues import first_object, whole_at
from workbench.readers.linereader import RecordReader
from workbench.readers.links import joined, link, links_in_text, links_of
from workbench.readers.mapping import kept
from workbench.readers.systems import System

EXAMPLES = {
    "alertmanager.webhook": json.dumps(
        {
            "version": "4", "groupKey": '{}:{alertname="SlowOrders"}', "status": "firing", "receiver": "duty",
            "groupLabels": {"alertname": "SlowOrders"},
            "alerts": [
                {
                    "status": "firing", "labels": {"alertname": "SlowOrders", "severity": "critical"},
                    "annotations": {"summary": "orders answers slowly"},
                    "startsAt": "2026-03-17T14:02:11.5Z", "endsAt": "0001-01-01T00:00:00Z", "fingerprint": "9c1f2b",
                }
            ],
        }
    ),
    "alertmanager.alerts": json.dumps([{
        "labels": {"alertname": "SlowOrders", "severity": "critical"}, "annotations": {"summary": "orders answers slowly"},
        "startsAt": "2026-03-17T14:02:11.5Z", "endsAt": "2026-03-17T14:16:11.5Z", "updatedAt": "2026-03-17T14:12:11.5Z",
        "fingerprint": "9c1f2b", "receivers": [{"name": "duty"}],
        "status": {"state": "active", "inhibitedBy": [], "silencedBy": []},
    }]),
}  # fmt: skip
FIRST_YEAR, WORDS_LIMIT = "0001-", 300
# Words that alerting rules use for `severity` beside those of loggers.
_SEVERITIES = {"page": 18, "critical": 18, "major": 17, "high": 17, "minor": 13, "low": 13, "none": 9}


def _sniff(head: bytes, _name: str) -> Sniff:
    keys = top_keys(head)
    if "alerts" not in keys or not {"receiver", "groupLabels", "groupKey", "commonLabels"} & keys.keys():
        return NOT_MINE
    if not (b'"startsAt"' in head and b'"labels"' in head):
        return Sniff(0.6, "it has alerts and a receiver, and no alert that began")
    return Sniff(0.97, "it has alerts with labels and startsAt, and the group fields of a webhook")


def _read(source: RawSource) -> Iterator[Batch]:
    text = JsonSource(whole_bytes(source), source.name)
    events: list[Event] = []
    text.each(lambda position: events.extend(_notification(text, position)))
    return batches(text, events, kinds="alerts")


def _notification(text: JsonSource, position: int) -> Iterator[Event]:
    """The alerts of one notification, each as soon as it was found whole."""
    walk = text.walk(position)
    if walk.peek() != b"{":
        return
    told = _around(whole_at(text, position)[2])
    for key in walk.members():
        if key != "alerts" or walk.peek() != b"[":
            continue
        for _ in walk.elements():
            start, end = walk.skip()
            alert = text.value(start, end)
            if isinstance(alert, dict):
                event = _event(text, alert, start, end)
                yield changed(event, attributes={**event.attributes, **told})
            else:
                text.wrong("this alert is no object", start)


def _around(notification: Any) -> dict[str, Any]:
    """What a notification says of itself (receiver, title, …), for each of its alerts; long texts stay in its bytes."""
    if not isinstance(notification, Mapping):
        return {}
    pairs = ((key, kept(value)) for key, value in notification.items() if isinstance(value, str | int | float))
    return {f"notification.{key}": value for key, value in pairs if value != "" and len(str(value)) <= WORDS_LIMIT}


def _listed(text: JsonSource, position: int) -> Iterator[Event]:
    """One alert of the list."""
    start, end = text.walk(position).skip()
    alert = text.value(start, end)
    if not isinstance(alert, dict) or "startsAt" not in alert:
        text.wrong("this is no alert: it has no startsAt", start)
        return
    event = _event(text, alert, start, end)
    ends, updated = _stamp(alert.get("endsAt")), _stamp(alert.get("updatedAt"))
    over = ends is not None and (updated is None or ends.wall <= updated.wall)
    state = alert["status"].get("state") if isinstance(alert.get("status"), dict) else ""
    yield changed(
        event, t_end=ends.wall if ends and over else None, t_observed=updated.wall if updated else None,
        title=event.title.replace(" firing", f" {state}" if isinstance(state, str) and state else "", 1),
        event_id=f"{event.group_key}/{event.t_raw}",
    )  # fmt: skip


def _stamp(value: Any) -> Stamp | None:
    raw = value if isinstance(value, str) else ""
    return None if raw.startswith(FIRST_YEAR) else parse_stamp(raw, "iso")


def _event(text: JsonSource, alert: Mapping[str, Any], start: int, end: int) -> Event:
    labels, notes = _words(alert.get("labels")), _words(alert.get("annotations"))
    ended = alert.get("status") == "resolved"
    raw = str(alert.get("endsAt" if ended else "startsAt") or "")
    stamp = _stamp(raw)
    name = labels.get("alertname", "alert")
    key = str(alert.get("fingerprint") or "") or _fingerprint(labels)
    severity = labels.get("severity", notes.get("severity", ""))
    attributes: dict[str, Any] = {f"label.{name}": value for name, value in labels.items()}
    attributes |= {f"annotation.{name}": value for name, value in notes.items()}
    known = ("labels", "annotations", "fingerprint")
    attributes |= {name: value for name, value in alert.items() if name not in known}
    words = [notes[name] for name in ("summary", "description", "message") if notes.get(name)]
    return Event(
        t=stamp.wall if stamp else None,
        place=text.place(start, end),
        kind="alert",
        t_raw=raw if stamp else "",
        naive=stamp.naive if stamp else False,
        resolution_ns=stamp.resolution_ns if stamp else 1,
        phase="close" if ended else "open",
        severity=_SEVERITIES.get(severity.lower(), 0) or severity_of_word(severity) or 13,
        severity_text=severity,
        title=f"{name} {'resolved' if ended else 'firing'}" + (f": {words[0]}" if words else ""),
        body="\n".join(words),
        event_id=f"{key}/{alert.get('startsAt', '')}/{alert.get('status', '')}",
        group_key=key,
        resource=_resource(labels),
        attributes=attributes,
        links=joined(
            [link("alert", name)],
            links_of(labels.items()),
            [link("url", alert.get(key)) for key in ("generatorURL", "dashboardURL", "panelURL")],
            links_in_text(" ".join(words)),
        ),
    )


def _words(value: Any) -> dict[str, str]:
    return {str(key): str(word) for key, word in value.items()} if isinstance(value, dict) else {}


def _resource(labels: Mapping[str, str]) -> dict[str, str]:
    names = {"service": "service.name", "job": "service.name", "host": "host.name", "instance": "host.name"}
    found: dict[str, str] = {}
    for label, name in names.items():
        if labels.get(label):
            found.setdefault(name, labels[label])
    return found


def _fingerprint(labels: Mapping[str, str]) -> str:
    """A stable key where none is given: a hash of the sorted labels, as Alertmanager's own is."""
    text = "\0".join(f"{name}\0{value}" for name, value in sorted(labels.items()))
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def _sniff_list(head: bytes, _name: str) -> Sniff:
    if not (b'"startsAt"' in head and b'"fingerprint"' in head and b'"receivers"' in head):
        return NOT_MINE
    first = first_object(head)
    known = ("labels", "annotations", "startsAt", "fingerprint", "status")
    if isinstance(first, Mapping) and all(key in first for key in known) and isinstance(first["status"], Mapping):
        return Sniff(0.95, "its objects are alerts with labels, startsAt, a fingerprint and a state")
    return NOT_MINE


def _read_list(source: RawSource) -> Iterator[Batch]:
    text = JsonSource(whole_bytes(source), source.name)
    events: list[Event] = []
    text.each(lambda position: events.extend(_listed(text, position)))
    return batches(text, events, kinds="alerts")


READERS = (
    RecordReader("alertmanager.webhook", "Alertmanager or Grafana alerting (webhook)", ("alert",), _sniff, _read),
    RecordReader("alertmanager.alerts", "Alertmanager's list of alerts (REST v2)", ("alert",), _sniff_list, _read_list),
)
SYSTEMS = (
    System(
        "Alertmanager", "beside them", ("alertmanager.webhook", "alertmanager.alerts"),
        "Webhook receiver: keep the posted bodies, one a line. REST: `/api/v2/alerts` as it replies.",
        "A record an alert of a notification: it opens at `startsAt`, or closes at `endsAt`. Of the list, each from its "
        "start, to its end where that is past.",
        "", "`generatorURL` of an alert.",
    ),
)  # fmt: skip
