r"""MySQL's and MariaDB's error log and general query log, as the versions write them.

    2026-03-17T14:02:11.123456Z 8 [Warning] [MY-010055] [Server] IP address could not be resolved
    2026-03-17 14:02:11 0 [Note] InnoDB: Buffer pool(s) load completed
    260317 14:02:11 [ERROR] /usr/sbin/mysqld: Table './shop/orders' is marked as crashed
    2026-03-17T14:02:11.123456Z	    8 Query	SELECT 1

Form: the reference manual, "The Error Log" and "The General Query Log"; sql/log.cc of both servers. MySQL 5.7 and later
say the zone; before, and in MariaDB, times are the server's local ones, whose hour below ten has a blank in front.
Where the old general log has two tabs instead of a time, the command is of the second of the one above. What `mysqld_safe`
writes among MariaDB's lines has the old form of the time.
"""

from __future__ import annotations

from workbench.model.severity import WORDS
from workbench.readers.patterned import Pattern, varied

EXAMPLES = {
    "mysql.error": (
        "2026-03-17T14:02:11.123456Z 8 [Warning] [MY-010055] [Server] IP address could not be resolved\n"
        "2026-03-17T14:02:12.000001Z 0 [System] [MY-010931] [Server] ready for connections.\n"
    ),
    "mysql.general": (
        "2026-03-17T14:02:11.123456Z\t    8 Connect\tshop@localhost on orders using Socket\n"
        "2026-03-17T14:02:11.123999Z\t    8 Query\tSELECT 1\n"
    ),
}
_ISO = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)"
_LOCAL = r"\d{4}-\d\d-\d\d [ \d]\d:\d\d:\d\d"
_OLD = r"\d{6} [ \d]\d:\d\d:\d\d"
_LEVEL = "Note|Warning|ERROR|System|NOTE|WARNING|Error"
_SEVERITIES = {**WORDS, "note": 9, "system": 9}


def _error(stamp: str, form: str) -> Pattern:
    return Pattern(
        "mysql.error",
        "MySQL and MariaDB error log",
        start=rf"^(?P<t>{stamp}) +(?:[0-9a-f]+ )?(?:\[(?P<level>{_LEVEL})\] |mysqld_safe |InnoDB: |UTC - mysqld got )",
        why="have MySQL's time, thread and level in brackets",
        time=form,
        severities=_SEVERITIES,
        default_severity=9,
        whole=(
            rf"{stamp} +(?:(?P<tid>\d{{1,20}}) |[0-9a-f]+ )?(?:\[(?P<level>{_LEVEL})\] )?"
            r"(?:\[(?P<code>MY-\d{6})\] )?(?:\[(?P<subsystem>\w+)\] )?(?P<message>.*)"
        ),
        names={"code": "mysql.error_code", "subsystem": "mysql.subsystem", "tid": "mysql.thread_id"},
        numbers=frozenset(("mysql.thread_id",)),
    )


# As server's sql/sql_parse.cc names them in `command_name`, and what connections write.
_COMMANDS = (
    r"Sleep|Quit|Init DB|Query|Field List|Create DB|Drop DB|Refresh|Shutdown|Statistics|Processlist|Connect(?: Out)?|Kill|"
    r"Debug|Ping|Time|Delayed insert|Change user|Binlog Dump(?: GTID)?|Table Dump|Register Slave|Register Replica|Prepare|"
    r"Execute|Long Data|Close stmt|Reset stmt|Set option|Fetch|Daemon|Reset Connection|clone"
)


def _general(stamp: str, form: str, left_out: str = "") -> Pattern:
    """left_out: what stands instead of a time that is the one above."""
    head = rf"(?P<t>{stamp}){left_out}"
    return Pattern(
        "mysql.general",
        "MySQL and MariaDB general query log",
        start=rf"^(?:{head})\t *\d+ (?:{_COMMANDS})(?:\t|$)",
        why="have a time, a connection and a command as MySQL's general log writes them",
        time=form,
        severities={},
        default_severity=9,
        carried=bool(left_out),
        whole=rf"(?:{stamp}{left_out})\t *(?P<tid>\d{{1,20}}) (?P<command>{_COMMANDS})(?:\t(?P<message>.*))?",
        names={"tid": "mysql.connection_id", "command": "mysql.command"},
        numbers=frozenset(("mysql.connection_id",)),
    )


READERS = (
    *varied(
        _error(_ISO, "iso"),
        _error(f"(?:{_LOCAL}|{_OLD})", "%Y-%m-%d %k:%M:%S||%y%m%d %k:%M:%S"),
        _error(_OLD, "%y%m%d %k:%M:%S"),
    ),
    *varied(_general(_ISO, "iso"), _general(_OLD, "%y%m%d %k:%M:%S", r"|\t")),
)
