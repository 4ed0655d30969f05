"""Rotated logs by the names of their files: which belong together, and which of them is older.

`x.log`, `x.log.1`, `x.log.2.gz` (logrotate, Python, log4j: a higher number is older) · `x.log-20260317.gz`,
`x.log.2026-03-17`, `x-2026-03-17.1.log` (logrotate's `dateext`, logback, log4j 2: a number behind a date counts up). The
file that is written to has neither. Nothing is opened here, so that thousands of files cost some milliseconds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from workbench.model.case import Source

Key = tuple[int, ...]
"""What orders the files of one log, the oldest first: (0, year, month, day, …), (1, -number), (2,) for the newest."""
NEWEST: Key = (2,)
_PACKED = re.compile(r"\.(?:gz|bz2|xz|zst|zstd)\Z", re.I)
# A stem that ends in a digit is an address or a version (`10.0.0.1`, `app-1.2`), not a log with a number.
_NUMBERED = re.compile(r"(?P<stem>.*[^\d.])\.(?P<number>\d{1,3})\Z", re.S)
_DATED = re.compile(
    r"(?P<stem>.*?)[-_.]?(?<!\d)(?P<date>(?:19|20)\d\d(?P<gap>[-_.]?)(?:0[1-9]|1[0-2])(?P=gap)(?:0[1-9]|[12]\d|3[01]))"
    r"(?P<rest>(?:\d{2}|\d{4}|\d{6})?(?:[-_.T:]\d{1,10}){0,4})(?P<end>(?:\.[A-Za-z][A-Za-z0-9]{0,9}){0,2})\Z",
    re.S,
)
LONGEST = 255


@dataclass(frozen=True, slots=True)
class Named:
    """What a file's path says. log: the path of the log that it is of, the same for all of its files · key: how old."""

    log: str
    key: Key


@dataclass(frozen=True, slots=True)
class RotatedSet:
    """Sources that look like one rotated log, oldest first by their names. name: of the log."""

    name: str
    sources: tuple[Source, ...]


@lru_cache(maxsize=1 << 14)
def named(path: str) -> Named:
    """Which log a file is of, and how old a part of it, by its name."""
    folder, slash, name = path.rpartition("/")
    if len(name) > LONGEST:
        return Named(path, NEWEST)
    name = _PACKED.sub("", name)
    if found := _DATED.match(name):
        numbers = re.findall(r"\d+", found["rest"])
        date = re.sub(r"\D", "", found["date"])
        day = (int(date[:4]), int(date[4:6]), int(date[6:]))
        return Named(f"{folder}{slash}{found['stem']}{found['end']}", (0, *day, *map(int, numbers)))
    if found := _NUMBERED.match(name):
        return Named(f"{folder}{slash}{found['stem']}", (1, -int(found["number"])))
    return Named(f"{folder}{slash}{name}", NEWEST)


def rotated_sets(sources: Iterable[Source], is_log: Callable[[Source], bool]) -> tuple[RotatedSet, ...]:
    """The logs that have several files, of which one at least has a number or a date. is_log: whether a reader of lines
    reads a source; one that nobody could read may be a part too.
    """
    logs: dict[str, list[tuple[Key, Source]]] = {}
    for source in sources:
        if source.members or source.feed is not None or not (source.kind in ("text", "empty") or is_log(source)):
            continue
        found = named(source.path)
        logs.setdefault(found.log, []).append((found.key, source))
    sets: list[RotatedSet] = []
    for log, files in logs.items():
        rotated = len(files) > 1 and any(key != NEWEST for key, _ in files)
        if rotated and any(is_log(source) for _, source in files):
            files.sort(key=lambda pair: (pair[0], not pair[1].packing, pair[1].number))
            sets.append(RotatedSet(log.rpartition("/")[2], tuple(source for _, source in files)))
    return tuple(sets)
