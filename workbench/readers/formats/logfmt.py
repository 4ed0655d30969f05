r"""logfmt: lines of `key=value`, text with blanks in quotes, as go-kit, logrus, slog, Heroku's and many others write.

ts=2026-03-17T14:02:11.123Z level=error msg="charge refused: \"no funds\"" order=17
time="2026-03-17T14:02:11+01:00" level=warning msg=slow
level=info t=1773756131 caller=main.go:41 msg=started
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from workbench.engine.lineformat import LineFields, LineFormat, TimeForm
from workbench.engine.stamps import parse_stamp
from workbench.readers.core import NOT_MINE, Sniff
from workbench.readers.heads import fit, head_lines
from workbench.readers.levels import WORDS_AND_NUMBERS
from workbench.readers.linereader import LineReader
from workbench.readers.links import joined, links_in_text, links_of
from workbench.readers.naming import key_texts, named
from workbench.readers.pairs import PAIR, pairs

EXAMPLES = {
    "logfmt": (
        'ts=2026-03-17T14:02:11.123Z level=error msg="charge refused: \\"no funds\\"" order=17\n'
        "ts=2026-03-17T14:02:12.000Z level=info msg=started\n"
    )
}
STAMP_KEYS = ("ts", "time", "t", "timestamp", "@timestamp", "datetime", "date", "at")
LEVEL_KEYS = ("level", "lvl", "severity", "loglevel", "log.level", "levelname", "l")
MESSAGES = ("msg", "message", "event", "text", "err", "error")
LOOKED_AT = 60
# A time with a blank in it that nobody put in quotes, as Python's `time=%(asctime)s` gives it.
_BARE = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:[.,]\d{1,9})?"
_LINE = re.compile(rf"^{PAIR}(?:\s+{PAIR})+", re.ASCII)


def parse(text: str) -> LineFields:
    """Every pair of a record, known keys under their OpenTelemetry names."""
    first = text.partition("\n")[0]
    found: dict[str, str | bool] = {}
    for key, value in pairs(first):
        found.setdefault(key, value)
    level = next((str(found[key]) for key in LEVEL_KEYS if key in found), "")
    message = next((str(found[key]) for key in MESSAGES if found.get(key)), "")
    taken = {*LEVEL_KEYS, *STAMP_KEYS}
    sorted_out = named((key, value) for key, value in found.items() if key not in taken and key not in MESSAGES[:2])
    return LineFields(
        title=message.partition("\n")[0] or first,
        body=(message or first) + text[len(first) :],
        severity_text=level,
        attributes=sorted_out.attributes,
        resource=sorted_out.resource,
        links=joined(links_of(found.items()), links_in_text(text)),
    )


def _start(stamp: str, level: str, level_first: bool, quoted: bool) -> str:
    """The pattern for one order of keys; the level is looked for in the rest of the line, or before the stamp."""
    value = r"""["'](?P<t>[^"']+)["']""" if quoted else rf'(?P<t>{_BARE}|[^"\s]+)'
    time = rf"{re.escape(stamp)}={value}(?:\s|$)"
    word = rf"""{re.escape(level)}=["']?(?P<level>\w+)["']?""" if level else ""
    any_pairs = rf"(?:{PAIR}\s+)*?"
    if not word:
        return rf"^{any_pairs}{time}"
    if level_first:
        return rf"^(?:{any_pairs}{word}\s+)?{any_pairs}{time}"
    return rf"^{any_pairs}{time}\s*(?:{any_pairs}{word})?"


def _tuned(lines: Sequence[str]) -> tuple[LineFormat, str] | None:
    """The format for the keys that these lines use, and the stamp's key."""
    some = [line for line in (*lines[:LOOKED_AT], *lines[:: max(len(lines) // LOOKED_AT, 1)]) if _LINE.match(line)]
    values = [dict(pairs(line)) for line in some]
    rows = [list(row) for row in values]
    for stamp in STAMP_KEYS:
        forms: Counter[TimeForm] = Counter()
        for row in values:
            text = str(row.get(stamp, ""))
            forms.update(form for form in ("iso", "epoch", "clf") if parse_stamp(text, form) is not None)
        if not forms:
            continue
        form, _ = forms.most_common(1)[0]
        levels = Counter(key for row in rows for key in row if key in LEVEL_KEYS)
        requests = sum("status" in row and ("method" in row or "request" in row) for row in rows)
        by_status = not levels and requests * 2 > len(rows)  # requests, whose status says how they went
        level = levels.most_common(1)[0][0] if levels else "status" if by_status else ""
        both = [row for row in rows if stamp in row and level in row]
        level_first = sum(row.index(level) < row.index(stamp) for row in both) * 2 > len(both)
        quoted = sum(f'{stamp}="' in line or f"{stamp}='" in line for line in some) * 2 > len(values)
        format = replace(FORMAT, time=form, start=_start(stamp, level, level_first, quoted))
        return (replace(format, severities="status", default_severity=9) if by_status else format), stamp
    return None


FORMAT = LineFormat(
    "logfmt",
    "logfmt (key=value lines)",
    start=_start("ts", "level", False, False),
    severities=WORDS_AND_NUMBERS,
    literal_fields=True,
    field_keys=key_texts,
    parse=parse,
)


def _sniff(head: bytes, _name: str) -> Sniff:
    lines = head_lines(head)
    if not any(_LINE.match(line) for line in lines[:50]) or (tuned := _tuned(lines)) is None:
        return NOT_MINE
    format, stamp = tuned
    found = fit(re.compile(format.start, re.ASCII), lines)
    why = f"{found.matched} of {found.filled} lines are key=value pairs with a time in {stamp}"
    return Sniff(0.85 * found.trust, why, format)


READERS = (LineReader("logfmt", FORMAT.title, _sniff, most=0.85),)
