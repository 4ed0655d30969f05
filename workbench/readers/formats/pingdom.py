"""Pingdom's REST interface: results of a check, its outages, and the states of a transaction check.

Fields: Pingdom API 3.1 (`/results/ID`, `/summary.outage/ID`, `/tms/check/ID/report/status`). `time`, `timefrom` and `timeto`
are epoch s; results come newest first. A result that is down has no `responsetime`: a gap in the series. None of the replies
but the last says which check it is of.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from math import nan
from typing import Any

from workbench.model.case import Problem
from workbench.model.records import Event, changed
from workbench.readers.core import Batch, RawSource
from workbench.readers.forms import Form, by_forms, judged, reader_of
from workbench.readers.jsonsource import JsonSource, batches, whole_bytes
from workbench.readers.jsonvalues import whole_at
from workbench.readers.linereader import RecordReader
from workbench.readers.metricpoints import Gathered, epoch_s, rows_of, sample
from workbench.readers.raised import mapping
from workbench.readers.recordmap import RecordMap
from workbench.readers.systems import System

SEVERITIES = {"down": 17, "unconfirmed_down": 13, "unconfirmed": 13, "unknown": 0, "up": 9}
RESULT = RecordMap(
    "pingdom.results", "Pingdom results of a check (REST)", "http",
    needs=("results[0].time", "results[0].status", "activeprobes|results[0].probeid"), each="results", t="time",
    form="epoch", kind_of="status", kinds={"down": "alert", "unconfirmed_down": "alert", "unconfirmed": "alert"},
    severity="status", severities=SEVERITIES, name="{status}: {statusdesc}", body="statusdesclong|statusdesc",
    event_id="{probeid}/{time}", prefix="pingdom",
)  # fmt: skip
OUTAGE = RecordMap(
    "pingdom.outages", "Pingdom outages of a check (REST)", "http", needs=("summary.states",), each="summary.states",
    t="timefrom", t_end="timeto", form="epoch", kind_of="status", kinds={"down": "alert"}, phase="status",
    phases={"down": "open"}, severity="status", severities=SEVERITIES, name="{status}", event_id="{status}/{timefrom}",
    prefix="pingdom",
)  # fmt: skip
REPORT = replace(
    OUTAGE, needs=("report.states", "report.check_id"), each="report.states", t="from", t_end="to", form="iso",
    name="{^.name} {status}: {message}", body="message", event_id="{^.check_id}/{status}/{from}", group="^.check_id",
    links={"alert": "^.name"},
)  # fmt: skip


def _outage(event: Event, around: tuple[Any, ...]) -> Event:
    return changed(
        event, title=f"check {event.title}", body=f"check {event.title}", group_key=event.group_key or "check"
    )


def _read(source: RawSource) -> Iterator[Batch]:
    text = JsonSource(whole_bytes(source), source.name)
    events = _steps(list(by_forms(text, (Form(RESULT),), RESULT.title)), source.name)
    found = Gathered(source.name)
    JsonSource(text.text, source.name).each(lambda position: _times(whole_at(text, position)[2], found))
    points = list(found.series())
    text.problems.extend(Problem(one.what, one.where) for one in found.problems)
    return batches(text, events, points, kinds="results")


def _times(whole: Any, found: Gathered) -> None:
    """Response times of all results, a gap where the check was down."""
    rows = rows_of(mapping(whole).get("results"))
    samples = ((epoch_s(row.get("time")), _took(row)) for row in rows)
    known = [(t, value) for t, value in samples if t is not None]
    found.add("responsetime", found.file, known, unit="ms", kind="gauge", help="of the check, at the probe's request")


def _took(row: Mapping[str, Any]) -> float:
    value = sample(row.get("responsetime"))
    return nan if value is None or value < 0 else value


def _steps(events: list[Event], name: str) -> list[Event]:
    """The results where the check went down and came up again, by time, as the steps of an alert.

    Probes take turns: one that finds the check down opens, and the next that finds it up closes.
    """
    order = sorted((at for at, event in enumerate(events) if event.t is not None), key=lambda at: events[at].t or 0)
    down = False
    for at in order:
        event = events[at]
        if event.severity_text == "down":
            events[at] = changed(event, phase="update" if down else "open", group_key=name)
            down = True
        elif event.severity_text == "up" and down:
            events[at] = changed(event, kind="alert", phase="close", group_key=name)
            down = False
    return events


READERS = (
    RecordReader("pingdom.results", RESULT.title, ("http", "alert", "metric"),
                 lambda head, _name: judged((Form(RESULT),), head), _read),
    reader_of("pingdom.outages", OUTAGE.title, ("alert", "http"), Form(OUTAGE, _outage), Form(REPORT)),
)  # fmt: skip
EXAMPLES = {
    "pingdom.results": json.dumps({"activeprobes": [34, 82], "results": [
        {"probeid": 34, "time": 1773756131, "status": "down", "statusdesc": "Timeout (> 30s)"},
        {"probeid": 82, "time": 1773756071, "status": "up", "responsetime": 508, "statusdesc": "OK"}]}),
    "pingdom.outages": json.dumps({"summary": {"states": [
        {"status": "up", "timefrom": 1773752531, "timeto": 1773756131},
        {"status": "down", "timefrom": 1773756131, "timeto": 1773756731}]}}),
}  # fmt: skip
SYSTEMS = (
    System(
        "Pingdom", "uptime and performance", ("pingdom.results", "pingdom.outages"),
        "REST: `results/ID`, `summary.outage/ID`, `tms/check/ID/report/status`, as the replies are, a file a check.",
        "A record a result; where the check went down it opens an alert, where it came up again it closes it; the response "
        "time as a series with gaps. An outage from its start to its end.",
        "Averages of `summary.performance`. Results don't say of which check they are: the series carries the file's name.",
    ),
)  # fmt: skip
