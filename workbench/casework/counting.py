"""How many of some rows have which value of a field, or fall into which stretch of time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from workbench.engine.bites import bites_held
from workbench.engine.part import Part
from workbench.engine.selection import Selection
from workbench.engine.stamps import NULL_T
from workbench.model.records import KINDS, Record
from workbench.model.severity import level_name
from workbench.query.fields import canonical
from workbench.query.match import MatchContext, record_values

if TYPE_CHECKING:
    from workbench.casework.opencase import OpenCase

Int64 = npt.NDArray[np.int64]
Key = tuple[int | None, str]
CHUNK = 1000
BLOCK = 1 << 18
OF_COLUMNS = ("", "kind", "severity", "source")


def counted(case: OpenCase, rows: Selection | Int64, field: str, bucket: int) -> list[dict[str, Any]]:
    """Rows of `{value, count}`, most frequent first, of `{t, count}` or `{t, value, count}` in order of time.

    bucket: ns, 0 for none. A record with several values of the field counts for each; one without for none.
    """
    some = rows if isinstance(rows, Selection) else Selection.from_rows(case.spine, rows)
    name = canonical(field) if field else ""
    counts: Counter[Key] = Counter()
    if name in OF_COLUMNS:
        for part in some.spine.parts:
            for ats in _blocks(some, part):
                counts.update(_by_columns(case, part, ats, name, bucket))
    else:
        for first in range(0, len(some), CHUNK):
            for record in _read(case, np.asarray(some[first : first + CHUNK], np.int64)):
                bin_ = None if not bucket or record.t is None else record.t // bucket * bucket
                counts.update((bin_, value) for value in _named(record, name))
    if not bucket:
        return [{"value": value, "count": count} for (_, value), count in _by_count(counts)]
    ordered = sorted(counts.items(), key=lambda item: (item[0][0] is None, item[0][0] or 0, item[0][1]))
    named = [({"t": bin_, "value": value} if field else {"t": bin_}, count) for (bin_, value), count in ordered]
    return [{**row, "count": count} for row, count in named]


def _read(case: OpenCase, rows: Int64) -> Iterator[Record]:
    """Records one after the other, few in memory where they are long."""
    for part in bites_held(np.asarray(case.spine.length[rows])):
        yield from case.page(rows[part])


def _by_count(counts: Counter[Key]) -> list[tuple[Key, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0][1]))


def _blocks(rows: Selection, part: Part) -> Iterator[Int64]:
    members = rows.sets[part.number]
    return (members[first : first + BLOCK] for first in range(0, len(members), BLOCK))


def _by_columns(case: OpenCase, part: Part, ats: Int64, name: str, bucket: int) -> Counter[Key]:
    """Records of one source by what their columns alone tell."""
    codes, names = np.zeros(len(ats), dtype=np.int64), [""]
    if name == "kind":
        codes, names = part.kind[ats].astype(np.int64), list(KINDS)
    elif name == "severity":
        codes, names = part.severity[ats].astype(np.int64), [level_name(number) for number in range(256)]
    elif name == "source":
        names = [next(one.path for one in case.notebook.sources.values() if one.number == part.number)]
    t = part.times.t_of(ats) if bucket else np.full(len(ats), NULL_T, dtype=np.int64)
    bins = np.where(t == NULL_T, NULL_T, t // max(bucket, 1) * bucket)
    found: Counter[Key] = Counter()
    starts, place = np.unique(bins, return_inverse=True)
    cells = np.bincount(place * len(names) + codes, minlength=len(starts) * len(names))
    for cell in np.flatnonzero(cells).tolist():
        start = int(starts[cell // len(names)])
        found[None if start == NULL_T else start, names[cell % len(names)]] += int(cells[cell])
    return found


def _named(record: Record, name: str) -> list[str]:
    return list(dict.fromkeys(record_values(name, record, MatchContext())))
