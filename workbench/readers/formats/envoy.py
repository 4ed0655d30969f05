r"""Envoy's access log in its default text form, and in the longer one that Istio sets.

    [2026-03-17T14:02:11.123Z] "POST /pay HTTP/2" 503 UF 31 91 24 - "203.0.113.9" "curl/8.5"
    "a8098c1a-f86e-11da-bd1a-00112444be1e" "shop.example" "10.0.0.7:8080"

(one line). Form: Envoy's documentation, "Access logging", default format string; Istio puts response code details,
connection termination details and the upstream's failure behind the flags, and the addresses of both sides at the end.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from workbench.readers.patterned import Pattern, patterned

EXAMPLES = {
    "envoy.access": (
        '[2026-03-17T14:02:11.123Z] "POST /pay HTTP/2" 503 UF 31 91 24 - "203.0.113.9" "curl/8.5" '
        '"a8098c1a-f86e-11da-bd1a-00112444be1e" "shop.example" "10.0.0.7:8080"\n'
        '[2026-03-17T14:02:12.001Z] "GET / HTTP/1.1" 200 - 0 512 4 3 "203.0.113.9" "curl/8.5" '
        '"b8098c1a-f86e-11da-bd1a-00112444be1e" "shop.example" "10.0.0.7:8080"\n'
    )
}
# What Envoy's response flags are written as in its documentation: capitals, several with commas, or - for none.
_FLAGS = r"(?:-|[A-Z]{2,8}(?:,[A-Z]{2,8})*)"
_TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3,9}Z"
_QUOTED = r'"(?:[^"\\]|\\.)*"'
_HOST_PORT = re.compile(r"(.+):(\d{1,5})")


def _peers(groups: Mapping[str, str]) -> dict[str, object]:
    """The client nearest to the user, and the upstream taken apart."""
    answer: dict[str, object] = {"client.address": groups.get("xff", "").split(",")[0].strip()}
    if upstream := _HOST_PORT.fullmatch(groups.get("upstream", "")):
        answer |= {"upstream.address": upstream[1], "upstream.port": int(upstream[2])}
    return answer


ACCESS = Pattern(
    "envoy.access",
    "Envoy and Istio access log",
    start=rf'^\[(?P<t>{_TIME})\] "[^"]*" (?P<level>\d{{1,3}}) {_FLAGS} ',
    why="have Envoy's time, request, status and response flags",
    severities="status",
    default_severity=9,
    whole=(
        rf'\[{_TIME}\] "(?P<method>\S+) (?P<path>[^"?\s]*)(?:\?(?P<query>[^"\s]*))? ?(?:HTTP/)?(?P<protocol>[^"]*)" '
        rf"(?P<status>\d+) (?P<flags>{_FLAGS}) "
        r'(?:(?P<details>\S+) (?P<termination>\S+) "(?P<failure>(?:[^"\\]|\\.)*)" )?'
        r"(?P<received>\d+) (?P<bytes>\d+) (?P<duration>\d+|-) (?P<upstream_time>\d+|-) "
        r'"(?P<xff>[^"]*)" "(?P<agent>(?:[^"\\]|\\.)*)" "(?P<request_id>[^"]*)" "(?P<authority>[^"]*)" "(?P<upstream>[^"]*)"'
        r"(?: (?P<cluster>\S+) \S+ \S+ (?P<downstream>\S+) (?P<sni>\S+) (?P<route>\S+))?"
    ),
    names={
        "flags": "envoy.response_flags", "details": "envoy.response_code_details", "cluster": "envoy.upstream_cluster",
        "termination": "envoy.connection_termination_details", "failure": "envoy.upstream_transport_failure",
        "received": "http.request.body.size", "duration": "duration_ms", "upstream_time": "upstream_duration_ms",
        "authority": "server.address", "xff": "http.request.header.x-forwarded-for", "route": "envoy.route",
        "downstream": "network.peer.address", "sni": "tls.client.server_name", "upstream": "envoy.upstream_host",
    },
    numbers=frozenset(("http.request.body.size", "duration_ms", "upstream_duration_ms")),
    more=_peers,
    literal=True,
    headline="{status} {method} {path}",
)  # fmt: skip
READERS = patterned(ACCESS)
