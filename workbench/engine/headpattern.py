"""A record's start pattern as a program of small steps, for the part of the regex dialect that log formats use.

The program is what a Pike machine runs (R. Cox, "Regular Expression Matching: the Virtual Machine Approach", 2009); its
order of preference is the leftmost-first one of Rust's `regex` and Python's `re`. A pattern that uses anything else is
`Unsupported`, and whoever asked matches line by line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

# A class of characters is an int: bit 0..127 for ASCII, bit 128 for every other character at once.
HIGH = 128
EVERY = (1 << 129) - 1
LIMIT = 6000  # steps of the longest program
REPEATS = 300
Op = Literal["char", "split", "jump", "save", "end", "match"]
_SIMPLE = {"t": 9, "n": 10, "v": 11, "f": 12, "r": 13}
_SPACE = sum(1 << code for code in (9, 10, 11, 12, 13, 32))
_DIGIT = sum(1 << code for code in range(48, 58))
_WORD = _DIGIT | sum(1 << ord(letter) for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_")
_SETS = {"d": _DIGIT, "w": _WORD, "s": _SPACE}
# A group of a pattern's second way is t2, of its third t3: one name stands for one group in the regex engines.
GROUPS = {"t": 0, "level": 2}


class Unsupported(ValueError):
    """The pattern holds something that only the regex engine itself can run."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a program. char: `chars` · split: go on at `a`, or else at `b` · jump: at `a` · save: slot `a`."""

    op: Op
    chars: int = 0
    a: int = 0
    b: int = 0


def compiled(pattern: str) -> tuple[Step, ...]:
    r"""The program of a pattern that begins with `^`; \d, \w and \s mean ASCII. Raises `Unsupported`."""
    if not pattern.startswith("^"):
        raise Unsupported("not anchored")
    parser = _Parser(pattern[1:])
    steps = parser.alternatives()
    if parser.place != len(parser.text):
        raise Unsupported("a parenthesis too many")
    program = (*steps, Step("match"))
    if len(program) > LIMIT:
        raise Unsupported("too long")
    return program


class _Parser:
    """Recursive descent; each part answers with its steps, whose targets count from their own first step."""

    def __init__(self, text: str) -> None:
        self.text, self.place = text, 0

    def alternatives(self) -> list[Step]:
        """`A|B|…` up to a closing parenthesis or the end."""
        ways = [self._sequence()]
        while self._take("|"):
            ways.append(self._sequence())
        steps = ways.pop()
        for way in reversed(ways):
            head = [Step("split", a=1, b=len(way) + 2)]
            jump = [Step("jump", a=len(way) + 2 + len(steps))]
            steps = [*head, *_moved(way, 1), *jump, *_moved(steps, len(way) + 2)]
            _bounded(steps)
        return steps

    def _sequence(self) -> list[Step]:
        steps: list[Step] = []
        while self.place < len(self.text) and self.text[self.place] not in "|)":
            part = self._repeated(self._atom())
            steps.extend(_moved(part, len(steps)))
            _bounded(steps)
        return steps

    def _repeated(self, part: list[Step]) -> list[Step]:
        low, high = self._counts()
        if (low, high) == (1, 1):
            return part
        lazy = self._take("?")
        if self.text[self.place : self.place + 1] in ("*", "+", "?", "{") and self.place < len(self.text):
            raise Unsupported("a repetition of a repetition")
        steps: list[Step] = []
        for _ in range(low):
            steps.extend(_moved(part, len(steps)))
            _bounded(steps)
        if high is None:
            steps.extend(_moved(_star(part, lazy), len(steps)))
        else:
            steps.extend(_moved(_options(part, high - low, lazy), len(steps)))
        _bounded(steps)
        return steps

    def _counts(self) -> tuple[int, int | None]:
        for sign, counts in (("?", (0, 1)), ("*", (0, None)), ("+", (1, None))):
            if self._take(sign):
                return counts
        if not self._take("{"):
            return 1, 1
        inside, brace, _ = self.text[self.place :].partition("}")
        low, comma, high = inside.partition(",")
        if not brace or not low.isdigit() or (high and not high.isdigit()):
            raise Unsupported("a brace that counts nothing")
        self.place += len(inside) + 1
        counts = (int(low), int(high) if high else None if comma else int(low))
        if max(counts[0], counts[1] or 0) > REPEATS or (counts[1] is not None and counts[1] < counts[0]):
            raise Unsupported("too many repetitions")
        return counts

    def _atom(self) -> list[Step]:
        char = self.text[self.place]
        self.place += 1
        if char == "(":
            return self._group()
        if char == "[":
            return [Step("char", self._class())]
        if char == "\\":
            return [Step("char", self._escaped())]
        if char == ".":
            return [Step("char", EVERY & ~(1 << 10))]
        if char == "$":
            return [Step("end")]
        if char in "^*+?{}" or not char.isascii():
            raise Unsupported(f"{char} here")
        return [Step("char", 1 << ord(char))]

    def _group(self) -> list[Step]:
        slot = None
        if self._take("?:"):
            pass
        elif self._take("?P<") or self._take("?<"):
            name, _, _ = self.text[self.place :].partition(">")
            if not name.isidentifier():
                raise Unsupported("a look behind")
            self.place += len(name) + 1
            slot = GROUPS.get(name.rstrip("0123456789"))
        elif self.text.startswith("?", self.place):
            raise Unsupported("flags or looking around")
        inside = self.alternatives()
        if not self._take(")"):
            raise Unsupported("an open parenthesis")
        if slot is None:
            return inside
        return [Step("save", a=slot), *_moved(inside, 1), Step("save", a=slot + 1)]

    def _escaped(self) -> int:
        letter = self.text[self.place : self.place + 1]
        self.place += 1
        if letter in _SETS:
            return _SETS[letter]
        if letter.lower() in _SETS:
            return EVERY & ~_SETS[letter.lower()]
        if letter in _SIMPLE:
            return 1 << _SIMPLE[letter]
        if not letter or not letter.isascii() or letter.isalnum():
            raise Unsupported(f"\\{letter}")
        return 1 << ord(letter)

    def _class(self) -> int:
        negated = self._take("^")
        chars, first = 0, True
        while first or not self._take("]"):
            one, single = self._member(first)
            first = False
            follow = self.text[self.place : self.place + 2]
            if single and follow[:1] == "-" and follow[1:] not in ("]", ""):
                self.place += 1
                last, ends = self._member(False)
                if not ends or last < one:
                    raise Unsupported("a range of classes")
                one = (last << 1) - one
            chars |= one
        return EVERY & ~chars if negated else chars

    def _member(self, first: bool) -> tuple[int, bool]:
        """One member of a class, and whether it is a single character."""
        char = self.text[self.place : self.place + 1]
        self.place += 1
        if char == "\\":
            found = self._escaped()
            return found, found.bit_count() == 1
        doubled = char in "&~-" and self.text[self.place : self.place + 1] == char
        if not char or not char.isascii() or char == "[" or doubled or (char == "]" and not first):
            raise Unsupported("a class in a class")
        return 1 << ord(char), True

    def _take(self, text: str) -> bool:
        if not self.text.startswith(text, self.place):
            return False
        self.place += len(text)
        return True


def _bounded(steps: list[Step]) -> None:
    if len(steps) > LIMIT:
        raise Unsupported("too long")


def _moved(steps: list[Step], by: int) -> Iterator[Step]:
    for step in steps:
        if step.op == "split":
            yield Step("split", a=step.a + by, b=step.b + by)
        elif step.op == "jump":
            yield Step("jump", a=step.a + by)
        else:
            yield step


def _star(part: list[Step], lazy: bool) -> list[Step]:
    inside, behind = 1, len(part) + 2
    first, second = (behind, inside) if lazy else (inside, behind)
    return [Step("split", a=first, b=second), *_moved(part, 1), Step("jump", a=0)]


def _options(part: list[Step], times: int, lazy: bool) -> list[Step]:
    """Up to so many times: each time in a choice of its own, from which the way out leads behind all of them."""
    size = len(part) + 1
    steps: list[Step] = []
    for number in range(times):
        inside, behind = number * size + 1, times * size
        first, second = (behind, inside) if lazy else (inside, behind)
        steps.append(Step("split", a=first, b=second))
        steps.extend(_moved(part, inside))
    return steps
