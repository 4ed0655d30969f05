"""PostgreSQL's server log (`log_destination = stderr`), by the usual settings of `log_line_prefix`.

    2026-03-17 14:02:11.123 UTC [4711] LOG:  database system is ready to accept connections
    2026-03-17 14:02:11.123 CET [4712] shop@orders ERROR:  deadlock detected
    2026-03-17 14:02:11.123 CET [4712] shop@orders DETAIL:  Process 4712 waits for ShareLock on transaction 731

Prefix escapes that are understood: %m, %t or %n first or behind a bracket or up to three words, %p in brackets or as a
number alone, %u@%d or `user=%u,db=%d,app=%a,client=%h`, and anything else up to the level.
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
LEVELS = (
    "DEBUG[1-5]|LOG|INFO|NOTICE|WARNING|ERROR|FATAL|PANIC|STATEMENT|DETAIL|HINT|CONTEXT|QUERY|LOCATION|BACKTRACE|"
    # `lc_messages` in German, French and Spanish
    "HINWEIS|WARNUNG|FEHLER|ANWEISUNG|TIPP|ZUSAMMENHANG|KONTEXT|ATTENTION|ERREUR|INSTRUCTION|ASTUCE|CONTEXTE|"
    "ADVERTENCIA|SENTENCIA|SUGERENCIA|CONTEXTO"
)
_STAMP = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?"
_EPOCH = r"\d{10}\.\d{3}"  # %n
# In front of the time may stand a bracket or words (`%p %m`); behind it anything up to the level, with blanks or without
# (`%t:%r:%u@%d:[%p]:`, `%t-%c-`).
_BEFORE = r"(?:[<\[(] ?|(?:[^ ]+ ){1,3}?\[?)?"
_PREFIX = r"(?:[^ ]* )*?(?:[^ ]*[:\]>|-])?"
_END = r"[ :\])>|-]"
# PostgreSQL writes the zone's abbreviation, and its offset where the zone has none (`+03`).
START = rf"^{_BEFORE}(?P<t>{_STAMP}(?: UTC| [+-]\d\d(?::?\d\d)?)?)(?: [A-Z]+)?{_END}{_PREFIX}(?P<level>{LEVELS}):  "
EPOCH_START = rf"^{_BEFORE}(?P<t>{_EPOCH}){_END}{_PREFIX}(?P<level>{LEVELS}):  "
_WHOLE = re.compile(
    rf"^(?P<before>{_BEFORE})(?:{_STAMP} ?(?P<zone>[A-Z]{{2,5}}|[+-]\d\d(?::?\d\d)?)?|{_EPOCH})(?P<prefix>{_END}{_PREFIX})"
    rf"(?P<level>{LEVELS}):  (?P<message>.*)",
    re.ASCII,
)
_PID = re.compile(r"\[(\d{1,10})(?:-\d+)?\]")
_LONE_PID = re.compile(r"(?<![\w.:@=(-])(\d{1,10})(?![\w.:@)-])")
_SESSION = re.compile(r"(?<![\w.-])([\w.$-]{1,63}|\[unknown\])@([\w.$-]{1,63}|\[unknown\])")
_NAMED = re.compile(r"(?<![\w.-])(user|db|app|client)=([^, ]*(?: [^,= ]+(?=,))*)")
_NAMES = {"user": "db.user", "db": "db.namespace", "app": "postgresql.application_name", "client": "client.address"}
_DURATION = re.compile(r"duration: (\d{1,12}(?:\.\d{1,6})?) ms")
_SEVERITIES = {
    **WORDS, "context": 9, "query": 9, "location": 9, "backtrace": 9, "hinweis": 10, "warnung": 13, "fehler": 17,
    "attention": 13, "erreur": 17, "advertencia": 13,
}  # fmt: skip


def parse(text: str) -> LineFields:
    """Process, user, database and message of one record."""
    found = _WHOLE.match(text)
    if found is None:
        return LineFields(text.partition("\n")[0], text)
    attributes: dict[str, object] = {}
    resource: dict[str, object] = {}
    told = found["before"] + found["prefix"]
    if pid := _PID.search(told) or _LONE_PID.search(told):
        resource["process.pid"] = int(pid[1])
    if session := _SESSION.search(told):
        attributes["db.user"], attributes["db.namespace"] = session[1], session[2]
    attributes |= {_NAMES[pair[1]]: pair[2] for pair in _NAMED.finditer(told) if pair[2]}
    user = str(attributes.get("db.user", "[unknown]"))
    if duration := _DURATION.match(found["message"]):
        attributes["duration_ms"] = float(duration[1])
    body = found["message"] + text[found.end() :]
    links = joined([link("user_id", user) if user != "[unknown]" else None], links_in_text(text))
    return LineFields(found["message"], body, found["level"], attributes=attributes, resource=resource, links=links)


FORMAT = LineFormat(
    "postgresql.log", "PostgreSQL server log", start=START, severities=_SEVERITIES, default_severity=9,
    literal_fields=True, parse=parse,
)  # fmt: skip
_FORMS = (
    (re.compile(START, re.ASCII), FORMAT),
    (re.compile(EPOCH_START, re.ASCII), replace(FORMAT, start=EPOCH_START, time="epoch")),
)


def _sniff(head: bytes, _name: str) -> Sniff:
    lines = head_lines(head)
    found, format = max(((fit(pattern, lines), form) for pattern, form in _FORMS), key=lambda one: one[0].trust)
    if not found.trust:
        return NOT_MINE
    zone, doubts = zone_of_words(whole["zone"] or "" for line in lines if (whole := _WHOLE.match(line)))
    why = f"{found.matched} of {found.filled} lines have PostgreSQL's prefix and a level with a colon and two blanks"
    return Sniff(0.95 * found.trust, why, replace(format, zone=zone), doubts)


READERS = (LineReader("postgresql.log", FORMAT.title, _sniff),)
