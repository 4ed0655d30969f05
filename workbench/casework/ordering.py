"""How the files of a rotated log follow each other: by their names, checked by their stamps; or why they don't."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from workbench.casework.folder import NO_READER, CaseFolder
from workbench.casework.rotation import named
from workbench.errors import SourceError
from workbench.model.case import Problem, Source

COMPARED = 1 << 20


@dataclass(frozen=True, slots=True)
class Ordered:
    """sources: oldest first · twins: ids of those whose text is that of the one behind them · problems: doubts."""

    sources: tuple[Source, ...]
    twins: frozenset[str] = field(default=frozenset())
    problems: tuple[Problem, ...] = ()


def refuse(folder: CaseFolder, sources: Sequence[Source]) -> str:
    """The id of the reader that reads all of them. Raises `SourceError` that says why they can't be one source."""
    for source in sources:
        if fault := _fault(folder, source):
            raise SourceError(*fault)
    if len(sources) < 2:
        where = sources[0].name if sources else ""
        raise SourceError("one file is no rotated log", where, "Join two or more of one log's files.")
    readers = {source.reader: source for source in sources if source.reader != NO_READER}
    if len(readers) > 1:
        (one, first), (other, second) = list(readers.items())[:2]
        what = f"{first.name} is read by {one} and {second.name} by {other}"
        raise SourceError(what, "", "Read them by the same reader first (`workbench read`, or R in Sources).")
    _alike(sources)
    return next(iter(readers), NO_READER)


def _fault(folder: CaseFolder, source: Source) -> tuple[str, str, str] | None:
    """Why a source can't be a part of one: what, where, what to do."""
    if source.state == "live":
        return "it is followed", source.name, "Join it once following it has ended."
    if source.members:
        return "it is joined already", source.name, "Take that back first, then join all of its files."
    if source.feed is not None:
        return "what a command wrote is no file of a rotated log", source.name, "Leave it out."
    if not source.object:
        return "it is read where it lies", source.name, "Only files that were copied into the case can be joined."
    if source.state in ("pending", "reading"):
        return "it is still being read", source.name, "Join it once it is read."
    if source.kind != "empty" and not folder.has_lines(source):
        return f"it is no log of lines ({source.kind})", source.name, "Leave it out."
    return None


def _alike(sources: Sequence[Source]) -> None:
    """One source has one zone and one clock, so what was declared of them has to be the same."""
    timed = [source for source in sources if source.records]
    zones = {source.zone for source in timed if source.zone_known == "declared"}
    clocks = {(source.offset_ns, source.correction_on or not source.offset_ns) for source in timed}
    if len(zones) > 1 or len(clocks) > 1:
        what = "their clocks or zones are declared differently"
        raise SourceError(what, ", ".join(one.name for one in timed[:3]), "Declare the same for all of them first.")


def ordered(folder: CaseFolder, sources: Sequence[Source]) -> Ordered:
    """The sources, oldest first. Raises `SourceError` where neither names nor stamps tell, or one stands there twice."""
    keys = {source.id: named(source.path) for source in sources}
    by_name = sorted(sources, key=lambda one: (keys[one.id].key, not one.packing, one.number))
    if len({key.log for key in keys.values()}) > 1:
        return _by_stamps(sources)
    told: list[Problem] = []
    twins: dict[str, list[Source]] = {}
    kept: list[Source] = []
    for source in by_name:
        twins[source.id] = []
        if kept and keys[kept[-1].id].key == keys[source.id].key:
            twin = kept.pop()
            if not _same_text(folder, twin, source):
                what = f"{twin.name} and {source.name} stand for the same part of the log, and differ"
                raise SourceError(what, "", "Take out the one that is not wanted.")
            told.append(Problem(f"its text is that of {source.name}, and was left out", twin.name))
            twins[source.id] = [*twins.pop(twin.id), twin]
        kept.append(source)
    order, doubts = _checked(kept)
    left = frozenset(twin.id for some in twins.values() for twin in some)
    return Ordered(tuple(one for source in order for one in (*twins[source.id], source)), left, (*told, *doubts))


def _by_stamps(sources: Sequence[Source]) -> Ordered:
    """Files whose names don't say what they have to do with each other."""
    order = _clear([source for source in sources if source.kind != "empty"])
    if order is None:
        what = "neither their names nor their stamps tell which of them is older"
        names = ", ".join(source.name for source in sources[:4])
        raise SourceError(
            what, names, "Join files of one log (x.log, x.log.1, x.log-20260317), or whose times don't meet."
        )
    empty = [source for source in sources if source.kind == "empty"]
    return Ordered((*order, *empty))


def _checked(by_name: list[Source]) -> tuple[list[Source], tuple[Problem, ...]]:
    """The order by name, or by stamps where those contradict it and leave no doubt."""
    timed = [source for source in by_name if _dated(source)]
    pairs = zip(timed, timed[1:], strict=False)
    late = next(((above, here) for above, here in pairs if (above.first or 0) > (here.first or 0)), None)
    if late is None:
        return by_name, ()
    order = _clear([source for source in by_name if source.kind != "empty"])
    if order is None:
        what = f"{late[1].name} begins before {late[0].name}, which is older by its name"
        return by_name, (Problem(f"{what}; they stand in the order of their names"),)
    empty = [source for source in by_name if source.kind == "empty"]
    what = f"by its name {late[0].name} would be older than {late[1].name}; by their stamps it isn't, and these decided"
    return [*order, *empty], (Problem(what),)


def _clear(sources: Sequence[Source]) -> list[Source] | None:
    """The sources in order of their stamps; None where some have none with a date, or their times overlap."""
    if not all(map(_dated, sources)):
        return None
    order = sorted(sources, key=lambda source: (source.first or 0, source.last or 0))
    apart = all((a.last or 0) <= (b.first or 0) for a, b in zip(order, order[1:], strict=False))
    return order if apart else None


def _dated(source: Source) -> bool:
    """Whether its stamps say of themselves when they are: a year that is assumed by the file's time doesn't."""
    return source.first is not None and source.last is not None and source.undated == "none"


def _same_text(folder: CaseFolder, one: Source, other: Source) -> bool:
    if (one.object, one.packing, one.encoding) == (other.object, other.packing, other.encoding):
        return True
    with folder.bytes_of(one) as a, folder.bytes_of(other) as b:
        return a.size == b.size and all(
            a.read(at, COMPARED) == b.read(at, COMPARED) for at in range(0, a.size, COMPARED)
        )
