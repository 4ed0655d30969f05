r"""Squid's access log in its native form, and its cache.log.

    1773756131.123    456 203.0.113.9 TCP_MISS/502 1234 GET http://shop.example/cart ann HIER_DIRECT/10.0.0.7 text/html
    2026/03/17 14:02:11 kid1| WARNING: Forwarding loop detected for:

Form: Squid's logformat `squid`: `%ts.%03tu %6tr %>a %Ss/%03>Hs %<st %rm %ru %[un %Sh/%<a %mt` (time at the end of the
request, how long it took in ms, client, what the cache did and the status, size, method, URL, user, hierarchy, type);
cache.log as in Squid's wiki, a worker's name (`kid1`) behind the time where there are several.
"""

from __future__ import annotations

from workbench.model.severity import WORDS
from workbench.readers.columned import Columned, columned
from workbench.readers.patterned import Pattern, patterned

EXAMPLES = {
    "squid.access": (
        "1773756131.123    456 203.0.113.9 TCP_MISS/502 1234 GET http://shop.example/cart ann HIER_DIRECT/10.0.0.7 -\n"
        "1773756132.001      0 203.0.113.9 NONE_NONE/000 0 CONNECT shop.example:443 - HIER_NONE/- -\n"
    ),
    "squid.cache": (
        "2026/03/17 14:02:11 kid1| Starting Squid Cache version 6.6\n"
        "2026/03/17 14:02:12 kid1| WARNING: Forwarding loop detected for:\n"
    ),
}
ACCESS = Columned(
    "squid.access",
    "Squid access log (native)",
    start=r"^(?P<t>\d{9,10}\.\d{3}) +-?\d+ \S+ [A-Z_-]+/(?P<level>\d{3}) -?\d+ \S+ ",
    why="have Squid's time, duration, client, and result with status",
    time="epoch",
    layouts=(
        (
            "", "duration_ms", "client.address", "result", "http.response.body.size", "http.request.method", "url",
            "user.name", "squid.hierarchy", "http.response.header.content-type",
        ),
    ),
    numbers=frozenset(("duration_ms",)),
)  # fmt: skip
CACHE = Pattern(
    "squid.cache",
    "Squid cache.log",
    start=(
        r"^(?P<t>\d{4}/\d\d/\d\d \d\d:\d\d:\d\d(?:\.\d{3})?)(?: kid\d+)?\| "
        r"(?:(?P<level>ERROR|WARNING|FATAL|SECURITY ERROR|SECURITY ALERT|assertion failed):)?"
    ),
    why="have Squid's time and bar",
    time="slash",
    severities={**WORDS, "security error": 17, "security alert": 19, "assertion failed": 21},
    default_severity=9,
    whole=r"\S+ [\d:.]+(?: (?P<worker>kid\d+))?\| (?P<message>(?P<level>ERROR|WARNING|FATAL|SECURITY [A-Z]+)?.*)",
    names={"worker": "squid.worker"},
)
READERS = (*columned(ACCESS), *patterned(CACHE))
