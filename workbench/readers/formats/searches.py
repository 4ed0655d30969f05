"""Searches of hosted log services as their APIs answer them, and what they post: Loggly and Papertrail.

Loggly: `/apiv2/events/iterate` and, of older searches, `/apiv2/events` for an `rsid` (API documentation, "Retrieving data");
newest first; `timestamp` is Loggly's reference time (epoch ms), the parsed fields stand in `event` by parser. Papertrail:
`/api/v1/events/search.json` and the webhook of an alert, posted as a form whose field `payload` is JSON (help: "Search API",
"Web hooks"); `received_at` is the collector's clock, `generated_at`, where told, the sender's. A webhook of counts holds
`timeseries`, a count by epoch second: a metric.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from workbench.model.case import Problem
from workbench.readers.raised import mapping, word
from workbench.readers.recordmap import plain
from workbench.readers.replies import Row
from workbench.readers.searchlog import MILLI, SECOND, Told, epoch, flat, written
from workbench.readers.searchtool import Sample, SearchTool, number_of
from workbench.readers.syslogbody import body_fields
from workbench.readers.systems import System


# ---- Loggly ----
def _is_loggly(row: Row) -> float:
    value = mapping(row.value)
    if "logmsg" in value and ("logtypes" in value or "event" in value) and "timestamp" in value:
        return 0.95
    begun = mapping(value.get("rsid"))
    return 0.9 if not row.list and "date_from" in begun and "id" in begun else 0.0


def _loggly(row: Row) -> Told | Problem | str | None:
    value = row.value
    if not isinstance(value, Mapping):
        return "this is no event of Loggly"
    if "rsid" in value and "events" not in value and "logmsg" not in value:
        return Problem("it only tells that a search was begun: fetch `/apiv2/events` with its rsid")
    if not ("logmsg" in value or "event" in value):
        return None if "events" in value or "next" in value else "this is no event of Loggly"
    parsed = mapping(value.get("event"))
    syslog, inside = mapping(parsed.get("syslog")), mapping(parsed.get("json"))
    text = word(value.get("logmsg")) or word(value.get("unparsed")) or word(value.get("raw"))
    fields = mapping({key: inner for key, inner in parsed.items() if key != "json" or text.lstrip()[:1] != "{"})
    level = word(syslog.get("severity"))
    return Told(
        t=epoch(value.get("timestamp"), MILLI), text=text, level=level or word(inside.get("level")),
        id=plain(value.get("id")),
        pairs=flat(fields),
        attributes={"loggly.tags": value.get("tags"), "loggly.logtypes": value.get("logtypes"), **_rest(value)},
        resource={"service.name": syslog.get("appName") or inside.get("service"),
                  "host.name": syslog.get("host") or mapping(parsed.get("http")).get("clientHost")},
    )  # fmt: skip


_LOGGLY = frozenset(("timestamp", "logmsg", "unparsed", "raw", "event", "id", "tags", "logtypes"))


def _rest(value: Mapping[str, Any]) -> dict[str, Any]:
    return {f"loggly.{key}": inner for key, inner in flat(value, *_LOGGLY)}


LOGGLY = SearchTool(
    "loggly.events", "Loggly events (search)", "loggly", (b'"logmsg"|"rsid"',), {"events": "events[]"},
    "it holds events with logmsg and logtypes, as Loggly's searches answer", _is_loggly, _loggly, total="total_events",
)  # fmt: skip


# ---- Papertrail ----
def _is_papertrail(row: Row) -> float:
    value = mapping(row.value)
    if row.list == "counts":
        return 0.95 if "timeseries" in value and "source_name" in value else 0.0
    told = sum(key in value for key in ("source_name", "source_ip", "program", "facility", "severity", "hostname"))
    return 0.95 if row.list and "message" in value and "received_at" in value and told >= 2 else 0.0


def _papertrail(row: Row) -> Told | str | None:
    value = row.value
    if not isinstance(value, Mapping) or not row.list or not ("message" in value or "received_at" in value):
        searched = isinstance(value, Mapping) and bool({"events", "counts", "max_id", "saved_search"} & value.keys())
        return None if searched else "this is no event of Papertrail"
    received = written(value.get("received_at"))
    sent = written(value.get("generated_at"))
    text, program = word(value.get("message")), word(value.get("program"))
    saved = mapping(row.around.get("saved_search"))
    taken = ("received_at", "generated_at", "display_received_at", "message", "program", "severity", "facility",
             "hostname", "source_name", "source_ip", "id")  # fmt: skip
    return Told(
        t=sent if sent[0] is not None else received, observed=received, text=text, level=word(value.get("severity")),
        id=plain(value.get("id")), pairs=[(f"papertrail.{key}", inner) for key, inner in flat(value, *taken)],
        attributes={
            **body_fields(program, text), "source.address": value.get("source_ip"),
            "syslog.facility": word(value.get("facility")).lower(), "papertrail.source_name": value.get("source_name"),
            "papertrail.saved_search": saved.get("name"), "papertrail.search_url": saved.get("html_search_url"),
        },
        resource={"host.name": value.get("hostname") or value.get("source_name"), "service.name": program},
    )  # fmt: skip


def _counts(row: Row) -> Iterator[Sample] | None:
    """The points of a webhook of counts: how often a saved search was met, by second."""
    if row.list != "counts":
        return None
    value = mapping(row.value)
    saved = word(mapping(row.around.get("saved_search")).get("name"))
    labels = {"source": word(value.get("source_name")), "saved_search": saved}
    return (
        ("papertrail.matches", {key: one for key, one in labels.items() if one}, stamp.wall, number)
        for second, count in mapping(value.get("timeseries")).items()
        if (stamp := epoch(second, SECOND)[0]) is not None and (number := number_of(count)) is not None
    )


PAPERTRAIL = SearchTool(
    "papertrail.events", "Papertrail events (search or webhook)", "papertrail", (b'"received_at"|"timeseries"',),
    {"events": "events[]", "counts": "counts[]"},
    "it holds events with received_at, program and severity, as Papertrail's searches and webhooks do",
    _is_papertrail, _papertrail, samples=_counts, packed=True, kinds=("log", "metric"),
)  # fmt: skip
READERS = (LOGGLY.reader(), PAPERTRAIL.reader())
EXAMPLES = {
    "loggly.events": json.dumps({"events": [{
        "id": "8f0b", "timestamp": 1773756131479, "logmsg": "charge refused", "raw": None, "tags": ["shop"],
        "logtypes": ["syslog"], "event": {"syslog": {"appName": "orders", "host": "web-1", "severity": "Error"}}}],
        "next": None}),
    "papertrail.events": json.dumps({"events": [{
        "id": 7711561783320576, "received_at": "2026-03-17T15:02:11+01:00", "source_ip": "192.0.2.1", "source_name": "web-1",
        "source_id": 2, "hostname": "web-1", "program": "orders", "severity": "Error", "facility": "User",
        "message": "charge refused"}], "max_id": "7711561783320576"}),
}  # fmt: skip
SYSTEMS = (
    System(
        "Loggly", "logs", ("loggly.events",),
        "`/apiv2/events/iterate?q=…&from=…&until=…&size=1000`, page after page by `next`: keep the replies, one a file or "
        "one behind the other. Searches by `rsid`: the replies of `/apiv2/events`.",
        "A record an event at Loggly's `timestamp`; what its parsers found as fields, the stamp of a syslog head among "
        "them; the level of syslog or of the JSON sent.",
        "The reply of `/apiv2/search`, which only names the search; CSV of the search page (map it once).",
    ),
    System(
        "Papertrail", "logs", ("papertrail.archive", "papertrail.events"),
        "Archives: the hourly or daily `tsv.gz` as it is. Search: `/api/v1/events/search.json`, page after page by "
        "`max_id`. Webhook of an alert: keep the posted bodies, form-encoded or as JSON, one a line.",
        "A record an event at `generated_at`, else `received_at`; severity and facility by their syslog names. The counts "
        "of a webhook become a series.",
        "What `papertrail` prints on a terminal is syslog text, and is read as such.",
    ),
)  # fmt: skip
