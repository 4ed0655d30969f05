"""lnav's levels: names of severities to patterns that a level's text is searched for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from workbench.engine.dialect import ascii_classes
from workbench.model.severity import WORDS
from workbench.readers.levels import NUMBERS
from workbench.readers.lnavdialect import portable

# lnav's names, the least severe first: the order in which it tries their patterns.
NUMBER_OF = {
    "invalid": 0, "unknown": 0, "trace": 1, "debug5": 5, "debug4": 5, "debug3": 5, "debug2": 5, "debug": 5, "info": 9,
    "stats": 9, "notice": 10, "warning": 13, "error": 17, "critical": 18, "fatal": 21,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Levels(Mapping[str, int]):
    """Severities of level texts; without patterns those that level words have everywhere."""

    patterns: tuple[tuple[str, int], ...] = ()

    @classmethod
    def of(cls, rows: Mapping[str, Any]) -> Levels:
        """From the rows of `level`. Raises `KeyError` for a name that lnav hasn't, and as compiling patterns does."""
        found: list[tuple[str, int]] = []
        for name in rows:
            NUMBER_OF[name]
        for name, number in NUMBER_OF.items():
            values = rows.get(name, ())
            for value in values if isinstance(values, list) else (values,) if name in rows else ():
                text = f"^{value}$" if isinstance(value, int | float) else portable(value).text
                pl.Series([""]).str.contains(ascii_classes(f"(?i){text}"))
                found.append((ascii_classes(f"(?i){text}"), number))
        return cls(tuple(found))

    def get(self, key: str, default: Any = None) -> Any:
        """The severity of a text."""
        if not self.patterns:
            return WORDS.get(key, NUMBERS.get(key, default))
        text = pl.Series([key])
        return next((number for pattern, number in self.patterns if text.str.contains(pattern)[0]), default)

    def __getitem__(self, key: str) -> int:
        found = self.get(key)
        if found is None:
            raise KeyError(key)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(WORDS if not self.patterns else ())

    def __len__(self) -> int:
        return 0 if self.patterns else len(WORDS)
