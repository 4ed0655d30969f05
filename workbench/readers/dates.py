"""Dates in whatever order and with whatever signs a line begins with: the form they are written in, found from the text.

    17.03.2026, 14:02:11,123 · 3/17/26 2:02:11 PM · 17 März 2026 14:02:11 · Tue Mar 17 14:02:11 2026 · 20260317T140211

Which of two small numbers is the day is told by the values themselves: a number above 12 is no month. Where no value
tells, the answer is doubtful and says so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from workbench.engine.stamps import parse_stamp
from workbench.model.case import Problem
from workbench.readers.zonewords import zone_of_words

CHECKED = 12
_LETTERS = re.compile(r"(?<![A-Za-z])[A-Z]{2,5}(?![A-Za-z])")
# A word of letters, those of other alphabets included; written as what it is not, for both dialects of regex.
WORD = r"[^\s\d.,:;/|()<>{}\[\]\"'=_+*#@!?&%$~^`\\-]{2,12}\.?"
_ZONE = r"(?: ?(?:Z|UTC|GMT)(?:[+-]\d\d:?\d\d)?| ?[+-]\d\d:?\d\d)?"
_TIME = r"(?P<clock>\d{1,2}(?P<c>[:.])\d\d(?:(?P=c)\d\d(?:[.,:]\d{1,9})?)?)(?P<half>\s?[AaPp]\.?[Mm]\.?)?"
_JOIN = r"(?P<join>[Tt]|[,;|] ?|[-_/:]|\] ?\[|\s{1,2}|\s(?:[-|@à]|at|um)\s)"
_DAY = r"(?P<d1>\d{1,2})"
_NUMBERS = rf"{_DAY}(?P<s>[/.-])(?P<d2>\d{{1,2}})(?P=s)(?P<y>\d{{4}}|\d\d)"
_FIRST_YEAR = r"(?P<y>\d{4})(?P<s>[/.-])(?P<d1>\d{1,2})(?P=s)(?P<d2>\d{1,2})"
_PACKED = r"(?P<packed>\d{8})"
_DAY_MONTH = rf"(?:(?P<w>{WORD}),? )?{_DAY}(?P<s>[. /-]|\. )(?P<month>{WORD})(?P<s2>[ /-])(?P<y>\d{{4}}|\d\d(?!:))"
_MONTH_DAY = rf"(?:(?P<w>{WORD}),? )?(?P<month>{WORD}) {{1,2}}{_DAY}(?P<s>,? )(?P<y>\d{{4}})"
_YEAR_BEHIND = r"(?: (?P<zone>[A-Z]{3,4}))? (?P<y>\d{4})"
_DAY_CTIME = rf"(?:(?P<w>{WORD}) )?{_DAY}(?P<s>\.? )(?P<month>{WORD})(?P<join> ){_TIME}{_YEAR_BEHIND}"
_NO_YEAR = rf"(?:(?P<w>{WORD}),? )?(?P<month>{WORD})(?P<s>[ -]) ?{_DAY}(?P<join>,? ){_TIME}(?P<zone>{_ZONE})"
_CJK = rf"(?P<y>\d{{4}})(?P<s>年)(?P<d1>\d{{1,2}})月(?P<d2>\d{{1,2}})日(?P<join>\s?){_TIME}(?P<zone>{_ZONE})"
_CTIME = rf"(?:(?P<w>{WORD}) )?(?P<month>{WORD}) {{1,2}}{_DAY}(?P<join> ){_TIME}{_YEAR_BEHIND}"
_SHAPES = (
    ("numbers", rf"{_NUMBERS}{_JOIN}{_TIME}(?P<zone>{_ZONE})"),
    ("year", rf"{_FIRST_YEAR}{_JOIN}{_TIME}(?P<zone>{_ZONE})"),
    ("packed", rf"{_PACKED}(?P<tight>\d{{6}}(?:\d{{3}}|[.,]\d{{1,9}})?)(?P<zone>{_ZONE})"),
    ("packed", rf"{_PACKED}{_JOIN}(?:{_TIME}|(?P<tight>\d{{6}}(?:[.,]\d{{1,9}})?))(?P<zone>{_ZONE})"),
    ("words", rf"{_DAY_MONTH}{_JOIN}{_TIME}(?P<zone>{_ZONE})"),
    ("words", rf"{_MONTH_DAY}{_JOIN}{_TIME}(?P<zone>{_ZONE})"),
    ("ctime", _CTIME),
    ("ctime", _DAY_CTIME),
    ("month", _NO_YEAR),
    ("year", _CJK),
)  # fmt: skip
_DIGITS = re.compile(r"\d+")
# Behind a date no letter or digit goes on.
_ENDS = re.compile(r"(?:[\s\]|,:;)>]|$)")


@dataclass(frozen=True, slots=True)
class Written:
    """How most dates of some lines are written. form: as `TimeForm` · pattern: a regex, both dialects · day_first: whether
    the values tell (None: they don't) · swapped: the form with day and month the other way, empty where there is none ·
    doubt: what else may be meant
    """

    form: str
    pattern: str
    matched: int
    day_first: bool | None = None
    swapped: str = ""
    doubt: str = ""


def written_dates(texts: Sequence[str]) -> Written | None:
    """The form of the dates that these texts begin with, by most of them; None where few begin with one."""
    found = [one for text in texts if (one := _date_at(text)) is not None]
    if not found:
        return None
    forms = Counter((form, pattern) for form, pattern, _ in found)
    (form, pattern), count = forms.most_common(1)[0]
    matches = [match for one, _, match in found if one == form]
    if "%1" not in form:
        return _checked(Written(form, pattern, count), matches)
    first, second = (sum(int(match[name]) > 12 for match in matches) for name in ("d1", "d2"))
    day_first = None if first == second else first > second
    by_day, by_month = form.replace("%1", "%d").replace("%2", "%m"), form.replace("%1", "%m").replace("%2", "%d")
    likely = day_first if day_first is not None else _likely_day_first(form)
    ways = (by_day, by_month) if likely else (by_month, by_day)
    return _checked(Written(ways[0], pattern, count, day_first, ways[1], _year_first(matches)), matches)


def _year_first(matches: Sequence[re.Match[str]]) -> str:
    """A doubt where the first of three pairs of digits is always the same and no month: it may be the year."""
    if len(matches[0]["y"]) == 4 or len({match["d1"] for match in matches}) > 1 or int(matches[0]["d1"]) <= 12:
        return ""
    return f"dates such as {matches[0][0].strip()} are read with the day first; the year may stand there"


def zone_in_stamps(pattern: re.Pattern[str], lines: Sequence[str]) -> tuple[str, tuple[Problem, ...]]:
    """The zone that the letters in some lines' stamps (group t) stand for, and what is doubtful; empty where none do."""
    found = (pattern.match(line) for line in lines[:200])
    words = {word for one in found if one for word in _LETTERS.findall(one["t"] or "")}
    return zone_of_words(words - {"AM", "PM"})


def _likely_day_first(form: str) -> bool:
    """Dots and dashes stand in dates of countries that write the day first; with AM and PM the month stands first."""
    return "/" not in form.partition(" ")[0] and "%p" not in form


def _checked(written: Written, matches: Sequence[re.Match[str]]) -> Written | None:
    """None where half of the texts or more are no times in the calendar."""
    some = matches[:: -(-len(matches) // CHECKED)]
    times = sum(parse_stamp(match[0].strip(), written.form) is not None for match in some)
    return written if times * 2 > len(some) else None


@cache
def _shapes() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Compiled when they are first needed."""
    return tuple((name, re.compile(text)) for name, text in _SHAPES)


def _date_at(text: str) -> tuple[str, str, re.Match[str]] | None:
    for name, pattern in _shapes():
        found = pattern.match(text)
        if found is not None and name == "month" and (found["clock"].count(":") < 2):
            continue  # without a year and without seconds it may be anything
        if found is None or not _ENDS.match(text, found.end()) or (name == "year" and _is_iso(found)):
            continue
        try:
            return _form_of(name, found), _pattern_of(name, found), found
        except ValueError:
            return None
    return None


def _is_iso(found: re.Match[str]) -> bool:
    if found["s"] != "-" or found["join"] not in ("T", "t", " ") or found["half"]:
        return False
    return bool(_DIGITS.match(found["clock"], 6)) and found["clock"].count(":") == 2


def _form_of(name: str, found: re.Match[str]) -> str:
    """The directives that read this text, day and month in numbers as %1 and %2 where their order is open."""
    groups = found.groupdict()
    parts: dict[str, str] = {"d1": "%d", "month": "%b", "w": "%a", "packed": "%Y%m%d"}
    if name in ("numbers", "year"):
        parts |= {"d1": "%1", "d2": "%2"} if name == "numbers" else {"d1": "%m", "d2": "%d"}
    if groups.get("y"):
        parts["y"] = "%Y" if len(groups["y"]) == 4 else "%y"
    if groups.get("clock"):
        parts["clock"] = _clock(groups["clock"], groups["c"], bool(groups.get("half")))
    if groups.get("tight"):
        parts["tight"] = "%H%M%S%f" if groups["tight"].isdigit() and len(groups["tight"]) > 6 else "%H%M%S"
    if groups.get("half"):
        parts["half"] = " %p" if groups["half"][0].isspace() else "%p"
    zone = (groups.get("zone") or "").strip()
    if zone:
        blank = " " if (groups.get("zone") or "")[0] == " " else ""
        parts["zone"] = blank + ("%Z" if name == "ctime" else "%z")
    return re.sub(r" +", " ", _replaced(found, parts, _directive))


def _clock(text: str, colon: str, half: bool) -> str:
    hour = "%I" if half else "%H"
    parts = text.split(colon)
    if len(parts) == 2:
        return f"{hour}{colon}%M"
    fraction = ":%f" if colon == ":" and len(parts) == 4 else ""
    return f"{hour}{colon}%M{colon}%S{fraction}"


def _replaced(found: re.Match[str], parts: Mapping[str, str], literal: Callable[[str], str]) -> str:
    """The text with each group in `parts` replaced, and what stands between them as `literal` gives it."""
    groups = found.groupdict()
    spans = sorted((found.span(name), text) for name, text in parts.items() if groups.get(name))
    out: list[str] = []
    at = found.start()
    for (start, end), text in spans:
        out += [literal(found.string[at:start]), text]
        at = end
    return "".join(out) + literal(found.string[at : found.end()])


def _directive(text: str) -> str:
    if any(char.isdigit() for char in text):
        raise ValueError(text)
    return text.replace("%", "%%")


def _pattern_of(name: str, found: re.Match[str]) -> str:
    """A regex for texts that are written as this one: digits vary, and so do the words."""
    groups = found.groupdict()
    parts = {
        "d1": r" ?\d{1,2}",
        "d2": r"\d{1,2}",
        "month": WORD,
        "w": WORD,
        "packed": r"\d{8}",
        "half": r"[^!-~]?[AaPp]\.?[Mm]\.?",
    }
    parts |= {
        "zone": "[A-Z]{3,4}" if name == "ctime" else _ZONE,
        "tight": _tight(groups.get("tight") or ""),
        "y": r"\d{4}" if len(groups.get("y") or "") == 4 else r"\d\d",
    }
    if clock := groups.get("clock"):
        colon = re.escape(groups["c"])
        seconds = rf"{colon}\d\d(?:[.,]\d{{1,9}})?" if clock.count(groups["c"]) >= 2 else ""
        parts["clock"] = rf"\d{{1,2}}{colon}\d\d{seconds}" + (r":\d{1,9}" if clock.count(":") == 3 else "")
    return _replaced(found, parts, _escaped)


def _tight(text: str) -> str:
    return r"\d{9}" if text.isdigit() and len(text) > 6 else r"\d{6}(?:[.,]\d{1,9})?"


def _escaped(text: str) -> str:
    return re.sub(r"(?:\\? )+", " +", re.escape(text)) if text.strip(" ") != text or " " in text else re.escape(text)
