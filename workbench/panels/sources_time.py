"""The times of a source: what is known of them in words, and the form that declares zone, clock and year."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from workbench.errors import WorkbenchError
from workbench.jobs import JobContext
from workbench.model.case import Source
from workbench.model.instants import SECOND, duration_text, to_datetime
from workbench.model.sourcetimes import ASSUMED, base_text, order_text, step_text
from workbench.panels.base import Surroundings
from workbench.views.facts import Fact
from workbench.views.inline_form import Field, InlineForm

if TYPE_CHECKING:  # the window paints before a case is opened
    from workbench.casework.values import ClockChange

ZONES = (
    "UTC",
    "Europe/Berlin",
    "Europe/London",
    "America/New_York",
    "America/Los_Angeles",
    "Asia/Tokyo",
    "Asia/Kolkata",
)
ROOM = 300
"""Height of the panel from which on the facts stand below the list; they are in the tooltip as well."""
WRITTEN_IN_ORDER = ("log", "http")
"""Kinds that are written as it happens; a history lists its newest part first, by design."""
_KNOWN = {
    "explicit": "in its stamps",
    "declared": "declared",
    "assumed": "assumed: its stamps give none",
    "relative": "relative",
}
_YEARS = {"year": "Year of its last stamp", "date": "Day of its last stamp"}


class SourceClock:
    """Zone, clock and year in a form. What a change would move is worked out in the background as it is typed."""

    def __init__(self, around: Surroundings, form: InlineForm) -> None:
        self._around, self._form = around, form
        self._trial: JobContext | None = None

    def fields(self, source: Source) -> tuple[Field, ...]:
        """The rows of the form, as they stand for a source."""
        zones = tuple(dict.fromkeys((source.zone, *ZONES)))
        fields = (
            Field("zone", "Zone of stamps without one", source.zone, choices=zones, free=True),
            Field("offset", "Seconds to add to its clock", f"{source.offset_ns / SECOND:g}", "64, or -1.5"),
            Field("on", "Correction", "on" if source.correction_on else "off", choices=("on", "off")),
        )
        if source.undated == "none":
            return fields
        return (*fields, Field("year", _YEARS[source.undated], base_text(source), f"{ASSUMED} by the time of the file"))

    def wanted(self, source: Source, values: dict[str, str]) -> dict[str, Any]:
        """What `set_clock` is asked for; raises `WorkbenchError` for what is no number of seconds.

        A year that was left as it stands stays assumed, if it was; an empty one is assumed again. Where nothing was
        changed, the zone that is assumed is declared.
        """
        text = values["offset"].replace("−", "-").replace(",", ".") or "0"
        if not re.fullmatch(r"[+-]?\d+(\.\d{1,9})?", text):
            raise WorkbenchError(f"{values['offset']!r} is not a number of seconds", "", "Write 64 or -1.5.")
        whole, _, fraction = text.lstrip("+-").partition(".")
        offset = int(whole) * SECOND + int((fraction + "0" * 9)[:9])
        wish: dict[str, Any] = {"on": values["on"] == "on"}
        wish["offset_ns"] = -offset if text.startswith("-") else offset
        year = values.get("year", "")
        if source.undated != "none" and "year" in values and year != base_text(source):
            wish["year"] = year or ASSUMED
        alike = wish == {"on": source.correction_on, "offset_ns": source.offset_ns}
        if values["zone"] != source.zone or (alike and source.zone_known == "assumed"):
            wish["zone"] = values["zone"]
        return wish

    def apply(self, source: Source, values: dict[str, str]) -> None:
        """Declare it. Raises `WorkbenchError`."""
        self.drop()
        self._around.case.set_clock(source.id, **self.wanted(source, values))

    def try_out(self, source: Source, values: dict[str, str]) -> None:
        """Say below the fields what would move."""
        self.drop()
        try:
            wish = self.wanted(source, values)
        except WorkbenchError as error:
            self._form.say(error.sentence())
            return
        case = self._around.case
        self._trial = self._around.start(
            f"Trying a clock for {source.name}",
            lambda _context: case.set_clock(source.id, **wish, dry_run=True),
            lambda change: self._form.say(moving(change)),
            self._refused,
        )

    def drop(self) -> None:
        """Whatever is being tried is no longer wanted."""
        if self._trial is not None:
            self._trial.stop()
            self._trial = None

    def _refused(self, error: Exception) -> None:
        if not isinstance(error, WorkbenchError):
            raise error
        self._form.say(error.sentence())


def moving(change: ClockChange) -> str:
    """What a change moves, in words."""
    before, after = change.before[1], change.after[1]
    if not change.moved:
        return "Nothing would move."
    if before is None or after is None or before == after:
        return f"{change.moved:,} records would move; nothing is read again."
    by = _length(abs(after - before))
    return f"{change.moved:,} records would move by {'-' if after < before else '+'}{by}; nothing is read again."


def _length(ns: int) -> str:
    """Whole days as days: another year moves by hundreds of them."""
    days, rest = divmod(ns, 24 * 3600 * SECOND)
    if days < 2:
        return duration_text(ns)
    return f"{days} days" + (f" {duration_text(rest)}" if rest else "")


def facts_of(source: Source, zone: str) -> tuple[Fact, ...]:
    """What is known of a source's times; nothing where it has none. zone: in which they are shown."""
    if source.first is None or source.last is None:
        return ()
    facts = [
        Fact("Times", f"{_moment(source.first, zone)} to {_moment(source.last, zone)}, {zone}"),
        Fact("Zone", zone_text(source), source.zone_known == "assumed"),
    ]
    if source.undated != "none":
        how = "assumed by the time of the file" if source.base_known == ASSUMED else source.base_known
        name = "Year" if source.undated == "year" else "Day"
        facts.append(Fact(name, f"{base_text(source)} at its end, {how}", source.base_known == ASSUMED))
    if source.offset_ns:
        facts.append(Fact("Clock", clock_words(source) + ("" if source.correction_on else ", switched off")))
    if source.records:
        facts.append(Fact("Resolution", step_text(source.resolution_ns)))
        order = order_text(source.disorder, source.step_back)
        facts.append(Fact("Order", order or "in order of time", bool(order) and source.kind in WRITTEN_IN_ORDER))
        facts += [
            Fact("Hours", one.what, True) for one in source.problems if one.of_time and " in an hour " in one.what
        ]
    if source.skipped:
        belong = "1 line belongs" if source.skipped == 1 else f"{source.skipped:,} lines belong"
        facts.append(Fact("Skipped", f"{belong} to no record", True))
    return tuple(facts)


def zone_text(source: Source) -> str:
    """`Europe/Berlin, declared`, `in its stamps`."""
    how = _KNOWN[source.zone_known]
    return how if source.zone_known == "explicit" else f"{source.zone}, {how}"


def clock_words(source: Source) -> str:
    """`+64 s`, `−1.5 s`."""
    return f"{'+' if source.offset_ns > 0 else '−'}{abs(source.offset_ns) / SECOND:g} s"


def _moment(t: int, zone: str) -> str:
    return f"{to_datetime(t, zone):%Y-%m-%d %H:%M:%S}"
