"""What persons put on rows in passing, each gesture one edit however many rows it meets: flag, colour, tags, comment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from workbench.casework.edits import Edit, Put, Remove, Together
from workbench.clock import Clock
from workbench.model.entities import Citation
from workbench.model.instants import Instant
from workbench.model.notebook import Mark, Notebook


@dataclass(frozen=True, slots=True)
class Target:
    """A row to be marked: what it is cited by, and its corrected time."""

    citation: Citation
    t: Instant | None = None


def marks_of(notebook: Notebook, targets: Iterable[Target]) -> Mapping[Citation, Mark]:
    """The marks that these rows carry, by citation."""
    wanted = {target.citation for target in targets}
    return {mark.citation: mark for mark in reversed(list(notebook.marks.values())) if mark.citation in wanted}


def flagged(notebook: Notebook, clock: Clock, targets: Sequence[Target]) -> Edit | None:
    """Flag the rows; where all of them are flagged take it away. Colours, tags and comments stay."""
    held = marks_of(notebook, targets)
    on = not all(target.citation in held and held[target.citation].flagged for target in targets)
    verb = "mark" if on else "unmark"
    return _changed(held, clock, targets, lambda mark: replace(mark, flagged=on), f"{verb} {_lines(targets)}")


def labelled(notebook: Notebook, clock: Clock, targets: Sequence[Target], label: int) -> Edit | None:
    """Give the rows a colour (1 to `LABELS`), take it away where all have it already or where `label` is 0."""
    held = marks_of(notebook, targets)
    if label and all(target.citation in held and held[target.citation].label == label for target in targets):
        label = 0
    words = f"label {_lines(targets)} {label}" if label else f"take the label off {_lines(targets)}"
    return _changed(held, clock, targets, lambda mark: replace(mark, label=label), words)


def shared_tags(notebook: Notebook, targets: Sequence[Target]) -> tuple[str, ...]:
    """The tags that all of the rows carry."""
    held = marks_of(notebook, targets)
    sets = [held[target.citation].tags if target.citation in held else () for target in targets]
    return tuple(tag for tag in sets[0] if all(tag in tags for tags in sets)) if sets else ()


def tagged(notebook: Notebook, clock: Clock, targets: Sequence[Target], tags: Sequence[str]) -> Edit | None:
    """Let `tags` be the tags that all of the rows carry; those that only some carry stay where they are."""
    before = shared_tags(notebook, targets)

    def with_tags(mark: Mark) -> Mark:
        own = (tag for tag in mark.tags if tag not in before)
        return replace(mark, tag=", ".join(dict.fromkeys((*tags, *own))))

    named = ", ".join(tag for tag in tags if tag not in before)
    words = f"tag {_lines(targets)} {named}" if named else f"take tags off {_lines(targets)}"
    return _changed(marks_of(notebook, targets), clock, targets, with_tags, words)


def shared_comment(notebook: Notebook, targets: Sequence[Target]) -> str:
    """The comment that all of the rows carry, empty when they differ."""
    held = marks_of(notebook, targets)
    found = {held[target.citation].comment if target.citation in held else "" for target in targets}
    return found.pop() if len(found) == 1 else ""


def commented(notebook: Notebook, clock: Clock, targets: Sequence[Target], text: str) -> Edit | None:
    """Write a comment on the rows in place of the one they share; below the one that only some of them have."""
    before, text = shared_comment(notebook, targets), text.strip()

    def with_comment(mark: Mark) -> Mark:
        if mark.comment == before or not text:
            return replace(mark, comment=text if mark.comment == before else mark.comment)
        return replace(mark, comment=f"{mark.comment}\n{text}")

    words = f"comment on {_lines(targets)}" if text else f"take the comment off {_lines(targets)}"
    return _changed(marks_of(notebook, targets), clock, targets, with_comment, words)


def cleared(notebook: Notebook, marks: Sequence[Mark]) -> Edit | None:
    """Take these marks away with all that they say."""
    edits = tuple(Remove("mark", mark.id) for mark in marks if mark.id in notebook.marks)
    return Together(edits, f"remove {len(edits)} mark{'' if len(edits) == 1 else 's'}") if edits else None


def used_tags(notebook: Notebook) -> tuple[str, ...]:
    """Every tag of the case, those used most first."""
    counts: dict[str, int] = {}
    for mark in notebook.marks.values():
        for tag in mark.tags:
            counts[tag] = counts.get(tag, 0) + 1
    return tuple(sorted(counts, key=lambda tag: (-counts[tag], tag.casefold())))


def _lines(targets: Sequence[Target]) -> str:
    return "a line" if len(targets) == 1 else f"{len(targets):,} lines"


def _changed(
    held: Mapping[Citation, Mark], clock: Clock, targets: Sequence[Target], change: Callable[[Mark], Mark], label: str
) -> Edit | None:
    edits: list[Edit] = []
    for target in targets:
        old = held.get(target.citation)
        new = change(old or Mark(clock.new_id(), target.citation, target.t, flagged=False))
        if old is None:
            edits += [] if new.empty else [Put(new)]
        elif new.empty:
            edits.append(Remove("mark", old.id))
        elif new != old:
            edits.append(Put(new))
    return Together(tuple(edits), label) if edits else None
