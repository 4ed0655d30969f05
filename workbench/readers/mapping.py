"""An object becomes a record by a map: times, severity, title, links, and what no path told of under its own name."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from workbench.engine.stamps import Stamp, parse_stamp
from workbench.model.records import Event, Link, Phase, Place, made
from workbench.model.severity import severity_of_word
from workbench.readers.links import joined, link, links_in_prose, links_of
from workbench.readers.maptimes import ours, read_time
from workbench.readers.naming import flattened
from workbench.readers.oledays import ole_stamp
from workbench.readers.recordmap import Path, RecordMap, Written, compiled, plain, values_at
from workbench.readers.ways import TextWay, Way, several, text_way_of, way_of

_BRACES = re.compile(r"\{([^{}]+)\}")
_WHEN = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
TITLE_LIMIT, DEPTH, TIME_LENGTH = 300, 12, 64
_PLAIN = frozenset((str, int))


@dataclass(frozen=True, slots=True)
class _Asked:
    """A name (or link type) with what is asked for it. paths: where there can be several values, else empty."""

    name: str
    way: Way
    paths: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Maker:
    """A map with its paths compiled; makes records of objects. Raises `ValueError` for a path that isn't understood.

    when: the time's paths · t, t_end, observed: each alternative by itself · severity, phase, kind_of, body, group: None
    where the map tells of none · name, event_id: parts of their texts · none: texts that are no time · kept_as: a dotted
    key to the name that its value is kept under, empty where it isn't.
    """

    map: RecordMap
    when: tuple[Path, ...]
    t: tuple[TextWay, ...]
    t_end: tuple[TextWay, ...]
    observed: tuple[TextWay, ...]
    severity: TextWay | None
    phase: TextWay | None
    kind_of: TextWay | None
    body: TextWay | None
    group: TextWay | None
    name: tuple[str | TextWay, ...]
    event_id: tuple[str | TextWay, ...]
    resource: tuple[_Asked, ...]
    attributes: tuple[_Asked, ...]
    links: tuple[_Asked, ...]
    none: frozenset[str]
    kept_as: Callable[[str], str]

    @classmethod
    def of(cls, map: RecordMap) -> Maker:
        """Compile a map."""
        names = ("t", "t_end", "observed", "kind_of", "phase", "severity", "body", "group")
        paths = {name: compiled(getattr(map, name)) for name in names}
        named = {
            name: {key: compiled(path) for key, path in getattr(map, name).items()}
            for name in ("resource", "attributes", "links")
        }
        id = map.event_id if "{" in map.event_id or not map.event_id else f"{{{map.event_id}}}"
        texts = {name: text_way_of(paths[name]) if paths[name] else None for name in names[3:]}
        t, t_end, observed = (tuple(text_way_of((path,)) for path in paths[name]) for name in names[:3])
        resource, attributes = (
            tuple(_asked(key, some) for key, some in named[name].items()) for name in ("resource", "attributes")
        )
        severity, phase, kind_of, body, group = (
            texts[name] for name in ("severity", "phase", "kind_of", "body", "group")
        )
        links = tuple(_asked(key.rstrip("0123456789"), some) for key, some in named["links"].items())
        return cls(
            map, paths["t"], t, t_end, observed, severity, phase, kind_of, body, group, _template(map.name), _template(id),
            resource, attributes, links, frozenset(map.none), _kept_as(map, _told(map, paths, named)),
        )  # fmt: skip

    def event(self, around: tuple[Any, ...], place: Place) -> Event:
        """The record of the last object of `around`, which holds the objects around it first."""
        rule = self.map
        stamp, raw = self._stamp(self.t, around)
        end = self._stamp(self.t_end, around)[0] if self.t_end else None
        observed = self._stamp(self.observed, around)[0] if self.observed else None
        word = self.severity(around) if self.severity else ""
        body = self.body(around) if self.body else ""
        resource = _values(self.resource, around) if self.resource else {}
        attributes = _values(self.attributes, around) if self.attributes else {}
        self._rest(around[-1], attributes)
        if raw and stamp is None:
            attributes["wb.unread_time"] = raw[:TITLE_LIMIT]
        title = (_text(self.name, around) or body.partition("\n")[0])[:TITLE_LIMIT]
        return made(
            t=stamp.wall if stamp else None, place=place,
            kind=rule.kinds.get(self.kind_of(around), rule.kind) if self.kind_of else rule.kind,
            t_end=end.wall if end else None, t_observed=observed.wall if observed else None, t_raw=raw if stamp else "",
            naive=bool(stamp and stamp.naive and rule.zone != "UTC"), resolution_ns=stamp.resolution_ns if stamp else 1,
            phase=cast(Phase, rule.phases.get(self.phase(around), "point")) if self.phase else "point",
            severity=self._severity(word), severity_text=word, title=title,
            body=body or title, event_id=_text(self.event_id, around),
            group_key=self.group(around).strip("<>") if self.group else "",
            resource=resource, attributes=attributes, links=self._links(around, attributes, resource, body),
        )  # fmt: skip

    def _stamp(self, times: tuple[TextWay, ...], around: tuple[Any, ...]) -> tuple[Stamp | None, str]:
        for time in times:
            raw = time(around).strip()
            if raw and raw not in self.none:
                return stamp_of(raw, self.map.form, self.map.day_first), raw
        return None, ""

    def _severity(self, word: str) -> int:
        known = self.map.severities.get(word.lower())
        return known if known is not None else severity_of_word(word) or self.map.usual

    def _rest(self, value: Any, attributes: dict[str, Any]) -> None:
        """What no path told of, under its own name."""
        if value.__class__ is not dict and not isinstance(value, Mapping):
            return
        kept_as = self.kept_as
        for key, inner in flattened(value):
            if (inner or inner not in (None, "", [], {})) and (name := kept_as(key)):
                attributes[name] = inner if inner.__class__ is str else kept(inner)

    def _links(
        self, around: tuple[Any, ...], attributes: Mapping[str, Any], resource: Mapping[str, Any], body: str
    ) -> tuple[Link, ...]:
        told: list[Link | None] = []
        for asked in self.links:
            if (value := asked.way(around)) is None:
                continue
            if asked.paths:
                told += [link(asked.name, plain(one)) for one in values_at(asked.paths, around)]
            else:
                told.append(link(asked.name, value if value.__class__ is str else plain(value)))
        said = links_in_prose(body) if body else ()
        return joined(told, links_of(resource.items()) if resource else (), links_of(attributes.items()), said)


def _text(parts: tuple[str | TextWay, ...], around: tuple[Any, ...]) -> str:
    words = [part if isinstance(part, str) else part(around) for part in parts]
    return " ".join("".join(words).split()).rstrip(" :").removeprefix(": ")


def _values(named: tuple[_Asked, ...], around: tuple[Any, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for asked in named:
        value = asked.way(around)
        if value is None:
            continue
        if asked.paths and len(values := [kept(one) for one in values_at(asked.paths, around)]) > 1:
            found[asked.name] = values
        else:
            found[asked.name] = value if value.__class__ is str else kept(value)
    return found


def _asked(key: str, paths: tuple[Path, ...]) -> _Asked:
    return _Asked(key, way_of(paths), paths if several(paths) else ())


def _kept_as(map: RecordMap, told: frozenset[str]) -> Callable[[str], str]:
    """The names that values are kept under; a source has few keys, and each of its records has them again."""
    trees = tuple(path.removesuffix("*") for path in map.skip if path.endswith(".*"))
    prefix = f"{map.prefix}." if map.prefix else ""

    @lru_cache(maxsize=4096)
    def name(key: str) -> str:
        return "" if key in told or key.startswith(trees) else f"{prefix}{key}"

    return name


def _template(text: str) -> tuple[str | TextWay, ...]:
    """A text with paths in braces as its parts."""
    parts: list[str | TextWay] = []
    place = 0
    for found in _BRACES.finditer(text):
        parts += [text[place : found.start()], text_way_of(compiled(found[1]))]
        place = found.end()
    return tuple(part for part in (*parts, text[place:]) if part)


def kept(value: Any, depth: int = DEPTH) -> Any:
    """A value as a record carries it: a number that a float can't hold to its last digit stays the text it was."""
    kind = value.__class__
    if kind in _PLAIN or isinstance(value, str):
        return value
    if kind is Written:
        return float(value) if repr(float(value)) == value.text or float(value).is_integer() else value.text
    if not depth:
        return str(value)
    if isinstance(value, list):
        return [inner if inner.__class__ in _PLAIN else kept(inner, depth - 1) for inner in value]
    if not isinstance(value, dict):
        return value
    return {
        key if key.__class__ is str else str(key): inner if inner.__class__ in _PLAIN else kept(inner, depth - 1)
        for key, inner in value.items()
    }


def _told(
    map: RecordMap, paths: Mapping[str, tuple[Path, ...]], named: Mapping[str, Mapping[str, tuple[Path, ...]]]
) -> frozenset[str]:
    """The dotted names of what has a part of the record of its own: title, body, times; also those to be left out."""
    every = [*(paths[name] for name in ("t", "body")), *named["resource"].values()]
    every += [*named["attributes"].values(), *(compiled(path) for path in map.skip)]
    names = {_dotted(path) for alternatives in every for path in alternatives if not path.up and path.text is None}
    return frozenset(name for name in names if name)


def _dotted(path: Path) -> str:
    return ".".join(step for step in path.steps if isinstance(step, str))


def stamp_of(text: str, form: str, day_first: bool | None = None) -> Stamp | None:
    """A time as a tool writes it: by the form, or (`any`) ISO 8601 or an epoch, whichever the text is."""
    return _stamp_known(text, form, day_first) if len(text) <= TIME_LENGTH else _stamp_of(text, form, day_first)


def _stamp_of(text: str, form: str, day_first: bool | None) -> Stamp | None:
    if form == "ole-utc":
        return ole_stamp(text)
    if ours(form):
        return read_time(text, form, day_first)
    if form != "any":
        return parse_stamp(text, form)
    if text[:1].isdigit() and text.replace(".", "", 1).isdecimal():
        return parse_stamp(text, "epoch") if len(text.partition(".")[0]) >= 9 else None
    return parse_stamp(text, "iso") if _WHEN.match(text) else None


# What ends and what begins next, and what a reply tells of many things at once, have the same times.
_stamp_known = lru_cache(maxsize=1024)(_stamp_of)
