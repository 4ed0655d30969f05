r"""W3C extended log files (IIS and others) and CloudFront's: the directive `#Fields:` says which columns there are.

    #Software: Microsoft Internet Information Services 10.0
    #Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status time-taken
    2026-03-17 14:02:11 10.0.0.4 GET /cart id=7 443 - 203.0.113.9 curl/8.5 503 1250

Form: W3C working draft "Extended Log File Format" (WD-logfile-960323): times are UTC, `-` stands for nothing, a text
may be in quotes. IIS writes blanks inside a value as `+` and `time-taken` in milliseconds, others in seconds;
CloudFront separates columns by tabs and encodes blanks as `%20`. A log may have several `#Fields:` lines; a line's
number of columns tells which of those at the log's beginning it follows, and a line of another number has columns
without names.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from workbench.readers.columned import BLANKS, TABS, Columned, Layout, format_of
from workbench.readers.core import NOT_MINE, Sniff
from workbench.readers.heads import head_lines
from workbench.readers.linereader import LineReader

EXAMPLES = {
    "w3c.extended": (
        "#Software: Microsoft Internet Information Services 10.0\n#Version: 1.0\n#Date: 2026-03-17 14:02:11\n"
        "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status "
        "time-taken\n2026-03-17 14:02:11 10.0.0.4 GET /cart id=7 443 - 203.0.113.9 curl/8.5 503 1250\n"
    ),
    "aws.cloudfront": (
        "#Version: 1.0\n"
        "#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status x-edge-result-type "
        "x-edge-request-id time-taken\n"
        "2026-03-17\t14:02:11\tFRA56-P1\t512\t203.0.113.9\tGET\td1.cloudfront.net\t/cart\t502\tError\t"
        "Q1wEr2tY3uI4oP5==\t0.250\n"
    ),
}
_NAMES = {
    "date": "", "time": "", "c-ip": "client.address", "c-port": "client.port", "s-ip": "server.address",
    "s-port": "server.port", "s-computername": "host.name", "s-sitename": "iis.site", "cs-method": "http.request.method",
    "cs-uri-stem": "url.path", "cs-uri-query": "url.query", "cs-uri": "url", "sc-status": "http.response.status_code",
    "sc-substatus": "iis.substatus", "sc-win32-status": "iis.win32_status", "sc-bytes": "http.response.body.size",
    "cs-bytes": "http.request.body.size", "cs-username": "user.name", "cs-version": "network.protocol.version",
    "cs-host": "http.request.header.host", "cs(host)": "http.request.header.host",
    "x-host-header": "http.request.header.host", "cs(user-agent)": "user_agent.original",
    "cs(referer)": "http.request.header.referer", "cs(cookie)": "http.request.header.cookie",
    "x-edge-request-id": "request_id", "cs-protocol": "url.scheme", "cs-protocol-version": "network.protocol.version",
    "x-forwarded-for": "http.request.header.x-forwarded-for", "s-event": "title",
}  # fmt: skip
_NUMBERS = frozenset((
    "iis.substatus", "iis.win32_status", "http.request.body.size", "time-taken", "time-to-first-byte", "sc-content-len",
))  # fmt: skip
_DIRECTIVE = "#Fields:"
_CLOUDFRONT = "x-edge-location"
_WORD = {" ": r'(?:"[^"]*"|[^ ]+)', "\t": r"[^\t]+"}


def _layouts(lines: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The columns of each `#Fields:` line, those that can say when: with a time."""
    for line in lines:
        if line.startswith(_DIRECTIVE):
            columns = tuple(line.removeprefix(_DIRECTIVE).split())
            if "time" in columns and len(columns) < 200:
                yield columns


def _sniff(head: bytes, cloudfront: bool) -> Sniff:
    lines = head_lines(head)
    first = next((line for line in lines if line.strip()), "")
    if not first.startswith("#"):
        return NOT_MINE
    layouts = tuple(dict.fromkeys(_layouts(lines)))
    if not layouts or (_CLOUDFRONT in layouts[0]) is not cloudfront:
        return NOT_MINE
    rows = [line for line in lines if line.strip() and not line.startswith("#")]
    gap = "\t" if sum("\t" in line for line in rows) * 2 > len(rows) else " "
    row = _columned(layouts, gap, cloudfront)
    fits = sum(re.match(row.start, line, re.ASCII) is not None for line in rows)
    if rows and fits * 2 < len(rows):
        return NOT_MINE
    why = f"{fits} of {len(rows)} lines have the {len(layouts[-1])} columns that #Fields: names"
    return Sniff(0.97 if rows else 0.6, why, format_of(row))


def _columned(layouts: tuple[tuple[str, ...], ...], gap: str, cloudfront: bool) -> Columned:
    """The row for these layouts; stamp and status are looked for where most of them have these."""
    (dated, at), _ = Counter(map(_stamp_of, layouts)).most_common(1)[0]
    skipped = f"(?:{_WORD[gap]}{gap}){{{at}}}" if at else ""
    stamp = rf"\d{{4}}-\d\d-\d\d{gap}\d\d:\d\d:\d\d(?:\.\d{{1,9}})?" if dated else r"\d\d:\d\d:\d\d(?:\.\d{1,9})?"
    form = ("iso" if gap == " " else "%Y-%m-%d\t%H:%M:%S") if dated else "%H:%M:%S"
    return Columned(
        "aws.cloudfront" if cloudfront else "w3c.extended",
        "CloudFront standard log" if cloudfront else "W3C extended log (IIS and others)",
        start=rf"^{skipped}(?P<t>{stamp})(?:{gap}{_status(layouts, at + 1 + dated, gap)}|{gap}|$)",
        why="",
        layouts=tuple(map(_named, layouts)),
        word=BLANKS if gap == " " else TABS,
        exact=True,
        time=form,
        zone="UTC",
        numbers=_NUMBERS,
    )


def _stamp_of(layout: tuple[str, ...]) -> tuple[bool, int]:
    """Whether a date stands right before the time, and how many columns stand before both."""
    at = layout.index("time")
    dated = at > 0 and layout[at - 1] == "date"
    return dated, at - dated


def _status(layouts: tuple[tuple[str, ...], ...], behind: int, gap: str) -> str:
    """The rest of a line with the status as level: so many columns before it and behind it as some layout has."""
    places = {
        (layout.index("sc-status") - behind, len(layout) - layout.index("sc-status") - 1)
        for layout in layouts
        if "sc-status" in layout[behind:]
    }
    if not places:
        return ""
    word = _WORD[gap]
    before = "|".join(f"(?:{word}{gap}){{{count}}}" for count in sorted({one for one, _ in places}))
    after = "|".join(f"(?:{gap}{word}){{{count}}}" for count in sorted({one for _, one in places}))
    return rf"(?:{before})(?P<level>\d{{3}})(?:{after})\s*$"


def _named(layout: tuple[str, ...]) -> Layout:
    return tuple(_NAMES.get(name.lower(), name) for name in layout)


READERS = (
    LineReader("w3c.extended", "W3C extended log (IIS and others)", lambda head, _name: _sniff(head, False)),
    LineReader("aws.cloudfront", "CloudFront standard log", lambda head, _name: _sniff(head, True)),
)
