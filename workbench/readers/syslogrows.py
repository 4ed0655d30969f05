"""Syslog's lines as rows: RFC 3164 with and without PRI and year, the same with ISO times, RFC 5424."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from workbench.readers.innerlevel import NEXT, SEVERITIES, inner_level
from workbench.readers.patterned import Pattern
from workbench.readers.syslogbody import body_fields, syslog_fields
from workbench.readers.sysloghead import (
    HOST,
    ISO_STAMP,
    PRI_SEVERITIES,
    PROGRAM,
    SD,
    SHORT_STAMP,
    YEAR_STAMP,
    facility_word,
    severity_word,
)

_NO_LEVEL = r"(?!(?i:trace|debug|info|notice|warn|warning|error|err|fatal|critical|severe)\b)"
_SAYS = r"last message repeated|message repeated|-- MARK --|exiting on signal"


# Half of the messages are another logger's: logfmt, klog or JSON.
_LOGGER = r"(?:\S+=\S+ (?:\S+=\S+ )?level=|level=|[IWEF]\d{4} \d\d:|\{\")"
_SIMPLE = r"(?:[^\s\[\]]*[^\s:\[\]] )?(?:[^\s:]+: )?"  # host and program, as far as the level needs them
_NAMES = {"tag": "service.name", "named": "service.name", "pri": "syslog.pri"}


def _inner_fields(groups: Mapping[str, str]) -> Mapping[str, Any]:
    return syslog_fields(groups, inner=True)


def _rows(id: str, title: str, stamp: str, time: str, why: str) -> tuple[Pattern, ...]:
    """The same head without a PRI, around another logger's lines or plain ones, and with one."""
    common: dict[str, Any] = {
        "time": time, "names": _NAMES, "weight": 0.9,
        "whole": rf"^(?:<(?P<pri>\d{{1,3}})>)?{stamp} (?:(?P<host>{HOST}) )?(?:{PROGRAM} ?)?(?P<message>.*)",
    }  # fmt: skip
    begun, named = rf"^(?P<t>{stamp}) ", rf"^{stamp} {_NO_LEVEL}(?:{HOST} )?{_NO_LEVEL}"
    plain = {**common, "severities": SEVERITIES, "literal": True}
    return (
        Pattern(
            id, title, rf"{begun}{_SIMPLE}{inner_level()}", f"{why} before another logger's line", more=_inner_fields,
            sign=rf"{named}{PROGRAM} {_LOGGER}", **plain,
        ),
        Pattern(
            id, title, rf"{begun}{_SIMPLE}{NEXT}", why, sign=rf"{named}(?:{PROGRAM} |{_SAYS})", more=syslog_fields, **plain
        ),
        Pattern(
            id, title, rf"^<(?P<level>\d{{1,3}})>(?P<t>{stamp}) ", f"{why} behind a PRI", severities=PRI_SEVERITIES,
            more=syslog_fields, **common,
        ),
    )  # fmt: skip


RFC3164 = (
    *_rows(
        "syslog.rfc3164", "Syslog (RFC 3164)", SHORT_STAMP, "%b %e %H:%M:%S", "have syslog's time, host and program"
    ),
    *_rows("syslog.rfc3164", "Syslog (RFC 3164)", YEAR_STAMP, "%b %e %Y %H:%M:%S", "have syslog's time with a year"),
)
WITH_ISO = _rows(
    "syslog.iso", "Syslog with ISO 8601 times", ISO_STAMP, "iso", "have an ISO 8601 time, host and program"
)

_PAIR = re.compile(r'([^\s="\]]{1,64})="((?:[^"\\]|\\.)*)"')
_ELEMENT = re.compile(r'\[([^\s="\]]{1,64})((?: [^\s="\]]{1,64}="(?:[^"\\]|\\.)*")*) *\]')
_ESCAPED = re.compile(r'\\(["\\\]])')


def _data(text: str) -> Iterator[tuple[str, str]]:
    """The parameters of structured data, `syslog.ID.NAME` each."""
    for element in _ELEMENT.finditer(text):
        if not element[2]:
            yield f"syslog.{element[1]}", "true"
        for pair in _PAIR.finditer(element[2]):
            yield f"syslog.{element[1]}.{pair[1]}", _ESCAPED.sub(r"\1", pair[2])


def _more_5424(groups: Mapping[str, str]) -> Mapping[str, Any]:
    pri, program, message = groups.get("pri", ""), groups.get("app", ""), groups.get("message", "")
    own = {"severity_text": severity_word(pri), "syslog.facility": facility_word(pri)}
    return {**own, **dict(_data(groups.get("_data", ""))), **body_fields(program, message)}


RFC5424 = Pattern(
    "syslog.rfc5424", "Syslog (RFC 5424)", r"^(?:\d{1,9} )?<(?P<level>\d{1,3})>\d{1,2} (?P<t>\S+) \S+ \S+ ",
    "have a PRI, a version and an ISO 8601 time",
    whole=rf"^(?:\d+ )?<(?P<pri>\d{{1,3}})>\d{{1,2}} \S+ (?P<host>\S+) (?P<app>\S+) (?P<proc>\S+) (?P<msgid>\S+)"
    rf"(?: (?P<_data>{SD}))?[ \ufeff]*(?P<message>.*)",
    sign=rf"^(?:\d{{1,9}} )?<\d{{1,3}}>\d{{1,2}} (?:-|{ISO_STAMP}) \S+ \S+ ",
    names={"pri": "syslog.pri", "app": "service.name", "proc": "syslog.procid", "msgid": "syslog.msgid"},
    severities=PRI_SEVERITIES, more=_more_5424,
)  # fmt: skip
