r"""What text a regex's matches must hold, so that rows without it need not be asked.

Conservative: what isn't understood gives no literals, and then every row is asked. The pattern is one that an engine took.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

MOST = 16  # alternatives, beyond which they single out too little
DEEPEST = 50
_FLAGS = re.compile(r"\?(?P<on>[a-zA-Z]*)(?:-(?P<off>[a-zA-Z]+))?(?P<end>[:)])")
_NAME = re.compile(r"\?P?<[A-Za-z_][\w.\[\]]*>")
_REPEAT = re.compile(r"\{\s*(\d*)\s*(?:,\s*(\d*)\s*)?\}")
_SIZED = re.compile(r"\\(?:[xuU]\{[0-9A-Fa-f]+\}|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[pP]\{[^}]*\}|[pP].)")
_EDGE = re.compile(r"\\(?:b\{[a-z-]+\}|[bBAzZ<>])")
_AROUND = ("?=", "?!", "?<=", "?<!")
_NEVER = "\r\n\ufffd"  # not looked for: line ends are no part of a line, and U+FFFD stands for other bytes
# A pattern with any of these may match a line end, or ask where the whole text begins or ends.
_CROSSING = re.compile(
    r"\\[sDWnrvAzZxuUpP0-9]|\[\^|\[:\^?(?!alpha|alnum|digit|upper|lower|word|xdigit)|\(\?[a-zA-Z]*[sxR]|[\x00-\x1f]|-\\|\\t-|&&|--|~~"
)


@dataclass(frozen=True, slots=True)
class Literals:
    """At least one of `any_of` stands in every match (empty: nothing is known). fold: without regard to case."""

    any_of: tuple[str, ...] = ()
    fold: bool = False


def literals_of(pattern: str, ignore_case: bool = False) -> Literals:
    """The literals that every match of a regex must hold one of."""
    reader = _Reader(pattern, fold=ignore_case)
    try:
        found = reader.alternation()
    except _Unknown:
        return Literals()
    if reader.place < len(pattern) or not found or not all(found):
        return Literals()
    return Literals(tuple(dict.fromkeys(found)), reader.fold)


def may_cross_lines(pattern: str) -> bool:
    """Whether a match may take in a line end, or depend on where the whole text begins or ends."""
    return _CROSSING.search(pattern) is not None


class _Unknown(Exception):
    """Something in the pattern that isn't understood here."""


@dataclass(slots=True)
class _Sequence:
    """One branch being read: the run of plain characters at its end, and the best literals so far."""

    run: str = ""
    pieces: list[tuple[str, ...]] = field(default_factory=list)

    def cut(self) -> None:
        """The run ends here."""
        if self.run:
            self.pieces.append((self.run,))
        self.run = ""

    def answer(self) -> tuple[str, ...]:
        """The best literals of the branch."""
        self.cut()
        return max(self.pieces, key=_worth, default=())


def _worth(alternatives: tuple[str, ...]) -> float:
    """The longer the shortest of them the better; each further one costs."""
    return min(map(len, alternatives)) - 0.5 * (len(alternatives) - 1)


class _Reader:
    def __init__(self, pattern: str, fold: bool) -> None:
        self.pattern, self.fold = pattern, fold
        self.place, self.depth = 0, 0

    def alternation(self) -> tuple[str, ...]:
        """The literals of what stands up to the closing parenthesis or the end."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise _Unknown
        branches = [self._sequence()]
        while self._at("|"):
            self.place += 1
            branches.append(self._sequence())
        self.depth -= 1
        return _joined(branches)

    def _at(self, text: str) -> bool:
        return self.pattern.startswith(text, self.place)

    def _sequence(self) -> tuple[str, ...]:
        found = _Sequence()
        while self.place < len(self.pattern) and self.pattern[self.place] not in "|)":
            char = self.pattern[self.place]
            if char == "(":
                self._group(found)
            elif char == "[":
                found.cut()
                self._skip_class()
                self._least()
            elif char in ".^$":
                found.cut()
                self.place += 1
                self._least()
            else:
                self._letter(found)
        return found.answer()

    def _letter(self, found: _Sequence) -> None:
        """A plain character, escaped or not, or another escape."""
        if self._at("\\"):
            letter = self._escaped(found)
            if letter is None:
                return
            self.place += 2
        else:
            letter = self.pattern[self.place]
            if letter in "*+?{":
                raise _Unknown
            self.place += 1
        before = self.place
        least = self._least()
        if least and letter not in _NEVER:
            found.run += letter
        if self.place != before or letter in _NEVER:
            found.cut()

    def _escaped(self, found: _Sequence) -> str | None:
        """The plain character an escape at this place stands for; None where it was another thing, which is read."""
        edge = _EDGE.match(self.pattern, self.place)
        if edge:
            self.place = edge.end()
            return None
        letter = self.pattern[self.place + 1 : self.place + 2]
        if letter and letter.isascii() and not letter.isalnum():
            return letter
        sized = _SIZED.match(self.pattern, self.place)
        if sized:
            self._class_escape(found, sized.end() - self.place)
            return None
        if letter and letter in "dDsSwWtnrvfa0123456789":
            self._class_escape(found, 2)
            while letter.isdigit() and self.place < len(self.pattern) and self.pattern[self.place].isdigit():
                self.place += 1
            return None
        raise _Unknown

    def _class_escape(self, found: _Sequence, length: int) -> None:
        found.cut()
        self.place += length
        self._least()

    def _group(self, found: _Sequence) -> None:
        self.place += 1
        around = any(self._at(sign) for sign in _AROUND)
        if around:
            self.place += 3 if self._at("?<") else 2
        elif self._at("?"):
            name = _NAME.match(self.pattern, self.place)
            flags = _FLAGS.match(self.pattern, self.place)
            if name:
                self.place = name.end()
            elif flags:
                self._flags(flags)
                if flags["end"] == ")":
                    found.cut()
                    return
            else:
                raise _Unknown
        inner = self.alternation()
        if not self._at(")"):
            raise _Unknown
        self.place += 1
        found.cut()
        if self._least() and inner and not around:
            found.pieces.append(inner)

    def _flags(self, flags: re.Match[str]) -> None:
        if "x" in flags["on"] or (flags["off"] and set(flags["off"]) - {"i"}):
            raise _Unknown
        self.fold = self.fold or "i" in flags["on"]
        self.place = flags.end()

    def _least(self) -> int:
        """How often at least what was just read must occur: a repetition is read, if one stands here."""
        least, bare = 1, True  # bare: no repetition stands right before, which a question mark would make lazy
        while self.place < len(self.pattern):
            char = self.pattern[self.place]
            repeat = _REPEAT.match(self.pattern, self.place) if char == "{" else None
            if char == "?" and not bare:
                bare = True
            elif repeat or char in "*+?":
                least *= int(repeat[1] or 0) if repeat else char == "+"
                bare = False
            else:
                break
            self.place = repeat.end() if repeat else self.place + 1
        return least

    def _skip_class(self) -> None:
        """Read a `[class]`, nested ones included."""
        self.place += 1
        if self._at("^"):
            self.place += 1
        if self._at("]"):
            self.place += 1
        while not self._at("]"):
            if self.place >= len(self.pattern):
                raise _Unknown
            if self._at("["):
                self._skip_class()
            else:
                self.place += 2 if self._at("\\") else 1
        self.place += 1


def _joined(branches: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """What an alternation must hold one of: nothing is known when a branch may be without."""
    every = list(branches)
    flat = tuple(dict.fromkeys(literal for branch in every for literal in branch))
    return flat if all(every) and len(flat) <= MOST else ()
