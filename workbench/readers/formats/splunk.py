"""Splunk: searches as they are exported (JSON rows, a reply, CSV), the webhook of an alert, and what is sent to it (HEC).

Forms: REST API reference, "search/jobs/export" (one row a line; rows with `preview` true are replaced later, the row that
carries `lastrow` counts) and "results" in the modes json, json_rows, json_cols, csv and xml; "Use a webhook alert action";
"Format events for HTTP Event Collector". All values of a search are texts, several values a list. `_time` is ISO 8601 with
an offset, a date with the letters of a zone, or epoch seconds. A row of `timechart` (it has `_span`) is a point of each of
its columns.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

import msgspec

from workbench.model.case import Problem
from workbench.readers.core import NOT_MINE, Batch, RawSource, Sniff
from workbench.readers.csvrows import csv_rows
from workbench.readers.jsonplaces import elements_of, members_of
from workbench.readers.jsonsource import JsonSource, top_keys, whole_bytes
from workbench.readers.jsonvalues import value_of
from workbench.readers.linereader import RecordReader
from workbench.readers.mapping import kept
from workbench.readers.raised import listed, mapping, word
from workbench.readers.recordmap import plain
from workbench.readers.replies import Row
from workbench.readers.searchlog import SECOND, Time, Told, epoch, flat
from workbench.readers.searchtool import Sample, SearchTool, number_of, reading
from workbench.readers.splunkrows import chart_points, told_of
from workbench.readers.systems import System
from workbench.readers.xmlrows import in_both, repeated, xml_rows

_PREVIEW = Problem("a row of a preview was passed over: the search replaced it by its results")


# ---- searches ----
def _result(row: Row) -> tuple[Mapping[str, Any], Mapping[str, Any]] | None:
    """The fields of a row of any kind, and what is said beside it."""
    value = row.value
    if row.list == "rows" and isinstance(value, list):
        names = _names(row.around.get("fields"))
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


SEARCH = SearchTool(
    "splunk.results", "Splunk search results (export, REST or webhook)", "splunk",
    (b'"_time"|"_raw"|"result"|"results"|"rows"', b'"preview"|"sid"|"_raw"|"_time"'),
    {"results": "results[]", "rows": "rows[]"},
    "it holds rows of a search as Splunk exports them", _is_splunk, _searched, samples=_charted, kinds=("log", "metric"),
)  # fmt: skip
SEARCH_ROWS = SEARCH.reader()


# ---- columns ----
def _columns_judge(head: bytes, name: str) -> Sniff:
    known = SEARCH_ROWS.sniff(head, name)
    if known.confidence or b'"columns"' not in head or not (b'"init_offset"' in head or b'"preview"' in head):
        return known
    return (
        Sniff(0.95, "it holds the columns of a search as Splunk replies") if "columns" in top_keys(head) else NOT_MINE
    )


def _columns_read(source: RawSource) -> Iterator[Batch]:
    data = whole_bytes(source)
    if "columns" not in top_keys(data[:65_536]):
        return SEARCH_ROWS.read(source)
    text = JsonSource(data, source.name)
    rows = text.found(lambda start, end: _columned(text, start, end), lambda position: _cut_columns(text, position))
    return reading(replace(SEARCH, told=_mode_told), text, rows)


def _columned(text: JsonSource, start: int, end: int) -> Iterator[Row]:
    """Rows out of columns: each cited by its cell of `_raw`, else of the first column that has one."""
    members = members_of(text.text, (start, end)) or {}
    if not {"fields", "columns"} <= members.keys():
        return text.wrong("this reply has no columns", start)
    names = _names(value_of(text.text[slice(*members["fields"])]))
    columns = [elements_of(text.text, span) or [] for span in elements_of(text.text, members["columns"]) or ()]
    preview = value_of(text.text[slice(*members["preview"])]) if "preview" in members else False
    cited = sorted(range(len(columns)), key=lambda at: (names[at : at + 1] != ["_raw"], at))
    for number in range(max(map(len, columns), default=0)):
        spans = {name: column[number] for name, column in zip(names, columns, strict=False) if number < len(column)}
        cells = {name: value_of(text.text[slice(*span)]) for name, span in spans.items()}
        place = next(columns[at][number] for at in cited if number < len(columns[at]))
        yield Row(
            {"result": {name: cell for name, cell in cells.items() if cell is not None}, "preview": preview}, *place
        )
    return None


def _cut_columns(text: JsonSource, position: int) -> Iterator[Row]:
    """Of columns that are cut off no row is whole."""
    yield from ()
    text.wrong("the reply ends in the middle of its columns (truncated), so that no row of it is whole", position)


def _names(value: Any) -> list[str]:
    """Names of fields, which are texts or, in newer replies, objects."""
    return [word(mapping(name).get("name")) or plain(name) for name in listed(value)]


def _mode_told(row: Row) -> Told | Problem:
    return _PREVIEW if _true(row.value["preview"]) else told_of(row.value["result"], {})


# ---- XML ----
_RESULTS = re.compile(rb"<results[^>]{0,200}?(?:preview\s*=\s*['\"](\w*)['\"][^>]{0,200})?>")


def _xml_judge(head: bytes) -> Sniff:
    if _RESULTS.search(head[:4096]) and (b"<result " in head or b"<fieldOrder" in head or b"<meta>" in head):
        return Sniff(0.93, "it holds results with their fields, as Splunk writes them in XML")
    return NOT_MINE


def _xml_read(source: RawSource) -> Iterator[Batch]:
    text = JsonSource(whole_bytes(source), source.name)
    return reading(replace(SEARCH, told=_mode_told), text, _xml_records(text))


def _xml_records(text: JsonSource) -> Iterator[Row]:
    """The results of each document: an export writes one after the other, previews first."""
    starts = [found.start() for found in re.finditer(rb"<\?xml\s", text.text)] or [0]
    for start, end in pairwise([*starts, len(text.text)]):
        found = xml_rows(text.text[start:end], ("result",), text.name, whole=("v",))
        text.problems.extend(found.problems)
        text.skipped += len(found.problems)
        root = _RESULTS.search(text.text, start, min(start + 4096, end))
        preview = (root[1] or b"").decode() if root else ""
        for _tag, row, first, last in found.rows:
            cells = {word(field.get("@k")): _cell(field) for field in map(mapping, repeated(row.get("field")))}
            yield Row({"result": cells, "preview": preview}, start + first, start + last)


def _cell(field: Mapping[str, Any]) -> Any:
    """A field's text, a list where it has several values. `_raw` stands in `v`, with what was searched for marked."""
    if "v" in field:
        return field["v"]
    texts = [word(mapping(value).get("text")) for value in repeated(field.get("value"))]
    return texts[0] if len(texts) == 1 else texts


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
    return reading(replace(SEARCH, told=_mode_told), text, _csv_records(text))


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
    in_both(RecordReader(SEARCH.id, SEARCH.title, SEARCH.kinds, _columns_judge, _columns_read), _xml_judge, _xml_read),
    RecordReader("splunk.csv", "Splunk search results (CSV)", ("log", "metric"), _csv_judge, _csv_read),
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
        "Search page: Export, as JSON, CSV or XML. REST: `search/jobs/export?output_mode=json` or the `results` of a job. "
        "Webhook of an alert: keep the posted bodies. Events on their way to the HTTP Event Collector: as they are.",
        "A record a row at `_time`, indexed at `_indextime`, the line itself from `_raw`; rows of `timechart` and metric "
        "events as series. Rows of a preview are passed over and counted.",
        "The mode “raw” is the log text itself, and is read as such.", "`results_link` of a webhook.",
    ),
)  # fmt: skip
