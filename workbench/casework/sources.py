"""What was brought in, and how people call one of them."""

from __future__ import annotations

from workbench.casework.folder import CaseFolder
from workbench.casework.members import member_named
from workbench.errors import CitationError
from workbench.model.case import Source


def all_sources(folder: CaseFolder) -> tuple[Source, ...]:
    """In order of arrival."""
    live = (source for source in folder.notebook.sources.values() if source.state != "removed")
    return tuple(sorted(live, key=lambda source: source.number))


def source_named(folder: CaseFolder, name: str) -> Source:
    """By id, label (`S3`), path, or the path's end; a file that was joined with others by the joined one.

    Raises `CitationError` when none or several fit.
    """
    sources = all_sources(folder)
    exact = [source for source in sources if name in (source.id, source.label, source.path)]
    found = exact or [source for source in sources if source.path.endswith(f"/{name.lstrip('/')}")]
    if len(found) == 1:
        return found[0]
    if not found and (of := member_named(folder, name)):
        return of[0]
    if not found:
        raise CitationError(f"there is no source called {name!r}", str(folder.path), "`workbench sources` lists them.")
    labels = ", ".join(source.label for source in found[:5])
    raise CitationError(f"{len(found)} sources are called {name!r}", str(folder.path), f"Write one of {labels}.")
