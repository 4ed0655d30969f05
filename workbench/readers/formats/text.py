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

from workbench.readers.core import NOT_MINE, Sniff
from workbench.readers.heads import ISO, Fit, fit, head_lines, is_change_log
from workbench.readers.levels import END, LEVEL_FIRST, WAYS
from workbench.readers.linereader import LineReader
from workbench.readers.textlayout import layout

EXAMPLES = {
    "text.iso": (
        "2026-03-17T14:02:11.123456789+01:00 ERROR [worker-3] payment refused\n2026-03-17T14:02:11.5+01:00 INFO retry\n"
    ),
    "text.epoch": "1773756131.250 INFO reload\n1773756132.000 WARN slow\n",
}
EPOCH = r"\d{9,10}(?:\.\d{1,9})?|\d{13}(?:\.\d{1,6})?|\d{16}|\d{19}"
# Epochs between 2000 and 2100 only: other numbers of as many digits are ids and counters.
_PLAUSIBLE = (946_684_800, 4_102_444_800)

AT_START = tuple(rf"^[\[(<]?(?P<t>{ISO}){END}{way}" for way in WAYS)
BEHIND_LEVEL = (rf"^(?:{LEVEL_FIRST})(?:\[[^\[\]]*\]\s+){{0,2}}[\[(<]?(?P<t>{ISO}){END}",)
# The word in front may be a host, a container or a file name, but no key, quote or mark of a patch.
BEHIND_WORD = tuple(rf"^[\w./<(@][^\s\"']*[^\s\"':=,;](?:[ \t]+\|)?[ \t]+[\[(<]?(?P<t>{ISO}){END}{way}" for way in WAYS)
EPOCH_BEHIND_LEVEL = (rf"^(?:{LEVEL_FIRST})[\[(<]?(?P<t>{EPOCH})[\])>]?(?:[\s|]|:\s)",)
AT_EPOCH = tuple(rf"^[\[(<]?(?P<t>{EPOCH})[\])>]?(?:[\s|]|:\s){way}" for way in WAYS)


_LAYOUTS = (
    layout(AT_START, 0.7, "begin with an ISO 8601 time"),
    layout(BEHIND_LEVEL, 0.7, "begin with a level and an ISO 8601 time"),
    layout(BEHIND_WORD, 0.55, "have an ISO 8601 time behind one word"),
)
_EPOCHS = (
    layout(AT_EPOCH, 0.6, "begin with an epoch"),
    layout(EPOCH_BEHIND_LEVEL, 0.6, "begin with a level and an epoch"),
)
# What an ISO time may not be followed by: then it says more than is read of it.
_SAYS_MORE = re.compile(rf"[^\d]{{0,40}}(?>{ISO})(?: ?[AaPp]\.?[Mm]\b|:\d)", re.ASCII)
_GMT = re.compile(rf"[\[(<]?{ISO} GMT\b", re.ASCII)
_LETTER = re.compile(r"[A-Za-z]")


def _sniff_iso(head: bytes, _name: str) -> Sniff:
    lines = head_lines(head)
    best = NOT_MINE
    if sum(_SAYS_MORE.match(line) is not None for line in lines[:40]) * 2 > min(len(lines), 40):
        return NOT_MINE
    for one in _LAYOUTS:
        found = fit(one.patterns[0], lines)
        if one is _LAYOUTS[2] and (found.matched < 2 or found.matched < 0.5 * found.filled):
            continue
        if one.weight * found.trust > best.confidence:
            best = Sniff(one.weight * found.trust, _words(found, one.what), one.tuned(lines))
    if best.format and is_change_log(lines):
        return NOT_MINE
    if best.format and sum(" GMT" in line and _GMT.search(line) is not None for line in lines) > 0.5 * len(lines):
        return replace(best, format=replace(best.format, zone="UTC"))
    return best


def _sniff_epoch(head: bytes, _name: str) -> Sniff:
    lines = head_lines(head)
    for one in _EPOCHS:
        found = fit(one.patterns[0], lines)
        if found.trust and _look_like_times(lines, one.patterns[0]):
            format = replace(one.tuned(lines), id="text.epoch", title="Text log with epoch times", time="epoch")
            return Sniff(one.weight * found.trust, _words(found, one.what), format)
    return NOT_MINE


def _look_like_times(lines: Sequence[str], pattern: re.Pattern[str]) -> bool:
    """Whether the numbers are of our century and words follow most of them: a table of numbers is no log."""
    stamped = [found for line in lines if (found := pattern.match(line))]
    worded = sum(_LETTER.search(found.string[found.end("t") :]) is not None for found in stamped)
    plausible = sum(_PLAUSIBLE[0] <= int(found["t"][:10].partition(".")[0]) < _PLAUSIBLE[1] for found in stamped)
    return worded * 2 >= len(stamped) and plausible == len(stamped)


def _words(found: Fit, what: str) -> str:
    return f"{found.matched} of {found.filled} lines {what}"


READERS = (
    LineReader("text.iso", "Text log with ISO 8601 times", _sniff_iso, most=0.7),
    LineReader("text.epoch", "Text log with epoch times (s, ms, µs or ns)", _sniff_epoch, most=0.6),
)
