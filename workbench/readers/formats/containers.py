r"""What containers print, in the envelopes that run-times and tools put around it.

    {"log":"ERROR refused\n","stream":"stderr","time":"2026-03-17T14:02:11.123456789Z"}
    2026-03-17T14:02:11.123456789Z stderr F ERROR refused
    [pod/pay-7d4b9/app] 2026-03-17T14:02:11.123456789Z ERROR refused
    api-1  | 2026-03-17T14:02:11.123456789Z ERROR refused

Docker's json-file driver (daemon/logger/jsonfilelog), Kubernetes' CRI log format (kubelet's KEP "CRI log"; podman's k8s-file
is the same), `kubectl logs --prefix --timestamps`, `docker compose logs`. A line longer than 16 KiB comes in pieces, all but
the last of them without a line feed (Docker) or marked P (CRI): they are one record, as long as no line of the other stream
comes between them. The level is the one of the line that was printed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from workbench.engine.lineformat import LineFields, LineFormat
from workbench.readers.core import NOT_MINE, Sniff
from workbench.readers.heads import fit, head_lines
from workbench.readers.innerlevel import SEVERITIES, inner_level
from workbench.readers.innertext import inner_text
from workbench.readers.jsontext import decoded
from workbench.readers.linereader import LineReader
from workbench.readers.systems import System

EXAMPLES = {
    "docker.json": (
        '{"log":"ERROR charge refused\\n","stream":"stderr","time":"2026-03-17T14:02:11.123456789Z"}\n'
        '{"log":"{\\"level\\":\\"info\\",\\"msg\\":\\"started\\"}\\n","stream":"stdout","time":"2026-03-17T14:02:12.5Z"}\n'
    ),
    "kubernetes.cri": (
        "2026-03-17T14:02:11.123456789Z stderr F ERROR charge refused\n"
        "2026-03-17T14:02:12.5Z stdout P the beginning of a long line, \n"
        "2026-03-17T14:02:12.6Z stdout F and its end\n"
    ),
    "kubernetes.logs": (
        "[pod/pay-7d4b9/app] 2026-03-17T14:02:11.123456789Z ERROR charge refused\n"
        "[pod/pay-7d4b9/proxy] 2026-03-17T14:02:12.5Z started\n"
    ),
    "docker.compose": (
        "api-1       | 2026-03-17T14:02:11.123456789Z ERROR charge refused\n"
        "postgres-1  | 2026-03-17T14:02:12.5Z LOG:  checkpoint starting\n"
    ),
}
_STAMP = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)?"
Parse = Callable[[str], LineFields]


def _fields(printed: str, attributes: Mapping[str, Any], resource: Mapping[str, Any]) -> LineFields:
    """A record from what the container printed and what its envelope says."""
    inner = inner_text(printed)
    return LineFields(
        title=inner.title,
        body=printed,
        severity_text=inner.level,
        attributes={**inner.attributes, **attributes},
        resource={**inner.resource, **resource},
        links=inner.links,
    )


# Within a JSON string, quotes and colours are escaped.
_INSIDE = inner_level(r"\\\"", r"(?:\\u001b\[[\d;]*m)?")
_TEXT = r'"(?:[^"\\]|\\.)*"'
DOCKER_START = (
    rf'^\{{"log": ?"{_INSIDE}(?:[^"\\]|\\.)*", ?(?:"[a-z]+": ?(?:{_TEXT}|\{{[^}}]*\}}), ?)*"time": ?"(?P<t>[^"]+)"'
)
# Lines of a stack trace, each in an envelope of its own: they go on with the line above of the same stream.
_TRACE = r"(?:\s|\\t)+(?:at |\.\.\. \d+ (?:more|common frames)|File [\\\"])|Caused by: |Suppressed: "
# A piece of a line has no line feed at its end: its last character is another one, escaped or not.
_OPEN = r'^\{{"log": ?"(?:(?:[^"\\]|\\.)*(?:[^"\\]|\\[^n]))?", ?"stream": ?"{stream}"'
_STREAMS = ("stdout", "stderr")
DOCKER_PIECES = (
    *((_OPEN.format(stream=stream), rf'", ?"stream": ?"{stream}"') for stream in _STREAMS),
    *((rf'"stream": ?"{stream}"', rf'^\{{"log": ?"(?:{_TRACE}).*"stream": ?"{stream}"') for stream in _STREAMS),
)


def parse_docker(text: str) -> LineFields:
    """The pieces put together, and what the driver was told to add."""
    rows = [found for line in text.split("\n") if isinstance(found := decoded(line), dict)]
    printed = "".join(str(row.get("log", "")) for row in rows)
    if not rows:
        return LineFields(text.partition("\n")[0].rstrip("\r"), text)
    added = rows[0].get("attrs")
    attributes = {"log.iostream": rows[0].get("stream", ""), **(added if isinstance(added, Mapping) else {})}
    answer = _fields(printed.removesuffix("\n").removesuffix("\r"), attributes, {})
    return answer if answer.title else LineFields("(an empty line)", printed, attributes=attributes)


CRI_START = rf"^(?P<t>{_STAMP}) (?:stdout|stderr) [FP](?::[A-Z:]+)? {inner_level()}"
CRI_PIECES = (
    *((rf"^\S+ {stream} P", rf"^\S+ {stream} [FP]") for stream in _STREAMS),
    *((rf"^\S+ {stream} F", rf"^\S+ {stream} [FP]\S* (?:{_TRACE})") for stream in _STREAMS),
)
_CRI = re.compile(r"\S+ (?P<stream>stdout|stderr) (?P<tags>[FP]\S*) ?(?P<text>.*)", re.S)


def parse_cri(text: str) -> LineFields:
    """The pieces put together."""
    rows = [found for line in text.split("\n") if (found := _CRI.match(line))]
    if not rows:
        return LineFields(text.partition("\n")[0].rstrip("\r"), text)
    behind = [line for line in text.split("\n") if not _CRI.match(line)]
    pieces = (row["text"].rstrip("\r") + ("\n" if row["tags"][0] == "F" else "") for row in rows)
    printed = "".join((*pieces, *(f"{line}\n" for line in behind))).removesuffix("\n")
    answer = _fields(printed, {"log.iostream": rows[0]["stream"]}, {})
    return answer if answer.title else LineFields("(an empty line)", printed)


_PREFIX = r"\[pod/(?P<pod>[^/\]]+)/(?P<container>[^\]]+)\] "
KUBECTL_START = rf"^\[pod/[^/\]]+/[^\]]+\] (?:(?P<t>{_STAMP}) ?)?{inner_level()}"
_KUBECTL = re.compile(rf"{_PREFIX}(?:{_STAMP} ?)?(?P<text>.*)", re.S | re.ASCII)
COMPOSE_START = rf"^[A-Za-z0-9][\w.-]* +\| (?P<t>{_STAMP}) ?{inner_level()}"
_COMPOSE = re.compile(rf"(?P<container>[A-Za-z0-9][\w.-]*) +\| (?:{_STAMP} ?)?(?P<text>.*)", re.S | re.ASCII)


def parse_kubectl(text: str) -> LineFields:
    """Pod, container and what it printed."""
    found = _KUBECTL.match(text)
    if found is None:
        return LineFields(text.partition("\n")[0].rstrip("\r"), text)
    names = {"k8s.pod.name": found["pod"], "k8s.container.name": found["container"]}
    return _or_whole(_fields(found["text"], {}, names), text)


def parse_compose(text: str) -> LineFields:
    """Container and what it printed, the same prefix taken off the lines that go on."""
    found = _COMPOSE.match(text)
    if found is None:
        return LineFields(text.partition("\n")[0].rstrip("\r"), text)
    prefix = text[: text.index("|") + 2]
    printed = "\n".join(line.removeprefix(prefix) for line in found["text"].split("\n"))
    return _or_whole(_fields(printed, {}, {"container.name": found["container"]}), text)


def _or_whole(fields: LineFields, text: str) -> LineFields:
    return fields if fields.title else LineFields(text.partition("\n")[0].strip() or text[:1], text)


def _format(id: str, title: str, start: str, parse: Parse, pieces: tuple[tuple[str, str], ...] = ()) -> LineFormat:
    return LineFormat(id, title, start=start, severities=SEVERITIES, unfinished=pieces, parse=parse)


FORMATS = (
    (
        _format("docker.json", "Docker json-file", DOCKER_START, parse_docker, DOCKER_PIECES),
        '{"log":',
        "are log, stream, time",
    ),
    (
        _format("kubernetes.cri", "Container log (CRI)", CRI_START, parse_cri, CRI_PIECES),
        " std",
        "have a time, a stream and F or P",
    ),
    (
        _format("kubernetes.logs", "kubectl logs --prefix", KUBECTL_START, parse_kubectl),
        "[pod/",
        "name their pod and container",
    ),
    (
        _format("docker.compose", "docker compose logs", COMPOSE_START, parse_compose),
        " | ",
        "name their container before a bar and a time",
    ),
)


def _reader(format: LineFormat, holds: str, why: str) -> LineReader:
    pattern = re.compile(format.start, re.ASCII)

    def judge(head: bytes, _name: str) -> Sniff:
        if b"\x1b" not in head and holds.encode() not in head.replace(b'"log": ', b'"log":', 1):
            return NOT_MINE
        lines = head_lines(head)
        found = fit(pattern, lines)
        # stamps may be missing where only a prefix was asked for: then there is no time in any line
        if not found.trust or not any(one["t"] for line in lines if (one := pattern.match(line))):
            return NOT_MINE
        return Sniff(0.96 * found.trust, f"{found.matched} of {found.filled} lines {why}", format)

    return LineReader(format.id, format.title, judge)


READERS = tuple(_reader(*row) for row in FORMATS)
SYSTEMS = (
    System(
        "Docker, CRI and kubectl",
        "beside them",
        tuple(row[0].id for row in FORMATS),
        "The files below `/var/lib/docker/containers` or `/var/log/pods`; `kubectl logs --prefix --timestamps`; "
        "`docker compose logs --timestamps`.",
        "A record a line printed, its pieces put together, at the run-time's clock; level, fields and links of the "
        "line itself.",
        "Without `--timestamps` the lines are the program's own, and are read as such.",
    ),
)
