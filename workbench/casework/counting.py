"""How many of some rows have which value of a field, or fall into which stretch of time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from workbench.engine.stamps import NULL_T
from workbench.model.records import KINDS, Record
from workbench.model.severity import level_name
from workbench.query.fields import canonical
from workbench.query.match import MatchContext, record_values

if TYPE_CHECKING:
    from workbench.casework.opencase import OpenCase

CHUNK = 1000


def counted(case: OpenCase, rows: npt.NDArray[np.int64], field: str, bucket: int) -> list[dict[str, Any]]:
    """Rows of `{value, count}`, most frequent first, of `{t, count}` or `{t, value, count}` in order of time.

    bucket: ns, 0 for none. A record with several values of the field counts for each; one without for none.
    """
    counts: Counter[tuple[int | None, str]] = Counter()
    if not field:
        counts.update((bin_, "") for bin_ in _bins(case, rows, bucket))
    else:
        for bin_, values in zip(_bins(case, rows, bucket), _values(case, rows, field), strict=True):
            counts.update((bin_, value) for value in values)
    if not bucket:
        return [{"value": value, "count": count} for (_, value), count in _by_count(counts)]
    ordered = sorted(counts.items(), key=lambda item: (item[0][0] is None, item[0][0] or 0, item[0][1]))
    named = [({"t": bin_, "value": value} if field else {"t": bin_}, count) for (bin_, value), count in ordered]
    return [{**row, "count": count} for row, count in named]


def _by_count(counts: Counter[tuple[int | None, str]]) -> list[tuple[tuple[int | None, str], int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0][1]))


def _bins(case: OpenCase, rows: npt.NDArray[np.int64], bucket: int) -> list[int | None]:
    if not bucket:
        return [None] * len(rows)
    t = case.spine.t[rows]
    return [None if at == NULL_T else at // bucket * bucket for at in t.tolist()]


def _values(case: OpenCase, rows: npt.NDArray[np.int64], field: str) -> Iterable[list[str]]:
    name = canonical(field)
    spine = case.spine
    if name == "kind":
        return [[KINDS[kind]] for kind in spine.kind[rows].tolist()]
    if name == "severity":
        return [[level_name(number)] for number in spine.severity[rows].tolist()]
    if name == "source":
        paths = {source.number: source.path for source in case.notebook.sources.values()}
        return [[paths[number]] for number in spine.source[rows].tolist()]
    return (
        _named(record, name)
        for start in range(0, len(rows), CHUNK)
        for record in case.page(rows[start : start + CHUNK])
    )


def _named(record: Record, name: str) -> list[str]:
    return list(dict.fromkeys(record_values(name, record, MatchContext())))
