"""Values of several words: templates that are alike before and behind a stretch which has now one word, now four."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from workbench.engine.masking import MARK
from workbench.engine.templatewords import ENOUGH, MERGED

LONGEST = 4
"""Words of a value."""
AROUND = 3
"""Fixed words that must stand before and behind it together."""
MOST = 4_000
"""Templates up to which they are compared."""
Key = tuple[tuple[str, ...], tuple[str, ...]]


def spans_merged(templates: Sequence[str]) -> list[str]:
    """The same templates, with one value where a stretch of words varies in number, too."""
    distinct = sorted(set(templates))
    if len(distinct) > MOST:
        return list(templates)
    spans: dict[Key, set[tuple[str, ...]]] = defaultdict(set)
    for text in distinct:
        for key, middle in _spans(tuple(text.split(" "))):
            spans[key].add(middle)
    chosen = {key for key, middles in spans.items() if _varies(middles)}
    become = {text: _become(tuple(text.split(" ")), chosen, spans) for text in distinct}
    return [become[text] for text in templates]


def _spans(words: tuple[str, ...]) -> list[tuple[Key, tuple[str, ...]]]:
    fixed = [_is_fixed(word) for word in words]
    found = []
    for first in range(1, len(words) - 1):
        if not any(fixed[:first]):
            continue
        for last in range(first + 1, min(first + LONGEST, len(words) - 1) + 1):
            if any(fixed[last:]) and sum(fixed[:first]) + sum(fixed[last:]) >= AROUND:
                found.append(((words[:first], words[last:]), words[first:last]))
    return found


def _is_fixed(word: str) -> bool:
    return MARK not in word and MERGED not in word and any(letter.isalpha() for letter in word)


def _varies(middles: set[tuple[str, ...]]) -> bool:
    """Whether there are enough different ones, of different lengths and with nothing in common at either end."""
    if len(middles) < ENOUGH or len({len(middle) for middle in middles}) < 2:
        return False
    return (
        len({middle[0] for middle in middles}) >= ENOUGH - 1 and len({middle[-1] for middle in middles}) >= ENOUGH - 1
    )


def _become(words: tuple[str, ...], chosen: set[Key], spans: dict[Key, set[tuple[str, ...]]]) -> str:
    fitting = [key for key, _ in _spans(words) if key in chosen]
    if not fitting:
        return " ".join(words)
    before, behind = max(fitting, key=lambda key: (len(spans[key]), len(key[0]) + len(key[1]), key))
    return " ".join((*before, MERGED, *behind))
