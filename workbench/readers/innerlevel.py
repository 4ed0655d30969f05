r"""The level of a line that stands behind another program's head: what a container printed, what syslog was handed.

The inner line may be plain text (`ERROR x`, `[warn] x`, behind a time and a thread), klog's (`E0317 14:02:11.1 …`),
logfmt (`level=error`) or JSON (`"level":"error"`). One group `level` holds whatever shows it, with its key where there
is one; `SEVERITIES` knows all such texts. No look-around: the engine's dialect has none.
"""

from __future__ import annotations

import re
from functools import lru_cache

from workbench.model.severity import WORDS
from workbench.readers.levels import ANY_CASE, BETWEEN, CAPITALS, NUMBERS, SYSLOG

_KEYS = ("level", "lvl", "severity", "levelname", "log.level", "@l")
_KEY = "|".join(re.escape(key) for key in _KEYS)
_COLOUR = "(?:\x1b\\[[\\d;]*m)?"
_TIMES = r"(?:[\[(]?\d[\d:.,/TZ+-]+[\])]? +){0,3}(?:UTC |GMT |CES?T |[ECMP][SD]T )?"
_KLOG = {"I": 9, "W": 13, "E": 17, "F": 21}


def inner_level(quote: str = '"', colour: str = _COLOUR) -> str:
    r"""The part of a pattern that stands where an inner line begins. quote: how a quote is written there, as a regex
    (`\\"` within a JSON string); colour: the same for ANSI colours. It may match nothing.
    """
    pairs = rf"(?:[\w.@/-]+=(?:{quote}[^\"\\]*{quote}|[^\s\"\\]*) )*?"
    plain = rf"{colour}{_TIMES}(?:{BETWEEN}){{0,3}}?{colour}"
    members = rf"\{{(?:[^{{}}]|\{{[^{{}}]*\}})*?{quote}"
    words = (
        rf"[\[<(](?:{ANY_CASE})[\]>)]|(?:{ANY_CASE})[:\t\\]|(?:{CAPITALS})(?:[\s:\])>|\"\\{chr(27)}]|$)"
        rf"|[IWEF]\d\d\d\d |<[0-7]>|(?:{_KEY})=(?:{quote})?\w+|(?:{_KEY}){quote}: ?(?:{quote})?\w+"
    )
    return rf"(?:(?:{plain}|{pairs}|{members})(?P<level>{words}))?"


# The same where only a word right at the beginning counts: three times as quick to look for.
NEXT = rf"(?:(?P<level>[\[<](?:{ANY_CASE})[\]>]|(?:{ANY_CASE})[:\t]|(?:{CAPITALS})[\s:]))?"


def _texts(quote: str) -> dict[str, int]:
    """Every text that a pair of key and level may be."""
    table: dict[str, int] = {}
    for word, number in {**WORDS, **NUMBERS}.items():
        for key in _KEYS:
            table |= {f"{key}={word}": number, f"{key}={quote}{word}": number}
            table |= {f"{key}{quote}:{gap}{mark}{word}": number for gap in ("", " ") for mark in ("", quote)}
    return table


_DAYS = {
    f"{key}{month:02}{day:02}".lower(): n for key, n in _KLOG.items() for month in range(1, 13) for day in range(32)
}
# Behind a word in capitals, a quote's or a colour's first character may be caught with it.
_ENDS = {f"{word}{end}": number for word, number in WORDS.items() for end in ('"', "\\", "\x1b", "|")}
SEVERITIES: dict[str, int] = {**WORDS, **_ENDS, **_DAYS, **SYSLOG, **_texts('"'), **_texts('\\"')}
_PLAIN = re.compile("^" + inner_level(), re.ASCII)
_NEXT = re.compile("^" + NEXT, re.ASCII)
_WORD = re.compile(r"[A-Za-z]+[1-5]?$|\d+$")
TEXT_LIMIT = 4000


def level_text(text: str) -> str:
    """The level that an inner line shows, in its own word; empty where it shows none."""
    found = _PLAIN.match(text[:TEXT_LIMIT])
    return _level_in(found["level"]) if found and found["level"] else ""


@lru_cache(maxsize=1024)  # a source has few
def _level_in(shown: str) -> str:
    shown = shown.strip().strip('[]<>():"\\\x1b|')
    if re.fullmatch(r"[IWEF]\d{4}", shown):
        return shown[0]
    word = _WORD.search(shown)
    return word[0] if word else ""


def next_level_text(text: str) -> str:
    """The level that a line begins with, as `NEXT` finds it."""
    found = _NEXT.match(text[:TEXT_LIMIT])
    return (found["level"] or "").strip().strip("[]<>:") if found else ""
