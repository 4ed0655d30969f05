r"""DB2's diagnostic log (db2diag.log): a head with time, record and level, then lines of names and values.

    2026-03-17-14.02.11.123456+060 I12345E500            LEVEL: Error
    PID     : 4711                 TID : 140012          PROC : db2sysc 0
    INSTANCE: db2inst1             NODE : 000            DB   : SHOP
    FUNCTION: DB2 UDB, buffer pool services, sqlbReadPage, probe:10
    MESSAGE : ZRC=0x86020001

Form: IBM's documentation, "Interpreting diagnostic log file entries". What stands behind the time is its distance from
UTC in minutes; where all records at the beginning say the same, and whole hours, it is the log's zone.
"""

from __future__ import annotations

import re
from dataclasses import replace

from workbench.engine.lineformat import LineFields, LineFormat
from workbench.model.case import Problem
from workbench.model.severity import WORDS
from workbench.readers.core import NOT_MINE, Sniff
from workbench.readers.heads import fit, head_lines
from workbench.readers.linereader import LineReader
from workbench.readers.links import links_in_text

EXAMPLES = {
    "db2.diag": (
        "2026-03-17-14.02.11.123456+060 I12345E500            LEVEL: Error\n"
        "PID     : 4711                 TID : 140012          PROC : db2sysc 0\n"
        "INSTANCE: db2inst1             NODE : 000            DB   : SHOP\n"
        "FUNCTION: DB2 UDB, buffer pool services, sqlbReadPage, probe:10\nMESSAGE : ZRC=0x86020001\n"
    )
}
START = r"^(?P<t>\d{4}-\d\d-\d\d-\d\d\.\d\d\.\d\d\.\d{6})[+-]\d{3} \S+ +LEVEL ?: ?(?P<level>[A-Z][a-z]+)"
_OFFSET = re.compile(r"\S{26}([+-]\d{3}) (\S+)")
_PAIR = re.compile(r"([A-Z][A-Z0-9]{1,15}) *: *(.*?)(?= {2,}[A-Z][A-Z0-9]{1,15} *:|\s*$)")
_NAMES = {"PID": "process.pid", "TID": "thread.id", "PROC": "process.executable.name", "HOSTNAME": "host.name",
          "DB": "db.namespace", "FUNCTION": "code.function", "AUTHID": "db.user",
          "APPHDL": "db2.application_handle"}  # fmt: skip
_RESOURCE = ("process.", "host.")
_LEVELS = {**WORDS, "severe": 18, "event": 9, "special": 9}


def parse(text: str) -> LineFields:
    """The names and values, and the message as title."""
    first, _, rest = text.partition("\n")
    values: dict[str, object] = {}
    for line in rest.split("\n", 60)[:60]:
        for found in _PAIR.finditer(line[:1000]):
            name, value = _NAMES.get(found[1], f"db2.{found[1].lower()}"), found[2].strip()
            if value:
                values.setdefault(
                    name, int(value) if name in ("process.pid", "thread.id") and value.isdigit() else value
                )
    level = re.search(r"LEVEL ?: ?(\w+)", first)
    record = _OFFSET.match(first)
    return LineFields(
        title=str(values.get("db2.message") or values.get("code.function") or first.strip("\r")),
        body=text,
        severity_text=level[1] if level else "",
        event_id=record[2] if record else "",
        attributes={key: value for key, value in values.items() if not key.startswith(_RESOURCE)},
        resource={key: value for key, value in values.items() if key.startswith(_RESOURCE)},
        links=links_in_text(text),
    )


FORMAT = LineFormat(
    "db2.diag", "DB2 diagnostic log (db2diag.log)", time="%Y-%m-%d-%H.%M.%S", start=START, severities=_LEVELS,
    literal_fields=True, parse=parse,
)  # fmt: skip
_PATTERN = re.compile(START, re.ASCII)


def _sniff(head: bytes, _name: str) -> Sniff:
    lines = head_lines(head)
    found = fit(_PATTERN, lines)
    if not found.matched:
        return NOT_MINE
    offsets = {int(one[1]) for line in lines if _PATTERN.match(line) and (one := _OFFSET.match(line))}
    zone, doubts = _zone(offsets)
    why = f"{found.matched} of {found.filled} lines are heads of db2diag with time, record and level"
    return Sniff(0.95, why, replace(FORMAT, zone=zone), doubts)


def _zone(offsets: set[int]) -> tuple[str, tuple[Problem, ...]]:
    """A zone of whole hours (IANA's `Etc/GMT-1` is an hour east), or the doubt."""
    minutes = next(iter(offsets))
    if len(offsets) == 1 and minutes % 60 == 0 and -12 <= minutes // 60 <= 14:
        hours = minutes // 60
        return (f"Etc/GMT{-hours:+d}" if hours else "UTC"), ()
    said = " and ".join(f"{one:+d}" for one in sorted(offsets))
    return "", (
        Problem(f"the times say {said} minutes from UTC, which is not one zone of whole hours; declare the zone"),
    )


READERS = (LineReader("db2.diag", FORMAT.title, _sniff),)
