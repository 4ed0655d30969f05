"""Names of months and weekdays as logs write them: in seven languages, short and long.

Of the Unicode CLDR's Gregorian names (abbreviated and wide, format and stand-alone) and of what glibc's locales print for
`%b` and `%a`; accents that some systems leave out may be left out.
"""

from __future__ import annotations

import re

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {
    "en": "jan january|feb february|mar march|apr april|may|jun june|jul july|aug august|sep sept september|oct october|"
          "nov november|dec december",
    "de": "jan januar jänner jän|feb februar feber|mär mrz märz maerz mar|apr april|mai|jun juni|jul juli|aug august|"
          "sep sept september|okt oktober|nov november|dez dezember",
    "fr": "jan janv janvier|fév févr février fev fevr fevrier|mar mars|avr avril|mai|jun juin|jul juil juillet|"
          "aoû août aou aout|sep sept septembre|oct octobre|nov novembre|déc décembre dec decembre",
    "es": "ene enero|feb febrero|mar marzo|abr abril|may mayo|jun junio|jul julio|ago agosto|"
          "sep sept set septiembre setiembre|oct octubre|nov noviembre|dic diciembre",
    "it": "gen gennaio|feb febbraio|mar marzo|apr aprile|mag maggio|giu giugno|lug luglio|ago agosto|set sett settembre|"
          "ott ottobre|nov novembre|dic dicembre",
    "pt": "jan janeiro|fev fevereiro|mar março marco|abr abril|mai maio|jun junho|jul julho|ago agosto|set setembro|"
          "out outubro|nov novembro|dez dezembro",
    "nl": "jan januari|feb februari|mrt maart|apr april|mei|jun juni|jul juli|aug augustus|sep sept september|"
          "okt oktober|nov november|dec december",
}  # fmt: skip
_WEEKDAYS = (
    "mon monday tue tues tuesday wed wednesday thu thur thurs thursday fri friday sat saturday sun sunday "
    "mo montag di dienstag mi mittwoch do donnerstag fr freitag sa samstag sonnabend so sonntag "
    "lun lundi mar mardi mer mercredi jeu jeudi ven vendredi sam samedi dim dimanche "
    "lunes martes mié miércoles mie miercoles jue jueves vie viernes sáb sábado sab sabado dom domingo "
    "lunedì lunedi martedì martedi mercoledì mercoledi gio giovedì giovedi venerdì venerdi domenica "
    "seg segunda segunda-feira ter terça terca terça-feira terca-feira qua quarta quarta-feira qui quinta quinta-feira "
    "sex sexta sexta-feira "
    "ma maandag di dinsdag wo woensdag donderdag vr vrijdag za zaterdag zo zondag"
)


def _numbers() -> dict[str, int]:
    numbers: dict[str, int] = {}
    for names in _MONTHS.values():
        for number, month in enumerate(names.split("|"), 1):
            for name in month.split():
                if numbers.setdefault(name, number) != number:
                    raise AssertionError(f"{name} would be two months")
    return numbers


MONTH_NUMBERS = _numbers()
"""Lower-case names to 1..12; no name is two months."""
WEEKDAYS = frozenset(_WEEKDAYS.split())


def month_number(name: bytes) -> int:
    """1..12 of a name in any case, without a dot behind it; 0 where it is none."""
    return MONTH_NUMBERS.get(name.decode("utf-8", "replace").lower(), 0)


def names_pattern(names: frozenset[str]) -> bytes:
    """A regex over UTF-8 bytes that takes any of the names, the longest that fits; to be compiled to ignore case."""
    ordered = sorted(names, key=lambda name: (-len(name), name))
    return b"(?:" + b"|".join(b"".join(_letter(letter) for letter in name) for name in ordered) + b")"


def _letter(letter: str) -> bytes:
    # `re` on bytes knows the case of ASCII letters only
    if letter.isascii():
        return re.escape(letter).encode()
    return b"(?:" + letter.encode() + b"|" + letter.upper().encode() + b")"
