"""How a tool's object becomes a record, as a value: paths to what is time, severity, title, links; nothing is code.

Webhook bodies of several tools are made by their users, so what their keys mean has to be told, not known. A map is such
a telling: it can be written by hand, proposed from the data, kept as a file, and given to a colleague.

A path names keys from the object on, with dots between them: `event.agent.summary`, `items[0].name`, `tags[*]` (all of a
list); `^` in front goes to the object around the record (`^.incident.id`), `|` between two paths takes the first that is
there, and a text in single quotes stands for itself. A sign of these that belongs to a key has a backslash before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from workbench.model.records import KINDS, Kind

SENTINELS = ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00", "0", "-1", "null", "None")
"""Texts that stand for "no time" where a tool has none to tell."""
_SIGNS = re.compile(r"([.\[\]|'\\^])")
_STEP = re.compile(r"\[(\d{1,4}|\*)\]|((?:\\.|[^.\[\]|'\\])+)")
Step = str | int | None
"""A key, a place in a list, or None for every one of a list."""
PATHS_LIMIT = 200


@dataclass(frozen=True, slots=True)
class RecordMap:
    """One kind of object. All paths may be empty: then there is no such part.

    id, title: of the reader (`acme.alert`) · needs: paths that an object of this kind has, all of them, for recognising
    it; `path=text` asks for that value · each: path of the list whose objects are the records (`runs[*].steps`: of each
    of a list; several paths: with commas between them), empty where the object is one itself
    t, t_end, observed: times · form: how they are written (a `TimeForm`, a name of `maptimes`, or `ole-utc`: days since
    1899-12-30; `any`: ISO 8601 or an epoch) · day_first: of dates of numbers (`date`), None where nobody said ·
    zone: `UTC` where the tool's definition says so of times without one · none: texts that are no time
    kind: of all records, or a path with its values in `kinds` · phase: path, its values in `phases`
    severity: path, its values (in lower case) in `severities`, else read as a level word; `usual`: where none is known
    name: the record's title, a text with paths in braces · body, group: paths · event_id: a path, or a text with paths in
    braces where several parts make it unique
    resource, attributes, links: names (or link types) to paths · skip: paths that are not kept as attributes (`a.*`: nothing
    below `a` is); all other values are, under their own dotted names below `prefix`.
    """

    id: str
    title: str
    kind: Kind = "log"
    needs: tuple[str, ...] = ()
    each: str = ""
    t: str = ""
    t_end: str = ""
    observed: str = ""
    form: str = "any"
    day_first: bool | None = None
    zone: str = ""
    none: tuple[str, ...] = SENTINELS
    kind_of: str = ""
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    phase: str = ""
    phases: Mapping[str, str] = field(default_factory=dict)
    severity: str = ""
    severities: Mapping[str, int] = field(default_factory=dict)
    usual: int = 0
    name: str = ""
    body: str = ""
    event_id: str = ""
    group: str = ""
    resource: Mapping[str, str] = field(default_factory=dict)
    attributes: Mapping[str, str] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    skip: tuple[str, ...] = ()
    prefix: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS or any(kind not in KINDS for kind in self.kinds.values()):
            raise ValueError(f"a record's kind is one of {', '.join(KINDS)}")
        phases = ("open", "update", "ack", "close", "point")
        if any(phase not in phases for phase in self.phases.values()):
            raise ValueError(f"a phase is one of {', '.join(phases)}")


@dataclass(frozen=True, slots=True)
class Path:
    """One way through an object, compiled. up: objects to go outwards first · text: stands for itself instead."""

    steps: tuple[Step, ...] = ()
    up: int = 0
    text: str | None = None


def compiled(path: str) -> tuple[Path, ...]:
    """The alternatives of a path, in order. Raises `ValueError` where it can't be understood."""
    if not path.strip():
        return ()
    return tuple(_alternative(part.strip()) for part in _split(path))


def escaped(key: str) -> str:
    """A key or column as a path that means just it."""
    return _SIGNS.sub(r"\\\1", key)


def _split(path: str) -> list[str]:
    """At every `|` outside of quotes."""
    return re.findall(r"(?:'[^']*'|\\.|[^|'\\])+", path)


def _alternative(text: str) -> Path:
    if len(text) > 1 and text[0] == text[-1] == "'":
        return Path(text=text[1:-1])
    up = len(text) - len(text.lstrip("^"))
    rest = text[up:].removeprefix(".")
    steps: list[Step] = []
    position = 0
    while position < len(rest):
        found = _STEP.match(rest, position)
        if found is None:
            raise ValueError(f"the path {text!r} is not understood at {rest[position:]!r}")
        if found[2] is not None:
            steps.append(re.sub(r"\\(.)", r"\1", found[2]))
        else:
            steps.append(None if found[1] == "*" else int(found[1]))
        position = found.end() + (rest[found.end() : found.end() + 1] == ".")
    return Path(tuple(steps), up)


def values_at(paths: tuple[Path, ...], around: tuple[Any, ...]) -> Iterator[Any]:
    """The values of the first alternative that has any. around: the objects around the record, the record last."""
    for path in paths:
        if path.text is not None:
            yield path.text
            return
        if path.up >= len(around):
            continue
        found = list(_walk(around[-1 - path.up], path.steps, 0))
        if found:
            yield from found
            return


def _walk(value: Any, steps: tuple[Step, ...], at: int) -> Iterator[Any]:
    """The values at the end of the steps; null, empty texts and empty lists are none."""
    if at == len(steps):
        if value is not None and value != "" and value != [] and value != {}:
            yield value
        return
    step = steps[at]
    if step is None:
        for inner in value if isinstance(value, list) else ():
            yield from _walk(inner, steps, at + 1)
    elif isinstance(step, int):
        if isinstance(value, list) and step < len(value):
            yield from _walk(value[step], steps, at + 1)
    elif isinstance(value, dict):
        if step in value:
            yield from _walk(value[step], steps, at + 1)
        else:  # a key may have dots of its own: `log.level` beside {"log": {"level": …}}
            for end in range(at + 2, len(steps) + 1):
                keys = [key for key in steps[at:end] if isinstance(key, str)]
                if len(keys) == end - at and (joined := ".".join(keys)) in value:
                    yield from _walk(value[joined], steps, end)
                    return


def first_at(paths: tuple[Path, ...], around: tuple[Any, ...]) -> Any:
    """The first value, or None."""
    return next(values_at(paths, around), None)


def text_at(paths: tuple[Path, ...], around: tuple[Any, ...]) -> str:
    """The first value as text: a number as it was written, true and false as JSON has them, a structure not at all."""
    return plain(first_at(paths, around))


def plain(value: Any) -> str:
    """A plain value as text, empty for structures and null."""
    kind = value.__class__
    if kind is str:
        return value
    if value is None or kind is dict or kind is list:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Written):
        return value.text
    return str(value) if isinstance(value, str | int | float) else ""


class Written(float):
    """A number with a point, and the characters it was written with: a time must not go through a float."""

    text: str

    def __new__(cls, text: str) -> Written:
        """Of its characters, as a decoder hands them over."""
        made = super().__new__(cls, text)
        made.text = text
        return made
