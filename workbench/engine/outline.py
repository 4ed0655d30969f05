"""The outline of a source's times: per step of 4,096 records the least and greatest, whether they ascend, and the levels.

It is made once in one pass over the stamps, kept in the index, and goes on where it ended when the source grows. With it
an instant is found, a histogram counted and disorder noticed without reading the columns again.

A record without a time stands, for order only, at the time of the record above, before the first known one at that.
"""

from __future__ import annotations

import contextlib
import math
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from workbench.engine.columns import mapped, read_header, written_folder
from workbench.engine.stamps import NULL_T
from workbench.model.severity import LEVELS, level_of

Int64 = npt.NDArray[np.int64]
UInt8 = npt.NDArray[np.uint8]
Perm = npt.NDArray[np.uint32]
Steps = npt.NDArray[np.void]
Times = Callable[[int, int], Int64]
VERSION = 2
IN_MEMORY = 4
"""Chunks that are kept in memory where they have no place in the index."""
KEPT_FROM = 1 << 20
"""Records an outline may lack before what is in the index is written again."""
LEVEL_OF = np.array([level_of(number) for number in range(256)], dtype=np.uint8)
_ONE_OF_LEVEL = np.uint64(1) << (LEVEL_OF.astype(np.uint64) * np.uint64(8))
STEPS = np.dtype(
    [("low", "<i8"), ("high", "<i8"), ("last", "<i8"), ("ascends", "?"), ("nulls", "?"), ("levels", "<u2", len(LEVELS))]
)
_TYPES = {"steps": "|u1", "perm": "<u4"}


@dataclass(frozen=True, slots=True)
class Grain:
    """How many records go together: step: one row of the outline · block: read at once · chunk: sorted at once where they
    don't ascend; block and chunk are whole steps.
    """

    step: int = 4096
    block: int = 1 << 18
    chunk: int = 1 << 20


GRAIN = Grain()


@dataclass(frozen=True, slots=True)
class Outline:
    """steps: `STEPS` per step; low, high, last: of the times they stand at, levels: of those with a time ·
    first: the first known time, NULL_T where there is none · perm: of each chunk that doesn't ascend,
    its records in order, counted from its first one · chunks: which those are, in the order of `perm`.
    """

    records: int
    first: int
    steps: Steps
    chunks: tuple[int, ...]
    perm: tuple[Perm, ...]
    grain: Grain = GRAIN


def outline_of(times: Times, severity: UInt8, records: int, folder: Path | None, grain: Grain = GRAIN) -> Outline:
    """The outline of a column of times, given by a function of (first, last).

    folder: where it is kept; None for nowhere. One that is there is taken when it is of the same records or of the first
    of them. What can't be written is only slower the next time.
    """
    kept = None if folder is None else _opened(folder, records, times, grain)
    if kept is not None and kept.records == records:
        return kept
    first, steps = _extended(kept, times, severity, records, grain)
    chunks = tuple(unordered(steps, grain))
    pieces = _sorted_chunks(kept, times, first, steps, chunks, records, grain)
    news = records - (kept.records if kept else 0)
    if folder is not None and (kept is None or news >= KEPT_FROM) and records >= grain.step:
        with contextlib.suppress(OSError):
            _write(folder, Outline(records, first, steps, chunks, (), grain), pieces)
            made = _opened(folder, records, times, grain)
            if made is not None:
                return made
        pieces = _sorted_chunks(kept, times, first, steps, chunks, records, grain)
    return Outline(records, first, steps, chunks, _held(pieces, len(chunks)), grain)


def timeless(records: int, grain: Grain = GRAIN) -> Outline:
    """The outline of records none of which has a time, which needs no look at any of them."""
    steps = np.zeros(-(-records // grain.step), dtype=STEPS)
    for name in ("low", "high", "last"):
        steps[name] = NULL_T
    steps["ascends"] = steps["nulls"] = True
    return Outline(records, NULL_T, steps, (), (), grain)


def standing(t: Int64, above: int) -> Int64:
    """The times records stand at: their own, else that of the record above; `above` stands before the first one."""
    unknown = t == NULL_T
    if not unknown.any():
        return t
    at = np.where(unknown, -1, np.arange(len(t)))
    np.maximum.accumulate(at, out=at)
    return np.where(at < 0, above, t[np.maximum(at, 0)])


def first_known(times: Times, records: int, block: int) -> int:
    """The first known time, NULL_T where there is none."""
    for first in range(0, records, block):
        t = times(first, min(first + block, records))
        known = t != NULL_T
        if known.any():
            return int(t[int(np.argmax(known))])
    return NULL_T


def _extended(kept: Outline | None, times: Times, severity: UInt8, records: int, grain: Grain) -> tuple[int, Steps]:
    """The first known time and the steps of all records, beginning with the whole steps that are known."""
    if kept is not None and kept.first == NULL_T:
        kept = None  # records without a time stood nowhere before
    whole = 0 if kept is None else kept.records // grain.step
    first = first_known(times, records, grain.block) if kept is None else kept.first
    steps = np.zeros(-(-records // grain.step), dtype=STEPS)
    if kept is not None:
        steps[:whole] = kept.steps[:whole]
    above = int(steps["last"][whole - 1]) if whole else first
    for start in range(whole * grain.step, records, grain.block):
        above = _step_rows(steps, times, severity, start, min(start + grain.block, records), above, grain.step)
    return first, steps


def _sorted_chunks(
    kept: Outline | None, times: Times, first: int, steps: Steps, chunks: Sequence[int], records: int, grain: Grain
) -> Iterator[Perm]:
    """The records of the chunks that don't ascend, in order; one chunk at a time is in memory."""
    known = dict(zip(kept.chunks, kept.perm, strict=True)) if kept is not None and kept.first == first else {}
    for chunk in chunks:
        start, end = chunk * grain.chunk, min((chunk + 1) * grain.chunk, records)
        held = known.get(chunk)
        if held is None or len(held) != end - start:
            t = standing(times(start, end), _above(steps, start // grain.step, first))
            held = np.argsort(t, kind="stable").astype(np.uint32)
        yield held


def _held(pieces: Iterator[Perm], count: int) -> tuple[Perm, ...]:
    """Sorted chunks without a place in the index: many of them lie in an unlinked file, so that they cost no memory."""
    if count <= IN_MEMORY:
        return tuple(pieces)
    with tempfile.TemporaryFile() as file:
        sizes = [file.write(piece.astype("<u4").data) // 4 for piece in pieces]
        file.flush()
        whole = np.memmap(file, dtype="<u4", mode="r")
    return tuple(np.split(whole, np.cumsum(sizes)[:-1]))


def _step_rows(steps: Steps, times: Times, severity: UInt8, start: int, end: int, above: int, step: int) -> int:
    """Fill the steps of the records [start, end); the time at which the last one stands."""
    t = times(start, end)
    unknown = t == NULL_T
    holes = bool(unknown.any())
    order = standing(t, above) if holes else t
    one = _ONE_OF_LEVEL[severity[start:end]]
    if holes:
        one[unknown] = 0
    count = -(-(end - start) // step)
    rest = count * step - (end - start)
    if rest:
        order = np.concatenate([order, np.full(rest, order[-1])])
        one = np.concatenate([one, np.zeros(rest, np.uint64)])
    grid = order.reshape(count, step)
    rows = steps[start // step : start // step + count]
    rows["ascends"] = (grid[:, 1:] >= grid[:, :-1]).all(axis=1)
    if rows["ascends"].all():
        rows["low"], rows["high"] = grid[:, 0], grid[:, -1]
    else:
        rows["low"], rows["high"] = grid.min(axis=1), grid.max(axis=1)
    rows["last"] = grid[:, -1]
    rows["levels"] = _levels(one, step)
    rows["nulls"] = rows["levels"].sum(axis=1) < np.minimum(step, end - start - np.arange(count) * step)
    return int(order[-1])


def _levels(one: npt.NDArray[np.uint64], step: int) -> npt.NDArray[np.uint16]:
    """Records by level in each step: bytes of a word count one level each, as far as a byte can count."""
    group = math.gcd(step, 128)
    some = one.reshape(-1, group).sum(axis=1)
    return some.view(np.uint8).reshape(-1, step // group, 8).sum(axis=1, dtype=np.uint16)[:, : len(LEVELS)]


def unordered(steps: Steps, grain: Grain) -> list[int]:
    """The chunks whose records don't ascend."""
    each = grain.chunk // grain.step
    low, high = steps["low"], steps["high"]
    fine = steps["ascends"].copy()
    fine[1:] &= (low[1:] >= high[:-1]) | (np.arange(1, len(steps)) % each == 0)
    if not len(steps):
        return []
    return np.flatnonzero(~np.logical_and.reduceat(fine, np.arange(0, len(steps), each))).tolist()


def _write(folder: Path, outline: Outline, pieces: Iterator[Perm]) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with written_folder(folder, _TYPES) as file:
        file.append("steps", outline.steps.view(np.uint8))
        for piece in pieces:
            file.append("perm", piece)
        header = {"version": VERSION, "step": outline.grain.step, "records": outline.records, "first": outline.first}
        file.finish({**header, "chunks": outline.chunks, "last": int(outline.steps["last"][-1])})


def _opened(folder: Path, records: int, times: Times, grain: Grain) -> Outline | None:
    """The outline in a folder, if it is of the first of these records."""
    try:
        header = read_header(folder)
        held, chunks = header.get("records"), header.get("chunks")
        if (
            header.get("version") != VERSION
            or header.get("step") != grain.step
            or not isinstance(held, int)
            or not isinstance(chunks, list)
        ):
            return None
        if not 0 < held <= records:
            return None
        sizes = [min(grain.chunk, held - chunk * grain.chunk) for chunk in chunks]
        count = -(-held // grain.step)
        columns = mapped(folder, header, {"steps": count * STEPS.itemsize, "perm": sum(sizes)})
    except (ValueError, OSError):
        return None
    steps = columns["steps"].view(STEPS)
    first = int(header["first"])
    # columns that were made anew from other bytes would end with another time
    last = standing(times((count - 1) * grain.step, held), _above(steps, count - 1, first))[-1]
    if last != header.get("last"):
        return None
    borders = np.cumsum([0, *sizes]).tolist()
    perm = tuple(columns["perm"][a:b] for a, b in zip(borders, borders[1:], strict=False))
    return Outline(held, first, steps, tuple(chunks), perm, grain)


def _above(steps: Steps, step: int, first: int) -> int:
    return int(steps["last"][step - 1]) if step else first
