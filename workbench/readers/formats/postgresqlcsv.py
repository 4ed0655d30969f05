r"""PostgreSQL's server log as CSV (`csvlog`) and as JSON (`jsonlog`, since 15).

    2026-03-17 14:02:11.123 UTC,"shop","orders",4712,"10.0.0.7:51020",69b95d03.1268,3,"SELECT",2026-03-17 13:50:43 UTC,
    4/22,0,ERROR,42P01,"relation ""stock"" does not exist",,,,,,"SELECT * FROM stock",15,,"app","client backend",,0
    {"timestamp":"2026-03-17 14:02:11.123 UTC","user":"shop","dbname":"orders","pid":4712,"error_severity":"ERROR",…}

(the first two are one line). Form: PostgreSQL's manual, "Error Reporting and Logging", sections on CSV and JSON;
columns that came later stand at the end. A message may hold newlines: a record goes on until its last quote.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from workbench.engine.lineformat import LineFields, LineFormat
from workbench.model.severity import WORDS
from workbench.readers.core import NOT_MINE, Sniff
from workbench.readers.heads import fit, head_lines
from workbench.readers.jsonhead import head_objects
from workbench.readers.jsonrows import JsonPattern, json_rows
from workbench.readers.linereader import LineReader
from workbench.readers.links import joined, link, links_in_text
from workbench.readers.zonewords import zone_of_words

EXAMPLES = {
    "postgresql.csv": (
        '2026-03-17 14:02:11.123 UTC,"shop","orders",4712,"10.0.0.7:51020",69b95d03.1268,3,"SELECT",2026-03-17 13:50:43 UTC,'
        '4/22,0,ERROR,42P01,"relation ""stock"" does not exist",,,,,,"SELECT * FROM stock",15,,"app","client backend",,0\n'
    ),
    "postgresql.json": (
        '{"timestamp":"2026-03-17 14:02:11.123 UTC","user":"shop","dbname":"orders","pid":4712,"error_severity":"ERROR",'
        '"state_code":"42P01","message":"relation \\"stock\\" does not exist","backend_type":"client backend"}\n'
    ),
}
COLUMNS = (
    "", "db.user", "db.namespace", "process.pid", "client.address", "postgresql.session_id", "postgresql.line_number",
    "postgresql.command_tag", "postgresql.session_start", "postgresql.virtual_transaction_id",
    "postgresql.transaction_id", "", "db.response.status_code", "", "postgresql.detail", "postgresql.hint",
    "postgresql.internal_query", "postgresql.internal_query_position", "postgresql.context", "db.query.text",
    "postgresql.query_position", "postgresql.location", "postgresql.application_name", "postgresql.backend_type",
    "postgresql.leader_pid", "postgresql.query_id",
)  # fmt: skip
_SEVERITIES = {**WORDS, "log": 9}
_STAMP = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}(?: UTC| [+-]\d\d(?::?\d\d)?)?"
_COLUMN = r'(?:"(?:[^"]|"")*"|[^,"]*),'
LEVELS = "DEBUG[1-5]|LOG|INFO|NOTICE|WARNING|ERROR|FATAL|PANIC"
START = (
    rf"^(?P<t>{_STAMP})(?: [A-Z]+)?,{_COLUMN}{_COLUMN}\d*,{_COLUMN}[0-9a-f.]*,\d*,{_COLUMN}[^,]*,[^,]*,\d*,"
    rf"(?P<level>{LEVELS}),"
)
_ZONE = re.compile(r"\S+ \S+ ([A-Z]+),")
_LIMIT = 1 << 20


def parse(text: str) -> LineFields:
    """Who, which command, the message and what explains it."""
    try:
        row = next(csv.reader([text[:_LIMIT]] if "\n" not in text else text[:_LIMIT].splitlines(keepends=True)), [])
    except csv.Error:
        row = []
    if len(row) < 14:
        return LineFields(text.partition("\n")[0].strip("\r"), text)
    values: dict[str, Any] = {name: value for name, value in zip(COLUMNS, row, strict=False) if name and value}
    for name in ("process.pid", "postgresql.leader_pid"):
        if name in values:
            values[name] = int(values[name]) if values[name].isdigit() else values[name]
    pid = values.pop("process.pid", None)
    message = row[13]
    told = [f"{title}: {values[name]}" for title, name in _TOLD if name in values]
    return LineFields(
        title=message.partition("\n")[0],
        body="\n".join([message, *told]),
        severity_text=row[11],
        attributes=values,
        resource={"process.pid": pid} if pid is not None else {},
        links=joined([link("user_id", values.get("db.user"))], links_in_text(text)),
    )


_TOLD = (("DETAIL", "postgresql.detail"), ("HINT", "postgresql.hint"), ("CONTEXT", "postgresql.context"),
         ("STATEMENT", "db.query.text"))  # fmt: skip
FORMAT = LineFormat(
    "postgresql.csv", "PostgreSQL server log (CSV)", start=START, severities=_SEVERITIES, default_severity=9,
    literal_fields=True, parse=parse,
)  # fmt: skip
_PATTERN = re.compile(START, re.ASCII)


def _sniff(head: bytes, _name: str) -> Sniff:
    lines = head_lines(head)
    found = fit(_PATTERN, lines)
    if not found.trust:
        return NOT_MINE
    zone, doubts = zone_of_words(word[1] for line in lines if (word := _ZONE.match(line)))
    why = f"{found.matched} of {found.filled} lines have csvlog's columns up to the level"
    return Sniff(0.95 * found.trust, why, replace(FORMAT, zone=zone), doubts)


def _told(found: Mapping[str, Any]) -> dict[str, Any]:
    return {"user_id": found.get("user")}


ROW = JsonPattern(
    "postgresql.json", "PostgreSQL server log (JSON)", "have PostgreSQL's error_severity and pid",
    keys=("error_severity", "timestamp", "pid"), stamp_keys=("timestamp",), forms=("%Y-%m-%d %H:%M:%S %Z",),
    level_keys=("error_severity",), severities=_SEVERITIES, default_severity=9, more=_told,
    names={
        "user": "db.user", "dbname": "db.namespace", "pid": "process.pid", "remote_host": "client.address",
        "remote_port": "client.port", "session_id": "postgresql.session_id", "state_code": "db.response.status_code",
        "statement": "db.query.text", "detail": "postgresql.detail", "hint": "postgresql.hint", "error_severity": "",
        "context": "postgresql.context", "application_name": "postgresql.application_name",
        "backend_type": "postgresql.backend_type", "ps": "postgresql.command_tag",
    },
)  # fmt: skip
_JSON = json_rows(ROW)[0]


def _sniff_json(head: bytes, name: str) -> Sniff:
    """As any row of JSON lines; the zone from the abbreviations."""
    answer = _JSON.judge(head, name)
    if answer.format is None:
        return answer
    stamps = [str(found.get("timestamp", "")) for found in head_objects(head)[0]]
    zone, doubts = zone_of_words(stamp.rpartition(" ")[2] for stamp in stamps)
    return replace(answer, format=replace(answer.format, zone=zone), problems=doubts)


READERS = (
    LineReader("postgresql.csv", FORMAT.title, _sniff),
    LineReader("postgresql.json", ROW.title, _sniff_json),
)
