"""Citations as people type them: by a label or path, by line, by a filter, by a series' name, by a file at a commit."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from workbench.codebase.git import Repository
from workbench.errors import CitationError
from workbench.model.code import Commit, FileDiff
from workbench.model.entities import Citation, bytes_citation, hunk_citation, parse_citation, range_citation
from workbench.model.instants import Instant
from workbench.model.records import Series

if TYPE_CHECKING:
    from workbench.casework.opencase import OpenCase

_BYTES = re.compile(r"^(?P<source>.+):(?P<offset>\d+)\+(?P<length>\d+)(?::(?P<pointer>/.*))?$")
_LINE = re.compile(r"^(?P<source>.+):(?P<line>\d+)$")
_HUNK = re.compile(r"^(?P<path>[^@]+)@(?P<commit>[^@:\s]{2,200})(?::(?P<hunk>\d+))?$")
_RANGE = re.compile(r"^(?P<series>.+)@(?P<start>[^@]+?)\.\.(?P<end>[^@]+)$")
_EVIDENCE = re.compile(r"^E\d{1,9}$")
MOST_LISTED = 12
FORMS = (
    "Write case://SOURCE#o=OFFSET+LENGTH, SOURCE:LINE, first:FILTER, last:FILTER, E17, SERIES@FROM..TO "
    "or PATH@COMMIT:HUNK."
)


def citation_named(case: OpenCase, text: str, instant: Callable[[str], Instant]) -> Citation:
    """The citation meant by `text`; `instant` reads a typed time. Raises `CitationError` naming the forms."""
    text = text.strip()
    if text.startswith("case://"):
        source, _, fragment = text[len("case://") :].partition("#")
        parsed = parse_citation(f"case://x#{fragment}" if fragment else "case://x")
        return replace(parsed, source=case.source(unquote(source)).id)
    which, colon, words = text.partition(":")
    if colon and which in ("first", "last"):
        return _matching(case, words, which)
    for evidence in case.notebook.evidence.values():
        if text in (evidence.label, evidence.id):
            return evidence.citation
    if found := _BYTES.match(text):
        return bytes_citation(case.source(found["source"]).id, int(found["offset"]), int(found["length"]))
    if found := _RANGE.match(text):
        series = series_named(case, found["series"])
        return range_citation(series.sources[0], series.id, instant(found["start"]), instant(found["end"]))
    if found := _HUNK.match(text):
        return _hunk(case, found["path"], found["commit"], int(found["hunk"] or 1))
    if found := _LINE.match(text):
        return line_named(case, found["source"], int(found["line"]))
    try:
        return Citation(case.source(text).id)
    except CitationError:
        if _EVIDENCE.match(text):
            raise CitationError(f"there is no evidence {text}", "", _pinned(case)) from None
        raise CitationError(f"{text!r} is no citation", "", FORMS) from None


def line_named(case: OpenCase, name: str, number: int) -> Citation:
    """The citation of a line (1-based) of the source of that name, or of a file that was joined with others."""
    if (found := case.member(name)) is None:
        return case.line(case.source(name).id, number)
    source, member = found
    following = next((one.lines for one in source.members if one.lines > member.lines), source.lines)
    if not 1 <= number <= following - member.lines:
        raise CitationError(f"it has no line {number} (it has {following - member.lines})", member.path)
    return case.line(source.id, member.lines + number)


def series_named(case: OpenCase, text: str) -> Series:
    """A series by id, name, or name with labels; raises `CitationError` when none or several are called so."""
    every = case.series()
    found = [series for series in every if text in (series.id, series.title)] or [s for s in every if s.name == text]
    if len(found) == 1:
        return found[0]
    if not found:
        raise CitationError(f"there is no series called {text!r}", "", "`workbench series CASE` lists them.")
    raise CitationError(f"{len(found)} series are called {text!r}", "", f"Write its labels too: {found[0].title}.")


def _pinned(case: OpenCase) -> str:
    """What there is instead of a label that isn't."""
    labels = [evidence.label for evidence in case.notebook.evidence.values()]
    if not labels:
        return "Nothing is pinned yet; `workbench pin` does it."
    return f"There is {labels[0]}." if len(labels) == 1 else f"There are {labels[0]} to {labels[-1]}."


def _matching(case: OpenCase, words: str, which: str) -> Citation:
    rows = case.query(words)
    if not len(rows):
        raise CitationError(f"no record matches {words!r}")
    record = case.page((int(rows[0 if which == "first" else -1]),))[0]
    return bytes_citation(record.source_id, record.place.offset, record.place.length)


def commit_named(repository: Repository, name: str) -> Commit | None:
    """The commit a tag, a branch or the beginning of an id names; None where it names none here."""
    return repository.commit(repository.tags.get(name) or repository.branches.get(name) or name)


def path_named(path: str, files: Sequence[FileDiff], of: str) -> str:
    """A changed file by its path, or by an ending of it that no other has. Raises `CitationError` listing the files."""
    if any(path in (file.new_path, file.old_path) for file in files):
        return path
    found = [file.path for file in files if f"/{file.path}".endswith(f"/{path.lstrip('/')}")]
    if len(found) == 1:
        return found[0]
    told = found or [file.path for file in files]
    more = f" and {len(told) - MOST_LISTED} more" if len(told) > MOST_LISTED else ""
    what = f"{len(found)} files that {of} changes end in {path}" if found else f"{of} changes no file called {path}"
    raise CitationError(what, "", f"It changes {', '.join(told[:MOST_LISTED]) or 'none'}{more}.")


def _hunk(case: OpenCase, path: str, commit: str, number: int) -> Citation:
    for held in case.repositories():
        if full := commit_named(held.repository, commit):
            named = path_named(path, held.repository.diff(None, full.sha), commit)
            return hunk_citation(held.source.id, named, full.sha, number)
    raise CitationError(f"no repository of the case has the commit {commit}", "", "Bring its bundle in.")
