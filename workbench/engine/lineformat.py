"""What a log's text looks like, as a value: how a record starts, where stamp and level lie, how one is taken apart.

A reader answers with one of these; the engine runs it over bytes with compiled code. Only `parse` sees Python text, and
only for the records of the page in sight (or the candidates of a field query).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from workbench.engine.timeforms import NUMBERED, Partial, compiled_form, partial_of
from workbench.model.records import Kind, Link
from workbench.model.severity import WORDS

TimeForm = str
"""How a stamp is written: a name, or directives.

iso: 2026-03-17T14:02:11.123456789+01:00; T or space, 0 to 9 digits behind . or , and Z, UTC, GMT, +hh:mm, +hhmm, +hh or none
slash: 2026/03/17 14:02:11, else as iso (nginx' error log, Go's log package)
clf: 17/Mar/2026:14:02:11 +0100 (NCSA common log format) · ordinal: 2026-076T14:02:11.123Z, the day of the year
epoch: digits, the unit (s, ms, µs, ns) by their number; decimals allowed, and 1.7737561315e+09
instant: {"epochSecond":1773756131,"nanoOfSecond":123456789}, as log4j 2's JsonLayout writes it
tai64n: @ and 24 hexadecimal digits, a TAI64N label (see `tai`)
hex: seconds since 1970 in 8 hexadecimal digits, perhaps a point and 8 more of nanoseconds, or 5 of microseconds
or a text with directives, all of it to be matched, letters in any case:
%Y year, %y its last two digits (69 to 99 are 19xx) · %m %d %e month and day of one or two digits · %j day of the year, three
digits · %b the month's name, short or long, of seven languages, a dot behind it or not · %a a weekday's name, ignored
%H %k hour, %I %l with %p (AM, p.m.) of twelve, %M, %S; one or two digits; behind %S a fraction of . or , and 1
to 9 digits, or none · %f such a fraction that stands elsewhere · %z Z, UTC, GMT, +hh, +hhmm, +hh:mm · %Z letters: UTC, GMT
and Z are UTC, any others say nothing · %% a % · a blank: one or more of them · anything else: itself.
Where two numbers touch (%m%d), each has all its digits. Forms of the calendar with || between them: each stamp has one of
them, and all leave out the same of the date. The year, or the whole date, may be left out: see `partial`.
"""


@dataclass(frozen=True, slots=True)
class LineFields:
    """One record taken apart: what columns don't hold. title is one line, body the whole message."""

    title: str
    body: str = ""
    severity_text: str = ""
    event_id: str = ""
    attributes: Mapping[str, Any] = field(default_factory=dict)
    resource: Mapping[str, Any] = field(default_factory=dict)
    links: tuple[Link, ...] = ()


AROUND_LEVEL = "[]<>():|;, \t\r"
"""What may stand around a level within its group."""


@dataclass(frozen=True, slots=True)
class Inner:
    """Where the text within a record tells its level: a regex as `start` with a group `level`, and what its words mean."""

    pattern: str
    severities: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class LineFormat:
    r"""A log format.

    id: `tool.form` · start: regex in Rust's dialect; a physical line that matches begins a record and every other line
    belongs to the record above; group `t` is the stamp's text, group `level` (if any) the level's, `t2` and `level2`
    those of another way, and so on; \d, \w, \s and \b mean ASCII; a line whose `t` is no time in the calendar begins a
    record whose time is unknown
    stamp_keys, level_keys: for JSON lines instead of `start`: top-level keys (or `a.b` paths), the first present wins;
    every line that is a JSON object begins a record
    time: the form of `t`, one of `TimeForm`; making a format with anything else raises `ValueError`
    severities: lower-case level text to OTel number; `status` reads the level as an HTTP status
        level_below: whether the level stands at the beginning of the line below the record's first one, up to a colon
    unfinished: pairs of regexes; a line that matches the second begins no record where the line right above matches the
    first: how container runtimes write a line in pieces
    carried: whether a record without a stamp in its start has that of the record above, since the format's definition
    leaves out what is the same; one that does not stand within `CARRIED` bytes above is unknown
        zone: the zone the format's definition fixes for a stamp without one (then zone_known is `declared`), else empty
    parse: a record's whole text (continuation lines included, without its last newline) to its fields; must not raise
    foreign: whether a user wrote `start`, so that only an engine without backtracking may run it
    literal_fields: every letter and digit of a value that `parse` gives stands in the record in that order and next to
    each other (upper and lower case, dashes within hex digits, zeros before a number and what follows a backslash may
    differ; a lone key may stand for true); so that only records with the value's text need be taken apart
    inner: for JSON lines that tell no level: where the text in them does
    others: formats of other writers into the same text; a line that begins no record of this one may begin one of theirs,
    the first that fits
    near: where others write the year and this one doesn't, an instant (ns, as wall) that its stamps lie nearest to
    field_keys: a field's name to texts of which one stands, in any case, in every record that has it; none where none is
    sure
    """

    id: str
    title: str
    time: TimeForm = "iso"
    start: str = ""
    stamp_keys: tuple[str, ...] = ()
    level_keys: tuple[str, ...] = ()
    unfinished: tuple[tuple[str, str], ...] = ()
    severities: Mapping[str, int] | Literal["status"] = field(default_factory=lambda: WORDS)
    default_severity: int = 0
    level_below: bool = False
    carried: bool = False
    zone: str = ""
    kind: Kind = "log"
    foreign: bool = False
    literal_fields: bool = False
    inner: Inner | None = None
    others: tuple[LineFormat, ...] = ()
    near: int | None = None
    field_keys: Callable[[str], tuple[str, ...]] = lambda _name: ()
    parse: Callable[[str], LineFields] = field(default=lambda text: LineFields(text.partition("\n")[0], text))

    def __post_init__(self) -> None:
        if self.time not in NUMBERED:
            compiled_form(self.time)

    @property
    def partial(self) -> Partial:
        """What of the date its stamps don't say: none of it, the `year` (they are given in 1972), or the whole `date`
        (they are given on 1970-01-01).
        """
        return "none" if self.near is not None else partial_of(self.time)

    @property
    def json(self) -> bool:
        """Whether each line is a JSON object."""
        return bool(self.stamp_keys)
