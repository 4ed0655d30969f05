"""Kubernetes events: `kubectl get events -o json`, a dump's list, one event, or what a watch tells, an object a line.

Fields: Kubernetes API reference, Event of core/v1 (`involvedObject`, `message`, `firstTimestamp` to `lastTimestamp`,
`count`) and of events.k8s.io/v1 (`regarding`, `note`, `series`, `deprecated…`); `eventTime` has microseconds and is often
null. An event that happened again stays one record from its first to its last time, however often it was counted. Names
of attributes: the k8sevents receiver of the OpenTelemetry collector.
"""

from __future__ import annotations

import json
import re
from typing import Any

from workbench.model.records import Event, Link, changed
from workbench.readers.forms import Form, reader_of
from workbench.readers.links import joined
from workbench.readers.raised import mapping, word
from workbench.readers.recordmap import RecordMap
from workbench.readers.systems import System

TITLE = "Kubernetes events (list, watch or single)"
_CONTAINER = re.compile(r"spec\.(?:init|ephemeral)?[cC]ontainers\{([^{}]{1,253})\}")


def _about(event: Event, around: tuple[Any, ...]) -> Event:
    """With the object it is about as a link, and its pod and container by their names."""
    found = mapping(around[-1])
    about = mapping(found.get("involvedObject") or found.get("regarding"))
    kind, name = word(about.get("kind")), word(about.get("name"))
    thing = "/".join(part for part in (word(about.get("namespace")), kind, name, word(about.get("uid"))) if part)
    resource = dict(event.resource)
    if kind in ("Pod", "Node", "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job", "CronJob") and name:
        resource[f"k8s.{kind.lower()}.name"] = name
    if container := _CONTAINER.fullmatch(word(about.get("fieldPath"))):
        resource["k8s.container.name"] = container[1]
    links = joined([Link("k8s", thing)] if thing else [], event.links)
    return changed(event, resource=resource, links=links, group_key=thing or event.group_key)


def _map(needs: tuple[str, ...], each: str = "") -> RecordMap:
    first, last = "involvedObject|regarding", "series.lastObservedTime|lastTimestamp|deprecatedLastTimestamp"
    return RecordMap(
        "kubernetes.events", TITLE, "k8s", needs=needs, each=each,
        t="eventTime|firstTimestamp|deprecatedFirstTimestamp|metadata.creationTimestamp", t_end=last,
        observed="metadata.creationTimestamp", form="iso", zone="UTC",
        severity="type", severities={"normal": 9, "warning": 13}, usual=9,
        name="{reason} {involvedObject.kind|regarding.kind}/{involvedObject.name|regarding.name}: {message|note}",
        body="message|note", event_id="metadata.uid",
        resource={"k8s.namespace.name": "involvedObject.namespace|regarding.namespace|metadata.namespace",
                  "host.name": "source.host|deprecatedSource.host"},
        attributes={
            "k8s.event.reason": "reason", "k8s.event.name": "metadata.name", "k8s.event.action": "action",
            "k8s.event.count": "series.count|count|deprecatedCount",
            "k8s.event.component": "reportingComponent|reportingController|source.component|deprecatedSource.component",
            **{f"k8s.object.{key}": "|".join(f"{path}.{name}" for path in first.split("|")) for key, name in (
                ("kind", "kind"), ("name", "name"), ("uid", "uid"), ("fieldpath", "fieldPath"))},
        },
        skip=("metadata.managedFields", "kind", "type"), prefix="k8s",
    )  # fmt: skip


READERS = (
    reader_of(
        "kubernetes.events", TITLE, ("k8s",),
        # A reason, usual as it is, may be missing by the definition.
        Form(_map(("involvedObject", "metadata")), _about), Form(_map(("regarding", "metadata")), _about),
        Form(_map(("items[0].involvedObject", "items[0].metadata"), "items"), _about),
        Form(_map(("items[0].regarding", "items[0].metadata"), "items"), _about),
        Form(_map(("type", "object.involvedObject"), "object"), _about),
        Form(_map(("type", "object.regarding"), "object"), _about),
    ),
)  # fmt: skip
EXAMPLES = {
    "kubernetes.events": json.dumps({
        "apiVersion": "v1", "kind": "List", "items": [{
            "apiVersion": "v1", "kind": "Event", "metadata": {"name": "pay-1.18a7", "namespace": "shop", "uid": "9451"},
            "involvedObject": {"kind": "Pod", "namespace": "shop", "name": "pay-1", "uid": "8dcd"}, "type": "Warning",
            "reason": "BackOff", "message": "Back-off restarting failed container", "count": 10,
            "firstTimestamp": "2026-03-17T14:02:11Z", "lastTimestamp": "2026-03-17T14:07:40Z", "eventTime": None,
            "source": {"component": "kubelet", "host": "node-3"},
        }],
    }),
}  # fmt: skip
SYSTEMS = (
    System(
        "Kubernetes events", "beside them", ("kubernetes.events",),
        "`kubectl get events -A -o json`, soon: a cluster keeps them for about an hour. Also a dump's list and a watch "
        "(`-w -o json`).",
        "A record an event, from its first to its last time with its count; Warning is a warning. Linked to the object "
        "it is about.",
        "The table that kubectl prints without `-o json`; what had expired before the export.",
    ),
)  # fmt: skip
