"""Times as a map may say they are written, besides the engine's own forms: numbers of a unit, days, dates of numbers.

    seconds, milliseconds, microseconds, nanoseconds   since 1970, with or without a fraction (`.` or `,`)
    ole    days since 1899-12-30, as OLE automation and spreadsheets count them; a wall clock without a zone
    day    2026-03-17, midnight, without a zone
    date   3/17/26 2:02:11 PM, 17.03.2026 14:02 …: which of the two numbers is the day is the map's to say; never guessed

Everything else is a name or a pattern of `engine.timeforms`. Nothing goes through a float.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from workbench.engine.stamps import Stamp, parse_stamp
from workbench.engine.timeforms import NUMBERED, compiled_form
from workbench.errors import SettingsError

_DAY_NS, _SECOND = 86_400 * 10**9, 10**9
_OLE_EPOCH = 25_569  # days from 1899-12-30 to 1970-01-01
_NUMBER = re.compile(r"(-?\d{1,20})(?:[.,](\d{1,18}))?", re.ASCII)
_DATE = re.compile(
    r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d\d)(?:(?:,? +|[T_])(\d{1,2})[:.](\d\d)(?:[:.](\d\d)(?:[.,](\d{1,9}))?)?"
    r"(?:\s?([AaPp])\.?[Mm]\.?)?)?( ?(?:Z|UTC|GMT|[+-]\d\d:?\d\d))?",
    re.ASCII,
)
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
UNITS = {"seconds": 9, "milliseconds": 6, "microseconds": 3, "nanoseconds": 0}
NAMES = ("any", "iso", "slash", "clf", "epoch", *UNITS, "ole", "day", "date")
"""The forms that have a name, as a map may write them; anything with a % is a pattern."""


def _scaled(text: str, scale: int) -> int | None:
    """A number with a fraction, times 10**scale, exactly; digits beyond are cut off."""
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    whole, fraction = found[1], (found[2] or "")[:scale].ljust(scale, "0")
    size = abs(int(whole)) * 10**scale + int(fraction or 0)
    return -size if whole.startswith("-") else size


def _since_1970(text: str, unit: int) -> Stamp | None:
    wall = _scaled(text, unit)
    digits = len((text.replace(",", ".").partition(".")[2])[:unit])
    return _within(wall, False, 10 ** (unit - digits))


def _ole(text: str) -> Stamp | None:
    # 18 digits hold every fraction of a day that a double can tell apart in this century
    days = _scaled(text, 18)
    if days is None:
        return None
    # what a double of days can tell apart today is about half a microsecond; times are meant to the millisecond
    wall = round((days - _OLE_EPOCH * 10**18) * _DAY_NS / 10**18 / 10**6) if abs(days) < 10**24 else None
    return _within(None if wall is None else wall * 10**6, True, 10**6)


def _day(text: str) -> Stamp | None:
    found = parse_stamp(f"{text}T00:00:00", "iso") if _ISO_DAY.fullmatch(text) else None
    return None if found is None else Stamp(found.wall, True, _DAY_NS)


def _within(wall: int | None, naive: bool, step: int) -> Stamp | None:
    return Stamp(wall, naive, step) if wall is not None and -(2**63) < wall < 2**63 else None


_READ: dict[str, Callable[[str], Stamp | None]] = {
    **{name: (lambda text, scale=scale: _since_1970(text, scale)) for name, scale in UNITS.items()},
    "ole": _ole,
    "day": _day,
}


def written_date(text: str, day_first: bool | None) -> Stamp | None:
    """A date of numbers with the year behind; None where nobody said which number is the day."""
    found = _DATE.fullmatch(text)
    if found is None or day_first is None:
        return None
    day, month = (found[1], found[3]) if day_first else (found[3], found[1])
    year = found[4] if len(found[4]) == 4 else f"{'19' if found[4] >= '70' else '20'}{found[4]}"
    hour = int(found[5] or 0)
    if found[9]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found[9] in "pP" else 0)
    clock = f"{hour:02}:{found[6] or '00'}:{found[7] or '00'}" + (f".{found[8]}" if found[8] else "")
    stamp = parse_stamp(f"{year}-{month:0>2}-{day:0>2}T{clock}{(found[10] or '').strip()}", "iso")
    if stamp is None:
        return None
    step = stamp.resolution_ns if found[7] else 60 * _SECOND if found[5] else _DAY_NS
    return Stamp(stamp.wall, stamp.naive, step)


def date_sides(text: str) -> tuple[int, int] | None:
    """The two numbers of which one is the day and one the month; None where it is no date of numbers."""
    found = _DATE.fullmatch(text)
    return (int(found[1]), int(found[3])) if found else None


def read_time(text: str, form: str, day_first: bool | None = None) -> Stamp | None:
    """A time by one of the forms that are not the engine's, or by the engine's."""
    if form == "date":
        return written_date(text, day_first)
    if form in _READ:
        return _READ[form](text)
    return parse_stamp(text.replace(",", ".") if form == "epoch" else text, form)


def ours(form: str) -> bool:
    """Whether a form is one of this module's."""
    return form in _READ or form == "date"


def check_form(form: str) -> None:
    """Raise `SettingsError` that says what a form may be, where it is none."""
    if form in NAMES or form in NUMBERED:
        return
    try:
        if "%" not in form:
            raise ValueError(f"there is no time form called {form!r}")
        compiled_form(form)
    except ValueError as error:
        remedy = f"Use {', '.join(NAMES)}, or directives such as %d.%m.%Y %H:%M:%S."
        raise SettingsError(str(error), "form", remedy) from error
