"""Alertmanager's webhook, version 4 (and 3, which lacks fields): each alert of a notification is one record.

Fields: Alertmanager's documentation, `<webhook_config>`. A firing alert opens at `startsAt`; a resolved one closes at
`endsAt`, where the year 1 and instants in the future of a firing alert mean that it hasn't ended.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from workbench.engine.stamps import parse_stamp
from workbench.model.records import Event
from workbench.model.severity import severity_of_word
from workbench.readers.core import NOT_MINE, Batch, RawSource, Sniff
from workbench.readers.jsonsource import JsonSource, batches, top_keys, whole_bytes
from workbench.readers.linereader import RecordReader
from workbench.readers.links import joined, link, links_in_text, links_of

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
    )
}  # fmt: skip
FIRST_YEAR = "0001-"
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
    for key in walk.members():
        if key != "alerts" or walk.peek() != b"[":
            continue
        for _ in walk.elements():
            start, end = walk.skip()
            alert = text.value(start, end)
            if isinstance(alert, dict):
                yield _event(text, alert, start, end)


def _event(text: JsonSource, alert: Mapping[str, Any], start: int, end: int) -> Event:
    labels, notes = _words(alert.get("labels")), _words(alert.get("annotations"))
    ended = alert.get("status") == "resolved"
    raw = str(alert.get("endsAt" if ended else "startsAt") or "")
    stamp = None if raw.startswith(FIRST_YEAR) else parse_stamp(raw, "iso")
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
            [link("url", alert.get("generatorURL"))],
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


READERS = (RecordReader("alertmanager.webhook", "Alertmanager webhook", ("alert",), _sniff, _read),)
