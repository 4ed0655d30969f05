"""Ids that come twice in one source: every record is kept in its place, and how many had been there before is said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from workbench.model.case import Problem
from workbench.model.records import Event
from workbench.readers.jsonsource import JsonSource


def told_twice(events: Iterable[Event], source: JsonSource, mark: str = "") -> Iterator[Event]:
    """The same events; when they end, the source says once how many ids it had seen before.

    mark: an attribute that makes an id another one (a client's and a server's span may share one by Zipkin's definition).
    """
    seen: set[int] = set()
    again = 0
    for event in events:
        if event.event_id:
            key = hash((event.kind, event.group_key, event.event_id, event.attributes.get(mark) if mark else None))
            again += key in seen
            seen.add(key)
        yield event
    if again:
        what = "one record carries" if again == 1 else f"{again} records carry"
        source.problems.append(Problem(f"{what} an id that another one above has, too; all are kept"))
