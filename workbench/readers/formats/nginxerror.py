r"""nginx' error log: local time, level, process and thread, connection, message and what it was about.

    2026/03/17 14:02:11 [error] 4711#4711: *93 upstream timed out (110: Connection timed out) while reading response
    header from upstream, client: 203.0.113.9, server: shop.example, request: "POST /pay HTTP/1.1",
    upstream: "http://127.0.0.1:8080/pay", host: "shop.example"

(one line). Form: nginx' ngx_log.c and ngx_http_log_error; the context behind the message is `, name: value` pairs.
"""

from __future__ import annotations

import re

from workbench.engine.lineformat import LineFields, LineFormat
from workbench.readers.core import NOT_MINE, Sniff
from workbench.readers.heads import fit, head_lines
from workbench.readers.linereader import LineReader
from workbench.readers.links import joined, link, links_in_text

EXAMPLES = {
    "nginx.error": (
        "2026/03/17 14:02:11 [error] 4711#4711: *93 upstream timed out (110: Connection timed out), "
        'client: 203.0.113.9, server: shop.example, request: "POST /pay HTTP/1.1"\n'
        "2026/03/17 14:02:12 [notice] 4711#4711: signal 15 (SIGTERM) received, exiting\n"
    )
}
LEVELS = "debug|info|notice|warn|error|crit|alert|emerg"
START = rf"^(?P<t>\d{{4}}/\d\d/\d\d \d\d:\d\d:\d\d) \[(?P<level>{LEVELS})\] \d+#\d+: "
_HEAD = re.compile(
    rf"^\S+ \S+ \[(?P<level>{LEVELS})\] (?P<pid>\d{{1,10}})#(?P<tid>\d{{1,10}}): (?:\*(?P<connection>\d{{1,20}}) )?",
    re.ASCII,
)
_CONTEXT = re.compile(r', (client|server|request|subrequest|upstream|host|referrer|login): ("[^"]*"|[^,"]*)')
_REQUEST = re.compile(r"([A-Z][A-Z-]{1,20}) ([^ ?]+)(?:\?\S*)?(?: HTTP/\S+)?$")
_NAMES = {
    "client": "client.address", "server": "server.address", "upstream": "wb.upstream", "host": "http.request.header.host",
    "referrer": "http.request.header.referer", "login": "user.name", "subrequest": "wb.subrequest",
}  # fmt: skip


def parse(text: str) -> LineFields:
    """Message, process and the request it was about."""
    found = _HEAD.match(text)
    if found is None:
        return LineFields(text.partition("\n")[0], text)
    body = text[found.end() :]
    attributes: dict[str, object] = {}
    if found["connection"]:
        attributes["nginx.connection"] = int(found["connection"])
    first = body.partition("\n")[0]
    context = list(_CONTEXT.finditer(first))
    for pair in context:
        value = pair[2].strip('"')
        request = _REQUEST.match(value) if pair[1] == "request" else None
        if request:
            attributes |= {"http.request.method": request[1], "url.path": request[2]}
        elif value:
            attributes[_NAMES.get(pair[1], pair[1])] = value
    links = joined(
        [link("user_id", attributes.get("user.name")), link("url", attributes.get("http.request.header.referer"))],
        links_in_text(body),
    )
    return LineFields(
        title=first[: context[0].start()] if context else first,
        body=body,
        severity_text=found["level"],
        attributes=attributes,
        resource={"process.pid": int(found["pid"])},
        links=links,
    )


FORMAT = LineFormat("nginx.error", "nginx error log", time="slash", start=START, literal_fields=True, parse=parse)
_PATTERN = re.compile(START, re.ASCII)


def _sniff(head: bytes, _name: str) -> Sniff:
    found = fit(_PATTERN, head_lines(head))
    if not found.trust:
        return NOT_MINE
    why = f"{found.matched} of {found.filled} lines have nginx' time, level in brackets and process#thread"
    return Sniff(0.95 * found.trust, why, FORMAT)


READERS = (LineReader("nginx.error", FORMAT.title, _sniff),)
