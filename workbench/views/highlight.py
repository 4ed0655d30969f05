"""Syntax colours of the lines in sight: Pygments over a block of lines and a margin before it, kept per block."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any

BLOCK, MARGIN = 64, 48
LONGEST = 1_000
"""Lines with more characters are not coloured, nor is their block."""
KEPT_BLOCKS = 128
_WILD = re.compile(r"[*?\[\]]")


@dataclass(frozen=True, slots=True)
class Tint:
    """Characters [start, end) of a line in the colour of a token."""

    start: int
    end: int
    token: str


Line = tuple[Tint, ...]


@lru_cache(maxsize=32)
def _lexer(name: str) -> Any:
    """The lexer for a file's name; None for a name that says nothing. Never guesses from content."""
    from pygments.lexers import find_lexer_class_by_name, get_all_lexers

    kinds = [
        (find_lexer_class_by_name(aliases[0]), pattern)
        for _title, aliases, patterns, _types in get_all_lexers(plugins=False)
        for pattern in patterns
        if aliases and _is_named(name, pattern)
    ]
    # Pygments' own order: a pattern without a star says more, then the lexer's own weight counts.
    found = max(kinds, key=lambda one: ("*" not in one[1], one[0].priority, one[0].__name__), default=None)
    return None if found is None else found[0](stripnl=False, ensurenl=True)


def _is_named(name: str, pattern: str) -> bool:
    """Whether a file's name fits a pattern; Pygments compiles all of its patterns to say so, which takes half a second."""
    head, tail = _WILD.split(pattern, maxsplit=1)[0], _WILD.split(pattern)[-1]
    return name.startswith(head) and name.endswith(tail) and fnmatchcase(name, pattern)


@lru_cache(maxsize=512)
def _color(kind: Any) -> str:
    """The theme's token for a kind of Pygments token; empty for plain text."""
    from pygments.token import Comment, Keyword, Name, Number, String

    table = (
        (Comment, "syn.com"), (Keyword, "syn.kw"), (Name.Function, "syn.fn"), (Name.Class, "syn.fn"),
        (Name.Decorator, "syn.fn"), (Name.Tag, "syn.kw"), (Name.Attribute, "syn.fn"), (String, "syn.str"),
        (Number, "syn.num"),
    )  # fmt: skip
    return next((token for wanted, token in table if kind in wanted), "")


class Highlighter:
    """Colours of one text, line by line (0-based), worked out for the blocks that are asked for.

    count: lines of the text · line: the text of one of them. Lexing starts a margin above the block, so a string that
    began further up is not seen as one; that costs a colour, never a character.
    """

    def __init__(self, path: str, count: int, line: Callable[[int], str]) -> None:
        self._lexer = _lexer(path.rsplit("/", 1)[-1])
        self._count, self._line = count, line
        self._blocks: OrderedDict[int, list[Line]] = OrderedDict()

    def tints(self, number: int) -> Line:
        """The coloured stretches of a line, ascending; none for a line that there is not."""
        if self._lexer is None or not 0 <= number < self._count:
            return ()
        block = number // BLOCK
        if block not in self._blocks:
            self._blocks[block] = self._read(block)
            while len(self._blocks) > KEPT_BLOCKS:
                self._blocks.popitem(last=False)
        return self._blocks[block][number % BLOCK]

    def _read(self, block: int) -> list[Line]:
        start, stop = block * BLOCK, min((block + 1) * BLOCK, self._count)
        first = max(start - MARGIN, 0)
        texts = [self._line(number) for number in range(first, stop)]
        if any(len(text) > LONGEST for text in texts):
            return [()] * (stop - start)
        lines: list[list[Tint]] = [[]]
        at = 0
        for kind, value in self._lexer.get_tokens("\n".join(texts) + "\n"):
            token = _color(kind)
            for number, piece in enumerate(value.split("\n")):
                if number:
                    lines.append([])
                    at = 0
                if piece and token:
                    lines[-1].append(Tint(at, at + len(piece), token))
                at += len(piece)
        lines += [[] for _ in range(stop - first - len(lines))]
        return [tuple(line) for line in lines[start - first : stop - first]]
