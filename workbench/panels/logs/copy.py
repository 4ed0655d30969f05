"""Selected records on the clipboard: as they stand in their files, or as Markdown that says where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from workbench.model.display import visible
from workbench.model.instants import iso
from workbench.model.records import Record
from workbench.panels.logs.pages import citation_of

if TYPE_CHECKING:
    from workbench.casework.opencase import OpenCase

RECORDS = 5_000
BYTES = 64 * 1024


def as_text(case: OpenCase, records: Iterable[Record]) -> str:
    """The records' own lines, one under the other."""
    return "\n".join(_raw(case, record) for record in records)


def as_markdown(case: OpenCase, records: Iterable[Record]) -> str:
    """Each record under its source, line and time in UTC, its text in a fence that it can't break out of."""
    parts = []
    for record in records:
        place = case.show_place(citation_of(record)).replace("`", "'")
        raw = visible(_raw(case, record))
        longest = max((len(run) for run in re.findall("`+", raw)), default=0)
        fence = "`" * max(3, longest + 1)
        parts.append(f"**{place}** · {iso(record.t) or 'no time'}\n\n{fence}text\n{raw}\n{fence}")
    return "\n\n".join(parts) + "\n"


def _raw(case: OpenCase, record: Record) -> str:
    raw = case.raw(citation_of(record))
    text = raw[:BYTES].decode("utf-8", "replace").rstrip("\r\n")
    return f"{text} … {len(raw) - BYTES:,} more bytes" if len(raw) > BYTES else text
