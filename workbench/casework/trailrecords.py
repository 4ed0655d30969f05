"""Records of a trail as the values that its faces are worked out from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.analysis.trails.exchanges import Exchange, failure, phases_of, request_of, size_of, status_of
from workbench.analysis.trails.mails import MailStep, state_of
from workbench.analysis.trails.spanlines import Carried
from workbench.analysis.trails.spans import Span
from workbench.analysis.trails.visits import Step
from workbench.casework.citations import citation_of
from workbench.engine.fieldtest import texts_in
from workbench.model.records import Record

SHOWN = 400
"""Characters of a title or reason that are kept for a row; the record itself has the rest."""


def linked(record: Record, kind: str) -> str:
    """The first value of a type among a record's links, empty where there is none."""
    return next((link.value for link in record.links if link.type == kind), "")


def span_of(record: Record) -> Span:
    """A span as its tree is built of it."""
    service = service_of(record)
    name = record.title[:SHOWN]
    if service and name.startswith(f"{service} "):
        name = name[len(service) + 1 :]
    return Span(
        key=record.id,
        id=linked(record, "span_id") or record.event_id.lower(),
        parent=word(record.attributes, "span.parent_id").lower(),
        service=service,
        name=name or "a span without a name",
        t=record.t,
        t_end=record.t_end,
        citation=citation_of(record),
        role=word(record.attributes, "span.kind").lower(),
        failed=record.severity >= 17,
        status=(word(record.attributes, "status.message", "span.status") or record.severity_text)[:SHOWN],
    )


def carried(record: Record) -> Carried:
    """A line, error, alert or the like that carries an id."""
    what = record.title or record.body.partition("\n")[0]
    return Carried(
        record.id, record.t, record.kind, what[:SHOWN], record.severity, citation_of(record), linked(record, "span_id"),
        service_of(record), record.source.rstrip("/").rpartition("/")[2],
    )  # fmt: skip


def exchange_of(record: Record) -> Exchange:
    """An HTTP request and its answer."""
    attributes = record.attributes
    method, path, url = request_of(record.title[:SHOWN], attributes, linked(record, "url"))
    status = status_of(attributes)
    error = word(attributes, "error.type", "wb.error") if record.severity >= 17 and status < 400 else ""
    return Exchange(
        record.id, citation_of(record), record.t, record.t_end, method[:20], path[:SHOWN], url[:SHOWN], status,
        size_of(attributes), phases_of(attributes), failure(status, record.severity, error[:SHOWN]),
        linked(record, "trace_id"),
    )  # fmt: skip


def step_of(record: Record) -> Step:
    """One thing of a user's session."""
    what, status = record.title or record.body.partition("\n")[0], -1
    if record.kind == "http":
        method, path, _url = request_of(record.title[:SHOWN], record.attributes, linked(record, "url"))
        what, status = f"{method} {path}".strip(), status_of(record.attributes)
    return Step(
        record.id, citation_of(record), record.t, record.kind, what[:SHOWN], record.severity, status,
        linked(record, "replay_url"), linked(record, "trace_id"),
    )  # fmt: skip


def mail_step_of(record: Record) -> MailStep:
    """One event of an e-mail, to one recipient."""
    attributes = record.attributes
    first = record.title.partition(" ")[0]
    return MailStep(
        record.id,
        citation_of(record),
        record.t,
        state_of(word(attributes, "event.action") or record.severity_text or first),
        message_of(record),
        word(attributes, "email.to.address") or linked(record, "email") or "recipient not told",
        (record.body if record.body != record.title else "")[:SHOWN],
        record.severity,
        record.resolution_ns,
    )


def message_of(record: Record) -> str:
    """The message a record of an e-mail is about: the id its sender gave it, else the service's, else its group."""
    return linked(record, "email_message_id") or linked(record, "sg_message_id") or record.group_key.strip("<>")


def service_of(record: Record) -> str:
    """Whose record it is."""
    return word(record.resource, "service.name") or linked(record, "service")


def word(values: Mapping[str, Any], *names: str) -> str:
    """The first plain value under one of some names, as text."""
    for name in names:
        value = values.get(name)
        if value and isinstance(value, str):
            return value
        if value is not None and (text := next((text for text in texts_in(value) if text), "")):
            return text
    return ""
