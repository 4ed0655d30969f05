"""The forms a stamp can be written in: a name, or directives as `strptime` knows them; each becomes one pattern.

A pattern never looks at which digit stands somewhere, only that it is one. So texts that are alike but for their digits
are read alike, and where their numbers stand (a `Shape`) is found once for all of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from workbench.engine.timenames import MONTH_NUMBERS, MONTHS, WEEKDAYS, month_number, names_pattern
from workbench.model.case import Partial

LONGEST = 64  # bytes of the longest stamp there is; anything longer isn't one
LEAP_YEAR = 1972  # stands in for the year that a form doesn't write
_SECOND = 1_000_000_000
# (place of the first digit, how many), or (the number itself, 0) where it is the same in all texts
Spot = tuple[int, int]
_NOWHERE: Spot = (0, 0)

_ZONE = r"(?:(?:UTC|GMT)(?=[+-]))?(?P<z>Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)"
_CLOCK = r"(?P<H>\d\d):(?P<M>\d\d):(?P<S>\d\d)(?:[.,](?P<f>\d{1,9}))?(?: ?" + _ZONE + ")?"
_NAMED = {
    "iso": r"(?P<Y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)[T ]" + _CLOCK,
    "slash": r"(?P<Y>\d{4})/(?P<m>\d\d)/(?P<d>\d\d)[T ]" + _CLOCK,
    "clf": r"(?P<d>\d\d)/(?P<b>" + "|".join(MONTHS) + r")/(?P<Y>\d{4}):" + _CLOCK,
    "ordinal": r"(?P<Y>\d{4})-(?P<j>\d{3})[T ]" + _CLOCK,
}
NUMBERED = ("epoch", "tai64n", "hex", "instant")
"""Forms that are one number and no calendar."""
OR = "||"
"""Between forms of which each stamp has one."""
# directives of two digits: those of which the first may be missing or a blank, and those written in full
_SHORTER = {"d": "d", "e": "d", "m": "m", "H": "H", "k": "H", "I": "I", "l": "I"}
_FULL = {"Y": r"\d{4}", "y": r"\d\d", "j": r"\d{3}", "M": r"\d\d", "f": r"\d{1,9}"}
_NUMERIC = frozenset([*_SHORTER, *_FULL, "S"])
_BLANK = "(?:[ \\t]|\xa0|\u202f)+"  # newer Java and ICU write a no-break space before AM and PM


@dataclass(frozen=True, slots=True)
class Shape:
    """Where the numbers of stamps that are written alike stand, by the byte.

    yday: the day of the year, instead of month and day; `(0, 0)`: none · fraction: of a second · half: 0 before noon, 12
    after it, -1 where hours count to 23 · zone: places of hours and minutes east and the sign (0: UTC or none; minutes
    at 0: none) · naive: no zone · step: what its digits tell apart, in ns
    """

    year: Spot
    month: Spot
    day: Spot
    yday: Spot
    hour: Spot
    minute: Spot
    second: Spot
    fraction: Spot
    half: int
    zone: tuple[int, int, int]
    naive: bool
    step: int


@dataclass(frozen=True, slots=True)
class Form:
    """A form of the calendar, ready to be used. partial: what of the date it doesn't write · step: as in `Shape` ·
    others: forms to be tried where this one isn't a stamp's.
    """

    pattern: re.Pattern[bytes]
    partial: Partial
    step: int
    others: tuple[Form, ...] = ()

    def shape(self, text: bytes) -> Shape | None:
        """Where the numbers of a text stand, and of all that differ from it in digits only; None: it isn't of this form."""
        found = self.pattern.fullmatch(text) if len(text) <= LONGEST else None
        if found is None:
            return next((shape for other in self.others if (shape := other.shape(text)) is not None), None)
        groups = {name for name, value in found.groupdict().items() if value is not None}

        def spot(name: str, otherwise: int = 0) -> Spot:
            return (found.start(name), found.end(name) - found.start(name)) if name in groups else (otherwise, 0)

        year = spot("y") if "y" in groups else spot("Y", LEAP_YEAR if self.partial == "year" else 1970)
        month = (month_number(found["b"]), 0) if "b" in groups else spot("m", 1)
        half = -1 if "p" not in groups else 12 if found["p"] in b"pP" else 0
        naive, zone = _zone(found, groups)
        fraction = spot("f")
        return Shape(
            year, month, spot("d", 1), spot("j"), spot("I") if "I" in groups else spot("H"), spot("M"), spot("S"),
            fraction, half, zone, naive, 10 ** (9 - fraction[1]) if fraction[1] else self.step,
        )  # fmt: skip


def _zone(found: re.Match[bytes], groups: set[str]) -> tuple[bool, tuple[int, int, int]]:
    if "Z" in groups:
        return found["Z"].upper() not in (b"Z", b"UTC", b"GMT"), (0, 0, 0)
    if "z" not in groups:
        return True, (0, 0, 0)
    at, end = found.span("z")
    if found["z"][:1] not in (b"+", b"-"):
        return False, (0, 0, 0)
    return False, (at + 1, end - 2 if end - at > 3 else 0, 1 if found["z"][:1] == b"+" else -1)


@lru_cache(maxsize=256)
def compiled_form(form: str) -> Form:
    """The pattern of a form of the calendar. Raises `ValueError` for what is none."""
    if OR in form:
        first, *others = (compiled_form(one) for one in form.split(OR))
        if any(other.partial != first.partial for other in others):
            raise ValueError(f"the forms of {form!r} don't leave out the same of a date")
        return Form(first.pattern, first.partial, min(one.step for one in (first, *others)), tuple(others))
    if form in _NAMED:
        return Form(re.compile(_NAMED[form].encode(), re.IGNORECASE), "none", _SECOND)
    tokens = _tokens(form)
    names = [token[1:] for token in tokens if token[0] == "%"]
    fields = {_SHORTER.get(name, name) for name in names}
    for name in fields - {"%"}:
        if names.count(name) > 1 or sum(_SHORTER.get(one) == name for one in names) > 1:
            raise ValueError(f"the time form {form!r} says %{name} twice")
    partial = _partial(form, fields)
    parts = [_part(tokens, at, "f" in fields) for at in range(len(tokens))]
    step = _SECOND if "S" in fields else 60 * _SECOND if "M" in fields else 3600 * _SECOND
    return Form(re.compile(b"".join(parts), re.IGNORECASE), partial, step)


def partial_of(form: str) -> Partial:
    """What of the date a form doesn't write: `year` (its stamps are of the leap year 1972), `date` (of 1970-01-01)."""
    return "none" if form in NUMBERED else compiled_form(form).partial


def step_of(form: str) -> int:
    """The step that stamps without a fraction tell apart, in ns; of numbers 1, since their digits say it."""
    return 1 if form in NUMBERED else compiled_form(form).step


def _tokens(form: str) -> list[str]:
    """Directives, runs of blanks, and other characters; a fraction behind the seconds belongs to them."""
    joined = form.replace("%S.%f", "%S").replace("%S,%f", "%S")
    tokens = re.findall(r"%.|\s+|.", joined, re.DOTALL)
    if "%" in tokens:
        raise ValueError(f"the time form {form!r} ends with a lone %")
    if any(token.isdigit() for token in tokens):
        raise ValueError(f"the time form {form!r} holds a digit that stands for itself; leave it out of the stamp")
    return tokens


def _partial(form: str, fields: set[str]) -> Partial:
    month, day = bool(fields & {"b", "m"}), "d" in fields
    if not fields & {"H", "I"}:
        raise ValueError(f"the time form {form!r} says no hour")
    if ("I" in fields) != ("p" in fields) or {"H", "I"} <= fields:
        raise ValueError(f"the time form {form!r} needs %I and %p together, or %H")
    if {"b", "m"} <= fields or {"Y", "y"} <= fields:
        raise ValueError(f"the time form {form!r} says month or year twice")
    if ("S" in fields and "M" not in fields) or ("f" in fields and "S" not in fields):
        raise ValueError(f"the time form {form!r} leaves minutes or seconds out that its smaller parts need")
    if month != day or (month and "j" in fields):
        raise ValueError(f"the time form {form!r} needs a month with a day, or %j")
    if fields & {"Y", "y"}:
        if not month and "j" not in fields:
            raise ValueError(f"the time form {form!r} says a year, but no day")
        return "none"
    return "year" if month or "j" in fields else "date"


def _part(tokens: list[str], at: int, fraction_apart: bool) -> bytes:
    """The pattern of one token."""
    token = tokens[at]
    if token.isspace():
        return _BLANK.encode()
    if token[0] != "%":
        return re.escape(token).encode()
    name = token[1:]
    beside = [tokens[near] for near in (at - 1, at + 1) if 0 <= near < len(tokens)]
    packed = any(one[0] == "%" and one[1:] in _NUMERIC for one in beside)
    if name in _SHORTER:
        text = rf"(?P<{_SHORTER[name]}>\d\d)" if packed else rf" ?(?P<{_SHORTER[name]}>\d\d?)"
    elif name in _FULL:
        text = rf"(?P<{name}>{_FULL[name]}{'?' if name == 'M' and not packed else ''})"
    elif name == "S":
        seconds = rf"(?P<S>\d\d{'' if packed else '?'})"
        text = seconds if fraction_apart else rf"{seconds}(?:[.,](?P<f>\d{{1,9}}))?"
    elif name == "b":
        return rb"(?P<b>" + names_pattern(frozenset(MONTH_NUMBERS)) + rb")\.?"
    elif name == "a":
        return names_pattern(WEEKDAYS) + rb"\.?"
    elif name == "p":
        text = "(?P<p>[ap])(?:\\.?(?: |\xa0|\u202f)?m\\.?)"
    elif name == "z":
        text = _ZONE
    elif name == "Z":
        text = r"(?P<Z>[a-z]{1,6})"
    elif name == "%":
        text = "%"
    else:
        raise ValueError(f"a time form knows no %{name}")
    return text.encode()
