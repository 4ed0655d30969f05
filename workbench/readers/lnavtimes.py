"""lnav's `timestamp-format` as our time forms, and the forms that are tried where a format names none."""

from __future__ import annotations

import re
from collections.abc import Sequence

from workbench.engine.stamps import parse_stamp
from workbench.engine.timeforms import compiled_form

_SAME = {"L": "%f", "N": "%f", "B": "%b", "A": "%a", "F": "%Y-%m-%d", "T": "%H:%M:%S", "D": "%m/%d/%y", "R": "%H:%M",
         "P": "%p", "h": "%b", "n": " ", "t": " "}  # fmt: skip
_EPOCHS = ("%s", "%i", "%6", "%9")
# What a format without forms of its own may mean; the first that reads most stamps counts.
USUAL = (
    "iso", "epoch", "clf", "slash", "tai64n", "%b %d %H:%M:%S", "%b %d %Y %H:%M:%S", "%a %b %d %H:%M:%S %Y",
    "%a %b %d %H:%M:%S %Z %Y", "%d/%b/%Y %H:%M:%S", "%d-%b-%Y %H:%M:%S", "%d %b %Y %H:%M:%S", "%Y%m%d %H:%M:%S",
    "%m/%d/%Y %H:%M:%S", "%m/%d/%y %H:%M:%S", "%m/%d/%Y %I:%M:%S %p", "%d.%m.%Y %H:%M:%S", "%Y-%m-%d %H:%M",
    "%b %d, %Y %I:%M:%S %p", "%m-%d %H:%M:%S", "%H:%M:%S", "%m%d %H:%M:%S",
)  # fmt: skip


def time_form(text: str) -> str:
    """One form of lnav's as ours. Raises `ValueError` where it can't be read."""
    if text.startswith(_EPOCHS):
        rest = re.sub(r"%[fLN]|[.,]", "", text[2:])
        if rest:
            raise ValueError(f"{text!r} says more than an epoch")
        return "epoch"
    if text == "%@":
        return "tai64n"
    form = re.sub(r"%(.)", lambda found: _SAME.get(found[1], found[0]), text)
    compiled_form(form)
    return form


def best_form(forms: Sequence[str], stamps: Sequence[str]) -> tuple[str, int]:
    """The form that reads most of these stamps, the earlier one of equals, and how many it reads."""
    counts = [sum(parse_stamp(stamp, form) is not None for stamp in stamps) for form in forms]
    most = max(range(len(forms)), key=lambda at: (counts[at], -at))
    return forms[most], counts[most]
