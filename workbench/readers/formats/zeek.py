r"""Zeek's logs (once Bro): tab-separated with the fields' names in a header, or JSON lines.

    #separator \x09
    #path	conn
    #fields	ts	uid	id.orig_h	id.orig_p	id.resp_h	id.resp_p	proto
    1773756131.123456	CHhAvVGS1DHFjwGM9	203.0.113.9	4242	192.0.2.7	22	tcp

Zeek, "Log Formats" (LogAscii): times are epochs of seconds, ISO 8601 in JSON if so configured; `-` is unset, `(empty)` an
empty set, and a value's tab is `\x09`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from workbench.engine.lineformat import LineFields, LineFormat
from workbench.readers.core import NOT_MINE, Sniff
from workbench.readers.heads import fit, head_lines
from workbench.readers.jsonrows import JsonPattern, json_rows
from workbench.readers.linereader import LineReader
from workbench.readers.links import joined, links_of

EXAMPLES = {
    "zeek.tsv": (
        "#separator \\x09\n#set_separator\t,\n#path\tconn\n#open\t2026-03-17-14-00-00\n"
        "#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\n"
        "#types\ttime\tstring\taddr\tport\taddr\tport\tenum\tstring\n"
        "1773756131.123456\tCHhAvVGS1DHFjwGM9\t203.0.113.9\t4242\t192.0.2.7\t22\ttcp\tssh\n"
    ),
    "zeek.json": (
        '{"ts":1773756131.123456,"uid":"CHhAvVGS1DHFjwGM9","id.orig_h":"203.0.113.9","id.orig_p":4242,'
        '"id.resp_h":"192.0.2.7","id.resp_p":22,"proto":"tcp","service":"ssh"}\n'
    ),
}
NAMES = {
    "id.orig_h": "source.address", "id.orig_p": "source.port", "id.resp_h": "destination.address",
    "id.resp_p": "destination.port", "proto": "network.transport", "method": "http.request.method",
    "status_code": "http.response.status_code", "user_agent": "user_agent.original", "query": "dns.question.name",
    "service": "network.protocol.name",
    "qtype_name": "dns.question.type", "uri": "url.path", "referrer": "http.request.header.referer",
}  # fmt: skip
_START = r"^(?P<t>\d{1,11}\.\d{1,9})\t"
_ISO_START = r"^(?P<t>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,9}Z)\t"
_ESCAPED = re.compile(r"\\x([0-9A-Fa-f]{2})")
_NONE = frozenset(("-", "(empty)", ""))
_TITLE = ("note", "msg", "name", "query", "method", "host", "uri", "service", "proto", "conn_state", "status_code")
_NUMBERS = frozenset(("source.port", "destination.port", "http.response.status_code"))


def _title(path: str, found: Mapping[str, Any]) -> str:
    """What the record is about in a line, for a log has no message."""
    ends = f"{found.get('id.orig_h', '')} -> {found.get('id.resp_h', '')}" if "id.orig_h" in found else ""
    said = [str(found[key]) for key in _TITLE if found.get(key) not in (None, *_NONE)]
    return " ".join(word for word in (path, ends, *said) if word)


def _parser(path: str, fields: tuple[str, ...]) -> Callable[[str], LineFields]:
    def parse(text: str) -> LineFields:
        first = text.partition("\n")[0].rstrip("\r")
        cells = first.split("\t")
        found = {
            name: _ESCAPED.sub(lambda code: chr(int(code[1], 16)), cell)
            for name, cell in zip(fields, cells, strict=False)
            if cell not in _NONE and name != "ts"
        }
        for number, cell in enumerate(cells[len(fields) :], 1):  # more cells than names: kept all the same
            found[f"wb.field{number}"] = cell
        pairs = {NAMES.get(name, name): value for name, value in found.items()}
        values = {key: int(value) if key in _NUMBERS and value.isdigit() else value for key, value in pairs.items()}
        links = joined(links_of(values.items()))
        return LineFields(_title(path, found).strip() or first, text, attributes=values, links=links)

    return parse


def _sniff(head: bytes, _name: str) -> Sniff:
    if b"#fields" not in head:
        return NOT_MINE
    lines = head_lines(head)
    names = next((line.split("\t")[1:] for line in lines if line.startswith("#fields\t")), [])
    path = next((line.partition("\t")[2] for line in lines if line.startswith("#path\t")), "")
    rows = [line for line in lines if line and not line.startswith("#")]
    start = next((way for way in (_START, _ISO_START) if rows and re.match(way, rows[0], re.ASCII)), "")
    if not names or "ts" not in names[:1] or not start:
        return NOT_MINE
    found = fit(re.compile(start, re.ASCII), rows)
    format = LineFormat(
        "zeek.tsv", "Zeek log (tab-separated)", time="epoch" if start == _START else "iso", start=start,
        default_severity=9, literal_fields=True, parse=_parser(path, tuple(names)),
    )  # fmt: skip
    why = f"a header names {len(names)} fields, and {found.matched} of {found.filled} rows begin with a time"
    return Sniff(0.97 * found.trust, why, format)


def _more(found: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"title": _title(str(found.get("_path") or ""), found)}


JSON = JsonPattern(
    "zeek.json", "Zeek log (JSON)", "are Zeek records with ts and uid", keys=("uid", "ts", "id.orig_h"),
    stamp_keys=("ts",), forms=("epoch", "iso"), default_severity=9, message=(), names=NAMES, more=_more,
)  # fmt: skip
READERS = (LineReader("zeek.tsv", "Zeek log (tab-separated)", _sniff), *json_rows(JSON))
