r"""Traefik's access log in its common form: NCSA's fields, then its own.

    203.0.113.9 - ann [17/Mar/2026:14:02:11 +0000] "POST /pay HTTP/2.0" 502 11 "-" "curl/8.5" 42 "shop@docker"
    "http://10.0.0.7:80" 5ms

(one line). Form: Traefik's documentation, "Access logs": number of the request since the start, router, server, and how
long it took.
"""

from __future__ import annotations

from workbench.readers.patterned import Pattern, patterned

EXAMPLES = {
    "traefik.access": (
        '203.0.113.9 - ann [17/Mar/2026:14:02:11 +0000] "POST /pay HTTP/2.0" 502 11 "-" "curl/8.5" 42 "shop@docker" '
        '"http://10.0.0.7:80" 5ms\n'
        '203.0.113.9 - - [17/Mar/2026:14:02:12 +0000] "GET / HTTP/2.0" 404 19 "-" "-" 43 "-" "-" 0ms\n'
    )
}
_TIME = r"\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}"
_QUOTED = r'"(?:[^"\\]|\\.)*"'
ACCESS = Pattern(
    "traefik.access",
    "Traefik access log (common form)",
    start=rf"^\S+ \S+ [^\[]*\[(?P<t>{_TIME})\] {_QUOTED} (?P<level>\d+|-) ",
    sign=rf'.*\] {_QUOTED} \S+ \S+ "[^"]*" {_QUOTED} \d+ "[^"]*" "[^"]*" \d+ms\s*$',
    why="end with Traefik's request number, router, server and time",
    time="clf",
    severities="status",
    default_severity=9,
    whole=(
        rf"(?P<client>\S+) \S+ (?P<user>[^\[]*?) \[{_TIME}\] "
        r'"(?P<method>\S+) (?P<path>[^"?\s]*)(?:\?(?P<query>[^"\s]*))? (?:HTTP/)?(?P<protocol>[^"]*)" '
        r'(?P<status>\d+|-) (?P<bytes>\d+|-) "(?P<referer>[^"]*)" "(?P<agent>(?:[^"\\]|\\.)*)" '
        r'(?P<count>\d+|-) "(?P<router>[^"]*)" "(?P<upstream>[^"]*)" (?P<duration>\d+)ms'
    ),
    names={"count": "traefik.request_count", "router": "traefik.router", "upstream": "traefik.server_url",
           "duration": "duration_ms"},
    numbers=frozenset(("duration_ms", "traefik.request_count")),
    headline="{status} {method} {path}",
    weight=0.97,
)  # fmt: skip
READERS = patterned(ACCESS)
