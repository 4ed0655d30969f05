"""The colours that programs write for terminals (ECMA-48 8.3.117, SGR), as inks of the theme that can be read."""

from __future__ import annotations

import re

from workbench.views.log.rows import Inked
from workbench.views.log.text import PAINTED, harmless, printable

_SGR = re.compile(r"\x1b\[([0-9;:]*)m")
# Black to white, then the same bright; on a dark canvas black would vanish, on a light one white.
_NAMED = ("text.tertiary", "err", "ok", "warn", "info", "change", "s3", "text.primary")
_STRETCHES = 240
"""Coloured stretches of one message that are kept; what follows is shown in the usual ink."""
_STEPS = (0, 95, 135, 175, 215, 255)


def coloured(text: str) -> tuple[str, tuple[Inked, ...]]:
    """A line as `harmless` shows it, and which of its characters its writer coloured or made bold."""
    if "\x1b[" not in text[:PAINTED]:
        return harmless(text), ()
    rest = len(text) - PAINTED
    text = text[:PAINTED]
    pieces: list[str] = []
    found: list[Inked] = []
    at = size = 0
    ink, bold = "", False
    for code in (*_SGR.finditer(text), None):
        piece = printable(text[at : code.start() if code else len(text)])
        if piece and (ink or bold) and len(found) < _STRETCHES:
            found.append(Inked(size, size + len(piece), ink, bold))
        pieces.append(piece)
        size += len(piece)
        if code:
            ink, bold = _after(code[1], ink, bold)
            at = code.end()
    if rest > 0:
        pieces.append(f" … {rest:,} more characters")
    return "".join(pieces), tuple(found)


def _after(codes: str, ink: str, bold: bool) -> tuple[str, bool]:
    """Ink and weight behind a sequence of SGR numbers."""
    numbers = [int(part) if part and len(part) < 4 else 0 for part in re.split("[;:]", codes)][:32]
    while numbers:
        number = numbers.pop(0)
        if number == 0:
            ink, bold = "", False
        elif number in (1, 22):
            bold = number == 1
        elif 30 <= number <= 37 or 90 <= number <= 97:
            ink = _NAMED[number % 10]
        elif number == 39:
            ink = ""
        elif 40 <= number <= 47 and not ink:
            ink = _NAMED[number % 10]
        elif number in (38, 48):
            wide, numbers = _wide(numbers)
            ink = wide if number == 38 or not ink else ink
    return ink, bold


def _wide(numbers: list[int]) -> tuple[str, list[int]]:
    """The ink of `5;n` (256 colours) or `2;r;g;b`, and the numbers behind it."""
    if numbers[:1] == [5] and len(numbers) > 1:
        return _of_256(numbers[1]), numbers[2:]
    if numbers[:1] == [2] and len(numbers) > 3:
        red, green, blue = numbers[1:4]
        return _of_rgb(red, green, blue), numbers[4:]
    return "", []


def _of_256(number: int) -> str:
    if number < 16:
        return _NAMED[number % 8]
    if number >= 232:
        return "text.tertiary" if number < 244 else "text.secondary" if number < 250 else "text.primary"
    cube = number - 16
    return _of_rgb(_STEPS[min(cube // 36, 5)], _STEPS[cube // 6 % 6], _STEPS[cube % 6])


def _of_rgb(red: int, green: int, blue: int) -> str:
    """The ink of the nearest hue: six of them, or a grey."""
    high, low = max(red, green, blue), min(red, green, blue)
    if high - low < 40:
        return "text.tertiary" if high < 140 else "text.secondary" if high < 210 else "text.primary"
    middle = low + (high - low) // 2
    lit = (red > middle, green > middle, blue > middle)
    return {
        (True, False, False): "err", (True, True, False): "warn", (False, True, False): "ok",
        (False, True, True): "s3", (False, False, True): "info", (True, False, True): "change",
    }.get(lit, "text.primary")  # fmt: skip
