r"""MySQL's and MariaDB's slow query log: a record is a statement with the comment lines above it.

    # Time: 2026-03-17T14:02:11.123456Z
    # User@Host: shop[shop] @ web1 [10.0.0.7]  Id:     8
    # Query_time: 2.500123  Lock_time: 0.000004 Rows_sent: 1  Rows_examined: 90412
    SET timestamp=1773756128;
    SELECT * FROM orders WHERE note LIKE '%x%';

Form: the reference manual, "The Slow Query Log"; sql/log.cc. A record begins at `# Time:`, the time at which the
statement had ended. MySQL before 5.7 and MariaDB write it only when the second has changed: there a record begins at
`# User@Host:`, too, and is of the second of the one above. Percona's and MariaDB's further lines are taken as pairs.
"""

from __future__ import annotations

import re
from dataclasses import replace

from workbench.engine.lineformat import LineFields, LineFormat
from workbench.readers.core import NOT_MINE, Sniff
from workbench.readers.heads import fit, head_lines
from workbench.readers.linereader import LineReader
from workbench.readers.links import joined, link, links_in_text
from workbench.readers.patterned import number

EXAMPLES = {
    "mysql.slow": (
        "# Time: 2026-03-17T14:02:11.123456Z\n# User@Host: shop[shop] @ web1 [10.0.0.7]  Id:     8\n"
        "# Query_time: 2.500123  Lock_time: 0.000004 Rows_sent: 1  Rows_examined: 90412\nSET timestamp=1773756128;\n"
        "SELECT * FROM orders WHERE note LIKE '%x%';\n"
    )
}
START = r"^# Time: (?P<t>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d))"
OLD_START = r"^# (?:Time: (?P<t>\d{6} [ \d]\d:\d\d:\d\d)|User@Host: )"
_USER = re.compile(r"# User@Host: (?P<user>[^\[\s]*)\[[^\]]*\] @ (?P<host>\S*) ?\[(?P<address>[^\]]*)\]")
_PAIR = re.compile(r"(?P<key>[A-Za-z_]\w{0,40}): +(?P<value>[^\s:]+(?:\.\d+)?)(?=\s|$)")
_NAMES = {
    "Id": "mysql.connection_id", "Thread_id": "mysql.connection_id", "Schema": "db.namespace",
    "Query_time": "query_time_s", "Lock_time": "lock_time_s", "Rows_sent": "db.response.returned_rows",
    "Rows_examined": "mysql.rows_examined", "Rows_affected": "mysql.rows_affected", "Bytes_sent": "mysql.bytes_sent",
}  # fmt: skip
_LINES_LIMIT = 2000


def parse(text: str) -> LineFields:
    """Who asked, how long it took, and the statement."""
    lines = text.split("\n", _LINES_LIMIT)
    attributes: dict[str, object] = {}
    statement: list[str] = []
    for line in lines[lines[0].startswith("# Time:") :]:
        if found := _USER.match(line):
            attributes |= {"user.name": found["user"], "client.address": found["address"] or found["host"]}
            line = f"# {line[found.end() :]}"
        if line.startswith("# ") and not statement:
            attributes |= {_NAMES.get(pair["key"], pair["key"]): number(pair["value"]) for pair in _PAIR.finditer(line)}
        elif used := re.match(r"use ([^;]+);", line):
            attributes.setdefault("db.namespace", used[1].strip("`"))
        elif line.strip() and not line.startswith(("SET timestamp=", "# ")):
            statement.append(line.rstrip("\r"))
    attributes = {key: value for key, value in attributes.items() if value not in ("", None)}
    links = joined([link("user_id", attributes.get("user.name"))], links_in_text(text))
    return LineFields(statement[0] if statement else lines[0], text, attributes=attributes, links=links)


FORMAT = LineFormat(
    "mysql.slow", "MySQL and MariaDB slow query log", start=START, severities={}, default_severity=13,
    literal_fields=True, parse=parse,
)  # fmt: skip
OLD = replace(
    FORMAT, start=OLD_START, time="%y%m%d %k:%M:%S", carried=True, unfinished=(("^# Time: ", "^# User@Host: "),)
)
_FORMS = tuple((re.compile(format.start, re.ASCII), format) for format in (FORMAT, OLD))


def _sniff(head: bytes, _name: str) -> Sniff:
    lines = head_lines(head)
    if not any(line.startswith(("# User@Host: ", "# Query_time: ")) for line in lines):
        return NOT_MINE
    fits = [(fit(pattern, lines), format) for pattern, format in _FORMS]
    found, format = max(fits, key=lambda one: (one[1] is FORMAT and one[0].matched > 0, one[0].matched))
    if not found.matched:
        return NOT_MINE
    why = "`# Time:` or `# User@Host:`, with which statements begin in MySQL's slow log"
    return Sniff(0.95, f"{found.matched} of {found.filled} lines are {why}", format)


READERS = (LineReader("mysql.slow", FORMAT.title, _sniff),)
