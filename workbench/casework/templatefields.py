"""What stands at each place of a template that varies, counted over some of its lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from workbench.casework.messages import event_messages, heads_of, messages
from workbench.engine.masking import BLANK, escaped
from workbench.engine.selection import Selection
from workbench.jobs import JobContext
from workbench.model.facets import FacetValue
from workbench.model.templates import TemplateField

if TYPE_CHECKING:
    from workbench.casework.folder import CaseFolder

LINES = 50_000
"""Lines that are read, evenly spread where there are more."""
SHOWN = 50
LONGEST = 200
PLACES = 40
_LAST_WORD = re.compile(r"[\w.\-]+\W*$")


def template_fields(
    folder: CaseFolder, text: str, rows: Selection, context: JobContext
) -> tuple[tuple[TemplateField, ...], int]:
    """The values of a template in some of its rows, and how many lines they were read from. Raises `Cancelled`."""
    pattern = value_pattern(text)
    if pattern is None:
        return (), 0
    found: list[pl.DataFrame] = []
    sources = {source.number: source for source in folder.notebook.sources.values()}
    every = max(-(-len(rows) // LINES), 1)
    for part in rows.spine.parts:
        ats = rows.sets[part.number].rows()[::every]
        if not len(ats):
            continue
        context.step(0.0, "reading values")
        source = sources[part.number]
        if part.events:
            texts = [event_messages(folder, part, ats)]
        else:
            format_ = folder.log(source).format
            texts = [messages(heads, format_) for _, heads in heads_of(folder, part, source, ats)]
        found.extend(one.str.extract_groups(pattern).struct.unnest() for one in texts)
    values = pl.concat(found) if found else pl.DataFrame()
    pieces = text.split(BLANK)
    made = [_counted(number, pieces[number], values[:, number]) for number in range(min(values.width, PLACES))]
    return tuple(made), int(values.height)


def value_pattern(text: str) -> str | None:
    """A regex (Rust's dialect) with a group for each value of a template; None where it has none."""
    pieces = text.split(BLANK)
    if len(pieces) < 2:
        return None
    pieces = [_spaced(piece) for piece in pieces[: PLACES + 1]]
    groups = ["(.*?)"] * (len(pieces) - 1)
    whole = "".join(piece + group for piece, group in zip(pieces, [*groups, ""], strict=True))
    return f"^\\s*{whole}\\s*$" if len(pieces) == text.count(BLANK) + 1 else f"^\\s*{whole}"


def value_filter(text: str, number: int, value: str) -> str:
    """A regex (Rust's dialect) for lines of a template with this value at a place (from 1): what stands around it, too."""
    pieces = text.split(BLANK)
    before, behind = (_spaced(piece) for piece in pieces[number - 1 : number + 1])
    first = r"\b" if not before and value[:1].isalnum() else ""
    last = r"\b" if not behind and value[-1:].isalnum() else ""
    return f"{before}{first}{_spaced(value)}{last}{behind}"


def _spaced(text: str) -> str:
    """Plain text as a pattern; how much white space stands between its words doesn't matter."""
    return r"\s+".join(escaped(word) for word in re.split(r"\s", text))


def _counted(number: int, before: str, values: pl.Series) -> TemplateField:
    own = values.drop_nulls()
    counts = own.str.slice(0, LONGEST).rename("value").value_counts(sort=True, name="count")
    shown = counts.head(SHOWN)
    pairs = zip(shown["value"].to_list(), shown["count"].to_list(), strict=True)
    # Those of the same count in order of their text, so that the list stands still.
    listed = sorted((FacetValue(value, int(count)) for value, count in pairs), key=lambda one: (-one.count, one.text))
    name = _LAST_WORD.search(before)
    return TemplateField(number + 1, name[0].strip(" =:-_.#@\"'([") if name else "", tuple(listed), counts.height)
