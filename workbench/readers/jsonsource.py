"""A JSON source in hand: its bytes, the values at its top with their places, and what was wrong on the way.

One object, a list of objects, or one object a line are all read alike; what is broken is named by its line and passed
over, and a file that ends in the middle gives what was whole.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from workbench.errors import SourceError
from workbench.model.case import Problem
from workbench.model.records import Event, Place, SeriesPoints
from workbench.readers.core import Batch, RawSource
from workbench.readers.jsonplaces import Span, elements_of, sound
from workbench.readers.jsontext import MARK, BadJson, CutOff, JsonWalk, decoded
from workbench.readers.wrapping import Wrapping

SIZE_LIMIT = 512 * 1024 * 1024
BATCH = 2000
PROBLEMS_LIMIT = 50
KEYS_LIMIT = 200
PAGES = 2
"""How deep lists may lie within lists: pages that a tool gathered (`gh api --slurp`, `jq -s`) are a list of lists."""
IDS_LIMIT = 2_000_000
T = TypeVar("T")
_BLANK, _END = re.compile(rb"[ \t\r\n]*+"), re.compile(rb"(\})[ \t\r\n]*+\Z")


def whole_bytes(source: RawSource, limit: int = SIZE_LIMIT) -> bytes:
    """All bytes of a source; raises `SourceError` when it is larger than a reader takes at once, or unreadable."""
    if source.size > limit:
        what = f"it is larger than the {limit // 2**20} MiB that are read at once"
        raise SourceError(what, source.name, "Split it and bring in the parts.")
    if source.held:
        return source.held
    try:
        return Path(source.path).read_bytes()
    except OSError as error:
        raise SourceError(f"it can't be read ({error.strerror})", source.name) from error


@dataclass(slots=True)
class JsonSource:
    """The text of a source and what was found wrong in it. skipped: values that were passed over · wrapping: where the
    text was taken out of another one (a form's field), what leads back: places are of the source's own bytes then.
    """

    text: bytes
    name: str = ""
    problems: list[Problem] = field(default_factory=list)
    skipped: int = 0
    truncated: bool = False
    wrapping: Wrapping | None = None
    _lines: list[int] = field(default_factory=list)

    def line(self, offset: int) -> int:
        """The 1-based line of the source that a byte of the text lies on."""
        if not self._lines:
            written = self.wrapping.written if self.wrapping else self.text
            self._lines.append(0)
            at = written.find(b"\n")
            while at >= 0:
                self._lines.append(at + 1)
                at = written.find(b"\n", at + 1)
        return bisect_right(self._lines, self.wrapping.place_of(offset) if self.wrapping else offset)

    def place(self, start: int, end: int, pointer: str = "") -> Place:
        """The place of a value that fills the bytes [start, end)."""
        line = self.line(start)
        if self.wrapping is not None:
            start, end = self.wrapping.place_of(start), self.wrapping.place_of(end)
        return Place(start, end - start, pointer, line)

    def walk(self, position: int) -> JsonWalk:
        """A walk from a byte on."""
        return JsonWalk(self.text, position)

    def value(self, start: int, end: int) -> Any:
        """The value in these bytes, None (and a problem) where they are no JSON or nested too deep."""
        missing = object()
        found = decoded(self.text[start:end], missing)
        if found is missing:
            self.wrong("what stands here is no JSON that can be read", start)
            return None
        return found

    def wrong(self, what: str, offset: int) -> None:
        """Note a value that was passed over."""
        self.skipped += 1
        self.problem(what, offset)

    def problem(self, what: str, offset: int) -> None:
        """Note what is doubtful in a value that was taken all the same."""
        if len(self.problems) < PROBLEMS_LIMIT:
            self.problems.append(Problem(what, f"line {self.line(min(offset, len(self.text)))}"))

    def each(self, visit: Callable[[int], None]) -> None:
        """Call `visit` with the position of each object at the top: the one there is, each of a list, each of a line.

        What `visit` took of an object before it was cut off or went wrong is kept; reading goes on with the next line.
        """

        def once(position: int) -> Iterable[Any]:
            visit(position)
            return ()

        for _ in self.every(once):
            pass

    def every(self, visit: Callable[[int], Iterable[T]], start: int = 0) -> Iterator[T]:
        """As `each`, but what `visit` finds of an object is handed on at once, so that none of it has to wait in memory."""
        position = start or (len(MARK) if self.text.startswith(MARK) else 0)
        while True:
            walk = self.walk(position)
            walk.position = position
            try:
                first = walk.peek()
            except CutOff:
                return
            try:
                if first == b"[":
                    for at in walk.elements():
                        for inner in self._paged(at):
                            yield from visit(inner)
                elif first == b"{":
                    begin = walk.position
                    yield from visit(begin)
                    walk.position = begin
                    walk.skip()
                else:
                    raise BadJson(walk.position)
                position = walk.position
            except CutOff:
                self._cut_off(walk.position)
                position = self._next_line(walk.position, cut=True)
            except BadJson as error:
                self.wrong("this is no JSON", error.at)
                position = self._next_line(walk.position, cut=False)

    def values(self) -> Iterator[Span]:
        """The bytes [start, end) of each whole value at the top: the one there is, each of a list, each of a line."""
        return self.found(lambda start, end: ((start, end),), self._place)

    def found(self, whole: Callable[[int, int], Iterable[T]], part: Callable[[int], Iterable[T]]) -> Iterator[T]:
        """What `whole` finds of each value at the top or in a list of lists there, given its bytes [start, end).

        What is whole and sound is found in compiled code; from the first value that isn't, `part` is asked as in `every`.
        """
        begin = position = len(MARK) if self.text.startswith(MARK) else 0
        while True:
            blank = _BLANK.match(self.text, position)
            position = blank.end() if blank else position
            first = self.text[position : position + 1]
            if first == b"[" and (places := elements_of(self.text, (position, len(self.text)))) is not None:
                for place in places:
                    page = elements_of(self.text, place) if self.text.startswith(b"[", place[0]) else None
                    for one in (place,) if page is None else page:
                        yield from whole(*one)
                return
            end = self._whole_end(position, position == begin) if first == b"{" else -1
            if end < 0:
                break
            yield from whole(position, end)
            position = end
        if position < len(self.text):
            yield from self.every(part, position)

    def _paged(self, position: int) -> Iterator[int]:
        """The positions of the values of a list within a list (pages gathered by a tool); of what is none, its own."""
        if self.text.startswith(b"[", position):
            yield from self.walk(position).elements()
        else:
            yield position

    def _place(self, position: int) -> Iterator[Span]:
        yield self.walk(position).skip()

    def _whole_end(self, position: int, alone: bool) -> int:
        """Where the object ends that fills the line from here on, or the whole rest of the text; -1 where it doesn't."""
        newline = self.text.find(b"\n", position)
        ends = {newline if newline >= 0 else len(self.text), len(self.text)} if alone or newline < 0 else {newline}
        for end in sorted(ends):
            last = _END.search(self.text, max(position, end - 4096), end)
            if last is not None and sound(self.text, (position, last.end(1))):
                return last.end(1)
        return -1

    def _cut_off(self, offset: int) -> None:
        self.truncated = True
        self.skipped += 1
        if len(self.problems) < PROBLEMS_LIMIT:
            what = "the file ends in the middle of a value (truncated); what was whole before it is kept"
            self.problems.append(Problem(what, f"line {self.line(offset)}"))

    def _next_line(self, offset: int, cut: bool) -> int:
        """Where to go on: the next line that begins an object, or the end."""
        at = self.text.find(b"\n{", offset) if not cut else -1
        return at + 1 if at >= 0 else len(self.text)

    def ended(self) -> Batch:
        """What is to be said at the end."""
        return Batch(skipped=self.skipped, problems=tuple(self.problems))


def batches(
    source: JsonSource, events: Iterable[Event], points: Iterable[SeriesPoints] = (), kinds: str = "records"
) -> Iterator[Batch]:
    """Events and points in batches, the problems last. Raises `SourceError` where there is nothing at all."""
    rest, series = iter(events), iter(points)
    empty = True
    known: set[int] = set()
    again = 0
    while some := tuple(islice(rest, BATCH)):
        empty = False
        again += _told_again(some, known)
        yield Batch(events=some)
    while samples := tuple(islice(series, BATCH)):
        empty = False
        yield Batch(points=samples)
    if empty and source.problems:
        first = source.problems[0]
        raise SourceError(f"no {kinds} could be read: {first.what}", f"{source.name}, {first.where}".strip(", "))
    if again:
        carry = "record carries" if again == 1 else "records carry"
        source.problems.append(Problem(f"{again} {carry} the id and the time of one before; each is kept"))
    yield source.ended()


def _told_again(events: tuple[Event, ...], known: set[int]) -> int:
    """How many of these records came before, by id and times; a thing's later states are other records."""
    again = 0
    for event in events:
        if event.event_id:
            told = hash((event.kind, event.event_id, event.group_key, event.t, event.t_end, event.phase))
            again += told in known
            if len(known) < IDS_LIMIT:
                known.add(told)
    return again


def top_keys(head: bytes) -> dict[str, bytes]:
    """The keys of the first object in a head, as far as it goes, each with the first bytes of its value. Never raises."""
    walk = JsonWalk(head)
    found: dict[str, bytes] = {}
    try:
        for _ in range(PAGES):
            walk.position += walk.peek() == b"["
        if walk.peek() != b"{":
            return {}
        for key in walk.members():
            found[key] = head[walk.position : walk.position + 400]
            if len(found) >= KEYS_LIMIT:
                break
    except (CutOff, BadJson):
        pass
    return found
