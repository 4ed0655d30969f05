"""Two sets of log records side by side, aligned by template: what is in the bad hour and not in the good one."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import numpy.typing as npt
import polars as pl

from workbench.casework.messages import heads_of, messages
from workbench.engine.distinct import distinct
from workbench.engine.templates import Miner, Templates
from workbench.jobs import JobContext

if TYPE_CHECKING:
    from workbench.casework.folder import CaseFolder

Int64 = npt.NDArray[np.int64]
Rows = Int64
Key = TypeVar("Key", int, str)
LIMIT = 400_000
CHUNK = 20_000
KEPT = 600


@dataclass(frozen=True, slots=True)
class Compared:
    """One template in both sets. counts: records as counted, of those looked at · share: of all looked at in its set ·
    row: a spine row that shows it, of A where it has one · surprise: signed G² (positive: more in A than B leads to
    expect; T. Dunning, "Accurate Methods for the Statistics of Surprise and Coincidence", 1993).
    """

    template: str
    count_a: int
    count_b: int
    share_a: float
    share_b: float
    row: int
    surprise: float

    @property
    def only(self) -> str:
        """`a` or `b` where the other set has none of it, else empty."""
        return "a" if not self.count_b else "b" if not self.count_a else ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Templates: those only A has, those both have, those only B has; in each the most surprising first. Of too many the
    middle is left out. total: records in a set · looked: how many of them were read; fewer than
    `total` means an even sample.
    """

    rows: tuple[Compared, ...]
    total_a: int
    total_b: int
    looked_a: int
    looked_b: int


def compare(folder: CaseFolder, a: Rows, b: Rows, context: JobContext, limit: int = LIMIT) -> Comparison:
    """Count templates in two sets of spine rows; of a set larger than `limit` an even sample. Raises `Cancelled`."""
    miner = Miner()
    sides = [_counted(folder, rows, limit, miner, context, done) for rows, done in ((a, 0.0), (b, 0.5))]
    # Both sides are told by the same templates, so they are made when the lines of both are known.
    left, right = (_by_template(side, miner.templates()) for side in sides)
    looked_a = sum(count for count, _ in left.values())
    looked_b = sum(count for count, _ in right.values())
    found = []
    for template in dict.fromkeys((*left, *right)):
        count_a, row_a = left.get(template, (0, -1))
        count_b, row_b = right.get(template, (0, -1))
        share_a, share_b = count_a / max(looked_a, 1), count_b / max(looked_b, 1)
        row = row_a if count_a else row_b
        surprise = _surprise(count_a, looked_a, count_b, looked_b)
        found.append(Compared(template, count_a, count_b, share_a, share_b, row, surprise))
    found.sort(key=lambda one: ({"a": 0, "": 1, "b": 2}[one.only], -one.surprise, one.template))
    kept = found if len(found) <= KEPT else [*found[: KEPT * 2 // 3], *found[-(KEPT // 3) :]]
    return Comparison(tuple(kept), len(a), len(b), looked_a, looked_b)


def _surprise(a: int, all_a: int, b: int, all_b: int) -> float:
    """Signed log-likelihood ratio of a out of all_a against b out of all_b; 0 where both shares are the same."""

    def part(seen: float, expected: float) -> float:
        return seen * math.log(seen / expected) if seen and expected else 0.0

    total, everything = a + b, all_a + all_b
    if not everything:
        return 0.0
    cells = ((a, all_a, total), (b, all_b, total), (all_a - a, all_a, everything - total),
             (all_b - b, all_b, everything - total))  # fmt: skip
    value = max(2 * sum(part(seen, size * expected / everything) for seen, size, expected in cells), 0.0)
    return value if a * all_b >= b * all_a else -value


def _counted(
    folder: CaseFolder, rows: Rows, limit: int, miner: Miner, context: JobContext, done: float
) -> dict[int, tuple[int, int]]:
    """Shapes of some rows: how many records of each, and the first that shows it."""
    found: dict[int, tuple[int, int]] = {}
    stretches = _stretches(len(rows), limit)
    for number, (first, last) in enumerate(stretches):
        context.step(done + 0.5 * number / len(stretches), "comparing")
        for spine_rows, texts in _texts(folder, np.asarray(rows[first:last])):
            shapes, at, counts = np.unique(miner.add(texts), return_index=True, return_counts=True)
            for shape, row, count in zip(shapes.tolist(), spine_rows[at].tolist(), counts.tolist(), strict=True):
                _add(found, shape, count, row)
    return found


def _by_template(shapes: dict[int, tuple[int, int]], templates: Templates) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for shape, (count, row) in shapes.items():
        _add(found, templates.texts[templates.of_shape[shape]], count, row)
    return found


def _add(found: dict[Key, tuple[int, int]], key: Key, count: int, row: int) -> None:
    before = found.get(key)
    found[key] = (before[0] + count, min(before[1], row)) if before else (count, row)


def _stretches(count: int, limit: int) -> list[tuple[int, int]]:
    """Positions to look at: all, or stretches spread evenly that together hold `limit`."""
    if count <= limit:
        return [(first, min(first + CHUNK, count)) for first in range(0, count, CHUNK)]
    parts = max(limit // 1000, 1)
    starts = np.linspace(0, count - 1000, parts).astype(np.int64)
    return [(int(start), int(start) + 1000) for start in starts]


def _texts(folder: CaseFolder, rows: Int64) -> Iterator[tuple[Int64, pl.Series]]:
    """Each log's own rows among some, and their messages; events are left out."""
    spine = folder.spine
    numbers, places = spine.places(rows)
    sources = {source.number: source for source in folder.notebook.sources.values()}
    for number in distinct(numbers).tolist():
        part = spine.parts[number]
        source = sources.get(part.number)
        if source is None or not folder.is_log(source):
            continue
        some = np.flatnonzero(numbers == number)
        some = some[np.argsort(places[some], kind="stable")]
        format_ = folder.log(source).format
        for ats, heads in heads_of(folder, part, source, places[some]):
            yield rows[some[np.searchsorted(places[some], ats)]], messages(heads, format_)
