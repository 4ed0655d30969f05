"""Places in the files of a joined log: which file a byte is of, which line there, and where a citation of before leads."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.model.case import Member, Source
from workbench.model.entities import Citation
from workbench.model.records import Place

if TYPE_CHECKING:
    from workbench.casework.folder import CaseFolder


def place_of(source: Source, offset: int, length: int, line: int) -> Place:
    """A place of a source; where that is joined, line and name are those of the file. line: 1-based, of the whole text."""
    member = source.member_at(offset)
    if member is None:
        return Place(offset, length, line=line)
    return Place(offset, length, line=line - member.lines, member=member.path)


def member_named(folder: CaseFolder, name: str) -> tuple[Source, Member] | None:
    """The file of a joined source that is called so, by its path or its end; None where none is, or others are too."""
    found: list[tuple[Source, Member]] = []
    for source in folder.notebook.sources.values():
        if not source.members and _is(source.path, name):
            return None
        found += [(source, one) for one in source.members if _is(one.path, name)]
    exact = [pair for pair in found if pair[1].path == name] or found
    return exact[0] if len(exact) == 1 else None


def _is(path: str, name: str) -> bool:
    return path == name or path.endswith(f"/{name.lstrip('/')}")


class Moved:
    """Where citations of sources that were joined lead now. Looked up anew whenever sources came or went."""

    def __init__(self, folder: CaseFolder) -> None:
        self._folder = folder
        self._known: tuple[int, dict[str, tuple[str, Member]]] = (-1, {})

    def of(self, citation: Citation) -> Citation:
        """The citation in the joined source; as it is where its source is in the case, or gone without a trace."""
        found = self._members().get(citation.source)
        if (
            found is None
            or citation.kind not in ("bytes", "source")
            or citation.source in self._folder.notebook.sources
        ):
            return citation
        joined, member = found
        if citation.kind == "source":
            return replace(citation, source=joined, kind="bytes", offset=member.start, length=member.length)
        return replace(citation, source=joined, offset=member.start + citation.offset)

    def _members(self) -> dict[str, tuple[str, Member]]:
        generation = self._folder.generation
        if self._known[0] != generation:
            sources = self._folder.notebook.sources.values()
            self._known = generation, {one.source: (source.id, one) for source in sources for one in source.members}
        return self._known[1]
