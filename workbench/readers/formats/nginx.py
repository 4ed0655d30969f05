r"""Access logs in NCSA common and combined form, as nginx, Apache, lighttpd, Tomcat, Jetty, gunicorn, IIS and varnishncsa
write them, with fields added in front or behind.

    203.0.113.9 - - [17/Mar/2026:14:02:11 +0100] "GET /cart?id=7 HTTP/1.1" 200 512 "-" "curl/8.5" 0.004
    shop.example:443 203.0.113.9 - ann [17/Mar/2026:14:02:11 +0100] "POST /pay HTTP/2.0" 502 0
    198.51.100.7, 10.0.0.1 10.0.0.2 - - [2026-03-17T14:02:11+01:00] 1234 "GET / HTTP/1.1" 200 512

Common log format: `%h %l %u %t "%r" %>s %b`; combined adds referer and user agent. A quote inside a quoted field is
written `\"` by Apache and `\x22` by nginx. In front may stand the virtual host (Apache's vhost_combined), or the
addresses of `X-Forwarded-For`; lighttpd writes the host second; nginx' `$time_iso8601` may stand for the time. The
added fields have no names of their own: what they mean is taken only from their form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from workbench.engine.lineformat import LineFields, LineFormat
from workbench.model.records import Link
from workbench.readers.core import NOT_MINE, Sniff
from workbench.readers.heads import fit, head_lines
from workbench.readers.linereader import LineReader
from workbench.readers.links import joined, link, links_in_text

EXAMPLES = {
    "nginx.access": (
        '203.0.113.9 - - [17/Mar/2026:14:02:11 +0100] "GET /cart?id=7 HTTP/1.1" 200 512 "-" "curl/8.5"\n'
        '203.0.113.9 - - [17/Mar/2026:14:02:12 +0100] "POST /pay HTTP/1.1" 502 0 "-" "curl/8.5"\n'
    )
}
_TIME = r"(?:\d\d/[A-Za-z]{3}/\d{4}:|\d{4}-\d\d-\d\dT)[^\]]+"
_QUOTED = r'"(?:[^"\\]|\\.)*"'
_BETWEEN = r'(?:[^"\s]+ ){0,2}?'
# An address of IPv6 may stand in brackets.
_BEFORE = r"(?:\[[0-9A-Fa-f:.]+\])?[^\[]*"
_START = r"^{before}\[(?P<t>{time})\] {between}{quoted} (?P<level>\d\d\d)(?: |$)"
START = _START.format(before=_BEFORE, time=r"\d\d/[A-Za-z]+/\d{4}:[^\]]+", between=_BETWEEN, quoted=_QUOTED)
ISO_START = _START.format(before=r"\S" + _BEFORE, time=r"\d{4}-\d\d-\d\dT[^\]]+", between=_BETWEEN, quoted=_QUOTED)
_WHOLE = re.compile(
    rf"^(?P<before>{_BEFORE})\[{_TIME}\] (?P<between>{_BETWEEN})(?P<request>{_QUOTED}) (?P<status>\d{{3}})"
    r"(?: (?P<bytes>\d+|-))?(?P<rest>.*)",
    re.ASCII,
)
_FIELD = re.compile(rf"{_QUOTED}|\S+")
_REQUEST = re.compile(r"([A-Z][A-Z-]{1,20}) (\S+)(?: (HTTP/\d(?:\.\d)?))?$")
_ESCAPED = re.compile(r'\\(?:x([0-9A-Fa-f]{2})|(["\\]))')
_HEX32 = re.compile(r"[0-9a-fA-F]{32}")
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_SECONDS = re.compile(r"\d{1,6}\.\d{3}")
_HOST_AND_PORT = re.compile(r"([\w-]*[g-zG-Z.-][\w.-]*):\d{1,5}")
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[A-Za-z][\w-]*")
_WITH_PORT = re.compile(r"(?:[\w.-]+|\[[0-9A-Fa-f:.]+\]):\d{1,5}")
_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}|\[?(?=[0-9A-Fa-f]*:[0-9A-Fa-f.]*:)[0-9A-Fa-f:.]{2,45}\]?")


def parse(text: str) -> LineFields:
    """Method, path, status, client and what the added fields show by their form."""
    found = _WHOLE.match(text)
    if found is None:
        return LineFields(text.partition("\n")[0], text)
    request, status = _plain(found["request"]), int(found["status"])
    attributes: dict[str, object] = {"http.response.status_code": status}
    attributes |= _before(found["before"].split())
    if parts := _REQUEST.match(request):
        path, _, query = parts[2].partition("?")
        attributes |= {"http.request.method": parts[1], "url.path": path}
        if query:
            attributes["url.query"] = query
        if parts[3]:
            attributes["network.protocol.version"] = parts[3].removeprefix("HTTP/")
    if found["bytes"] and found["bytes"] != "-":
        attributes["http.response.body.size"] = int(found["bytes"][:18])
    fields = [_plain(field) for field in _FIELD.findall(found["rest"])]
    attributes |= {f"wb.field_before{number}": word for number, word in enumerate(found["between"].split(), 1)}
    attributes |= _behind(fields, found["rest"])
    links = joined(_links(fields), links_in_text(found["rest"]), _owner(attributes))
    return LineFields(f"{status} {request}", text, str(status), attributes=attributes, links=links)


def _before(words: list[str]) -> dict[str, object]:
    """What stands before the time: perhaps the virtual host or forwarded addresses, then client, identity and user."""
    answer: dict[str, object] = {}
    words = [word.strip('"') for word in words]
    if words[:1] == ["-"] and len(words) > 1 and _is_address(words[1]):
        words.pop(0)
    if len(words) > 3 and (_HOST_AND_PORT.fullmatch(words[0]) or (_HOST.fullmatch(words[0]) and _is_address(words[1]))):
        answer["server.address"] = _HOST_AND_PORT.sub(r"\1", words.pop(0))
    forwarded = next(
        (at for at, word in enumerate(words) if not word.endswith(",") and not _is_address(word)), len(words)
    )
    if forwarded > 1:
        answer["http.request.header.x-forwarded-for"] = " ".join(words[: forwarded - 1])
        answer["network.peer.address"] = words[forwarded - 1]
        words = [words[0].rstrip(","), *words[forwarded:]]
    if words and words[0] != "-":
        answer["client.address"] = words[0]
    if len(words) > 2 and (_HOST.fullmatch(words[1]) or _WITH_PORT.fullmatch(words[1])):
        answer["server.address"] = words[1].rpartition(":")[0] or words[1]
    if len(words) > 2 and words[-1] != "-":
        answer["user.name"] = " ".join(words[2:])
    return answer


def _is_address(word: str) -> bool:
    return _ADDRESS.fullmatch(word) is not None


def _behind(fields: list[str], rest: str) -> dict[str, object]:
    """Referer and user agent (combined: both quoted, right behind the bytes), then unnamed fields by position."""
    answer: dict[str, object] = {}
    extra = fields
    if rest.lstrip().startswith('"') and len(fields) >= 2:
        if fields[0] != "-":
            answer["http.request.header.referer"] = fields[0]
        if fields[1] != "-":
            answer["user_agent.original"] = fields[1]
        extra = fields[2:]
    for number, field in enumerate(extra, 1):
        if _SECONDS.fullmatch(field) and "request_time" not in answer:
            answer["request_time"] = float(field)
        elif field != "-":
            answer[f"wb.field{number}"] = field
    return answer


def _links(fields: list[str]) -> Iterator[Link | None]:
    for field in fields:
        if _HEX32.fullmatch(field):
            yield link("trace_id", field)
        elif _UUID.fullmatch(field):
            yield link("request_id", field)


def _owner(attributes: dict[str, object]) -> Iterator[Link | None]:
    yield link("url", attributes.get("http.request.header.referer"))
    yield link("user_id", attributes.get("user.name"))


def _plain(field: str) -> str:
    r"""A field without its quotes, `\x22` and `\"` made the characters they stand for."""
    if not field.startswith('"'):
        return field
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)) if found[1] else found[2], field[1:-1])


FORMAT = LineFormat(
    "nginx.access", "Access log (NCSA common or combined)", time="clf", start=START, severities="status",
    default_severity=9, kind="log", literal_fields=True, parse=parse,
)  # fmt: skip
_PATTERNS = (
    (re.compile(START, re.ASCII), FORMAT),
    (re.compile(ISO_START, re.ASCII), replace(FORMAT, time="iso", start=ISO_START)),
)


def _sniff(head: bytes, _name: str) -> Sniff:
    lines = head_lines(head)
    fits = [(fit(pattern, lines), format) for pattern, format in _PATTERNS]
    found, format = max(fits, key=lambda one: one[0].trust)
    if not found.trust:
        return NOT_MINE
    why = f"{found.matched} of {found.filled} lines hold a time in brackets, a quoted request and a status"
    return Sniff(0.95 * found.trust, why, format)


READERS = (LineReader("nginx.access", FORMAT.title, _sniff),)
