"""Which words differ between the lines that a hunk took away and those it put in their place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rapidfuzz.distance import Indel

from workbench.model.code import DiffLine, Hunk, WordMark

PAIRS_A_HUNK = 200
CHARACTERS_A_LINE = 2000
# Below this share of common words two lines are not versions of each other, and marks would cover nearly all of both.
ALIKE = 0.35
# How many lines of the other side a line is compared with when the two sides have different numbers of lines.
NEIGHBOURS = 8
_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")


def mark_words(hunk: Hunk) -> Hunk:
    """The same hunk with word marks on the lines that are versions of each other."""
    lines = list(hunk.lines)
    left = PAIRS_A_HUNK
    for start, middle, end in _changes(lines):
        for old, new in _pairs(lines, start, middle, end)[: max(left, 0)]:
            lines[old], lines[new] = _marked(lines[old], lines[new])
            left -= 1
    return replace(hunk, lines=tuple(lines)) if left < PAIRS_A_HUNK else hunk


def _changes(lines: Sequence[DiffLine]) -> list[tuple[int, int, int]]:
    """Runs of deleted lines directly followed by added ones: (first deleted, first added, end)."""
    runs: list[tuple[int, int, int]] = []
    at = 0
    while at < len(lines):
        start = at
        while at < len(lines) and lines[at].kind == "del":
            at += 1
        middle = at
        while at < len(lines) and lines[at].kind == "add":
            at += 1
        if start < middle < at:
            runs.append((start, middle, at))
        at = max(at, start + 1)
    return runs


def _pairs(lines: Sequence[DiffLine], start: int, middle: int, end: int) -> list[tuple[int, int]]:
    """Indices of deleted and added lines that belong together: by position where the numbers are equal, else by
    likeness, never crossing, looking at a few neighbours only.
    """
    if middle - start == end - middle:
        return list(zip(range(start, middle), range(middle, end), strict=True))
    found: list[tuple[int, int]] = []
    first = middle
    for old in range(start, min(middle, start + PAIRS_A_HUNK)):
        ahead = range(first, min(end, first + NEIGHBOURS))
        best = max(ahead, key=lambda new: _likeness(lines[old].text, lines[new].text), default=None)
        if best is not None and _likeness(lines[old].text, lines[best].text) >= ALIKE:
            found.append((old, best))
            first = best + 1
    return found


def _likeness(old: str, new: str) -> float:
    if len(old) > CHARACTERS_A_LINE or len(new) > CHARACTERS_A_LINE:
        return 0.0
    return Indel.normalized_similarity(_TOKEN.findall(old.strip()), _TOKEN.findall(new.strip()))


def _marked(old: DiffLine, new: DiffLine) -> tuple[DiffLine, DiffLine]:
    if len(old.text) > CHARACTERS_A_LINE or len(new.text) > CHARACTERS_A_LINE:
        return old, new
    left, right = _TOKEN.findall(old.text), _TOKEN.findall(new.text)
    if Indel.normalized_similarity(left, right) < ALIKE:
        return old, new
    old_marks: list[WordMark] = []
    new_marks: list[WordMark] = []
    for step in Indel.opcodes(left, right):
        if step.tag != "equal":
            _mark(old_marks, left, step.src_start, step.src_end)
            _mark(new_marks, right, step.dest_start, step.dest_end)
    return replace(old, marks=tuple(old_marks)), replace(new, marks=tuple(new_marks))


def _mark(marks: list[WordMark], tokens: Sequence[str], start: int, end: int) -> None:
    if start == end:
        return
    first = sum(map(len, tokens[:start]))
    last = first + sum(map(len, tokens[start:end]))
    if marks and marks[-1].end == first:
        first = marks.pop().start
    marks.append(WordMark(first, last))
