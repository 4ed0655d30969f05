"""Things that evidence has in common (a host, a trace, a commit) and the citations that point at bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qs, quote, unquote, urlsplit

from workbench.errors import CitationError

CitationKind = Literal["bytes", "range", "hunk", "pointer", "source"]


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing that several records name: (`trace_id`, `4bf9…`), (`host`, `orders-1`), (`commit`, full sha)."""

    type: str
    value: str


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in a source. Written `case://SOURCE#…`; a row is (source, byte offset, length), never a line number.

    bytes:   offset, length                      `#o=1200+96`
    range:   start, end (ns UTC), series id      `#t=<ns>..<ns>&series=<id>`
    hunk:    path, commit, hunk (1-based)        `#hunk=<path>@<commit>:<n>`
    pointer: pointer                             `#/json/pointer`
    source:  the whole source                    no fragment
    """

    source: str
    kind: CitationKind = "source"
    offset: int = 0
    length: int = 0
    start: int = 0
    end: int = 0
    series: str = ""
    path: str = ""
    commit: str = ""
    hunk: int = 0
    pointer: str = ""

    def __str__(self) -> str:
        base = f"case://{self.source}"
        if self.kind == "bytes":
            return f"{base}#o={self.offset}+{self.length}"
        if self.kind == "range":
            return f"{base}#t={self.start}..{self.end}&series={quote(self.series, safe='')}"
        if self.kind == "hunk":
            return f"{base}#hunk={quote(self.path, safe='/')}@{self.commit}:{self.hunk}"
        return f"{base}#{self.pointer}" if self.kind == "pointer" else base


def bytes_citation(source: str, offset: int, length: int) -> Citation:
    """The citation of a record or selection of bytes."""
    return Citation(source, "bytes", offset=offset, length=length)


def range_citation(source: str, series: str, start: int, end: int) -> Citation:
    """The citation of a stretch of a metric series."""
    return Citation(source, "range", start=start, end=end, series=series)


def hunk_citation(source: str, path: str, commit: str, hunk: int) -> Citation:
    """The citation of the n-th (1-based) hunk of a file's diff in a commit."""
    return Citation(source, "hunk", path=path, commit=commit, hunk=hunk)


def parse_citation(text: str) -> Citation:
    """Read `case://…` back; raises `CitationError` when it isn't one."""
    parts = urlsplit(text.strip())
    if parts.scheme != "case" or not parts.netloc:
        raise CitationError(f"{text!r} is not a citation", "", "Write case://SOURCE#o=OFFSET+LENGTH.")
    source, fragment = parts.netloc, parts.fragment
    try:
        return _from_fragment(source, fragment)
    except (ValueError, KeyError, IndexError):
        raise CitationError(f"the part behind # in {text!r} is not understood") from None


def _from_fragment(source: str, fragment: str) -> Citation:
    if not fragment:
        return Citation(source)
    if fragment.startswith("/"):
        return Citation(source, "pointer", pointer=fragment)
    if fragment.startswith("o="):
        offset, length = fragment[2:].split("+")
        return bytes_citation(source, int(offset), int(length))
    if fragment.startswith("t="):
        fields = parse_qs(fragment, strict_parsing=True)
        start, end = fields["t"][0].split("..")
        return range_citation(source, fields["series"][0], int(start), int(end))
    if fragment.startswith("hunk="):
        path, rest = fragment[5:].rsplit("@", 1)
        commit, number = rest.rsplit(":", 1)
        return hunk_citation(source, unquote(path), commit, int(number))
    raise ValueError(fragment)
