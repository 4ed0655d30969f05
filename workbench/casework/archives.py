"""Archives that are brought in: each member sealed and a source of its own, `a.zip!/b.log`, archives in archives too.

The archive stays sealed as it came. What was left out of it, and why, stands in its own row.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, cast

from workbench.casework.folder import CaseFolder
from workbench.casework.streams import HEAD, unpacked_head
from workbench.engine.archives import DEPTH_LIMIT, Budget, Member, MemberStream, TooMuch, archive_of, members_of
from workbench.engine.packing import Limits
from workbench.engine.unpacking import packing_of
from workbench.errors import SourceError
from workbench.jobs import JobContext
from workbench.model.case import Problem, Source
from workbench.store.objects import seal

INSIDE = "!/"
PROBLEMS_LIMIT = 50
# Files that systems put into archives for themselves.
_OWN = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
BESIDE_LIMIT, BESIDE_SIZE = 32, 4 << 20


@dataclass(frozen=True, slots=True)
class Archive:
    """What kind of archive a file is (`zip`, `tar`), how it is packed, and by which name its reader is known."""

    kind: str
    packing: str = ""

    @property
    def reader(self) -> str:
        """The reader's id."""
        return f"archive.{self.kind}"

    @property
    def why(self) -> str:
        """Why it is taken for one, in words."""
        inside = f"inside of {self.packing} " if self.packing else ""
        return f"{inside}it begins as a {self.kind} does"


@dataclass(frozen=True, slots=True)
class Sealed:
    """A member on its way to a source: path as it is written down, digest, size, time (ns), doubts."""

    path: str
    digest: str
    size: int
    modified: int
    doubts: tuple[Problem, ...]


def archive_at(path: Path) -> Archive | None:
    """Which archive a file is, by its first bytes; None for none."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if kind := archive_of(head):
        return Archive(kind)
    packing = packing_of(head)
    inside = unpacked_head(path, packing)[0] if packing else b""
    return Archive("tar", packing) if archive_of(inside) == "tar" else None


class Opening:
    """One archive with all that is in archives within it. new: makes the source of a sealed member."""

    def __init__(self, folder: CaseFolder, new: Callable[[Sealed], Source], context: JobContext) -> None:
        self._folder, self._new, self._context = folder, new, context
        self._budget: Budget | None = None

    def sources(self, archive: Source, depth: int = 1) -> Iterator[Source]:
        """Its members as sources, those of inner archives behind each; last the archive itself as it stands then."""
        path = self._folder.object_path(archive)
        kind = archive_at(path)
        if kind is None:
            yield replace(archive, state="failed", problems=(Problem("its bytes are no archive any more"),))
            return
        if self._budget is None:
            set_ = self._folder.settings
            limits = Limits(set_.unpack_limit, set_.unpack_ratio)
            self._budget = Budget.of(path.stat().st_size, limits, self._folder.path)
        left: list[Problem] = []
        fault, too_much = "", None
        try:
            for member, stream in members_of(path, kind.kind, kind.packing, self._budget):
                self._context.step(-1.0, f"unpacking {member.name}")
                sealed = self._sealed(archive, member, stream, left)
                if sealed is not None:
                    yield from self._within(self._new(sealed), depth, left)
        except TooMuch as error:
            fault, too_much = error.what, error
        except SourceError as error:
            fault = error.what
        yield self._ended(archive, left, fault)
        if too_much is not None and depth > 1:
            raise too_much

    def _within(self, source: Source, depth: int, left: list[Problem]) -> Iterator[Source]:
        """A member, and what is in it where it is an archive itself."""
        if not is_archive(source):
            yield source
        elif depth >= DEPTH_LIMIT:
            told = f"archives lie in it more than {DEPTH_LIMIT} deep; what is in this one was left out"
            left.append(Problem(told, source.path.rpartition(INSIDE)[2]))
            yield replace(source, state="kept", problems=(*source.problems, Problem(told)))
        else:
            yield from self.sources(source, depth + 1)

    def _sealed(
        self, archive: Source, member: Member, stream: MemberStream | None, left: list[Problem]
    ) -> Sealed | None:
        """A member's bytes among the objects; None, and why in `left`, where there are none."""
        if member.name.startswith(_OWN) or member.name.rpartition("/")[2].startswith(("._", *_OWN)):
            left.append(Problem("a system's own file, no evidence", member.name))
            return None
        if stream is None:
            left.append(Problem(member.left, member.name))
            return None
        held = cast(BinaryIO, io.BufferedReader(stream, 1 << 20))
        digest, size = seal(held, self._folder.objects, self._context)
        doubts = [Problem(doubt) for doubt in member.doubts]
        if stream.fault:
            if not size:
                left.append(Problem(stream.fault, member.name))
                return None
            doubts.append(Problem(f"{stream.fault}; what was whole is kept", archive.name))
        left.extend(Problem(doubt, member.name) for doubt in (*member.doubts, stream.fault) if doubt)
        path = f"{archive.path}{INSIDE}{member.name}"
        return Sealed(path, digest, size, member.modified, tuple(doubts))

    def _ended(self, archive: Source, left: list[Problem], fault: str) -> Source:
        told = left[:PROBLEMS_LIMIT]
        if len(left) > PROBLEMS_LIMIT:
            told.append(Problem(f"{len(left) - PROBLEMS_LIMIT:,} more of its members are doubtful or left out"))
        if fault:
            told.insert(0, Problem(fault))
        state = "failed" if fault else "ready"
        return replace(archive, state=state, skipped=len(left), problems=tuple(dict.fromkeys(told)))


def is_archive(source: Source) -> bool:
    """Whether a source's members are sources."""
    return source.reader.startswith("archive.")


def beside(sources: Iterable[Source], folder: CaseFolder) -> dict[str, tuple[tuple[str, str], ...]]:
    """Small JSON files by the folder they lie in, their names and sealed bytes: what other files there refer to."""
    found: dict[str, list[tuple[str, str]]] = {}
    for source in sources:
        place, _, name = source.path.rpartition("/")
        rows = found.setdefault(place, [])
        small = source.object and source.size <= BESIDE_SIZE and not source.packing
        if small and name.endswith(".json") and len(rows) < BESIDE_LIMIT:
            rows.append((name, str(folder.object_path(source))))
    return {place: tuple(rows) for place, rows in found.items() if rows}
