"""A log whose line is a row of columns in a fixed order: names, where the level stands, and the columns' separator.

    ROW = Columned("tool.form", "Tool's log", start=r"^(?P<t>…) …", why="…", layouts=(("client.address", "", "…"),))
    READERS = columned(ROW)

A column that is called "" is left out; `request` is HTTP's request line and is taken apart, `url` gives its path, too, and
`result` is what a cache did, with the status behind a slash.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

from workbench.engine.lineformat import LineFields, LineFormat, TimeForm
from workbench.model.records import Kind
from workbench.readers.core import NOT_MINE, Sniff
from workbench.readers.heads import fit, head_lines, may_fit
from workbench.readers.linereader import LineReader
from workbench.readers.links import joined, link, links_of
from workbench.readers.patterned import NIL, NUMBERS, RESOURCE, compiled, number

# A word between blanks, or text in quotes with blanks in it; a quote inside is `\\"`, `\\x22` or `""`.
BLANKS = r'"(?:[^"\\]|\\.|"")*"|\[[^\]]*\](?=\s|$)|\S+'
TABS = r"[^\t]+|(?<=\t)(?=\t)|(?<=\t)$"
COMMAS = r'"(?:[^"]|"")*"(?=,|$)|[^,]+|(?<=,)(?=,)|(?<=,)$|^(?=,)'
WORDS_LIMIT = 400
_PAIRED = re.compile(r"(?P<method>[A-Z][A-Z-]{1,20}) (?P<target>\S+)(?: (?:HTTP/)?(?P<version>\S+))?$")
_PORT = re.compile(r"(.+):(\d{1,5})")
Layout = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Columned:
    r"""One format of columns.

    id, start, time, severities, default_severity, zone, kind: as in `LineFormat` · why, weight: as in `Pattern` ·
    layouts: the columns' names, one layout for each number of columns that is met · word: regex of one column · exact:
    whether a line with another number of columns is of an unknown layout (its columns are then `wb.column1` …), else it
    has the first layout's columns as far as it goes and what is behind them is numbered · numbers: names of columns that
    hold numbers · headline: the title from the named values; HTTP's status, method and path where it gives none.
    """

    id: str
    title: str
    start: str
    why: str
    layouts: tuple[Layout, ...]
    word: str = BLANKS
    exact: bool = False
    time: TimeForm = "iso"
    severities: Mapping[str, int] | Literal["status"] = "status"
    default_severity: int = 9
    zone: str = ""
    kind: Kind = "log"
    numbers: frozenset[str] = frozenset()
    headline: Callable[[Mapping[str, Any]], str] = field(default=lambda _values: "")
    weight: float = 0.95


def columned(*rows: Columned) -> tuple[LineReader, ...]:
    """A reader for each row."""
    return tuple(LineReader(row.id, row.title, _judge_of(row), kinds=(row.kind,)) for row in rows)


def format_of(row: Columned) -> LineFormat:
    """The row as the engine runs it."""
    return LineFormat(
        row.id, row.title, time=row.time, start=row.start, severities=row.severities, zone=row.zone, kind=row.kind,
        default_severity=row.default_severity, literal_fields=True, parse=_parser(row),
    )  # fmt: skip


def request_parts(request: str) -> dict[str, Any]:
    """Method, path, query, URL and version of a request line; what is none is kept as it is."""
    found = _PAIRED.match(request)
    if found is None:
        return {"http.request": request}
    answer: dict[str, Any] = {"http.request.method": found["method"], **url_parts(found["target"])}
    return answer | ({"network.protocol.version": found["version"]} if found["version"] else {})


def url_parts(target: str) -> dict[str, Any]:
    """Path and query of a target, and the whole where it names a host."""
    try:
        parts = urlsplit(target)
    except ValueError:
        return {"url.full": target}
    whole = {"url.full": target} if parts.scheme and parts.netloc else {}
    path = parts.path if whole else target.partition("?")[0]
    query = parts.query if whole else target.partition("?")[2]
    return whole | {"url.path": path} | ({"url.query": query} if query else {})


def address_parts(name: str, text: str) -> dict[str, Any]:
    """`client` and `10.0.0.1:5123` to `client.address` and `client.port`; IPv6 loses its brackets."""
    found = _PORT.fullmatch(text)
    if found is None or (":" in found[1] and not found[1].startswith("[")):
        return {f"{name}.address": text.strip("[]")}
    return {f"{name}.address": found[1].strip("[]"), f"{name}.port": int(found[2])}


def _judge_of(row: Columned) -> Callable[[bytes, str], Sniff]:
    def judge(head: bytes, _name: str) -> Sniff:
        if not may_fit(row.start, head):
            return NOT_MINE
        lines = head_lines(head)
        found = fit(compiled(row.start), lines)
        if not found.trust:
            return NOT_MINE
        return Sniff(row.weight * found.trust, f"{found.matched} of {found.filled} lines {row.why}", format_of(row))

    return judge


def _parser(row: Columned) -> Callable[[str], LineFields]:
    numbers = NUMBERS | row.numbers
    layouts = {len(layout): layout for layout in row.layouts}

    def parse(text: str) -> LineFields:
        first = text.partition("\n")[0].rstrip("\r")
        words = [found[0] for _, found in zip(range(WORDS_LIMIT), compiled(row.word).finditer(first), strict=False)]
        layout = layouts.get(len(words), () if row.exact else row.layouts[0])
        values = _valued(layout, words, numbers)
        level = values.pop("level", "")
        status = values.get("http.response.status_code", "")
        title = row.headline(values) or _http_title(values) or first
        return LineFields(
            title=title,
            body=text,
            severity_text=str(level or (status if row.severities == "status" else "")),
            attributes={key: value for key, value in values.items() if not key.startswith(RESOURCE)},
            resource={key: value for key, value in values.items() if key.startswith(RESOURCE)},
            links=joined(
                links_of(values.items()),
                [link("user_id", values.get("user.name")), link("url", values.get("http.request.header.referer"))],
            ),
        )

    return parse


def _valued(layout: Layout, words: Sequence[str], numbers: frozenset[str]) -> dict[str, Any]:
    """Words under their columns' names; those without a name of their own are numbered from 1."""
    values: dict[str, Any] = {}
    for at, word in enumerate(words):
        name, text = layout[at] if at < len(layout) else f"wb.column{at + 1}", _bare(word.strip())
        if not name or text in NIL:
            continue
        if name == "request":
            values |= request_parts(text)
        elif name == "url":
            values |= url_parts(text)
        elif name == "result":  # of a cache: what it did, and the status
            values["cache.result"], _, status = text.partition("/")
            values["http.response.status_code"] = number(status)
        elif name in ("client", "server", "upstream"):
            values |= address_parts(name, text)
        else:
            values[name] = number(text) if name in numbers else text
    return values


def _bare(word: str) -> str:
    """A word without its quotes."""
    return word[1:-1] if len(word) > 1 and word[0] == word[-1] == '"' else word


def _http_title(values: Mapping[str, Any]) -> str:
    names = ("http.response.status_code", "http.request.method", "url.path")
    return " ".join(str(values[name]) for name in names if name in values) if names[1] in values else ""
