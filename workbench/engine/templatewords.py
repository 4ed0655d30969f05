"""Words of masked lines as numbers, and how much each of them speaks for its place being a value's.

That two lines differ in one word doesn't make the word a value: `started` and `stopped` are two statements. It takes
several different words, the fewer the more they look like names of things: an identifier (`OrderService`, `web.core`)
speaks for two plain words, one that ends in a value (`blk_17`) for three. Weights and threshold were chosen on four of the
eight labelled public sets and half of our own programs (`benchmarks.template_programs`), and checked on the others.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from workbench.engine.masking import MARK

Int64 = npt.NDArray[np.int64]
Float64 = npt.NDArray[np.float64]

MERGED = "\x1d"
"""What stands where lines were found to differ by a value; never in a masked line."""
ENOUGH = 6.0
"""Weight of different words at one place from which on it is a value's."""
PLAIN, UPPER, NAME, GLUED, SOLID = 1.0, 0.75, 2.0, 2.0, 3.0
WORDS = 100
"""Words and signs of a line that are looked at; what follows is left out."""

# A blank goes with the word behind it, so that words joined are the line again.
_TOKEN = r" ?(?:[\w\x1a][\w.\-\x1a$@%]*|[^\w\s\x1a])"
_WORD = re.compile(r" ?[\w\x1a]")
_JOINED = re.compile(r"[._$@\-]\w|[a-z][A-Z]")
# `took17`: a word that a number was glued to, not an identifier that ends in one (`node-17`, `xKq17`).
_GLUED = re.compile(r"(?:[A-Za-z]?[a-z]{2,}|[A-Z]{3,})\x1a$")
# After these a name follows: English for "of which kind the next word is".
_NAMED = (
    "user users host hosts node nodes server client from for to by named name class file path dir directory id service "
    "domain address device interface thread job task queue topic table database container pod process image volume "
    "group role account session"
)
_CUES = frozenset(_NAMED.split())


@dataclass(frozen=True, slots=True)
class Words:
    """The vocabulary of some masked lines, one entry a word.

    weight: what it speaks for, 0 for signs · kind: 0 weighs by what stands before it, 1 at most as much, 2 as it is ·
    blank: the number of `MERGED` in its place · lead: how much more a word behind this one weighs
    """

    texts: tuple[str, ...]
    weight: Float64
    kind: Int64
    blank: Int64
    lead: Float64

    @property
    def solid(self) -> npt.NDArray[np.bool_]:
        """Words that hold a value already."""
        return self.weight >= SOLID


def tokens_of(lines: Sequence[str]) -> tuple[Words, Int64, Int64]:
    """The vocabulary of some lines, their words as its numbers one after the other, and how many each line has."""
    lists = pl.Series(lines, dtype=pl.String).str.extract_all(_TOKEN).list.head(WORDS)
    counts = lists.list.len().to_numpy().astype(np.int64)
    flat = lists.filter(lists.list.len() > 0).explode()
    texts = flat.unique().sort()
    numbers = flat.replace_strict(texts, pl.Series(np.arange(len(texts)))).to_numpy() if len(flat) else counts[:0]
    return _vocabulary((*texts.to_list(), MERGED, f" {MERGED}")), numbers.astype(np.int64), counts


def _vocabulary(texts: tuple[str, ...]) -> Words:
    first, count = len(texts) - 2, len(texts)
    bare = [text.strip(" ") for text in texts]
    seen = [_weight(text) for text in bare]
    return Words(
        texts,
        np.array([weight for weight, _ in seen]),
        np.array([kind for _, kind in seen], dtype=np.int64),
        np.array([first + text.startswith(" ") for text in texts], dtype=np.int64),
        np.fromiter((2.0 if text == "=" else 2.5 if text.lower() in _CUES else 1.0 for text in bare), float, count),
    )


def _weight(word: str) -> tuple[float, int]:
    """What a word speaks for, and its kind."""
    if word == MERGED:
        return ENOUGH, 2
    if not _WORD.match(word):
        return 0.0, 0
    if _GLUED.match(word):
        return GLUED, 0
    if MARK in word:
        return SOLID, 2
    # Words in capitals are states and constants more often than names.
    if word.isupper() and len(word) > 1:
        return UPPER, 1
    return (NAME if _JOINED.search(word) else PLAIN), 0
