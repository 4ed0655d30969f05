"""The rows of a diff as a view shows them: side by side with fillers, or unified, unchanged stretches folded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from workbench.model.code import DiffLine, FileDiff, Hunk, SideRow

FILLER = DiffLine("filler", "")
CONTEXT_LINES = 3
# A fold of one or two lines takes as much room as the lines themselves.
LEAST_FOLD = 3


def side_by_side(file: FileDiff, context_lines: int | None = CONTEXT_LINES) -> tuple[SideRow, ...]:
    """Both sides with equal rows: what was deleted and what was added face each other, fillers where one is shorter.

    context_lines: unchanged lines kept around a change, the rest folded into one row whose `folded` counts them;
    None folds nothing. What lies between hunks is shown only where the file's whole text is carried.
    """
    return tuple(_folded(_rows(file, _facing), context_lines))


def unified(file: FileDiff, context_lines: int | None = CONTEXT_LINES) -> tuple[SideRow, ...]:
    """One line a row: a deleted line has no right side, an added one no left, an unchanged one both."""
    return tuple(_folded(_rows(file, _stacked), context_lines))


def _rows(file: FileDiff, rows_of: Callable[[Hunk], Iterator[SideRow]]) -> Iterator[SideRow]:
    old = new = 1
    for hunk in file.hunks:
        # With no lines on a side, a header names the line before the hunk (git-diff: `-0,0`, `-5,0`).
        old_first, new_first = _first_lines(hunk)
        yield from _between(file, old, new, new_first - new, hunk.number)
        yield from rows_of(hunk)
        old = old_first + sum(line.kind != "add" for line in hunk.lines)
        new = new_first + sum(line.kind != "del" for line in hunk.lines)
    if file.new_lines is not None and file.hunks:
        yield from _between(file, old, new, len(file.new_lines) - new + 1, 0)


def _first_lines(hunk: Hunk) -> tuple[int, int]:
    old_empty = not any(line.kind != "add" for line in hunk.lines)
    new_empty = not any(line.kind != "del" for line in hunk.lines)
    return hunk.old_start + old_empty, hunk.new_start + new_empty


def _between(file: FileDiff, old: int, new: int, count: int, hunk: int) -> Iterator[SideRow]:
    """The unchanged lines in front of a hunk: themselves, or one row that counts them where they aren't known."""
    if count <= 0:
        return
    if file.new_lines is None or new - 1 + count > len(file.new_lines):
        yield SideRow(None, None, hunk, count)
        return
    for step in range(count):
        line = DiffLine("same", file.new_lines[new - 1 + step], old + step, new + step)
        yield SideRow(line, line, hunk)


def _facing(hunk: Hunk) -> Iterator[SideRow]:
    """Deleted and added lines of one change beside each other."""
    gone: list[DiffLine] = []
    came: list[DiffLine] = []
    for line in hunk.lines:
        if line.kind == "del" and not came:
            gone.append(line)
        elif line.kind == "add":
            came.append(line)
        else:
            yield from _level(gone, came, hunk.number)
            gone, came = ([line], []) if line.kind == "del" else ([], [])
            if line.kind == "same":
                yield SideRow(line, line, hunk.number)
    yield from _level(gone, came, hunk.number)


def _stacked(hunk: Hunk) -> Iterator[SideRow]:
    """Deleted lines above the added ones."""
    for line in hunk.lines:
        left = line if line.kind != "add" else None
        right = line if line.kind != "del" else None
        yield SideRow(left, right, hunk.number)


def _level(gone: Sequence[DiffLine], came: Sequence[DiffLine], hunk: int) -> Iterator[SideRow]:
    for at in range(max(len(gone), len(came))):
        left = gone[at] if at < len(gone) else FILLER
        right = came[at] if at < len(came) else FILLER
        yield SideRow(left, right, hunk)


def _folded(rows: Iterable[SideRow], context_lines: int | None) -> Iterator[SideRow]:
    """The rows with long unchanged runs replaced by one that counts them."""
    if context_lines is None:
        yield from rows
        return
    run: list[SideRow] = []
    first = True
    for row in rows:
        if _unchanged(row):
            run.append(row)
            continue
        yield from _fold(run, 0 if first else context_lines, context_lines)
        run, first = [], False
        yield row
    yield from _fold(run, 0 if first else context_lines, 0)


def _unchanged(row: SideRow) -> bool:
    return bool(row.folded) or (row.left is not None and row.left.kind == "same")


def _fold(run: Sequence[SideRow], above: int, below: int) -> Iterator[SideRow]:
    hidden = run[above : len(run) - below] if len(run) > above + below else []
    count = sum(row.folded or 1 for row in hidden)
    if count < LEAST_FOLD and not any(row.folded for row in hidden):
        yield from run
        return
    yield from run[:above]
    yield SideRow(None, None, hidden[-1].hunk, count)
    yield from run[len(run) - below :]
