r"""ArcSight's CEF and QRadar's LEEF, bare or behind a syslog head.

    Mar 17 14:02:11 fw1 CEF:0|Vendor|Product|1.0|100|worm stopped|10|src=10.0.0.1 dst=203.0.113.9 spt=1232 msg=a \= b
    Mar 17 14:02:11 fw1 LEEF:2.0|Vendor|Product|1.0|4000|^|src=10.0.0.1^sev=8^devTime=1773756131123

"ArcSight Common Event Format", revision 25: seven fields, `\|` and `\\` escaped, then `key=value` with blanks in values and
`\=`, `\\`, `\n` escaped; severity 0..10 or Unknown, Low, Medium, High, Very-High. IBM, "LEEF event components":
version 2 names its delimiter, sev is 1..10. The event's own time (rt, devTime) comes before the head's, which is the
sender's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from workbench.readers.patterned import Pattern, varied
from workbench.readers.sysloghead import ISO, RFC5424, SHORT, YEAR, SyslogHead

EXAMPLES = {
    "cef": (
        "Mar 17 14:02:11 fw1 CEF:0|Shop|Gate|1.0|100|worm stopped|10|src=10.0.0.1 dst=203.0.113.9 spt=1232 "
        "msg=payload a\\=b was dropped act=blocked\n"
    ),
    "leef": (
        "Mar 17 14:02:11 fw1 LEEF:1.0|Shop|Gate|1.0|4000|src=10.0.0.1\tdst=203.0.113.9\tsev=8\tusrName=ann smith\tcat=deny\n"
    ),
}
NAMES = {
    "src": "source.address",
    "spt": "source.port",
    "srcPort": "source.port",
    "shost": "source.host",
    "suser": "user.name",
    "usrName": "user.name",
    "dst": "destination.address",
    "dpt": "destination.port",
    "dstPort": "destination.port",
    "dhost": "destination.host",
    "duser": "destination.user",
    "dvchost": "host.name",
    "proto": "network.transport",
    "request": "url.full",
    "requestMethod": "http.request.method",
    "requestClientApplication": "user_agent.original",
    "act": "action",
    "app": "network.protocol.name",
    "fname": "file.name",
    "url": "url.full",
}
# 0..3 low, 4..6 medium, 7 and 8 high, 9 and 10 very high.
SEVERITIES = {str(number): 9 if number < 4 else 13 if number < 7 else 17 if number < 9 else 18 for number in range(11)}
SEVERITIES |= {"unknown": 0, "low": 9, "medium": 13, "high": 17, "very-high": 18, "very high": 18}
_CELL = r"(?:[^|\\]|\\.)*"
_KEY = re.compile(r"(?:^|(?<=\s))([\w.\[\]-]{1,64})=")
_ESCAPED = re.compile(r"\\([\\=|nr])")
_LETTERS = {"n": "\n", "r": "\r"}
_OWN_TIME = r"[A-Z][a-z][a-z] \d\d? \d{4} \d\d:\d\d:\d\d(?:\.\d+)?"


def _plain(text: str) -> str:
    return _ESCAPED.sub(lambda found: _LETTERS.get(found[1], found[1]), text)


def extension(text: str) -> Iterator[tuple[str, str]]:
    """CEF's pairs: a value goes on up to the blank before the next key."""
    keys = list(_KEY.finditer(text))
    for number, found in enumerate(keys):
        end = keys[number + 1].start() if number + 1 < len(keys) else len(text)
        yield found[1], _plain(text[found.end() : end].strip())


def _typed(pairs: Iterator[tuple[str, str]]) -> dict[str, Any]:
    answer: dict[str, Any] = {}
    for key, value in pairs:
        name = NAMES.get(key, key)
        answer.setdefault(name, int(value) if name.endswith(".port") and value.isdigit() else value)
    return answer


def _more(groups: Mapping[str, str]) -> Mapping[str, Any]:
    head = {
        name: _plain(groups.get(name, "")) for name in ("vendor", "product", "product_version", "rule.id", "rule.name")
    }
    head |= {"rule.id": _plain(groups.get("sig", "")), "rule.name": _plain(groups.get("name", ""))}
    return {**_typed(extension(groups.get("_ext", ""))), **head, "title": head["rule.name"]}


_CEF = rf"(?:[^|=]*[ :])?CEF: ?\d+(?:\|{_CELL}){{5}}\|(?P<level>[^|]*)\|"
_CEF_WHOLE = (
    rf"^(?:.*?)CEF: ?\d+\|(?P<vendor>{_CELL})\|(?P<product>{_CELL})\|(?P<product_version>{_CELL})\|(?P<sig>{_CELL})"
    rf"\|(?P<name>{_CELL})\|(?P<level>[^|]*)\|(?P<_ext>.*)"
)
_COMMON: dict[str, Any] = {
    "severities": SEVERITIES,
    "names": {"sig": "rule.id", "name": "rule.name"},
    "kind": "alert",
}


def _cef(start: str, time: str, why: str, sign: str = "") -> Pattern:
    return Pattern(
        "cef",
        "CEF (ArcSight)",
        start,
        f"hold a CEF event{why}",
        whole=_CEF_WHOLE,
        time=time,
        sign=sign,
        more=_more,
        holds="CEF:",
        **_COMMON,
    )


def _behind(head: SyslogHead, rest: str) -> str:
    """A head and what follows, without the head's names for what `whole` reads."""
    return "^" + re.sub(r"\?P<(?:pri|host)>", "?:", head.start) + rest


CEF = (
    _cef(
        rf"^{_CEF}(?:(?:.*? )?rt=(?P<t>\d{{10,13}}))?", "epoch", " with a time in rt", rf"^{_CEF}(?:.* )?rt=\d{{10,13}}"
    ),
    _cef(
        rf"^{_CEF}(?:(?:.*? )?rt=(?P<t>{_OWN_TIME}))?",
        "%b %e %Y %H:%M:%S",
        " with a time in rt",
        rf"^{_CEF}(?:.* )?rt={_OWN_TIME}",
    ),
    *(_cef(_behind(head, _CEF), head.time, " behind a syslog head") for head in (SHORT, YEAR, ISO, RFC5424)),
    _cef(rf"^{_CEF}(?:(?:.*? )?(?:end|start)=(?P<t>\d{{10,13}}))?", "epoch", ""),
)

_LEEF = r"(?:[^|=]*[ :])?LEEF: ?[\d.]+(?:\|[^|]*){4}\|"
_SEV = r"(?:.*?[^\w]sev=(?P<level>\d+))?"
_DELIMITER = re.compile(r"(?:0?x([0-9A-Fa-f]{1,4})|(.))\|", re.S)


def _more_leef(groups: Mapping[str, str]) -> Mapping[str, Any]:
    rest, delimiter = groups.get("_ext", ""), "\t"
    if groups.get("_leef", "").startswith("2") and (found := _DELIMITER.match(rest)):
        delimiter, rest = chr(int(found[1], 16)) if found[1] else found[2], rest[found.end() :]
    elif rest.startswith("|"):
        rest = rest[1:]
    pairs = (pair.partition("=") for pair in rest.split(delimiter) if "=" in pair)
    return _typed((key.strip(), value.strip()) for key, _, value in pairs)


_LEEF_WHOLE = (
    r"^(?:.*?)LEEF: ?(?P<_leef>[\d.]+)\|(?P<vendor>[^|]*)\|(?P<product>[^|]*)\|(?P<product_version>[^|]*)\|(?P<sig>[^|]*)\|"
    r"(?P<_ext>.*)"
)


def _leef(start: str, time: str, why: str, sign: str = "") -> Pattern:
    return Pattern(
        "leef",
        "LEEF (QRadar)",
        start,
        f"hold a LEEF event{why}",
        whole=_LEEF_WHOLE,
        time=time,
        sign=sign,
        more=_with_level,
        headline="{vendor} {product} {sig}",
        holds="LEEF:",
        **_COMMON,
    )


def _with_level(groups: Mapping[str, str]) -> Mapping[str, Any]:
    found = _more_leef(groups)
    return {**found, "severity_text": found.get("sev", "")}


_TIMES = (
    ("epoch", r"\d{10,13}"),
    ("%b %e %Y %H:%M:%S", _OWN_TIME),
    ("%Y-%m-%d %H:%M:%S", r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"),
)
LEEF = (
    *(
        _leef(f"^{_LEEF}{rest}", form, " with a time in devTime", f"^{_LEEF}{sign}")
        for form, time in _TIMES
        for rest, sign in (
            (rf".*?devTime=(?P<t>{time}){_SEV}", rf".*?devTime={time}.*[^\w]sev=\d"),
            (rf"{_SEV}(?:.*?devTime=(?P<t>{time}))?", rf".*?devTime={time}"),
        )
    ),
    *(
        _leef(_behind(head, f"{_LEEF}{_SEV}"), head.time, " behind a syslog head")
        for head in (SHORT, YEAR, ISO, RFC5424)
    ),
)
READERS = (*varied(*CEF), *varied(*LEEF))
