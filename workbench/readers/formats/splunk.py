"""Splunk: searches as they are exported (JSON rows, a reply, CSV), the webhook of an alert, and what is sent to it (HEC).

Forms: REST API reference, "search/jobs/export" (one row a line; rows with `preview` true are replaced later, the row that
carries `lastrow` counts) and "results" in the modes json and json_rows; "Use a webhook alert action"; "Format events for
HTTP Event Collector". All values of a search are texts, several values a list. `_time` is ISO 8601 with an offset, a date
with the letters of a zone, or epoch seconds. A row of `timechart` (it has `_span`) is a point of each of its columns.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import msgspec

from workbench.engine.stamps import parse_stamp
from workbench.model.case import Problem
from workbench.model.instants import to_datetime, zone_named
from workbench.readers.core import NOT_MINE, Batch, RawSource, Sniff
from workbench.readers.csvrows import csv_rows
from workbench.readers.jsonsource import JsonSource, whole_bytes
from workbench.readers.linereader import RecordReader
from workbench.readers.mapping import kept
from workbench.readers.raised import listed, mapping, word
from workbench.readers.recordmap import plain
from workbench.readers.replies import Row
from workbench.readers.searchlog import SECOND, Time, Told, epoch, flat, in_words, written
from workbench.readers.searchtool import Sample, SearchTool, number_of, reading
from workbench.readers.systems import System
from workbench.readers.zonewords import zone_of_words

_LETTERED = re.compile(r"(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?) ([A-Z]{2,5})")
_LEVELS = ("log_level", "level", "loglevel", "severity", "Level", "LEVEL")
_OUTER = ("result", "preview", "offset", "lastrow")
_PREVIEW = Problem("a row of a preview was passed over: the search replaced it by its results")
_LETTERS = Problem("the times name their zone by letters only, which was looked up; check that it is the one meant")
_UNKNOWN = Problem("the times name a zone by letters that are known for none; the zone is assumed until it is declared")


def time_of(value: Any) -> tuple[Time, tuple[Problem, ...]]:
    """`_time` as it is written, and what is doubtful where its zone is told by letters."""
    text = plain(value).strip()
    counted = epoch(text, SECOND)
    if counted[0] is not None:
        return counted, ()
    known = written(text)
    found = _LETTERED.fullmatch(text) if known[0] is None else None
    stamp = parse_stamp(found[1], "iso") if found else None
    if found is None or stamp is None:
        return known, ()
    zone, _ = zone_of_words((found[2],))
    if not zone:
        return (stamp, text), (_UNKNOWN,)
    moments = [to_datetime(stamp.wall).replace(tzinfo=zone_named(zone), fold=fold) for fold in (0, 1)]
    moment = next((one for one in moments if one.tzname() == found[2]), moments[0])
    offset = moment.utcoffset()
    east = int(offset.total_seconds()) * 10**9 if offset else 0
    return (replace(stamp, wall=stamp.wall - east, naive=False), text), (_LETTERS,)


def told_of(value: Mapping[str, Any], outer: Mapping[str, Any]) -> Told:
    """A row of results. outer: what a webhook says beside it."""
    text = value.get("_raw")
    text = "\n".join(map(plain, text)) if isinstance(text, list) else plain(text)
    level = next((plain(value[key]) for key in _LEVELS if plain(value.get(key))), "")
    place = [plain(value.get(key)) for key in ("_bkt", "_cd")]
    source = plain(value.get("source"))
    alert = {f"splunk.{key}": kept(inner) for key, inner in flat(outer, *_OUTER)}
    taken = ("_raw", "_time", "_indextime", "host", "source", *(_LEVELS if level else ()))
    time, notes = time_of(value.get("_time"))
    title = "" if text.strip() else in_words((key, inner) for key, inner in flat(value) if key[:1] != "_")
    return Told(
        t=time, notes=notes, observed=epoch(value.get("_indextime"), SECOND), text=text, level=level,
        id="/".join(place) if all(place) else "", title=title, pairs=flat(value, *taken),
        attributes={**alert, "splunk.source": source, "log.file.path": source if source[:1] in ("/", "\\") else ""},
        resource={"host.name": value.get("host") if isinstance(value.get("host"), str) else ""},
        links=(("alert", outer.get("search_name")), ("url", outer.get("results_link"))),
    )  # fmt: skip


# ---- searches ----
def _result(row: Row) -> tuple[Mapping[str, Any], Mapping[str, Any]] | None:
    """The fields of a row of any kind, and what is said beside it."""
    value = row.value
    if row.list == "rows" and isinstance(value, list):
        names = [plain(mapping(name).get("name")) or plain(name) for name in listed(row.around.get("fields"))]
        return (dict(zip(names, value, strict=False)), {}) if names else None
    if row.list == "results":
        return (value, {}) if isinstance(value, Mapping) else None
    inner = mapping(value).get("result")
    return (inner, value) if isinstance(inner, Mapping) else None


def _is_splunk(row: Row) -> float:
    found = _result(row)
    if found is None:
        return 0.0
    fields, outer = found
    timed = "_time" in fields or "_raw" in fields
    if row.list:
        searched = "init_offset" in row.around or "preview" in row.around
        return 0.95 if timed or searched else 0.0
    return 0.95 if "preview" in outer or ("sid" in outer and "search_name" in outer) else 0.0


def _searched(row: Row) -> Told | Problem | str | None:
    found = _result(row)
    if found is None:
        empty = isinstance(row.value, Mapping) and not row.list and bool(
            {"preview", "lastrow", "results", "rows", "messages", "init_offset"} & row.value.keys()
        )  # fmt: skip
        return None if empty else "this is no row of a search"
    fields, outer = found
    if _true(outer.get("preview")) or (row.list and _true(row.around.get("preview"))):
        return _PREVIEW
    return told_of(fields, outer)


def _true(value: Any) -> bool:
    return value is True or value in ("true", "1")


def _charted(row: Row) -> Iterator[Sample] | None:
    """The points of a row of `timechart`: each of its columns that is no field of Splunk's own."""
    found = _result(row)
    return chart_points(found[0]) if found is not None and not _true(found[1].get("preview")) else None


def chart_points(fields: Mapping[str, Any]) -> Iterator[Sample] | None:
    """The points of a row that has a time and the span it stands for, and no text; None of any other row."""
    if "_span" not in fields or "_raw" in fields:
        return None
    stamp = time_of(fields.get("_time"))[0][0]
    if stamp is None or stamp.naive:
        return None
    return (
        (name, {}, stamp.wall, float("nan") if value in (None, "") else number)
        for name, value in fields.items()
        if name[:1] != "_" and (number := number_of(value) if value not in (None, "") else 0.0) is not None
    )


SEARCH = SearchTool(
    "splunk.results", "Splunk search results (export, REST or webhook)", "splunk",
    (b'"_time"|"_raw"|"result"|"results"|"rows"', b'"preview"|"sid"|"_raw"|"_time"'),
    {"results": "results[]", "rows": "rows[]"},
    "it holds rows of a search as Splunk exports them", _is_splunk, _searched, samples=_charted, kinds=("log", "metric"),
)  # fmt: skip


# ---- CSV ----
def _header(data: bytes) -> tuple[str, ...]:
    first = next(csv_rows(data[:16_384]), None)
    return first.texts if first is not None else ()


def _csv_judge(head: bytes, _name: str) -> Sniff:
    if b"_time" not in head[:16_384]:
        return NOT_MINE
    names = _header(head)
    own = [name for name in names if name in ("_raw", "_time", "_span", "_indextime", "sourcetype", "splunk_server")]
    if "_time" not in own or len(own) < 2 or len(names) < 2:
        return NOT_MINE
    return Sniff(0.95, f"its first row names Splunk's {', '.join(own)}")


def _csv_records(text: JsonSource) -> Iterator[Row]:
    rows = csv_rows(text.text)
    names = next(rows).texts
    for row in rows:
        if not row.whole:
            text.wrong("the file ends in the middle of a row (truncated)", row.start)
            continue
        cells = {name: cell for name, cell in zip(names, row.texts, strict=False) if cell or name[:1] != "_"}
        yield Row({"result": cells, "preview": "false"}, row.start, row.end)


def _csv_read(source: RawSource) -> Iterator[Batch]:
    text = JsonSource(whole_bytes(source), source.name)
    if not _header(text.text):
        return iter(())
    return reading(replace(SEARCH, told=_csv_told), text, _csv_records(text))


def _csv_told(row: Row) -> Told:
    return told_of(row.value["result"], {})


# ---- what is sent to it ----
_HEC_KEYS = frozenset(("time", "host", "source", "sourcetype", "index", "event", "fields"))


def _is_hec(row: Row) -> float:
    value = mapping(row.value)
    if not value or not value.keys() <= _HEC_KEYS or not ("event" in value or "fields" in value):
        return 0.0
    if "time" in value and epoch(value["time"], SECOND)[0] is None:
        return 0.0
    named = sum(key in value for key in ("sourcetype", "index", "fields", "source"))
    return 0.94 if named and len(value) > 2 else 0.9 if "time" in value and "event" in value else 0.0


def _sent(row: Row) -> Told | str:
    value = row.value
    if not isinstance(value, Mapping) or not ("event" in value or "fields" in value):
        return "this is no event for the collector"
    event = value.get("event")
    text = event if isinstance(event, str) else "" if event is None else msgspec.json.encode(kept(event)).decode()
    return Told(
        t=_sent_at(value), text=text,
        pairs=[*flat(value.get("fields")), *flat(value, "time", "host", "event", "fields", "source")],
        attributes={"splunk.source": value.get("source")}, resource={"host.name": value.get("host")},
    )  # fmt: skip


def _sent_at(value: Mapping[str, Any]) -> Time:
    """`time` counts seconds; of so many digits that it would be a day beyond the year 5000, milliseconds."""
    text = plain(value.get("time"))
    return epoch(text, 6 if len(text.partition(".")[0]) >= 12 else SECOND)


def _measured(row: Row) -> Iterator[Sample] | None:
    """The points of a metric event: `metric_name:cpu.user`, or `metric_name` and `_value`; the rest are its labels."""
    value = mapping(row.value)
    fields = mapping(value.get("fields"))
    if not any(key.startswith("metric_name") for key in fields):
        return None
    stamp = _sent_at(value)[0]
    if stamp is None:
        return None
    given = {key.removeprefix("metric_name:"): one for key, one in fields.items() if key.startswith("metric_name:")}
    if not given and word(fields.get("metric_name")):
        given = {word(fields["metric_name"]): fields.get("_value")}
    labels = {key: plain(one) for key, one in fields.items() if not key.startswith("metric_name") and key != "_value"}
    labels |= {"host": word(value.get("host"))} if word(value.get("host")) else {}
    return ((name, labels, stamp.wall, number) for name, one in given.items() if (number := number_of(one)) is not None)


HEC = SearchTool(
    "splunk.hec", "Splunk HTTP Event Collector events", "splunk", (b'"event"|"fields"', b'"time"|"sourcetype"|"index"'), {},
    "its objects hold time and event, and else only what Splunk's event collector takes", _is_hec, _sent,
    samples=_measured, kinds=("log", "metric"),
)  # fmt: skip
READERS = (
    SEARCH.reader(), RecordReader("splunk.csv", "Splunk search results (CSV)", ("log", "metric"), _csv_judge, _csv_read),
    HEC.reader(),
)  # fmt: skip
EXAMPLES = {
    "splunk.results": json.dumps({"preview": False, "offset": 0, "lastrow": True, "result": {
        "_time": "2026-03-17T15:02:11.479+01:00", "_raw": "ERROR charge refused", "host": "web-1", "sourcetype": "orders"}}),
    "splunk.csv": (
        '"_time","_raw",host,sourcetype\n"2026-03-17T15:02:11.479+0100","ERROR charge refused\n  at pay()",web-1,orders\n'
    ),
    "splunk.hec": json.dumps({"time": 1773756131.479, "host": "web-1", "sourcetype": "orders", "event": "charge refused"}),
}  # fmt: skip
SYSTEMS = (
    System(
        "Splunk", "logs", ("splunk.results", "splunk.csv", "splunk.hec"),
        "Search page: Export, as JSON or CSV. REST: `search/jobs/export?output_mode=json` or the `results` of a job. "
        "Webhook of an alert: keep the posted bodies. Events on their way to the HTTP Event Collector: as they are.",
        "A record a row at `_time`, indexed at `_indextime`, the line itself from `_raw`; rows of `timechart` and metric "
        "events as series. Rows of a preview are passed over and counted.",
        "The modes json_cols and xml; “raw” is the log text itself, and is read as such.", "`results_link` of a webhook.",
    ),
)  # fmt: skip
