"""The tree of what was filtered and looked for: how it is laid out, what of it matches a text, what is dropped first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from workbench.model.searches import LogView, Search

KEPT = 500
"""Searches kept in a case; beyond, the oldest ones without a name, note or star that nothing came of are dropped."""
DEEPEST = 12
"""Indentations shown; a longer chain of forks goes on at the same depth."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A search and how far it is indented: by forks, not by steps, so that a long straight line stays readable."""

    search: Search
    depth: int


def is_empty(view: LogView) -> bool:
    """Whether a view asks for nothing."""
    return view == LogView()


def children_of(searches: Mapping[str, Search]) -> dict[str, list[Search]]:
    """The searches refined from each, oldest first; those whose parent is gone, or that lead in a circle, are roots."""
    ordered = sorted(searches.values(), key=lambda search: (search.at, search.id))
    below: dict[str, list[Search]] = {"": []}
    for one in ordered:
        below.setdefault(one.parent if one.parent in searches else "", []).append(one)
    reached: set[str] = set()
    _reach(below, [one.id for one in below[""]], reached)
    for one in ordered:  # what is left hangs on circles: each is cut once
        if one.id not in reached:
            cut = _on_circle(searches, one)
            below[cut.parent].remove(cut)
            below[""].append(cut)
            _reach(below, [cut.id], reached)
    return below


def _on_circle(searches: Mapping[str, Search], search: Search) -> Search:
    """The first search met twice on the way up from one that no root is above."""
    seen: set[str] = set()
    while search.id not in seen:
        seen.add(search.id)
        search = searches[search.parent]
    return search


def _reach(below: Mapping[str, list[Search]], waiting: list[str], reached: set[str]) -> None:
    while waiting:
        id = waiting.pop()
        reached.add(id)
        waiting += [one.id for one in below.get(id, []) if one.id not in reached]


def laid_out(searches: Mapping[str, Search]) -> tuple[Placed, ...]:
    """All of them from the top: what came of a search stands under it, indented where there is more than one."""
    below = children_of(searches)
    waiting = [(one, 0) for one in reversed(below[""])]
    found: list[Placed] = []
    while waiting:
        search, depth = waiting.pop()
        found.append(Placed(search, depth))
        own = below.get(search.id, [])
        deeper = min(depth + (len(own) > 1), DEEPEST)
        waiting += [(one, deeper) for one in reversed(own)]
    return tuple(found)


def branch_of(searches: Mapping[str, Search], id: str) -> tuple[str, ...]:
    """A search and all that came of it, by id."""
    below = children_of(searches)
    found, waiting = [], [id]
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting += [search.id for search in below.get(one, [])]
    return tuple(found)


def newest_below(searches: Mapping[str, Search], id: str) -> str:
    """What was last refined from a search, or last begun where it is none; empty for nothing."""
    own = (one for one in searches.values() if (one.parent if one.parent in searches else "") == id)
    newest = max(own, key=lambda search: (search.at, search.id), default=None)
    return newest.id if newest is not None and newest.id != id else ""


def related(searches: Mapping[str, Search], here: str, view: LogView) -> str:
    """What a new view was refined from: the search one stands on where both have something in common."""
    if here not in searches:
        return ""
    old = searches[here].view
    texts = {part.text for part in old.parts} & {part.text for part in view.parts}
    same_find = bool(view.find) and view.find == old.find
    same_window = view.window is not None and view.window == old.window
    return here if texts or same_find or same_window else ""


def same_as(searches: Mapping[str, Search], parent: str, view: LogView) -> str:
    """A search from the same place that asks for the same already; empty for none."""
    return next((one.id for one in searches.values() if one.parent == parent and one.view == view), "")


def to_drop(searches: Mapping[str, Search], here: str) -> tuple[str, ...]:
    """Which go so that `KEPT` stay: never one with words of a person, or one that another came from."""
    parents = {one.parent for one in searches.values()}
    plain = (
        one
        for one in sorted(searches.values(), key=lambda search: search.at)
        if not (one.name or one.note or one.star or one.id in parents or one.id == here)
    )
    return tuple(one.id for one, _more in zip(plain, range(len(searches) - KEPT), strict=False))


def holding(placed: Iterable[Placed], text: str, words: Mapping[str, str]) -> tuple[Placed, ...]:
    """Those whose words hold a text. words: by id, what is shown of each."""
    wanted = text.casefold().split()
    return tuple(one for one in placed if all(word in words[one.search.id].casefold() for word in wanted))
