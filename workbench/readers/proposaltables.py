"""A map proposed for a table: its delimiter, header and decimal sign, and whether its rows are records or points."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import PurePath

from workbench.errors import SourceError
from workbench.readers.links import link_type
from workbench.readers.mapfile import Metrics, SourceMap, Table
from workbench.readers.proposal import Proposal, Reason, id_for, parts_of
from workbench.readers.proposalsample import Seen, seen_in
from workbench.readers.proposaltimes import WrittenTime, written_times
from workbench.readers.proposalwords import IDS, METRIC_NAMES, METRIC_VALUES, plain_name, rank
from workbench.readers.recordmap import SENTINELS, RecordMap, escaped
from workbench.readers.tablenumbers import GAPS, number_of
from workbench.readers.tablerows import found_delimiter, rows_of
from workbench.readers.tables import head_table

OF_RECORDS = ("no path is named like a title", "what ", "whether ")
"""How doubts begin that points don't have."""
_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
ALIKE = 5
"""Rows from which on a column with one value for all is taken for what the series have in common."""
_NUMBER = re.compile(r"\d*[.,]?\d*[.,]?\d*")
_COMMA = re.compile(r"[+-]?\d+,(?!\d{3}(?:\D|$))\d*")
_GROUPS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+")


@dataclass(frozen=True, slots=True)
class TableProposal:
    """A proposal and what it rests on. time: the form of its time · sure: whether every part of reading it is told by
    the table itself: it has a header, and a column that is a time in every row and can be read in one way only.
    """

    proposal: Proposal
    time: WrittenTime | None
    sure: bool


def proposed_table(head: bytes, name: str) -> Proposal:
    """Of a table. Raises `SourceError` where the beginning is none."""
    return looked_at(head, name).proposal


def looked_at(head: bytes, name: str) -> TableProposal:
    """The same with what it rests on."""
    delimiter = found_delimiter(head)
    if not delimiter:
        what = "its beginning is neither JSON nor a table with columns"
        raise SourceError(what, name, "Only JSON and tables (CSV, TSV) can be mapped.")
    header = _has_header(head, delimiter)
    table = Table(delimiter, header)
    columns, rows, even = head_table(head, SourceMap(RecordMap("x", "x"), "csv", table))
    if not rows:
        raise SourceError("its beginning holds no row below a header", name, "Bring in a table with rows.")
    seen = seen_in([(row,) for row in rows])
    decimal, doubts = _decimal(seen, delimiter)
    table = replace(table, decimal=decimal)
    map = RecordMap(id_for(name), f"Rows of {PurePath(name).name or 'a table'}"[:120])
    told = parts_of(map, seen, len(rows), days=True)
    map = replace(told.map, needs=tuple(escaped(column) for column in columns[:5]) if header else ())
    reasons = [Reason("table.delimiter", "", f"{_DELIMITERS[delimiter]} part the cells most evenly")]
    reasons.append(
        Reason("table.header", "", "its first row names columns" if header else "its first row holds values")
    )
    metrics, why = _metrics(map, seen, decimal, len(rows))
    reasons.append(Reason("metrics", "", why))
    parts = told.reasons
    if metrics is not None:  # of a point only the time is asked
        parts = tuple(one for one in parts if one.part == "t")
        map = replace(RecordMap(map.id, map.title), needs=map.needs, t=map.t, form=map.form, day_first=map.day_first)
    doubts += [doubt for doubt in told.doubts if metrics is None or not doubt.startswith(OF_RECORDS)]
    if not header:
        doubts.append("its columns have no names: the map has to be asked for by name")
    made = Proposal(SourceMap(map, "csv", table, metrics), (*reasons, *parts), tuple(doubts), seen)
    return TableProposal(made, told.time, header and even and _sure(told.time, map.t, seen, len(rows)))


def may_be_sure(head: bytes) -> bool:
    """Whether `looked_at` may be sure of a head: much cheaper, and no for most texts that are no tables at all."""
    delimiter = found_delimiter(head)
    if not delimiter or not _has_header(head, delimiter):
        return False
    _, rows, even = head_table(head, SourceMap(RecordMap("x", "x"), "csv", Table(delimiter, True)))
    return even and bool(rows) and any(_may_be_times([row.get(name) for row in rows]) for name in rows[0])


def _may_be_times(cells: Sequence[object]) -> bool:
    """Whether the texts of a column may all be times of one form: the first one that isn't a number tells."""
    if not all(cells):
        return False
    texts = (str(cell).strip() for cell in cells)
    first = next((text for text in texts if text and text not in SENTINELS and not _NUMBER.fullmatch(text)), None)
    return first is None or written_times((first,)) is not None


def _sure(time: WrittenTime | None, path: str, seen: Sequence[Seen], rows: int) -> bool:
    column = next((one for one in seen if one.path == path), None)
    return time is not None and time.sure and time.form != "ole" and column is not None and column.count == rows


def _has_header(head: bytes, delimiter: str) -> bool:
    """Whether the first row names columns: none of its cells is empty but the last, a number or a time."""
    row = next(rows_of(BytesIO(head), delimiter, lambda _what, _line: None), None)
    if row is None:
        return False
    cells = [cell.strip() for cell in row.cells]
    return all(
        (cell or at == len(cells) - 1 or at == 0)
        and (number_of(cell) is None or not cell or not any(sign.isdigit() for sign in cell))
        and written_times((cell,)) is None
        for at, cell in enumerate(cells)
    )


def _decimal(seen: Sequence[Seen], delimiter: str) -> tuple[str, list[str]]:
    if delimiter == ",":
        texts = [text for one in seen for text in one.values if "," in text]
        if not any(_COMMA.fullmatch(text.strip()) for text in texts):
            return ".", []
    for one in seen:
        if any(_COMMA.fullmatch(text.strip()) for text in one.values) and _numbers(one, ","):
            return ",", []
    groups = [text for one in seen for text in one.values if _GROUPS.fullmatch(text.strip()) and _numbers(one, ".")]
    if groups:
        return ".", [f"{groups[0]!r} is read with a comma between thousands; it may be a decimal comma"]
    return ".", []


def _numbers(one: Seen, decimal: str) -> bool:
    """Whether all that stands in a column is a number, and something is."""
    found = [number_of(text, decimal) for text in one.values]
    return bool(found) and None not in found and any(text.strip().lower() not in GAPS for text in one.values)


def _metrics(map: RecordMap, seen: Sequence[Seen], decimal: str, rows: int) -> tuple[Metrics | None, str]:
    """Whether the rows are points: only where names and numbers leave no other reading."""
    times = {map.t, map.t_end, map.observed}
    left = [one for one in seen if one.path not in times]
    numbers = [one for one in left if _numbers(one, decimal) and rank(one.path, IDS) < 0 and not _key(one)]
    others = [one for one in left if one not in numbers]
    if not map.t or not numbers:
        return None, "rows are records: there are no columns of numbers beside a time"
    names = [one for one in others if rank(one.path, METRIC_NAMES) >= 0]
    values = [one for one in numbers if rank(one.path, METRIC_VALUES) >= 0]
    if len(names) == 1 and len(values) == 1 and len(numbers) == 1:
        labels = tuple(one.path for one in others if one is not names[0])
        if all(len(set(one.values)) * 2 <= max(rows, 2) or _label(one) for one in others if one is not names[0]):
            what = f"{names[0].path} and {values[0].path} are named like a metric's name and value"
            return Metrics("long", (values[0].path,), names[0].path, labels), what
    words = (map.severity, map.body, map.name.strip("{}"))
    same = {one.path for one in others if rows >= ALIKE and len(set(one.values)) == 1 and one.path not in words}
    if all(_label(one) or one.path in same for one in others):
        labels = tuple(one.path for one in others)
        beside = " beside what tells hosts or services apart" if labels else ""
        return Metrics("wide", tuple(one.path for one in numbers), "", labels), f"all columns hold numbers{beside}"
    told = ", ".join(one.path for one in numbers[:4])
    return None, f"rows are records: columns of text stand beside those of numbers ({told})"


def _key(one: Seen) -> bool:
    return bool(link_type(plain_name(one.path)))


def _label(one: Seen) -> bool:
    return link_type(plain_name(one.path)) in ("host", "service")
