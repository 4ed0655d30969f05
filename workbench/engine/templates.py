"""The templates of a log's lines: what a program's statements are, found by looking at what they wrote.

A `Miner` takes lines in batches of any size. Each line becomes a shape at once (`engine.masking`), by compiled code over
the whole batch; Python sees only shapes that are new. Templates are made of the shapes when they are asked for, so that a
growing log costs no more than its new lines and, now and then, a merge of its few shapes (`engine.templatemerge`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from workbench.engine.masking import BLANK, masked, shaped
from workbench.engine.templatemerge import merged

Int32 = npt.NDArray[np.int32]
MOST = 50_000
"""Shapes that are told apart; lines of any further shape are of the template `<*>`: too varied to say more."""
REMEMBERED = 200_000
"""Masked lines whose shape is remembered; others are shaped again in each batch."""


def template_id(text: str) -> str:
    """The id of a template: the same text has the same one in every case, log and version."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


@dataclass(frozen=True, slots=True)
class Templates:
    """The templates of some lines, in order of their text. of_shape: for each shape which of them it is of."""

    texts: tuple[str, ...]
    of_shape: Int32

    @property
    def ids(self) -> tuple[str, ...]:
        """The id of each."""
        return tuple(template_id(text) for text in self.texts)


class Miner:
    """Lines to shapes, shapes to templates. shapes: those known so far, to go on with (`fixed`: how many of the
    first are whole templates, which nothing is merged with).
    """

    def __init__(self, shapes: Sequence[str] = (), whole: Iterable[int] = ()) -> None:
        self.shapes = list(shapes)
        self.whole = set(whole)
        self._numbers = {self._key(number): number for number in range(len(self.shapes))}
        self._masked: dict[str, int] = {}
        self._templates: Templates | None = None

    def _key(self, number: int) -> tuple[str, bool]:
        return self.shapes[number], number in self.whole

    def add(self, lines: pl.Series) -> Int32:
        """The shape of each line, as its number. Nulls are empty lines."""
        texts = masked(lines.fill_null(""))
        # Hashes instead of the texts: sorting numbers is what `unique` costs least.
        _, first, place = np.unique(texts.hash(seed=1).to_numpy(), return_index=True, return_inverse=True)
        distinct = texts.gather(first)
        return self._numbered(distinct)[place.ravel()]

    def add_whole(self, templates: Sequence[str]) -> Int32:
        """The shapes of lines whose templates are known already, such as stack traces; nothing is merged with them."""
        return np.array([self._number(text, whole=True) for text in templates], dtype=np.int32)

    def _numbered(self, distinct: pl.Series) -> Int32:
        keys = distinct.to_list()
        found = [self._masked.get(key, -1) for key in keys]
        new = [at for at, number in enumerate(found) if number < 0]
        if new:
            for at, shape in zip(new, shaped(distinct.gather(new)), strict=True):
                found[at] = self._number(shape)
                if len(self._masked) < REMEMBERED:
                    self._masked[keys[at]] = found[at]
        return np.array(found, dtype=np.int32)

    def _number(self, shape: str, *, whole: bool = False) -> int:
        number = self._numbers.get((shape, whole))
        if number is None:
            if len(self.shapes) >= MOST:
                return self._number_of_rest()
            number = self._put(shape, whole)
        return number

    def _number_of_rest(self) -> int:
        number = self._numbers.get((BLANK, True))
        return self._put(BLANK, True) if number is None else number

    def _put(self, shape: str, whole: bool) -> int:
        number = len(self.shapes)
        self.shapes.append(shape)
        if whole:
            self.whole.add(number)
        self._numbers[shape, whole] = number
        self._templates = None
        return number

    def templates(self) -> Templates:
        """What the lines so far are of; made again only when there are new shapes."""
        if self._templates is None:
            loose = [number for number in range(len(self.shapes)) if number not in self.whole]
            # In order of the shapes, so that the outcome doesn't depend on which came first.
            loose.sort(key=self.shapes.__getitem__)
            texts = dict(zip(loose, merged([self.shapes[number] for number in loose]), strict=True))
            every = [texts.get(number, shape) for number, shape in enumerate(self.shapes)]
            found = tuple(sorted(set(every)))
            places = {text: place for place, text in enumerate(found)}
            self._templates = Templates(found, np.array([places[text] for text in every], dtype=np.int32))
        return self._templates


def templates_of(lines: pl.Series) -> list[str]:
    """The template of each line."""
    miner = Miner()
    shapes, found = miner.add(lines), miner.templates()
    return [found.texts[number] for number in found.of_shape[shapes].tolist()]
