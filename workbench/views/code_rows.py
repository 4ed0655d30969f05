"""The rows of a diff or of a file as a view shows them, made when they are looked at."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import zip_longest

from workbench.codebase.rows import FILLER, side_by_side, unified
from workbench.model.code import DiffLine, FileDiff, FileVersion, SideRow

AROUND = 8
"""Lines shown of a fold around a line that was asked for."""
ALIGNED = 300
"""Lines of one run of changes up to which lines are aligned again when white space is ignored."""


@dataclass(frozen=True, slots=True)
class _Run:
    """Unchanged lines from `old` and `new` (1-based) on, folded into one row or shown."""

    old: int
    new: int
    count: int
    hunk: int
    folded: bool

    @property
    def height(self) -> int:
        return 1 if self.folded else self.count


@dataclass(frozen=True, slots=True)
class _Change:
    """The rows of one hunk."""

    rows: tuple[SideRow, ...]

    @property
    def height(self) -> int:
        return len(self.rows)


_Part = _Run | _Change


class CodeRows:
    """Rows numbered from 0. path: of the file · lines: its new side (or only side), None where it isn't known."""

    def __init__(self, path: str, parts: Sequence[_Part], lines: tuple[str, ...] | None) -> None:
        self.path = path
        self.lines = lines
        self._parts = list(parts)
        self._starts: list[int] = []
        self._count()

    def _count(self) -> None:
        self._starts, at = [], 0
        for part in self._parts:
            self._starts.append(at)
            at += part.height
        self.count = at

    @property
    def is_diff(self) -> bool:
        """Whether there are two sides."""
        return any(isinstance(part, _Change) or part.old for part in self._parts)

    @property
    def highest(self) -> int:
        """The highest line number that can be shown."""
        last = self._parts[-1] if self._parts else None
        if isinstance(last, _Run):
            return max(last.old, last.new) + last.count
        rows = last.rows[-1:] if last else ()
        return max((max(side.old, side.new) for row in rows for side in (row.left, row.right) if side), default=1)

    def known(self, side: str) -> Iterator[DiffLine]:
        """The lines of one side (`old`, `new`) that the hunks carry."""
        for part in self._parts:
            if isinstance(part, _Change):
                for row in part.rows:
                    line = row.left if side == "old" else row.right
                    if line is not None and line.kind != "filler":
                        yield line

    def row(self, number: int) -> SideRow:
        """One row; a fold has neither side and says how many lines it stands for."""
        part, inside = self._at(number)
        if isinstance(part, _Change):
            return part.rows[inside]
        if part.folded:
            return SideRow(None, None, part.hunk, part.count)
        text = self.lines[part.new - 1 + inside] if self.lines and part.new - 1 + inside < len(self.lines) else ""
        line = DiffLine("same", text, part.old + inside if part.old else 0, part.new + inside)
        return SideRow(line, line, part.hunk)

    def _at(self, number: int) -> tuple[_Part, int]:
        if not 0 <= number < self.count:
            raise IndexError(number)
        at = bisect_right(self._starts, number) - 1
        return self._parts[at], number - self._starts[at]

    def can_open(self, number: int) -> bool:
        """Whether a row is a fold whose lines are known."""
        part, _inside = self._at(number)
        return isinstance(part, _Run) and part.folded and self.lines is not None

    def open(self, number: int) -> None:
        """Show the lines of a fold."""
        at = bisect_right(self._starts, number) - 1
        part = self._parts[at]
        if isinstance(part, _Run) and self.lines is not None:
            self._parts[at] = replace(part, folded=False)
            self._count()

    def row_of_new(self, line: int) -> int:
        """The row that shows line `line` (1-based) of the new side, opened if it was folded; -1 where there is none."""
        for at, part in enumerate(self._parts):
            if isinstance(part, _Change):
                for inside, row in enumerate(part.rows):
                    if row.right is not None and row.right.new == line:
                        return self._starts[at] + inside
            elif part.new <= line < part.new + part.count:
                return self._row_in_run(at, part, line)
        return -1

    def _row_in_run(self, at: int, part: _Run, line: int) -> int:
        inside = line - part.new
        if not part.folded:
            return self._starts[at] + inside
        if self.lines is None:
            return self._starts[at]
        low, high = max(inside - AROUND, 0), min(inside + AROUND + 1, part.count)
        shown = _Run(_plus(part.old, low), part.new + low, high - low, part.hunk, False)
        before = [replace(part, count=low)] if low else []
        after = [_Run(_plus(part.old, high), part.new + high, part.count - high, part.hunk, True)]
        self._parts[at : at + 1] = [*before, shown, *(after if high < part.count else [])]
        self._count()
        return self._starts[at + len(before)] + inside - low

    def hunk_of(self, number: int) -> int:
        """The hunk (1-based) a row belongs to, the nearest one above for unchanged lines, 0 where there is none."""
        at = bisect_right(self._starts, number) - 1
        for part in reversed(self._parts[: at + 1]):
            if isinstance(part, _Change):
                return part.rows[0].hunk
        return next((part.rows[0].hunk for part in self._parts if isinstance(part, _Change)), 0)

    def changes(self) -> tuple[int, ...]:
        """The first row of every run of changed lines."""
        found: list[int] = []
        for start, part in zip(self._starts, self._parts, strict=True):
            if isinstance(part, _Change):
                marks = [changed(row) for row in part.rows]
                found += [start + n for n, mark in enumerate(marks) if mark and (n == 0 or not marks[n - 1])]
        return tuple(found)

    def row_of_hunk(self, hunk: int) -> int:
        """The first changed row of a hunk, -1 where there is no such hunk."""
        for start, part in zip(self._starts, self._parts, strict=True):
            if isinstance(part, _Change) and part.rows and part.rows[0].hunk == hunk:
                return start + next((n for n, row in enumerate(part.rows) if changed(row)), 0)
        return -1


def _plus(line: int, count: int) -> int:
    return line + count if line else 0


def changed(row: SideRow) -> bool:
    """Whether a row shows a change."""
    sides = (row.left, row.right)
    return not row.folded and any(side is None or side.kind != "same" for side in sides)


def version_rows(version: FileVersion) -> CodeRows:
    """A whole file."""
    return CodeRows(version.path, [_Run(0, 1, len(version.lines), 0, False)], version.lines)


def diff_rows(file: FileDiff, split: bool, ignore_space: bool = False) -> CodeRows:
    """A file's changes, unchanged lines between them folded."""
    bare = replace(file, old_lines=None, new_lines=None)
    rows = side_by_side(bare, None) if split or ignore_space else unified(bare, None)
    if ignore_space:
        rows = tuple(_without_space(rows, split))
    parts: list[_Part] = []
    old = new = 1
    run: list[SideRow] = []
    for row in rows:
        if row.folded:
            _flush(parts, run)
            parts.append(_Run(old, new, row.folded, row.hunk, True))
            old, new = old + row.folded, new + row.folded
            continue
        if run and run[-1].hunk != row.hunk:
            _flush(parts, run)
        run.append(row)
        old = max(old, row.left.old + 1 if row.left and row.left.old else old)
        new = max(new, row.right.new + 1 if row.right and row.right.new else new)
    _flush(parts, run)
    rest = len(file.new_lines) - new + 1 if file.new_lines is not None and file.hunks else 0
    if rest > 0:
        parts.append(_Run(old, new, rest, 0, True))
    return CodeRows(file.path, parts, file.new_lines)


def _flush(parts: list[_Part], run: list[SideRow]) -> None:
    if run:
        parts.append(_Change(tuple(run)))
        run.clear()


def _without_space(rows: Sequence[SideRow], split: bool) -> Iterator[SideRow]:
    """The rows again, lines that differ in white space only as unchanged ones."""
    gone: list[DiffLine] = []
    came: list[DiffLine] = []
    hunk = 0
    for row in rows:
        if changed(row):
            hunk = row.hunk
            gone += [row.left] if row.left is not None and row.left.kind == "del" else []
            came += [row.right] if row.right is not None and row.right.kind == "add" else []
            continue
        yield from _respaced(gone, came, hunk, split)
        gone, came = [], []
        yield row
    yield from _respaced(gone, came, hunk, split)


def _respaced(gone: list[DiffLine], came: list[DiffLine], hunk: int, split: bool) -> Iterator[SideRow]:
    """One run of changes, lines that are equal but for white space facing each other as unchanged."""
    old, new = 0, 0
    for left, right, size in _equal(gone, came):
        yield from _facing(gone[old:left], came[new:right], hunk, split)
        for step in range(size):
            line = came[right + step]
            same = DiffLine("same", line.text, gone[left + step].old, line.new)
            yield SideRow(same, same, hunk)
        old, new = left + size, right + size
    yield from _facing(gone[old:], came[new:], hunk, split)


def _equal(gone: list[DiffLine], came: list[DiffLine]) -> list[tuple[int, int, int]]:
    """Stretches (in gone, in came, length) of lines with the same words."""
    if max(len(gone), len(came)) > ALIGNED:
        pairs = zip(gone, came, strict=False)
        return [(at, at, 1) for at, (old, new) in enumerate(pairs) if old.text.split() == new.text.split()]
    words = [tuple(line.text.split()) for line in gone], [tuple(line.text.split()) for line in came]
    blocks = SequenceMatcher(None, *words, autojunk=False).get_matching_blocks()
    return [(block.a, block.b, block.size) for block in blocks if block.size]


def _facing(gone: Sequence[DiffLine], came: Sequence[DiffLine], hunk: int, split: bool) -> Iterator[SideRow]:
    if not split:
        yield from (SideRow(line, None, hunk) for line in gone)
        yield from (SideRow(None, line, hunk) for line in came)
        return
    for left, right in zip_longest(gone, came, fillvalue=FILLER):
        yield SideRow(left, right, hunk)
