"""Text whose records begin with a time and little else: where the level is looked for, and what is left as the message."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from workbench.engine.lineformat import AROUND_LEVEL, LineFields, LineFormat
from workbench.readers.heads import CLIP
from workbench.readers.links import joined, links_in_text, links_of
from workbench.readers.tails import named_tail

LOOKED_AT = 300  # lines of a head that show where levels are
# Marks between head and message; a minus before a number belongs to the message.
_NOISE = re.compile(r"(?:[\s|:,;\]>)]|-\s)*")


@dataclass(frozen=True, slots=True)
class Layout:
    """One place for the stamp. formats: the same records found with less and with more effort for the level."""

    formats: tuple[LineFormat, ...]
    weight: float
    what: str

    @property
    def patterns(self) -> tuple[re.Pattern[str], ...]:
        """The formats' starts."""
        return tuple(_compiled(format.start) for format in self.formats)

    def tuned(self, lines: Sequence[str]) -> LineFormat:
        """The cheapest format that finds the levels of these lines as well as the dearest does."""
        if len(self.formats) == 1:
            return self.formats[0]
        lines = lines[:: max(len(lines) // LOOKED_AT, 1)]
        dearest = [found and level_in(found) for found in map(self.patterns[-1].match, lines)]
        for format, pattern in zip(self.formats[:-1], self.patterns, strict=False):
            if all(
                level == (found and level_in(found))
                for level, found in zip(dearest, map(pattern.match, lines), strict=True)
            ):
                return format
        return self.formats[-1]


def level_in(found: re.Match[str]) -> str:
    """The level's word, without what stands around it; empty where there is none."""
    names = found.re.groupindex
    level = found["level"] if "level" in names else None
    return (level or (found["level2"] if "level2" in names else None) or "").strip(AROUND_LEVEL)


def layout(starts: Sequence[str], weight: float, what: str) -> Layout:
    """A layout from its starts, the cheapest first; each has the group t, and perhaps level."""
    format = LineFormat("text.iso", "Text log with ISO 8601 times", literal_fields=True, parse=_parser(starts[-1]))
    return Layout(tuple(replace(format, start=start) for start in starts), weight, what)


@lru_cache(maxsize=64)
def _compiled(pattern: str) -> re.Pattern[str]:
    """When it is first needed: most sessions meet few of the layouts."""
    return re.compile(pattern, re.ASCII)


def _parser(start: str) -> Callable[[str], LineFields]:
    """Takes the head of a record off by the pattern that finds most."""

    def parse(text: str) -> LineFields:
        first = text.partition("\n")[0]
        found = _compiled(start).match(first[:CLIP])
        message = _NOISE.sub("", first[found.end() :], count=1) if found else first
        level = level_in(found) if found else ""
        tail = named_tail(message)
        return LineFields(
            title=message or first.strip(),
            body=message + text[len(first) :],
            severity_text=level,
            attributes=tail.attributes,
            resource=tail.resource,
            links=joined(links_of({**tail.resource, **tail.attributes}.items()), links_in_text(text)),
        )

    return parse
