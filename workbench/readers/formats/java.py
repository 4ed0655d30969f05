"""Java text logs as logback, log4j and Spring Boot lay them out; stack traces belong to the line above them.

2026-03-17 14:02:11.123 [http-8080-exec-1] ERROR shop.orders.Checkout - order 17 failed
2026-03-17 14:02:11,123 INFO  [main] shop.Main - started
2026-03-17T14:02:11.123+01:00  WARN 4711 --- [orders] [scheduling-1] s.orders.Pool : no connection left
2026-03-17 14:02:11,123 - INFO  [main:QuorumPeerConfig@101] - Reading configuration
"""

from __future__ import annotations

import re

from workbench.engine.lineformat import LineFields, LineFormat
from workbench.readers.core import NOT_MINE, Sniff
from workbench.readers.heads import CLIP, ISO, fit, head_lines
from workbench.readers.linereader import LineReader
from workbench.readers.links import joined, links_in_text, links_of
from workbench.readers.tails import named_tail

EXAMPLES = {
    "java.text": (
        "2026-03-17 14:02:11.123 [http-8080-exec-1] ERROR shop.orders.Checkout - order 17 failed\n"
        "java.lang.IllegalStateException: no connection left\n"
        "\tat shop.orders.Pool.take(Pool.java:41)\n"
        "2026-03-17 14:02:12,001 INFO  [main] shop.Main - started\n"
    )
}
LEVEL = "TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL|SEVERE|FINEST|FINER|FINE|CONFIG|CRITICAL"
LOOKED_AT = 150
GAP = r"[ \t]+"
# Any line with a stamp begins a record, so that a line in another layout is not swallowed by the one above.
START = rf"^(?P<t>{ISO})(?:[ \t-]+(?:\[[^\]]*\][ \t]+)*(?P<level>{LEVEL})(?:[ :\t\]]|$)|[ \t]|$)"
_LOGGER = r"\[?(?P<logger>[\w.$/@:<>\-]{1,200}?)\]?"
_THREAD = r"\[(?P<thread>[^\]]{0,200})\]"
_LEVEL = f"(?P<level>{LEVEL})"
_BRACKET = r"(?: \[[^\]]{0,200}\])?"
_DASH = rf"[ \t]*(?:-|:)(?:{GAP}|$)"
_LAYOUTS = tuple(
    re.compile(rf"^{ISO}{GAP}{rest}", re.ASCII)
    for rest in (
        rf"\[(?P<thread>.{{0,200}}?)\]{GAP}{_LEVEL}{GAP}{_LOGGER}{_DASH}",
        # Spring Boot: process, perhaps application and correlation in brackets around the thread.
        rf"{_LEVEL}{GAP}(?P<pid>\d{{1,10}}) ---{_BRACKET}{GAP}{_THREAD}{_BRACKET}{GAP}{_LOGGER}{_DASH}",
        rf"{_LEVEL}{GAP}{_THREAD}{GAP}(?:\([^)]{{0,200}}\){GAP})?{_LOGGER}{_DASH}",
        # ZooKeeper and its kin: thread and place in one bracket.
        rf"(?:-{GAP})?{_LEVEL}{GAP}{_THREAD}{GAP}-{GAP}",
        rf"{_LEVEL}{GAP}\[?(?P<logger>(?:[a-z]\w*\.)+[A-Z][\w$]*)\]?{_DASH}",
    )
)
_STAMPED = re.compile(rf"^{ISO}", re.ASCII)


def parse(text: str) -> LineFields:
    """Thread, logger and message of one record, its stack trace in the body."""
    first = text.partition("\n")[0]
    for layout in _LAYOUTS:
        if found := layout.match(first[:CLIP]):
            break
    else:
        found = re.match(START, first[:CLIP], re.ASCII)
    groups = found.groupdict() if found else {}
    message = first[found.end() :].strip() if found else first
    attributes: dict[str, object] = {}
    if groups.get("thread"):
        attributes["thread.name"] = groups["thread"].strip()
    if groups.get("logger"):
        attributes["code.namespace"] = groups["logger"]
    tail = named_tail(message)
    return LineFields(
        title=message or first,
        body=message + text[len(first) :],
        severity_text=groups.get("level") or "",
        attributes=tail.attributes | attributes,
        resource=tail.resource | ({"process.pid": int(groups["pid"])} if groups.get("pid") else {}),
        links=joined(links_of({**tail.resource, **tail.attributes}.items()), links_in_text(text)),
    )


FORMAT = LineFormat(
    "java.text", "Java text log (logback, log4j, Spring Boot)", start=START, literal_fields=True, parse=parse
)


def _sniff(head: bytes, _name: str) -> Sniff:
    lines = head_lines(head)
    some = [line for line in lines if _STAMPED.match(line)]
    some = some[:: max(len(some) // LOOKED_AT, 1)]
    stamped = len(some)
    laid_out = sum(any(layout.match(line) for layout in _LAYOUTS) for line in some)
    found = fit(_STAMPED, lines) if laid_out and laid_out >= 0.5 * stamped else None
    if found is None or not found.trust:
        return NOT_MINE
    why = f"{laid_out} of {stamped} stamped lines have level, thread or logger as Java loggers lay them out"
    return Sniff(0.9 * found.trust, why, FORMAT)


READERS = (LineReader("java.text", FORMAT.title, _sniff, most=0.9),)
