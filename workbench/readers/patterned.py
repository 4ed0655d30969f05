r"""A log format as one row of data: how a record's head looks, how its time is written, and what its parts are called.

    ROW = Pattern("tool.form", "Tool's log", start=r"^(?P<t>…) (?P<level>[A-Z]+) ", why="have Tool's time and level",
                  whole=r"\S+ (?P<level>[A-Z]+) +\[(?P<pid>\d+)\] (?P<message>.*)")
    READERS = patterned(ROW)

What a table cannot say (values that hang on each other) is a function `more` of the groups found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Literal

from workbench.engine.lineformat import LineFields, LineFormat, TimeForm
from workbench.model.case import Problem
from workbench.model.records import Kind, Link
from workbench.model.severity import WORDS
from workbench.readers.core import NOT_MINE, Sniff
from workbench.readers.dates import zone_in_stamps
from workbench.readers.heads import CLIP, GLANCE, fit, head_lines, may_fit
from workbench.readers.linereader import LineReader
from workbench.readers.links import joined, link, links_in_text, links_of
from workbench.readers.tails import named_tail

# Groups of `whole` under the names of OpenTelemetry's semantic conventions; a format's own `names` come first.
NAMES = {
    "pid": "process.pid", "tid": "thread.id", "thread": "thread.name", "logger": "code.namespace", "file": "code.filepath",
    "line": "code.lineno", "function": "code.function", "host": "host.name", "service": "service.name",
    "client": "client.address", "client_port": "client.port", "server": "server.address", "server_port": "server.port",
    "user": "user.name", "method": "http.request.method", "path": "url.path", "query": "url.query", "url": "url.full",
    "status": "http.response.status_code", "bytes": "http.response.body.size", "referer": "http.request.header.referer",
    "agent": "user_agent.original", "protocol": "network.protocol.version", "database": "db.namespace",
    "container": "container.name", "pod": "k8s.pod.name", "namespace": "k8s.namespace.name",
}  # fmt: skip
NUMBERS = frozenset((
    "process.pid", "thread.id", "code.lineno", "client.port", "server.port", "http.response.status_code",
    "http.response.body.size",
))  # fmt: skip
RESOURCE = ("host.", "service.", "process.", "container.", "k8s.", "cloud.", "os.", "deployment.")
# What formats write for "nothing".
NIL = frozenset(("", "-", "(null)", "<nil>"))
TIMELESS = "its lines count from the program's start and say no date; their times are unknown"
# The level at the beginning of the line below, as `LineFormat.level_below` means it.
_BELOW = re.compile(r"(?P<level>[^\W\d_]{2,24}): ?")
More = Callable[[Mapping[str, str]], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Pattern:
    r"""One line format.

    id, start, time, severities, default_severity, zone, kind: as in `LineFormat` · why: what its lines have, to
    follow "12 of 14 lines" · whole: Python's regex, matched at the beginning of a record's first line; its groups
    are the record's parts: `message` the message (else what follows the match), `level` the severity's text,
    `_event_id` the record's own id, others attributes or resource under `names`, then `NAMES`, then their own name;
    `_` in front leaves a group out · numbers: names (as given out) whose values are whole or decimal numbers ·
    more: attributes worked out from the groups, and `title` and `severity_text` where groups alone don't give them ·
    headline: the record's title from groups, as a format string, where the message alone would not do (without a
    group `message` the whole record is then the body) · title_below: the title is the line below the record's
    first · level_below, carried: as in `LineFormat` · timeless: its lines count from the program's start, so that
    their times are unknown · weight: how sure it is when every line fits · least: share of the filled lines that must
    fit · holds: a text without which a head is none of it, looked for first because that is quick · sign: regex that
    some lines must match too, where other programs' lines begin in the same way; `why` then tells of those · sign_share: how
    many of the lines that `start` fits, 0 for one line · unfinished: as in `LineFormat` · literal: whether every
    value stands in the record as it is given (`LineFormat.literal_fields`); so unless `more` makes some.
    """

    id: str
    title: str
    start: str
    why: str
    whole: str = ""
    time: TimeForm = "iso"
    severities: Mapping[str, int] | Literal["status"] = field(default_factory=lambda: WORDS)
    default_severity: int = 0
    zone: str = ""
    kind: Kind = "log"
    names: Mapping[str, str] = field(default_factory=dict)
    numbers: frozenset[str] = frozenset()
    more: More | None = None
    headline: str = ""
    level_below: bool = False
    carried: bool = False
    timeless: bool = False
    weight: float = 0.95
    least: float = 0.0
    sign: str = ""
    sign_share: float = 0.5
    literal: bool | None = None
    holds: str = ""
    unfinished: tuple[tuple[str, str], ...] = ()
    title_below: bool = False


def patterned(*rows: Pattern) -> tuple[LineReader, ...]:
    """A reader for each row."""
    return tuple(LineReader(row.id, row.title, _judge_of(row), kinds=(row.kind,), most=row.weight) for row in rows)


def varied(*rows: Pattern) -> tuple[LineReader, ...]:
    """One reader for a format that is written in several ways, all of one id: the way that fits a head best is taken."""
    judges, most = [_judge_of(row) for row in rows], max(row.weight for row in rows)

    def judge(head: bytes, name: str) -> Sniff:
        best = NOT_MINE
        for one in judges:
            answer = one(head, name)
            if answer.confidence > best.confidence:
                best = answer
            if best.confidence >= most:  # the first of those that fit equally well is taken
                break
        return best

    return (LineReader(rows[0].id, rows[0].title, judge, kinds=(rows[0].kind,), most=most),)


def format_of(row: Pattern) -> LineFormat:
    """The row as the engine runs it."""
    return LineFormat(
        row.id, row.title, time=row.time, start=row.start, severities=row.severities, zone=row.zone, kind=row.kind,
        literal_fields=row.more is None if row.literal is None else row.literal,
        default_severity=row.default_severity, level_below=row.level_below, carried=row.carried,
        unfinished=row.unfinished, parse=_parser(row),
    )  # fmt: skip


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """When it is first needed: most sessions meet few of the formats there are."""
    return re.compile(pattern, re.ASCII)


def _judge_of(row: Pattern) -> Callable[[bytes, str], Sniff]:
    holds = row.holds.encode()

    def judge(head: bytes, _name: str) -> Sniff:
        if not may_fit(row.start, head) or (holds not in head and b"\x1b" not in head):
            return NOT_MINE
        lines = head_lines(head)
        sign = compiled(row.sign) if row.sign else None
        if sign is not None and row.sign_share and not any(sign.match(line) for line in lines[:GLANCE]):
            return NOT_MINE
        found = fit(compiled(row.start), lines)
        if not found.trust or found.matched < row.least * found.filled:
            return NOT_MINE
        own = found.matched if sign is None else sum(sign.match(line) is not None for line in lines)
        if not own or own < row.sign_share * found.matched:
            return NOT_MINE
        doubts = (Problem(TIMELESS),) if row.timeless else ()
        format = format_of(row)
        if "%Z" in row.time:
            zone, doubted = zone_in_stamps(compiled(row.start), lines)
            format, doubts = replace(format, zone=zone or row.zone), (*doubts, *doubted)
        return Sniff(row.weight * found.trust, f"{own} of {found.filled} lines {row.why}", format, doubts)

    return judge


def _parser(row: Pattern) -> Callable[[str], LineFields]:
    names = {**NAMES, **row.names}
    numbers = NUMBERS | row.numbers
    by_status = row.severities == "status"

    def parse(text: str) -> LineFields:
        first = text.partition("\n")[0]
        found = compiled(row.whole or row.start).match(first[:CLIP])
        if found is None:
            return LineFields(first.strip("\r"), text)
        groups = {
            key: value for key, value in found.groupdict("").items() if key == "level" or value.strip() not in NIL
        }
        long = first[CLIP:] if found.end() == CLIP else ""  # a message longer than what the pattern looks at
        message = groups["message"] + long if "message" in groups else first[found.end() :]
        below = text[len(first) + 1 :].partition("\n")[0].strip()
        if row.level_below and (level := _BELOW.match(below)):
            groups["level"], below = level["level"], below[level.end() :]
        pairs = {names.get(key, key): value.strip() for key, value in groups.items() if _is_part(key)}
        values = {key: number(value) if key in numbers else value for key, value in pairs.items()}
        headline = row.headline.format_map(_Blank(groups, below=below)).strip() if row.headline else ""
        shown = groups.get("level") or (groups.get("status", "") if by_status else "")
        extra = dict(row.more(groups)) if row.more is not None else {}
        severity_text, headline = str(extra.pop("severity_text", shown)), str(extra.pop("title", headline))
        values |= {key: value for key, value in extra.items() if value not in (None, "")}
        tail = named_tail(message)
        values = {**tail.resource, **tail.attributes, **values}
        if row.title_below:
            headline = headline or text[len(first) :].strip().partition("\n")[0].strip()
        return LineFields(
            title=headline or message.strip() or ("message" in found.re.groupindex and below) or first.strip(),
            body=text
            if headline and not row.title_below and "message" not in groups
            else message.rstrip("\r") + text[len(first) :],
            severity_text=severity_text.strip(),
            event_id=groups.get("_event_id", "").strip(),
            attributes={key: value for key, value in values.items() if not key.startswith(RESOURCE)},
            resource={key: value for key, value in values.items() if key.startswith(RESOURCE)},
            links=joined(links_of(values.items()), links_in_text(text), who(values)),
        )

    return parse


def who(values: Mapping[str, Any]) -> Iterator[Link | None]:
    """Links that named values hold only where they are about requests: the user, and the page that led here."""
    yield link("user_id", values.get("user.name"))
    yield link("url", values.get("http.request.header.referer"))


def _is_part(group: str) -> bool:
    return group not in ("t", "level", "message") and not group.startswith("_")


def number(value: str) -> int | float | str:
    """The number a text is, to the last digit where it is whole; the text where it is none."""
    try:
        return int(value) if len(value) < 19 else value
    except ValueError:
        pass
    try:
        return float(value) if len(value) < 32 else value
    except ValueError:
        return value


class _Blank(dict[str, str]):
    """Groups for a headline; one that is not there is nothing."""

    def __missing__(self, _key: str) -> str:
        return ""
