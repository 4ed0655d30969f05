"""Elasticsearch, OpenSearch and Kibana: documents as searches answer them, as tools dump them, and as Kibana exports them.

Forms: the search API's reply (`hits.hits[]`, of `_msearch` below `responses[]`, of an asynchronous one below `response`;
scroll pages are replies one behind the other), elasticdump (a hit a line), the bulk API's pairs of lines, ES|QL's reply
(`columns`, `values`), and the CSV of Kibana's reports, whose times are written in the browser's zone without saying so and
whose `-` means nothing. A document's `@timestamp` is ISO 8601 (UTC where it names no zone: mapping type `date`) or epoch ms.
Fields are mostly ECS'; they keep their names, or have OpenTelemetry's where those are known.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from workbench.readers.core import NOT_MINE, Batch, RawSource, Sniff
from workbench.readers.csvrows import CsvRow, csv_rows
from workbench.readers.jsonhead import value_at
from workbench.readers.jsonrecord import LEVEL_KEYS, MESSAGES, STAMP_KEYS, is_scalar
from workbench.readers.jsonsource import JsonSource, whole_bytes
from workbench.readers.linereader import RecordReader
from workbench.readers.raised import listed, mapping, word
from workbench.readers.recordmap import plain
from workbench.readers.replies import Row
from workbench.readers.searchlog import MILLI, Time, Told, either, flat, in_words, written
from workbench.readers.searchtool import SearchTool, reading
from workbench.readers.systems import System

TEXTS = ("message", "log.original", "event.original", *MESSAGES)
_META = ("_source", "fields", "_index", "_id", "_ignored")
_ACTIONS = ("index", "create", "update", "delete")


def _document(hit: Mapping[str, Any]) -> Mapping[str, Any]:
    """What was stored: `_source`, or the fields that were asked for, of which each is a list."""
    source = hit.get("_source")
    if isinstance(source, Mapping):
        return source
    fields = mapping(hit.get("fields"))
    return {key: one[0] if isinstance(one, list) and len(one) == 1 else one for key, one in fields.items()}


def _time(found: Mapping[str, Any]) -> tuple[Time, str]:
    """The document's time, and the key it stands under."""
    for key in ("@timestamp", *STAMP_KEYS):
        value = value_at(found, key)
        if is_scalar(value) and (time := either(value, MILLI))[0] is not None:
            return time, key
    return (None, ""), ""


def told_of(found: Mapping[str, Any], meta: Mapping[str, Any], index: str, id: str) -> Told:
    """A document. meta: what a hit says beside it."""
    time, time_key = _time(found)
    level_key = next((key for key in LEVEL_KEYS if is_scalar(value_at(found, key))), "")
    text_key = next((key for key in TEXTS if isinstance(value_at(found, key), str)), "")
    taken = {time_key, level_key, text_key}
    pairs = [(key, inner) for key, inner in flat(found) if key not in taken]
    text = word(value_at(found, text_key)) if text_key else ""
    return Told(
        t=time, utc=time_key == "@timestamp", observed=written(value_at(found, "event.ingested")),
        text=text, level=plain(value_at(found, level_key)) if level_key else "",
        id=f"{index}/{id}" if id else "", title="" if text.strip() else in_words(pairs), pairs=pairs,
        attributes={"elasticsearch.index": index, "elasticsearch.id": id,
                    **{f"elasticsearch.{key.lstrip('_')}": inner for key, inner in flat(meta, *_META)}},
        links=(("request_id", value_at(found, "http.request.id")),),
    )  # fmt: skip


# ---- hits and dumps ----
def _is_hits(row: Row) -> float:
    value = row.value
    if row.list == "values":
        named = listed(row.around.get("columns"))
        return 0.95 if named and all("name" in mapping(one) and "type" in mapping(one) for one in named) else 0.0
    hit = mapping(value)
    if "_index" in hit and ("_source" in hit or "fields" in hit):
        return 0.96 if "_id" in hit else 0.9
    if "_index" in hit and "_id" in hit:
        return 0.9 if row.list else 0.0
    empty = not row.list and "_shards" in hit and "hits" in hit
    return 0.95 if empty else 0.0


def _hit(row: Row) -> Told | str | None:
    value = row.value
    if row.list == "values" and isinstance(value, list):
        names = [word(mapping(one).get("name")) for one in listed(row.around.get("columns"))]
        return told_of(dict(zip(names, value, strict=False)), {}, "", "")
    if not isinstance(value, Mapping):
        return "this is no document"
    if "_index" not in value and "_source" not in value:
        return None if {"hits", "took", "columns", "responses"} & value.keys() else "this is no document"
    return told_of(_document(value), value, plain(value.get("_index")), plain(value.get("_id")))


HITS = SearchTool(
    "elasticsearch.hits", "Elasticsearch and OpenSearch documents (search reply or dump)", "",
    (b'"_index"|"columns"|"_shards"', b'"_source"|"fields"|"_id"|"values"|"hits"'),
    {"hits": "hits.hits[]", "async": "response.hits.hits[]", "many": "responses[].hits.hits[]", "values": "values[]"},
    "it holds documents with the index they are in, as searches and dumps do", _is_hits, _hit, total="total",
)  # fmt: skip


# ---- bulk ----
def _action(value: Any) -> str:
    """What a line of a bulk request asks for; empty where it is a document."""
    if not isinstance(value, Mapping) or len(value) != 1:
        return ""
    name, inner = next(iter(value.items()))
    known = name in _ACTIONS and isinstance(inner, Mapping)
    return name if known and all(key.startswith("_") or key in ("routing", "pipeline") for key in inner) else ""


def _pairs(rows: Iterable[Row]) -> Iterator[Row]:
    """Each document with the line before it, that says where it is to go."""
    asked: Mapping[str, Any] | None = None
    for row in rows:
        if name := _action(row.value):
            asked = {} if name == "delete" else {**row.value[name], "wb.action": name}
            if name == "delete":
                yield replace(row, value=None)
        elif asked:
            document = row.value
            if asked["wb.action"] == "update":
                document = mapping(mapping(document).get("doc")) or mapping(document).get("upsert")
            yield replace(row, value={**asked, "_source": document}, list="bulk")
            asked = None
        else:
            yield row


def _is_bulk(row: Row) -> float:
    return 0.96 if row.list == "bulk" and isinstance(mapping(row.value).get("_source"), Mapping) else 0.0


def _sent(row: Row) -> Told | str | None:
    value = row.value
    if value is None:
        return None
    if row.list != "bulk" or not isinstance(value.get("_source"), Mapping):
        return "this is no document with a line before it that says where it is to go"
    meta = {key: one for key, one in value.items() if key != "wb.action"}
    return told_of(value["_source"], meta, plain(value.get("_index")), plain(value.get("_id")))


BULK = SearchTool(
    "elasticsearch.bulk", "Elasticsearch and OpenSearch bulk request", "", (b'"index"|"create"|"update"|"delete"',), {},
    "its lines are pairs of an action and a document, as the bulk API takes them", _is_bulk, _sent, paired=_pairs,
)  # fmt: skip


# ---- Kibana's CSV ----
KIBANA_FORMS = ("%b %d, %Y @ %H:%M:%S.%f", "%b %d, %Y @ %H:%M:%S")
_KIBANA = re.compile(r"[A-Z][a-z]{2,8} \d{1,2}, \d{4} @ \d\d:\d\d:\d\d(?:\.\d{1,9})?")


def _time_column(rows: Iterable[CsvRow]) -> int:
    """The first column whose cells are times as Kibana writes them, -1 where none are."""
    for row in rows:
        for at, cell in enumerate(row.texts):
            if _KIBANA.fullmatch(cell):
                return at
    return -1


def _kibana_judge(head: bytes, _name: str) -> Sniff:
    if b" @ " not in head:
        return NOT_MINE
    rows = []
    for row in csv_rows(head):
        rows.append(row)
        if len(rows) > 20:
            break
    at = _time_column(rows[1:])
    if at < 0 or len(rows[0].texts) <= at or len(rows[0].texts) < 2 or _KIBANA.fullmatch(rows[0].texts[at]):
        return NOT_MINE
    return Sniff(0.95, f"its column {rows[0].texts[at]} holds times as Kibana writes them")


def _kibana_read(source: RawSource) -> Iterator[Batch]:
    text = JsonSource(whole_bytes(source), source.name)
    names = next(csv_rows(text.text), CsvRow()).texts
    at = _time_column(csv_rows(text.text))
    column = names[at] if 0 <= at < len(names) else ""
    tool = replace(HITS, told=lambda row: _kibana_told(row.value, column))
    return reading(tool, text, _kibana_rows(text, names))


def _kibana_rows(text: JsonSource, names: tuple[str, ...]) -> Iterator[Row]:
    rows = csv_rows(text.text)
    next(rows, None)
    for row in rows:
        if not row.whole:
            text.wrong("the file ends in the middle of a row (truncated)", row.start)
            continue
        cells = {key: cell for key, cell in zip(names, row.texts, strict=False) if cell not in ("", "-", "(null)")}
        yield Row(cells, row.start, row.end)


def _kibana_told(cells: Mapping[str, str], column: str) -> Told:
    rest = {key: cell for key, cell in cells.items() if key not in (column, "_index", "_id")}
    told = told_of(rest, {}, cells.get("_index", ""), cells.get("_id", ""))
    time = written(cells.get(column), *KIBANA_FORMS)
    return replace(told, t=time if time[0] is not None else either(cells.get(column), MILLI), utc=False)


READERS = (
    HITS.reader(), BULK.reader(),
    RecordReader("kibana.csv", "Kibana and OpenSearch Dashboards report (CSV)", ("log",), _kibana_judge, _kibana_read),
)  # fmt: skip
EXAMPLES = {
    "elasticsearch.hits": json.dumps({"took": 3, "timed_out": False, "_shards": {"total": 1}, "hits": {"hits": [{
        "_index": "logs-shop", "_id": "a1", "_source": {
            "@timestamp": "2026-03-17T14:02:11.479Z", "message": "charge refused", "log": {"level": "error"},
            "service": {"name": "orders"}, "trace": {"id": "4bf92f3577b34da6a3ce929d0e0e4736"}}}]}}),
    "elasticsearch.bulk": (
        '{"index":{"_index":"logs-shop","_id":"a1"}}\n'
        '{"@timestamp":"2026-03-17T14:02:11.479Z","message":"charge refused","log.level":"error"}\n'
    ),
    "kibana.csv": (
        '"@timestamp",message,"log.level","service.name"\n"Mar 17, 2026 @ 14:02:11.479","charge refused",error,orders\n'
    ),
}  # fmt: skip
SYSTEMS = (
    System(
        "Elasticsearch, OpenSearch, Kibana", "beside them", ("elasticsearch.hits", "elasticsearch.bulk", "kibana.csv"),
        "Dev Tools or curl: the reply of `_search`, of scroll pages one after the other, of `_msearch`, of an asynchronous "
        "search or of ES|QL. elasticdump: its lines as they are. Kibana, Discover: Share, CSV (prefer JSON: its times have "
        "a zone).",
        "A record a document at `@timestamp`; ECS fields under OpenTelemetry's names; index and id tell it from its "
        "doubles.",
        "Aggregations. The CSV names no zone: declare the browser's.",
    ),
)  # fmt: skip
