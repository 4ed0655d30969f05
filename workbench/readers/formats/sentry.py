"""Sentry: events as the REST API and the SDKs have them, webhooks around them, issues, and transactions with their spans.

Fields: see `sentryevents`. Breadcrumbs are records of their own, cited by their pointer.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from workbench.model.records import Event
from workbench.readers.core import NOT_MINE, Batch, RawSource, Sniff
from workbench.readers.forms import objects
from workbench.readers.jsonsource import JsonSource, batches, whole_bytes
from workbench.readers.jsonvalues import first_object
from workbench.readers.linereader import RecordReader
from workbench.readers.sentryevents import EVENT, Payloads, inner_of, is_issue
from workbench.readers.systems import System

EXAMPLES = {
    "sentry.event": json.dumps({
        "event_id": "fc6d8c0c43fc4630ad850ee518f1b9d0", "platform": "python", "level": "error", "timestamp": 1773756131.25,
        "release": "orders@4.18.0", "exception": {"values": [{"type": "ValueError", "value": "no stock", "stacktrace": {
            "frames": [{"filename": "shop/api.py", "function": "post", "lineno": 2, "in_app": True},
                       {"filename": "shop/store.py", "function": "reserve", "lineno": 102, "in_app": True}]}}]},
    }),
}  # fmt: skip


def _sniff(head: bytes, _name: str) -> Sniff:
    if not any(mark in head for mark in (b'"event_id"', b'"eventID"', b'"shortId"', b'"sentry.interfaces')):
        return NOT_MINE
    first = first_object(head)
    found = [inner for inner, _around, _pointer in inner_of(first)] if isinstance(first, Mapping) else []
    if not found:
        return NOT_MINE
    what = "an issue with shortId" if is_issue(found[0]) else "an event_id with what Sentry tells of an event"
    return Sniff(0.93, f"it has {what}")


def _read(source: RawSource) -> Iterator[Batch]:
    text = JsonSource(whole_bytes(source), source.name)
    return batches(text, _events(text), kinds="events")


def _events(text: JsonSource) -> Iterator[Event]:
    payloads = Payloads()
    for (outer,), start, end in objects(text, EVENT):
        found = list(inner_of(outer))
        if not found:
            text.wrong("this is no event or issue of Sentry", start)
        for inner, around, pointer in found:
            yield from payloads.events(
                inner, around, lambda below, at=(start, end), to=pointer: text.place(*at, to + below)
            )


READERS = (RecordReader("sentry.event", EVENT.title, ("error", "span", "usersession"), _sniff, _read),)
SYSTEMS = (
    System(
        "Sentry", "exceptions", ("sentry.event",),
        "Event page, JSON (`…/events/ID/json/`); webhook of an integration or of the WebHooks plug-in: keep the bodies.",
        "An error with its trace, breadcrumbs as records before it; an issue's step; a transaction as spans.",
        "Attachments and minidumps.", "`web_url` of an event.",
    ),
)  # fmt: skip
