"""An object becomes a record by a map: times, severity, title, links, and what no path told of under its own name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from workbench.engine.stamps import Stamp, parse_stamp
from workbench.model.records import Event, Link, Phase, Place
from workbench.model.severity import severity_of_word
from workbench.readers.links import joined, link, links_in_prose, links_of
from workbench.readers.maptimes import ours, read_time
from workbench.readers.naming import flattened
from workbench.readers.oledays import ole_stamp
from workbench.readers.recordmap import Path, RecordMap, Written, compiled, plain, text_at, values_at

_BRACES = re.compile(r"\{([^{}]+)\}")
_WHEN = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
TITLE_LIMIT, DEPTH = 300, 12


@dataclass(frozen=True, slots=True)
class Maker:
    """A map with its paths compiled; makes records of objects. Raises `ValueError` for a path that isn't understood."""

    map: RecordMap
    paths: Mapping[str, tuple[Path, ...]]
    named: Mapping[str, Mapping[str, tuple[Path, ...]]]
    texts: Mapping[str, tuple[str | tuple[Path, ...], ...]]
    skip: frozenset[str]
    trees: tuple[str, ...] = ()

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
        texts = {"name": _template(map.name), "event_id": _template(id)}
        trees = tuple(path.removesuffix("*") for path in map.skip if path.endswith(".*"))
        return cls(map, paths, named, texts, _told(map, paths, named), trees)

    def event(self, around: tuple[Any, ...], place: Place) -> Event:
        """The record of the last object of `around`, which holds the objects around it first."""
        rule, paths = self.map, self.paths
        stamp, raw = self._stamp(paths["t"], around)
        end, _ = self._stamp(paths["t_end"], around)
        observed, _ = self._stamp(paths["observed"], around)
        word = text_at(paths["severity"], around)
        phase = rule.phases.get(text_at(paths["phase"], around), "point")
        kind = rule.kinds.get(text_at(paths["kind_of"], around), rule.kind)
        body = text_at(paths["body"], around)
        resource = self._values("resource", around)
        attributes = self._values("attributes", around) | self._rest(around[-1])
        if raw and stamp is None:
            attributes["wb.unread_time"] = raw[:TITLE_LIMIT]
        title = self._text("name", around) or body.partition("\n")[0]
        return Event(
            t=stamp.wall if stamp else None, place=place, kind=kind, t_end=end.wall if end else None,
            t_observed=observed.wall if observed else None, t_raw=raw if stamp else "",
            naive=bool(stamp and stamp.naive and rule.zone != "UTC"), resolution_ns=stamp.resolution_ns if stamp else 1,
            phase=cast(Phase, phase), severity=self._severity(word), severity_text=word, title=title[:TITLE_LIMIT],
            body=body or title, event_id=self._text("event_id", around),
            group_key=text_at(paths["group"], around).strip("<>"),
            resource=resource, attributes=attributes, links=self._links(around, attributes, resource, body),
        )  # fmt: skip

    def _stamp(self, paths: tuple[Path, ...], around: tuple[Any, ...]) -> tuple[Stamp | None, str]:
        told = (text_at((path,), around).strip() for path in paths)
        raw = next((text for text in told if text and text not in self.map.none), "")
        return stamp_of(raw, self.map.form, self.map.day_first) if raw else None, raw

    def _severity(self, word: str) -> int:
        known = self.map.severities.get(word.lower())
        return known if known is not None else severity_of_word(word) or self.map.usual

    def _text(self, name: str, around: tuple[Any, ...]) -> str:
        words = [part if isinstance(part, str) else text_at(part, around) for part in self.texts[name]]
        return " ".join("".join(words).split()).rstrip(" :")

    def _values(self, name: str, around: tuple[Any, ...]) -> dict[str, Any]:
        found = {key: [kept(value) for value in values_at(paths, around)] for key, paths in self.named[name].items()}
        return {key: values[0] if len(values) == 1 else values for key, values in found.items() if values}

    def _rest(self, value: Any) -> dict[str, Any]:
        """What no path told of, under its own name."""
        if not isinstance(value, Mapping):
            return {}
        pairs = flattened(value)
        prefix = f"{self.map.prefix}." if self.map.prefix else ""
        return {
            f"{prefix}{key}": kept(inner)
            for key, inner in pairs
            if key not in self.skip and inner not in (None, "", [], {}) and not key.startswith(self.trees)
        }

    def _links(
        self, around: tuple[Any, ...], attributes: Mapping[str, Any], resource: Mapping[str, Any], body: str
    ) -> tuple[Link, ...]:
        told = (
            link(kind.rstrip("0123456789"), plain(value))
            for kind, paths in self.named["links"].items()
            for value in values_at(paths, around)
        )
        return joined(told, links_of([*resource.items(), *attributes.items()]), links_in_prose(body))


def _template(text: str) -> tuple[str | tuple[Path, ...], ...]:
    """A text with paths in braces as its parts."""
    parts: list[str | tuple[Path, ...]] = []
    place = 0
    for found in _BRACES.finditer(text):
        parts += [text[place : found.start()], compiled(found[1])]
        place = found.end()
    return (*parts, text[place:])


def kept(value: Any, depth: int = DEPTH) -> Any:
    """A value as a record carries it: a number that a float can't hold to its last digit stays the text it was."""
    if isinstance(value, str):
        return value
    if isinstance(value, Written):
        return float(value) if repr(float(value)) == value.text or float(value).is_integer() else value.text
    if not depth:
        return str(value)
    if isinstance(value, list):
        return [kept(inner, depth - 1) for inner in value]
    return {str(key): kept(inner, depth - 1) for key, inner in value.items()} if isinstance(value, dict) else value


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
    if form == "ole-utc":
        return ole_stamp(text)
    if ours(form):
        return read_time(text, form, day_first)
    if form != "any":
        return parse_stamp(text, form)
    if text[:1].isdigit() and text.replace(".", "", 1).isdecimal():
        return parse_stamp(text, "epoch") if len(text.partition(".")[0]) >= 9 else None
    return parse_stamp(text, "iso") if _WHEN.match(text) else None
