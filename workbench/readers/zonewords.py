"""Abbreviations of zones that logs write behind their times, where they say which zone is meant and where they don't."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from workbench.model.case import Problem

# An abbreviation and its summer twin to a zone that writes both. Those below mean different offsets in the world.
_ZONES = {
    "GMT": "UTC", "CET": "CET", "CEST": "CET", "EET": "EET", "EEST": "EET", "WET": "WET", "WEST": "WET",
    "EST": "EST5EDT", "EDT": "EST5EDT", "CDT": "CST6CDT", "MDT": "MST7MDT", "PDT": "PST8PDT", "PST": "PST8PDT",
    "MST": "MST7MDT", "JST": "Asia/Tokyo", "AEST": "Australia/Sydney", "AEDT": "Australia/Sydney",
    "NZST": "Pacific/Auckland", "NZDT": "Pacific/Auckland", "MSK": "Europe/Moscow", "HKT": "Asia/Hong_Kong",
}  # fmt: skip
_SEVERAL = {
    "IST": "India, Israel or Ireland", "CST": "North America, China or Cuba", "BST": "Britain or Bangladesh",
    "AST": "the Atlantic or Arabia", "SST": "Samoa or Singapore", "GST": "the Gulf or South Georgia",
}  # fmt: skip


def zone_of_words(words: Iterable[str]) -> tuple[str, tuple[Problem, ...]]:
    """The zone that abbreviations stand for, and what is doubtful; empty with a doubt where they don't say.

    Offsets (`+03`), UTC and nothing say it themselves and are passed over.
    """
    named = sorted({word for word in words if word.isalpha() and word not in ("UTC", "Z")})
    if not named:
        return "", ()
    zones = {_ZONES.get(word, "") for word in named}
    zone = zones.pop() if len(zones) == 1 else ""
    if zone in ("", "UTC"):
        return (zone, ()) if zone else ("", (_doubt(named),))
    told = f"the times say {' and '.join(named)}, which is read as the zone {zone}"
    return zone, (Problem(f"{told}; declare the zone if the server kept another"),)


def _doubt(named: Sequence[str]) -> Problem:
    word = next((one for one in named if one in _SEVERAL), named[0])
    may_be = f", which may be {_SEVERAL[word]}" if word in _SEVERAL else ", which is no zone known here"
    return Problem(f"the times say {word}{may_be}; the zone is assumed until it is declared")
