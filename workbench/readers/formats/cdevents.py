"""CDEvents (0.3, 0.4), alone or inside a CloudEvent's `data`: one object, a list, or one a line.

`context.type` is `dev.cdevents.SUBJECT.PREDICATE.VERSION`. Events of a service are deploys; incidents and tickets are
what they say; pipelines, tasks, builds, tests, artefacts and changes are `ci`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from workbench.engine.stamps import parse_stamp
from workbench.model.records import Event, Kind, Phase
from workbench.readers.core import NOT_MINE, Batch, RawSource, Sniff
from workbench.readers.jsonsource import JsonSource, batches, top_keys, whole_bytes
from workbench.readers.linereader import RecordReader
from workbench.readers.links import joined, link, links_in_prose
from workbench.readers.naming import flattened

EXAMPLES = {
    "cdevents": json.dumps(
        {
            "context": {
                "version": "0.4.1", "id": "271069a8-fc18-44f1-b38f-9d70a1695819", "source": "/event/source/123",
                "type": "dev.cdevents.service.deployed.0.2.0", "timestamp": "2026-03-17T14:02:11Z",
            },
            "subject": {
                "id": "orders", "type": "service",
                "content": {"environment": {"id": "production"}, "artifactId": "pkg:oci/orders@1.4.2"},
            },
        }
    )
}  # fmt: skip
_TYPE = re.compile(r"dev\.cdevents\.([a-z]+)\.([a-z]+)(?:\.(\d+\.\d+\.\d+\S*))?", re.I)
_KINDS: dict[str, Kind] = {
    "service": "deploy",
    "environment": "deploy",
    "incident": "alert",
    "ticket": "ticket",
}
_PHASES: dict[str, Phase] = {
    "queued": "open", "started": "open", "detected": "open", "reported": "open", "opened": "open", "created": "point",
    "finished": "close", "resolved": "close", "closed": "close", "merged": "close", "abandoned": "close",
    "updated": "update",
}  # fmt: skip
_PURL = re.compile(r"pkg:[^@?#]+(?:@(?P<version>[^?#]+))?(?:\?(?P<qualifiers>[^#]*))?")
_COMMIT_KEYS = ("commit", "gitCommit", "git_commit", "commitSha", "commit_sha", "revision", "sha")
_PREVIOUS_KEYS = ("previous_commit", "previousCommit", "previous_revision", "previousRevision", "from_commit")


def _sniff(head: bytes, _name: str) -> Sniff:
    keys = top_keys(head)
    if b"dev.cdevents." in keys.get("context", b"") or (b"dev.cdevents." in keys.get("type", b"") and "data" in keys):
        return Sniff(0.97, "the type in its context begins with dev.cdevents")
    if "context" in keys and "subject" in keys and b"dev.cdevents." in head:
        return Sniff(0.9, "it has a context and a subject, and names dev.cdevents")
    return NOT_MINE


def _read(source: RawSource) -> Iterator[Batch]:
    text = JsonSource(whole_bytes(source), source.name)
    events: list[Event] = []

    def take(position: int) -> None:
        start, end = text.walk(position).skip()
        found = text.value(start, end)
        event = _event(text, found, start, end) if isinstance(found, dict) else None
        if event:
            events.append(event)
        elif found is not None:
            text.wrong("this is no CDEvents object: it has no context.type", start)

    text.each(take)
    return batches(text, events, kinds="events")


def _event(text: JsonSource, found: Mapping[str, Any], start: int, end: int) -> Event | None:
    cloud = found
    if isinstance(found.get("data"), dict) and "context" not in found:
        found = found["data"]
    context, subject = _object(found.get("context")), _object(found.get("subject"))
    named = _TYPE.match(str(context.get("type") or cloud.get("type") or ""))
    if named is None:
        return None
    what, predicate = named[1].lower(), named[2].lower()
    content = _object(subject.get("content"))
    custom = _object(found.get("customData"))
    raw = str(context.get("timestamp") or cloud.get("time") or "")
    stamp = parse_stamp(raw, "iso")
    outcome = str(content.get("outcome") or "").lower()
    resource, attributes = _names(what, predicate, subject, content, custom)
    attributes["cdevents.type"] = named[0]
    return Event(
        t=stamp.wall if stamp else None,
        place=text.place(start, end),
        kind=_KINDS.get(what, "ci"),
        t_raw=raw if stamp else "",
        naive=stamp.naive if stamp else False,
        resolution_ns=stamp.resolution_ns if stamp else 1,
        phase=_PHASES.get(predicate, "point") if what != "service" else "point",
        severity=17 if outcome in ("failure", "fail", "error") or what == "incident" else 9,
        severity_text=outcome,
        title=_title(what, predicate, resource, attributes, str(subject.get("id") or "")),
        body=str(content.get("description") or custom.get("comment") or ""),
        event_id=str(context.get("id") or cloud.get("id") or ""),
        group_key=str(subject.get("id") or ""),
        resource=resource,
        attributes=attributes,
        links=joined(
            [link("commit", attributes.get("vcs.ref.head.revision")), link("service", resource.get("service.name"))],
            [link("release", resource.get("service.version")), link("url", _object(content).get("uri"))],
            links_in_prose(str(content.get("description") or "")),
        ),
    )


def _names(
    what: str, predicate: str, subject: Mapping[str, Any], content: Mapping[str, Any], custom: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Resource and attributes by their semantic names, every other key below `subject.` or `custom.`."""
    purl = _PURL.match(str(content.get("artifactId") or ""))
    version = custom.get("version") or content.get("version") or (unquote(purl["version"] or "") if purl else "")
    environment = content.get("environment")
    named = _object(environment).get("id") or _object(environment).get("name") or environment
    service = subject.get("id") if what == "service" else _object(content.get("service")).get("id") or ""
    values = {"service.name": service, "service.version": version, "deployment.environment.name": named}
    resource = {name: value for name, value in values.items() if isinstance(value, str) and value}
    attributes: dict[str, Any] = {f"subject.{key}": value for key, value in flattened(content)}
    attributes |= {f"custom.{key}": value for key, value in flattened(custom)}
    commit = _first(custom, _COMMIT_KEYS) or (_commit_of(purl["qualifiers"] or "") if purl else "")
    if commit:
        attributes["vcs.ref.head.revision"] = commit
    if previous := _first(custom, _PREVIOUS_KEYS):
        attributes["wb.previous_commit"] = previous
    if what == "service" and predicate == "rolledback":
        attributes["wb.rollback"] = True
    return resource, attributes


def _title(what: str, predicate: str, resource: Mapping[str, Any], attributes: Mapping[str, Any], name: str) -> str:
    verb = {"rolledback": "rolled back"}.get(predicate, predicate)
    version = f" {resource['service.version']}" if resource.get("service.version") else ""
    commit = attributes.get("vcs.ref.head.revision", "")
    behind = f" ({commit[:8]})" if commit else ""
    where = resource.get("deployment.environment.name")
    into = f" {'from' if predicate == 'removed' else 'in'} {where}" if where else ""
    return f"{name}{version}{behind} {verb}{into}" if what == "service" else f"{what} {name} {verb}"


def _commit_of(qualifiers: str) -> str:
    """The commit in a package URL's `vcs_url=git+https://…@SHA`."""
    for pair in qualifiers.split("&"):
        name, _, value = pair.partition("=")
        if name == "vcs_url":
            found = link("commit", unquote(value).rpartition("@")[2].partition("#")[0])
            return found.value if found else ""
    return ""


def _first(values: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    return next((str(values[key]) for key in keys if isinstance(values.get(key), str) and values[key]), "")


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


READERS = (RecordReader("cdevents", "CDEvents and CDEvents in CloudEvents", ("deploy", "ci"), _sniff, _read),)
