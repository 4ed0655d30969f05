"""A record's start pattern as a program of small steps, for the part of the regex dialect that log formats use.

The program is what a Pike machine runs (R. Cox, "Regular Expression Matching: the Virtual Machine Approach", 2009); its
order of preference is the leftmost-first one of Rust's `regex` and Python's `re`. A pattern that uses anything else is
`Unsupported`, and whoever asked matches line by line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

# A class of characters is an int: bit 0..127 for ASCII, bit 128 for every other character at once.
HIGH = 128
EVERY = (1 << 129) - 1
_WIDE = 129
END = 10  # stands for the end of the line
LIMIT = 6000  # steps of the longest program
REPEATS = 300
Op = Literal["char", "split", "jump", "save", "end", "match"]
_MARKS = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[()|]", re.S)
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


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a pattern as it is written. kind: `char` (one of `chars`), `end`, `all` (one inner part behind the other),
    `any` (one of them, the first preferred), `group` (saved at `slot`), `repeat` (`low` to `high` times, None: no end)
    · size: of its steps
    """

    kind: Literal["char", "end", "all", "any", "group", "repeat"]
    size: int = 1
    chars: int = 0
    inner: tuple[_Part, ...] = ()
    slot: int = 0
    low: int = 1
    high: int | None = 1
    lazy: bool = False


def compiled(pattern: str) -> tuple[Step, ...]:
    r"""The program of a pattern that begins with `^`; \d, \w and \s mean ASCII. Raises `Unsupported`."""
    steps: list[Step] = []
    _give(_parsed(pattern), steps)
    return (*steps, Step("match"))


def leading(pattern: str, count: int) -> tuple[int, ...]:
    """What can stand at each of the first `count` places of a text that a pattern matches, as classes of characters.

    It is what must hold, not all that must; the line's end is `1 << 10`. Raises `Unsupported`.
    """
    if not pattern.startswith("^") or _has_ways(pattern):
        raise Unsupported("several ways")
    parser = _Parser(pattern[1:])
    chars, ends, inside = 0, 1, (1 << count) - 1
    while ends & inside and not parser.done:  # what stands behind is not even read
        chars, ends = _behind(chars, ends, _led(parser.part(), count), count)
    one = (1 << _WIDE) - 1
    # a match that is whole says nothing of what is behind
    return tuple(EVERY if ends & ((2 << at) - 1) else chars >> _WIDE * at & one for at in range(count))


def _has_ways(pattern: str) -> bool:
    """Whether a pattern is made of several, with a bar between them that stands in no group."""
    depth = 0
    for found in _MARKS.finditer(pattern):
        mark = found[0]
        depth += (mark == "(") - (mark == ")")
        if mark == "|" and not depth:
            return True
    return False


def _parsed(pattern: str) -> _Part:
    if not pattern.startswith("^"):
        raise Unsupported("not anchored")
    parser = _Parser(pattern[1:])
    part = parser.alternatives()
    if parser.place != len(parser.text):
        raise Unsupported("a parenthesis too many")
    return part


def _led(part: _Part, count: int) -> tuple[int, int]:
    """What may stand at each place behind a part's begin, `_WIDE` bits a place, and where it may end, a bit a place."""
    if part.kind in ("char", "end"):
        return (part.chars, 2) if part.kind == "char" else (1 << END, 1)
    inside = [_led(inner, count) for inner in part.inner]
    if part.kind == "any":
        chars = ends = 0
        for more, last in inside:
            chars, ends = chars | more, ends | last
        return chars, ends
    if part.kind != "repeat":
        chars, ends = 0, 1
        for step in inside:
            chars, ends = _behind(chars, ends, step, count)
        return chars, ends
    chars, starts, ends = 0, 1, 0
    for times in range(count + 1 if part.high is None else part.high + 1):
        if times >= part.low:
            starts &= ~ends  # from where it went on before, it goes on alike
            ends |= starts
        if not starts or times == part.high:
            break
        chars, starts = _behind(chars, starts, inside[0], count)
    return chars, ends


def _behind(chars: int, starts: int, step: tuple[int, int], count: int) -> tuple[int, int]:
    """The same with a step that begins at each of some places."""
    ends, place = 0, 0
    while starts >> place and place < count:
        if starts >> place & 1:
            chars |= step[0] << _WIDE * place
            ends |= step[1] << place
        place += 1
    return chars & ((1 << _WIDE * count) - 1), ends & ((2 << count) - 1)


class _Parser:
    """Recursive descent; each part knows how many steps it takes, so that none is given that is too long."""

    def __init__(self, text: str) -> None:
        self.text, self.place = text, 0

    @property
    def done(self) -> bool:
        """Whether the pattern, a group or one of its ways ends here."""
        return self.place >= len(self.text) or self.text[self.place] in "|)"

    def part(self) -> _Part:
        """One character, class or group, with its repetition."""
        return self._repeated(self._atom())

    def alternatives(self) -> _Part:
        """`A|B|…` up to a closing parenthesis or the end."""
        ways = [self._sequence()]
        while self._take("|"):
            ways.append(self._sequence())
        if len(ways) == 1:
            return ways[0]
        return _bounded(_Part("any", sum(way.size for way in ways) + 2 * (len(ways) - 1), inner=tuple(ways)))

    def _sequence(self) -> _Part:
        parts: list[_Part] = []
        while not self.done:
            parts.append(self.part())
        return _bounded(_Part("all", sum(part.size for part in parts), inner=tuple(parts)))

    def _repeated(self, part: _Part) -> _Part:
        low, high = self._counts()
        if (low, high) == (1, 1):
            return part
        lazy = self._take("?")
        if self.text[self.place : self.place + 1] in ("*", "+", "?", "{") and self.place < len(self.text):
            raise Unsupported("a repetition of a repetition")
        more = part.size + 2 if high is None else (high - low) * (part.size + 1)
        return _bounded(_Part("repeat", low * part.size + more, inner=(part,), low=low, high=high, lazy=lazy))

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

    def _atom(self) -> _Part:
        char = self.text[self.place]
        self.place += 1
        if char == "(":
            return self._group()
        if char == "[":
            return _Part("char", chars=self._class())
        if char == "\\":
            return _Part("char", chars=self._escaped())
        if char == ".":
            return _Part("char", chars=EVERY & ~(1 << 10))
        if char == "$":
            return _Part("end")
        if char in "^*+?{}" or not char.isascii():
            raise Unsupported(f"{char} here")
        return _Part("char", chars=1 << ord(char))

    def _group(self) -> _Part:
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
        return _bounded(_Part("group", inside.size + 2, inner=(inside,), slot=slot))

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


def _bounded(part: _Part) -> _Part:
    if part.size > LIMIT:
        raise Unsupported("too long")
    return part


def _give(part: _Part, steps: list[Step]) -> None:
    """Add the steps of a part."""
    if not part.size:  # nothing, however often
        return
    if part.kind in ("char", "end"):
        steps.append(Step("char", part.chars) if part.kind == "char" else Step("end"))
    elif part.kind == "any":
        _give_choice(part.inner, steps)
    elif part.kind == "repeat":
        _give_repeated(part, steps)
    else:
        if part.kind == "group":
            steps.append(Step("save", a=part.slot))
        for inner in part.inner:
            _give(inner, steps)
        if part.kind == "group":
            steps.append(Step("save", a=part.slot + 1))


def _give_choice(ways: tuple[_Part, ...], steps: list[Step]) -> None:
    jumps: list[int] = []
    for way in ways[:-1]:
        split = len(steps)
        steps.append(Step("split"))
        _give(way, steps)
        jumps.append(len(steps))
        steps.append(Step("jump"))
        steps[split] = Step("split", a=split + 1, b=len(steps))
    _give(ways[-1], steps)
    for at in jumps:
        steps[at] = Step("jump", a=len(steps))


def _give_repeated(part: _Part, steps: list[Step]) -> None:
    """Each time beyond the fewest is a choice of its own, from which the way out leads behind all of them."""
    inner = part.inner[0]
    for _ in range(part.low):
        _give(inner, steps)
    splits: list[int] = []
    for _ in range(1 if part.high is None else part.high - part.low):
        splits.append(len(steps))
        steps.append(Step("split"))
        _give(inner, steps)
    if part.high is None:
        steps.append(Step("jump", a=splits[0]))
    for at in splits:
        first, second = (len(steps), at + 1) if part.lazy else (at + 1, len(steps))
        steps[at] = Step("split", a=first, b=second)
