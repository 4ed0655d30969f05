"""Marked lines with what was written on them: for the list beside the log, for clipboard and files, for the article."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec

from workbench.casework.citations import raw_bytes, row_of, show_place
from workbench.casework.pages import page
from workbench.casework.rowforms import guarded, stamp_of
from workbench.errors import ExportError, WorkbenchError
from workbench.model.display import visible
from workbench.model.notebook import Mark
from workbench.model.report import MarkedLine

if TYPE_CHECKING:
    from workbench.casework.folder import CaseFolder

TEXT_BYTES = 4096
"""Bytes of a marked line that are told; its citation leads to all of it."""
COLUMNS = ("t", "place", "text", "mark", "label", "tags", "comment", "citation")


def marked_lines(folder: CaseFolder, ids: Collection[str] | None = None) -> tuple[MarkedLine, ...]:
    """The marks (of these ids, or all) in the order of the log; those whose line is gone come last, by their time."""
    marks = [mark for mark in folder.notebook.marks.values() if ids is None or mark.id in ids]
    placed = [(row_of(folder, mark.citation), mark) for mark in marks]
    placed.sort(key=lambda pair: (pair[0] < 0, pair[0] if pair[0] >= 0 else pair[1].t or 0))
    titles = {record.row: record.title for record in page(folder, [row for row, _mark in placed if row >= 0])}
    return tuple(_line(folder, mark, row, titles.get(row, "")) for row, mark in placed)


def _line(folder: CaseFolder, mark: Mark, row: int, title: str) -> MarkedLine:
    # What is a line of the log now has its time as it is corrected now.
    t = mark.t if row < 0 else int(folder.spine.t[row])
    t = None if t is not None and t == -(1 << 63) else t
    try:
        text = raw_bytes(folder, replace(mark.citation, length=min(mark.citation.length, TEXT_BYTES)))
    except WorkbenchError as error:
        words = error.sentence()
    else:
        words = text.decode("utf-8", "replace").rstrip("\r\n")
    return MarkedLine(
        mark.id, show_place(folder, mark.citation), words, t, row, mark.flagged, mark.label, mark.tags, mark.comment,
        str(mark.citation), title or words.partition("\n")[0],
    )  # fmt: skip


def written_marks(lines: Iterable[MarkedLine], form: str) -> str:
    """Marked lines as `text`, `markdown`, `csv` or `json`. Raises `ExportError` for another form."""
    if form not in _FORMS:
        raise ExportError(f"marks have no form called {form!r}", "", f"Choose from {', '.join(_FORMS)}.")
    return _FORMS[form](list(lines))


def notes_of(line: MarkedLine) -> str:
    """`label 3, tagged slow and pool`: what was put on it besides the comment."""
    parts = [f"label {line.label}"] if line.label else []
    parts += [f"tagged {', '.join(line.tags)}"] if line.tags else []
    return ", ".join(parts) or ("marked" if line.flagged else "")


def _text(lines: list[MarkedLine]) -> str:
    parts: list[str] = []
    for line in lines:
        parts.append(f"{line.place} {stamp_of(line.t)}  {line.text}")
        notes = [notes_of(line), *line.comment.split("\n")]
        parts += [f"    # {note}" for note in notes if note and note != "marked"]
    return "".join(f"{part}\n" for part in parts)


def _markdown(lines: list[MarkedLine]) -> str:
    parts: list[str] = []
    for line in lines:
        text = visible(line.text)
        fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
        notes = notes_of(line)
        place = line.place.replace("`", "'")
        head = f"**{place}** · {stamp_of(line.t)}" + (f" · {notes}" if notes != "marked" else "")
        comment = "".join(f"> {one}\n" for one in line.comment.split("\n")) if line.comment else ""
        parts.append(f"{head}\n\n{fence}text\n{text}\n{fence}\n\n" + (f"{comment}\n" if comment else ""))
    return "".join(parts)


def _csv(lines: list[MarkedLine]) -> str:
    page = io.StringIO()
    writer = csv.writer(page)
    writer.writerow(COLUMNS)
    for line in lines:
        cells = ("" if line.t is None else stamp_of(line.t), line.place, line.text, "yes" if line.flagged else "",
                 line.label or "", ", ".join(line.tags), line.comment, line.citation)  # fmt: skip
        writer.writerow([guarded(cell) for cell in cells])
    return page.getvalue()


def _json(lines: list[MarkedLine]) -> str:
    rows = (
        {"t": None if line.t is None else stamp_of(line.t), "place": line.place, "text": line.text, "mark": line.flagged,
         "label": line.label, "tags": list(line.tags), "comment": line.comment, "citation": line.citation}
        for line in lines
    )  # fmt: skip
    return "".join(f"{msgspec.json.encode(row).decode()}\n" for row in rows)


_FORMS: dict[str, Callable[[list[MarkedLine]], str]] = {
    "text": _text, "markdown": _markdown, "csv": _csv, "json": _json,
}  # fmt: skip
