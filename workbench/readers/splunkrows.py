"""Rows of Splunk's searches, in whatever mode they came: their time, what they tell as records, their points in a chart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from workbench.engine.stamps import parse_stamp
from workbench.model.case import Problem
from workbench.model.instants import to_datetime, zone_named
from workbench.readers.mapping import kept
from workbench.readers.recordmap import plain
from workbench.readers.searchlog import SECOND, Time, Told, epoch, flat, in_words, written
from workbench.readers.searchtool import Sample, number_of
from workbench.readers.zonewords import zone_of_words

_LETTERED = re.compile(r"(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?) ([A-Z]{2,5})")
_LEVELS = ("log_level", "level", "loglevel", "severity", "Level", "LEVEL")
_OUTER = ("result", "preview", "offset", "lastrow")
_LETTERS = Problem("the times name their zone by letters only, which was looked up; check that it is the one meant")
_UNKNOWN = Problem("the times name a zone by letters that are known for none; the zone is assumed until it is declared")


def time_of(value: Any) -> tuple[Time, tuple[Problem, ...]]:
    """`_time` as it is written, and what is doubtful where its zone is told by letters."""
    text = plain(value).strip()
    if text[4:5] != "-" and (counted := epoch(text, SECOND))[0] is not None:
        return counted, ()
    known = written(text)
    found = _LETTERED.fullmatch(text) if known[0] is None else None
    stamp = parse_stamp(found[1], "iso") if found else None
    if found is None or stamp is None:
        return known, ()
    zone, _ = zone_of_words((found[2],))
    if not zone:
        return (stamp, text), (_UNKNOWN,)
    moments = [to_datetime(stamp.wall).replace(tzinfo=zone_named(zone), fold=fold) for fold in (0, 1)]
    moment = next((one for one in moments if one.tzname() == found[2]), moments[0])
    offset = moment.utcoffset()
    east = int(offset.total_seconds()) * 10**9 if offset else 0
    return (replace(stamp, wall=stamp.wall - east, naive=False), text), (_LETTERS,)


def told_of(value: Mapping[str, Any], outer: Mapping[str, Any]) -> Told:
    """A row of results. outer: what a webhook says beside it."""
    text = value.get("_raw")
    text = "\n".join(map(plain, text)) if isinstance(text, list) else plain(text)
    level = next((found for key in _LEVELS if key in value and (found := plain(value[key]))), "")
    place = [plain(value.get(key)) for key in ("_bkt", "_cd")]
    source = plain(value.get("source"))
    alert = {f"splunk.{key}": kept(inner) for key, inner in flat(outer, *_OUTER)} if outer else {}
    taken = ("_raw", "_time", "_indextime", "host", "source", *(_LEVELS if level else ()))
    time, notes = time_of(value.get("_time"))
    title = "" if text.strip() else in_words((key, inner) for key, inner in flat(value) if key[:1] != "_")
    return Told(
        t=time, notes=notes, observed=epoch(value.get("_indextime"), SECOND), text=text, level=level,
        id="/".join(place) if all(place) else "", title=title, pairs=flat(value, *taken),
        attributes={**alert, "splunk.source": source, "log.file.path": source if source[:1] in ("/", "\\") else ""},
        resource={"host.name": value.get("host") if isinstance(value.get("host"), str) else ""},
        links=(("alert", outer.get("search_name")), ("url", outer.get("results_link"))) if outer else (),
    )  # fmt: skip


def chart_points(fields: Mapping[str, Any]) -> Iterator[Sample] | None:
    """The points of a row that has a time and the span it stands for, and no text; None of any other row."""
    if "_span" not in fields or "_raw" in fields:
        return None
    stamp = time_of(fields.get("_time"))[0][0]
    if stamp is None or stamp.naive:
        return None
    return (
        (name, {}, stamp.wall, float("nan") if value in (None, "") else number)
        for name, value in fields.items()
        if name[:1] != "_" and (number := number_of(value) if value not in (None, "") else 0.0) is not None
    )
