"""Searching a log for fields of its records, as the format takes them apart."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from workbench.engine.bites import bites_held
from workbench.engine.bytesource import ByteSource
from workbench.engine.fieldtest import fields_test, values_named
from workbench.engine.lineformat import LineFormat
from workbench.engine.literalpieces import literal_pieces
from workbench.engine.logindex import LogIndex
from workbench.engine.needle import Field, Has, Regex
from workbench.engine.rowset import RowSet, RowSetBuilder
from workbench.engine.textsearch import Found, any_value_matches, find_text
from workbench.jobs import JobContext

Int64 = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
BATCH = 1024
TELL_EVERY = 0.05  # seconds between two answers so far
_ESCAPE = r'\\[^"\\/bfnrt]'  # an escape that may stand for a letter or digit


def find_field(
    source: ByteSource,
    index: LogIndex,
    format: LineFormat,
    leaf: Field | Has,
    context: JobContext,
    *,
    within: RowSet | None = None,
    found: Found | None = None,
) -> RowSet:
    """Which records have a field so, by the format's own `parse`; within, found and errors as in `find_text`.

    Where the format says that values or keys stand in the text as they are, only records that hold a piece of them (or
    an escape that could hide it) are taken apart.
    """
    texts = likely_texts(leaf, format)
    if texts:
        likely = Regex("|".join((*map(re.escape, texts), _ESCAPE)), ignore_case=True)
        within = find_text(source, index, likely, context, within=within)
    asked = index.records if within is None else len(within)
    fields = _FieldTest(source, index, format, leaf, context)
    answer, done, told, next_tell = RowSetBuilder(index.records), 0, 0, 0.0
    for first in range(0, asked, BATCH):
        last = min(first + BATCH, asked)
        context.step(first / asked, "reading fields")
        rows = np.arange(first, last) if within is None else within[first:last]
        hits = rows[fields.matches(rows)]
        answer.put_rows(done, int(rows[-1]) + 1, hits)
        done, told = int(rows[-1]) + 1, told + len(hits)
        if found is not None and told and time.monotonic() >= next_tell:
            next_tell = time.monotonic() + TELL_EVERY
            found(answer.snapshot())
    return answer.finish()


@dataclass(frozen=True, slots=True)
class _FieldTest:
    """Records taken apart, and asked for one field."""

    source: ByteSource
    index: LogIndex
    format: LineFormat
    leaf: Field | Has
    context: JobContext

    def matches(self, rows: Int64) -> Bools:
        """Which of some records, ascending, have the field so: bool (rows,)."""
        starts, lengths = self.index.record_ranges_of(rows)
        found = [self._matches(starts[some], lengths[some]) for some in bites_held(lengths)]
        return np.concatenate(found) if found else np.zeros(0, dtype=np.bool_)

    def _matches(self, starts: Int64, lengths: Int64) -> Bools:
        """The same of records that lie there: what is taken apart is let go at once, for each may be of many MB."""
        self.context.step(0.0, "reading fields")
        fields = (
            self.format.parse(self.source.read(start, length).decode("utf-8", "replace"))
            for start, length in zip(starts.tolist(), lengths.tolist(), strict=True)
        )
        if isinstance(self.leaf, Field) and self.leaf.regex:
            values = [list(values_named(self.leaf.name, one)) for one in fields]
            return any_value_matches(values, self.leaf, self.context)
        test = fields_test(self.leaf)
        return np.array([test(one) for one in fields], dtype=np.bool_)


def likely_texts(leaf: Field | Has, format: LineFormat) -> tuple[str, ...]:
    """Texts of which one stands in every record with such a field: a piece of the value, else the field's key."""
    return (literal_pieces(leaf) if format.literal_fields else ()) or format.field_keys(leaf.name)
