"""Records by forms: the objects of a JSON source (one, a list, one a line), each cited by its own bytes.

A form is a map and what a map can't tell. Places of what is whole and sound are found in compiled code; what is cut off or
odd is walked, and gives what was whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from workbench.model.case import Problem
from workbench.model.records import Event, Kind, Place
from workbench.readers.core import NOT_MINE, Batch, RawSource, Sniff
from workbench.readers.formbody import form_source, is_form, opened_form
from workbench.readers.jsonplaces import Span, elements_of, members_of
from workbench.readers.jsonsource import JsonSource, batches, whole_bytes
from workbench.readers.jsontext import CutOff, JsonWalk
from workbench.readers.jsonvalues import first_object, value_of, whole_at
from workbench.readers.linereader import RecordReader
from workbench.readers.mapping import Maker
from workbench.readers.recordmap import Path, RecordMap, compiled, plain, values_at
from workbench.readers.ways import Around, several, text_way_of, way_of

Finish = Callable[[Event, Around], Event]
Opened = Callable[[Mapping[str, Any]], tuple[Mapping[str, Any], str]]
Needs = tuple[Callable[[Any], bool], ...]
Steps = tuple[Any, ...]
Found = tuple[Around, int, int]


@dataclass(frozen=True, slots=True)
class Form:
    """One of the kinds of objects that a tool's sources hold: its map, and what a map can't tell of a record.

    finish: the record, and the objects around it with its own last, to the record as it is to be · also: what else the
    same object holds records of (the steps of a job); their `needs` are not asked · parts: of the objects that each record
    holds, at their own `each`, and that are records of their own; to them the record is `^`.
    """

    map: RecordMap
    finish: Finish | None = None
    also: tuple[Form, ...] = ()
    parts: tuple[Form, ...] = ()

    def needs(self) -> Needs:
        """What recognises it: paths, and the value that is wanted there, if any; each as a question about an object."""
        return _needs_of(self.map.needs)


def fits(needs: Needs, value: Any) -> bool:
    """Whether an object has all that is needed."""
    for needed in needs:
        if not needed(value):
            return False
    return bool(needs)


@lru_cache(maxsize=1024)
def _needs_of(needs: tuple[str, ...]) -> Needs:
    parts = (need.partition("=") for need in needs)
    return tuple(_needed(compiled(path), wanted) for path, _, wanted in parts)


def _needed(paths: tuple[Path, ...], wanted: str) -> Callable[[Any], bool]:
    if wanted:
        if several(paths):
            return lambda value: any(plain(found) == wanted for found in values_at(paths, (value,)))
        text = text_way_of(paths)
        return lambda value: text((value,)) == wanted
    way = way_of(paths)
    return lambda value: way((value,)) is not None or any(_present(path, value) for path in paths)


def _present(path: Path, value: Any) -> bool:
    """Whether a key is there at all, be it null or empty."""
    for step in path.steps:
        if not isinstance(value, Mapping) or step not in value:
            return False
        value = value[step]
    return True


# ---- readers ----
def mapped(*maps: RecordMap) -> tuple[RecordReader, ...]:
    """A reader for each map."""
    return tuple(reader_of(map.id, map.title, (map.kind,), Form(map)) for map in maps)


def reader_of(id: str, title: str, kinds: tuple[Kind, ...], *forms: Form, opened: Opened | None = None) -> RecordReader:
    """One reader for all the forms of a tool's objects; the first form that an object fits makes its records.

    opened: an envelope to what it holds and the pointer to it; what is none to itself and an empty pointer.
    """

    def judge(head: bytes, _name: str) -> Sniff:
        return judged(forms, head, opened)

    def read(source: RawSource) -> Iterator[Batch]:
        data = whole_bytes(source)
        text = form_source(data, source.name) if is_form(data) else JsonSource(data, source.name)
        return batches(text, by_forms(text, forms, title, opened))

    return RecordReader(id, title, kinds, judge, read)


def judged(forms: Iterable[Form], head: bytes, opened: Opened | None = None) -> Sniff:
    """Whether a head begins with an object that one of the forms fits, and which of its keys say so."""
    head = opened_form(head)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"{", b"["):
        return NOT_MINE
    likely = [form for form in forms if _likely(form, head)]
    first = first_object(head) if likely else None
    if not isinstance(first, Mapping):
        return NOT_MINE
    if opened is not None:
        first, _pointer = opened(first)
    for form in likely:
        if fits(form.needs(), first):
            return Sniff(min(0.80 + 0.03 * len(form.map.needs), 0.96), f"it has {', '.join(form.map.needs)}")
    return NOT_MINE


def _likely(form: Form, head: bytes) -> bool:
    """Whether the keys that a form needs stand in a head at all: cheaper than reading its first object."""
    quoted = _quoted(head)
    for keys in _keys_needed(form.map.needs):
        if quoted.isdisjoint(keys):
            return False
    return bool(form.map.needs)


@lru_cache(maxsize=2)  # a head is asked about by many readers, one after the other
def _quoted(head: bytes) -> frozenset[bytes]:
    """Whatever stands between two quotation marks of a head, be it inside a text or between two."""
    return frozenset(head.split(b'"')[1:-1])


@lru_cache(maxsize=1024)
def _keys_needed(needs: tuple[str, ...]) -> tuple[frozenset[bytes], ...]:
    """Of each need the keys on its ways; inside an envelope's text the quotation marks are escaped."""
    found = []
    for need in needs:
        paths = compiled(need.partition("=")[0])
        keys = {step for path in paths for step in path.steps if isinstance(step, str)}
        found.append(frozenset(text for key in keys for text in (key.encode(), f"{key}\\".encode())))
    return tuple(found)


# ---- reading ----
@dataclass(frozen=True, slots=True)
class _Ready:
    """A form with its paths compiled."""

    form: Form
    maker: Maker
    lists: tuple[Steps, ...]
    also: tuple[_Ready, ...]
    parts: tuple[_Ready, ...]

    @classmethod
    def of(cls, form: Form) -> _Ready:
        also, parts = (tuple(map(cls.of, some)) for some in (form.also, form.parts))
        return cls(form, Maker.of(form.map), lists_of(form.map), also, parts)

    def events(self, text: JsonSource, around: Around, span: Span, cut: bool) -> Iterator[Event]:
        """The records of the last of `around`, which fills the span; what is in them, behind each; what else it holds."""
        if self.lists or not cut:
            for inner, first, last in places_of(text, around[-1], span, self.lists, cut):
                yield from self.event((*around[:-1], *inner), text.place(first, last), text, (first, last), cut)
        for other in self.also:
            yield from other.events(text, around, span, cut)

    @property
    def alone(self) -> bool:
        """Whether an object is one record and no more."""
        return not (self.lists or self.also or self.parts)

    def record(self, around: Around, place: Place) -> Event:
        """The record of the last of `around` by itself."""
        event = self.maker.event(around, place)
        return self.form.finish(event, around) if self.form.finish is not None else event

    def event(
        self, around: Around, place: Place, text: JsonSource, span: Span | None = None, cut: bool = False
    ) -> Iterator[Event]:
        """The record of the last of `around`. span: its bytes, None where it stands in none of its own."""
        yield self.record(around, place)
        for part in self.parts if span is not None else ():
            for inner, first, last in places_of(text, around[-1], span or (0, 0), part.lists, cut):
                yield from part.event((*around, inner[-1]), text.place(first, last), text, (first, last), cut)


def by_forms(text: JsonSource, forms: tuple[Form, ...], title: str, opened: Opened | None = None) -> Iterator[Event]:
    """The records of a source; an object of no form is passed over, counted and said."""
    wanted = [(form.needs(), form) for form in forms]
    ready: dict[int, _Ready] = {}  # of the forms that were met: a tool has many, a source few
    unknown = 0

    def taken(value: Any, span: Span, cut: bool) -> Iterable[Event]:
        outer: Around = (value,)
        pointer = ""
        if opened is not None and isinstance(value, Mapping) and not cut:
            inner, pointer = opened(value)
            outer = (value, inner) if pointer else outer
        last = outer[-1]
        known = last.__class__ is dict or isinstance(last, Mapping)
        form = next((form for needs, form in wanted if fits(needs, last)), None) if known else None
        if form is None:
            if not cut:
                text.wrong(f"this is no object of the kind: {title}", span[0])
            return ()
        one = ready.get(id(form)) or ready.setdefault(id(form), _Ready.of(form))
        if pointer:
            return one.event(outer, text.place(*span, pointer), text)
        if one.alone:
            return () if cut else (one.record(outer, text.place(*span)),)
        return one.events(text, outer, span, cut)

    def part(position: int) -> Iterable[Event]:
        start, end, value, cut = whole_at(text, position)
        return taken(value, (start, end), cut)

    for event in text.found(lambda start, end: taken(value_of(text.text[start:end]), (start, end), False), part):
        unknown += event.t is None
        yield event
    if unknown:
        what = "one record tells" if unknown == 1 else f"{unknown} records tell"
        text.problems.append(Problem(f"{what} no time that can be read, and has none"))


def objects(text: JsonSource, map: RecordMap) -> Iterator[Found]:
    """Each record's object with those around it, and its bytes [start, end). What is cut off gives what was whole."""
    lists = lists_of(map)

    def taken(value: Any, span: Span, cut: bool) -> Iterator[Found]:
        if isinstance(value, Mapping):
            return places_of(text, value, span, lists, cut) if lists or not cut else iter(())
        if not cut:
            text.wrong("this is no object", span[0])
        return iter(())

    def part(position: int) -> Iterator[Found]:
        start, end, value, cut = whole_at(text, position)
        return taken(value, (start, end), cut)

    return text.found(lambda start, end: taken(value_of(text.text[start:end]), (start, end), False), part)


def lists_of(map: RecordMap) -> tuple[Steps, ...]:
    """The ways to the lists whose objects are records; none where the object is one itself."""
    ways = (compiled(part)[0].steps for part in map.each.split(",")) if map.each else ()
    return tuple(tuple(step for step in steps if step is not None) for steps in ways)


def places_of(text: JsonSource, whole: Any, span: Span, lists: tuple[Steps, ...], cut: bool = False) -> Iterator[Found]:
    """The objects that are records: those of the lists, or the one itself that fills the span; with their bytes.

    cut: the source ends in it, so that `whole` is what is whole of it.
    """
    if not lists:
        yield (whole,), *span
    for steps in lists:
        if not cut and (quick := _placed(text, whole, span, (whole,), steps)) is not None:
            yield from quick
            continue
        try:
            yield from _walked(text, text.walk(span[0]), whole, (whole,), steps)
        except CutOff:
            continue


def _placed(text: JsonSource, value: Any, span: Span, around: Around, steps: Steps) -> list[Found] | None:
    """As `_walked`, in compiled code; None where the bytes are not sound JSON from end to end."""
    if isinstance(value, list):
        places = elements_of(text.text, span)
        if places is None or len(places) != len(value):
            return None
        found: list[Found] = []
        for inner, place in zip(value, places, strict=True):
            if isinstance(inner, Mapping):
                more = _placed(text, inner, place, (*around, inner), steps)
                if more is None:
                    return None
                found += more
            else:
                text.wrong("this element is no object", place[0])
        return found
    if not isinstance(value, Mapping):
        return []
    if not steps:
        return [(around, *span)]
    if steps[0] not in value:
        return []
    members = members_of(text.text, span)
    if members is None or steps[0] not in members:
        return None
    inner = value[steps[0]]
    held = (*around, inner) if isinstance(inner, Mapping) else around
    return _placed(text, inner, members[steps[0]], held, steps[1:])


def _walked(text: JsonSource, walk: JsonWalk, value: Any, around: Around, steps: Steps) -> Iterator[Found]:
    """The objects at the end of `steps` from `value` on, which `walk` stands at, each of the lists between; their bytes."""
    if isinstance(value, list) and walk.peek() == b"[":
        for number, at in enumerate(walk.elements()):
            inner = value[number] if number < len(value) else None
            if isinstance(inner, Mapping):
                yield from _walked(text, walk, inner, (*around, inner), steps)
            else:
                text.wrong("this element is no object", at)
    elif isinstance(value, Mapping) and not steps:
        yield around, *walk.skip()
    elif isinstance(value, Mapping) and walk.peek() == b"{":
        for key in walk.members():
            if key == steps[0]:
                inner = value.get(key)
                held = (*around, inner) if isinstance(inner, Mapping) else around
                yield from _walked(text, walk, inner, held, steps[1:])
