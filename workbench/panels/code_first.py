"""The first record with a stack trace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.jobs import JobContext
from workbench.model.entities import Citation, bytes_citation
from workbench.model.instants import Instant

if TYPE_CHECKING:
    from workbench.casework.opencase import OpenCase

SIGNS = r"/^\s*at \S|Traceback \(most recent call last\)|^goroutine \d|exception/i"
PAGE, MOST = 100, 20_000


def first_trace(case: OpenCase, context: JobContext) -> tuple[Instant, Citation] | None:
    """Its time and citation; None when none of the first `MOST` candidates has one."""
    rows = case.query(SIGNS, None, context)[:MOST]
    for start in range(0, len(rows), PAGE):
        context.step(start / len(rows))
        for record in case.page(rows[start : start + PAGE]):
            if record.t is not None and case.trace_of(record) is not None:
                return record.t, bytes_citation(record.source_id, record.place.offset, record.place.length)
    return None
