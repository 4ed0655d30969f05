"""Which form some texts are times of, by all of them; what can't be told from them is said, never guessed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workbench.engine.stamps import parse_stamp
from workbench.readers.maptimes import date_sides, read_time
from workbench.readers.recordmap import SENTINELS

# Times of what is looked into lie between these years; a number of another year is more likely none.
FIRST, LAST = 631_152_000, 4_102_444_800
PATTERNS = (
    "%Y-%m-%d %H:%M:%S %Z", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M%z", "%Y-%m-%d %H:%M %z",
    "%a, %d %b %Y %H:%M:%S %z", "%d %b %Y %H:%M:%S %z", "%a %b %d %H:%M:%S %Y", "%a %b %d %H:%M:%S %Z %Y",
    "%b %d, %Y @ %H:%M:%S.%f", "%b %d, %Y, %I:%M:%S %p", "%b %d, %Y %I:%M:%S %p", "%b %d, %Y %H:%M:%S",
    "%d %b %Y %H:%M:%S", "%d-%b-%Y %H:%M:%S", "%d %b %Y, %H:%M:%S", "%b %d, %Y %H:%M", "%d %b %Y %H:%M", "%Y%m%dT%H%M%S%z",
    "%Y%m%dT%H%M%S", "%Y/%m/%d %H:%M", "%Y.%m.%d %H:%M:%S",
)  # fmt: skip
_UNITS = {9: "seconds", 10: "seconds", 12: "milliseconds", 13: "milliseconds", 15: "microseconds", 16: "microseconds",
          18: "nanoseconds", 19: "nanoseconds"}  # fmt: skip
_OLE = (36_526, 73_050)  # 2000 and 2100
CHECKED, FEW = 200, 30
MOST = 0.8
"""The share of texts that have to be times of one form, so that the others are said to be none."""


@dataclass(frozen=True, slots=True)
class WrittenTime:
    """A form that all texts have. why: in words · doubt: what the texts don't tell, and a person has to say."""

    form: str
    why: str
    day_first: bool | None = None
    doubt: str = ""

    @property
    def sure(self) -> bool:
        """Whether nothing of it has to be said by a person."""
        return not self.doubt


def written_times(texts: Sequence[str], *, days: bool = False) -> WrittenTime | None:
    """The form of all these texts, those that stand for no time left out; None where there is none.

    days: whether numbers may be days of OLE automation, which any number of that size could be.
    """
    some = [text for text in (one.strip() for one in texts[:CHECKED]) if text and text not in SENTINELS]
    if not some:
        return None
    if all(text.replace(".", "", 1).replace(",", "", 1).isdigit() for text in some):
        return _numbers(some, days)
    for form, why in (
        ("iso", "ISO 8601"),
        ("slash", "year/month/day"),
        ("clf", "as web servers log"),
        ("day", "ISO days"),
    ):
        if all(read_time(text, form) is not None for text in some):
            return WrittenTime(form, why)
    for form in PATTERNS:
        if all(parse_stamp(text, form) is not None for text in some):
            return WrittenTime(form, f"written as {form}")
    return _dates(some)


def mostly_times(texts: Sequence[str], *, days: bool = False) -> WrittenTime | None:
    """The form of most of these texts, where not all have one; the others are a doubt."""
    some = [text for text in (one.strip() for one in texts) if text and text not in SENTINELS][:FEW]
    forms = {text: found.form for text in some if (found := written_times((text,), days=days)) is not None}
    form = next(iter(forms.values()), "")
    fitting = [text for text in some if forms.get(text) == form]
    if not form or len(fitting) == len(some) or len(fitting) < MOST * len(some):
        return None
    found = written_times(fitting, days=days)
    if found is None:
        return None
    other = next(text for text in some if forms.get(text) != form)
    doubt = f"{len(some) - len(fitting)} of {len(some)} times are of another form, such as {other[:40]!r}"
    return WrittenTime(found.form, found.why, found.day_first, f"{found.doubt}; {doubt}" if found.doubt else doubt)


def _numbers(texts: list[str], days: bool) -> WrittenTime | None:
    wholes = [text.replace(",", ".").partition(".")[0] for text in texts]
    units = {_UNITS.get(len(whole), "") for whole in wholes}
    if len(units) == 1 and (unit := units.pop()):
        stamps = [read_time(text, unit) for text in texts]
        if all(stamp is not None and FIRST <= stamp.wall // 10**9 <= LAST for stamp in stamps):
            return WrittenTime(unit, f"{unit} since 1970, by their {len(wholes[0])} digits")
    if days and all(_OLE[0] <= int(whole) <= _OLE[1] for whole in wholes) and any("." in text for text in texts):
        return WrittenTime("ole", "days since 1899-12-30, as spreadsheets count them")
    return None


def _dates(texts: list[str]) -> WrittenTime | None:
    sides = [date_sides(text) for text in texts]
    if not all(sides):
        return None
    first = any(side[0] > 12 for side in sides if side)
    second = any(side[1] > 12 for side in sides if side)
    if first and second:
        return None
    day_first = first if first or second else None
    if day_first is not None and not all(read_time(text, "date", day_first) for text in texts):
        return None
    if day_first is None:
        doubt = f"{texts[0]!r} and all others can be read with the day or the month first; say which (day_first)"
        return WrittenTime("date", "dates of numbers", None, doubt)
    return WrittenTime(
        "date", f"dates of numbers, the {'day' if day_first else 'month'} first: one is above 12", day_first
    )
