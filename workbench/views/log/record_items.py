"""What a record's pane shows, as values, and how they are laid out into lines for one width."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ItemKind = Literal["head", "field", "code", "note", "more", "choice"]
NAMES_SHARE, NAMES_LEAST = 0.42, 60
INDENT = 12


@dataclass(frozen=True, slots=True)
class Tint:
    """Characters [start, end) of a value in the colour of a token."""

    start: int
    end: int
    token: str


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of a record. key: known by it from record to record, so that what was folded stays so.

    kind: `head` of a section, `field` (a name and its value), `code` (a line of a body), `note` (words of ours), `more`
    (what was cut; a click asks for it), `choice` (ways to show the body; value: labels with `|` between them, name: the
    chosen one) · open: None where nothing folds · link: what the value stands for, so that a click goes there ·
    filtered: whether the log can be filtered by it · token: the value's colour · value: harmless, in one line or with
    line ends · tree: a line of a tree, set in beside those that fold
    """

    key: str
    kind: ItemKind
    name: str = ""
    value: str = ""
    depth: int = 0
    open: bool | None = None
    link: str = ""
    filtered: bool = False
    token: str = "text.primary"
    tints: tuple[Tint, ...] = ()
    tree: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """One painted line: characters [start, end) of an item's value; `first` carries its name, too."""

    item: int
    start: int
    end: int
    first: bool


def names_width(widths: list[float], room: float) -> float:
    """How wide the column of names is: as its widest name, but never so wide that values have no room."""
    return min(max([*widths, NAMES_LEAST]), room * NAMES_SHARE)


def pieces(items: tuple[Item, ...], letters: dict[str, int]) -> list[Piece]:
    """All lines of all items. letters: characters that fit into one line of a value, by kind of item."""
    found: list[Piece] = []
    for number, item in enumerate(items):
        width = max(letters.get(item.kind, 80) - item.depth * INDENT // 7, 12)
        first, at = True, 0
        for line in item.value.split("\n") if item.kind in ("field", "code", "note") else (item.value,):
            end = at + len(line)
            if item.kind in ("field", "code", "note"):
                for start in range(at, max(end, at + 1), width):
                    found.append(Piece(number, start, min(start + width, end), first))
                    first = False
            else:
                found.append(Piece(number, at, end, True))
            at = end + 1
    return found
