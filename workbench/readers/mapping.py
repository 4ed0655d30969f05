"""Records by a map: objects of JSON sources (one, a list, one a line) and rows of tables, each cited by its own bytes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

import msgspec

from workbench.engine.stamps import Stamp, parse_stamp
from workbench.model.records import Event, Kind, Link, Phase, Place
from workbench.model.severity import severity_of_word
from workbench.readers.core import NOT_MINE, Batch, RawSource, Sniff
from workbench.readers.jsonsource import JsonSource, batches, whole_bytes
from workbench.readers.jsontext import decoded
from workbench.readers.linereader import RecordReader
from workbench.readers.links import joined, link, links_in_prose, links_of
from workbench.readers.maptimes import ours, read_time
from workbench.readers.naming import flattened
from workbench.readers.recordmap import Path, RecordMap, Written, compiled, plain, text_at, values_at

_BRACES = re.compile(r"\{([^{}]+)\}")
_DECODER = msgspec.json.Decoder(float_hook=Written)
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

    @classmethod
    def of(cls, map: RecordMap) -> Maker:
        """Compile a map."""
        names = ("t", "t_end", "observed", "kind_of", "phase", "severity", "body", "group", "each")
        paths = {name: compiled(getattr(map, name)) for name in names}
        named = {
            name: {key: compiled(path) for key, path in getattr(map, name).items()}
            for name in ("resource", "attributes", "links")
        }
        id = map.event_id if "{" in map.event_id or not map.event_id else f"{{{map.event_id}}}"
        texts = {"name": _template(map.name), "event_id": _template(id)}
        return cls(map, paths, named, texts, _told(map, paths, named))

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
        raw = text_at(paths, around).strip()
        if not raw or raw in self.map.none:
            return None, raw
        return stamp_of(raw, self.map.form, self.map.day_first), raw

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
            if key not in self.skip and inner not in (None, "", [], {})
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
    if isinstance(value, Written):
        return float(value) if repr(float(value)) == value.text or float(value).is_integer() else value.text
    if not depth:
        return str(value)
    if isinstance(value, list):
        return [kept(inner, depth - 1) for inner in value]
    return {str(key): kept(inner, depth - 1) for key, inner in value.items()} if isinstance(value, Mapping) else value


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
    if ours(form):
        return read_time(text, form, day_first)
    if form != "any":
        return parse_stamp(text, form)
    if text[:1].isdigit() and text.replace(".", "", 1).isdecimal():
        return parse_stamp(text, "epoch") if len(text.partition(".")[0]) >= 9 else None
    return parse_stamp(text, "iso") if _WHEN.match(text) else None


def objects(text: JsonSource, map: RecordMap) -> Iterator[tuple[tuple[Any, ...], int, int]]:
    """Each record's object with those around it, and its bytes [start, end). What is cut off gives what was whole."""
    steps = _steps(map)
    found: list[tuple[tuple[Any, ...], int, int]] = []

    def take(position: int) -> None:
        walk = text.walk(position)
        start, end = walk.skip()
        whole = value_of(text.text[start:end])
        if not isinstance(whole, Mapping):
            text.wrong("this is no object", start)
        elif not steps:
            found.append(((whole,), start, end))
        else:
            found.extend(_inner(text, whole, start, steps))

    text.each(take)
    yield from found


def value_of(data: bytes) -> Any:
    """A JSON value whose numbers know how they were written; None where it is none."""
    try:
        return _DECODER.decode(data)
    except (msgspec.MsgspecError, UnicodeError, RecursionError, ValueError):
        return decoded(data)


def _inner(
    text: JsonSource, whole: Mapping[str, Any], start: int, steps: tuple[Any, ...]
) -> Iterator[tuple[tuple[Any, ...], int, int]]:
    """The objects of the list at the end of `steps`, with their bytes."""
    walk = text.walk(start)
    around: list[Any] = [whole]
    value: Any = whole
    for step in (step for step in steps if step is not None):
        if not isinstance(value, Mapping) or step not in value:
            return
        for key in walk.members():
            if key == step:
                break
        value = value[step]
        if isinstance(value, Mapping):
            around.append(value)
    if isinstance(value, list) and walk.peek() == b"[":
        for number, _ in enumerate(walk.elements()):
            first, last = walk.skip()
            if isinstance(value[number], Mapping):
                yield (*around, value[number]), first, last
            else:
                text.wrong("this element is no object", first)
    elif isinstance(value, Mapping):
        first, last = walk.skip()
        yield (*around,), first, last


@dataclass(frozen=True, slots=True)
class Form:
    """One of the kinds of objects that a tool's sources hold: its map, and what a map can't tell of a record.

    finish: the record, and the objects around it with its own last, to the record as it is to be.
    """

    map: RecordMap
    finish: Callable[[Event, tuple[Any, ...]], Event] | None = None

    def needs(self) -> tuple[tuple[tuple[Path, ...], str], ...]:
        """What recognises it: paths, and the value that is wanted there, if any."""
        parts = (need.partition("=") for need in self.map.needs)
        return tuple((compiled(path), wanted) for path, _, wanted in parts)


Needs = tuple[tuple[tuple[Path, ...], str], ...]


def fits(needs: Needs, value: Any) -> bool:
    """Whether an object has all that is needed."""
    return bool(needs) and all(_needed(paths, wanted, value) for paths, wanted in needs)


def _needed(paths: tuple[Path, ...], wanted: str, value: Any) -> bool:
    if wanted:
        return any(plain(found) == wanted for found in values_at(paths, (value,)))
    return any(True for _ in values_at(paths, (value,))) or any(_present(path, value) for path in paths)


def _present(path: Path, value: Any) -> bool:
    """Whether a key is there at all, be it null or empty."""
    for step in path.steps:
        if not isinstance(value, Mapping) or step not in value:
            return False
        value = value[step]
    return True


def mapped(*maps: RecordMap) -> tuple[RecordReader, ...]:
    """A reader for each map."""
    return tuple(reader_of(map.id, map.title, (map.kind,), Form(map)) for map in maps)


def reader_of(id: str, title: str, kinds: tuple[Kind, ...], *forms: Form) -> RecordReader:
    """One reader for all the forms of a tool's objects; the first form that an object fits makes its records."""

    def judge(head: bytes, _name: str) -> Sniff:
        if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"{", b"["):
            return NOT_MINE
        likely = [form for form in forms if _likely(form, head)]
        first = first_object(head) if likely else None
        for form in likely:
            if isinstance(first, Mapping) and fits(form.needs(), first):
                return Sniff(min(0.80 + 0.03 * len(form.map.needs), 0.96), f"it has {', '.join(form.map.needs)}")
        return NOT_MINE

    def read(source: RawSource) -> Iterator[Batch]:
        text = JsonSource(whole_bytes(source), source.name)
        return batches(text, _by_forms(text, forms, title))

    return RecordReader(id, title, kinds, judge, read)


def _likely(form: Form, head: bytes) -> bool:
    """Whether the keys that a form needs stand in a head at all: cheaper than reading its first object."""
    for need in form.map.needs:
        paths = compiled(need.partition("=")[0])
        keys = {step for path in paths for step in path.steps if isinstance(step, str)}
        if not any(f'"{key}"'.encode() in head for key in keys):
            return False
    return bool(form.map.needs)


def _by_forms(text: JsonSource, forms: tuple[Form, ...], title: str) -> Iterator[Event]:
    """The records of a source; an object of no form is passed over, counted and said."""
    ready = [(form, form.needs(), Maker.of(form.map), _steps(form.map)) for form in forms]
    found: list[Event] = []

    def take(position: int) -> None:
        start, end = text.walk(position).skip()
        whole = value_of(text.text[start:end])
        for form, needs, maker, steps in ready:
            if isinstance(whole, Mapping) and fits(needs, whole):
                places = _inner(text, whole, start, steps) if steps else (((whole,), start, end),)
                for around, first, last in places:
                    event = maker.event(around, text.place(first, last))
                    found.append(form.finish(event, around) if form.finish is not None else event)
                return
        text.wrong(f"this is no object of the kind: {title}", start)

    text.each(take)
    yield from found


def _steps(map: RecordMap) -> tuple[Any, ...]:
    return compiled(map.each)[0].steps if map.each else ()


def first_object(head: bytes) -> Any:
    """The first object in a head: whole, or what of a longer one could be had."""
    from workbench.readers.jsonsource import top_keys
    from workbench.readers.jsontext import BadJson, CutOff, JsonWalk

    walk = JsonWalk(head)
    try:
        if walk.peek() == b"[":
            walk.position += 1
        start, end = walk.skip()
        return value_of(head[start:end])
    except (CutOff, BadJson):
        return {key: value_of(value) for key, value in top_keys(head).items()}
