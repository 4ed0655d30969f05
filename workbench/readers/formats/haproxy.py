r"""HAProxy's traffic log in HTTP and TCP form, alone or behind a syslog head, and what else it logs behind that head.

    10.0.1.2:33317 [17/Mar/2026:14:02:11.655] fe be/srv1 10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 "GET / HTTP/1.1"
    Mar 17 14:02:11 lb haproxy[711]: 10.0.1.2:33313 [17/Mar/2026:14:02:11.312] fe be/srv1 0/0/5007 212 -- 0/0/0/0/3 0/0
    Mar 17 14:02:12 lb haproxy[711]: Server be/srv1 is DOWN, reason: Layer4 connection problem

Form: HAProxy's configuration manual, chapter 8.2. The time is the one at which the connection was accepted (the first
byte of the request was seen), in the server's zone. A line without traffic has only the head's: taken where that says the
year, else its time is unknown. `-1` in a timer means that the session did not come that far.
"""

from __future__ import annotations

from collections.abc import Mapping

from workbench.readers.patterned import Pattern, patterned

EXAMPLES = {
    "haproxy.log": (
        "Mar 17 14:02:11 lb haproxy[711]: 10.0.1.2:33317 [17/Mar/2026:14:02:11.655] fe be/srv1 10/0/30/69/109 503 2750 "
        '- - SC-- 1/1/1/1/0 0/0 {shop.example} {} "GET /cart?id=7 HTTP/1.1"\n'
        "Mar 17 14:02:12 lb haproxy[711]: Server be/srv1 is DOWN, reason: Layer4 connection problem\n"
    )
}
_TIME = r"\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d\.\d{3}"
_HEAD = r"[^\[]*haproxy\[\d+\]: "
_ISO = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)"
_TIMERS = r"[+-]?\d+/[+-]?\d+/[+-]?\d+/[+-]?\d+/[+-]?\d+"
_STATES = {"C": "client aborted", "S": "server aborted or refused", "P": "proxy stopped it", "R": "resource exhausted"}


def _timers(groups: Mapping[str, str]) -> dict[str, object]:
    """The timers under the manual's names, those that were reached."""
    http, tcp = groups.get("_http", ""), groups.get("_tcp", "")
    names = ("Tq", "Tw", "Tc", "Tr", "Ta") if http else ("Tw", "Tc", "Tt")
    timers = zip(names, (http or tcp).split("/"), strict=False)
    answer: dict[str, object] = {
        f"haproxy.{name}_ms": int(value.lstrip("+")[:15]) for name, value in timers if value and value[0] != "-"
    }
    return answer | {"haproxy.ended_by": _STATES.get(groups.get("state", "")[:1])}


LOG = Pattern(
    "haproxy.log",
    "HAProxy traffic log (HTTP and TCP)",
    start=(
        rf"^(?:(?:{_HEAD}|(?:<\d{{1,3}}>)?)\S+:\d+ \[(?P<t>{_TIME})\](?: \S+ \S+ {_TIMERS} (?P<level>\d{{3}}) )?|"
        rf"(?:<\d{{1,3}}>)?(?P<t2>{_ISO}) {_HEAD}|{_HEAD}|Connect from )"
    ),
    sign=(
        rf"(?:{_HEAD}(?:\S+:\d+ \[{_TIME}\] |[A-Z])|(?:<\d{{1,3}}>)?[\w.:]+:\d+ \[{_TIME}\] \S+ \S+/\S+ [+-]?\d+/|"
        r"Connect from \S+ to \S+ \()"
    ),
    why="have HAProxy's client, time of acceptance, frontend and backend",
    time="clf||iso",
    severities="status",
    default_severity=9,
    whole=(
        rf"(?:(?P<_head>[^\[]*?)(?P<_tag>haproxy)\[(?P<pid>\d{{1,10}})\]: |<\d{{1,3}}>)?"
        rf"(?:(?P<client>\S+):(?P<client_port>\d+) \[{_TIME}\] (?P<frontend>\S+) "
        r"(?P<backend>[^/\s]+)/(?P<backend_server>\S+) "
        rf"(?:(?P<_http>{_TIMERS}) (?P<status>-?\d+)|(?P<_tcp>[+-]?\d+(?:/[+-]?\d+){{2}})) \+?(?P<bytes>\d+) "
        r"(?:(?P<_cc>\S+) (?P<_sc>\S+) )?(?P<state>\S{2,4}) (?P<connections>[\d/+]+) (?P<queues>[\d/]+)"
        r"(?: \{(?P<request_headers>[^}]*)\})?(?: \{(?P<response_headers>[^}]*)\})?"
        r'(?: "(?P<method>[A-Z-]+|<BADREQ>) ?(?P<path>[^"?\s]*)(?:\?(?P<query>[^"\s]*))? ?'
        r'(?:HTTP/)?(?P<protocol>[^"\s]*)"?)?)?'
    ),
    names={
        "frontend": "haproxy.frontend", "backend": "haproxy.backend", "backend_server": "haproxy.server",
        "state": "haproxy.termination_state", "connections": "haproxy.connections", "queues": "haproxy.queues",
        "request_headers": "haproxy.request_headers", "response_headers": "haproxy.response_headers",
    },
    more=_timers,
    headline="{status} {method} {path}",
)  # fmt: skip
READERS = patterned(LOG)
