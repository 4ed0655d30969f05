"""What a process that was killed had followed: sealed and read on the next opening, so that nothing copied is lost."""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.casework.edits import Put
from workbench.casework.files import kind_of_unread
from workbench.casework.folder import NO_READER
from workbench.casework.reading import read_log
from workbench.casework.segments import ledger_path, vouched
from workbench.casework.streams import head_of, why_of
from workbench.casework.tail import read_place
from workbench.errors import SourceError
from workbench.jobs import JobContext
from workbench.model.case import Problem, Source
from workbench.store.objects import adopt, hash_of, path_of

if TYPE_CHECKING:
    from workbench.casework.folder import CaseFolder

ENDED = Problem("following it ended without being ended; what had been copied until then is here")


def settle(folder: CaseFolder, context: JobContext) -> None:
    """Seal and read what was followed; only for who holds the case's lock. Raises `CaseError`, `Cancelled`."""
    sources = tuple(folder.notebook.sources.values())
    if not any(source.state == "live" for source in sources) and not any(folder.streams.spool("").parent.glob("*.log")):
        return
    for source in sources:
        spool = folder.streams.spool(source.id)
        if source.object and spool.is_file():
            _moved(folder, source, spool)
        if source.state == "live":
            _settle(folder, source, spool, context)


def _moved(folder: CaseFolder, source: Source, spool: Path) -> None:
    """A spool that was about to become an object, or couldn't be removed when it had become one."""
    if not path_of(folder.objects, source.object).is_file():
        adopt(spool, folder.objects, source.object)
    with suppress(OSError):
        spool.unlink(missing_ok=True)
        ledger_path(spool).unlink(missing_ok=True)


def _settle(folder: CaseFolder, source: Source, spool: Path, context: JobContext) -> None:
    source, told = _ended(source, spool)
    if not source.object and spool.is_file():
        source = replace(source, object=hash_of(spool, context), size=spool.stat().st_size)
        folder.keep(Put(source, label=f"sealed what {source.name} had"))
        adopt(spool, folder.objects, source.object)
    elif not source.object and not source.feed and Path(source.path).is_file():
        source = replace(source, size=Path(source.path).stat().st_size)
    shutil.rmtree(folder.log_folder(source), ignore_errors=True)
    source = _recognised(folder, source)
    place = read_place(spool)
    told += tuple(Problem(f"{mark.what} (after {mark.at:,} bytes)") for mark in place.marks) if place else ()
    row = read_log(folder, replace(source, problems=()), context)
    folder.keep(Put(replace(row, problems=(*row.problems, *told, ENDED)), label=f"read what {source.name} had"))


def _ended(source: Source, spool: Path) -> tuple[Source, tuple[Problem, ...]]:
    """A feed ended with the program, which never runs a command again; how far what it left was sealed."""
    if source.feed is None:
        return source, ()
    told: tuple[Problem, ...] = ()
    ended = 0
    if spool.is_file():
        ended = spool.stat().st_mtime_ns
        end, whole = vouched(spool)
        if not whole:
            told = (Problem("what had been sealed of it is not what lies there", f"byte {end}"),)
        elif end < spool.stat().st_size:
            told = (Problem("what follows had not been sealed yet when the program ended", f"byte {end}"),)
    ledger_path(spool).unlink(missing_ok=True)
    return replace(source, feed=replace(source.feed, ended=ended, ending="the program that heard it ended")), told


def _recognised(folder: CaseFolder, source: Source) -> Source:
    """Its reader and kind: the notebook was told of them only now and then."""
    asked = folder.reader_of(source)
    with suppress(SourceError), folder.bytes_of(source) as held:
        head = head_of(held)
        found = (asked, asked.sniff(head, source.path)) if asked else folder.registry.choose(head, source.path)
        if found is None:
            return replace(source, reader=NO_READER, kind=kind_of_unread(head))
        kind = found[0].kinds[0] if found[0].kinds else "log"
        return replace(source, reader=found[0].id, kind=kind, why=source.why or why_of(found[1], asked is not None))
    return source
