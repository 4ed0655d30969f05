"""A JSON source in hand: its bytes, the values at its top with their places, and what was wrong on the way.

One object, a list of objects, or one object a line are all read alike; what is broken is named by its line and passed
over, and a file that ends in the middle gives what was whole.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from workbench.errors import SourceError
from workbench.model.case import Problem
from workbench.model.records import Event, Place, SeriesPoints
from workbench.readers.core import Batch, RawSource
from workbench.readers.jsontext import MARK, BadJson, CutOff, JsonWalk, decoded
from workbench.readers.wrapping import Wrapping

SIZE_LIMIT = 512 * 1024 * 1024
BATCH = 2000
PROBLEMS_LIMIT = 50
KEYS_LIMIT = 200


def whole_bytes(source: RawSource, limit: int = SIZE_LIMIT) -> bytes:
    """All bytes of a source; raises `SourceError` when it is larger than a reader takes at once, or unreadable."""
    if source.size > limit:
        what = f"it is larger than the {limit // 2**20} MiB that are read at once"
        raise SourceError(what, source.name, "Split it and bring in the parts.")
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
        if len(self.problems) < PROBLEMS_LIMIT:
            self.problems.append(Problem(what, f"line {self.line(min(offset, len(self.text)))}"))

    def each(self, visit: Callable[[int], None]) -> None:
        """Call `visit` with the position of each object at the top: the one there is, each of a list, each of a line.

        What `visit` took of an object before it was cut off or went wrong is kept; reading goes on with the next line.
        """
        position = len(MARK) if self.text.startswith(MARK) else 0
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
                        visit(at)
                elif first == b"{":
                    start = walk.position
                    visit(start)
                    walk.position = start
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
    while some := tuple(islice(rest, BATCH)):
        empty = False
        yield Batch(events=some)
    while samples := tuple(islice(series, BATCH)):
        empty = False
        yield Batch(points=samples)
    if empty and source.problems:
        first = source.problems[0]
        raise SourceError(f"no {kinds} could be read: {first.what}", f"{source.name}, {first.where}".strip(", "))
    yield source.ended()


def top_keys(head: bytes) -> dict[str, bytes]:
    """The keys of the first object in a head, as far as it goes, each with the first bytes of its value. Never raises."""
    walk = JsonWalk(head)
    found: dict[str, bytes] = {}
    try:
        if walk.peek() == b"[":
            walk.position += 1
        if walk.peek() != b"{":
            return {}
        for key in walk.members():
            found[key] = head[walk.position : walk.position + 400]
            if len(found) >= KEYS_LIMIT:
                break
    except (CutOff, BadJson):
        pass
    return found
