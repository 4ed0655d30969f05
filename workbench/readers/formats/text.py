"""Text logs that begin each record with a time: ISO 8601 (`text.iso`) or an epoch (`text.epoch`).

2026-03-17T14:02:11.123456789+01:00 ERROR [worker-3] payment refused
[2026-03-17 14:02:11,123] [INFO] started
WARN  2026-03-17 14:02:11Z disk is nearly full
api-1  | 2026-03-17T14:02:11Z listening
1773756131.250 INFO reload
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from workbench.engine.lineformat import LineFields, LineFormat
from workbench.readers.core import NOT_MINE, Sniff
from workbench.readers.heads import BEGIN, ISO, Fit, fit, head_lines
from workbench.readers.levels import ANY_CASE, BEFORE_MESSAGE
from workbench.readers.linereader import LineReader
from workbench.readers.links import links_in_text

EXAMPLES = {
    "text.iso": (
        "2026-03-17T14:02:11.123456789+01:00 ERROR [worker-3] payment refused\n2026-03-17T14:02:11.5+01:00 INFO retry\n"
    ),
    "text.epoch": "1773756131.250 INFO reload\n1773756132.000 WARN slow\n",
}
# A stamp ends here: not in the middle of a longer word.
END = r"(?:[\s\]|,;)>]|:\s|$)"
EPOCH = r"\d{9,10}(?:\.\d{1,9})?|\d{13}(?:\.\d{1,6})?|\d{16}|\d{19}"
# Epochs between 2000 and 2100 only: other numbers of as many digits are ids and counters.
_PLAUSIBLE = (946_684_800, 4_102_444_800)

AT_START = rf"{BEGIN}[\[(<]?(?P<t>{ISO}){END}{BEFORE_MESSAGE}"
BEHIND_LEVEL = (
    rf"{BEGIN}(?P<level>[\[<(]?(?:{ANY_CASE})[\]>)]?):?[\s|,:-]+"
    rf"(?:\[[^\[\]]{{0,120}}\]\s+){{0,2}}[\[(<]?(?P<t>{ISO}){END}"
)
# The word in front may be a host, a container or a file name, but no key, quote or mark of a patch.
BEHIND_PREFIX = (
    rf"{BEGIN}[\w./<(@][^\s\"']{{0,120}}[^\s\"':=,;](?:[ \t]+\|)?[ \t]+"
    rf"[\[(<]?(?P<t>{ISO}){END}{BEFORE_MESSAGE}"
)
AT_EPOCH = rf"{BEGIN}[\[(<]?(?P<t>{EPOCH})[\])>]?(?:[\s|]|:\s){BEFORE_MESSAGE}"
# Marks between head and message; a minus before a number belongs to the message.
_NOISE = re.compile(r"(?:[\s|:,;\]>)]|-\s)*")


def _parser(start: str) -> LineFormat:
    """A format whose `parse` takes the head of the record off by the same pattern that found it."""
    pattern = re.compile(start, re.ASCII)

    def parse(text: str) -> LineFields:
        first = text.partition("\n")[0]
        found = pattern.match(first)
        message = _NOISE.sub("", first[found.end() :], count=1) if found else first
        level = (found["level"] or "").strip().strip("[]<>():") if found else ""
        return LineFields(
            title=message or first.strip(),
            body=message + text[len(first) :],
            severity_text=level,
            links=links_in_text(text),
        )

    return LineFormat("text.iso", "Text log with ISO 8601 times", start=start, parse=parse)


_VARIANTS = (
    (_parser(AT_START), 0.7, "begin with an ISO 8601 time"),
    (_parser(BEHIND_LEVEL), 0.7, "begin with a level and an ISO 8601 time"),
    (_parser(BEHIND_PREFIX), 0.55, "have an ISO 8601 time behind one word"),
)
_PATTERNS = tuple(re.compile(format.start, re.ASCII) for format, _, _ in _VARIANTS)
_GMT = re.compile(rf"[\[(<]?{ISO} GMT\b", re.ASCII)
_EPOCH_FORMAT = replace(
    _parser(AT_EPOCH), id="text.epoch", title="Text log with epoch times (s, ms, µs or ns)", time="epoch"
)
_EPOCH_PATTERN = re.compile(AT_EPOCH, re.ASCII)
_LETTER = re.compile(r"[A-Za-z]")


def _sniff_iso(head: bytes, _name: str) -> Sniff:
    lines = head_lines(head)
    best = NOT_MINE
    for (format, weight, what), pattern in zip(_VARIANTS, _PATTERNS, strict=True):
        found = fit(pattern, lines)
        if format is _VARIANTS[2][0] and (found.matched < 2 or found.matched < 0.5 * found.filled):
            continue
        if weight * found.trust > best.confidence:
            best = Sniff(weight * found.trust, _words(found, what), format)
    if best.format and sum(_GMT.search(line) is not None for line in lines) > 0.5 * len(lines):
        return replace(best, format=replace(best.format, zone="UTC"))
    return best


def _sniff_epoch(head: bytes, _name: str) -> Sniff:
    lines = head_lines(head)
    found = fit(_EPOCH_PATTERN, lines)
    if not found.trust or not _look_like_times(lines):
        return NOT_MINE
    return Sniff(0.6 * found.trust, _words(found, "begin with an epoch"), _EPOCH_FORMAT)


def _look_like_times(lines: Sequence[str]) -> bool:
    """Whether the numbers are of our century and words follow most of them: a table of numbers is no log."""
    stamped = [found for line in lines if (found := _EPOCH_PATTERN.match(line))]
    worded = sum(_LETTER.search(found.string[found.end("t") :]) is not None for found in stamped)
    plausible = sum(_PLAUSIBLE[0] <= int(found["t"][:10].partition(".")[0]) < _PLAUSIBLE[1] for found in stamped)
    return worded * 2 >= len(stamped) and plausible == len(stamped)


def _words(found: Fit, what: str) -> str:
    return f"{found.matched} of {found.filled} lines {what}"


READERS = (
    LineReader("text.iso", "Text log with ISO 8601 times", _sniff_iso),
    LineReader("text.epoch", "Text log with epoch times (s, ms, µs or ns)", _sniff_epoch),
)
