r"""Grafana Loki: what its queries answer, its tail sends, its clients push, and logcli prints as JSON lines.

Form: "Loki HTTP API". Streams hold entries `[ns, line]`, with structured metadata as a third part (an object of its labels,
or of `structuredMetadata` and `parsed` where asked to be told apart); a stream's labels may stand before or behind them.
`/api/prom` of old wrote `entries` with `ts` and `line`. A query that counts answers a matrix or a vector as Prometheus does
(epoch s, value as text), which only Loki's `stats` tell from one of Prometheus.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from workbench.readers.raised import listed, mapping, word
from workbench.readers.recordmap import plain
from workbench.readers.replies import Row
from workbench.readers.searchlog import SECOND, Time, Told, either, epoch, flat
from workbench.readers.searchtool import Sample, SearchTool, number_of
from workbench.readers.systems import System

NANO = 0
_LABEL = re.compile(r'([A-Za-z_][A-Za-z0-9_]*)="((?:[^"\\]|\\.)*)"')
# Labels of agents and of Loki itself to resources; the first that is there counts.
_OWNERS = {
    "service.name": ("service_name", "service", "app", "app_kubernetes_io_name"),
    "host.name": ("host", "hostname", "node_name", "node", "instance"),
    "k8s.namespace.name": ("k8s_namespace_name", "namespace"), "k8s.pod.name": ("k8s_pod_name", "pod"),
    "k8s.container.name": ("k8s_container_name", "container"), "k8s.cluster.name": ("k8s_cluster_name", "cluster"),
    "deployment.environment.name": ("deployment_environment_name", "deployment_environment", "env", "environment"),
    "service.version": ("service_version",),
}  # fmt: skip
_ATTRIBUTES = {"filename": "log.file.path", "stream": "log.iostream"}
_LEVELS = ("level", "severity", "severity_text", "detected_level")
_IDS = {"trace_id": ("trace_id", "traceID", "traceid", "TraceID"), "span_id": ("span_id", "spanID", "spanid", "SpanID")}


def _labels(row: Row) -> Mapping[str, Any]:
    """The labels of the stream that an entry is of."""
    found = row.around.get("stream", row.around.get("labels"))
    if row.list == "":
        found = mapping(row.value).get("labels")
    if isinstance(found, str):
        return {pair[1]: re.sub(r"\\(.)", r"\1", pair[2]) for pair in _LABEL.finditer(found)}
    return mapping(found)


def _entry(row: Row) -> tuple[Time, str, Mapping[str, Any]] | None:
    """Time, line and structured metadata of an entry in any of its forms; None where it is none."""
    value = row.value
    if isinstance(value, list):
        if len(value) < 2 or not isinstance(value[1], str):
            return None
        more = mapping(value[2]) if len(value) > 2 else {}
        apart = {**mapping(more.get("structuredMetadata")), **mapping(more.get("parsed"))}
        told_apart = bool(more) and more.keys() <= {"structuredMetadata", "parsed"}
        return epoch(value[0], NANO), value[1], apart if told_apart else more
    if not isinstance(value, Mapping) or not isinstance(value.get("line"), str):
        return None
    time = either(value.get("ts", value.get("timestamp")), NANO)
    return time, value["line"], mapping(value.get("structuredMetadata"))


def _told(row: Row) -> Told | str | None:
    found = _entry(row)
    if found is None:
        empty = isinstance(row.value, Mapping) and not row.list and bool(
            {"data", "streams", "status", "dropped_entries"} & row.value.keys()
        )  # fmt: skip
        return None if empty else "this is no entry of a stream"
    time, line, more = found
    labels = {**_labels(row), **more}
    owner = {name: next((plain(labels[key]) for key in keys if labels.get(key)), "") for name, keys in _OWNERS.items()}
    level = next((word(labels[key]) for key in _LEVELS if word(labels.get(key)) not in ("", "unknown")), "")
    taken = {
        *_ATTRIBUTES,
        *(key for name, keys in _OWNERS.items() for key in keys if plain(labels.get(key)) == owner[name]),
    }
    taken |= {key for keys in _IDS.values() for key in keys}
    ids = {name: next((labels[key] for key in keys if labels.get(key)), "") for name, keys in _IDS.items()}
    return Told(
        t=time, text=line, level=level, pairs=[(key, one) for key, one in flat(labels) if key not in taken],
        attributes={**ids, **{name: labels.get(key) for key, name in _ATTRIBUTES.items()}}, resource=owner,
    )  # fmt: skip


def _known(row: Row) -> float:
    if row.list == "value" or "metric" in row.around:
        counted = mapping(row.around.get("stats"))
        ours = "ingester" in counted or "querier" in counted or "detected_level" in mapping(row.around.get("metric"))
        return 0.95 if ours else 0.0
    if _entry(row) is None:
        return 0.0
    if isinstance(row.value, list):
        return 0.96 if isinstance(row.around.get("stream"), Mapping) or "resultType" in row.around else 0.8
    return 0.95 if _labels(row) or row.list else 0.0


def _samples(row: Row) -> Iterator[Sample] | None:
    """The point of a matrix or vector; null and what is no number are gaps."""
    if "metric" not in row.around or row.list not in ("values", "value"):
        return None
    labels = {key: plain(one) for key, one in mapping(row.around["metric"]).items()}
    pair = listed(row.value)
    stamp = epoch(pair[0], SECOND)[0] if len(pair) == 2 else None
    if stamp is None:
        return iter(())
    value = number_of(pair[1])
    name = labels.pop("__name__", "") or "loki.query"
    return iter(((name, labels, stamp.wall, float("nan") if value is None else value),))


LOKI = SearchTool(
    "loki.query", "Grafana Loki streams (query, tail, push, logcli)", "loki",
    (b'"values"|"value"|"entries"|"line"', b'"stream"|"streams"|"labels"|"metric"'),
    {"values": "data.result[].values[]", "value": "data.result[].value", "tail": "streams[].values[]",
     "old": "streams[].entries[]"},
    "it holds streams of entries with their labels, as Loki does", _known, _told, samples=_samples,
    kinds=("log", "metric"),
)  # fmt: skip
READERS = (LOKI.reader(),)
EXAMPLES = {
    "loki.query": json.dumps({"status": "success", "data": {"resultType": "streams", "result": [{
        "stream": {"service_name": "orders", "detected_level": "error", "filename": "/var/log/orders.log"},
        "values": [["1773756131479000001", "charge refused", {"trace_id": "4bf92f3577b34da6a3ce929d0e0e4736"}]]}]}}),
}  # fmt: skip
SYSTEMS = (
    System(
        "Grafana Loki", "beside them", ("loki.query",),
        "`/loki/api/v1/query_range` with curl, page after page; `logcli query -o jsonl`; messages of `/tail`, one a line; "
        "what a client pushes, as JSON.",
        "A record an entry, to the nanosecond; labels and structured metadata as resource and fields; the level of its "
        "label, else of the line. A query that counts becomes series.",
        "Points of a matrix have no name in Loki: it is `loki.query`, told apart by labels.",
    ),
)  # fmt: skip
