"""Grafana: the webhook of legacy alerting, annotations, and what a panel shows (CSV, data frames as JSON).

Fields: the documentation of legacy notification channels, of the Annotations HTTP API, of data frames (`schema` and `data`)
and of the panel inspector. A legacy webhook tells no time. A panel's CSV has times in the browser's own zone, or epoch ms
where "formatted data" was off; with labels in the names of its columns. Unified alerting sends what Alertmanager does.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import inf, nan
from typing import Any

from workbench.engine.stamps import parse_stamp
from workbench.model.records import Event, changed
from workbench.readers.core import NOT_MINE, Batch, RawSource, Sniff
from workbench.readers.forms import Form, reader_of
from workbench.readers.jsonsource import whole_bytes
from workbench.readers.linereader import RecordReader
from workbench.readers.links import joined, links_of
from workbench.readers.metricpoints import Gathered, Reply, epoch_ms, metrics_of, rows_of, sample
from workbench.readers.raised import listed, mapping, word
from workbench.readers.recordmap import RecordMap
from workbench.readers.shownvalues import shown_value
from workbench.readers.systems import System

SIZE_LIMIT, TITLE_LIMIT = 256 * 1024 * 1024, 4000
TITLE = "Grafana legacy alert (webhook) or annotations"
LEGACY = RecordMap(
    "grafana.events", TITLE, "alert", needs=("ruleId", "ruleName", "state"), phase="state",
    phases={"alerting": "open", "no_data": "open", "ok": "close", "pending": "update", "paused": "update"},
    severity="tags.severity|state",
    severities={"alerting": 17, "no_data": 13, "ok": 9, "paused": 9, "pending": 13, "critical": 18, "high": 17},
    usual=13, name="{title|ruleName}: {message}", body="message", group="ruleId",
    resource={"service.name": "tags.service", "host.name": "tags.host|tags.instance",
              "deployment.environment.name": "tags.environment|tags.env"},
    links={"alert": "ruleName", "url": "ruleUrl"}, prefix="grafana",
)  # fmt: skip
ANNOTATION = RecordMap(
    "grafana.events", TITLE, "comms", needs=("time", "text", "panelId", "alertId|tags"), t="time", t_end="timeEnd",
    form="epoch", phase="newState|data.newState",
    phases={"alerting": "open", "Alerting": "open", "no_data": "open", "NoData": "open", "Error": "open",
            "ok": "close", "Normal": "close", "Pending": "update", "pending": "update", "paused": "update"},
    severity="newState", severities={"alerting": 17, "error": 17, "no_data": 13, "nodata": 13, "ok": 9, "normal": 9,
                                     "pending": 13, "paused": 9}, usual=9,
    name="{alertName} {newState} {text}", body="text", event_id="id", attributes={"wb.author": "login"},
    links={"alert": "alertName"}, prefix="grafana",
)  # fmt: skip
_DEPLOYS = re.compile(r"deploy|release|rollout|rollback", re.I)


def _annotation(event: Event, around: tuple[Any, ...]) -> Event:
    """What an alert wrote is its step; what people wrote of a deploy is one; anything else is what they wrote."""
    row = around[-1]
    tags = [word(tag) for tag in listed(row.get("tags"))]
    pairs = [(key, told) for key, colon, told in (tag.partition(":") for tag in tags) if colon]
    event = changed(
        event, t_end=None if event.t_end == event.t else event.t_end, links=joined(event.links, links_of(pairs))
    )
    if word(row.get("newState")):
        alert = word(row.get("alertId")) if row.get("alertId") else word(row.get("alertName"))
        return changed(event, kind="alert", group_key=alert or event.group_key)
    kind = "deploy" if any(_DEPLOYS.search(tag) for tag in tags) else "comms"
    return changed(event, kind=kind, phase="point")


# ---- data frames ----
def _frame(frame: Mapping[str, Any], found: Gathered) -> None:
    """A frame: a column of times, and a series a column of numbers."""
    schema = mapping(frame.get("schema")) or frame
    fields = rows_of(schema.get("fields"))
    data = mapping(frame.get("data"))
    columns = listed(data.get("values")) or [listed(one.get("values")) for one in fields]
    odd = listed(data.get("entities"))
    times = next((at for at, one in enumerate(fields) if word(one.get("type")) == "time"), -1)
    if times < 0 or times >= len(columns):
        found.note("a frame has no column of times; it is left out")
        return
    nanos = listed(listed(data.get("nanos"))[times]) if times < len(listed(data.get("nanos"))) else []
    stamps = [_plus(epoch_ms(t), nanos, at) for at, t in enumerate(listed(columns[times]))]
    for at, one in enumerate(fields):
        if word(one.get("type")) != "number" or at >= len(columns):
            continue
        config = mapping(one.get("config"))
        name = word(config.get("displayNameFromDS")) or word(config.get("displayName")) or word(one.get("name"))
        if name in ("", "Value") and word(schema.get("name")):
            name = word(schema.get("name"))
        labels = dict(mapping(one.get("labels"))) or dict(found.file)
        values = [sample(value) for value in listed(columns[at])]
        _odd(values, mapping(odd[at]) if at < len(odd) else {})
        pairs = zip(stamps, values, strict=False)
        found.add(name or "Value", labels, pairs, unit=word(config.get("unit")))


def _plus(t: int | None, nanos: list[Any], at: int) -> int | None:
    more = nanos[at] if at < len(nanos) else 0
    return t + more if t is not None and isinstance(more, int) and 0 <= more < 10**9 else t


def _odd(values: list[float | None], entities: Mapping[str, Any]) -> None:
    """NaN and infinities, which JSON has no words for, stand in lists of their places."""
    for name, number in (("NaN", nan), ("Inf", inf), ("NegInf", -inf)):
        for place in listed(entities.get(name)):
            if isinstance(place, int) and 0 <= place < len(values):
                values[place] = number


def _queries(value: Mapping[str, Any], found: Gathered) -> None:
    """`/api/ds/query`: frames by the query's letter."""
    for letter, result in mapping(value.get("results")).items():
        if error := word(mapping(result).get("error")):
            found.note(f"query {letter}: {error[:300]}")
        for frame in rows_of(mapping(result).get("frames")):
            _frame(frame, found)


# ---- a panel's CSV ----
@dataclass(slots=True)
class _Column:
    """One column of values. unit: of its numbers, once one has one."""

    name: str
    labels: Mapping[str, str]
    samples: list[tuple[int | None, float | None]] = field(default_factory=list)
    unit: str = ""
    mixed: int = 0

    def take(self, t: int | None, text: str) -> None:
        told = shown_value(text)
        if told is not None and told[1]:
            self.mixed += bool(self.unit) and told[1] != self.unit
            self.unit = self.unit or told[1]
        self.samples.append((t, told[0] if told else None))


_LABELS = re.compile(r'([\w:.]*)\{((?:\s*[\w.]+\s*=\s*"(?:[^"\\]|\\.)*"\s*,?)*)\}')
_LABEL = re.compile(r'([\w.]+)\s*=\s*"((?:[^"\\]|\\.)*)"')


def _sniff(head: bytes, _name: str) -> Sniff:
    if not re.match(rb'(?:\xef\xbb\xbf)?(?:sep=[,;]\r?\n)?"?(?:Time"?[,;]|Series"?;"?Time"?;)', head):
        return NOT_MINE
    lines = head.split(b"\n")
    try:
        rows = list(_rows(b"\n".join(lines[:20]).decode("utf-8-sig", "replace")))
    except csv.Error:
        return NOT_MINE
    if len(rows) < 2 or rows[0][:1] != ["Time"] and [cell.strip() for cell in rows[0]] != ["Series", "Time", "Value"]:
        return NOT_MINE
    at = 0 if rows[0][0] == "Time" else 1
    body = [row for row in rows[1:] if len(row) == len(rows[0])][:10]
    if not body or any(_moment(row[at])[0] is None for row in body):
        return NOT_MINE
    numbers = [any(shown_value(row[column]) for row in body) for column in range(at + 1, len(rows[0]))]
    return Sniff(0.96, "its columns are Time and what a panel shows at it") if any(numbers) else NOT_MINE


def _rows(text: str) -> Iterator[list[str]]:
    """The rows of a panel's CSV; the line for Excel (`sep=`) left out."""
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep="):
        text = rest
        first = rest.partition("\n")[0]
    semicolon = re.match(r'"?(?:Time|Series)"?;', first)
    yield from csv.reader(io.StringIO(text, newline=""), delimiter=";" if semicolon else ",")


def _moment(text: str) -> tuple[int | None, bool]:
    """A cell's time in ns, and whether it has no zone."""
    text = text.strip()
    if text.isdecimal():
        return epoch_ms(int(text)) if 9 < len(text) < 17 else None, False
    stamp = parse_stamp(text, "iso")
    return (stamp.wall, stamp.naive) if stamp else (None, False)


def _read(source: RawSource) -> Iterator[Batch]:
    found = Gathered(source.name)
    columns: dict[str | int, _Column] = {}
    header: list[str] = []
    local = False
    rows = _rows(whole_bytes(source, SIZE_LIMIT).decode("utf-8-sig", "replace"))
    try:
        for number, row in enumerate(rows, 1):
            if not header:
                header = [cell.strip() for cell in row]
                continue
            long = header[0] == "Series"
            if len(row) != len(header):
                found.skipped += bool(row)
                found.note("a row has fewer or more cells than there are columns; it is passed over", f"row {number}")
                continue
            t, naive = _moment(row[1 if long else 0])
            local = local or naive
            cells: list[tuple[str | int, str, str]] = [(row[0], row[0], row[2])] if long else [
                (at, header[at], row[at]) for at in range(1, len(row))
            ]  # fmt: skip
            for key, name, text in cells:
                if key not in columns:
                    columns[key] = _Column(*_named(name, found))
                columns[key].take(t, text)
    except csv.Error as error:
        found.skipped += 1
        found.note(f"the table is broken ({error}); what was whole before it is kept")
    for column in columns.values():
        if all(value is None for _t, value in column.samples):
            found.note(f"the column {column.name!r} holds no numbers; it is left out")
        elif column.mixed:
            found.skipped += len(column.samples)
            found.note(f"the column {column.name!r} changes its unit in a way that is not known; it is left out")
        else:
            found.add(column.name, column.labels, column.samples, unit=column.unit, naive=local)
    yield from found.batches()


def _named(title: str, found: Gathered) -> tuple[str, Mapping[str, str]]:
    """`up{job="x"}` as name and labels; any other title is the name, of the panel in that file."""
    told = _LABELS.fullmatch(title.strip()) if len(title) < TITLE_LIMIT else None
    if told is None:
        return title.strip() or "Value", found.file
    labels = {name: re.sub(r"\\(.)", r"\1", text) for name, text in _LABEL.findall(told[2])}
    name = told[1] or labels.pop("__name__", "") or "Value"
    return name, labels


READERS = (
    reader_of("grafana.events", TITLE, ("alert", "comms", "deploy"), Form(LEGACY), Form(ANNOTATION, _annotation)),
    metrics_of("grafana.frames", "Grafana data frames (panel JSON, query reply)",
               Reply(("schema.fields", "data.values"), _frame), Reply(("fields[0].values", "fields[0].type"), _frame),
               Reply(("results", "frames|results.A|results.B"), _queries)),
    RecordReader("grafana.csv", "Grafana panel data (CSV)", ("metric",), _sniff, _read),
)  # fmt: skip
EXAMPLES = {
    "grafana.events": json.dumps({
        "ruleId": 58, "ruleName": "orders answers slowly", "ruleUrl": "https://g.example/d/1?panelId=2", "state": "alerting",
        "title": "[Alerting] orders answers slowly", "message": "p95 above 2 s", "evalMatches": [
            {"value": 2.4, "metric": "p95", "tags": {"service": "orders"}}], "tags": {"severity": "critical"},
    }),
    "grafana.frames": json.dumps([{
        "schema": {"refId": "A", "fields": [
            {"name": "Time", "type": "time", "config": {"interval": 60000}},
            {"name": "Value", "type": "number", "labels": {"service": "orders"},
             "config": {"displayNameFromDS": "p95", "unit": "s"}}]},
        "data": {"values": [[1773756120000, 1773756180000], [1.9, None]]},
    }]),
    "grafana.csv": '"Time","up{job=""orders""}","p95"\r\n2026-03-17 14:02:00,1,1.9 s\r\n2026-03-17 14:03:00,,240 ms\r\n',
}  # fmt: skip
SYSTEMS = (
    System(
        "Grafana", "beside them", ("grafana.csv", "grafana.frames", "grafana.events", "alertmanager.webhook"),
        "Panel: Inspect, Data, Download CSV, “Formatted data” off (times are UTC then), or Inspect, JSON, “DataFrame JSON”. "
        "Webhook of an alert: keep the bodies. Annotations: `/api/annotations` as it replies.",
        "A series a column or field; a step of an alert; an annotation from its time to its end, one tagged deploy or "
        "release as a deploy. Formatted values are brought back to numbers of one unit.",
        "A legacy webhook has no time: its records have none. Formatted times have no zone: declare the browser's. "
        "Dashboard JSON, which holds queries and no data.",
        "`panelURL` and `dashboardURL` of an alert.",
    ),
)  # fmt: skip
