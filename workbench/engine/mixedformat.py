"""A log written in more than one format: a service that was restarted with another logger, two writers into one file.

Each line is asked by the formats in turn; so one odd line changes nothing of the others, and it is the same whether the
formats follow one another or alternate.
"""

from __future__ import annotations

from dataclasses import replace

import msgspec
import polars as pl

from workbench.engine.colours import without_colours
from workbench.engine.dialect import ascii_classes
from workbench.engine.lineformat import LineFields, LineFormat


def mixed(first: LineFormat, other: LineFormat, near: int | None) -> LineFormat | None:
    """Both as one format; None where their stamps can't stand in one order.

    near: an instant (ns, as wall) around which a format that writes no year is dated, where the other one writes it.
    """
    formats = (replace(first, others=()), *first.others, other)
    partial = {one.partial for one in formats}
    if len(partial) > 1:
        if "date" in partial or near is None:
            return None
        formats = tuple(replace(one, near=near) if one.partial == "year" else one for one in formats)
    if any(one.level_below or one.foreign for one in formats):
        return None
    head, *others = formats
    made = replace(
        head, id=f"{first.id}+{other.id}", others=tuple(others), field_keys=lambda _name: (),
        literal_fields=all(one.literal_fields for one in formats),
        unfinished=tuple(pair for one in formats for pair in one.unfinished),
    )  # fmt: skip

    def parse(text: str) -> LineFields:
        return writer_of(made, text, formats).parse(text)

    return replace(made, parse=parse)


def writer_of(format: LineFormat, text: str, formats: tuple[LineFormat, ...] = ()) -> LineFormat:
    """The format that a record's text is of: of a log in one format that one. formats: those to choose from, if known."""
    if not format.others:
        return format
    line = without_colours(text.partition("\n")[0])
    choice = formats or (format, *format.others)
    return next((one for one in choice if begins(one, line)), choice[0])


def begins(format: LineFormat, line: str) -> bool:
    """Whether a line begins a record of a format."""
    if not format.json:
        return bool(pl.Series([line]).str.contains(ascii_classes(format.start))[0])
    try:
        return isinstance(msgspec.json.decode(line), dict)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return False
