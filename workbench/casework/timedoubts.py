"""What is doubtful about a log's times, in words: its zone, its year, disorder, and hours that happened twice or never."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from workbench.casework.years import dating_of, span_text
from workbench.engine.logindex import LogIndex
from workbench.engine.part import Part
from workbench.engine.parttimes import corrected_times, stamps_in
from workbench.engine.stamps import NULL_T
from workbench.engine.tally import LogStats
from workbench.engine.turns import MOST
from workbench.engine.years import Dating
from workbench.engine.zones import OddHour, ZoneClock, is_utc
from workbench.model.case import Problem, Source
from workbench.model.instants import Instant, to_datetime
from workbench.model.sourcetimes import order_text

ASSUMED = "its stamps give no zone"
SHOWN = 3
"""Odd hours that are named; of more, their number."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a log's corrected times tell: the earliest and latest, and its odd hours."""

    first: Instant | None = None
    last: Instant | None = None
    odd: tuple[OddHour, ...] = ()


def told_of(part: Part) -> Told:
    """What the times of a part tell."""
    return Told(*(part.times.lowest() or (None, None)), part.times.odd_hours())


def told_between(index: LogIndex, first: int, last: int, dating: Dating | None, zone: str, offset_ns: int) -> Told:
    """What the times of the records [first, last) of a log tell, of one that is not in the spine yet."""
    wall, naive = np.asarray(index.wall[first:last]), np.asarray(index.naive[first:last])
    if dating is not None:
        wall = dating.dated(dating.running(wall, first))
    t = corrected_times(wall, naive, zone, offset_ns)
    known = t != NULL_T
    if not known.any():
        return Told()
    odd: list[OddHour] = []
    if not is_utc(zone):
        for hour in ZoneClock(zone).odd_hours(int(wall[known].min()), int(wall[known].max())):
            odd.append(replace(hour, stamps=stamps_in(hour, wall, naive)))
    return Told(int(t[known].min()), int(t[known].max()), tuple(hour for hour in odd if hour.stamps))


def joined(one: Told, other: Told) -> Told:
    """What two stretches of records tell together."""
    if one.first is None or one.last is None:
        return other
    if other.first is None or other.last is None:
        return one
    hours = {(hour.start, hour.twice): hour for hour in one.odd}
    for hour in other.odd:
        before = hours.get((hour.start, hour.twice))
        hours[hour.start, hour.twice] = replace(hour, stamps=hour.stamps + (before.stamps if before else 0))
    odd = tuple(hours[key] for key in sorted(hours))
    return Told(min(one.first, other.first), max(one.last, other.last), odd)


def without_time_doubts(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Problems that stay when zone, clock or year change."""
    return tuple(one for one in problems if not one.of_time and not one.what.startswith(ASSUMED))


def with_time_doubts(problems: tuple[Problem, ...], doubts: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """The problems with other doubts about times, where those of before stood, else first."""
    kept = without_time_doubts(problems)
    before = next((at for at, one in enumerate(problems) if one not in kept), 0)
    return (*kept[:before], *doubts, *kept[before:])


def time_doubts(source: Source, stats: LogStats, told: Told) -> tuple[Problem, ...]:
    """The doubts, in the order of their weight."""
    doubts: list[str] = []
    if stats.naive and source.zone_known != "declared":
        doubts.append(zone_doubt(source))
    doubts += _year_doubts(source, stats)
    doubts += [order] if (order := order_text(stats.disorder, stats.step_back)) else []
    for twice in (True, False):
        hours = [hour for hour in told.odd if hour.twice == twice]
        if hours:
            doubts.append(_odd(source, hours))
    return tuple(Problem(doubt, of_time=True) for doubt in doubts)


def zone_doubt(source: Source) -> str:
    """The doubt about stamps without a zone."""
    return f"{ASSUMED}; {source.zone} is assumed"


def _year_doubts(source: Source, stats: LogStats) -> list[str]:
    dating = dating_of(source, stats)
    if dating is None or not stats.laps:
        return []
    what = dating.partial
    doubts: list[str] = []
    if source.base_known == "assumed":
        doubts.append(f"its stamps give no {what}; {span_text(dating, stats)} is assumed, by the time of the file")
    if stats.turns_left:
        doubts.append(
            f"its {what} changes more than {MOST[what]:,} times; {stats.turns_left:,} changes are not counted"
        )
    if dating.loses(stats.laps):
        doubts.append("its stamps of 29 February have no time in a year that has no such day")
    return doubts


def _odd(source: Source, hours: list[OddHour]) -> str:
    count = sum(hour.stamps for hour in hours)
    stamps = "1 stamp lies" if count == 1 else f"{count} stamps lie"
    named = ", ".join(
        f"{to_datetime(hour.start):%Y-%m-%d %H:%M} to {to_datetime(hour.end):%H:%M}" for hour in hours[:SHOWN]
    )
    more = f" and {len(hours) - SHOWN} more" if len(hours) > SHOWN else ""
    if hours[0].twice:
        return f"{stamps} in an hour that happens twice in {source.zone} ({named}{more}); its first time is taken"
    read = "it is" if count == 1 else "they are"
    return f"{stamps} in an hour that {source.zone} skips ({named}{more}); {read} read as so much later"
