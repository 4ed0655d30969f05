"""Where to begin in a case of many ids: the first record whose id leads somewhere, one that failed before all others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.casework.trails import followable
from workbench.jobs import JobContext
from workbench.model.entities import Citation, Entity, bytes_citation
from workbench.model.instants import Instant

if TYPE_CHECKING:
    from workbench.casework.opencase import OpenCase

QUESTIONS = (
    "kind:span severity>=error", "kind:span", "kind:usersession", "kind:http severity>=error", "kind:http",
    "kind:email severity>=warn", "kind:email", "has:trace_id severity>=error", "has:trace_id",
)  # fmt: skip
"""In this order: a trace shows the most, and what failed is what an incident is about."""
MOST = 200


def first_trail(case: OpenCase, context: JobContext) -> tuple[Instant | None, Citation] | None:
    """Time and citation of that record; None where no record of the case carries an id to follow."""
    for number, question in enumerate(QUESTIONS):
        context.step(number / len(QUESTIONS))
        for record in case.page(case.query(question, None, context)[:MOST]):
            if any(followable(Entity(link.type, link.value)) for link in record.links):
                return record.t, bytes_citation(record.source_id, record.place.offset, record.place.length)
    return None
