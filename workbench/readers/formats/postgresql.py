"""PostgreSQL's server log (`log_destination = stderr`), by the usual settings of `log_line_prefix`.

    2026-03-17 14:02:11.123 UTC [4711] LOG:  database system is ready to accept connections
    2026-03-17 14:02:11.123 CET [4712] shop@orders ERROR:  deadlock detected
    2026-03-17 14:02:11.123 CET [4712] shop@orders DETAIL:  Process 4712 waits for ShareLock on transaction 731

Prefix escapes that are understood: %m or %t first, %p in brackets, then anything (%u@%d, %a, %h, %q …) up to the level.
DETAIL, HINT, CONTEXT and STATEMENT come as lines of their own with the prefix of the message they explain; lines that
begin with a tab go on with the line above.
"""

from __future__ import annotations

import re
from dataclasses import replace

from workbench.engine.lineformat import LineFields, LineFormat
from workbench.model.severity import WORDS
from workbench.readers.core import NOT_MINE, Sniff
from workbench.readers.heads import fit, head_lines
from workbench.readers.linereader import LineReader
from workbench.readers.links import joined, link, links_in_text
from workbench.readers.zonewords import zone_of_words

EXAMPLES = {
    "postgresql.log": (
        "2026-03-17 14:02:11.123 UTC [4711] LOG:  database system is ready to accept connections\n"
        "2026-03-17 14:02:12.001 UTC [4712] shop@orders ERROR:  deadlock detected\n"
        "2026-03-17 14:02:12.001 UTC [4712] shop@orders DETAIL:  Process 4712 waits for ShareLock.\n"
        "\tProcess 4713: UPDATE stock SET left = 0\n"
    )
}
LEVELS = "DEBUG[1-5]|LOG|INFO|NOTICE|WARNING|ERROR|FATAL|PANIC|STATEMENT|DETAIL|HINT|CONTEXT|QUERY|LOCATION|BACKTRACE"
_STAMP = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?"
# PostgreSQL writes the zone's abbreviation, and its offset where the zone has none (`+03`).
# Behind the time anything may stand up to the level, with blanks or (`%t:%r:%u@%d:[%p]:`) without.
_PREFIX = r"(?:[^ ]* )*?(?:[^ ]*[:\]])?"
START = rf"^(?P<t>{_STAMP}(?: UTC| [+-]\d\d(?::?\d\d)?)?)(?: [A-Z]+)?[ :]{_PREFIX}(?P<level>{LEVELS}):  "
_WHOLE = re.compile(
    rf"^{_STAMP} (?P<zone>[A-Z]{{2,5}}|[+-]\d\d(?::?\d\d)?)?(?P<prefix>[ :]{_PREFIX})"
    rf"(?P<level>{LEVELS}):  (?P<message>.*)",
    re.ASCII,
)
_PID = re.compile(r"\[(\d{1,10})(?:-\d+)?\]")
_SESSION = re.compile(r"(?<![\w.-])([\w.$-]{1,63}|\[unknown\])@([\w.$-]{1,63}|\[unknown\])")
_DURATION = re.compile(r"duration: (\d{1,12}(?:\.\d{1,6})?) ms")
_SEVERITIES = {**WORDS, "context": 9, "query": 9, "location": 9, "backtrace": 9}


def parse(text: str) -> LineFields:
    """Process, user, database and message of one record."""
    found = _WHOLE.match(text)
    if found is None:
        return LineFields(text.partition("\n")[0], text)
    attributes: dict[str, object] = {}
    resource: dict[str, object] = {}
    if pid := _PID.search(found["prefix"]):
        resource["process.pid"] = int(pid[1])
    user = None
    if session := _SESSION.search(found["prefix"]):
        user = session[1]
        attributes["db.user"], attributes["db.namespace"] = session[1], session[2]
    if duration := _DURATION.match(found["message"]):
        attributes["duration_ms"] = float(duration[1])
    body = found["message"] + text[found.end() :]
    links = joined([link("user_id", user) if user and user != "[unknown]" else None], links_in_text(text))
    return LineFields(found["message"], body, found["level"], attributes=attributes, resource=resource, links=links)


FORMAT = LineFormat(
    "postgresql.log", "PostgreSQL server log", start=START, severities=_SEVERITIES, default_severity=9,
    literal_fields=True, parse=parse,
)  # fmt: skip
_PATTERN = re.compile(START, re.ASCII)


def _sniff(head: bytes, _name: str) -> Sniff:
    lines = head_lines(head)
    found = fit(_PATTERN, lines)
    if not found.trust:
        return NOT_MINE
    zone, doubts = zone_of_words(whole["zone"] or "" for line in lines if (whole := _WHOLE.match(line)))
    why = f"{found.matched} of {found.filled} lines have PostgreSQL's prefix and a level with a colon and two blanks"
    return Sniff(0.95 * found.trust, why, replace(FORMAT, zone=zone), doubts)


READERS = (LineReader("postgresql.log", FORMAT.title, _sniff),)
