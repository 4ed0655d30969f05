r"""LTSV: labelled tab-separated values, as access logs and applications write them.

    time:17/Mar/2026:14:02:11 +0100	host:203.0.113.9	req:GET /cart HTTP/1.1	status:200	size:512	ua:curl/8.5

Form: ltsv.org, `label:value` with a tab between, one record a line; its "Labels for Web server's Log" recommends `time`
(often in brackets, in the common log format or ISO 8601), `host`, `req`, `status`, `size`, `reqtime`, `referer`, `ua`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from workbench.engine.lineformat import LineFields, LineFormat
from workbench.engine.stamps import parse_stamp
from workbench.readers.core import NOT_MINE, Sniff
from workbench.readers.heads import fit, head_lines
from workbench.readers.levels import WORDS_AND_NUMBERS
from workbench.readers.linereader import LineReader
from workbench.readers.links import joined, links_in_text, links_of
from workbench.readers.naming import named

EXAMPLES = {
    "ltsv": (
        "time:17/Mar/2026:14:02:11 +0100\thost:203.0.113.9\treq:GET /cart?id=7 HTTP/1.1\tstatus:200\tsize:512\n"
        "time:17/Mar/2026:14:02:12 +0100\thost:203.0.113.9\treq:POST /pay HTTP/1.1\tstatus:502\tsize:0\n"
    )
}
TITLE = "LTSV (labelled tab-separated values)"
LABEL = r"[0-9A-Za-z_.\-@]{1,80}"
STAMPS = ("time", "timestamp", "@timestamp", "datetime", "date", "ts", "t", "time_local", "time_iso8601")
LEVELS = ("level", "severity", "loglevel", "lvl")
MESSAGES = ("message", "msg", "req", "request")
_NAMES = {
    "host": "client.address", "remote_addr": "client.address", "req": "http.request.line", "method": "http.request.method",
    "uri": "url.path", "protocol": "network.protocol.version", "status": "http.response.status_code",
    "size": "http.response.body.size", "ua": "user_agent.original", "referer": "http.request.header.referer",
    "vhost": "server.address", "server": "server.address", "user": "user.name",
}  # fmt: skip
_LINE = re.compile(rf"^{LABEL}:[^\t]*(?:\t{LABEL}:[^\t]*)+$", re.ASCII)


def parse(text: str) -> LineFields:
    """Every value under its label, those of web servers under their OpenTelemetry names."""
    first = text.partition("\n")[0]
    found = _values(first)
    level = next((found[key] for key in LEVELS if key in found), found.get("status", ""))
    message = next((found[key] for key in MESSAGES if key in found), first)
    title = f"{found['status']} {message}" if "status" in found and message != first else message
    kept = {key: value for key, value in found.items() if key not in (*STAMPS, *LEVELS, *MESSAGES[:2]) and value != "-"}
    sorted_out = named((_NAMES.get(key, key), value) for key, value in kept.items())
    return LineFields(
        title=title, body=text, severity_text=level, attributes=sorted_out.attributes, resource=sorted_out.resource,
        links=joined(links_of(found.items()), links_in_text(text)),
    )  # fmt: skip


def _start(stamp: str, level: str) -> str:
    """The time stands behind its label, in brackets or bare; the level's label behind or before it."""
    others = rf"(?:{LABEL}:[^\t]*\t)*?"
    behind = rf"(?:\t{others}{re.escape(level)}:(?P<level>[^\t\r]*))?" if level else ""
    return rf"^{others}{re.escape(stamp)}:\[?(?P<t>[^\t\]]+)\]?{behind}(?:\t|\r?$)"


def _values(line: str) -> dict[str, str]:
    """A line's values by their labels, those that aren't empty."""
    parts = (part.partition(":") for part in line.rstrip("\r").split("\t"))
    return {label: value for label, _, value in parts if value}


def _tuned(lines: Sequence[str]) -> LineFormat | None:
    rows = [_values(line) for line in lines if _LINE.match(line)][:60]
    labels = [set(row) for row in rows]
    for stamp in STAMPS:
        for form in ("clf", "iso", "epoch"):
            read = sum(parse_stamp(row.get(stamp, "").strip("[]"), form) is not None for row in rows)
            if not read or read * 2 < len(rows):
                continue
            level = next(
                (key for key in (*LEVELS, "status") if sum(key in some for some in labels) * 2 > len(rows)), ""
            )
            severities = "status" if level == "status" else WORDS_AND_NUMBERS
            default = 9 if level == "status" else 0
            return replace(
                FORMAT, time=form, start=_start(stamp, level), severities=severities, default_severity=default
            )
    return None


FORMAT = LineFormat(
    "ltsv", TITLE, time="clf", start=_start("time", "status"), severities="status", default_severity=9, parse=parse
)


def _sniff(head: bytes, _name: str) -> Sniff:
    if b"\t" not in head:
        return NOT_MINE
    lines = head_lines(head)
    if not any(_LINE.match(line) for line in lines[:20]) or (format := _tuned(lines)) is None:
        return NOT_MINE
    found = fit(re.compile(format.start, re.ASCII), lines)
    return Sniff(0.9 * found.trust, f"{found.matched} of {found.filled} lines are labelled values with a time", format)


READERS = (LineReader("ltsv", TITLE, _sniff, most=0.9),)
