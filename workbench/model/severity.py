"""OpenTelemetry severity numbers (logs data model, SeverityNumber 1..24; 0 = unknown) and the words for them."""

from __future__ import annotations

LEVELS = ("unknown", "trace", "debug", "info", "warn", "error", "fatal")
UNKNOWN, TRACE, DEBUG, INFO, WARN, ERROR, FATAL = 0, 1, 5, 9, 13, 17, 21

# Words to numbers: the specification's appendix B for syslog names, and the customary spellings of loggers.
WORDS: dict[str, int] = {
    "trace": 1, "verbose": 1, "finest": 1, "finer": 1, "silly": 1, "all": 1,
    "debug": 5, "debug1": 5, "debug2": 5, "debug3": 5, "debug4": 5, "debug5": 5, "fine": 5, "dbg": 5, "config": 7,
    "info": 9, "information": 9, "informational": 9, "log": 9, "statement": 9, "detail": 9, "hint": 9, "inf": 9,
    "notice": 10, "warn": 13, "warning": 13, "wrn": 13,
    "error": 17, "err": 17, "eror": 17, "severe": 17, "failure": 17, "critical": 18, "crit": 18, "alert": 19,
    "fatal": 21, "panic": 21, "emerg": 21, "emergency": 21,
    # three letters, as Serilog, zerolog and others write them; four, as supervisord does
    "trc": 1, "vrb": 1, "ftl": 21, "pnc": 21, "blat": 1, "trac": 1, "debg": 5, "erro": 17,
    # loguru's, and Python's cut to five letters, as Pyramid's and Alembic's files have it
    "success": 10, "warni": 13, "criti": 18,
}  # fmt: skip


def level_of(severity: int) -> int:
    """Index into `LEVELS`: 1-4 trace, 5-8 debug, 9-12 info, 13-16 warn, 17-20 error, 21-24 fatal, else unknown."""
    return 0 if severity <= 0 else min((severity + 3) // 4, 6)


def level_name(severity: int) -> str:
    """`info`, `error`, … of a severity number."""
    return LEVELS[level_of(severity)]


def severity_of_word(word: str) -> int:
    """The number of a level word in any case; 0 when it is not a level word."""
    return WORDS.get(word.strip("[]<>():|;, \t\r\n").lower(), 0)


def severity_of_status(status: int) -> int:
    """HTTP status to severity: 5xx 17, 4xx 13, else 9 (reference table 0.3)."""
    return 17 if status >= 500 else 13 if status >= 400 else 9
