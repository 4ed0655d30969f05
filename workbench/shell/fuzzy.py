"""How well a few typed letters fit a title: they must stand in it in this order; word starts and runs count more."""

from __future__ import annotations

from dataclasses import dataclass

START, RUN, LETTER, GAP, HEAD_GAP = 8, 6, 1, -1, -0.1


@dataclass(frozen=True, slots=True)
class Fit:
    """A score, higher is better, and which characters of the title were matched."""

    score: float
    marks: tuple[int, ...]


def fit(typed: str, title: str) -> Fit | None:
    """The best way in which the letters of `typed` (blanks aside) stand in `title` in their order; None when they don't.

    Dynamic programming over (letter, position): O(len(typed) · len(title)²) at worst on titles of some 60 characters.
    """
    letters = [letter for letter in typed.casefold() if not letter.isspace()]
    if not letters:
        return Fit(0.0, ())
    text = title.casefold()
    if len(text) != len(title) or not _in_order(letters, text):
        return None if not _in_order(letters, text) else Fit(0.0, ())
    best: dict[int, tuple[float, tuple[int, ...]]] = {}
    for number, letter in enumerate(letters):
        row: dict[int, tuple[float, tuple[int, ...]]] = {}
        for at, character in enumerate(text):
            if character != letter:
                continue
            worth = LETTER + (START if _starts_word(title, at) else 0)
            if number == 0:
                row[at] = (worth + HEAD_GAP * at, (at,))
                continue
            ways = [
                (score + (RUN if before == at - 1 else max(-6, GAP * (at - before - 1))), marks)
                for before, (score, marks) in best.items()
                if before < at
            ]
            if ways:
                score, marks = max(ways)
                row[at] = (score + worth, (*marks, at))
        best = row
    if not best:
        return None
    score, marks = max(best.values())
    return Fit(score - len(title) * 0.02, marks)


def _in_order(letters: list[str], text: str) -> bool:
    rest = iter(text)
    return all(letter in rest for letter in letters)


def _starts_word(title: str, at: int) -> bool:
    return at == 0 or not title[at - 1].isalnum() or (title[at].isupper() and title[at - 1].islower())
